//! Documents of which too much is wrong.

use crate::program::report;

/// The diagnostics of a report, as code, severity and message.
fn remarks(report: &serde_json::Value) -> Vec<(&str, &str, &str)> {
    let diagnostics = report["diagnostics"].as_array().into_iter().flatten();
    diagnostics
        .map(|remark| {
            let field = |name: &str| remark[name].as_str().unwrap_or_default();
            (field("code"), field("severity"), field("message"))
        })
        .collect()
}

#[test]
fn remarks_of_one_sort_are_counted_once_there_are_many() {
    let components: Vec<String> = (0..1_500)
        .map(|number| format!(r#"{{"name": {number}}}"#))
        .collect();
    let document = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{}]}}"#,
        components.join(",")
    );
    let report = report(&["-"], document.as_bytes());
    let remarks = remarks(&report);
    let unreadable = remarks
        .iter()
        .filter(|(code, ..)| *code == "field-unreadable");
    assert_eq!(unreadable.count(), 21);
    assert!(remarks.contains(&(
        "field-unreadable",
        "warning",
        "1480 more of this kind in the document"
    )));
    assert_eq!(report["summary"]["components"], 1_500);
}

#[test]
fn numbers_for_messages_are_no_protocol_buffer() {
    let mut document = b"\x0a\x031.6".to_vec();
    document.extend_from_slice(b"\x2a\x08\x22\x01a\x2a\x03b-1");
    // Field 4, the metadata, as a number: two bytes that would be an empty message.
    document.extend([0x20, 0x20].repeat(1_000));
    let report = report(&["-"], &document);
    assert_eq!(report["verdict"], "undetermined", "{report}");
}

#[test]
fn a_path_of_any_length_is_met_by_its_beginning() {
    for kind in [
        "golang/github.com/kasperskylab/",
        "docker/m.daocloud.io/ghcr.io/kasperskylab/",
    ] {
        let purl = format!("pkg:{kind}{}x@1", "a.b/".repeat(20_000));
        let document = format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{{"name": "x", "purl": "{purl}"}}]}}"#
        );
        let report = report(&["-"], document.as_bytes());
        assert_eq!(report["verdict"], "fail", "{kind}");
        assert_eq!(report["findings"][0]["vendor"]["id"], "kaspersky");
    }
}

#[test]
fn a_host_of_any_length_is_met_by_its_end() {
    let page = "x".repeat(200_000);
    let url = format!("https://{}kaspersky.com/{page}", "a.".repeat(20_000));
    let document = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{{"name": "x", "purl": "pkg:npm/x@1",
            "externalReferences": [{{"type": "website", "url": "{url}"}}]}}]}}"#
    );
    let report = report(&["-"], document.as_bytes());
    assert_eq!(report["verdict"], "fail");
    assert_eq!(report["findings"][0]["vendor"]["id"], "kaspersky");
}

/// What a reference to a registry stands for is no text of the document: it is where the reference is, and
/// nobody looks for it through all that stands before.
#[test]
fn a_reference_to_a_registry_has_its_line_however_far_behind() {
    let node = |name: &str, locator: &str| {
        format!(
            r##"<Package rdf:about="#{name}"><name>{name}</name><externalRef><ExternalRef><referenceType rdf:resource="http://spdx.org/rdf/references/npm"/>
<referenceLocator>{locator}</referenceLocator></ExternalRef></externalRef></Package>"##
        )
    };
    let others: Vec<String> = (0..300)
        .map(|one| node(&format!("p{one}"), "one@1"))
        .collect();
    let document = format!(
        r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://spdx.org/rdf/terms#">{}{}</rdf:RDF>"#,
        others.concat(),
        node("two", "@kaspersky/two@1")
    );
    let report = report(&["-"], document.as_bytes());
    let evidence = &report["findings"][0]["evidence"][0];
    assert_eq!(evidence["location"]["line"], 302, "{evidence}");
}

#[test]
fn prefixes_of_xml_are_no_more_than_anybody_needs() {
    let document = |number: usize| {
        let prefixes = (0..number).map(|one| format!(r#" xmlns:p{one}="u""#));
        let prefixes: Vec<String> = prefixes.collect();
        let prefixes = prefixes.concat();
        format!(
            r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components><component{prefixes}><name>one</name></component></components></bom>"#
        )
    };
    let many = report(&["-"], document(300).as_bytes());
    let message = "the document cannot be read: more than 200 prefixes are declared at once";
    assert!(remarks(&many).contains(&("input-unreadable", "error", message)));
    let some = report(&["-"], document(150).as_bytes());
    assert_eq!(some["summary"]["components"], 1);
}

/// An empty message is two bytes, and hundreds in memory.
#[test]
fn what_is_nested_in_one_field_of_a_protocol_buffer_is_no_more_than_fits() {
    let varint = |mut number: usize| {
        let mut bytes = Vec::new();
        while number >= 0x80 {
            bytes.push(u8::try_from(number & 0x7F).expect("seven bits fit") | 0x80);
            number >>= 7;
        }
        bytes.push(u8::try_from(number).expect("seven bits fit"));
        bytes
    };
    let document = |nested: &[u8], number: usize| {
        let nested = [b"\x08\x01\x42\x03app".as_slice(), &nested.repeat(number)].concat();
        [
            b"\x0a\x031.6\x2a".as_slice(),
            &varint(nested.len()),
            &nested,
        ]
        .concat()
    };
    // Components, and numbers where these should stand.
    for nested in [b"\xaa\x01\x00", b"\xa8\x01\x00"] {
        let many = report(&["-"], &document(nested, 700_000));
        let message = "one field is larger than 64 MiB, takes more than 256 MiB of memory, or is nested more than 100 deep";
        let is_refused = remarks(&many).contains(&("input-unreadable", "error", message));
        assert!(is_refused, "{nested:?} {many}");
    }
    let some = report(&["-"], &document(b"\xaa\x01\x03\x42\x01a", 10_000));
    assert_eq!(some["summary"]["components"], 10_001);
}
