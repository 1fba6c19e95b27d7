//! Lines for a terminal, broken between words: it would break them anywhere.
//!
//! Only what a person looks at is wrapped; a pipe or a file gets every line whole.

use std::io::{self, Write};

/// Narrower terminals get their lines whole.
const NARROWEST: usize = 40;

/// Writes to a terminal of some width.
pub(super) struct Wrapped<'w> {
    out: &'w mut dyn Write,
    width: usize,
    line: Vec<u8>,
}

impl<'w> Wrapped<'w> {
    pub(super) fn new(out: &'w mut dyn Write, width: usize) -> Self {
        Self {
            out,
            width,
            line: Vec::new(),
        }
    }
}

impl Write for Wrapped<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for byte in bytes {
            self.line.push(*byte);
            if *byte == b'\n' {
                let line = std::mem::take(&mut self.line);
                let line = String::from_utf8_lossy(&line);
                self.out.write_all(wrap(&line, self.width).as_bytes())?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        self.out.write_all(&line)?;
        self.out.flush()
    }
}

/// One line as several of at most this width, where words allow it.
fn wrap(line: &str, width: usize) -> String {
    if width < NARROWEST || shown(line) <= width {
        return line.to_owned();
    }
    let indent = indent(line);
    let mut out = String::with_capacity(line.len() + line.len() / 8);
    let mut column = 0;
    for piece in pieces(line) {
        if column > indent && column + shown(piece.trim_end()) > width {
            out.truncate(out.trim_end_matches(' ').len());
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            column = indent;
        }
        out.push_str(piece);
        column += shown(piece);
    }
    out
}

/// The words of a line with the spaces behind them; what stands in backticks is for copying, and is one.
fn pieces(line: &str) -> Vec<&str> {
    let (mut pieces, mut start, mut end, mut quoted) = (Vec::new(), 0, 0, false);
    for word in line.split_inclusive(' ') {
        end += word.len();
        quoted ^= word.matches('`').count() % 2 == 1;
        if !quoted {
            pieces.push(&line[start..end]);
            start = end;
        }
    }
    if start < line.len() {
        pieces.push(&line[start..]);
    }
    pieces
}

/// How far the continuation of a line stands in: below the text behind its sign.
fn indent(line: &str) -> usize {
    let plain = without_colours(line);
    let text = plain.trim_start_matches(' ');
    let signs = ["= ", "- ", "--> ", "::: "];
    let sign = signs.iter().find(|sign| text.starts_with(**sign));
    (plain.len() - text.len() + sign.map_or(2, |sign| sign.len())).min(NARROWEST / 2)
}

/// The characters of a text that a terminal shows.
fn shown(text: &str) -> usize {
    without_colours(text).trim_end_matches('\n').chars().count()
}

fn without_colours(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut parts = text.split('\u{1b}');
    plain.push_str(parts.next().unwrap_or_default());
    for part in parts {
        // Colours are `ESC [ numbers m`; reports hold no other escapes.
        plain.push_str(part.split_once('m').map_or("", |(_, rest)| rest));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: &str) {
        assert_eq!(wrap(line, 40), expected);
    }

    #[test]
    fn words_stay_whole_and_stand_below_their_text() {
        check("short\n", "short\n");
        check(
            "   = named in an act that is far too long for a line\n",
            "   = named in an act that is far too\n     long for a line\n",
        );
        check(
            "   \u{1b}[1m=\u{1b}[0m named in an act that is far too long for it\n",
            "   \u{1b}[1m=\u{1b}[0m named in an act that is far too\n     long for it\n",
        );
        check(
            "   = help: `cargo vendor-gate explain kaspersky` shows the measures\n",
            "   = help:\n     `cargo vendor-gate explain kaspersky`\n     shows the measures\n",
        );
    }

    #[test]
    fn what_has_no_words_is_left_to_the_terminal() {
        let long = "x".repeat(60) + "\n";
        check(&long, &long);
    }
}
