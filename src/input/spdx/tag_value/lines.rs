//! Lines of `Tag: value`, with values over several lines in `<text>`.

use std::borrow::Cow;
use std::io::{self, BufRead};
use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::diagnostic::Diagnostic;
use crate::input::blank;
use crate::source::Location;

/// One value may not be larger.
const LARGEST: usize = 64 << 20;

static TEXT: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("<text>"));
static TEXT_END: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("</text>"));

/// A tag with its value.
pub(crate) struct Entry<'l> {
    /// Empty where the line is no `Tag: value`.
    pub(crate) tag: Cow<'l, str>,
    pub(crate) value: Cow<'l, str>,
    pub(crate) line: u32,
    /// Whether a line break follows.
    pub(crate) terminated: bool,
    /// Whether the value says itself where it ends.
    pub(crate) closed: bool,
}

/// Why a document cannot be read on.
pub(crate) enum Trouble {
    Io(io::Error),
    Truncated,
    /// A relationship on this line names an element that is not there.
    Undeclared(u32),
    TooLarge(u32),
}

impl Trouble {
    /// The same for people.
    pub(crate) fn explain(self) -> Diagnostic {
        match self {
            Self::Io(error) => {
                Diagnostic::error("input-unreadable", format!("the document cannot be read: {error}"))
            }
            Self::Truncated => {
                Diagnostic::error("input-unreadable", "the document ends in the middle of an element")
                    .help("it may have been cut short on its way: the last line has no line break and may go on")
            }
            Self::Undeclared(line) => {
                Diagnostic::error("input-unreadable", "a relationship names an element that the document does not declare")
                    .at(at(line))
                    .help("it may have been cut short on its way")
            }
            Self::TooLarge(line) => {
                Diagnostic::error("input-unreadable", "one element is larger than 64 MiB")
                    .at(at(line))
            }
        }
    }
}

