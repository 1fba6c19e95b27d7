//! The words of plain JSON, one after the other.

use std::fmt;

use serde::de;
use wide::{u8x16, u8x32};

use crate::input::blank;
use crate::source::line_breaks;

/// Values nested deeper are not plain.
const DEEPEST: u8 = 100;
/// A value of more lists and objects is not plain: whether they are too many, its length tells.
const MOST: u32 = 64 << 10;
/// Digits of a number that surely fits; a longer one is not plain.
const DIGITS: usize = 15;

/// What is left of a text.
pub(super) struct Plain<'de> {
    text: &'de str,
    at: usize,
    pub(super) depth: u8,
    /// Lists and objects so far.
    count: u32,
    /// Line breaks so far, and where the last of them stands.
    breaks: u32,
    last_break: usize,
}

/// How far a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Extent {
    pub(crate) length: usize,
    /// Its line breaks, and where the last of them stands.
    pub(crate) breaks: u32,
    pub(crate) last_break: usize,
}

/// The value is not plain, or it has not the shape that was asked for.
#[derive(Debug)]
pub(super) struct NotPlain;

impl fmt::Display for NotPlain {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not written plainly")
    }
}

impl std::error::Error for NotPlain {}

impl de::Error for NotPlain {
    fn custom<T: fmt::Display>(_message: T) -> Self {
        Self
    }
}

impl<'de> Plain<'de> {
    pub(super) fn new(text: &'de str) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
            count: 0,
            breaks: 0,
            last_break: 0,
        }
    }

    /// How far the value goes that was read.
    pub(super) fn extent(&self) -> Extent {
        Extent {
            length: self.at,
            breaks: self.breaks,
            last_break: self.last_break,
        }
    }

    /// The next byte that is no white space, without taking it.
    #[inline]
    pub(super) fn peek(&mut self) -> Result<u8, NotPlain> {
        match self.text.as_bytes().get(self.at) {
            Some(byte) if *byte > b' ' => Ok(*byte),
            Some(_) => self.behind_spaces(),
            None => Err(NotPlain),
        }
    }

    #[inline(never)]
    fn behind_spaces(&mut self) -> Result<u8, NotPlain> {
        let rest = &self.text.as_bytes()[self.at..];
        let Some(spaces) = blank::indentation(rest) else {
            return self.behind_any_spaces();
        };
        if rest[0] == b'\n' {
            self.breaks += 1;
            self.last_break = self.at;
        }
        self.at += spaces;
        Ok(rest[spaces])
    }

    #[inline(never)]
    fn behind_any_spaces(&mut self) -> Result<u8, NotPlain> {
        let rest = &self.text.as_bytes()[self.at..];
        let (spaces, rest) = rest.split_at(blank::length(rest));
        if let (breaks, Some(last)) = line_breaks(spaces) {
            self.breaks += breaks;
            self.last_break = self.at + last;
        }
        self.at += spaces.len();
        rest.first().copied().ok_or(NotPlain)
    }

    /// A text must come next.
    #[inline]
    pub(super) fn peek_at_text(&mut self) -> Result<(), NotPlain> {
        match self.peek()? {
            b'"' => Ok(()),
            _ => Err(NotPlain),
        }
    }

    /// Take a colon, which must come next, and the one space that most writers put behind it.
    #[inline]
    pub(super) fn colon(&mut self) -> Result<(), NotPlain> {
        if self.peek()? != b':' {
            return Err(NotPlain);
        }
        self.at += 1;
        let next = self.text.as_bytes().get(self.at);
        self.at += usize::from(next == Some(&b' '));
        Ok(())
    }

    /// Whether a further member of a list or object follows; its close is taken, and so is a comma.
    #[inline]
    pub(super) fn another(&mut self, close: u8, is_first: bool) -> Result<bool, NotPlain> {
        match self.peek()? {
            byte if byte == close => {
                self.at += 1;
                Ok(false)
            }
            b',' if !is_first => {
                self.at += 1;
                // A close behind a comma is no member; whoever reads that member says so.
                Ok(true)
            }
            _ if is_first => Ok(true),
            _ => Err(NotPlain),
        }
    }

    /// Take a text, whose quote was peeked at; `None` leaves one with escapes where it is.
    #[inline]
    pub(super) fn text(&mut self) -> Option<&'de str> {
        let start = self.at + 1;
        let rest = self.text.as_bytes().get(start..)?;
        let length = special(rest).filter(|length| rest.get(*length) == Some(&b'"'))?;
        let text = self.text.get(start..start + length)?;
        self.at = start + length + 1;
        Some(text)
    }

    /// Take a text with escapes, whose quote was peeked at.
    #[cold]
    pub(super) fn escaped_text(&mut self) -> Result<String, NotPlain> {
        let start = self.at;
        self.skip_text()?;
        let written = self.text.get(start..self.at).ok_or(NotPlain)?;
        serde_json::from_str(written).map_err(|_| NotPlain)
    }

    /// Pass over a text, whose quote was peeked at.
    fn skip_text(&mut self) -> Result<(), NotPlain> {
        let bytes = self.text.as_bytes();
        self.at += 1;
        loop {
            self.at += special(&bytes[self.at..]).ok_or(NotPlain)?;
            self.at += match bytes[self.at..] {
                [b'"', ..] => {
                    self.at += 1;
                    return Ok(());
                }
                [
                    b'\\',
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't',
                    ..,
                ] => 2,
                [b'\\', b'u', a, b, c, d, ..] if [a, b, c, d].iter().all(u8::is_ascii_hexdigit) => {
                    6
                }
                _ => return Err(NotPlain),
            };
        }
    }

    /// Take `true`, `false` or `null`.
    pub(super) fn word(&mut self, word: &str) -> Result<(), NotPlain> {
        let rest = &self.text.as_bytes()[self.at..];
        if !rest.starts_with(word.as_bytes()) {
            return Err(NotPlain);
        }
        self.at += word.len();
        Ok(())
    }

    /// Take a number as it stands: digits, perhaps a minus before and a fraction behind.
    pub(super) fn number(&mut self) -> Result<&'de str, NotPlain> {
        let rest = &self.text.as_bytes()[self.at..];
        let digits = |bytes: &[u8]| {
            bytes
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count()
        };
        let minus = usize::from(rest.first() == Some(&b'-'));
        let whole = digits(&rest[minus..]);
        let has_leading_zero = whole > 1 && rest[minus] == b'0';
        let mut length = minus + whole;
        if rest.get(length) == Some(&b'.') {
            let fraction = digits(&rest[length + 1..]);
            length += 1 + fraction;
            if fraction == 0 {
                return Err(NotPlain);
            }
        }
        // What a number goes on with, or that it ends with the text, must be seen.
        let ends = rest
            .get(length)
            .is_some_and(|byte| !matches!(byte, b'e' | b'E'));
        if whole == 0 || has_leading_zero || length > DIGITS || !ends {
            return Err(NotPlain);
        }
        let start = self.at;
        self.at += length;
        self.text.get(start..self.at).ok_or(NotPlain)
    }

    /// Enter a list or an object, whose opening byte comes next.
    pub(super) fn enter(&mut self) -> Result<(), NotPlain> {
        self.at += 1;
        self.depth += 1;
        self.count += 1;
        if self.depth > DEEPEST || self.count > MOST {
            return Err(NotPlain);
        }
        Ok(())
    }

    /// Pass over a value.
    pub(super) fn skip(&mut self) -> Result<(), NotPlain> {
        match self.peek()? {
            b'"' => self.skip_text(),
            b'{' => self.skip_members(b'}', |plain| {
                plain.peek_at_text()?;
                plain.skip_text()?;
                plain.colon()?;
                plain.skip()
            }),
            b'[' => self.skip_members(b']', Self::skip),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => self.number().map(drop),
        }
    }

    fn skip_members(
        &mut self,
        close: u8,
        member: impl Fn(&mut Self) -> Result<(), NotPlain>,
    ) -> Result<(), NotPlain> {
        self.enter()?;
        let mut is_first = true;
        while self.another(close, is_first)? {
            is_first = false;
            member(self)?;
        }
        self.depth -= 1;
        Ok(())
    }
}

