//! Images of containers: by account, registry, region, name and tag.

use serde_json::{Value, json};

use crate::attribution::{check, judged, library};

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
