//! What addresses prove: repositories, pages, files of registries, and what stands in their place.

use serde_json::{Value, json};

use crate::attribution::{check, library};
use crate::program::report;

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
