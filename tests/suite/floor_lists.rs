//! Lists of the checkout, and days to come, under a floor: they add findings and take none away.

use std::fs;
use std::path::Path;

use crate::floor::{gate, is_red, red};
use crate::policy::days_ahead;

/// A vendor's file with what a test adds.
fn list(folder: &Path, id: &str, more: &str) {
    let lists = folder.join("lists/vendors");
    fs::create_dir_all(&lists).expect("a folder");
    let text = format!(
        "id = \"{id}\"\nlegal-name = \"Others {id}\"\ncountry = \"ZZ\"\nreviewed = 2026-11-01\n\n\
         [[name]]\nvalue = \"Others {id}\"\nkind = \"legal-name\"\nverified = true\nsource = \"written for tests\"\n\n{more}"
    );
    fs::write(lists.join(format!("{id}.toml")), text).expect("a list");
}

fn identity(kind: &str, value: &str, more: &str) -> String {
    format!(
        "[[identity]]\nkind = \"{kind}\"\nvalue = \"{value}\"\n{more}verified = true\nsource = \"written for tests\"\n\n"
    )
}

fn listing(until: &str) -> String {
    format!(
        "[[listing]]\nauthority = \"us-icts-kaspersky\"\nnamed-as = \"Others\"\nsince = 2020-01-01\n{until}citation = \"Act 1\"\nreach = \"component\"\nconfidence = \"primary\"\nsource = \"written for tests\"\n"
    )
}

const STRONG: &str = "control = \"controlled\"\nattribution = \"confirmed\"\n";

/// A file that the workflow names by `--denylist` may stand in the checkout, where a pull request edits it.
#[test]
fn no_list_of_the_checkout_takes_a_finding_away() {
    let weak = "control = \"self-declared\"\nattribution = \"contributor\"\n";
    let donated = format!("{STRONG}relation = \"donated\"\n");
    let package = "pkg:npm/%40kaspersky/hexa-ui";
    let lookalike = format!(
        "[[lookalike]]\necosystem = \"npm\"\nname = \"hexa-ui\"\ntrap = \"name_similarity\"\nwhy = \"a stranger\"\npurls = [\"{package}\"]\nverified = true\nbasis = \"metadata\"\n\n"
    );
    let attempts = [
        (
            "the-same-scope",
            identity("npm-scope", "@kaspersky", STRONG),
        ),
        ("a-weak-scope", identity("npm-scope", "@kaspersky", weak)),
        (
            "a-donated-scope",
            identity("npm-scope", "@kaspersky", &donated),
        ),
        ("the-package", identity("package", package, &donated)),
        ("a-lookalike", lookalike),
    ];
    for (id, more) in &attempts {
        let folder = red(&format!("lists-{id}"), "", "");
        list(&folder, id, &format!("{more}{}", listing("")));
        let ran = gate(&folder, &["--denylist", "lists"]);
        is_red(id, &ran, "a namespace of AO Kaspersky Lab");
        assert_eq!(ran.code, 1, "{id}: {}", ran.err);
    }
}

/// A later day may begin a measure; it ends none that holds today.
#[test]
fn no_day_to_come_ends_a_listing_under_a_floor() {
    let folder = red("lists-until", "", "");
    fs::write(
        folder.join("sbom.json"),
        r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
          {"type": "library", "name": "kit", "version": "1.0.0", "purl": "pkg:npm/%40others/kit@1.0.0"}]}"#,
    )
    .expect("an SBOM");
    let until = format!("until = {}\n", days_ahead(40));
    let marks = identity("npm-scope", "@others", STRONG);
    list(&folder, "others", &format!("{marks}{}", listing(&until)));
    let later = days_ahead(60);
    let arguments = ["--denylist", "lists", "--as-of", &later];
    is_red("a later day", &gate(&folder, &arguments), "fail: 1 blocked");
    // Without a floor the day is the user's own.
    let ran = crate::program::run_in(
        &folder,
        &[&["check", "sbom.json"], &arguments[..]].concat(),
        b"",
    );
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}
