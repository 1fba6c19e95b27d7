//! Executables with a list of their packages.
#![no_main]

use cargo_vendor_gate_fuzz::{Told, begun, check_packed};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let document = begun(bytes, &[b"\x7FELF", b"MZ"], b"\x7FELF\x02\x01\x01");
    check_packed(&document, &Told::of(&document));
});
