//! Policy files, floors and acceptances, as a user sees them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::{Ran, run_in};

const SBOM: &str = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
  "metadata": {"component": {"bom-ref": "shop", "type": "application", "name": "shop", "version": "1.0.0"}},
  "components": [
    {"bom-ref": "a", "type": "library", "group": "@kaspersky", "name": "hexa-ui", "version": "6.198.2", "purl": "pkg:npm/%40kaspersky/hexa-ui@6.198.2"},
    {"bom-ref": "b", "type": "library", "group": "@example", "name": "kit", "version": "2.0.0", "purl": "pkg:npm/%40example/kit@2.0.0"}],
  "dependencies": [{"ref": "shop", "dependsOn": ["a", "b"]}]}
"#;

const ACCEPT: &str = "[[accept]]\ncomponent = \"pkg:npm/%40kaspersky/hexa-ui\"\nvendor = \"kaspersky\"\nreason = \"counsel memo\"\nexpires = 2026-12-10\n";

/// A folder with the SBOM and, where there is one, a configuration.
fn folder(name: &str, config: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("policy")
        .join(name);
    fs::create_dir_all(folder.join(".git")).expect("a folder");
    fs::write(folder.join("sbom.json"), SBOM).expect("an SBOM");
    let path = folder.join("vendor-gate.toml");
    if config.is_empty() {
        let _ = fs::remove_file(path);
    } else {
        fs::write(path, config).expect("a configuration");
    }
    folder
}

#[track_caller]
fn check(folder: &Path, arguments: &[&str]) -> Ran {
    let base = ["check", "sbom.json", "--as-of", "2026-11-24"];
    run_in(folder, &[&base, arguments].concat(), b"")
}

#[track_caller]
fn shows(ran: &Ran, code: i32, parts: &[&str]) {
    assert_eq!(ran.code, code, "{}\n{}", ran.out, ran.err);
    let all = format!("{}{}", ran.out, ran.err);
    for part in parts {
        assert!(all.contains(part), "{part:?} is missing in\n{all}");
    }
}

#[test]
fn an_accepted_finding_passes_and_stays_in_the_report() {
    let ran = check(&folder("accepted", ACCEPT), &[]);
    shows(
        &ran,
        0,
        &[
            "accepted[vendor-block]",
            "accepted internally (not a government waiver) until 2026-12-10: counsel memo",
            "warning[acceptance-ends-soon]",
            "pass: 0 blocked, 0 to review, 0 noted, 1 accepted internally",
        ],
    );
}

#[test]
fn an_expired_acceptance_accepts_nothing_and_is_named() {
    let config = ACCEPT.replace("2026-12-10", "2026-11-23");
    let ran = check(&folder("expired", &config), &[]);
    shows(
        &ran,
        1,
        &[
            "acceptance-expired",
            "ended on 2026-11-23",
            "fail: 1 blocked",
        ],
    );
}

#[test]
fn an_acceptance_that_matches_nothing_is_a_warning() {
    let config = ACCEPT.replace("hexa-ui", "other");
    shows(
        &check(&folder("unused", &config), &[]),
        1,
        &["warning[acceptance-unused]"],
    );
}

#[test]
fn a_range_of_versions_holds_what_it_says() {
    for (range, code) in [(">=6, <7", 0), (">=7", 1)] {
        let config = format!("{ACCEPT}versions = \"{range}\"\n");
        assert_eq!(check(&folder("range", &config), &[]).code, code, "{range}");
    }
}

/// Accepting what blocks says nothing of another measure that sends the same finding to review.
#[test]
fn an_acceptance_of_a_version_covers_no_other_that_the_purl_states() {
    let folder = folder(
        "two-versions",
        &ACCEPT.replace("expires", "versions = \"<7\"\nexpires"),
    );
    shows(&check(&folder, &[]), 0, &["1 accepted internally"]);
    let other = SBOM.replace("hexa-ui@6.198.2", "hexa-ui@9.0.0");
    fs::write(folder.join("sbom.json"), other).expect("an SBOM");
    shows(
        &check(&folder, &[]),
        1,
        &["0 accepted internally", "acceptance-unused"],
    );
}

