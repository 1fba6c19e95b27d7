//! Package URLs and groups: the namespaces that registries give to publishers.
//!
//! What each type's namespace proves stands in the [purl types]. Where a forge
//! account or a domain is what a registry checks before it gives out a
//! namespace (Go module paths, `io.github.*` on Maven Central, ghcr.io), the
//! organisations and domains of the lists decide.
//!
//! [purl types]: https://github.com/package-url/purl-spec/tree/main/types

mod beginning;
mod forge;
mod origin;
mod registry;
mod terraform;

use std::borrow::Cow;

use crate::denylist::model::{Attribution, IdentityKind, Relation};
use crate::identifier::{self, Purl, Repository, is_purl};
use crate::inventory::{PartyRole, UrlRole};
use crate::matching::PublisherKind;
use crate::matching::index::Index;
use crate::matching::namespace::beginning::{cocoapods, prefix, pypi};
use crate::matching::namespace::forge::{forge, forge_host, hosted, of_forge};
use crate::matching::namespace::origin::is_from_elsewhere;
pub(crate) use crate::matching::namespace::origin::is_from_repository;
use crate::matching::namespace::registry::docker;
use crate::matching::sign::{Classified, Coverage, Kind, Sign, Target};
use crate::matching::{distribution, image, name, url};

pub(crate) use crate::matching::namespace::registry::{classify_image, is_image_without_place};

/// Who owns a package by the word of its purl: a registry namespace that no stranger can publish under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Owner {
    /// As registers and evidence print it: `npm:@babel`, `github.com/serde-rs`.
    pub(crate) label: String,
}

/// The owner that a purl names, if its type has owners.
pub(crate) fn owner(purl: &Purl<'_>) -> Option<Owner> {
    let namespace = purl.namespace.as_deref();
    let label = match purl.kind.as_ref() {
        "npm" => format!("npm:{}", namespace.filter(|scope| scope.starts_with('@'))?),
        "maven" => format!("maven:{}", namespace?),
        "composer" => format!("packagist:{}", namespace?),
        "golang" => go_owner(&go_path(purl)),
        "github" | "githubactions" | "bitbucket" | "gitlab" => {
            format!("{}/{}", forge_host(purl)?, first_segment(namespace?))
        }
        "swift" | "git" => place(namespace?, purl)?.owner(),
        "docker" | "oci" => image::owner(&image::reference(purl)?)?,
        // Distributions build what others publish: their namespace is not the publisher.
        "deb" | "rpm" | "apk" | "alpm" | "bitnami" | "conda" | "cargo" | "pypi" | "nuget"
        | "gem" | "generic" => return None,
        kind => format!("{kind}:{}", namespace?),
    };
    Some(Owner { label })
}

pub(crate) fn classify_purl(index: &Index<'_>, text: &str) -> Classified {
    let mut found = Classified::default();
    let Some(purl) = Purl::parse(text) else {
        found.unreadable = true;
        return found;
    };
    placed(index, &purl, &mut found);
    qualifiers(index, &purl, |_| true, &mut found);
    for part in purl.namespace.iter().chain([&purl.name]) {
        name::confusable(index, part, &mut found);
    }
    found
}

/// Whom type, namespace and name of a purl name.
fn placed(index: &Index<'_>, purl: &Purl<'_>, found: &mut Classified) {
    if let Some(owner) = owner(purl) {
        found.coverage.add(Coverage::NAMESPACE);
        let forge = owner.label.contains('/') && !owner.label.contains(':');
        let kind = if forge {
            PublisherKind::Organisation
        } else {
            PublisherKind::Namespace
        };
        found.publisher = Some((owner.label, kind));
    }
    packages(index, purl, found);
    namespaces(index, purl, found);
    keep_to_entries(index, found);
    if is_from_elsewhere(purl) {
        let beginnings = found.signs.iter_mut();
        beginnings
            .filter(|sign| sign.kind == Kind::Beginning)
            .for_each(|sign| sign.attribution = sign.attribution.min(Attribution::Indicated));
    }
    for original in originals(purl) {
        handed_on(index, purl, &original, found);
    }
}

/// Where the lists say of a package itself that it is no more the vendor's own, its namespace says nothing else.
fn keep_to_entries(index: &Index<'_>, found: &mut Classified) {
    let is_given = |sign: &Sign| {
        let target = sign.target;
        let is_told = sign.kind == Kind::Package && index.is_verified(target);
        is_told && index.relation(target) != Relation::Listed
    };
    let given = found.signs.iter().filter(|sign| is_given(sign));
    let given: Vec<u32> = given.map(|sign| sign.target.vendor).collect();
    found
        .signs
        .retain(|sign| sign.kind == Kind::Package || !given.contains(&sign.target.vendor));
}

