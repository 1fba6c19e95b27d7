//! Every encoding of a document tells the same.

use std::io::Write as _;
use std::path::Path;

use cargo_vendor_gate::diagnostic::Severity;
use cargo_vendor_gate::inventory::Role;

use crate::program::report;
use crate::recorder::Recorder;
use crate::writer::{every_encoding, inventory};

#[test]
fn one_inventory_tells_the_same_in_every_encoding() {
    for n_packages in [1, 2, 9, 40] {
        let documents = every_encoding(&inventory(n_packages));
        let (expected, _) = Recorder::read(&documents[0].1);
        assert_eq!(expected.count(Role::Component), n_packages);
        for (name, bytes) in documents {
            let (told, document) = Recorder::read(&bytes);
            let document = document.unwrap_or_else(|error| panic!("{name}: {error:?}"));
            assert_eq!(format!("{} {}", document.format, document.encoding), name);
            assert_eq!(told.told(), expected.told(), "{name}");
            assert_eq!(document.dependencies, n_packages as u64 - 1, "{name}");
            assert!(
                told.diagnostics.is_empty(),
                "{name}: {:?}",
                told.diagnostics
            );
        }
    }
}

#[test]
fn a_version_that_is_not_known_is_remarked_upon_in_every_encoding() {
    for (name, mut bytes) in every_encoding(&inventory(2)) {
        let (expected, _) = Recorder::read(&bytes);
        let known: &[u8] = if name.starts_with("spdx") {
            b"2.3"
        } else {
            b"1.6"
        };
        let at = bytes
            .windows(known.len())
            .position(|window| window == known);
        let last = at.expect("its version is one of these") + known.len() - 1;
        bytes[last] = b'9';
        let (told, document) = Recorder::read(&bytes);
        let document = document.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!(told.told(), expected.told(), "{name}");
        let [remark] = told.diagnostics.as_slice() else {
            panic!("{name}: {:?}", told.diagnostics);
        };
        assert_eq!(remark.code, "version-unknown", "{name}");
        let version = document.spec_version.expect("it states one");
        assert!(
            remark.message.contains(&version),
            "{name}: {}",
            remark.message
        );
    }
}

#[test]
fn utf_16_and_gzip_tell_the_same() {
    for (name, bytes) in every_encoding(&inventory(5)) {
        let (expected, _) = Recorder::read(&bytes);
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(&bytes).expect("memory takes it");
        let packed = packed.finish().expect("memory takes it");
        assert_eq!(Recorder::read(&packed).0.told(), expected.told(), "{name}");
        if let Ok(text) = String::from_utf8(bytes) {
            let wide: Vec<u8> = [0xFEFF]
                .into_iter()
                .chain(text.encode_utf16())
                .flat_map(u16::to_le_bytes)
                .collect();
            // A protocol buffer is no text, though its bytes may be.
            if !name.ends_with("protobuf") {
                assert_eq!(Recorder::read(&wide).0.told(), expected.told(), "{name}");
            }
        }
    }
}

