//! A pull request that edits whatever it can reach, under a floor that it cannot.
//!
//! The base is red: its SBOM holds a restricted component, and nobody accepts it.
//! Every attempt must stay red, whatever the words.

use std::fs;
use std::path::{Path, PathBuf};

use crate::baseline::{commit, git, repository};
use crate::policy::soon;
use crate::program::{Ran, run_with};

const SBOM: &str = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
  "metadata": {"component": {"bom-ref": "shop", "type": "application", "name": "shop", "version": "1.0.0"}},
  "components": [
    {"bom-ref": "a", "type": "library", "group": "@kaspersky", "name": "hexa-ui", "version": "6.198.2", "purl": "pkg:npm/%40kaspersky/hexa-ui@6.198.2"}],
  "dependencies": [{"ref": "shop", "dependsOn": ["a"]}]}
"#;

/// A repository of its own, with the red SBOM, a configuration at the base, and a floor beside it.
pub(crate) fn red(name: &str, config: &str, floor: &str) -> PathBuf {
    let folder = repository(&format!("floor/{name}"));
    fs::write(folder.join("sbom.json"), SBOM).expect("an SBOM");
    fs::write(folder.join("vendor-gate.toml"), config).expect("a configuration");
    fs::write(floor_of(&folder), floor).expect("a floor");
    commit(&folder);
    git(&folder, &["branch", "base"]);
    folder
}

pub(crate) fn floor_of(folder: &Path) -> PathBuf {
    folder.with_extension("floor.toml")
}

/// Run the gate as the organisation set it up, with what the pull request adds to the command line.
pub(crate) fn gate(folder: &Path, more: &[&str]) -> Ran {
    gate_in(folder, more, &[])
}

fn gate_in(folder: &Path, more: &[&str], environment: &[(&str, &str)]) -> Ran {
    let floor = floor_of(folder).display().to_string();
    let variables = [&[("VENDOR_GATE_POLICY_FLOOR", floor.as_str())], environment].concat();
    run_with(
        folder,
        &[&["check", "sbom.json"], more].concat(),
        &variables,
    )
}

#[track_caller]
pub(crate) fn is_red(what: &str, ran: &Ran, words: &str) {
    let all = format!("{}{}", ran.out, ran.err);
    assert!(
        [1, 2].contains(&ran.code),
        "{what}: exit {}\n{all}",
        ran.code
    );
    assert!(
        all.contains(words),
        "{what}: {words:?} is missing in\n{all}"
    );
}

fn accept() -> String {
    let until = soon();
    format!(
        "[[accept]]\ncomponent = \"pkg:npm/%40kaspersky/hexa-ui\"\nvendor = \"kaspersky\"\nreason = \"memo\"\nexpires = {until}\n"
    )
}

const CONTEST: &str = "[[contest]]\ncomponent = \"pkg:npm/%40kaspersky/hexa-ui\"\nvendor = \"kaspersky\"\nreason = \"a namesake\"\nevidence = \"https://example.com\"\n";

