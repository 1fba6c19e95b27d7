//! Packages that are built of what others publish: those of distributions (deb, rpm, apk, alpm and their like),
//! and the halves of Flutter plugins.

use crate::denylist::model::{Attribution, IdentityKind};
use crate::identifier::{FORMATS, Purl};
use crate::matching::index::Index;
use crate::matching::sign::{Classified, Coverage, Kind, Sign};

/// How distributions begin the names of Go libraries.
pub(crate) const GO_LIBRARY: &str = "golang-";
/// How they begin the names of libraries of other languages, and where those are published.
const LIBRARIES: [(&str, &str); 10] = [
    ("librust-", "cargo"),
    ("node-", "npm"),
    ("nodejs-", "npm"),
    ("py3-", "pypi"),
    ("python-", "pypi"),
    ("python2", "pypi"),
    ("python3", "pypi"),
    ("ruby-", "gem"),
    ("rubygem-", "gem"),
    ("rust-", "cargo"),
];
/// How they end the names of parts of a program, and of ways to build it.
const PARTS: [&str; 13] = [
    "-appimage",
    "-bin",
    "-bwrap",
    "-dbg",
    "-dbgsym",
    "-debuginfo",
    "-dev",
    "-devel",
    "-doc",
    "-git",
    "-libs",
    "-portable",
    "-static",
];
/// How the names of programs in the stores of desktops begin: with a domain, from behind.
const DOMAINS: [&str; 5] = ["cn.", "com.", "io.", "net.", "ru."];

/// What a package is built of, by the name that a distribution gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Original<'n> {
    kind: &'static str,
    pub(crate) name: &'n str,
}

impl Original<'_> {
    /// The original as a purl of its own registry.
    pub(crate) fn purl(&self) -> String {
        match self.kind {
            "maven" => format!("pkg:maven/{0}/{0}", self.name),
            kind => format!("pkg:{kind}/{}", self.name),
        }
    }

    /// Whether its name begins with a domain, so that its beginning decides.
    pub(crate) fn is_by_domain(&self) -> bool {
        self.kind == "maven"
    }
}

/// What a package may be built of: [Debian], [Fedora], Arch and conda-forge say in their policies how they
/// name libraries, and [Flutter] that the half of a plugin for iOS is a pod of the plugin's own name.
///
/// [Debian]: https://www.debian.org/doc/packaging-manuals/python-policy/
/// [Fedora]: https://docs.fedoraproject.org/en-US/packaging-guidelines/Naming/
/// [Flutter]: https://docs.flutter.dev/packages-and-plugins/developing-packages
pub(crate) fn originals<'n>(kind: &str, name: &'n str) -> impl Iterator<Item = Original<'n>> {
    let of = |kind| move |name| Original { kind, name };
    let is_distribution = matches!(kind, "deb" | "rpm" | "apk" | "alpm");
    let is_conda = kind == "conda";
    let has_domain = is_distribution || matches!(kind, "flatpak" | "generic");
    let built = is_distribution.then_some(name);
    let is_plugin = kind == "cocoapods" && is_plugin(name);
    let by_domain = has_domain && DOMAINS.iter().any(|domain| behind(name, domain).is_some());
    [
        built.and_then(library),
        built.and_then(part).map(of("alpm")),
        by_domain.then_some(name).map(of("maven")),
        is_conda.then_some(name).map(of("pypi")),
        is_conda.then_some(name).map(of("alpm")),
        is_plugin.then_some(name).map(of("pub")),
    ]
    .into_iter()
    .flatten()
}

/// Whether a pod is called as Flutter plugins are: of several words in lower case, where pods of their own
/// have capitals.
fn is_plugin(name: &str) -> bool {
    let is_of_words = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    name.contains('_') && name.chars().all(is_of_words)
}

