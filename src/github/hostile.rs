//! A report that somebody else may have written.
//!
//! In a second workflow the report comes out of the run of a pull request, so
//! it may claim anything. What law and vendors are is taken again from the
//! lists of this program by id; counts and the verdict were computed again
//! when the report was read; what a finding says is made anew from its parts.
//! What the lists do not have, such as a company's own entries, is quoted
//! briefly as the report's claim. What remains is what nobody can check here:
//! which components there are and what accepted them.

use std::sync::Arc;

use crate::denylist::model::{Denylist, Listing, Vendor};
use crate::outcome::{
    Catalogue, CatalogueAuthority, CatalogueVendor, Finding, FindingListing, Report,
};
use crate::report::name::name;

/// The longest claim that is quoted.
const CLAIM: usize = 120;

/// The report with all that can be known here made true, and the rest marked as claimed.
pub(super) fn cleaned(mut report: Report, lists: &Denylist) -> Report {
    let claimed = std::mem::take(&mut report.catalogue);
    for finding in &mut report.findings {
        clean(finding, lists, &claimed, &mut report.catalogue);
    }
    report
}

fn clean(finding: &mut Finding, lists: &Denylist, claimed: &Catalogue, catalogue: &mut Catalogue) {
    let vendor = lists
        .vendors
        .iter()
        .find(|vendor| vendor.id == finding.vendor.id);
    finding.vendor.name = match vendor {
        Some(vendor) => vendor.name.to_string(),
        None => format!("{}, as the report says", quoted(&finding.vendor.name)),
    };
    for listing in Arc::make_mut(&mut finding.listings) {
        let is_known = retake(listing, vendor, lists);
        describe(&listing.authority, lists, claimed, catalogue);
        if !is_known {
            claim(listing);
        }
    }
    evidence(finding, vendor);
    if let Some(vendor) = vendor {
        let entry = CatalogueVendor {
            name: vendor.name.to_string(),
            country: vendor.country.as_ref().map(ToString::to_string),
            dispute: vendor.dispute.as_ref().map(ToString::to_string),
        };
        catalogue.vendors.insert(vendor.id.to_string(), entry);
    }
    finding.headline = headline(finding);
    for limit in &mut finding.limits {
        limit.because.clear();
    }
}

/// What is known of an identity stands in the lists or nowhere.
fn evidence(finding: &mut Finding, vendor: Option<&Vendor>) {
    for evidence in &mut finding.evidence {
        let known = vendor.and_then(|vendor| {
            vendor.identities.iter().find(|identity| {
                evidence.identity == format!("{}:{}", identity.kind.as_str(), identity.value)
            })
        });
        evidence.source = known.map_or_else(String::new, |identity| identity.source.to_string());
        evidence.verified = known.is_some_and(|identity| identity.verified);
        evidence.note = known.and_then(|identity| identity.note.as_ref().map(ToString::to_string));
    }
}

/// Take the words of a listing from the lists; whether they have it.
fn retake(listing: &mut FindingListing, vendor: Option<&Vendor>, lists: &Denylist) -> bool {
    let Some((known, via)) = vendor.and_then(|vendor| known_as(listing, vendor, lists)) else {
        return false;
    };
    listing.why.clear();
    listing.named_as = known.named_as.to_string();
    listing.citation = known.citation.to_string();
    listing.since = known.since.to_string();
    listing.until = known.until.map(|day| day.to_string());
    listing.via = via;
    true
}

/// The listing of the vendor, or of the one that it is affiliated with, and how it applies.
fn known_as<'l>(
    listing: &FindingListing,
    vendor: &'l Vendor,
    lists: &'l Denylist,
) -> Option<(&'l Listing, String)> {
    let affiliation = vendor.affiliate_of.as_ref();
    let parent = affiliation.and_then(|of| lists.vendors.iter().find(|v| v.id == of.vendor));
    let of = |vendor: &'l Vendor| {
        let of_authority = || {
            vendor
                .listings
                .iter()
                .filter(|known| known.authority == listing.authority)
        };
        // One vendor may stand twice in one measure; the citation tells which is meant.
        of_authority()
            .find(|known| known.citation == listing.citation)
            .or_else(|| of_authority().next())
    };
    let by_name = || Some((of(vendor)?, "named".to_owned()));
    let by_affiliation = || {
        let parent = parent?;
        Some((of(parent)?, format!("by affiliation with {}", parent.name)))
    };
    by_name().or_else(by_affiliation)
}

/// Mark the words of a listing as the report's own.
fn claim(listing: &mut FindingListing) {
    listing.why.clear();
    listing.via.clear();
    listing.until = None;
    listing.named_as = bounded(&listing.named_as);
    listing.citation = format!(
        "{} as the report says, not verified by this program",
        quoted(&listing.citation)
    );
}