#[test]
#[expect(clippy::too_many_lines, reason = "a table of attempts")]
fn no_edit_of_the_configuration_turns_a_red_gate_green() {
    let deny = |more: &str| {
        format!("[[deny]]\n{more}\neffect = \"note\"\nreason = \"r\"\ncitation = \"c\"\n")
    };
    let limit =
        |rule: &str| format!("[limits]\n{rule} = {{ at-most = \"note\", because = \"x\" }}\n");
    let authority =
        |id: &str| format!("[authorities]\n{id} = {{ effect = \"note\", because = \"x\" }}\n");
    let edits: &[(&str, String, &str)] = &[
        ("accept", accept(), "config-not-at-base"),
        (
            "accept one authority",
            format!("{}authorities = [\"us-icts-kaspersky\"]\n", accept()),
            "config-not-at-base",
        ),
        (
            "accept a range",
            format!("{}versions = \">=0\"\n", accept()),
            "config-not-at-base",
        ),
        (
            "accept for long",
            accept().replace(&soon(), "2999-01-01"),
            "acceptance-too-long",
        ),
        (
            "accept a wildcard",
            accept().replace("hexa-ui", "*"),
            "acceptance-too-wide",
        ),
        ("contest", CONTEST.to_owned(), "config-not-at-base"),
        (
            "limit dev-dependency",
            limit("dev-dependency"),
            "config-not-at-base",
        ),
        (
            "limit build-dependency",
            limit("build-dependency"),
            "config-not-at-base",
        ),
        (
            "limit not-in-build",
            limit("not-in-build"),
            "config-not-at-base",
        ),
        ("limit optional", limit("optional"), "config-not-at-base"),
        ("limit pedigree", limit("pedigree"), "config-not-at-base"),
        ("limit tool", limit("tool"), "config-not-at-base"),
        (
            "limit of our own rules",
            limit("attribution"),
            "config-unknown-key",
        ),
        (
            "one authority",
            authority("us-icts-kaspersky"),
            "config-weakened",
        ),
        (
            "the other authority",
            authority("us-ndaa-2018-1634"),
            "config-weakened",
        ),
        (
            "an authority that is none",
            authority("us-icts-kaspersky-2"),
            "unknown-authority",
        ),
        (
            "another profile",
            "profiles = [\"uk\"]\n".to_owned(),
            "config-weakened",
        ),
        (
            "no profile",
            "profiles = []\n".to_owned(),
            "`profiles` names no profile",
        ),
        (
            "a profile in other letters",
            "profiles = [\"US-FEDERAL\"]\n".to_owned(),
            "unknown-profile",
        ),
        (
            "a profile with an invisible letter",
            "profiles = [\"us-federal\u{200b}\"]\n".to_owned(),
            "unknown-profile",
        ),
        (
            "fail on nothing",
            "fail-on = \"never\"\n".to_owned(),
            "config-weakened",
        ),
        (
            "pass on empty",
            "on-empty = \"pass\"\n".to_owned(),
            "config-weakened",
        ),
        (
            "a key twice",
            "fail-on = \"block\"\nfail-on = \"never\"\n".to_owned(),
            "config-invalid",
        ),
        (
            "a key in other letters",
            "Fail-On = \"never\"\n".to_owned(),
            "config-unknown-key",
        ),
        (
            "a day",
            "as-of = 1990-01-01\n".to_owned(),
            "config-unknown-key",
        ),
        (
            "no bundled lists",
            "no-bundled-denylists = true\n".to_owned(),
            "config-unknown-key",
        ),
        (
            "a baseline",
            "baseline = \"HEAD\"\n".to_owned(),
            "config-unknown-key",
        ),
        (
            "only new ones",
            "new-only = true\n".to_owned(),
            "only a policy floor",
        ),
        (
            "a floor of its own",
            "policy-floor = \"mine.toml\"\n".to_owned(),
            "config-unknown-key",
        ),
        (
            "rules for acceptances",
            format!("[acceptances]\nfrom = \"head\"\n{}", accept()),
            "only a policy floor",
        ),
        (
            "a milder entry of the same name",
            deny("vendor = \"AO Kaspersky Lab\"\nnpm-scope = [\"@kaspersky\"]"),
            "fail: 1 blocked",
        ),
        (
            "a milder entry for the package",
            deny("vendor = \"x\"\npackage = [\"pkg:npm/%40kaspersky/hexa-ui\"]"),
            "fail: 1 blocked",
        ),
        (
            "a milder entry in look-alike letters",
            deny("vendor = \"k\u{430}spersky\"\nnpm-scope = [\"@kaspersky\"]"),
            "fail: 1 blocked",
        ),
        (
            "an entry that takes the vendor's id",
            deny("vendor = \"kaspersky\"\nnpm-scope = [\"@kaspersky\"]"),
            "fail: 1 blocked",
        ),
        ("no TOML", "{\n".to_owned(), "config-invalid"),
        ("nothing", String::new(), "fail: 1 blocked"),
    ];
    let folder = red("configuration", "", "");
    for (what, config, words) in edits {
        fs::write(folder.join("vendor-gate.toml"), config).expect("a configuration");
        for baseline in [&[][..], &["--baseline", "base"]] {
            is_red(what, &gate(&folder, baseline), words);
        }
    }
    fs::remove_file(folder.join("vendor-gate.toml")).expect("it is removed");
    is_red("no file", &gate(&folder, &[]), "fail: 1 blocked");
}

/// What stands at the base counts as it stood there, and no word more.
#[test]
fn no_change_of_an_entry_of_the_base_widens_it() {
    let base = accept().replace("hexa-ui\"", "hexa-ui\"\nversions = \"<6\"");
    let folder = red("widened", &base, "");
    let later = base.replace(&soon(), "2027-06-01");
    for (what, config) in [
        ("another range", base.replace("<6", "<7")),
        ("no range", accept()),
        (
            "another vendor",
            base.replace("vendor = \"kaspersky\"", "vendor = \"huawei\""),
        ),
        ("a later end", later),
        ("both", format!("{base}{}", accept())),
    ] {
        fs::write(folder.join("vendor-gate.toml"), config).expect("a configuration");
        is_red(
            what,
            &gate(&folder, &["--baseline", "base"]),
            "fail: 1 blocked",
        );
    }
    let folder = red("prolonged", &accept(), "");
    assert_eq!(
        gate(&folder, &["--baseline", "base"]).code,
        0,
        "it stands at the base"
    );
    let config = accept().replace(&soon(), &crate::policy::days_ahead(200));
    fs::write(folder.join("vendor-gate.toml"), config).expect("a configuration");
    is_red(
        "prolonged",
        &gate(&folder, &["--baseline", "base"]),
        "config-not-at-base",
    );
}

