//! Credentials in URLs: no report spreads them, and nothing is attributed differently for that.

use std::path::Path;

use serde_json::{Value, json};

use crate::discovery::Tree;
use crate::program::{run_in, run_with};

const SECRET: &str = "qwertz-1";

/// A document that has credentials wherever a URL can stand.
fn document() -> String {
    let url = |place: &str| format!("https://user:{SECRET}@{place}");
    let root = url("git.example.com/root");
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {"component": {"bom-ref": root, "type": "application", "name": root, "version": url("x")}},
        "components": [
            {
                "bom-ref": url("github.com/huawei/a"), "type": "library", "name": url("x.example"), "group": url("x.example"),
                "version": format!("git+https://{SECRET}@github.com/huawei/a.git#1"),
                "purl": format!("pkg:generic/a@1?vcs_url=git%2Bhttps://user:{SECRET}%40github.com/huawei/a"),
                "supplier": {"name": "Huawei", "url": [format!("https://huawei.com/x?access_token={SECRET}")]},
                "publisher": url("x.example"),
                "licenses": [{"license": {"name": url("x.example")}}],
                "externalReferences": [
                    {"type": "vcs", "url": url("github.com/huawei/a")},
                    {"type": "bom", "url": url("boms.example/x.json")},
                ],
            },
            {
                "bom-ref": "b", "type": "library", "name": url("x.example/b"), "manufacturer": {"name": "ZTE"},
                "purl": format!("not a purl {}", url("x.example")),
            },
            {"bom-ref": "b", "type": "library", "name": "c", "purl": format!("pkg:npm/%40kaspersky/c@1?download_url=https%3A%2F%2Fuser%3A{SECRET}%40npm.example%2Fx")},
        ],
        "dependencies": [
            {"ref": root, "dependsOn": [url("github.com/huawei/a"), url("lost.example/x")]},
            {"ref": url("github.com/huawei/a"), "dependsOn": ["b"]},
        ],
    })
    .to_string()
}

#[test]
fn no_report_spreads_credentials() {
    let tree = Tree::new(&[("sbom.json", &document())]);
    let check = |format: &str| {
        let arguments = [
            "check",
            "sbom.json",
            "-v",
            "--as-of",
            "2026-11-24",
            "--format",
            format,
        ];
        let ran = run_in(&tree.folder, &arguments, b"");
        assert_eq!(ran.code, 1, "{}", ran.err);
        assert!(
            !ran.out.contains(SECRET) && !ran.err.contains(SECRET),
            "{}{}",
            ran.out,
            ran.err
        );
        assert!(ran.out.contains("***@"), "{}", ran.out);
        ran.out
    };
    let saved = check("json");
    std::fs::write(tree.folder.join("report.json"), &saved).expect("it is saved");
    for format in ["json", "text", "sarif", "markdown", "github"] {
        let arguments = ["report", "report.json", "--format", format];
        let again = run_in(&tree.folder, &[&arguments[..], &["-v"]].concat(), b"");
        assert_eq!(again.out, check(format), "{format}");
    }
    let report: Value = serde_json::from_str(&saved).expect("it is JSON");
    let findings = report["findings"].as_array().expect("findings").iter();
    let mut vendors: Vec<_> = findings.map(|one| one["vendor"]["id"].as_str()).collect();
    vendors.sort_unstable();
    assert_eq!(vendors, [Some("huawei"), Some("kaspersky"), Some("zte")]);

    let listed = run_in(
        &tree.folder,
        &["list", "publishers", "sbom.json", "--format", "json"],
        b"",
    );
    assert!(
        listed.out.contains("***@x.example") && !listed.out.contains(SECRET),
        "{}",
        listed.out
    );
}

/// What stands in a saved report, or at a revision, is known again although its credentials are hidden.
#[test]
fn a_baseline_knows_components_again_whose_credentials_are_hidden() {
    let tree = Tree::new(&[("sbom.json", &document())]);
    crate::baseline::git(&tree.folder, &["init", "--quiet", "--initial-branch=main"]);
    crate::baseline::commit(&tree.folder);
    let check = [
        "check",
        "sbom.json",
        "--as-of",
        "2026-11-24",
        "--format",
        "json",
    ];
    let saved = run_in(&tree.folder, &check, b"").out;
    std::fs::write(tree.folder.join("report.json"), saved).expect("it is saved");
    for baseline in ["HEAD", "./report.json"] {
        let compared = run_in(
            &tree.folder,
            &[&check[..], &["--baseline", baseline, "--new-only"]].concat(),
            b"",
        );
        assert_eq!(compared.code, 0, "{baseline}: {}", compared.out);
        assert!(!compared.out.contains(SECRET), "{}", compared.out);
    }
}

#[test]
fn a_git_dependency_keeps_its_credentials_to_itself() {
    let lock = format!(
        "version = 4\n\n[[package]]\nname = \"volo\"\nversion = \"1.0.0\"\nsource = \"git+https://user:{SECRET}@github.com/cloudwego/volo?token={SECRET}#0123\"\n"
    );
    let tree = Tree::new(&[("Cargo.lock", &lock)]);
    let ran = run_with(
        Path::new(&tree.folder),
        &[
            "check",
            "Cargo.lock",
            "--profile",
            "strict",
            "--format",
            "json",
        ],
        &[],
    );
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(
        ran.out.contains("https://***%40github.com/cloudwego/volo"),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains(SECRET), "{}", ran.out);
}
