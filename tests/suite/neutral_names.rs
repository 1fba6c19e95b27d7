//! SBOMs whose names say nothing, found in a tree by what they hold.
#![expect(
    clippy::unwrap_used,
    reason = "a tree that cannot be set up is a failed test"
)]

use std::fs;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::discovery::Tree;

const SBOM: &str = "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.5\", \"components\": [{\"name\": \"x\", \"version\": \"1\"}]}";
const OWN: &str = "[package]\nname = \"shop\"\nversion = \"1.0.0\"\n";

/// Which of the files are read, and that all that are read pass.
#[track_caller]
fn check(files: &[(&str, Vec<u8>)], expected: &[&str]) {
    let tree = Tree::new(&[("readme.md", OWN)]);
    for (name, bytes) in files {
        fs::write(tree.folder.join(name), bytes).unwrap();
    }
    let (read, code, said) = tree.read(&["."]);
    assert_eq!(read, expected, "{said}");
    assert_eq!(code, if expected.is_empty() { 3 } else { 0 }, "{said}");
}

fn packed(text: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

fn junk(length: usize) -> String {
    format!(
        "\"x\": \"{}\", \"y\": [{{\"z\": null}}, -1.5e3, true], ",
        "a".repeat(length)
    )
}

#[test]
fn keys_may_be_escaped() {
    let escaped = SBOM.replace("bomFormat", "bom\\u0046orm\\u0061t");
    let schema = escaped.replace(
        "bom\\u0046orm\\u0061t\": \"CycloneDX",
        "$schema\": \"http:\\/\\/cyclonedx.org\\/schema\\/bom-1.5.schema.json",
    );
    check(
        &[("a.txt", escaped.into()), ("b", schema.into())],
        &["a.txt", "b"],
    );
}

#[test]
fn keys_and_values_may_stand_apart() {
    let apart = SBOM.replace("bomFormat\"", &format!("bomFormat\"{}", " ".repeat(300)));
    check(&[("a", apart.into())], &["a"]);
}

#[test]
fn what_is_packed_is_looked_into() {
    let late = format!("{{{}{}", junk(100_000), &SBOM[1..]);
    let wide: Vec<u8> = SBOM.encode_utf16().flat_map(u16::to_le_bytes).collect();
    check(
        &[
            ("a", packed(SBOM)),
            ("b.txt.gz", packed(&late)),
            ("c", wide),
            ("d.gz", packed("nothing of the kind")),
            ("e.gz", b"\x1F\x8Bdamaged".to_vec()),
        ],
        &["a", "b.txt.gz", "c"],
    );
}

#[test]
fn what_cannot_be_unpacked_to_its_end_is_read() {
    let whole = packed(SBOM);
    let zstd = ruzstd::encoding::compress_to_vec(
        SBOM.as_bytes(),
        ruzstd::encoding::CompressionLevel::Fastest,
    );
    let mut damaged = whole.clone();
    let checksum = damaged.len() - 8;
    damaged[checksum] ^= 1;
    let cut = |bytes: &[u8], n_left: usize| bytes[..bytes.len() - n_left].to_vec();
    let passed_over = b"\x50\x2A\x4D\x18\x03\0\0\0odd";
    for (bytes, expected) in [
        (damaged, 3),
        (cut(&whole, 9), 3),
        ([&whole[..], &[0; 512]].concat(), 3),
        ([&passed_over[..], &zstd].concat(), 0),
    ] {
        let tree = Tree::new(&[("own.sbom", SBOM)]);
        fs::write(tree.folder.join("a"), bytes).unwrap();
        let (read, code, said) = tree.read(&["."]);
        assert_eq!((read.len(), code), (2, expected), "{said}");
    }
    // Of these nothing can be unpacked: the name says whether it may be one.
    for (name, expected) in [("a.json.zst", 3), ("a.bin", 0)] {
        let tree = Tree::new(&[("own.sbom", SBOM)]);
        fs::write(tree.folder.join(name), cut(&zstd, 9)).unwrap();
        let (read, code, said) = tree.read(&["."]);
        assert_eq!((read.len(), code), (1, expected), "{said}");
        let is_told = said.contains("`a.json.zst` cannot be opened");
        assert_eq!(is_told, expected == 3, "{said}");
    }
}

#[test]
fn keys_may_stand_behind_anything() {
    let far = |text: &str| format!("{{{}{}", junk(70_000), &text[1..]);
    let spaced = " ".repeat(70_000) + SBOM;
    let wrapped = far(&format!("{{\"sbom\": {SBOM}}}"));
    // `{"predicate": {"bomFormat": "CycloneDX", "components": [{"name": "x"}]}}`
    let signed = far(
        "{\"payloadType\": \"application/vnd.in-toto+json\", \"payload\": \"eyJwcmVkaWNhdGUiOiB7ImJvbUZvcm1hdCI6ICJDeWNsb25lRFgiLCAiY29tcG9uZW50cyI6IFt7Im5hbWUiOiAieCJ9XX19\"}",
    );
    // Some writers break base64 into lines.
    let broken = signed.replace("OiB7", "\\nOiB7");
    check(
        &[
            ("a", far(SBOM).into()),
            ("b", spaced.into()),
            ("c", wrapped.into()),
            ("d", signed.into()),
            ("e", broken.into()),
        ],
        &["a", "b", "c", "d", "e"],
    );
    // These speak of such documents: examples of an interface, results that have one each, texts.
    let example = format!("{{\"paths\": {{\"/sbom\": {{\"example\": {SBOM}}}}}}}");
    let listed = format!("{{\"results\": [{SBOM}]}}");
    let quoted = format!("{{\"text\": {}}}", serde_json::Value::from(SBOM));
    check(
        &[
            ("a.json", far(&example).into()),
            ("b.json", far(&listed).into()),
            ("c.json", far(&quoted).into()),
        ],
        &[],
    );
}

/// Writers that sort keys put the one that says what this is at the end.
#[test]
fn the_key_of_yaml_may_stand_behind_all_others() {
    let package = |at: usize| {
        format!("- SPDXID: SPDXRef-{at}\n  downloadLocation: NOASSERTION\n  name: x{at}\n")
    };
    let packages: String = (0..2_000).map(package).collect();
    let sorted = format!(
        "SPDXID: SPDXRef-DOCUMENT\ndataLicense: CC0-1.0\npackages:\n{packages}spdxVersion: SPDX-2.3\n"
    );
    assert!(sorted.len() > 100_000);
    let marked = format!("\u{feff}---\n{sorted}").replace('\n', "\r\n");
    let other = sorted.replace("\nspdxVersion", "\n  spdxVersion");
    check(
        &[
            ("a", sorted.clone().into()),
            ("b", packed(&sorted)),
            ("c", marked.into()),
            ("d", other.into()),
        ],
        &["a", "b", "c"],
    );
}

#[test]
fn messages_as_text_may_be_spaced_in_any_way() {
    let text = "spec_version: \"1.6\"\ncomponents {\n  name: \"x\"\n}\n";
    let spaced = text
        .replace(' ', "   ")
        .replace("components", "components:");
    let line = text.replace('\n', " ").replace(": ", ":");
    let list = text
        .replace("components {", "components: [ {")
        .replace('}', "} ]");
    let services = text.replace("components", "services");
    let angular = text.replace('{', "<").replace('}', ">");
    let version_last = "components {\n  name: \"x\"\n}\nspec_version : '1.6'\n";
    check(
        &[
            ("a", spaced.into()),
            ("b", line.into()),
            ("c", list.into()),
            ("d", angular.into()),
            ("e", version_last.into()),
        ],
        &["a", "b", "c", "d", "e"],
    );
    // Found, it says nothing of components.
    let tree = Tree::new(&[("own.sbom", SBOM), ("a", &services)]);
    let (read, code, said) = tree.read(&["."]);
    assert_eq!((read.len(), code), (2, 3), "{said}");
    let program = "struct Bom\nspec_version: \"1.6\"\nfor part in components {\n}\n";
    let settings = "spec_version: \"1.6\"\nplugins {\n}\n";
    check(&[("a", program.into()), ("b", settings.into())], &[]);
}

#[test]
fn statements_may_hold_a_document_as_a_text() {
    let tags = "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nPackageName: x\nSPDXID: SPDXRef-1\nPackageDownloadLocation: NOASSERTION\n";
    let text = serde_json::Value::from(tags).to_string();
    let spdx = "https://spdx.dev/Document";
    let data = format!("{{\"Data\": {text}}}");
    let statement = |kind: &str, predicate: &str| {
        format!("{{\"predicateType\": \"{kind}\", \"predicate\": {predicate}}}")
    };
    check(
        &[
            ("a", statement(spdx, &data).into()),
            ("b", statement(spdx, &text).into()),
            ("c", statement("https://example.com/sbom", &data).into()),
        ],
        &["a", "b", "c"],
    );
    // Whoever reads it takes no text before the type, and says so.
    let last = format!("{{\"predicate\": {data}, \"predicateType\": \"{spdx}\"}}");
    let tree = Tree::new(&[("own.sbom", SBOM), ("a", &last)]);
    let (read, code, said) = tree.read(&["."]);
    assert_eq!((read.len(), code), (2, 3), "{said}");
    let other = statement("https://slsa.dev/provenance/v1", "{\"Data\": \"x\"}");
    check(&[("a", other.into())], &[]);
}

#[test]
fn yaml_may_be_indented_or_written_like_json() {
    let yaml = "# made by hand\nspdxVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\npackages:\n- name: x\n  SPDXID: SPDXRef-1\n  downloadLocation: NOASSERTION\n";
    let indented = format!("  {}", yaml.trim_end().replace('\n', "\n  ")) + "\n";
    check(&[("a", indented.into())], &["a"]);
    let within = format!("about: |\n{}", yaml.replace('\n', "\n  "));
    check(&[("a", within.into())], &[]);
    // It looks like JSON and is none: nobody can tell what it holds.
    let tree = Tree::new(&[
        ("own.sbom", SBOM),
        (
            "a",
            "{spdxVersion: SPDX-2.3, packages: [{name: x, SPDXID: SPDXRef-1}]}\n",
        ),
    ]);
    let (read, code, said) = tree.read(&["."]);
    assert_eq!((read.len(), code), (2, 3), "{said}");
}
