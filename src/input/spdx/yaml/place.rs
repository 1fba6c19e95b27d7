//! The places of values in a text that was parsed without places.

use crate::input::json::Str;
use crate::inventory::Locate;
use crate::source::{Location, Spot};

/// Bytes of an element in which a value is looked for.
const SOUGHT: usize = 64 << 10;
/// Elements that are looked for in vain: their identifiers are not written as they are meant.
const VAIN: u32 = 100;

/// Finds elements in the order in which they stand.
pub(crate) struct Places<'t> {
    text: &'t str,
    /// How far elements have been found, and the line there.
    at: usize,
    line: u32,
    vain: u32,
}

/// The place of one element.
pub(crate) struct Place<'t> {
    text: &'t str,
    at: usize,
    line: u32,
}

impl<'t> Places<'t> {
    /// Begin at the top-level list of a name.
    pub(crate) fn new(text: &'t str, list: &str) -> Self {
        let at = text.find(&format!("\n{list}:")).map_or(0, |at| at + 1);
        Self {
            text,
            at,
            line: newlines(&text.as_bytes()[..at]).saturating_add(1),
            vain: 0,
        }
    }

    /// The element with this identifier.
    pub(crate) fn next(&mut self, id: Option<&Str<'_>>) -> Place<'t> {
        let id = id.map_or("", Str::as_str);
        let rest = &self.text.as_bytes()[self.at..];
        let key = |at: usize| {
            let before = rest[..at].trim_ascii_end();
            let before = before
                .strip_suffix(b"\"")
                .or_else(|| before.strip_suffix(b"'"))
                .unwrap_or(before);
            before.trim_ascii_end().ends_with(b"SPDXID:")
                || before.trim_ascii_end().ends_with(b"SPDXID\":")
        };
        let found = match id {
            _ if id.is_empty() || self.vain > VAIN => None,
            id => memchr::memmem::find_iter(rest, id.as_bytes()).find(|at| key(*at)),
        };
        if let Some(found) = found {
            self.line = self.line.saturating_add(newlines(&rest[..found]));
            self.at += found;
        } else {
            self.vain += 1;
        }
        Place {
            text: self.text,
            at: self.at,
            line: self.line,
        }
    }
}

impl Place<'_> {
    pub(crate) fn spot<'p>(&self, parent: &'p str, index: u32) -> Spot<'p> {
        Spot {
            line: self.line,
            column: 1,
            parent,
            index,
        }
    }
}

impl Locate for Place<'_> {
    fn locate(&self, value: &str) -> Location {
        let rest = &self.text.as_bytes()[self.at..];
        let near = &rest[..rest.len().min(SOUGHT)];
        let found = memchr::memmem::find(near, value.as_bytes()).unwrap_or(0);
        Location {
            line: Some(self.line.saturating_add(newlines(&rest[..found]))),
            ..Location::default()
        }
    }
}

fn newlines(bytes: &[u8]) -> u32 {
    u32::try_from(memchr::memchr_iter(b'\n', bytes).count()).unwrap_or(u32::MAX)
}