#[test]
fn lines_are_those_of_the_document() {
    for (name, bytes) in every_encoding(&inventory(3)) {
        let (told, _) = Recorder::read(&bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for (id, (_, package, _)) in &told.subjects {
            let line = told.lines[id] as usize;
            if name.ends_with("json") || name.ends_with("protobuf") {
                continue; // All on one line, or none.
            }
            let found = text.lines().nth(line - 1).expect("the line exists");
            assert!(found.contains(package.as_str()), "{name}: {found}");
        }
    }
}

fn fixture(path: &str) -> Recorder {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(path);
    let bytes = std::fs::read(path).expect("the fixture is there");
    let (told, document) = Recorder::read(&bytes);
    assert!(document.is_ok(), "{:?}", document.err());
    told
}

#[test]
fn a_real_document_tells_the_same_in_every_encoding() {
    let spdx = fixture("spdx/real/small-shop/syft.spdx.json");
    assert_eq!(spdx.count(Role::Component), 8);
    for name in [
        "syft.spdx",
        "tools.spdx.rdf.xml",
        "tools.spdx.xml",
        "tools.spdx.yaml",
    ] {
        let told = fixture(&format!("spdx/real/small-shop/{name}"));
        assert_eq!(told.told(), spdx.told(), "{name}");
    }
    let cyclonedx = fixture("cyclonedx/real/small-shop/syft.cdx.json");
    assert_eq!(cyclonedx.count(Role::Component), 8);
    assert_eq!(
        fixture("cyclonedx/real/small-shop/syft.cdx.xml").told(),
        cyclonedx.told()
    );
    assert_eq!(
        fixture("cyclonedx/real/small-shop/cyclonedx-py.cdx.xml").count(Role::Component),
        3
    );
}

#[test]
fn the_licensor_of_an_expression_is_told_in_every_encoding() {
    let json = br#"{"bomFormat": "CycloneDX", "specVersion": "1.7", "components": [{"type": "library", "name": "shop", "licenses": [
        {"expression": "LicenseRef-shop", "licensing": {"licensor": {"organization": {"name": "Acme Inc"}}}}]}]}"#;
    let xml = br#"<bom xmlns="http://cyclonedx.org/schema/bom/1.7"><components><component type="library"><name>shop</name><licenses>
        <expression-detailed expression="LicenseRef-shop"><licensing><licensor><organization><name>Acme Inc</name></organization></licensor></licensing>
        </expression-detailed></licenses></component></components></bom>"#;
    let protobuf = b"\x0A\x031.7\x2A\x2D\x08\x03\x42\x04shop\x6A\x23\x2A\x21\x0A\x0FLicenseRef-shop\x2A\x0E\x12\x0C\x0A\x0A\x0A\x08Acme Inc";
    let textproto = br#"spec_version: "1.7" components { type: CLASSIFICATION_LIBRARY name: "shop" licenses {
        expression_detailed { expression: "LicenseRef-shop" licensing { licensor { organization { name: "Acme Inc" } } } } } }"#;
    let (expected, _) = Recorder::read(json);
    assert!(format!("{:?}", expected.marks).contains("Acme Inc"));
    for document in [&xml[..], protobuf, textproto] {
        let (told, document) = Recorder::read(document);
        assert!(document.is_ok(), "{:?}", document.err());
        assert_eq!(told.told(), expected.told());
    }
}

/// CycloneDX that tells the same in JSON and in other encodings, something of it with this word.
#[track_caller]
fn same(json: &str, others: &[&[u8]], word: &str) {
    let (expected, _) = Recorder::read(json.as_bytes());
    let told = format!("{:?}", expected.told());
    assert!(told.contains(word), "{told}");
    for document in others {
        let (told, document) = Recorder::read(document);
        assert!(document.is_ok(), "{:?}", document.err());
        assert_eq!(told.told(), expected.told());
        let mut found = told.diagnostics.iter();
        assert!(
            found.all(|found| found.severity != Severity::Error),
            "{:?}",
            told.diagnostics
        );
    }
}

#[test]
fn dependencies_may_stand_inside_each_other() {
    let json = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
        {"bom-ref": "a", "name": "a"}, {"bom-ref": "b", "name": "b"}, {"bom-ref": "c", "name": "c"}], "dependencies": [
        {"ref": "a", "dependsOn": ["b"]}, {"ref": "b", "dependsOn": ["c"]}]}"#;
    let xml = br#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components><component bom-ref="a"><name>a</name></component>
        <component bom-ref="b"><name>b</name></component><component bom-ref="c"><name>c</name></component></components>
        <dependencies><dependency ref="a"><dependency ref="b"><dependency ref="c"/></dependency></dependency></dependencies></bom>"#;
    let protobuf = b"\x0A\x031.6\x2A\x06\x1A\x01a\x42\x01a\x2A\x06\x1A\x01b\x42\x01b\x2A\x06\x1A\x01c\x42\x01c\x42\x0D\x0A\x01a\x12\x08\x0A\x01b\x12\x03\x0A\x01c";
    let textproto = br#"spec_version: "1.6" components { bom_ref: "a" name: "a" } components { bom_ref: "b" name: "b" }
        components { bom_ref: "c" name: "c" } dependencies { ref: "a" dependencies { ref: "b" dependencies { ref: "c" } } }"#;
    let word = "Component b  DependsOn(Normal) Component c";
    same(json, &[&xml[..], protobuf, textproto], word);
}

