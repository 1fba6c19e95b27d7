//! What a denylist must keep to beyond its syntax.
//!
//! A wrong entry accuses a stranger or misstates the law, so each rule here
//! refuses something that could do either.

use std::collections::{BTreeMap, BTreeSet};

use crate::denylist::model::{Attribution, Denylist, Identity, IdentityKind, Vendor};
use crate::denylist::{ListFile, bundled, parse};
use crate::diagnostic::{Diagnostic, Excerpt};
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

/// Check files: their syntax, then every rule. The order is that of the files and of their entries.
#[must_use]
pub fn lint(files: &[ListFile]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for file in files {
        stem(file, &mut problems);
        key_order(file, &mut problems);
    }
    match parse(files) {
        Err(mistakes) => problems.extend(mistakes),
        Ok(list) => rules(&list, &mut problems),
    }
    problems
}

fn rules(list: &Denylist, problems: &mut Vec<Diagnostic>) {
    let bundled = bundled();
    let known: BTreeSet<&str> = list
        .authorities
        .iter()
        .chain(bundled.authorities.iter())
        .map(|authority| authority.id.as_ref())
        .collect();
    let vendors: BTreeSet<&str> = list
        .vendors
        .iter()
        .chain(bundled.vendors.iter())
        .map(|vendor| vendor.id.as_ref())
        .collect();
    for authority in list.authorities.iter() {
        let at = format!("authority `{}`", authority.id);
        if authority.citations.is_empty() {
            problem(
                problems,
                "authority-without-citation",
                format!("{at} has no citation"),
            );
        }
        if authority.sources.is_empty() {
            problem(
                problems,
                "authority-without-source",
                format!("{at} has no source"),
            );
        }
        if !authority.phases.is_sorted_by_key(|phase| phase.on) {
            problem(
                problems,
                "phases-unsorted",
                format!("the phases of {at} are not in order of their dates"),
            );
        }
    }
    for vendor in list.vendors.iter() {
        check_vendor(vendor, &known, &vendors, problems);
    }
    for profile in list.profiles.iter() {
        for entry in profile
            .entries
            .iter()
            .filter(|entry| !known.contains(entry.authority.as_ref()))
        {
            problem(
                problems,
                "unknown-authority",
                format!(
                    "profile `{}` names `{}`, which no file defines",
                    profile.id, entry.authority
                ),
            );
        }
    }
    shared_identities(list, problems);
    duplicate_ids(list, problems);
}

fn check_vendor(
    vendor: &Vendor,
    authorities: &BTreeSet<&str>,
    vendors: &BTreeSet<&str>,
    problems: &mut Vec<Diagnostic>,
) {
    let at = format!("vendor `{}`", vendor.id);
    if vendor.listings.is_empty() && vendor.affiliate_of.is_none() {
        problem(
            problems,
            "vendor-without-listing",
            format!("{at} is named by no authority and is no affiliate"),
        );
    }
    if let Some(affiliation) = vendor
        .affiliate_of
        .as_ref()
        .filter(|affiliation| !vendors.contains(affiliation.vendor.as_ref()))
    {
        problem(
            problems,
            "unknown-vendor",
            format!(
                "{at} is an affiliate of `{}`, which no file defines",
                affiliation.vendor
            ),
        );
    }
    for listing in vendor.listings.iter() {
        if listing.citation.trim().is_empty() {
            problem(
                problems,
                "listing-without-citation",
                format!(
                    "a listing of {at} by `{}` has no citation",
                    listing.authority
                ),
            );
        }
        if !authorities.contains(listing.authority.as_ref()) {
            problem(
                problems,
                "unknown-authority",
                format!(
                    "{at} is listed by `{}`, which no file defines",
                    listing.authority
                ),
            );
        }
        if listing.until.is_some_and(|until| until < listing.since) {
            problem(
                problems,
                "dates-reversed",
                format!(
                    "a listing of {at} by `{}` ends before it begins",
                    listing.authority
                ),
            );
        }
    }
    for name in vendor.names.iter() {
        check_name(&name.value, &at, vendor, problems);
        if name.verified && name.source.trim().is_empty() {
            problem(
                problems,
                "verified-without-source",
                format!("the name `{}` of {at} is verified by nothing", name.value),
            );
        }
    }
    for identity in vendor.identities.iter() {
        if identity.verified && identity.source.trim().is_empty() {
            problem(
                problems,
                "verified-without-source",
                format!(
                    "the identity `{}` of {at} is verified by nothing",
                    identity.value
                ),
            );
        }
        if let Some(wrong) = not_canonical(identity) {
            problem(
                problems,
                "identity-not-canonical",
                format!("the {} `{}` of {at} {wrong}", identity.kind, identity.value),
            );
        }
    }
}

