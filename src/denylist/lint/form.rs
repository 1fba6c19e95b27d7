//! The form in which names, identities and purls are written.

use crate::denylist::lint::problems::Problems;
use crate::denylist::model::{Attribution, Identity, IdentityKind, Lookalike, Name, Vendor};
use crate::identifier::{self, NameKey, Purl};

/// Words that name no company: a list that holds one would accuse strangers.
const COMMON_WORDS: &[&str] = &[
    "360",
    "apollo",
    "ascend",
    "bgi",
    "cloud",
    "code",
    "communications",
    "core",
    "data",
    "dev",
    "developer",
    "developers",
    "digital",
    "dss",
    "electronics",
    "flow",
    "glm",
    "global",
    "group",
    "hik",
    "holding",
    "holdings",
    "international",
    "kimi",
    "lab",
    "labs",
    "lark",
    "mi",
    "minimax",
    "mobile",
    "moonshot",
    "network",
    "networks",
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
    "solutions",
    "systems",
    "tcl",
    "team",
    "tech",
    "technologies",
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
    let is_form_alone = identifier::is_legal_form(value);
    if weak || short || is_form_alone || COMMON_WORDS.binary_search(&key.as_str()).is_ok() {
        let message =
            format!("the name `{value}` of vendor `{id}` is a word that strangers use, too");
        problems.add("name-common-word", value, message);
    }
}

/// A country as ISO 3166 writes it, with a part of it where `parts` may be named: `US-TX`.
pub(super) fn is_country(code: &str, parts: bool) -> bool {
    let upper = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    match code.split_once('-') {
        Some((country, part)) => parts && upper(country, 2..=2) && upper(part, 1..=3),
        None => upper(code, 2..=2),
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

/// Why no component could have a mark that is written like this; letters may have any case.
#[must_use]
pub fn unmeetable(kind: IdentityKind, value: &str) -> Option<&'static str> {
    match kind {
        // However a purl of one package is written, its key is compared.
        IdentityKind::Package => match Purl::parse(value) {
            Some(purl) if purl.version.is_none() => None,
            Some(_) => Some("has a version, which no key of a package has"),
            None => Some("is no purl"),
        },
        _ => not_canonical(kind, &value.to_lowercase()),
    }
}

/// What is wrong with the form of an identity's value in a list that is well kept.
pub(super) fn not_canonical(kind: IdentityKind, value: &str) -> Option<&'static str> {
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
    let plain = !value.is_empty() && !value.contains(char::is_whitespace);
    match kind {
        IdentityKind::CodeSigner => None,
        _ if !plain => Some("has a space in it, or nothing at all"),
        IdentityKind::NpmScope if !value.starts_with('@') || value.contains('/') || !lower => {
            Some("is not written like `@scope`")
        }
        IdentityKind::Domain | IdentityKind::EmailDomain | IdentityKind::ForgeHost
            if !domain(value) || !lower =>
        {
            Some("is not a domain in lower case")
        }
        IdentityKind::Domain | IdentityKind::ForgeHost | IdentityKind::ForgeOrganisation
            if value.starts_with("www.") =>
        {
            Some("begins with `www.`, which addresses are compared without")
        }
        IdentityKind::Page
            if !value
                .split_once('/')
                .is_some_and(|(host, segment)| domain(host) && !segment.contains('/'))
                || !lower =>
        {
            Some("is not written like `host/segment` in lower case")
        }
        IdentityKind::ForgeOrganisation
            if !path(value) || value.matches('/').count() != 1 || !lower =>
        {
            Some("is not written like `host/organisation` in lower case")
        }
        IdentityKind::Email if value.matches('@').count() != 1 || !lower => {
            Some("is not an address in lower case")
        }
        IdentityKind::Package => match Purl::parse(value) {
            Some(purl) if purl.version.is_none() && purl.key() == value => None,
            Some(_) => Some("is not the canonical purl without version"),
            None => Some("is no purl"),
        },
        IdentityKind::MavenGroup if !words(value, '.') || value.contains(':') => {
            Some("is not a Maven group")
        }
        IdentityKind::GoModule if !words(value, '/') || value.contains("://") => {
            Some("is not a module path")
        }
        IdentityKind::PurlNamespace
            if !words(value, '/')
                || !value.contains('/')
                || value.contains([':', '%'])
                || !lower =>
        {
            Some("is not written like `type/namespace` in lower case")
        }
        IdentityKind::DockerNamespace => not_a_namespace_of_images(value),
        IdentityKind::PackagistVendor if value.contains('/') || !lower => {
            Some("is not a plain word in lower case")
        }
        IdentityKind::CpeVendor
            if !words(value, ':')
                || value.matches(':').count() > 1
                || value.contains('\\')
                || !lower =>
        {
            Some("is not written like `vendor` or `vendor:product` in lower case")
        }
        IdentityKind::NpmPrefix | IdentityKind::PypiPrefix if !lower => {
            Some("is not in lower case")
        }
        IdentityKind::PypiPrefix if value.contains(['_', '.']) => {
            Some("is not written with the hyphens of names that PyPI has normalised")
        }
        IdentityKind::NpmPrefix if !words(value, '-') => Some("ends in the hyphen that follows it"),
        IdentityKind::CocoapodsPrefix
            if !value.bytes().all(|byte| byte.is_ascii_alphanumeric()) =>
        {
            Some("is not of letters and digits")
        }
        IdentityKind::NugetPrefix if !words(value, '.') => Some("ends in the dot that follows it"),
        IdentityKind::CratesTeam => {
            Some("stands in no workspace, lockfile or SBOM (the names of its crates do: `package`)")
        }
        _ => None,
    }
}

