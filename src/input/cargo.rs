//! Cargo workspaces: `cargo metadata` tells what is judged, guppy explains it.
//!
//! Every package of the resolve is told, and every package of Cargo.lock that the resolve leaves out. If
//! cargo is missing or fails, the lockfile is told with what manifests beside it say, and an error
//! remains, so that the run cannot pass.

mod dependencies;
mod explain;
mod launch;
mod locked;
pub(crate) mod manifest;
pub mod metadata;
pub(crate) mod package;
mod remedy;
mod repository_config;

use std::cell::OnceCell;
use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::diagnostic::Diagnostic;
use crate::input::cargo::dependencies::Manifests;
use crate::input::cargo::launch::Failure;
use crate::input::cargo::metadata::Places;
use crate::input::cargo::repository_config::RepositoryConfig;
use crate::input::lockfile::{self, Lock, Telling};
use crate::input::{CargoLaunch, CargoOptions};
use crate::inventory::{Document, Unreadable, Visitor};
use crate::source::read_text;

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
    /// The folder that a pull request can write: that of the repository, else that of the workspace.
    pub checkout: PathBuf,
}

/// Tell the packages of the workspace that a manifest belongs to.
///
/// # Errors
///
/// There is no such manifest, or neither cargo nor a lockfile says what the workspace depends on.
pub fn read(
    manifest: &Path,
    options: &CargoOptions,
    to: &mut dyn Visitor,
) -> Result<Document, Unreadable> {
    let workspace = Workspace::at(manifest, options)?;
    let text = lockfile_text(&workspace)?;
    let lock = text.as_deref().map(lockfile::parse);
    let config = RepositoryConfig::read(&workspace.folder, &workspace.checkout);
    let answer = match options.launch {
        CargoLaunch::Never => Err(None),
        CargoLaunch::Trusted | CargoLaunch::Untrusted => {
            if options.launch == CargoLaunch::Untrusted {
                config
                    .diagnostic()
                    .into_iter()
                    .for_each(|diagnostic| to.diagnostic(diagnostic));
            }
            let _clean = NewLockfile::of(&workspace);
            launch::metadata(&workspace, &config, options).map_err(Some)
        }
    };
    let lock = lock.transpose();
    let mut document = match answer {
        Ok(answer) => {
            let lock = (lock, text.as_deref());
            from_metadata(answer, lock, &workspace, &config, options, to)?
        }
        Err(failure) => {
            let failure = failure.map(|failure| failure_diagnostic(failure, &workspace));
            from_lockfile(lock?, failure, &workspace, &config, options, to)?
        }
    };
    document.digest = text.map(|text| digest(&text));
    Ok(document)
}