fn check_name(name: &str, at: &str, vendor: &Vendor, problems: &mut Vec<Diagnostic>) {
    let Some(key) = NameKey::of(name) else {
        return problem(
            problems,
            "name-empty",
            format!("the name `{name}` of {at} leaves nothing to compare"),
        );
    };
    let weak = vendor
        .weak_brands
        .iter()
        .filter_map(|weak| NameKey::of(weak))
        .any(|weak| weak == key);
    if weak || COMMON_WORDS.binary_search(&key.as_str()).is_ok() || key.as_str().chars().count() < 2
    {
        problem(
            problems,
            "name-common-word",
            format!("the name `{name}` of {at} is a word that strangers use, too"),
        );
    }
}

/// What is wrong with the form of an identity's value.
fn not_canonical(identity: &Identity) -> Option<&'static str> {
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

/// The same mark cannot prove two vendors.
fn shared_identities(list: &Denylist, problems: &mut Vec<Diagnostic>) {
    let mut owners: BTreeMap<(&str, String), &str> = BTreeMap::new();
    for vendor in list.vendors.iter() {
        for identity in vendor
            .identities
            .iter()
            .filter(|identity| identity.attribution > Attribution::Contributor)
        {
            let key = (identity.kind.as_str(), identity.value.to_lowercase());
            if let Some(other) = owners.insert(key, &vendor.id) {
                let message = format!(
                    "the {} `{}` stands twice: with `{other}` and with `{}`",
                    identity.kind, identity.value, vendor.id
                );
                problem(problems, "identity-shared", message);
            }
        }
    }
}

fn duplicate_ids(list: &Denylist, problems: &mut Vec<Diagnostic>) {
    let ids = list
        .vendors
        .iter()
        .map(|vendor| ("vendor", vendor.id.as_ref()));
    let ids = ids.chain(
        list.authorities
            .iter()
            .map(|authority| ("authority", authority.id.as_ref())),
    );
    let mut seen = BTreeSet::new();
    for (what, id) in ids.chain(
        list.profiles
            .iter()
            .map(|profile| ("profile", profile.id.as_ref())),
    ) {
        if !seen.insert((what, id)) {
            problem(
                problems,
                "denylist-duplicate-id",
                format!("the {what} `{id}` is defined twice"),
            );
        }
    }
}

/// The stem of a file is its id.
fn stem(file: &ListFile, problems: &mut Vec<Diagnostic>) {
    let Ok(table) = toml::from_str::<toml::Table>(&file.text) else {
        return;
    };
    let (id, stem) = (
        table.get("id").and_then(toml::Value::as_str),
        file.path.file_stem().and_then(|stem| stem.to_str()),
    );
    if let (Some(id), Some(stem)) = (id, stem) {
        if id != stem {
            problem(
                problems,
                "id-is-not-stem",
                format!("the id `{id}` is not the stem of `{}`", file.path.display()),
            );
        }
    }
}

/// Keys stand in one order in every file, so that files can be compared line by line.
const ORDER: &[&[&str]] = &[
    &[
        "id",
        "roster",
        "legal-name",
        "name",
        "issuer",
        "jurisdiction",
        "authority",
        "since",
        "kind",
        "citations",
        "citation",
        "reach",
        "url",
        "scope",
        "applies-to",
        "reaches",
        "affiliates",
        "status",
        "status-note",
        "title",
        "for-whom",
        "country",
        "parent",
        "affiliate-of",
        "ids",
        "weak-brands",
        "dispute",
        "confidence",
        "source",
        "sources",
        "note",
        "reviewed",
    ],
    &[
        "kind",
        "value",
        "control",
        "attribution",
        "relation",
        "verified",
        "source",
        "note",
    ],
    &["value", "kind", "script", "relation", "verified", "source"],
    &[
        "ecosystem",
        "name",
        "trap",
        "why",
        "verified",
        "basis",
        "purls",
    ],
    &[
        "authority",
        "named-as",
        "since",
        "until",
        "citation",
        "reach",
        "confidence",
        "source",
        "note",
    ],
    &["authority", "effect", "because"],
    &["on", "what"],
    &["id", "name", "names"],
];

