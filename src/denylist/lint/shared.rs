//! What two entries cannot have in common.

use std::collections::{BTreeMap, BTreeSet};

use crate::denylist::lint::problems::Problems;
use crate::denylist::model::{Attribution, Denylist};
use crate::identifier::NameKey;

/// The same mark cannot prove two vendors.
pub(super) fn shared_identities(list: &Denylist, problems: &mut Problems<'_>) {
    let mut owners: BTreeMap<(&str, String), &str> = BTreeMap::new();
    for vendor in list.vendors.iter() {
        for identity in vendor
            .identities
            .iter()
            .filter(|identity| identity.attribution > Attribution::Contributor)
        {
            let key = (identity.kind.as_str(), identity.value.to_lowercase());
            if let Some(other) = owners.insert(key, &vendor.id) {
                let message = format!(
                    "the {} `{}` stands twice: with `{other}` and with `{}`",
                    identity.kind, identity.value, vendor.id
                );
                problems.about(&vendor.id);
                problems.add("identity-shared", &identity.value, message);
            }
        }
    }
}

/// A supplier's name must tell which vendor it is.
pub(super) fn shared_names(list: &Denylist, problems: &mut Problems<'_>) {
    let mut owners: BTreeMap<NameKey, &str> = BTreeMap::new();
    for vendor in list.vendors.iter() {
        for name in vendor.names.iter() {
            let Some(key) = NameKey::of(&name.value) else {
                continue; // `form::name` has refused it.
            };
            let owner = *owners.entry(key).or_insert(&vendor.id);
            if vendor.id != owner {
                let message = format!(
                    "the name `{}` of vendor `{}` is one of `{owner}`, too",
                    name.value, vendor.id
                );
                problems.about(&vendor.id);
                problems.add("name-shared", &name.value, message);
            }
        }
    }
}

/// An id is defined once.
pub(super) fn duplicate_ids(list: &Denylist, problems: &mut Problems<'_>) {
    let ids = list
        .vendors
        .iter()
        .map(|vendor| ("vendor", vendor.id.as_ref()));
    let ids = ids.chain(
        list.authorities
            .iter()
            .map(|authority| ("authority", authority.id.as_ref())),
    );
    let mut seen = BTreeSet::new();
    for (what, id) in ids.chain(
        list.profiles
            .iter()
            .map(|profile| ("profile", profile.id.as_ref())),
    ) {
        if !seen.insert((what, id)) {
            problems.about(id);
            problems.add(
                "denylist-duplicate-id",
                id,
                format!("the {what} `{id}` is defined twice"),
            );
        }
    }
}
