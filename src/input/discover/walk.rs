//! The files of a tree that are looked at.

use std::collections::{BTreeSet, HashSet};
use std::fs::DirEntry;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostic;
use crate::input::cargo::checkout;
use crate::input::cargo::manifest::is_within;
use crate::input::discover::ignored::Rules;
use crate::input::discover::index;
use crate::source::is_out_of_reach;

/// Most entries of a tree.
const MOST: usize = 2_000_000;
/// Deepest folder that is entered.
const DEEPEST: usize = 128;

/// What a tree holds.
#[derive(Default)]
pub(crate) struct Files {
    /// The files to look at.
    pub(crate) found: BTreeSet<PathBuf>,
    /// Folders and files that cannot be opened.
    pub(crate) unreadable: BTreeSet<PathBuf>,
}

/// Every tracked file below a folder, and every other that is not ignored; sorted. Repositories within
/// another, submodules among them, track and ignore files of their own. A folder that a link leads to is
/// searched as if it were named, unless it was entered already.
pub(crate) fn files(folder: &Path, follow_links: bool, remarks: &mut Vec<Diagnostic>) -> Files {
    let absolute = absolute(folder);
    let mut tree = Tree {
        folder: folder.to_owned(),
        bounds: checkout(&absolute).unwrap_or_else(|| absolute.clone()),
        absolute,
        follow_links,
        linked: BTreeSet::from([folder.to_owned()]),
        entered: HashSet::new(),
        waiting: Vec::new(),
        looked_at: 0,
        files: Files::default(),
        outside: BTreeSet::new(),
        special: BTreeSet::new(),
        is_unreadable: false,
        is_cut: false,
    };
    while let Some(folder) = tree.linked.pop_first() {
        tree.search(folder);
    }
    if tree.is_unreadable {
        remarks.push(Diagnostic::warning(
            "git-index-unreadable",
            "git's index cannot be read: ignored files were looked at too",
        ));
    }
    if tree.is_cut {
        let message =
            format!("more than {MOST} files, or folders in {DEEPEST}: not all were looked at");
        remarks.push(Diagnostic::error("input-unreadable", message).help("name a smaller folder"));
    }
    remarks.extend(not_followed(&tree.outside));
    remarks.extend(not_opened(&tree.special));
    tree.files
}

fn absolute(folder: &Path) -> PathBuf {
    folder.canonicalize().unwrap_or_else(|_| folder.to_owned())
}

/// A tree that is walked.
struct Tree {
    /// The folder that is searched, as the user wrote it or the path through a link.
    folder: PathBuf,
    absolute: PathBuf,
    /// Where links may lead.
    bounds: PathBuf,
    follow_links: bool,
    /// Folders to search, of which all but the first are links.
    linked: BTreeSet<PathBuf>,
    /// Real paths of the folders that were entered or are waiting.
    entered: HashSet<PathBuf>,
    /// Folders to enter, by what holds above them, and how deep they lie.
    waiting: Vec<(PathBuf, Option<Rules>, usize)>,
    looked_at: usize,
    files: Files,
    outside: BTreeSet<PathBuf>,
    special: BTreeSet<PathBuf>,
    /// Whether the index of a repository cannot be read.
    is_unreadable: bool,
    /// Whether there is more than is looked at.
    is_cut: bool,
}

impl Tree {
    fn search(&mut self, folder: PathBuf) {
        self.absolute = absolute(&folder);
        self.folder = folder;
        if !self.entered.insert(self.absolute.clone()) {
            return;
        }
        // Outside of any repository nothing is tracked, so that nothing counts as ignored either.
        let rules = checkout(&self.absolute).and_then(|root| self.repository(&root));
        self.waiting.push((PathBuf::new(), rules, 0));
        self.walk();
    }

    /// Take what a repository tracks; what it ignores else, if that can be told.
    fn repository(&mut self, root: &Path) -> Option<Rules> {
        let Some(tracked) = index::tracked(root) else {
            // Where git cannot say what it tracks, nothing counts as ignored: that hides no file.
            self.is_unreadable = true;
            return None;
        };
        for path in tracked {
            let path = root.join(path);
            if let Ok(below) = path.strip_prefix(&self.absolute) {
                self.tracked(below);
            }
        }
        let here = if root.starts_with(&self.absolute) {
            root
        } else {
            &self.absolute
        };
        Some(Rules::new(root, here))
    }

