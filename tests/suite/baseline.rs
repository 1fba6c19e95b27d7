//! Comparing with a git revision or a saved report, as a user sees it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::policy::soon;
use crate::program::{Ran, run_in};

/// A repository of its own for one test.
pub(crate) fn repository(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("baseline")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    git(&folder, &["init", "--quiet", "--initial-branch=main"]);
    folder
}

#[track_caller]
pub(crate) fn git(folder: &Path, arguments: &[&str]) {
    let done = Command::new("git")
        .args([
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@example.com",
            "-c",
            "commit.gpgsign=false",
        ])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .expect("git starts");
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
}

/// Write an SBOM with these npm packages, `name@version` each.
pub(crate) fn write(folder: &Path, file: &str, packages: &[&str]) {
    let components: Vec<String> = packages
        .iter()
        .map(|package| {
            let (name, version) = package.rsplit_once('@').expect("a version");
            let purl = format!("pkg:npm/{}@{version}", name.replace('@', "%40"));
            format!(r#"{{"bom-ref": "{package}", "type": "library", "name": "{name}", "version": "{version}", "purl": "{purl}"}}"#)
        })
        .collect();
    let text = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{}]}}"#,
        components.join(",\n")
    );
    fs::write(folder.join(file), text).expect("an SBOM");
}

pub(crate) fn commit(folder: &Path) {
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", "step"]);
}

#[track_caller]
fn check(folder: &Path, file: &str, arguments: &[&str]) -> (Ran, serde_json::Value) {
    let base = ["check", file, "--as-of", "2026-11-24", "--format", "json"];
    let ran = run_in(folder, &[&base, arguments].concat(), b"");
    let report = serde_json::from_str(&ran.out).unwrap_or_default();
    (ran, report)
}

const OLD: &str = "@kaspersky/hexa-ui@6.1.0";

#[test]
fn what_stood_there_is_existing_and_what_enters_is_new() {
    let folder = repository("enters");
    write(&folder, "bom.json", &[OLD]);
    commit(&folder);
    write(&folder, "bom.json", &[OLD, "@kaspersky/other@1.0.0"]);
    let (ran, report) = check(&folder, "bom.json", &["--baseline", "HEAD", "--new-only"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert_eq!(report["baseline"]["state"], "used");
    assert_eq!(
        (&report["summary"]["new"], &report["summary"]["existing"]),
        (&1.into(), &1.into())
    );
    write(&folder, "bom.json", &[OLD]);
    let (ran, _) = check(&folder, "bom.json", &["--baseline", "HEAD", "--new-only"]);
    assert_eq!(ran.code, 0, "only new findings count");
    let (ran, _) = check(&folder, "bom.json", &["--baseline", "HEAD"]);
    assert_eq!(ran.code, 1, "without --new-only all count");
}

/// What a document is about has no name of its own: nothing else in a repository stands for it.
#[test]
fn an_unnamed_product_of_another_supplier_is_new() {
    let folder = repository("unnamed");
    let about = |file: &str, metadata: &str| {
        let text = format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {{{metadata}}}, "components": [{{"name": "document"}}]}}"#
        );
        fs::write(folder.join(file), text).expect("an SBOM");
    };
    let supplied = r#""supplier": {"name": "AO Kaspersky Lab"}"#;
    about(
        "a.cdx.json",
        r#""supplier": {"name": "Huawei Technologies Co., Ltd."}"#,
    );
    about(
        "b.cdx.json",
        r#""authors": [{"email": "ivan@kaspersky.com"}]"#,
    );
    commit(&folder);
    about("c.cdx.json", supplied);
    let new_only = ["--baseline", "HEAD", "--new-only", "--fail-on", "review"];
    let (ran, report) = check(&folder, ".", &new_only);
    assert_eq!(ran.code, 1, "{report:#}");
    assert_eq!(report["summary"]["new"], 1);
    commit(&folder);
    let (ran, _) = check(&folder, ".", &new_only);
    assert_eq!(ran.code, 0, "it stands there now");
}

#[test]
fn another_version_is_existing() {
    let folder = repository("bumped");
    write(&folder, "bom.json", &[OLD]);
    commit(&folder);
    write(&folder, "bom.json", &["@kaspersky/hexa-ui@7.0.0"]);
    let (_, report) = check(&folder, "bom.json", &["--baseline", "HEAD"]);
    let finding = &report["findings"][0];
    assert_eq!(finding["status"], "existing");
    assert_eq!(finding["previous_versions"], serde_json::json!(["6.1.0"]));
    assert_eq!(report["summary"]["fixed"], 0);
}

