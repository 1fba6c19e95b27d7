//! How we know, through the program: what each field of a component proves, and what never proves anything.

use serde_json::{Value, json};

use crate::program::report;

/// A document with one component, and the report on it.
pub(crate) fn judged(component: &Value) -> (String, Value) {
    let document =
        json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [component]});
    let text = serde_json::to_string_pretty(&document).expect("it can be written");
    let judged = report(&["--profile", "strict", "-"], text.as_bytes());
    (text, judged)
}

/// Vendor and attribution of each finding on one component.
#[track_caller]
pub(crate) fn check(component: Value, expected: &[&str]) -> Value {
    let (_, report) = judged(&component);
    let findings = report["findings"].as_array().expect("a list");
    let found: Vec<String> = findings
        .iter()
        .map(|finding| {
            let vendor = finding["vendor"]["id"].as_str().unwrap_or_default();
            let attribution = finding["attribution"].as_str().unwrap_or_default();
            format!("{vendor} {attribution}")
        })
        .collect();
    assert_eq!(found, expected, "{component}");
    report
}

pub(crate) fn library(more: Value) -> Value {
    let mut component = json!({"type": "library", "name": "x", "version": "1"});
    let (Some(to), Value::Object(more)) = (component.as_object_mut(), more) else {
        panic!("both are objects");
    };
    to.extend(more);
    component
}

#[test]
fn a_namespace_survives_odd_package_urls() {
    for purl in [
        "pkg:npm/%40kaspersky/hexa-ui@1",
        "PKG:NPM/%40Kaspersky/Hexa-UI@1?b=2&a=1#sub",
        "pkg://npm//%40kaspersky//hexa-ui@1",
        "pkg:npm/%40kaspersky%2Fhexa-ui@1",
        "pkg:npm/%2540kaspersky/hexa-ui@1",
        "pkg:npm/kaspersky/hexa-ui@1",
        "pkg:npm/%40kaspersky/hexa-ui@npm:@x/y@1.2",
        "pkg:git/github.com/KasperskyLab/uif@abc",
        "pkg:golang/github.com%2FKasperskyLab%2Fklogga@v1",
    ] {
        check(library(json!({"purl": purl})), &["kaspersky confirmed"]);
    }
}

#[test]
fn a_package_url_that_is_none_costs_no_other_evidence() {
    for purl in ["hexa-ui", "pkg:npm", "pkg:npm/", "npm/@kaspersky/hexa-ui@1"] {
        let component = library(json!({"purl": purl, "group": "com.kaspersky"}));
        let report = check(component, &["kaspersky declared"]);
        assert_eq!(report["findings"][0]["evidence"][0]["field"], "group");
        let remark = &report["diagnostics"][0];
        assert_eq!(remark["code"], "purl-unreadable");
        assert_eq!(remark["message"], format!("`{purl}` is no package URL"));
        assert_eq!(remark["location"]["pointer"], "/components/0");
    }
}

#[test]
fn a_name_that_begins_with_a_namespace_counts_as_its_group() {
    for name in [
        "@kaspersky/hexa-ui",
        "com.kaspersky.android-components:kaspresso",
        "github.com/KasperskyLab/klogga",
        // Some writers have the package URL here.
        "pkg:npm/%40kaspersky/hexa-ui@1",
        "PKG:golang/github.com/KasperskyLab/klogga",
    ] {
        check(library(json!({"name": name})), &["kaspersky declared"]);
    }
    for name in [
        "pkg:npm/kaspersky-fans@1",
        "pkg:of things",
        "kaspersky/hexa-ui",
        "kaspersky:hexa-ui",
        "swr.cn-north-4.myhuaweicloud.com/acme/nginx",
        "@kaspersky",
    ] {
        check(library(json!({"name": name})), &[]);
    }
}

#[test]
fn one_statement_is_one_piece_of_evidence() {
    for (party, field) in [("Kaspersky Lab", "name"), ("Kаspersky Lab", "confusable")] {
        let component = library(json!({"purl": "pkg:pypi/x@1", "supplier": {"name": party}}));
        let (_, report) = judged(&component);
        let evidence = report["findings"][0]["evidence"]
            .as_array()
            .expect("a list");
        assert_eq!(evidence.len(), 1, "{evidence:?}");
        assert_eq!(evidence[0]["kind"], field);
    }
}

