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

/// The image that a component names where no purl says its place: a reference as `docker pull` takes it, without
/// scheme, tag and digest. `None` for a text that names no registry and no account.
pub(super) fn named(group: Option<&str>, name: &str) -> Option<String> {
    let name = name.trim();
    let name = name.rsplit_once("://").map_or(name, |(_, rest)| rest);
    let name = name.split('@').next().unwrap_or_default();
    let tag = name.rfind(':').filter(|at| !name[*at..].contains('/'));
    let name = &name[..tag.unwrap_or(name.len())];
    let group = group.map(str::trim).filter(|group| !group.is_empty());
    let reference = match group.filter(|_| !names_registry(name)) {
        Some(group) => format!("{group}/{name}"),
        None => name.to_owned(),
    };
    let n_segments = reference.split('/').count();
    let is_whole = reference.split('/').enumerate().all(|(at, segment)| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        let port = |byte: u8| at == 0 && byte == b':';
        !matches!(segment, "" | "." | "..") && segment.bytes().all(|byte| plain(byte) || port(byte))
    });
    // Docker Hub has accounts and their images, and nothing below.
    let is_placed = names_registry(&reference) || n_segments == 2 && !is_registry_of(&reference);
    (is_whole && is_placed).then_some(reference)
}

/// A reference with the image's own name behind it: one from a qualifier may end in it behind an account, one from a
/// namespace does not.
pub(super) fn whole(purl: &Purl<'_>, reference: String) -> String {
    let last = place(&reference).1.rsplit_once('/').map(|(_, last)| last);
    let ends_in_name =
        purl.namespace.is_none() && last.is_some_and(|last| last.eq_ignore_ascii_case(&purl.name));
    if ends_in_name {
        return reference;
    }
    format!("{reference}/{}", purl.name)
}

/// The purl by which lists name a single image: one spelling for all that its purls may have.
pub(super) fn package(purl: &Purl<'_>) -> Option<String> {
    let whole = whole(purl, reference(purl)?);
    let (host, path) = place(&whole);
    Some(match host {
        Some(host) => format!("pkg:docker/{host}/{path}"),
        None => format!("pkg:docker/{path}"),
    })
}

/// The registry in a reference, unless it is Docker Hub, and the namespace there.
pub(super) fn place(reference: &str) -> (Option<String>, &str) {
    let (registry, space) = match reference.split_once('/') {
        Some((first, rest)) if is_registry(first) => (Some(first), rest),
        None if is_registry(reference) => (Some(reference), ""),
        _ => (None, reference),
    };
    // A registry without a public name is somebody's own, and not Docker Hub.
    let host = |text: &str| identifier::host(text).unwrap_or_else(|| text.to_lowercase());
    (
        registry.map(host).filter(|host| !is_docker_hub(host)),
        space,
    )
}

/// The names of a registry by which lists may call it: its own, the one outside its cloud's network, and both with
/// any region in them.
pub(super) fn endpoints(host: &str) -> Vec<String> {
    let mut hosts = vec![host.to_owned()];
    hosts.extend(from_outside(host));
    let in_any_region: Vec<_> = hosts
        .iter()
        .filter_map(|host| identifier::in_any_region(host))
        .collect();
    hosts.extend(in_any_region);
    hosts
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
    is_registry(reference.split('/').next().unwrap_or_default())
}

/// Docker reads the first segment of a reference as a registry by these signs.
fn is_registry(segment: &str) -> bool {
    segment == "localhost" || segment.contains(['.', ':'])
}

/// What a mirror hands on: the reference behind its own name, `mirror.example/docker.io/owner/name`,
/// or in the one registry that it mirrors.
pub(super) fn originals(reference: &str) -> impl Iterator<Item = String> {
    let mirrored = reference.split_once('/').and_then(|(host, rest)| {
        let (_, origin) = MIRRORS.iter().find(|(mirror, _)| *mirror == host)?;
        Some(format!("{origin}/{rest}"))
    });
    behind(reference).map(str::to_owned).chain(mirrored)
}

/// Registries whose images others serve under the whole reference; a repository may have dots in its name, too.
const COPIED: [&str; 12] = [
    "docker.elastic.co",
    "docker.io",
    "gcr.io",
    "ghcr.io",
    "index.docker.io",
    "mcr.microsoft.com",
    "nvcr.io",
    "public.ecr.aws",
    "quay.io",
    "registry.gitlab.com",
    "registry.k8s.io",
    "registry.redhat.io",
];

/// Whether a reference, with the image's own name in it, has another public registry behind its own, so that
/// somebody else publishes the image.
pub(super) fn is_copy(reference: &str) -> bool {
    let is_copied = |first: &str| {
        let mut hosts = identifier::parents(first);
        hosts.any(|host| COPIED.binary_search(&host).is_ok())
    };
    behind(reference)
        .filter_map(|rest| rest.split_once('/'))
        .any(|(first, _)| is_copied(&first.to_lowercase()))
}

/// Whether an account in a registry is said to hold copies of what others publish.
pub(super) fn holds_copies(account: &str) -> bool {
    ["mirror", "mirrors"]
        .iter()
        .any(|word| account.eq_ignore_ascii_case(word))
}

/// What follows in a reference from a further registry on.
fn behind(reference: &str) -> impl Iterator<Item = &str> {
    let rests = reference.match_indices('/').take(DEEPEST);
    rests
        .map(|(at, _)| &reference[at + 1..])
        .filter(|rest| is_registry_of(rest))
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
    fn registries_are_sorted_for_the_search() {
        assert!(COPIED.is_sorted());
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
    fn the_purls_of_one_image_have_one_spelling() {
        for purl in [
            "pkg:docker/acme/acme@1.0",
            "pkg:docker/docker.io/acme/acme",
            "pkg:oci/acme?repository_url=index.docker.io/acme/acme",
            "pkg:oci/acme?repository_url=docker.io/acme/Acme",
            "pkg:oci/docker.io%2Facme%2Facme@sha256%3A00",
        ] {
            let found = package(&Purl::parse(purl).expect("a purl"));
            let found = found.map(|purl| purl.to_lowercase());
            assert_eq!(found.as_deref(), Some("pkg:docker/acme/acme"), "{purl}");
        }
        let elsewhere = Purl::parse("pkg:oci/x?repository_url=quay.io/acme").expect("a purl");
        assert_eq!(
            package(&elsewhere).as_deref(),
            Some("pkg:docker/quay.io/acme/x")
        );
    }

    #[test]
    fn what_names_another_registry_is_a_copy() {
        assert!(is_copy("mirror.example.com/quay.io/acme/x"));
        assert!(is_copy("example.com/copies/docker.io/x"));
        assert!(holds_copies("mirror") && !holds_copies("mirror-tools"));
        assert!(!is_copy("acme.io/nested/x"));
        assert!(!is_copy("quay.io/acme/x.y.django"));
        assert!(!is_copy("quay.io/acme/1.0-py3.11/x"));
        assert!(!is_copy("quay.io/acme/x"));
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
