//! Names of parties, compared as a whole.

use crate::denylist::model::{Attribution, NameKind};
use crate::identifier::{self, NameKey};
use crate::inventory::PartyRole;
use crate::matching::PublisherKind;
use crate::matching::index::{Index, NameMatch};
use crate::matching::person::is_person;
use crate::matching::sign::{Classified, Coverage, Kind, Target};

/// Registries and other words that generators write where a supplier should stand.
const REGISTRIES: &[&str] = &[
    "alpine",
    "cargo",
    "conda",
    "cratesio",
    "debian",
    "docker",
    "dockerhub",
    "github",
    "gitlab",
    "goproxy",
    "homebrew",
    "mavencentral",
    "na",
    "noassertion",
    "none",
    "npm",
    "npmjs",
    "nuget",
    "nugetorg",
    "organization",
    "packagist",
    "pypi",
    "rubygems",
    "unknown",
    "unspecified",
];

/// What a party's name says.
pub(crate) fn classify(index: &Index<'_>, role: PartyRole, name: &str) -> Classified {
    let mut found = Classified::default();
    let Some(key) =
        NameKey::of(name).filter(|key| REGISTRIES.binary_search(&key.as_str()).is_err())
    else {
        return found;
    };
    found.coverage.add(Coverage::PARTY);
    let kind = if is_person(role, name) {
        PublisherKind::Person
    } else {
        PublisherKind::Party
    };
    found.publisher = Some((name.trim().to_owned(), kind));
    for target in index.names(&key) {
        if !is_bare(index, *target, &key, name) {
            let at_most = if may_be_a_person(index, *target, role, name) {
                most_of(role).min(Attribution::Indicated)
            } else {
                most_of(role)
            };
            let sign = index.sign(*target, Kind::Name(role), at_most, name.trim());
            found.signs.push(sign);
        }
    }
    found.also(|more| confusable(index, name, more));
    found
}

/// Whether a very short word stands alone where the lists only have it with a legal form.
/// `NIO, Inc.` is a company; `nio` is anybody's word.
fn is_bare(index: &Index<'_>, target: Target, key: &NameKey, name: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let n_letters = letters(key.as_str());
    let listed = index
        .name(target)
        .is_some_and(|listed| letters(&listed.value) > n_letters);
    n_letters <= 3 && key.as_str().is_ascii() && listed && letters(name) == n_letters
}

/// Whether a name equals a brand of one word only without its spaces, where a person may stand:
/// `Hua Wei` is a name that people have.
fn may_be_a_person(index: &Index<'_>, target: Target, role: PartyRole, name: &str) -> bool {
    let is_organisation = matches!(
        role,
        PartyRole::Supplier | PartyRole::Manufacturer | PartyRole::Provider
    );
    let is_one_word = |text: &str| identifier::name_words(text).len() == 1;
    let listed = match index.name(target) {
        Some(listed) => listed.value.as_ref(),
        None => index
            .identity(target)
            .map_or("", |identity| identity.value.as_ref()),
    };
    !is_organisation && is_one_word(listed) && !is_one_word(name)
}

/// The most that a vendor's name supports where it stands in this role.
pub(crate) fn most_of(role: PartyRole) -> Attribution {
    match role {
        PartyRole::Supplier
        | PartyRole::Manufacturer
        | PartyRole::Publisher
        | PartyRole::Author
        | PartyRole::Originator
        | PartyRole::Provider => Attribution::Declared,
        PartyRole::Maintainer | PartyRole::Licensor | PartyRole::Owner => Attribution::Indicated,
        PartyRole::Contributor => Attribution::Contributor,
    }
}

/// A word that mixes scripts and reads like a vendor's name.
pub(crate) fn confusable(index: &Index<'_>, text: &str, found: &mut Classified) {
    if text.is_ascii() {
        return;
    }
    let visible: String = text
        .chars()
        .filter(|c| !identifier::is_default_ignorable(*c))
        .collect();
    let mut words = visible
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    if !words
        .clone()
        .any(|word| identifier::confusable_skeleton(word).is_some())
    {
        return;
    }
    let latin: Vec<String> = words
        .by_ref()
        .map(|word| identifier::confusable_skeleton(word).unwrap_or_else(|| word.to_owned()))
        .collect();
    let whole = NameKey::of(&latin.join(" "));
    let parts = latin.iter().filter_map(|word| NameKey::of(word));
    for key in whole.into_iter().chain(parts) {
        for target in index.names(&key) {
            found.signs.push(index.sign(
                *target,
                Kind::Confusable,
                Attribution::Indicated,
                text.trim(),
            ));
        }
    }
}

/// The best name of each vendor that equals or resembles the query.
pub(crate) fn screen(index: &Index<'_>, query: &str) -> Vec<NameMatch> {
    let Some(key) = NameKey::of(query) else {
        return Vec::new();
    };
    let mut matches: Vec<NameMatch> = Vec::new();
    for (vendor, entry) in index.denylist.vendors.iter().enumerate() {
        let own = std::iter::once(entry.name.as_ref());
        let names = own.chain(
            entry
                .names
                .iter()
                .filter(|name| name.kind != NameKind::Team)
                .map(|name| name.value.as_ref()),
        );
        let scored = names.map(|name| {
            let exact = NameKey::of(name).as_ref() == Some(&key);
            NameMatch {
                vendor,
                name: name.to_owned(),
                exact,
                score: if exact {
                    1.0
                } else {
                    identifier::near(query, name)
                },
            }
        });
        let best = scored.max_by(|a, b| {
            a.score
                .total_cmp(&b.score)
                .then_with(|| b.name.cmp(&a.name))
        });
        matches.extend(best.filter(|best| best.exact || is_near(&key, best)));
    }
    matches.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| a.vendor.cmp(&b.vendor))
    });
    matches
}

/// Short names resemble too much: they must be almost equal.
fn is_near(key: &NameKey, candidate: &NameMatch) -> bool {
    let length = key.as_str().chars().count();
    length >= 4 && candidate.score >= if length < 8 { 0.85 } else { 0.8 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registries_are_sorted() {
        assert!(REGISTRIES.is_sorted());
    }

    #[test]
    fn a_short_word_without_its_legal_form_is_anybodys() {
        let index = Index::new(crate::denylist::bundled());
        let n_signs = |name| classify(&index, PartyRole::Author, name).signs.len();
        assert_eq!(n_signs("nio"), 0);
        assert_eq!(n_signs("NIO, Inc."), 1);
        assert_eq!(n_signs("zte"), 1);
    }

    #[test]
    fn a_brand_in_two_words_may_be_a_person() {
        let index = Index::new(crate::denylist::bundled());
        let strongest = |role, name| {
            let signs = classify(&index, role, name).signs;
            signs.iter().map(|sign| sign.attribution).max()
        };
        let (declared, indicated) = (Attribution::Declared, Attribution::Indicated);
        for (role, name, expected) in [
            (PartyRole::Author, "Hua Wei", Some(indicated)),
            (PartyRole::Author, "huawei", Some(declared)),
            (PartyRole::Supplier, "Hua Wei", Some(declared)),
            (
                PartyRole::Author,
                "Hua Wei Technologies Co., Ltd.",
                Some(declared),
            ),
            (PartyRole::Author, "Wei Hua", None),
        ] {
            assert_eq!(strongest(role, name), expected, "{role:?} {name}");
        }
    }
}
