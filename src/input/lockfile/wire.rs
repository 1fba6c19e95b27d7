//! The shape of Cargo.lock.

use std::borrow::Cow;

use serde::Deserialize;
use toml::Spanned;

use crate::input::cargo::PackageKey;
use crate::input::lockfile::pieces::{Piece, pieces};

/// Most packages of a lockfile, and most dependencies of them all: no build has a tenth of these.
const MOST_PACKAGES: usize = 300_000;
const MOST_DEPENDENCIES: usize = 3_000_000;

/// Why a text is no lockfile that is read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Trouble {
    /// It is none, which shows at this line.
    NoLockfile(Option<u32>),
    /// It holds more than any lockfile does.
    TooLarge,
}

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
    /// The lockfile that a text holds.
    pub(crate) fn parse(text: &'a str) -> Result<Self, Trouble> {
        let mut found = Found::default();
        for piece in pieces(text).ok_or(Trouble::TooLarge)? {
            found.add(&piece)?;
        }
        let Found {
            version,
            mut packages,
            unused,
            has_metadata,
            is_lockfile,
            ..
        } = found;
        if !is_lockfile {
            return Err(Trouble::NoLockfile(None));
        }
        packages.extend(unused);
        Ok(Self {
            version: version.unwrap_or(if has_metadata { 1 } else { 2 }),
            packages,
        })
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

/// What the pieces of a lockfile hold.
#[derive(Default)]
struct Found<'a> {
    version: Option<u32>,
    packages: Vec<Package<'a>>,
    unused: Vec<Package<'a>>,
    n_dependencies: usize,
    has_metadata: bool,
    is_lockfile: bool,
}

impl<'a> Found<'a> {
    fn add(&mut self, piece: &Piece<'a>) -> Result<(), Trouble> {
        let mut raw: Raw<'a> = toml::from_str(piece.text).map_err(|error| {
            let at = error.span().map(|span| span.start.min(piece.text.len()));
            let lines = at.map(|at| line_of(&piece.text.as_bytes()[..at]) - 1);
            Trouble::NoLockfile(lines.map(|lines| piece.line.saturating_add(lines)))
        })?;
        self.is_lockfile |= raw.package.is_some() || raw.root.is_some() || raw.version.is_some();
        self.has_metadata |= raw.metadata.is_some();
        self.version = self.version.or(raw.version);
        let from = self.packages.len();
        self.packages.extend(raw.package.take().unwrap_or_default());
        self.packages.extend(raw.root.take());
        number_lines(piece, &mut self.packages[from..]);
        number_lines(piece, &mut raw.patch.unused);
        let unused = raw.patch.unused.into_iter().map(|package| Package {
            unused: true,
            ..package
        });
        self.unused.extend(unused);
        let added = self.packages[from..].iter();
        self.n_dependencies += added
            .map(|package| package.dependencies.len())
            .sum::<usize>();
        let n_packages = self.packages.len() + self.unused.len();
        if n_packages > MOST_PACKAGES || self.n_dependencies > MOST_DEPENDENCIES {
            return Err(Trouble::TooLarge);
        }
        Ok(())
    }
}

/// Give each package its line, counting each line once where packages stand in the order of the file.
fn number_lines(piece: &Piece<'_>, packages: &mut [Package<'_>]) {
    let text = piece.text.as_bytes();
    let (mut at, mut line) = (0, piece.line);
    for package in packages {
        let start = package.name.span().start;
        if start < at {
            (at, line) = (0, piece.line);
        }
        let passed = text.get(at..start).unwrap_or_default();
        line = line.saturating_add(line_of(passed) - 1);
        at = start;
        package.line = line;
    }
}
