//! Ranges of versions in the notation of a package's ecosystem.
//!
//! A range only ever accepts something, so whatever cannot be compared for
//! certain is outside: a pre-release (or a post-release) is inside only where
//! a bound names one with the same numbers, as Cargo and npm have it.

use std::cmp::Ordering;

/// A range: at least one of its alternatives holds with all of its bounds.
#[derive(Clone, Debug)]
pub(crate) struct Range(Vec<Vec<Bound>>);

#[derive(Clone, Debug)]
struct Bound {
    is: fn(Ordering) -> bool,
    to: Release,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Release {
    numbers: Vec<u64>,
    pre: Option<String>,
}

/// How an ecosystem reads what is not spelled out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Notation {
    /// A bare version allows what is compatible.
    Cargo,
    /// A bare version is that version; a part of one is all that begin with it.
    Npm,
    /// Brackets (Maven and `NuGet`).
    Brackets,
    /// A tilde lets the last number that is written grow.
    Composer,
    /// `~>` lets the last number that is written grow (gems and Hex).
    Pessimistic,
    /// Comparisons alone: PEP 440, Go and all others.
    Plain,
}

impl Range {
    /// Read a range for a purl type; `None` where it is none.
    pub(crate) fn parse(kind: &str, text: &str) -> Option<Self> {
        let notation = match kind {
            "cargo" => Notation::Cargo,
            "npm" => Notation::Npm,
            "maven" | "nuget" => Notation::Brackets,
            "composer" => Notation::Composer,
            "gem" | "hex" => Notation::Pessimistic,
            _ => Notation::Plain,
        };
        if notation == Notation::Brackets && text.contains(['[', '(']) {
            return brackets(text);
        }
        let alternatives = text.split("||").map(|one| bounds(notation, one));
        Some(Self(alternatives.collect::<Option<_>>()?))
    }

    /// Whether a version is inside.
    pub(crate) fn contains(&self, version: &str) -> bool {
        let Some((version, false)) = Release::parse(version) else {
            return false;
        };
        self.0.iter().any(|bounds| {
            let names_it = |bound: &Bound| {
                bound.to.pre.is_some() && bound.to.order_of_numbers(&version).is_eq()
            };
            let comparable = version.pre.is_none() || bounds.iter().any(names_it);
            comparable
                && bounds
                    .iter()
                    .all(|bound| (bound.is)(version.order(&bound.to)))
        })
    }
}

impl Release {
    /// A version, or the beginning of one that ends with a wildcard.
    fn parse(text: &str) -> Option<(Self, bool)> {
        let text = text.trim().trim_start_matches(['v', 'V']);
        let text = text.split('+').next().unwrap_or_default();
        let end = text
            .find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '*' | 'x' | 'X'))
            .unwrap_or(text.len());
        let (mut numbers, mut wildcard) = (Vec::new(), false);
        for part in text[..end].trim_end_matches('.').split('.') {
            match part {
                "*" | "x" | "X" => wildcard = true,
                // Numbers after a wildcard say nothing that could be meant.
                _ if wildcard => return None,
                _ => numbers.push(part.parse().ok()?),
            }
        }
        let pre = text[end..].trim_start_matches(['-', '.', '_']);
        let pre = (!pre.is_empty()).then(|| pre.to_owned());
        (!wildcard || pre.is_none()).then_some((Self { numbers, pre }, wildcard))
    }

    fn order(&self, other: &Self) -> Ordering {
        self.order_of_numbers(other)
            .then_with(|| match (&self.pre, &other.pre) {
                (None, None) => Ordering::Equal,
                (None, Some(_)) => Ordering::Greater,
                (Some(_), None) => Ordering::Less,
                (Some(one), Some(other)) => order_of_pre(one, other),
            })
    }

    /// Number by number; what is missing is zero.
    fn order_of_numbers(&self, other: &Self) -> Ordering {
        let at = |release: &Self, place: usize| release.numbers.get(place).copied().unwrap_or(0);
        let places = 0..self.numbers.len().max(other.numbers.len());
        places
            .map(|place| at(self, place).cmp(&at(other, place)))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }

    /// The first release after all that begin with these numbers.
    fn after(&self, places: usize) -> Option<Self> {
        let mut numbers = self.numbers.get(..places)?.to_vec();
        let last = numbers.last_mut()?;
        *last = last.checked_add(1)?;
        Some(Self { numbers, pre: None })
    }
}

