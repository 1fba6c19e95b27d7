//! Reads that come back full.

use std::io::{self, Read};

/// Reads on until the buffer is full, so that nothing depends on how much comes at a time.
///
/// A pipe gives what was written so far, and what a document is shows in its first bytes.
pub(super) struct Full<R> {
    pub(super) inner: R,
    /// What went wrong behind the bytes that were handed out.
    error: Option<io::Error>,
}

impl<R: Read> Full<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner, error: None }
    }
}

impl<R: Read> Read for Full<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut count = 0;
        while count < buffer.len() && self.error.is_none() {
            match self.inner.read(&mut buffer[count..]) {
                Ok(0) => break,
                Ok(read) => count += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => self.error = Some(error),
            }
        }
        match self.error.take_if(|_| count == 0) {
            Some(error) => Err(error),
            None => Ok(count),
        }
    }
}
