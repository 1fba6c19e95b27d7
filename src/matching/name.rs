//! Names of parties, compared as a whole.

use crate::denylist::model::{Attribution, Name, NameKind};
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
    let is_registry = |key: NameKey| REGISTRIES.binary_search(&key.as_str()).is_ok();
    if NameKey::of(name).is_none_or(is_registry) {
        return found;
    }
    found.coverage.add(Coverage::PARTY);
    let kind = if is_person(role, name) {
        PublisherKind::Person
    } else {
        PublisherKind::Party
    };
    found.publisher = Some((name.trim().to_owned(), kind));
    for target in Reading::of(index, name).targets {
        let at_most = if may_be_a_person(index, target, role, name) {
            most_of(role).min(Attribution::Indicated)
        } else {
            most_of(role)
        };
        let sign = index.sign(target, Kind::Name(role), at_most, name.trim());
        found.signs.push(sign);
    }
    if kind == PublisherKind::Party {
        found.also(|more| of_group(index, role, name, more));
    }
    found.also(|more| confusable(index, name, more));
    found
}

/// A company that is called like a vendor but for places and words such as `Trading`: most often
/// one of its group, and nobody has seen which.
fn of_group(index: &Index<'_>, role: PartyRole, name: &str, found: &mut Classified) {
    let at_most = most_of(role).min(Attribution::Indicated);
    for key in identifier::of_group(name) {
        for target in index.names(&key) {
            if index.name(*target).is_some_and(is_distinctive) {
                let sign = index.sign(*target, Kind::Brand, at_most, name.trim());
                found.signs.push(sign);
            }
        }
    }
}

/// Whether a listed name is nobody else's: a brand, or a name too long to be an abbreviation.
fn is_distinctive(name: &Name) -> bool {
    let is_long = || NameKey::of(&name.value).is_some_and(|key| key.as_str().len() > 4);
    name.verified && name.kind != NameKind::Team && (name.kind == NameKind::Brand || is_long())
}

/// How a name was understood.
struct Reading<'n> {
    /// The part that equals a listed name: the whole, or what stands before a gloss.
    text: &'n str,
    /// The entries that it equals. Empty where the name is on no list.
    targets: Vec<Target>,
}

impl<'n> Reading<'n> {
    /// Look a name up as a whole and, where that is no listed name, without a gloss that says the same:
    /// `360 Security Technology Inc. (Qihoo 360)`.
    fn of(index: &Index<'_>, name: &'n str) -> Self {
        let targets = entries(index, name);
        if targets.is_empty()
            && let Some((before, gloss)) = identifier::gloss(name)
        {
            let mut reading = Self::of(index, before);
            reading
                .targets
                .retain(|target| means_the_same(index, *target, before, gloss));
            return reading;
        }
        Self {
            text: name,
            targets,
        }
    }
}

/// The entries whose name this is.
fn entries(index: &Index<'_>, name: &str) -> Vec<Target> {
    let Some(key) = NameKey::of(name) else {
        return Vec::new();
    };
    let named = index.names(&key).iter().copied();
    named
        .filter(|target| !is_bare(index, *target, &key, name))
        .collect()
}

/// Words that lead from a name to another of the same company.
const KNOWN_AS: &[&str] = &["formerly", "also known as", "a.k.a.", "aka", "f.k.a."];

/// Whether a gloss repeats the name before it or is another name of the vendor. Anything else,
/// such as `(unofficial)`, may turn the name into somebody else's.
fn means_the_same(index: &Index<'_>, target: Target, name: &str, gloss: &str) -> bool {
    let gloss = KNOWN_AS
        .iter()
        .find_map(|words| {
            let (head, rest) = gloss.split_at_checked(words.len())?;
            head.eq_ignore_ascii_case(words).then_some(rest)
        })
        .unwrap_or(gloss)
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '“' | '”'));
    let other = Reading::of(index, gloss).targets;
    identifier::repeats(name, gloss) || other.iter().any(|other| other.vendor == target.vendor)
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
    let reading = Reading::of(index, query);
    let listed = |vendor: usize| {
        let mut targets = reading.targets.iter();
        targets.any(|target| target.vendor as usize == vendor)
    };
    let (Some(key), before) = (NameKey::of(query), NameKey::of(reading.text)) else {
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
            let own = NameKey::of(name);
            let exact = own.as_ref() == Some(&key) || listed(vendor) && own == before;
            let score = if exact { 1.0 } else { likeness(query, name) };
            (score, name, exact)
        });
        let best = scored
            .max_by(|(score, name, _), (other, another, _)| {
                score.total_cmp(other).then_with(|| another.cmp(name))
            })
            .filter(|(score, _, exact)| *exact || is_near(&key, *score));
        matches.extend(best.map(|(score, name, exact)| NameMatch {
            vendor,
            name: name.to_owned(),
            exact,
            verified: is_verified(&entry.names, name),
            score,
        }));
    }
    matches.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| b.verified.cmp(&a.verified))
            .then_with(|| a.vendor.cmp(&b.vendor))
    });
    matches
}

/// Whether somebody saw a name, in any of its spellings, or the lists know it only as the vendor's own.
fn is_verified(names: &[Name], name: &str) -> bool {
    let key = NameKey::of(name);
    let mut same = names
        .iter()
        .filter(|listed| NameKey::of(&listed.value) == key)
        .peekable();
    same.peek().is_none() || same.any(|listed| listed.verified)
}

/// How alike two names are; a gloss that says something else costs a little.
fn likeness(query: &str, name: &str) -> f64 {
    let whole = identifier::near(query, name);
    identifier::gloss(query).map_or(whole, |(before, _)| {
        whole.max(0.95 * identifier::near(before, name))
    })
}

/// Short names resemble too much: they must be almost equal.
fn is_near(key: &NameKey, score: f64) -> bool {
    let length = key.as_str().chars().count();
    length >= 4 && score >= if length < 8 { 0.85 } else { 0.8 }
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

    #[test]
    fn a_gloss_is_left_out_only_where_it_says_the_same() {
        let index = Index::new(crate::denylist::bundled());
        let vendors = |name| -> Vec<String> {
            let signs = classify(&index, PartyRole::Supplier, name).signs;
            let vendor = |at: u32| {
                crate::denylist::bundled().vendors[at as usize]
                    .id
                    .to_string()
            };
            let mut vendors: Vec<_> = signs
                .iter()
                .map(|sign| vendor(sign.target.vendor))
                .collect();
            vendors.dedup();
            vendors
        };
        for (name, vendor) in [
            ("Huawei Technologies Co., Ltd. (Huawei)", "huawei"),
            ("360 Security Technology Inc. (Qihoo 360)", "qihoo-360"),
            ("Zhejiang Dahua Technology Co., Ltd. (Dahua)", "dahua"),
            (
                "Hesai Group (also known as Hesai Technology Co., Ltd.)",
                "hesai",
            ),
        ] {
            assert_eq!(vendors(name), [vendor], "{name}");
        }
        for name in [
            "Kaspersky Lab (unofficial)",
            "Acme (Huawei)",
            "Huawei (Acme)",
            "Dahua (Hotel)",
        ] {
            assert!(vendors(name).is_empty(), "{name}");
        }
    }
}
