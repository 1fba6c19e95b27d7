//! Packages that distributions build of what others publish: deb, rpm, apk and alpm.

use crate::denylist::model::{Attribution, IdentityKind};
use crate::identifier::Purl;
use crate::matching::index::Index;
use crate::matching::sign::{Classified, Coverage, Kind, Sign};

/// The formats of packages that distributions build.
const FORMATS: [&str; 4] = ["pkg:deb/", "pkg:rpm/", "pkg:apk/", "pkg:alpm/"];
/// How distributions begin the names of Go libraries.
pub(crate) const GO_LIBRARY: &str = "golang-";

/// A program has the same name in each format of packages: what is `pkg:deb/debian/x` may come as `pkg:rpm/fedora/x`.
pub(crate) fn other_formats(index: &Index<'_>, purl: &Purl<'_>, key: &str, found: &mut Classified) {
    let Some(name) = FORMATS.iter().find_map(|format| key.strip_prefix(format)) else {
        return;
    };
    for format in FORMATS {
        let targets = index.identities(IdentityKind::Package, &format!("{format}{name}"));
        for target in targets {
            let is_told = |sign: &Sign| sign.target.vendor == target.vendor;
            if !found.signs.iter().any(is_told) && !index.is_lookalike(purl, target.vendor) {
                let sign = index.sign(*target, Kind::Package, Attribution::Declared, purl.key());
                found.signs.push(sign);
                found.coverage.add(Coverage::PACKAGE);
            }
        }
    }
}

/// A Go library as Debian and Fedora name it, by its import path: `golang-github-owner-name-dev`.
///
/// Owner and name are divided as the words of each are: where the owner may end elsewhere, that only indicates.
pub(crate) fn go_library(index: &Index<'_>, purl: &Purl<'_>, found: &mut Classified) {
    let name = purl.name.to_lowercase();
    let path = name
        .strip_prefix(GO_LIBRARY)
        .and_then(|path| path.split_once('-'));
    let Some((host, path)) = path else {
        return;
    };
    let host = match host {
        "github" => "github.com",
        "gitlab" => "gitlab.com",
        "bitbucket" => "bitbucket.org",
        _ => return,
    };
    let path = format!("{host}/{path}");
    let candidates = path.rmatch_indices('-').map(|(at, _)| &path[..at]);
    for (value, target) in index.longest(IdentityKind::ForgeOrganisation, candidates) {
        if !index.is_lookalike(purl, target.vendor) {
            let rest = path.strip_prefix(value).unwrap_or_default();
            let rest = rest.trim_end_matches("-dev").trim_end_matches("-devel");
            let attribution = match rest.matches('-').count() {
                0 | 1 => Attribution::Declared,
                _ => Attribution::Indicated,
            };
            let sign = index.sign(target, Kind::Beginning, attribution, value);
            found.signs.push(sign);
            found.coverage.add(Coverage::NAMESPACE);
        }
    }
}

/// Distributions rename no publisher: `pkg:deb/ubuntu/x` is the same entry as `pkg:deb/debian/x`.
pub(crate) fn fold_package(key: &str) -> String {
    let lower = key.to_lowercase();
    for kind in FORMATS {
        if let Some((_, name)) = lower
            .strip_prefix(kind)
            .and_then(|rest| rest.rsplit_once('/'))
        {
            return format!("{kind}{name}");
        }
    }
    lower
}
