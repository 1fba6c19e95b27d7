//! A growing window over a stream of JSON.

use std::io;
use std::mem;

use crate::input::blank;
use crate::input::json::plain::Extent;
use crate::source::{Stream, line_breaks};

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

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// The part of a document that is being looked at.
pub(crate) struct Window<'s> {
    stream: &'s mut Stream,
    buffer: String,
    /// The memory of the buffer before.
    spare: Vec<u8>,
    /// The beginning of a character whose rest has not come yet.
    partial: Vec<u8>,
    /// Whether bytes that are no UTF-8 were replaced.
    mended: bool,
    at: usize,
    end_of_stream: bool,
    /// The line of `counted`, from 1, and where it begins: below 0 where that was passed long ago.
    line: u32,
    line_start: i64,
    counted: usize,
}

impl<'s> Window<'s> {
    pub(crate) fn new(stream: &'s mut Stream) -> Self {
        Self {
            stream,
            buffer: String::new(),
            spare: Vec::new(),
            partial: Vec::new(),
            mended: false,
            at: 0,
            end_of_stream: false,
            line: 1,
            line_start: 0,
            counted: 0,
        }
    }

    /// The line and column of the place that was reached.
    pub(crate) fn place(&mut self) -> (u32, u32) {
        if self.counted < self.at {
            let passed = &self.buffer.as_bytes()[self.counted..self.at];
            if let (breaks, Some(last)) = line_breaks(passed) {
                self.line = self.line.saturating_add(breaks);
                self.line_start = offset(self.counted + last + 1);
            }
            self.counted = self.at;
        }
        let column = offset(self.at) - self.line_start + 1;
        (self.line, u32::try_from(column).unwrap_or(u32::MAX))
    }

    /// The next byte that is no white space, without taking it.
    pub(crate) fn peek(&mut self) -> Result<Option<u8>, Trouble> {
        loop {
            let rest = self.buffer.as_bytes().get(self.at..).unwrap_or_default();
            self.at += blank::length(rest);
            while let Some(byte) = self.buffer.as_bytes().get(self.at) {
                if !byte.is_ascii_whitespace() {
                    return Ok(Some(*byte));
                }
                self.at += 1;
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
                self.at += 1;
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
                self.at += 1;
                Ok(true)
            }
            Some(byte) if byte == close => {
                self.at += 1;
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
                self.at += 1;
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
        let start = self.at;
        self.at += length;
        self.buffer
            .get(start..self.at)
            .ok_or(Trouble::Syntax("a value", self.line))
    }

    /// What is there of the next value and of all that follows it.
    pub(crate) fn rest(&self) -> &str {
        self.buffer.get(self.at..).unwrap_or_default()
    }

    /// Take what goes so far of what [`Window::rest`] lent.
    pub(crate) fn take(&mut self, extent: Extent) {
        self.place();
        if extent.breaks > 0 {
            self.line = self.line.saturating_add(extent.breaks);
            self.line_start = offset(self.at + extent.last_break + 1);
        }
        self.at = (self.at + extent.length).min(self.buffer.len());
        self.counted = self.at;
    }

    /// Whether the document had bytes that are no UTF-8.
    pub(crate) fn was_mended(&self) -> bool {
        self.mended
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
            let end = scan.advance(&self.buffer.as_bytes()[self.at..]);
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
            if self.buffer.len() - self.at > LARGEST {
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
        if self.end_of_stream {
            return Ok(false);
        }
        self.place();
        let mut left = mem::take(&mut self.buffer).into_bytes();
        left.append(&mut self.partial);
        let passed = mem::take(&mut self.at);
        self.counted = 0;
        let mut bytes = mem::take(&mut self.spare);
        let start = self.stream.behind(&left[passed..], &mut bytes)?;
        let count = bytes.len() - start - (left.len() - passed);
        self.spare = left;
        self.line_start += offset(start) - offset(passed);
        (self.at, self.counted) = (start, start);
        self.end_of_stream = count == 0;
        self.buffer = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => self.mend(&error.into_bytes(), count == 0),
        };
        Ok(count > 0)
    }

    /// The text of bytes that are not all UTF-8, with U+FFFD in the place of what is none. What may be the beginning
    /// of a character is kept for the next time, unless it is the last.
    fn mend(&mut self, bytes: &[u8], last: bool) -> String {
        let mut text = String::with_capacity(bytes.len());
        for chunk in bytes.utf8_chunks() {
            text.push_str(chunk.valid());
            let rest = chunk.invalid();
            let is_end = rest.as_ptr_range().end == bytes.as_ptr_range().end;
            let may_go_on =
                || std::str::from_utf8(rest).is_err_and(|error| error.error_len().is_none());
            if rest.is_empty() {
                continue;
            }
            if !last && is_end && may_go_on() {
                self.partial.extend_from_slice(rest);
            } else {
                text.push(char::REPLACEMENT_CHARACTER);
                self.mended = true;
            }
        }
        text
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
