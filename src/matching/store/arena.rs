//! Texts of subjects in a few large pieces of memory.

use std::borrow::Cow;

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

/// Namespaces of IRIs that are kept apart from what stands in them.
const NAMESPACES: usize = 32;

/// A reference as it is kept: the number of a namespace, from 1, and what follows it; 0 where all of it follows.
///
/// Equal references have equal keys.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key<'t> {
    namespace: u8,
    rest: &'t [u8],
}

impl Key<'_> {
    pub(super) fn is_empty(self) -> bool {
        self.namespace == 0 && self.rest.is_empty()
    }
}

/// Texts of subjects, one behind another: the subject's number, flags, the reference, and the rest.
///
/// A look-up by reference needs the reference and the number, so that they stand together.
#[derive(Default)]
pub(super) struct Arena {
    chunks: Vec<Vec<u8>>,
    namespaces: Vec<Box<str>>,
}

impl Arena {
    pub(super) fn at(&self, place: Place) -> Cursor<'_> {
        Cursor {
            bytes: &self.chunks[place.chunk()][place.start()..],
        }
    }

    pub(super) fn texts(&self, place: Place) -> Texts<'_> {
        let mut at = self.at(place);
        at.number();
        let flags = at.byte();
        let Key { namespace, rest } = self.reference_behind(flags, &mut at);
        let rest = std::str::from_utf8(rest).expect("the store wrote a text here");
        let reference = match usize::from(namespace).checked_sub(1) {
            Some(number) => Cow::Owned(format!("{}{rest}", self.namespaces[number])),
            None => Cow::Borrowed(rest),
        };
        let purl = match flags & (PURL | PURL_IN_REFERENCE) {
            PURL => Some(at.text()),
            PURL_IN_REFERENCE => rest.get(..at.length()),
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

    /// The key of a reference. `None` where no subject can have it, since its namespace is not known.
    #[inline]
    pub(super) fn key<'r>(&self, reference: &'r str) -> Option<Key<'r>> {
        let whole = Key {
            namespace: 0,
            rest: reference.as_bytes(),
        };
        let Some((namespace, rest)) = split(reference) else {
            return Some(whole);
        };
        let mut known = (1..).zip(&self.namespaces);
        let known = known.find(|(_, known)| ***known == *namespace);
        let within = known.map(|(namespace, _)| Key {
            namespace,
            rest: rest.as_bytes(),
        });
        // Without room for its namespace, a reference is kept whole.
        within.or_else(|| (self.namespaces.len() == NAMESPACES).then_some(whole))
    }

    /// The first byte of what stands at a place, which brings the rest of it near.
    #[inline]
    pub(super) fn first_byte(&self, place: Place) -> u8 {
        self.chunks[place.chunk()][place.start()]
    }

    #[inline]
    pub(super) fn reference(&self, place: Place) -> Key<'_> {
        let mut at = self.at(place);
        // Nearly every reference stands behind its flags and has a length of one byte.
        if let [_, _, _, _, flags, length, texts @ ..] = at.bytes
            && flags & (EARLIER | NAMESPACE) == 0
            && *length < 0x80
            && let Some(rest) = texts.get(..usize::from(*length))
        {
            return Key { namespace: 0, rest };
        }
        at.number();
        let flags = at.byte();
        self.reference_behind(flags, &mut at)
    }

    /// A reference, which stands behind the flags or, where it was used early, in the texts of that time.
    fn reference_behind<'t>(&'t self, flags: u8, at: &mut Cursor<'t>) -> Key<'t> {
        if flags & EARLIER != 0 {
            return self.reference(Place(at.number()));
        }
        let namespace = if flags & NAMESPACE == 0 { 0 } else { at.byte() };
        let rest = at.bytes();
        Key { namespace, rest }
    }

    pub(super) fn write(&mut self, id: u32, texts: &Texts<'_>, earlier: Option<Place>) -> Place {
        let need = 32
            + texts.reference.len()
            + texts.purl.map_or(0, str::len)
            + texts.group.map_or(0, str::len)
            + texts.name.len()
            + texts.version.map_or(0, str::len);
        let is_full = |chunk: &Vec<u8>| chunk.len() + need > CHUNK;
        if self.chunks.last().is_none_or(is_full) {
            let size = CHUNK.min(4096 << self.chunks.len().min(8));
            self.chunks.push(Vec::with_capacity(need.max(size)));
        }
        if let (None, Some((namespace, _))) = (self.key(&texts.reference), split(&texts.reference))
        {
            self.namespaces.push(namespace.into());
        }
        let key = self.key(&texts.reference).expect("its namespace is known");
        let chunk = self.chunks.len() - 1;
        let last = &mut self.chunks[chunk];
        last.resize(last.len().next_multiple_of(UNIT), 0);
        let place = Place::new(chunk, last.len());
        last.extend_from_slice(&id.to_le_bytes());
        encode(texts, key, earlier, last);
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
/// The reference is in a namespace.
const NAMESPACE: u8 = 64;

/// The namespace of an IRI, and the rest.
fn split(reference: &str) -> Option<(&str, &str)> {
    if !reference.starts_with("http") {
        return None;
    }
    let end = memchr::memrchr2(b'#', b'/', reference.as_bytes())?;
    Some(reference.split_at(end + 1))
}

fn encode(texts: &Texts<'_>, key: Key<'_>, earlier: Option<Place>, out: &mut Vec<u8>) {
    let purl_flag = match texts.purl {
        Some(purl) if key.namespace == 0 && texts.reference.starts_with(purl) => PURL_IN_REFERENCE,
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
        | match (earlier, key.namespace) {
            (Some(_), _) => EARLIER,
            (None, 0) => 0,
            (None, _) => NAMESPACE,
        };
    out.push(flags);
    match earlier {
        Some(Place(place)) => out.extend_from_slice(&place.to_le_bytes()),
        None => {
            out.extend((key.namespace > 0).then_some(key.namespace));
            put(key.rest, out);
        }
    }
    match (purl_flag, texts.purl) {
        (PURL, Some(purl)) => put(purl.as_bytes(), out),
        (PURL_IN_REFERENCE, Some(purl)) => put_length(purl.len(), out),
        _ => {}
    }
    if let Some(group) = texts.group {
        put(group.as_bytes(), out);
    }
    if !in_purl {
        put(texts.name.as_bytes(), out);
        if let Some(version) = texts.version {
            put(version.as_bytes(), out);
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
fn put(text: &[u8], out: &mut Vec<u8>) {
    put_length(text.len(), out);
    out.extend_from_slice(text);
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