fn describe(id: &str, lists: &Denylist, claimed: &Catalogue, catalogue: &mut Catalogue) {
    let known = lists
        .authorities
        .iter()
        .find(|authority| authority.id == id);
    let entry = match known {
        Some(authority) => CatalogueAuthority {
            name: authority.name.to_string(),
            issuer: authority.issuer.to_string(),
            kind: authority.kind.as_str().to_owned(),
            url: authority.url.to_string(),
            scope: authority.scope.to_string(),
            applies_to: authority.applies_to.to_string(),
            status: authority.status.as_str().to_owned(),
            ..CatalogueAuthority::default()
        },
        // No address and no scope: those would speak in this program's voice.
        None => CatalogueAuthority {
            name: quoted(
                claimed
                    .authorities
                    .get(id)
                    .map_or(id, |authority| authority.name.as_str()),
            ),
            ..CatalogueAuthority::default()
        },
    };
    catalogue.authorities.insert(id.to_owned(), entry);
}

/// A claim between quotation marks that it cannot close.
fn quoted(text: &str) -> String {
    format!("“{}”", bounded(text))
}

fn bounded(text: &str) -> String {
    let text = text.replace(['“', '”', '„', '‟'], "'");
    match text.char_indices().nth(CLAIM) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// The finding in one sentence, from its parts alone.
fn headline(finding: &Finding) -> String {
    let quoted = |text: &str| format!("`{}`", text.replace('`', "'"));
    let mut out = quoted(&name(finding));
    if let Some(version) = finding
        .component
        .version
        .as_deref()
        .filter(|version| !version.is_empty())
    {
        out.push(' ');
        out.push_str(&quoted(version));
    }
    let vendor = match finding.vendor.relation.as_str() {
        "affiliate" => format!("an affiliate of {}", finding.vendor.name),
        "former-affiliate" => format!("a former affiliate of {}", finding.vendor.name),
        _ => finding.vendor.name.clone(),
    };
    let Some(evidence) = finding.evidence.first() else {
        return format!("{out} is attributed to {vendor}, and the report does not say why");
    };
    let value = quoted(&evidence.value);
    let said = match finding.attribution.as_str() {
        "confirmed" => format!("is published under {value}, a namespace of {vendor}"),
        "declared" => format!("names {vendor} as its publisher or source ({value})"),
        "indicated" => format!("may come from {vendor} ({value})"),
        "contributor" => format!("has a contributor at the mail domain of {vendor}"),
        _ => format!("is attributed to {vendor}"),
    };
    format!("{out} {said}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::denylist::bundled;
    use crate::outcome::ReportVendor;

    fn claimed(vendor: &str, authority: &str) -> Finding {
        let finding = Finding {
            headline: "all is well".to_owned(),
            vendor: ReportVendor {
                id: vendor.to_owned(),
                name: "Nobody” (verified)".to_owned(),
                ..ReportVendor::default()
            },
            listings: [FindingListing {
                authority: authority.to_owned(),
                citation: "policy 12.3".to_owned(),
                since: "2024-01-01".to_owned(),
                ..FindingListing::default()
            }]
            .into(),
            ..Finding::default()
        };
        let mut report = Report {
            findings: vec![finding],
            ..Report::default()
        };
        let name = "your own list".to_owned();
        let url = "https://example.org/".to_owned();
        let entry = CatalogueAuthority {
            name,
            url,
            ..CatalogueAuthority::default()
        };
        report
            .catalogue
            .authorities
            .insert("own-policy-1".to_owned(), entry);
        let mut cleaned = cleaned(report, bundled());
        assert!(
            cleaned
                .catalogue
                .authorities
                .values()
                .all(|authority| authority.url != "https://example.org/")
        );
        cleaned.findings.remove(0)
    }

    #[test]
    fn law_and_vendors_are_those_of_the_lists() {
        let finding = claimed("kaspersky", "us-icts-kaspersky");
        assert_eq!(finding.vendor.name, "AO Kaspersky Lab");
        assert_eq!(finding.listings[0].citation, "89 FR 52434");
        assert_eq!(finding.listings[0].since, "2024-06-24");
        assert!(!finding.headline.contains("well"));
    }

    #[test]
    fn what_the_lists_do_not_have_is_quoted_as_a_claim() {
        for (vendor, authority) in [
            ("own-example", "own-policy-1"),
            ("own-example", "us-icts-kaspersky"),
            ("kaspersky", "us-nowhere"),
        ] {
            let finding = claimed(vendor, authority);
            assert_eq!(
                finding.listings[0].citation,
                "“policy 12.3” as the report says, not verified by this program"
            );
        }
        assert_eq!(
            claimed("own-example", "own-policy-1").vendor.name,
            "“Nobody' (verified)”, as the report says"
        );
    }
}
