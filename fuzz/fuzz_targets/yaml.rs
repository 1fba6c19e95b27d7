//! SPDX in YAML.
#![no_main]

use cargo_vendor_gate_fuzz::{Told, begun, check_packed};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let document = begun(
        bytes,
        &[b"spdxVersion", b"SPDXID"],
        b"spdxVersion: SPDX-2.3\n",
    );
    check_packed(&document, &Told::of(&document));
});
