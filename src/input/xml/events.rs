//! Where events come from: a stream of any length, or the piece of it that is in memory.

use std::io::BufRead;

use quick_xml::events::Event;
use quick_xml::{Reader, Result};

use crate::input::blank;
use crate::input::xml::lines::{Lines, after};
use crate::input::xml::tree::Tree;

/// One text or tag may not be larger.
const LARGEST_TEXT: usize = 64 << 20;
/// What quick-xml leaves out at the beginning of whatever it is given.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A source of events.
pub(crate) trait Events {
    /// The line and column at which the next event begins.
    fn place(&mut self) -> (u32, u32);

    /// Pass over the white space between two tags, where that is cheaper than its event.
    fn pass_blanks(&mut self) {}

    /// The next event, and whether the element ends right behind it, as far as that can be seen.
    fn next(&mut self) -> Result<(Event<'_>, bool)>;
}

/// Events of a stream, each copied into a buffer.
pub(crate) struct Streamed<R: BufRead> {
    reader: Reader<Lines<R>>,
    buffer: Vec<u8>,
}

impl<R: BufRead> Streamed<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self {
            reader: Reader::from_reader(Lines::new(inner)),
            buffer: Vec::new(),
        }
    }

    /// The events of what is in memory. Nothing is taken from the stream.
    ///
    /// To be called where the element that is open has an end tag of its own.
    pub(crate) fn held(&mut self) -> Held<'_> {
        let lines = self.reader.get_mut();
        let place = lines.place();
        let block = lines.block();
        let is_marked = block.starts_with(BYTE_ORDER_MARK);
        Held::new(if is_marked { b"" } else { block }, place)
    }

    /// Pass over bytes of which the events were read already, to a place where the next event begins.
    pub(crate) fn pass(&mut self, bytes: usize, place: (u32, u32)) {
        self.reader.get_mut().pass(bytes, place);
    }
}

impl<R: BufRead> Events for Streamed<R> {
    fn place(&mut self) -> (u32, u32) {
        self.reader.get_mut().place()
    }

    fn next(&mut self) -> Result<(Event<'_>, bool)> {
        self.buffer.clear();
        self.reader.get_mut().allow(LARGEST_TEXT);
        let event = self.reader.read_event_into(&mut self.buffer)?;
        Ok((event, false))
    }
}

/// Events of what is in memory, none of them copied.
pub(crate) struct Held<'b> {
    reader: Reader<&'b [u8]>,
    bytes: &'b [u8],
    /// Where the last event begins.
    last: usize,
    /// How many bytes were passed, and the place behind them.
    passed: usize,
    place: (u32, u32),
}

impl<'b> Held<'b> {
    fn new(bytes: &'b [u8], place: (u32, u32)) -> Self {
        let mut reader = Reader::from_reader(bytes);
        // The end of the element around them all is the caller's.
        reader.config_mut().allow_unmatched_ends = true;
        Self {
            reader,
            bytes,
            last: 0,
            passed: 0,
            place,
        }
    }

    /// Let a tree be read from what was not passed yet.
    pub(crate) fn lend(&self, tree: &mut Tree) {
        tree.read_from(&self.bytes[self.passed..]);
    }

    /// Pass over what was read, perhaps but for the last event, and let a tree that was read from it find its places.
    /// False where it is no text.
    pub(crate) fn settle(&mut self, tree: &mut Tree, without_last: bool) -> bool {
        let end = if without_last {
            self.last
        } else {
            self.position()
        };
        let piece = &self.bytes[self.passed..end];
        let Ok(text) = std::str::from_utf8(piece) else {
            return false;
        };
        tree.settle(text, self.place);
        self.place = after(self.place, piece);
        self.passed = end;
        true
    }

    /// How many bytes were passed, and the place behind them.
    pub(crate) fn passed(&self) -> (usize, (u32, u32)) {
        (self.passed, self.place)
    }

    fn position(&self) -> usize {
        self.bytes.len() - self.reader.get_ref().len()
    }
}

impl Events for Held<'_> {
    /// No line, and in the place of the column the offset in what was not passed: [`Tree::settle`] tells what
    /// becomes of it.
    fn place(&mut self) -> (u32, u32) {
        (0, number(self.position() - self.passed))
    }

    fn pass_blanks(&mut self) {
        let rest = self.reader.get_mut();
        // White space before a reference may belong to a text.
        if let Some(markup @ [b'<', ..]) = rest.get(blank::length(rest)..) {
            *rest = markup;
        }
    }

    fn next(&mut self) -> Result<(Event<'_>, bool)> {
        self.last = self.position();
        let event = self.reader.read_event()?;
        Ok((event, self.reader.get_ref().starts_with(b"</")))
    }
}

fn number(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
