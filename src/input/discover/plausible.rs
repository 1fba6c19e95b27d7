//! Whether a file is worth reading, by its first bytes.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use crate::input::cargo::metadata::is_metadata;
use crate::input::cyclonedx::protobuf::is_protobuf;

/// How much of a file is looked at.
const HEAD: u64 = 64 << 10;
/// A key with what stands behind it is not longer, white space included.
const BORDER: usize = 256;

/// Texts of which a document that is no JSON has at least one near its beginning.
const SIGNS: &[&[u8]] = &[
    b"cyclonedx.org/schema/bom",
    b"<spdxVersion>",
    b"<SPDXID>",
    b"SPDXVersion:",
    b"spdxVersion:",
    b"spdx.org/rdf/",
    b"# proto-message: Bom",
];
/// Texts of which a long document in JSON has at least one near its beginning, whatever its first keys are.
const PARTS: &[&[u8]] = &[
    b"\"components\"",
    b"\"bom-ref\"",
    b"\"SPDXID\"",
    b"\"spdxElementId\"",
];

/// The first bytes of a regular file; none where it is none or cannot be read.
pub(crate) fn head(path: &Path) -> Option<Vec<u8>> {
    let about = std::fs::metadata(path).ok()?;
    if !about.is_file() {
        return None;
    }
    let mut head = Vec::new();
    File::open(path)
        .ok()?
        .take(HEAD)
        .read_to_end(&mut head)
        .ok()?;
    let packed = head.starts_with(&[0x1F, 0x8B]) || head.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]);
    // What is packed is known by its name alone, and then read.
    (!packed || !is_named_like_one(path)).then_some(head)
}

/// Whether first bytes are likely those of an SBOM or a saved `cargo metadata`.
pub(crate) fn is_document(head: &[u8]) -> bool {
    // Text in UTF-16 has a zero in each character.
    let narrow: Vec<u8>;
    let wide = matches!(head, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..])
        || matches!(
            head,
            [b'{' | b'<' | b'S', 0, ..] | [0, b'{' | b'<' | b'S', ..]
        );
    let text = if wide {
        let bytes = head.iter().copied();
        narrow = bytes
            .filter(|byte| !matches!(byte, 0 | 0xFF | 0xFE))
            .collect();
        narrow.as_slice()
    } else {
        head
    };
    match first(text) {
        b'{' | b'[' => is_json(text) || is_metadata(text),
        b'<' | b'S' | b's' | b'#' | b'-' | b'"' => {
            SIGNS.iter().any(|sign| has(text, sign)) || is_textproto(text)
        }
        _ => is_protobuf(head),
    }
}

/// Whether a file whose first bytes may be any JSON goes on as an SBOM: some writers end with the
/// keys that say what it is.
pub(crate) fn goes_on_as_document(path: &Path, head: &[u8]) -> bool {
    let is_part = matches!(first(head), b'{' | b'[') && PARTS.iter().any(|part| has(head, part));
    if !is_part || (head.len() as u64) < HEAD {
        return false;
    }
    let Ok(mut file) = File::open(path) else {
        return false;
    };
    let mut text = Vec::new();
    loop {
        match file.by_ref().take(HEAD).read_to_end(&mut text) {
            Ok(0) | Err(_) => return false,
            Ok(_) if is_json(&text) => return true,
            // A key may lie across the border.
            Ok(_) => drop(text.drain(..text.len().saturating_sub(BORDER))),
        }
    }
}

/// The first byte that is neither white space nor of a byte order mark.
fn first(text: &[u8]) -> u8 {
    let is_before = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, 0xEF | 0xBB | 0xBF);
    let mut bytes = text.iter().copied();
    bytes.find(|byte| !is_before(byte)).unwrap_or_default()
}

fn has(text: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(text, part).is_some()
}

/// Whether JSON is that of an SBOM. In the schema of one, what stands behind the keys is no text.
fn is_json(text: &[u8]) -> bool {
    let says = |key: &[u8], what: &[u8]| {
        memchr::memmem::find_iter(text, key).any(|at| {
            let behind = &text[at + key.len()..];
            let behind = behind[..behind.len().min(BORDER)].trim_ascii_start();
            let value = behind.strip_prefix(b":").unwrap_or_default();
            let value = value.trim_ascii_start().strip_prefix(b"\"");
            value.is_some_and(|value| has(&value[..value.len().min(64)], what))
        })
    };
    says(b"\"bomFormat\"", b"")
        || says(b"\"spdxVersion\"", b"")
        || says(b"\"$schema\"", b"cyclonedx.org/schema/bom")
        || has(text, b"spdx.org/rdf/3")
}

/// Whether text is that of a `Bom`: other messages and files have a `spec_version` as well.
fn is_textproto(text: &[u8]) -> bool {
    has(text, b"spec_version: \"1.") && (has(text, b"components {") || has(text, b"metadata {"))
}

/// Whether the name is one that SBOMs have: what cannot be looked into is read all the same.
pub(crate) fn is_named_like_one(path: &Path) -> bool {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    let name = name.trim_end_matches(".gz").trim_end_matches(".zst");
    [
        ".cdx.json",
        ".cdx.xml",
        ".cdx",
        ".spdx",
        ".spdx.json",
        ".spdx.xml",
        ".spdx.yaml",
        ".spdx.yml",
        ".spdx.rdf",
    ]
    .iter()
    .any(|ending| name.ends_with(ending))
        || matches!(name, "bom.json" | "bom.xml" | "sbom.json" | "sbom.xml")
}
