//! Ranges of versions in the notation of a package's ecosystem.
//!
//! A range only ever accepts something, so whatever cannot be compared for
//! certain is outside: a version or a range that its ecosystem would not read,
//! and a pre-release that no bound asks for, wherever the ecosystem leaves
//! that to whoever resolves.

mod go;
mod maven;
mod npm;
mod numbered;
mod python;

use std::cmp::Ordering;

use semver::{Version, VersionReq};

/// A range of versions.
#[derive(Clone, Debug)]
pub(crate) enum Range {
    /// As Cargo reads it.
    Cargo(VersionReq),
    /// Comparisons of semantic versions with a `v`.
    Go(go::Range),
    /// Brackets, or comparisons, in Maven's order of versions.
    Maven(maven::Range),
    /// As `node-semver` reads it.
    Npm(npm::Range),
    /// PEP 440.
    Python(python::Range),
    /// Number by number, for all others.
    Numbered(numbered::Range),
}

impl Range {
    /// Read a range for a purl type; `None` where it is none.
    pub(crate) fn parse(kind: &str, text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        match kind {
            "cargo" => VersionReq::parse(text).ok().map(Self::Cargo),
            "golang" => go::Range::parse(text).map(Self::Go),
            "maven" => maven::Range::parse(text).map(Self::Maven),
            "npm" => npm::Range::parse(text).map(Self::Npm),
            "pypi" => python::Range::parse(text).map(Self::Python),
            kind => numbered::Range::parse(kind, text).map(Self::Numbered),
        }
    }

    /// Whether a version is inside.
    pub(crate) fn contains(&self, version: &str) -> bool {
        match self {
            Self::Cargo(range) => {
                Version::parse(version).is_ok_and(|version| range.matches(&version))
            }
            Self::Go(range) => range.contains(version),
            Self::Maven(range) => range.contains(version),
            Self::Npm(range) => range.contains(version),
            Self::Python(range) => range.contains(version),
            Self::Numbered(range) => range.contains(version),
        }
    }
}

/// What a comparison asks of the order of a version and its bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Operator {
    /// The operators that every notation has; none at all means `=`.
    fn plain(text: &str) -> Option<Self> {
        Some(match text {
            "" | "=" | "==" => Self::Equal,
            "!=" => Self::NotEqual,
            "<" => Self::Less,
            "<=" => Self::LessOrEqual,
            ">" => Self::Greater,
            ">=" => Self::GreaterOrEqual,
            _ => return None,
        })
    }

    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// Comparisons with commas or spaces between them, each an operator and a version.
fn comparisons(text: &str) -> Option<Vec<(&str, &str)>> {
    let mut all = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let start = rest.find(|c: char| !"<>=!~^".contains(c))?;
        let (operator, after) = rest.split_at(start);
        let after = after.trim_start();
        let end = after.find([',', ' ']).unwrap_or(after.len());
        all.push((operator, &after[..end]));
        rest = after[end..].trim_start_matches([',', ' ']);
    }
    (!all.is_empty()).then_some(all)
}

/// An interval as Maven and `NuGet` write one: `[1.0,2.0)`.
struct Interval<'t> {
    from: Option<(Operator, &'t str)>,
    to: Option<(Operator, &'t str)>,
}

/// Intervals with commas between them; `[1.0]` is one version.
fn intervals(text: &str) -> Option<Vec<Interval<'_>>> {
    let mut all = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = rest.find([']', ')'])?;
        let (open, inside, close) = (rest.get(..1)?, rest.get(1..end)?, &rest[end..=end]);
        let lowest = match open {
            "[" => Operator::GreaterOrEqual,
            "(" => Operator::Greater,
            _ => return None,
        };
        let highest = if close == "]" {
            Operator::LessOrEqual
        } else {
            Operator::Less
        };
        all.push(match inside.split_once(',') {
            Some((from, to)) => Interval {
                from: Some((lowest, from.trim())).filter(|(_, from)| !from.is_empty()),
                to: Some((highest, to.trim())).filter(|(_, to)| !to.is_empty()),
            },
            None if (open, close) == ("[", "]") && !inside.trim().is_empty() => Interval {
                from: Some((Operator::Equal, inside.trim())),
                to: None,
            },
            None => return None,
        });
        rest = rest[end + 1..].trim_start();
        if let Some(after) = rest.strip_prefix(',') {
            rest = after.trim_start();
            if rest.is_empty() {
                return None;
            }
        }
    }
    (!all.is_empty()).then_some(all)
}

#[cfg(test)]
mod tests;
