//! Recorded human decisions: acceptances and contests.

use jiff::civil::Date;

use crate::identifier::Purl;
use crate::matching::Match;

/// A recorded, expiring, internal decision to live with a finding. Not a government waiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// The file that records it.
    pub file: String,
    /// The line at which it begins.
    pub line: u32,
    /// The purl of the package, with or without version.
    pub component: String,
    /// A range of versions in Cargo's and npm's notation.
    pub versions: Option<String>,
    /// The vendor's id.
    pub vendor: String,
    /// The authorities that it concerns; empty for all.
    pub authorities: Vec<String>,
    /// Why.
    pub reason: String,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// Where it was decided.
    pub ticket: Option<String>,
    /// Valid through that day.
    pub expires: Date,
}

/// A recorded statement that an attribution is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contest {
    /// The file that records it.
    pub file: String,
    /// The line at which it begins.
    pub line: u32,
    /// The purl of the package.
    pub component: String,
    /// The vendor's id.
    pub vendor: String,
    /// Why it is wrong.
    pub reason: String,
}

/// Whether a recorded component, with its versions, is the one of a match.
#[must_use]
pub fn covers(component: &str, versions: Option<&str>, found: &Match) -> bool {
    let Some(purl) = Purl::parse(component) else {
        return false;
    };
    if purl.key() != found.key {
        return false;
    }
    let version = found.version.as_deref().unwrap_or_default();
    if purl
        .version
        .as_deref()
        .is_some_and(|stated| stated != version)
    {
        return false;
    }
    match versions {
        None => true,
        Some(range) => in_range(version, range),
    }
}

/// Whether a version meets every bound of a range such as `>=0.5, <0.6`.
///
/// Bounds are compared number by number, as all ecosystems order plain release
/// versions; a pre-release is below its release. What cannot be compared is outside.
fn in_range(version: &str, range: &str) -> bool {
    let mut bounds = range
        .split(',')
        .map(str::trim)
        .filter(|bound| !bound.is_empty())
        .peekable();
    bounds.peek().is_some()
        && bounds.all(|bound| {
            let (operator, wanted) = bound.split_at(
                bound
                    .find(|c: char| c.is_ascii_digit())
                    .unwrap_or(bound.len()),
            );
            let Some(order) = compare(version, wanted.trim()) else {
                return false;
            };
            match operator.trim() {
                ">=" => order.is_ge(),
                ">" => order.is_gt(),
                "<=" => order.is_le(),
                "<" => order.is_lt(),
                "" | "=" | "==" => order.is_eq(),
                _ => false,
            }
        })
}

fn compare(one: &str, other: &str) -> Option<std::cmp::Ordering> {
    let (one, other) = (Release::parse(one)?, Release::parse(other)?);
    Some(
        one.numbers
            .cmp(&other.numbers)
            .then(other.pre.is_some().cmp(&one.pre.is_some()))
            .then(one.pre.cmp(&other.pre)),
    )
}

struct Release<'a> {
    numbers: Vec<u64>,
    pre: Option<&'a str>,
}

impl<'a> Release<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let text = text.trim().trim_start_matches(['v', 'V']);
        let text = text.split('+').next().unwrap_or_default();
        let end = text
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(text.len());
        let mut numbers = text[..end]
            .trim_end_matches('.')
            .split('.')
            .map(|part| part.parse().ok())
            .collect::<Option<Vec<u64>>>()?;
        while numbers.last() == Some(&0) {
            numbers.pop();
        }
        let pre = text[end..].trim_start_matches(['-', '.']);
        Some(Self {
            numbers,
            pre: (!pre.is_empty()).then_some(pre),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_what_they_say() {
        for (version, range, expected) in [
            ("0.5.3", ">=0.5, <0.6", true),
            ("0.6.0", ">=0.5, <0.6", false),
            ("0.5.0-rc1", ">=0.5", false),
            ("v1.10.0", ">1.9", true),
            ("1.0", "=1.0.0", true),
            ("weird", ">=0", false),
            ("1.0.0", "", false),
            ("1.0.0", "^1", false),
        ] {
            assert_eq!(in_range(version, range), expected, "{version} in {range}");
        }
    }
}
