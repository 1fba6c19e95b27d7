//! From what the user named to what is read: files, workspaces, globs, whole trees.
//!
//! A tree is searched for every workspace, lockfile and SBOM. Whatever git tracks is looked at, wherever
//! it lies; of the rest, ignored paths, `target` and `node_modules` are left out. Starts nothing: git's
//! index and ignore files are read as data.

mod ignored;
mod index;
mod keys;
mod lines;
mod plausible;
mod vendored;
mod walk;

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Severity};
use crate::input::cargo::locals::locals;
use crate::input::cargo::manifest;
use crate::input::cargo::roots::{self, Roots};
use crate::input::discover::vendored::Vendored;
use crate::input::pattern::{MOST, Pattern, Walked};
use crate::input::{self, CargoLaunch, Options, cargo};
use crate::inventory::{Document, Unreadable, Visitor};
use crate::source::{Source, is_out_of_reach};

/// Something to read.
#[derive(Clone, Debug)]
pub enum Target {
    /// A document: SBOM, lockfile, saved metadata or executable.
    Document(Source),
    /// A Cargo workspace, by its manifest.
    Workspace(PathBuf),
}

/// What the inputs of the user came to.
#[derive(Clone, Debug, Default)]
pub struct Discovery {
    /// What is to be read, each once, in the order of the inputs.
    pub sources: Vec<Target>,
    /// How many files were looked at.
    pub looked_at: u64,
    /// Whether a folder was searched for them.
    pub searched: bool,
    /// What is missing or was left out.
    pub diagnostics: Vec<Diagnostic>,
}

/// The files that a pattern names, sorted; none where it is no pattern.
///
/// # Errors
///
/// A folder on the way cannot be opened, so that nobody knows what it holds.
pub fn files_matching(pattern: &str) -> Result<Vec<PathBuf>, Diagnostic> {
    if !Pattern::is_one(pattern) {
        return Ok(Vec::new());
    }
    let mut walked = Pattern::new(pattern).walk(Path::new(""), &|_| true);
    if let Some(unseen) = walk::not_opened_at_all(&walked.unreadable) {
        return Err(unseen);
    }
    walked.paths.retain(|path| path.is_file());
    Ok(walked.paths)
}

impl Target {
    /// The name under which reports speak of it.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Document(source) => source.name.clone(),
            Self::Workspace(manifest) => manifest.display().to_string(),
        }
    }
}

/// Tell what a target holds.
///
/// # Errors
///
/// It cannot be read to its end.
pub fn read_target(
    target: &Target,
    options: &Options,
    to: &mut dyn Visitor,
) -> Result<Document, Unreadable> {
    match target {
        Target::Document(source) => input::read(source, options, to),
        Target::Workspace(manifest) => cargo::read(manifest, &options.cargo, to),
    }
}

/// Find what there is to read; without inputs, in the current folder.
#[must_use]
pub fn discover(inputs: &[String], recursive: bool, options: &Options) -> Discovery {
    let mut search = Search {
        found: Discovery::default(),
        seen: BTreeSet::new(),
        follow_links: options.cargo.launch == CargoLaunch::Trusted,
    };
    if inputs.is_empty() {
        search.input(".", recursive);
    }
    for input in inputs {
        search.input(input, recursive);
    }
    search.found
}

struct Search {
    found: Discovery,
    /// Real paths of what is read already.
    seen: BTreeSet<PathBuf>,
    follow_links: bool,
}

impl Search {
    fn input(&mut self, input: &str, recursive: bool) {
        if input == "-" {
            if self.seen.insert(PathBuf::from("-")) {
                self.found.sources.push(Target::Document(Source::stdin()));
            }
            return;
        }
        let path = Path::new(input);
        if path.exists() {
            self.path(path, recursive);
        } else if Pattern::is_one(input) {
            self.glob(input, recursive);
        } else {
            let message = format!("there is no file or folder `{}`", input.escape_debug());
            self.found.diagnostics.push(
                Diagnostic::error("input-unreadable", message).help(
                    "an INPUT is a folder, a file, a glob in quotes, or `-` for standard input",
                ),
            );
        }
    }

