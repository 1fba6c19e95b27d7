//! The bytes of a source as given, in blocks, digested as they come.

use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::mem;
use std::rc::Rc;

use sha2::{Digest as _, Sha256};

use crate::source::ahead::Ahead;
use crate::source::full::Full;

/// Bytes that are read at a time.
const BLOCK: usize = 256 << 10;
/// Room before them: for what whoever takes a block has left of the one before.
const ROOM: usize = 16 << 10;
/// A longer source is read by a thread of its own, which is not worth its start for a shorter one.
const AHEAD_FROM: u64 = 2 << 20;

/// The bytes as given.
pub(super) struct Raw {
    bytes: Bytes,
    /// What was read last, and how much of it is room or was taken.
    block: Vec<u8>,
    taken: usize,
    /// How many were read, for those who unpack them to know.
    count: Rc<Cell<u64>>,
}

enum Bytes {
    Here(Blocks),
    Ahead(Ahead),
    /// Only while one becomes the other.
    Nowhere,
}

impl Raw {
    pub(super) fn new(inner: Box<dyn Read + Send>) -> Self {
        Self {
            bytes: Bytes::Here(Blocks::new(inner)),
            block: Vec::new(),
            taken: 0,
            count: Rc::default(),
        }
    }

    /// How many bytes were read, now and later.
    pub(super) fn count(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.count)
    }

    /// The digest of all bytes; reads what is left of them.
    pub(super) fn digest(mut self) -> io::Result<Sha256> {
        while !self.fill_buf()?.is_empty() {
            self.taken = self.block.len();
        }
        match self.bytes {
            Bytes::Here(blocks) => Ok(blocks.digest),
            Bytes::Ahead(ahead) => ahead.digest(),
            Bytes::Nowhere => Err(gone()),
        }
    }

    /// The next block, with what was left of the one before put in front of its bytes: where that begins.
    /// `None` where it does not fit.
    pub(super) fn behind(&mut self, left: &[u8], bytes: &mut Vec<u8>) -> io::Result<Option<usize>> {
        self.fill_buf()?;
        let Some(start) = self.taken.checked_sub(left.len()) else {
            return Ok(None);
        };
        // Whatever stands before it must be text for the whole to be.
        self.block[..start].fill(b' ');
        self.block[start..self.taken].copy_from_slice(left);
        mem::swap(&mut self.block, bytes);
        self.taken = self.block.len();
        Ok(Some(start))
    }

    fn next(&mut self) -> io::Result<Vec<u8>> {
        if self.count.get() >= AHEAD_FROM && matches!(self.bytes, Bytes::Here(_)) {
            self.bytes = match mem::replace(&mut self.bytes, Bytes::Nowhere) {
                Bytes::Here(blocks) => Bytes::Ahead(Ahead::start(blocks)?),
                other => other,
            };
        }
        let spare = mem::take(&mut self.block);
        match &mut self.bytes {
            Bytes::Here(blocks) => blocks.next(spare),
            Bytes::Ahead(ahead) => ahead.next(spare),
            Bytes::Nowhere => Err(gone()),
        }
    }
}

impl BufRead for Raw {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.taken == self.block.len() {
            self.taken = 0;
            self.block = self.next()?;
            self.taken = ROOM.min(self.block.len());
            let read = self.block.len() - self.taken;
            self.count.set(self.count.get() + read as u64);
        }
        Ok(&self.block[self.taken..])
    }

    fn consume(&mut self, amount: usize) {
        self.taken += amount;
    }
}

impl Read for Raw {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

pub(super) fn gone() -> io::Error {
    io::Error::other("the thread that read it is gone")
}

/// A source block by block.
pub(super) struct Blocks {
    inner: Full<Box<dyn Read + Send>>,
    pub(super) digest: Sha256,
}

impl Blocks {
    pub(super) fn new(inner: Box<dyn Read + Send>) -> Self {
        Self {
            inner: Full::new(inner),
            digest: Sha256::new(),
        }
    }

    /// The next block, with room before its bytes, in the memory of one that was used up; empty at the end.
    pub(super) fn next(&mut self, mut block: Vec<u8>) -> io::Result<Vec<u8>> {
        if block.capacity() > 2 * (ROOM + BLOCK) {
            // It held a long element, and there may not be another.
            block = Vec::new();
        }
        block.resize(ROOM + BLOCK, 0);
        let count = self.inner.read(&mut block[ROOM..])?;
        block.truncate(if count == 0 { 0 } else { ROOM + count });
        self.digest.update(block.get(ROOM..).unwrap_or_default());
        Ok(block)
    }
}
