//! Whether a name is likely that of a person. What reports show of people is little: when in doubt, it is one.

use crate::identifier::{self, NameKey};
use crate::inventory::PartyRole;

/// Words of which the name of an organisation or a team has one.
const ORGANISATIONS: &[&str] = &[
    "association",
    "authors",
    "center",
    "centre",
    "collective",
    "committee",
    "communications",
    "community",
    "consortium",
    "contributors",
    "corp",
    "corporation",
    "developers",
    "electronics",
    "engineering",
    "foundation",
    "group",
    "initiative",
    "institute",
    "international",
    "lab",
    "laboratory",
    "labs",
    "maintainers",
    "network",
    "networks",
    "organization",
    "project",
    "security",
    "services",
    "software",
    "solutions",
    "studio",
    "systems",
    "team",
    "technologies",
    "technology",
    "university",
];
/// The same in scripts without spaces.
const PARTS: &[&str] = &[
    "公司",
    "集团",
    "集團",
    "研究院",
    "大学",
    "株式会社",
    "주식회사",
    "лаборатория",
];

/// Whether whoever has this role under this name is likely a person.
pub(crate) fn is_person(role: PartyRole, name: &str) -> bool {
    let may_be = match role {
        PartyRole::Supplier | PartyRole::Manufacturer | PartyRole::Provider => false,
        PartyRole::Author
        | PartyRole::Contributor
        | PartyRole::Licensor
        | PartyRole::Maintainer
        | PartyRole::Originator
        | PartyRole::Owner
        | PartyRole::Publisher => true,
    };
    may_be && !is_organisation(name)
}

fn is_organisation(name: &str) -> bool {
    let lower = name.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    let letters: String = lower.chars().filter(|c| c.is_alphanumeric()).collect();
    // What the comparison of names leaves out is a word for the legal form: `Ltd`, `GmbH`.
    let has_form = NameKey::of(name).is_some_and(|key| {
        key.as_str().chars().filter(|c| c.is_alphanumeric()).count() < letters.chars().count()
            && identifier::name_words(name).len() < words.clone().filter(|w| !w.is_empty()).count()
    });
    has_form
        || words.any(|word| ORGANISATIONS.binary_search(&word).is_ok())
        || PARTS.iter().any(|part| lower.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_told_from_organisations() {
        assert!(ORGANISATIONS.is_sorted());
        for (role, name, expected) in [
            (PartyRole::Author, "Ada Lovelace", true),
            (PartyRole::Author, "dtolnay", true),
            (PartyRole::Author, "The Rust Project Developers", false),
            (PartyRole::Author, "Google LLC", false),
            (PartyRole::Author, "Volo Team", false),
            (PartyRole::Maintainer, "华为技术有限公司", false),
            (PartyRole::Supplier, "Ada Lovelace", false),
        ] {
            assert_eq!(is_person(role, name), expected, "{name}");
        }
    }
}