#[test]
fn an_acceptance_for_some_authorities_covers_no_other_that_fails() {
    let both = "authorities = [\"us-icts-kaspersky\", \"us-ndaa-2018-1634\"]\n";
    let folder = folder("some-authorities", &format!("{ACCEPT}{both}"));
    shows(&check(&folder, &[]), 0, &["accepted[vendor-block]"]);
    let ran = check(&folder, &["--fail-on", "review"]);
    let left_out = "does not accept what it met: its authorities leave out `us-fcc-covered-list`";
    shows(&ran, 1, &["acceptance-unused", left_out]);
}

#[test]
fn mistakes_of_a_file_are_shown_with_their_line() {
    for (config, parts) in [
        (
            "profile = [\"uk\"]\n",
            [
                "error[config-unknown-key]: unknown key `profile`",
                "did you mean `profiles`?",
            ],
        ),
        (
            "fail-on = \"blok\"\n",
            ["vendor-gate.toml:1:11", "did you mean `block`?"],
        ),
        (
            &ACCEPT.replace("%40kaspersky/hexa-ui", "*"),
            ["error[acceptance-too-wide]", "vendor-gate.toml:2"],
        ),
        (
            &ACCEPT.replace("2026-12-10", "2028-12-10"),
            ["error[acceptance-too-long]", "more than 366 days"],
        ),
    ] {
        let ran = check(&folder("mistakes", config), &[]);
        shows(&ran, 2, &parts);
        assert_eq!(ran.out, "", "nothing is on standard output");
    }
}

#[test]
fn entries_of_ones_own_block() {
    let config = "[[deny]]\nvendor = \"Example Ltd\"\nnpm-scope = [\"@example\"]\neffect = \"block\"\nreason = \"supplier review\"\ncitation = \"policy 12.3\"\n";
    let ran = check(&folder("deny", config), &[]);
    shows(
        &ran,
        1,
        &[
            "a namespace of Example Ltd",
            "policy 12.3",
            "fail: 2 blocked",
        ],
    );
}

#[test]
fn the_effect_of_an_entry_of_ones_own_stands_in_it_alone() {
    let config = "[authorities]\nown-policy-1 = { effect = \"note\", because = \"x\" }\n[[deny]]\nvendor = \"Example Ltd\"\nnpm-scope = [\"@example\"]\neffect = \"block\"\nreason = \"r\"\ncitation = \"c\"\n";
    let ran = check(&folder("deny-twice", config), &[]);
    let parts = [
        "error[config-conflict]",
        "vendor-gate.toml:2",
        "change `effect` there",
    ];
    shows(&ran, 2, &parts);
}

#[test]
fn a_contested_finding_is_a_note() {
    let config = "[[contest]]\ncomponent = \"pkg:npm/%40kaspersky/hexa-ui\"\nvendor = \"kaspersky\"\nreason = \"a namesake\"\nevidence = \"https://example.com\"\n";
    shows(
        &check(&folder("contest", config), &[]),
        0,
        &["pass: 0 blocked, 0 to review, 1 noted"],
    );
}

#[test]
fn a_floor_is_only_tightened() {
    let folder = folder(
        "floor",
        &format!("fail-on = \"never\"\non-empty = \"pass\"\n{ACCEPT}"),
    );
    fs::write(folder.join("floor.toml"), "fail-on = \"block\"\n").expect("a floor");
    let ran = check(&folder, &["--policy-floor", "floor.toml"]);
    shows(
        &ran,
        2,
        &[
            "error[config-weakened]: `vendor-gate.toml:1` weakens the policy floor: fail-on = never, and `floor.toml:1` says fail-on = block",
            "`vendor-gate.toml:2` weakens the policy floor: on-empty = pass, and `floor.toml` leaves on-empty at undetermined",
        ],
    );
    for flags in [
        ["--fail-on", "never"],
        ["--on-empty", "pass"],
        ["--profile", "uk"],
    ] {
        fs::write(folder.join("vendor-gate.toml"), ACCEPT).expect("a configuration");
        let ran = check(
            &folder,
            &[&["--policy-floor", "floor.toml"], &flags[..]].concat(),
        );
        shows(
            &ran,
            2,
            &["the command line weakens the policy floor", flags[0]],
        );
    }
    let day = ["--policy-floor", "floor.toml", "--as-of", "2016-01-01"];
    let ran = run_in(&folder, &[&["check", "sbom.json"], &day[..]].concat(), b"");
    shows(&ran, 2, &["`--as-of 2016-01-01`"]);
}