/// The packages that a purl's type says it is built of or copied from: by the names that distributions give,
/// and by the references that mirrors hand on.
fn originals(purl: &Purl<'_>) -> Vec<String> {
    match purl.kind.as_ref() {
        "docker" | "oci" => {
            let reference = image::reference(purl).unwrap_or_default();
            let originals = image::originals(&reference);
            originals
                .map(|place| format!("pkg:docker/{place}/{}", purl.name))
                .collect()
        }
        kind => {
            let originals = distribution::originals(kind, &purl.name);
            originals.map(|original| original.purl()).collect()
        }
    }
}

/// What holds of the original is declared of what is built of it, unless the lists say of the package itself
/// what it is.
fn handed_on(index: &Index<'_>, purl: &Purl<'_>, original: &str, found: &mut Classified) {
    let Some(original) = Purl::parse(original) else {
        return;
    };
    let mut more = Classified::default();
    packages(index, &original, &mut more);
    namespaces(index, &original, &mut more);
    for mut sign in more.signs {
        sign.attribution = sign.attribution.min(Attribution::Declared);
        // Most packages of conda are called like those of PyPI that they hold, and some like others.
        if purl.kind == "conda" && sign.kind == Kind::Package {
            sign.kind = Kind::Beginning;
        }
        let is_told = found.signs.iter().any(|known| {
            known.target.vendor == sign.target.vendor
                && (known.kind == Kind::Package || known.attribution >= sign.attribution)
        });
        if !is_told && !index.is_lookalike(purl, sign.target.vendor) {
            found.signs.push(sign);
        }
    }
    found.coverage.add(more.coverage);
}

/// Packages that the lists name one by one, by any spelling of their distribution.
fn packages(index: &Index<'_>, purl: &Purl<'_>, found: &mut Classified) {
    let key = identifier::fold_package(identifier::listed_key(purl).into());
    let elsewhere = is_from_elsewhere(purl);
    for target in index.identities(IdentityKind::Package, &key) {
        let (kind, at_most) = if elsewhere {
            (Kind::PackageElsewhere, Attribution::Indicated)
        } else {
            (Kind::Package, Attribution::Confirmed)
        };
        found
            .signs
            .push(index.sign(*target, kind, at_most, purl.key()));
        found.coverage.add(Coverage::PACKAGE);
    }
    found.also(|more| distribution::other_formats(index, purl, &key, more));
}

fn namespaces(index: &Index<'_>, purl: &Purl<'_>, found: &mut Classified) {
    let namespace = purl.namespace.as_deref();
    match (purl.kind.as_ref(), namespace) {
        ("npm", Some(scope)) => exact(index, IdentityKind::NpmScope, scope, scope, found),
        ("npm", None) => prefix(index, IdentityKind::NpmPrefix, purl, '-', found),
        ("maven", Some(group)) => maven(index, group, found),
        ("golang", _) => go(index, &go_path(purl), found),
        ("pypi", _) => pypi(index, purl, found),
        ("nuget", _) => prefix(index, IdentityKind::NugetPrefix, purl, '.', found),
        ("cocoapods", _) => cocoapods(index, purl, found),
        ("composer", Some(vendor)) => {
            exact(index, IdentityKind::PackagistVendor, vendor, vendor, found);
        }
        ("docker" | "oci", _) => {
            if let Some(reference) = image::reference(purl) {
                docker(index, &image::whole(purl, reference), found);
            }
        }
        ("github" | "githubactions" | "gitlab" | "bitbucket", Some(account)) => {
            of_forge(index, purl, account, found);
        }
        ("swift" | "git", Some(path)) => {
            if let Some(place) = place(path, purl) {
                hosted(index, &place.host, &place.organisation, found);
            }
        }
        ("terraform", _) => terraform::classify(index, purl, found),
        ("deb" | "rpm", _) => found.also(|more| distribution::go_library(index, purl, more)),
        // No registry gives these namespaces out: they name whoever made the program.
        ("generic" | "swid", Some(maker)) => {
            let more = name::classify(index, PartyRole::Supplier, first_segment(maker));
            found.signs.extend(more.signs);
            found.coverage.add(more.coverage);
        }
        _ => {}
    }
    let channel = conda_channel(purl);
    if let Some(namespace) = namespace.or(channel.as_deref()) {
        let value = format!("{}/{}", purl.kind, namespace.to_lowercase());
        found.also(|more| exact(index, IdentityKind::PurlNamespace, &value, namespace, more));
    }
}

/// The channel of a conda package, which stands in a qualifier: its name, or an address that ends in it.
fn conda_channel(purl: &Purl<'_>) -> Option<String> {
    let channel = purl.qualifier("channel").filter(|_| purl.kind == "conda")?;
    let is_platform = |segment: &&str| {
        *segment == "noarch"
            || segment
                .split_once('-')
                .is_some_and(|(system, _)| matches!(system, "linux" | "osx" | "win"))
    };
    let mut segments = channel.rsplit('/').filter(|segment| !segment.is_empty());
    segments
        .find(|segment| !is_platform(segment))
        .map(str::to_owned)
}

