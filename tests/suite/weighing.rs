//! What several statements on one component amount to.

use serde_json::{Value, json};

use crate::attribution::{check, library};

/// The rules that lower the one finding on a component.
#[track_caller]
fn lowered_by(component: Value, expected: &[&str]) -> Vec<String> {
    let report = check(component, expected);
    let limits = report["findings"][0]["limits"].as_array().cloned();
    let rule = |limit: &Value| limit["rule"].as_str().unwrap_or_default().to_owned();
    limits.unwrap_or_default().iter().map(rule).collect()
}

#[test]
fn a_namespace_of_the_group_takes_nothing_from_a_listed_supplier() {
    let supplied =
        |purl: &str, supplier: &str| library(json!({"purl": purl, "supplier": {"name": supplier}}));
    let none: [String; 0] = [];
    for (purl, supplier, vendor) in [
        (
            "pkg:npm/%40ezuikit/x@1",
            "Hangzhou Hikvision Digital Technology Co., Ltd.",
            "hikvision",
        ),
        ("pkg:maven/com.sogou/x@1", "Tencent", "tencent"),
        (
            "pkg:golang/gitcode.com/openharmony/x@v1",
            "Huawei Technologies Co., Ltd.",
            "huawei",
        ),
    ] {
        let confirmed = format!("{vendor} confirmed");
        assert_eq!(
            lowered_by(supplied(purl, supplier), &[&confirmed]),
            none,
            "{purl}"
        );
        let lowered = lowered_by(supplied(purl, "Acme"), &[&confirmed]);
        assert!(
            ["affiliate", "donated"].contains(&lowered[0].as_str()),
            "{lowered:?}"
        );
    }
}

#[test]
fn what_the_document_doubts_never_makes_two() {
    let guess = |field: &str, value: &str| json!({"field": field, "confidence": 0.1, "concludedValue": value});
    let purl = guess("purl", "pkg:npm/%40alicloud/x@1");
    let cpe = guess("cpe", "cpe:2.3:o:alibaba:alios:1:*:*:*:*:*:*:*");
    let component = json!({"type": "library", "name": "c", "evidence": {"identity": [purl, cpe]}});
    check(component, &["alibaba indicated"]);
}

#[test]
fn a_listed_name_from_elsewhere_is_no_more_than_a_name() {
    let author = json!([{"name": "Li", "email": "li@bytedance.com"}]);
    let local = "pkg:cargo/static-graph@0.1.0?download_url=file://.";
    check(
        library(json!({"purl": local, "authors": author})),
        &["bytedance indicated"],
    );
    for purl in [
        local,
        "pkg:npm/xgplayer-own@1?repository_url=https://npm.acme.example/",
        "pkg:pypi/uss@0.0.4?vcs_url=git%2Bhttps://github.com/acme/uss%40abcdef",
    ] {
        check(library(json!({"purl": purl})), &["bytedance indicated"]);
    }
    for (purl, expected) in [
        (
            "pkg:gem/m-git@1?repository_url=https://gems.acme.example",
            "baidu indicated",
        ),
        (
            "pkg:nuget/Tea@1?repository_url=https://www.nuget.org/api/v2",
            "alibaba confirmed",
        ),
        (
            "pkg:npm/omi@1?download_url=https://codeload.github.com/acme/omi/tar.gz/abc",
            "tencent indicated",
        ),
        // Generators say so of what a registry has.
        (
            "pkg:npm/omi@1?vcs_url=git%2Bhttps://github.com/acme/omi.git",
            "tencent confirmed",
        ),
        (
            "pkg:npm/omi@1?download_url=https://registry.npmmirror.com/omi/-/omi-1.0.0.tgz",
            "tencent confirmed",
        ),
    ] {
        check(library(json!({"purl": purl})), &[expected]);
    }
}

#[test]
fn a_package_is_where_its_forge_is() {
    for (purl, expected) in [
        ("pkg:github/huawei/x@1", &["huawei confirmed"][..]),
        (
            "pkg:github/huawei/x@1?repository_url=https://github.acme.example",
            &["huawei indicated"],
        ),
        (
            "pkg:gitlab/team/x@1?repository_url=https://gitlab.alibaba-inc.com",
            &["alibaba confirmed"],
        ),
        (
            "pkg:git/gitlab.kaspersky.com/team/x@1",
            &["kaspersky confirmed"],
        ),
        ("pkg:swift/code.huawei.com/team/x@1", &["huawei confirmed"]),
    ] {
        check(library(json!({"purl": purl})), expected);
    }
}

