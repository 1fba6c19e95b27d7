//! `check` on documents, as a user sees it.

use crate::program::{fixture, report, run, run_in};
use std::path::Path;

const CYCLONEDX: &str = "tests/fixtures/cyclonedx/real/admin-console/bom.cdx.json";
const SPDX: &str = "tests/fixtures/spdx/real/admin-console/bom.spdx.json";

#[test]
fn a_listed_publisher_fails_the_build_with_both_citations() {
    let ran = run(&[CYCLONEDX, "--as-of", "2026-11-24"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    for part in [
        "error[vendor-block]: `@kaspersky/hexa-ui` 6.198.2 is published under `@kaspersky`, a namespace of AO Kaspersky Lab",
        "89 FR 52434",
        "FAR 52.204-23",
        "path: admin-console 2.1.0 -> @kaspersky/hexa-ui 6.198.2",
        "fail: 3 blocked, 0 to review, 0 noted, 0 accepted internally; 296 components in 1 input",
        "Screening result, not a determination of compliance and not legal advice.",
    ] {
        assert!(
            ran.out.contains(part),
            "{part:?} is missing in\n{}",
            ran.out
        );
    }
}

#[test]
fn two_formats_of_one_graph_give_the_same_findings() {
    let keys = |path: &str| {
        let report = report(&[path], b"");
        report["findings"]
            .as_array()
            .expect("findings")
            .iter()
            .map(|finding| (finding["id"].clone(), finding["effect"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(keys(CYCLONEDX), keys(SPDX));
    assert_eq!(keys(CYCLONEDX).len(), 3);
}

#[test]
fn a_listing_that_lies_ahead_fails_nothing() {
    let ran = run(&[CYCLONEDX, "--as-of", "2017-01-01"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
}

#[test]
fn a_measure_is_upcoming_until_the_day_it_takes_effect() {
    let sbom = serde_json::json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6",
        "components": [{"type": "library", "name": "x", "supplier": {"name": "SMIC"}}],
    });
    let state = |as_of| {
        let flags = ["--profile", "strict", "--format", "json", "--as-of", as_of];
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let arguments = [["check", "-"].as_slice(), &flags].concat();
        let ran = run_in(root, &arguments, sbom.to_string().as_bytes());
        let report: serde_json::Value = serde_json::from_str(&ran.out).expect("a report");
        let listings = report["findings"][0]["listings"].as_array();
        let listing = listings
            .expect("listings")
            .iter()
            .find(|listing| listing["authority"] == "us-ndaa-2023-5949");
        let listing = listing.expect("the listing of section 5949");
        (listing["state"].to_string(), listing["effect"].to_string())
    };
    let pair = |state: &str, effect: &str| (format!("{state:?}"), format!("{effect:?}"));
    assert_eq!(state("2027-12-22"), pair("upcoming", "note"));
    assert_eq!(state("2027-12-23"), pair("in-force", "block"));
}

#[test]
fn a_saved_report_renders_to_the_same_bytes() {
    let json = run(&[CYCLONEDX, "--format", "json", "--as-of", "2026-11-24"]).out;
    for format in ["text", "json", "markdown", "sarif", "github"] {
        let direct = run(&[CYCLONEDX, "--format", format, "--as-of", "2026-11-24"]);
        let again = run_in(
            Path::new(env!("CARGO_MANIFEST_DIR")),
            &["report", "-", "--format", format],
            json.as_bytes(),
        );
        assert_eq!(direct.out, again.out, "{format}");
        assert_eq!((direct.code, again.code), (1, 0), "{format}");
    }
}

#[test]
fn what_cannot_be_read_is_never_a_pass() {
    let whole =
        std::fs::read(fixture("cyclonedx/real/admin-console/bom.cdx.json")).expect("the fixture");
    let cases: [(&[u8], &str); 8] = [
        (b"", "the document is empty"),
        (b"{}", "no SBOM that this program knows"),
        (
            b"{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.5\", \"components\": []}",
            "names no components",
        ),
        (
            b"{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.5\", \"components\": [",
            "ends in the middle",
        ),
        (
            b"{\"bomFormat\": \"CycloneDX\"} trailing",
            "expected the end of the document",
        ),
        (
            b"{\"artifacts\": [], \"artifactRelationships\": []}",
            "syft convert",
        ),
        (b"\x7f\x45 nonsense", "no kind that this program reads"),
        (&whole[..whole.len() / 10], "ends in the middle"),
    ];
    for (bytes, message) in cases {
        let ran = run_in(
            Path::new(env!("CARGO_MANIFEST_DIR")),
            &["check", "-"],
            bytes,
        );
        assert_eq!(ran.code, 3, "{message}: {}", ran.out);
        assert!(
            ran.out.contains(message),
            "{message:?} is missing in\n{}",
            ran.out
        );
    }
}

#[test]
fn a_wrong_call_is_two_and_prints_no_report() {
    for (arguments, message) in [
        (&["check", "--no-such-flag"][..], "unexpected argument"),
        (
            &["check", CYCLONEDX, "--profile", "us-federl"],
            "did you mean `us-federal`?",
        ),
        (&["check", CYCLONEDX, "--as-of", "yesterday"], "YYYY-MM-DD"),
        (
            &["check", CYCLONEDX, "--output", "x.sarif"],
            "not FORMAT=PATH",
        ),
        (
            &["check", CYCLONEDX, "--output", "pdf=x"],
            "there is no format `pdf`",
        ),
        (
            &["check", CYCLONEDX, "--output", "json=-"],
            "`--format json` prints on standard output",
        ),
        (
            &[
                "check", CYCLONEDX, "--output", "json=x", "--output", "text=x",
            ],
            "`x` cannot be two reports at once",
        ),
        (
            &["check", CYCLONEDX, "--no-bundled-denylists"],
            "the lists name no vendor",
        ),
        (&["list", "vendors", CYCLONEDX], "depends on no INPUT"),
        (&["report", CYCLONEDX], "it has no `schema_version`"),
        (&["explain", "kasperski"], "did you mean `kaspersky`?"),
        (
            &["check", CYCLONEDX, "--denylist", "no-such-folder"],
            "failed to read the denylist",
        ),
    ] {
        let ran = run(arguments);
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (2, ""),
            "{arguments:?}: {}",
            ran.err
        );
        assert!(
            ran.err.contains(message),
            "{message:?} is missing in\n{}",
            ran.err
        );
    }
}

#[test]
fn a_word_too_many_and_an_id_too_few_are_helped() {
    for (arguments, code, part) in [
        (
            &["check", "check"][..],
            3,
            "there is no file or folder `check`",
        ),
        (&["explain", "c6f3ebf4"], 2, "`--report FILE`"),
        (&["init", "Cargo.toml"], 2, "name a folder"),
    ] {
        let ran = run(arguments);
        assert_eq!(ran.code, code, "{arguments:?}: {}", ran.err);
        let said = format!("{}{}", ran.out, ran.err);
        assert!(said.contains(part), "{part:?} is missing in\n{said}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn what_cannot_be_printed_is_said() {
    let nowhere = fixture("policy/nowhere/report.json").display().to_string();
    let to_nowhere = format!("json={nowhere}");
    let check = ["check", "--strict-reporting", "--output", &to_nowhere];
    let empty = ["--on-empty", "pass", "*.nothing"];
    for (arguments, code, parts) in [
        (
            &["list", "vendors"][..],
            3,
            ["failed to write to standard output", "full disk"],
        ),
        (
            &["schema", "config"],
            3,
            ["failed to write to standard output", "full disk"],
        ),
        (
            &[&check[..], &empty[..]].concat(),
            3,
            [
                "report-unwritten",
                "= help: `--strict-reporting` makes this exit 3",
            ],
        ),
        (
            &[&check[..], &[CYCLONEDX]].concat(),
            1,
            ["report-unwritten", "the verdict, which is no pass"],
        ),
    ] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_cargo-vendor-gate"))
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdout(std::fs::File::create("/dev/full").expect("a device"))
            .output()
            .expect("the program starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        for part in parts {
            assert!(said.contains(part), "{part:?} is missing in\n{said}");
        }
    }
}

#[test]
fn options_stand_below_the_heading_that_they_belong_to() {
    for (command, general) in [("check", "--format"), ("list", "--recursive")] {
        let help = run(&[command, "--help"]).out;
        let place = |text: &str| help.find(text).unwrap_or_else(|| panic!("{text}: {help}"));
        assert!(place("\nOptions:") < place(general));
        assert!(place(general) < place("\nCargo:"), "{help}");
        assert!(place("--quiet") < place("\nCargo:"), "{help}");
        assert!(place("\nCargo:") < place("--offline"), "{help}");
    }
}

#[test]
fn the_report_keeps_to_its_schema() {
    let schema: serde_json::Value =
        serde_json::from_str(&run(&["schema", "report"]).out).expect("the schema is JSON");
    let report = report(&[CYCLONEDX], b"");
    let required = schema["required"].as_array().expect("required keys");
    for key in required {
        assert!(
            report.get(key.as_str().expect("a key")).is_some(),
            "{key} is missing"
        );
    }
    let known = schema["properties"].as_object().expect("properties");
    for key in report.as_object().expect("an object").keys() {
        assert!(known.contains_key(key), "{key} is not in the schema");
    }
}

#[test]
fn a_user_list_adds_and_never_replaces() {
    let ran = run(&[
        "check",
        CYCLONEDX,
        "--denylist",
        "denylists/vendors/kaspersky.toml",
    ]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("denylist-duplicate-id"), "{}", ran.err);
}

#[test]
fn a_beginning_that_nobody_reserves_proves_nothing_where_the_source_lives_elsewhere() {
    let attributions = |repository: &str| {
        let document = serde_json::json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{
            "type": "library", "name": "bytedance-nccl", "purl": "pkg:pypi/bytedance-nccl@0.0.1",
            "externalReferences": [{"type": "vcs", "url": repository}],
        }]});
        let report = report(&["-"], document.to_string().as_bytes());
        report["findings"]
            .as_array()
            .expect("findings")
            .iter()
            .map(|finding| {
                finding["attribution"]
                    .as_str()
                    .expect("an attribution")
                    .to_owned()
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(
        attributions("https://code.byted.org/infra/bytedance_nccl"),
        ["declared"]
    );
    assert_eq!(
        attributions("https://github.com/stranger/bytedance-nccl"),
        ["indicated"]
    );
}

/// What a document on standard input leaves unchecked, by its coverage and its diagnostics.
fn unchecked(document: &[u8]) -> (Vec<String>, Vec<String>) {
    let report = report(&["-", "--min-coverage", "1"], document);
    let texts = |list: &serde_json::Value, key: &str| -> Vec<String> {
        let list = list.as_array().cloned().unwrap_or_default();
        let text = |entry: &serde_json::Value| match key {
            "" => entry.as_str().map(str::to_owned),
            _ => entry[key].as_str().map(str::to_owned),
        };
        list.iter().filter_map(text).collect()
    };
    (
        texts(&report["coverage"]["linked_documents_not_checked"], ""),
        texts(&report["diagnostics"], "code"),
    )
}

#[test]
fn what_a_document_says_it_leaves_out_counts_against_coverage_in_every_encoding() {
    let json = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
        "components": [{"type": "library", "name": "shop", "purl": "pkg:npm/%40acme/shop@1"}],
        "compositions": [{"aggregate": "complete"}, {"aggregate": "incomplete_third_party_only"}, {"aggregate": "unknown"}]}"#;
    let xml = br#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6">
        <components><component type="library"><name>shop</name><purl>pkg:npm/%40acme/shop@1</purl></component></components>
        <compositions><composition><aggregate>complete</aggregate></composition>
        <composition><aggregate>incomplete_third_party_only</aggregate></composition>
        <composition><aggregate>unknown</aggregate></composition></compositions></bom>"#;
    let protobuf = b"\x0A\x031.6\x2A\x22\x08\x03\x42\x04shop\x82\x01\x17pkg:npm/%40acme/shop@1\x20\x4A\x02\x08\x01\x4A\x02\x08\x04\x4A\x02\x08\x05";
    for document in [&json[..], xml, protobuf] {
        let (unchecked, codes) = unchecked(document);
        assert_eq!(
            unchecked,
            [
                "-#/compositions/1 (incomplete_third_party_only)",
                "-#/compositions/2 (unknown)"
            ]
        );
        assert_eq!(codes, ["linked-document-not-checked"; 2]);
    }
}

#[test]
fn a_dependency_in_another_document_is_a_document_to_check() {
    let linked = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"bom-ref": "shop", "type": "library", "name": "shop"}],
        "dependencies": [{"ref": "shop", "dependsOn": ["urn:cdx:f08a6ccd-4dce-4759-bd84-c626675d60a7/1#part"]}]}"#;
    let (unchecked, _) = unchecked(linked);
    assert_eq!(
        unchecked,
        ["urn:cdx:f08a6ccd-4dce-4759-bd84-c626675d60a7/1"]
    );
}

/// What stands nowhere in the document may still say by its reference what it is.
#[test]
fn references_that_lead_to_nothing_are_said_judged_and_counted() {
    let document = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"bom-ref": "shop", "type": "library", "name": "shop", "purl": "pkg:npm/%40acme/shop@1"}],
        "dependencies": [{"ref": "shop", "dependsOn": ["lost", "pkg:npm/%40kaspersky/hexa-ui@6.1.0"]}]}"#;
    let report = report(&["-", "--min-coverage", "90"], document);
    let remark = &report["diagnostics"][0];
    assert_eq!(
        (&remark["code"], &remark["message"], &remark["help"]),
        (
            &"coverage-low".into(),
            &"1 of 1 component carries evidence of who published it; 2 references that lead to nothing count as components without: less than 90 percent".into(),
            &"give the whole document, and as further inputs those that it refers to".into()
        )
    );
    let remark = &report["diagnostics"][1];
    assert_eq!(
        (&remark["code"], &remark["severity"], &remark["message"]),
        (
            &"reference-undeclared".into(),
            &"warning".into(),
            &"2 references lead to nothing in the document, one of them `lost`".into()
        )
    );
    assert_eq!(report["coverage"]["undeclared_references"], 2);
    assert_eq!(report["inputs"][0]["components"], 1);
    let finding = &report["findings"][0];
    assert_eq!(finding["key"], "pkg:npm/%40kaspersky/hexa-ui|kaspersky");
    assert_eq!(
        finding["occurrences"][0]["paths"][0],
        serde_json::json!(["shop@1", "pkg:npm/%40kaspersky/hexa-ui@6.1.0"])
    );
}

