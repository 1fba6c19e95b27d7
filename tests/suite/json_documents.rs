//! JSON documents of every shape: what is told, and what is refused.

use cargo_vendor_gate::diagnostic::Severity;
use cargo_vendor_gate::inventory::Role;

use crate::recorder::Recorder;

/// Read a document to its end; the components it tells.
#[track_caller]
fn components(text: &str) -> Vec<String> {
    let (told, document) = Recorder::read(text.as_bytes());
    if let Err(unreadable) = document {
        panic!("{:?}", unreadable.diagnostic);
    }
    names(&told)
}

fn names(told: &Recorder) -> Vec<String> {
    let components = told.subjects.values();
    let components = components.filter(|(role, ..)| *role == Role::Component);
    components.map(|(_, name, _)| name.clone()).collect()
}

/// Read a document that cannot be read to its end; the components told before, and why.
#[track_caller]
fn refused(bytes: &[u8]) -> (Vec<String>, &'static str, String) {
    let (told, document) = Recorder::read(bytes);
    let diagnostic = document.err().expect("it is refused").diagnostic;
    let help = diagnostic.help.unwrap_or_default();
    let message = format!("{} ({help})", diagnostic.message);
    (names(&told), diagnostic.code, message)
}

/// The codes of all diagnostics, in order.
#[track_caller]
fn codes(text: &str) -> Vec<&'static str> {
    let (told, document) = Recorder::read(text.as_bytes());
    assert!(document.is_ok());
    told.diagnostics.iter().map(|found| found.code).collect()
}

#[test]
fn keys_may_come_in_any_order() {
    let text = r#"{"dependencies": [{"ref": "a", "dependsOn": ["b"]}],
        "components": [{"bom-ref": "a", "name": "one", "components": [{"name": "two"}]}],
        "metadata": {"component": {"name": "root"}}, "specVersion": "1.6", "bomFormat": "CycloneDX"}"#;
    assert_eq!(components(text), ["one", "two", "root"]);
    let text = r#"{"relationships": [], "packages": [{"name": "one"}], "SPDXID": "SPDXRef-DOCUMENT", "spdxVersion": "SPDX-2.3"}"#;
    assert_eq!(components(text), ["one"]);
}

