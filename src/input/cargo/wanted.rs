//! What manifests want: a package by name, where it is to come from, and in which versions.

use semver::{Version, VersionReq};
use toml::{Table, Value};

use crate::identifier::is_crates_io;
use crate::input::cargo::git::{GitSource, address};
use crate::input::cargo::manifest::patches;
use crate::input::lockfile::Package;

/// A dependency as a manifest states it.
#[derive(Debug)]
pub(crate) struct Wanted {
    /// The name of the package, whatever the member calls it.
    pub name: String,
    /// Where it is to come from.
    pub from: Origin,
    /// The versions that will do, as they are written; any where none is.
    pub versions: Option<String>,
}

/// Where a package is to come from.
#[derive(Debug)]
pub(crate) enum Origin {
    /// A folder.
    Folder,
    /// A git repository.
    Git(GitSource),
    /// The registry that cargo takes by itself.
    CratesIo,
    /// Another registry, by its name in a configuration.
    Registry(String),
    /// Another registry, by the address of its index.
    Index(String),
}

/// A package that stands in for those of its name from one source.
#[derive(Debug)]
pub(crate) struct StandIn {
    /// What is taken.
    pub wanted: Wanted,
    /// The source it is taken instead of: the address or name of a registry or repository. None where it
    /// replaces one package alone, which then stays in the lockfile.
    instead_of: Option<String>,
}

impl Wanted {
    pub(crate) fn of(key: &str, stated: &Value) -> Self {
        let text = |key: &str| stated.get(key).and_then(Value::as_str);
        let registry = text("registry").filter(|name| *name != "crates-io");
        let from = match (text("path"), text("git")) {
            (Some(_), _) => Origin::Folder,
            (None, Some(url)) => Origin::Git(GitSource::stated(url, stated)),
            (None, None) => match (registry, text("registry-index")) {
                (Some(name), _) => Origin::Registry(name.to_owned()),
                (None, Some(index)) if !is_index_of_crates_io(index) => {
                    Origin::Index(address_of_index(index))
                }
                (None, _) => Origin::CratesIo,
            },
        };
        Self {
            name: text("package").unwrap_or(key).to_owned(),
            from,
            versions: stated
                .as_str()
                .or_else(|| text("version"))
                .map(str::to_owned),
        }
    }

    /// Whether a package of a lockfile has a version that will do.
    pub(crate) fn takes_version(&self, version: &str) -> bool {
        takes_version(self.versions.as_deref(), version)
    }

    /// Whether a package of a lockfile is from where this is to come from.
    pub(crate) fn is_from(&self, package: &Package<'_>, registries: &Registries<'_>) -> bool {
        let source = package.source.as_deref();
        match (source, &self.from) {
            (source, Origin::Folder) => source.is_none(),
            (Some(source), Origin::Git(wanted)) => GitSource::locked(source)
                .is_some_and(|locked| wanted.is_locked_as(&locked, registries.lock_version)),
            (Some(source), Origin::CratesIo) => is_crates_io(source),
            (Some(source), Origin::Registry(name)) => match (registries.index)(name) {
                Some(index) => is_at_index(source, &address_of_index(&index)),
                // Whoever configures it says so elsewhere.
                None => !source.starts_with("git+") && !is_crates_io(source),
            },
            (Some(source), Origin::Index(index)) => is_at_index(source, index),
            (None, Origin::Git(_) | Origin::CratesIo | Origin::Registry(_) | Origin::Index(_)) => {
                false
            }
        }
    }
}

/// Whether a version is among those that are asked for, if any are.
pub(crate) fn takes_version(versions: Option<&str>, version: &str) -> bool {
    let Some(versions) = versions else {
        return true;
    };
    match (VersionReq::parse(versions), Version::parse(version)) {
        (Ok(versions), Ok(version)) => versions.matches(&version),
        // Cargo takes neither.
        (Err(_), _) | (_, Err(_)) => false,
    }
}

/// What is known of where a lockfile takes packages from.
pub(crate) struct Registries<'r> {
    /// The version of the lockfile.
    pub lock_version: u32,
    /// The index of a registry by its name, where the checkout says which.
    pub index: &'r dyn Fn(&str) -> Option<String>,
}

impl StandIn {
    /// Whether it is taken for what is to come from another place.
    pub(crate) fn stands_for(&self, wanted: &Wanted, registries: &Registries<'_>) -> bool {
        let Some(instead_of) = self.instead_of.as_deref() else {
            return false;
        };
        if wanted.name != self.wanted.name {
            return false;
        }
        let index = (registries.index)(instead_of);
        match &wanted.from {
            Origin::Folder => false,
            Origin::CratesIo => instead_of == "crates-io" || is_index_of_crates_io(instead_of),
            Origin::Git(source) => source.is_at(&address(instead_of)),
            Origin::Registry(name) => {
                let index = index.as_deref().unwrap_or(instead_of);
                let is_same = |of: String| address_of_index(&of) == address_of_index(index);
                // An address may be that of any name.
                name == instead_of
                    || (registries.index)(name).map_or(instead_of.contains("://"), is_same)
            }
            Origin::Index(own) => {
                let index = index.as_deref().unwrap_or(instead_of);
                *own == address_of_index(index)
            }
        }
    }
}

/// What `[patch]` and `[replace]` bring in.
pub(crate) fn standing_in(table: &Table) -> Vec<StandIn> {
    let replaced = table.get("replace").and_then(Value::as_table);
    let replaced = replaced.into_iter().flatten().map(|(key, stated)| {
        // The key is a package ID such as `name:1.0.0` or `https://…#name@1.0.0`.
        let name = key.rsplit(['/', '#']).next().unwrap_or(key);
        StandIn {
            wanted: Wanted::of(name.split([':', '@']).next().unwrap_or(name), stated),
            instead_of: None,
        }
    });
    let patched = patches(table).flat_map(|(source, patches)| {
        patches.iter().map(|(key, stated)| StandIn {
            wanted: Wanted::of(key, stated),
            instead_of: Some(source.to_owned()),
        })
    });
    patched.chain(replaced).collect()
}

fn is_index_of_crates_io(index: &str) -> bool {
    is_crates_io(index) || is_crates_io(&format!("registry+{index}"))
}

/// Whether a source of a lockfile is a registry with an index.
fn is_at_index(source: &str, index: &str) -> bool {
    !source.starts_with("git+") && address_of_index(source) == index
}

/// The address of an index, however it is asked.
fn address_of_index(index: &str) -> String {
    let index = index.strip_prefix("registry+").unwrap_or(index);
    address(index.strip_prefix("sparse+").unwrap_or(index))
}
