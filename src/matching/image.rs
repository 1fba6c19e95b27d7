//! Container images: which registry serves them, and under whose namespace.

use crate::identifier;

/// The registry of an image, unless it is Docker Hub, and the namespace there.
///
/// Many writers put the registry before the namespace instead of into `repository_url`.
pub(super) fn place<'a>(registry: Option<&str>, namespace: &'a str) -> (Option<String>, &'a str) {
    let (registry, space) = match (registry, namespace.split_once('/')) {
        (Some(registry), _) => (Some(registry), namespace),
        (None, Some((first, rest))) if is_registry(first) => (Some(first), rest),
        (None, _) => (None, namespace),
    };
    // A registry without a public name is somebody's own, and not Docker Hub.
    let host = |text: &str| identifier::host(text).unwrap_or_else(|| text.to_lowercase());
    (
        registry.map(host).filter(|host| !is_docker_hub(host)),
        space,
    )
}

/// Docker reads the first segment of a reference as a registry by these signs.
fn is_registry(segment: &str) -> bool {
    segment == "localhost" || segment.contains(['.', ':'])
}

/// The registry and the namespace in the address of an image's repository.
pub(super) fn address(repository: &str) -> Option<(String, String)> {
    let rest = repository
        .rsplit_once("://")
        .map_or(repository, |(_, rest)| rest);
    let (_, path) = rest.split_once('/')?;
    let space = path.split('/').next().unwrap_or_default().to_lowercase();
    Some((identifier::host(rest)?, space)).filter(|(_, space)| !space.is_empty())
}

/// Who owns the images at an address, as registers and evidence print it.
pub(super) fn owner(repository: &str) -> Option<String> {
    let (host, space) = address(repository)?;
    Some(if is_docker_hub(&host) {
        format!("docker:{space}")
    } else {
        format!("{host}/{space}")
    })
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

    #[test]
    fn a_registry_is_found_wherever_it_stands() {
        for (registry, namespace, expected) in [
            (None, "cozedev", (None, "cozedev")),
            (None, "docker.io/cozedev", (None, "cozedev")),
            (Some("docker.io"), "cozedev", (None, "cozedev")),
            (None, "quay.io/ascend", (Some("quay.io"), "ascend")),
            (Some("quay.io"), "ascend", (Some("quay.io"), "ascend")),
            (None, "localhost/cozedev", (Some("localhost"), "cozedev")),
            (
                None,
                "localhost:5000/cozedev",
                (Some("localhost:5000"), "cozedev"),
            ),
            (None, "cozedev/nested", (None, "cozedev/nested")),
        ] {
            let (host, space) = place(registry, namespace);
            assert_eq!(
                (host.as_deref(), space),
                expected,
                "{registry:?} {namespace}"
            );
        }
    }

    #[test]
    fn an_address_names_registry_and_namespace() {
        assert_eq!(
            owner("index.docker.io/cozedev/server").as_deref(),
            Some("docker:cozedev")
        );
        assert_eq!(
            owner("https://ghcr.io/XiaoMi/x").as_deref(),
            Some("ghcr.io/xiaomi")
        );
        assert_eq!(owner("ghcr.io"), None);
    }
}
