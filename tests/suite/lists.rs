//! `list`: what it shows, and how much of it.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::run_in;

/// An input with many publishers shows the listed ones first, then the most frequent, and counts the rest.
#[test]
fn publishers_are_bounded_as_text_and_whole_as_json() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lists");
    fs::create_dir_all(&folder).expect("a folder");
    let component = |scope: &str, name: usize| {
        format!(
            r#"{{"type": "library", "group": "{scope}", "name": "p{name}", "purl": "pkg:npm/{}/p{name}@1"}}"#,
            scope.replace('@', "%40")
        )
    };
    let mut components: Vec<String> = (0..150)
        .map(|n| component(&format!("@s{n:03}"), n))
        .collect();
    components.push(component("@s007", 200));
    components.push(component("@kaspersky", 201));
    for name in ["one.json", "two.json"] {
        let text = format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{}]}}"#,
            components.join(",\n")
        );
        fs::write(folder.join(name), text).expect("an SBOM");
    }
    let command = ["list", "publishers", "one.json", "two.json"];
    let ran = run_in(&folder, &command, b"");
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!((ran.code, lines.len()), (0, 101), "{}", ran.err);
    assert_eq!(lines[0], "components  kind       result  name");
    let lines = &lines[1..];
    assert!(
        lines[0].contains("listed") && lines[0].ends_with("npm:@kaspersky"),
        "{}",
        lines[0]
    );
    assert!(
        lines[1].starts_with('4') && lines[1].contains("npm:@s007"),
        "{}",
        lines[1]
    );
    assert!(
        ran.err.contains("51 more publishers are not shown"),
        "{}",
        ran.err
    );
    let ran = run_in(
        &folder,
        &[&command[..], &["--format", "json"]].concat(),
        b"",
    );
    let rows: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(
        (rows.as_array().map(Vec::len), ran.err.as_str()),
        (Some(151), "")
    );
}

/// What a document says of itself never deceives the eye, in JSON neither.
#[test]
fn foreign_names_are_escaped() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lists-foreign");
    fs::create_dir_all(&folder).expect("a folder");
    let text = "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\", \"components\": [{\"type\": \"library\", \"name\": \"a\", \"supplier\": {\"name\": \"Evil\u{202e}Ltd\u{200b}\"}}]}";
    fs::write(folder.join("sbom.json"), text).expect("an SBOM");
    for format in ["text", "json"] {
        let command = ["list", "publishers", "sbom.json", "--format", format];
        let ran = run_in(&folder, &command, b"");
        assert!(ran.code == 0 && ran.out.contains("Evil"), "{}", ran.out);
        assert!(!ran.out.contains(['\u{202e}', '\u{200b}']), "{format}");
    }
    let ran = run_in(
        &folder,
        &["screen", "--format", "json", "Evil\u{202e}Ltd"],
        b"",
    );
    assert!(!ran.out.contains('\u{202e}'), "{}", ran.out);
    let answer: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(answer["query"], "Evil\u{202e}Ltd");
}