    fn glob(&mut self, input: &str, recursive: bool) {
        let follows = |link: &Path| self.follow_links || !leads_out(link);
        let Walked {
            mut paths,
            unreadable,
            not_followed,
            is_cut,
        } = Pattern::new(input).walk(Path::new(""), &follows);
        let unseen = walk::not_opened_at_all(&unreadable);
        let is_seen = unseen.is_none() && !is_cut;
        self.found.diagnostics.extend(unseen);
        if is_cut {
            let message = format!(
                "`{}` crosses more than {MOST} files and folders: not all were looked at",
                input.escape_debug()
            );
            self.found.diagnostics.push(
                Diagnostic::error("input-unreadable", message).help("write a narrower pattern"),
            );
        }
        let special = paths.extract_if(.., |path| walk::is_special(path));
        let special: BTreeSet<PathBuf> = special.collect();
        self.found.diagnostics.extend(walk::not_opened(&special));
        let outside = walk::not_followed(&not_followed);
        self.found.diagnostics.extend(outside);
        if paths.is_empty() && is_seen {
            let message = format!("nothing matches `{}`", input.escape_debug());
            self.found.diagnostics.push(
                Diagnostic::error("no-input", message)
                    .help("`**` crosses folders: `'**/*.cdx.json'`"),
            );
        }
        for path in paths {
            self.path(&path, recursive);
        }
    }

    /// A file or folder that the user named.
    fn path(&mut self, path: &Path, recursive: bool) {
        if !self.follow_links && leads_out(path) {
            let message = format!(
                "`{}` is a link out of the checkout",
                path.display().to_string().escape_debug()
            );
            self.found.diagnostics.push(
                Diagnostic::error("input-unreadable", message)
                    .help("`--trusted` follows it, or name what it leads to"),
            );
        } else if path.is_dir() {
            self.folder(path, recursive);
        } else {
            self.found.looked_at += 1;
            self.file(path);
        }
    }

    fn folder(&mut self, folder: &Path, recursive: bool) {
        let own = named(folder, "Cargo.toml");
        if !recursive && own.is_file() {
            self.found.looked_at += 1;
            self.workspace(own);
            return;
        }
        let told = self.found.diagnostics.len();
        let is_empty = !self.tree(folder);
        let is_seen = |remark: &Diagnostic| remark.severity != Severity::Error;
        if is_empty && self.found.diagnostics[told..].iter().all(is_seen) {
            let message = format!(
                "nothing to check in `{}`: no Cargo.toml, Cargo.lock or SBOM among {}",
                folder.display().to_string().escape_debug(),
                match self.found.looked_at {
                    1 => "1 file".to_owned(),
                    n_files => format!("{n_files} files"),
                }
            );
            self.found.diagnostics.push(
                Diagnostic::error("no-input", message)
                    .help("make an SBOM (`syft dir:. -o cyclonedx-json`), or name one"),
            );
        }
    }

    /// A file that the user named: its content says what it is.
    fn file(&mut self, path: &Path) {
        let head = plausible::head(path).unwrap_or_default();
        if manifest::is_manifest(&String::from_utf8_lossy(&head)) && !plausible::is_document(&head)
        {
            self.workspace(path.to_owned());
        } else {
            self.document(path);
        }
    }

    fn workspace(&mut self, manifest: PathBuf) {
        let root = roots::workspace_root(&absolute(&manifest));
        if self.seen.insert(real(&root)) {
            self.found.sources.push(Target::Workspace(manifest));
        }
    }

    fn document(&mut self, path: &Path) {
        if self.seen.insert(real(path)) {
            self.found
                .sources
                .push(Target::Document(Source::file(path)));
        }
    }

    /// Whether a folder holds anything to read, be it known already.
    fn tree(&mut self, folder: &Path) -> bool {
        let walk::Files {
            found: files,
            mut unreadable,
        } = walk::files(folder, self.follow_links, &mut self.found.diagnostics);
        self.found.looked_at += files.len() as u64;
        self.found.searched = true;
        let mut lockfiles = Vec::new();
        let mut manifests = Vec::new();
        let mut documents = Vec::new();
        for path in files {
            match path.file_name().and_then(|name| name.to_str()) {
                Some("Cargo.toml") => manifests.push(path),
                // Some file systems tell no case apart, and cargo opens it there.
                Some(name) if name.eq_ignore_ascii_case("Cargo.lock") => lockfiles.push(path),
                _ => match plausible::head(&path) {
                    Some(head)
                        if plausible::is_document(&head)
                            || plausible::is_named_as_one(&path)
                            || plausible::goes_on_as_document(&path, &head) =>
                    {
                        documents.push(path);
                    }
                    Some(_) => {}
                    None if plausible::is_named_like_one(&path) => documents.push(path),
                    None => {
                        let about = path.symlink_metadata();
                        if about.is_ok() || about.is_err_and(|error| is_out_of_reach(&error)) {
                            unreadable.insert(path);
                        }
                    }
                },
            }
        }
        let unseen = walk::not_opened_at_all(&unreadable);
        self.found.diagnostics.extend(unseen);
        let read = self.workspaces(&manifests, &lockfiles);
        for lockfile in &lockfiles {
            let folder = lockfile.parent().map(real).unwrap_or_default();
            if !read.contains(&folder) {
                self.document(lockfile);
            }
        }
        documents.iter().for_each(|path| self.document(path));
        !(read.is_empty() && lockfiles.is_empty() && documents.is_empty())
    }

