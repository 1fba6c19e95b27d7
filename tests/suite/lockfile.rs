//! Cargo.lock as a document.

use std::fmt::Write as _;

use cargo_vendor_gate::diagnostic::Severity;
use cargo_vendor_gate::inventory::Role;

use crate::recorder::Recorder;

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Read a lockfile and compare what depends on what.
#[track_caller]
fn check(text: &str, version: &str, edges: &[&str]) -> Recorder {
    let text = text.replace("CRATES_IO", CRATES_IO);
    let (told, document) = Recorder::read(text.as_bytes());
    let document = document.unwrap_or_else(|error| panic!("{}", error.diagnostic.message));
    assert_eq!(document.format, "cargo-lock");
    assert_eq!(document.spec_version.as_deref(), Some(version));
    let found: Vec<_> = told
        .told()
        .into_iter()
        .filter_map(|line| {
            let (from, to) = line.split_once(" DependsOn(Normal) ")?;
            let plain = |name: &str| name.replace("Component ", "");
            Some(format!("{} -> {}", plain(from), plain(to)))
        })
        .collect();
    assert_eq!(found, edges);
    told
}

#[test]
fn version_1_writes_dependencies_in_full() {
    let told = check(
        "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\ndependencies = [\n \"b 2.0.0 (CRATES_IO)\",\n]\n\n[[package]]\nname = \"b\"\nversion = \"2.0.0\"\nsource = \"CRATES_IO\"\n\n[metadata]\n\"checksum b 2.0.0 (CRATES_IO)\" = \"00\"\n",
        "1",
        &["a 1.0.0 -> b 2.0.0"],
    );
    let lines: Vec<_> = told.lines.values().copied().collect();
    assert_eq!(lines, [2, 9]);
}

#[test]
fn later_versions_write_what_tells_packages_apart() {
    check(
        "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\ndependencies = [\n \"b 1.0.0\",\n \"c 1.0.0 (git+https://git.example.com/c?branch=x)\",\n \"d\",\n]\n\n[[package]]\nname = \"b\"\nversion = \"1.0.0\"\nsource = \"CRATES_IO\"\n\n[[package]]\nname = \"b\"\nversion = \"2.0.0\"\nsource = \"CRATES_IO\"\n\n[[package]]\nname = \"c\"\nversion = \"1.0.0\"\nsource = \"CRATES_IO\"\n\n[[package]]\nname = \"c\"\nversion = \"1.0.0\"\nsource = \"git+https://git.example.com/c?branch=x#0123\"\n\n[[package]]\nname = \"d\"\nversion = \"3.0.0\"\n",
        "4",
        &[
            "a 1.0.0 -> b 1.0.0",
            "a 1.0.0 -> c 1.0.0",
            "a 1.0.0 -> d 3.0.0",
        ],
    );
}

/// A dependency that many packages fit is none that cargo wrote; each of them is judged by itself.
#[test]
fn what_many_packages_fit_means_a_few() {
    let mut text = "version = 4\n".to_owned();
    for version in 0..500 {
        let _ = write!(
            text,
            "\n[[package]]\nname = \"b\"\nversion = \"{version}.0.0\"\n"
        );
    }
    let dependencies = "\"b\",".repeat(100);
    for number in 0..100 {
        let _ = write!(
            text,
            "\n[[package]]\nname = \"c{number}\"\nversion = \"1.0.0\"\ndependencies = [{dependencies}]\n"
        );
    }
    let (told, document) = Recorder::read(text.as_bytes());
    assert_eq!(told.count(Role::Component), 600);
    assert_eq!(
        document.map(|document| document.dependencies).ok(),
        Some(400)
    );
}

#[test]
fn unused_patches_are_judged() {
    let told = check(
        "version = 3\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\ndependencies = [\n \"b\",\n]\n\n[[package]]\nname = \"b\"\nversion = \"1.0.0\"\nsource = \"CRATES_IO\"\n\n[[patch.unused]]\nname = \"b\"\nversion = \"2.0.0\"\nsource = \"git+https://github.com/cloudwego/b#0123\"\n",
        "3",
        &["a 1.0.0 -> b 1.0.0"],
    );
    assert_eq!(told.count(Role::Component), 3);
    let source = "CargoSource(\"git+https://github.com/cloudwego/b#0123\")";
    assert!(told.marks.iter().any(|(_, mark)| mark == source));
}

