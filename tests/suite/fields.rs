//! Every field that may tell who published a component is told, and what is nobody's is not.

use std::collections::BTreeSet;

use cargo_vendor_gate::diagnostic::Severity;
use cargo_vendor_gate::inventory::Role;

use crate::program::report;
use crate::recorder::Recorder;

/// The marks of a document, which is read to its end without a remark.
#[track_caller]
fn marks(text: &str) -> BTreeSet<String> {
    let (told, document) = Recorder::read(text.as_bytes());
    if let Err(unreadable) = document {
        panic!("{:?}", unreadable.diagnostic);
    }
    assert!(told.diagnostics.is_empty(), "{:?}", told.diagnostics);
    told.marks.into_iter().map(|(_, mark)| mark).collect()
}

/// Look for a mark in what the fields of a component tell.
#[track_caller]
fn cyclonedx(fields: &str, expected: &str) {
    let text = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.7", "components": [{{"name": "a", {fields}}}]}}"#
    );
    assert!(marks(&text).contains(expected), "{:?}", marks(&text));
}

/// Look for a mark in what the fields of an SPDX 2 package tell.
#[track_caller]
fn spdx(fields: &str, expected: &str) {
    let text = format!(
        r#"{{"spdxVersion": "SPDX-2.3", "packages": [{{"name": "a", "SPDXID": "SPDXRef-a", {fields}}}]}}"#
    );
    assert!(marks(&text).contains(expected), "{:?}", marks(&text));
}

/// Look for a mark in what the fields of an SPDX 3 package tell.
#[track_caller]
fn spdx_3(fields: &str, expected: &str) {
    let text = format!(
        r#"{{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
            {{"type": "software_Package", "spdxId": "urn:a", "name": "a", {fields}}}]}}"#
    );
    assert!(marks(&text).contains(expected), "{:?}", marks(&text));
}

