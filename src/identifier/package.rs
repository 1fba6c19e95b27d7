//! Packages, told apart as their registries and distributions do.

use std::borrow::Cow;

use crate::identifier::purl::lower;

/// The types of packages that distributions build, and those of people who package the programs of others.
pub(crate) const FORMATS: [&str; 7] = [
    "deb",
    "rpm",
    "apk",
    "alpm",
    "brew",
    "homebrew",
    "chocolatey",
];

/// Distributions rename no publisher: `pkg:deb/ubuntu/x` is the same entry as `pkg:deb/debian/x`. Of names that
/// differ in `-` and `_` alone, crates.io holds one.
pub(crate) fn fold_package(key: Cow<'_, str>) -> Cow<'_, str> {
    let key = lower(key);
    let kind = key
        .strip_prefix("pkg:")
        .and_then(|rest| rest.split_once('/'));
    match kind {
        Some(("cargo", name)) if name.contains('_') => Cow::Owned(key.replace('_', "-")),
        Some((kind, path)) if FORMATS.contains(&kind) => match path.rsplit_once('/') {
            Some((_, name)) => Cow::Owned(format!("pkg:{kind}/{name}")),
            None => key,
        },
        _ => key,
    }
}
