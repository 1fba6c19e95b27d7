//! Where cargo takes a package from: a registry, a git repository, a folder.

use crate::denylist::model::{Attribution, IdentityKind};
use crate::identifier::{Repository, is_crates_io};
use crate::matching::PublisherKind;
use crate::matching::index::Index;
use crate::matching::sign::{Classified, Coverage, Kind};

/// A git source serves the code itself: whoever owns the repository publishes it.
pub(crate) fn classify(index: &Index<'_>, source: &str) -> Classified {
    let mut found = Classified {
        elsewhere: !is_crates_io(source),
        ..Classified::default()
    };
    let Some(place) = source.strip_prefix("git+").and_then(Repository::parse) else {
        return found;
    };
    let owner = place.owner();
    let organisation = index.identities(IdentityKind::ForgeOrganisation, &owner);
    for target in organisation
        .iter()
        .chain(index.identities(IdentityKind::ForgeHost, &place.host))
    {
        let mut sign = index.sign(
            *target,
            Kind::GitSource,
            Attribution::Confirmed,
            owner.clone(),
        );
        if sign.attribution == Attribution::Declared && index.is_verified(*target) {
            sign.attribution = Attribution::Confirmed;
        }
        found.signs.push(sign);
    }
    found.coverage.add(Coverage::REPOSITORY);
    found.foreign_repository = found.signs.is_empty();
    found.publisher = Some((owner, PublisherKind::Organisation));
    found
}
