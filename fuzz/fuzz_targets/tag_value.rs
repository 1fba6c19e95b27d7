//! SPDX as lines of tags.
#![no_main]

use cargo_vendor_gate_fuzz::{Told, begun, check_line_ends, check_moved, check_packed};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let beginning = b"SPDXVersion: SPDX-2.3\n";
    let document = begun(bytes, &[beginning], beginning);
    let told = Told::of(&document);
    match document.len() % 8 {
        0..3 => check_packed(&document, &told),
        3..5 => check_line_ends(&document, &told, b"\r\n"),
        5 => check_line_ends(&document, &told, b"\r"),
        _ => check_moved(&document, beginning.len(), b"#"),
    }
});
