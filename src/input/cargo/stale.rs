//! Whether Cargo.lock fits the manifests of its workspace, for when cargo is not there to say so.
//!
//! A manifest that asks for more than the lockfile holds would bring in at the next build what nobody judged.

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
use crate::input::cargo::Workspace;
use crate::input::cargo::manifest::slashed;
use crate::input::cargo::members::{self, Member, Wanted};
use crate::input::lockfile::{Lock, Package};
use crate::source::Location;

/// Where the lockfile does not fit, and which manifests could not tell.
pub(crate) fn remarks(lock: &Lock<'_>, workspace: &Workspace) -> Vec<Diagnostic> {
    let (members, unreadable) = members::members(&workspace.root, &workspace.checkout);
    let unfit = members.iter().find_map(|member| lacks(lock, member));
    let unfit = unfit.map(|what| {
        Diagnostic::error(
            "cargo-lock-stale",
            format!("Cargo.lock does not fit the manifests of the workspace: {what}"),
        )
        .help("`cargo update --workspace` brings it up to date")
    });
    let root = workspace.root.parent().unwrap_or(&workspace.folder);
    let unreadable = unreadable.first().map(|manifest| {
        let manifest = slashed(manifest.strip_prefix(root).unwrap_or(manifest));
        let message = format!(
            "the manifest `{}` is no TOML: whether Cargo.lock fits it cannot be told",
            manifest.escape_debug()
        );
        Diagnostic::error("input-unreadable", message).help("`cargo metadata` says what is wrong")
    });
    let at = Location {
        path: Some(workspace.shown.clone()),
        ..Location::default()
    };
    let found = unfit.into_iter().chain(unreadable);
    found.map(|found| found.at(at.clone())).collect()
}

/// What a member asks for and the lockfile does not give it.
fn lacks(lock: &Lock<'_>, member: &Member) -> Option<String> {
    let mut own = lock.packages.iter();
    let name = member.name.escape_debug();
    let Some(own) = own.find(|package| package.source.is_none() && package.name() == member.name)
    else {
        return Some(format!("it does not hold `{name}`"));
    };
    let mut given: HashMap<&str, Option<&str>> = HashMap::new();
    for text in &own.dependencies {
        let mut words = text.0.splitn(3, ' ');
        let dependency = words.next().unwrap_or_default();
        let source = words.nth(1).map(|source| source.trim_matches(['(', ')']));
        given.insert(dependency, source.or_else(|| only_source(lock, dependency)));
    }
    let is_given = |wanted: &&Wanted| match given.get(wanted.name.as_str()) {
        None => wanted.name == member.name,
        Some(source) => !wanted.from_git || !source.is_some_and(is_registry),
    };
    let lacking = member
        .dependencies
        .iter()
        .find(|wanted| !is_given(wanted))?;
    let from = if lacking.from_git { " from git" } else { "" };
    let lacking = lacking.name.escape_debug();
    Some(format!("`{name}` depends on `{lacking}`{from}"))
}

/// The source of a package of which the lockfile has one version.
fn only_source<'l>(lock: &'l Lock<'_>, name: &str) -> Option<&'l str> {
    let of_name = |package: &&Package<'_>| package.name() == name;
    lock.packages.iter().find(of_name)?.source.as_deref()
}

fn is_registry(source: &str) -> bool {
    source.starts_with("registry+") || source.starts_with("sparse+")
}
