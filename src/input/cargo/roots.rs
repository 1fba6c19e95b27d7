//! Which workspace a manifest belongs to, by cargo's rules.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::input::cargo::manifest::{plain, table, text_at, texts};

/// The manifest of the workspace that a manifest belongs to.
#[must_use]
pub(crate) fn workspace_root(manifest: &Path) -> PathBuf {
    Roots::default().of(manifest)
}

/// What manifests with a `[workspace]` table say, each read once.
#[derive(Debug, Default)]
pub(crate) struct Roots {
    known: HashMap<PathBuf, Option<Claims>>,
}

impl Roots {
    /// The manifest of the workspace that a manifest belongs to: its own, the one that `package.workspace`
    /// names, or the nearest above that does not exclude it.
    pub(crate) fn of(&mut self, manifest: &Path) -> PathBuf {
        self.of_read(manifest, &table(manifest).unwrap_or_default())
    }

    /// The same for a manifest that was read.
    pub(super) fn of_read(&mut self, manifest: &Path, own: &Table) -> PathBuf {
        let folder = manifest.parent().unwrap_or(Path::new(""));
        if own.contains_key("workspace") {
            return manifest.to_owned();
        }
        if let Some(named) = text_at(own, &["package", "workspace"]) {
            return plain(&folder.join(named)).join("Cargo.toml");
        }
        let above = folder.ancestors().skip(1).find_map(|above| {
            let candidate = above.join("Cargo.toml");
            let claims = self.claims(&candidate, above)?;
            Some((!claims.excludes(folder)).then_some(candidate))
        });
        above.flatten().unwrap_or_else(|| manifest.to_owned())
    }

    fn claims(&mut self, manifest: &Path, folder: &Path) -> Option<&Claims> {
        let known = self.known.entry(manifest.to_owned()).or_insert_with(|| {
            let table = table(manifest)?;
            Some(Claims::of(table.get("workspace")?.as_table()?, folder))
        });
        known.as_ref()
    }
}

/// The folders that a workspace names.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    /// Members by their names: a pattern is no name, and does not take in what is excluded.
    members: BTreeSet<PathBuf>,
    excluded: BTreeSet<PathBuf>,
}

impl Claims {
    /// What a `[workspace]` table says.
    pub(crate) fn of(workspace: &Table, folder: &Path) -> Self {
        let folders = |list: Option<&Value>| {
            let named = texts(list).map(|named| plain(&folder.join(named)));
            named.collect()
        };
        Self {
            members: folders(workspace.get("members")),
            excluded: folders(workspace.get("exclude")),
        }
    }

    /// Whether what lies in a folder is no member, wherever it is found.
    pub(crate) fn excludes(&self, folder: &Path) -> bool {
        let is_below =
            |any: &BTreeSet<PathBuf>| folder.ancestors().any(|above| any.contains(above));
        is_below(&self.excluded) && !is_below(&self.members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_excluded_is_no_member_unless_it_is_named() {
        let table = "members = [\"crates/*\", \"old/kept\"]\nexclude = [\"crates/x\", \"old\"]\n";
        let claims = Claims::of(&table.parse().unwrap(), Path::new("/w"));
        for (folder, expected) in [
            ("/w/crates/a", false),
            ("/w/crates/x", true),
            ("/w/crates/x/inner", true),
            ("/w/crates/xy", false),
            ("/w/old/gone", true),
            ("/w/old/kept", false),
        ] {
            assert_eq!(claims.excludes(Path::new(folder)), expected, "{folder}");
        }
    }
}
