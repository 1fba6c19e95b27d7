//! Tests that drive the real program.

fn main() {}