#[test]
fn a_package_that_only_a_composition_names_is_judged() {
    let json = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"name": "a"}], "compositions": [
        {"aggregate": "complete", "assemblies": ["a"], "dependencies": ["pkg:npm/%40kaspersky/hexa-ui@1.0.0"]}]}"#;
    let xml = r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components><component><name>a</name></component></components><compositions><composition>
        <aggregate>complete</aggregate><dependencies><dependency ref="pkg:npm/%40kaspersky/hexa-ui@1.0.0"/></dependencies></composition></compositions></bom>"#;
    let protobuf =
        "\x0A\x031.6\x2A\x03\x42\x01a\x4A\x26\x08\x01\x1A\x22pkg:npm/%40kaspersky/hexa-ui@1.0.0";
    let textproto = r#"spec_version: "1.6" components { name: "a" } compositions {
        aggregate: AGGREGATE_COMPLETE dependencies: "pkg:npm/%40kaspersky/hexa-ui@1.0.0" }"#;
    for document in [json, xml, protobuf, textproto] {
        let report = report(&["--profile", "strict", "-"], document.as_bytes());
        assert_eq!(report["summary"]["block"], 1, "{document}");
    }
}

#[test]
fn what_is_declared_to_conform_is_judged_in_every_encoding() {
    let json = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "declarations": {"targets": {
        "components": [{"name": "shop", "publisher": "Acme Inc"}], "services": [{"name": "pay"}]}}}"#;
    let xml = br#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><declarations><targets><components><component><name>shop</name>
        <publisher>Acme Inc</publisher></component></components><services><service><name>pay</name></service></services></targets></declarations></bom>"#;
    let protobuf =
        b"\x0A\x031.6\x72\x1B\x2A\x19\x12\x10\x42\x04shop\x32\x08Acme Inc\x1A\x05\x22\x03pay";
    let textproto = br#"spec_version: "1.6" declarations { targets {
        components { name: "shop" publisher: "Acme Inc" } services { name: "pay" } } }"#;
    same(json, &[&xml[..], protobuf, textproto], "Acme Inc");
}

#[test]
fn who_licenses_a_service_is_told_in_every_encoding() {
    let json = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "services": [{"name": "pay", "licenses": [
        {"license": {"name": "own", "licensing": {"licensor": {"organization": {"name": "Acme Inc"}}}}}]}]}"#;
    let xml = br#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><services><service><name>pay</name><licenses><license><name>own</name>
        <licensing><licensor><organization><name>Acme Inc</name></organization></licensor></licensing></license></licenses></service></services></bom>"#;
    let protobuf = b"\x0A\x031.6\x32\x1E\x22\x03pay\x5A\x17\x0A\x15\x12\x03own\x32\x0E\x12\x0C\x0A\x0A\x0A\x08Acme Inc";
    let textproto = br#"spec_version: "1.6" services { name: "pay" licenses { license { name: "own"
        licensing { licensor { organization { name: "Acme Inc" } } } } } }"#;
    same(json, &[&xml[..], protobuf, textproto], "Acme Inc");
}

#[test]
fn labels_of_an_image_are_told_beside_what_the_document_is_about() {
    let name = "syft:image:labels:org.opencontainers.image.vendor";
    let json = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {{"component": {{"type": "container", "name": "i"}},
        "properties": [{{"name": "{name}", "value": "Acme Inc"}}]}}}}"#
    );
    let xml = format!(
        r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><metadata><component type="container"><name>i</name></component>
        <properties><property name="{name}">Acme Inc</property></properties></metadata></bom>"#
    );
    let textproto = format!(
        r#"spec_version: "1.6" metadata {{ component {{ type: CLASSIFICATION_CONTAINER name: "i" }}
        properties {{ name: "{name}" value: "Acme Inc" }} }}"#
    );
    same(&json, &[xml.as_bytes(), textproto.as_bytes()], "Acme Inc");
}