fn from_metadata(
    answer: String,
    (lock, lock_text): (Result<Option<Lock<'_>>, Unreadable>, Option<&str>),
    workspace: &Workspace,
    config: &RepositoryConfig,
    options: &CargoOptions,
    to: &mut dyn Visitor,
) -> Result<Document, Unreadable> {
    // A lockfile that cargo could read and we cannot leaves packages out: say so, and judge the rest.
    let lock = lock.unwrap_or_else(|unreadable| {
        to.diagnostic(unreadable.diagnostic);
        None
    });
    if !workspace.has_lockfile {
        to.diagnostic(
            Diagnostic::info(
                "cargo-lock-missing",
                "there is no Cargo.lock: versions are those that cargo chose just now",
            )
            .help("`cargo generate-lockfile` writes one"),
        );
    }
    let text = lock_text.map(str::to_owned);
    let places = Places::new(lock.as_ref(), "Cargo.lock", text);
    let (told, mut document) = metadata::tell(answer, &places, options, to)?;
    if let Some(lock) = &lock {
        let manifests = OnceCell::new();
        let telling = Telling {
            path: Some("Cargo.lock"),
            particulars: &|package| {
                let manifests =
                    manifests.get_or_init(|| Manifests::new(workspace, config, options));
                manifests.find(package)
            },
            told: &|package| told.contains(&package.key()),
        };
        document.dependencies += lockfile::tell(lock, &telling, to);
    }
    Ok(document)
}

fn from_lockfile(
    lock: Option<Lock<'_>>,
    failure: Option<Diagnostic>,
    workspace: &Workspace,
    config: &RepositoryConfig,
    options: &CargoOptions,
    to: &mut dyn Visitor,
) -> Result<Document, Unreadable> {
    let Some(lock) = lock else {
        let diagnostic = failure.unwrap_or_else(|| {
            Diagnostic::error(
                "input-unreadable",
                "there is no Cargo.lock beside this manifest, and cargo was not to be started",
            )
            .help("`cargo generate-lockfile` writes one")
        });
        return Err(unreadable(diagnostic));
    };
    failure
        .into_iter()
        .for_each(|failure| to.diagnostic(failure));
    let manifests = Manifests::new(workspace, config, options);
    let telling = Telling {
        path: Some("Cargo.lock"),
        particulars: &|package| manifests.find(package),
        told: &|_| false,
    };
    let dependencies = lockfile::tell(&lock, &telling, to);
    Ok(lockfile::document(&lock, dependencies))
}

fn failure_diagnostic(failure: Failure, workspace: &Workspace) -> Diagnostic {
    let instead = if workspace.has_lockfile {
        "; Cargo.lock was judged instead"
    } else {
        ""
    };
    match failure {
        Failure::Missing => {
            Diagnostic::error("cargo-failed", format!("cargo was not found{instead}"))
                .help("install Rust, or pass `--no-cargo` if lockfiles as data are enough")
        }
        Failure::StaleLock => Diagnostic::error(
            "cargo-failed",
            format!("Cargo.lock does not fit the manifests of the workspace{instead}"),
        )
        .help("`cargo update --workspace` brings it up to date"),
        Failure::Failed(said) => Diagnostic::error(
            "cargo-failed",
            format!("`cargo metadata` failed: {}{instead}", printable(&said)),
        )
        .help(
            "`cargo metadata --format-version 1` says more; `--no-cargo` judges lockfiles as data",
        ),
    }
}

fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

fn unreadable(diagnostic: Diagnostic) -> Unreadable {
    Unreadable {
        diagnostic,
        format: Some("cargo"),
        encoding: Some("toml"),
    }
}

fn digest(text: &str) -> String {
    let mut hex = "sha256:".to_owned();
    for byte in Sha256::digest(text.as_bytes()) {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

impl Workspace {
    fn at(manifest: &Path, options: &CargoOptions) -> Result<Self, Unreadable> {
        let refused = |message: String| {
            unreadable(
                Diagnostic::error("input-unreadable", message)
                    .help("name a folder with a Cargo.toml, or the Cargo.toml itself"),
            )
        };
        let named = || manifest.display().to_string();
        let manifest = std::path::absolute(manifest)
            .ok()
            .filter(|path| path.is_file())
            .ok_or_else(|| refused(format!("there is no manifest `{}`", printable(&named()))))?;
        let folder = manifest.parent().unwrap_or(Path::new("/")).to_owned();
        let root = manifest::workspace_root(&manifest);
        let root_folder = root.parent().unwrap_or(&folder);
        let checkout = checkout(&folder).unwrap_or_else(|| root_folder.to_owned());
        if options.launch != CargoLaunch::Trusted && !manifest::is_within(&manifest, &checkout) {
            return Err(refused(
                "the manifest is a link out of the checkout".to_owned(),
            ));
        }
        let lockfile = root_folder.join("Cargo.lock");
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
            lockfile,
            manifest,
            folder,
            root,
            checkout,
        })
    }
}

/// The folder of the repository that a folder belongs to.
pub(crate) fn checkout(folder: &Path) -> Option<PathBuf> {
    let found = folder
        .ancestors()
        .find(|folder| folder.join(".git").symlink_metadata().is_ok());
    found.map(Path::to_owned)
}

fn lockfile_text(workspace: &Workspace) -> Result<Option<String>, Unreadable> {
    if !workspace.has_lockfile {
        return Ok(None);
    }
    read_text(&workspace.lockfile, lockfile::LIMIT)
        .map(Some)
        .map_err(|error| {
            unreadable(Diagnostic::error(
                "input-unreadable",
                format!("Cargo.lock cannot be read: {error}"),
            ))
        })
}

/// Removes the lockfile that cargo writes where there was none: a check leaves the checkout as it was.
struct NewLockfile<'w>(Option<&'w Path>);

impl<'w> NewLockfile<'w> {
    fn of(workspace: &'w Workspace) -> Self {
        let existed = workspace.lockfile.symlink_metadata().is_ok();
        Self((!existed).then_some(workspace.lockfile.as_path()))
    }
}

impl Drop for NewLockfile<'_> {
    fn drop(&mut self) {
        if let Some(path) = self.0 {
            // Where cargo wrote none there is none to remove.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// What tells packages apart across `cargo metadata` and Cargo.lock.
pub(crate) type PackageKey = (String, String, Option<String>);

/// The keys of the packages that were told.
pub(crate) type Told = HashSet<PackageKey>;
