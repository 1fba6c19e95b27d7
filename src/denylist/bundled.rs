//! The lists inside the program, compiled from `denylists/` by the build script.

#![expect(
    clippy::unreadable_literal,
    reason = "nobody reads the tables, which the build script writes"
)]

use std::borrow::Cow;

use crate::denylist::model::{
    AffiliateRule, Affiliates, Attribution, Authority, AuthorityKind, Confidence, Control, Day,
    Denylist, Effect, Identity, IdentityKind, Listing, ListingReach, Lookalike, Name, NameKind,
    Phase, Profile, ProfileEntry, Reach, Reaches, Relation, Status, Text, Vendor,
};

/// Every text of the tables, one behind the other.
pub(super) static TEXTS: &str = include_str!(concat!(env!("OUT_DIR"), "/bundled.txt"));

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifier::NameKey;

    /// The names as the notice of 2026-06-08 prints them, 91 FR 35189.
    const SECTION_1260H: &str =
        include_str!("../../tests/fixtures/denylists/us-1260h-2026-06-08.txt");

    /// The vendors on the current section 1260H list that have a name.
    fn listed(name: &str) -> Vec<&'static str> {
        let key = NameKey::of(name);
        let current = DENYLIST.vendors.iter().filter(|vendor| {
            let mut listings = vendor.listings.iter();
            listings.any(|it| it.authority == "us-ndaa-2021-1260h" && it.until.is_none())
        });
        let named = current.filter(|vendor| {
            let mut names = vendor.names.iter();
            names.any(|name| NameKey::of(&name.value) == key)
        });
        named.map(|vendor| vendor.id.as_ref()).collect()
    }

    #[test]
    fn each_company_of_section_1260h_is_one_vendor() {
        let mut printed = 0;
        let mut wrong = Vec::new();
        for line in SECTION_1260H.lines() {
            printed += 1;
            // Behind the name stands, in parentheses, a short or former name.
            let name = match line.rsplit_once(" (") {
                Some((name, rest)) if rest.ends_with("))") => {
                    name.split_once(" (").map_or(name, |(name, _)| name)
                }
                Some((name, rest)) if rest.ends_with(')') => name,
                _ => line,
            };
            let (whole, short) = (listed(line), listed(name));
            if whole.len().max(short.len()) != 1 {
                wrong.push(format!("{line}: {whole:?} {short:?}"));
            }
        }
        assert_eq!((printed, wrong), (188, Vec::<String>::new()));
    }
}
