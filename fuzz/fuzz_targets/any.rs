//! Whatever kind of document the bytes are.
#![no_main]

use cargo_vendor_gate_fuzz::{Told, check_packed};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| check_packed(bytes, &Told::of(bytes)));
