//! Container images: where a purl says that they are.

use crate::identifier::{Purl, host, percent_encode};

/// Where a purl says that its image is, as `docker pull` would take it, with or without the image's own name.
pub(crate) fn reference(purl: &Purl<'_>) -> Option<String> {
    let namespace = purl.namespace.as_deref().map(leading);
    let namespace = namespace.filter(|namespace| !namespace.is_empty());
    let Some(registry) = registry(purl) else {
        return namespace;
    };
    match namespace {
        Some(namespace) => Some(format!("{registry}/{namespace}")),
        None => registry.contains('/').then_some(registry),
    }
}

/// A text that names an image, as far as `docker pull` would take it for its place: without scheme, tag and digest.
pub(crate) fn untagged(name: &str) -> &str {
    let name = name.trim();
    let name = name.rsplit_once("://").map_or(name, |(_, rest)| rest);
    let name = name.split('@').next().unwrap_or_default();
    let tag = name.rfind(':').filter(|at| !name[*at..].contains('/'));
    &name[..tag.unwrap_or(name.len())]
}

/// Whether a text without a tag is a reference: segments of plain characters, of which the first may have a port.
pub(crate) fn is_reference(text: &str) -> bool {
    text.split('/').enumerate().all(|(at, segment)| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        let port = |byte: u8| at == 0 && byte == b':';
        !matches!(segment, "" | "." | "..") && segment.bytes().all(|byte| plain(byte) || port(byte))
    })
}

/// What a purl says of the registry, perhaps with more of the place: without scheme, user, tag, digest and segments
/// that lead nowhere.
fn registry(purl: &Purl<'_>) -> Option<String> {
    let stated = purl.qualifier("repository_url")?;
    let place = stated.split(['?', '#']).next().unwrap_or_default();
    let place = leading(place.split_once("://").map_or(place, |(_, rest)| rest));
    let (host, path) = place.split_once('/').unwrap_or((&place, ""));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let (groups, last) = path.rsplit_once('/').unwrap_or(("", path));
    let last = last.split(['@', ':']).next().unwrap_or_default();
    let place = leading(&format!("{host}/{groups}/{last}"));
    (!host.is_empty()).then_some(place)
}

/// A path without the segments that lead nowhere.
fn leading(path: &str) -> String {
    let segments = path.split('/').filter(|part| !matches!(*part, "" | "."));
    segments.collect::<Vec<_>>().join("/")
}

/// A reference with the image's own name behind it: one from a qualifier may end in it behind an account, one from a
/// namespace does not.
pub(crate) fn whole(purl: &Purl<'_>, reference: String) -> String {
    let last = place(&reference).1.rsplit_once('/').map(|(_, last)| last);
    let ends_in_name =
        purl.namespace.is_none() && last.is_some_and(|last| last.eq_ignore_ascii_case(&purl.name));
    if ends_in_name {
        return reference;
    }
    format!("{reference}/{}", purl.name)
}

/// What tells a component from others, in whatever version: its purl without version and qualifiers. That of an image
/// says where it is, in one spelling for all that its purls may have: there are many images of one name.
pub(crate) fn component_key(purl: &Purl<'_>) -> String {
    let Some(reference) = image_reference(purl) else {
        return purl.key();
    };
    let registry = reference.split('/').next().unwrap_or_default();
    let port = registry.split_once(':').map(|(_, port)| port);
    let port = port.filter(|port| !matches!(*port, "80" | "443"));
    spelled(purl, &reference, port.unwrap_or_default())
}

/// The purl by which lists name a package: that of an image says where it is, without a port.
pub(crate) fn listed_key(purl: &Purl<'_>) -> String {
    let reference = image_reference(purl);
    reference.map_or_else(|| purl.key(), |reference| spelled(purl, &reference, ""))
}

fn is_image(purl: &Purl<'_>) -> bool {
    matches!(purl.kind.as_ref(), "docker" | "oci")
}

/// Where an image is, if it is one: at least in which registry.
fn image_reference(purl: &Purl<'_>) -> Option<String> {
    let alone = || registry(purl).filter(|registry| is_registry(registry));
    let reference = reference(purl).or_else(alone);
    reference.filter(|_| is_image(purl))
}

