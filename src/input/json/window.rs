//! A growing window over a stream of JSON.

use std::io;

use crate::diagnostic::Diagnostic;
use crate::input::blank;
use crate::input::buffer::Buffer;
use crate::input::json::plain::Extent;
use crate::source::{Location, Stream, line_breaks};

/// One element may not be larger.
const LARGEST: usize = 64 << 20;
/// Objects that an element of any size may have, and the bytes that each further one must be worth:
/// `{}` takes two bytes of a document, and hundreds in memory.
const OBJECTS: usize = 64 << 10;
const BYTES_AN_OBJECT: usize = 128;
/// Values may not be nested deeper.
const DEEPEST: usize = 120;

/// Why a document cannot be read on.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The bytes cannot be had.
    Io(io::Error),
    /// The document ends in the middle of a value.
    Truncated,
    /// What stands there is no JSON: what was expected, and the line.
    Syntax(&'static str, u32),
    /// An element or a nesting is larger than the program reads.
    TooLarge(&'static str, u32),
}

impl Trouble {
    /// The same for people.
    pub(crate) fn explain(self) -> Diagnostic {
        let bad = |message| Diagnostic::error("input-unreadable", message);
        let at = |line| Location {
            line: Some(line),
            ..Location::default()
        };
        match self {
            Self::Io(error) => bad(format!("the document cannot be read: {error}")),
            Self::Truncated => bad("the document ends in the middle of a value".to_owned()).help(
                "it may have been cut short on its way; what stands before the end was judged",
            ),
            Self::Syntax(what, line) => {
                bad(format!("the document is no valid JSON: expected {what}")).at(at(line))
            }
            Self::TooLarge(what, line) => bad(what.to_owned()).at(at(line)),
        }
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// The part of a document that is being looked at.
pub(crate) struct Window<'s> {
    buffer: Buffer<'s>,
    /// The line of `counted`, from 1, and where it begins: below 0 where that was passed long ago.
    line: u32,
    line_start: i64,
    counted: usize,
}

impl<'s> Window<'s> {
    pub(crate) fn new(stream: &'s mut Stream) -> Self {
        Self {
            buffer: Buffer::new(stream),
            line: 1,
            line_start: 0,
            counted: 0,
        }
    }

    /// The line and column of the place that was reached.
    pub(crate) fn place(&mut self) -> (u32, u32) {
        let at = self.buffer.at();
        if self.counted < at {
            let passed = &self.buffer.text().as_bytes()[self.counted..at];
            if let (breaks, Some(last)) = line_breaks(passed) {
                self.line = self.line.saturating_add(breaks);
                self.line_start = offset(self.counted + last + 1);
            }
            self.counted = at;
        }
        let column = offset(at) - self.line_start + 1;
        (self.line, u32::try_from(column).unwrap_or(u32::MAX))
    }

    /// The next byte that is no white space, without taking it.
    pub(crate) fn peek(&mut self) -> Result<Option<u8>, Trouble> {
        let at = self.buffer.at();
        let bytes = self.buffer.bytes();
        let Some(length) = blank::indentation(bytes) else {
            return self.peek_behind();
        };
        let next = bytes.get(length).copied();
        if self.counted == at {
            // Counting a line here takes less than to look for it later.
            if bytes[0] == b'\n' {
                self.line = self.line.saturating_add(1);
                self.line_start = offset(at + 1);
            }
            self.counted += length;
        }
        self.buffer.pass(length);
        Ok(next)
    }

    /// The same behind white space of any length.
    #[inline(never)]
    fn peek_behind(&mut self) -> Result<Option<u8>, Trouble> {
        loop {
            self.buffer.pass(blank::length(self.buffer.bytes()));
            while let Some(byte) = self.buffer.bytes().first() {
                if !byte.is_ascii_whitespace() {
                    return Ok(Some(*byte));
                }
                self.buffer.pass(1);
            }
            if !self.grow()? {
                return Ok(None);
            }
        }
    }

    /// Take one byte that must stand there.
    pub(crate) fn expect(&mut self, byte: u8, what: &'static str) -> Result<(), Trouble> {
        match self.peek()? {
            Some(found) if found == byte => {
                self.buffer.pass(1);
                Ok(())
            }
            Some(_) => Err(self.syntax(what)),
            None => Err(Trouble::Truncated),
        }
    }

    /// After a value in an object or array: true if another follows, false if `close` was taken.
    pub(crate) fn another(&mut self, close: u8) -> Result<bool, Trouble> {
        match self.peek()? {
            Some(b',') => {
                self.buffer.pass(1);
                Ok(true)
            }
            Some(byte) if byte == close => {
                self.buffer.pass(1);
                Ok(false)
            }
            Some(_) => Err(self.syntax("a comma or the end of the list")),
            None => Err(Trouble::Truncated),
        }
    }

    /// Take an opening byte; true if the list is empty and was closed at once.
    pub(crate) fn open(
        &mut self,
        open: u8,
        close: u8,
        what: &'static str,
    ) -> Result<bool, Trouble> {
        self.expect(open, what)?;
        match self.peek()? {
            Some(byte) if byte == close => {
                self.buffer.pass(1);
                Ok(true)
            }
            Some(_) => Ok(false),
            None => Err(Trouble::Truncated),
        }
    }

    /// A key and its colon.
    pub(crate) fn key(&mut self) -> Result<String, Trouble> {
        if self.peek()?.ok_or(Trouble::Truncated)? != b'"' {
            return Err(self.syntax("a key"));
        }
        let line = self.place().0;
        let key =
            serde_json::from_str(self.value()?).map_err(|_| Trouble::Syntax("a key", line))?;
        self.expect(b':', "a colon")?;
        Ok(key)
    }

    /// The next value, whole.
    pub(crate) fn value(&mut self) -> Result<&str, Trouble> {
        self.peek()?.ok_or(Trouble::Truncated)?;
        let length = self.length()?;
        let start = self.buffer.at();
        self.buffer.pass(length);
        let value = self.buffer.text().get(start..start + length);
        value.ok_or(Trouble::Syntax("a value", self.line))
    }

    /// What is there of the next value and of all that follows it.
    pub(crate) fn rest(&self) -> &str {
        self.buffer.rest()
    }

    /// Take what goes so far of what [`Window::rest`] lent.
    pub(crate) fn take(&mut self, extent: Extent) {
        self.place();
        if extent.breaks > 0 {
            self.line = self.line.saturating_add(extent.breaks);
            self.line_start = offset(self.buffer.at() + extent.last_break + 1);
        }
        self.buffer.pass(extent.length);
        self.counted = self.buffer.at();
    }

    /// Whether the document had bytes that are no UTF-8.
    pub(crate) fn was_mended(&self) -> bool {
        self.buffer.was_mended()
    }

    /// Pass over the next value, holding nothing of it.
    pub(crate) fn skip(&mut self) -> Result<(), Trouble> {
        match self.peek()?.ok_or(Trouble::Truncated)? {
            b'{' => self.skip_list(b'{', b'}', true, 0),
            b'[' => self.skip_list(b'[', b']', false, 0),
            _ => self.value().map(drop),
        }
    }

    fn skip_list(&mut self, open: u8, close: u8, keys: bool, depth: usize) -> Result<(), Trouble> {
        if self.open(open, close, "a list")? {
            return Ok(());
        }
        loop {
            if keys {
                self.key()?;
            }
            match self.peek()?.ok_or(Trouble::Truncated)? {
                b'{' if depth < 2 => self.skip_list(b'{', b'}', true, depth + 1)?,
                b'[' if depth < 2 => self.skip_list(b'[', b']', false, depth + 1)?,
                _ => self.value().map(drop)?,
            }
            if !self.another(close)? {
                return Ok(());
            }
        }
    }

    /// Nothing but white space may follow.
    pub(crate) fn end(&mut self) -> Result<(), Trouble> {
        match self.peek()? {
            None => Ok(()),
            Some(_) => Err(self.syntax("the end of the document")),
        }
    }

    pub(crate) fn syntax(&mut self, what: &'static str) -> Trouble {
        Trouble::Syntax(what, self.place().0)
    }

    /// Where the value that begins here ends.
    fn length(&mut self) -> Result<usize, Trouble> {
        let mut scan = Scan::default();
        loop {
            let end = scan.advance(self.buffer.bytes());
            if let Some(end) = end.filter(|_| !scan.has_more_objects_than_text()) {
                return Ok(end);
            }
            if scan.depth > DEEPEST {
                return Err(Trouble::TooLarge(
                    "values are nested more than 120 deep",
                    self.place().0,
                ));
            }
            if scan.has_more_objects_than_text() {
                return Err(Trouble::TooLarge(
                    "one element has more objects than text",
                    self.place().0,
                ));
            }
            if self.buffer.bytes().len() > LARGEST {
                return Err(Trouble::TooLarge(
                    "one element is larger than 64 MiB",
                    self.place().0,
                ));
            }
            if !self.grow()? {
                // A number or a word may end with the document.
                return if scan.is_bare() {
                    Ok(scan.at)
                } else {
                    Err(Trouble::Truncated)
                };
            }
        }
    }

    /// Take more of the document, and drop what was passed of it.
    fn grow(&mut self) -> Result<bool, Trouble> {
        self.place();
        let before = self.buffer.at();
        let has_grown = self.buffer.grow()?;
        let now = self.buffer.at();
        self.line_start += offset(now) - offset(before);
        self.counted = now;
        Ok(has_grown)
    }
}

/// A place in the buffer, as one that may lie before it.
fn offset(place: usize) -> i64 {
    i64::try_from(place).expect("no buffer is larger than memory")
}

/// How far the end of a value has been looked for.
#[derive(Default)]
struct Scan {
    at: usize,
    depth: usize,
    objects: usize,
    in_string: bool,
    begun: bool,
}

impl Scan {
    fn is_bare(&self) -> bool {
        self.begun && self.depth == 0 && !self.in_string && self.at > 0
    }

    fn has_more_objects_than_text(&self) -> bool {
        self.objects > OBJECTS + self.at / BYTES_AN_OBJECT
    }

    /// Look on; the length of the value once its end is seen.
    fn advance(&mut self, bytes: &[u8]) -> Option<usize> {
        while self.at < bytes.len() {
            if self.in_string {
                match memchr::memchr2(b'"', b'\\', &bytes[self.at..]) {
                    Some(found) if bytes[self.at + found] == b'\\' => {
                        if self.at + found + 1 >= bytes.len() {
                            self.at += found;
                            return None;
                        }
                        self.at += found + 2;
                    }
                    Some(found) => {
                        self.at += found + 1;
                        self.in_string = false;
                        if self.depth == 0 {
                            return Some(self.at);
                        }
                    }
                    None => self.at = bytes.len(),
                }
                continue;
            }
            match bytes[self.at] {
                b'"' => self.in_string = true,
                b'{' | b'[' => {
                    self.depth += 1;
                    self.objects += 1;
                    if self.depth > DEEPEST {
                        return None;
                    }
                }
                b'}' | b']' if self.depth == 0 => return Some(self.at),
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(self.at + 1);
                    }
                }
                b',' | b' ' | b'\t' | b'\r' | b'\n' if self.depth == 0 => return Some(self.at),
                _ => {}
            }
            self.begun = true;
            self.at += 1;
        }
        None
    }
}
