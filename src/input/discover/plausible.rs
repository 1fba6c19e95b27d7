//! Whether a file is worth reading, by its first bytes.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::input::cargo::metadata::is_metadata;
use crate::input::cyclonedx::protobuf::is_protobuf;
use crate::input::cyclonedx::textproto;
use crate::input::discover::keys::{self, Value, unescaped};
use crate::input::discover::lines;
use crate::input::json_document::base64;
use crate::input::read::is_pointer;
use crate::source::{Source, Stream, is_packed, is_utf16};

/// How much of a file is looked at.
const HEAD: u64 = 64 << 10;
/// A key with what stands behind it is not longer, white space included.
const BORDER: usize = 256;
/// How much is looked at again with what follows.
const ACROSS: usize = 16 << 10;

/// Texts of which a document that is no JSON has at least one near its beginning.
const SIGNS: &[&[u8]] = &[
    b"cyclonedx.org/schema/bom",
    b"<spdxVersion>",
    b"<SPDXID>",
    b"spdx.org/rdf/",
    b"# proto-message: Bom",
];
/// Texts of which a long document in JSON has at least one near its beginning, whatever its first keys are.
const PARTS: &[&[u8]] = &[
    b"\"components\"",
    b"\"bom-ref\"",
    b"\"SPDXID\"",
    b"\"spdxElementId\"",
    b"\"payloadType\"",
    b"\"dsseEnvelope\"",
    b"\"verificationMaterial\"",
];

/// How files begin that are packed in other ways: xz, bzip2, zip.
const ARCHIVES: [&[u8]; 3] = [b"\xFD7zXZ\0", b"BZh", b"PK\x03\x04"];

/// The first bytes of a regular file, unpacked as far as they can be; none where it is none, cannot be
/// read, or hides what it holds under a name that SBOMs, or data in their formats, have.
pub(crate) fn head(path: &Path) -> Option<Vec<u8>> {
    let about = std::fs::metadata(path).ok()?;
    if !about.is_file() {
        return None;
    }
    let mut head = Vec::new();
    let file = File::open(path).ok()?;
    file.take(HEAD).read_to_end(&mut head).ok()?;
    let is_packed = is_packed(&head);
    let is_archive = ARCHIVES.iter().any(|archive| head.starts_with(archive));
    if (is_packed || is_archive || is_pointer(&head)) && is_named_like_one(path) {
        return None;
    }
    if is_packed || is_utf16(&head) {
        head.clear();
        let text = Stream::open(&Source::file(path));
        let unpacked = text.and_then(|text| text.take(HEAD).read_to_end(&mut head));
        // What is wrong behind what was unpacked, whoever reads it says.
        if unpacked.is_err() && head.is_empty() && ends(&lower_name(path), &DATA) {
            return None;
        }
    }
    Some(head)
}

/// Whether first bytes, unpacked, are likely those of an SBOM or a saved `cargo metadata`.
pub(crate) fn is_document(head: &[u8]) -> bool {
    match first(head) {
        b'{' | b'[' => {
            let text = &unescaped(head);
            is_json(text)
                || is_metadata(text)
                || is_envelope(text)
                || is_flow(text)
                || keys::any(&mut &*head, &KEYS, says_it)
        }
        b'<' | b'S' | b's' | b'#' | b'-' | b'"' => {
            SIGNS.iter().any(|sign| has(head, sign))
                || is_textproto(head)
                || lines::any(&mut &*head)
        }
        _ => is_protobuf(head) || is_textproto(head) || lines::any(&mut &*head),
    }
}

/// Whether what looks like JSON is YAML that says that it is SPDX, its keys without quotes or in others.
fn is_flow(text: &[u8]) -> bool {
    const KEY: &[u8] = b"spdxVersion";
    let is_around = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'');
    let behind = |text: &[u8]| text.iter().position(|byte| !is_around(byte));
    memchr::memmem::find_iter(text, KEY).any(|at| {
        let before = text[..at].iter().rev().take(BORDER);
        let before = before.copied().find(|byte| !is_around(byte));
        let rest = &text[at + KEY.len()..];
        let rest = &rest[..rest.len().min(BORDER)];
        let value = behind(rest).and_then(|at| rest[at..].strip_prefix(b":"));
        let value = value.and_then(|value| value.get(behind(value)?..));
        matches!(before, Some(b'{' | b','))
            && value.is_some_and(|value| value.starts_with(b"SPDX-"))
    })
}

/// Whether JSON is an envelope around a document: most envelopes hold other statements.
fn is_envelope(text: &[u8]) -> bool {
    const KEY: &[u8] = b"\"payload\"";
    memchr::memmem::find_iter(text, KEY).any(|at| {
        let value = text[at + KEY.len()..].trim_ascii_start();
        let value = value.strip_prefix(b":").unwrap_or_default();
        let value = value.trim_ascii_start().strip_prefix(b"\"");
        value.is_some_and(is_payload)
    })
}

