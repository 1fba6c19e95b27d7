//! The bytes of a long source, read and digested ahead of whoever takes them.

use std::io::{self, Read};
use std::mem;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

use sha2::{Digest as _, Sha256};

/// Bytes that are read at a time.
const BLOCK: usize = 256 << 10;
/// Blocks that wait to be taken; no more are read until one is.
const BLOCKS: usize = 4;

/// A source that another thread reads.
///
/// A digest costs about as much as finding the words of a document does, and needs nothing of it.
pub(super) struct Ahead {
    full: Receiver<io::Result<Vec<u8>>>,
    /// Blocks that were used up, to be filled anew.
    empty: Sender<Vec<u8>>,
    block: Vec<u8>,
    taken: usize,
    thread: Option<JoinHandle<Sha256>>,
}

impl Ahead {
    /// Read on from here; the digest is of what was read before.
    pub(super) fn start(inner: Box<dyn Read + Send>, digest: Sha256) -> io::Result<Self> {
        let (filled, full) = mpsc::sync_channel(BLOCKS);
        let (empty, emptied) = mpsc::channel::<Vec<u8>>();
        let blocks = Blocks { inner, emptied };
        let thread = thread::Builder::new().spawn(move || {
            let mut digest = digest;
            for block in blocks {
                if let Ok(block) = &block {
                    digest.update(block);
                }
                if filled.send(block).is_err() {
                    // Nobody wants the rest.
                    break;
                }
            }
            digest
        })?;
        Ok(Self {
            full,
            empty,
            block: Vec::new(),
            taken: 0,
            thread: Some(thread),
        })
    }

    /// The digest of everything, once everything was read.
    pub(super) fn finish(&mut self) -> io::Result<Sha256> {
        let digest = self.thread.take().and_then(|thread| thread.join().ok());
        digest.ok_or_else(|| io::Error::other("the thread that read it is gone"))
    }
}

impl Read for Ahead {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.block.len() {
            // The thread may have come to the end, and needs no more blocks then.
            let _ = self.empty.send(mem::take(&mut self.block));
            self.taken = 0;
            self.block = match self.full.recv() {
                Ok(block) => block?,
                Err(_) => return Ok(0),
            };
        }
        let left = &self.block[self.taken..];
        let count = left.len().min(buffer.len());
        buffer[..count].copy_from_slice(&left[..count]);
        self.taken += count;
        Ok(count)
    }
}

/// The blocks of a source, up to its end or to what goes wrong.
struct Blocks {
    inner: Box<dyn Read + Send>,
    emptied: Receiver<Vec<u8>>,
}

impl Iterator for Blocks {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut block = self.emptied.try_recv().unwrap_or_default();
        block.resize(BLOCK, 0);
        let read = loop {
            match self.inner.read(&mut block) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        match read {
            Ok(0) => None,
            Ok(count) => {
                block.truncate(count);
                Some(Ok(block))
            }
            Err(error) => {
                self.inner = Box::new(io::empty());
                Some(Err(error))
            }
        }
    }
}
