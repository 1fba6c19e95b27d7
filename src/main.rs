//! The `cargo-vendor-gate` program.

fn main() {}
