//! SPDX in RDF.
#![no_main]

use cargo_vendor_gate_fuzz::{
    Told, begun, check_cut, check_line_ends, check_moved, check_packed, start_of_body,
};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let beginning = b"<r:RDF xmlns:r=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://spdx.org/rdf/terms#\">";
    let document = begun(bytes, &[b"<?xml", b"<r:RDF", b"<rdf:RDF"], beginning);
    let told = Told::of(&document);
    match document.len() % 8 {
        0..3 => check_cut(&document, &told),
        3..5 => check_packed(&document, &told),
        5 => check_line_ends(&document, &told, b"\r\n"),
        _ => check_moved(&document, start_of_body(&document), b""),
    }
});
