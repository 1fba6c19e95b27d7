//! The blocks of a long source, read and digested ahead of whoever takes them.

use std::io;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

use sha2::Sha256;

use crate::source::raw::Blocks;

/// Blocks that wait to be taken; no more are read until one is.
const BLOCKS: usize = 4;

/// A source that another thread reads.
///
/// A digest costs about as much as finding the words of a document does, and needs nothing of it.
pub(super) struct Ahead {
    full: Receiver<io::Result<Vec<u8>>>,
    /// Blocks that were used up, to be filled anew.
    empty: Sender<Vec<u8>>,
    thread: JoinHandle<Sha256>,
}

impl Ahead {
    /// Read on from here.
    pub(super) fn start(mut blocks: Blocks) -> io::Result<Self> {
        let (filled, full) = mpsc::sync_channel(BLOCKS);
        let (empty, emptied) = mpsc::channel::<Vec<u8>>();
        let thread = thread::Builder::new().spawn(move || {
            loop {
                let block = blocks.next(emptied.try_recv().unwrap_or_default());
                let is_last = block.as_ref().map_or(true, Vec::is_empty);
                // Where nobody wants the rest, there is no need for it.
                if filled.send(block).is_err() || is_last {
                    return blocks.digest;
                }
            }
        })?;
        Ok(Self {
            full,
            empty,
            thread,
        })
    }

    /// The next block, for one that was used up; empty at the end.
    pub(super) fn next(&mut self, spare: Vec<u8>) -> io::Result<Vec<u8>> {
        // The thread may have come to the end, and needs no more blocks then.
        let _ = self.empty.send(spare);
        self.full.recv().unwrap_or_else(|_| Ok(Vec::new()))
    }

    /// The digest of everything, once everything was read.
    pub(super) fn digest(self) -> io::Result<Sha256> {
        drop(self.full);
        let digest = self.thread.join();
        digest.map_err(|_| io::Error::other("the thread that read it is gone"))
    }
}
