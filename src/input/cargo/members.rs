//! What the members of a workspace depend on, and what stands in for others, by their manifests.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::input::cargo::features::{Features, requested, switched};
use crate::input::cargo::inherited::{HandedDown, Shared, Workspaces, inherits};
use crate::input::cargo::manifest::{
    DEPENDENCIES, MOST_MEMBERS, is_within, package, patched_folders, sections, table,
};
use crate::input::cargo::patched::{AskedByName, Patched};
use crate::input::cargo::wanted::{StandIn, Wanted, standing_in};

/// A member of a workspace, or what one has in a folder, and what it depends on.
#[derive(Debug)]
pub(crate) struct Member {
    /// Its name.
    pub name: String,
    /// Its version, where it states one.
    pub version: Option<String>,
    /// Whether a member needs it from its folder: what only stands in for another may be unused.
    pub is_used: bool,
    /// Every dependency of every kind, platform and feature.
    pub dependencies: Vec<Wanted>,
}

/// What the manifests of a workspace ask of its lockfile.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// The packages whose dependencies the lockfile holds.
    pub members: Vec<Member>,
    /// What stands in for other packages, by the manifest of the workspace.
    pub standing_in: Vec<StandIn>,
    /// The features that are asked for of packages from elsewhere.
    pub by_name: AskedByName,
    /// Manifests that are none, or that inherit from one that cannot be read.
    pub unreadable: BTreeSet<PathBuf>,
    /// The folders of members.
    pub folders: BTreeSet<PathBuf>,
    /// Whether there are more manifests than were looked at.
    pub is_cut: bool,
}

/// Bytes of manifests that are read more than once, as more of their features are on.
pub(super) const AGAIN: u64 = 64 << 20;

/// What a workspace asks for, within `bounds`; `further` folders hold what a configuration patches in.
pub(crate) fn asked(root: &Path, further: &[PathBuf], bounds: &Path) -> Asked {
    let Some(workspace) = table(root) else {
        return Asked {
            unreadable: BTreeSet::from([root.to_owned()]),
            ..Asked::default()
        };
    };
    let shared = Shared::of(root, &workspace);
    let (listed, is_cut) = shared.listed(bounds);
    let folders = further.iter().cloned();
    let patched = folders.chain(patched_folders(&workspace, shared.folder));
    let patched = Patched::new(patched.map(|folder| folder.join("Cargo.toml")).collect());
    let mut search = Search {
        bounds,
        of_members: listed
            .iter()
            .map(|path| (path.clone(), Features::new()))
            .collect(),
        of_others: Vec::new(),
        of_patches: patched.manifests().cloned().collect(),
        patched,
        by_name: None,
        listed,
        others: Workspaces::within(bounds),
        found: BTreeMap::new(),
        unreadable: BTreeSet::new(),
        again: AGAIN,
        is_cut,
        shared,
    };
    search.run();
    search.mark_used();
    let found = || search.found.iter();
    let members = found().filter(|(_, found)| found.is_member);
    let folders = members.filter_map(|(path, _)| Some(path.parent()?.to_owned()));
    Asked {
        standing_in: standing_in(&workspace),
        by_name: search
            .by_name
            .unwrap_or_else(|| search.patched.into_asked()),
        folders: folders.collect(),
        is_cut: search.is_cut,
        members: search
            .found
            .into_values()
            .filter_map(Found::member)
            .collect(),
        unreadable: search.unreadable,
    }
}

/// A manifest that was read.
struct Found {
    /// A virtual manifest has no package of its own.
    name: Option<String>,
    version: Option<String>,
    is_member: bool,
    /// The features that are asked for; of a member, all are on.
    on: Features,
    dependencies: Vec<Wanted>,
    /// The manifests of those that are to come from folders.
    in_folders: Vec<PathBuf>,
    is_used: bool,
}

impl Found {
    fn of(manifest: &Table, is_member: bool, on: Features) -> Self {
        let text = |key: &str| package(manifest)?.get(key)?.as_str().map(str::to_owned);
        Self {
            name: text("name"),
            version: text("version"),
            is_member,
            on,
            dependencies: Vec::new(),
            in_folders: Vec::new(),
            is_used: false,
        }
    }

    fn member(self) -> Option<Member> {
        Some(Member {
            name: self.name?,
            version: self.version,
            is_used: self.is_used,
            dependencies: self.dependencies,
        })
    }
}

/// Goes from manifest to manifest.
struct Search<'t> {
    bounds: &'t Path,
    shared: Shared<'t>,
    listed: BTreeSet<PathBuf>,
    others: Workspaces<'t>,
    /// What members have in folders, with the features they ask for: these may be members.
    of_members: Vec<(PathBuf, Features)>,
    /// What stands in for others and is asked for more, and what others have in folders: these are none.
    of_others: Vec<(PathBuf, Features)>,
    /// What stands in for others, and may be unused with all that it asks for.
    of_patches: Vec<PathBuf>,
    patched: Patched,
    /// What was asked of packages from elsewhere before the first of these was read.
    by_name: Option<AskedByName>,
    found: BTreeMap<PathBuf, Found>,
    unreadable: BTreeSet<PathBuf>,
    /// Bytes of manifests that may be read once more.
    again: u64,
    is_cut: bool,
}

