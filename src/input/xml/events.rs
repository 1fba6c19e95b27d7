//! Where events come from: a stream of any length, or the piece of it that is in memory.

use std::io::BufRead;

use quick_xml::events::Event;
use quick_xml::{Reader, Result};

use crate::input::blank;
use crate::input::xml::lines::Lines;
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

    /// The next event.
    fn next(&mut self) -> Result<Event<'_>>;
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
    /// To be called after the start of an element that has an end tag of its own.
    pub(crate) fn held(&mut self) -> Held<'_> {
        let lines = self.reader.get_mut();
        let place = lines.place();
        let block = lines.block();
        let is_marked = block.starts_with(BYTE_ORDER_MARK);
        Held::new(if is_marked { b"" } else { block }, place)
    }

    /// Pass over bytes of which the events were read already, to where the next event begins.
    pub(crate) fn consume(&mut self, bytes: usize) {
        self.reader.get_mut().consume(bytes);
    }
}

impl<R: BufRead> Events for Streamed<R> {
    fn place(&mut self) -> (u32, u32) {
        self.reader.get_mut().place()
    }

    fn next(&mut self) -> Result<Event<'_>> {
        self.buffer.clear();
        self.reader.get_mut().allow(LARGEST_TEXT);
        self.reader.read_event_into(&mut self.buffer)
    }
}

/// Events of a piece that is in memory, none of them copied.
pub(crate) struct Held<'b> {
    reader: Reader<&'b [u8]>,
    bytes: &'b [u8],
    /// Where the last event begins.
    last: usize,
    /// The place at which the piece begins.
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
            place,
        }
    }

    /// How many bytes were read before the last event.
    pub(crate) fn before_last(&self) -> usize {
        self.last
    }

    fn position(&self) -> usize {
        self.bytes.len() - self.reader.get_ref().len()
    }

    /// Let a tree that was read from here find the places of its elements.
    pub(crate) fn settle(&self, tree: &mut Tree) {
        tree.settle(&self.bytes[..self.last], self.place);
    }
}

impl Events for Held<'_> {
    /// No line, and in the place of the column the offset in the piece: [`Tree::settle`] tells what becomes of it.
    fn place(&mut self) -> (u32, u32) {
        (0, number(self.position()))
    }

    fn pass_blanks(&mut self) {
        let rest = self.reader.get_mut();
        // White space before a reference may belong to a text.
        if let Some(markup @ [b'<', ..]) = rest.get(blank::length(rest)..) {
            *rest = markup;
        }
    }

    fn next(&mut self) -> Result<Event<'_>> {
        self.last = self.position();
        self.reader.read_event()
    }
}

fn number(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
