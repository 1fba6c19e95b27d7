//! Documents in encodings without an end mark: what is whole, and what was cut short.

use cargo_vendor_gate::inventory::Role;

use crate::recorder::Recorder;

const HEAD: &str = "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: shop\nDocumentNamespace: https://acme.example/shop\nCreator: Tool: acme\n";

/// A package in tag-value.
fn package(name: &str) -> String {
    format!(
        "\nPackageName: {name}\nSPDXID: SPDXRef-{name}\nPackageDownloadLocation: NOASSERTION\nPackageVersion: 1.0\n"
    )
}

/// How many packages a document tells, and whether it is whole.
#[track_caller]
fn check(text: &str, n_packages: usize, is_whole: bool) {
    let (told, document) = Recorder::read(text.as_bytes());
    let failure = document.err().map(|unreadable| unreadable.diagnostic);
    assert_eq!(failure.is_none(), is_whole, "{failure:?} of {text}");
    assert_eq!(told.count(Role::Component), n_packages);
}

#[test]
fn a_last_line_without_a_line_break_is_whole_where_it_says_all() {
    let two = "Package-2e91c856c499a371";
    let document = format!("{HEAD}{}{}", package("one"), package(two));
    let related = format!("{document}Relationship: SPDXRef-one DEPENDS_ON SPDXRef-{two}");
    check(&related, 2, true);
    check(&related[..related.len() - 1], 2, false);
    check(&related[..related.len() - two.len() - 9], 2, false);
    // `SPDXRef-one` may be the beginning of `SPDXRef-one-more`.
    let ambiguous = format!(
        "{document}{}Relationship: SPDXRef-{two} DEPENDS_ON SPDXRef-one",
        package("one-more")
    );
    check(&ambiguous, 3, false);
    check(
        &format!("{document}PackageCopyrightText: <text>Acme</text>"),
        2,
        true,
    );
    check(document.trim_end(), 2, false);
}

#[test]
fn a_text_that_never_ends_is_cut_and_its_package_is_told() {
    let document = format!("{HEAD}{}PackageCopyrightText: <text>Acme\n", package("one"));
    check(&document, 1, false);
}

#[test]
fn relationships_with_packages_that_never_come_tell_a_cut() {
    let described = "Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-two\n";
    let document = format!("{HEAD}{described}{}{}", package("one"), package("two"));
    check(&document, 2, true);
    check(&format!("{HEAD}{described}{}", package("one")), 1, false);
    let other = "Relationship: SPDXRef-one DEPENDS_ON DocumentRef-other:SPDXRef-three\nRelationship: SPDXRef-one CONTAINS NOASSERTION\n";
    check(&format!("{document}{other}"), 2, true);
}

#[test]
fn a_package_that_lacks_what_the_others_have_is_cut() {
    let begun = "\nPackageName: two\nSPDXID: SPDXRef-two\n";
    check(&format!("{HEAD}{}{begun}", package("one")), 2, false);
    // No package of this writer says where it can be downloaded.
    let one = begun.replace("two", "one");
    check(&format!("{HEAD}{one}{begun}"), 2, true);
}

#[test]
fn an_element_that_ends_before_the_others_do_is_cut() {
    let licences = |name: &str| {
        format!(
            "{}PackageLicenseConcluded: MIT\nPackageLicenseDeclared: MIT\n",
            package(name)
        )
    };
    let document = format!("{HEAD}{}{}", licences("one"), licences("two"));
    check(&document, 2, true);
    check(
        document
            .rsplit_once("PackageLicenseDeclared")
            .unwrap_or_default()
            .0,
        2,
        false,
    );
    // Relationships stand behind all that is said of an element.
    let bare = format!("{HEAD}{}{}", licences("one"), package("two"));
    let related = "Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-one\n";
    check(&bare, 2, false);
    check(&format!("{bare}{related}"), 2, true);
    check(&format!("{bare}{related}PackageVersion: 2.0\n"), 2, false);
    // What only some of them state proves nothing.
    check(
        &format!(
            "{HEAD}{}{}{}",
            package("one"),
            licences("two"),
            package("three")
        ),
        3,
        true,
    );
    let file = |name: &str| format!("\nFileName: {name}\nSPDXID: SPDXRef-{name}\n");
    let files = format!("{document}{}FileCopyrightText: NONE\n", file("a"));
    check(&files, 2, true);
    check(&format!("{files}{}", file("b")), 2, false);
}

#[test]
fn carriage_returns_end_lines() {
    let document = format!("{HEAD}{}{}", package("one"), package("two"));
    let (expected, _) = Recorder::read(document.as_bytes());
    for ending in ["\r\n", "\r"] {
        let (told, document) = Recorder::read(document.replace('\n', ending).as_bytes());
        assert_eq!(
            document.expect("it is whole").spec_version.as_deref(),
            Some("2.3")
        );
        assert_eq!(told.told(), expected.told());
        assert_eq!(told.lines, expected.lines);
    }
    // However many lines are blank, with white space or without.
    for blank in ["\n\n", "\n \n\t", "\n\n\n "] {
        let blank = document.replace('\n', blank);
        let (expected, _) = Recorder::read(blank.as_bytes());
        let lines: Vec<&str> = blank.split('\n').collect();
        let begins = |line: &&u32| {
            lines[**line as usize - 1]
                .trim()
                .starts_with("PackageName:")
        };
        assert_eq!(
            expected.lines.values().filter(begins).count(),
            2,
            "{blank:?}"
        );
        for ending in ["\r\n", "\r"] {
            let (told, _) = Recorder::read(blank.replace('\n', ending).as_bytes());
            assert_eq!(told.lines, expected.lines, "{blank:?} {ending:?}");
        }
    }
}

