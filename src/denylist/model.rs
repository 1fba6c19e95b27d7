//! Authorities, vendors and profiles as the rest of the program sees them.
//!
//! The bundled lists are compiled into the binary as tables, so that nothing is
//! parsed at start; a user's own files own theirs.

use std::borrow::Cow;

pub use crate::denylist::text::Text;

/// A list of a denylist, in the order of its file.
pub type List<T> = Cow<'static, [T]>;

/// A calendar day as a denylist writes it, ordered by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// The year of the common era.
    pub year: i16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// What one set of denylist files says: why, who, and for whom. Each list is sorted by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Denylist {
    /// The legal measures.
    pub authorities: List<Authority>,
    /// The organisations they name, and how these appear as publishers.
    pub vendors: List<Vendor>,
    /// Which authorities count for which kind of user.
    pub profiles: List<Profile>,
}

/// Declare a field-less enum together with the words that files and reports write for it.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)+ }
        impl $name {
            /// Every value, in the order of its declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];
            /// The word that files and reports write.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
            /// The value that a word stands for.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == word)
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.as_str()) }
        }
    };
}

// The paths are written out because the build script reads these files, too.
#[path = "model/authority.rs"]
mod authority;
#[path = "model/profile.rs"]
mod profile;
#[path = "model/vendor.rs"]
mod vendor;

pub use authority::{
    Affiliates, Authority, AuthorityKind, Confidence, Phase, Reach, Reaches, Status,
};
pub use profile::{AffiliateRule, Effect, Profile, ProfileEntry};
pub use vendor::{
    Affiliation, Attribution, Control, Identity, IdentityKind, Listing, ListingReach, Lookalike,
    Name, NameKind, Relation, Vendor,
};