/// The purl of an image at a place, in one spelling for all that its purls may have.
fn spelled(purl: &Purl<'_>, reference: &str, port: &str) -> String {
    let whole = whole(purl, reference.to_owned()).to_lowercase();
    let (host, path) = place(&whole);
    let mut key = "pkg:docker".to_owned();
    let mut add = |before: char, text: &str| {
        key.push(before);
        percent_encode(text, "", &mut key);
    };
    if let Some(host) = host {
        add('/', &host);
        if !port.is_empty() && !host.contains(':') {
            add(':', port);
        }
    }
    for segment in path.split('/') {
        add('/', segment);
    }
    key
}

/// The registry in a reference, unless it is Docker Hub, and the namespace there.
pub(crate) fn place(reference: &str) -> (Option<String>, &str) {
    let (registry, space) = match reference.split_once('/') {
        Some((first, rest)) if is_registry(first) => (Some(first), rest),
        None if is_registry(reference) => (Some(reference), ""),
        _ => (None, reference),
    };
    // A registry without a public name is somebody's own, and not Docker Hub.
    let named = |text: &str| host(text).unwrap_or_else(|| text.to_lowercase());
    (
        registry.map(named).filter(|host| !is_docker_hub(host)),
        space,
    )
}

/// Docker reads the first segment of a reference as a registry by these signs.
pub(crate) fn is_registry(segment: &str) -> bool {
    segment == "localhost" || segment.contains(['.', ':'])
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
    fn the_purls_of_one_image_have_one_spelling() {
        for purl in [
            "pkg:docker/acme/acme@1.0",
            "pkg:docker/docker.io/acme/acme",
            "pkg:oci/acme?repository_url=index.docker.io/acme/acme",
            "pkg:oci/acme?repository_url=docker.io/acme/Acme",
            "pkg:oci/docker.io%2Facme%2Facme@sha256%3A00",
        ] {
            let found = component_key(&Purl::parse(purl).expect("a purl"));
            assert_eq!(found, "pkg:docker/acme/acme", "{purl}");
        }
        let elsewhere = Purl::parse("pkg:oci/x?repository_url=quay.io/acme").expect("a purl");
        assert_eq!(component_key(&elsewhere), "pkg:docker/quay.io/acme/x");
        for (purl, expected) in [
            ("pkg:oci/x@1", "pkg:oci/x"),
            ("pkg:oci/x?repository_url=quay.io", "pkg:docker/quay.io/x"),
            (
                "pkg:oci/x?repository_url=https://bob:s3cret@quay.io/acme/x",
                "pkg:docker/quay.io/acme/x",
            ),
            (
                "pkg:oci/x?repository_url=quay.io//acme/./x:1.0",
                "pkg:docker/quay.io/acme/x",
            ),
            (
                "pkg:oci/x?repository_url=quay.io/acme/x@sha256:00",
                "pkg:docker/quay.io/acme/x",
            ),
            (
                "pkg:oci/x?repository_url=docker.io/acme/:v1",
                "pkg:docker/acme/x",
            ),
            (
                "pkg:oci/x?repository_url=docker.io/acme/x?u=https://quay.io/a/x",
                "pkg:docker/acme/x",
            ),
            (
                "pkg:docker/acme/x?repository_url=https://@",
                "pkg:docker/acme/x",
            ),
            ("pkg:docker/docker.io%2F%2Facme/x", "pkg:docker/acme/x"),
            (
                "pkg:docker/./x?repository_url=quay.io",
                "pkg:docker/quay.io/x",
            ),
            (
                "pkg:docker/registry.acme.com:5000/x/y",
                "pkg:docker/registry.acme.com:5000/x/y",
            ),
            (
                "pkg:docker/registry.acme.com:443/x/y",
                "pkg:docker/registry.acme.com/x/y",
            ),
            (
                "pkg:docker/localhost:5000/x/y",
                "pkg:docker/localhost:5000/x/y",
            ),
        ] {
            assert_eq!(
                component_key(&Purl::parse(purl).expect("a purl")),
                expected,
                "{purl}"
            );
        }
    }
}