#[test]
fn brackets_of_yaml_without_end_take_no_time() {
    let head = "spdxVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\npackages: ";
    for nested in ["[{a: ", "[", "{? "] {
        let text = format!("{head}{}", nested.repeat(1 << 20));
        let (_, document) = Recorder::read(text.as_bytes());
        let message = document
            .err()
            .map(|unreadable| unreadable.diagnostic.message);
        assert!(
            message.is_some_and(|message| message.contains("1,000 brackets")),
            "{nested}"
        );
    }
    // In prose they stand in pairs.
    let prose = "[1] {a} ".repeat(200);
    check(
        &format!(
            "{head}\n- SPDXID: SPDXRef-one\n  name: one\n  downloadLocation: NONE\n  comment: \"{prose}\"\n"
        ),
        1,
        true,
    );
}

#[test]
fn yaml_that_names_what_is_not_there_is_cut() {
    let head = "SPDXID: SPDXRef-DOCUMENT\nspdxVersion: SPDX-2.3\n";
    let package = |name: &str| {
        format!("- SPDXID: SPDXRef-{name}\n  name: {name}\n  downloadLocation: NONE\n")
    };
    let packages = format!("packages:\n{}{}", package("one"), package("two"));
    check(&format!("{head}{packages}"), 2, true);
    let described = format!("{head}documentDescribes:\n- SPDXRef-two\n");
    check(&format!("{described}{packages}"), 2, true);
    check(
        &format!("{described}packages:\n{}", package("one")),
        1,
        false,
    );
    check(
        &format!("{head}packages:\n{}- SPDXID: SPDXRef-two\n", package("one")),
        2,
        false,
    );
    let related = format!(
        "{head}{packages}relationships:\n- spdxElementId: SPDXRef-one\n  relatedSpdxElement: SPDXRef-two\n  relationshipType: DEPENDS_ON"
    );
    check(&related, 2, true);
    check(&related[..related.len() - 3], 2, false);
    check(&format!("{related}\n-"), 2, false);
    check(
        related.trim_end_matches("  relationshipType: DEPENDS_ON"),
        2,
        false,
    );
    check(format!("{head}{packages}").trim_end(), 2, false);
}

#[test]
fn elements_without_identifiers_are_not_taken_for_missing() {
    let related = "Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-two\n";
    let nameless = "PackageName: two\nPackageDownloadLocation: NONE\n";
    check(
        &format!("{HEAD}{related}{nameless}{}", package("one")),
        2,
        true,
    );
}

#[test]
fn a_second_byte_order_mark_is_passed_over() {
    check(
        &format!("\u{FEFF}\u{FEFF}{HEAD}{}", package("one")),
        1,
        true,
    );
    check(
        "\u{FEFF}\u{FEFF}<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"><components><component type=\"library\"><name>a</name></component></components></bom>",
        1,
        true,
    );
}

#[test]
fn an_element_of_empty_lines_without_end_is_too_large() {
    let lines = "PackageVersion:\n".repeat(3_000_000);
    let (_, document) = Recorder::read(format!("{HEAD}{}{lines}", package("one")).as_bytes());
    let message = document
        .err()
        .map(|unreadable| unreadable.diagnostic.message);
    assert!(message.is_some_and(|message| message.contains("64 MiB")));
}

#[test]
fn a_line_about_a_package_below_none_is_an_error() {
    let codes = |text: &str| {
        let (told, _) = Recorder::read(text.as_bytes());
        let found = told.diagnostics.iter();
        found.map(|found| found.code).collect::<Vec<_>>()
    };
    let supplier = "PackageSupplier: Organization: Acme\n";
    let file = "FileName: ./a\nSPDXID: SPDXRef-file\nFileCopyrightText: NONE\n";
    let document = |before: &str, behind: &str| format!("{HEAD}{before}{}{behind}", package("one"));
    assert!(codes(&document("", supplier)).is_empty());
    assert!(codes(&document("", &format!("{supplier}{file}"))).is_empty());
    assert_eq!(codes(&document(supplier, "")), ["field-unreadable"]);
    assert_eq!(
        codes(&document("", &format!("{file}{supplier}"))),
        ["field-unreadable"]
    );
}

#[test]
fn bytes_of_tag_value_that_are_no_text_leave_an_error() {
    let text = "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nPackageName: a\nSPDXID: SPDXRef-a\n\
        PackageDownloadLocation: NONE\nPackageSupplier: Organization: Acme_\nPackageComment: <text>b~</text>\n# c^\n";
    let codes = |from: char| {
        let bytes = text
            .bytes()
            .map(|byte| if char::from(byte) == from { 0xFF } else { byte });
        let (told, document) = Recorder::read(&bytes.collect::<Vec<u8>>());
        assert!(document.is_ok());
        let found = told.diagnostics.iter();
        found.map(|found| found.code).collect::<Vec<_>>()
    };
    assert_eq!(codes('_'), ["input-unreadable"]);
    assert_eq!(codes('~'), ["input-unreadable"]);
    assert!(codes('^').is_empty());
}