#[test]
fn an_acceptance_of_the_head_counts_for_nothing_under_a_floor() {
    let folder = folder("floor-head", ACCEPT);
    fs::write(folder.join("floor.toml"), "").expect("a floor");
    // The floor counts as of today, so no day is given.
    let ran = run_in(
        &folder,
        &["check", "sbom.json", "--policy-floor", "floor.toml"],
        b"",
    );
    shows(&ran, 1, &["warning[config-not-at-base]", "fail: 1 blocked"]);
}

#[test]
fn every_value_tells_where_it_came_from() {
    let folder = folder("origin", "profiles = [\"uk\"]\n");
    let ran = run_in(
        &folder,
        &["config", "show", "--origin", "--fail-on", "review"],
        b"",
    );
    let expected = "profiles = [\"uk\"]  # vendor-gate.toml:1\nfail-on = \"review\"  # command line\non-empty = \"undetermined\"  # default\nmin-coverage = 0  # default\nmax-list-age = \"any\"  # default\n";
    assert_eq!((ran.code, ran.out.as_str()), (0, expected), "{}", ran.err);
}

#[test]
fn an_acceptance_of_an_image_covers_what_stands_where_it_says() {
    let image = |at: &str| {
        format!(
            r#"{{"type": "container", "name": "cann", "purl": "pkg:oci/cann@1?repository_url={at}"}}"#
        )
    };
    let folder = folder("image", "");
    let sbom = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{}, {}]}}"#,
        image("quay.io/ascend/cann"),
        image("docker.io/ascendai/cann")
    );
    fs::write(folder.join("sbom.json"), sbom).expect("an SBOM");
    for (component, accepted) in [
        ("pkg:oci/cann", 0),
        ("pkg:docker/quay.io/ascend/cann", 1),
        ("pkg:oci/cann?repository_url=docker.io/ascendai/cann", 1),
    ] {
        let config = format!(
            "[[accept]]\ncomponent = \"{component}\"\nvendor = \"huawei\"\nreason = \"memo\"\nexpires = 2026-12-10\n"
        );
        fs::write(folder.join("vendor-gate.toml"), config).expect("a configuration");
        let counts = format!(
            "{} blocked, 0 to review, 0 noted, {accepted} accepted",
            2 - accepted
        );
        shows(&check(&folder, &[]), 1, &[&counts]);
    }
    for component in [
        "pkg:oci/cann?repository_url=quay.io/ascend/cann:1.0",
        "pkg:oci/cann?repository_url=quay.io/ascend/cann@sha256:00",
        "pkg:docker/quay.io/ascend/*",
    ] {
        let config = format!(
            "[[accept]]\ncomponent = \"{component}\"\nvendor = \"huawei\"\nreason = \"memo\"\nexpires = 2026-12-10\n"
        );
        fs::write(folder.join("vendor-gate.toml"), config).expect("a configuration");
        shows(&check(&folder, &[]), 2, &["acceptance-too-wide"]);
    }
}

#[test]
fn an_acceptance_is_written_to_be_completed() {
    let folder = folder("accept", "");
    check(&folder, &["--output", "json=report.json"]);
    let report = fs::read_to_string(folder.join("report.json")).expect("a report");
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    let id = report["findings"][0]["id"].as_str().expect("an id")[..8].to_owned();
    let ran = run_in(&folder, &["accept", &id, "--report", "report.json"], b"");
    shows(
        &ran,
        0,
        &[
            "[[accept]]",
            "component = \"pkg:npm/%40kaspersky/hexa-ui@6.198.2\"",
            "reason = \"\"",
        ],
    );
    fs::write(folder.join("vendor-gate.toml"), &ran.out).expect("a configuration");
    assert_eq!(check(&folder, &[]).code, 2, "it is not complete");
}