#[test]
fn words_of_a_text_may_stand_as_their_numbers() {
    let json = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "firmware", "name": "a", "scope": "excluded",
        "externalReferences": [{"type": "vcs", "url": "https://acme.example"}],
        "evidence": {"identity": [{"field": "purl", "confidence": 1, "concludedValue": "pkg:npm/a"}]}}]}"#;
    let textproto = br#"spec_version: "1.6" components { type: 8 name: "a" scope: 3
        external_references { type: 1 url: "https://acme.example" }
        evidence { identity { field: 4 confidence: 1 concludedValue: "pkg:npm/a" } } }"#;
    same(json, &[textproto], "Purl");
    same(json, &[textproto], "role: Vcs");
}

#[test]
fn a_snippet_is_part_of_its_file_in_every_encoding() {
    let json = r#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "packages": [{"SPDXID": "SPDXRef-a", "name": "a", "downloadLocation": "NONE",
        "hasFiles": ["SPDXRef-f"]}], "files": [{"SPDXID": "SPDXRef-f", "fileName": "f"}],
        "snippets": [{"SPDXID": "SPDXRef-s", "name": "s", "snippetFromFile": "SPDXRef-f", "copyrightText": "(c) Acme Inc"}]}"#;
    let yaml = b"spdxVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\npackages:\n- SPDXID: SPDXRef-a\n  name: a\n  downloadLocation: NONE\n  hasFiles: [SPDXRef-f]\nfiles:\n- SPDXID: SPDXRef-f\n  fileName: f\nsnippets:\n- SPDXID: SPDXRef-s\n  name: s\n  snippetFromFile: SPDXRef-f\n  copyrightText: (c) Acme Inc\n";
    let xml = b"<Document><SPDXID>SPDXRef-DOCUMENT</SPDXID><packages><SPDXID>SPDXRef-a</SPDXID><name>a</name><downloadLocation>NONE</downloadLocation><hasFiles>SPDXRef-f</hasFiles></packages><files><SPDXID>SPDXRef-f</SPDXID><fileName>f</fileName></files><snippets><SPDXID>SPDXRef-s</SPDXID><name>s</name><snippetFromFile>SPDXRef-f</snippetFromFile><copyrightText>(c) Acme Inc</copyrightText></snippets></Document>";
    let tag_value = b"SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nPackageName: a\nSPDXID: SPDXRef-a\nPackageDownloadLocation: NONE\nFileName: f\nSPDXID: SPDXRef-f\nSnippetSPDXID: SPDXRef-s\nSnippetFromFileSPDXID: SPDXRef-f\nSnippetName: s\nSnippetCopyrightText: (c) Acme Inc\n";
    let rdf = br#"<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://spdx.org/rdf/terms#"><SpdxDocument r:about="http://x#SPDXRef-DOCUMENT"/>
        <Package r:about="http://x#SPDXRef-a"><name>a</name><downloadLocation>NONE</downloadLocation><hasFile><File r:about="http://x#SPDXRef-f"><fileName>f</fileName></File></hasFile></Package>
        <Snippet r:about="http://x#SPDXRef-s"><name>s</name><snippetFromFile r:resource="http://x#SPDXRef-f"/><copyrightText>(c) Acme Inc</copyrightText></Snippet></r:RDF>"#;
    let word = "File f  Contains File s";
    same(json, &[&yaml[..], xml, tag_value, rdf], word);
    let spdx_3 = br#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [{"type": "software_File", "spdxId": "urn:f", "name": "f"},
        {"type": "software_Snippet", "spdxId": "urn:s", "name": "s", "software_snippetFromFile": "urn:f"}]}"#;
    let mut told = Recorder::read(spdx_3).0.told().into_iter();
    assert!(told.any(|line| line.starts_with(word)));
}

