//! Comparisons of the versions of Go modules.
//!
//! Go itself has no ranges; its versions are semantic ones with a `v`, and a
//! pseudo-version is a pre-release of the version to come. So pre-releases
//! count by their order, save those of a version below which a range stays.

use semver::Version;

use crate::policy::versions::{Operator, comparisons};

/// Comparisons of which all must hold.
#[derive(Clone, Debug)]
pub(crate) struct Range(Vec<(Operator, Version)>);

impl Range {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bound = |(operator, version)| Some((Operator::plain(operator)?, bound(version)?));
        let all = comparisons(text)?.into_iter().map(bound);
        all.collect::<Option<_>>().map(Self)
    }

    pub(crate) fn contains(&self, version: &str) -> bool {
        let Some(version) = version.strip_prefix('v').unwrap_or(version).parse().ok() else {
            return false;
        };
        let mut comparisons = self.0.iter();
        comparisons.all(|(operator, bound)| {
            operator.holds(Version::cmp_precedence(&version, bound))
                && !(*operator == Operator::Less && is_pre_release_of(&version, bound))
        })
    }
}

/// A version; numbers that are not written are zero.
fn bound(text: &str) -> Option<Version> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let is_short = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    match text.split('.').count() {
        1 if is_short => format!("{text}.0.0").parse().ok(),
        2 if is_short => format!("{text}.0").parse().ok(),
        _ => text.parse().ok(),
    }
}

fn is_pre_release_of(version: &Version, of: &Version) -> bool {
    of.pre.is_empty()
        && !version.pre.is_empty()
        && (version.major, version.minor, version.patch) == (of.major, of.minor, of.patch)
}
