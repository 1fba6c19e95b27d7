//! CycloneDX as protocol buffers in their text form.
#![no_main]

mod nobody;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nobody::hears(b"spec_version: \"1.6\"\n", bytes));
