//! The shape of Cargo.lock.

use std::borrow::Cow;

use serde::Deserialize;
use toml::Spanned;

use crate::input::cargo::PackageKey;

/// A lockfile.
#[derive(Debug)]
pub(crate) struct Lock<'a> {
    /// 1 to 4.
    pub version: u32,
    /// Every package, those of unused patches last.
    pub packages: Vec<Package<'a>>,
}

/// One package of a lockfile.
#[derive(Debug, Deserialize)]
pub(crate) struct Package<'a> {
    #[serde(borrow)]
    name: Spanned<Cow<'a, str>>,
    /// The version.
    #[serde(borrow, default)]
    pub version: Cow<'a, str>,
    /// Where it comes from; absent for what lies in a folder.
    #[serde(borrow, default)]
    pub source: Option<Cow<'a, str>>,
    /// What it needs: `name`, `name version` or `name version (source)`.
    #[serde(default)]
    pub dependencies: Vec<Text<'a>>,
    /// The line of its name.
    #[serde(skip)]
    pub line: u32,
    /// Whether it is a patch that nothing uses.
    #[serde(skip)]
    pub unused: bool,
}

/// A borrowed string inside a list.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Text<'a>(#[serde(borrow)] pub Cow<'a, str>);

#[derive(Deserialize)]
struct Raw<'a> {
    version: Option<u32>,
    #[serde(borrow)]
    root: Option<Package<'a>>,
    #[serde(borrow)]
    package: Option<Vec<Package<'a>>>,
    #[serde(borrow, default)]
    patch: Patch<'a>,
    metadata: Option<serde::de::IgnoredAny>,
}

#[derive(Default, Deserialize)]
struct Patch<'a> {
    #[serde(borrow, default)]
    unused: Vec<Package<'a>>,
}

impl Package<'_> {
    /// The name.
    pub(crate) fn name(&self) -> &str {
        self.name.get_ref()
    }

    /// What tells it apart from the packages that `cargo metadata` names.
    pub(crate) fn key(&self) -> PackageKey {
        let source = self.source.as_deref().map(str::to_owned);
        (self.name().to_owned(), self.version.to_string(), source)
    }

    /// What tells it apart in its lockfile: `name version (source)`.
    pub(crate) fn reference(&self) -> String {
        match &self.source {
            Some(source) => format!("{} {} ({source})", self.name(), self.version),
            None => format!("{} {}", self.name(), self.version),
        }
    }
}

impl<'a> Lock<'a> {
    /// The lockfile that a text holds; else the line at which it is none, where that is known.
    pub(crate) fn parse(text: &'a str) -> Result<Self, Option<u32>> {
        let raw: Raw<'a> = toml::from_str(text).map_err(|error| {
            let at = error.span().map(|span| span.start.min(text.len()));
            at.map(|at| line_of(&text.as_bytes()[..at]))
        })?;
        let is_lockfile = raw.package.is_some() || raw.root.is_some() || raw.version.is_some();
        if !is_lockfile {
            return Err(None);
        }
        let version = raw
            .version
            .unwrap_or(if raw.metadata.is_some() { 1 } else { 2 });
        let mut packages = raw.package.unwrap_or_default();
        packages.extend(raw.root);
        packages.extend(raw.patch.unused.into_iter().map(|package| Package {
            unused: true,
            ..package
        }));
        number_lines(text, &mut packages);
        Ok(Self { version, packages })
    }

    /// The same, for a lockfile that nobody can open.
    pub(crate) fn without_lines(mut self) -> Self {
        self.packages
            .iter_mut()
            .for_each(|package| package.line = 0);
        self
    }
}

fn line_of(before: &[u8]) -> u32 {
    u32::try_from(memchr::memchr_iter(b'\n', before).count() + 1).unwrap_or(u32::MAX)
}

/// Give each package its line, counting each line once where packages stand in the order of the file.
fn number_lines(text: &str, packages: &mut [Package<'_>]) {
    let (mut at, mut line) = (0, 1);
    for package in packages {
        let start = package.name.span().start;
        if start < at {
            (at, line) = (0, 1);
        }
        let passed = text.as_bytes().get(at..start).unwrap_or_default();
        line += line_of(passed) - 1;
        at = start;
        package.line = line;
    }
}
