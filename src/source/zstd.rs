//! Documents packed by zstd: frames one behind the other.

use std::io::{self, BufRead, Read};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// A whole frame without content.
const NOTHING: [u8; 9] = [0x28, 0xB5, 0x2F, 0xFD, 0x20, 0, 1, 0, 0];

/// Whether bytes begin as a frame, or as one to be passed over.
pub(super) fn is_packed(head: &[u8]) -> bool {
    matches!(
        head,
        [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..]
    )
}

/// The content of all frames.
pub(super) struct Frames<R> {
    pub(super) inner: R,
    decoder: FrameDecoder,
}

impl<R: BufRead> Frames<R> {
    pub(super) fn new(inner: R) -> io::Result<Self> {
        let mut decoder = FrameDecoder::new();
        // A decoder bounds the memory that a frame asks for, except for its first.
        decoder
            .decode_all(&NOTHING, &mut [])
            .map_err(io::Error::other)?;
        Ok(Self { inner, decoder })
    }

    /// Begin the next frame; false where there is none.
    fn begin(&mut self) -> io::Result<bool> {
        let read = self.decoder.get_checksum_from_data();
        if read.is_some() && read != self.decoder.get_calculated_checksum() {
            return Err(io::Error::other("its content has another checksum"));
        }
        while !self.inner.fill_buf()?.is_empty() {
            match self.decoder.init(&mut self.inner) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => self.pass(u64::from(length))?,
                Err(error) => return Err(io::Error::other(error)),
            }
        }
        Ok(false)
    }

    /// Pass over what is not for this program.
    fn pass(&mut self, length: u64) -> io::Result<()> {
        let passed = io::copy(&mut self.inner.by_ref().take(length), &mut io::sink())?;
        if passed < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.decoder.can_collect() == 0 {
            if self.decoder.is_finished() {
                if !self.begin()? {
                    return Ok(0);
                }
                continue;
            }
            let some = BlockDecodingStrategy::UptoBytes(buffer.len());
            self.decoder
                .decode_blocks(&mut self.inner, some)
                .map_err(io::Error::other)?;
        }
        self.decoder.read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    fn frame(text: &str) -> Vec<u8> {
        compress_to_vec(text.as_bytes(), CompressionLevel::Fastest)
    }

    /// The content of a file, or what is wrong with it.
    #[track_caller]
    fn check(packed: &[u8], expected: Result<&str, &str>) {
        let mut text = String::new();
        let mut frames = Frames::new(packed).expect("a decoder can be made");
        let read = frames.read_to_string(&mut text);
        let read = read.map_err(|error| error.to_string());
        match (read, expected) {
            (Ok(_), Ok(expected)) => assert_eq!(text, expected),
            (Err(error), Err(part)) => assert!(error.contains(part), "{error}"),
            (read, expected) => panic!("{read:?} {text:?}, expected {expected:?}"),
        }
    }

    #[test]
    fn frames_one_behind_the_other_are_one_text() {
        let two = [frame("one, "), frame(""), frame("two")].concat();
        check(&two, Ok("one, two"));
        let passed_over = b"\x50\x2A\x4D\x18\x03\0\0\0odd";
        let with_others = [passed_over, &two[..], passed_over].concat();
        check(&with_others, Ok("one, two"));
        check(&with_others[..with_others.len() - 1], Err("end of file"));
        check(&two[..two.len() - 1], Err(""));
        check(&[&two[..], b"more"].concat(), Err("BadMagicNumber"));
    }

    #[test]
    fn a_frame_is_what_its_writer_packed() {
        // One block of five bytes as they are, with the checksum that zstd writes behind them.
        let mut packed = b"\x28\xB5\x2F\xFD\x04\x58\x29\0\0hello\xA3\x6D\x9F\x88".to_vec();
        check(&packed, Ok("hello"));
        packed[9] = b'j';
        check(&packed, Err("checksum"));
    }

    #[test]
    fn a_frame_cannot_ask_for_memory_without_bound() {
        let blocks = b"\x02\0\x10 ".repeat(1000);
        // A window of a terabyte; a text of one, which needs no window of its own.
        for header in [&b"\0\xF0"[..], b"\xE0\0\0\0\0\0\x01\0\0"] {
            let packed = [b"\x28\xB5\x2F\xFD", header, &blocks].concat();
            check(&packed, Err("window_size"));
        }
    }
}
