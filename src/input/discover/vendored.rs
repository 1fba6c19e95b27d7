//! Packages that lie in the repository in the place of a registry: the lockfile of whoever uses them names
//! them, and is judged with what their manifests say.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use crate::input::cargo::manifest::dependency;
use crate::input::cargo::{checkout, source_folders};
use crate::input::lockfile;
use crate::source::read_text;

/// A package by its name and version.
type Package = (String, String);

/// What lockfiles take from folders.
pub(super) struct Vendored<'l> {
    /// The real folders with a lockfile.
    locked: &'l BTreeSet<PathBuf>,
    /// By folder, what the lockfiles above take from there.
    held: HashMap<PathBuf, HashSet<Package>>,
}

impl<'l> Vendored<'l> {
    pub(super) fn beside(locked: &'l BTreeSet<PathBuf>) -> Self {
        Self {
            locked,
            held: HashMap::new(),
        }
    }

    /// Whether a manifest is that of a package which a lockfile takes from where it lies.
    pub(super) fn holds(&mut self, manifest: &Path) -> bool {
        // Without its checksums cargo takes none from a folder, and somebody builds it by itself.
        if !manifest.with_file_name(".cargo-checksum.json").is_file() {
            return false;
        }
        let folder = manifest.parent().and_then(Path::parent);
        let Some(folder) = folder.and_then(|folder| folder.canonicalize().ok()) else {
            return false;
        };
        if !self.held.contains_key(&folder) {
            let held = held(&folder, self.locked);
            self.held.insert(folder.clone(), held);
        }
        let held = &self.held[&folder];
        if held.is_empty() {
            return false;
        }
        let own = dependency(manifest).and_then(|own| Some((own.name, own.version?)));
        own.is_some_and(|own| held.contains(&own))
    }
}

/// The packages that lockfiles above a folder take from it.
fn held(folder: &Path, locked: &BTreeSet<PathBuf>) -> HashSet<Package> {
    let mut held = HashSet::new();
    let above = folder.ancestors().skip(1);
    for above in above.filter(|above| locked.contains(*above)) {
        let bounds = checkout(above).unwrap_or_else(|| above.to_owned());
        if !source_folders(above, &bounds).contains(folder) {
            continue;
        }
        let Ok(text) = read_text(&above.join("Cargo.lock"), lockfile::LIMIT) else {
            continue;
        };
        // What cannot be read is told when it is read as an input.
        let Ok(lock) = lockfile::parse(&text) else {
            continue;
        };
        let packages = lock.packages.iter();
        let taken = packages.filter(|package| package.source.is_some());
        held.extend(taken.map(|package| (package.name().to_owned(), package.version.to_string())));
    }
    held
}