#[test]
fn wrappers_are_opened() {
    let inner =
        r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"name": "one"}]}"#;
    assert_eq!(components(&format!(r#"{{"sbom": {inner}}}"#)), ["one"]);
    let statement = format!(
        r#"{{"_type": "https://in-toto.io/Statement/v1", "predicateType": "https://cyclonedx.org/bom", "predicate": {inner}}}"#
    );
    assert_eq!(components(&statement), ["one"]);
    // {"predicate": {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"name": "a"}]}} in base64.
    let payload = "eyJwcmVkaWNhdGUiOiB7ImJvbUZvcm1hdCI6ICJDeWNsb25lRFgiLCAic3BlY1ZlcnNpb24iOiAiMS42IiwgImNvbXBvbmVudHMiOiBbeyJuYW1lIjogImEifV19fQ==";
    let envelope = format!(
        r#"{{"payloadType": "application/vnd.in-toto+json", "payload": "{payload}", "signatures": []}}"#
    );
    assert_eq!(components(&envelope), ["a"]);
}

/// An envelope around a payload in base64.
fn envelope(payload: &str) -> String {
    format!(r#"{{"payloadType": "application/vnd.in-toto+json", "payload": "{payload}"}}"#)
}

fn in_base64(payload: &[u8]) -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |bits: u32| char::from(alphabet[bits as usize & 63]);
    let digits = payload.chunks(3).flat_map(|bytes| {
        let bits = bytes
            .iter()
            .fold(0, |bits, byte| bits << 8 | u32::from(*byte));
        let bits = bits << (8 * (3 - bytes.len()));
        let digits = [18, 12, 6, 0].map(|shift| digit(bits >> shift));
        digits.into_iter().take(bytes.len() + 1)
    });
    digits.collect()
}

/// Cosign holds what is no JSON as a text.
#[test]
fn a_statement_may_hold_its_document_as_a_text() {
    let tags = r"SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nPackageName: b\nSPDXID: SPDXRef-b\nPackageDownloadLocation: NONE\n";
    let bom = r"<bom xmlns='http://cyclonedx.org/schema/bom/1.6'><components><component type='library'><name>b</name></component></components></bom>";
    for predicate in [
        format!(r#""{tags}""#),
        format!(r#"{{"Data": "{tags}", "Timestamp": "x"}}"#),
        format!(r#"{{"Data": "{bom}"}}"#),
        r#"{"Data": "{\"bomFormat\": \"CycloneDX\", \"components\": [{\"name\": \"b\"}]}"}"#
            .to_owned(),
    ] {
        let statement = format!(
            r#"{{"predicateType": "https://spdx.dev/Document", "predicate": {predicate}}}"#
        );
        assert_eq!(components(&statement), ["b"], "{statement}");
        assert_eq!(
            components(&envelope(&in_base64(statement.as_bytes()))),
            ["b"]
        );
    }
    let beside = format!(
        r#"{{"predicateType": "x", "bomFormat": "CycloneDX", "components": [{{"name": "a"}}], "predicate": "{tags}"}}"#
    );
    assert!(codes(&beside).contains(&"field-unreadable"));
    let statement = r#"{"predicateType": "x", "predicate": "a text"}"#;
    assert_eq!(refused(statement.as_bytes()).1, "input-unsupported");
}

#[test]
fn a_finding_in_a_signed_statement_is_on_the_line_of_the_statement() {
    // A statement of several lines with the component `pkg:npm/%40kaspersky/a@1`.
    let sbom = "ewogInByZWRpY2F0ZVR5cGUiOiAiaHR0cHM6Ly9jeWNsb25lZHgub3JnL2JvbSIsCiAicHJlZGljYXRlIjogewogICJib21Gb3JtYXQiOiAiQ3ljbG9uZURYIiwKICAic3BlY1ZlcnNpb24iOiAiMS42IiwKICAiY29tcG9uZW50cyI6IFsKICAgewogICAgInR5cGUiOiAibGlicmFyeSIsCiAgICAibmFtZSI6ICJhIiwKICAgICJwdXJsIjogInBrZzpucG0vJTQwa2FzcGVyc2t5L2FAMSIKICAgfQogIF0KIH0KfQ==";
    let text = format!("\n\n{}\n", envelope(sbom));
    let report = crate::program::report(&["-"], text.as_bytes());
    for place in [
        &report["findings"][0]["occurrences"][0]["location"],
        &report["findings"][0]["evidence"][0]["location"],
    ] {
        assert_eq!(place["line"], 3, "{place}");
        assert_eq!(
            place["pointer"]
                .as_str()
                .map(|text| text.starts_with("/predicate/components/0")),
            Some(true),
            "{place}"
        );
    }
}

#[test]
fn the_sbom_among_signed_statements_is_read() {
    // As above, and {"predicateType": "https://slsa.dev/provenance/v1", "predicate": {"buildDefinition": {}}}.
    let sbom = "eyJwcmVkaWNhdGUiOiB7ImJvbUZvcm1hdCI6ICJDeWNsb25lRFgiLCAic3BlY1ZlcnNpb24iOiAiMS42IiwgImNvbXBvbmVudHMiOiBbeyJuYW1lIjogImEifV19fQ==";
    let provenance = "eyJwcmVkaWNhdGVUeXBlIjogImh0dHBzOi8vc2xzYS5kZXYvcHJvdmVuYW5jZS92MSIsICJwcmVkaWNhdGUiOiB7ImJ1aWxkRGVmaW5pdGlvbiI6IHt9fX0=";
    let bundle = |payload: &str| {
        let envelope = envelope(payload);
        format!(
            r#"{{"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json", "verificationMaterial": {{}}, "dsseEnvelope": {envelope}}}"#
        )
    };
    for (lines, expected, said) in [
        (vec![bundle(sbom)], vec!["a"], vec![]),
        (
            vec![envelope(sbom), envelope(sbom)],
            vec!["a"],
            vec!["document-unread"],
        ),
        (
            vec![bundle(provenance), bundle(sbom)],
            vec!["a"],
            vec!["statements-unread"],
        ),
        (
            vec![bundle(sbom), bundle(provenance)],
            vec!["a"],
            vec!["statements-unread"],
        ),
    ] {
        let text = lines.join("\n") + "\n";
        assert_eq!(components(&text), expected);
        assert_eq!(codes(&text), said);
    }
    for lines in [vec![provenance], vec![provenance, provenance]] {
        let lines: Vec<String> = lines.into_iter().map(envelope).collect();
        let (_, code, message) = refused(lines.join("\n").as_bytes());
        assert_eq!(code, "input-unsupported");
        assert!(message.contains("a statement that holds no SBOM"));
    }
    // What may be an SBOM and is not read is an error, whatever it is wrapped in.
    let spdx =
        r#"{"predicateType": "https://spdx.dev/Document", "predicate": "SPDXVersion: SPDX-2.3"}"#;
    for second in [
        envelope(&in_base64(spdx.as_bytes())),
        envelope(&in_base64(b"{}")),
        envelope("!"),
        r#"{"bundle": {}}"#.to_owned(),
        r#"{"dsseEnvelope": []}"#.to_owned(),
        r#"{"payload": null}"#.to_owned(),
        r#"{"artifacts": []}"#.to_owned(),
        format!(r#"{{"payload": "{provenance}", "components": [{{"name": "b"}}]}}"#),
        format!(
            r#"{{"dsseEnvelope": {}, "bomFormat": "CycloneDX"}}"#,
            envelope(provenance)
        ),
        envelope(&in_base64(
            br#"{"predicateType": "https://slsa.dev/x", "predicate": {"bomFormat": "CycloneDX"}}"#,
        )),
        "{}".to_owned(),
    ] {
        for first in [envelope(sbom), bundle(sbom)] {
            let lines = format!("{first}\n{second}\n{}", envelope(provenance));
            assert_eq!(
                codes(&lines),
                ["document-unread", "statements-unread"],
                "{second}"
            );
        }
    }
    // Two documents that nobody wrapped are no document.
    for text in [
        "{\"bomFormat\": \"CycloneDX\"} {}",
        &format!("{} []", envelope(sbom)),
    ] {
        assert_eq!(refused(text.as_bytes()).1, "input-unreadable");
    }
}

#[test]
fn an_element_of_spdx_3_may_stand_alone() {
    let text = r#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
        "type": "software_Package", "spdxId": "urn:p", "name": "one"}"#;
    assert_eq!(components(text), ["one"]);
}

#[test]
fn full_names_of_spdx_3_mean_the_same() {
    let text = r#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
        {"@id": "urn:p", "@type": ["https://spdx.org/rdf/3.0.1/terms/Software/Package"],
         "https://spdx.org/rdf/3.0.1/terms/Core/name": [{"@value": "one"}],
         "https://spdx.org/rdf/3.0.1/terms/Core/suppliedBy": [{"@id": "urn:o"}]},
        {"@id": "urn:o", "@type": ["https://spdx.org/rdf/3.0.1/terms/Core/Organization"],
         "https://spdx.org/rdf/3.0.1/terms/Core/name": [{"@value": "Example"}]}]}"#;
    let (told, document) = Recorder::read(text.as_bytes());
    assert!(document.is_ok());
    assert_eq!(names(&told), ["one"]);
    assert_eq!(told.count(Role::Party), 1);
    assert!(
        told.told()
            .iter()
            .any(|line| line.contains("SuppliedBy(Supplier)")),
        "{:?}",
        told.told()
    );
}

#[test]
fn the_context_of_spdx_3_tells_the_version_however_it_is_written() {
    let long = "x".repeat(300);
    for context in [
        r#""https://spdx.org/rdf/3.0.1/spdx-context.jsonld""#.to_owned(),
        r#""https:\/\/spdx.org\/rdf\/3.0.1\/spdx-context.jsonld""#.to_owned(),
        r#"["https:\/\/spdx.org\/rdf\/3.0.1\/spdx-context.jsonld"]"#.to_owned(),
        r#"["\u0068ttps://spdx.or\u0067/rdf/3.0.1"]"#.to_owned(),
        format!(
            r#"[{{"own": "https://acme.example/{long}"}}, "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"]"#
        ),
    ] {
        let text = format!(
            r#"{{"@context": {context}, "@graph": [{{"type": "software_Package", "spdxId": "urn:a", "name": "one"}}]}}"#
        );
        let (told, document) = Recorder::read(text.as_bytes());
        assert_eq!(names(&told), ["one"]);
        let version = document.ok().and_then(|document| document.spec_version);
        assert_eq!(version.as_deref(), Some("3.0.1"), "{text}");
    }
}

#[test]
fn a_list_twice_is_read_twice() {
    let text = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"name": "one"}], "components": [{"name": "two"}]}"#;
    assert_eq!(components(text), ["one", "two"]);
    assert_eq!(codes(text), ["duplicate-list"]);
}

