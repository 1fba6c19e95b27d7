//! A report that somebody else may have written.
//!
//! In a second workflow the report comes out of the run of a pull request, so
//! it may claim anything. What law and vendors are is taken again from the
//! lists of this program by id; counts and the verdict are computed again;
//! what a finding says is made anew from its parts. What remains is what
//! nobody can check here: which components there are and what accepted them.

use crate::denylist::model::{Denylist, Vendor};
use crate::outcome::{
    Catalogue, CatalogueAuthority, CatalogueVendor, Finding, FindingListing, Report, Summary,
};
use crate::report::markdown::name;

/// What stands in place of a text that the lists do not have.
const UNKNOWN: &str = "not in the lists of this program";
/// The most findings that are looked at.
const MAX_FINDINGS: usize = 100_000;

/// The report with all that can be known here made true.
pub(super) fn cleaned(mut report: Report, lists: &Denylist) -> Report {
    report.findings.truncate(MAX_FINDINGS);
    report.catalogue = Catalogue::default();
    for finding in &mut report.findings {
        clean(finding, lists, &mut report.catalogue);
    }
    report.summary = summary(&report);
    report.verdict = verdict(&report);
    report
}

fn clean(finding: &mut Finding, lists: &Denylist, catalogue: &mut Catalogue) {
    let vendor = lists
        .vendors
        .iter()
        .find(|vendor| vendor.id == finding.vendor.id);
    finding.vendor.name = match vendor {
        Some(vendor) => vendor.name.to_string(),
        None => format!("{} ({UNKNOWN})", finding.vendor.id),
    };
    for listing in &mut finding.listings {
        retake(listing, vendor);
        describe(&listing.authority, lists, catalogue);
    }
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

/// The words of a listing, from the lists.
fn retake(listing: &mut FindingListing, vendor: Option<&Vendor>) {
    let of_authority = || {
        vendor
            .into_iter()
            .flat_map(|vendor| vendor.listings.iter())
            .filter(|known| known.authority == listing.authority)
    };
    // One vendor may stand twice in one measure; the citation tells which is meant.
    let known = of_authority()
        .find(|known| known.citation == listing.citation)
        .or_else(|| of_authority().next());
    // By affiliation, the words are those of another vendor's listing.
    listing.why.clear();
    if let Some(known) = known {
        listing.named_as = known.named_as.to_string();
        listing.citation = known.citation.to_string();
        listing.since = known.since.to_string();
        listing.until = known.until.map(|day| day.to_string());
        "named".clone_into(&mut listing.via);
    } else {
        UNKNOWN.clone_into(&mut listing.citation);
        UNKNOWN.clone_into(&mut listing.named_as);
        listing.via.clear();
    }
}

fn describe(id: &str, lists: &Denylist, catalogue: &mut Catalogue) {
    let Some(authority) = lists
        .authorities
        .iter()
        .find(|authority| authority.id == id)
    else {
        // The finding's page then shows the id alone.
        return;
    };
    catalogue
        .authorities
        .entry(id.to_owned())
        .or_insert_with(|| CatalogueAuthority {
            name: authority.name.to_string(),
            issuer: authority.issuer.to_string(),
            kind: authority.kind.as_str().to_owned(),
            url: authority.url.to_string(),
            scope: authority.scope.to_string(),
            applies_to: authority.applies_to.to_string(),
            status: authority.status.as_str().to_owned(),
            ..CatalogueAuthority::default()
        });
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
    let value = finding
        .evidence
        .first()
        .map_or_else(String::new, |evidence| quoted(&evidence.value));
    let said = match finding.attribution.as_str() {
        "confirmed" => format!("is published under {value}, a namespace of {vendor}"),
        "declared" => format!("names {vendor} as its publisher or source ({value})"),
        "indicated" => format!("may come from {vendor} ({value})"),
        "contributor" => format!("has a contributor at the mail domain of {vendor}"),
        _ => format!("is attributed to {vendor}"),
    };
    format!("{out} {said}")
}

fn summary(report: &Report) -> Summary {
    let count = |test: &dyn Fn(&Finding) -> bool| {
        report
            .findings
            .iter()
            .filter(|finding| test(finding))
            .count() as u64
    };
    Summary {
        components: report
            .inputs
            .iter()
            .map(|input| input.components)
            .fold(0, u64::saturating_add),
        // An unknown word is taken as the strictest.
        block: count(&|f| !f.accepted && !matches!(f.effect.as_str(), "review" | "note")),
        review: count(&|f| !f.accepted && f.effect == "review"),
        note: count(&|f| !f.accepted && f.effect == "note"),
        accepted: count(&|f| f.accepted),
        outside_profile: report.outside_profile.len() as u64,
        new: count(&|f| f.status != "existing"),
        existing: count(&|f| f.status == "existing"),
        fixed: report.fixed.len() as u64,
    }
}

/// The verdict, never milder than the findings allow.
fn verdict(report: &Report) -> String {
    let counted = |finding: &&Finding| {
        !(finding.accepted || report.policy.new_only && finding.status == "existing")
    };
    let fails = report.findings.iter().filter(counted).any(|finding| {
        match report.policy.fail_on.as_str() {
            "never" => false,
            "note" => true,
            "review" => finding.effect != "note",
            _ => !matches!(finding.effect.as_str(), "review" | "note"),
        }
    });
    let incomplete = report.inputs.is_empty()
        || report
            .diagnostics
            .iter()
            .any(|notice| !matches!(notice.severity.as_str(), "info" | "warning"));
    let word = match report.verdict.as_str() {
        _ if fails => "fail",
        "pass" if incomplete => "undetermined",
        "pass" => "pass",
        "undetermined" => "undetermined",
        _ => "fail",
    };
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::denylist::bundled;
    use crate::outcome::{Input, ReportVendor};

    fn claimed() -> Report {
        let finding = Finding {
            effect: "block".to_owned(),
            headline: "all is well".to_owned(),
            vendor: ReportVendor {
                id: "kaspersky".to_owned(),
                name: "Nobody".to_owned(),
                ..ReportVendor::default()
            },
            listings: vec![FindingListing {
                authority: "us-nowhere".to_owned(),
                citation: "1 U.S.C. 1".to_owned(),
                ..FindingListing::default()
            }],
            ..Finding::default()
        };
        Report {
            verdict: "pass".to_owned(),
            findings: vec![finding],
            inputs: vec![Input::default()],
            ..Report::default()
        }
    }

    #[test]
    fn a_claimed_pass_with_a_block_is_a_fail() {
        let report = cleaned(claimed(), bundled());
        assert_eq!((report.verdict.as_str(), report.summary.block), ("fail", 1));
    }

    #[test]
    fn law_and_vendors_are_those_of_the_lists() {
        let report = cleaned(claimed(), bundled());
        let finding = &report.findings[0];
        assert!(
            finding.vendor.name.contains("Kaspersky"),
            "{}",
            finding.vendor.name
        );
        assert_eq!(finding.listings[0].citation, UNKNOWN);
        assert!(!finding.headline.contains("well"));
    }
}
