//! Documents that come in pieces, packed or not: the report is that of the document in one piece.

use std::io::Write as _;
use std::thread;
use std::time::Duration;

use cargo_vendor_gate::source::digest;
use flate2::Compression;
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use crate::program::{report, report_of};
use crate::writer::{every_encoding, inventory};

/// The report of a document whose first bytes come long before the others, which come a few at a time.
fn in_pieces(document: &[u8], first: usize, most: usize) -> serde_json::Value {
    report_of(&["-"], |stdin| {
        let (first, rest) = document.split_at(first);
        stdin.write_all(first)?;
        thread::sleep(Duration::from_millis(200));
        rest.chunks(most)
            .try_for_each(|piece| stdin.write_all(piece))
    })
}

/// Packed without making it smaller: a long document stays one.
fn gzip(document: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::none());
    packed.write_all(document).expect("memory takes it");
    packed.finish().expect("memory takes it")
}

fn zstd(document: &[u8]) -> Vec<u8> {
    compress_to_vec(document, CompressionLevel::Uncompressed)
}

fn wide(document: &[u8]) -> Vec<u8> {
    let text = str::from_utf8(document).expect("it is a text");
    let units = [0xFEFF].into_iter().chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

/// A way to write a document down.
type Way = (&'static str, fn(&[u8]) -> Vec<u8>);

const WAYS: [Way; 5] = [
    ("as it is", <[u8]>::to_vec),
    ("in UTF-16 in gzip", |document| gzip(&wide(document))),
    ("in gzip", gzip),
    ("in zstd", zstd),
    ("in UTF-16", wide),
];

/// Whatever way the document takes, its report is the same but for the digest, which is that of the bytes.
#[track_caller]
fn check(name: &str, document: &[u8], ways: &[Way], (first, most): (usize, usize)) {
    let mut expected = report(&["-"], document);
    assert_eq!(expected["verdict"], "pass", "{name}: {expected}");
    for (way, write) in ways {
        let bytes = write(document);
        let report = in_pieces(&bytes, first, most);
        expected["inputs"][0]["digest"] = digest([&bytes]).into();
        assert_eq!(report, expected, "{name} {way}");
    }
}

#[test]
fn a_slow_document_is_of_the_same_kind() {
    for (name, document) in every_encoding(&inventory(3)) {
        if !name.ends_with("protobuf") {
            check(name, &document, &WAYS[..2], (1, 7));
        }
    }
}

#[test]
fn a_long_document_in_pieces_has_the_same_report() {
    for (name, document) in every_encoding(&inventory(8_000)) {
        if ["cyclonedx json", "cyclonedx xml", "spdx tag-value"].contains(&name) {
            assert!(document.len() > (2 << 20) + 1, "{name} {}", document.len());
            check(name, &document, &WAYS, (3, 1021));
        }
    }
}
