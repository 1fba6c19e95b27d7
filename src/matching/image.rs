//! Container images: which registry serves them, and under whose namespace.

use crate::identifier::{self, Purl};

/// Registries that hand on the images of another, and so the other's namespaces: that of Google by its [manual],
/// the others as public configuration of container engines names them.
///
/// [manual]: https://cloud.google.com/artifact-registry/docs/pull-cached-dockerhub-images
const MIRRORS: &[(&str, &str)] = &[
    ("docker.m.daocloud.io", "docker.io"),
    ("docker.nju.edu.cn", "docker.io"),
    ("ghcr.m.daocloud.io", "ghcr.io"),
    ("ghcr.nju.edu.cn", "ghcr.io"),
    ("mirror.ccs.tencentyun.com", "docker.io"),
    ("mirror.gcr.io", "docker.io"),
    ("quay.m.daocloud.io", "quay.io"),
    ("quay.nju.edu.cn", "quay.io"),
];

/// Names that a mirror puts before the registry whose images it hands on.
const DEEPEST: usize = 8;

/// Where a purl says that its image is, as `docker pull` would take it, with or without the image's own name.
pub(super) fn reference(purl: &Purl<'_>) -> Option<String> {
    let namespace = purl.namespace.as_deref();
    let Some(registry) = purl.qualifier("repository_url") else {
        return namespace.map(str::to_owned);
    };
    let registry = registry
        .rsplit_once("://")
        .map_or(registry.as_ref(), |(_, rest)| rest)
        .trim_matches('/');
    match namespace {
        Some(namespace) => Some(format!("{registry}/{namespace}")),
        None => registry.contains('/').then(|| registry.to_owned()),
    }
}

/// The registry in a reference, unless it is Docker Hub, and the namespace there.
pub(super) fn place(reference: &str) -> (Option<String>, &str) {
    let (registry, space) = match reference.split_once('/') {
        Some((first, rest)) if is_registry(first) => (Some(first), rest),
        _ => (None, reference),
    };
    // A registry without a public name is somebody's own, and not Docker Hub.
    let host = |text: &str| identifier::host(text).unwrap_or_else(|| text.to_lowercase());
    (
        registry.map(host).filter(|host| !is_docker_hub(host)),
        space,
    )
}

/// Whether a reference names its registry by a public name.
pub(super) fn names_registry(reference: &str) -> bool {
    let host = reference.split_once('/').map(|(host, _)| host);
    host.is_some_and(|host| identifier::host(host).is_some())
}

/// Docker reads the first segment of a reference as a registry by these signs.
fn is_registry(segment: &str) -> bool {
    segment == "localhost" || segment.contains(['.', ':'])
}

/// What a mirror hands on: the reference behind its own name, `mirror.example/docker.io/owner/name`,
/// or in the one registry that it mirrors.
pub(super) fn originals(reference: &str) -> impl Iterator<Item = String> {
    let behind = reference
        .match_indices('/')
        .take(DEEPEST)
        .map(|(at, _)| &reference[at + 1..]);
    let behind = behind.filter(|rest| rest.split('/').next().is_some_and(is_registry));
    let mirrored = reference.split_once('/').and_then(|(host, rest)| {
        let (_, origin) = MIRRORS.iter().find(|(mirror, _)| *mirror == host)?;
        Some(format!("{origin}/{rest}"))
    });
    behind.map(str::to_owned).chain(mirrored)
}

/// Who owns the images at a reference, as registers and evidence print it.
pub(super) fn owner(reference: &str) -> Option<String> {
    let (host, space) = place(reference);
    let first = space.split('/').next().unwrap_or_default().to_lowercase();
    match host {
        Some(host) => Some(format!("{host}/{first}")),
        None => Some(first)
            .filter(|first| first != "library")
            .map(|first| format!("docker:{first}")),
    }
}

fn is_docker_hub(host: &str) -> bool {
    matches!(
        host,
        "docker.io"
            | "index.docker.io"
            | "registry-1.docker.io"
            | "hub.docker.com"
            | "registry.hub.docker.com"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reference_of(purl: &str) -> Option<String> {
        reference(&Purl::parse(purl).expect("a purl"))
    }

    #[test]
    fn a_registry_is_found_wherever_it_stands() {
        for (purl, expected) in [
            ("pkg:docker/cozedev/x", (None, "cozedev")),
            ("pkg:docker/docker.io/cozedev/x", (None, "cozedev")),
            (
                "pkg:docker/cozedev/x?repository_url=docker.io",
                (None, "cozedev"),
            ),
            ("pkg:docker/quay.io/ascend/x", (Some("quay.io"), "ascend")),
            (
                "pkg:docker/ascend/x?repository_url=quay.io",
                (Some("quay.io"), "ascend"),
            ),
            (
                "pkg:docker/x?repository_url=https://quay.io/ascend/",
                (Some("quay.io"), "ascend"),
            ),
            (
                "pkg:oci/x?repository_url=quay.io/ascend/x",
                (Some("quay.io"), "ascend/x"),
            ),
            (
                "pkg:oci/ascend/x?repository_url=quay.io",
                (Some("quay.io"), "ascend"),
            ),
            ("pkg:oci/quay.io/ascend/x", (Some("quay.io"), "ascend")),
            ("pkg:oci/x?repository_url=cozedev/x", (None, "cozedev/x")),
            (
                "pkg:docker/localhost:5000/cozedev/x",
                (Some("localhost:5000"), "cozedev"),
            ),
            ("pkg:docker/cozedev/nested/x", (None, "cozedev/nested")),
        ] {
            let reference = reference_of(purl).expect("it says where");
            let (host, space) = place(&reference);
            assert_eq!((host.as_deref(), space), expected, "{purl}");
        }
        assert_eq!(reference_of("pkg:docker/x?repository_url=quay.io"), None);
        assert_eq!(reference_of("pkg:docker/x"), None);
    }

    #[test]
    fn a_mirror_hands_on_what_stands_behind_its_name() {
        for (reference, expected) in [
            ("m.daocloud.io/docker.io/acme/x", "docker.io/acme/x"),
            ("swr.example.com/mirror/quay.io/acme", "quay.io/acme"),
            ("ghcr.nju.edu.cn/acme", "ghcr.io/acme"),
        ] {
            let found: Vec<_> = originals(reference).collect();
            assert_eq!(found, [expected]);
        }
        assert_eq!(originals("quay.example.com/acme").count(), 0);
        assert_eq!(originals("acme/nested").count(), 0);
        assert_eq!(originals(&"quay.io/".repeat(1_000)).count(), DEEPEST);
    }

    #[test]
    fn a_public_registry_has_a_name_with_a_dot() {
        assert!(names_registry("quay.io/acme/x"));
        assert!(!names_registry("acme/x.y"));
        assert!(!names_registry("localhost:5000/acme/x"));
        assert!(!names_registry("quay.io"));
    }

    #[test]
    fn mirrors_are_in_order() {
        assert!(MIRRORS.is_sorted());
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
