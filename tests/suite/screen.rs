//! `screen`, `list`, `explain` and `doctor`.

use crate::program::{run, run_in};
use std::path::Path;

#[test]
fn exact_names_are_one_and_near_names_are_suggestions() {
    let exact = run(&["screen", "--format", "json", "ZTE Corp.", "Acme Ltd"]);
    assert_eq!(exact.code, 1);
    let lines: Vec<serde_json::Value> = exact
        .out
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect();
    assert_eq!(lines[0]["matches"][0]["entry"], "zte");
    assert_eq!(lines[0]["matches"][0]["match"], "exact");
    assert_eq!(lines[1]["matches"], serde_json::json!([]));
    let near = run_in(
        Path::new(env!("CARGO_MANIFEST_DIR")),
        &["screen"],
        "Kasperski Lab\n".as_bytes(),
    );
    assert_eq!(near.code, 0, "{}", near.out);
    assert!(near.out.contains("near"), "{}", near.out);
}

#[test]
fn every_vendor_authority_and_profile_can_be_explained() {
    for what in ["vendors", "authorities", "profiles"] {
        let listed: serde_json::Value =
            serde_json::from_str(&run(&["list", what, "--format", "json"]).out).expect("a list");
        for row in listed.as_array().expect("rows").iter().step_by(17) {
            let id = row["id"].as_str().expect("an id");
            assert_eq!(run(&["explain", id]).code, 0, "{id}");
        }
    }
}

#[test]
fn the_doctor_finds_every_canary_and_accuses_no_lookalike() {
    let ran = run(&["doctor"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn names_are_no_workflow_commands() {
    let name = "::error::Evil ##[error]Corp";
    let sbom = serde_json::json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6",
        "components": [{"type": "library", "name": "x", "supplier": {"name": name}}],
    });
    let sbom = sbom.to_string();
    for format in ["text", "json"] {
        let listed = ["list", "publishers", "-", "--format", format];
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let printed = [
            run(&["screen", name, "--format", format]).out,
            run_in(root, &listed, sbom.as_bytes()).out,
        ];
        for text in printed {
            assert!(text.contains("Evil"), "{text}");
            assert!(!text.contains("##["), "{text}");
            assert!(
                !text.lines().any(|line| line.trim().starts_with("::")),
                "{text}"
            );
        }
    }
}
