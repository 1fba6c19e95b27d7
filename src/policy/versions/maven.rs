//! Ranges of Maven: brackets, in the order that Maven gives to versions.
//!
//! A snapshot or a candidate of a version is before it and therefore inside of
//! `[1.0,2.0)`, as Maven has it ([version order]). A version without brackets
//! is that version: Maven would merely prefer it.
//!
//! [version order]: https://maven.apache.org/pom.html#version-order-specification

use std::cmp::Ordering;

use crate::policy::versions::{Operator, comparisons, intervals};

/// Intervals; all bounds of one must hold.
#[derive(Clone, Debug)]
pub(crate) struct Range(Vec<Vec<(Operator, Version)>>);

impl Range {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if !text.starts_with(['[', '(']) {
            let bound = |(operator, version)| Some((Operator::plain(operator)?, bound(version)?));
            let all = comparisons(text)?.into_iter().map(bound);
            return Some(Self(vec![all.collect::<Option<_>>()?]));
        }
        let mut all = Vec::new();
        for interval in intervals(text)? {
            let bounds = interval.from.into_iter().chain(interval.to);
            let bounds = bounds.map(|(operator, version)| Some((operator, bound(version)?)));
            all.push(bounds.collect::<Option<Vec<_>>>()?);
        }
        let is_ordered = all.iter().all(|one| is_ordered(one))
            && all.windows(2).all(|two| is_before(&two[0], &two[1]));
        is_ordered.then_some(Self(all))
    }

    pub(crate) fn contains(&self, version: &str) -> bool {
        let Some(version) = bound(version) else {
            return false;
        };
        let holds = |(operator, bound): &(Operator, Version)| operator.holds(version.cmp(bound));
        self.0.iter().any(|bounds| bounds.iter().all(holds))
    }
}

/// Whether an interval ends after it begins.
fn is_ordered(bounds: &[(Operator, Version)]) -> bool {
    let [(lowest, from), (highest, to)] = bounds else {
        return true;
    };
    match from.cmp(to) {
        Ordering::Less => true,
        Ordering::Greater => false,
        Ordering::Equal => (*lowest, *highest) == (Operator::GreaterOrEqual, Operator::LessOrEqual),
    }
}

/// Whether an interval begins after the one before it; one without an end is the last.
fn is_before(early: &[(Operator, Version)], late: &[(Operator, Version)]) -> bool {
    let is_lower = |operator: Operator| !matches!(operator, Operator::Less | Operator::LessOrEqual);
    let end = early
        .last()
        .filter(|(last, _)| *last == Operator::Equal || !is_lower(*last));
    let begin = late.first().filter(|(first, _)| is_lower(*first));
    match (end, begin) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some((_, end)), Some((_, begin))) => begin >= end,
    }
}

/// A version as Maven compares it: numbers and words, and lists after hyphens and changes of kind.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Version(Vec<Item>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Item {
    /// A number without leading zeros: longer is greater.
    Number(String),
    /// A qualifier by its place and, where it is none that is known, its letters.
    Word(u8, String),
    List(Vec<Item>),
}

/// Where the release itself stands among the qualifiers.
const RELEASE: u8 = 5;

/// The longest version that is read, in bytes: each hyphen opens a list within a list.
const LONGEST: usize = 256;

fn bound(text: &str) -> Option<Version> {
    let text = text.trim();
    let is_one = !text.is_empty() && text.len() <= LONGEST && !text.contains(char::is_whitespace);
    is_one.then(|| Version::parse(&text.to_lowercase()))
}

impl Version {
    fn parse(text: &str) -> Self {
        let mut open: Vec<Vec<Item>> = vec![Vec::new()];
        let mut start = 0;
        let mut in_number = false;
        for (at, c) in text.char_indices() {
            let part = &text[start..at];
            let is_digit = c.is_ascii_digit();
            match c {
                '.' | '-' => {
                    add(&mut open, part, in_number);
                    start = at + 1;
                    if c == '-' {
                        open.push(Vec::new());
                    }
                }
                _ if is_digit != in_number && !part.is_empty() => {
                    if in_number {
                        push(&mut open, Item::number(part));
                    } else {
                        open_before_a_word(&mut open);
                        push(&mut open, Item::word(part, true));
                    }
                    start = at;
                    open.push(Vec::new());
                }
                _ => {}
            }
            if !matches!(c, '.' | '-') {
                in_number = is_digit;
            }
        }
        if start < text.len() {
            if !in_number {
                open_before_a_word(&mut open);
            }
            add(&mut open, &text[start..], in_number);
        }
        Self(close(open))
    }
}