#[test]
fn a_company_of_a_vendors_group_is_for_a_person_to_look_at() {
    let supplied = |name: &str| library(json!({"supplier": {"name": name}}));
    check(supplied("Hikvision Europe B.V."), &["hikvision indicated"]);
    check(
        supplied("Dahua Technology Italy S.r.l."),
        &["dahua indicated"],
    );
    check(
        supplied("Hytera Mobile Communications Deutschland GmbH"),
        &["hytera indicated"],
    );
    for stranger in [
        "Huawei Fan Club Inc.",
        "Dahua Bakery Ltd",
        "Kaspersky Consulting LLC",
        "Minimax Viking GmbH",
        "China Software Group",
        "Georgia Shein",
    ] {
        check(supplied(stranger), &[]);
    }
}

#[test]
fn a_cpe_guessed_from_the_name_of_a_package_is_no_evidence() {
    let cpe = "cpe:2.3:a:tiktok:tiktok:1.0:*:*:*:*:*:*:*";
    for purl in ["pkg:npm/tiktok@1", "pkg:deb/debian/tiktok@1"] {
        check(library(json!({"purl": purl, "cpe": cpe})), &[]);
    }
    // What is of no registry has no name there from which to guess.
    let application = json!({"type": "application", "name": "TikTok", "version": "1", "cpe": cpe});
    check(application, &["bytedance indicated"]);
    for (purl, cpe) in [
        ("pkg:generic/tiktok@1", cpe),
        (
            "pkg:npm/scraper@1",
            "cpe:2.3:a:tiktok:scraper:1.0:*:*:*:*:*:*:*",
        ),
        (
            "pkg:npm/tiktok@1",
            "cpe:2.3:a:tiktok:business_sdk:1.0:*:*:*:*:*:*:*",
        ),
    ] {
        let component = library(json!({"purl": purl, "cpe": cpe}));
        check(component, &["bytedance indicated"]);
    }
    check(
        library(
            json!({"purl": "pkg:deb/debian/tcl@8.6", "cpe": "cpe:2.3:a:tcl:tcl8.6:8.6:*:*:*:*:*:*:*"}),
        ),
        &[],
    );
}

#[test]
fn an_application_that_the_lists_name_by_its_cpe_is_the_vendors_where_nothing_else_names_it() {
    let cpe = "cpe:2.3:a:tencent:rapidjson:1.1.0:*:*:*:*:*:*:*";
    let stated = |more: Value| {
        let mut component = json!({"type": "library", "name": "rapidjson", "cpe": cpe});
        component
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        component
    };
    check(stated(json!({})), &["tencent declared"]);
    check(
        stated(json!({"purl": "pkg:generic/rapidjson@1.1.0"})),
        &["tencent declared"],
    );
    // A generator may have guessed it from a stranger's metadata.
    for of_a_registry in [
        json!({"purl": "pkg:npm/rapidjson@1.1.0"}),
        json!({"bom-ref": "pkg:gem/rapidjson@1.1.0"}),
    ] {
        check(stated(of_a_registry), &["tencent indicated"]);
    }
    // Another product of the same vendor.
    check(
        stated(json!({"cpe": "cpe:2.3:a:tencent:rapidjso:1.1.0:*:*:*:*:*:*:*"})),
        &["tencent indicated"],
    );
}

#[test]
fn marks_that_only_begin_alike_do_not_hide_behind_one_another() {
    for (stranger, vendor) in [
        (
            "https://github.com./babel/x",
            "https://github.com./KasperskyLab/x",
        ),
        (
            "https://github.com/x/y",
            "https://github.com/x/../KasperskyLab/x",
        ),
        (
            "https://github.com/./babel/x",
            "https://github.com/./KasperskyLab/x",
        ),
        (
            "https://www.tiktok.com./@x",
            "https://www.tiktok.com./business",
        ),
        ("https://www.baidu.com./", "https://www.baidu.com./duty"),
        ("https://www.baidu.com/", "https://www.baidu.com//duty"),
        (
            "https://www.tiktok.com/%40x",
            "https://www.tiktok.com/business",
        ),
    ] {
        let component = |name: &str, url: &str| {
            json!({"type": "library", "name": name, "purl": format!("pkg:pypi/{name}@1"),
                "externalReferences": [{"type": "website", "url": url}]})
        };
        let components = [component("a", stranger), component("b", vendor)];
        let document =
            json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": components});
        let report = report(
            &["--profile", "strict", "-"],
            document.to_string().as_bytes(),
        );
        let findings = report["findings"].as_array().expect("a list");
        let names: Vec<_> = findings
            .iter()
            .map(|found| &found["component"]["name"])
            .collect();
        assert_eq!(names, ["b"], "{stranger} {vendor}");
    }
}

