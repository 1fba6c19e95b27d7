//! One case for each rule.

use crate::denylist::ListFile;
use crate::denylist::lint::lint;

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

fn name(value: &str, source: &str) -> String {
    format!(
        "[[name]]\nvalue = \"{value}\"\nkind = \"alias\"\nverified = true\nsource = \"{source}\"\n"
    )
}

/// Check a vendor with this entry and one good listing.
#[track_caller]
fn check_entry(entry: &str, code: &str) {
    check("x.toml", &format!("{VENDOR}{entry}{LISTING}"), code);
}

#[test]
fn files_are_named_for_their_id_and_keep_one_order() {
    check("y.toml", &format!("{VENDOR}{LISTING}"), "id-is-not-stem");
    let swapped = "legal-name = \"Example Ltd\"\nid = \"x\"\nreviewed = 2026-01-01\n";
    check("x.toml", &format!("{swapped}{LISTING}"), "key-order");
}

#[test]
fn a_vendor_has_a_listing_with_all_that_it_needs() {
    check("x.toml", VENDOR, "vendor-without-listing");
    let ended = "since = 2024-01-01\nuntil = 2023-01-01";
    for (from, to, code) in [
        ("1 FR 1", " ", "listing-without-citation"),
        ("us-icts-kaspersky", "nobody", "unknown-authority"),
        ("since = 2024-01-01", ended, "dates-reversed"),
        ("\"X\"", "\" \"", "listing-without-name"),
    ] {
        check(
            "x.toml",
            &format!("{VENDOR}{}", LISTING.replace(from, to)),
            code,
        );
    }
}

#[test]
fn an_affiliate_belongs_to_a_known_vendor_for_a_time() {
    for (vendor, until, code) in [
        ("huawei", "2025-01-01", ""),
        ("huawei", "2023-01-01", "dates-reversed"),
        ("nobody", "2025-01-01", "unknown-vendor"),
    ] {
        let affiliation = format!(
            "affiliate-of = {{ vendor = \"{vendor}\", basis = \"b\", source = \"s\", since = 2024-01-01, until = {until} }}\nreviewed"
        );
        check("x.toml", &VENDOR.replace("reviewed", &affiliation), code);
    }
}

#[test]
fn identities_are_in_canonical_form() {
    for (kind, value) in [
        ("npm-scope", "example"),
        ("npm-scope", "@Example"),
        ("npm-scope", "@example/x"),
        ("package", "pkg:npm/@a/b"),
        ("package", "pkg:npm/b@1.0.0"),
        ("domain", "Example.com"),
        ("forge-organisation", "github.com"),
        ("nuget-prefix", "Example.SDK."),
        ("npm-prefix", "example-sdk-"),
        ("cocoapods-prefix", "Example-"),
        ("docker-namespace", "Example"),
        ("docker-namespace", "regis*.example.com/x"),
        ("docker-namespace", "registry.*.example.com/*"),
        ("cpe-vendor", "exam ple"),
        ("go-module", "example.com/"),
        ("maven-group", "com.example."),
        ("maven-group", "com.example:lib"),
        ("pypi-prefix", "example_sdk"),
        ("docker-namespace", "docker.io/example"),
        ("docker-namespace", "registry.example.com"),
        ("docker-namespace", "registry.example.com:5000/team"),
        ("purl-namespace", "pkg:deb/example"),
        ("purl-namespace", "npm/%40example"),
        ("forge-organisation", "www.github.com/example"),
        ("domain", "www.example.com"),
        ("cpe-vendor", "cpe:2.3:a:example"),
        ("cpe-vendor", r"example\\!"),
    ] {
        check_entry(&identity(kind, value), "identity-not-canonical");
    }
}

#[test]
fn identities_meet_no_strangers() {
    for (kind, value) in [
        ("domain", "github.io"),
        ("email-domain", "qq.com"),
        ("go-module", "github.com"),
        ("maven-group", "com"),
        ("maven-group", "cn.com"),
    ] {
        check_entry(&identity(kind, value), "identity-too-wide");
    }
    let twice = identity("domain", "example.com").repeat(2);
    check_entry(&twice, "identity-shared");
}

#[test]
fn names_tell_a_company() {
    for value in ["Ltd.", "Co., Ltd.", "Technologies", "Group"] {
        check_entry(&name(value, "x"), "name-common-word");
    }
    for (value, source, code) in [
        ("...", "seen", "name-empty"),
        ("Security Co., Ltd.", "seen", "name-common-word"),
        ("Example", " ", "verified-without-source"),
        ("Пример", "seen", "name-without-script"),
    ] {
        check_entry(&name(value, source), code);
    }
}

#[test]
fn look_alikes_can_be_tried() {
    for (basis, purl, code) in [
        ("rumour", "pkg:cargo/example", "lookalike-without-basis"),
        ("metadata", "cargo:example", "lookalike-not-a-purl"),
        ("metadata", "pkg:cargo/example", ""),
    ] {
        check_entry(&lookalike(basis, purl), code);
    }
    let own = identity("package", "pkg:cargo/example");
    let both = own + &lookalike("metadata", "pkg:cargo/example@1.0.0");
    check_entry(&both, "lookalike-is-identity");
}

fn lookalike(basis: &str, purl: &str) -> String {
    format!(
        "[[lookalike]]\necosystem = \"cargo\"\nname = \"example\"\ntrap = \"homonym\"\nwhy = \"other people\"\nverified = true\nbasis = \"{basis}\"\npurls = [\"{purl}\"]\n"
    )
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
fn one_name_is_of_one_vendor() {
    let name = name("Example Works Ltd", "seen");
    let file = |id: &str| ListFile {
        path: format!("{id}.toml").into(),
        text: format!(
            "{}{name}{LISTING}",
            VENDOR.replace("\"x\"", &format!("\"{id}\""))
        ),
    };
    let problems = lint(&[file("x"), file("y")]);
    let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["name-shared"]);
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
