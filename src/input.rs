//! Readers: one a format, each telling a visitor what it meets.
//!
//! Enters: a [`Source`](crate::source::Source). Leaves: what the visitor heard, and a [`Document`](crate::inventory::Document).
//! The kind of an input is found from its content, never from its name.
//! Knows nothing of vendors.

mod auditable;
mod blank;
mod bounded;
mod buffer;
pub mod cargo;
mod cyclonedx;
mod discover;
mod encoding;
mod json;
mod json_document;
pub mod lockfile;
mod party;
mod pattern;
mod read;
mod spdx;
mod teller;
mod waiting;
mod xml;
mod xml_document;

use std::ffi::OsString;

pub use discover::{Discovery, Target, discover, files_matching, read_target};
pub use read::read;

/// How inputs are read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How Cargo workspaces are read.
    pub cargo: CargoOptions,
}

/// How Cargo workspaces are read.
#[derive(Clone, Debug, Default)]
pub struct CargoOptions {
    /// How cargo is started.
    pub launch: CargoLaunch,
    /// `--features`, as given.
    pub features: Vec<String>,
    /// `--all-features`.
    pub all_features: bool,
    /// `--no-default-features`.
    pub no_default_features: bool,
    /// `--target`, as given: what `in_build` and paths are computed for; empty for every platform.
    pub targets: Vec<String>,
    /// `--locked`.
    pub locked: bool,
    /// `--offline`.
    pub offline: bool,
    /// `--frozen`.
    pub frozen: bool,
    /// The environment as the command line saw it: what cargo gets of it is chosen here.
    pub environment: Vec<(OsString, OsString)>,
}

/// How cargo is started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CargoLaunch {
    /// As the user would start it.
    #[default]
    Trusted,
    /// So that nothing in the checkout can run.
    Untrusted,
    /// Not at all: lockfiles and manifests are data.
    Never,
}