#[test]
fn parties_of_a_component_are_told_by_name_and_address() {
    let party = r#"{"name": "X", "url": ["https://x.example"], "contact": [{"name": "Y", "email": "y@x.example"}]}"#;
    for (field, role) in [("supplier", "Supplier"), ("manufacturer", "Manufacturer")] {
        let fields = format!(r#""{field}": {party}"#);
        for name in ["X", "Y"] {
            let mark = format!(r#"Name {{ role: {role}, name: "{name}" }}"#);
            cyclonedx(&fields, &mark);
        }
        let page = format!(r#"Url {{ role: Party({role}), url: "https://x.example" }}"#);
        cyclonedx(&fields, &page);
        let address = format!(r#"Email {{ role: {role}, address: "y@x.example" }}"#);
        cyclonedx(&fields, &address);
    }
    cyclonedx(
        r#""publisher": "X""#,
        r#"Name { role: Publisher, name: "X" }"#,
    );
    cyclonedx(r#""author": "X""#, r#"Name { role: Author, name: "X" }"#);
    cyclonedx(
        r#""authors": [{"email": "x@x.example"}]"#,
        r#"Email { role: Author, address: "x@x.example" }"#,
    );
}

#[test]
fn references_tell_what_a_publisher_runs_and_not_what_others_wrote() {
    let reference = |kind: &str| {
        format!(r#""externalReferences": [{{"type": "{kind}", "url": "https://x.example/y"}}]"#)
    };
    for (kind, role) in [
        ("vcs", "Vcs"),
        ("website", "Website"),
        ("distribution", "Distribution"),
        ("distribution-intake", "Distribution"),
        ("source-distribution", "Distribution"),
        ("issue-tracker", "IssueTracker"),
        ("documentation", "Documentation"),
        ("support", "Documentation"),
        ("license", "Related"),
        ("release-notes", "Related"),
        ("build-system", "Related"),
        ("mailing-list", "Related"),
        ("security-contact", "Related"),
        ("other", "Related"),
    ] {
        let mark = format!(r#"Url {{ role: {role}, url: "https://x.example/y" }}"#);
        cyclonedx(&reference(kind), &mark);
    }
    for kind in [
        "advisories",
        "pentest-report",
        "attestation",
        "social",
        "chat",
    ] {
        let text = format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.7", "components": [{{"name": "a", {}}}]}}"#,
            reference(kind)
        );
        assert_eq!(marks(&text), BTreeSet::new(), "{kind}");
    }
}

#[test]
fn licences_tell_who_licenses_and_where_the_text_stands() {
    let mark = r#"Url { role: Related, url: "https://x.example/eula" }"#;
    cyclonedx(
        r#""licenses": [{"license": {"name": "EULA", "url": "https://x.example/eula"}}]"#,
        mark,
    );
    let xml = r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components><component type="library"><name>a</name>
        <licenses><license><name>EULA</name><url>https://x.example/eula</url></license></licenses></component></components></bom>"#;
    assert!(marks(xml).contains(mark));
    let text = r#"spec_version: "1.6" components { name: "a" licenses { license { name: "EULA" url: "https://x.example/eula" } } }"#;
    assert!(marks(text).contains(mark));
}

#[test]
fn properties_of_generators_are_told() {
    for (name, value, mark) in [
        (
            "spdx:package:supplier:email",
            "x@x.example",
            r#"Email { role: Supplier, address: "x@x.example" }"#,
        ),
        (
            "spdx:external-reference:package-manager:purl",
            "pkg:npm/a",
            r#"Purl("pkg:npm/a")"#,
        ),
        (
            "spdx:download-location",
            "https://x.example/a.tgz",
            r#"Url { role: Distribution, url: "https://x.example/a.tgz" }"#,
        ),
        (
            "cdx:nix:input_url",
            "github:x/y",
            r#"Url { role: Vcs, url: "github:x/y" }"#,
        ),
        (
            "aboutcode:homepage_url",
            "https://x.example",
            r#"Url { role: Website, url: "https://x.example" }"#,
        ),
        (
            "syft:image:labels:maintainer",
            "x <x@x.example>",
            r#"Email { role: Maintainer, address: "x@x.example" }"#,
        ),
    ] {
        let properties = format!(r#""properties": [{{"name": "{name}", "value": "{value}"}}]"#);
        cyclonedx(&properties, mark);
    }
}

#[test]
fn references_of_spdx_to_registries_are_package_urls() {
    let external = |kind: &str, locator: &str| {
        format!(
            r#""externalRefs": [{{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "{kind}", "referenceLocator": "{locator}"}}]"#
        )
    };
    spdx(&external("npm", "@x/a@1"), r#"Purl("pkg:npm/%40x/a@1")"#);
    spdx(
        &external("maven-central", "x:a:1"),
        r#"Purl("pkg:maven/x/a@1")"#,
    );
    spdx(
        &external("http://spdx.org/rdf/references/nuget", "A/1"),
        r#"Purl("pkg:nuget/A@1")"#,
    );
    // RDF has types of its own as fragments of the document's namespace.
    let vcs = r#"Url { role: Vcs, url: "https://x.example/y" }"#;
    spdx(
        &external("https://example.com/document#vcs", "https://x.example/y"),
        vcs,
    );
    let swid = r#"Url { role: Documentation, url: "x.example" }"#;
    spdx(&external("swid", "x.example+a"), swid);
    let external = |kind: &str, locator: &str| {
        format!(
            r#""externalRef": [{{"type": "ExternalRef", "externalRefType": "{kind}", "locator": ["{locator}"]}}]"#
        )
    };
    spdx_3(&external("npm", "@x/a@1"), r#"Purl("pkg:npm/%40x/a@1")"#);
    spdx_3(
        &external("mavenCentral", "x:a:1"),
        r#"Purl("pkg:maven/x/a@1")"#,
    );
    let notes = r#"Url { role: Related, url: "https://x.example/y" }"#;
    spdx_3(&external("releaseNotes", "https://x.example/y"), notes);
}

#[test]
fn tools_that_made_an_spdx_document_are_tools() {
    let (told, _) = Recorder::read(
        br#"{"spdxVersion": "SPDX-2.3", "creationInfo": {"creators": ["Tool: scan-1.0", "Person: X", "Organization: Y"]},
            "packages": [{"name": "a", "SPDXID": "SPDXRef-a"}]}"#,
    );
    assert!(told.told().contains("Tool scan-1.0 "), "{:?}", told.told());
    assert_eq!((told.count(Role::Tool), told.count(Role::Document)), (1, 1));
    let (told, _) = Recorder::read(
        br#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
            {"type": "CreationInfo", "@id": "_:made", "createdBy": ["urn:y"]},
            {"type": "Organization", "spdxId": "urn:y", "name": "Y"},
            {"type": "Tool", "spdxId": "urn:scan", "name": "scan"},
            {"type": "software_Package", "spdxId": "urn:a", "name": "a"}]}"#,
    );
    let edge = "Document document  SuppliedBy(Supplier) Party Y ";
    assert!(told.told().contains(edge), "{:?}", told.told());
    assert_eq!(
        (told.count(Role::Tool), told.count(Role::Component)),
        (1, 1)
    );
}

/// JSON-LD lets an element stand inside another, and have several types.
#[test]
fn elements_of_spdx_3_may_stand_inside_others() {
    let (told, document) = Recorder::read(
        br#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
            {"type": "SpdxDocument", "spdxId": "urn:d", "rootElement": [
                {"type": ["software_Package"], "spdxId": "urn:a", "name": "a", "suppliedBy": {"type": "Organization", "name": "Y"}}]},
            {"type": "LifecycleScopedRelationship", "spdxId": "urn:r", "from": "urn:a", "relationshipType": "dependsOn", "scope": "build",
                "to": ["urn:b", {"type": "software_Package", "spdxId": "urn:c", "name": "c"}]},
            {"type": "software_Package", "spdxId": "urn:b", "name": "b"}]}"#,
    );
    assert!(document.is_ok());
    assert!(told.diagnostics.is_empty(), "{:?}", told.diagnostics);
    assert_eq!(told.count(Role::Component), 3);
    for edge in [
        "Component a  SuppliedBy(Supplier) Party Y ",
        "Component a  DependsOn(Build) Component b ",
        "Component a  DependsOn(Build) Component c ",
    ] {
        assert!(told.told().contains(edge), "{:?}", told.told());
    }
}

#[test]
fn who_assesses_a_vulnerability_in_spdx_3_publishes_nothing() {
    let assessment = |kind: &str| {
        let (told, _) = Recorder::read(
            format!(
                r#"{{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
                {{"type": "software_Package", "spdxId": "urn:a", "name": "a"}},
                {{"type": "{kind}", "spdxId": "urn:v", "from": "urn:cve", "relationshipType": "affects", "to": ["urn:a"],
                    "suppliedBy": {{"type": "Organization", "spdxId": "urn:y", "name": "Y"}}}}]}}"#
            )
            .as_bytes(),
        );
        told.count(Role::Component)
    };
    assert_eq!(
        assessment("security_VexAffectedVulnAssessmentRelationship"),
        1
    );
    assert_eq!(assessment("security_CvssV3VulnAssessmentRelationship"), 1);
    assert_eq!(assessment("acme_Firmware"), 2);
}

#[test]
fn a_party_of_the_wrong_type_is_told_all_the_same() {
    let (told, _) = Recorder::read(
        br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
            {"name": "a", "supplier": "X", "authors": ["Y <y@x.example>"], "publisher": {"name": "Z"}}]}"#,
    );
    for mark in [
        r#"Name { role: Supplier, name: "X" }"#,
        r#"Email { role: Author, address: "y@x.example" }"#,
        r#"Name { role: Publisher, name: "Z" }"#,
    ] {
        assert!(
            told.marks.iter().any(|(_, found)| found == mark),
            "{:?}",
            told.marks
        );
    }
    assert_eq!(told.diagnostics.len(), 3);
}

