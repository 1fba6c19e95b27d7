//! The lists inside the program, compiled from `denylists/` by the build script.

use std::borrow::Cow;

use crate::denylist::model::{
    AffiliateRule, Affiliates, Attribution, Authority, AuthorityKind, Confidence, Control, Day,
    Denylist, Effect, Identity, IdentityKind, Listing, ListingReach, Lookalike, Name, NameKind,
    Phase, Profile, ProfileEntry, Reach, Reaches, Relation, Status, Text, Vendor,
};

include!(concat!(env!("OUT_DIR"), "/bundled.rs"));

/// The lists inside the program. Nothing is parsed.
#[must_use]
pub fn bundled() -> &'static Denylist {
    &DENYLIST
}

/// `sha256:` and the digest of the files that the lists were compiled from.
#[must_use]
pub fn bundled_digest() -> &'static str {
    DIGEST
}
