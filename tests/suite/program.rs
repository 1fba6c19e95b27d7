//! The program, started as a user would, with an environment of its own.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Output, Stdio};

/// What a run printed and how it ended.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Run the program in the repository's folder.
#[track_caller]
pub(crate) fn run(arguments: &[&str]) -> Ran {
    run_in(Path::new(env!("CARGO_MANIFEST_DIR")), arguments, b"")
}

/// Run the program somewhere, with something on standard input.
#[track_caller]
pub(crate) fn run_in(folder: &Path, arguments: &[&str], input: &[u8]) -> Ran {
    start(folder, arguments, &[], |stdin| stdin.write_all(input))
}

/// Run the program somewhere, with some variables besides.
#[track_caller]
pub(crate) fn run_with(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
    start(folder, arguments, variables, |_| Ok(()))
}

#[track_caller]
fn start(
    folder: &Path,
    arguments: &[&str],
    variables: &[(&str, &str)],
    input: impl FnOnce(&mut ChildStdin) -> io::Result<()>,
) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cargo-vendor-gate"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .envs(
            [
                "PATH",
                "HOME",
                "CARGO_HOME",
                "RUSTUP_HOME",
                "TMPDIR",
                "SystemRoot",
            ]
            .iter()
            .filter_map(|name| Some((name, std::env::var_os(name)?))),
        )
        .envs(variables.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A program that does not read its input may be gone already.
    let _ = input(&mut child.stdin.take().expect("input is piped"));
    let Output {
        status,
        stdout,
        stderr,
    } = child.wait_with_output().expect("the program ends");
    let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
    Ran {
        code: status.code().expect("the program was not killed"),
        out: text(stdout),
        err: text(stderr),
    }
}

/// A file of the repository.
pub(crate) fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(path)
}

/// The JSON report of a check as of a fixed day.
#[track_caller]
pub(crate) fn report(arguments: &[&str], input: &[u8]) -> serde_json::Value {
    report_of(arguments, |stdin| stdin.write_all(input))
}

/// The same, of what is written to standard input piece by piece.
#[track_caller]
pub(crate) fn report_of(
    arguments: &[&str],
    input: impl FnOnce(&mut ChildStdin) -> io::Result<()>,
) -> serde_json::Value {
    let arguments = [
        &["check", "--format", "json", "--as-of", "2026-11-24"],
        arguments,
    ]
    .concat();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ran = start(folder, &arguments, &[], input);
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}{}", ran.out, ran.err))
}