#[test]
fn a_text_where_an_object_belongs_is_told_or_is_an_error() {
    let read = |fields: &str| {
        let text = format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{{"name": "a", {fields}}}],
                "packages": [{{"SPDXID": "SPDXRef-b", "name": "b", {fields}}}]}}"#
        );
        Recorder::read(text.as_bytes()).0
    };
    for (fields, mark) in [
        (
            r#""externalReferences": ["https://x.example"]"#,
            r#"Url { role: Related, url: "https://x.example" }"#,
        ),
        (r#""externalRefs": ["pkg:npm/x"]"#, r#"Purl("pkg:npm/x")"#),
        (
            r#""swid": "x.example+a""#,
            r#"Url { role: Documentation, url: "x.example" }"#,
        ),
        (
            r#""evidence": {"copyright": ["(c) X"]}"#,
            r#"Copyright("(c) X")"#,
        ),
    ] {
        let told = read(fields);
        let mut marks = told.marks.iter();
        assert!(marks.any(|(_, found)| found == mark), "{:?}", told.marks);
    }
    for fields in [
        r#""evidence": {"identity": ["pkg:npm/x"]}"#,
        r#""pedigree": "pkg:npm/x""#,
        r#""licenses": [{"license": {"name": "own", "licensing": {"licensor": "X"}}}]"#,
    ] {
        let told = read(fields);
        let mut found = told.diagnostics.iter();
        assert!(
            found.any(|found| found.severity == Severity::Error),
            "{fields}"
        );
    }
}