#[test]
fn a_document_without_edges_says_so() {
    let said = |dependencies: &str, name: &str| {
        let document = format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{{"bom-ref": "a", "type": "library", "name": "a"}},
            {{"bom-ref": "b", "type": "library", "name": "b", "purl": "pkg:npm/{name}@1"}}]{dependencies}}}"#
        );
        let report = report(&["-"], document.as_bytes());
        let remarks = report["diagnostics"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let remark = remarks
            .iter()
            .find(|remark| remark["code"] == "no-dependencies");
        remark.map(|remark| remark["severity"].to_string())
    };
    let edges = r#", "dependencies": [{"ref": "a", "dependsOn": ["b"]}]"#;
    assert_eq!(said("", "lodash").as_deref(), Some("\"info\""));
    assert_eq!(
        said("", "%40kaspersky/hexa-ui").as_deref(),
        Some("\"warning\"")
    );
    assert_eq!(said(edges, "%40kaspersky/hexa-ui"), None);
}

#[test]
fn who_made_a_document_needs_no_element() {
    let document = br#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
        {"type": "CreationInfo", "@id": "_:made", "createdBy": ["https://example.com/generator"]},
        {"type": "software_Package", "spdxId": "urn:a", "name": "a", "suppliedBy": "urn:lost"}]}"#;
    let report = report(&["-"], document);
    let remarks = report["diagnostics"].as_array().expect("remarks");
    let messages: Vec<_> = remarks.iter().map(|remark| &remark["message"]).collect();
    assert_eq!(
        messages,
        ["a reference leads to nothing in the document: `urn:lost`"]
    );
}
