//! CycloneDX as protocol buffers.
#![no_main]

use cargo_vendor_gate_fuzz::{Told, begun, check_packed};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let document = begun(bytes, &[b"\x0A\x031."], b"\x0A\x031.6");
    check_packed(&document, &Told::of(&document));
});
