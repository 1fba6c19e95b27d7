//! The packages that lie in folders, and what each says of its origin.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use toml::Value;

use crate::input::cargo::inherited::Workspaces;
use crate::input::cargo::manifest::{
    Local, MOST_MEMBERS, inherits_particulars, is_within, local, members_of, path_dependencies,
    plain, table,
};

/// The packages of a workspace and the path dependencies of each, within `bounds`; `further` folders may
/// hold more.
pub(crate) fn locals(root: &Path, further: &[PathBuf], bounds: &Path) -> Vec<Local> {
    let Some(workspace) = table(root) else {
        return Vec::new();
    };
    let shared = workspace.get("workspace").and_then(Value::as_table);
    let root_folder = root.parent().unwrap_or(Path::new(""));
    let mut waiting = vec![root.to_owned()];
    waiting.extend(further.iter().map(|folder| folder.join("Cargo.toml")));
    if let Some(shared) = shared {
        let (members, _) = members_of(shared, root_folder, bounds);
        let manifests = members.into_iter().map(|folder| folder.join("Cargo.toml"));
        waiting.extend(manifests);
        let folders = path_dependencies(shared, root_folder);
        waiting.extend(folders.into_iter().map(|folder| folder.join("Cargo.toml")));
    }
    let mut workspaces = Workspaces::within(bounds);
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    while let Some(manifest) = waiting.pop() {
        if !seen.insert(plain(&manifest)) || seen.len() > MOST_MEMBERS {
            continue;
        }
        // A path that leads out of the checkout is not followed; what lies there is still judged by its name.
        if !is_within(&manifest, bounds) {
            continue;
        }
        let Some(table) = table(&manifest) else {
            continue;
        };
        let folder = manifest.parent().unwrap_or(Path::new(""));
        let paths = path_dependencies(&table, folder);
        waiting.extend(paths.into_iter().map(|folder| folder.join("Cargo.toml")));
        let workspace = inherits_particulars(&table)
            .then(|| workspaces.of(&manifest, &table))
            .flatten();
        let inherited = workspace.and_then(|(table, _)| table.get("package")?.as_table());
        // A virtual manifest has no package of its own.
        found.extend(local(&table, inherited, manifest));
    }
    found.sort_by(|one, other| one.manifest.cmp(&other.manifest));
    found
}