#[test]
fn a_wrong_type_hides_nothing_else() {
    let text = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
        {"name": "one", "version": 1, "supplier": "Example", "licenses": 3},
        {"name": "two", "evidence": {"identity": [{"field": "purl", "confidence": "high"}]}}]}"#;
    let (told, document) = Recorder::read(text.as_bytes());
    assert!(document.is_ok());
    assert_eq!(names(&told), ["one", "two"]);
    assert!(
        told.diagnostics
            .iter()
            .all(|found| found.code == "field-unreadable")
    );
}

#[test]
fn objects_in_lists_too_many_are_read_as_what_they_are() {
    let one = r#"{"type": "library", "name": "one", "purl": "pkg:npm/%40acme/one@1"}"#;
    for text in [
        format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {{"component": [{one}]}}}}"#
        ),
        format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{{"name": "outer", "components": [[{one}]]}}]}}"#
        ),
        format!(r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [[{one}]]}}"#),
    ] {
        let (told, _) = Recorder::read(text.as_bytes());
        let mut marks = told.marks.iter();
        let is_told = marks.any(|(_, mark)| mark.contains("%40acme/one"));
        let is_said = told
            .diagnostics
            .iter()
            .any(|found| found.severity == Severity::Error);
        assert!(is_told || is_said, "{text}");
    }
}

