//! JSON of either format.
#![no_main]

mod nobody;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nobody::hears(b"{\"bomFormat\": \"CycloneDX\", ", bytes));
