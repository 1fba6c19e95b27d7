//! Cargo.toml as data: which packages a workspace has, and what each says of its origin. Starts nothing.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use toml::{Table, Value};

use crate::input::cargo::package::Particulars;
use crate::input::pattern::{MOST, Pattern};
use crate::source::read_text;

/// Largest manifest that is read.
const LIMIT: u64 = 64 << 20;
/// The tables of dependencies; cargo still reads the spellings with `_`.
pub(super) const DEPENDENCIES: [&str; 5] = [
    "dependencies",
    "dev-dependencies",
    "dev_dependencies",
    "build-dependencies",
    "build_dependencies",
];
/// Most manifests of one workspace that are looked at.
pub(super) const MOST_MEMBERS: usize = 20_000;

/// Whether the text of a file is likely a manifest: it has a `[package]` or `[workspace]` table.
#[must_use]
pub(crate) fn is_manifest(head: &str) -> bool {
    head.lines().map(str::trim).any(|line| {
        let Some(name) = line.strip_prefix('[') else {
            return false;
        };
        let name = name.split([']', '.']).next().unwrap_or_default().trim();
        matches!(name, "package" | "workspace" | "project") && !line.starts_with("[[")
    })
}

/// One package of a workspace, or a path dependency of one.
#[derive(Clone, Debug)]
pub(crate) struct Local {
    /// Its manifest.
    pub manifest: PathBuf,
    /// Its name.
    pub name: String,
    /// Its version, where it states one.
    pub version: Option<String>,
    /// What it says of its origin.
    pub particulars: Particulars,
}

/// A manifest and its tables for single platforms.
pub(super) fn sections(table: &Table) -> impl Iterator<Item = &Table> {
    let targets = table.get("target").and_then(Value::as_table);
    let targets = targets.into_iter().flat_map(Table::values);
    std::iter::once(table).chain(targets.filter_map(Value::as_table))
}

/// Whether a path, links followed, lies below a folder. What does not exist does not.
pub(crate) fn is_within(path: &Path, folder: &Path) -> bool {
    match (path.canonicalize(), folder.canonicalize()) {
        (Ok(path), Ok(folder)) => path.starts_with(folder),
        _ => false,
    }
}

/// The folders that a `[workspace]` table names as members, and whether there were too many to look at.
/// Links that lead out of bounds are not followed.
pub(super) fn members_of(
    shared: &Table,
    folder: &Path,
    bounds: &Path,
) -> (BTreeSet<PathBuf>, bool) {
    let mut left = MOST;
    let patterns: BTreeSet<&str> = texts(shared.get("members")).collect();
    let mut found = BTreeSet::new();
    for pattern in patterns {
        if left == 0 || found.len() > MOST_MEMBERS {
            return (found, true);
        }
        found.extend(Pattern::new(pattern).folders(folder, bounds, &mut left));
    }
    (found, left == 0)
}

pub(super) fn local(table: &Table, inherited: Option<&Table>, manifest: PathBuf) -> Option<Local> {
    let package = package(table)?;
    Some(Local {
        name: package.get("name")?.as_str()?.to_owned(),
        version: stated(package, "version", inherited)
            .and_then(|version| Some(version.as_str()?.to_owned())),
        particulars: particulars_of(package, inherited),
        manifest,
    })
}

/// Whether a manifest has its workspace say something of its package.
pub(super) fn inherits_particulars(table: &Table) -> bool {
    let mut values = package(table).into_iter().flat_map(Table::values);
    values.any(|value| value.get("workspace").and_then(Value::as_bool) == Some(true))
}

/// The table of a package; cargo still takes it under its first name.
pub(super) fn package(table: &Table) -> Option<&Table> {
    let named = table.get("package").or_else(|| table.get("project"));
    named?.as_table()
}

/// What the manifest of a vendored or downloaded dependency says.
pub(crate) fn dependency(path: &Path) -> Option<Local> {
    let text = read_text(path, LIMIT).ok()?;
    let table: Table = package_section(&text)
        .and_then(|section| section.parse().ok())
        .or_else(|| text.parse().ok())?;
    local(&table, None, path.to_owned())
}

/// The `[package]` table alone: most of the time that a manifest takes goes into the rest.
fn package_section(text: &str) -> Option<&str> {
    let start = if text.starts_with("[package]") {
        0
    } else {
        text.find("\n[package]")? + 1
    };
    // Within a text over several lines it is none.
    if ["\"\"\"", "'''"]
        .iter()
        .any(|quotes| text[..start].contains(quotes))
    {
        return None;
    }
    let end = text[start + 1..]
        .find("\n[")
        .map_or(text.len(), |end| start + 1 + end);
    text.get(start..end)
}