/// What is wrong with a namespace of images.
fn not_a_namespace_of_images(value: &str) -> Option<&'static str> {
    if !words(value, '/') || value.to_lowercase() != value {
        return Some("is not written like `namespace` or `host/namespace` in lower case");
    }
    if value.contains(':') {
        return Some("names a port, which registries are compared without");
    }
    if value.starts_with("docker.io/") {
        return Some("names Docker Hub, whose namespaces stand without a host");
    }
    if value.contains('.') && !value.contains('/') {
        return Some("names a registry without a namespace (`oci-host` does that)");
    }
    let has_odd_region = value.contains('*') && !has_any_region(value);
    has_odd_region.then_some("has a `*` that stands for no region in a host")
}

/// Whether the host of `host/namespace` has a `*` for its region, and nothing else has one.
fn has_any_region(value: &str) -> bool {
    let (host, space) = value.split_once('/').unwrap_or_default();
    let in_one = host.replacen('*', "cn-north-1", 1);
    !space.contains('*') && identifier::in_any_region(&in_one).is_some_and(|any| any == host)
}

/// Whether a text is one or more words with a separator between them, none empty.
fn words(text: &str, separator: char) -> bool {
    text.split(separator).all(|word| !word.is_empty())
}

/// Hosts and domains that everybody may publish under.
const SHARED: &[&str] = &[
    "bitbucket.org",
    "co.jp",
    "co.kr",
    "co.uk",
    "code.google.com",
    "com.cn",
    "com.hk",
    "com.tw",
    "crates.io",
    "docker.io",
    "gitcode.com",
    "gitee.com",
    "gitee.io",
    "github.com",
    "github.io",
    "gitlab.com",
    "gitlab.io",
    "maven.org",
    "net.cn",
    "netlify.app",
    "npmjs.com",
    "nuget.org",
    "org.cn",
    "packagist.org",
    "pypi.org",
    "readthedocs.io",
    "sourceforge.net",
    "vercel.app",
];

/// Why a mark that is in good form would meet strangers.
pub(super) fn too_wide(identity: &Identity) -> Option<&'static str> {
    let value = identity.value.as_ref();
    let shared = |host: &str| SHARED.binary_search(&host).is_ok();
    match identity.kind {
        _ if identity.attribution == Attribution::Contributor => None,
        IdentityKind::Domain | IdentityKind::ForgeHost | IdentityKind::GoModule
            if shared(value) =>
        {
            Some("is a host where everybody publishes")
        }
        IdentityKind::EmailDomain if shared(value) || identifier::is_consumer_mail(value) => {
            Some("is a domain where everybody can have an address")
        }
        IdentityKind::NpmPrefix
        | IdentityKind::PypiPrefix
        | IdentityKind::NugetPrefix
        | IdentityKind::CocoapodsPrefix
            if value.chars().count() < 4 =>
        {
            Some("is too short for a prefix")
        }
        IdentityKind::MavenGroup => {
            let domain: Vec<&str> = value.split('.').rev().collect();
            let wide = domain.len() < 2 || shared(&domain.join("."));
            wide.then_some("is a group below which everybody publishes")
        }
        IdentityKind::DockerNamespace if value == "library" => {
            Some("is a namespace of the registry itself")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_hosts_are_sorted_for_the_search() {
        assert!(COMMON_WORDS.is_sorted());
        assert!(SHARED.is_sorted());
    }
}