/// A text, with U+FFFD for what is no UTF-8.
fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// The lines of a document.
pub(crate) struct Lines<R> {
    inner: R,
    line: u32,
    buffer: Vec<u8>,
    /// Whether bytes that are no UTF-8 were replaced.
    mended: bool,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self {
            inner,
            line: 0,
            buffer: Vec::new(),
            mended: false,
        }
    }

    /// The next entry; comments and blank lines are passed over.
    pub(crate) fn entry(&mut self) -> Result<Option<Entry<'_>>, Trouble> {
        loop {
            self.buffer.clear();
            if !self.more()? {
                return Ok(None);
            }
            let first = self.buffer.iter().find(|byte| !byte.is_ascii_whitespace());
            match first {
                None => self.pass_blank_lines()?,
                // A comment, unless the document ends in it.
                Some(b'#') if self.buffer.ends_with(b"\n") => {}
                Some(_) => break,
            }
        }
        let colon = end_of_tag(&self.buffer);
        let begin = colon.map_or(self.buffer.len(), |colon| colon + 1);
        if self.buffer[begin..]
            .trim_ascii_start()
            .starts_with(b"<text>")
        {
            return self.text(self.line).map(Some);
        }
        let tag = ..colon.unwrap_or(0);
        // Nearly all lines are text, and one look says so of both parts.
        let (tag, value) = match std::str::from_utf8(&self.buffer) {
            Ok(line) => (
                line[tag].trim_ascii().into(),
                line[begin..].trim_ascii().into(),
            ),
            Err(_) => {
                self.mended = true;
                (
                    decoded(self.buffer[tag].trim_ascii()),
                    decoded(self.buffer[begin..].trim_ascii()),
                )
            }
        };
        Ok(Some(Entry {
            tag,
            value,
            line: self.line,
            terminated: self.buffer.ends_with(b"\n"),
            closed: false,
        }))
    }

    /// Pass over blank lines and the indentation of the next: a packed document may have many millions.
    fn pass_blank_lines(&mut self) -> Result<(), Trouble> {
        loop {
            let bytes = self.inner.fill_buf().map_err(Trouble::Io)?;
            if !bytes.first().is_some_and(|byte| blank::is(*byte)) {
                return Ok(());
            }
            let length = bytes.iter().take_while(|byte| blank::is(**byte)).count();
            let all = &bytes[..length];
            // Whether a line feed belongs to the last carriage return shows in what follows.
            let blanks = all.strip_suffix(b"\r").unwrap_or(all).len();
            if blanks == 0 {
                return Ok(());
            }
            let is_break = |pair: &&[u8]| pair[0] == b'\r' && pair[1] != b'\n';
            let n_breaks =
                memchr::memchr_iter(b'\n', all).count() + all.windows(2).filter(is_break).count();
            self.inner.consume(blanks);
            let n_breaks = u32::try_from(n_breaks).unwrap_or(u32::MAX);
            self.line = self.line.saturating_add(n_breaks);
        }
    }

    /// Whether what was read so far had bytes that are no UTF-8.
    pub(crate) fn was_mended(&self) -> bool {
        self.mended
    }

    /// A value in `<text>`, with the lines up to its end.
    fn text(&mut self, line: u32) -> Result<Entry<'_>, Trouble> {
        let mut searched = 0;
        let end = loop {
            if let Some(end) = TEXT_END.find(&self.buffer[searched..]) {
                break searched + end;
            }
            searched = self.buffer.len().saturating_sub(b"</text>".len());
            if !self.more()? {
                return Err(Trouble::Truncated);
            }
        };
        let start = TEXT
            .find(&self.buffer)
            .map_or(0, |start| start + b"<text>".len());
        let value = self.buffer.get(start..end).unwrap_or_default();
        self.mended |= std::str::from_utf8(value).is_err();
        let colon = memchr::memchr(b':', &self.buffer).unwrap_or_default();
        Ok(Entry {
            tag: decoded(self.buffer[..colon].trim_ascii()),
            value: trimmed(decoded(value)),
            line,
            terminated: self.buffer.ends_with(b"\n"),
            closed: true,
        })
    }

    /// A carriage return ends a line, with a line feed after it or alone.
    fn carriage_return(&mut self) -> Result<(), Trouble> {
        self.buffer.pop();
        self.buffer.push(b'\n');
        if self.inner.fill_buf().map_err(Trouble::Io)?.first() == Some(&b'\n') {
            self.inner.consume(1);
        }
        Ok(())
    }

    /// Put one more line into the buffer. False at the end of the document.
    fn more(&mut self) -> Result<bool, Trouble> {
        let before = self.buffer.len();
        loop {
            let bytes = self.inner.fill_buf().map_err(Trouble::Io)?;
            let newline = memchr::memchr2(b'\n', b'\r', bytes);
            let count = newline.map_or(bytes.len(), |newline| newline + 1);
            self.buffer.extend_from_slice(&bytes[..count]);
            self.inner.consume(count);
            if self.buffer.ends_with(b"\r") {
                self.carriage_return()?;
            }
            if self.buffer.len() > LARGEST {
                return Err(Trouble::TooLarge(self.line.saturating_add(1)));
            }
            if newline.is_some() || count == 0 {
                self.line = self.line.saturating_add(1);
                return Ok(self.buffer.len() > before);
            }
        }
    }
}

/// The words of a value, between spaces, tabs and line breaks.
pub(super) fn words(value: &str) -> impl Iterator<Item = &str> {
    let mut rest = value;
    std::iter::from_fn(move || {
        rest = rest.trim_ascii_start();
        let end = memchr::memchr3(b' ', b'\t', b'\n', rest.as_bytes());
        let (word, behind) = rest.split_at(end.unwrap_or(rest.len()));
        rest = behind;
        (!word.is_empty()).then_some(word)
    })
}

fn at(line: u32) -> Location {
    Location {
        line: Some(line),
        ..Location::default()
    }
}

/// Where the colon behind a tag is; `None` where the line is no `Tag: value`.
fn end_of_tag(line: &[u8]) -> Option<usize> {
    let colon = memchr::memchr(b':', line)?;
    let tag = line[..colon].trim_ascii();
    // To the end, whatever is found: a loop without a way out is short.
    let is_tag = tag
        .iter()
        .fold(!tag.is_empty(), |is_tag, byte| is_tag & is_of_tag(*byte));
    is_tag.then_some(colon)
}

fn is_of_tag(byte: u8) -> bool {
    let (letter, digit) = ((byte | 0x20).wrapping_sub(b'a'), byte.wrapping_sub(b'0'));
    letter < 26 || digit < 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_between_white_space() {
        // Lines have no carriage returns any more.
        for value in ["", " ", "a", " a  b\tc ", "a\n \u{e9} b\n\nc", "a\u{a0}b c"] {
            let plain: Vec<&str> = value.split_ascii_whitespace().collect();
            assert_eq!(words(value).collect::<Vec<_>>(), plain, "{value:?}");
        }
    }
}
