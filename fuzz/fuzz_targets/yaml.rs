//! SPDX in YAML.
#![no_main]

mod nobody;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nobody::hears(b"spdxVersion: SPDX-2.3\n", bytes));