/// Whether a text in base64, up to its quotes, is a document.
fn is_payload(value: &[u8]) -> bool {
    let end = memchr::memchr(b'"', value).unwrap_or(value.len());
    let value = std::str::from_utf8(&value[..end]).ok();
    let Some(payload) = value.and_then(base64) else {
        return false;
    };
    // Of a long one, what the statement is about says more than the keys that are seen.
    let is_about_one = has(&payload, b"\"predicateType\"") && names_kind(&payload);
    is_about_one || is_json(&unescaped(&payload))
}

/// Whether a text has the type of statements on SBOMs.
fn names_kind(text: &[u8]) -> bool {
    has(text, b"spdx.dev/Document") || has(text, b"cyclonedx.org/bom")
}

/// Whether a file whose first bytes may be any JSON or YAML goes on as an SBOM: some writers end with
/// the keys that say what it is.
pub(crate) fn goes_on_as_document(path: &Path, head: &[u8]) -> bool {
    if (head.len() as u64) < HEAD {
        return false;
    }
    let open = || Stream::open(&Source::file(path));
    // What begins with so many spaces may be JSON as well.
    if !matches!(first(head), b'{' | b'[' | 0) {
        return lines::are_keyed(head) && open().is_ok_and(|mut text| lines::any(&mut text));
    }
    let first_key = &head[..head.len().min(BORDER)];
    let is_part = PARTS.iter().any(|part| has(head, part)) || has(first_key, b"\"payload\"");
    if is_part && open().is_ok_and(says_it_anywhere) {
        return true;
    }
    open().is_ok_and(|mut text| keys::any(&mut text, &KEYS, says_it))
}

/// Keys at the root of a document that may say what it is.
const KEYS: [&[u8]; 8] = [
    b"bomFormat",
    b"spdxVersion",
    b"$schema",
    b"payload",
    b"@context",
    b"predicateType",
    b"predicate",
    b"Data",
];

/// Whether one of them and its value do.
fn says_it(key: &[u8], value: Value<'_>) -> bool {
    match (key, value) {
        (b"bomFormat" | b"spdxVersion", Value::Text(text)) => !text.is_empty(),
        (b"$schema", Value::Text(text)) => has(text, b"cyclonedx.org/schema/bom"),
        (b"payload", Value::Text(text)) => is_payload(text),
        (b"predicateType", Value::Text(text)) => names_kind(text),
        // A statement may hold a document as a text.
        (b"predicate" | b"Data", Value::Text(text)) => is_document(text),
        (b"@context", Value::Text(value) | Value::Other(value)) => has(value, b"spdx.org/rdf/3"),
        _ => false,
    }
}

fn says_it_anywhere(mut file: impl Read) -> bool {
    let mut text = Vec::new();
    loop {
        match file.by_ref().take(HEAD).read_to_end(&mut text) {
            Ok(0) => return false,
            // Whoever reads it says what is wrong with it.
            Err(_) => return true,
            Ok(_) if is_json(&text) || is_envelope(&text) => return true,
            // A key may lie across the border, and far before what a payload is about.
            Ok(_) => drop(text.drain(..text.len().saturating_sub(ACROSS))),
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

/// Whether text is that of a `Bom`.
fn is_textproto(text: &[u8]) -> bool {
    if !has(text, b"spec_version") {
        return false;
    }
    let text = String::from_utf8_lossy(text);
    textproto::is_textproto(&text) && textproto::has_part(&text)
}

/// Endings that nothing but SBOMs has.
const NAMES: [&str; 11] = [
    ".cdx.json",
    ".cdx.xml",
    ".spdx",
    ".spdx.json",
    ".spdx.xml",
    ".spdx.yaml",
    ".spdx.yml",
    ".spdx.rdf",
    ".spdx.rdf.xml",
    ".spdx.xls",
    ".spdx.xlsx",
];
/// Endings of data in formats that SBOMs have: anything may stand in it.
const DATA: [&str; 5] = [".json", ".xml", ".yaml", ".yml", ".rdf"];

/// Whether the name is one that SBOMs have: what cannot be looked into is read all the same.
pub(crate) fn is_named_like_one(path: &Path) -> bool {
    let name = lower_name(path);
    let likely = ["bom.json", "bom.xml", "sbom.yaml", "sbom.yml"];
    is_named_as_one(path) || ends(&name, &[".cdx"]) || likely.contains(&name.as_str())
}

/// Whether the name is one that nothing but SBOMs has: whoever reads it finds one, or says why there is none.
pub(crate) fn is_named_as_one(path: &Path) -> bool {
    let name = lower_name(path);
    ends(&name, &NAMES) || matches!(name.as_str(), "sbom.json" | "sbom.xml")
}

fn ends(name: &str, with: &[&str]) -> bool {
    with.iter().any(|ending| name.ends_with(ending))
}

/// A name in small letters, without the endings of what it is packed with.
fn lower_name(path: &Path) -> String {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().to_lowercase());
    let mut name = name.unwrap_or_default();
    let packers = [".gz", ".zst", ".xz", ".bz2", ".zip"];
    while let Some(unpacked) = packers.iter().find_map(|packer| name.strip_suffix(packer)) {
        name = unpacked.to_owned();
    }
    name
}
