//! Images in registries of containers: who may push where they stand.

use crate::denylist::model::{Attribution, Control, IdentityKind};
use crate::identifier::{self, Purl, is_purl};
use crate::matching::image;
use crate::matching::index::Index;
use crate::matching::namespace::{
    at_most_declared, confirm, exact, forge, held, named_by_purl, placed,
};
use crate::matching::sign::{Classified, Kind};

/// Groups in an account that are looked at.
const DEEPEST: usize = 8;

/// A container image whose place no purl says: what its name says, as `docker pull` would take it.
///
/// A name is what the document calls the image, and no registry's word: it declares at most.
pub(crate) fn classify_image(index: &Index<'_>, group: Option<&str>, name: &str) -> Classified {
    if is_purl(name.trim()) {
        return named_by_purl(index, name.trim());
    }
    let mut found = Classified::default();
    let reference = image::named(group, name).map(|reference| format!("pkg:docker/{reference}"));
    if let Some(purl) = reference.as_deref().and_then(Purl::parse) {
        placed(index, &purl, &mut found);
    }
    at_most_declared(&mut found);
    // A group is as often a project of the document's as an account at Docker Hub.
    let by_group = group.is_some_and(|group| !group.contains(['.', '/']));
    at_most_indicated_if(by_group && !image::names_registry(name), &mut found);
    found
}

/// Whether a purl is that of an image and leaves out where the image is.
pub(crate) fn is_image_without_place(purl: &str) -> bool {
    let begins = |start: &str| {
        let head = purl.get(..start.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(start))
    };
    (begins("pkg:oci/") || begins("pkg:docker/"))
        && Purl::parse(purl).is_some_and(|purl| {
            purl.qualifier("repository_url").is_none() && image::reference(&purl).is_none()
        })
}

/// Who serves an image, and so publishes it, unless it says itself that it is a copy of another registry's.
/// The reference ends in the image's own name.
pub(super) fn docker(index: &Index<'_>, reference: &str, found: &mut Classified) {
    let (host, path) = image::place(reference);
    let (space, _) = path.split_once('/').unwrap_or_default();
    let Some(host) = host else {
        return exact(index, IdentityKind::DockerNamespace, space, space, found);
    };
    let mut hosts = image::endpoints(&host);
    let by_address = image::at_address(reference).map(str::to_owned);
    let is_by_address = by_address.is_some();
    hosts.extend(by_address);
    let mut held = Classified::default();
    let candidates = spaces(path);
    for host in &hosts {
        let values: Vec<_> = candidates
            .iter()
            .map(|space| format!("{host}/{space}"))
            .collect();
        let values = values.iter().map(String::as_str);
        held.also(|more| {
            for (value, target) in index.longest(IdentityKind::DockerNamespace, values) {
                confirm(index, &[target], value, more);
            }
        });
    }
    if let Some(forge_host) = image::forge_of(&host) {
        forge(index, forge_host, &space.to_lowercase(), &mut held);
    }
    if is_by_address {
        // Of an address that many networks have, the document's word is all there is.
        at_most_declared(&mut held);
    }
    at_most_indicated_if(image::is_copy(path), &mut held);
    let mut whole = Classified::default();
    let candidates = hosts.iter().flat_map(|host| identifier::parents(host));
    whole_registry(index, candidates, &mut whole);
    let is_copy = image::is_copy(reference) || image::holds_copies(space);
    at_most_indicated_if(is_copy, &mut whole);
    for said in [held, whole] {
        found.also(|more| *more = said);
    }
    if !is_rented(index, &hosts) {
        found.also(|more| registry_at_domain(index, &host, more));
    }
}

/// The namespaces that an image stands in, the longest first: some registries have groups in their accounts.
fn spaces(path: &str) -> Vec<String> {
    let path = path.to_lowercase();
    let mut ends: Vec<_> = path.match_indices('/').map(|(at, _)| at).collect();
    ends.truncate(DEEPEST);
    ends.iter().rev().map(|at| path[..*at].to_owned()).collect()
}

/// What another registry publishes is at hand where a vendor serves a copy of it, and not the vendor's.
fn at_most_indicated_if(is_copy: bool, found: &mut Classified) {
    for sign in found.signs.iter_mut().filter(|_| is_copy) {
        sign.attribution = sign.attribution.min(Attribution::Indicated);
    }
}

/// A registry to which nobody but the vendor pushes.
fn whole_registry<'v>(
    index: &Index<'_>,
    hosts: impl Iterator<Item = &'v str>,
    found: &mut Classified,
) {
    for (value, target) in index.longest(IdentityKind::OciHost, hosts) {
        confirm(index, &held(index, target), value, found);
    }
}

/// Whether a registry is known to be a cloud's for its customers, each with namespaces of their own.
fn is_rented(index: &Index<'_>, hosts: &[String]) -> bool {
    let mut names = hosts.iter().flat_map(|host| identifier::parents(host));
    names.any(|name| {
        let targets = index.identities(IdentityKind::OciHost, name).iter();
        let mut entries = targets.filter_map(|target| index.identity(*target));
        entries.any(|entry| entry.control == Control::HostingOnly)
    })
}

/// A registry at a vendor's own domain: customers may push there, too, so that it only indicates.
fn registry_at_domain(index: &Index<'_>, host: &str, found: &mut Classified) {
    for (value, target) in index.longest(IdentityKind::Domain, identifier::parents(host)) {
        for target in held(index, target) {
            let sign = index.sign(target, Kind::Namespace, Attribution::Indicated, value);
            found.signs.push(sign);
        }
    }
}
