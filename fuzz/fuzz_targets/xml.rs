//! CycloneDX and SPDX in XML.
#![no_main]

use cargo_vendor_gate_fuzz::{
    Told, begun, check_cut, check_line_ends, check_moved, check_packed, start_of_body,
};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let beginning = b"<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\">";
    let document = begun(bytes, &[b"<?xml", b"<bom", b"<Document"], beginning);
    let told = Told::of(&document);
    match document.len() % 8 {
        0..3 => check_cut(&document, &told),
        3..5 => check_packed(&document, &told),
        5 => check_line_ends(&document, &told, b"\r\n"),
        _ => check_moved(&document, start_of_body(&document), b""),
    }
});
