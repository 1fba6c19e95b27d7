//! URLs: the organisation on a forge, the vendor's own forge, the vendor's domain.

use crate::denylist::model::{Attribution, Control, IdentityKind};
use crate::identifier::{self, Purl, Repository};
use crate::inventory::{Mark, PartyRole, UrlRole};
use crate::matching::PublisherKind;
use crate::matching::email;
use crate::matching::index::Index;
use crate::matching::namespace;
use crate::matching::sign::{Classified, Coverage, Kind, Target};

/// A domain has no more characters ([RFC 1035], section 2.3.4).
///
/// [RFC 1035]: https://www.rfc-editor.org/rfc/rfc1035
const LONGEST_DOMAIN: usize = 253;
/// No segment of a page in the lists is longer.
const LONGEST_SEGMENT: usize = 64;

/// What a URL says. A download from the vendor's cloud says nothing: its customers serve files there too.
pub(crate) fn classify(index: &Index<'_>, role: UrlRole, url: &str) -> Classified {
    let mut found = Classified::default();
    if let Some(address) = url.trim().strip_prefix("mailto:") {
        let role = match role {
            UrlRole::Party(party) => party,
            _ => PartyRole::Author,
        };
        let address = address.split('?').next().unwrap_or(address);
        return email::classify(index, role, address);
    }
    // Some writers have the package itself where its address belongs.
    if let (Some(kind), Some(purl)) = (kind_of_source(role), Purl::parse(url)) {
        return namespace::in_place_of_address(index, &purl, kind);
    }
    if let UrlRole::Party(party) = role {
        domain(
            index,
            url,
            Kind::PartyPage(party),
            Attribution::Declared,
            &mut found,
        );
        account_of_party(index, url, party, &mut found);
        return found;
    }
    let place = Repository::parse(url);
    let place = place.filter(|place| role != UrlRole::Registry || place.is_on_forge());
    if let Some(place) = &place {
        repository(index, role, place, &mut found);
    }
    if !place.as_ref().is_some_and(Repository::is_on_forge) {
        let (kind, at_most) = match role {
            UrlRole::Vcs => (Kind::Repository(true), Attribution::Declared),
            UrlRole::Website => (Kind::Website, Attribution::Declared),
            UrlRole::IssueTracker | UrlRole::Documentation | UrlRole::Related => {
                (Kind::Website, Attribution::Indicated)
            }
            // Hosting is no authorship.
            UrlRole::Distribution | UrlRole::Registry | UrlRole::Party(_) => return found,
        };
        found.also(|more| domain(index, url, kind, at_most, more));
    }
    if matches!(role, UrlRole::Registry | UrlRole::Related) {
        // Many share these: only a listed one says who published something.
        return Classified {
            signs: found.signs,
            ..Classified::default()
        };
    }
    // Only where the source lives can contradict: a bug tracker or a manual may stand anywhere.
    let source = place.is_some_and(|place| {
        role == UrlRole::Vcs || role == UrlRole::Website && place.is_on_forge()
    });
    found.foreign_repository = source && found.signs.is_empty();
    found
}

/// The package that an address in a registry names, where the address says where a component is from.
pub(crate) fn page(mark: &Mark<'_>) -> Option<(UrlRole, String)> {
    let Mark::Url { role, url } = *mark else {
        return None;
    };
    kind_of_source(role)?;
    Some((role, identifier::package_at(url)?))
}

/// What such a package says of a component.
pub(crate) fn classify_page(index: &Index<'_>, purl: &str) -> Classified {
    let purl = Purl::parse(purl);
    purl.map_or_else(Classified::default, |purl| {
        namespace::in_place_of_address(index, &purl, Kind::PackagePage)
    })
}