#[test]
fn a_file_that_is_none_is_not_quoted() {
    for text in [
        "version = 4\nTOKEN=verysecret\n",
        "[[package]]\nname = verysecret\n",
        "[[package]]\nname = 4\nversion = \"verysecret\"\n",
    ] {
        let (_, document) = Recorder::read(text.as_bytes());
        let Err(unreadable) = document else {
            panic!("{text} is no lockfile");
        };
        let said = format!("{:?}", unreadable.diagnostic);
        assert!(!said.contains("verysecret"), "{said}");
    }
}

#[test]
fn metadata_that_hides_an_sbom_is_refused() {
    for hidden in [
        "\"components\": [{\"name\": \"b\"}]",
        "\"spdxVersion\": \"SPDX-2.3\"",
        "\"sbom\": {}",
        "\"predicate\": {}",
        "\"payload\": \"\"",
    ] {
        let text = format!(
            "{{\"packages\": [{{\"id\": \"a\", \"name\": \"a\", \"version\": \"1\", \"manifest_path\": \"/\"}}], \"workspace_members\": [\"a\"], \"resolve\": {{\"nodes\": []}}, {hidden}}}"
        );
        let (_, document) = Recorder::read(text.as_bytes());
        assert!(document.is_err(), "{hidden}");
    }
}

#[test]
fn metadata_that_name_packages_without_telling_of_them_are_incomplete() {
    for nodes in [
        "{\"id\": \"a\", \"deps\": []}, {\"id\": \"b\", \"deps\": []}",
        "{\"id\": \"a\", \"deps\": [{\"pkg\": \"b\", \"dep_kinds\": []}]}",
    ] {
        let text = format!(
            "{{\"packages\": [{{\"id\": \"a\", \"name\": \"a\", \"version\": \"1\", \"manifest_path\": \"/\"}}], \"workspace_members\": [\"a\"], \"resolve\": {{\"nodes\": [{nodes}]}}}}"
        );
        let (told, document) = Recorder::read(text.as_bytes());
        assert!(document.is_ok());
        let remark = &told.diagnostics[0];
        assert_eq!(
            (remark.code, remark.severity),
            ("metadata-incomplete", Severity::Error)
        );
        assert!(remark.message.contains("`b`"), "{}", remark.message);
    }
}

/// What such packages depend on would seem to be in no build, and `[limits]` could lower it.
#[test]
fn metadata_that_do_not_say_what_a_package_depends_on_are_incomplete() {
    for (nodes, words) in [
        ("{\"id\": \"b\", \"deps\": []}", "`packages` names `a`"),
        (
            "{\"id\": \"a\", \"dependencies\": [\"b\"]}, {\"id\": \"b\", \"dependencies\": []}",
            "of what `a` depend on",
        ),
    ] {
        let package = |name| {
            format!(
                "{{\"id\": \"{name}\", \"name\": \"{name}\", \"version\": \"1\", \"manifest_path\": \"/\"}}"
            )
        };
        let text = format!(
            "{{\"packages\": [{}, {}], \"workspace_members\": [\"a\"], \"resolve\": {{\"nodes\": [{nodes}]}}}}",
            package("a"),
            package("b")
        );
        let (told, document) = Recorder::read(text.as_bytes());
        assert!(document.is_ok());
        let remark = &told.diagnostics[0];
        assert_eq!(
            (remark.code, remark.severity),
            ("metadata-incomplete", Severity::Error)
        );
        assert!(remark.message.contains(words), "{}", remark.message);
    }
}

#[test]
fn metadata_without_dependencies_is_not_the_whole_truth() {
    let text = "{\"packages\": [{\"id\": \"a\", \"name\": \"a\", \"version\": \"1\", \"manifest_path\": \"/\"}], \"workspace_members\": [\"a\"], \"resolve\": null}";
    let (told, document) = Recorder::read(text.as_bytes());
    assert!(document.is_ok());
    assert!(told.diagnostics[0].message.contains("--no-deps"));
}

/// Members of a workspace may need each other, one of them for its tests.
#[test]
fn a_circle_of_members_has_a_way_to_what_it_brings_in() {
    let lock = "version = 4\n\n[[package]]\nname = \"faststr\"\nversion = \"0.2.0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n\n[[package]]\nname = \"inner\"\nversion = \"1.0.0\"\ndependencies = [\"faststr\", \"shop\"]\n\n[[package]]\nname = \"shop\"\nversion = \"1.0.0\"\ndependencies = [\"inner\"]\n";
    let report = crate::program::report(&["-"], lock.as_bytes());
    let place = &report["findings"][0]["occurrences"][0];
    let path = serde_json::json!(["inner@1.0.0", "faststr@0.2.0"]);
    assert_eq!(place["paths"][0], path, "{report}");
}