/// Identifier by identifier: numbers by value, and before words ([SemVer 11.4]).
///
/// [SemVer 11.4]: https://semver.org/#spec-item-11
fn order_of_pre(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (one.split(['.', '-']), other.split(['.', '-']));
    loop {
        let order = match (one.next(), other.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(a), Some(b)) => match (a.parse::<u64>(), b.parse::<u64>()) {
                (Ok(a), Ok(b)) => a.cmp(&b),
                (Ok(_), Err(_)) => Ordering::Less,
                (Err(_), Ok(_)) => Ordering::Greater,
                (Err(_), Err(_)) => a.cmp(b),
            },
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// Comparisons with commas or spaces between them; at least one.
fn bounds(notation: Notation, text: &str) -> Option<Vec<Bound>> {
    if let Some((from, to)) = text.split_once(" - ").filter(|_| notation == Notation::Npm) {
        let mut both = comparison(notation, ">=", from.trim())?;
        both.extend(comparison(notation, "<=", to.trim())?);
        return Some(both);
    }
    let mut all = Vec::new();
    let mut rest = text.trim();
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let start = rest.find(|c: char| !"<>=!~^".contains(c))?;
        let (operator, after) = rest.split_at(start);
        let after = after.trim_start();
        let end = after.find([',', ' ']).unwrap_or(after.len());
        all.extend(comparison(notation, operator, &after[..end])?);
        rest = after[end..].trim_start_matches([',', ' ']);
    }
    Some(all)
}

fn comparison(notation: Notation, operator: &str, version: &str) -> Option<Vec<Bound>> {
    let (to, wildcard) = Release::parse(version)?;
    let places = to.numbers.len();
    let semantic = matches!(notation, Notation::Cargo | Notation::Npm);
    // Where a version has three numbers, a shorter one stands for all that begin with it.
    let partial = wildcard || (semantic && places < 3 && to.pre.is_none());
    let bare = if notation == Notation::Cargo && !wildcard {
        "^"
    } else {
        "="
    };
    let grows = match notation {
        Notation::Plain => Some("~="),
        Notation::Composer => Some("~"),
        Notation::Pessimistic => Some("~>"),
        Notation::Cargo | Notation::Npm | Notation::Brackets => None,
    };
    let at_least = |to: Release| Bound {
        is: Ordering::is_ge,
        to,
    };
    let below = |to: Release| Bound {
        is: Ordering::is_lt,
        to,
    };
    let operator = if operator.is_empty() { bare } else { operator };
    if places == 0 {
        // `*` alone: any version.
        return (wildcard && operator == "=").then(Vec::new);
    }
    Some(match operator {
        "=" | "==" if partial => vec![at_least(to.clone()), below(to.after(places)?)],
        "=" | "==" | "===" => vec![Bound {
            is: Ordering::is_eq,
            to,
        }],
        "!=" if !wildcard => vec![Bound {
            is: Ordering::is_ne,
            to,
        }],
        ">=" => vec![at_least(to)],
        ">" if partial => vec![at_least(to.after(places)?)],
        ">" => vec![Bound {
            is: Ordering::is_gt,
            to,
        }],
        "<" => vec![below(to)],
        "<=" if partial => vec![below(to.after(places)?)],
        "<=" => vec![Bound {
            is: Ordering::is_le,
            to,
        }],
        "^" if semantic || notation == Notation::Composer => {
            let first = to.numbers.iter().position(|number| *number > 0);
            let kept = first.map_or(places, |first| first + 1);
            vec![at_least(to.clone()), below(to.after(kept)?)]
        }
        "~" if semantic => vec![at_least(to.clone()), below(to.after(places.min(2))?)],
        "~=" | "~" | "~>" if grows == Some(operator) && places > 1 => {
            vec![at_least(to.clone()), below(to.after(places - 1)?)]
        }
        _ => return None,
    })
}

/// `[1.0,2.0)`, `(,1.0]`, `[1.0]`, and several with commas between them.
fn brackets(text: &str) -> Option<Range> {
    let mut alternatives = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = rest.find([']', ')'])?;
        let (open, close) = (rest.chars().next()?, rest[end..].chars().next()?);
        if !matches!(open, '[' | '(') {
            return None;
        }
        let inside = &rest[1..end];
        let mut both = Vec::new();
        match inside.split_once(',') {
            None => both.push(Bound {
                is: Ordering::is_eq,
                to: exact(inside)?,
            }),
            Some((from, to)) => {
                if !from.trim().is_empty() {
                    let is = if open == '[' {
                        Ordering::is_ge
                    } else {
                        Ordering::is_gt
                    };
                    both.push(Bound {
                        is,
                        to: exact(from)?,
                    });
                }
                if !to.trim().is_empty() {
                    let is = if close == ']' {
                        Ordering::is_le
                    } else {
                        Ordering::is_lt
                    };
                    both.push(Bound { is, to: exact(to)? });
                }
            }
        }
        alternatives.push(both);
        rest = rest[end + 1..].trim_start_matches([',', ' ']);
    }
    Some(Range(alternatives))
}

