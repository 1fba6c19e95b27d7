//! CycloneDX as protocol buffers.
#![no_main]

mod nobody;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nobody::hears(b"\x0A\x031.6", bytes));
