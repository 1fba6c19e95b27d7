//! Namespaces at forges: those of accounts, and of whoever holds the host.

use crate::denylist::model::{Attribution, IdentityKind};
use crate::identifier::{self, Purl, Repository};
use crate::matching::index::Index;
use crate::matching::namespace::{confirm, first_segment, held, lower};
use crate::matching::sign::{Classified, Kind};

/// The forge that the type of a purl names.
fn own_host(purl: &Purl<'_>) -> Option<&'static str> {
    match purl.kind.as_ref() {
        "github" | "githubactions" => Some("github.com"),
        "gitlab" => Some("gitlab.com"),
        "bitbucket" => Some("bitbucket.org"),
        _ => None,
    }
}

/// The host of a package whose type names the forge that it is on, unless it is on another of its kind.
pub(super) fn forge_host(purl: &Purl<'_>) -> Option<String> {
    let own = own_host(purl)?;
    let stated = purl.qualifier("repository_url");
    let other = stated.and_then(|url| Some(Repository::parse(&url)?.host));
    Some(other.unwrap_or_else(|| own.to_owned()))
}

/// Whose the account of a purl is. On a forge of somebody's own, one of the same name may be a copy of the other,
/// or anybody's: it indicates.
pub(super) fn of_forge(index: &Index<'_>, purl: &Purl<'_>, account: &str, found: &mut Classified) {
    let (Some(own), Some(host)) = (own_host(purl), forge_host(purl)) else {
        return;
    };
    hosted(index, &host, account, found);
    if host != own {
        found.also(|more| {
            forge(index, own, account, more);
            for sign in &mut more.signs {
                sign.kind = Kind::PackageElsewhere;
                sign.attribution = sign.attribution.min(Attribution::Indicated);
            }
        });
    }
}

/// A namespace at a host: that of an account, or of whoever holds the host's domain.
pub(super) fn hosted(index: &Index<'_>, host: &str, account: &str, found: &mut Classified) {
    forge(index, host, account, found);
    found.also(|more| {
        for (value, target) in index.longest(IdentityKind::Domain, identifier::parents(host)) {
            confirm(index, &held(index, target), value, more);
        }
    });
}

/// A namespace that a forge account owns.
pub(super) fn forge(index: &Index<'_>, host: &str, account: &str, found: &mut Classified) {
    if !account.is_empty() {
        // Forges do not tell the letters of an account by their case.
        let value = format!("{host}/{}", lower(first_segment(account)));
        confirm(
            index,
            index.identities(IdentityKind::ForgeOrganisation, &value),
            &value,
            found,
        );
    }
    confirm(
        index,
        index.identities(IdentityKind::ForgeHost, host),
        host,
        found,
    );
}