#[test]
fn init_leaves_what_exists() {
    let folder = folder("init", "fail-on = \"note\"\n");
    let _ = fs::remove_dir_all(folder.join(".github"));
    let ran = run_in(&folder, &["init"], b"");
    shows(&ran, 0, &["exists and stays as it is", "wrote"]);
    let kept = fs::read_to_string(folder.join("vendor-gate.toml")).expect("it is there");
    assert_eq!(kept, "fail-on = \"note\"\n");
    fs::remove_file(folder.join("vendor-gate.toml")).expect("it is removed");
    assert_eq!(run_in(&folder, &["init"], b"").code, 0);
    assert_eq!(check(&folder, &[]).code, 1, "what was written is valid");
}

/// An entry of one's own on a mark that a bundled vendor has adds a finding and lowers none.
#[test]
fn entries_of_ones_own_lower_no_bundled_one() {
    let config = "[[deny]]\nvendor = \"Kaspersky\"\nnpm-scope = [\"@kaspersky\"]\npackage = [\"pkg:npm/%40kaspersky/hexa-ui\"]\neffect = \"note\"\nreason = \"r\"\ncitation = \"c\"\n";
    let ran = check(&folder("deny-bundled", config), &[]);
    shows(
        &ran,
        1,
        &[
            "a namespace of AO Kaspersky Lab",
            "fail: 1 blocked, 0 to review, 1 noted",
        ],
    );
}

/// Whatever marks a component has, a longer or nearer entry of one's own leaves the bundled one in force.
#[test]
fn entries_of_ones_own_hide_no_bundled_one() {
    let folder = folder("deny-longer", "");
    let components = [
        r#"{"type": "library", "name": "a", "purl": "pkg:golang/github.com/kasperskylab/a@1.0.0"}"#,
        r#"{"type": "library", "name": "b", "purl": "pkg:maven/com.kaspersky.b/b@1.0.0"}"#,
        r#"{"type": "library", "name": "c", "purl": "pkg:npm/c@1", "externalReferences": [{"type": "website", "url": "https://c.kaspersky-labs.com/c"}]}"#,
        r#"{"type": "operating-system", "name": "d", "version": "1", "cpe": "cpe:2.3:o:kaspersky:d:1:*:*:*:*:*:*:*"}"#,
        r#"{"type": "library", "name": "e", "purl": "pkg:npm/e@1", "supplier": {"name": "AO Kaspersky Lab"}}"#,
    ];
    let document = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{}]}}"#,
        components.join(", ")
    );
    fs::write(folder.join("sbom.json"), document).expect("an SBOM");
    shows(&check(&folder, &[]), 1, &["fail: 5 blocked"]);
    let config = r#"[[deny]]
vendor = "Kaspersky"
names = ["AO Kaspersky Lab"]
go-module = ["github.com/kasperskylab/a"]
maven-group = ["com.kaspersky.b"]
forge-host = ["c.kaspersky-labs.com"]
domain = ["c.kaspersky-labs.com"]
cpe-vendor = ["kaspersky:d"]
effect = "note"
reason = "r"
citation = "c"
"#;
    fs::write(folder.join("vendor-gate.toml"), config).expect("a configuration");
    shows(&check(&folder, &[]), 1, &["fail: 5 blocked", "5 noted"]);
}

#[cfg(unix)]
#[test]
fn a_configuration_that_is_a_link_is_not_quoted() {
    let folder = folder("link", "");
    fs::write(folder.join("secret"), "token = hunter2\n").expect("a secret");
    std::os::unix::fs::symlink("secret", folder.join("vendor-gate.toml")).expect("a link");
    let ran = check(&folder, &[]);
    shows(&ran, 2, &["error[config-unreadable]", "is a link"]);
    assert!(!ran.err.contains("hunter2") && ran.out.is_empty());
}

