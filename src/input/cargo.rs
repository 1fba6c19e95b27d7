//! Cargo workspaces: `cargo metadata` tells what is judged, guppy explains it.
//!
//! Every package of the resolve is told, and every package of Cargo.lock that the resolve leaves out. If
//! cargo is missing or fails, the lockfile is told with what manifests beside it say, and an error
//! remains, so that the run cannot pass.

mod dependencies;
mod explain;
mod features;
mod git;
mod inherited;
mod launch;
pub(crate) mod locals;
mod locked;
pub(crate) mod manifest;
mod members;
pub mod metadata;
pub(crate) mod package;
mod patched;
mod remedy;
mod repository_config;
pub(crate) mod roots;
mod stale;
mod vendored;
mod wanted;
mod workspace;

use std::cell::OnceCell;
use std::collections::HashSet;
use std::fmt::Write as _;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use sha2::{Digest as _, Sha256};

use crate::diagnostic::Diagnostic;
use crate::input::cargo::dependencies::Manifests;
use crate::input::cargo::launch::{Answer, Failure};
use crate::input::cargo::members::Asked;
use crate::input::cargo::metadata::Places;
use crate::input::cargo::repository_config::RepositoryConfig;
use crate::input::lockfile::{self, Lock, Telling};
use crate::input::{CargoLaunch, CargoOptions};
use crate::inventory::{Document, Unreadable, Visitor};
use crate::source::read_text;

pub(crate) use dependencies::source_folders;
pub(crate) use workspace::{Workspace, checkout};

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
    let lock = text.as_deref().map(|text| parse(text, &workspace));
    let mut config = RepositoryConfig::read(&workspace.folder, &workspace.checkout);
    let ask = || members::asked(&workspace.root, &config.patched, &workspace.checkout);
    let start = || launch::metadata(&workspace, &config, options).map_err(Some);
    let (asked, answer) = match options.launch {
        // Cargo reads all that members configure.
        CargoLaunch::Trusted => (Asked::default(), start()),
        CargoLaunch::Never => (ask(), Err(None)),
        CargoLaunch::Untrusted => thread::scope(|scope| {
            let asking = scope.spawn(ask);
            let answer = start();
            let asked = asking.join();
            (asked.unwrap_or_else(|panic| resume_unwind(panic)), answer)
        }),
    };
    config.add_members(&asked.folders, &workspace.root, &workspace.checkout);
    let remarks = config.diagnostics(options.launch);
    remarks.into_iter().for_each(|remark| to.diagnostic(remark));
    let lock = lock.transpose();
    let mut document = match answer {
        Ok(Answer {
            metadata,
            made: None,
        }) => {
            let lock = (lock, text.as_deref());
            from_metadata(metadata, lock, &workspace, &config, options, to)?
        }
        Ok(Answer {
            metadata,
            made: Some(made),
        }) => {
            // It is nowhere that anybody could look at its lines.
            let lock = lockfile::parse(&made).map(|lock| Some(lock.without_lines()));
            let lock = (lock, Some(made.as_str()));
            from_metadata(metadata, lock, &workspace, &config, options, to)?
        }
        Err(failure) => {
            let failure = failure.map(|failure| failure_diagnostic(failure, &workspace));
            let unfit = |lock: &Lock<'_>| stale::remarks(lock, &asked, &workspace, &config);
            let lock = (lock?, failure);
            from_lockfile(lock, &unfit, &workspace, &config, options, to)?
        }
    };
    document.digest = text.as_deref().map(digest);
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
    let shown = workspace.has_lockfile.then_some(workspace.shown.as_str());
    let places = Places::new(lock.as_ref(), shown, text);
    let (told, mut document) = metadata::tell(answer, &places, options, to)?;
    if let Some(lock) = &lock {
        let manifests = OnceCell::new();
        let telling = Telling {
            path: shown,
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
    (lock, failure): (Option<Lock<'_>>, Option<Diagnostic>),
    unfit: &dyn Fn(&Lock<'_>) -> Vec<Diagnostic>,
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
    match failure {
        Some(failure) => to.diagnostic(failure),
        // Cargo would have said so.
        None => unfit(&lock)
            .into_iter()
            .for_each(|remark| to.diagnostic(remark)),
    }
    let manifests = Manifests::new(workspace, config, options);
    let telling = Telling {
        path: Some(&workspace.shown),
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
        Failure::NoLock => Diagnostic::error(
            "cargo-failed",
            "there is no Cargo.lock, and `--locked` or `--frozen` forbids to make one",
        )
        .help("`cargo generate-lockfile` writes one"),
        Failure::LockUnwritten => Diagnostic::error(
            "cargo-failed",
            "there is no Cargo.lock, and cargo cannot write one where the manifests are",
        )
        .help("commit what `cargo generate-lockfile` writes, or use cargo 1.97 or later, which need not write there"),
        Failure::StaleLock => Diagnostic::error(
            "cargo-failed",
            format!("Cargo.lock does not fit the manifests of the workspace{instead}"),
        )
        .help("`cargo update --workspace` brings it up to date"),
        Failure::Failed(said) => Diagnostic::error(
            "cargo-failed",
            format!(
                "`cargo metadata` failed: {}{instead}",
                printable(&workspace.without_root(&said))
            ),
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

/// The lockfile of a workspace; what is wrong with it stands in it, and not in the manifest.
fn parse<'t>(text: &'t str, workspace: &Workspace) -> Result<Lock<'t>, Unreadable> {
    lockfile::parse(text).map_err(|mut unreadable| {
        let location = unreadable.diagnostic.location.get_or_insert_default();
        location.path = Some(workspace.shown.clone());
        unreadable
    })
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

/// What tells packages apart across `cargo metadata` and Cargo.lock.
pub(crate) type PackageKey = (String, String, Option<String>);

/// The keys of the packages that were told.
pub(crate) type Told = HashSet<PackageKey>;
