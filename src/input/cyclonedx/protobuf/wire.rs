//! The wire format of protocol buffers: fields by number ([encoding]).
//!
//! [encoding]: https://protobuf.dev/programming-guides/encoding/

use std::borrow::Cow;
use std::cell::Cell;
use std::io::BufRead;

use crate::input::json::Str;

/// One field of the document may not be larger.
const LARGEST: u64 = 64 << 20;
/// What is read of one field of the document may not take more memory: an empty message is two bytes of a document,
/// and hundreds in memory.
const MOST_MEMORY: usize = 256 << 20;

/// The memory that what is read of one field of the document may still take.
pub(crate) struct Memory(Cell<usize>);

impl Memory {
    pub(crate) fn new() -> Self {
        Self(Cell::new(MOST_MEMORY))
    }

    fn take<T>(&self) -> Result<(), Trouble> {
        let left = self.0.get().checked_sub(size_of::<T>());
        self.0.set(left.ok_or(Trouble::TooLarge)?);
        Ok(())
    }
}

/// What a field holds.
#[derive(Clone, Copy)]
pub(crate) struct Value<'a> {
    kind: Kind<'a>,
    memory: &'a Memory,
}

#[derive(Clone, Copy)]
enum Kind<'a> {
    Number(u64),
    Float(f32),
    Bytes(&'a [u8]),
    /// Eight bytes, which no field that matters has.
    Other,
}

/// Why bytes are no message.
#[derive(Debug)]
pub(crate) enum Trouble {
    Io(std::io::Error),
    Truncated,
    Malformed,
    TooLarge,
    /// An element has bytes that are no text where one belongs.
    NoText,
    /// An element says twice what it may say once.
    Twice,
}

impl Value<'_> {
    pub(crate) fn number(self) -> u64 {
        match self.kind {
            Kind::Number(number) => number,
            Kind::Float(_) | Kind::Bytes(_) | Kind::Other => 0,
        }
    }

    pub(crate) fn float(self) -> Option<f32> {
        match self.kind {
            Kind::Float(number) => Some(number),
            Kind::Number(_) | Kind::Bytes(_) | Kind::Other => None,
        }
    }

    pub(crate) fn has_bytes(self) -> bool {
        matches!(self.kind, Kind::Bytes(_))
    }
}

impl<'a> Value<'a> {
    pub(crate) fn text(self) -> Result<Str<'a>, Trouble> {
        self.memory.take::<Str<'_>>()?;
        let text = std::str::from_utf8(self.bytes()).map_err(|_| Trouble::NoText)?;
        Ok(Str(Cow::Borrowed(text)))
    }

    /// The fields of a message, which comes to have a shape.
    pub(crate) fn fields<T>(self) -> Result<Fields<'a>, Trouble> {
        self.memory.take::<T>()?;
        Ok(Fields {
            rest: self.bytes(),
            memory: self.memory,
        })
    }

    fn bytes(self) -> &'a [u8] {
        match self.kind {
            Kind::Bytes(bytes) => bytes,
            Kind::Number(_) | Kind::Float(_) | Kind::Other => &[],
        }
    }
}

/// The fields of a message that is held.
pub(crate) struct Fields<'a> {
    rest: &'a [u8],
    memory: &'a Memory,
}

impl<'a> Fields<'a> {
    /// The next field with its number.
    pub(crate) fn next(&mut self) -> Result<Option<(u64, Value<'a>)>, Trouble> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let key = self.varint()?;
        let kind = match key & 7 {
            0 => Kind::Number(self.varint()?),
            1 => {
                self.take(8)?;
                Kind::Other
            }
            2 => {
                let length = self.varint()?;
                Kind::Bytes(self.take(length)?)
            }
            5 => {
                let bytes = self.take(4)?;
                Kind::Float(f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
            }
            _ => return Err(Trouble::Malformed),
        };
        let value = Value {
            kind,
            memory: self.memory,
        };
        Ok(Some((number(key)?, value)))
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], Trouble> {
        let length = usize::try_from(length).map_err(|_| Trouble::Malformed)?;
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or(Trouble::Malformed)?;
        self.rest = rest;
        Ok(taken)
    }

    fn varint(&mut self) -> Result<u64, Trouble> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.rest.split_first().ok_or(Trouble::Malformed)?;
            self.rest = rest;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Trouble::Malformed)
    }
}

/// The next field of the document itself; its bytes come to stand in `buffer`.
pub(crate) fn field<'b>(
    stream: &mut impl BufRead,
    buffer: &'b mut Vec<u8>,
    memory: &'b Memory,
) -> Result<Option<(u64, Value<'b>)>, Trouble> {
    buffer.clear();
    let Some(key) = varint(stream)? else {
        return Ok(None);
    };
    let kind = match key & 7 {
        0 => Kind::Number(varint(stream)?.ok_or(Trouble::Truncated)?),
        2 => {
            let length = varint(stream)?.ok_or(Trouble::Truncated)?;
            if length > LARGEST {
                return Err(Trouble::TooLarge);
            }
            fill(stream, buffer, length)?;
            Kind::Bytes(buffer)
        }
        1 | 5 => {
            fill(stream, buffer, if key & 7 == 1 { 8 } else { 4 })?;
            Kind::Other
        }
        _ => return Err(Trouble::Malformed),
    };
    Ok(Some((number(key)?, Value { kind, memory })))
}

/// The number of a field. Some programs cut off what is more than 32 bits, and would see another field.
fn number(key: u64) -> Result<u64, Trouble> {
    match key >> 3 {
        number @ 1..=0x1FFF_FFFF => Ok(number),
        _ => Err(Trouble::Malformed),
    }
}

/// Memory grows with what is there, whatever the length promises.
fn fill(stream: &mut impl BufRead, buffer: &mut Vec<u8>, length: u64) -> Result<(), Trouble> {
    let mut missing = usize::try_from(length).map_err(|_| Trouble::TooLarge)?;
    while missing > 0 {
        let bytes = stream.fill_buf().map_err(Trouble::Io)?;
        if bytes.is_empty() {
            return Err(Trouble::Truncated);
        }
        let count = bytes.len().min(missing);
        buffer.extend_from_slice(&bytes[..count]);
        stream.consume(count);
        missing -= count;
    }
    Ok(())
}

fn varint(stream: &mut impl BufRead) -> Result<Option<u64>, Trouble> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let Some(byte) = stream.fill_buf().map_err(Trouble::Io)?.first().copied() else {
            return if shift == 0 {
                Ok(None)
            } else {
                Err(Trouble::Truncated)
            };
        };
        stream.consume(1);
        number |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Ok(Some(number));
        }
    }
    Err(Trouble::Malformed)
}

/// A text that is part of the program.
pub(crate) fn fixed(text: &'static str) -> Str<'static> {
    Str(Cow::Borrowed(text))
}
