//! One document: what it is by its content, and the reader for that.

use std::io::BufRead as _;

use crate::diagnostic::Diagnostic;
use crate::input::bounded::Bounded;
use crate::input::{
    Options, auditable, cargo, cyclonedx, json_document, lockfile, spdx, xml_document,
};
use crate::inventory::{Document, Unreadable, Visitor};
use crate::source::{Source, Stream};

/// How much of a document is looked at as text.
const TEXT: usize = 64 << 10;
/// What Git LFS leaves in the place of a file begins so.
const POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Read one document and tell a visitor what it holds.
///
/// # Errors
///
/// The document cannot be read to its end, or is none that this program reads.
pub fn read(
    source: &Source,
    options: &Options,
    to: &mut dyn Visitor,
) -> Result<Document, Unreadable> {
    let mut bounded = Bounded::new(to);
    let document = read_one(source, options, &mut bounded);
    bounded.finish(&document);
    document
}

fn read_one(
    source: &Source,
    options: &Options,
    to: &mut dyn Visitor,
) -> Result<Document, Unreadable> {
    let mut stream = Stream::open(source).map_err(|error| unreadable(&error))?;
    while stream
        .peek()
        .is_ok_and(|head| head.starts_with(BYTE_ORDER_MARK))
    {
        // The first was taken when the stream was opened; some writers set two.
        stream.consume(BYTE_ORDER_MARK.len());
    }
    let head = stream.peek().map_err(|error| unreadable(&error))?;
    let text = String::from_utf8_lossy(head.get(..TEXT.min(head.len())).unwrap_or_default());
    let is_executable = auditable::is_executable(head);
    let is_archive = head.starts_with(b"PK\x03\x04");
    let is_sheet = is_archive && memchr::memmem::find(head, b"[Content_Types].xml").is_some();
    let is_protobuf = cyclonedx::protobuf::is_protobuf(head);
    let read = match head.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(_) if is_sheet => Err(refused(
            "input-unsupported",
            "the document is a spreadsheet (.xlsx), which this program does not read; save the SPDX document as JSON or tag-value",
        )),
        Some(_) if is_archive => Err(refused(
            "input-unsupported",
            "the document is a zip archive; unpack it and give the SBOM inside",
        )),
        Some(_) if is_pointer(head) => Err(refused(
            "input-unreadable",
            "the document was not fetched: this is what Git LFS leaves in its place; `git lfs pull` fetches it",
        )),
        Some(_) if is_executable => auditable::read(&mut stream, to),
        Some(_) if is_protobuf => cyclonedx::protobuf::read(&mut stream, to),
        // Whatever the texts in it look like, no other format begins so.
        Some(b'<') => xml_document::read(&mut stream, to),
        Some(_) if lockfile::is_lockfile(&text) => lockfile::read(&mut stream, to),
        Some(b'{') if cargo::metadata::is_metadata(head) => {
            cargo::metadata::read(&mut stream, &options.cargo, to)
        }
        Some(b'{' | b'[') => json_document::read(&mut stream, to),
        Some(_) if spdx::tag_value::is_tag_value(&text) => spdx::tag_value::read(&mut stream, to),
        Some(_) if spdx::yaml::is_yaml(&text) => spdx::yaml::read(&mut stream, to),
        Some(_) if cyclonedx::textproto::is_textproto(&text) => {
            cyclonedx::textproto::read(&mut stream, to)
        }
        None => Err(with_help(refused(
            "input-unreadable",
            "the document is empty",
        ))),
        Some(_) => Err(with_help(refused(
            "input-unsupported",
            "the document is of no kind that this program reads",
        ))),
    };
    let mut document = read?;
    document.digest = Some(stream.finish().map_err(|error| unreadable(&error))?);
    Ok(document)
}

/// Whether a file is what Git LFS leaves in the place of one that was not fetched.
pub(super) fn is_pointer(head: &[u8]) -> bool {
    head.starts_with(POINTER)
}

fn unreadable(error: &std::io::Error) -> Unreadable {
    refused(
        "input-unreadable",
        &format!("the document cannot be read: {error}"),
    )
}

fn with_help(mut unreadable: Unreadable) -> Unreadable {
    let help = "it reads CycloneDX, SPDX, Cargo.lock, `cargo metadata` and executables built with cargo-auditable";
    unreadable.diagnostic = unreadable.diagnostic.help(help);
    unreadable
}

fn refused(code: &'static str, message: &str) -> Unreadable {
    Unreadable {
        diagnostic: Diagnostic::error(code, message),
        format: None,
        encoding: None,
    }
}
