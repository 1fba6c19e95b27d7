//! Lines and columns of what is read, and a bound on what one read may take.

use std::io::{self, BufRead, Read};

/// Counts lines as bytes are taken.
pub(crate) struct Lines<R> {
    inner: R,
    line: u32,
    column: u32,
    fuel: usize,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self {
            inner,
            line: 1,
            column: 1,
            fuel: usize::MAX,
        }
    }

    /// The line and the column in bytes of the next byte, both from 1.
    pub(crate) fn place(&self) -> (u32, u32) {
        (self.line, self.column)
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
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        // What is taken was filled before, so this reads nothing.
        if let Ok(bytes) = self.inner.fill_buf() {
            let bytes = &bytes[..amount.min(bytes.len())];
            let newlines = memchr::memchr_iter(b'\n', bytes).count();
            self.line = self.line.saturating_add(number(newlines));
            self.column = match memchr::memrchr(b'\n', bytes) {
                Some(last) => number(bytes.len() - last),
                None => self.column.saturating_add(number(bytes.len())),
            };
        }
        self.fuel = self.fuel.saturating_sub(amount);
        self.inner.consume(amount);
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