/// Repository and download addresses that stand in the purl itself.
fn qualifiers(
    index: &Index<'_>,
    purl: &Purl<'_>,
    is_read: impl Fn(&str) -> bool,
    found: &mut Classified,
) {
    for (key, role) in [
        ("vcs_url", UrlRole::Vcs),
        ("download_url", UrlRole::Distribution),
        ("repository_url", UrlRole::Registry),
    ] {
        if let Some(address) = purl.qualifier(key).filter(|address| is_read(address)) {
            let more = address_in_purl(index, purl, role, &address);
            found.signs.extend(more.signs);
            found.coverage.add(more.coverage);
            found.foreign_repository |= more.foreign_repository;
            found.publisher = found.publisher.take().or(more.publisher);
        }
    }
}

/// Where a purl says that its package is from: one of the type `generic` is of no registry, unless this is in one.
fn address_in_purl(index: &Index<'_>, purl: &Purl<'_>, role: UrlRole, address: &str) -> Classified {
    let is_told = purl.kind == "generic" && role == UrlRole::Distribution;
    let page = is_told.then(|| identifier::package_at(address)).flatten();
    match page {
        Some(page) => url::classify_page(index, &page),
        None => url::classify(index, role, address),
    }
}

/// A group without a purl: nobody says which registry gave it out.
pub(crate) fn classify_group(index: &Index<'_>, group: &str) -> Classified {
    let mut found = Classified::default();
    let group = group.trim().to_lowercase();
    if group.starts_with('@') {
        exact(index, IdentityKind::NpmScope, &group, &group, &mut found);
    } else if let Some(path) = group
        .strip_prefix("https://")
        .or(Some(group.as_str()))
        .filter(|path| path.contains('/'))
    {
        // Whoever rents space in a registry does not hold its domain.
        if !image::begins_like_a_registry(path) {
            go(index, path, &mut found);
        }
        if terraform::names_registry(path) {
            found.also(|more| terraform::classify_namespace(index, path, more));
        } else if image::names_registry(path) {
            // The image's own name stands beside a group, and may stand behind one.
            found.also(|more| docker(index, &format!("{path}/_"), more));
        }
    } else if group.contains('.') {
        maven(index, &group, &mut found);
    }
    at_most_declared(&mut found);
    if group.starts_with('@') || group.contains('.') {
        found.coverage.add(Coverage::NAMESPACE);
        found.publisher = Some((group, PublisherKind::Namespace));
    }
    found
}

/// The namespace that the name of a component itself begins with, where it has neither purl nor group:
/// `@scope/name`, `com.example:name`, `github.com/owner/name`, `quay.io/owner/name`.
pub(crate) fn classify_name(index: &Index<'_>, name: &str) -> Classified {
    let name = name.trim();
    if is_purl(name) {
        return named_by_purl(index, name);
    }
    let plain = |part: &str| !part.is_empty() && !part.contains(char::is_whitespace);
    let group = if name.starts_with('@') {
        name.split_once('/').map(|(scope, _)| scope)
    } else if let Some((group, artifact)) = name.split_once(':') {
        (group.contains('.') && !artifact.starts_with('/')).then_some(group)
    } else {
        let host = name.split('/').next().unwrap_or_default();
        let has_accounts = Repository::has_accounts(&host.to_lowercase());
        (has_accounts || image::names_registry(name)).then_some(name)
    };
    group
        .filter(|group| plain(group))
        .map_or_else(Classified::default, |group| classify_group(index, group))
}

/// Some writers have a package URL where the name or the reference of a component belongs, and nowhere else.
pub(crate) fn named_by_purl(index: &Index<'_>, name: &str) -> Classified {
    let mut found = classify_purl(index, name);
    at_most_declared(&mut found);
    found.unreadable = false;
    found
}

/// A package in the place of an address says what an address says: no more than that this is where it is from.
///
/// Its own addresses are read unless they are packages again: each could have an address of its own.
pub(crate) fn in_place_of_address(index: &Index<'_>, purl: &Purl<'_>, kind: Kind) -> Classified {
    let mut found = Classified::default();
    placed(index, purl, &mut found);
    at_most_declared(&mut found);
    for sign in &mut found.signs {
        sign.kind = kind;
    }
    qualifiers(index, purl, |address| !is_purl(address), &mut found);
    found
}

fn at_most_declared(found: &mut Classified) {
    for sign in &mut found.signs {
        sign.attribution = sign.attribution.min(Attribution::Declared);
    }
}

fn exact(index: &Index<'_>, kind: IdentityKind, value: &str, shown: &str, found: &mut Classified) {
    let value = lower(value);
    confirm(index, index.identities(kind, &value), shown, found);
}

