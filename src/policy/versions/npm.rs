//! Ranges as npm reads them ([`node-semver`]).
//!
//! Build metadata counts for nothing. A pre-release is inside only where a
//! comparison names one with the same three numbers.
//!
//! [`node-semver`]: https://github.com/npm/node-semver#ranges

use semver::{Prerelease, Version};

use crate::policy::versions::Operator;

/// Sets of comparisons; all of one must hold.
#[derive(Clone, Debug)]
pub(crate) struct Range(Vec<Vec<Comparison>>);

type Comparison = (Operator, Version);

/// As much of a version as is written, up to a wildcard.
struct Partial {
    numbers: Vec<u64>,
    pre: Prerelease,
}

impl Range {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let sets: Vec<_> = text.split("||").map(set).collect::<Option<_>>()?;
        // Beside a set that leaves nothing out, no other asks for a pre-release.
        Some(Self(if sets.iter().any(Vec::is_empty) {
            vec![Vec::new()]
        } else {
            sets
        }))
    }

    pub(crate) fn contains(&self, version: &str) -> bool {
        let version = version.trim().trim_start_matches(['v', '=']);
        Version::parse(version).is_ok_and(|version| self.0.iter().any(|set| holds(set, &version)))
    }
}

fn holds(set: &[Comparison], version: &Version) -> bool {
    let numbers = |version: &Version| (version.major, version.minor, version.patch);
    let asked_for =
        |(_, bound): &Comparison| !bound.pre.is_empty() && numbers(bound) == numbers(version);
    let mut comparisons = set.iter();
    (version.pre.is_empty() || set.iter().any(asked_for))
        && comparisons.all(|(operator, bound)| operator.holds(version.cmp_precedence(bound)))
}

/// Comparisons with spaces between them, or `FROM - TO`.
fn set(text: &str) -> Option<Vec<Comparison>> {
    if let Some((from, to)) = text.split_once(" - ") {
        let (from, to) = (Partial::parse(from)?, Partial::parse(to)?);
        let mut both = from.compare(">=")?;
        both.extend(to.compare("<=")?);
        return Some(both);
    }
    // A comma between comparisons, as others write them, can mean nothing else.
    let words = text.split([' ', ',']).filter(|word| !word.is_empty());
    let mut words = words.peekable();
    words.peek()?;
    let mut all = Vec::new();
    while let Some(word) = words.next() {
        let start = word.find(|c: char| !"<>=~^".contains(c));
        // An operator may stand apart from its version.
        let (operator, version) = match start {
            Some(start) => word.split_at(start),
            None => (word, words.next()?),
        };
        all.extend(Partial::parse(version)?.compare(operator)?);
    }
    all.retain(|(operator, version)| {
        *operator != Operator::GreaterOrEqual || *version != Version::new(0, 0, 0)
    });
    Some(all)
}

impl Partial {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches(['v', '=']);
        let text = text.split('+').next().unwrap_or_default();
        let (numbers, pre) = match text.split_once('-') {
            Some((numbers, pre)) => (numbers, Some(pre)),
            None => (text, None),
        };
        let mut partial = Self {
            numbers: Vec::new(),
            pre: Prerelease::EMPTY,
        };
        let (mut n_parts, mut wildcard) = (0, false);
        for part in numbers.split('.') {
            n_parts += 1;
            match part {
                "*" | "x" | "X" => wildcard = true,
                // Numbers after a wildcard say nothing that could be meant.
                _ if wildcard => return None,
                _ if part.len() > 1 && part.starts_with('0') => return None,
                _ if part.bytes().all(|byte| byte.is_ascii_digit()) => {
                    partial.numbers.push(part.parse().ok()?);
                }
                _ => return None,
            }
        }
        if let Some(pre) = pre {
            partial.pre = Prerelease::new(pre).ok().filter(|pre| !pre.is_empty())?;
        }
        let is_whole = partial.numbers.len() == 3;
        (n_parts <= 3 && (is_whole || pre.is_none())).then_some(partial)
    }

    /// What an operator makes of it.
    fn compare(&self, operator: &str) -> Option<Vec<Comparison>> {
        let places = self.numbers.len();
        let from = || (Operator::GreaterOrEqual, self.version());
        let below = |places| Some((Operator::Less, self.after(places)?));
        let is_partial = places < 3;
        Some(match operator {
            "" | "=" | "~" | "~>" | "^" | ">=" | "<=" if places == 0 => Vec::new(),
            "<" | ">" if places == 0 => vec![nothing()],
            "" | "=" if is_partial => vec![from(), below(places)?],
            "~" | "~>" => vec![from(), below(places.min(2))?],
            "^" => {
                let first = self.numbers.iter().position(|number| *number > 0);
                vec![from(), below(first.map_or(places, |first| first + 1))?]
            }
            ">" if is_partial => {
                let mut after = self.after(places)?;
                after.pre = Prerelease::EMPTY;
                vec![(Operator::GreaterOrEqual, after)]
            }
            "<=" if is_partial => vec![below(places)?],
            "<" if is_partial => {
                let mut version = self.version();
                version.pre = lowest();
                vec![(Operator::Less, version)]
            }
            "!=" => return None,
            operator => vec![(Operator::plain(operator)?, self.version())],
        })
    }

    fn version(&self) -> Version {
        let at = |place: usize| self.numbers.get(place).copied().unwrap_or(0);
        let mut version = Version::new(at(0), at(1), at(2));
        version.pre = self.pre.clone();
        version
    }

    /// The lowest pre-release of the first version that begins with other numbers.
    fn after(&self, places: usize) -> Option<Version> {
        let mut numbers = self.numbers.get(..places)?.to_vec();
        let last = numbers.last_mut()?;
        *last = last.checked_add(1)?;
        let pre = lowest();
        Some(Self { numbers, pre }.version())
    }
}

fn lowest() -> Prerelease {
    Prerelease::new("0").expect("0 is a pre-release")
}

fn nothing() -> Comparison {
    let mut version = Version::new(0, 0, 0);
    version.pre = lowest();
    (Operator::Less, version)
}
