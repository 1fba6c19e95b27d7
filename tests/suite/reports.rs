//! Saved reports: rendered again, joined, and read from a stranger.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::baseline::{commit, git, repository, write};
use crate::program::{Ran, run_in};

const FORMATS: &[&str] = &["text", "json", "sarif", "markdown", "github"];
const AGENT: &str = "@kaspersky/agent@1.0.0";
const ACCEPT: &str = "[[accept]]\ncomponent = \"pkg:npm/%40kaspersky/agent\"\nvendor = \"kaspersky\"\nreason = \"memo\"\nexpires = 2026-12-10\n";

/// A repository whose reports have something of everything: new, existing, fixed, accepted, remarked upon.
fn rich(name: &str) -> PathBuf {
    let folder = repository(&format!("reports/{name}"));
    write(&folder, "sbom.json", &[AGENT, "@kaspersky/old@1.0.0"]);
    commit(&folder);
    write(
        &folder,
        "sbom.json",
        &[AGENT, "@kaspersky/new@2.0.0", "left-pad@1.0.0"],
    );
    fs::write(folder.join("vendor-gate.toml"), ACCEPT).expect("a configuration");
    folder
}

const CHECK: &[&str] = &[
    "check",
    "sbom.json",
    "--as-of",
    "2026-11-24",
    "--baseline",
    "HEAD",
];

/// Check an SBOM of these packages and keep the report.
#[track_caller]
fn job(folder: &Path, name: &str, packages: &[&str], more: &[&str]) -> Value {
    let sbom = format!("{name}.sbom.json");
    write(folder, &sbom, packages);
    let output = format!("json={name}.json");
    let check = [
        "check",
        sbom.as_str(),
        "--as-of",
        "2026-11-24",
        "--output",
        output.as_str(),
    ];
    let ran = run_in(folder, &[&check, more].concat(), b"");
    assert_ne!(ran.code, 2, "{}", ran.err);
    read(folder, name)
}

fn read(folder: &Path, name: &str) -> Value {
    let text = fs::read_to_string(folder.join(format!("{name}.json"))).expect("a report");
    serde_json::from_str(&text).expect("JSON")
}

#[track_caller]
fn merge(folder: &Path, names: &[&str]) -> (Ran, Value) {
    let files: Vec<String> = names.iter().map(|name| format!("{name}.json")).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let ran = run_in(folder, &[&["merge"], files.as_slice()].concat(), b"");
    let report = serde_json::from_str(&ran.out).expect(&ran.err);
    (ran, report)
}

#[test]
fn every_format_is_rendered_from_the_saved_report_alone() {
    let folder = rich("formats");
    let saved = ["--output", "json=../formats.json"];
    let first = run_in(&folder, &[CHECK, &saved].concat(), b"");
    assert_eq!(first.code, 1, "{}", first.err);
    for format in FORMATS {
        let checked = run_in(&folder, &[CHECK, &["--format", format]].concat(), b"");
        let again = run_in(
            &folder,
            &["report", "../formats.json", "--format", format],
            b"",
        );
        assert_eq!(again.out, checked.out, "{format}");
        assert_eq!(again.code, 0, "a report that is shown is no gate");
    }
}

#[test]
fn a_report_merged_alone_stays_as_it_is() {
    let folder = rich("alone");
    let checked = run_in(
        &folder,
        &[CHECK, &["--format", "json", "--output", "json=alone.json"]].concat(),
        b"",
    );
    let (ran, _) = merge(&folder, &["alone"]);
    assert_eq!(ran.out, checked.out);
    assert_eq!(ran.code, checked.code);
}

