//! Whatever kind of document the bytes are.
#![no_main]

mod nobody;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nobody::hears(b"", bytes));
