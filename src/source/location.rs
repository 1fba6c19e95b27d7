//! Places in a document.

use serde::{Deserialize, Serialize};
use wide::u8x32;

/// A place in a file, for people and for JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Location {
    /// The file, where it is another than the input's own: `Cargo.lock` beside a `Cargo.toml`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The column in characters, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// The JSON pointer (RFC 6901) or, in other encodings, the like path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
}

/// A place that borrows its pointer: what a reader tells of each subject.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spot<'a> {
    /// The line, from 1; 0 where there is none.
    pub line: u32,
    /// The column in characters, from 1; 0 where there is none.
    pub column: u32,
    /// The pointer without its last number: `/components`; empty where there is none.
    pub parent: &'a str,
    /// The last number of the pointer; [`Spot::WHOLE`] where `parent` is all of it.
    pub index: u32,
}

impl Spot<'_> {
    /// The index of what is no element of a list.
    pub const WHOLE: u32 = u32::MAX;

    /// The same place, owned.
    #[must_use]
    pub fn to_location(self) -> Location {
        Location {
            path: None,
            line: (self.line > 0).then_some(self.line),
            column: (self.column > 0).then_some(self.column),
            pointer: (!self.parent.is_empty()).then(|| self.pointer()),
        }
    }

    /// The whole pointer.
    #[must_use]
    pub fn pointer(self) -> String {
        match self.index {
            Self::WHOLE => self.parent.to_owned(),
            index => format!("{}/{index}", self.parent),
        }
    }
}

/// In texts up to this length, a search that is fast in long ones takes longer to begin.
const SHORT: usize = 128;

/// How many line breaks some bytes have, and where the last of them stands.
#[must_use]
pub fn line_breaks(bytes: &[u8]) -> (u32, Option<usize>) {
    let counted = |(count, _): (u32, _), at: usize| (count + 1, Some(at));
    match bytes.len() {
        0..16 => {
            let places = (0..).zip(bytes).filter(|(_, byte)| **byte == b'\n');
            places.map(|(at, _)| at).fold((0, None), counted)
        }
        16..=SHORT => LineBreaks::of(bytes).fold((0, None), counted),
        _ => {
            let count = memchr::memchr_iter(b'\n', bytes).count();
            let last = memchr::memrchr(b'\n', bytes);
            (u32::try_from(count).unwrap_or(u32::MAX), last)
        }
    }
}

/// Where line breaks stand that are close together.
pub struct LineBreaks<'b> {
    rest: &'b [u8],
    /// Where the rest begins, and the bits of the line breaks in the block before it.
    start: usize,
    found: u32,
}

impl<'b> LineBreaks<'b> {
    /// Look for those of some bytes.
    #[must_use]
    pub fn of(bytes: &'b [u8]) -> Self {
        Self {
            rest: bytes,
            start: 0,
            found: 0,
        }
    }

    /// Look through one more block; the last is filled up.
    fn look(&mut self) {
        let block = match self.rest.split_first_chunk() {
            Some((block, rest)) => {
                self.rest = rest;
                *block
            }
            None => {
                let mut block = [0; BLOCK];
                block[..self.rest.len()].copy_from_slice(self.rest);
                self.rest = &[];
                block
            }
        };
        self.start += BLOCK;
        let breaks = u8x32::new(block).simd_eq(u8x32::splat(b'\n'));
        self.found = breaks.to_bitmask();
    }
}

const BLOCK: usize = 32;

impl Iterator for LineBreaks<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.found == 0 {
            if self.rest.is_empty() {
                return None;
            }
            self.look();
        }
        let at = self.found.trailing_zeros() as usize;
        self.found &= self.found - 1;
        Some(self.start - BLOCK + at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_are_found_wherever_they_stand() {
        assert_eq!(line_breaks(b""), (0, None));
        for length in 1..200 {
            for at in 0..length {
                let mut bytes = vec![b'x'; length];
                bytes[at] = b'\n';
                assert_eq!(line_breaks(&bytes), (1, Some(at)));
                bytes[0] = b'\n';
                assert_eq!(line_breaks(&bytes), (1 + u32::from(at > 0), Some(at)));
                let both: Vec<usize> = if at > 0 { vec![0, at] } else { vec![0] };
                assert_eq!(LineBreaks::of(&bytes).collect::<Vec<_>>(), both);
            }
        }
        assert_eq!(line_breaks(&[b'\n'; 1000]), (1000, Some(999)));
    }
}
