//! A document as a stream of UTF-8 bytes: unpacked, decoded, bounded, digested on the way.

use std::cell::RefCell;
use std::io::{self, BufRead, BufReader, Read};
use std::mem;
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest as _, Sha256};

use crate::source::ahead::Ahead;
use crate::source::{Source, hex};

/// Unpacked bytes that one document may have.
const MOST: u64 = 16 << 30;
/// How much larger a packed document may become, once it is larger than [`RATIO_FROM`].
const RATIO: u64 = 400;
const RATIO_FROM: u64 = 64 << 20;
const BUFFER: usize = 256 << 10;
/// A longer source is read by a thread of its own.
const AHEAD_FROM: u64 = 1 << 20;

/// A document being read.
pub struct Stream {
    decoded: BufReader<Box<dyn Read>>,
    raw: Rc<RefCell<Raw>>,
    position: u64,
}

/// The bytes as given.
struct Raw {
    bytes: Bytes,
    count: u64,
}

/// Where bytes come from, with the digest of those that came.
enum Bytes {
    Here(Box<dyn Read + Send>, Sha256),
    Ahead(Ahead),
}

impl Read for Raw {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.count >= AHEAD_FROM
            && let Bytes::Here(inner, digest) = &mut self.bytes
        {
            let inner = mem::replace(inner, Box::new(io::empty()));
            self.bytes = Bytes::Ahead(Ahead::start(inner, mem::take(digest))?);
        }
        let read = match &mut self.bytes {
            Bytes::Here(inner, digest) => {
                let read = inner.read(buffer)?;
                digest.update(&buffer[..read]);
                read
            }
            Bytes::Ahead(ahead) => ahead.read(buffer)?,
        };
        self.count += read as u64;
        Ok(read)
    }
}

/// Hands out raw bytes, and leaves them countable.
struct Tap(Rc<RefCell<Raw>>);

impl Read for Tap {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.borrow_mut().read(buffer)
    }
}

impl Stream {
    /// Open a source and find out how it is packed and encoded.
    ///
    /// # Errors
    ///
    /// The source cannot be opened or read.
    pub fn open(source: &Source) -> io::Result<Self> {
        let raw = Rc::new(RefCell::new(Raw {
            bytes: Bytes::Here(source.open()?, Sha256::new()),
            count: 0,
        }));
        let mut packed = BufReader::with_capacity(BUFFER, Tap(Rc::clone(&raw)));
        let head = packed
            .fill_buf()?
            .get(..4)
            .map_or([0; 4], |head| [head[0], head[1], head[2], head[3]]);
        let unpacked: Box<dyn Read> = match head {
            [0x1F, 0x8B, ..] => {
                Box::new(Bounded::new(MultiGzDecoder::new(packed), Rc::clone(&raw)))
            }
            [0x28, 0xB5, 0x2F, 0xFD] => {
                let decoder =
                    ruzstd::decoding::StreamingDecoder::new(packed).map_err(io::Error::other)?;
                Box::new(Bounded::new(decoder, Rc::clone(&raw)))
            }
            _ => Box::new(Bounded::new(packed, Rc::clone(&raw))),
        };
        let mut unpacked = BufReader::with_capacity(BUFFER, unpacked);
        let head = unpacked.fill_buf()?;
        let decoded: Box<dyn Read> = match head {
            [0xEF, 0xBB, 0xBF, ..] => {
                unpacked.consume(3);
                Box::new(unpacked)
            }
            [0xFF, 0xFE, ..] => Box::new(Utf16::new(unpacked, false, 2)),
            [0xFE, 0xFF, ..] => Box::new(Utf16::new(unpacked, true, 2)),
            [b'{' | b'<' | b'S' | b'[', 0, second, 0, ..] if *second != 0 => {
                Box::new(Utf16::new(unpacked, false, 0))
            }
            [0, b'{' | b'<' | b'S' | b'[', 0, second, ..] if *second != 0 => {
                Box::new(Utf16::new(unpacked, true, 0))
            }
            _ => Box::new(unpacked),
        };
        Ok(Self {
            decoded: BufReader::with_capacity(BUFFER, decoded),
            raw,
            position: 0,
        })
    }

    /// The next bytes, at most a buffer of them, without taking them.
    ///
    /// # Errors
    ///
    /// The source cannot be read or unpacked.
    pub fn peek(&mut self) -> io::Result<&[u8]> {
        self.decoded.fill_buf()
    }

    /// How many decoded bytes were taken.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    /// `sha256:` and the digest of all bytes as given; reads what is left of them.
    ///
    /// # Errors
    ///
    /// The source cannot be read.
    pub fn finish(self) -> io::Result<String> {
        let mut rest = Tap(self.raw);
        io::copy(&mut rest, &mut io::sink())?;
        let digest = match &mut rest.0.borrow_mut().bytes {
            Bytes::Here(_, digest) => mem::take(digest),
            Bytes::Ahead(ahead) => ahead.finish()?,
        };
        Ok(format!("sha256:{}", hex(&digest.finalize())))
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.decoded.read(buffer)?;
        self.position += read as u64;
        Ok(read)
    }
}

impl BufRead for Stream {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.decoded.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.position += amount as u64;
        self.decoded.consume(amount);
    }
}

/// Stops a document that unpacks without end.
struct Bounded<R> {
    inner: R,
    raw: Rc<RefCell<Raw>>,
    count: u64,
}

