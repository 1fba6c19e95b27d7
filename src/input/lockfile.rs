//! Cargo.lock, versions 1 to 4, as data.
//!
//! Every package of the file is a component, the unused patches too. What a
//! lockfile does not say (authors, repository) comes from `Particulars` that
//! the caller finds elsewhere, such as a vendored manifest.
//!
//! A file that turns out to be no lockfile is never quoted: it may be a link
//! to a secret.

mod dependency;
mod pieces;
mod wire;

use std::collections::HashSet;
use std::io::Read as _;

use crate::diagnostic::Diagnostic;
use crate::input::cargo::package::{self, Particulars};
use crate::inventory::{
    Class, DependencyKind, Document, Edge, Field, Inclusion, Locate, Mark, Role, Subject,
    SubjectId, Unreadable, Visitor,
};
use crate::source::{Location, Spot, Stream};

pub(crate) use dependency::{ByName, without_revision};
use wire::Trouble;
pub(crate) use wire::{Lock, Package, Text};

/// The newest version of the format that is known.
const KNOWN: u32 = 4;
/// Largest lockfile that is read.
pub(crate) const LIMIT: u64 = 64 << 20;

/// How a lockfile is told.
pub(crate) struct Telling<'t> {
    /// The name for locations, where the document is another file than the lockfile.
    pub path: Option<&'t str>,
    /// What is known of a package from manifests.
    pub particulars: &'t dyn Fn(&Package<'_>) -> Vec<Particulars>,
    /// Whether a package was told already, by the resolve.
    pub told: &'t dyn Fn(&Package<'_>) -> bool,
}

impl Default for Telling<'_> {
    fn default() -> Self {
        Self {
            path: None,
            particulars: &|_| Vec::new(),
            told: &|_| false,
        }
    }
}

/// Whether the text of a file is likely a lockfile: the first table of one is `[[package]]`, `[root]`
/// or nothing but its version.
#[must_use]
pub fn is_lockfile(head: &str) -> bool {
    let mut lines = head.lines().map(str::trim);
    let first = lines
        .find(|line| !line.is_empty() && !line.starts_with('#') && !line.starts_with("version ="));
    match first {
        Some("[[package]]" | "[root]" | "[[patch.unused]]") => true,
        Some(_) => false,
        None => head
            .lines()
            .any(|line| line.trim_start().starts_with("version =")),
    }
}

/// Tell the packages of a lockfile and what they depend on.
///
/// # Errors
///
/// It is no lockfile, or too large for one.
pub fn read(stream: &mut Stream, to: &mut dyn Visitor) -> Result<Document, Unreadable> {
    let mut text = String::new();
    let read = stream.by_ref().take(LIMIT + 1).read_to_string(&mut text);
    let refused = |message: &str| unreadable(Diagnostic::error("input-unreadable", message));
    match read {
        Ok(read) if read as u64 > LIMIT => {
            return Err(refused("this is too large for a Cargo.lock"));
        }
        Ok(_) => {}
        Err(_) => return Err(refused("this cannot be read as UTF-8 text")),
    }
    let lock = parse(&text)?;
    let dependencies = tell(&lock, &Telling::default(), to);
    Ok(document(&lock, dependencies))
}

/// The lockfile that a text holds.
pub(crate) fn parse(text: &str) -> Result<Lock<'_>, Unreadable> {
    Lock::parse(text).map_err(|trouble| {
        let (line, message, help) = match (trouble, unfinished_merge(text)) {
            (_, Some(line)) => (
                Some(line),
                "this Cargo.lock holds the marks of a merge that was not finished",
                "choose one side, then `cargo update --workspace` brings it up to date",
            ),
            (Trouble::NoLockfile(line), None) => (
                line,
                "this is no Cargo.lock",
                "`cargo generate-lockfile` writes a new one",
            ),
            (Trouble::TooLarge, None) => (
                None,
                "this holds more packages, or more of one, than any Cargo.lock does",
                "`cargo generate-lockfile` writes a new one",
            ),
        };
        let diagnostic = Diagnostic::error("input-unreadable", message).help(help);
        unreadable(match line {
            Some(_) => diagnostic.at(Location {
                line,
                ..Location::default()
            }),
            None => diagnostic,
        })
    })
}

/// The line at which git wrote the first of its marks into a lockfile.
fn unfinished_merge(text: &str) -> Option<u32> {
    let looks_locked = text.contains("[[package]]");
    let mut lines = (1..).zip(text.lines()).filter(|_| looks_locked);
    let found = lines.find(|(_, line)| line.starts_with("<<<<<<< "));
    found.map(|(number, _)| number)
}

pub(crate) fn unreadable(diagnostic: Diagnostic) -> Unreadable {
    Unreadable {
        diagnostic,
        format: Some("cargo-lock"),
        encoding: Some("toml"),
    }
}

