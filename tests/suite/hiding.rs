//! Ways in which a document may hide a package that other programs see: each is told, or is an error.

use cargo_vendor_gate::diagnostic::Severity;

use crate::program::report;
use crate::recorder::Recorder;

/// What the vendor's package has, in any of its fields.
const SIGNS: [&str; 2] = ["AO Kaspersky Lab", "pkg:npm/%40kaspersky/hexa-ui"];
const PURL: &str = "pkg:npm/%40kaspersky/hexa-ui@1.0.0";

/// Whether what the vendor's package says is told.
fn is_told(told: &Recorder) -> bool {
    let mut marks = told.marks.iter();
    marks.any(|(_, mark)| SIGNS.iter().any(|sign| mark.contains(sign)))
}

/// A document in which the package is told.
#[track_caller]
fn told(document: &str) {
    let (told, _) = Recorder::read(document.as_bytes());
    assert!(is_told(&told), "{:?} of {document}", told.told());
}

/// A document that leaves an error, so that no run with it passes.
#[track_caller]
fn error(document: &str) {
    let (told, read) = Recorder::read(document.as_bytes());
    let mut found = told.diagnostics.iter();
    let is_error = found.any(|found| found.severity == Severity::Error);
    assert!(is_error || read.is_err(), "{document}");
}