/// A library of another language: `python3-x`, `librust-x+feature-0.2-dev`.
fn library(name: &str) -> Option<Original<'_>> {
    let (prefix, kind, rest) = LIBRARIES
        .iter()
        .find_map(|(prefix, kind)| Some((prefix, *kind, behind(name, prefix)?)))?;
    let is_number = |c: char| c.is_ascii_digit() || c == '.';
    let name = match kind {
        // `python3-x`, `python3.11-x`, `python311-x`.
        "pypi" if prefix.ends_with(is_number) => {
            rest.trim_start_matches(is_number).strip_prefix('-')?
        }
        "cargo" => {
            let rest = rest.split('+').next().unwrap_or(rest);
            let rest = part(rest).unwrap_or(rest);
            let version = rest.rsplit_once('-');
            let version = version.filter(|(_, version)| version.chars().all(is_number));
            version.map_or(rest, |(name, _)| name)
        }
        _ => rest,
    };
    Some(Original { kind, name }).filter(|original| !original.name.is_empty())
}

/// The program of which a package is a part or a build.
fn part(name: &str) -> Option<&str> {
    PARTS.iter().find_map(|part| {
        let at = name.len().checked_sub(part.len())?;
        let ends = name
            .get(at..)
            .is_some_and(|end| end.eq_ignore_ascii_case(part));
        (ends && at > 0).then(|| &name[..at])
    })
}

/// What follows a beginning, in any case.
fn behind<'n>(name: &'n str, beginning: &str) -> Option<&'n str> {
    let begins = name
        .get(..beginning.len())
        .is_some_and(|begin| begin.eq_ignore_ascii_case(beginning));
    begins.then(|| &name[beginning.len()..])
}

/// A program has the same name in each format of packages: what is `pkg:deb/debian/x` may come as `pkg:rpm/fedora/x`.
pub(crate) fn other_formats(index: &Index<'_>, purl: &Purl<'_>, key: &str, found: &mut Classified) {
    let kind = key
        .strip_prefix("pkg:")
        .and_then(|rest| rest.split_once('/'));
    let Some((_, name)) = kind.filter(|(kind, _)| FORMATS.contains(kind)) else {
        return;
    };
    for format in FORMATS {
        let targets = index.identities(IdentityKind::Package, &format!("pkg:{format}/{name}"));
        for target in targets {
            let is_told = |sign: &Sign| sign.target.vendor == target.vendor;
            if !found.signs.iter().any(is_told) && !index.is_lookalike(purl, target.vendor) {
                let sign = index.sign(*target, Kind::Package, Attribution::Declared, purl.key());
                found.signs.push(sign);
                found.coverage.add(Coverage::PACKAGE);
            }
        }
    }
}

/// A Go library as Debian and Fedora name it, by its import path: `golang-github-owner-name-dev`.
///
/// Owner and name are divided as the words of each are: where the owner may end elsewhere, that only indicates.
pub(crate) fn go_library(index: &Index<'_>, purl: &Purl<'_>, found: &mut Classified) {
    let name = purl.name.to_lowercase();
    let path = name
        .strip_prefix(GO_LIBRARY)
        .and_then(|path| path.split_once('-'));
    let Some((host, path)) = path else {
        return;
    };
    let host = match host {
        "github" => "github.com",
        "gitlab" => "gitlab.com",
        "bitbucket" => "bitbucket.org",
        _ => return,
    };
    let path = format!("{host}/{path}");
    let candidates = path.rmatch_indices('-').map(|(at, _)| &path[..at]);
    for (value, target) in index.longest(IdentityKind::ForgeOrganisation, candidates) {
        if !index.is_lookalike(purl, target.vendor) {
            let rest = path.strip_prefix(value).unwrap_or_default();
            let rest = rest.trim_end_matches("-dev").trim_end_matches("-devel");
            let owner = value.rsplit_once('/').map_or(value, |(_, owner)| owner);
            // `tencentcloud-tencentcloud-sdk-go`: the name begins with its owner's.
            let is_repeated = rest.trim_start_matches('-').starts_with(owner);
            let attribution = if rest.matches('-').count() < 2 || is_repeated {
                Attribution::Declared
            } else {
                Attribution::Indicated
            };
            let sign = index.sign(target, Kind::Beginning, attribution, value);
            found.signs.push(sign);
            found.coverage.add(Coverage::NAMESPACE);
        }
    }
}
