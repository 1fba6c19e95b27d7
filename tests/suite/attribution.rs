//! How we know, through the program: what each field of a component proves, and what never proves anything.

use serde_json::{Value, json};

use crate::program::report;

/// A document with one component, and the report on it.
fn judged(component: &Value) -> (String, Value) {
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
fn people_and_customers_are_not_the_vendor() {
    let page = |kind: &str, url: &str| {
        library(json!({"purl": "pkg:pypi/x@1", "externalReferences": [{"type": kind, "url": url}]}))
    };
    check(
        library(json!({"purl": "pkg:pypi/x@1", "author": "Hua Wei"})),
        &["huawei indicated"],
    );
    check(
        library(json!({"purl": "pkg:pypi/x@1", "author": "Wei Hua"})),
        &[],
    );
    check(
        page(
            "vcs",
            "https://codehub.devcloud.cn-north-4.huaweicloud.com/acme/x.git",
        ),
        &[],
    );
    check(
        page("website", "https://acme.obs.cn-north-4.myhuaweicloud.com/"),
        &[],
    );
    check(page("vcs", "https://notkaspersky.com/x"), &[]);
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
fn an_address_is_where_it_leads_and_no_more() {
    let page = |url: &str| {
        library(
            json!({"purl": "pkg:pypi/x@1", "externalReferences": [{"type": "website", "url": url}]}),
        )
    };
    for url in [
        "https://example.com/?project=https://github.com/KasperskyLab/uif",
        "https://example.com#https://github.com/KasperskyLab/uif",
        "https://github.com@example.com/KasperskyLab/uif",
    ] {
        check(page(url), &[]);
    }
    check(
        page("https://github.com/%4BasperskyLab/uif"),
        &["kaspersky declared"],
    );
    // A mailbox is no page: whoever has it may work on anything.
    check(page("mailto:ivan@kaspersky.com"), &["kaspersky indicated"]);
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
fn an_alias_is_met_by_the_file_of_the_package_that_it_stands_for() {
    let with_file = |purl: &str, file: &str| {
        let file =
            json!([{"type": "distribution", "url": format!("https://registry.npmjs.org/{file}")}]);
        library(json!({"purl": purl, "externalReferences": file}))
    };
    let (vendors, strangers) = ("@alicloud/x/-/x-1.0.0.tgz", "acme-oss/-/acme-oss-1.0.0.tgz");
    let alias = "pkg:npm/acme-oss@1.0.0";
    check(with_file(alias, vendors), &["alibaba indicated"]);
    check(with_file(alias, strangers), &[]);
    check(
        with_file("pkg:npm/%40alicloud/x@1.0.0", vendors),
        &["alibaba confirmed"],
    );
    check(
        with_file("pkg:npm/%40alicloud/x@1.0.0", strangers),
        &["alibaba confirmed"],
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
fn an_image_is_met_however_its_account_is_called() {
    for (purl, expected) in [
        (
            "pkg:oci/alibaba?repository_url=ghcr.io/alibaba",
            "alibaba confirmed",
        ),
        (
            "pkg:docker/ghcr.io/alibaba/ice.js/web@1",
            "alibaba confirmed",
        ),
        (
            "pkg:docker/mirrors.tencent.com/quay.io/acme/x@1",
            "tencent indicated",
        ),
        (
            "pkg:docker/registry.sensetime.com/acme/x@1",
            "sensetime declared",
        ),
        (
            "pkg:docker/registry.sensetime.com/library/nginx@1",
            "sensetime indicated",
        ),
        (
            "pkg:docker/dockerproxy.net/ascendai/cann@1",
            "huawei declared",
        ),
        (
            "pkg:oci/cann?repository_url=quay.io//ascend/./cann",
            "huawei confirmed",
        ),
        (
            "pkg:oci/x?repository_url=100.79.1.215:20202/hwofficial/x",
            "huawei declared",
        ),
    ] {
        let (_, report) = judged(&library(json!({"purl": purl, "type": "container"})));
        let found = &report["findings"][0];
        let said = [&found["vendor"]["id"], &found["attribution"]]
            .map(|text| text.as_str().unwrap_or_default());
        assert_eq!(said.join(" "), expected, "{purl}");
    }
    let elsewhere = "pkg:oci/x?repository_url=registry.example.com";
    let component = json!({"type": "container", "name": "nacos/x", "purl": elsewhere});
    check(component, &[]);
    // A letter that is longer in upper case.
    check(
        library(json!({"purl": "pkg:maven/Com.dingtal%E2%84%AA/x@1"})),
        &["alibaba confirmed"],
    );
}

#[test]
fn a_package_in_place_of_an_address_says_what_an_address_does() {
    let stranger = |address: &str| {
        library(json!({"purl": "pkg:npm/%40stranger/klara@1",
            "externalReferences": [{"type": "vcs", "url": address}]}))
    };
    for address in [
        "https://github.com/KasperskyLab/klara",
        "pkg:github/KasperskyLab/klara",
    ] {
        check(stranger(address), &["kaspersky indicated"]);
    }
    let generic = "pkg:generic/x?vcs_url=git%2Bhttps://github.com/KasperskyLab/klara";
    check(stranger(generic), &["kaspersky indicated"]);
    let nested = "pkg:npm/a@1?vcs_url=".repeat(20_000) + "pkg:npm/a";
    check(stranger(&nested), &[]);
    check(library(json!({"purl": nested})), &[]);
}

#[test]
fn a_copy_of_a_registry_has_the_packages_of_the_registry() {
    for (place, expected) in [
        ("https://registry.npmmirror.com", "baidu declared"),
        ("https://mirrors.cloud.tencent.com/npm/", "baidu declared"),
        ("https://npm.example.com", "baidu indicated"),
    ] {
        let purl = format!("pkg:npm/echarts-gl@2.1.0?repository_url={place}");
        check(library(json!({"purl": purl})), &[expected]);
    }
}

#[test]
fn what_everybody_may_put_on_a_vendors_domain_is_not_the_vendors() {
    let component = |at: usize, kind: &str, url: &str| {
        json!({"type": "library", "name": "x", "version": "1", "purl": format!("pkg:pypi/x{at}@1"),
            "externalReferences": [{"type": kind, "url": url}]})
    };
    let everybodys = [
        "https://www.baidu.com",
        "http://www.baidu.com/",
        "https://www.baidu.com/?tn=x",
        "https://pan.baidu.com/s/1x",
        "https://aistudio.baidu.com/aistudio/projectdetail/1",
        "https://alidocs.dingtalk.com/i/p/x",
        "https://developer.aliyun.com/article/1",
        "https://modelscope.cn/models/acme/x",
        "https://mp.weixin.qq.com/s/x",
        "https://cloud.tencent.com/developer/article/1",
        "https://bbs.huaweicloud.com/blogs/1",
        "https://acme.feishu.cn/wiki/x",
        "https://www.tiktok.com/@acme",
    ];
    let vendors = [
        ("https://ai.baidu.com/", "baidu"),
        ("https://www.baidu.com/duty", "baidu"),
        ("https://aistudio.baidu.com/", "baidu"),
        ("https://developer.aliyun.com/sdk", "alibaba"),
        ("https://modelscope.cn/", "alibaba"),
        ("https://cloud.tencent.com/solution", "tencent"),
        ("https://open.feishu.cn/", "bytedance"),
        ("https://bytedance.feishu.cn/wiki/x", "bytedance"),
        ("https://www.tiktok.com/business", "bytedance"),
    ];
    for (at, url) in everybodys.into_iter().enumerate() {
        check(component(at, "website", url), &[]);
    }
    for (at, (url, vendor)) in vendors.into_iter().enumerate() {
        let expected = format!("{vendor} declared");
        check(component(at, "website", url), &[expected.as_str()]);
    }
    // All in one document, each place beside the next, which must not be taken for it.
    let urls = vendors.map(|(url, _)| url).into_iter().chain(everybodys);
    let components: Vec<Value> = urls
        .enumerate()
        .map(|(at, url)| component(at, "website", url))
        .collect();
    for components in [
        components.clone(),
        components.into_iter().rev().collect::<Vec<_>>(),
    ] {
        let document =
            json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": components});
        let report = report(
            &["--profile", "strict", "-"],
            document.to_string().as_bytes(),
        );
        let findings = report["findings"].as_array().expect("a list");
        assert_eq!(findings.len(), vendors.len());
    }
    // Strangers name the page of a product as the home page of what they make for it.
    for (url, expected) in [
        ("https://cloud.tencent.com/product/cos", "tencent indicated"),
        ("https://www.aliyun.com/product/oss", "alibaba indicated"),
        ("https://open.feishu.cn/document/x", "bytedance declared"),
    ] {
        check(component(0, "website", url), &[expected]);
    }
    // An organisation is found at its front page.
    let supplied = json!({"name": "x", "supplier": {"url": ["https://www.baidu.com/"]}});
    check(library(supplied), &["baidu declared"]);
}

#[test]
fn an_address_in_a_registry_tells_the_package_where_no_purl_does() {
    let at = |kind: &str, url: &str| {
        json!({"type": "library", "name": "x", "version": "1",
            "externalReferences": [{"type": kind, "url": url}]})
    };
    for (kind, url, expected) in [
        (
            "distribution",
            "https://registry.npmjs.org/@alicloud/x/-/x-1.0.0.tgz",
            "alibaba declared",
        ),
        (
            "website",
            "https://www.npmjs.com/package/@alicloud/x",
            "alibaba declared",
        ),
        (
            "website",
            "https://pypi.org/project/aliyun-python-sdk-core/",
            "alibaba declared",
        ),
        (
            "distribution",
            "https://repo1.maven.org/maven2/com/alibaba/fastjson/1.2.83/fastjson-1.2.83.jar",
            "alibaba declared",
        ),
        (
            "website",
            "https://pkg.go.dev/github.com/cloudwego/hertz@v0.9.0",
            "bytedance declared",
        ),
        (
            "website",
            "https://hub.docker.com/r/ascendai/cann",
            "huawei declared",
        ),
    ] {
        check(at(kind, url), &[expected]);
    }
    check(at("website", "https://www.npmjs.com/package/acme"), &[]);
    check(
        at("documentation", "https://www.npmjs.com/package/@alicloud/x"),
        &[],
    );
    // A purl says itself what the package is; the page may be that of another.
    let page = json!([{"type": "website", "url": "https://www.npmjs.com/package/@alicloud/x"}]);
    let own = "pkg:npm/acme-oss@1";
    let wrapper = |more: Value| {
        let mut component = json!({"type": "library", "name": "acme-oss", "version": "1", "externalReferences": page});
        let fields = component.as_object_mut().expect("an object");
        fields.extend(more.as_object().cloned().expect("an object"));
        component
    };
    check(wrapper(json!({"purl": own})), &[]);
    check(wrapper(json!({"bom-ref": own})), &[]);
    let identity = json!([{"field": "purl", "concludedValue": own, "confidence": 1}]);
    check(wrapper(json!({"evidence": {"identity": identity}})), &[]);
    for more in [
        json!({"properties": [{"name": "spdx:external-reference:package-manager:purl", "value": own}]}),
        json!({"group": "@acme"}),
        json!({"name": "@acme/oss"}),
    ] {
        check(wrapper(more), &["alibaba indicated"]);
    }
    // These say nothing of a registry.
    for purl in [
        "pkg:generic/acme-oss@1",
        "PKG://Generic/acme-oss",
        "pkg:swid/acme-oss",
        "pkg:",
        "acme-oss",
    ] {
        check(wrapper(json!({"purl": purl})), &["alibaba declared"]);
        check(wrapper(json!({"bom-ref": purl})), &["alibaba declared"]);
    }
    let both = json!([{"type": "website", "url": "https://www.npmjs.com/package/@alicloud/x"},
        {"type": "distribution", "url": "https://registry.npmjs.org/acme-oss/-/acme-oss-1.0.0.tgz"}]);
    check(
        wrapper(json!({"externalReferences": both})),
        &["alibaba indicated"],
    );
    let model = json!([{"type": "website", "url": "https://huggingface.co/Qwen/Qwen2.5-7B"}]);
    check(
        wrapper(json!({"group": "acme", "externalReferences": model})),
        &["alibaba indicated"],
    );
    check(
        wrapper(json!({"group": "qwen", "externalReferences": model})),
        &["alibaba declared"],
    );
    let file = "https://repo1.maven.org/maven2/com/alibaba/fastjson/1.2.83/fastjson-1.2.83.jar";
    let generic = format!("pkg:generic/fastjson?download_url={file}");
    check(library(json!({"purl": generic})), &["alibaba declared"]);
    let service = json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"name": "x"}],
        "services": [{"name": "x", "endpoints": ["https://registry.npmjs.org/@alicloud/x"]}]});
    let report = report(
        &["--profile", "strict", "-"],
        service.to_string().as_bytes(),
    );
    assert_eq!(report["findings"], json!([]));
}

#[test]
fn a_foreign_repository_takes_nothing_from_a_package_of_the_lists() {
    let repository = json!([{"type": "vcs", "url": "https://github.com/acme/x"}]);
    for (purl, expected) in [
        ("pkg:pypi/pulumi-huaweicloud@1", "huawei declared"),
        ("pkg:npm/egg@3", "alibaba declared"),
    ] {
        let component = json!({"purl": purl, "externalReferences": repository});
        check(library(component), &[expected]);
    }
}

#[test]
fn a_reference_that_is_a_purl_tells_the_package_where_no_purl_does() {
    let referred = |reference: &str, purl: Option<&str>| json!({"type": "library", "bom-ref": reference, "name": "x", "version": "1", "purl": purl});
    let purl = "pkg:npm/%40alicloud/x@1";
    check(referred(purl, None), &["alibaba declared"]);
    check(referred(purl, Some("pkg:npm/x@1")), &[]);
    check(
        referred(&purl.replace("pkg:", "PKG:"), None),
        &["alibaba declared"],
    );
    check(referred("@alicloud/x@1", None), &[]);
    check(
        referred(purl, Some("pkg:generic/x@1")),
        &["alibaba declared"],
    );
    let mut fork = referred(purl, None);
    fork["externalReferences"] = json!([{"type": "vcs", "url": "https://github.com/acme/x"}]);
    check(fork, &["alibaba indicated"]);
}

#[test]
fn an_image_out_of_an_archive_is_met_by_the_tag_that_trivy_keeps() {
    let image = |tag: &str| {
        json!({"type": "container", "name": "terway.tar",
            "properties": [{"name": "aquasecurity:trivy:RepoTag", "value": tag}]})
    };
    let acs = "registry.cn-hangzhou.aliyuncs.com/acs/terway:v1.0";
    check(image(acs), &["alibaba declared"]);
    check(image("ascendai/cann:8.0"), &["huawei declared"]);
    let elsewhere = json!({"type": "container", "name": "nginx", "purl": "pkg:oci/nginx?repository_url=quay.io/acme/nginx",
        "properties": [{"name": "aquasecurity:trivy:RepoTag", "value": acs}]});
    check(elsewhere, &["alibaba indicated"]);
    for tag in [
        "registry.cn-hangzhou.aliyuncs.com/acme/terway:v1.0",
        "nginx:1.27",
        "<none>:<none>",
        "",
    ] {
        check(image(tag), &[]);
    }
}

#[test]
fn accounts_of_a_forge_are_told_whatever_the_case_of_their_letters() {
    for purl in [
        "pkg:githubactions/TencentCloud/cos-action@v1",
        "pkg:golang/github.com/TencentCloud/x@v1.0.0",
    ] {
        check(library(json!({"purl": purl})), &["tencent confirmed"]);
    }
}

#[test]
fn providers_of_terraform_are_those_of_the_account_that_publishes_them() {
    for purl in [
        "pkg:terraform/aliyun/alicloud@1.240.0",
        "pkg:terraform/registry.terraform.io/aliyun/alicloud@1.240.0",
        "pkg:terraform/registry.opentofu.org/Aliyun/alicloud@1.240.0",
        "pkg:terraform/registry.terraform.io/providers/aliyun/alicloud@1.240.0",
        "pkg:terraform/aliyun/alicloud?repository_url=https://registry.terraform.io",
    ] {
        check(library(json!({"purl": purl})), &["alibaba confirmed"]);
    }
    // Syft gives them a name and no package URL.
    let named = |name: &str| json!({"type": "library", "name": name, "version": "1.240.0"});
    check(
        named("registry.terraform.io/aliyun/alicloud"),
        &["alibaba declared"],
    );
    for name in [
        "registry.terraform.io/opentelekomcloud/opentelekomcloud",
        "app.terraform.io/aliyun/alicloud",
    ] {
        check(named(name), &[]);
    }
    for elsewhere in [
        "pkg:terraform/app.terraform.io/aliyun/alicloud@1.240.0",
        "pkg:terraform/aliyun/alicloud?repository_url=https://terraform.acme.example",
    ] {
        check(library(json!({"purl": elsewhere})), &[]);
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
fn a_registry_at_the_vendors_domain_indicates() {
    let image = |purl: &str| library(json!({"type": "container", "purl": purl}));
    for purl in [
        "pkg:oci/x@sha256:0a?repository_url=registry.kaspersky.com/any/x",
        "pkg:docker/registry.kaspersky.com/any/x@1",
    ] {
        check(image(purl), &["kaspersky indicated"]);
    }
    // Where customers push, the host says nothing.
    for purl in [
        "pkg:docker/swr.cn-north-4.myhuaweicloud.com/any/x@1",
        "pkg:docker/registry.not-kaspersky.com/any/x@1",
    ] {
        check(image(purl), &[]);
    }
}

#[test]
fn an_image_is_met_by_its_name_where_no_purl_says_its_place() {
    let image = |rest: Value| {
        let mut component = library(rest);
        component["type"] = json!("container");
        component
    };
    for (rest, expected) in [
        (json!({"name": "quay.io/ascend/x:1.0"}), "huawei declared"),
        (
            json!({"name": "docker://quay.io/ascend/x@sha256:0a"}),
            "huawei declared",
        ),
        (json!({"name": "ascendai/x:1.0"}), "huawei declared"),
        // A group may be any project's.
        (
            json!({"group": "ascendai", "name": "x"}),
            "huawei indicated",
        ),
        (
            json!({"name": "m.daocloud.io/quay.io/ascend/x"}),
            "huawei declared",
        ),
        (
            json!({"name": "quay.io/ascend/x", "purl": "pkg:oci/x@sha256:0a?arch=amd64"}),
            "huawei declared",
        ),
        (json!({"name": "hengyunabc/arthas:1"}), "alibaba declared"),
    ] {
        check(image(rest), &[expected]);
    }
    for rest in [
        json!({"name": "ascendai"}),
        json!({"name": "docker.io/ascendai"}),
        json!({"name": "x/ascendai"}),
        json!({"name": "example.com/ascendai/x:1.0"}),
        json!({"name": "/tmp/ascendai/x.tar"}),
        json!({"name": "quay.io/other/x", "purl": "pkg:oci/x@sha256:0a?arch=amd64"}),
        json!({"name": "quay.io/ascend/x", "purl": "pkg:oci/x?repository_url=quay.io/other/x"}),
        json!({"name": "hengyunabc/arthas-fans"}),
    ] {
        check(image(rest), &[]);
    }
    // A library's name of two words is none of an image.
    check(library(json!({"name": "ascendai/x"})), &[]);
}

#[test]
fn an_image_is_met_by_the_groups_of_its_account() {
    let image = |purl: &str| library(json!({"type": "container", "purl": purl}));
    for purl in [
        "pkg:oci/cann?repository_url=swr.cn-southwest-2.myhuaweicloud.com/base_image/ascend-ci/cann",
        "pkg:docker/swr.cn-north-12.myhuaweicloud.com/base_image/ascend-ci/nested/x@1",
        "pkg:oci/x?repository_url=ghcr.io/Huawei-CSL/nested/x",
        "pkg:docker/docker.pkg.github.com/huawei-csl/repository/x@1",
    ] {
        check(image(purl), &["huawei confirmed"]);
    }
    for purl in [
        "pkg:docker/swr.cn-southwest-2.myhuaweicloud.com/base_image/ascend-ci@1",
        "pkg:docker/swr.cn-southwest-2.myhuaweicloud.com/base_image/dockerhub/x@1",
        "pkg:docker/swr.cn-southwest-2.myhuaweicloud.com/other/ascend-ci/x@1",
        "pkg:docker/registry.gitlab.com/huawei-csl/x@1",
    ] {
        check(image(purl), &[]);
    }
}

/// No list names these companies: they belong to a vendor that lists name, whatever name a document has for them.
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

#[test]
fn what_a_vendor_has_in_one_region_is_anybodys_in_another() {
    let image = |purl: &str| library(json!({"type": "container", "purl": purl}));
    for (purl, expected) in [
        (
            "pkg:docker/registry-vpc.cn-hangzhou.aliyuncs.com/netaxe/x@1",
            "iflytek confirmed",
        ),
        (
            "pkg:docker/agentkit-cn-beijing.cr.volces.com/base/x@1",
            "bytedance confirmed",
        ),
        (
            "pkg:docker/cr-cn-beijing.volces.com/cello/x@1",
            "bytedance confirmed",
        ),
    ] {
        check(image(purl), &[expected]);
    }
    for purl in [
        "pkg:docker/registry.cn-beijing.aliyuncs.com/netaxe/x@1",
        "pkg:docker/registry.us-west-1.aliyuncs.com/service-catalog/x@1",
        "pkg:docker/agentkit-cn-shanghai.cr.volces.com/base/x@1",
        "pkg:docker/veadk-cn-shanghai.cr.volces.com/base/x@1",
        "pkg:docker/cr-cn-shanghai.volces.com/cello/x@1",
        // A name that a manual gives to what its reader builds is no account.
        "pkg:docker/deenclave/x@1",
    ] {
        check(image(purl), &[]);
    }
}

#[test]
fn accounts_of_a_forge_are_met_by_repository_and_module() {
    let source = |url: &str| library(json!({"externalReferences": [{"type": "vcs", "url": url}]}));
    check(
        source("https://gitcode.com/HuaweiCloud/x.git"),
        &["huawei declared"],
    );
    check(
        library(json!({"purl": "pkg:golang/gitcode.com/mindspore/x/y@v1.0.0"})),
        &["huawei confirmed"],
    );
    for stranger in ["huawei-fans", "huawei_programmer_011", "mindspore-course"] {
        check(source(&format!("https://gitcode.com/{stranger}/x")), &[]);
    }
}

#[test]
fn a_copy_in_a_vendors_registry_is_not_the_vendors() {
    let image = |purl: &str| library(json!({"type": "container", "purl": purl}));
    check(
        image("pkg:docker/mirrors.tencent.com/ci/x@1"),
        &["tencent declared"],
    );
    for purl in [
        "pkg:docker/mirrors.tencent.com/k8s.gcr.io/etcd@1",
        "pkg:oci/etcd?repository_url=mirrors.tencent.com/k8s.gcr.io/etcd",
    ] {
        check(image(purl), &["tencent indicated"]);
    }
}

#[test]
fn what_customers_of_a_cloud_keep_in_its_registry_is_not_the_clouds() {
    for group in [
        "registry.baidubce.com/somebody",
        "hub.baidubce.com/somebody",
        "ccr-0a1b2c3d-pub.cnc.bj.baidubce.com/somebody",
        "ccr.ccs.tencentyun.com/somebody",
    ] {
        check(library(json!({"name": "x", "group": group})), &[]);
    }
    let own = "ccr-2vdh3abv-pub.cnc.bj.baidubce.com/paddlepaddle";
    check(
        library(json!({"name": "x", "group": own})),
        &["baidu declared"],
    );
}
