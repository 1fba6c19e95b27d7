//! E-mail addresses of parties.

use crate::denylist::model::{Attribution, IdentityKind};
use crate::identifier;
use crate::inventory::PartyRole;
use crate::matching::index::Index;
use crate::matching::sign::{Classified, Coverage, Kind};

/// A role address, or an address at a domain where the vendor's own people have theirs.
pub(crate) fn classify(index: &Index<'_>, role: PartyRole, address: &str) -> Classified {
    let mut found = Classified::default();
    let Some(domain) = identifier::email_domain(address) else {
        return found;
    };
    found.coverage.add(Coverage::EMAIL);
    let whole = address.trim().trim_matches(['<', '>']).to_lowercase();
    let at_most = if role == PartyRole::Contributor {
        Attribution::Contributor
    } else {
        Attribution::Indicated
    };
    for target in index.identities(IdentityKind::Email, &whole) {
        found
            .signs
            .push(index.sign(*target, Kind::Email(role), at_most, whole.clone()));
    }
    if identifier::is_consumer_mail(&domain) {
        return found;
    }
    for kind in [IdentityKind::EmailDomain, IdentityKind::Domain] {
        let targets = index.longest(kind, identifier::parents(&domain));
        let signs = targets
            .into_iter()
            .map(|(_, target)| index.sign(target, Kind::Email(role), at_most, whole.clone()));
        found.also(|more| more.signs.extend(signs));
    }
    found
}
