//! Which measures count for whom.

use crate::denylist::model::{List, Text};

/// Which authorities count for one kind of user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The stem of its file.
    pub id: Text,
    /// Its name for people.
    pub title: Text,
    /// Who should choose it.
    pub for_whom: Text,
    /// What such a user should know.
    pub note: Option<Text>,
    /// The most that a match by affiliation counts for.
    pub affiliates: AffiliateRule,
    /// The effect of each authority.
    pub entries: List<ProfileEntry>,
}

words! {
    /// What a match by affiliation counts for.
    AffiliateRule {
        /// At most a review.
        Review = "review",
        /// As much as the listing itself.
        AsListed = "as-listed",
    }
}

/// The effect of one authority in one profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileEntry {
    /// The id of the authority.
    pub authority: Text,
    /// What a finding under it does to the build.
    pub effect: Effect,
    /// Why.
    pub because: Text,
}

words! {
    /// What a finding does to the build, weakest first.
    Effect {
        /// It is reported.
        Note = "note",
        /// A person looks at it.
        Review = "review",
        /// It stops the build.
        Block = "block",
    }
}
