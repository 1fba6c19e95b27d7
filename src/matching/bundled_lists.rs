//! Each entry of the bundled lists against the matcher: what it must catch, and what it must leave alone.

use crate::denylist::bundled;
use crate::denylist::model::{Attribution, Control, Identity, IdentityKind, Vendor};
use crate::inventory::{Mark, PartyRole, UrlRole};
use crate::matching::index::Index;
use crate::matching::namespace;
use crate::matching::stem::{Sort, Stem};

/// The ids of the vendors that a mark meets.
fn met(index: &Index<'_>, mark: &Mark<'_>) -> Vec<String> {
    let signs = index.classify(mark).signs;
    let vendor = |at: u32| bundled().vendors[at as usize].id.to_string();
    signs
        .iter()
        .map(|sign| vendor(sign.target.vendor))
        .collect()
}

/// A purl as a component that carries the identity would write it.
fn sample(identity: &Identity) -> Option<String> {
    let value = &identity.value;
    let purl = match identity.kind {
        IdentityKind::NpmScope => {
            format!("pkg:npm/%40{}/sample@1.0.0", value.trim_start_matches('@'))
        }
        IdentityKind::NpmPrefix => format!("pkg:npm/{value}-sample@1.0.0"),
        IdentityKind::MavenGroup => format!("pkg:maven/{value}.sample/sample@1.0.0"),
        IdentityKind::GoModule => format!("pkg:golang/{value}/sample@v1.0.0"),
        IdentityKind::PypiPrefix => format!("pkg:pypi/{value}sample@1.0.0"),
        IdentityKind::NugetPrefix => format!("pkg:nuget/{value}.Sample@1.0.0"),
        IdentityKind::CocoapodsPrefix => format!("pkg:cocoapods/{value}Sample@1.0.0"),
        IdentityKind::PackagistVendor => format!("pkg:composer/{value}/sample@1.0.0"),
        IdentityKind::DockerNamespace => {
            format!(
                "pkg:docker/{}/sample@1.0.0",
                value.replace('*', "cn-north-1")
            )
        }
        IdentityKind::OciHost => {
            let host = value.replace('*', "cn-north-1");
            format!("pkg:docker/{host}/team/sample@1.0.0")
        }
        IdentityKind::PurlNamespace => match value.split_once('/') {
            Some(("conda", channel)) => format!("pkg:conda/sample@1.0.0?channel={channel}"),
            _ => format!("pkg:{value}/sample@1.0.0"),
        },
        IdentityKind::Package => format!("{value}@1.0.0"),
        IdentityKind::ForgeOrganisation
        | IdentityKind::ForgeHost
        | IdentityKind::Domain
        | IdentityKind::Page
        | IdentityKind::EmailDomain
        | IdentityKind::Email
        | IdentityKind::CpeVendor
        | IdentityKind::CratesTeam
        | IdentityKind::CodeSigner => return None,
    };
    Some(purl)
}

