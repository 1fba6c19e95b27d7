//! CycloneDX in XML.
#![no_main]

mod nobody;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nobody::hears(b"<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\">", bytes));
