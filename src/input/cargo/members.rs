//! What the members of a workspace depend on, by their manifests.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::input::cargo::manifest::{
    DEPENDENCIES, MOST_MEMBERS, is_within, plain, sections, table, text_at, texts,
};
use crate::input::pattern::Pattern;

/// A member of a workspace, and what it depends on.
#[derive(Debug)]
pub(crate) struct Member {
    /// Its name.
    pub name: String,
    /// Every dependency of every kind, platform and feature.
    pub dependencies: Vec<Wanted>,
}

/// A dependency as a manifest states it.
#[derive(Debug)]
pub(crate) struct Wanted {
    /// The name of the package, whatever the member calls it.
    pub name: String,
    /// Whether it is to come from a git repository, and no patch may stand in for that.
    pub from_git: bool,
}

/// The members that a workspace names, within `bounds`, and the manifests among them that are none.
pub(crate) fn members(root: &Path, bounds: &Path) -> (Vec<Member>, Vec<PathBuf>) {
    let Some(workspace) = table(root) else {
        return (Vec::new(), vec![root.to_owned()]);
    };
    let shared = workspace.get("workspace").and_then(Value::as_table);
    let folder = root.parent().unwrap_or(Path::new(""));
    let named = shared.map(|shared| {
        let patterns = texts(shared.get("members"));
        let folders = patterns.flat_map(|member| Pattern::new(member).folders(folder));
        let excluded: Vec<PathBuf> = texts(shared.get("exclude"))
            .map(|excluded| plain(&folder.join(excluded)))
            .collect();
        let kept = folders.filter(|folder| {
            let folder = plain(folder);
            !excluded.iter().any(|excluded| folder.starts_with(excluded))
        });
        kept.map(|folder| folder.join("Cargo.toml")).collect()
    });
    let mut manifests: BTreeSet<PathBuf> = named.unwrap_or_default();
    manifests.insert(root.to_owned());
    manifests.retain(|manifest| manifest.is_file() && is_within(manifest, bounds));
    let mut unreadable = Vec::new();
    let members = manifests
        .into_iter()
        .take(MOST_MEMBERS)
        .filter_map(|manifest| {
            let Some(table) = table(&manifest) else {
                unreadable.push(manifest);
                return None;
            };
            // A virtual manifest has no package of its own.
            let name = text_at(&table, &["package", "name"])?.to_owned();
            let inherited = shared.and_then(|shared| shared.get("dependencies")?.as_table());
            let mut dependencies = wanted(&table, inherited);
            let is_patched = workspace.contains_key("patch");
            dependencies
                .iter_mut()
                .for_each(|wanted| wanted.from_git &= !is_patched);
            Some(Member { name, dependencies })
        });
    let members = members.collect();
    (members, unreadable)
}

fn wanted(table: &Table, inherited: Option<&Table>) -> Vec<Wanted> {
    let dependencies = sections(table).flat_map(|section| {
        DEPENDENCIES
            .iter()
            .filter_map(|kind| section.get(*kind)?.as_table())
    });
    let dependencies = dependencies.flatten().map(|(key, stated)| {
        let is_inherited = stated.get("workspace").and_then(Value::as_bool) == Some(true);
        let stated = if is_inherited {
            inherited
                .and_then(|inherited| inherited.get(key))
                .unwrap_or(stated)
        } else {
            stated
        };
        let package = stated.get("package").and_then(Value::as_str);
        Wanted {
            name: package.unwrap_or(key).to_owned(),
            from_git: stated.get("git").is_some(),
        }
    });
    dependencies.collect()
}