/// Hand over the mark that an identity leaves; `None` for what needs more than its value, and is tested beside the matcher.
fn with_mark<T>(identity: &Identity, look: impl FnOnce(&Mark<'_>) -> T) -> Option<T> {
    let value = identity.value.as_ref();
    let role = PartyRole::Author;
    if let Some(purl) = sample(identity) {
        return Some(look(&Mark::Purl(&purl)));
    }
    Some(match identity.kind {
        IdentityKind::ForgeOrganisation | IdentityKind::ForgeHost | IdentityKind::Domain => {
            look(&Mark::Url {
                role: UrlRole::Vcs,
                url: &format!("https://{value}/sample"),
            })
        }
        IdentityKind::Page => {
            let rest = match value {
                front if front.ends_with('/') => "",
                accounts if accounts.ends_with('@') => "sample",
                _ => "/sample",
            };
            look(&Mark::Url {
                role: UrlRole::Website,
                url: &format!("https://www.{value}{rest}"),
            })
        }
        IdentityKind::EmailDomain => look(&Mark::Email {
            role,
            address: &format!("team@{value}"),
        }),
        IdentityKind::Email => look(&Mark::Email {
            role,
            address: value,
        }),
        IdentityKind::CpeVendor => {
            let name = match value.split_once(':') {
                Some(("o" | "h", _)) => format!("{value}:sample"),
                Some(_) => format!("o:{value}"),
                None => format!("o:{value}:sample"),
            };
            look(&Mark::Cpe(&format!("cpe:2.3:{name}:1.0:*:*:*:*:*:*:*")))
        }
        _ => return None,
    })
}

fn is_met(index: &Index<'_>, vendor: &Vendor, identity: &Identity) -> bool {
    let met = with_mark(identity, |mark| met(index, mark));
    met.is_none_or(|met| met.iter().any(|id| *id == vendor.id))
}

/// Hand over a mark of somebody else with the same stem.
fn with_neighbour<T>(stem: Stem<'_>, look: impl FnOnce(&Mark<'_>) -> T) -> T {
    let text = stem.text;
    match stem.sort {
        Sort::Purl | Sort::Page(_) => look(&Mark::Purl(&format!("{text}zz-9.unlisted@1.0"))),
        Sort::Cpe => look(&Mark::Cpe(&format!("{text}:zz9:1.0:*:*:*:*:*:*:*"))),
        Sort::Url(role) => look(&Mark::Url {
            role,
            url: &format!("{text}/zz9"),
        }),
        Sort::Name(role) => look(&Mark::Name { role, name: text }),
        Sort::Email(role) => look(&Mark::Email {
            role,
            address: &format!("zz9{text}"),
        }),
    }
}

#[test]
fn no_entry_hides_behind_what_its_neighbour_said() {
    let index = Index::new(bundled());
    let mut hidden = Vec::new();
    let mut n_stems = 0;
    let identities = bundled().vendors.iter();
    for identity in identities.flat_map(|vendor| vendor.identities.iter()) {
        with_mark(identity, |mark| {
            let Some(stem) = index.stem(mark) else { return };
            n_stems += 1;
            let is_hidden = with_neighbour(stem, |neighbour| {
                assert_eq!(index.stem(neighbour), Some(stem));
                met(&index, neighbour).is_empty() && !met(&index, mark).is_empty()
            });
            if is_hidden {
                hidden.push(format!("{mark:?}"));
            }
        });
    }
    assert!(hidden.is_empty(), "{hidden:#?}");
    assert!(n_stems > 500, "{n_stems} entries are told by a stem alone");
}

