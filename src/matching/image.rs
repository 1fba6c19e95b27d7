//! Container images: which registry serves them, and under whose namespace.

mod copied;
mod mirror;

use core::net::Ipv4Addr;

use crate::identifier;
pub(super) use crate::identifier::{
    image_place as place, image_reference as reference, whole_image as whole,
};
pub(super) use crate::matching::image::copied::{holds_copies, is_copy};
pub(super) use crate::matching::image::mirror::originals;

/// Registries in which nobody but the account of a forge may push under its name.
///
/// Documentation: [GitHub][github] and its [former registry][packages], [GitLab][gitlab].
///
/// [github]: https://docs.github.com/en/packages/working-with-a-github-packages-registry/working-with-the-container-registry
/// [packages]: https://docs.github.com/en/packages/working-with-a-github-packages-registry/migrating-to-the-container-registry-from-the-docker-registry
/// [gitlab]: https://docs.gitlab.com/user/packages/container_registry/
const OF_FORGES: [(&str, &str); 3] = [
    ("docker.pkg.github.com", "github.com"),
    ("ghcr.io", "github.com"),
    ("registry.gitlab.com", "gitlab.com"),
];

/// Clouds whose registries have a name of their own inside the cloud's network, and how it ends: Alibaba Cloud's pages on
/// its registry name `registry-vpc` and `registry-internal` beside `registry`, with the same namespaces.
const INSIDE: [(&str, &[&str]); 2] = [
    ("aliyuncs.com", &["-vpc", "-internal"]),
    ("tencentcloudcr.com", &["-vpc", "-internal"]),
];

/// The image that a component names where no purl says its place: a reference as `docker pull` takes it, without
/// scheme, tag and digest. `None` for a text that names no registry and no account.
pub(super) fn named(group: Option<&str>, name: &str) -> Option<String> {
    let name = identifier::untagged_image(name);
    let group = group.map(str::trim).filter(|group| !group.is_empty());
    let reference = match group.filter(|_| !names_registry(name)) {
        Some(group) => format!("{group}/{name}"),
        None => name.to_owned(),
    };
    let n_segments = reference.split('/').count();
    let is_whole = identifier::is_image_reference(&reference);
    // Docker Hub has accounts and their images, and nothing below.
    let is_placed = names_registry(&reference) || n_segments == 2 && !is_registry_of(&reference);
    (is_whole && is_placed).then_some(reference)
}

/// The names of a registry by which lists may call it: its own, the one outside its cloud's network, another that it
/// has, and all with any region in them.
pub(super) fn endpoints(host: &str) -> Vec<String> {
    let mut hosts = vec![host.to_owned()];
    hosts.extend(from_outside(host));
    let others: Vec<_> = hosts.iter().filter_map(|host| also_called(host)).collect();
    hosts.extend(others.into_iter().map(str::to_owned));
    let in_any_region: Vec<_> = hosts
        .iter()
        .filter_map(|host| identifier::in_any_region(host))
        .collect();
    hosts.extend(in_any_region);
    hosts
}

/// The names of a registry that a reference calls by its address inside the cloud's network: that of [Huawei Cloud] is
/// known by its port, and says nothing of the region.
///
/// [Huawei Cloud]: https://github.com/huaweicloud/huaweicloud-sdk-java-v3/blob/master/services/swr/src/main/java/com/huaweicloud/sdk/swr/v2/model/ShowReposResp.java
pub(super) fn at_address(reference: &str) -> Option<&'static str> {
    let (address, port) = reference.split_once('/')?.0.split_once(':')?;
    let [first, second, ..] = address.parse::<Ipv4Addr>().ok()?.octets();
    let is_inside = first == 10 || first == 100 && (64..128).contains(&second);
    (port == "20202" && is_inside).then_some("swr.*.myhuaweicloud.com")
}

/// A registry under the name that it has outside the network of its cloud, where that is another.
fn from_outside(host: &str) -> Option<String> {
    let (first, domain) = host.split_once('.')?;
    let (_, ends) = INSIDE
        .iter()
        .find(|(cloud, _)| identifier::parents(domain).any(|parent| parent == *cloud))?;
    let first = ends.iter().find_map(|end| first.strip_suffix(end))?;
    Some(format!("{first}.{domain}"))
}

/// Another name under which a registry has the same accounts.
///
/// Alibaba Cloud's registry leaves out the region for one of them, which no name tells; accounts of Tencent Cloud's are
/// one for all regions, each of which has a host of its own ([charts of TKE][tke]); public files name the same accounts
/// at both hosts of Baidu's.
///
/// [tke]: https://github.com/tkestack/charts
fn also_called(host: &str) -> Option<&'static str> {
    const TENCENT: &str = "ccr.ccs.tencentyun.com";
    match host {
        "registry.aliyuncs.com" => Some("registry.*.aliyuncs.com"),
        "hub.baidubce.com" => Some("registry.baidubce.com"),
        "registry.baidubce.com" => Some("hub.baidubce.com"),
        host => {
            let region = host.strip_suffix(TENCENT)?;
            let is_region = region.bytes().all(|byte| byte.is_ascii_alphanumeric());
            (is_region && !region.is_empty()).then_some(TENCENT)
        }
    }
}

/// The forge whose accounts are those of a registry.
pub(super) fn forge_of(host: &str) -> Option<&'static str> {
    let (_, forge) = OF_FORGES.iter().find(|(registry, _)| *registry == host)?;
    Some(forge)
}

