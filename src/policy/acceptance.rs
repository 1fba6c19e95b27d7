//! Recorded human decisions: acceptances and contests.

use jiff::civil::Date;

use crate::identifier::{Purl, component_key};
use crate::matching::Match;
use crate::policy::versions::Range;

/// A recorded, expiring, internal decision to live with a finding. Not a government waiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// The file that records it.
    pub file: String,
    /// The line at which it begins.
    pub line: u32,
    /// The purl of the package, with or without version.
    pub component: String,
    /// A range of versions in the notation of the package's ecosystem.
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

/// The key of the package that is recorded, in whatever version.
pub(crate) fn package_key(component: &str) -> Option<String> {
    Purl::parse(component).map(|purl| component_key(&purl))
}

/// Whether a recorded component, with its versions, is the one of a match.
#[must_use]
pub fn covers(component: &str, versions: Option<&str>, found: &Match) -> bool {
    let Some(purl) = Purl::parse(component) else {
        return false;
    };
    if component_key(&purl) != found.key {
        return false;
    }
    let range = versions.map(|range| Range::parse(&purl.kind, range));
    // Where a component and its purl state different versions, either may be the one that is there.
    versions_of(found).iter().all(|version| {
        let is_recorded = purl
            .version
            .as_deref()
            .is_none_or(|recorded| recorded == *version);
        let is_in_range =
            |range: &Option<Range>| range.as_ref().is_some_and(|range| range.contains(version));
        is_recorded && range.as_ref().is_none_or(is_in_range)
    })
}

/// The version of a match, and what its purl says instead. A `v` of Go and the epoch of a distribution may be
/// left out of either.
fn versions_of(found: &Match) -> Vec<String> {
    let version = found.version.as_deref().unwrap_or_default();
    let plain = |version: &str| {
        let version = version.split_once(':').map_or(version, |(_, rest)| rest);
        version.trim_start_matches('v').to_owned()
    };
    let purl = found.purl.as_deref().and_then(Purl::parse);
    let other = purl.and_then(|purl| purl.version.as_deref().map(str::to_owned));
    let other = other.filter(|other| !other.is_empty() && plain(other) != plain(version));
    [version.to_owned()].into_iter().chain(other).collect()
}
