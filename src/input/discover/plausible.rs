//! Whether a file is worth reading, by its first bytes.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use crate::input::cargo::metadata::is_metadata;

/// How much of a file is looked at.
const HEAD: u64 = 64 << 10;

/// Texts of which a document has at least one near its beginning.
const SIGNS: &[&[u8]] = &[
    b"\"bomFormat\"",
    b"cyclonedx.org/schema/bom",
    b"\"spdxVersion\"",
    b"SPDXVersion:",
    b"spdxVersion:",
    b"spdx.org/rdf/",
    b"# proto-message: Bom",
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
    let first = head
        .iter()
        .find(|byte| !byte.is_ascii_whitespace())
        .copied()
        .unwrap_or_default();
    // Text in UTF-16 has a zero in each character.
    let narrow: Vec<u8>;
    let wide = matches!(head, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..])
        || matches!(
            head,
            [b'{' | b'<' | b'S', 0, ..] | [0, b'{' | b'<' | b'S', ..]
        );
    let text = if wide {
        narrow = head.iter().copied().filter(|byte| *byte != 0).collect();
        narrow.as_slice()
    } else {
        head
    };
    let texts = wide
        || matches!(
            first,
            b'{' | b'[' | b'<' | b'S' | b's' | b'#' | b'-' | b'"' | 0xEF
        );
    texts
        && (SIGNS
            .iter()
            .any(|sign| memchr::memmem::find(text, sign).is_some())
            || first == b'{' && is_metadata(text))
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
        ".spdx.yaml",
        ".spdx.yml",
        ".spdx.rdf",
    ]
    .iter()
    .any(|ending| name.ends_with(ending))
        || matches!(name, "bom.json" | "bom.xml" | "sbom.json" | "sbom.xml")
}
