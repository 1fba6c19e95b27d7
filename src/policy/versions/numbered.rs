//! Versions compared number by number, for ecosystems without a reader of their own here.
//!
//! A pre-release (or whatever follows the numbers) is inside only where a bound
//! names one with the same numbers.

use std::cmp::Ordering;

use crate::policy::versions::{Operator, comparisons, intervals};

/// A range: at least one of its alternatives holds with all of its bounds.
#[derive(Clone, Debug)]
pub(crate) struct Range(Vec<Vec<Bound>>);

type Bound = (Operator, Release);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Release {
    numbers: Vec<u64>,
    pre: Option<String>,
}

/// How an ecosystem reads what is not spelled out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Notation {
    /// Brackets (`NuGet`).
    Brackets,
    /// A tilde lets the last number that is written grow.
    Composer,
    /// `~>` lets the last number that is written grow (gems and Hex).
    Pessimistic,
    /// Comparisons alone.
    Plain,
}

impl Range {
    pub(crate) fn parse(kind: &str, text: &str) -> Option<Self> {
        let notation = match kind {
            "nuget" => Notation::Brackets,
            "composer" => Notation::Composer,
            "gem" | "hex" => Notation::Pessimistic,
            _ => Notation::Plain,
        };
        if notation == Notation::Brackets && text.starts_with(['[', '(']) {
            return brackets(text);
        }
        let alternatives = text.split("||").map(|one| bounds(notation, one));
        Some(Self(alternatives.collect::<Option<_>>()?))
    }

    pub(crate) fn contains(&self, version: &str) -> bool {
        let Some((version, false)) = Release::parse(version) else {
            return false;
        };
        self.0.iter().any(|bounds| {
            let names_it =
                |(_, to): &Bound| to.pre.is_some() && to.order_of_numbers(&version).is_eq();
            let comparable = version.pre.is_none() || bounds.iter().any(names_it);
            let mut bounds = bounds.iter();
            comparable && bounds.all(|(operator, to)| operator.holds(version.order(to)))
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

fn bounds(notation: Notation, text: &str) -> Option<Vec<Bound>> {
    let bounds = |(operator, version)| comparison(notation, operator, version);
    let all: Option<Vec<_>> = comparisons(text)?.into_iter().map(bounds).collect();
    all.map(|all| all.concat())
}

fn comparison(notation: Notation, operator: &str, version: &str) -> Option<Vec<Bound>> {
    let (to, wildcard) = Release::parse(version)?;
    let places = to.numbers.len();
    let grows = match notation {
        Notation::Composer => Some("~"),
        Notation::Pessimistic => Some("~>"),
        Notation::Brackets | Notation::Plain => None,
    };
    let from = |to: Release| (Operator::GreaterOrEqual, to);
    let below = |to: Release| (Operator::Less, to);
    if places == 0 {
        // `*` alone: any version.
        return (wildcard && operator.is_empty()).then(Vec::new);
    }
    Some(match operator {
        "" | "=" | "==" if wildcard => vec![from(to.clone()), below(to.after(places)?)],
        _ if wildcard => return None,
        "^" if notation == Notation::Composer => {
            let first = to.numbers.iter().position(|number| *number > 0);
            let kept = first.map_or(places, |first| first + 1);
            vec![from(to.clone()), below(to.after(kept)?)]
        }
        "~" | "~>" if grows == Some(operator) => {
            let kept = places.saturating_sub(1).max(1);
            vec![from(to.clone()), below(to.after(kept)?)]
        }
        operator => vec![(Operator::plain(operator)?, to)],
    })
}

/// `[1.0,2.0)`, `(,1.0]`, `[1.0]`, and several with commas between them.
fn brackets(text: &str) -> Option<Range> {
    let mut alternatives = Vec::new();
    for interval in intervals(text)? {
        let bounds = interval.from.into_iter().chain(interval.to);
        let bounds = bounds.map(|(operator, version)| Some((operator, exact(version)?)));
        alternatives.push(bounds.collect::<Option<_>>()?);
    }
    Some(Range(alternatives))
}

fn exact(text: &str) -> Option<Release> {
    Release::parse(text)
        .filter(|(_, wildcard)| !wildcard)
        .map(|(release, _)| release)
}