#[test]
fn what_a_snippet_says_is_said_of_the_package_that_has_its_file() {
    let json = r#"{"spdxVersion": "SPDX-2.3", "packages": [{"SPDXID": "SPDXRef-a", "name": "a", "hasFiles": ["SPDXRef-f"]}],
        "files": [{"SPDXID": "SPDXRef-f", "fileName": "f"}],
        "snippets": [{"SPDXID": "SPDXRef-s", "name": "s", "snippetFromFile": "SPDXRef-f", "copyrightText": "Copyright AO Kaspersky Lab"}]}"#;
    let report = report(&["--profile", "strict", "-"], json.as_bytes());
    let found = &report["findings"][0];
    assert_eq!(found["component"]["name"], "a");
    assert_eq!(found["attribution"], "contributor");
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(1));
}

/// However many files lie between, and whatever else a file is said to be a part of.
#[test]
fn what_a_snippet_says_reaches_the_package_through_files_in_files() {
    let document = |relationships: &str| {
        format!(
            r#"{{"spdxVersion": "SPDX-2.3", "packages": [{{"SPDXID": "SPDXRef-a", "name": "a", "hasFiles": ["SPDXRef-f"]}}],
            "files": [{{"SPDXID": "SPDXRef-f", "fileName": "f"}}, {{"SPDXID": "SPDXRef-g", "fileName": "g"}}, {{"SPDXID": "SPDXRef-h", "fileName": "h"}}],
            "snippets": [{{"SPDXID": "SPDXRef-s", "name": "s", "snippetFromFile": "SPDXRef-h", "copyrightText": "Copyright AO Kaspersky Lab"}}],
            "relationships": [{relationships}]}}"#
        )
    };
    let contains = |one: &str, other: &str| {
        format!(
            r#"{{"spdxElementId": "SPDXRef-{one}", "relationshipType": "CONTAINS", "relatedSpdxElement": "SPDXRef-{other}"}}"#
        )
    };
    let way = format!("{}, {}", contains("f", "g"), contains("g", "h"));
    let circle = format!("{way}, {}", contains("h", "f"));
    for relationships in [way, circle] {
        let report = report(
            &["--profile", "strict", "-"],
            document(&relationships).as_bytes(),
        );
        let findings = report["findings"].as_array().expect("a list");
        assert_eq!(findings.len(), 1, "{relationships}");
        assert_eq!(findings[0]["component"]["name"], "a", "{relationships}");
    }
}

#[test]
fn a_snippet_of_no_file_is_part_of_the_package_in_whose_section_it_stands() {
    let check = |lines: &str| {
        let document = format!(
            "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nPackageName: a\nSPDXID: SPDXRef-a\nPackageDownloadLocation: NONE\n{lines}"
        );
        let report = report(&["--profile", "strict", "-"], document.as_bytes());
        let findings = report["findings"].as_array().expect("a list");
        assert_eq!(findings.len(), 1, "{lines}: {report}");
        findings[0]["component"]["name"].clone()
    };
    let snippet = |id: &str, file: &str| {
        format!("SnippetSPDXID: SPDXRef-{id}\nSnippetFromFileSPDXID: {file}\nSnippetName: {id}\n")
    };
    let says = "SnippetCopyrightText: Copyright AO Kaspersky Lab\n";
    for file in ["NOASSERTION", "NONE", "SPDXRef-f", "SPDXRef-s"] {
        assert_eq!(
            check(&format!("{}{says}", snippet("s", file))),
            "a",
            "{file}"
        );
    }
    let one = snippet("s", "SPDXRef-t");
    assert_eq!(
        check(&format!("{one}{says}{}", snippet("t", "SPDXRef-s"))),
        "s"
    );
    let file = "FileName: f\nSPDXID: SPDXRef-f\n";
    let described_later = format!("{}{says}{file}", snippet("s", "SPDXRef-f"));
    assert_eq!(check(&described_later), "a");
}

