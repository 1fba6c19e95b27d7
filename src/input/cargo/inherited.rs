//! What a workspace says for all its members: which these are, and what they inherit.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::input::cargo::manifest::{is_within, members_of, package, plain, table};
use crate::input::cargo::roots::{Claims, Roots};
use crate::input::cargo::wanted::Wanted;

/// Whether the workspace says what a dependency is.
pub(super) fn inherits(stated: &Value) -> bool {
    stated.get("workspace").and_then(Value::as_bool) == Some(true)
}

/// The dependencies that a workspace states for its members.
#[derive(Default)]
pub(super) struct HandedDown<'t> {
    /// The dependencies, and the folder from which their paths lead.
    stated: Option<(&'t Value, &'t Path)>,
}

impl<'t> HandedDown<'t> {
    fn of(workspace: Option<&'t Table>, folder: &'t Path) -> Self {
        let dependencies = workspace.and_then(|table| table.get("dependencies"));
        Self {
            stated: dependencies.map(|dependencies| (dependencies, folder)),
        }
    }

    /// What a dependency of a manifest is, what it inherits, and the manifest of what is to come from a folder.
    pub(super) fn wanted(
        &self,
        key: &str,
        stated: &Value,
        folder: &Path,
    ) -> (Wanted, Option<&'t Value>, Option<PathBuf>) {
        let shared = self.stated.filter(|_| inherits(stated));
        let inherited =
            shared.and_then(|(dependencies, folder)| Some((dependencies.get(key)?, folder)));
        let (said, base) = match inherited {
            Some(inherited) => inherited,
            None => (stated, folder),
        };
        let path = said.get("path").and_then(Value::as_str);
        let path = path.map(|path| plain(&base.join(path)).join("Cargo.toml"));
        let inherited = inherited.map(|(inherited, _)| inherited);
        (Wanted::of(key, said), inherited, path)
    }
}

/// The workspaces of manifests, each read once.
pub(super) struct Workspaces<'b> {
    bounds: &'b Path,
    roots: Roots,
    /// The `[workspace]` tables, by the manifest they stand in.
    tables: HashMap<PathBuf, Option<Table>>,
}

impl<'b> Workspaces<'b> {
    pub(super) fn within(bounds: &'b Path) -> Self {
        Self {
            bounds,
            roots: Roots::default(),
            tables: HashMap::new(),
        }
    }

    /// The `[workspace]` table that holds for a manifest, and its folder; none where there is none within
    /// bounds.
    pub(super) fn of(&mut self, manifest: &Path, own: &Table) -> Option<(&Table, &Path)> {
        let root = self.roots.of_read(manifest, own);
        if !self.tables.contains_key(&root) {
            let stated = is_within(&root, self.bounds).then(|| table(&root)?.remove("workspace"));
            let stated = stated.flatten().and_then(|stated| stated.try_into().ok());
            self.tables.insert(root.clone(), stated);
        }
        let (root, workspace) = self.tables.get_key_value(&root)?;
        Some((workspace.as_ref()?, root.parent().unwrap_or(Path::new(""))))
    }

    /// What the workspace of a manifest hands down.
    pub(super) fn handed_down(&mut self, manifest: &Path, own: &Table) -> Option<HandedDown<'_>> {
        let (workspace, folder) = self.of(manifest, own)?;
        Some(HandedDown::of(Some(workspace), folder))
    }
}

/// What the manifest of a workspace says of all its members.
pub(super) struct Shared<'t> {
    root: &'t Path,
    /// Its folder.
    pub(super) folder: &'t Path,
    /// The `[workspace]` table.
    table: Option<&'t Table>,
    claims: Claims,
}

impl<'t> Shared<'t> {
    pub(super) fn of(root: &'t Path, manifest: &'t Table) -> Self {
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
    pub(super) fn listed(&self, bounds: &Path) -> (BTreeSet<PathBuf>, bool) {
        let (folders, is_cut) = match self.table {
            Some(table) => members_of(table, self.folder, bounds),
            None => (BTreeSet::new(), false),
        };
        let folders = folders.iter().map(|folder| plain(folder));
        let kept = folders.filter(|folder| !self.claims.excludes(folder));
        let manifests = kept.map(|folder| folder.join("Cargo.toml"));
        (manifests.chain([plain(self.root)]).collect(), is_cut)
    }

    /// Whether what a member has in a folder is a member by that alone.
    pub(super) fn takes_in(&self, table: &Table, manifest: &Path) -> bool {
        let is_own = table.contains_key("workspace")
            || package(table).is_some_and(|package| package.contains_key("workspace"));
        let below = manifest
            .parent()
            .filter(|folder| folder.starts_with(plain(self.folder)));
        self.table.is_some() && !is_own && below.is_some_and(|folder| !self.claims.excludes(folder))
    }

    pub(super) fn handed_down(&self) -> HandedDown<'t> {
        HandedDown::of(self.table, self.folder)
    }
}