#[test]
fn a_moved_file_makes_nothing_new() {
    let folder = repository("moved");
    write(&folder, "bom.json", &[OLD]);
    commit(&folder);
    fs::rename(folder.join("bom.json"), folder.join("sbom.cdx.json")).expect("it moves");
    let (_, report) = check(&folder, "sbom.cdx.json", &["--baseline", "HEAD"]);
    assert_eq!(report["findings"][0]["status"], "existing");
}

/// A document that is made by the build, or is new, may hold what stood in another.
#[test]
fn a_file_without_a_past_is_compared_with_all_others() {
    let folder = repository("without");
    write(&folder, "bom.json", &[OLD]);
    commit(&folder);
    write(&folder, "made.cdx.json", &[OLD, "@kaspersky/other@1.0.0"]);
    let (_, report) = check(&folder, "made.cdx.json", &["--baseline", "HEAD"]);
    assert_eq!(
        (&report["summary"]["new"], &report["summary"]["existing"]),
        (&1.into(), &1.into())
    );
    assert_eq!(report["fixed"], serde_json::Value::Null);
    let remarks = report["diagnostics"].as_array().expect("remarks");
    let partial = remarks
        .iter()
        .find(|remark| remark["code"] == "baseline-partial");
    assert_eq!(partial.expect("it is said")["severity"], "info");
}

/// A workspace whose lockfile is not committed has nothing to be compared with, and says so.
#[test]
fn a_workspace_without_a_lockfile_at_the_base_says_so() {
    let folder = repository("unlocked");
    fs::create_dir_all(folder.join("src")).expect("a folder");
    fs::write(folder.join("src/lib.rs"), "").expect("a source");
    let manifest =
        "[package]\nname = \"own\"\nversion = \"1.0.0\"\nedition = \"2021\"\n\n[workspace]\n";
    fs::write(folder.join("Cargo.toml"), manifest).expect("a manifest");
    commit(&folder);
    let (_, report) = check(&folder, ".", &["--baseline", "HEAD", "--offline"]);
    let remark = &report["diagnostics"][0];
    assert_eq!(remark["code"], "baseline-partial", "{report:#}");
}

#[test]
fn what_leaves_is_fixed() {
    let folder = repository("leaves");
    write(&folder, "bom.json", &[OLD, "left-pad@1.0.0"]);
    commit(&folder);
    write(&folder, "bom.json", &["left-pad@1.0.0"]);
    let (ran, report) = check(&folder, "bom.json", &["--baseline", "HEAD"]);
    assert_eq!(ran.code, 0);
    assert_eq!(
        report["fixed"][0]["key"],
        "pkg:npm/%40kaspersky/hexa-ui|kaspersky"
    );
}

#[test]
fn an_unknown_revision_never_lowers_a_verdict() {
    let folder = repository("unknown");
    write(&folder, "bom.json", &[OLD]);
    commit(&folder);
    for revision in [
        "0123456789012345678901234567890123456789",
        "--upload-pack=x",
        "no-such-branch",
    ] {
        let argument = format!("--baseline={revision}");
        let (ran, report) = check(&folder, "bom.json", &[&argument, "--new-only"]);
        assert_eq!(ran.code, 1, "{revision}");
        assert_eq!(report["baseline"]["state"], "unavailable");
        let codes: Vec<_> = report["diagnostics"]
            .as_array()
            .into_iter()
            .flatten()
            .collect();
        assert!(
            codes
                .iter()
                .any(|notice| notice["code"] == "baseline-unavailable")
        );
    }
}

#[test]
fn a_saved_report_is_a_baseline() {
    let folder = repository("report");
    write(&folder, "bom.json", &[OLD]);
    run_in(
        &folder,
        &["check", "bom.json", "--output", "json=old.json"],
        b"",
    );
    write(&folder, "bom.json", &[OLD, "@kaspersky/other@1.0.0"]);
    let (_, report) = check(&folder, "bom.json", &["--baseline", "old.json"]);
    assert_eq!(report["baseline"]["kind"], "report");
    assert_eq!(
        (&report["summary"]["new"], &report["summary"]["existing"]),
        (&1.into(), &1.into())
    );
}

