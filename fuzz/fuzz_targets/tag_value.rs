//! SPDX as lines of tags.
#![no_main]

mod nobody;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nobody::hears(b"SPDXVersion: SPDX-2.3\n", bytes));
