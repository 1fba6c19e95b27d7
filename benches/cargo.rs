//! Cargo workspaces against `cargo metadata` alone, and a Cargo.lock of 1,000 packages.
//!
//! `cargo bench --bench cargo` measures this repository's own workspace, or the one that the environment
//! variable `VENDOR_GATE_BENCH_WORKSPACE` names. Prints the best of several runs.
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 9;
const GATE: &str = env!("CARGO_BIN_EXE_cargo-vendor-gate");

fn main() {
    let workspace = std::env::var_os("VENDOR_GATE_BENCH_WORKSPACE")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    let floor = best(
        "cargo",
        &["metadata", "--format-version", "1", "--locked"],
        &workspace,
    );
    println!("{:<28}{:>9.1} ms", "cargo metadata", millis(floor));
    for (name, arguments) in [
        ("check --trusted", &["check", "--trusted"][..]),
        ("check --untrusted", &["check", "--untrusted"]),
        ("check --no-cargo", &["check", "--no-cargo"]),
    ] {
        let time = best(GATE, arguments, &workspace);
        let ratio = time.as_secs_f64() / floor.as_secs_f64();
        println!("{name:<28}{:>9.1} ms {ratio:>6.2}x", millis(time));
    }
    let folder = std::env::temp_dir().join(format!("vendor-gate-bench-{}", std::process::id()));
    if std::fs::create_dir_all(&folder).is_ok()
        && std::fs::write(folder.join("Cargo.lock"), lockfile(1_000)).is_ok()
    {
        let time = best(GATE, &["check", "Cargo.lock"], &folder);
        println!(
            "{:<28}{:>9.1} ms (at most 25)",
            "Cargo.lock, 1,000 packages",
            millis(time)
        );
    }
    // What remains is a small file among temporary ones.
    let _ = std::fs::remove_dir_all(folder);
}

fn best(program: &str, arguments: &[&str], folder: &Path) -> Duration {
    let times = (0..RUNS).map(|_| {
        let start = Instant::now();
        let status = Command::new(program)
            .args(arguments)
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert!(status.is_ok(), "`{program}` can be started");
        start.elapsed()
    });
    times.min().unwrap_or_default()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// A lockfile in which each package needs the next five.
fn lockfile(packages: usize) -> String {
    let mut text = "version = 4\n".to_owned();
    for at in 0..packages {
        let checksum = "0".repeat(64);
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "\n[[package]]\nname = \"package-{at:04}\"\nversion = \"1.{at}.0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\nchecksum = \"{checksum}\"\ndependencies = [\n"
        );
        for next in at + 1..(at + 6).min(packages) {
            let _ = writeln!(text, " \"package-{next:04}\",");
        }
        text.push_str("]\n");
    }
    text
}
