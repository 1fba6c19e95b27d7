//! What reports say of people: nothing, but for JSON where that is wished.

use serde_json::json;

use crate::program::{run, run_in};

/// A document in which one person stands wherever a person can.
fn document() -> String {
    let person = "Ada Qwertz <ada.qwertz@kaspersky.com>";
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {"authors": [{"name": "Ada Qwertz", "email": "ada.qwertz@kaspersky.com"}]},
        "components": [
            {"type": "library", "name": "a", "purl": "pkg:pypi/a@1", "author": person, "publisher": person},
            {"type": "library", "name": "b", "purl": "pkg:pypi/b@1", "authors": [{"name": "Ada Qwertz", "email": "ada.qwertz@kaspersky.com"}]},
            {"type": "library", "name": "c", "purl": "pkg:pypi/c@1", "copyright": format!("Copyright {person}"),
                "properties": [{"name": "syft:metadata:maintainer", "value": person}],
                "externalReferences": [{"type": "website", "url": "mailto:ada.qwertz@kaspersky.com"}]},
            {"type": "library", "name": "d", "purl": "pkg:pypi/d@1", "supplier": {"name": "Kaspersky Lab", "contact": [{"name": "Ada Qwertz", "email": "ada.qwertz@kaspersky.com"}]}},
        ],
    })
    .to_string()
}

fn names_a_person(text: &str) -> bool {
    text.to_lowercase().contains("qwertz")
}

#[test]
fn no_format_names_a_person_unasked() {
    let document = document();
    let folder = std::env::temp_dir();
    let mut saved = String::new();
    for format in ["text", "json", "sarif", "markdown", "github"] {
        for asked in [false, true] {
            let mut arguments = vec![
                "check",
                "-",
                "-v",
                "--profile",
                "strict",
                "--format",
                format,
            ];
            arguments.extend(asked.then_some("--show-persons"));
            let ran = run_in(&folder, &arguments, document.as_bytes());
            assert_eq!(ran.code, 1, "{}", ran.err);
            let expected = asked && format == "json";
            assert_eq!(
                names_a_person(&ran.out),
                expected,
                "{arguments:?}: {}",
                ran.out
            );
            if expected {
                saved = ran.out;
            }
        }
    }
    for format in ["text", "sarif", "markdown", "github"] {
        let ran = run_in(
            &folder,
            &["report", "-", "--format", format],
            saved.as_bytes(),
        );
        assert_eq!(
            (ran.code, names_a_person(&ran.out)),
            (0, false),
            "{format}: {}",
            ran.out
        );
    }
}

#[test]
fn people_among_publishers_are_counted() {
    let spdx = json!({
        "spdxVersion": "SPDX-2.3",
        "SPDXID": "SPDXRef-DOCUMENT",
        "packages": [
            {"SPDXID": "SPDXRef-a", "name": "a", "supplier": "Person: Ada Qwertz"},
            {"SPDXID": "SPDXRef-b", "name": "b", "supplier": "Organization: Example"},
            {"SPDXID": "SPDXRef-c", "name": "c", "originator": "Person: The Example Project Developers"},
        ],
    })
    .to_string();
    let folder = std::env::temp_dir();
    for document in [document(), spdx.clone()] {
        let ran = run_in(&folder, &["list", "publishers", "-"], document.as_bytes());
        assert_eq!(
            (ran.code, names_a_person(&ran.out)),
            (0, false),
            "{}",
            ran.out
        );
        assert!(
            ran.err.contains("1 publisher that is likely a person"),
            "{}",
            ran.err
        );
    }
    let ran = run_in(&folder, &["list", "publishers", "-"], spdx.as_bytes());
    assert!(ran.out.contains("Example") && ran.out.contains("The Example Project Developers"));
}

#[test]
fn a_search_says_how_many_files_it_looked_at() {
    let ran = run(&[
        "check",
        "--no-cargo",
        "--recursive",
        "tests/fixtures/cyclonedx/real",
    ]);
    let summary = ran
        .out
        .lines()
        .find(|line| line.contains(" with publisher evidence"));
    let summary = summary.unwrap_or_default();
    assert!(summary.contains(" files, "), "{summary}");
}
