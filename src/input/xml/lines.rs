//! Lines and columns of what is read, and a bound on what one read may take.

use std::io::{self, BufRead, Read};

use crate::source::line_breaks;

/// Counts lines, whenever somebody asks and once more when a block is used up.
pub(crate) struct Lines<R> {
    inner: R,
    /// How long the inner block is, how much of it was taken, and how much of that was looked through.
    length: usize,
    taken: usize,
    counted: usize,
    /// The place up to which was looked.
    place: (u32, u32),
    fuel: usize,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self {
            inner,
            length: 0,
            taken: 0,
            counted: 0,
            place: (1, 1),
            fuel: usize::MAX,
        }
    }

    /// The line and the column in bytes of the next byte, both from 1.
    pub(crate) fn place(&mut self) -> (u32, u32) {
        // A block is lent anew as it is until it is consumed, so this reads nothing.
        if let Ok(block) = self.inner.fill_buf() {
            let passed = block.get(self.counted..self.taken).unwrap_or_default();
            self.place = after(self.place, passed);
            self.counted = self.taken;
        }
        self.place
    }

    /// What is in memory already; empty where nothing is.
    pub(crate) fn block(&mut self) -> &[u8] {
        let block = self.inner.fill_buf().unwrap_or_default();
        block.get(self.taken..).unwrap_or_default()
    }

    /// Pass over bytes of the block up to one whose place is known.
    pub(crate) fn pass(&mut self, bytes: usize, place: (u32, u32)) {
        self.taken += bytes;
        (self.counted, self.place) = (self.taken, place);
    }

    /// How many bytes may be taken until the next call.
    pub(crate) fn allow(&mut self, bytes: usize) {
        self.fuel = bytes;
    }
}

impl<R: BufRead> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Lines<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.fuel == 0 {
            return Err(io::Error::other("one value is larger than 64 MiB"));
        }
        if self.taken == self.length {
            self.place();
            self.inner.consume(self.length);
            (self.taken, self.counted) = (0, 0);
            self.length = self.inner.fill_buf()?.len();
        }
        // A block is lent anew as it is until it is consumed.
        let block = self.inner.fill_buf()?;
        Ok(&block[self.taken..])
    }

    fn consume(&mut self, amount: usize) {
        self.taken += amount;
        self.fuel = self.fuel.saturating_sub(amount);
    }
}

/// The place after some bytes that begin at a place.
pub(crate) fn after((line, column): (u32, u32), passed: &[u8]) -> (u32, u32) {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    match line_breaks(passed) {
        (breaks, Some(last)) => (line.saturating_add(breaks), number(passed.len() - last)),
        (_, None) => (line, column.saturating_add(number(passed.len()))),
    }
}
