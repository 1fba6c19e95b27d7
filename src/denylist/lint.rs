//! What a denylist must keep to beyond its syntax.
//!
//! A wrong entry accuses a stranger or misstates the law, so each rule here
//! refuses something that could do either.

mod form;
mod order;
mod problems;
mod shared;

pub use form::unmeetable;

use std::collections::BTreeSet;

use crate::denylist::lint::problems::Problems;
use crate::denylist::model::{Authority, Denylist, IdentityKind, Listing, Profile, Vendor};
use crate::denylist::{ListFile, bundled, parse};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::identifier::Purl;

/// Check files: their syntax, then every rule. The order is that of the files and of their entries.
#[must_use]
pub fn lint(files: &[ListFile]) -> Vec<Diagnostic> {
    let mut problems = Problems::new(files);
    for file in files {
        order::stem(file, &mut problems);
        order::key_order(file, &mut problems);
    }
    match parse(files) {
        Err(mistakes) => problems.extend(mistakes),
        Ok(list) => rules(&list, &mut problems),
    }
    problems.finish()
}

/// Identities that nothing could meet as they are written: a gate that relied on them would pass for nothing.
#[must_use]
pub fn unmeetable_identities(files: &[ListFile], list: &Denylist) -> Vec<Diagnostic> {
    let mut problems = Problems::new(files);
    for vendor in list.vendors.iter() {
        problems.about(&vendor.id);
        for identity in vendor.identities.iter() {
            if let Some(wrong) = unmeetable(identity.kind, &identity.value) {
                let message = format!(
                    "the {} `{}` of vendor `{}` {wrong}, so nothing could meet it",
                    identity.kind, identity.value, vendor.id
                );
                problems.add("identity-unmeetable", &identity.value, message);
            }
        }
    }
    problems.finish()
}

/// The ids that a file may refer to: those of the files at hand, and the bundled ones.
struct Known<'a> {
    authorities: BTreeSet<&'a str>,
    vendors: BTreeSet<&'a str>,
}

fn rules(list: &Denylist, problems: &mut Problems<'_>) {
    let both = [list, bundled()];
    let known = Known {
        authorities: both
            .iter()
            .flat_map(|list| {
                list.authorities
                    .iter()
                    .map(|authority| authority.id.as_ref())
            })
            .collect(),
        vendors: both
            .iter()
            .flat_map(|list| list.vendors.iter().map(|vendor| vendor.id.as_ref()))
            .collect(),
    };
    for authority in list.authorities.iter() {
        check_authority(authority, problems);
    }
    for vendor in list.vendors.iter() {
        check_vendor(vendor, &known, problems);
    }
    for profile in list.profiles.iter() {
        check_profile(profile, &known, problems);
    }
    shared::shared_identities(list, problems);
    shared::shared_names(list, problems);
    shared::duplicate_ids(list, problems);
}

fn check_authority(authority: &Authority, problems: &mut Problems<'_>) {
    problems.about(&authority.id);
    let at = format!("authority `{}`", authority.id);
    if authority.citations.is_empty() {
        problems.add(
            "authority-without-citation",
            &authority.id,
            format!("{at} has no citation"),
        );
    }
    if authority.sources.is_empty() {
        problems.add(
            "authority-without-source",
            &authority.id,
            format!("{at} has no source"),
        );
    }
    if !form::is_country(&authority.jurisdiction, true) {
        let message = format!(
            "the jurisdiction `{}` of {at} is no code of ISO 3166, such as `US` or `US-TX`",
            authority.jurisdiction
        );
        problems.add("country-unknown", &authority.jurisdiction, message);
    }
    if !authority.phases.is_sorted_by_key(|phase| phase.on) {
        let message = format!("the phases of {at} are not in order of their dates");
        problems.add("phases-unsorted", &authority.id, message);
    }
}

