use std::str::FromStr as _;

use packageurl::PackageUrl;

use super::*;

#[track_caller]
fn check(text: &str, key: &str, version: Option<&str>) {
    let purl = Purl::parse(text).expect("the purl can be read");
    assert_eq!(purl.key(), key);
    assert_eq!(purl.version.as_deref(), version);
}

#[test]
fn types_have_their_own_rules() {
    check(
        "pkg:npm/%40Kaspersky/Hexa-UI@6.198.2",
        "pkg:npm/%40kaspersky/hexa-ui",
        Some("6.198.2"),
    );
    check(
        "pkg:npm/@kaspersky/hexa-ui@6.198.2",
        "pkg:npm/%40kaspersky/hexa-ui",
        Some("6.198.2"),
    );
    check(
        "pkg:pypi/Huawei__Cloud.SDK@1",
        "pkg:pypi/huawei-cloud-sdk",
        Some("1"),
    );
    check(
        "pkg:golang/github.com/CloudWeGo/hertz@v0.9.0#pkg/app",
        "pkg:golang/github.com/cloudwego/hertz",
        Some("v0.9.0"),
    );
    check(
        "pkg:maven/com.Huawei/A@1?type=jar",
        "pkg:maven/com.Huawei/A",
        Some("1"),
    );
    check(
        "pkg:golang/github.com/!cloud!we!go/hertz@v0.9.0",
        "pkg:golang/github.com/cloudwego/hertz",
        Some("v0.9.0"),
    );
    check(
        "pkg:npm/%40kas\u{200B}persky/hexa%E2%80%8B-ui",
        "pkg:npm/%40kaspersky/hexa-ui",
        None,
    );
    check("pkg://cargo/faststr", "pkg:cargo/faststr", None);
    check("PKG:CARGO//faststr/", "pkg:cargo/faststr", None);
    check(
        "pkg:docker/library/x@sha256:ab%2Fc",
        "pkg:docker/library/x",
        Some("sha256:ab/c"),
    );
}

#[test]
fn what_tools_forget_or_do_twice_costs_no_namespace() {
    for text in [
        "pkg:npm/%40kaspersky%2Fhexa-ui@1",
        "pkg:npm/@kaspersky%2fhexa-ui@1",
        "pkg:npm/%2540kaspersky/hexa-ui@1",
        "pkg:npm/kaspersky/hexa-ui@1",
        "pkg:npm//%40kaspersky//hexa-ui@1",
    ] {
        check(text, "pkg:npm/%40kaspersky/hexa-ui", Some("1"));
    }
    check(
        "pkg:npm/%40a/b@npm:@c/d@1.2",
        "pkg:npm/%40a/b",
        Some("npm:@c/d@1.2"),
    );
    check("pkg:npm/@a/b", "pkg:npm/%40a/b", None);
    check(
        "pkg:git/codeberg.org/forgejo/forgejo@a72d",
        "pkg:git/codeberg.org/forgejo%2Fforgejo",
        Some("a72d"),
    );
}

#[test]
fn a_subspec_is_a_part_of_its_pod() {
    for text in [
        "pkg:cocoapods/GoogleUtilities@7.5.2#NSData+zlib",
        "pkg:cocoapods/GoogleUtilities%2FNSData%2Bzlib@7.5.2",
        "pkg:cocoapods/GoogleUtilities/NSData+zlib@7.5.2",
    ] {
        check(text, "pkg:cocoapods/GoogleUtilities", Some("7.5.2"));
    }
}

#[test]
fn what_names_nothing_is_no_purl() {
    for text in [
        "",
        "pkg:",
        "pkg:npm",
        "pkg:npm/",
        "npm/x",
        "pkg:/x",
        "pkg:n m/x",
    ] {
        assert_eq!(Purl::parse(text), None, "{text}");
    }
}

#[test]
fn qualifiers_are_decoded() {
    let purl =
        Purl::parse("pkg:generic/x@1?vcs_url=git%2Bhttps://github.com/a/b&Empty=").expect("a purl");
    assert_eq!(
        purl.qualifier("VCS_URL").as_deref(),
        Some("git+https://github.com/a/b")
    );
    assert_eq!(purl.qualifier("empty"), None);
}

#[test]
fn keys_are_those_of_the_reference_implementation() {
    for text in [
        "pkg:npm/%40a/b@1",
        "pkg:golang/github.com/a/b@v1",
        "pkg:pypi/A_b@2",
        "pkg:deb/debian/curl@7",
        "pkg:cargo/c%2B%2B@1",
    ] {
        let mut oracle = PackageUrl::from_str(text).expect("the oracle reads it");
        oracle.without_version();
        assert_eq!(Purl::parse(text).expect("a purl").key(), oracle.to_string());
    }
}