fn exact(text: &str) -> Option<Release> {
    Release::parse(text)
        .filter(|(_, wildcard)| !wildcard)
        .map(|(release, _)| release)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: &str, range: &str, inside: &[&str], outside: &[&str]) {
        let parsed = Range::parse(kind, range).expect("it is a range");
        for version in inside {
            assert!(parsed.contains(version), "{version} in {range}");
        }
        for version in outside {
            assert!(!parsed.contains(version), "{version} not in {range}");
        }
    }

    #[test]
    fn cargo() {
        check(
            "cargo",
            ">=0.5, <0.6",
            &["0.5.0", "0.5.12"],
            &["0.6.0", "0.4.9", "0.5.0-rc.1", "0.6.0-rc.1", "weird"],
        );
        check("cargo", "0.5", &["0.5.0", "0.5.9"], &["0.6.0"]);
        check("cargo", "1.2", &["1.2.0", "1.9.0"], &["2.0.0", "1.1.9"]);
        check("cargo", "0.0.3", &["0.0.3"], &["0.0.4"]);
        check("cargo", "~1.2.3", &["1.2.9"], &["1.3.0"]);
        check("cargo", "=1.2", &["1.2.7"], &["1.3.0"]);
        check("cargo", "1.*", &["1.9.9"], &["2.0.0"]);
        check(
            "cargo",
            ">=1.0.0-rc.2, <2",
            &["1.0.0-rc.10", "1.5.0"],
            &["1.0.0-rc.1", "1.5.0-rc.1"],
        );
        check("cargo", ">1.2", &["1.3.0"], &["1.2.9"]);
    }

    #[test]
    fn npm() {
        check(
            "npm",
            "^1.2.3 || 3.x",
            &["1.9.0", "3.4.5"],
            &["2.0.0", "4.0.0"],
        );
        check("npm", "1.2.3", &["1.2.3"], &["1.2.4"]);
        check("npm", "1.2", &["1.2.9"], &["1.3.0"]);
        check("npm", ">=1.2.0 <2", &["1.2.0"], &["2.0.0"]);
        check("npm", "1.2.3 - 2.3", &["2.3.9"], &["2.4.0", "1.2.2"]);
        check("npm", "*", &["1.0.0"], &["1.0.0-rc.1"]);
    }

    #[test]
    fn pep_440() {
        check("pypi", "~=1.4.2", &["1.4.9"], &["1.5", "1.4.1"]);
        check(
            "pypi",
            ">=1.0,!=1.5,<2",
            &["1.4"],
            &["1.5", "1.5.0", "2.0", "1.6rc1", "1.6.post1"],
        );
        check("pypi", "==1.4.*", &["1.4.7"], &["1.5"]);
    }

    #[test]
    fn maven_and_go() {
        check(
            "maven",
            "[1.0,2.0)",
            &["1.0", "1.9"],
            &["2.0", "0.9", "1.5-SNAPSHOT"],
        );
        check("maven", "(,1.0],[1.2,)", &["0.1", "1.0", "7"], &["1.1"]);
        check("maven", "[1.5]", &["1.5"], &["1.5.1"]);
        check("maven", "1.5", &["1.5"], &["1.6"]);
        check("golang", ">=v0.9.0, <v1.0.0", &["v0.9.5"], &["v1.0.0"]);
    }

    #[test]
    fn nuget_composer_and_gems() {
        check("nuget", "[3.0,4.0)", &["3.0.0", "3.9"], &["4.0.0", "2.9"]);
        check("nuget", "3.1.0", &["3.1.0"], &["3.2.0"]);
        check("composer", "^2.1", &["2.1.0", "2.9.9"], &["3.0.0", "2.0.9"]);
        check("composer", "~2.1", &["2.1.0", "2.9.9"], &["3.0.0"]);
        check(
            "composer",
            "~2.1.3 || 4.*",
            &["2.1.9", "4.7.0"],
            &["2.2.0", "5.0.0"],
        );
        check("gem", "~> 2.1", &["2.1.0", "2.9"], &["3.0"]);
        check("gem", "~> 2.1.3", &["2.1.9"], &["2.2.0"]);
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for (kind, range) in [
            ("cargo", ""),
            ("cargo", ">="),
            ("cargo", "latest"),
            ("cargo", ">=1 ||"),
            ("pypi", "^1.0"),
            ("gem", "~1.0"),
            ("composer", "~>1.0"),
            ("maven", "[1.0,2.0"),
            ("npm", "1.*.3"),
            ("cargo", "18446744073709551616"),
        ] {
            assert!(Range::parse(kind, range).is_none(), "{kind} {range}");
        }
    }
}