impl<R: Read> Bounded<R> {
    fn new(inner: R, raw: Rc<RefCell<Raw>>) -> Self {
        Self {
            inner,
            raw,
            count: 0,
        }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count += read as u64;
        let packed = self.raw.borrow().count.max(1);
        if self.count > MOST {
            return Err(io::Error::other("the document is larger than 16 GiB"));
        }
        if self.count > RATIO_FROM && self.count / packed > RATIO {
            return Err(io::Error::other(
                "the document unpacks to more than 400 times its size",
            ));
        }
        Ok(read)
    }
}

/// UTF-16 into UTF-8; what is no character becomes U+FFFD.
struct Utf16<R> {
    inner: R,
    big_endian: bool,
    skip: usize,
    half: Vec<u8>,
    high: Option<u16>,
    ready: Vec<u8>,
    taken: usize,
}

impl<R: Read> Utf16<R> {
    fn new(inner: R, big_endian: bool, skip: usize) -> Self {
        Self {
            inner,
            big_endian,
            skip,
            half: Vec::new(),
            high: None,
            ready: Vec::new(),
            taken: 0,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        let mut chunk = [0; 8192];
        let read = self.inner.read(&mut chunk)?;
        let skipped = self.skip.min(read);
        self.skip -= skipped;
        self.half.extend_from_slice(&chunk[skipped..read]);
        self.ready.clear();
        self.taken = 0;
        let even = self.half.len() & !1;
        let units: Vec<u16> = self.half[..even]
            .chunks_exact(2)
            .map(|pair| {
                if self.big_endian {
                    u16::from_be_bytes([pair[0], pair[1]])
                } else {
                    u16::from_le_bytes([pair[0], pair[1]])
                }
            })
            .collect();
        self.half.drain(..even);
        let mut units: Vec<u16> = self.high.take().into_iter().chain(units).collect();
        if read > 0
            && units
                .last()
                .is_some_and(|unit| (0xD800..0xDC00).contains(unit))
        {
            self.high = units.pop();
        }
        let mut utf8 = [0; 4];
        for character in char::decode_utf16(units) {
            let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
            self.ready
                .extend_from_slice(character.encode_utf8(&mut utf8).as_bytes());
        }
        if read == 0 && !self.half.is_empty() {
            self.half.clear();
            self.ready.extend_from_slice("\u{FFFD}".as_bytes());
        }
        Ok(())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.ready.len() {
            let pending = self.high.is_some() || !self.half.is_empty();
            self.refill()?;
            if self.ready.is_empty() && !(pending || self.high.is_some() || !self.half.is_empty()) {
                return Ok(0);
            }
        }
        let count = buffer.len().min(self.ready.len() - self.taken);
        buffer[..count].copy_from_slice(&self.ready[self.taken..self.taken + count]);
        self.taken += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        let mut stream = Stream::open(&Source::memory("x", bytes)).expect("it opens");
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("it is text");
        text
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let plain = "{\"ä\": \"😀\"}";
        let le: Vec<u8> = plain.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = plain.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(text(plain.as_bytes()), plain);
        assert_eq!(
            text(&[&[0xEF, 0xBB, 0xBF], plain.as_bytes()].concat()),
            plain
        );
        assert_eq!(text(&[&[0xFF, 0xFE], le.as_slice()].concat()), plain);
        assert_eq!(text(&[&[0xFE, 0xFF], be.as_slice()].concat()), plain);
        assert_eq!(
            text(
                &"{\"a\": 1}"
                    .encode_utf16()
                    .flat_map(u16::to_le_bytes)
                    .collect::<Vec<_>>()
            ),
            "{\"a\": 1}"
        );
    }

    #[test]
    fn the_digest_is_that_of_the_bytes_as_given() {
        let stream = Stream::open(&Source::memory("x", *b"abc")).expect("it opens");
        assert_eq!(
            stream.finish().expect("it reads"),
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    /// Read so many bytes of a long source; what they are, and the digest of all.
    fn long(taken: usize) -> (Vec<u8>, String) {
        let bytes: Vec<u8> = (0..5_000_000_u32)
            .map(|at| at.to_le_bytes()[at as usize % 3])
            .collect();
        let mut stream = Stream::open(&Source::memory("x", bytes)).expect("it opens");
        let mut read = vec![0; taken];
        stream.read_exact(&mut read).expect("it reads");
        (read, stream.finish().expect("it reads"))
    }

    #[test]
    fn a_long_source_has_the_digest_of_all_its_bytes_however_many_are_taken() {
        let (all, digest) = long(5_000_000);
        assert_eq!(digest, format!("sha256:{}", hex(&Sha256::digest(&all))));
        for taken in [0, 1_000_000, 2_222_222] {
            let (first, digest_of_all) = long(taken);
            assert!(first == all[..taken] && digest_of_all == digest);
        }
    }

    /// Gives so many bytes, and then an error.
    struct Broken(usize);

    impl Read for Broken {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.0.min(buffer.len());
            self.0 -= count;
            if count == 0 {
                Err(io::Error::other("broken"))
            } else {
                Ok(count)
            }
        }
    }

    #[test]
    fn what_goes_wrong_while_reading_ahead_reaches_the_reader() {
        let mut raw = Raw {
            bytes: Bytes::Here(Box::new(Broken(3 << 20)), Sha256::new()),
            count: 0,
        };
        let mut read = Vec::new();
        let error = raw.read_to_end(&mut read).expect_err("it breaks");
        assert_eq!(
            (read.len(), error.to_string().as_str()),
            (3 << 20, "broken")
        );
    }
}
