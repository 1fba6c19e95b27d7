//! Which package a dependency of a lockfile means.

use std::collections::HashMap;

use crate::input::lockfile::wire::{Package, Text};

/// The packages that `name`, `name version` or `name version (source)` may mean: one in a lockfile that
/// cargo wrote, every one that fits in any other.
pub(crate) fn candidates(
    dependency: &Text<'_>,
    by_name: &HashMap<&str, Vec<usize>>,
    packages: &[Package<'_>],
) -> Vec<usize> {
    let mut parts = dependency.0.splitn(3, ' ');
    let name = parts.next().unwrap_or_default();
    let version = parts.next();
    let source = parts
        .next()
        .map(|source| source.trim_start_matches('(').trim_end_matches(')'));
    let named = by_name.get(name).map(Vec::as_slice).unwrap_or_default();
    let fits = |at: &usize| {
        let package = &packages[*at];
        version.is_none_or(|version| package.version == version)
            && source.is_none_or(|source| {
                package
                    .source
                    .as_deref()
                    .is_some_and(|of| without_revision(of) == without_revision(source))
            })
    };
    let mut fitting: Vec<usize> = named.iter().copied().filter(fits).collect();
    // An unused patch is what a dependency means only if nothing else is.
    if fitting.iter().any(|at| !packages[*at].unused) {
        fitting.retain(|at| !packages[*at].unused);
    }
    fitting
}

/// A dependency names its git source without the revision.
fn without_revision(source: &str) -> &str {
    source.split_once('#').map_or(source, |(source, _)| source)
}
