//! CycloneDX as protocol buffers in their text form.
#![no_main]

use cargo_vendor_gate_fuzz::{Told, begun, check_packed};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let document = begun(bytes, &[b"spec_version", b"#"], b"spec_version: \"1.6\"\n");
    check_packed(&document, &Told::of(&document));
});