#[test]
fn a_package_url_where_an_address_belongs_is_one() {
    let purl = "pkg:npm/%40kaspersky/hexa-ui@1.0.0";
    for text in [
        format!(
            r#"{{"spdxVersion": "SPDX-2.3", "packages": [{{"SPDXID": "SPDXRef-a", "name": "a", "downloadLocation": "{purl}"}}]}}"#
        ),
        format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
                {{"name": "a", "externalReferences": [{{"type": "distribution", "url": "{purl}"}}]}}]}}"#
        ),
    ] {
        let report = report(&["--profile", "strict", "-"], text.as_bytes());
        assert_eq!(report["findings"][0]["attribution"], "declared", "{text}");
    }
}

/// Most licences are everybody's: where their texts stand says nothing of who published something.
#[test]
fn the_address_of_a_licence_is_no_evidence_unless_it_is_a_vendors() {
    let check = |url: &str| {
        let document = format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{{"type": "library", "name": "a", "licenses": [{{"license": {{"name": "EULA", "url": "{url}"}}}}]}}]}}"#
        );
        let report = report(&["-"], document.as_bytes());
        let attribution = report["findings"][0]["attribution"]
            .as_str()
            .map(str::to_owned);
        (report["coverage"]["with_evidence"].clone(), attribution)
    };
    assert_eq!(
        check("https://opensource.org/licenses/MIT"),
        (0.into(), None)
    );
    let (_, attribution) = check("https://www.kaspersky.com/eula");
    assert_eq!(attribution.as_deref(), Some("indicated"));
}

#[test]
fn the_swid_tag_that_a_generator_worked_out_is_told() {
    cyclonedx(
        r#""evidence": {"identity": [{"field": "swid", "confidence": 1, "concludedValue": "acme.example+shop"}]}"#,
        r#"Url { role: Documentation, url: "acme.example" }"#,
    );
}

/// cdxgen concludes on the file in which it found a package.
#[test]
fn an_identity_that_is_a_file_is_no_package_url() {
    let identity = |value: &str| {
        format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.7", "components": [{{"name": "a", "evidence":
                {{"identity": [{{"field": "purl", "confidence": 1, "concludedValue": "{value}"}}]}}}}]}}"#
        )
    };
    assert!(marks(&identity("shop/package-lock.json")).is_empty());
    for purl in ["pkg:npm/x@1", "PKG:npm/x@1"] {
        let expected = format!(r#"Purl("{purl}")"#);
        assert!(marks(&identity(purl)).contains(&expected));
    }
}

/// Who supplies what a document is about supplies all that it lists: where no component stands for that, a
/// human has to look, and nobody reads notes under a green check. Who wrote the document supplies nothing.
#[test]
fn who_supplies_what_a_document_is_about_is_reviewed() {
    let document = |metadata: &str| {
        format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {{{metadata}}}, "components": [{{"name": "a"}}]}}"#
        )
    };
    let vendor = r#"{"name": "AO Kaspersky Lab"}"#;
    let author = r#"[{"name": "Ivan", "email": "ivan@kaspersky.com"}]"#;
    for (metadata, effect, role) in [
        (
            format!(r#""supplier": {vendor}"#),
            "review",
            "role:described",
        ),
        (
            format!(r#""manufacturer": {vendor}"#),
            "review",
            "role:described",
        ),
        (
            format!(r#""manufacture": {vendor}"#),
            "review",
            "role:described",
        ),
        (format!(r#""authors": {author}"#), "note", "role:document"),
        (
            format!(r#""authors": {author}, "supplier": {{"name": "Acme"}}"#),
            "note",
            "role:document",
        ),
    ] {
        let report = report(&["-"], document(&metadata).as_bytes());
        let findings = report["findings"].as_array().expect("a list");
        assert_eq!(findings.len(), 1, "{metadata}");
        assert_eq!(findings[0]["effect"], effect, "{metadata}");
        let limits = findings[0]["limits"].to_string();
        assert!(limits.contains(role), "{limits}");
        assert_eq!(report["summary"]["components"], 1);
    }
    let named = format!(r#""component": {{"name": "b"}}, "supplier": {vendor}"#);
    let report = report(&["-"], document(&named).as_bytes());
    assert_eq!(report["findings"][0]["effect"], "block");
}
