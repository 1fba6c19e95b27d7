//! Documents as generators write them: what is read of each, counted by independent parsers.

use crate::program::report;
use crate::recorder::Recorder;

/// Check the format, encoding, version, components and dependencies of a document.
#[track_caller]
fn check(path: &str, kind: &str, components: u64, dependencies: u64) {
    let path = format!("tests/fixtures/{path}");
    let report = report(&[&path], b"");
    let input = &report["inputs"][0];
    let found =
        ["format", "encoding", "spec_version"].map(|key| input[key].as_str().unwrap_or_default());
    assert_eq!(found.join(" "), kind, "{path}");
    assert_eq!(input["components"], components, "{path}");
    assert_eq!(input["dependencies"], dependencies, "{path}");
    assert_eq!(
        report["verdict"], "pass",
        "{path}: {}",
        report["diagnostics"]
    );
}

#[test]
fn cyclonedx_of_every_generator_is_read_whole() {
    let check = |name: &str, kind: &str, components, dependencies| {
        check(
            &format!("cyclonedx/real/generators/{name}"),
            &format!("cyclonedx {kind}"),
            components,
            dependencies,
        );
    };
    check("cargo-cyclonedx.cdx.json", "json 1.5", 4, 2);
    check("cargo-cyclonedx.cdx.xml", "xml 1.5", 4, 2);
    check("cargo-sbom.cdx.json", "json 1.6", 4, 2);
    check("cdxgen-1.6.cdx", "protobuf 1.6", 4, 3);
    check("cdxgen-1.6.cdx.json", "json 1.6", 4, 3);
    check("cdxgen-1.7.cdx.json", "json 1.7", 4, 3);
    // A version that is not known yet is read as the nearest one.
    check("cdxgen-2.cdx.json", "json 2.0", 4, 3);
    check("cyclonedx-py-1.0.cdx.xml", "xml 1.0", 3, 0);
    check("cyclonedx-py-1.7.cdx.json", "json 1.7", 3, 0);
    check("npm.cdx.json", "json 1.5", 4, 3);
    check("syft-1.2.cdx.xml", "xml 1.2", 11, 2);
}

#[test]
fn spdx_of_every_generator_is_read_whole() {
    let check = |name: &str, kind: &str, components, dependencies| {
        check(
            &format!("spdx/real/generators/{name}"),
            &format!("spdx {kind}"),
            components,
            dependencies,
        );
    };
    check("cargo-sbom.spdx.json", "json 2.3", 3, 2);
    check("cdxgen.spdx.json", "json-ld 3.0.1", 4, 3);
    check("npm.spdx.json", "json 2.3", 4, 3);
    check("syft-2.1.spdx", "tag-value 2.1", 11, 2);
}

#[test]
fn a_protocol_buffer_of_cdxgen_tells_what_its_json_tells() {
    let read = |name: &str| {
        let path = crate::program::fixture(&format!("cyclonedx/real/generators/{name}"));
        let (told, document) = Recorder::read(&std::fs::read(path).expect("the fixture is there"));
        assert!(document.is_ok(), "{:?}", document.err());
        told.told()
    };
    assert_eq!(read("cdxgen-1.6.cdx"), read("cdxgen-1.6.cdx.json"));
}
