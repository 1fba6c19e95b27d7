//! A document as a stream of UTF-8 bytes: unpacked, decoded, bounded, digested on the way.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};
use sha2::Digest as _;

use crate::source::raw::Raw;
use crate::source::{Source, hex};

/// Unpacked bytes that one document may have.
const MOST: u64 = 16 << 30;
/// How much larger a packed document may become, once it is larger than [`RATIO_FROM`].
const RATIO: u64 = 400;
const RATIO_FROM: u64 = 64 << 20;
const BUFFER: usize = 256 << 10;

/// A document being read.
pub struct Stream {
    decoded: Box<dyn Layer>,
    position: u64,
}

/// A step from the bytes as given to a text in UTF-8.
trait Layer: BufRead {
    /// The bytes as given; what was decoded of them and not taken is lost.
    fn into_raw(self: Box<Self>) -> Raw;

    /// See [`Stream::behind`].
    fn behind(&mut self, left: &[u8], bytes: &mut Vec<u8>) -> io::Result<usize>;
}

/// Put what was left into a vector and the next bytes behind it.
fn append(from: &mut impl BufRead, left: &[u8], bytes: &mut Vec<u8>) -> io::Result<usize> {
    bytes.clear();
    bytes.extend_from_slice(left);
    // As much again, so that a long element is not looked at from its beginning too often.
    while bytes.len() == left.len() || bytes.len() < 2 * left.len() {
        let ready = from.fill_buf()?;
        let count = ready.len();
        if count == 0 {
            break;
        }
        bytes.extend_from_slice(ready);
        from.consume(count);
    }
    Ok(0)
}