fn key_order(file: &ListFile, problems: &mut Vec<Diagnostic>) {
    let mut order = ORDER[0];
    let (mut last, mut at) = (0, 0);
    for line in file.text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if let Some(table) = line
            .trim()
            .strip_prefix("[[")
            .and_then(|rest| rest.strip_suffix("]]"))
        {
            order = order_of(table);
            last = 0;
            continue;
        }
        let Some(key) = line.split_once(" =").map(|(key, _)| key) else {
            continue;
        };
        let Some(place) = order.iter().position(|known| *known == key) else {
            continue;
        };
        if place < last {
            let excerpt = Excerpt {
                path: file.path.display().to_string(),
                text: file.text.clone(),
                span: start..start + key.len(),
                label: "stands too late".to_owned(),
            };
            let message = format!("the key `{key}` is out of order");
            problems.push(
                Diagnostic::error("key-order", message)
                    .help(format!("the order is {}", order.join(", ")))
                    .excerpt(excerpt),
            );
        }
        last = last.max(place);
    }
}

fn order_of(table: &str) -> &'static [&'static str] {
    match table {
        "identity" => ORDER[1],
        "name" => ORDER[2],
        "lookalike" => ORDER[3],
        "listing" => ORDER[4],
        "entry" => ORDER[5],
        "phase" => ORDER[6],
        "entity" => ORDER[7],
        _ => ORDER[0],
    }
}

fn problem(problems: &mut Vec<Diagnostic>, code: &'static str, message: String) {
    problems.push(Diagnostic::error(code, message));
}

#[cfg(test)]
mod tests {
    use super::*;

    const VENDOR: &str = "id = \"x\"\nlegal-name = \"Example Ltd\"\nreviewed = 2026-01-01\n";
    const LISTING: &str = "[[listing]]\nauthority = \"us-icts-kaspersky\"\nnamed-as = \"X\"\nsince = 2024-01-01\ncitation = \"1 FR 1\"\nreach = \"none\"\nconfidence = \"primary\"\nsource = \"seen\"\n";

    #[track_caller]
    fn check(path: &str, text: &str, code: &str) {
        let file = ListFile {
            path: path.into(),
            text: text.to_owned(),
        };
        let codes: Vec<_> = lint(&[file]).iter().map(|problem| problem.code).collect();
        assert_eq!(codes, if code.is_empty() { vec![] } else { vec![code] });
    }

    fn identity(kind: &str, value: &str) -> String {
        format!(
            "[[identity]]\nkind = \"{kind}\"\nvalue = \"{value}\"\ncontrol = \"controlled\"\nattribution = \"confirmed\"\nverified = true\nsource = \"seen\"\n"
        )
    }

    #[test]
    fn a_good_file_passes() {
        check(
            "x.toml",
            &format!("{VENDOR}{}{LISTING}", identity("npm-scope", "@example")),
            "",
        );
    }

    #[test]
    fn each_rule_refuses() {
        assert!(COMMON_WORDS.is_sorted());
        check("y.toml", &format!("{VENDOR}{LISTING}"), "id-is-not-stem");
        check("x.toml", VENDOR, "vendor-without-listing");
        check(
            "x.toml",
            &format!("{VENDOR}{}", LISTING.replace("1 FR 1", " ")),
            "listing-without-citation",
        );
        check(
            "x.toml",
            &format!("{VENDOR}{}", LISTING.replace("us-icts-kaspersky", "nobody")),
            "unknown-authority",
        );
        check(
            "x.toml",
            &format!(
                "{VENDOR}{}",
                LISTING.replace(
                    "since = 2024-01-01",
                    "since = 2024-01-01\nuntil = 2023-01-01"
                )
            ),
            "dates-reversed",
        );
        for value in ["example", "@Example", "@example/x"] {
            check(
                "x.toml",
                &format!("{VENDOR}{}{LISTING}", identity("npm-scope", value)),
                "identity-not-canonical",
            );
        }
        check(
            "x.toml",
            &format!("{VENDOR}{}{LISTING}", identity("package", "pkg:npm/@a/b")),
            "identity-not-canonical",
        );
        let twice = identity("domain", "example.com") + &identity("domain", "example.com");
        check(
            "x.toml",
            &format!("{VENDOR}{twice}{LISTING}"),
            "identity-shared",
        );
        let name = |value: &str, source: &str| {
            format!(
                "[[name]]\nvalue = \"{value}\"\nkind = \"alias\"\nverified = true\nsource = \"{source}\"\n"
            )
        };
        check(
            "x.toml",
            &format!(
                "{VENDOR}{}{LISTING}",
                name("Ltd.,", "seen").replace("Ltd.,", "...")
            ),
            "name-empty",
        );
        check(
            "x.toml",
            &format!("{VENDOR}{}{LISTING}", name("Security Co., Ltd.", "seen")),
            "name-common-word",
        );
        check(
            "x.toml",
            &format!("{VENDOR}{}{LISTING}", name("Example", " ")),
            "verified-without-source",
        );
        check(
            "x.toml",
            &format!("legal-name = \"Example Ltd\"\nid = \"x\"\nreviewed = 2026-01-01\n{LISTING}"),
            "key-order",
        );
    }
}
