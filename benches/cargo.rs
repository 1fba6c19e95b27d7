//! Cargo workspaces against `cargo metadata` alone, and a Cargo.lock of 1,000 packages.
//!
//! `cargo bench --bench cargo` measures this repository's own workspace, or the one that the environment
//! variable `VENDOR_GATE_BENCH_WORKSPACE` names. Prints the best of several runs, and the ratio to
//! `cargo deny check bans` as well where cargo-deny is installed.
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
    let deny =
        is_installed("cargo-deny").then(|| best("cargo-deny", &["check", "bans"], &workspace));
    if let Some(deny) = deny {
        println!("{:<28}{:>9.1} ms", "cargo deny check bans", millis(deny));
    }
    for (name, arguments) in [
        ("check --trusted", &["check", "--trusted"][..]),
        ("check --untrusted", &["check", "--untrusted"]),
        ("check --no-cargo", &["check", "--no-cargo"]),
    ] {
        let time = best(GATE, arguments, &workspace);
        let to = |other: Duration| time.as_secs_f64() / other.as_secs_f64();
        let of_deny = deny.map(|deny| format!(", {:.2}x of cargo-deny", to(deny)));
        println!(
            "{name:<28}{:>9.1} ms {:>6.2}x{}",
            millis(time),
            to(floor),
            of_deny.unwrap_or_default()
        );
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

fn is_installed(program: &str) -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let file = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&paths).any(|folder| folder.join(&file).is_file())
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