#[test]
fn spdx_in_xml_may_have_either_element_around_everything() {
    let read = |text: &str| Recorder::read(text.as_bytes());
    let package = "<packages><SPDXID>SPDXRef-x</SPDXID><name>x</name></packages>";
    for around in [
        ["Document", "SpdxDocument"],
        ["SpdxDocument", "Document"],
        ["SpdxDocument", "SpdxDocument"],
    ] {
        let [one, other] = around;
        let (told, document) = read(&format!("<{one}><{other}>{package}</{other}></{one}>"));
        assert!(document.is_ok());
        assert_eq!(told.count(Role::Component), 1, "{around:?}");
    }
    // What drafts of SPDX 2.1 put in other places is refused, not passed over.
    let described = "<documentDescribes><Package><name>x</name></Package></documentDescribes>";
    let (_, document) = read(&format!(
        "<SpdxDocument><Document>{described}</Document></SpdxDocument>"
    ));
    let diagnostic = document.err().expect("it is refused").diagnostic;
    assert_eq!(diagnostic.code, "input-unsupported");
    let identifier = "<documentDescribes>SPDXRef-x</documentDescribes>";
    let (told, document) = read(&format!("<Document>{identifier}{package}</Document>"));
    assert!(document.is_ok());
    assert_eq!(told.count(Role::Component), 1);
}

#[test]
fn tools_of_either_shape_are_told_from_text_as_from_json() {
    for (json, text) in [
        (
            r#"[{"vendor": "Acme", "name": "scan"}]"#,
            "tools { vendor: 'Acme' name: 'scan' }",
        ),
        (
            r#"{"components": [{"name": "scan", "supplier": {"name": "Acme"}}], "services": [{"name": "sign"}]}"#,
            "tools { components { name: 'scan' supplier { name: 'Acme' } } services { name: 'sign' } }",
        ),
        (
            r#"{"components": [{"name": "scan"}, {"name": "old", "supplier": {"name": "Acme"}}]}"#,
            "tools { vendor: 'Acme' name: 'old' } tools { components { name: 'scan' } }",
        ),
    ] {
        let json = format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {{"tools": {json}}}}}"#
        );
        let (expected, _) = Recorder::read(json.as_bytes());
        let (told, _) =
            Recorder::read(format!("spec_version: '1.6' metadata {{ {text} }}").as_bytes());
        assert!(told.count(Role::Tool) > 0);
        assert_eq!(told.told(), expected.told());
    }
}

/// The smallest ELF file with sections of one name.
fn elf(section: &str, sections: &[&[u8]]) -> Vec<u8> {
    let names = format!("\0.shstrtab\0{section}\0");
    let data = sections.concat();
    let header = |name: u32, kind: u32, offset: usize, size: usize| {
        let mut header = [name.to_le_bytes(), kind.to_le_bytes()].concat();
        for word in [0, 0, offset as u64, size as u64, 0, 1, 0] {
            // The two words of link and info make one of eight bytes.
            header.extend(word.to_le_bytes());
        }
        header
    };
    let at = 64 + names.len() + data.len();
    let mut file = b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3E\0\x01\0\0\0".to_vec();
    file.extend([0; 16]);
    file.extend((at as u64).to_le_bytes());
    let count = u8::try_from(sections.len() + 2).expect("they are few");
    file.extend([0, 0, 0, 0, 64, 0, 56, 0, 0, 0, 64, 0, count, 0, 1, 0]);
    file.extend(names.as_bytes());
    file.extend(data);
    file.extend([0; 64]);
    file.extend(header(1, 3, 64, names.len()));
    let mut start = 64 + names.len();
    for section in sections {
        file.extend(header(11, 1, start, section.len()));
        start += section.len();
    }
    file
}

