//! What packages ask for that lie in the place of a registry: cargo goes by their manifests there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::input::cargo::inherited::inherits;
use crate::input::cargo::manifest::{is_within, package, table};
use crate::input::cargo::members::{Member, stated};
use crate::input::cargo::wanted::Wanted;

/// The packages in folders of a checkout, each with what it cannot be built without.
pub(super) fn asked(folders: &BTreeSet<PathBuf>, checkout: &Path) -> Vec<Member> {
    let folders = folders.iter().filter(|folder| is_within(folder, checkout));
    let entries = folders.flat_map(std::fs::read_dir).flatten().flatten();
    let manifests = entries.map(|entry| entry.path().join("Cargo.toml"));
    let manifests = manifests.filter(|manifest| is_within(manifest, checkout));
    manifests.filter_map(|manifest| member(&manifest)).collect()
}

/// What cannot be read, cargo does not take.
fn member(manifest: &Path) -> Option<Member> {
    let table = table(manifest)?;
    let text = |key: &str| package(&table)?.get(key)?.as_str().map(str::to_owned);
    let stated = stated(&table, false, &|_| false).into_iter();
    // What inherits was not made for a registry: what it means, its lockfile alone says.
    let stated = stated.filter(|(_, stated)| !inherits(stated));
    Some(Member {
        name: text("name")?,
        version: text("version"),
        is_used: false,
        dependencies: stated
            .map(|(key, stated)| Wanted::of(key, stated))
            .collect(),
    })
}