/// What a repository configures would run on almost every command of git.
#[cfg(unix)]
#[test]
fn a_hostile_repository_runs_nothing() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = repository("hostile");
    write(&folder, "bom.json", &[OLD]);
    fs::write(
        folder.join(".gitattributes"),
        "* filter=evil diff=evil text\n",
    )
    .expect("attributes");
    commit(&folder);
    let proof = folder.join("ran");
    let evil = folder.join(".git/evil");
    fs::write(
        &evil,
        format!("#!/bin/sh\ntouch '{}'\ncat\n", proof.display()),
    )
    .expect("a script");
    fs::set_permissions(&evil, fs::Permissions::from_mode(0o755)).expect("it may run");
    for key in [
        "core.fsmonitor",
        "core.sshCommand",
        "core.pager",
        "core.alternateRefsCommand",
        "filter.evil.smudge",
        "filter.evil.clean",
        "filter.evil.process",
        "diff.evil.textconv",
        "diff.external",
        "alias.rev-parse",
        "alias.cat-file",
        "alias.ls-tree",
        "credential.helper",
    ] {
        git(&folder, &["config", key, &evil.display().to_string()]);
    }
    git(
        &folder,
        &[
            "config",
            "core.hooksPath",
            &folder.join(".git").display().to_string(),
        ],
    );
    git(&folder, &["config", "extensions.partialClone", "origin"]);
    git(
        &folder,
        &[
            "config",
            "remote.origin.url",
            &format!("ext::{}", evil.display()),
        ],
    );
    let _ = fs::remove_file(&proof);
    let (_, report) = check(&folder, "bom.json", &["--baseline", "HEAD"]);
    assert_eq!(report["findings"][0]["status"], "existing");
    check(
        &folder,
        "bom.json",
        &["--baseline", "0123456789012345678901234567890123456789"],
    );
    assert!(!proof.exists(), "something ran");
    // Another history by a graft is none: the parent of this commit has nothing to do with it.
    write(&folder, "other", &[]);
    commit(&folder);
    let revision = |name: &str| {
        let done = Command::new("git")
            .args(["-c", "core.fsmonitor=false", "rev-parse", name])
            .current_dir(&folder)
            .output()
            .expect("git starts");
        String::from_utf8(done.stdout)
            .expect("a commit")
            .trim()
            .to_owned()
    };
    let (head, first) = (revision("HEAD"), revision("HEAD~1"));
    let _ = fs::remove_file(&proof);
    fs::write(
        folder.join(".git/info/grafts"),
        format!("{head}\n{first} {head}\n"),
    )
    .expect("grafts");
    let (_, report) = check(&folder, "bom.json", &["--baseline", "HEAD~1"]);
    assert_eq!(report["baseline"]["state"], "used");
    assert!(!proof.exists(), "something ran");
}

/// Standard input has no file in the past: what stood in any of its files is existing.
#[test]
fn standard_input_is_compared_with_all_files() {
    let folder = repository("stdin");
    write(&folder, "bom.json", &[OLD]);
    commit(&folder);
    let document = fs::read(folder.join("bom.json")).expect("an SBOM");
    let arguments = ["check", "-", "--baseline", "HEAD", "--format", "json"];
    let ran = run_in(&folder, &arguments, &document);
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(report["findings"][0]["status"], "existing", "{}", ran.err);
    assert_eq!(report["diagnostics"][0]["code"], "baseline-partial");
}

#[test]
fn a_depth_1_clone_never_lowers_a_verdict() {
    let folder = repository("deep");
    write(&folder, "bom.json", &[OLD]);
    commit(&folder);
    write(&folder, "bom.json", &[OLD, "left-pad@1.0.0"]);
    commit(&folder);
    let clone = folder.with_file_name("shallow");
    let _ = fs::remove_dir_all(&clone);
    let from = format!("file://{}", folder.display());
    git(
        &folder,
        &[
            "clone",
            "--quiet",
            "--depth=1",
            &from,
            &clone.display().to_string(),
        ],
    );
    let (ran, report) = check(&clone, "bom.json", &["--baseline", "HEAD~1", "--new-only"]);
    assert_eq!(
        (ran.code, &report["baseline"]["state"]),
        (1, &"unavailable".into())
    );
    let (ran, report) = check(&clone, "bom.json", &["--baseline", "HEAD", "--new-only"]);
    assert_eq!(
        (ran.code, &report["baseline"]["state"]),
        (0, &"used".into())
    );
}

#[test]
fn acceptances_count_under_a_floor_as_they_stand_at_the_base() {
    let folder = repository("accepted");
    let accept = "[[accept]]\ncomponent = \"pkg:npm/%40kaspersky/hexa-ui\"\nvendor = \"kaspersky\"\nreason = \"memo\"\nexpires = ";
    let accept = format!("{accept}{}\n", soon());
    write(&folder, "bom.json", &[OLD]);
    let floor = folder.with_file_name("floor.toml");
    fs::write(&floor, "").expect("a floor");
    let floor = floor.display().to_string();
    let gate = || {
        let base = [
            "check",
            "bom.json",
            "--policy-floor",
            &floor,
            "--baseline",
            "HEAD",
        ];
        run_in(&folder, &base, b"").code
    };
    commit(&folder);
    fs::write(folder.join("vendor-gate.toml"), accept).expect("a configuration");
    assert_eq!(gate(), 1, "the head cannot accept its own finding");
    commit(&folder);
    assert_eq!(gate(), 0, "it is merged");
}
