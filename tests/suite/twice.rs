//! What an element may say once and says twice: one of the two would hide the other.

use cargo_vendor_gate::diagnostic::Severity;

use crate::recorder::Recorder;

/// The codes of what is remarked on a document, whose elements are one line each.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let (told, document) = Recorder::read(text.as_bytes());
    assert!(document.is_ok(), "{:?} of {text}", document.err());
    let codes: Vec<_> = told.diagnostics.iter().map(|found| found.code).collect();
    assert_eq!(codes, expected, "{text}");
}

fn cyclonedx(component: &str) -> String {
    format!(
        r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6" xmlns:x="https://acme.example/x"><components><component type="library">{component}</component></components></bom>"#
    )
}

fn spdx(package: &str) -> String {
    format!(
        "<Document><spdxVersion>SPDX-2.3</spdxVersion><SPDXID>SPDXRef-DOCUMENT</SPDXID><packages>{package}</packages></Document>"
    )
}

fn rdf(package: &str) -> String {
    format!(
        r##"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://spdx.org/rdf/terms#">
<SpdxDocument rdf:about="#SPDXRef-DOCUMENT"><specVersion>SPDX-2.3</specVersion></SpdxDocument><Package rdf:about="#SPDXRef-a">{package}</Package></rdf:RDF>"##
    )
}

fn tag_value(package: &str) -> String {
    format!(
        "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nPackageName: a\nSPDXID: SPDXRef-a\n{package}\nPackageDownloadLocation: NONE\n"
    )
}

#[test]
fn an_element_of_xml_that_stands_twice_is_an_error() {
    let twice = ["duplicate-key"];
    let supplier = "<supplier><name>Foo</name></supplier>";
    for component in [
        "<publisher>Acme</publisher><name>a</name><publisher>Foo</publisher>".to_owned(),
        format!("<name>a</name>{supplier}{supplier}"),
        "<name>a</name><supplier><name>Acme</name><name>Foo</name></supplier>".to_owned(),
        "<name>a</name><licenses/><licenses/>".to_owned(),
    ] {
        check(&cyclonedx(&component), &twice);
    }
    check(
        &spdx(
            "<name>a</name><supplier>Organization: Acme</supplier><supplier>Organization: Foo</supplier>",
        ),
        &twice,
    );
    check(
        r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><metadata><component type="library"><name>a</name></component><component type="library"><name>b</name></component></metadata></bom>"#,
        &twice,
    );
}

#[test]
fn elements_of_xml_that_may_stand_often_do() {
    let component = "<supplier><name>Acme</name><url>a</url><url>b</url><contact><name>c</name></contact><contact><name>d</name></contact></supplier>\
        <authors><author><name>e</name></author><author><name>f</name></author></authors><name>a</name>\
        <cryptoProperties><tlsGroups><group>1</group><group>2</group></tlsGroups></cryptoProperties>\
        <x:name>g</x:name><x:publisher>h</x:publisher><x:publisher>i</x:publisher><publisher>Foo</publisher>\
        <components><component><name>b</name></component><component><name>c</name></component></components>";
    check(&cyclonedx(component), &[]);
    let references = "<externalRefs><referenceType>purl</referenceType></externalRefs>".repeat(2);
    check(&spdx(&format!("<name>a</name>{references}")), &[]);
}

#[test]
fn a_property_of_rdf_with_two_values_is_an_error() {
    check(
        &rdf("<supplier>Organization: Acme</supplier><supplier>Organization: Foo</supplier>"),
        &["duplicate-key"],
    );
    check(
        &rdf("<supplier>Organization: Foo</supplier><supplier>Organization: Foo</supplier>"),
        &[],
    );
}

#[test]
fn a_line_of_tag_value_that_says_otherwise_than_before_is_an_error() {
    let supplier = |name: &str| format!("PackageSupplier: Organization: {name}\n");
    let two = supplier("Acme") + &supplier("Foo");
    check(&tag_value(&two), &["duplicate-key"]);
    check(&tag_value(&supplier("Foo").repeat(2)), &[]);
    // A second identifier is that of a package whose name was lost.
    check(&tag_value("SPDXID: SPDXRef-b"), &["duplicate-key"]);
    let reference =
        "ExternalRef: PACKAGE-MANAGER purl pkg:npm/a\nExternalRef: PACKAGE-MANAGER purl pkg:npm/b";
    check(&tag_value(reference), &[]);
}

#[test]
fn a_list_where_one_value_belongs_is_read_where_it_holds_one() {
    let document = |publisher: &str| {
        format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{{"name": "a", "publisher": {publisher}}}]}}"#
        )
    };
    let (told, _) = Recorder::read(document(r#"["Acme Ltd"]"#).as_bytes());
    assert!(
        told.told().iter().any(|told| told.contains("Acme Ltd")),
        "{:?}",
        told.told()
    );
    let is_error = |text: &str| {
        let (told, _) = Recorder::read(text.as_bytes());
        let mut found = told.diagnostics.iter();
        found.any(|found| found.severity == Severity::Error && found.code == "field-unreadable")
    };
    assert!(!is_error(&document(r#"["Acme Ltd"]"#)));
    assert!(is_error(&document(r#"["Acme Ltd", "Foo"]"#)));
    assert!(is_error(
        "spec_version: \"1.6\"\ncomponents { name: \"a\" publisher: \"Acme Ltd\" publisher: \"Foo\" }\n"
    ));
}

/// A field of a protocol buffer that is text or a message.
fn field(number: u8, value: &[u8]) -> Vec<u8> {
    let length = u8::try_from(value.len()).expect("a short one is enough");
    [&[number << 3 | 2, length], value].concat()
}

/// A document of two components, the first with these fields, and what is told of it.
fn protobuf(fields: &[Vec<u8>]) -> (Vec<String>, Vec<&'static str>) {
    let name = |name: &str| field(8, name.as_bytes());
    let first = [name("a"), fields.concat()].concat();
    let document = [
        field(1, b"1.5"),
        field(5, &[&[8, 2], &first[..]].concat()),
        field(5, &[&[8, 2], &name("b")[..]].concat()),
    ];
    let (told, document) = Recorder::read(&document.concat());
    assert!(document.is_ok(), "{:?}", document.err());
    let codes = told.diagnostics.iter().map(|found| found.code).collect();
    (told.told().into_iter().collect(), codes)
}

#[test]
fn a_field_of_a_protocol_buffer_that_stands_twice_is_an_error() {
    let publisher = |name: &str| field(6, name.as_bytes());
    let (told, codes) = protobuf(&[publisher("Acme"), publisher("Foo")]);
    assert_eq!(codes, ["duplicate-key"], "{told:?}");
    assert!(told.iter().any(|told| told.contains('b')), "{told:?}");
    // A reader that merges the two has the name of the first.
    let [name, url] = [(1, "Acme"), (2, "https://acme.example")];
    let supplier = |(number, text): (u8, &str)| field(4, &field(number, text.as_bytes()));
    let (told, codes) = protobuf(&[supplier(name), supplier(url)]);
    assert_eq!(codes, ["duplicate-key"], "{told:?}");
    let (_, codes) = protobuf(&[publisher("Acme")]);
    assert!(codes.is_empty(), "{codes:?}");
}

#[test]
fn bytes_of_a_protocol_buffer_that_are_no_text_leave_an_error() {
    let (told, codes) = protobuf(&[field(6, b"Acme\xFF")]);
    assert_eq!(codes, ["element-unreadable"], "{told:?}");
    assert!(told.iter().any(|told| told.contains('b')), "{told:?}");
}