/// Where the first quote, backslash or control character stands.
#[inline]
fn special(bytes: &[u8]) -> Option<usize> {
    // A short block first: most texts end in it.
    match bytes.first_chunk().map(special_in) {
        None => special_behind(bytes, 0),
        Some(0) => special_behind(bytes, 16),
        Some(found) => Some(found.trailing_zeros() as usize),
    }
}

/// The quotes, backslashes and control characters of a short block, as bits.
#[inline]
fn special_in(block: &[u8; 16]) -> u32 {
    let block = u8x16::new(*block);
    let is = |byte| block.simd_eq(u8x16::splat(byte));
    let is_control = block.min(u8x16::splat(0x1F)).simd_eq(block);
    (is(b'"') | is(b'\\') | is_control).to_bitmask()
}

/// The same behind so many bytes that are none.
#[inline(never)]
fn special_behind(bytes: &[u8], mut at: usize) -> Option<usize> {
    while let Some(block) = bytes[at..].first_chunk() {
        let block = u8x32::new(*block);
        let is = |byte| block.simd_eq(u8x32::splat(byte));
        let is_control = block.min(u8x32::splat(0x1F)).simd_eq(block);
        let found = (is(b'"') | is(b'\\') | is_control).to_bitmask();
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize);
        }
        at += 32;
    }
    let mut rest = bytes[at..].iter();
    let found = rest.position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20))?;
    Some(at + found)
}
