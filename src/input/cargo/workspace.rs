//! Where a workspace lies: its manifests, its lockfile, and the checkout around it.

use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostic;
use crate::input::cargo::manifest::{self, plain};
use crate::input::cargo::{printable, roots, unreadable};
use crate::input::{CargoLaunch, CargoOptions};
use crate::inventory::Unreadable;

/// A workspace on disk.
#[derive(Clone, Debug)]
pub(crate) struct Workspace {
    /// The manifest that was asked for, absolute.
    pub manifest: PathBuf,
    /// The folder of that manifest.
    pub folder: PathBuf,
    /// The manifest of the workspace.
    pub root: PathBuf,
    /// The lockfile, whether there is one or not.
    pub lockfile: PathBuf,
    /// Whether there is one.
    pub has_lockfile: bool,
    /// The lockfile as the user would write it.
    pub shown: String,
    /// The folder that a pull request can write: that of the repository, else that of the workspace.
    pub checkout: PathBuf,
}

impl Workspace {
    pub(crate) fn at(written: &Path, options: &CargoOptions) -> Result<Self, Unreadable> {
        let refused = |message: String| {
            unreadable(
                Diagnostic::error("input-unreadable", message)
                    .help("name a folder with a Cargo.toml, or the Cargo.toml itself"),
            )
        };
        let named = || written.display().to_string();
        // As cargo takes it: a folder that the path leaves again holds nothing of the workspace.
        let manifest = std::path::absolute(written)
            .map(|path| plain(&path))
            .ok()
            .filter(|path| path.is_file())
            .ok_or_else(|| refused(format!("there is no manifest `{}`", printable(&named()))))?;
        let folder = manifest.parent().unwrap_or(Path::new("/")).to_owned();
        let root = roots::workspace_root(&manifest);
        let root_folder = root.parent().unwrap_or(&folder);
        let checkout = checkout(&folder).unwrap_or_else(|| root_folder.to_owned());
        if options.launch != CargoLaunch::Trusted && !manifest::is_within(&manifest, &checkout) {
            return Err(refused(
                "the manifest is a link out of the checkout".to_owned(),
            ));
        }
        let lockfile = root_folder.join("Cargo.lock");
        if lockfile.metadata().is_ok_and(|about| !about.is_file()) {
            // Cargo would wait for ever where it is a named pipe.
            return Err(refused("Cargo.lock is no file".to_owned()));
        }
        if let Ok(about) = lockfile.symlink_metadata()
            && about.is_symlink()
            && !manifest::is_within(&lockfile, &checkout)
            && options.launch != CargoLaunch::Trusted
        {
            return Err(refused(
                "Cargo.lock is a link out of the checkout".to_owned(),
            ));
        }
        Ok(Self {
            has_lockfile: lockfile.is_file(),
            shown: shown(written, &folder, root_folder)
                .unwrap_or_else(|| lockfile.display().to_string()),
            lockfile,
            manifest,
            folder,
            root,
            checkout,
        })
    }

    /// A text without the folder in which the workspace happens to lie.
    pub(crate) fn without_root(&self, text: &str) -> String {
        let root = self.root.parent().unwrap_or(&self.folder);
        let root = root.display().to_string();
        let within = format!("{root}{}", std::path::MAIN_SEPARATOR);
        text.replace(&within, "").replace(&root, ".")
    }
}

/// The lockfile of a workspace, seen from where the user wrote the path of one of its manifests.
fn shown(written: &Path, folder: &Path, root: &Path) -> Option<String> {
    let below = folder.strip_prefix(root).ok()?;
    let named = written.parent().unwrap_or(Path::new(""));
    let above = if named.ends_with(below) {
        named
            .ancestors()
            .nth(below.components().count())?
            .to_owned()
    } else {
        let up = below.components().map(|_| "..").collect::<PathBuf>();
        named.join(up)
    };
    Some(above.join("Cargo.lock").display().to_string())
}

/// The folder of the repository that a folder belongs to.
pub(crate) fn checkout(folder: &Path) -> Option<PathBuf> {
    let found = folder
        .ancestors()
        .find(|folder| folder.join(".git").symlink_metadata().is_ok());
    found.map(Path::to_owned)
}
