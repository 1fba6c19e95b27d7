//! The `cargo-vendor-gate` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    cargo_vendor_gate::cli::run(std::env::args_os())
}
