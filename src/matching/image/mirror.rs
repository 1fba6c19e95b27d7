//! Registries that hand on the images of others.

use crate::identifier;
use crate::matching::image::is_registry_of;

/// Registries that hand on the images of another, and so the other's namespaces: that of Google by its [manual],
/// the others as public configuration of container engines and public instructions name them.
///
/// [manual]: https://cloud.google.com/artifact-registry/docs/pull-cached-dockerhub-images
const MIRRORS: &[(&str, &str)] = &[
    ("docker.1ms.run", "docker.io"),
    ("docker.1panel.live", "docker.io"),
    ("docker.1panelproxy.com", "docker.io"),
    ("docker.m.daocloud.io", "docker.io"),
    ("docker.mirrors.sjtug.sjtu.edu.cn", "docker.io"),
    ("docker.mirrors.ustc.edu.cn", "docker.io"),
    ("docker.nju.edu.cn", "docker.io"),
    ("docker.unsee.tech", "docker.io"),
    ("docker.xuanyuan.me", "docker.io"),
    ("docker.xuanyuan.run", "docker.io"),
    ("dockerhub.azk8s.cn", "docker.io"),
    ("dockerhub.timeweb.cloud", "docker.io"),
    ("dockerproxy.cn", "docker.io"),
    ("dockerproxy.com", "docker.io"),
    ("dockerproxy.net", "docker.io"),
    ("dockerpull.com", "docker.io"),
    ("dockerpull.org", "docker.io"),
    ("ghcr.1ms.run", "ghcr.io"),
    ("ghcr.dockerproxy.com", "ghcr.io"),
    ("ghcr.dockerproxy.net", "ghcr.io"),
    ("ghcr.m.daocloud.io", "ghcr.io"),
    ("ghcr.nju.edu.cn", "ghcr.io"),
    ("hub-mirror.c.163.com", "docker.io"),
    ("hub.rat.dev", "docker.io"),
    ("mirror.baidubce.com", "docker.io"),
    ("mirror.ccs.tencentyun.com", "docker.io"),
    ("mirror.gcr.io", "docker.io"),
    ("mirrors-ssl.aliyuncs.com", "docker.io"),
    ("quay.1ms.run", "quay.io"),
    ("quay.azk8s.cn", "quay.io"),
    ("quay.m.daocloud.io", "quay.io"),
    ("quay.mirrors.ustc.edu.cn", "quay.io"),
    ("quay.nju.edu.cn", "quay.io"),
    ("quay.tencentcloudcr.com", "quay.io"),
    ("reg-mirror.qiniu.com", "docker.io"),
    ("registry.docker-cn.com", "docker.io"),
];

/// Domains below which each account of a cloud has a mirror of Docker Hub.
const OF_ACCOUNTS: [&str; 2] = [".mirror.aliyuncs.com", ".mirror.swr.myhuaweicloud.com"];

/// Names that a mirror puts before the registry whose images it hands on.
const DEEPEST: usize = 8;

/// What a mirror hands on: the reference behind its own name, `mirror.example/docker.io/owner/name`,
/// or in the one registry that it mirrors.
pub(in crate::matching) fn originals(reference: &str) -> impl Iterator<Item = String> {
    let mirrored = reference
        .split_once('/')
        .and_then(|(host, rest)| Some(format!("{}/{rest}", mirrored_by(host)?)));
    behind(reference).map(str::to_owned).chain(mirrored)
}

/// The registry whose images a mirror hands on.
fn mirrored_by(host: &str) -> Option<&'static str> {
    let host = identifier::host(host)?;
    if OF_ACCOUNTS.iter().any(|domain| host.ends_with(domain)) {
        return Some("docker.io");
    }
    let at = MIRRORS.binary_search_by_key(&host.as_str(), |(mirror, _)| *mirror);
    at.ok().map(|at| MIRRORS[at].1)
}

/// What follows in a reference from a further registry on.
pub(in crate::matching) fn behind(reference: &str) -> impl Iterator<Item = &str> {
    let rests = reference.match_indices('/').take(DEEPEST);
    rests
        .map(|(at, _)| &reference[at + 1..])
        .filter(|rest| is_registry_of(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirror_hands_on_what_stands_behind_its_name() {
        for (reference, expected) in [
            ("m.daocloud.io/docker.io/acme/x", "docker.io/acme/x"),
            ("swr.example.com/mirror/quay.io/acme", "quay.io/acme"),
            ("ghcr.nju.edu.cn/acme", "ghcr.io/acme"),
            ("x1y2.mirror.aliyuncs.com/acme/x", "docker.io/acme/x"),
            ("DockerProxy.net:443/acme/x", "docker.io/acme/x"),
        ] {
            let found: Vec<_> = originals(reference).collect();
            assert_eq!(found, [expected]);
        }
        assert_eq!(originals("quay.example.com/acme").count(), 0);
        assert_eq!(originals("acme/nested").count(), 0);
        assert_eq!(originals("registry.aliyuncs.com/acme/x").count(), 0);
        assert_eq!(originals(&"quay.io/".repeat(1_000)).count(), DEEPEST);
    }

    #[test]
    fn mirrors_are_in_order() {
        assert!(MIRRORS.is_sorted());
    }
}