/// Whether a reference names its registry by a public name.
pub(super) fn names_registry(reference: &str) -> bool {
    let host = reference.split_once('/').map(|(host, _)| host);
    host.is_some_and(|host| identifier::host(host).is_some())
}

/// Words by which hosts of registries are named.
const REGISTRIES: [&str; 8] = [
    "ccr",
    "cr",
    "docker",
    "harbor",
    "hub",
    "iregistry",
    "registry",
    "swr",
];

/// Whether a path begins with a host that is named like a registry of images, and not like one of modules.
pub(super) fn begins_like_a_registry(path: &str) -> bool {
    let host = path.split('/').next().unwrap_or_default();
    let mut words = host.split(['.', '-']);
    words.any(|word| REGISTRIES.contains(&word.to_lowercase().as_str()))
}

/// Whether a reference begins with a registry, public or not.
fn is_registry_of(reference: &str) -> bool {
    identifier::is_image_registry(reference.split('/').next().unwrap_or_default())
}

/// Who owns the images at a reference, as registers and evidence print it.
pub(super) fn owner(reference: &str) -> Option<String> {
    let (host, space) = place(reference);
    let first = space.split('/').next().unwrap_or_default().to_lowercase();
    match host {
        Some(host) if first.is_empty() => Some(host),
        Some(host) => Some(format!("{host}/{first}")),
        None => Some(first)
            .filter(|first| !matches!(first.as_str(), "" | "library"))
            .map(|first| format!("docker:{first}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_registry_has_a_name_with_a_dot() {
        assert!(names_registry("quay.io/acme/x"));
        assert!(!names_registry("acme/x.y"));
        assert!(!names_registry("localhost:5000/acme/x"));
        assert!(!names_registry("quay.io"));
    }

    #[test]
    fn a_registry_has_one_name_inside_its_cloud_and_one_outside() {
        for (inside, expected) in [
            (
                "registry-vpc.cn-beijing.aliyuncs.com",
                Some("registry.cn-beijing.aliyuncs.com"),
            ),
            (
                "registry-internal.cn-beijing.aliyuncs.com",
                Some("registry.cn-beijing.aliyuncs.com"),
            ),
            (
                "acme-registry-vpc.cn-beijing.cr.aliyuncs.com",
                Some("acme-registry.cn-beijing.cr.aliyuncs.com"),
            ),
            ("registry.cn-beijing.aliyuncs.com", None),
            ("registry-vpc.example.com", None),
        ] {
            assert_eq!(from_outside(inside).as_deref(), expected, "{inside}");
        }
    }

    #[test]
    fn a_registry_may_have_two_names() {
        let known = Some("ccr.ccs.tencentyun.com");
        for (host, expected) in [
            ("uswccr.ccs.tencentyun.com", known),
            ("mirror.ccr.ccs.tencentyun.com", None),
            ("ccr.ccs.tencentyun.com", None),
            ("registry.aliyuncs.com", Some("registry.*.aliyuncs.com")),
            ("registry.cn-beijing.aliyuncs.com", None),
        ] {
            assert_eq!(also_called(host), expected, "{host}");
        }
        let hosts = endpoints("registry-vpc.aliyuncs.com");
        assert!(hosts.contains(&"registry.*.aliyuncs.com".to_owned()));
    }

    #[test]
    fn an_address_inside_a_cloud_is_known_by_its_port() {
        let known = Some("swr.*.myhuaweicloud.com");
        for (reference, expected) in [
            ("10.125.0.198:20202/acme/x", known),
            ("100.125.5.235:20202/acme/x", known),
            ("100.128.0.1:20202/acme/x", None),
            ("10.125.0.198:5000/acme/x", None),
            ("registry.example.com:20202/acme/x", None),
            ("10.125.0.198:20202", None),
        ] {
            assert_eq!(at_address(reference), expected, "{reference}");
        }
    }

    #[test]
    fn an_image_is_named_as_it_would_be_pulled() {
        for (group, name, expected) in [
            (None, "acme/x:1.0", Some("acme/x")),
            (None, "docker.io/acme/x@sha256:00", Some("docker.io/acme/x")),
            (None, "docker://quay.io/acme/x:1.0", Some("quay.io/acme/x")),
            (None, "localhost:5000/acme/x:1.0", None),
            (None, "acme/nested/x", None),
            (None, "x:1.0", None),
            (None, "/tmp/acme/x.tar", None),
            (None, "./acme/x", None),
            (None, "acme images/x", None),
            (Some("quay.io/acme"), "x", Some("quay.io/acme/x")),
            (Some("acme"), "x:1.0", Some("acme/x")),
            (Some("acme"), "quay.io/other/x", Some("quay.io/other/x")),
            (Some(""), "acme/x", Some("acme/x")),
        ] {
            assert_eq!(named(group, name).as_deref(), expected, "{group:?} {name}");
        }
    }

    #[test]
    fn an_owner_is_named_with_its_registry() {
        assert_eq!(
            owner("index.docker.io/cozedev/server").as_deref(),
            Some("docker:cozedev")
        );
        assert_eq!(owner("ghcr.io/XiaoMi/x").as_deref(), Some("ghcr.io/xiaomi"));
        assert_eq!(owner("library"), None);
    }
}