/// A shell that leaves patterns alone, as on Windows, is no obstacle, and a pattern may name one again.
#[test]
fn reports_are_named_by_patterns_and_counted_once() {
    let folder = repository("reports/patterns");
    job(&folder, "job-a", &[AGENT, "left-pad@1.0.0"], &[]);
    job(&folder, "job-b", &["right-pad@1.0.0"], &[]);
    let (ran, report) = merge(&folder, &["job-?", "job-a"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert_eq!(report["summary"]["components"], 3);
    assert_eq!(report["diagnostics"][0]["code"], "merge-report-twice");
    let ran = run_in(&folder, &["merge", "none-*.json"], b"");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
}

/// A job that ran without the floor of the others is told.
#[test]
fn another_floor_is_said() {
    let folder = repository("reports/floors");
    fs::write(folder.join("floor.toml"), "").expect("a floor");
    write(&folder, "sbom.json", &["left-pad@1.0.0"]);
    let floor = ["--policy-floor", "floor.toml"];
    for (output, more) in [("json=a.json", &[][..]), ("json=b.json", &floor)] {
        let check = ["check", "sbom.json", "--output", output];
        let ran = run_in(&folder, &[&check, more].concat(), b"");
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
    let (_, report) = merge(&folder, &["a", "b"]);
    let codes: Vec<_> = report["diagnostics"]
        .as_array()
        .into_iter()
        .flatten()
        .collect();
    assert!(
        codes
            .iter()
            .any(|notice| notice["code"] == "merge-floor-differs"),
        "{codes:?}"
    );
}

#[test]
fn merging_in_steps_is_merging_at_once() {
    let folder = repository("reports/steps");
    job(&folder, "a", &[AGENT, "left-pad@1.0.0"], &[]);
    job(&folder, "b", &[AGENT, "@kaspersky/other@1.0.0"], &[]);
    job(&folder, "c", &["right-pad@1.0.0"], &[]);
    let (at_once, report) = merge(&folder, &["a", "b", "c"]);
    let (half, _) = merge(&folder, &["a", "b"]);
    fs::write(folder.join("half.json"), half.out).expect("a report");
    assert_eq!(merge(&folder, &["half", "c"]).0.out, at_once.out);
    assert_eq!(report["summary"]["components"], 5);
    assert_eq!(report["summary"]["block"], 2);
    let inputs = report["inputs"].as_array().expect("inputs");
    assert_eq!(inputs.len(), 3);
    for finding in report["findings"].as_array().expect("findings") {
        for occurrence in finding["occurrences"].as_array().expect("places") {
            let input = usize::try_from(occurrence["input"].as_u64().expect("a number"))
                .expect("it is small");
            let path = inputs[input]["path"].as_str().expect("a path");
            let text = fs::read_to_string(folder.join(path)).expect("the SBOM");
            let name = finding["component"]["name"].as_str().expect("a name");
            assert!(text.contains(name), "{name} in {path}");
        }
    }
}

#[test]
fn the_order_of_jobs_decides_nothing() {
    let folder = repository("reports/order");
    job(&folder, "a", &[AGENT], &[]);
    job(
        &folder,
        "b",
        &[AGENT, "@kaspersky/other@1.0.0"],
        &["--profile", "strict"],
    );
    job(&folder, "c", &["right-pad@1.0.0"], &["--fail-on", "review"]);
    let told = |names: &[&str]| {
        let (ran, report) = merge(&folder, names);
        let ids: Vec<Value> = report["findings"]
            .as_array()
            .expect("findings")
            .iter()
            .map(|one| one["id"].clone())
            .collect();
        (
            ran.code,
            report["summary"].clone(),
            report["policy"]["fail_on"].clone(),
            ids,
        )
    };
    assert_eq!(told(&["a", "b", "c"]), told(&["c", "b", "a"]));
    assert_eq!(told(&["a", "b", "c"]), told(&["b", "c", "a"]));
}

#[test]
fn what_one_job_accepts_is_open_where_another_does_not() {
    let folder = repository("reports/accepted");
    job(&folder, "open", &[AGENT], &[]);
    fs::write(folder.join("vendor-gate.toml"), ACCEPT).expect("a configuration");
    job(&folder, "accepted", &[AGENT], &[]);
    job(&folder, "elsewhere", &["left-pad@1.0.0"], &[]);
    assert_eq!(merge(&folder, &["accepted", "elsewhere"]).0.code, 0);
    let (_, report) = merge(&folder, &["elsewhere", "accepted"]);
    assert_eq!(report["acceptances"][0]["state"], "used");
    let codes: Vec<_> = report["diagnostics"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| one["code"].clone())
        .collect();
    assert!(!codes.contains(&json!("acceptance-unused")), "{codes:?}");
    let (ran, report) = merge(&folder, &["accepted", "open"]);
    assert_eq!(
        (ran.code, &report["findings"][0]["accepted"]),
        (1, &json!(false))
    );
}

#[test]
fn the_strictest_verdict_is_that_of_all() {
    let folder = repository("reports/verdict");
    job(&folder, "pass", &["left-pad@1.0.0"], &[]);
    job(&folder, "fail", &[AGENT], &[]);
    fs::write(
        folder.join("broken.sbom.json"),
        "{\"bomFormat\": \"CycloneDX\", ",
    )
    .expect("a file");
    run_in(
        &folder,
        &[
            "check",
            "broken.sbom.json",
            "--as-of",
            "2026-11-24",
            "--output",
            "json=broken.json",
        ],
        b"",
    );
    for (names, code) in [
        (&["pass", "pass"][..], 0),
        (&["pass", "broken"], 3),
        (&["broken", "pass"], 3),
        (&["broken", "fail"], 1),
        (&["fail", "pass", "broken"], 1),
    ] {
        assert_eq!(merge(&folder, names).0.code, code, "{names:?}");
    }
}

/// A report comes from a job that may have been tampered with, or from a newer program.
#[test]
fn what_is_unknown_in_a_report_is_taken_as_the_strictest() {
    let folder = repository("reports/foreign");
    let good = job(&folder, "good", &[AGENT, "left-pad@1.0.0"], &[]);
    let keep = |name: &str, report: &Value| {
        fs::write(folder.join(format!("{name}.json")), report.to_string()).expect("a report");
    };
    let mut more = good.clone();
    more["a-key-to-come"] = json!({"x": [1, 2]});
    more["findings"][0]["another"] = json!(true);
    keep("more", &more);
    assert_eq!(
        merge(&folder, &["more"]).0.out,
        merge(&folder, &["good"]).0.out
    );
    let mut lowered = good.clone();
    lowered["verdict"] = json!("pass");
    lowered["exit_code"] = json!(0);
    lowered["findings"][0]["effect"] = json!("harmless");
    keep("lowered", &lowered);
    let (ran, report) = merge(&folder, &["lowered"]);
    assert_eq!((ran.code, &report["verdict"]), (1, &json!("fail")));
    for (name, text) in [
        (
            "newer",
            good.to_string()
                .replace("\"schema_version\":1", "\"schema_version\":2"),
        ),
        ("cut", good.to_string()[..500].to_owned()),
        ("deep", "[".repeat(100_000)),
        ("other", "{}".to_owned()),
        ("empty", String::new()),
    ] {
        fs::write(folder.join(format!("{name}.json")), text).expect("a file");
        for command in [&["merge", "good.json"][..], &["report", "--format", "text"]] {
            let file = format!("{name}.json");
            let ran = run_in(&folder, &[command, &[file.as_str()]].concat(), b"");
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{name}: {}", ran.err);
        }
    }
}

/// Baselines: what a job did not compare with anything counts in full.
#[test]
fn a_job_without_a_baseline_makes_all_findings_count() {
    let folder = rich("baselines");
    git(&folder, &["tag", "base"]);
    fs::remove_file(folder.join("vendor-gate.toml")).expect("it is removed");
    write(&folder, "sbom.json", &[AGENT]);
    let base = ["check", "sbom.json", "--as-of", "2026-11-24"];
    let compared = [
        "--baseline",
        "base",
        "--new-only",
        "--output",
        "json=compared.json",
    ];
    assert_eq!(
        run_in(&folder, &[&base, &compared[..]].concat(), b"").code,
        0
    );
    run_in(
        &folder,
        &[&base, &["--output", "json=plain.json"][..]].concat(),
        b"",
    );
    assert_eq!(merge(&folder, &["compared"]).0.code, 0);
    for names in [["compared", "plain"], ["plain", "compared"]] {
        assert_eq!(merge(&folder, &names).0.code, 1, "{names:?}");
    }
}
