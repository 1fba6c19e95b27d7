//! The names of vendors, laid out for looking up.

use crate::denylist::model::{Denylist, IdentityKind, NameKind};
use crate::identifier::NameKey;
use crate::matching::brand;
use crate::matching::index::entries::Entries;
use crate::matching::sign::{Entry, Target};

/// Names of vendors, and of those who sign for them.
#[derive(Default)]
pub(super) struct Names<'d> {
    by_key: Entries<'d>,
    /// Brands as token sequences.
    brands: Vec<(Vec<String>, Target)>,
}

impl<'d> Names<'d> {
    pub(super) fn of(denylist: &'d Denylist) -> Self {
        let mut names = Self::default();
        for (vendor, listed) in (0..).zip(denylist.vendors.iter()) {
            for (at, identity) in (0..).zip(listed.identities.iter()) {
                if identity.kind == IdentityKind::CodeSigner {
                    let entry = Entry::Identity(at);
                    names.insert(&identity.key, Target { vendor, entry });
                }
            }
            let mut verified_first: Vec<_> = (0..).zip(listed.names.iter()).collect();
            verified_first.sort_by_key(|(_, name)| !name.verified);
            for (at, name) in verified_first {
                let entry = Entry::Name(at);
                let target = Target { vendor, entry };
                names.insert(&name.key, target);
                if name.kind == NameKind::Brand && name.verified {
                    names.brands.push((brand::tokens(&name.value), target));
                }
            }
        }
        names
    }

    fn insert(&mut self, key: &'d str, target: Target) {
        if !key.is_empty() {
            self.by_key.push(key, target);
        }
    }

    /// The entries with this name.
    pub(super) fn get(&self, key: &NameKey) -> &[Target] {
        self.by_key.get(key.as_str())
    }

    /// Brands as sequences of tokens.
    pub(super) fn brands(&self) -> &[(Vec<String>, Target)] {
        &self.brands
    }

    /// Whether a name is close to a listed one and not equal to it.
    pub(super) fn is_near(&self, name: &str) -> bool {
        let Some(key) = NameKey::of(name) else {
            return false;
        };
        let key = key.as_str();
        if !(5..=64).contains(&key.chars().count()) || !self.by_key.get(key).is_empty() {
            return false;
        }
        // Most names are out by their first letters and length alone; only the rest are compared.
        let head = key.as_bytes().get(..2);
        self.by_key.texts().any(|listed| {
            let longer = listed.len().max(key.len());
            listed.as_bytes().get(..2) == head
                && listed.len().abs_diff(key.len()) * 6 <= longer
                && strsim::normalized_damerau_levenshtein(listed, key) >= 0.84
        })
    }
}
