//! Whether Cargo.lock fits the manifests of its workspace, for when cargo is not there to say so.
//!
//! A manifest that asks for more than the lockfile holds would bring in at the next build what nobody judged.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::Diagnostic;
use crate::identifier::is_crates_io;
use crate::input::cargo::Workspace;
use crate::input::cargo::manifest::slashed;
use crate::input::cargo::members::{self, Asked, Member, Origin, Wanted};
use crate::input::cargo::repository_config::RepositoryConfig;
use crate::input::lockfile::{Lock, Package};
use crate::source::Location;

/// Where the lockfile does not fit, and which manifests could not tell.
pub(crate) fn remarks(
    lock: &Lock<'_>,
    workspace: &Workspace,
    config: &RepositoryConfig,
) -> Vec<Diagnostic> {
    let Asked {
        members,
        mut standing_in,
        unreadable,
        is_cut,
    } = members::asked(&workspace.root, &workspace.checkout);
    let configured = config.patches.iter().flat_map(members::standing_in);
    standing_in.extend(configured);
    let held = Held::of(lock, &standing_in);
    let lacking = standing_in.iter().find(|wanted| !held.has(wanted));
    let lacking = lacking.map(|wanted| format!("it does not hold the patch {}", described(wanted)));
    let unfit = lacking.or_else(|| members.iter().find_map(|member| held.lacks(member)));
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
    let cut = is_cut.then(|| {
        let message = "the workspace has more members than are looked at: whether Cargo.lock fits them cannot be told";
        Diagnostic::error("input-unreadable", message).help("`cargo metadata` lists them")
    });
    let found = unfit.into_iter().chain(unreadable).chain(cut);
    found.map(|found| found.at(at.clone())).collect()
}

/// Sources of one name that are compared: no package has as many.
const SOURCES: usize = 1_000;

/// A lockfile and what stands in for other packages, by name.
struct Held<'l> {
    packages: HashMap<&'l str, Vec<&'l Package<'l>>>,
    standing_in: HashMap<&'l str, Vec<&'l Origin>>,
}

impl<'l> Held<'l> {
    fn of(lock: &'l Lock<'_>, standing_in: &'l [Wanted]) -> Self {
        let mut held = Self {
            packages: HashMap::new(),
            standing_in: HashMap::new(),
        };
        for package in &lock.packages {
            held.packages
                .entry(package.name())
                .or_default()
                .push(package);
        }
        for wanted in standing_in {
            held.standing_in
                .entry(&wanted.name)
                .or_default()
                .push(&wanted.from);
        }
        held
    }

    fn of_name(&self, name: &str) -> &[&'l Package<'l>] {
        self.packages
            .get(name)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// Whether any package is one that stands in for another.
    fn has(&self, wanted: &Wanted) -> bool {
        let mut of_name = self.of_name(&wanted.name).iter().take(SOURCES);
        of_name.any(|package| fits(package.source.as_deref(), &wanted.from))
    }

    /// What a member asks for and the lockfile does not give it.
    fn lacks(&self, member: &Member) -> Option<String> {
        let name = member.name.escape_debug();
        let own = self.of_name(&member.name).iter();
        let own = own.filter(|package| package.source.is_none());
        let is_same = |package: &&&Package<'_>| member.version.as_deref() == Some(&package.version);
        let Some(own) = own.clone().find(is_same).or(own.clone().next()) else {
            return Some(format!("it does not hold `{name}`"));
        };
        let given = self.given(own);
        let is_given = |wanted: &&Wanted| match given.get(wanted.name.as_str()) {
            // A package may use itself.
            None => wanted.name == member.name && matches!(wanted.from, Origin::Folder),
            Some(sources) => {
                let standing_in = self.standing_in.get(wanted.name.as_str()).into_iter();
                let standing_in = standing_in.flatten().copied().take(SOURCES);
                let mut accepted = standing_in.chain([&wanted.from]);
                accepted.any(|from| sources.iter().any(|source| fits(*source, from)))
            }
        };
        let mut dependencies = member.dependencies.iter();
        let lacking = dependencies.find(|wanted| !is_given(wanted))?;
        Some(format!("`{name}` depends on {}", described(lacking)))
    }

    /// The sources from which a package of the lockfile gets each name.
    fn given<'p>(&self, own: &'p Package<'_>) -> HashMap<&'p str, HashSet<Option<&'p str>>>
    where
        'l: 'p,
    {
        let mut given: HashMap<&str, HashSet<Option<&str>>> = HashMap::new();
        let texts: HashSet<&str> = own
            .dependencies
            .iter()
            .map(|text| text.0.as_ref())
            .collect();
        for text in texts {
            let mut words = text.splitn(3, ' ');
            let dependency = words.next().unwrap_or_default();
            let source = words.nth(1).map(|source| source.trim_matches(['(', ')']));
            let sources = given.entry(dependency).or_default();
            match source {
                Some(source) => drop(sources.insert(Some(source))),
                None => {
                    let of_name = self.of_name(dependency).iter().take(SOURCES);
                    sources.extend(of_name.map(|package| package.source.as_deref()));
                }
            }
        }
        given
    }
}

fn described(wanted: &Wanted) -> String {
    let from = match wanted.from {
        Origin::Folder => " from a folder",
        Origin::Git(_) => " from git",
        Origin::CratesIo | Origin::OtherRegistry => "",
    };
    format!("`{}`{from}", wanted.name.escape_debug())
}

/// Whether a source of a lockfile is where something is to come from.
fn fits(source: Option<&str>, from: &Origin) -> bool {
    match (source, from) {
        (source, Origin::Folder) => source.is_none(),
        (Some(source), Origin::Git(url)) => {
            let locked = source.strip_prefix("git+").map(address);
            locked.is_some_and(|locked| locked == address(url))
        }
        (Some(source), Origin::CratesIo) => is_crates_io(source),
        (Some(source), Origin::OtherRegistry) => {
            !source.starts_with("git+") && !is_crates_io(source)
        }
        (None, Origin::Git(_) | Origin::CratesIo | Origin::OtherRegistry) => false,
    }
}

/// The address of a git repository, as far as cargo tells them apart.
fn address(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let url = url.trim_end_matches('/').to_lowercase();
    url.trim_end_matches(".git").to_owned()
}
