//! What holds of every document, to be checked on whatever bytes a fuzzer finds.

mod told;

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

pub use told::Told;

/// Bytes that readers have in memory at a time.
const BLOCK: usize = 256 << 10;

/// The bytes as they are, where they begin as a document of the kind; else behind the beginning of one.
#[must_use]
pub fn begun(bytes: &[u8], as_one_of: &[&[u8]], beginning: &[u8]) -> Vec<u8> {
    let is_begun = as_one_of.iter().any(|begin| bytes.starts_with(begin));
    [if is_begun { b"" } else { beginning }, bytes].concat()
}

/// Whatever was cut off the end of a document that is read as whole said nothing, where the encoding has an end mark.
pub fn check_cut(document: &[u8], told: &Told) {
    let cut = Told::of(&document[..chosen(document, document.len())]);
    let has_end = matches!(told.encoding, Some("json" | "json-ld" | "xml" | "rdf"));
    if has_end && told.is_whole && cut.is_whole && cut.encoding == told.encoding {
        assert_eq!(cut.lines, told.lines);
    }
}

/// Packed, or in UTF-16 where it is a text, a document tells the same.
pub fn check_packed(document: &[u8], told: &Told) {
    if matches!(
        document,
        [0x1F, 0x8B, ..] | [_, 0xB5 | 0x2A, 0x2F | 0x4D, _, ..]
    ) {
        return; // It is packed already, and nobody looks into a packet in a packet.
    }
    let text = std::str::from_utf8(document).ok();
    let plain = text.filter(|text| !text.contains('\0') && !text.contains("encoding"));
    let wide = |bytes: fn(u16) -> [u8; 2]| -> Option<Vec<u8>> {
        let units = [0xFEFF].into_iter().chain(plain?.encode_utf16());
        Some(units.flat_map(bytes).collect())
    };
    let (first, last) = document.split_at(chosen(document, document.len()));
    let packed = match document.len() % 4 {
        0 => wide(u16::to_le_bytes),
        1 => wide(u16::to_be_bytes),
        2 => Some(gzip(document)),
        _ => Some([gzip(first), gzip(last)].concat()),
    };
    if let Some(packed) = packed {
        assert_eq!(Told::of(&packed).lines, told.lines);
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::none());
    packed.write_all(bytes).expect("memory takes it");
    packed.finish().expect("memory takes it")
}

/// Where blocks begin and end says nothing: a document tells the same behind white space that moves it,
/// which stands between two lines at a place where it says nothing either.
///
/// What a document is shows in its first block, so one may come to be of another kind.
pub fn check_moved(document: &[u8], at: usize, open: &[u8]) {
    let (before, after) = document.split_at(at);
    let moved = BLOCK - chosen(document, after.len() + 1);
    let spaces = vec![b' '; moved.saturating_sub(at)];
    let moved = Told::of(&[before, open, &spaces, b"\n", after].concat());
    let unmoved = Told::of(&[before, open, b"\n", after].concat());
    if moved.encoding == unmoved.encoding {
        assert_eq!(moved.lines, unmoved.lines);
    }
}

/// Where white space says nothing in XML: behind the declaration, or behind the first name.
#[must_use]
pub fn start_of_body(document: &[u8]) -> usize {
    let end = document.windows(2).position(|end| end == b"?>");
    let declared = end.filter(|_| document.starts_with(b"<?xml"));
    let mut bytes = document.iter();
    let name = bytes.position(|byte| byte.is_ascii_whitespace() || *byte == b'>');
    let named = name.filter(|at| document[*at] != b'>');
    declared
        .map(|at| at + 2)
        .or(named)
        .unwrap_or(document.len())
}

/// Lines may end in either way.
pub fn check_line_ends(document: &[u8], told: &Told, end: &[u8]) {
    if !document.contains(&b'\r') {
        let lines: Vec<&[u8]> = document.split(|byte| *byte == b'\n').collect();
        assert_eq!(Told::of(&lines.join(end)).lines, told.lines);
    }
}

/// What is read in the quick way is what `serde_json` reads.
///
/// A number with an exponent is never plain, so an object with one is read by `serde_json`.
pub fn check_plain(document: &[u8]) {
    assert_eq!(
        Told::of(&numbered(document, b"100")).lines,
        Told::of(&numbered(document, b"1e2")).lines
    );
}

/// A JSON document with one more member in each object.
fn numbered(document: &[u8], number: &[u8]) -> Vec<u8> {
    let (mut out, mut in_string, mut bytes) = (Vec::new(), false, document.iter().enumerate());
    while let Some((at, byte)) = bytes.next() {
        out.push(*byte);
        match byte {
            b'"' => in_string = !in_string,
            b'\\' if in_string => out.extend(bytes.next().map(|(_, byte)| *byte)),
            b'{' if !in_string => {
                out.extend_from_slice(b"\"0\":");
                out.extend_from_slice(number);
                if document[at + 1..].trim_ascii_start().first() != Some(&b'}') {
                    out.push(b',');
                }
            }
            _ => {}
        }
    }
    out
}

/// A number below a bound that the bytes decide.
fn chosen(bytes: &[u8], below: usize) -> usize {
    let sum = bytes.iter().fold(0_usize, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(usize::from(*byte))
    });
    sum % below.max(1)
}
