//! The files of a tree that are looked at.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostic;
use crate::input::cargo::checkout;
use crate::input::cargo::manifest::is_within;
use crate::input::discover::ignored::Rules;
use crate::input::discover::index;

/// Most entries of a tree.
const MOST: usize = 2_000_000;
/// Deepest folder that is entered.
const DEEPEST: usize = 128;

/// Every tracked file below a folder, and every other that is not ignored; sorted.
pub(crate) fn files(
    folder: &Path,
    follow_links: bool,
    remarks: &mut Vec<Diagnostic>,
) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let absolute = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let root = checkout(&absolute);
    let tracked = root.as_deref().map(index::tracked);
    // Where git cannot say what it tracks, nothing counts as ignored: that hides no file.
    let rules = match (&root, &tracked) {
        (Some(root), Some(Some(_))) => Rules::new(root, &absolute),
        (Some(_), _) => {
            remarks.push(Diagnostic::warning(
                "git-index-unreadable",
                "git's index cannot be read: ignored files were looked at too",
            ));
            Rules::default()
        }
        (None, _) => Rules::new(&absolute, &absolute),
    };
    let bounds = root.as_deref().unwrap_or(&absolute);
    let allowed = |path: &Path| follow_links || is_within(path, bounds);
    let mut outside = BTreeSet::new();
    let mut special = BTreeSet::new();
    if let (Some(root), Some(Some(tracked))) = (&root, &tracked) {
        let prefix = absolute.strip_prefix(root).unwrap_or(Path::new(""));
        for path in tracked {
            let Ok(below) = path.strip_prefix(prefix) else {
                continue;
            };
            let path = shown(folder, below);
            match path.symlink_metadata() {
                Ok(about) if about.is_symlink() && !allowed(&path) => {
                    outside.insert(path);
                }
                // A link to a folder is no file; what lies there is tracked itself, or lies elsewhere.
                Ok(_) if path.is_file() => {
                    found.insert(path);
                }
                Ok(_) if is_special(&path) => {
                    special.insert(path);
                }
                Ok(_) | Err(_) => {}
            }
        }
    }
    let mut waiting = vec![(PathBuf::new(), rules, 0)];
    let mut looked_at = 0;
    while let Some((below, rules, depth)) = waiting.pop() {
        let here = shown(folder, &below);
        let rules = rules.enter(&absolute.join(&below));
        for entry in std::fs::read_dir(&here).into_iter().flatten().flatten() {
            looked_at += 1;
            let name = entry.file_name();
            let path = below.join(&name);
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            let is_folder = kind.is_dir();
            if rules.ignores(&absolute.join(&path), is_folder) {
                continue;
            }
            if is_folder {
                let left_out = [".git", "target", "node_modules"]
                    .iter()
                    .any(|out| name == *out);
                if !left_out && depth < DEEPEST && looked_at < MOST {
                    waiting.push((path, rules.clone(), depth + 1));
                }
            } else if kind.is_symlink() && !allowed(&shown(folder, &path)) {
                outside.insert(shown(folder, &path));
            } else if kind.is_file() || shown(folder, &path).is_file() {
                found.insert(shown(folder, &path));
            } else if is_special(&shown(folder, &path)) {
                special.insert(shown(folder, &path));
            }
        }
    }
    if looked_at >= MOST {
        let message = format!("more than {MOST} files: not all were looked at");
        remarks.push(Diagnostic::error("input-unreadable", message).help("name a smaller folder"));
    }
    remarks.extend(not_followed(&outside));
    remarks.extend(not_opened(&special));
    found
}

/// Whether a path is a named pipe, a socket or a device: whoever opens one may wait for ever.
pub(crate) fn is_special(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir())
}

/// A remark on what is no file and was only met on the way, with the first by name.
pub(crate) fn not_opened(special: &BTreeSet<PathBuf>) -> Option<Diagnostic> {
    let first = special.first()?.display().to_string();
    let first = first.escape_debug();
    let message = match special.len() - 1 {
        0 => format!("`{first}` is a named pipe, a socket or a device, and was not opened"),
        others => format!(
            "`{first}` and {others} more are named pipes, sockets or devices, and were not opened"
        ),
    };
    let help = "what is named as an INPUT is read, a pipe too";
    Some(Diagnostic::warning("special-file-skipped", message).help(help))
}

/// A remark on links out of the checkout, with the first of them by name.
fn not_followed(links: &BTreeSet<PathBuf>) -> Option<Diagnostic> {
    let first = links.first()?.display();
    let message = match links.len() - 1 {
        0 => format!("the link `{first}` leads out of the checkout and was not followed"),
        others => format!(
            "the link `{first}` and {others} more lead out of the checkout and were not followed"
        ),
    };
    Some(Diagnostic::warning("link-not-followed", message))
}

/// A path as the user would write it.
fn shown(folder: &Path, below: &Path) -> PathBuf {
    if folder == Path::new(".") && !below.as_os_str().is_empty() {
        below.to_owned()
    } else {
        folder.join(below)
    }
}