/// What is known of a lockfile once it is told.
pub(crate) fn document(lock: &Lock<'_>, dependencies: u64) -> Document {
    Document {
        format: "cargo-lock",
        encoding: "toml",
        spec_version: Some(lock.version.to_string()),
        digest: None,
        identity: None,
        links: Vec::new(),
        dependencies,
        explain: None,
    }
}

/// Tell packages and edges; the number of edges.
pub(crate) fn tell(lock: &Lock<'_>, telling: &Telling<'_>, to: &mut dyn Visitor) -> u64 {
    if lock.version > KNOWN {
        let message = format!(
            "the version {} is not one this program knows; it was read as version {KNOWN}",
            lock.version
        );
        let remark = Diagnostic::warning("version-unknown", message);
        to.diagnostic(remark.help("a newer release may know it"));
    }
    let ids: Vec<_> = lock
        .packages
        .iter()
        .map(|package| (!(telling.told)(package)).then(|| subject(package, telling, to)))
        .collect();
    let by_name = ByName::of(&lock.packages);
    let mut dependencies = 0;
    let mut missing = Vec::new();
    for (package, id) in lock.packages.iter().zip(&ids) {
        // The resolve told what this one depends on.
        let Some(id) = id else { continue };
        let mut texts: Vec<&Text<'_>> = package.dependencies.iter().collect();
        if texts.len() > 1 {
            // What it says twice it means once.
            let mut seen = HashSet::with_capacity(texts.len());
            texts.retain(|text| seen.insert(text.0.as_ref()));
        }
        for text in texts {
            let meant = by_name.candidates(text);
            if meant.is_empty() {
                missing.push((package, text.0.as_ref()));
            }
            for at in meant {
                dependencies += 1;
                let on = ids[at].unwrap_or_else(|| to.refer(&lock.packages[at].reference()));
                to.edge(*id, Edge::DependsOn(DependencyKind::Normal), on);
            }
        }
    }
    if let Some((package, dependency)) = missing.first() {
        to.diagnostic(incomplete(package, dependency, missing.len(), telling));
    }
    dependencies
}

/// A lockfile that names what it does not hold was cut short, or mended by hand.
fn incomplete(
    package: &Package<'_>,
    dependency: &str,
    n_missing: usize,
    telling: &Telling<'_>,
) -> Diagnostic {
    let short = |text: &str| text.chars().take(100).collect::<String>();
    let others = match n_missing - 1 {
        0 => String::new(),
        n_others => format!(", and lacks {n_others} more"),
    };
    let message = format!(
        "the lockfile does not hold `{}`, which `{}` depends on{others}",
        short(dependency),
        short(package.name()),
    );
    let at = Line {
        path: telling.path,
        line: package.line,
    };
    Diagnostic::error("lockfile-incomplete", message)
        .help("it may have been cut short; `cargo update --workspace` completes it")
        .at(at.locate(""))
}

fn subject(package: &Package<'_>, telling: &Telling<'_>, to: &mut dyn Visitor) -> SubjectId {
    let source = package.source.as_deref();
    let purl = package::purl(package.name(), &package.version, source);
    let particulars = (telling.particulars)(package);
    let at = Line {
        path: telling.path,
        line: package.line,
    };
    let id = to.subject(&Subject {
        reference: &package.reference(),
        role: Role::Component,
        class: Class::Library,
        inclusion: if package.unused {
            Inclusion::Excluded
        } else {
            Inclusion::Required
        },
        group: None,
        name: package.name(),
        version: Some(&package.version),
        purl: Some(&purl),
        licenses: particulars
            .iter()
            .find_map(|particulars| particulars.license.as_deref()),
        at: at.spot(),
    });
    to.mark(id, &Mark::Purl(&purl), &Field::new("purl", &at));
    let source = source.unwrap_or("path+");
    to.mark(id, &Mark::CargoSource(source), &Field::new("source", &at));
    for particulars in particulars {
        particulars.tell(id, &at, to);
    }
    id
}

/// A line of a lockfile.
pub(crate) struct Line<'a> {
    /// The lockfile, where the document is another file.
    pub path: Option<&'a str>,
    /// The line, from 1; 0 where there is none.
    pub line: u32,
}

impl Line<'_> {
    /// The place of a package.
    pub(crate) fn spot(&self) -> Spot<'static> {
        Spot {
            line: self.line,
            column: u32::from(self.line > 0),
            ..Spot::default()
        }
    }
}

impl Locate for Line<'_> {
    fn locate(&self, _value: &str) -> Location {
        Location {
            path: self.path.map(str::to_owned),
            ..self.spot().to_location()
        }
    }
}
