//! What a denylist must keep to beyond its syntax.
//!
//! A wrong entry accuses a stranger or misstates the law, so each rule here
//! refuses something that could do either.

mod form;
mod order;
mod problems;

use std::collections::{BTreeMap, BTreeSet};

use crate::denylist::lint::problems::Problems;
use crate::denylist::model::{Attribution, Authority, Denylist, Listing, Profile, Vendor};
use crate::denylist::{ListFile, bundled, parse};
use crate::diagnostic::Diagnostic;

/// Check files: their syntax, then every rule. The order is that of the files and of their entries.
#[must_use]
pub fn lint(files: &[ListFile]) -> Vec<Diagnostic> {
    let mut problems = Problems::new(files);
    for file in files {
        order::stem(file, &mut problems);
        order::key_order(file, &mut problems);
    }
    match parse(files) {
        Err(mistakes) => problems.extend(mistakes),
        Ok(list) => rules(&list, &mut problems),
    }
    problems.finish()
}

/// The ids that a file may refer to: those of the files at hand, and the bundled ones.
struct Known<'a> {
    authorities: BTreeSet<&'a str>,
    vendors: BTreeSet<&'a str>,
}

fn rules(list: &Denylist, problems: &mut Problems<'_>) {
    let both = [list, bundled()];
    let known = Known {
        authorities: both
            .iter()
            .flat_map(|list| {
                list.authorities
                    .iter()
                    .map(|authority| authority.id.as_ref())
            })
            .collect(),
        vendors: both
            .iter()
            .flat_map(|list| list.vendors.iter().map(|vendor| vendor.id.as_ref()))
            .collect(),
    };
    for authority in list.authorities.iter() {
        check_authority(authority, problems);
    }
    for vendor in list.vendors.iter() {
        check_vendor(vendor, &known, problems);
    }
    for profile in list.profiles.iter() {
        check_profile(profile, &known, problems);
    }
    shared_identities(list, problems);
    duplicate_ids(list, problems);
}

fn check_authority(authority: &Authority, problems: &mut Problems<'_>) {
    problems.about(&authority.id);
    let at = format!("authority `{}`", authority.id);
    if authority.citations.is_empty() {
        problems.add(
            "authority-without-citation",
            &authority.id,
            format!("{at} has no citation"),
        );
    }
    if authority.sources.is_empty() {
        problems.add(
            "authority-without-source",
            &authority.id,
            format!("{at} has no source"),
        );
    }
    if !authority.phases.is_sorted_by_key(|phase| phase.on) {
        let message = format!("the phases of {at} are not in order of their dates");
        problems.add("phases-unsorted", &authority.id, message);
    }
}

fn check_vendor(vendor: &Vendor, known: &Known<'_>, problems: &mut Problems<'_>) {
    problems.about(&vendor.id);
    let at = format!("vendor `{}`", vendor.id);
    if vendor.listings.is_empty() && vendor.affiliate_of.is_none() {
        let message = format!("{at} is named by no authority and is no affiliate");
        problems.add("vendor-without-listing", &vendor.id, message);
    }
    if let Some(parent) = vendor
        .affiliate_of
        .as_ref()
        .map(|parent| parent.vendor.as_ref())
    {
        let what = format!("{at} is an affiliate of");
        must_exist("unknown-vendor", &what, parent, &known.vendors, problems);
    }
    for listing in vendor.listings.iter() {
        check_listing(listing, &at, known, problems);
    }
    let names = vendor
        .names
        .iter()
        .map(|name| (&name.value, name.verified, &name.source));
    let identities = vendor
        .identities
        .iter()
        .map(|mark| (&mark.value, mark.verified, &mark.source));
    for (value, _, _) in names
        .chain(identities)
        .filter(|(_, verified, source)| *verified && source.trim().is_empty())
    {
        let message = format!("`{value}` of {at} is verified by nothing");
        problems.add("verified-without-source", value, message);
    }
    for name in vendor.names.iter() {
        form::name(name, vendor, problems);
    }
    for lookalike in vendor.lookalikes.iter() {
        form::lookalike(lookalike, vendor, problems);
    }
    for identity in vendor.identities.iter() {
        if let Some(wrong) = form::not_canonical(identity) {
            let message = format!("the {} `{}` of {at} {wrong}", identity.kind, identity.value);
            problems.add("identity-not-canonical", &identity.value, message);
        }
    }
}

fn check_listing(listing: &Listing, at: &str, known: &Known<'_>, problems: &mut Problems<'_>) {
    let what = format!("a listing of {at} by `{}`", listing.authority);
    if listing.citation.trim().is_empty() {
        problems.add(
            "listing-without-citation",
            &listing.authority,
            format!("{what} has no citation"),
        );
    }
    if listing.named_as.trim().is_empty() {
        problems.add(
            "listing-without-name",
            &listing.authority,
            format!("{what} does not say the name it prints"),
        );
    }
    if listing.until.is_some_and(|until| until < listing.since) {
        problems.add(
            "dates-reversed",
            &listing.authority,
            format!("{what} ends before it begins"),
        );
    }
    let listed = format!("{at} is listed by");
    must_exist(
        "unknown-authority",
        &listed,
        &listing.authority,
        &known.authorities,
        problems,
    );
}