    fn tracked(&mut self, below: &Path) {
        let path = shown(&self.folder, below);
        match path.symlink_metadata() {
            Ok(about) if about.is_symlink() => self.link(path),
            Ok(about) if about.is_file() => {
                self.files.found.insert(path);
            }
            // A submodule, wherever it lies.
            Ok(about) if about.is_dir() => {
                self.enter(below.to_owned(), None, below.components().count());
            }
            Ok(_) => {
                self.special.insert(path);
            }
            Err(error) if is_out_of_reach(&error) => {
                self.files.unreadable.insert(path);
            }
            Err(_) => {}
        }
    }

    fn link(&mut self, path: PathBuf) {
        let into = match path.metadata() {
            _ if !self.follow_links && !is_within(&path, &self.bounds) => &mut self.outside,
            Ok(about) if about.is_file() => &mut self.files.found,
            Ok(about) if about.is_dir() => &mut self.linked,
            Ok(_) => &mut self.special,
            Err(error) if is_denied(&error) => &mut self.files.unreadable,
            // It leads nowhere, or to itself.
            Err(_) => return,
        };
        into.insert(path);
    }

    /// Let a folder wait until it is entered, once.
    fn enter(&mut self, below: PathBuf, rules: Option<Rules>, depth: usize) {
        if depth > DEEPEST || self.looked_at >= MOST {
            self.is_cut = true;
        } else if self.entered.insert(self.absolute.join(&below)) {
            self.waiting.push((below, rules, depth));
        }
    }

    /// Enter folder after folder.
    fn walk(&mut self) {
        while let Some((below, mut rules, depth)) = self.waiting.pop() {
            let absolute = self.absolute.join(&below);
            let is_repository = absolute.join(".git").symlink_metadata().is_ok();
            if is_repository && !below.as_os_str().is_empty() {
                rules = self.repository(&absolute);
            }
            let rules = rules.map(|rules| rules.enter(&absolute));
            let path = shown(&self.folder, &below);
            let entries = std::fs::read_dir(&path);
            if entries.as_ref().is_err_and(is_out_of_reach) {
                self.files.unreadable.insert(path.clone());
            }
            for entry in entries.into_iter().flatten() {
                self.looked_at += 1;
                match entry {
                    Ok(entry) => self.entry(&entry, &below, rules.as_ref(), depth),
                    Err(_) => drop(self.files.unreadable.insert(path.clone())),
                }
            }
        }
    }

    fn entry(&mut self, entry: &DirEntry, below: &Path, rules: Option<&Rules>, depth: usize) {
        let name = entry.file_name();
        let below = below.join(&name);
        let Ok(kind) = entry.file_type() else {
            return;
        };
        let path = shown(&self.folder, &below);
        // What is tracked, no rule hides.
        let is_taken = self.files.found.contains(&path) || self.linked.contains(&path);
        let is_ignored = |rules: &Rules| rules.ignores(&self.absolute.join(&below), kind.is_dir());
        if is_taken || rules.is_some_and(is_ignored) {
            return;
        }
        let is_left_out = [".git", "target", "node_modules"]
            .iter()
            .any(|out| name == *out);
        if is_left_out && path.is_dir() {
            return;
        }
        if kind.is_dir() {
            self.enter(below, rules.cloned(), depth + 1);
        } else if kind.is_symlink() {
            self.link(path);
        } else if kind.is_file() {
            self.files.found.insert(path);
        } else {
            self.special.insert(path);
        }
    }
}

/// Whether a path is a named pipe, a socket or a device: whoever opens one may wait for ever.
pub(crate) fn is_special(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir())
}

/// What a link that leads nowhere, or to itself, does not give.
fn is_denied(error: &io::Error) -> bool {
    error.kind() == ErrorKind::PermissionDenied
}

/// An error for what cannot be opened, with the first by name: an SBOM may lie there.
pub(crate) fn not_opened_at_all(unreadable: &BTreeSet<PathBuf>) -> Option<Diagnostic> {
    let first = unreadable.first()?.display().to_string();
    let first: String = first.chars().take(200).collect();
    let first = first.escape_debug();
    let message = match unreadable.len() - 1 {
        0 => format!("`{first}` cannot be opened, and was not looked at"),
        others => format!("`{first}` and {others} more cannot be opened, and were not looked at"),
    };
    let help = "run as a user who may read it, or leave it out by a `.gitignore`";
    Some(Diagnostic::error("input-unreadable", message).help(help))
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
pub(crate) fn not_followed(links: &BTreeSet<PathBuf>) -> Option<Diagnostic> {
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
