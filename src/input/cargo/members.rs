//! What the members of a workspace depend on, and what stands in for others, by their manifests.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::input::cargo::manifest::{
    DEPENDENCIES, MOST_MEMBERS, is_within, members_of, package, patches, plain, sections, table,
};
use crate::input::cargo::roots::Claims;

/// A member of a workspace, or what one has in a folder, and what it depends on.
#[derive(Debug)]
pub(crate) struct Member {
    /// Its name.
    pub name: String,
    /// Its version, where it states one.
    pub version: Option<String>,
    /// Every dependency of every kind, platform and feature.
    pub dependencies: Vec<Wanted>,
}

/// A dependency as a manifest states it.
#[derive(Debug)]
pub(crate) struct Wanted {
    /// The name of the package, whatever the member calls it.
    pub name: String,
    /// Where it is to come from.
    pub from: Origin,
}

/// Where a package is to come from.
#[derive(Debug)]
pub(crate) enum Origin {
    /// A folder.
    Folder,
    /// A git repository, by its address.
    Git(String),
    /// The registry that cargo takes by itself.
    CratesIo,
    /// Another registry.
    OtherRegistry,
}

impl Wanted {
    fn of(key: &str, stated: &Value) -> Self {
        let text = |key: &str| stated.get(key).and_then(Value::as_str);
        let registry = text("registry").filter(|name| *name != "crates-io");
        let from = match (text("path"), text("git")) {
            (Some(_), _) => Origin::Folder,
            (None, Some(url)) => Origin::Git(url.to_owned()),
            (None, None) if registry.or(text("registry-index")).is_some() => Origin::OtherRegistry,
            (None, None) => Origin::CratesIo,
        };
        Self {
            name: text("package").unwrap_or(key).to_owned(),
            from,
        }
    }
}

/// What the manifests of a workspace ask of its lockfile.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// The packages whose dependencies the lockfile holds.
    pub members: Vec<Member>,
    /// What stands in for other packages, by the manifest of the workspace.
    pub standing_in: Vec<Wanted>,
    /// Manifests that are none.
    pub unreadable: Vec<PathBuf>,
    /// Whether there are more manifests than were looked at.
    pub is_cut: bool,
}

/// What a workspace asks for, within `bounds`.
pub(crate) fn asked(root: &Path, bounds: &Path) -> Asked {
    let Some(workspace) = table(root) else {
        return Asked {
            unreadable: vec![root.to_owned()],
            ..Asked::default()
        };
    };
    let mut asked = Asked {
        standing_in: standing_in(&workspace),
        ..Asked::default()
    };
    let shared = Shared::of(root, &workspace);
    let (listed, is_cut) = shared.listed();
    asked.is_cut = is_cut;
    let mut waiting: Vec<PathBuf> = listed.iter().cloned().collect();
    let mut seen = BTreeSet::new();
    while let Some(manifest) = waiting.pop() {
        if seen.len() >= MOST_MEMBERS {
            asked.is_cut = true;
            break;
        }
        if !seen.insert(manifest.clone()) || !manifest.is_file() || !is_within(&manifest, bounds) {
            continue;
        }
        let Some(table) = table(&manifest) else {
            asked.unreadable.push(manifest);
            continue;
        };
        // One member may have another in a folder, and be read first.
        let is_member = listed.contains(&manifest) || shared.takes_in(&table, &manifest);
        let own = shared.wanted(&table, &manifest, is_member);
        waiting.extend(own.iter().filter_map(|(_, path)| path.clone()));
        // A virtual manifest has no package of its own.
        let text = |key: &str| package(&table)?.get(key)?.as_str().map(str::to_owned);
        if let Some(name) = text("name") {
            asked.members.push(Member {
                name,
                version: text("version"),
                dependencies: own.into_iter().map(|(wanted, _)| wanted).collect(),
            });
        }
    }
    asked
}

/// What `[patch]` and `[replace]` bring in.
pub(crate) fn standing_in(table: &Table) -> Vec<Wanted> {
    let replaced = table.get("replace").and_then(Value::as_table);
    let replaced = replaced.into_iter().flatten().map(|(key, stated)| {
        // The key is a package ID such as `name:1.0.0` or `https://…#name@1.0.0`.
        let name = key.rsplit(['/', '#']).next().unwrap_or(key);
        Wanted::of(name.split([':', '@']).next().unwrap_or(name), stated)
    });
    let patched = patches(table).flatten();
    let patched = patched.map(|(key, stated)| Wanted::of(key, stated));
    patched.chain(replaced).collect()
}

/// What the manifest of a workspace says of all its members.
struct Shared<'t> {
    root: &'t Path,
    folder: &'t Path,
    /// The `[workspace]` table.
    table: Option<&'t Table>,
    claims: Claims,
}

impl<'t> Shared<'t> {
    fn of(root: &'t Path, manifest: &'t Table) -> Self {
        let folder = root.parent().unwrap_or(Path::new(""));
        let table = manifest.get("workspace").and_then(Value::as_table);
        Self {
            root,
            folder,
            claims: table
                .map(|table| Claims::of(table, folder))
                .unwrap_or_default(),
            table,
        }
    }

    /// The manifests that are named as members, the workspace's own among them, and whether there are more.
    fn listed(&self) -> (BTreeSet<PathBuf>, bool) {
        let (folders, is_cut) = match self.table {
            Some(table) => members_of(table, self.folder),
            None => (BTreeSet::new(), false),
        };
        let folders = folders.iter().map(|folder| plain(folder));
        let kept = folders.filter(|folder| !self.claims.excludes(folder));
        let manifests = kept.map(|folder| folder.join("Cargo.toml"));
        (manifests.chain([plain(self.root)]).collect(), is_cut)
    }

    /// Whether what a member has in a folder is a member by that alone.
    fn takes_in(&self, table: &Table, manifest: &Path) -> bool {
        let is_own = table.contains_key("workspace")
            || package(table).is_some_and(|package| package.contains_key("workspace"));
        let below = manifest
            .parent()
            .filter(|folder| folder.starts_with(plain(self.folder)));
        self.table.is_some() && !is_own && below.is_some_and(|folder| !self.claims.excludes(folder))
    }

    /// What a manifest asks for, and the manifest of what is to come from a folder.
    ///
    /// Of what is no member, the lockfile need not hold what is optional or for development.
    fn wanted(
        &self,
        table: &Table,
        manifest: &Path,
        is_member: bool,
    ) -> Vec<(Wanted, Option<PathBuf>)> {
        let folder = manifest.parent().unwrap_or(Path::new(""));
        let kinds = DEPENDENCIES
            .iter()
            .filter(|kind| is_member || !kind.starts_with("dev"));
        let tables = sections(table).flat_map(|section| {
            kinds
                .clone()
                .filter_map(|kind| section.get(*kind)?.as_table())
        });
        let wanted = tables.flatten().filter_map(|(key, stated)| {
            let is_true =
                |of: &Value, key: &str| of.get(key).and_then(Value::as_bool) == Some(true);
            if !is_member && is_true(stated, "optional") {
                return None;
            }
            if !is_member && is_true(stated, "workspace") {
                // It inherits from a workspace of its own.
                return None;
            }
            let inherited =
                is_true(stated, "workspace").then(|| self.table?.get("dependencies")?.get(key));
            let (stated, base) = match inherited.flatten() {
                Some(inherited) => (inherited, self.folder),
                None => (stated, folder),
            };
            let path = stated.get("path").and_then(Value::as_str);
            let path = path.map(|path| plain(&base.join(path)).join("Cargo.toml"));
            Some((Wanted::of(key, stated), path))
        });
        wanted.collect()
    }
}
