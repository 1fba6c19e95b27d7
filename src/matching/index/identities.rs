//! The identities of vendors, laid out for looking up.

use crate::denylist::model::{Denylist, Identity, IdentityKind};
use crate::identifier;
use crate::matching::index::entries::Entries;
use crate::matching::sign::{Entry, Target};

/// No identity is longer.
const LONGEST: usize = 1 << 10;

/// Identities by their kind and value, and packages that only resemble a vendor's.
pub(super) struct Identities<'d> {
    by_kind: Vec<Entries<'d>>,
    /// Prefixes of `PyPI` names, sorted.
    pypi_prefixes: Vec<(&'d str, Target)>,
    /// By key.
    lookalikes: Entries<'d>,
}

impl<'d> Identities<'d> {
    pub(super) fn of(denylist: &'d Denylist) -> Self {
        let mut identities = Self::with_room(denylist);
        for (vendor, listed) in (0..).zip(denylist.vendors.iter()) {
            for (at, identity) in (0..).zip(listed.identities.iter()) {
                let entry = Entry::Identity(at);
                identities.insert(identity, Target { vendor, entry });
            }
            let lookalikes = listed.lookalikes.iter().filter(|listed| listed.verified);
            for key in lookalikes.flat_map(|listed| listed.keys.iter()) {
                let entry = Entry::Name(0);
                identities.lookalikes.push(key, Target { vendor, entry });
            }
        }
        identities.pypi_prefixes.sort();
        identities
    }

    /// A table for each kind, with room for those that there are.
    fn with_room(denylist: &Denylist) -> Self {
        let mut sizes = [0; IdentityKind::ALL.len()];
        let vendors = denylist.vendors.iter();
        for identity in vendors.flat_map(|vendor| vendor.identities.iter()) {
            sizes[identity.kind as usize] += 1;
        }
        Self {
            by_kind: sizes.into_iter().map(Entries::with_capacity).collect(),
            pypi_prefixes: Vec::new(),
            lookalikes: Entries::default(),
        }
    }

    fn insert(&mut self, identity: &'d Identity, target: Target) {
        let kind = match identity.kind {
            IdentityKind::PypiPrefix => return self.pypi_prefixes.push((&identity.key, target)),
            // They are looked for among the names.
            IdentityKind::CodeSigner => return,
            // A page is looked for among the domains: the longest of both says whose a URL is.
            IdentityKind::Page => IdentityKind::Domain,
            kind => kind,
        };
        self.by_kind[kind as usize].push(&identity.key, target);
    }

    /// The entries of one kind with this value, which is in lower case.
    pub(super) fn get(&self, kind: IdentityKind, value: &str) -> &[Target] {
        self.by_kind[kind as usize].get(value)
    }

    /// The entries of each vendor under the longest of its values; the longest value comes first.
    ///
    /// A longer entry of one vendor never hides what another vendor has.
    pub(super) fn longest<'v>(
        &self,
        kind: IdentityKind,
        values: impl Iterator<Item = &'v str>,
    ) -> Vec<(&'v str, Target)> {
        let mut longest: Vec<(&str, Target)> = Vec::new();
        // What a document says may be any number of beginnings of any length.
        for value in values.filter(|value| value.len() <= LONGEST) {
            for target in self.get(kind, value) {
                let has_longer = longest.iter().any(|(longer, known)| {
                    known.vendor == target.vendor && longer.len() > value.len()
                });
                if !has_longer {
                    longest.push((value, *target));
                }
            }
        }
        longest
    }

    /// The longest prefix of a normalised `PyPI` name that each vendor has.
    pub(super) fn pypi_prefixes(&self, project: &str) -> Vec<(&str, Target)> {
        let end = self
            .pypi_prefixes
            .partition_point(|(prefix, _)| *prefix <= project);
        let near = self.pypi_prefixes[..end].iter().rev();
        let near =
            near.take_while(|(prefix, _)| prefix.as_bytes().first() == project.as_bytes().first());
        let mut longest: Vec<(&str, Target)> = Vec::new();
        for (prefix, target) in near.filter(|(prefix, _)| project.starts_with(*prefix)) {
            if !longest
                .iter()
                .any(|(_, known)| known.vendor == target.vendor)
            {
                longest.push((prefix, *target));
            }
        }
        longest
    }

    /// Whether the lists say of a package that it only resembles this vendor's.
    pub(super) fn is_lookalike(&self, purl: &identifier::Purl<'_>, vendor: u32) -> bool {
        let key = identifier::fold_package(identifier::listed_key(purl).into());
        let mut targets = self.lookalikes.get(&key).iter();
        targets.any(|target| target.vendor == vendor)
    }
}
