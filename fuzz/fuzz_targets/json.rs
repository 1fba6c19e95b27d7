//! JSON of either format.
#![no_main]

use cargo_vendor_gate_fuzz::{Told, begun, check_cut, check_moved, check_packed, check_plain};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let document = begun(bytes, &[b"{", b"["], b"{\"bomFormat\": \"CycloneDX\", ");
    let told = Told::of(&document);
    check_plain(&document);
    match document.len() % 8 {
        0..4 => check_cut(&document, &told),
        4..7 => check_packed(&document, &told),
        _ => check_moved(&document, 1, b""),
    }
});