/// A value of a package, or the one that it inherits.
fn stated<'t>(package: &'t Table, key: &str, inherited: Option<&'t Table>) -> Option<&'t Value> {
    let value = package.get(key)?;
    let inherits = value.get("workspace").and_then(Value::as_bool) == Some(true);
    if inherits {
        inherited?.get(key)
    } else {
        Some(value)
    }
}

fn particulars_of(package: &Table, inherited: Option<&Table>) -> Particulars {
    let value = |key: &str| stated(package, key, inherited);
    let text = |key: &str| value(key).and_then(Value::as_str).map(str::to_owned);
    Particulars {
        repository: text("repository"),
        homepage: text("homepage"),
        documentation: text("documentation"),
        authors: texts(value("authors")).map(str::to_owned).collect(),
        license: text("license"),
    }
}

/// The folders that the dependencies of a manifest, or of a `[workspace]` table, name; what stands in for
/// others is among them.
pub(super) fn path_dependencies(table: &Table, folder: &Path) -> Vec<PathBuf> {
    let dependencies = sections(table)
        .flat_map(|section| DEPENDENCIES.iter().filter_map(|kind| section.get(*kind)));
    let named = folders(dependencies.filter_map(Value::as_table), folder);
    named.chain(patched_folders(table, folder)).collect()
}

/// The folders of what stands in for others.
pub(super) fn patched_folders(table: &Table, folder: &Path) -> Vec<PathBuf> {
    let replaced = table.get("replace").and_then(Value::as_table).into_iter();
    let patched = patches(table).map(|(_, patches)| patches);
    folders(replaced.chain(patched), folder).collect()
}

/// The folders that tables of dependencies name.
fn folders<'t>(
    tables: impl Iterator<Item = &'t Table>,
    folder: &Path,
) -> impl Iterator<Item = PathBuf> {
    tables
        .flat_map(Table::values)
        .filter_map(|dependency| dependency.get("path")?.as_str())
        .map(|path| plain(&folder.join(path)))
}

/// The sources of which a manifest or a configuration patches packages, each with the table of these.
pub(super) fn patches(table: &Table) -> impl Iterator<Item = (&str, &Table)> {
    let patches = table.get("patch").and_then(Value::as_table);
    let patches = patches.into_iter().flatten();
    patches.filter_map(|(source, patches)| Some((source.as_str(), patches.as_table()?)))
}

pub(super) fn table(path: &Path) -> Option<Table> {
    read_text(path, LIMIT).ok()?.parse().ok()
}

pub(super) fn text_at<'t>(table: &'t Table, keys: &[&str]) -> Option<&'t str> {
    let (last, tables) = keys.split_last()?;
    let table = tables
        .iter()
        .try_fold(table, |table, key| table.get(*key)?.as_table())?;
    table.get(*last)?.as_str()
}

pub(super) fn texts(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let list = value.and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str)
}

/// A path without `.` and, where it can be told from the text alone, without `..`.
pub(crate) fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(plain.components().next_back(), Some(Component::Normal(_))) =>
            {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

/// A relative path with `/` on every platform.
pub(crate) fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manifests_are_told_by_their_tables() {
        for (text, expected) in [
            ("[package]\nname = \"a\"", true),
            ("# x\n[workspace]\n", true),
            ("[workspace.package]\n", true),
            ("cargo-features = []\n[package]\n", true),
            ("version = 4\n\n[[package]]\nname = \"a\"", false),
            ("[tool.poetry]\n", false),
        ] {
            assert_eq!(is_manifest(text), expected, "{text}");
        }
    }

    #[test]
    fn a_table_within_a_text_is_none() {
        let text = "x = \"\"\"\n[package]\nname = \"a\"\n[x]\n\"\"\"\n[package]\nname = \"b\"\n";
        assert_eq!(package_section(text), None);
    }

    #[test]
    fn package_table_is_cut_out() {
        let text = "# generated\n[package]\nname = \"a\"\nauthors = [\n  \"B <b@c.example>\",\n]\n\n[dependencies.x]\nversion = \"1\"\n";
        assert_eq!(
            package_section(text),
            Some("[package]\nname = \"a\"\nauthors = [\n  \"B <b@c.example>\",\n]\n")
        );
    }
}
