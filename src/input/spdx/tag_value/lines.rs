//! Lines of `Tag: value`, with values over several lines in `<text>`.

use std::borrow::Cow;
use std::io;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::diagnostic::Diagnostic;
use crate::input::blank;
use crate::input::buffer::Buffer;
use crate::source::{Location, Stream};

/// One value may not be larger.
const LARGEST: usize = 64 << 20;

static TEXT: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("<text>"));
static TEXT_END: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("</text>"));

/// A tag with its value.
pub(crate) struct Entry<'l> {
    /// Empty where the line is no `Tag: value`.
    pub(crate) tag: &'l str,
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

/// The lines of a document.
pub(crate) struct Lines<'s> {
    buffer: Buffer<'s>,
    line: u32,
    /// Whether some tag or value has bytes that are no UTF-8.
    mended: bool,
    /// The first line on which something follows the end of a value in `<text>`.
    overrun: Option<u32>,
}

impl<'s> Lines<'s> {
    pub(crate) fn new(stream: &'s mut Stream) -> Self {
        Self {
            buffer: Buffer::new(stream),
            line: 0,
            mended: false,
            overrun: None,
        }
    }

    /// The next entry; comments and blank lines are passed over.
    pub(crate) fn entry(&mut self) -> Result<Option<Entry<'_>>, Trouble> {
        let (length, is_terminated) = loop {
            let (length, is_terminated) = self.ahead(0)?;
            let line = &self.buffer.bytes()[..length];
            match line.iter().find(|byte| !byte.is_ascii_whitespace()) {
                None if length == 0 && !is_terminated => return Ok(None),
                None => {
                    self.pass(length, is_terminated)?;
                    self.pass_blank_lines()?;
                }
                // A comment, unless the document ends in it.
                Some(b'#') if is_terminated => {
                    self.pass(length, is_terminated)?;
                }
                Some(_) => break (length, is_terminated),
            }
        };
        let line = &self.buffer.bytes()[..length];
        let colon = end_of_tag(line);
        let begin = colon.map_or(length, |colon| colon + 1);
        if let Some(colon) = colon
            && line[begin..].trim_ascii_start().starts_with(b"<text>")
        {
            return self.text(colon).map(Some);
        }
        let start = self.pass(length, is_terminated)?;
        let line = &self.buffer.text()[start..start + length];
        self.mended |= self.buffer.was_mended() && line.contains(char::REPLACEMENT_CHARACTER);
        Ok(Some(Entry {
            tag: line[..colon.unwrap_or(0)].trim_ascii(),
            // Of a line that is no `Tag: value`, all of it.
            value: line[colon.map_or(0, |_| begin)..].trim_ascii().into(),
            line: self.line,
            terminated: is_terminated,
            closed: false,
        }))
    }

    /// How long the line is that begins so many bytes ahead, and whether a line break follows.
    fn ahead(&mut self, ahead: usize) -> Result<(usize, bool), Trouble> {
        let mut searched = ahead;
        loop {
            let rest = self.buffer.bytes();
            if let Some(end) = memchr::memchr2(b'\n', b'\r', &rest[searched..]) {
                return Ok((searched + end - ahead, true));
            }
            searched = rest.len();
            if !self.more()? {
                return Ok((searched - ahead, false));
            }
        }
    }

    /// Have more of the document in memory; false at its end.
    fn more(&mut self) -> Result<bool, Trouble> {
        if self.buffer.bytes().len() > LARGEST {
            return Err(Trouble::TooLarge(self.line.saturating_add(1)));
        }
        self.buffer.grow().map_err(Trouble::Io)
    }

    /// Pass over a line and its line break. Where in the text of the buffer it begins.
    fn pass(&mut self, length: usize, is_terminated: bool) -> Result<usize, Trouble> {
        self.line = self.line.saturating_add(1);
        if is_terminated && self.buffer.bytes()[length] == b'\r' {
            return self.pass_carriage_return(length);
        }
        let start = self.buffer.at();
        self.buffer.pass(length + usize::from(is_terminated));
        Ok(start)
    }

    /// A carriage return ends a line, with a line feed after it or alone.
    #[cold]
    fn pass_carriage_return(&mut self, length: usize) -> Result<usize, Trouble> {
        if self.buffer.bytes().len() == length + 1 {
            self.more()?;
        }
        let line_feed = self.buffer.bytes().get(length + 1) == Some(&b'\n');
        let start = self.buffer.at();
        self.buffer.pass(length + 1 + usize::from(line_feed));
        Ok(start)
    }

    /// Pass over blank lines and the indentation of the next: a packed document may have many millions.
    fn pass_blank_lines(&mut self) -> Result<(), Trouble> {
        loop {
            let all = self.buffer.bytes();
            let length = all.iter().take_while(|byte| blank::is(**byte)).count();
            let is_all = length == all.len();
            // Whether a line feed belongs to the last carriage return shows in what follows.
            let blanks = all[..length].strip_suffix(b"\r").unwrap_or(&all[..length]);
            let (n_breaks, length) = (line_breaks(blanks), blanks.len());
            self.line = self.line.saturating_add(n_breaks);
            self.buffer.pass(length);
            if !is_all || !self.more()? {
                return Ok(());
            }
        }
    }

    /// Whether what was read so far had bytes that are no UTF-8, comments aside.
    pub(crate) fn was_mended(&self) -> bool {
        self.mended
    }

    /// The first line on which something follows the end of a value: some programs take it for a line of its own.
    pub(crate) fn overrun(&self) -> Option<u32> {
        self.overrun
    }

    /// A value in `<text>` behind a colon, with the lines up to its end.
    fn text(&mut self, colon: usize) -> Result<Entry<'_>, Trouble> {
        let mut searched = colon;
        let end = loop {
            let rest = self.buffer.bytes();
            if let Some(end) = TEXT_END.find(&rest[searched..]) {
                break searched + end;
            }
            searched = rest.len().saturating_sub(b"</text>".len()).max(colon);
            if !self.more()? {
                return Err(Trouble::Truncated);
            }
        };
        let line = self.line.saturating_add(1);
        let n_breaks = line_breaks(&self.buffer.bytes()[..end]);
        self.line = self.line.saturating_add(n_breaks);
        let (behind, is_terminated) = self.ahead(end)?;
        let start = self.pass(end + behind, is_terminated)?;
        let text = &self.buffer.text()[start..start + end + behind];
        let (text, behind) = text.split_at(end);
        if behind.trim_ascii() != "</text>" {
            self.overrun = self.overrun.or(Some(self.line));
        }
        self.mended |= self.buffer.was_mended() && text.contains(char::REPLACEMENT_CHARACTER);
        let begin = TEXT
            .find(text.as_bytes())
            .map(|begin| begin + b"<text>".len());
        let value = text.get(begin.unwrap_or(end)..).unwrap_or_default().trim();
        Ok(Entry {
            tag: text[..colon].trim_ascii(),
            value: with_line_feeds(value),
            line,
            terminated: is_terminated,
            closed: true,
        })
    }
}

/// How many lines end in some bytes: in line feeds, and in carriage returns without one.
fn line_breaks(bytes: &[u8]) -> u32 {
    let mut n_breaks = memchr::memchr_iter(b'\n', bytes).count();
    if memchr::memchr(b'\r', bytes).is_some() {
        let is_alone = |at: &usize| bytes.get(at + 1) != Some(&b'\n');
        n_breaks += memchr::memchr_iter(b'\r', bytes).filter(is_alone).count();
    }
    u32::try_from(n_breaks).unwrap_or(u32::MAX)
}

/// A text whose lines end in line feeds alone.
fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return text.into();
    }
    text.replace("\r\n", "\n").replace('\r', "\n").into()
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