fn check_vendor(vendor: &Vendor, known: &Known<'_>, problems: &mut Problems<'_>) {
    problems.about(&vendor.id);
    let at = format!("vendor `{}`", vendor.id);
    if vendor.listings.is_empty() && vendor.affiliate_of.is_none() {
        let message = format!("{at} is named by no authority and is no affiliate");
        problems.add("vendor-without-listing", &vendor.id, message);
    }
    if let Some(country) = &vendor.country
        && !form::is_country(country, false)
    {
        let message =
            format!("the country `{country}` of {at} is no code of ISO 3166, such as `DE`");
        problems.add("country-unknown", country, message);
    }
    if let Some(affiliation) = &vendor.affiliate_of {
        let what = format!("{at} is an affiliate of");
        let parent = affiliation.vendor.as_ref();
        must_exist("unknown-vendor", &what, parent, &known.vendors, problems);
        if affiliation
            .until
            .is_some_and(|until| affiliation.since > Some(until))
        {
            let message = format!("{what} `{parent}` until a day before it began");
            problems.add("dates-reversed", parent, message);
        }
    }
    for listing in vendor.listings.iter() {
        check_listing(listing, &at, known, problems);
    }
    let names = vendor
        .names
        .iter()
        .map(|name| (&name.value, name.verified, &name.source));
    let identities = vendor
        .identities
        .iter()
        .map(|mark| (&mark.value, mark.verified, &mark.source));
    for (value, _, _) in names
        .chain(identities)
        .filter(|(_, verified, source)| *verified && source.trim().is_empty())
    {
        let message = format!("`{value}` of {at} is verified by nothing");
        problems.add("verified-without-source", value, message);
    }
    for name in vendor.names.iter() {
        form::name(name, vendor, problems);
    }
    for lookalike in vendor.lookalikes.iter() {
        form::lookalike(lookalike, vendor, problems);
    }
    contradictions(vendor, problems);
    for identity in vendor.identities.iter() {
        if let Some(wrong) = form::not_canonical(identity.kind, &identity.value) {
            let message = format!("the {} `{}` of {at} {wrong}", identity.kind, identity.value);
            problems.add("identity-not-canonical", &identity.value, message);
        } else if let Some(wrong) = form::too_wide(identity) {
            let message = format!("the {} `{}` of {at} {wrong}", identity.kind, identity.value);
            problems.add("identity-too-wide", &identity.value, message);
        }
    }
}

/// A package cannot be the vendor's own and a look-alike.
fn contradictions(vendor: &Vendor, problems: &mut Problems<'_>) {
    let key = |purl: &str| Purl::parse(purl).map(|purl| purl.key());
    let identities = vendor.identities.iter();
    let own: BTreeSet<String> = identities
        .filter(|identity| identity.kind == IdentityKind::Package)
        .filter_map(|identity| key(&identity.value))
        .collect();
    for purl in vendor.lookalikes.iter().flat_map(|it| it.purls.iter()) {
        if key(purl).is_some_and(|key| own.contains(&key)) {
            let message = format!(
                "`{purl}` is an identity and a look-alike of vendor `{}`",
                vendor.id
            );
            problems.add("lookalike-is-identity", purl, message);
        }
    }
}

fn check_listing(listing: &Listing, at: &str, known: &Known<'_>, problems: &mut Problems<'_>) {
    let what = format!("a listing of {at} by `{}`", listing.authority);
    if listing.citation.trim().is_empty() {
        problems.add(
            "listing-without-citation",
            &listing.authority,
            format!("{what} has no citation"),
        );
    }
    if listing.named_as.trim().is_empty() {
        problems.add(
            "listing-without-name",
            &listing.authority,
            format!("{what} does not say the name it prints"),
        );
    }
    if listing.until.is_some_and(|until| until < listing.since) {
        problems.add(
            "dates-reversed",
            &listing.authority,
            format!("{what} ends before it begins"),
        );
    }
    let listed = format!("{at} is listed by");
    must_exist(
        "unknown-authority",
        &listed,
        &listing.authority,
        &known.authorities,
        problems,
    );
}

fn check_profile(profile: &Profile, known: &Known<'_>, problems: &mut Problems<'_>) {
    problems.about(&profile.id);
    let mut seen = BTreeSet::new();
    for entry in profile.entries.iter() {
        let named = format!("profile `{}` names", profile.id);
        must_exist(
            "unknown-authority",
            &named,
            &entry.authority,
            &known.authorities,
            problems,
        );
        if !seen.insert(&entry.authority) {
            let message = format!("{named} `{}` twice", entry.authority);
            problems.add("profile-authority-twice", &entry.authority, message);
        }
    }
}

/// Refuse a reference to an id that no file defines.
fn must_exist(
    code: &'static str,
    what: &str,
    id: &str,
    known: &BTreeSet<&str>,
    problems: &mut Problems<'_>,
) {
    if known.contains(id) {
        return;
    }
    let found = Diagnostic::error(code, format!("{what} `{id}`, which no file defines"));
    let found = match did_you_mean(id, known.iter().copied()) {
        Some(help) => found.help(help),
        None => found,
    };
    problems.push(id, found);
}

#[cfg(test)]
mod tests;