fn check_profile(profile: &Profile, known: &Known<'_>, problems: &mut Problems<'_>) {
    problems.about(&profile.id);
    let mut seen = BTreeSet::new();
    for entry in profile.entries.iter() {
        let named = format!("profile `{}` names", profile.id);
        must_exist(
            "unknown-authority",
            &named,
            &entry.authority,
            &known.authorities,
            problems,
        );
        if !seen.insert(&entry.authority) {
            let message = format!("{named} `{}` twice", entry.authority);
            problems.add("profile-authority-twice", &entry.authority, message);
        }
    }
}

/// Refuse a reference to an id that no file defines.
fn must_exist(
    code: &'static str,
    what: &str,
    id: &str,
    known: &BTreeSet<&str>,
    problems: &mut Problems<'_>,
) {
    if known.contains(id) {
        return;
    }
    let found = Diagnostic::error(code, format!("{what} `{id}`, which no file defines"));
    let alike = known
        .iter()
        .map(|known| (strsim::jaro_winkler(known, id), known));
    let best = alike
        .filter(|(score, _)| *score > 0.85)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let found = match best {
        Some((_, known)) => found.help(format!("did you mean `{known}`?")),
        None => found,
    };
    problems.push(id, found);
}

/// The same mark cannot prove two vendors.
fn shared_identities(list: &Denylist, problems: &mut Problems<'_>) {
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
                problems.about(&vendor.id);
                problems.add("identity-shared", &identity.value, message);
            }
        }
    }
}

fn duplicate_ids(list: &Denylist, problems: &mut Problems<'_>) {
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
            problems.about(id);
            problems.add(
                "denylist-duplicate-id",
                id,
                format!("the {what} `{id}` is defined twice"),
            );
        }
    }
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
            &format!("{VENDOR}{}{LISTING}", name("Пример", "seen")),
            "name-without-script",
        );
        check(
            "x.toml",
            &format!("{VENDOR}{}", LISTING.replace("\"X\"", "\" \"")),
            "listing-without-name",
        );
        for (basis, purl, code) in [
            ("rumour", "pkg:cargo/example", "lookalike-without-basis"),
            ("metadata", "cargo:example", "lookalike-not-a-purl"),
            ("metadata", "pkg:cargo/example", ""),
        ] {
            let lookalike = format!(
                "[[lookalike]]\necosystem = \"cargo\"\nname = \"example\"\ntrap = \"homonym\"\nwhy = \"other people\"\nverified = true\nbasis = \"{basis}\"\npurls = [\"{purl}\"]\n"
            );
            check("x.toml", &format!("{VENDOR}{lookalike}{LISTING}"), code);
        }
        check(
            "x.toml",
            &format!("legal-name = \"Example Ltd\"\nid = \"x\"\nreviewed = 2026-01-01\n{LISTING}"),
            "key-order",
        );
    }

    #[test]
    fn an_authority_that_no_file_defines_gets_a_suggestion() {
        let file = ListFile {
            path: "x.toml".into(),
            text: "id = \"x\"\ntitle = \"X\"\nfor-whom = \"us\"\n[[entry]]\nauthority = \"us-fcc-covered-lists\"\neffect = \"note\"\nbecause = \"-\"\n".into(),
        };
        let problems = lint(&[file]);
        assert_eq!(problems[0].code, "unknown-authority");
        assert_eq!(
            problems[0].help.as_deref(),
            Some("did you mean `us-fcc-covered-list`?")
        );
    }

    #[test]
    fn a_problem_shows_its_line() {
        let text = format!("{VENDOR}{}{LISTING}", identity("npm-scope", "Example"));
        let file = ListFile {
            path: "x.toml".into(),
            text: text.clone(),
        };
        let problems = lint(&[file]);
        let excerpt = problems[0].excerpt.as_ref().expect("a place");
        assert_eq!(excerpt.path, "x.toml");
        assert_eq!(&text[excerpt.span.clone()], "\"Example\"");
    }

    #[test]
    fn dates_of_an_authority_stand_in_order() {
        let authority = "id = \"x\"\nname = \"X\"\nissuer = \"X\"\njurisdiction = \"US\"\nkind = \"advisory\"\ncitations = []\nurl = \"https://example.com\"\nscope = \"X\"\napplies-to = \"X\"\nreaches = { software = \"yes\", services = \"no\", hardware = \"no\", embedded = \"no\", open-source = \"no\" }\naffiliates = \"control\"\nstatus = \"in-force\"\nconfidence = \"primary\"\nsources = []\nreviewed = 2026-01-01\n[[phase]]\non = 2026-02-01\nwhat = \"later\"\n[[phase]]\non = 2026-01-01\nwhat = \"earlier\"\n";
        let file = ListFile {
            path: "x.toml".into(),
            text: authority.to_owned(),
        };
        let codes: Vec<_> = lint(&[file]).iter().map(|problem| problem.code).collect();
        let expected = [
            "authority-without-citation",
            "authority-without-source",
            "phases-unsorted",
        ];
        assert_eq!(codes, expected);
    }
}