    /// The workspaces among manifests; the folders of those that are read.
    fn workspaces(&mut self, manifests: &[PathBuf], lockfiles: &[PathBuf]) -> BTreeSet<PathBuf> {
        let locked: BTreeSet<PathBuf> = lockfiles
            .iter()
            .filter_map(|lockfile| lockfile.parent().map(real))
            .collect();
        let mut known = Roots::default();
        let mut members = BTreeSet::new();
        let mut roots = BTreeSet::new();
        let mut strays = Vec::new();
        let mut read = BTreeSet::new();
        let written: HashMap<PathBuf, &PathBuf> = manifests
            .iter()
            .map(|manifest| (absolute(manifest), manifest))
            .collect();
        let mut vendored = Vendored::beside(&locked);
        for manifest in manifests {
            let absolute = absolute(manifest);
            let root = known.of(&absolute);
            if root == absolute && vendored.holds(&absolute) {
                // A lockfile names it, and is read with what its manifest says.
                continue;
            }
            if roots.insert(real(&root)) {
                let folder = root.parent().unwrap_or(Path::new("/"));
                let bounds = cargo::checkout(folder).unwrap_or_else(|| folder.to_owned());
                let locals = locals(&root, &[], &bounds);
                members.extend(locals.into_iter().map(|local| real(&local.manifest)));
                let shown = written.get(&root).map_or(&root, |written| *written);
                self.workspace(shown.clone());
                read.extend(root.parent().map(real));
            }
            strays.push((manifest, real(&absolute), real(&root)));
        }
        strays.retain(|(manifest, own, root)| {
            let has_lockfile = manifest
                .parent()
                .is_some_and(|folder| locked.contains(&real(folder)));
            own != root && !members.contains(own) && !has_lockfile
        });
        let strays = strays
            .into_iter()
            .map(|(manifest, _, _)| manifest.as_path());
        let (vendored, strays): (Vec<_>, Vec<_>) = strays.partition(|manifest| {
            let mut parts = manifest.components();
            parts.any(|part| part.as_os_str() == "vendor")
        });
        // Dependencies that lie in the repository are expected to be no part of the workspace.
        let remarks = [(Severity::Warning, strays), (Severity::Info, vendored)];
        let remarks = remarks
            .iter()
            .filter_map(|(severity, strays)| not_read(*severity, strays));
        self.found.diagnostics.extend(remarks);
        read
    }
}

/// A remark on manifests that no workspace and no lockfile speaks for.
fn not_read(severity: Severity, strays: &[&Path]) -> Option<Diagnostic> {
    let first = strays.first()?.display().to_string();
    let first = first.escape_debug();
    let message = match strays.len() {
        1 => format!(
            "the manifest `{first}` belongs to no workspace and has no Cargo.lock: it was not read"
        ),
        n_strays => format!(
            "{n_strays} manifests belong to no workspace and have no Cargo.lock: they were not read, `{first}` among them"
        ),
    };
    let help = "name such a Cargo.toml as an INPUT if it is built";
    Some(Diagnostic::new("manifest-not-read", severity, message).help(help))
}

/// Whether a path in a checkout leads to something outside it, through links.
fn leads_out(path: &Path) -> bool {
    let checkout = absolute(path).parent().and_then(cargo::checkout);
    checkout.is_some_and(|checkout| !manifest::is_within(path, &checkout))
}

fn named(folder: &Path, name: &str) -> PathBuf {
    if folder == Path::new(".") {
        PathBuf::from(name)
    } else {
        folder.join(name)
    }
}

/// As cargo takes it: a folder that the path leaves again does not count.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).map_or_else(|_| path.to_owned(), |path| manifest::plain(&path))
}

fn real(path: &Path) -> PathBuf {
    // The folder of a bare file name is written as nothing.
    let path = if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    };
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