fn maven(index: &Index<'_>, group: &str, found: &mut Classified) {
    let lower = lower(group);
    let ends: Vec<_> = lower.match_indices('.').map(|(at, _)| at).collect();
    let candidates =
        std::iter::once(lower.as_ref()).chain(ends.iter().rev().map(|at| &lower[..*at]));
    for (value, target) in index.longest(IdentityKind::MavenGroup, candidates) {
        // In lower case, some letters are longer or shorter.
        let shown = group.get(..value.len()).unwrap_or(value);
        confirm(index, &[target], shown, found);
    }
    found.also(|more| maven_holder(index, &lower, more));
}

/// The account or domain by which Maven Central gave a group out.
fn maven_holder(index: &Index<'_>, lower: &str, found: &mut Classified) {
    // Maven Central gives `io.github.X` to the account X, `com.example` to the holder of example.com.
    for (prefix, host) in [
        ("io.github.", "github.com"),
        ("com.github.", "github.com"),
        ("io.gitee.", "gitee.com"),
        ("com.gitee.", "gitee.com"),
    ] {
        if let Some(account) = lower.strip_prefix(prefix) {
            return forge(index, host, first_label(account), found);
        }
    }
    let domain = lower.split('.').rev().collect::<Vec<_>>().join(".");
    for (value, target) in index.longest(IdentityKind::Domain, identifier::parents(&domain)) {
        let shown: String = value.split('.').rev().collect::<Vec<_>>().join(".");
        confirm(index, &held(index, target), &shown, found);
    }
}

fn go(index: &Index<'_>, path: &str, found: &mut Classified) {
    let ends: Vec<_> = path.match_indices('/').map(|(at, _)| at).collect();
    let candidates = std::iter::once(path).chain(ends.iter().rev().map(|at| &path[..*at]));
    for (value, target) in index.longest(IdentityKind::GoModule, candidates) {
        confirm(index, &[target], value, found);
    }
    let (host, rest) = path.split_once('/').unwrap_or((path, ""));
    found.also(|more| hosted(index, host, first_segment(rest), more));
}

/// Namespaces are confirmed: whoever does not control one cannot publish under it.
fn confirm(index: &Index<'_>, targets: &[Target], shown: &str, found: &mut Classified) {
    for target in targets {
        let mut sign: Sign = index.sign(*target, Kind::Namespace, Attribution::Confirmed, shown);
        // The lists hold organisations and domains as `declared`, which is what a URL to them proves.
        // A namespace that a registry gives to their holder alone proves more.
        let kind = index.identity(*target).map(|identity| identity.kind);
        let place = matches!(
            kind,
            Some(IdentityKind::ForgeOrganisation | IdentityKind::ForgeHost | IdentityKind::Domain)
        );
        if place && sign.attribution == Attribution::Declared && index.is_verified(*target) {
            sign.attribution = Attribution::Confirmed;
        }
        // Nobody reserves the beginning of an unscoped name: a stranger may publish under it, too.
        if matches!(
            kind,
            Some(
                IdentityKind::PypiPrefix | IdentityKind::NpmPrefix | IdentityKind::CocoapodsPrefix
            )
        ) {
            sign.kind = Kind::Beginning;
            sign.attribution = sign.attribution.min(Attribution::Declared);
        }
        found.signs.push(sign);
    }
    if !targets.is_empty() {
        found.coverage.add(Coverage::NAMESPACE);
    }
}

/// A domain that the vendor itself holds, and does not rent out.
fn held(index: &Index<'_>, target: Target) -> Vec<Target> {
    let controlled = index.identity(target).is_some_and(|identity| {
        identity.control == crate::denylist::model::Control::Controlled
            && identity.attribution >= Attribution::Declared
    });
    controlled.then_some(target).into_iter().collect()
}

/// Where the source of a package lives whose type names it by host and path.
fn place(host: &str, purl: &Purl<'_>) -> Option<Repository> {
    Repository::parse(&format!("https://{host}/{}", purl.name))
}

fn go_path(purl: &Purl<'_>) -> String {
    purl.namespace.as_ref().map_or_else(
        || purl.name.to_string(),
        |namespace| format!("{namespace}/{}", purl.name),
    )
}

/// `github.com/org` on a forge, the host alone elsewhere.
fn go_owner(path: &str) -> String {
    let mut segments = path.splitn(3, '/');
    let (host, account) = (segments.next().unwrap_or_default(), segments.next());
    match account {
        Some(account) => format!("{host}/{account}"),
        None => host.to_owned(),
    }
}

fn first_segment(path: &str) -> &str {
    path.split('/').next().unwrap_or_default()
}

fn first_label(name: &str) -> &str {
    name.split('.').next().unwrap_or_default()
}

fn lower(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(text.to_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}
