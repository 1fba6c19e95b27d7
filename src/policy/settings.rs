//! What the user decided.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::denylist::model::{Denylist, Effect};
use crate::diagnostic::Diagnostic;
use crate::outcome::DenylistUse;
use crate::policy::{Acceptance, Contest};
use crate::source::digest;

/// The lists in force, and what to say of them.
pub struct Lists<'d> {
    /// All lists together.
    pub denylist: &'d Denylist,
    /// Where they came from.
    pub used: Vec<DenylistUse>,
}

/// What the user decided.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The profiles that count; the strongest effect of them.
    pub profiles: Vec<String>,
    /// The mildest effect that fails the build.
    pub fail_on: FailOn,
    /// Whether nothing to check may pass.
    pub pass_on_empty: bool,
    /// The least share of components with publisher evidence, in percent.
    pub min_coverage: Option<u8>,
    /// The greatest age of the lists, in days.
    pub max_list_age: Option<u32>,
    /// Whether only findings that the baseline does not hold count.
    pub new_only: bool,
    /// Whether persons are shown.
    pub show_persons: bool,
    /// Effects of authorities that the user set.
    pub authorities: BTreeMap<String, Override>,
    /// What the user lowers, by rule.
    pub limits: BTreeMap<String, OwnLimit>,
    /// Recorded acceptances.
    pub acceptances: Vec<Acceptance>,
    /// Recorded acceptances that the floor does not let count.
    pub ignored: Vec<Acceptance>,
    /// The effects that may be accepted; all where absent.
    pub acceptable: Option<Vec<Effect>>,
    /// Recorded contests.
    pub contests: Vec<Contest>,
    /// The digest of the floor, if there is one.
    pub floor: Option<String>,
    /// The last day by which a listing counts as ended, however late the day as of which is
    /// judged: under a floor nobody waits for it by a date of their own.
    pub ends_by: Option<Date>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            profiles: vec!["us-federal".to_owned()],
            fail_on: FailOn::Block,
            pass_on_empty: false,
            min_coverage: None,
            max_list_age: None,
            new_only: false,
            show_persons: false,
            authorities: BTreeMap::new(),
            limits: BTreeMap::new(),
            acceptances: Vec::new(),
            ignored: Vec::new(),
            acceptable: None,
            contests: Vec::new(),
            floor: None,
            ends_by: None,
        }
    }
}

/// An authority's effect as the user set it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// The effect.
    pub effect: Effect,
    /// Why.
    pub because: String,
}

/// A limit that the user set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnLimit {
    /// The most that it leaves.
    pub at_most: Effect,
    /// Why.
    pub because: String,
}

/// The mildest effect that fails the build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FailOn {
    /// Any finding.
    Note,
    /// Findings to review, and those that block.
    Review,
    /// Findings that block.
    Block,
    /// None.
    Never,
}

impl FailOn {
    /// The word that reports write.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Review => "review",
            Self::Block => "block",
            Self::Never => "never",
        }
    }

    /// Whether an effect fails the build.
    #[must_use]
    pub fn fails(self, effect: Effect) -> bool {
        self.mildest().is_some_and(|mildest| effect >= mildest)
    }

    /// The mildest effect that fails the build; none where none does.
    #[must_use]
    pub fn mildest(self) -> Option<Effect> {
        match self {
            Self::Note => Some(Effect::Note),
            Self::Review => Some(Effect::Review),
            Self::Block => Some(Effect::Block),
            Self::Never => None,
        }
    }
}

/// What findings are compared with.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    /// `revision` or `report`; empty where there is none.
    pub kind: String,
    /// As given.
    pub value: String,
    /// Why it could not be read.
    pub trouble: Option<String>,
    /// The versions of every component key that stood there.
    pub keys: BTreeMap<String, BTreeSet<String>>,
    /// `key|vendor` of everything that today's lists have there.
    pub listed: BTreeSet<String>,
    /// The findings that are gone where the inputs no longer have them.
    pub findings: Vec<crate::outcome::FixedFinding>,
    /// What to say of it.
    pub remark: Option<Diagnostic>,
}

impl Baseline {
    /// Whether there is one, and it could be read.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        !self.kind.is_empty() && self.trouble.is_none()
    }
}

impl Policy {
    /// `sha256:` and the digest of everything that decides effects: reasons, and the places where it is
    /// written, change nothing.
    #[must_use]
    pub fn digest(&self) -> String {
        let acceptances = sorted(&self.acceptances, |accepted| {
            json!([
                accepted.component,
                accepted.versions,
                accepted.vendor,
                accepted.authorities,
                accepted.expires.to_string()
            ])
        });
        let contests = sorted(&self.contests, |contest| {
            json!([contest.component, contest.vendor])
        });
        let authorities = self.authorities.iter();
        let authorities = authorities.map(|(id, own)| (id.as_str(), own.effect.as_str()));
        let limits = self.limits.iter();
        let limits = limits.map(|(rule, own)| (rule.as_str(), own.at_most.as_str()));
        let acceptable = self.acceptable.as_ref();
        let decisive = json!({
            "profiles": self.profiles,
            "fail_on": self.fail_on.as_str(),
            "pass_on_empty": self.pass_on_empty,
            "min_coverage": self.min_coverage,
            "max_list_age": self.max_list_age,
            "new_only": self.new_only,
            "authorities": authorities.collect::<BTreeMap<_, _>>(),
            "limits": limits.collect::<BTreeMap<_, _>>(),
            "acceptances": acceptances,
            "acceptable": acceptable.map(|effects| effects.iter().map(|effect| effect.as_str()).collect::<Vec<_>>()),
            "contests": contests,
        });
        digest([decisive.to_string()])
    }
}

/// Each as JSON, in an order that does not depend on where it is written.
fn sorted<T>(recorded: &[T], json: impl Fn(&T) -> Value) -> Vec<String> {
    let mut all: Vec<String> = recorded.iter().map(|one| json(one).to_string()).collect();
    all.sort();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(line: u32, at_most: Effect) -> Policy {
        let acceptance = Acceptance {
            file: format!("{line}.toml"),
            line,
            component: "pkg:npm/a".to_owned(),
            versions: None,
            vendor: "kaspersky".to_owned(),
            authorities: Vec::new(),
            reason: format!("reason {line}"),
            approved_by: None,
            ticket: None,
            expires: Date::constant(2026, 12, 1),
        };
        let other = Acceptance {
            component: "pkg:npm/b".to_owned(),
            ..acceptance.clone()
        };
        let mut acceptances = vec![acceptance, other];
        acceptances
            .sort_by_key(|accepted| line.is_multiple_of(2) ^ (accepted.component == "pkg:npm/a"));
        let because = format!("because {line}");
        Policy {
            acceptances,
            limits: [("tool".to_owned(), OwnLimit { at_most, because })].into(),
            ..Policy::default()
        }
    }

    #[test]
    fn the_digest_is_of_what_was_decided_wherever_it_is_written() {
        let digest = |line, at_most| policy(line, at_most).digest();
        assert_eq!(digest(1, Effect::Note), digest(2, Effect::Note));
        assert_ne!(digest(1, Effect::Note), digest(1, Effect::Review));
        assert_ne!(digest(1, Effect::Note), Policy::default().digest());
    }
}
