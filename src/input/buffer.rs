//! What is in memory of a document: text that comes at its end, and goes once it was passed.

use std::io;
use std::mem;

use crate::source::Stream;

/// A piece of a document as text, of which each byte is looked at once to see that it is.
pub(crate) struct Buffer<'s> {
    stream: &'s mut Stream,
    text: String,
    /// How much of the text was passed.
    at: usize,
    /// The memory of the text before.
    spare: Vec<u8>,
    /// The beginning of a character whose rest has not come yet.
    partial: Vec<u8>,
    /// Whether bytes that are no UTF-8 were replaced.
    mended: bool,
    end_of_stream: bool,
}

impl<'s> Buffer<'s> {
    pub(crate) fn new(stream: &'s mut Stream) -> Self {
        Self {
            stream,
            text: String::new(),
            at: 0,
            spare: Vec::new(),
            partial: Vec::new(),
            mended: false,
            end_of_stream: false,
        }
    }

    /// All that is in memory; what was passed goes when more of the document is taken.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Where in the text the rest begins.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// What was not passed yet.
    pub(crate) fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The bytes of that.
    #[inline]
    pub(crate) fn bytes(&self) -> &[u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// Pass over some bytes of the rest.
    #[inline]
    pub(crate) fn pass(&mut self, bytes: usize) {
        self.at = (self.at + bytes).min(self.text.len());
    }

    /// Whether the document had bytes that are no UTF-8.
    pub(crate) fn was_mended(&self) -> bool {
        self.mended
    }

    /// Take more of the document, and drop what was passed of it. False at its end.
    ///
    /// # Errors
    ///
    /// The bytes cannot be had.
    pub(crate) fn grow(&mut self) -> io::Result<bool> {
        if self.end_of_stream {
            return Ok(false);
        }
        let mut left = mem::take(&mut self.text).into_bytes();
        left.append(&mut self.partial);
        let passed = mem::take(&mut self.at);
        let mut bytes = mem::take(&mut self.spare);
        let start = self.stream.behind(&left[passed..], &mut bytes)?;
        let count = bytes.len() - start - (left.len() - passed);
        self.spare = left;
        self.at = start;
        self.end_of_stream = count == 0;
        self.text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => self.mend(&error.into_bytes(), count == 0),
        };
        Ok(count > 0)
    }

    /// The text of bytes that are not all UTF-8, with U+FFFD in the place of what is none. What may be the beginning
    /// of a character is kept for the next time, unless it is the last.
    fn mend(&mut self, bytes: &[u8], last: bool) -> String {
        let mut text = String::with_capacity(bytes.len());
        for chunk in bytes.utf8_chunks() {
            text.push_str(chunk.valid());
            let rest = chunk.invalid();
            let is_end = rest.as_ptr_range().end == bytes.as_ptr_range().end;
            let may_go_on =
                || std::str::from_utf8(rest).is_err_and(|error| error.error_len().is_none());
            if rest.is_empty() {
                continue;
            }
            if !last && is_end && may_go_on() {
                self.partial.extend_from_slice(rest);
            } else {
                text.push(char::REPLACEMENT_CHARACTER);
                self.mended = true;
            }
        }
        text
    }
}
