//! What stands in for packages from elsewhere, and which of its features those ask for who name it as if it
//! came from there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::input::cargo::features::Features;
use crate::input::cargo::wanted::{Wanted, takes_version};

/// The features that are asked for, by the name of a package and its versions.
pub(super) type AskedByName = BTreeMap<String, BTreeMap<Option<String>, Features>>;

/// The manifests of what stands in for others.
pub(super) struct Patched {
    manifests: BTreeSet<PathBuf>,
    asked: AskedByName,
    /// Those that were read, by name, with the version that each states.
    read: BTreeMap<String, Vec<(PathBuf, Option<String>)>>,
}

impl Patched {
    pub(super) fn new(manifests: BTreeSet<PathBuf>) -> Self {
        Self {
            manifests,
            asked: BTreeMap::new(),
            read: BTreeMap::new(),
        }
    }

    /// All of them.
    pub(super) fn manifests(&self) -> impl Iterator<Item = &PathBuf> {
        self.manifests.iter()
    }

    /// What was asked of packages from elsewhere.
    pub(super) fn asked(&self) -> &AskedByName {
        &self.asked
    }

    /// The same, to keep.
    pub(super) fn into_asked(self) -> AskedByName {
        self.asked
    }

    /// Hold what is asked of a package from elsewhere; the manifests that were read of what may stand in for it.
    pub(super) fn ask(&mut self, wanted: &Wanted, features: &Features) -> Vec<PathBuf> {
        let of_name = self.asked.entry(wanted.name.clone()).or_default();
        let of_versions = of_name.entry(wanted.versions.clone()).or_default();
        of_versions.extend(features.iter().cloned());
        let read = self.read.get(&wanted.name).into_iter().flatten();
        let read = read.filter(|(_, version)| is_taken(wanted.versions.as_deref(), version));
        read.map(|(manifest, _)| manifest.clone()).collect()
    }

    /// A manifest was read: which features were asked for by then, if it is one of these.
    pub(super) fn asked_of(
        &mut self,
        manifest: &Path,
        name: &str,
        version: Option<&String>,
    ) -> Features {
        if !self.manifests.contains(manifest) {
            return Features::new();
        }
        let version = version.cloned();
        let asked = self.asked.get(name).into_iter().flatten();
        let asked = asked.filter(|(versions, _)| is_taken(versions.as_deref(), &version));
        let features = asked.flat_map(|(_, features)| features.iter().cloned());
        let features = features.collect();
        let read = self.read.entry(name.to_owned()).or_default();
        read.push((manifest.to_owned(), version));
        features
    }
}

/// Whether a version will do; one that its workspace states may.
fn is_taken(versions: Option<&str>, version: &Option<String>) -> bool {
    let version = version.as_deref();
    version.is_none_or(|version| takes_version(versions, version))
}