#[test]
fn a_brand_may_stand_in_the_group() {
    let component =
        json!({"type": "application", "group": "Kaspersky", "name": "Endpoint Security"});
    check(component, &["kaspersky indicated"]);
    let library = json!({"type": "library", "group": "Kaspersky", "name": "Endpoint Security"});
    check(library, &[]);
}

#[test]
fn places_of_evidence_are_those_of_its_text() {
    let component = library(json!({
        "purl": "pkg:npm/%40KASPERSKY/x@1",
        "authors": [{"name": "Ivan", "email": "ivan@kaspersky.com"}],
        "externalReferences": [{"type": "vcs", "url": "https://GitHub.com/KasperskyLab/uif"}],
    }));
    let (text, report) = judged(&component);
    let lines: Vec<&str> = text.lines().collect();
    let evidence = report["findings"][0]["evidence"]
        .as_array()
        .expect("a list");
    let mut found: Vec<(&str, String)> = evidence
        .iter()
        .map(|evidence| {
            let number = |key: &str| {
                usize::try_from(evidence["location"][key].as_u64().unwrap_or(0)).unwrap_or(0)
            };
            let rest = lines[number("line") - 1].chars().skip(number("column") - 1);
            (
                evidence["field"].as_str().unwrap_or_default(),
                rest.take(9).collect(),
            )
        })
        .collect();
    found.sort_unstable();
    let expected = [
        ("authors.email", "ivan@kasp"),
        ("externalReferences[vcs].url", "GitHub.co"),
        ("purl", "KASPERSKY"),
    ];
    assert_eq!(
        found,
        expected.map(|(field, text)| (field, text.to_owned()))
    );
}

#[test]
fn pointers_lead_to_what_they_name() {
    let party = json!({"name": "Kaspersky Lab"});
    let document = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {
            "component": {"type": "application", "name": "root", "supplier": party},
            "tools": {"components": [{"type": "application", "name": "tool", "supplier": party}]},
        },
        "components": [{"type": "library", "name": "outer", "components": [
            {"type": "library", "name": "inner", "supplier": party},
        ]}],
    });
    let mut wrapped = json!({"predicateType": "https://cyclonedx.org/bom"});
    wrapped["predicate"] = document.clone();
    for document in [document, wrapped] {
        let report = report(&["-"], document.to_string().as_bytes());
        let mut named = Vec::new();
        for finding in report["findings"].as_array().expect("a list") {
            let pointer = finding["occurrences"][0]["location"]["pointer"]
                .as_str()
                .expect("it has a place");
            let there = document.pointer(pointer).expect("it leads somewhere");
            assert_eq!(there["name"], finding["component"]["name"], "{pointer}");
            named.push(there["name"].as_str().unwrap_or_default().to_owned());
        }
        named.sort_unstable();
        assert_eq!(named, ["inner", "root", "tool"]);
    }
}

#[test]
fn an_affiliate_is_one_under_each_of_its_names() {
    let supplied = |name: &str| library(json!({"supplier": {"name": name}}));
    for component in [
        supplied("Nubia Technology Co., Ltd."),
        supplied("努比亚技术有限公司"),
        supplied("Sanechips Technology Co., Ltd."),
        supplied("Hangzhou Hikrobot Co., Ltd."),
        supplied("杭州海康机器人股份有限公司"),
        library(json!({"purl": "pkg:cocoapods/EZOpenSDK@5.3"})),
        library(json!({"purl": "pkg:npm/ezuikit-js@9.0.22"})),
    ] {
        let (_, report) = judged(&component);
        let vendor = &report["findings"][0]["vendor"];
        assert_eq!(vendor["relation"], "affiliate", "{component}");
    }
}