/// A workflow can be edited, too.
#[test]
fn no_option_turns_a_red_gate_green() {
    let folder = red(
        "options",
        "",
        "fail-on = \"block\"\nmin-coverage = 50\nmax-list-age = \"400d\"\n",
    );
    fs::create_dir_all(folder.join("mine")).expect("a folder");
    fs::write(folder.join("mine/vendor-gate.toml"), accept()).expect("a configuration");
    fs::write(
        folder.join("mine/floor.toml"),
        "[acceptances]\nfrom = \"head\"\n",
    )
    .expect("a floor");
    let vendor = fs::read_to_string(crate::program::fixture(
        "../../denylists/vendors/kaspersky.toml",
    ))
    .expect("the bundled entry");
    fs::create_dir_all(folder.join("mine/lists/vendors")).expect("a folder");
    fs::write(folder.join("mine/lists/vendors/kaspersky.toml"), vendor).expect("a list");
    let report = gate(&folder, &["--format", "json"]);
    for name in [
        "report.json",
        "base-report",
        "0123456789012345678901234567890123456789",
    ] {
        fs::write(folder.join(name), &report.out).expect("a report");
    }
    commit(&folder);
    let attempts: &[(&[&str], &str)] = &[
        (&["--fail-on", "never"], "config-weakened"),
        (&["--profile", "uk"], "config-weakened"),
        (&["--on-empty", "pass"], "config-weakened"),
        (&["--min-coverage", "10"], "config-weakened"),
        (&["--max-list-age", "9999d"], "config-weakened"),
        (&["--as-of", "2010-01-01"], "config-weakened"),
        (&["--no-bundled-denylists"], "config-weakened"),
        (&["--denylist", "mine/lists"], "kaspersky"),
        (&["--policy-floor", "mine/floor.toml"], "config-weakened"),
        (&["--policy-floor", ""], "policy-floor"),
        (&["--config", "mine/vendor-gate.toml"], "config-not-at-base"),
        (
            &["--config", "mine/vendor-gate.toml", "--baseline", "base"],
            "config-not-at-base",
        ),
        (&["--config", "/dev/null"], "config-unreadable"),
        (&["--config", "none.toml"], "config-unreadable"),
        (&["--new-only"], "--baseline"),
        (&["--baseline", "HEAD", "--new-only"], "`--new-only`"),
        (&["--baseline", "base", "--new-only"], "`--new-only`"),
        (&["--baseline", "report.json"], "a file of the checkout"),
        (
            &["--baseline", "./base-report", "--new-only"],
            "a file of the checkout",
        ),
        (
            &["--baseline", "mine/../report.json"],
            "a file of the checkout",
        ),
        (&["--baseline", "base-report"], "baseline-unavailable"),
        (
            &["--baseline", "0123456789012345678901234567890123456789"],
            "baseline-unavailable",
        ),
        (&["--baseline=--output=x"], "baseline-unavailable"),
        (&["--format", "json", "--show-persons"], "\"exit_code\": 1"),
        (&["--no-cargo", "--trusted", "-q"], "1 blocked"),
    ];
    for (more, words) in attempts {
        is_red(&more.join(" "), &gate(&folder, more), words);
    }
}

/// A file of the checkout that is called like a branch is not taken for it, with or without a floor.
#[test]
fn a_report_in_the_checkout_takes_the_place_of_no_revision() {
    let folder = red("named", "", "");
    let report = gate(&folder, &["--format", "json"]);
    let unborn = "0123456789012345678901234567890123456789";
    fs::write(folder.join(unborn), &report.out).expect("a report");
    let ran = run_with(
        &folder,
        &["check", "sbom.json", "--new-only", "--baseline", unborn],
        &[],
    );
    is_red("named like a commit", &ran, "baseline-unavailable");
}

