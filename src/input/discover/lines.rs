//! Whether a text of keys, YAML or tag-value, says anywhere, and be it at its end, that it is SPDX.

use std::io::BufRead;

use crate::input::discover::keys::{keep, ready};

/// How much of a line is looked at.
const LINE: usize = 256;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Whether a text begins with a key.
pub(super) fn are_keyed(mut text: &[u8]) -> bool {
    let first = content(&mut text).next().unwrap_or_default();
    key(first.trim_ascii_start()).is_some()
}

/// Whether a text that begins with a key has the one that says so: it need not be the first.
pub(super) fn any(text: &mut impl BufRead) -> bool {
    let mut lines = content(text);
    let first = lines.next().unwrap_or_default();
    // All of it may be indented.
    let (indent, first) = first.split_at(first.len() - first.trim_ascii_start().len());
    let says_it_within = |line: Vec<u8>| line.strip_prefix(indent).is_some_and(says_it);
    key(first).is_some() && (says_it(first) || lines.any(says_it_within))
}

/// The lines of a text without comments and what may stand before the first key.
fn content(text: &mut impl BufRead) -> impl Iterator<Item = Vec<u8>> {
    if ready(text).is_some_and(|ready| ready.starts_with(BYTE_ORDER_MARK)) {
        text.consume(BYTE_ORDER_MARK.len());
    }
    let is_comment = |line: &[u8]| line.trim_ascii_start().starts_with(b"#");
    let lines = std::iter::from_fn(|| line(text));
    lines
        .filter(move |line| !line.trim_ascii().is_empty() && !is_comment(line))
        .skip_while(|line| line.starts_with(b"%") || line.starts_with(b"---"))
}

fn says_it(line: &[u8]) -> bool {
    let key = key(line).unwrap_or_default();
    // Its value may stand on a line of its own.
    let is_stated = memchr::memmem::find(line, b"SPDX-").is_some();
    key.eq_ignore_ascii_case(b"spdxVersion") && (is_stated || line.trim_ascii_end().ends_with(b":"))
}

/// The key with which a line begins, in quotes or without.
fn key(line: &[u8]) -> Option<&[u8]> {
    let line = line
        .strip_prefix(b"\"")
        .or_else(|| line.strip_prefix(b"'"))
        .unwrap_or(line);
    let end = line.iter().position(|byte| !byte.is_ascii_alphanumeric())?;
    let (key, rest) = line.split_at(end);
    let rest = rest
        .strip_prefix(b"\"")
        .or_else(|| rest.strip_prefix(b"'"))
        .unwrap_or(rest);
    rest.trim_ascii_start().starts_with(b":").then_some(key)
}

/// The next line, as far as it is looked at; none at the end of the text.
fn line(text: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut line = Vec::new();
    let mut is_whole = false;
    ready(text)?;
    while let Some(ready) = ready(text).filter(|_| !is_whole) {
        let end = memchr::memchr2(b'\n', b'\r', ready);
        let taken = end.unwrap_or(ready.len());
        keep(&mut line, &ready[..taken], LINE);
        is_whole = end.is_some();
        text.consume(taken + usize::from(is_whole));
    }
    Some(line)
}