impl Search<'_> {
    fn run(&mut self) {
        let mut left = MOST_MEMBERS;
        loop {
            let by_member = !self.of_members.is_empty();
            let next = self.of_members.pop().or_else(|| self.of_others.pop());
            let Some((manifest, features)) = next.or_else(|| self.next_patch()) else {
                return;
            };
            let Some(table) = self.read(&manifest, features, by_member) else {
                continue;
            };
            if left == 0 {
                self.is_cut = true;
                return;
            }
            left -= 1;
            self.ask(&manifest, &table);
        }
    }

    /// Who takes it, and with which features, other manifests have said.
    fn next_patch(&mut self) -> Option<(PathBuf, Features)> {
        let manifest = self.of_patches.pop()?;
        if self.by_name.is_none() {
            self.by_name = Some(self.patched.asked().clone());
        }
        Some((manifest, Features::new()))
    }

    /// Read a manifest, unless it and what is asked of it were met before.
    fn read(&mut self, manifest: &Path, features: Features, by_member: bool) -> Option<Table> {
        if let Some(found) = self.found.get_mut(manifest) {
            let before = found.on.len();
            found.on.extend(features);
            if found.is_member || found.on.len() == before {
                return None;
            }
            // Held, the tables of many manifests would take much memory; read again, feature by feature, a
            // long one takes time.
            let size = manifest.metadata().map_or(0, |about| about.len());
            let Some(left) = self.again.checked_sub(size) else {
                self.is_cut = true;
                return None;
            };
            self.again = left;
            return table(manifest);
        }
        if self.unreadable.contains(manifest)
            || !manifest.is_file()
            || !is_within(manifest, self.bounds)
        {
            return None;
        }
        let Some(table) = table(manifest) else {
            self.unreadable.insert(manifest.to_owned());
            return None;
        };
        // One member may have another in a folder, and be read first.
        let is_member =
            self.listed.contains(manifest) || by_member && self.shared.takes_in(&table, manifest);
        let mut found = Found::of(&table, is_member, features);
        if let Some(name) = &found.name {
            let asked = self
                .patched
                .asked_of(manifest, name, found.version.as_ref());
            found.on.extend(asked);
        }
        self.found.insert(manifest.to_owned(), found);
        Some(table)
    }

    /// What a manifest asks for, as far as features of it are on.
    fn ask(&mut self, manifest: &Path, table: &Table) {
        let Some(found) = self.found.get_mut(manifest) else {
            return;
        };
        let switched = switched(table, (!found.is_member).then_some(&found.on));
        let is_asked = |key: &str| found.is_member || switched.dependencies.contains(key);
        let stated = stated(table, found.is_member, &is_asked);
        let handed_down = if found.is_member {
            Some(self.shared.handed_down())
        } else if stated.iter().any(|(_, stated)| inherits(stated)) {
            self.others.handed_down(manifest, table)
        } else {
            Some(HandedDown::default())
        };
        let Some(handed_down) = handed_down else {
            self.unreadable.insert(manifest.to_owned());
            return;
        };
        let folder = manifest.parent().unwrap_or(Path::new(""));
        let waiting = if found.is_member {
            &mut self.of_members
        } else {
            &mut self.of_others
        };
        let mut dependencies = Vec::with_capacity(stated.len());
        let (mut in_folders, mut standing_in) = (Vec::new(), Vec::new());
        for (key, stated) in stated {
            let (wanted, inherited, path) = handed_down.wanted(key, stated, folder);
            let features = requested(stated, inherited, switched.further.get(key));
            match path {
                Some(path) => {
                    in_folders.push(path.clone());
                    waiting.push((path, features));
                }
                None => {
                    let asked = self.patched.ask(&wanted, &features).into_iter();
                    standing_in.extend(asked.map(|path| (path, features.clone())));
                }
            }
            dependencies.push(wanted);
        }
        self.of_others.extend(standing_in);
        found.dependencies = dependencies;
        found.in_folders = in_folders;
    }

    /// Mark what members need from folders, and what that needs.
    fn mark_used(&mut self) {
        let members = self.found.iter().filter(|(_, found)| found.is_member);
        let mut waiting: Vec<PathBuf> = members.map(|(path, _)| path.clone()).collect();
        while let Some(path) = waiting.pop() {
            let unmarked = self.found.get_mut(&path).filter(|found| !found.is_used);
            if let Some(found) = unmarked {
                found.is_used = true;
                waiting.append(&mut found.in_folders);
            }
        }
    }
}

/// The dependencies that a manifest states, of which optional ones may be asked for.
///
/// Of what is no member, the lockfile need not hold what is for development.
pub(super) fn stated<'t>(
    table: &'t Table,
    is_member: bool,
    is_asked: &dyn Fn(&str) -> bool,
) -> Vec<(&'t str, &'t Value)> {
    let kinds = DEPENDENCIES
        .iter()
        .filter(|kind| is_member || !kind.starts_with("dev"));
    let tables = sections(table).flat_map(|section| {
        let kinds = kinds.clone();
        kinds.filter_map(|kind| section.get(*kind)?.as_table())
    });
    let stated = tables.flatten().map(|(key, stated)| (key.as_str(), stated));
    let is_optional =
        |stated: &Value| stated.get("optional").and_then(Value::as_bool) == Some(true);
    stated
        .filter(|(key, stated)| !is_optional(stated) || is_asked(key))
        .collect()
}
