//! The form in which names, identities and purls are written.

use crate::denylist::lint::problems::Problems;
use crate::denylist::model::{Identity, IdentityKind, Lookalike, Name, Vendor};
use crate::identifier::{NameKey, Purl};

/// Words that name no company: a list that holds one would accuse strangers.
const COMMON_WORDS: &[&str] = &[
    "360",
    "apollo",
    "ascend",
    "bgi",
    "cloud",
    "code",
    "core",
    "data",
    "dev",
    "developer",
    "developers",
    "dss",
    "flow",
    "glm",
    "group",
    "hik",
    "kimi",
    "lark",
    "mi",
    "minimax",
    "mobile",
    "moonshot",
    "open",
    "opensource",
    "pdd",
    "pegasus",
    "predator",
    "project",
    "qq",
    "research",
    "sdk",
    "security",
    "software",
    "tcl",
    "team",
    "tech",
    "technology",
    "test",
    "volo",
];

/// What a look-alike may rest on.
const BASES: &[&str] = &["listing", "memory", "metadata", "summary"];

/// A name must leave something to compare that strangers do not use, and say its script.
pub(super) fn name(name: &Name, vendor: &Vendor, problems: &mut Problems<'_>) {
    let (value, id) = (&name.value, &vendor.id);
    let foreign = value.chars().any(|c| c.is_alphabetic() && c > '\u{24f}');
    if foreign && name.script.is_none() {
        let message = format!("the name `{value}` of vendor `{id}` does not say its script");
        problems.add("name-without-script", value, message);
    }
    let Some(key) = NameKey::of(value) else {
        let message = format!("the name `{value}` of vendor `{id}` leaves nothing to compare");
        return problems.add("name-empty", value, message);
    };
    let weak = vendor
        .weak_brands
        .iter()
        .filter_map(|weak| NameKey::of(weak))
        .any(|weak| weak == key);
    let short = key.as_str().chars().count() < 2;
    if weak || short || COMMON_WORDS.binary_search(&key.as_str()).is_ok() {
        let message =
            format!("the name `{value}` of vendor `{id}` is a word that strangers use, too");
        problems.add("name-common-word", value, message);
    }
}

/// A look-alike says what it rests on, and its purls are such that a test can feed them.
pub(super) fn lookalike(lookalike: &Lookalike, vendor: &Vendor, problems: &mut Problems<'_>) {
    let at = format!(
        "the look-alike `{}` of vendor `{}`",
        lookalike.name, vendor.id
    );
    if !BASES.contains(&lookalike.basis.as_ref()) {
        let message = format!(
            "{at} rests on `{}`, which is none of {}",
            lookalike.basis,
            BASES.join(", ")
        );
        problems.add("lookalike-without-basis", &lookalike.name, message);
    }
    for purl in lookalike
        .purls
        .iter()
        .filter(|purl| Purl::parse(purl).is_none())
    {
        let message = format!("{at} names `{purl}`, which is no purl");
        problems.add("lookalike-not-a-purl", purl, message);
    }
}

/// What is wrong with the form of an identity's value.
pub(super) fn not_canonical(identity: &Identity) -> Option<&'static str> {
    let value = identity.value.as_ref();
    let lower = value.to_lowercase() == value;
    let domain = |text: &str| {
        text.contains('.')
            && text
                .split('.')
                .all(|label| !label.is_empty() && !label.contains(['/', ':', '@', ' ']))
    };
    let path = |text: &str| {
        text.split_once('/')
            .is_some_and(|(host, rest)| domain(host) && !rest.is_empty() && !rest.ends_with('/'))
    };
    match identity.kind {
        IdentityKind::NpmScope if !value.starts_with('@') || value.contains('/') || !lower => {
            Some("is not written like `@scope`")
        }
        IdentityKind::Domain | IdentityKind::EmailDomain | IdentityKind::ForgeHost
            if !domain(value) || !lower =>
        {
            Some("is not a domain in lower case")
        }
        IdentityKind::ForgeOrganisation
            if !path(value) || value.matches('/').count() != 1 || !lower =>
        {
            Some("is not written like `host/organisation` in lower case")
        }
        IdentityKind::Email if !value.contains('@') || !lower => {
            Some("is not an address in lower case")
        }
        IdentityKind::Package => match Purl::parse(value) {
            Some(purl) if purl.version.is_none() && purl.key() == value => None,
            Some(_) => Some("is not the canonical purl without version"),
            None => Some("is no purl"),
        },
        IdentityKind::MavenGroup if value.contains([':', '/', ' ']) => Some("is not a Maven group"),
        IdentityKind::GoModule if value.ends_with('/') || value.contains("://") => {
            Some("is not a module path")
        }
        IdentityKind::PurlNamespace if !value.contains('/') || !lower => {
            Some("is not written like `type/namespace` in lower case")
        }
        IdentityKind::NpmPrefix | IdentityKind::PypiPrefix | IdentityKind::NugetPrefix
            if value.chars().count() < 4 =>
        {
            Some("is too short for a prefix")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_are_sorted_for_the_search() {
        assert!(COMMON_WORDS.is_sorted());
    }
}
