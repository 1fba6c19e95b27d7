//! Packages that `cargo vendor` wrote: sources of dependencies, which the lockfile that names them judges.
//!
//! Each such package has the digest of what its registry serves, and a lockfile of its own that builds nothing
//! here. A package that no lockfile of the tree holds with that digest is one like any other, and is read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::diagnostic::Diagnostic;
use crate::input::lockfile;
use crate::source::read_text;

/// Largest list of digests that is read.
const LIMIT: u64 = 64 << 20;

/// What `cargo vendor` writes beside a manifest.
#[derive(Deserialize)]
struct Digests {
    /// Of the package; none for one from a git repository.
    package: Option<String>,
}

/// The folders of vendored packages that a lockfile outside of them holds.
pub(crate) fn judged_elsewhere(manifests: &[PathBuf], lockfiles: &[PathBuf]) -> BTreeSet<PathBuf> {
    let folders = manifests.iter().filter_map(|manifest| manifest.parent());
    let vendored: Vec<(&Path, String)> = folders
        .filter_map(|folder| Some((folder, digest(folder)?)))
        .collect();
    if vendored.is_empty() {
        return BTreeSet::new();
    }
    let is_vendored = |folder: &Path| vendored.iter().any(|(of, _)| *of == folder);
    let mut held = BTreeSet::new();
    for lockfile in lockfiles {
        if lockfile.parent().is_some_and(is_vendored) {
            continue;
        }
        // One that cannot be read holds nothing; whoever reads it says why.
        let Ok(text) = read_text(lockfile, lockfile::LIMIT) else {
            continue;
        };
        let Ok(lock) = lockfile::parse(&text) else {
            continue;
        };
        let checksums = lock
            .packages
            .iter()
            .filter_map(|package| package.checksum.as_deref());
        held.extend(checksums.map(str::to_owned));
    }
    let judged = vendored
        .into_iter()
        .filter(|(_, digest)| held.contains(digest));
    judged.map(|(folder, _)| folder.to_owned()).collect()
}

/// The digest of a vendored package.
fn digest(folder: &Path) -> Option<String> {
    let text = read_text(&folder.join(".cargo-checksum.json"), LIMIT).ok()?;
    serde_json::from_str::<Digests>(&text).ok()?.package
}

/// What was not read on its own.
pub(crate) fn remark(vendored: &BTreeSet<PathBuf>) -> Diagnostic {
    let n_packages = match vendored.len() {
        1 => "1 vendored package is".to_owned(),
        n_packages => format!("{n_packages} vendored packages are"),
    };
    let message = format!("{n_packages} judged by the lockfile that names them, and not once more");
    Diagnostic::info("vendored", message)
}