#[test]
fn a_floor_may_let_only_new_findings_count() {
    let folder = red("new-only", "", "new-only = true\n");
    let ran = gate(&folder, &["--baseline", "base", "--new-only"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    is_red(
        "all count",
        &gate(&folder, &["--baseline", "base"]),
        "fail: 1 blocked",
    );
}

/// Where GitHub says what a pull request is, its own commits are no base.
#[test]
fn a_pull_request_is_not_compared_with_itself() {
    let folder = red("itself", "", "new-only = true\n");
    let base = revision(&folder, "HEAD");
    fs::write(folder.join("vendor-gate.toml"), accept()).expect("a configuration");
    commit(&folder);
    fs::write(folder.join("readme"), "").expect("another file");
    commit(&folder);
    let head = revision(&folder, "HEAD");
    let event = folder.with_extension("event.json");
    let text = format!(
        r#"{{"pull_request": {{"base": {{"sha": "{base}"}}, "head": {{"sha": "{head}"}}}}}}"#
    );
    fs::write(&event, text).expect("an event");
    let event = event.display().to_string();
    let environment = [
        ("GITHUB_EVENT_NAME", "pull_request"),
        ("GITHUB_EVENT_PATH", event.as_str()),
    ];
    for own in ["HEAD", "HEAD~1", "main", &head[..12]] {
        let ran = gate_in(&folder, &["--baseline", own], &environment);
        is_red(own, &ran, "no commit that stood before the pull request");
        assert_eq!(ran.code, 2);
    }
    for before in ["base", "HEAD~2", &base] {
        let ran = gate_in(&folder, &["--baseline", before], &environment);
        is_red(before, &ran, "config-not-at-base");
        let ran = gate_in(&folder, &["--baseline", before, "--new-only"], &environment);
        assert_eq!(ran.code, 0, "{before}: {}", ran.err);
    }
    // GitHub merges into what the branch is by now.
    git(&folder, &["checkout", "--quiet", "base"]);
    fs::write(folder.join("news"), "").expect("another file");
    commit(&folder);
    git(&folder, &["merge", "--quiet", "--no-edit", "main"]);
    let ran = gate_in(
        &folder,
        &["--baseline", "HEAD^1", "--new-only"],
        &environment,
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    let ran = gate_in(&folder, &["--baseline", "HEAD^2"], &environment);
    is_red(
        "HEAD^2",
        &ran,
        "no commit that stood before the pull request",
    );
}

fn revision(folder: &Path, name: &str) -> String {
    let done = std::process::Command::new("git")
        .args(["rev-parse", name])
        .current_dir(folder)
        .output()
        .expect("git starts");
    String::from_utf8(done.stdout)
        .expect("it is a commit")
        .trim()
        .to_owned()
}

/// A file of many mistakes, or of many entries, costs little and is answered in short.
#[test]
fn a_flood_of_entries_is_answered_in_short() {
    let folder = red("flood", "", "");
    let flood = |reason: &str, vendor: &str| {
        let entry = |number| {
            format!(
                "[[accept]]\ncomponent = \"pkg:npm/p{number}\"\nvendor = \"{vendor}\"\nreason = \"{reason}\"\nexpires = {}\n",
                soon()
            )
        };
        (0..2_000).map(entry).collect::<String>()
    };
    for (config, words) in [
        (flood("", "kaspersky"), "further mistakes are not shown"),
        (flood("x", "kasperskyy"), "did you mean `kaspersky`?"),
    ] {
        fs::write(folder.join("vendor-gate.toml"), config).expect("a configuration");
        let ran = gate(&folder, &[]);
        is_red("mistakes", &ran, words);
        assert!(ran.code == 2 && ran.err.len() < 50_000, "{}", ran.err.len());
    }
    fs::write(folder.join("vendor-gate.toml"), flood("x", "kaspersky")).expect("a configuration");
    is_red(
        "entries",
        &gate(&folder, &["--baseline", "base"]),
        "fail: 1 blocked",
    );
    let long = format!(
        "profiles = [\"{}\"]\nfail-on = \"blok\" # {}\n",
        "x".repeat(1_000_000),
        "y".repeat(1_000_000)
    );
    fs::write(folder.join("vendor-gate.toml"), long).expect("a configuration");
    let ran = gate(&folder, &[]);
    is_red("a long line", &ran, "did you mean `block`?");
    assert!(ran.err.len() < 5_000, "{}", ran.err.len());
}

/// A repository inside the repository has a history of the pull request's making.
#[test]
fn a_configuration_of_another_repository_accepts_nothing() {
    let folder = red("nested", "", "");
    let inner = folder.join("inner");
    fs::create_dir_all(&inner).expect("a folder");
    git(&inner, &["init", "--quiet", "--initial-branch=base"]);
    fs::write(inner.join("vendor-gate.toml"), accept()).expect("a configuration");
    commit(&inner);
    let more = ["--config", "inner/vendor-gate.toml", "--baseline", "base"];
    is_red("nested", &gate(&folder, &more), "config-not-at-base");
}

/// What a repository says of its own history is not believed.
#[test]
fn nothing_replaces_the_base() {
    let folder = red("replaced", "", "new-only = true\n");
    fs::write(folder.join("vendor-gate.toml"), accept()).expect("a configuration");
    commit(&folder);
    git(&folder, &["replace", "base", "HEAD"]);
    let ran = gate(&folder, &["--baseline", "base"]);
    is_red("a replacement", &ran, "config-not-at-base");
    git(&folder, &["replace", "--delete", "base"]);
    git(&folder, &["tag", "base", "HEAD"]);
    // A tag goes before a branch of its name in git, and is the one that is meant.
    let ran = gate(&folder, &["--baseline", "refs/heads/base"]);
    is_red("a tag", &ran, "config-not-at-base");
}

#[cfg(unix)]
#[test]
fn no_link_and_no_nearer_file_takes_the_place_of_the_configuration() {
    let folder = red("links", "", "");
    let config = folder.join("vendor-gate.toml");
    fs::write(folder.join("mine.toml"), accept()).expect("a configuration");
    fs::remove_file(&config).expect("it is removed");
    std::os::unix::fs::symlink("mine.toml", &config).expect("a link");
    is_red(
        "a link",
        &gate(&folder, &["--baseline", "base"]),
        "is a link",
    );
    fs::remove_file(&config).expect("it is removed");
    fs::create_dir(&config).expect("a folder");
    is_red(
        "a folder",
        &gate(&folder, &["--baseline", "base"]),
        "not a regular file",
    );
    fs::remove_dir(&config).expect("it is removed");
    std::os::unix::fs::symlink("nowhere.toml", &config).expect("a link");
    is_red(
        "a link to nowhere",
        &gate(&folder, &["--baseline", "base"]),
        "is a link",
    );
    let below = folder.join("below");
    fs::create_dir_all(&below).expect("a folder");
    fs::write(below.join("vendor-gate.toml"), accept()).expect("a configuration");
    fs::write(below.join("sbom.json"), SBOM).expect("an SBOM");
    let floor = floor_of(&folder).display().to_string();
    let variables = [("VENDOR_GATE_POLICY_FLOOR", floor.as_str())];
    let ran = run_with(
        &below,
        &["check", "sbom.json", "--baseline", "base"],
        &variables,
    );
    is_red("a nearer file", &ran, "config-not-at-base");
}

/// An environment that names no floor by mistake is no environment without one.
#[test]
fn an_empty_variable_is_a_mistake() {
    let folder = red("variable", "", "");
    let variables = [("VENDOR_GATE_POLICY_FLOOR", "")];
    let ran = run_with(&folder, &["check", "sbom.json"], &variables);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    is_red(
        "empty",
        &ran,
        "the variable VENDOR_GATE_POLICY_FLOOR is empty",
    );
    let variables = [("VENDOR_GATE_POLICY_FLOOR", "no/such/file.toml")];
    let ran = run_with(&folder, &["check", "sbom.json"], &variables);
    is_red("absent", &ran, "config-unreadable");
}

#[test]
fn a_floor_in_the_checkout_is_remarked_upon() {
    let folder = red("inside", "", "");
    fs::write(folder.join("floor.toml"), "").expect("a floor");
    let arguments = ["check", "sbom.json", "--policy-floor", "floor.toml"];
    is_red(
        "inside",
        &run_with(&folder, &arguments, &[]),
        "warning[floor-in-checkout]",
    );
}

/// The floor's own limit is not lowered further, even where the base did.
#[test]
fn a_limit_of_the_floor_holds() {
    let limit = |most: &str| {
        format!("[limits]\ndev-dependency = {{ at-most = \"{most}\", because = \"x\" }}\n")
    };
    let folder = red("limit", &limit("note"), &limit("review"));
    let ran = gate(&folder, &["--baseline", "base"]);
    is_red("lower", &ran, "limits.dev-dependency = note");
    assert_eq!(ran.code, 2);
    fs::write(folder.join("vendor-gate.toml"), limit("block")).expect("a configuration");
    let ran = gate(&folder, &["--baseline", "base"]);
    is_red("higher", &ran, "fail: 1 blocked");
    assert!(!ran.err.contains("config-not-at-base"), "{}", ran.err);
}