/// A document about which there is nothing to say.
#[track_caller]
fn fine(document: &str) {
    let (told, read) = Recorder::read(document.as_bytes());
    assert!(read.is_ok(), "{:?} of {document}", read.err());
    let errors = told.diagnostics.iter();
    let errors: Vec<_> = errors
        .filter(|found| found.severity == Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{errors:?} of {document}");
}

const CONTEXT: &str = r#""https://spdx.org/rdf/3.0.1/spdx-context.jsonld""#;
const OTHER: &str = r#"{"type": "software_Package", "spdxId": "urn:one", "name": "one"}"#;
const PACKAGE: &str = r#"{"type": "software_Package", "spdxId": "urn:two", "name": "two", "software_packageUrl": "pkg:npm/%40kaspersky/hexa-ui@1.0.0"}"#;
const VENDOR: &str =
    r#"{"type": "Organization", "spdxId": "urn:vendor", "name": "AO Kaspersky Lab"}"#;

/// SPDX 3 with these elements beside one of somebody else.
fn graph(elements: &str) -> String {
    format!(r#"{{"@context": {CONTEXT}, "@graph": [{OTHER}, {elements}]}}"#)
}

#[test]
fn a_package_of_spdx_3_may_have_further_types() {
    for kind in [
        r#"["urn:own", "software_Package"]"#,
        r#"["software_Package", "urn:own"]"#,
        r#""software_Package ""#,
        r#""SOFTWARE_PACKAGE""#,
        r#""Annotation", "@type": "software_Package""#,
        r#""security_Vulnerability""#,
        r#""security_CvssV3VulnAssessmentRelationship""#,
    ] {
        told(&graph(&PACKAGE.replace(r#""software_Package""#, kind)));
    }
    let expanded = r#"{"@id": "urn:two", "@type": ["urn:own", "https://spdx.org/rdf/3.0.1/terms/Software/Package"], "https://spdx.org/rdf/3.0.1/terms/Software/packageUrl": [{"@type": "http://www.w3.org/2001/XMLSchema#anyURI", "@value": "pkg:npm/%40kaspersky/hexa-ui@1.0.0"}]}"#;
    told(&graph(expanded));
    told(&graph(&expanded.replace('/', r"\/")).replace("%40kaspersky\\/", "%40kaspersky/"));
    told(&graph(&expanded.replace("terms", r"t\u0065rms")));
}

/// Some writers have a name where the identifier of an agent belongs.
#[test]
fn an_agent_of_spdx_3_may_be_its_name() {
    for field in ["suppliedBy", "originatedBy"] {
        for said in [r#""AO Kaspersky Lab""#, r#"["AO Kaspersky Lab"]"#] {
            told(&graph(&format!(
                r#"{{"type": "software_Package", "spdxId": "urn:two", "name": "two", "{field}": {said}}}"#
            )));
        }
    }
}

/// Whatever kind it is said to be, a package URL says itself what it is.
#[test]
fn a_package_url_of_spdx_3_may_have_another_kind() {
    for said in [
        format!(
            r#""externalIdentifier": [{{"type": "ExternalIdentifier", "externalIdentifierType": "other", "identifier": "{PURL}"}}]"#
        ),
        format!(
            r#""externalIdentifier": [{{"type": "ExternalIdentifier", "externalIdentifierType": "urlScheme", "identifier": "{PURL}"}}]"#
        ),
        format!(
            r#""externalRef": [{{"type": "ExternalRef", "externalRefType": "other", "locator": ["{PURL}"]}}]"#
        ),
    ] {
        told(&graph(&format!(
            r#"{{"type": "software_Package", "spdxId": "urn:two", "name": "two", {said}}}"#
        )));
    }
}

#[test]
fn what_spdx_3_says_of_a_package_may_stand_in_several_pieces() {
    let rest = r#"{"type": "software_Package", "spdxId": "urn:two", "name": "two"}"#;
    told(&graph(&format!(
        r#"{rest}, {{"spdxId": "urn:two", "software_packageUrl": "{PURL}"}}"#
    )));
    told(&graph(&format!(
        r#"{rest}, {{"@id": "urn:two", "suppliedBy": {VENDOR}}}"#
    )));
    for kind in ["software_File", "hardware_Hardware", "service_Service"] {
        told(&graph(&format!(
            r#"{{"type": "{kind}", "spdxId": "urn:two", "name": "two", "suppliedBy": {VENDOR}}}"#
        )));
    }
    let twice = r#"{"@id": "urn:two", "@type": "https://spdx.org/rdf/3.0.1/terms/Software/Package", "https://spdx.org/rdf/3.0.1/terms/Software/packageUrl": "pkg:npm/%40kaspersky/hexa-ui", "software_packageUrl": "pkg:npm/other"}"#;
    error(&graph(twice));
    error(&graph(&twice.replace(
        "\"software_",
        "\"https://spdx.org/rdf/3.0.1/terms/Software/",
    )));
}

#[test]
fn a_package_of_spdx_3_may_stand_inside_a_relationship() {
    for kind in ["dependsOn", "other", "affects"] {
        for ends in [
            format!(r#""from": {PACKAGE}, "to": ["urn:one"]"#),
            format!(r#""from": "urn:one", "to": ["urn:one", {PACKAGE}]"#),
            format!(r#""from": ["urn:one", {PACKAGE}], "to": ["urn:one"]"#),
        ] {
            for subject in [
                "Relationship",
                "security_VexAffectedVulnAssessmentRelationship",
            ] {
                told(&graph(&format!(
                    r#"{{"type": "{subject}", "spdxId": "urn:r", "relationshipType": "{kind}", {ends}}}"#
                )));
            }
        }
    }
}

#[test]
fn a_package_of_spdx_3_where_none_belongs_is_an_error() {
    for place in [
        "subject",
        "software_snippetFromFile",
        "security_assessedElement",
        "urn:own",
    ] {
        let element = format!(r#"{{"type": "Annotation", "spdxId": "urn:a", "{place}": PACKAGE}}"#);
        error(&graph(&element.replace("PACKAGE", PACKAGE)));
        error(&graph(
            &element.replace("PACKAGE", &format!("[[{PACKAGE}]]")),
        ));
        let escaped = PACKAGE.replace("_Package\"", r#"_P\u0061ckage""#);
        error(&graph(&element.replace("PACKAGE", &escaped)));
    }
    // A text that ends alike is no package.
    let named = r#"{"type": "Annotation", "spdxId": "urn:a", "statement": "software_Package", "summary": "A Package"}"#;
    fine(&graph(named));
    fine(&graph(
        r#"{"type": "software_Package", "spdxId": "urn:two", "name": "A Package"}"#,
    ));
}

#[test]
fn keywords_of_json_ld_that_move_elements_are_errors() {
    for element in [
        format!(r#"{{"@id": "urn:g", "@graph": [{PACKAGE}]}}"#),
        format!(r#"{{"type": "SpdxDocument", "spdxId": "urn:d", "@included": [{PACKAGE}]}}"#),
        format!(r#"{{"type": "software_Package", "name": "two", "@nest": {{"software_packageUrl": "{PURL}"}}}}"#),
        r#"{"type": "Organization", "name": "AO Kaspersky Lab", "@reverse": {"suppliedBy": {"spdxId": "urn:one"}}}"#.to_owned(),
        format!(r#"{{"type": "software_Package", "name": "two", "suppliedBy": {{"@set": [{VENDOR}]}}}}"#),
        format!(r#"{{"type": "software_Package", "name": "two", "externalIdentifier": {{"@set": [{{"externalIdentifierType": "packageUrl", "identifier": "{PURL}"}}]}}}}"#),
        format!(r#"{{"@context": {{"own": "software_packageUrl"}}, "type": "software_Package", "name": "two", "own": "{PURL}"}}"#),
    ] {
        error(&graph(&element));
    }
    let whole = format!(r#"{{"@context": {CONTEXT}, "@graph": [{OTHER}]"#);
    error(&format!(r#"{whole}, "@included": [{PACKAGE}]}}"#));
    // The node to which a graph belongs is an element, too.
    told(&format!("{whole}, {}", &PACKAGE[1..]));
}

#[test]
fn a_list_of_documents_is_an_error() {
    let bom =
        r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"name": "one"}]}"#;
    error(&format!("[{bom}]"));
    error(&format!("[{OTHER}, {bom}]"));
    fine(&format!(
        r#"[{OTHER}, {{"@id": "urn:one", "software_packageVersion": "1"}}]"#
    ));
}

#[test]
fn a_package_of_which_nothing_is_understood_is_an_error() {
    let spdx_2 = r#"[{"@id": "urn:two", "@type": ["http://spdx.org/rdf/terms#Package"], "http://spdx.org/rdf/terms#name": [{"@value": "two"}],
        "http://spdx.org/rdf/terms#supplier": [{"@value": "Organization: AO Kaspersky Lab"}]}]"#;
    error(spdx_2);
    fine(&graph(
        r#"{"type": "software_Package", "spdxId": "urn:two", "software_packageVersion": "1"}"#,
    ));
}

#[test]
fn names_of_other_vocabularies_hide_none_of_spdx_3() {
    let own = "https://acme.example/terms";
    let extended = PACKAGE.replace(
        r#""name""#,
        &format!(r#""{own}/name": "a", "{own}/Core/name": "b", "extension": [{{"type": "{own}/Own", "{own}/packageUrl": "c"}}], "name""#),
    );
    fine(&graph(&extended));
    told(&graph(&extended));
    let prefixed = PACKAGE.replace(
        "software_packageUrl",
        "s:rdf/3.0.1/terms/Software/packageUrl",
    );
    let context = format!(r#"[{CONTEXT}, {{"s": "https://spdx.org/"}}]"#);
    told(&graph(&prefixed).replace(CONTEXT, &context));
}

#[test]
fn a_context_of_its_own_is_an_error_unless_it_only_shortens_identifiers() {
    let with = |context: &str| {
        format!(
            r#"{{"@context": [{CONTEXT}, {context}], "@graph": [{OTHER}], "own": [{PACKAGE}]}}"#
        )
    };
    error(&with(r#"{"own": "@graph"}"#));
    error(&with(
        r#"{"own": "https:\/\/spdx.org\/rdf\/3.0.1\/terms\/Software\/Package"}"#,
    ));
    error(&with(r#"{"own": {"@id": "software_packageUrl"}}"#));
    error(&with(r#""https://acme.example/context.jsonld""#));
    fine(&with(r#"{"acme": "https://acme.example/sbom/"}"#));
    fine(&with(r#""https://spdx.org/rdf/3.0.0/spdx-context.jsonld""#));
}

#[test]
fn a_context_too_long_to_be_looked_at_is_an_error() {
    let long = "\"x\",".repeat((4 << 20) / 4);
    let text = format!(r#"{{"@context": [{long} {CONTEXT}], "@graph": [{PACKAGE}]}}"#);
    error(&text);
    told(&text);
}

#[test]
fn prefixes_are_no_more_and_no_longer_than_namespaces_are() {
    let with = |prefixes: &str, ids: &str| {
        format!(
            r#"{{"@context": [{CONTEXT}, {{{prefixes}}}], "@graph": [{PACKAGE}, {{"type": "Relationship", "spdxId": "p:r", "relationshipType": "dependsOn", "from": "urn:two", "to": [{ids}]}}]}}"#
        )
    };
    let many = |number: usize| {
        let prefixes =
            (0..number).map(|number| format!(r#""p{number}": "https://acme.example/{number}/""#));
        prefixes.collect::<Vec<String>>().join(",")
    };
    let long = |length| format!(r#""p": "https://{}/""#, "x".repeat(length));
    let ids = |number| format!(r#""p:one"{}"#, r#","p:one""#.repeat(number));
    for (prefixes, ids, reason) in [
        (many(201), ids(1), "more than 200 prefixes"),
        (long(1_100), ids(1), "more than a kilobyte"),
        (long(1_000), ids(17_000), "more than 16 MiB"),
    ] {
        let (told, _) = Recorder::read(with(&prefixes, &ids).as_bytes());
        let mut messages = told.diagnostics.iter().map(|found| &found.message);
        assert!(messages.any(|message| message.contains(reason)), "{reason}");
        assert!(is_told(&told), "{reason}");
    }
    fine(&with(&many(200), &ids(1)));
    fine(&with(&long(1_000), &ids(1_000)));
}

#[test]
fn parts_in_other_letters_are_errors() {
    let bom = |part: &str| {
        format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{{"name": "one"}}], {part}}}"#
        )
    };
    let hidden = r#"[{"name": "two", "supplier": {"name": "AO Kaspersky Lab"}}]"#;
    for key in [
        "Components",
        "COMPONENTS",
        "Services",
        "Metadata",
        "Formulation",
    ] {
        error(&bom(&format!(r#""{key}": {hidden}"#)));
    }
    error(&format!(
        r#"{{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "packages": [{{"name": "one"}}], "Packages": {hidden}}}"#
    ));
    fine(&bom(r#""Properties": [], "own": []"#));
}

#[test]
fn a_component_that_says_nothing_of_itself_is_an_error() {
    let bom = |component: &str| {
        format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{{"name": "one"}}, {component}]}}"#
        )
    };
    error(&bom(
        r#"{"Name": "two", "Purl": "pkg:npm/%40kaspersky/hexa-ui"}"#,
    ));
    error(&bom(
        r#"{"name": "two", "components": {"0": {"name": "three"}}}"#,
    ));
    fine(&bom(r#"{"purl": "pkg:npm/two"}"#));
    // What has no name may say so.
    fine(&bom(r#"{"name": ""}"#));
    let spdx = |package: &str| {
        format!(
            "<Document><spdxVersion>SPDX-2.3</spdxVersion><packages><name>one</name></packages>{package}</Document>"
        )
    };
    error(&spdx(
        "<packages><package><name>two</name></package></packages>",
    ));
    error(&spdx("<packages name='two'/>"));
    fine(&spdx("<packages><SPDXID>SPDXRef-two</SPDXID></packages>"));
}

#[test]
fn a_payload_that_is_no_document_is_an_error() {
    let whole = "eyJib21Gb3JtYXQiOiAiQ3ljbG9uZURYIiwgImNvbXBvbmVudHMiOiBbeyJuYW1lIjogImEifV19";
    let envelope = |payload: &str| format!(r#"{{"payload": "{whole}", "payload": "{payload}"}}"#);
    fine(&format!(r#"{{"payload": "{whole}"}}"#));
    error(&envelope(whole));
    error(&envelope(&format!("!{whole}")));
    error(&envelope("PGJvbS8+"));
    // {"bomFormat": "CycloneDX", "components": [{"name": "\xFF"}]}
    error(&envelope(
        "eyJib21Gb3JtYXQiOiAiQ3ljbG9uZURYIiwgImNvbXBvbmVudHMiOiBbeyJuYW1lIjogIv8ifV19",
    ));
}

fn bom(doctype: &str, component: &str) -> String {
    format!(
        r#"{doctype}<bom xmlns="http://cyclonedx.org/schema/bom/1.6" xmlns:own="urn:own"><components><component type="library"><name>one</name></component>{component}</components></bom>"#
    )
}

#[test]
fn document_types_change_nothing_unseen() {
    let package =
        "<component type='library'><publisher>AO &who; Lab</publisher><name>two</name></component>";
    for decoy in [
        "<!-- <!ENTITY who 'Foo'> -->",
        "<?own <!ENTITY who 'Foo'> ?>",
        "<!ELEMENT bom ANY>",
        "",
    ] {
        told(&bom(
            &format!("<!DOCTYPE bom [{decoy}<!ENTITY who 'Kaspersky'>]>"),
            package,
        ));
    }
    let attributes =
        "<!ATTLIST c:component xmlns:c CDATA #FIXED 'http://cyclonedx.org/schema/bom/1.6'>";
    error(&bom(
        &format!("<!DOCTYPE bom [{attributes}]>"),
        "<c:component><c:name>two</c:name></c:component>",
    ));
    error(&bom(
        "<!DOCTYPE bom [<!NOTATION n SYSTEM \"<!ENTITY who 'Foo'>\"><!ENTITY who 'Kaspersky'>]>",
        package,
    ));
}

#[test]
fn metadata_of_the_extension_before_1_2_are_read() {
    told(
        r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.1" xmlns:bd="http://cyclonedx.org/schema/ext/bom-descriptor/1.0"><components/>
        <bd:metadata><bd:component type="application"><publisher>AO Kaspersky Lab</publisher><name>one</name></bd:component></bd:metadata></bom>"#,
    );
}

#[test]
fn elements_of_xml_hide_no_text() {
    let component = |inside: &str| bom("", &format!("<component>{inside}</component>"));
    error(&component(
        "<name>two</name><publisher>AO Kaspersky Lab<own:x/></publisher>",
    ));
    error(&component(
        "<name>two</name><publisher>AO <own:x/>Kaspersky Lab</publisher>",
    ));
    told(&component(
        "<name>two</name><supplier>AO Kaspersky Lab</supplier>",
    ));
    error(&bom("", "<c:component><c:name>two</c:name></c:component>"));
    let far = " ".repeat(300);
    error(&bom(
        &format!("<?xml version='1.0'{far}encoding='UTF-7'?>"),
        "",
    ));
}

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const TERMS: &str = "http://spdx.org/rdf/terms#";

/// SPDX 2 in RDF with these nodes beside a package of somebody else.
fn rdf(nodes: &str) -> String {
    format!(
        r#"<r:RDF xmlns:r="{RDF}" xmlns="{TERMS}" xmlns:s="{TERMS}"><SpdxDocument r:about="https://acme.example/d#SPDXRef-DOCUMENT"><specVersion>SPDX-2.3</specVersion></SpdxDocument><Package r:about="https://acme.example/d#SPDXRef-one"><name>one</name></Package>{nodes}</r:RDF>"#
    )
}

fn package(inside: &str) -> String {
    rdf(&format!(
        r#"<Package r:about="https://acme.example/d#SPDXRef-two"><name>two</name>{inside}</Package>"#
    ))
}

const SUPPLIER: &str = "<supplier>Organization: AO Kaspersky Lab</supplier>";
const REFERENCE: &str = r#"<referenceType r:resource="http://spdx.org/rdf/references/purl"/><referenceLocator>pkg:npm/%40kaspersky/hexa-ui@1.0.0</referenceLocator>"#;

#[test]
fn references_of_rdf_may_be_abbreviated() {
    let attributes = r#"s:referenceType="http://spdx.org/rdf/references/purl" s:referenceLocator="pkg:npm/%40kaspersky/hexa-ui@1.0.0""#;
    told(&package(&format!("<externalRef {attributes}/>")));
    told(&package(&format!(
        r#"<externalRef r:nodeID="e" {attributes}/>"#
    )));
    let node = |id: &str| format!("<ExternalRef {id}>{REFERENCE}</ExternalRef>");
    let other = "<ExternalRef><referenceType>purl</referenceType><referenceLocator>pkg:npm/a</referenceLocator></ExternalRef>";
    told(&package(&format!(
        "<externalRef>{other}{}</externalRef>",
        node("")
    )));
    told(&package(&format!(
        r#"<externalRef r:parseType="Collection">{other}{}</externalRef>"#,
        node("")
    )));
    for (resource, id) in [
        (r##"r:resource="#e""##, r#"r:ID="e""#),
        (
            r##"r:resource="#e""##,
            r#"r:about="https://acme.example/d#e""#,
        ),
        (r#"r:resource="https://acme.example/d#e""#, r#"r:ID="e""#),
        (r#"r:nodeID="e""#, r#"r:nodeID="e""#),
    ] {
        let text = package(&format!("<externalRef {resource}/>"));
        told(&text.replace("</r:RDF>", &format!("{}</r:RDF>", node(id))));
    }
    // What is short is of the base, where the document itself is.
    let text = package(r#"<externalRef r:resource="https://acme.example/d#e"/>"#)
        .replace(r#"about="https://acme.example/d#"#, r##"about="#"##)
        .replace("<r:RDF", r#"<r:RDF xml:base="https://acme.example/d""#);
    let text = text.replace("</r:RDF>", &format!("{}</r:RDF>", node(r#"r:ID="e""#)));
    told(&text);
    fine(&text);
    error(&package(r##"<externalRef r:resource="#nowhere"/>"##));
    error(&package(&format!(
        "<externalRef><r:Bag><r:li>{}</r:li></r:Bag></externalRef>",
        node("")
    )));
}

#[test]
fn packages_of_rdf_may_be_typed_and_described_anywhere() {
    let described = |types: &str| {
        rdf(&format!(
            r##"<r:Description r:about="#SPDXRef-two">{types}<name>two</name>{SUPPLIER}</r:Description>"##
        ))
    };
    for types in [
        r#"<r:type><r:Description r:about="http://spdx.org/rdf/terms#Package"/></r:type>"#,
        r#"<r:type r:resource="http://spdx.org/rdf/terms#File"/><r:type r:resource="http://spdx.org/rdf/terms#Package"/>"#,
        "",
    ] {
        told(&described(types));
    }
    for first in ["File", "SpdxDocument", "Snippet"] {
        told(&rdf(&format!(
            r##"<{first} r:about="#SPDXRef-two"/><Package r:about="#SPDXRef-two">{SUPPLIER}</Package>"##
        )));
    }
    told(&package("").replace(
        "</r:RDF>",
        &format!(r#"<r:Description r:ID="SPDXRef-two">{SUPPLIER}</r:Description></r:RDF>"#),
    ));
    told(&format!(
        r#"<s:Package xmlns:s="{TERMS}" xmlns:r="{RDF}" r:about="urn:d#SPDXRef-two"><s:supplier>Organization: AO Kaspersky Lab</s:supplier></s:Package>"#
    ));
}

#[test]
fn a_prefix_of_xml_may_be_declared_behind_its_use() {
    told(&rdf(&format!(
        r##"<Package r:about="#SPDXRef-two" late:name="two" late:supplier="Organization: AO Kaspersky Lab" xmlns:late="{TERMS}"/>"##
    )));
}

#[test]
fn a_supplier_of_rdf_that_is_said_twice_or_not_in_text_is_an_error() {
    let attribute =
        r##"<Package r:about="#SPDXRef-two" s:supplier="Organization: AO Kaspersky Lab">"##;
    error(&rdf(&format!(
        "{attribute}<supplier>NOASSERTION</supplier></Package>"
    )));
    error(&rdf(&format!(
        r##"{attribute}</Package><r:Description r:about="#SPDXRef-two" s:supplier="NOASSERTION"/>"##
    )));
    error(&package(
        "<supplier><r:Description r:value='Organization: AO Kaspersky Lab'/></supplier>",
    ));
}

#[test]
fn fields_of_yaml_that_stand_elsewhere_are_errors() {
    let document = |package: &str, other: &str| {
        format!(
            "spdxVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\n{other}\npackages:\n- SPDXID: SPDXRef-one\n  name: one\n  downloadLocation: NONE\n- SPDXID: SPDXRef-two\n  name: two\n  downloadLocation: NONE\n{package}\n"
        )
    };
    let vendor = "own: &vendor\n  supplier: 'Organization: AO Kaspersky Lab'";
    error(&document("  <<: *vendor", vendor));
    error(&document("  ? '<<'\n  : [*vendor]", vendor));
    error(&document("  <<: {supplier: AO Kaspersky Lab}", ""));
    error(&document(
        "  supplier: !!binary T3JnYW5pemF0aW9uOiBBTyBLYXNwZXJza3kgTGFi",
        "",
    ));
    fine(&document("  supplier: 'Organization: << Foo >> *x'", ""));
    let text = document("  supplier: *vendor", "own: &vendor 'AO Kaspersky Lab'");
    told(&text);
    fine(&text);
}

#[test]
fn aliases_of_yaml_stand_for_no_more_than_fits() {
    let many = format!("own: &own [{}]", "1,".repeat(50_000));
    for between in [", ", ",\n "] {
        let lists = vec!["*own"; 500].join(between);
        let (told, read) = Recorder::read(
            format!("spdxVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\n{many}\nall: [{lists}]\npackages:\n- SPDXID: SPDXRef-one\n  name: [one]\n  supplier: [1, 2]\n")
                .as_bytes(),
        );
        let message = read.err().expect("it is refused").diagnostic.message;
        assert!(message.contains("aliases"), "{message}");
        assert!(told.subjects.is_empty());
    }
}

#[test]
fn parties_and_references_of_spdx_2_are_read_however_they_are_spelled() {
    let document = |package: &str| {
        format!(
            r#"{{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "packages": [{{"SPDXID": "SPDXRef-two", "name": "two", {package}}}]}}"#
        )
    };
    for party in [
        "organization: AO Kaspersky Lab",
        "ORGANIZATION : AO Kaspersky Lab",
    ] {
        let (told, _) = Recorder::read(document(&format!(r#""supplier": "{party}""#)).as_bytes());
        let is_whole = |mark: &str| mark.contains(r#""AO Kaspersky Lab""#);
        assert!(
            told.marks.iter().any(|(_, mark)| is_whole(mark)),
            "{:?}",
            told.marks
        );
    }
    for kind in [
        "purl",
        "PURL",
        "package-url",
        "spdx:purl",
        "https://acme.example/own",
    ] {
        let reference = format!(
            r#""externalRefs": [{{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "{kind}", "referenceLocator": "{PURL}"}}]"#
        );
        told(&document(&reference));
    }
}

#[test]
fn lines_of_tag_value_that_others_read_otherwise_are_errors() {
    let document = |lines: &str| {
        format!(
            "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nPackageName: one\nSPDXID: SPDXRef-one\nPackageDownloadLocation: NONE\n{lines}\nFilesAnalyzed: false\n"
        )
    };
    error(&document("packagesupplier: Organization: AO Kaspersky Lab"));
    error(&document(
        "PackageComment: <text>x</text> PackageSupplier: Organization: AO Kaspersky Lab",
    ));
    error(&document(
        "ExternalRef: PACKAGE-MANAGER purl\u{a0}pkg:npm/%40kaspersky/hexa-ui",
    ));
    fine(&document("PackageComment: <text>x</text>  "));
    fine(&document("ExternalRef: PACKAGE-MANAGER purl pkg:npm/one"));
}

#[test]
fn numbers_of_protocol_buffers_are_cut_by_nobody() {
    let component = [0x2A, 7, 0x08, 4, 0x1A, 3, b'o', b'n', b'e'];
    let version = [0x0A, 3, b'1', b'.', b'6'];
    let (told, read) = Recorder::read(&[version.as_slice(), &component].concat());
    assert!(read.is_ok() && told.subjects.len() == 1);
    // The same field with a bit beyond the 32 that some programs keep.
    let long = [0xAA, 0x80, 0x80, 0x80, 0x10];
    let (_, read) =
        Recorder::read(&[version.as_slice(), &component, &long, &component[1..]].concat());
    assert!(read.is_err());
}

#[test]
fn entities_make_no_more_than_a_document_may_have() {
    let doctype = format!("<!DOCTYPE bom [<!ENTITY a '{}'>]>", "x".repeat(1000));
    let references = |number| "&a;".repeat(number);
    let text = |number| format!("<component><name>{}</name></component>", references(number));
    let value = |number| {
        format!(
            "<component type='{}'><name>two</name></component>",
            references(number)
        )
    };
    for (components, reason) in [
        (text(36_000), "32 MiB"),
        (text(6_000).repeat(6), "32 MiB"),
        (value(6_000).repeat(6), "32 MiB"),
        (
            format!("<own:x>{}</own:x>", value(9_000)).repeat(4),
            "32 MiB",
        ),
        (value(10_001), "10,000 references"),
    ] {
        let (_, read) = Recorder::read(bom(&doctype, &components).as_bytes());
        let message = read.err().expect("it is refused").diagnostic.message;
        assert!(message.contains(reason), "{message}");
    }
    let some = "&a;".repeat(1000);
    fine(&bom(
        &doctype,
        &format!("<component type='{some}'><name>{some}</name></component>"),
    ));
}

#[test]
fn values_of_yaml_are_no_more_than_fit() {
    let head = "spdxVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\npackages:\n- SPDXID: SPDXRef-one\n  name: one\n  downloadLocation: NONE\n";
    let many = "1,".repeat(1_100_000);
    let (_, read) = Recorder::read(format!("{head}own: [{many}]\n").as_bytes());
    let message = read.err().expect("it is refused").diagnostic.message;
    assert!(message.contains("a million values"), "{message}");
    fine(&format!("{head}own: [{}]\n", &many[..100_000]));
}

#[test]
fn nodes_of_rdf_that_lead_to_each_other_in_many_ways_are_left_off() {
    for node in [
        r##"<Package r:about="#two"><relationship r:resource="#three"/></Package><Relationship r:about="#three"><relatedSpdxElement r:resource="#two"/></Relationship>"##,
        r##"<Package r:about="#two"><externalRef r:resource="#two"/></Package>"##,
    ] {
        let (told, _) = Recorder::read(rdf(&node.repeat(3000)).as_bytes());
        let mut messages = told.diagnostics.iter().map(|found| &found.message);
        assert!(
            messages.any(|message| message.contains("too many ways")),
            "{node}"
        );
    }
    fine(&rdf(&r##"<Package r:about="#two"><externalRef r:resource="#three"/></Package><ExternalRef r:about="#three"><referenceType>purl</referenceType><referenceLocator>pkg:npm/one</referenceLocator></ExternalRef>"##.repeat(5)));
}

#[test]
fn references_of_spdx_3_may_be_elements_and_identifiers_may_be_short() {
    told(&graph(
        r#"{"type": "software_Package", "spdxId": "urn:two", "name": "two", "externalRef": ["_:e"]}, {"type": "ExternalRef", "@id": "_:e", "externalRefType": "npm", "locator": ["@kaspersky/hexa-ui@1.0.0"]}"#,
    ));
    let short = r#"{"type": "software_Package", "spdxId": "v:two", "name": "v:two", "suppliedBy": "v:vendor"}, {"type": "Organization", "spdxId": "https://acme.example/vendor", "name": "AO Kaspersky Lab"}"#;
    let context = r#"{"v": "https://acme.example/"}"#;
    let text = format!(r#"{{"@context": [{CONTEXT}, {context}], "@graph": [{short}]}}"#);
    fine(&text);
    let (told, _) = Recorder::read(text.as_bytes());
    let mut lines = told.told().into_iter();
    assert!(
        lines.any(|line| line.contains("v:two") && line.ends_with("Party AO Kaspersky Lab ")),
        "{:?}",
        told.told()
    );
    error(&format!(
        r#"{{"@graph": [{short}], "@context": [{CONTEXT}, {context}]}}"#
    ));
}

#[test]
fn what_identifies_a_package_of_spdx_3_may_be_named_in_an_object() {
    let package = |field: &str, id: &str| {
        format!(
            r#"{{"type": "software_Package", "spdxId": "urn:two", "name": "two", "{field}": {id}}}"#
        )
    };
    let identifier = format!(
        r#"{{"@id": "_:e", "type": "ExternalIdentifier", "externalIdentifierType": "packageUrl", "identifier": "{PURL}"}}"#
    );
    let reference = r#"{"@id": "_:e", "type": "ExternalRef", "externalRefType": "npm", "locator": ["@kaspersky/hexa-ui@1.0.0"]}"#;
    for id in [
        r#"{"@id": "_:e"}"#,
        r#"[{"spdxId": "_:e"}]"#,
        r#"[{"@id": "_:e", "type": "ExternalIdentifier"}]"#,
        r#"[{"@id": "_:e", "identifier": "", "locator": [""]}]"#,
        r#"[{"@id": "_:e", "identifier": "x", "locator": ["x"]}]"#,
    ] {
        for (field, other) in [
            ("externalIdentifier", identifier.as_str()),
            ("externalRef", reference),
        ] {
            let text = graph(&format!("{}, {other}", package(field, id)));
            let (told, _) = Recorder::read(text.as_bytes());
            let mut edges = told.told().into_iter();
            let is_edge = |edge: String| edge.starts_with("Component two  IdentifiedBy Party");
            assert!(edges.any(is_edge), "{:?} of {text}", told.told());
        }
    }
}

#[test]
fn what_identifies_an_agent_of_spdx_3_may_stand_beside_it() {
    let agent = |fields: &str| {
        graph(&format!(
            r#"{{"type": "Organization", "spdxId": "urn:k", "name": "k", {fields}}}, {{"type": "ExternalIdentifier", "@id": "_:e", "externalIdentifierType": "urlScheme", "identifier": "https://acme.example"}}"#
        ))
    };
    let (told, _) = Recorder::read(agent(r#""externalIdentifier": ["_:e"]"#).as_bytes());
    let mut edges = told.told().into_iter();
    assert!(
        edges.any(|edge| edge == "Party k  IdentifiedBy Party  "),
        "{:?}",
        told.told()
    );
    let page = r#""externalRef": [{"type": "ExternalRef", "externalRefType": "altWebPage", "locator": ["https://k.example"]}]"#;
    let (told, _) = Recorder::read(agent(page).as_bytes());
    let mark = r#"Url { role: Party(Supplier), url: "https://k.example" }"#;
    assert!(
        told.marks.iter().any(|(_, told)| told == mark),
        "{:?}",
        told.marks
    );
}

#[test]
fn an_element_of_spdx_3_beside_the_graph_is_read_whole_or_is_an_error() {
    let beside = |context: &str, other: &str| {
        let package = PACKAGE.strip_prefix('{').expect("it is an object");
        format!(r#"{{{context}"@graph": [{OTHER}], {other} {package}"#)
    };
    let context = format!(r#""@context": {CONTEXT}, "#);
    told(&beside(&context, ""));
    told(&beside(&context, r#""relationships": [],"#));
    let keys = r#""own": 1, "#.repeat(100);
    told(&beside(&format!("{keys}{context}"), ""));
    let long = format!(r#""element": ["{}"],"#, "x".repeat(4 << 20));
    error(&beside(&context, &long));
}

#[test]
fn a_line_of_tag_value_with_a_tag_behind_what_does_not_show_is_an_error() {
    for begin in ["\u{200B}", "\u{FEFF}", "\u{0}", "\u{B}", "- "] {
        error(&format!(
            "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nPackageName: one\nSPDXID: SPDXRef-one\nPackageDownloadLocation: NONE\n{begin}PackageSupplier: Organization: AO Kaspersky Lab\nFilesAnalyzed: false\n"
        ));
    }
}

#[test]
fn the_domain_of_a_swid_tag_may_stand_from_behind() {
    for tag in [
        "kaspersky.com+agent",
        "com.kaspersky.agent",
        "com.kaspersky+agent",
        "regid.2009-05.com.kaspersky,agent",
    ] {
        let bom = format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{{"name": "two", "swid": {{"tagId": "{tag}"}}}}]}}"#
        );
        let (told, _) = Recorder::read(bom.as_bytes());
        let mut marks = told.marks.iter();
        assert!(
            marks.any(|(_, mark)| mark.contains("kaspersky.com")),
            "{:?}",
            told.marks
        );
    }
}

#[test]
fn an_element_with_full_names_holds_no_more_than_fits() {
    let element = |values: &str| {
        format!(
            r#"{{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [{{
            "@type": "https://spdx.org/rdf/3.0.1/terms/Software/Package", "@id": "urn:a",
            "https://spdx.org/rdf/3.0.1/terms/Core/name": "a", "x": [{values}0]}}]}}"#
        )
    };
    fine(&element("0,"));
    let (told, _) = Recorder::read(element(&"0,".repeat(2_000_001)).as_bytes());
    let messages = told.diagnostics.iter().map(|found| found.message.as_str());
    assert!(
        messages
            .clone()
            .any(|message| message.contains("two million values")),
        "{:?}",
        messages.collect::<Vec<_>>()
    );
}

#[test]
fn a_list_of_an_element_holds_no_more_than_fits() {
    let document = |n_references| {
        let references = vec![r#""""#; n_references].join(",");
        format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{{"name": "a"}}],
            "dependencies": [{{"ref": "a", "dependsOn": [{references}]}}]}}"#
        )
    };
    fine(&document(1_000));
    error(&document(2_000_001));
}

#[test]
fn a_document_is_of_the_kind_that_it_begins_as() {
    let other = "SPDXVersion: SPDX-2.3\nDocumentName: one\nPackageName: one\nSPDXID: SPDXRef-one\nPackageDownloadLocation: NONE\nRelationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-one\n";
    let xml = bom(
        "",
        &format!(
            "<component><name>two</name><description>\n{other}</description><purl>{PURL}</purl></component>"
        ),
    );
    told(&xml);
    fine(&xml);
    for text in [
        "dataLicense: CC0-1.0",
        "spec_version: \"1.6\"",
        "[[package]]",
    ] {
        let xml = xml.replace(other, &format!("{text}\n"));
        told(&xml);
        fine(&xml);
    }
    let packages = "packages:\n- SPDXID: SPDXRef-two\n  name: two\n  downloadLocation: NONE\n  supplier: 'Organization: AO Kaspersky Lab'\n";
    let yaml = format!(
        "SPDXID: SPDXRef-DOCUMENT\nspdxVersion: SPDX-2.3\n{packages}comment: \"\n{other}\"\n"
    );
    told(&yaml);
    fine(&yaml);
    // Some documents have more above their version than remarks.
    fine(&format!("-----BEGIN\n# a: b\nHash: SHA256\n\n{other}"));
}

#[test]
fn a_package_that_only_a_dependency_of_nobody_names_is_judged() {
    let purl = PURL.as_bytes();
    let message = |tag: u8, inside: &[u8]| {
        let length = u8::try_from(inside.len()).expect("it is short");
        [&[tag, length], inside].concat()
    };
    let needed = message(0x12, &message(0x0A, purl));
    let needs = message(0x12, &[message(0x0A, b"a"), needed.clone()].concat());
    let version = message(0x0A, b"1.6");
    let xml = |inside: &str| {
        let dependencies =
            format!("<dependencies><dependency>{inside}</dependency></dependencies>");
        bom("", "<component><name>a</name></component>")
            .replace("</components>", &format!("</components>{dependencies}"))
            .into_bytes()
    };
    for document in [
        xml(&format!(
            r#"<dependency ref="a"><dependency ref="{PURL}"/></dependency>"#
        )),
        xml(&format!(r#"<dependency ref="{PURL}"/>"#)),
        [version.clone(), message(0x42, &needs)].concat(),
        [version, message(0x42, &needed)].concat(),
    ] {
        let report = report(&["-"], &document);
        let text = String::from_utf8_lossy(&document);
        assert_eq!(report["findings"][0]["attribution"], "confirmed", "{text}");
    }
}

#[test]
fn a_package_url_is_one_in_capital_letters_and_without_a_type_of_reference() {
    let begin = r#""bomFormat": "CycloneDX", "specVersion": "1.6", "components": "#;
    for (rest, attribution) in [
        (
            format!(
                r#"[{{"name": "a"}}], "compositions": [{{"aggregate": "complete", "assemblies": ["{}"]}}]"#,
                PURL.replace("pkg", "PKG")
            ),
            "confirmed",
        ),
        (
            format!(
                r#"[{{"bom-ref": "a", "name": "a"}}], "dependencies": [{{"ref": "a", "dependsOn": ["{}"]}}]"#,
                PURL.replace("pkg", "Pkg")
            ),
            "confirmed",
        ),
        (
            format!(r#"[{{"name": "a", "externalReferences": ["{PURL}"]}}]"#),
            "declared",
        ),
    ] {
        let report = report(&["-"], format!("{{{begin}{rest}}}").as_bytes());
        assert_eq!(report["findings"][0]["attribution"], attribution, "{rest}");
    }
}
