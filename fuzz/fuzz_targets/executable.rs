//! Executables with a list of their packages.
#![no_main]

mod nobody;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nobody::hears(b"\x7FELF\x02\x01\x01", bytes));