impl Stream {
    /// Open a source and find out how it is packed and encoded.
    ///
    /// # Errors
    ///
    /// The source cannot be opened or read.
    pub fn open(source: &Source) -> io::Result<Self> {
        let mut raw = Raw::new(source.open()?);
        let count = raw.count();
        let head = raw.fill_buf()?;
        let mut unpacked: Box<dyn Layer> = match head {
            [0x1F, 0x8B, ..] => {
                let decoder = MultiGzDecoder::new(raw);
                let reader = BufReader::with_capacity(BUFFER, decoder);
                Box::new(Bounded::new(reader, count))
            }
            [0x28, 0xB5, 0x2F, 0xFD, ..] => {
                let decoder = StreamingDecoder::new(raw).map_err(io::Error::other)?;
                let reader = BufReader::with_capacity(BUFFER, decoder);
                Box::new(Bounded::new(reader, count))
            }
            _ => Box::new(Bounded::new(raw, count)),
        };
        let head = unpacked.fill_buf()?;
        let utf16 = match head {
            [0xEF, 0xBB, 0xBF, ..] => {
                unpacked.consume(3);
                None
            }
            [0xFF, 0xFE, ..] => Some((false, 2)),
            [0xFE, 0xFF, ..] => Some((true, 2)),
            [b'{' | b'<' | b'S' | b'[', 0, second, 0, ..] if *second != 0 => Some((false, 0)),
            [0, b'{' | b'<' | b'S' | b'[', 0, second, ..] if *second != 0 => Some((true, 0)),
            _ => None,
        };
        let decoded = match utf16 {
            Some((big_endian, skip)) => {
                let decoder = Utf16::new(unpacked, big_endian, skip);
                Box::new(BufReader::with_capacity(BUFFER, decoder))
            }
            None => unpacked,
        };
        Ok(Self {
            decoded,
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

    /// Take the next bytes, and put what was left of those before in front of them; both replace what
    /// the vector held. Hands on where they begin in it: only spaces stand further left.
    ///
    /// Where a source is neither packed nor in another encoding, nothing but what was left is moved.
    ///
    /// # Errors
    ///
    /// The source cannot be read or unpacked.
    pub fn behind(&mut self, left: &[u8], bytes: &mut Vec<u8>) -> io::Result<usize> {
        let start = self.decoded.behind(left, bytes)?;
        self.position += (bytes.len() - start - left.len()) as u64;
        Ok(start)
    }

    /// `sha256:` and the digest of all bytes as given; reads what is left of them.
    ///
    /// # Errors
    ///
    /// The source cannot be read.
    pub fn finish(self) -> io::Result<String> {
        let digest = self.decoded.into_raw().digest()?;
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
    packed: Rc<Cell<u64>>,
    count: u64,
}

impl<R: BufRead> Bounded<R> {
    fn new(inner: R, packed: Rc<Cell<u64>>) -> Self {
        Self {
            inner,
            packed,
            count: 0,
        }
    }

    fn check(&self) -> io::Result<()> {
        let packed = self.packed.get().max(1);
        if self.count > MOST {
            return Err(io::Error::other("the document is larger than 16 GiB"));
        }
        if self.count > RATIO_FROM && self.count / packed > RATIO {
            return Err(io::Error::other(
                "the document unpacks to more than 400 times its size",
            ));
        }
        Ok(())
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.check()?;
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.count += amount as u64;
        self.inner.consume(amount);
    }
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl Layer for Bounded<Raw> {
    fn into_raw(self: Box<Self>) -> Raw {
        self.inner
    }

    fn behind(&mut self, left: &[u8], bytes: &mut Vec<u8>) -> io::Result<usize> {
        self.check()?;
        match self.inner.behind(left, bytes)? {
            Some(start) => {
                self.count += (bytes.len() - start - left.len()) as u64;
                Ok(start)
            }
            None => append(self, left, bytes),
        }
    }
}

impl Layer for Bounded<BufReader<MultiGzDecoder<Raw>>> {
    fn into_raw(self: Box<Self>) -> Raw {
        self.inner.into_inner().into_inner()
    }

    fn behind(&mut self, left: &[u8], bytes: &mut Vec<u8>) -> io::Result<usize> {
        append(self, left, bytes)
    }
}

impl Layer for Bounded<BufReader<StreamingDecoder<Raw, FrameDecoder>>> {
    fn into_raw(self: Box<Self>) -> Raw {
        self.inner.into_inner().into_inner()
    }

    fn behind(&mut self, left: &[u8], bytes: &mut Vec<u8>) -> io::Result<usize> {
        append(self, left, bytes)
    }
}

impl Layer for BufReader<Utf16<Box<dyn Layer>>> {
    fn into_raw(self: Box<Self>) -> Raw {
        self.into_inner().inner.into_raw()
    }

    fn behind(&mut self, left: &[u8], bytes: &mut Vec<u8>) -> io::Result<usize> {
        append(self, left, bytes)
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
    use sha2::Sha256;

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

    /// What a window over a document sees that always has so many bytes left.
    fn in_windows(bytes: &[u8], n_left: usize) -> Vec<u8> {
        let mut stream = Stream::open(&Source::memory("x", bytes)).expect("it opens");
        let (mut seen, mut left, mut window) = (Vec::new(), Vec::new(), Vec::new());
        loop {
            let start = stream.behind(&left, &mut window).expect("it reads");
            assert!(window[..start].iter().all(|byte| *byte == b' '));
            assert_eq!(window[start..start + left.len()], left);
            seen.extend_from_slice(&window[start + left.len()..]);
            assert_eq!(stream.position(), seen.len() as u64);
            if window.len() - start == left.len() {
                return seen;
            }
            left = window[window.len().saturating_sub(n_left).max(start)..].to_vec();
        }
    }

    #[test]
    fn windows_hold_what_was_left_and_what_comes_next() {
        let numbers = (0..300_000_u32).map(|number| number.to_string());
        let text = numbers.fold(String::new(), |text, number| text + &number + "\n");
        let utf16: Vec<u8> = "{"
            .encode_utf16()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let mut packed =
            flate2::bufread::GzEncoder::new(text.as_bytes(), flate2::Compression::fast());
        let mut gzip = Vec::new();
        packed.read_to_end(&mut gzip).expect("memory reads");
        for n_left in [0, 1, 1_000, 40_000, 700_000] {
            assert!(in_windows(text.as_bytes(), n_left) == text.as_bytes());
            assert!(in_windows(&gzip, n_left) == text.as_bytes());
            assert!(in_windows(&utf16, n_left)[1..] == *text.as_bytes());
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
        let mut raw = Raw::new(Box::new(Broken(3 << 20)));
        let mut read = Vec::new();
        let error = raw.read_to_end(&mut read).expect_err("it breaks");
        assert_eq!(
            (read.len(), error.to_string().as_str()),
            (3 << 20, "broken")
        );
    }
}
