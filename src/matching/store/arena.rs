//! Texts of subjects in a few large pieces of memory.

use crate::matching::store::Texts;

const CHUNK: usize = 1 << 20;

/// Where the texts of a subject stand in the arena: the chunk, and the start in it in units of four bytes.
///
/// A million of them are in a table and in the records, so that each has four bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place(u32);

const UNIT: usize = 4;
const UNITS: usize = CHUNK / UNIT;

impl Place {
    fn new(chunk: usize, start: usize) -> Self {
        let unit = chunk * UNITS + start / UNIT;
        Self(u32::try_from(unit).expect("memory ends before 16 GiB of texts do"))
    }

    fn chunk(self) -> usize {
        self.0 as usize / UNITS
    }

    fn start(self) -> usize {
        self.0 as usize % UNITS * UNIT
    }
}

/// Texts of subjects, one behind another: the subject's number, flags, the reference, and the rest.
///
/// A look-up by reference needs the reference and the number, so that they stand together.
#[derive(Default)]
pub(super) struct Arena(Vec<Vec<u8>>);

impl Arena {
    pub(super) fn at(&self, place: Place) -> Cursor<'_> {
        Cursor {
            bytes: &self.0[place.chunk()][place.start()..],
        }
    }

    pub(super) fn texts(&self, place: Place) -> Texts<'_> {
        let mut at = self.at(place);
        at.number();
        let flags = at.byte();
        let reference = self.reference_behind(flags, &mut at);
        let reference = std::str::from_utf8(reference).expect("the store wrote a text here");
        let purl = match flags & (PURL | PURL_IN_REFERENCE) {
            PURL => Some(at.text()),
            PURL_IN_REFERENCE => reference.get(..at.length()),
            _ => None,
        };
        let group = (flags & GROUP != 0).then(|| at.text());
        let (name, version) = match purl
            .filter(|_| flags & NAME_IN_PURL != 0)
            .and_then(name_and_version)
        {
            Some((name, version)) => (name, Some(version)),
            None => (at.text(), (flags & VERSION != 0).then(|| at.text())),
        };
        Texts {
            reference,
            purl,
            group,
            name,
            version,
        }
    }

    pub(super) fn reference(&self, place: Place) -> &[u8] {
        let mut at = self.at(place);
        // Nearly every reference stands behind its flags and has a length of one byte.
        if let [_, _, _, _, flags, length, texts @ ..] = at.bytes
            && flags & EARLIER == 0
            && *length < 0x80
            && let Some(reference) = texts.get(..usize::from(*length))
        {
            return reference;
        }
        at.number();
        let flags = at.byte();
        self.reference_behind(flags, &mut at)
    }

    /// A reference, which stands behind the flags or, where it was used early, in the texts of that time.
    fn reference_behind<'t>(&'t self, flags: u8, at: &mut Cursor<'t>) -> &'t [u8] {
        if flags & EARLIER == 0 {
            return at.bytes();
        }
        let mut earlier = self.at(Place(at.number()));
        earlier.number();
        earlier.byte();
        earlier.bytes()
    }

    pub(super) fn write(&mut self, id: u32, texts: &Texts<'_>, earlier: Option<Place>) -> Place {
        let need = 32
            + texts.reference.len()
            + texts.purl.map_or(0, str::len)
            + texts.group.map_or(0, str::len)
            + texts.name.len()
            + texts.version.map_or(0, str::len);
        let is_full = |chunk: &Vec<u8>| chunk.len() + need > CHUNK;
        if self.0.last().is_none_or(is_full) {
            let size = CHUNK.min(4096 << self.0.len().min(8));
            self.0.push(Vec::with_capacity(need.max(size)));
        }
        let chunk = self.0.len() - 1;
        let last = &mut self.0[chunk];
        last.resize(last.len().next_multiple_of(UNIT), 0);
        let place = Place::new(chunk, last.len());
        last.extend_from_slice(&id.to_le_bytes());
        encode(texts, earlier, last);
        place
    }
}

const PURL: u8 = 1;
/// The purl is the beginning of the reference.
const PURL_IN_REFERENCE: u8 = 2;
const GROUP: u8 = 4;
const VERSION: u8 = 8;
const NAME_IN_PURL: u8 = 16;
/// The reference was used before its subject was declared.
const EARLIER: u8 = 32;

fn encode(texts: &Texts<'_>, earlier: Option<Place>, out: &mut Vec<u8>) {
    let purl_flag = match texts.purl {
        Some(purl) if texts.reference.starts_with(purl) => PURL_IN_REFERENCE,
        Some(_) => PURL,
        None => 0,
    };
    let in_purl = match (texts.purl, texts.version) {
        (Some(purl), Some(version)) => name_and_version(purl) == Some((texts.name, version)),
        _ => false,
    };
    let flags = purl_flag
        | if texts.group.is_some() { GROUP } else { 0 }
        | if texts.version.is_some() { VERSION } else { 0 }
        | if in_purl { NAME_IN_PURL } else { 0 }
        | earlier.map_or(0, |_| EARLIER);
    out.push(flags);
    match earlier {
        Some(Place(place)) => out.extend_from_slice(&place.to_le_bytes()),
        None => put(texts.reference, out),
    }
    match (purl_flag, texts.purl) {
        (PURL, Some(purl)) => put(purl, out),
        (PURL_IN_REFERENCE, Some(purl)) => put_length(purl.len(), out),
        _ => {}
    }
    if let Some(group) = texts.group {
        put(group, out);
    }
    if !in_purl {
        put(texts.name, out);
        if let Some(version) = texts.version {
            put(version, out);
        }
    }
}

/// The last segment and the version of a purl, where nothing in them is encoded.
fn name_and_version(purl: &str) -> Option<(&str, &str)> {
    let bytes = purl.as_bytes();
    let end = memchr::memchr2(b'?', b'#', bytes).unwrap_or(bytes.len());
    let at = memchr::memrchr(b'@', &bytes[..end])?;
    let slash = memchr::memrchr(b'/', &bytes[..at])?;
    Some((&purl[slash + 1..at], &purl[at + 1..end]))
}

/// A length as LEB128, then the bytes.
fn put(text: &str, out: &mut Vec<u8>) {
    put_length(text.len(), out);
    out.extend_from_slice(text.as_bytes());
}

fn put_length(mut length: usize, out: &mut Vec<u8>) {
    while length >= 0x80 {
        out.push(u8::try_from(length & 0x7F).unwrap_or_default() | 0x80);
        length >>= 7;
    }
    out.push(u8::try_from(length).unwrap_or_default());
}

pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(super) fn number(&mut self) -> u32 {
        let (number, rest) = self
            .bytes
            .split_first_chunk()
            .expect("the store wrote what it reads");
        self.bytes = rest;
        u32::from_le_bytes(*number)
    }

    fn byte(&mut self) -> u8 {
        let (first, rest) = self
            .bytes
            .split_first()
            .expect("the store wrote what it reads");
        self.bytes = rest;
        *first
    }

    fn text(&mut self) -> &'a str {
        std::str::from_utf8(self.bytes()).expect("the store wrote a text here")
    }

    fn bytes(&mut self) -> &'a [u8] {
        let length = self.length();
        let (text, rest) = self.bytes.split_at(length);
        self.bytes = rest;
        text
    }

    fn length(&mut self) -> usize {
        let (mut length, mut shift) = (0_usize, 0);
        loop {
            let byte = self.byte();
            length |= usize::from(byte & 0x7F) << shift;
            shift += 7;
            if byte < 0x80 {
                break;
            }
        }
        length
    }
}