/// What a URL is that says where something is from: its source, its home page, or its file.
fn kind_of_source(role: UrlRole) -> Option<Kind> {
    match role {
        UrlRole::Vcs => Some(Kind::Repository(true)),
        UrlRole::Distribution => Some(Kind::Repository(false)),
        UrlRole::Website => Some(Kind::Website),
        UrlRole::IssueTracker
        | UrlRole::Documentation
        | UrlRole::Related
        | UrlRole::Registry
        | UrlRole::Party(_) => None,
    }
}

/// An account on a forge is where an organisation is found, too.
fn account_of_party(index: &Index<'_>, url: &str, party: PartyRole, found: &mut Classified) {
    let place = Repository::parse(url).filter(|place| place.is_on_forge() && place.name.is_empty());
    let Some(owner) = place.map(|place| place.owner()) else {
        return;
    };
    let accounts = index.identities(IdentityKind::ForgeOrganisation, &owner);
    found.also(|more| {
        let sign = |target: &Target| {
            index.sign(
                *target,
                Kind::PartyPage(party),
                Attribution::Declared,
                owner.as_str(),
            )
        };
        more.signs.extend(accounts.iter().map(sign));
    });
}

fn repository(index: &Index<'_>, role: UrlRole, place: &Repository, found: &mut Classified) {
    let at_most = match role {
        UrlRole::Vcs | UrlRole::Website | UrlRole::Distribution => Attribution::Declared,
        UrlRole::IssueTracker
        | UrlRole::Documentation
        | UrlRole::Related
        | UrlRole::Registry
        | UrlRole::Party(_) => Attribution::Indicated,
    };
    let owner = place.owner();
    let organisation = index
        .identities(IdentityKind::ForgeOrganisation, &owner)
        .iter()
        .map(|target| (target, owner.as_str()));
    let host = index
        .identities(IdentityKind::ForgeHost, &place.host)
        .iter()
        .map(|target| (target, place.host.as_str()));
    for (target, shown) in organisation.chain(host) {
        found.signs.push(index.sign(
            *target,
            Kind::Repository(role == UrlRole::Vcs),
            at_most,
            shown,
        ));
    }
    if place.is_on_forge() || !found.signs.is_empty() {
        found.coverage.add(Coverage::REPOSITORY);
        let own = matches!(role, UrlRole::Vcs | UrlRole::Website);
        found.publisher = own.then_some((owner, PublisherKind::Organisation));
    }
}

fn domain(index: &Index<'_>, url: &str, kind: Kind, at_most: Attribution, found: &mut Classified) {
    let Some(host) = identifier::host(url) else {
        return;
    };
    found.coverage.add(Coverage::DOMAIN);
    let mut places = places(&host, url);
    if matches!(kind, Kind::PartyPage(_)) {
        // Of a project it may be a filler; of an organisation it is where the organisation is found.
        places.retain(|place| !place.ends_with('/'));
    }
    let places = places.iter().map(String::as_str);
    for (value, target) in index.longest(IdentityKind::Domain, places) {
        let hosting = index
            .identity(target)
            .is_some_and(|identity| identity.control == Control::HostingOnly);
        if !hosting {
            found.signs.push(index.sign(target, kind, at_most, value));
        }
    }
}

/// The domains of a URL, longest first, each behind the page on it: a part of a vendor's domain may be anybody's.
fn places(host: &str, url: &str) -> Vec<String> {
    let segment = identifier::first_segment(url);
    let page = match segment.as_str() {
        accounts if accounts.starts_with('@') => Some("@"),
        page => Some(page).filter(|page| page.len() <= LONGEST_SEGMENT),
    };
    let on = |domain: &str| {
        // The front page of a host is none of its parents'.
        let page = page.filter(|page| domain == host || !page.is_empty());
        let page = page.map(|page| format!("{domain}/{page}"));
        page.into_iter().chain([domain.to_owned()])
    };
    let domains = identifier::parents(host).filter(|domain| domain.len() <= LONGEST_DOMAIN);
    domains.flat_map(on).collect()
}
