//! What the user decided.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

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
    /// Whether it could be read.
    pub usable: bool,
    /// The versions of every component key that stood there.
    pub keys: BTreeMap<String, BTreeSet<String>>,
    /// `key|vendor` of everything that today's lists have there.
    pub listed: BTreeSet<String>,
    /// The findings that are gone where the inputs no longer have them.
    pub findings: Vec<crate::outcome::FixedFinding>,
    /// What to say of it.
    pub remark: Option<Diagnostic>,
}

impl Policy {
    /// `sha256:` and the digest of everything that decides effects.
    #[must_use]
    pub fn digest(&self) -> String {
        let decisive = format!(
            "{:?}|{:?}|{}|{:?}|{:?}|{}|{:?}|{:?}|{:?}|{:?}|{:?}",
            self.profiles,
            self.fail_on,
            self.pass_on_empty,
            self.min_coverage,
            self.max_list_age,
            self.new_only,
            self.authorities,
            self.limits,
            self.acceptances,
            self.acceptable,
            self.contests
        );
        digest([decisive])
    }
}
