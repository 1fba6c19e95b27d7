//! Which package a dependency of a lockfile means.

use std::collections::HashMap;

use crate::input::lockfile::wire::{Package, Text};

/// Packages of one name and version that are compared: no lockfile of cargo's has as many.
const COMPARED: usize = 64;
/// Packages that one dependency may mean. Which they are tells paths alone: each is judged by itself.
const MEANT: usize = 4;

/// The packages of a lockfile, by name and by version.
pub(crate) struct ByName<'l> {
    packages: &'l [Package<'l>],
    names: HashMap<&'l str, Vec<usize>>,
    versions: HashMap<(&'l str, &'l str), Vec<usize>>,
}

impl<'l> ByName<'l> {
    pub(crate) fn of(packages: &'l [Package<'l>]) -> Self {
        let mut by_name = Self {
            packages,
            names: HashMap::with_capacity(packages.len()),
            versions: HashMap::with_capacity(packages.len()),
        };
        for (at, package) in packages.iter().enumerate() {
            let (name, version) = (package.name(), package.version.as_ref());
            by_name.names.entry(name).or_default().push(at);
            by_name
                .versions
                .entry((name, version))
                .or_default()
                .push(at);
        }
        by_name
    }

    /// The packages that `name`, `name version` or `name version (source)` may mean: one in a lockfile that
    /// cargo wrote, every one that fits in any other, as far as they are few.
    pub(crate) fn candidates(&self, dependency: &Text<'_>) -> Vec<usize> {
        let mut parts = dependency.0.splitn(3, ' ');
        let name = parts.next().unwrap_or_default();
        let named = match parts.next() {
            Some(version) => self.versions.get(&(name, version)),
            None => self.names.get(name),
        };
        let source = parts
            .next()
            .map(|source| source.trim_start_matches('(').trim_end_matches(')'));
        let fits = |at: &usize| {
            source.is_none_or(|source| {
                let of = self.packages[*at].source.as_deref();
                of.is_some_and(|of| without_revision(of) == without_revision(source))
            })
        };
        let compared = named.into_iter().flatten().copied().take(COMPARED);
        let mut fitting: Vec<usize> = compared.filter(fits).take(MEANT).collect();
        // An unused patch is what a dependency means only if nothing else is.
        if fitting.iter().any(|at| !self.packages[*at].unused) {
            fitting.retain(|at| !self.packages[*at].unused);
        }
        fitting
    }
}

/// A dependency names its git source without the revision.
pub(crate) fn without_revision(source: &str) -> &str {
    source.split_once('#').map_or(source, |(source, _)| source)
}
