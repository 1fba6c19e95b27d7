//! Beginnings of names, in registries that give out no namespaces.

use crate::denylist::model::IdentityKind;
use crate::identifier::Purl;
use crate::matching::index::Index;
use crate::matching::namespace::{confirm, lower};
use crate::matching::sign::{Classified, Target};

/// A name that equals an entry or goes on behind it with the separator.
pub(super) fn prefix(
    index: &Index<'_>,
    kind: IdentityKind,
    purl: &Purl<'_>,
    separator: char,
    found: &mut Classified,
) {
    let name = lower(&purl.name);
    let ends = name
        .match_indices(separator)
        .map(|(at, _)| at)
        .collect::<Vec<_>>();
    let candidates = std::iter::once(name.as_ref()).chain(ends.iter().rev().map(|at| &name[..*at]));
    for (value, target) in index.longest(kind, candidates) {
        begins(index, purl, target, value, found);
    }
}

pub(super) fn pypi(index: &Index<'_>, purl: &Purl<'_>, found: &mut Classified) {
    for (value, target) in index.pypi_prefixes(&purl.name) {
        begins(index, purl, target, value, found);
    }
}

/// A pod whose name goes on behind an entry with a capital: `AcmeOSS` behind `Acme`.
pub(super) fn cocoapods(index: &Index<'_>, purl: &Purl<'_>, found: &mut Classified) {
    let capitals = purl.name.match_indices(|c: char| c.is_ascii_uppercase());
    let ends: Vec<usize> = capitals.map(|(at, _)| at).collect();
    let lower = purl.name.to_ascii_lowercase();
    let candidates = ends.iter().rev().map(|at| &lower[..*at]);
    for (value, target) in index.longest(IdentityKind::CocoapodsPrefix, candidates) {
        begins(index, purl, target, &purl.name[..value.len()], found);
    }
}

/// Strangers whose names begin like the vendor's stand in its lists as look-alikes.
fn begins(index: &Index<'_>, purl: &Purl<'_>, target: Target, value: &str, found: &mut Classified) {
    if !index.is_lookalike(purl, target.vendor) {
        confirm(index, &[target], value, found);
    }
}