#[test]
fn what_was_told_before_a_cut_counts() {
    let whole = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"name": "one"}, {"name": "two"}]}"#;
    for length in 1..whole.len() {
        let (_, code, _) = refused(&whole.as_bytes()[..length]);
        assert_eq!(code, "input-unreadable", "cut at {length}");
    }
    let (told, ..) = refused(&whole.as_bytes()[..whole.len() - 1]);
    assert_eq!(told, ["one", "two"]);
    let (told, code, _) = refused(format!("{whole} x").as_bytes());
    assert_eq!((told.len(), code), (2, "input-unreadable"));
}

#[test]
fn documents_of_other_kinds_are_refused_by_name() {
    let check = |text: &str, word: &str| {
        let (_, code, message) = refused(text.as_bytes());
        assert_eq!(code, "input-unsupported", "{text}");
        assert!(message.contains(word), "{message}");
    };
    check(
        r#"{"artifacts": [], "artifactRelationships": []}"#,
        "syft convert",
    );
    check(r#"{"manifests": {}, "detector": {}}"#, "snapshot");
    check(r#"{"runs": [], "version": "2.1.0"}"#, "SARIF");
    check(
        r#"{"name": "x", "lockfileVersion": 3, "packages": {}}"#,
        "npm sbom",
    );
    check(
        r#"{"name": "x", "version": "1.0.0", "dependencies": {"y": "^1"}}"#,
        "npm manifest",
    );
    check(
        r#"{"Document": {"spdxVersion": "SPDX-2.1", "documentDescribes": [{"Package": {"name": "x"}}]}}"#,
        "released form",
    );
    check(r#"{"name": "x", "version": "1.0.0"}"#, "no SBOM");
}

/// Keys that an SBOM has as well are read before it is known what the document is.
#[test]
fn of_a_document_of_another_kind_nothing_else_is_said() {
    let text = r#"{"name": "x", "files": ["lib"], "dependencies": {"y": "^1"}, "components": 1}"#;
    let (told, document) = Recorder::read(text.as_bytes());
    assert!(document.is_err());
    assert!(told.diagnostics.is_empty(), "{:?}", told.diagnostics);
    let (told, _) = Recorder::read(br#"{"bomFormat": "CycloneDX", "dependencies": {}, "x"#);
    assert_eq!(told.diagnostics.len(), 1);
}

#[test]
fn a_document_larger_in_memory_than_on_disk_is_refused() {
    let nested = "[".repeat(100_000);
    let (_, code, _) = refused(nested.as_bytes());
    assert_eq!(code, "input-unreadable");
    let objects = format!(
        r#"{{"bomFormat": "CycloneDX", "components": [{{"components": [{}{{}}]}}]}}"#,
        "{},".repeat(1_000_000)
    );
    let (_, code, message) = refused(objects.as_bytes());
    assert_eq!(code, "input-unreadable");
    assert!(message.contains("objects"), "{message}");
}

#[test]
fn bytes_that_are_no_text_leave_an_error() {
    let mut bytes = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"name": "one_"}, {"name": "two"}]}"#.to_vec();
    let at = bytes
        .iter()
        .position(|byte| *byte == b'_')
        .expect("it is there");
    bytes[at] = 0xFF;
    let (told, document) = Recorder::read(&bytes);
    assert!(document.is_ok());
    assert_eq!(names(&told), ["one\u{FFFD}", "two"]);
    assert_eq!(told.diagnostics.len(), 1);
}

#[test]
fn half_a_character_of_utf_16_leaves_an_error() {
    let text =
        r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"name": "one_"}]}"#;
    let units = text.encode_utf16().map(|unit| match unit {
        0x5F => 0xD83D,
        unit => unit,
    });
    let bytes: Vec<u8> = [0xFEFF]
        .into_iter()
        .chain(units)
        .flat_map(u16::to_le_bytes)
        .collect();
    let (told, document) = Recorder::read(&bytes);
    assert!(document.is_ok());
    assert_eq!(names(&told), ["one\u{FFFD}"]);
    assert_eq!(told.diagnostics.len(), 1);
}