#[test]
fn an_entry_of_a_given_away_package_holds_beside_its_namespace() {
    let lowered = lowered_by(
        library(json!({"purl": "pkg:github/inspur/openskyline@1"})),
        &["inspur confirmed"],
    );
    assert_eq!(lowered, ["donated"]);
    let tracker =
        json!([{"type": "issue-tracker", "url": "https://gitcode.com/openeuler/x/issues"}]);
    let author = json!([{"name": "Li", "email": "li@huawei.com"}]);
    let component =
        json!({"purl": "pkg:rpm/openeuler/x@1", "authors": author, "externalReferences": tracker});
    let lowered = lowered_by(library(component), &["huawei declared"]);
    assert_eq!(lowered, ["donated"]);
}

#[test]
fn a_cpe_guessed_from_how_the_name_begins_is_no_evidence() {
    let cpe = |name: &str| format!("cpe:2.3:a:tencent:{name}:1:*:*:*:*:*:*:*");
    let component = json!({"purl": "pkg:npm/tencent-foo@1", "cpe": cpe("tencent-foo")});
    check(library(component), &[]);
    let component = json!({"purl": "pkg:npm/foo@1", "cpe": cpe("foo")});
    check(library(component), &["tencent indicated"]);
}

#[test]
fn a_party_is_met_however_npm_writes_it() {
    for author in [
        "AO Kaspersky Lab <info@kaspersky.com> (https://www.kaspersky.com)",
        "AO Kaspersky Lab (https://www.kaspersky.com)",
        "AO Kaspersky Lab (www.kaspersky.com)",
    ] {
        check(library(json!({"author": author})), &["kaspersky declared"]);
    }
    // Behind an address, a comma begins another party.
    check(
        library(json!({"author": "Bob <bob@example.com>, AO Kaspersky Lab"})),
        &["kaspersky declared"],
    );
}

#[test]
fn ancestors_of_ancestors_are_inside_what_ships() {
    let from = |name: &str, ancestor: &Value| json!({"type": "library", "name": name, "pedigree": {"ancestors": [ancestor]}});
    let kaspersky = json!({"type": "library", "name": "k", "purl": "pkg:npm/%40kaspersky/k@1"});
    let fork = from("f", &kaspersky);
    for shipped in [
        from("s", &kaspersky),
        from("s", &fork),
        from("s", &from("t", &fork)),
    ] {
        let report = check(shipped, &["kaspersky confirmed"]);
        assert_eq!(report["findings"][0]["effect"], "block");
    }
}

#[test]
fn a_person_may_be_called_like_a_vendor() {
    let supplied = |supplier: &str| {
        json!({"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "packages": [
            {"SPDXID": "SPDXRef-p", "name": "p", "supplier": supplier}]})
    };
    for (supplier, expected) in [
        ("Person: Hua Wei (hua.wei@example.com)", "indicated"),
        ("Organization: Hua Wei", "declared"),
        ("Person: Huawei Technologies Co., Ltd.", "declared"),
    ] {
        let document = supplied(supplier).to_string();
        let report = crate::program::report(&["--profile", "strict", "-"], document.as_bytes());
        assert_eq!(report["findings"][0]["attribution"], expected, "{supplier}");
    }
}

#[test]
fn an_organisation_is_met_by_its_account_and_in_other_characters() {
    for url in [
        "https://github.com/huaweicloud",
        "https://huaweicloud.github.io/",
    ] {
        let supplier = json!({"name": "Acme", "url": [url]});
        check(library(json!({"supplier": supplier})), &["huawei declared"]);
    }
    let repository = json!({"name": "Acme", "url": ["https://github.com/huaweicloud/acme-fork"]});
    check(library(json!({"supplier": repository})), &[]);
    for (name, expected) in [
        ("華為技術有限公司", "huawei declared"),
        ("騰訊", "tencent declared"),
        ("Kaspersky™", "kaspersky declared"),
        ("Kaspersky Lab℠", "kaspersky declared"),
    ] {
        check(library(json!({"supplier": {"name": name}})), &[expected]);
    }
}

#[test]
fn what_resembles_a_vendors_package_in_a_registry_may_be_the_vendors_in_its_repository() {
    check(library(json!({"purl": "pkg:pypi/deep-gemm@1"})), &[]);
    let purl = "pkg:pypi/deep-gemm@1?vcs_url=git%2Bhttps://github.com/deepseek-ai/DeepGEMM%40abc";
    check(library(json!({"purl": purl})), &["deepseek declared"]);
}