#[test]
fn every_look_alike_is_left_alone() {
    let index = Index::new(bundled());
    let mut wrong = Vec::new();
    for vendor in bundled().vendors.iter() {
        for purl in vendor
            .lookalikes
            .iter()
            .flat_map(|lookalike| lookalike.purls.iter())
        {
            if met(&index, &Mark::Purl(purl))
                .iter()
                .any(|id| *id == vendor.id)
            {
                wrong.push(format!("{}: {purl}", vendor.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_identity_catches_what_carries_it() {
    let index = Index::new(bundled());
    let mut missed = Vec::new();
    for vendor in bundled().vendors.iter() {
        for identity in vendor.identities.iter() {
            let hosting = identity.control == Control::HostingOnly;
            // A rented registry may stand at a domain of the vendor, which indicates it.
            let is_rented = hosting && identity.kind == IdentityKind::OciHost;
            if is_met(&index, vendor, identity) == hosting && !is_rented {
                missed.push(format!(
                    "{}: {} {}",
                    vendor.id, identity.kind, identity.value
                ));
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn an_account_is_met_wherever_a_registry_names_it() {
    let index = Index::new(bundled());
    for purl in [
        "pkg:github/acronis/sample@1.0",
        "pkg:githubactions/acronis/sample/init@v1",
        "pkg:golang/github.com/acronis/sample@v1.0.0",
        "pkg:swift/github.com/acronis/sample@1.0",
        "pkg:maven/io.github.acronis/sample@1.0",
        "pkg:docker/ghcr.io/acronis/sample@1.0",
        "pkg:docker/acronis/sample@1.0?repository_url=ghcr.io",
        "pkg:oci/sample?repository_url=ghcr.io/acronis/sample",
    ] {
        assert_eq!(met(&index, &Mark::Purl(purl)), ["acronis"], "{purl}");
    }
    for purl in [
        "pkg:docker/example.org/acronis/sample@1.0",
        "pkg:docker/ghcr.io/acronis-fans/sample@1.0",
        "pkg:githubactions/somebody/acronis@v1",
    ] {
        assert!(met(&index, &Mark::Purl(purl)).is_empty(), "{purl}");
    }
}

#[test]
fn the_maker_is_met_where_no_registry_gives_out_the_namespace() {
    let index = Index::new(bundled());
    for purl in [
        "pkg:generic/acronis/sample@1.0",
        "pkg:generic/Acronis/sample@1.0",
        "pkg:swid/Acronis/acronis.com/Sample@1.0?tag_id=1",
    ] {
        let signs = index.classify(&Mark::Purl(purl)).signs;
        let told = signs.iter().map(|sign| sign.attribution);
        assert_eq!(told.max(), Some(Attribution::Declared), "{purl}");
        let mut vendors = met(&index, &Mark::Purl(purl));
        vendors.dedup();
        assert_eq!(vendors, ["acronis"], "{purl}");
    }
    for purl in [
        "pkg:generic/acronis-fans/sample@1.0",
        "pkg:generic/sample/acronis@1.0",
    ] {
        assert!(met(&index, &Mark::Purl(purl)).is_empty(), "{purl}");
    }
}

#[test]
fn a_namespace_is_met_in_every_region() {
    let index = Index::new(bundled());
    for purl in [
        "pkg:docker/registry.us-west-1.aliyuncs.com/acs/sample@1.0",
        "pkg:docker/acs/sample@1.0?repository_url=registry-vpc.eu-central-1.aliyuncs.com",
        "pkg:oci/sample?repository_url=registry-cn-chengdu-vpc.ack.aliyuncs.com/acs/sample",
    ] {
        assert_eq!(met(&index, &Mark::Purl(purl)), ["alibaba"], "{purl}");
    }
    for purl in [
        "pkg:docker/registry.us-west-1.aliyuncs.com/acs-fans/sample@1.0",
        "pkg:docker/registry.us-west-1.example.com/acs/sample@1.0",
        "pkg:docker/acs/sample@1.0",
    ] {
        assert!(met(&index, &Mark::Purl(purl)).is_empty(), "{purl}");
    }
}

#[test]
fn a_registry_of_the_vendors_own_is_met_whole() {
    let index = Index::new(bundled());
    for (purl, expected) in [
        (
            "pkg:docker/repo.kcs.kaspersky.com/sample/sample@1.0",
            Attribution::Confirmed,
        ),
        (
            "pkg:oci/sample?repository_url=another-hub.byted.org/sample/sample",
            Attribution::Declared,
        ),
        (
            "pkg:oci/sample?repository_url=higress-registry.us-west-1.cr.aliyuncs.com/x/sample",
            Attribution::Confirmed,
        ),
    ] {
        let signs = index.classify(&Mark::Purl(purl)).signs;
        let told = signs.iter().map(|sign| sign.attribution);
        assert_eq!(told.max(), Some(expected), "{purl}");
    }
    for purl in [
        "pkg:docker/repo.kcs.kaspersky.com.example.org/sample/sample@1.0",
        "pkg:docker/notbyted.org/sample/sample@1.0",
        "pkg:docker/somebody-registry.us-west-1.cr.aliyuncs.com/higress/sample@1.0",
    ] {
        assert!(met(&index, &Mark::Purl(purl)).is_empty(), "{purl}");
    }
}

#[test]
fn an_image_without_a_purl_is_met_by_its_reference() {
    let index = Index::new(bundled());
    let ids = |found: &crate::matching::sign::Classified| -> Vec<String> {
        let signs = found.signs.iter();
        signs
            .map(|sign| {
                bundled().vendors[sign.target.vendor as usize]
                    .id
                    .to_string()
            })
            .collect()
    };
    for name in ["quay.io/ascend/sample", "docker.io/ascendai/sample:1.0"] {
        let found = namespace::classify_name(&index, name);
        assert_eq!(ids(&found), ["huawei"], "{name}");
    }
    let found = namespace::classify_group(&index, "docker.io/ascendai");
    assert_eq!(ids(&found), ["huawei"]);
    for name in ["ascendai/sample", "example.org/ascendai/sample", "ascendai"] {
        let found = namespace::classify_name(&index, name);
        assert!(found.signs.is_empty(), "{name}");
    }
    let found = namespace::classify_group(&index, "ascendai/sample");
    assert!(found.signs.is_empty());
}

#[test]
fn a_registry_is_one_by_its_names_inside_and_outside_its_cloud() {
    let index = Index::new(bundled());
    for purl in [
        "pkg:docker/registry-vpc.cn-beijing.aliyuncs.com/acs/sample@1.0",
        "pkg:docker/registry-internal.cn-beijing.aliyuncs.com/acs/sample@1.0",
        "pkg:docker/higress-registry-vpc.cn-hangzhou.cr.aliyuncs.com/x/sample@1.0",
    ] {
        assert_eq!(met(&index, &Mark::Purl(purl)), ["alibaba"], "{purl}");
    }
    for purl in [
        "pkg:docker/registry-vpc.cn-beijing.aliyuncs.com/somebody/sample@1.0",
        "pkg:docker/registry-internal.cn-beijing.aliyuncs.com/acs-fans/sample@1.0",
    ] {
        assert!(met(&index, &Mark::Purl(purl)).is_empty(), "{purl}");
    }
}

#[test]
fn what_a_mirror_hands_on_is_met_by_the_place_of_the_original() {
    let index = Index::new(bundled());
    for purl in [
        "pkg:docker/m.daocloud.io/docker.io/acronis-fans/sample@1.0",
        "pkg:docker/quay.example.com/ascend/sample@1.0",
        "pkg:docker/example.com/nacos/sample@1.0",
        "pkg:docker/nacos.example.com/sample@1.0",
    ] {
        assert!(met(&index, &Mark::Purl(purl)).is_empty(), "{purl}");
    }
    for purl in [
        "pkg:docker/m.daocloud.io/docker.io/ascendai/sample@1.0",
        "pkg:docker/docker.m.daocloud.io/ascendai/sample@1.0",
        "pkg:oci/sample?repository_url=quay.nju.edu.cn/ascend/sample",
        "pkg:oci/sample?repository_url=swr.cn-north-4.myhuaweicloud.com/mirrors/quay.io/ascend/sample",
    ] {
        let signs = index.classify(&Mark::Purl(purl)).signs;
        let told: Vec<_> = signs.iter().map(|sign| sign.attribution).collect();
        assert_eq!(told, [Attribution::Declared], "{purl}");
        assert_eq!(met(&index, &Mark::Purl(purl)), ["huawei"], "{purl}");
    }
}

#[test]
fn a_channel_is_met_by_its_name_and_by_its_address() {
    let index = Index::new(bundled());
    for channel in [
        "paddle",
        "Paddle",
        "https://conda.anaconda.org/paddle",
        "https://conda.anaconda.org/paddle/linux-64",
        "https%3A%2F%2Fmirrors.example.org%2Fanaconda%2Fcloud%2FPaddle%2F",
    ] {
        let purl = format!("pkg:conda/sample@1.0?build=0&channel={channel}&subdir=linux-64");
        assert_eq!(met(&index, &Mark::Purl(&purl)), ["baidu"], "{purl}");
    }
    for purl in [
        "pkg:conda/sample@1.0?channel=conda-forge",
        "pkg:conda/sample@1.0?channel=https://example.org/paddle/main/linux-64",
        "pkg:npm/sample@1.0?channel=paddle",
    ] {
        assert!(met(&index, &Mark::Purl(purl)).is_empty(), "{purl}");
    }
}

#[test]
fn a_program_is_met_in_every_format_of_packages() {
    let index = Index::new(bundled());
    for purl in [
        "pkg:deb/debian/linuxqq@3.2",
        "pkg:rpm/fedora/linuxqq@3.2",
        "pkg:alpm/arch/linuxqq@3.2",
    ] {
        let mut vendors = met(&index, &Mark::Purl(purl));
        vendors.dedup();
        assert_eq!(vendors, ["tencent"], "{purl}");
    }
    for purl in ["pkg:deb/debian/linuxqq-fans@3.2", "pkg:npm/linuxqq@3.2"] {
        assert!(met(&index, &Mark::Purl(purl)).is_empty(), "{purl}");
    }
}

#[test]
fn a_librarys_name_in_a_distribution_leads_to_its_own_registry() {
    let index = Index::new(bundled());
    for (purl, expected) in [
        ("pkg:deb/debian/python3-oss2@2.0", "alibaba"),
        ("pkg:rpm/fedora/python3.12-oss2@2.0", "alibaba"),
        ("pkg:rpm/opensuse/python311-oss2@2.0", "alibaba"),
        ("pkg:apk/alpine/py3-oss2@2.0", "alibaba"),
        ("pkg:alpm/arch/python-oss2@2.0", "alibaba"),
        ("pkg:conda/oss2@2.0?channel=conda-forge", "alibaba"),
        ("pkg:deb/debian/librust-faststr-dev@0.2", "bytedance"),
        (
            "pkg:deb/debian/librust-faststr-0.2+serde-dev@0.2",
            "bytedance",
        ),
        ("pkg:rpm/fedora/rust-faststr+default-devel@0.2", "bytedance"),
        ("pkg:deb/debian/librust-rspack-core-dev@0.103", "bytedance"),
        ("pkg:rpm/fedora/rapidjson-debuginfo@1.1", "tencent"),
        ("pkg:alpm/arch/linuxqq-bin@3.2", "tencent"),
        (
            "pkg:rpm/alinux/java-11-alibaba-dragonwell-devel@11",
            "alibaba",
        ),
        ("pkg:brew/rapidjson@1.1", "tencent"),
        ("pkg:deb/uos/com.tencent.sample@1.0", "tencent"),
        ("pkg:generic/com.Tencent.Sample@1.0", "tencent"),
        (
            "pkg:deb/debian/golang-github-aliyun-aliyun-sample-sdk-dev@1.0",
            "alibaba",
        ),
    ] {
        let signs = index.classify(&Mark::Purl(purl)).signs;
        let told = signs.iter().map(|sign| sign.attribution);
        assert_eq!(told.max(), Some(Attribution::Declared), "{purl}");
        let mut vendors = met(&index, &Mark::Purl(purl));
        vendors.dedup();
        assert_eq!(vendors, [expected], "{purl}");
    }
    for purl in [
        "pkg:deb/debian/python3-oss2-fans@2.0",
        "pkg:deb/debian/pythonoss2@2.0",
        "pkg:deb/debian/ruby-oss2@2.0",
        "pkg:deb/debian/librust-faststring-dev@1.0",
        "pkg:deb/debian/com.tencentfans.sample@1.0",
        "pkg:npm/com.tencent.sample@1.0",
        "pkg:brew/python3-oss2@2.0",
    ] {
        assert!(met(&index, &Mark::Purl(purl)).is_empty(), "{purl}");
    }
}

#[test]
fn the_pod_of_a_flutter_plugin_is_the_plugins() {
    let index = Index::new(bundled());
    for (purl, expected) in [
        ("pkg:cocoapods/tencent_cloud_chat_sdk@8.0.5901", "tencent"),
        ("pkg:cocoapods/huawei_push@6.11.0", "huawei"),
        ("pkg:cocoapods/flutter_boost@0.0.2", "alibaba"),
    ] {
        let signs = index.classify(&Mark::Purl(purl)).signs;
        let told = signs.iter().map(|sign| sign.attribution);
        assert_eq!(told.max(), Some(Attribution::Declared), "{purl}");
        assert_eq!(met(&index, &Mark::Purl(purl)), [expected], "{purl}");
    }
    for purl in [
        "pkg:cocoapods/huawei_push_fans@1.0.0",
        "pkg:cocoapods/Huawei_Push@1.0.0",
        "pkg:cocoapods/zvecfans@1.0.0",
        "pkg:npm/huawei_push@1.0.0",
    ] {
        assert!(met(&index, &Mark::Purl(purl)).is_empty(), "{purl}");
    }
}

#[test]
fn a_crate_is_one_crate_under_both_spellings_of_its_dashes() {
    let index = Index::new(bundled());
    for purl in [
        "pkg:cargo/sonic-rs@0.5.10",
        "pkg:cargo/sonic_rs@0.5.10",
        "pkg:cargo/rspack-core@0.103.0",
        "pkg:cargo/rspack_core@0.103.0",
    ] {
        assert_eq!(met(&index, &Mark::Purl(purl)), ["bytedance"], "{purl}");
    }
    for purl in [
        "pkg:cargo/sonicrs@0.5.10",
        "pkg:cargo/sonic_rs_fans@0.5.10",
        "pkg:npm/sonic_rs@0.5.10",
    ] {
        assert!(met(&index, &Mark::Purl(purl)).is_empty(), "{purl}");
    }
}

#[test]
fn a_go_library_of_a_distribution_is_met_by_its_import_path() {
    let index = Index::new(bundled());
    for purl in [
        "pkg:deb/debian/golang-github-aliyun-sample-dev@1.0",
        "pkg:rpm/fedora/golang-github-Aliyun-sample@1.0",
    ] {
        assert_eq!(met(&index, &Mark::Purl(purl)), ["alibaba"], "{purl}");
    }
    for purl in [
        "pkg:deb/debian/golang-github-aliyunfans-sample-dev@1.0",
        "pkg:deb/debian/golang-github-denverdino-aliyungo-dev@1.0",
        "pkg:deb/debian/golang-github-aliyun@1.0",
        "pkg:deb/debian/golang-example-aliyun-sample-dev@1.0",
        "pkg:pypi/golang-github-aliyun-sample@1.0",
    ] {
        assert!(met(&index, &Mark::Purl(purl)).is_empty(), "{purl}");
    }
}

#[test]
fn an_owner_that_may_end_elsewhere_in_a_go_library_is_only_indicated() {
    let index = Index::new(bundled());
    for (purl, expected) in [
        (
            "pkg:deb/debian/golang-github-aliyun-sample-dev@1.0",
            Attribution::Declared,
        ),
        (
            "pkg:rpm/fedora/golang-github-aliyun-sample-devel@1.0",
            Attribution::Declared,
        ),
        (
            "pkg:deb/debian/golang-github-aliyun-fans-sample-dev@1.0",
            Attribution::Indicated,
        ),
    ] {
        let signs = index.classify(&Mark::Purl(purl)).signs;
        let told = signs.iter().map(|sign| sign.attribution);
        assert_eq!(told.max(), Some(expected), "{purl}");
    }
}

#[test]
fn every_name_is_met_by_a_supplier_of_that_name() {
    let index = Index::new(bundled());
    let mut missed = Vec::new();
    for vendor in bundled().vendors.iter() {
        for name in vendor.names.iter() {
            let mark = Mark::Name {
                role: PartyRole::Supplier,
                name: &name.value,
            };
            if !met(&index, &mark).iter().any(|id| *id == vendor.id) {
                missed.push(format!("{}: {}", vendor.id, name.value));
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}
