//! The blocks of a long source, read and digested ahead of whoever takes them.

use std::io;
use std::mem;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

use sha2::Sha256;

use crate::source::raw::{Blocks, gone};

/// Blocks that are read ahead; no more are until some were used up.
const BLOCKS: usize = 4;
/// Blocks that are given back at a time: each time may wake the thread, which takes longer than to read a block.
const RETURNED: usize = 2;

/// A source that another thread reads.
///
/// A digest costs about as much as finding the words of a document does, and needs nothing of it.
pub(super) struct Ahead {
    full: Receiver<io::Result<Vec<u8>>>,
    /// Blocks that were used up, to be filled anew.
    empty: Sender<Vec<Vec<u8>>>,
    /// Those that were not given back yet.
    spares: Vec<Vec<u8>>,
    thread: JoinHandle<Sha256>,
    is_over: bool,
}

impl Ahead {
    /// Read on from here.
    pub(super) fn start(mut blocks: Blocks) -> io::Result<Self> {
        let (filled, full) = mpsc::channel();
        let (empty, emptied) = mpsc::channel::<Vec<Vec<u8>>>();
        let thread = thread::Builder::new().spawn(move || {
            let mut spares = vec![Vec::new(); BLOCKS];
            loop {
                let Some(spare) = spares.pop() else {
                    match emptied.recv() {
                        Ok(more) => spares = more,
                        // Where nobody wants the rest, there is no need for it.
                        Err(_) => return blocks.digest,
                    }
                    continue;
                };
                let block = blocks.next(spare);
                let is_last = block.as_ref().map_or(true, Vec::is_empty);
                if filled.send(block).is_err() || is_last {
                    return blocks.digest;
                }
            }
        })?;
        Ok(Self {
            full,
            empty,
            spares: Vec::new(),
            thread,
            is_over: false,
        })
    }

    /// The next block, for one that was used up; empty at the end.
    pub(super) fn next(&mut self, spare: Vec<u8>) -> io::Result<Vec<u8>> {
        if self.is_over {
            return Ok(Vec::new());
        }
        self.spares.push(spare);
        if self.spares.len() == RETURNED {
            // The thread may have come to the end, and needs no more blocks then.
            let _ = self.empty.send(mem::take(&mut self.spares));
        }
        // One that ends without saying so has failed: what it read is not all there is.
        let block = self.full.recv().map_err(|_| gone())??;
        self.is_over = block.is_empty();
        Ok(block)
    }

    /// The digest of everything, once everything was read.
    pub(super) fn digest(self) -> io::Result<Sha256> {
        drop((self.full, self.empty));
        self.thread.join().map_err(|_| gone())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    struct Failing;

    impl Read for Failing {
        fn read(&mut self, _buffer: &mut [u8]) -> io::Result<usize> {
            panic!("the reader fails");
        }
    }

    #[test]
    fn a_thread_that_fails_is_no_end_of_the_source() {
        let mut ahead = Ahead::start(Blocks::new(Box::new(Failing))).unwrap();
        for _ in 0..2 {
            assert!(ahead.next(Vec::new()).is_err());
        }
        assert!(ahead.digest().is_err());
    }
}
