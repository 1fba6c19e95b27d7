//! Whole outputs, kept beside their input: what a user sees is compared byte for byte.
//!
//! A case is a folder below `tests/fixtures/policy`: its files are the checkout,
//! those of `base`, where there are any, an earlier commit of it, and those of
//! `outside` stand beside it. `expected.txt` holds every command with its exit
//! code, standard output and standard error. `UPDATE_EXPECT=1` writes it anew:
//! read the difference as carefully as code.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::baseline::{commit, git};
use crate::program::{Ran, fixture, run_in};

/// Run the commands of a case and compare all that they print.
#[track_caller]
pub(crate) fn expect(case: &str, commands: &[&[&str]]) {
    let kept = fixture(&format!("policy/{case}"));
    let folder = checkout(case, &kept);
    let mut shown = String::new();
    for command in commands {
        let command: Vec<&str> = command.iter().flat_map(|words| words.split(' ')).collect();
        let ran = run_in(&folder, &command, b"");
        show(&mut shown, &command, &ran);
    }
    compare(&kept.join("expected.txt"), &shown);
}

/// Compare with a kept text, or keep what there is now.
#[track_caller]
pub(crate) fn compare(kept: &Path, shown: &str) {
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(kept, shown).expect("it is kept");
        return;
    }
    let expected = fs::read_to_string(kept)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    let mut lines = expected.lines().zip(shown.lines()).enumerate();
    let first = lines.find(|(_, (expected, shown))| expected != shown);
    assert!(
        expected == shown,
        "{} differs at line {:?}; UPDATE_EXPECT=1 keeps what is shown:\n{shown}",
        kept.display(),
        first.map(|(number, _)| number + 1),
    );
}

fn checkout(case: &str, kept: &Path) -> PathBuf {
    let around = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("expect")
        .join(case);
    let _ = fs::remove_dir_all(&around);
    let folder = around.join("repository");
    fs::create_dir_all(&folder).expect("a folder");
    git(&folder, &["init", "--quiet", "--initial-branch=main"]);
    fs::write(folder.join(".git/info/exclude"), "lists\n").expect("a file");
    copy(&fixture("policy/lists"), &folder.join("lists"));
    if kept.join("base").is_dir() {
        copy(&kept.join("base"), &folder);
        commit(&folder);
        git(&folder, &["rm", "-r", "--quiet", "."]);
    }
    copy(kept, &folder);
    if kept.join("outside").is_dir() {
        copy(&kept.join("outside"), &around);
    }
    for path in ["base", "outside", "expected.txt"] {
        let path = folder.join(path);
        let _ = fs::remove_dir_all(&path);
        let _ = fs::remove_file(&path);
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("it can be read") {
        let path = entry.expect("it can be read").path();
        let target = to.join(path.file_name().expect("it has a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("it is copied");
        }
    }
}

fn show(shown: &mut String, command: &[&str], ran: &Ran) {
    let _ = writeln!(shown, "$ cargo-vendor-gate {}", command.join(" "));
    for line in ran.err.lines().chain(ran.out.lines()) {
        shown.push_str(&settled(line));
        shown.push('\n');
    }
    let _ = writeln!(shown, "[exit {}]\n", ran.code);
}

/// A line without what differs from day to day: digests, versions, how much the bundled lists hold.
fn settled(line: &str) -> String {
    let number = |lists: &str| lists.split(' ').next()?.parse::<u64>().ok();
    let lists = line.strip_prefix("lists: ");
    if let Some((lists, rest)) = lists.and_then(|lists| lists.split_once("; profile"))
        && number(lists) > Some(20)
    {
        return format!("lists: (bundled); profile{rest}");
    }
    if let Some((before, digest)) = line.split_once("\"sha256:") {
        let after = digest.trim_start_matches(|c: char| c.is_ascii_hexdigit());
        return format!("{before}\"sha256:(digest){after}");
    }
    let own = concat!("\"version\": \"", env!("CARGO_PKG_VERSION"), "\"");
    line.replace(own, "\"version\": \"(version)\"")
}