#[test]
fn damaged_documents_are_read_or_refused_and_never_more() {
    let whole = [
        include_bytes!("../fixtures/cyclonedx/real/admin-console/bom.cdx.json").as_slice(),
        include_bytes!("../fixtures/spdx/real/admin-console/bom.spdx.json").as_slice(),
    ];
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = |bound: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random % bound as u64).unwrap_or_default()
    };
    for round in 0..120 {
        let mut bytes = whole[round % 2].to_vec();
        let is_cut = round % 4 < 2;
        if is_cut {
            let end = bytes
                .iter()
                .rposition(|byte| *byte == b'}')
                .unwrap_or_default();
            bytes.truncate(next(end));
        } else {
            for _ in 0..=next(8) {
                let at = next(bytes.len());
                bytes[at] = *b"\0\"{}[],:\\\xFF\x0Ae".get(next(12)).unwrap_or(&0);
            }
        }
        let (_, document) = Recorder::read(&bytes);
        assert!(!is_cut || document.is_err(), "round {round}");
    }
}

#[test]
fn files_with_two_names_and_elements_that_are_null_are_no_trouble() {
    let text = r#"{"spdxVersion": "SPDX-2.2", "packages": [null, {"name": "one", "SPDXID": "SPDXRef-one"}],
        "files": [{"name": "a", "fileName": "./a", "SPDXID": "SPDXRef-a"}], "relationships": [null]}"#;
    assert_eq!(components(text), ["one"]);
    assert_eq!(codes(text), [""; 0]);
}

#[test]
fn a_version_that_is_none_is_not_reported_as_one() {
    let (_, document) = Recorder::read(
        br#"{"bomFormat": "CycloneDX", "specVersion": "${version}", "components": [{"name": "one"}]}"#,
    );
    assert_eq!(document.expect("it is read").spec_version, None);
}

#[test]
fn a_list_that_is_none_is_never_passed_over_in_silence() {
    let document =
        |part: &str| format!(r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", {part}}}"#);
    for part in [
        r#""components": {"name": "one"}"#,
        r#""components": "one""#,
        r#""metadata": [{"component": {"name": "one"}}]"#,
    ] {
        assert_eq!(codes(&document(part)), ["field-unreadable"], "{part}");
    }
    assert_eq!(
        codes(&document(r#""components": null, "metadata": null"#)),
        [""; 0]
    );
    let graph = r#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": {"type": "software_Package", "name": "one"}}"#;
    assert_eq!(components(graph), ["one"]);
}

#[test]
fn who_made_something_in_a_draft_of_the_next_version_is_not_passed_over() {
    let document = |members: &str| {
        format!(
            r#"{{"specFormat": "CycloneDX", "specVersion": "2.0", "components": [{{"name": "one", {members}}}]}}"#
        )
    };
    let identified = document(
        r#""identifiers": [{"party": "x", "identities": [{"scheme": "purl", "value": "pkg:npm/one@1"}]}]"#,
    );
    assert_eq!(codes(&identified), ["field-unreadable", "version-unknown"]);
    let supplied = document(
        r#""parties": [{"roles": [{"role": "supplier"}], "organization": {"name": "Acme"}}]"#,
    );
    assert_eq!(codes(&supplied), ["field-unreadable", "version-unknown"]);
    for nothing in [
        r#""version": "1""#,
        r#""identifiers": null"#,
        r#""parties": []"#,
    ] {
        assert_eq!(codes(&document(nothing)), ["version-unknown"], "{nothing}");
    }
    let service = r#"{"specFormat": "CycloneDX", "specVersion": "2.0", "components": [{"name": "one"}],
        "services": [{"name": "two", "parties": [{"roles": [{"role": "publisher"}]}]}]}"#;
    assert_eq!(codes(service), ["field-unreadable", "version-unknown"]);
}

#[test]
fn a_document_that_states_no_version_is_told_so() {
    let text = r#"{"bomFormat": "CycloneDX", "components": [{"name": "one"}]}"#;
    let (told, _) = Recorder::read(text.as_bytes());
    let messages = told.diagnostics.iter().map(|found| found.message.as_str());
    assert_eq!(
        messages.collect::<Vec<_>>(),
        ["the document states no version; it was read as the nearest"]
    );
}
