//! SPDX 2 in RDF/XML: the shapes in which a package may stand.

use cargo_vendor_gate::inventory::Role;

use crate::recorder::Recorder;

/// The packages of a document with these elements, each with its version.
#[track_caller]
fn check(in_document: &str, beside_it: &str, expected: &[(&str, &str)]) {
    let text = format!(
        r#"<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://spdx.org/rdf/terms#" xmlns:s="http://spdx.org/rdf/terms#">
<SpdxDocument rdf:about="https://acme.example/shop#SPDXRef-DOCUMENT">
<specVersion>SPDX-2.3</specVersion>
{in_document}
</SpdxDocument>
{beside_it}
</rdf:RDF>"#
    );
    let (told, document) = Recorder::read(text.as_bytes());
    assert!(document.is_ok(), "{:?}", document.err());
    let subjects = told.subjects.values();
    let packages = subjects.filter(|(role, ..)| *role == Role::Component);
    let packages: Vec<_> = packages
        .map(|(_, name, version)| (name.as_str(), version.as_str()))
        .collect();
    assert_eq!(packages, expected, "{text}");
}

const ONE: &str = r##"<Package rdf:about="#SPDXRef-one"><name>one</name><versionInfo>1.0</versionInfo></Package>"##;

#[test]
fn a_package_may_stand_in_a_property_or_beside_it() {
    let described = format!("<describesPackage>{ONE}</describesPackage>");
    check(&described, "", &[("one", "1.0")]);
    check("", ONE, &[("one", "1.0")]);
}

#[test]
fn a_package_where_a_property_belongs_is_told() {
    let two = ONE.replace("one", "two");
    check(ONE, &two, &[("one", "1.0"), ("two", "1.0")]);
}

#[test]
fn the_class_may_be_one_type_of_several() {
    let types = r#"<rdf:type rdf:resource="http://www.w3.org/2002/07/owl#Thing"/><rdf:type rdf:resource="http://spdx.org/rdf/terms#Package"/>"#;
    let described = ONE
        .replace("<Package", "<rdf:Description")
        .replace("</Package", "</rdf:Description")
        .replace("<name>", &format!("{types}<name>"));
    check("", &described, &[("one", "1.0")]);
    let item = described.replace("rdf:Description", "SpdxItem");
    check("", &item, &[("one", "1.0")]);
}

#[test]
fn a_property_may_be_an_attribute_and_may_hold_a_node_without_its_element() {
    let attributes = r##"<Package rdf:about="#SPDXRef-one" s:name="one" s:versionInfo="1.0"/>"##;
    check("", attributes, &[("one", "1.0")]);
    let typed = r##"<rdf:Description rdf:about="#SPDXRef-one" rdf:type="http://spdx.org/rdf/terms#Package" s:name="one"/>"##;
    check("", typed, &[("one", "")]);
    let resource = r#"<describesPackage rdf:parseType="Resource"><rdf:type rdf:resource="http://spdx.org/rdf/terms#Package"/><name>one</name></describesPackage>"#;
    check(resource, "", &[("one", "")]);
}

/// Its packages have the same class and state all else by other names.
#[test]
fn spdx_3_in_rdf_is_refused_by_name() {
    let typed = r#"<rdf:Description rdf:about="urn:one"><rdf:type rdf:resource="https://spdx.org/rdf/3.0.1/terms/Software/Package"/><s:packageUrl>pkg:npm/one</s:packageUrl></rdf:Description>"#;
    let named =
        "<s:Package rdf:about='urn:one'><s:packageUrl>pkg:npm/one</s:packageUrl></s:Package>";
    for package in [typed, named] {
        let text = format!(
            r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="https://spdx.org/rdf/3.0.1/terms/Software/">{package}</rdf:RDF>"#
        );
        let (_, document) = Recorder::read(text.as_bytes());
        let code = document.err().map(|unreadable| unreadable.diagnostic.code);
        assert_eq!(code, Some("input-unsupported"), "{text}");
    }
}
