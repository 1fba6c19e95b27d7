//! What packages ask for that lie in the place of a registry: cargo goes by their manifests there.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use toml::Table;

use crate::input::cargo::features::{Features, requested, switched};
use crate::input::cargo::inherited::inherits;
use crate::input::cargo::manifest::{dependency, is_within, table};
use crate::input::cargo::members::{AGAIN, Member, stated};
use crate::input::cargo::patched::AskedByName;
use crate::input::cargo::wanted::{Wanted, takes_version};

/// The versions of each package that a lockfile takes from elsewhere.
pub(super) type Locked<'l> = HashMap<&'l str, BTreeSet<&'l str>>;

/// The packages of a lockfile in folders of a checkout, each with what it cannot be built without, and with
/// what is optional where `by_name` or another of them asks for it.
pub(super) fn asked(
    folders: &BTreeSet<PathBuf>,
    checkout: &Path,
    locked: &Locked<'_>,
    by_name: &AskedByName,
) -> Vec<Member> {
    let folders = folders.iter().filter(|folder| is_within(folder, checkout));
    let entries = folders.flat_map(std::fs::read_dir).flatten().flatten();
    let manifests = entries.map(|entry| entry.path().join("Cargo.toml"));
    let manifests = manifests.filter(|manifest| is_within(manifest, checkout));
    let mut search = Search {
        locked,
        found: manifests
            .filter_map(|manifest| Found::of(manifest, locked))
            .collect(),
        by_package: BTreeMap::new(),
        waiting: Vec::new(),
        again: AGAIN,
    };
    search.run(by_name);
    let found = search.found.into_iter();
    found.map(|found| found.member).collect()
}

/// A manifest of a package that the lockfile holds.
struct Found {
    manifest: PathBuf,
    member: Member,
    /// The features that are asked for.
    on: Features,
    is_read: bool,
}

impl Found {
    /// What cannot be read, cargo does not take.
    fn of(manifest: PathBuf, locked: &Locked<'_>) -> Option<Self> {
        let own = dependency(&manifest)?;
        let versions = locked.get(own.name.as_str())?;
        let is_locked = versions.contains(own.version.as_deref()?);
        is_locked.then_some(Self {
            manifest,
            member: Member {
                name: own.name,
                version: own.version,
                is_used: false,
                dependencies: Vec::new(),
            },
            on: Features::new(),
            is_read: false,
        })
    }
}

/// Goes from package to package, as more of their features are asked for.
struct Search<'l> {
    locked: &'l Locked<'l>,
    found: Vec<Found>,
    /// Where a package is among them, by name and version.
    by_package: BTreeMap<(String, String), Vec<usize>>,
    waiting: Vec<usize>,
    /// Bytes of manifests that may be read once more.
    again: u64,
}

impl Search<'_> {
    fn run(&mut self, by_name: &AskedByName) {
        for (index, found) in self.found.iter().enumerate() {
            let member = &found.member;
            let package = (
                member.name.clone(),
                member.version.clone().unwrap_or_default(),
            );
            self.by_package.entry(package).or_default().push(index);
            self.waiting.push(index);
        }
        for (name, of_name) in by_name {
            for (versions, features) in of_name {
                self.ask(name, versions.as_deref(), features);
            }
        }
        while let Some(index) = self.waiting.pop() {
            if let Some(table) = self.read(index) {
                self.take(index, &table);
            }
        }
    }

    /// Ask for features of a package; of several versions that would do, nobody says which is meant.
    fn ask(&mut self, name: &str, versions: Option<&str>, features: &Features) {
        let locked = self.locked.get(name).into_iter().flatten();
        let mut taken = locked.filter(|version| takes_version(versions, version));
        let (Some(version), None) = (taken.next(), taken.next()) else {
            return;
        };
        let package = (name.to_owned(), (*version).to_owned());
        for index in self.by_package.get(&package).into_iter().flatten() {
            let found = &mut self.found[*index];
            if !features.is_subset(&found.on) {
                found.on.extend(features.iter().cloned());
                self.waiting.push(*index);
            }
        }
    }

    fn read(&mut self, index: usize) -> Option<Table> {
        let found = &mut self.found[index];
        if found.is_read {
            let size = found.manifest.metadata().map_or(0, |about| about.len());
            self.again = self.again.checked_sub(size)?;
        }
        found.is_read = true;
        table(&found.manifest)
    }

    fn take(&mut self, index: usize, table: &Table) {
        let switched = switched(table, Some(&self.found[index].on));
        let is_asked = |key: &str| switched.dependencies.contains(key);
        let stated = stated(table, false, &is_asked).into_iter();
        // What inherits was not made for a registry: what it means, its lockfile alone says.
        let stated = stated.filter(|(_, stated)| !inherits(stated));
        let mut dependencies = Vec::new();
        for (key, stated) in stated {
            let wanted = Wanted::of(key, stated);
            let features = requested(stated, None, switched.further.get(key));
            self.ask(&wanted.name, wanted.versions.as_deref(), &features);
            dependencies.push(wanted);
        }
        self.found[index].member.dependencies = dependencies;
    }
}