#[test]
fn an_executable_tells_the_packages_that_cargo_auditable_left_in_it() {
    let list = br#"{"packages":[{"name":"shop","version":"1.4.0","source":"local","dependencies":[1,2],"root":true},
        {"name":"serde","version":"1.0.2","source":"crates.io"},
        {"name":"cc","version":"1.1.0+a","source":"git","kind":"build"},
        {"name":"own","version":"1.0.0","source":"git+https://acme.example/own"}]}"#;
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(list).expect("memory takes it");
    let packed = packed.finish().expect("memory takes it");
    let (told, document) = Recorder::read(&elf(".dep-v0", &[&packed]));
    let document = document.expect("it is read");
    assert_eq!(
        (document.format, document.dependencies),
        ("cargo-auditable", 2)
    );
    let told = told.told();
    for expected in [
        "Component serde 1.0.2: Purl(\"pkg:cargo/serde@1.0.2\")",
        "Component cc 1.1.0+a: Purl(\"pkg:cargo/cc@1.1.0%2Ba\")",
        "Component shop 1.4.0 DependsOn(Normal) Component serde 1.0.2",
        "Component shop 1.4.0 DependsOn(Build) Component cc 1.1.0+a",
        "Component own 1.0.0: CargoSource(\"git+https://acme.example/own\")",
    ] {
        assert!(told.contains(expected), "{expected}: {told:#?}");
    }
    assert!(Recorder::read(&elf(".dep-v0", &[b"no list"])).1.is_err());
    assert!(Recorder::read(&elf(".text", &[b"no list"])).1.is_err());
}

/// What is linked of several programs and libraries has the list of each.
#[test]
fn an_executable_tells_every_list_that_a_linker_joined() {
    let packed = |name: &str| {
        let list = format!(
            r#"{{"packages":[{{"name":"{name}","version":"1.0.0","source":"crates.io"}}]}}"#
        );
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(list.as_bytes()).expect("memory takes it");
        packed.finish().expect("memory takes it")
    };
    let joined = [packed("one"), vec![0; 7], packed("two"), vec![0; 3]].concat();
    let (told, document) = Recorder::read(&elf(".dep-v0", &[&joined]));
    assert!(document.is_ok());
    assert_eq!(told.count(Role::Component), 2);
    // Other tools put one section beside another.
    let (told, document) = Recorder::read(&elf(".dep-v0", &[&packed("one"), &joined]));
    assert!(document.is_ok());
    assert_eq!(told.count(Role::Component), 3);
    let beside: &[&[u8]] = &[&packed("one"), b"other"];
    assert!(Recorder::read(&elf(".dep-v0", beside)).1.is_err());
    // What stands behind a list and is none cannot be told.
    let joined = [packed("one"), b"other".to_vec()].concat();
    let (told, document) = Recorder::read(&elf(".dep-v0", &[&joined]));
    assert_eq!((told.count(Role::Component), document.is_err()), (1, true));
}

/// Print what each document of a collection tells, for comparison with other parsers.
#[test]
fn documents_of_a_collection_are_read_without_panic() {
    let Ok(folder) = std::env::var("VENDOR_GATE_CORPORA") else {
        return;
    };
    let mut files = Vec::new();
    walk(Path::new(&folder), &mut files);
    files.sort();
    let mut lines = Vec::new();
    for path in files {
        let bytes = std::fs::read(&path).expect("the file can be read");
        let (told, document) = Recorder::read(&bytes);
        let how = match &document {
            Ok(document) => format!(
                "{} {} {:?}",
                document.format, document.encoding, document.spec_version
            ),
            Err(unreadable) => format!(
                "ERROR {} {:?}",
                unreadable.diagnostic.message, unreadable.diagnostic.location
            ),
        };
        lines.push(format!(
            "{}\t{}\t{}\t{}\t{how}\t{:?}",
            path.display(),
            told.count(Role::Component),
            told.marks.len(),
            told.edges.len(),
            told.diagnostics
                .iter()
                .map(|diagnostic| diagnostic.message.as_str())
                .collect::<Vec<_>>(),
        ));
    }
    if let Ok(report) = std::env::var("VENDOR_GATE_CORPORA_REPORT") {
        std::fs::write(report, lines.join("\n")).expect("the report can be written");
    }
}

fn walk(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            walk(&path, files);
        } else {
            files.push(path);
        }
    }
}
