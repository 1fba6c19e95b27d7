//! A document as a stream of UTF-8 bytes: unpacked, decoded, bounded, digested on the way.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;
use sha2::Digest as _;

use crate::source::full::Full;
use crate::source::raw::Raw;
use crate::source::zstd::{self, Frames};
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
        Self::of(source.open()?)
    }

    fn of(inner: Box<dyn Read + Send>) -> io::Result<Self> {
        let mut raw = Raw::new(inner);
        let count = raw.count();
        let head = raw.fill_buf()?;
        let mut unpacked: Box<dyn Layer> = match head {
            head if is_gzip(head) => {
                Box::new(Bounded::new(buffered(MultiGzDecoder::new(raw)), count))
            }
            head if zstd::is_packed(head) => {
                Box::new(Bounded::new(buffered(Frames::new(raw)?), count))
            }
            _ => Box::new(Bounded::new(raw, count)),
        };
        let head = unpacked.fill_buf()?;
        let utf16 = utf16(head);
        if head.starts_with(&[0xEF, 0xBB, 0xBF]) {
            unpacked.consume(3);
        }
        let decoded = match utf16 {
            Some((big_endian, skip)) => Box::new(buffered(Utf16::new(unpacked, big_endian, skip))),
            None => unpacked,
        };
        Ok(Self {
            decoded,
            position: 0,
        })
    }

    /// The next bytes, without taking them: what is left of a buffer that was full, unless the document ends in it.
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

fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(&[0x1F, 0x8B])
}

/// Whether first bytes are those of a document that is packed in a way that a [`Stream`] unpacks.
#[must_use]
pub fn is_packed(head: &[u8]) -> bool {
    is_gzip(head) || zstd::is_packed(head)
}

/// Whether first bytes are those of a text in UTF-16, which has a zero in each plain character.
#[must_use]
pub fn is_utf16(head: &[u8]) -> bool {
    utf16(head).is_some()
}

/// For text in UTF-16, whether the larger byte of each character comes first, and how long the mark is that says so.
fn utf16(head: &[u8]) -> Option<(bool, usize)> {
    match head {
        [0xFF, 0xFE, ..] => Some((false, 2)),
        [0xFE, 0xFF, ..] => Some((true, 2)),
        [b'{' | b'<' | b'S' | b'[', 0, second, 0, ..] if *second != 0 => Some((false, 0)),
        [0, b'{' | b'<' | b'S' | b'[', 0, second, ..] if *second != 0 => Some((true, 0)),
        _ => None,
    }
}

/// Blocks of which only the last is not full.
fn buffered<R: Read>(inner: R) -> BufReader<Full<R>> {
    BufReader::with_capacity(BUFFER, Full::new(inner))
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

impl Layer for Bounded<BufReader<Full<MultiGzDecoder<Raw>>>> {
    fn into_raw(self: Box<Self>) -> Raw {
        self.inner.into_inner().inner.into_inner()
    }

    fn behind(&mut self, left: &[u8], bytes: &mut Vec<u8>) -> io::Result<usize> {
        append(self, left, bytes)
    }
}

impl Layer for Bounded<BufReader<Full<Frames<Raw>>>> {
    fn into_raw(self: Box<Self>) -> Raw {
        self.inner.into_inner().inner.inner
    }

    fn behind(&mut self, left: &[u8], bytes: &mut Vec<u8>) -> io::Result<usize> {
        append(self, left, bytes)
    }
}

impl Layer for BufReader<Full<Utf16<Box<dyn Layer>>>> {
    fn into_raw(self: Box<Self>) -> Raw {
        self.into_inner().inner.inner.into_raw()
    }

    fn behind(&mut self, left: &[u8], bytes: &mut Vec<u8>) -> io::Result<usize> {
        append(self, left, bytes)
    }
}

/// In the place of what is no character: a byte that is never part of UTF-8, so that whoever reads on says so.
const NO_CHARACTER: u8 = 0xFF;

/// UTF-16 into UTF-8.
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
            match character {
                Ok(character) => {
                    let bytes = character.encode_utf8(&mut utf8).as_bytes();
                    self.ready.extend_from_slice(bytes);
                }
                Err(_) => self.ready.push(NO_CHARACTER),
            }
        }
        if read == 0 && !self.half.is_empty() {
            self.half.clear();
            self.ready.push(NO_CHARACTER);
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
mod tests;