/// `1.0.rc1` is `1.0-rc1`.
fn open_before_a_word(open: &mut Vec<Vec<Item>>) {
    if open.last().is_some_and(|list| !list.is_empty()) {
        open.push(Vec::new());
    }
}

/// Add what stands before a separator; nothing there is a zero.
fn add(open: &mut [Vec<Item>], part: &str, is_number: bool) {
    push(
        open,
        match (part.is_empty(), is_number) {
            (true, _) => Item::Number(String::new()),
            (false, true) => Item::number(part),
            (false, false) => Item::word(part, false),
        },
    );
}

fn push(open: &mut [Vec<Item>], item: Item) {
    if let Some(list) = open.last_mut() {
        list.push(item);
    }
}

/// Close all lists, the innermost first, each without what says nothing at its end.
fn close(mut open: Vec<Vec<Item>>) -> Vec<Item> {
    let mut inner: Option<Vec<Item>> = None;
    while let Some(mut list) = open.pop() {
        list.extend(inner.map(Item::List));
        let mut at = list.len();
        while at > 0 {
            at -= 1;
            if list[at].is_nothing() {
                list.remove(at);
            } else if !matches!(list[at], Item::List(_)) {
                break;
            }
        }
        inner = Some(list);
    }
    inner.unwrap_or_default()
}

impl Item {
    fn number(text: &str) -> Self {
        Self::Number(text.trim_start_matches('0').to_owned())
    }

    fn word(text: &str, before_a_number: bool) -> Self {
        let place = match (text, before_a_number) {
            ("a", true) | ("alpha", _) => 0,
            ("b", true) | ("beta", _) => 1,
            ("m", true) | ("milestone", _) => 2,
            ("rc" | "cr", _) => 3,
            ("snapshot", _) => 4,
            ("ga" | "final" | "release", _) => RELEASE,
            ("sp", _) => 6,
            _ => return Self::Word(7, text.to_owned()),
        };
        Self::Word(place, String::new())
    }

    fn is_nothing(&self) -> bool {
        match self {
            Self::Number(digits) => digits.is_empty(),
            Self::Word(place, _) => *place == RELEASE,
            Self::List(items) => items.is_empty(),
        }
    }

    /// Its order to where nothing stands.
    fn order_to_nothing(&self) -> Ordering {
        match self {
            Self::Number(digits) if digits.is_empty() => Ordering::Equal,
            Self::Number(_) => Ordering::Greater,
            Self::Word(place, _) => place.cmp(&RELEASE),
            Self::List(items) => {
                let mut orders = items.iter().map(Self::order_to_nothing);
                orders
                    .find(|order| order.is_ne())
                    .unwrap_or(Ordering::Equal)
            }
        }
    }
}

impl Ord for Item {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(one), Self::Number(other)) => (one.len(), one).cmp(&(other.len(), other)),
            (Self::Word(one, letters), Self::Word(other, others)) => {
                (one, letters).cmp(&(other, others))
            }
            (Self::List(one), Self::List(other)) => order_of_lists(one, other),
            // A word is before a list, and a list before a number.
            (Self::Word(..), _) | (Self::List(_), Self::Number(_)) => Ordering::Less,
            (_, Self::Word(..)) | (Self::Number(_), Self::List(_)) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Item {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        order_of_lists(&self.0, &other.0)
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn order_of_lists(one: &[Item], other: &[Item]) -> Ordering {
    for place in 0..one.len().max(other.len()) {
        let order = match (one.get(place), other.get(place)) {
            (Some(a), Some(b)) => a.cmp(b),
            (Some(a), None) => a.order_to_nothing(),
            (None, Some(b)) => b.order_to_nothing().reverse(),
            (None, None) => Ordering::Equal,
        };
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}