/// What a floor says of acceptances holds for those of the base, too.
#[test]
fn a_floor_may_leave_effects_out_of_what_can_be_accepted() {
    let folder = folder("floor-effects", &ACCEPT.replace("2026-12-10", &soon()));
    for (effects, code) in [("\"block\"", 0), ("\"review\"", 1)] {
        let floor = format!("[acceptances]\nfrom = \"head\"\neffects = [{effects}]\n");
        fs::write(folder.join("floor.toml"), floor).expect("a floor");
        let ran = run_in(
            &folder,
            &["check", "sbom.json", "--policy-floor", "floor.toml"],
            b"",
        );
        assert_eq!(ran.code, code, "{effects}\n{}\n{}", ran.out, ran.err);
    }
}

/// A day that lies some weeks ahead whenever the test runs.
pub(crate) fn soon() -> String {
    days_ahead(20)
}

/// A day that lies so many days ahead whenever the test runs.
pub(crate) fn days_ahead(n_days: i64) -> String {
    use jiff::ToSpan as _;
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .expect("it is after 1970");
    let days = i64::try_from(since.as_secs() / 86_400).expect("days are few") + n_days;
    jiff::civil::date(1970, 1, 1)
        .checked_add(days.days())
        .expect("calendars go on")
        .to_string()
}

/// What `init` would write through a link is somebody else's.
#[cfg(unix)]
#[test]
fn init_follows_no_link_out_of_the_repository() {
    let folder = folder("init-link", "");
    let elsewhere = folder.with_extension("elsewhere");
    fs::create_dir_all(&elsewhere).expect("a folder");
    let _ = fs::remove_file(folder.join(".github"));
    std::os::unix::fs::symlink(&elsewhere, folder.join(".github")).expect("a link");
    let ran = run_in(&folder, &["init"], b"");
    shows(&ran, 2, &["error[init-failed]", "is a link"]);
    let mut written = fs::read_dir(&elsewhere).expect("the folder is there");
    assert!(written.next().is_none(), "nothing is written elsewhere");
}

/// A list of the user's own with a mark in no possible form would pass for nothing.
#[test]
fn a_denylist_with_a_mark_that_nothing_could_meet_is_refused() {
    let folder = folder("denylist-form", "");
    let list = fs::read_to_string(crate::program::fixture("policy/lists/vendors/acme.toml"))
        .expect("the list of tests");
    let list = list.replace("\"@acme\"", "\"acme\"");
    fs::create_dir_all(folder.join("lists/vendors")).expect("a folder");
    fs::write(folder.join("lists/vendors/acme.toml"), list).expect("a list");
    let ran = check(&folder, &["--denylist", "lists"]);
    shows(
        &ran,
        2,
        &[
            "error[identity-unmeetable]: the npm-scope `acme`",
            "lists/vendors/acme.toml:",
        ],
    );
}

/// Where a document gives the version in the purl alone, it counts: two of them are two findings.
#[test]
fn a_version_that_only_the_purl_has_counts() {
    let range = format!("{ACCEPT}versions = \">=6, <7\"\n");
    let folder = folder("purl-version", &range);
    let component = |version: &str| {
        format!(
            r#"{{"bom-ref": "{version}", "type": "library", "name": "hexa-ui", "purl": "pkg:npm/%40kaspersky/hexa-ui@{version}"}}"#
        )
    };
    let document = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{}, {}], "dependencies": [{{"ref": "6.1.0", "dependsOn": ["7.0.0"]}}]}}"#,
        component("6.1.0"),
        component("7.0.0")
    );
    fs::write(folder.join("sbom.json"), document).expect("an SBOM");
    let ran = check(&folder, &[]);
    shows(
        &ran,
        1,
        &[
            "`hexa-ui` 7.0.0 is published",
            "path: hexa-ui 6.1.0 -> hexa-ui 7.0.0",
            "accepted[vendor-block]: `hexa-ui` 6.1.0",
            "fail: 1 blocked, 0 to review, 0 noted, 1 accepted internally",
        ],
    );
}
