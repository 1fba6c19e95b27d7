//! `explain`: a vendor, a measure, a profile, or a finding of a saved report.

use std::fmt::Write as _;
use std::path::Path;

use crate::cli::args::{Explain, Format, Voice};
use crate::cli::check::suggestion;
use crate::cli::lists::with_lists;
use crate::cli::output::{complain, print, print_report, printed, usage};
use crate::cli::{exit, show};
use crate::denylist::model::{Authority, Control, Denylist, Identity, Listing, Profile, Vendor};
use crate::report::inert::one_line;

/// `explain ID`.
pub(super) fn explain(arguments: &Explain) -> u8 {
    if let Some(path) = &arguments.report {
        return explain_finding(path, arguments);
    }
    with_lists(&arguments.denylist, &arguments.voice, |list| {
        let id = arguments.id.as_str();
        let text = list
            .vendors
            .iter()
            .find(|vendor| vendor.id == id)
            .map(|vendor| vendor_text(list, vendor))
            .or_else(|| {
                list.authorities
                    .iter()
                    .find(|authority| authority.id == id)
                    .map(|authority| authority_text(list, authority))
            })
            .or_else(|| {
                list.profiles
                    .iter()
                    .find(|profile| profile.id == id)
                    .map(profile_text)
            });
        match text {
            Some(text) => {
                let done = print(|out| out.write_all(text.as_bytes()));
                printed(done, &arguments.voice)
            }
            None => {
                complain(
                    &[usage(
                        format!(
                            "no vendor, authority or profile is called `{}`",
                            one_line(id, 100)
                        ),
                        &help(id, list),
                    )],
                    &arguments.voice,
                );
                exit::USAGE
            }
        }
    })
}

/// What else may have been meant.
fn help(id: &str, list: &Denylist) -> String {
    if id.len() >= 8 && id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return "a finding is explained from the report that holds it: `--report FILE`".to_owned();
    }
    suggestion(id, &ids(list))
}

fn ids(list: &Denylist) -> Vec<&str> {
    let vendors = list.vendors.iter().map(|vendor| vendor.id.as_ref());
    let authorities = list
        .authorities
        .iter()
        .map(|authority| authority.id.as_ref());
    vendors
        .chain(authorities)
        .chain(list.profiles.iter().map(|profile| profile.id.as_ref()))
        .collect()
}

fn explain_finding(path: &Path, arguments: &Explain) -> u8 {
    let report = match show::saved(path) {
        Ok(report) => report,
        Err(mistake) => {
            complain(&[mistake], &arguments.voice);
            return exit::USAGE;
        }
    };
    let wanted = |finding: &&crate::outcome::Finding| {
        arguments.id.len() >= 8 && finding.id.starts_with(&arguments.id)
    };
    let findings: Vec<_> = report
        .findings
        .iter()
        .chain(&report.outside_profile)
        .filter(wanted)
        .cloned()
        .collect();
    if findings.is_empty() {
        let message = format!(
            "the report holds no finding `{}`",
            one_line(&arguments.id, 100)
        );
        complain(
            &[usage(
                message,
                "give at least the first 8 digits, as the text report shows them",
            )],
            &arguments.voice,
        );
        return exit::USAGE;
    }
    let one = crate::outcome::Report {
        findings,
        outside_profile: Vec::new(),
        diagnostics: Vec::new(),
        ..report
    };
    let voice = Voice {
        verbose: 1,
        ..arguments.voice.clone()
    };
    printed(print_report(&one, Format::Text, &voice), &voice)
}

fn vendor_text(list: &Denylist, vendor: &Vendor) -> String {
    let mut text = format!("{} ({})\n", vendor.name, vendor.id);
    let mut line = |label: &str, value: &str| {
        let _ = writeln!(text, "{label}: {value}");
    };
    if let Some(country) = &vendor.country {
        line("listed entity in", country);
    }
    if let Some(parent) = &vendor.parent {
        line("parent", parent);
    }
    if let Some(affiliation) = &vendor.affiliate_of {
        line(
            "belongs to",
            &format!(
                "{} ({}; seen: {})",
                affiliation.vendor, affiliation.basis, affiliation.source
            ),
        );
    }
    if let Some(dispute) = &vendor.dispute {
        line("its position", dispute);
    }
    if let Some(note) = &vendor.note {
        line("note", note);
    }
    line("reviewed", &vendor.reviewed.to_string());
    text.push_str("\nMeasures that name it (scope is our reading of them):\n");
    for listing in vendor.listings.iter() {
        let authority = list
            .authorities
            .iter()
            .find(|authority| authority.id == listing.authority);
        let name = authority.map_or(listing.authority.as_ref(), |authority| {
            authority.name.as_ref()
        });
        let _ = writeln!(
            text,
            "- {} ({})\n  named as {}, {}\n  citation: {}; seen: {} ({})",
            name,
            listing.authority,
            listing.named_as,
            period(listing),
            listing.citation,
            listing.source,
            listing.confidence
        );
        if let Some(authority) = authority {
            let _ = writeln!(text, "  scope: {}", authority.scope);
        }
        if let Some(note) = &listing.note {
            let _ = writeln!(text, "  note: {note}");
        }
    }
    let names = vendor.names.iter().map(|name| {
        let unverified = unverified(name.verified);
        format!(
            "{} ({}{unverified}); seen: {}",
            name.value, name.kind, name.source
        )
    });
    section(&mut text, "Names", names);
    let identities = vendor.identities.iter().map(identity_text);
    let title = "Identities, by which components are attributed";
    section(&mut text, title, identities);
    let lookalikes = vendor.lookalikes.iter();
    let title = "Look-alikes, which are not attributed";
    section(
        &mut text,
        title,
        lookalikes.map(|other| format!("{} ({}): {}", other.name, other.ecosystem, other.why)),
    );
    text.push_str("\nAn attribution is wrong? Record a [[contest]] in vendor-gate.toml, and propose a change of the list with a source.\n");
    text
}

fn identity_text(identity: &Identity) -> String {
    let note = identity
        .note
        .as_ref()
        .map(|note| format!("; note: {note}"))
        .unwrap_or_default();
    let relation = if identity.relation.as_str() == "listed" {
        String::new()
    } else {
        format!(", {}", identity.relation)
    };
    let proves = match identity.control {
        Control::HostingOnly => "proves nothing: others publish there, too",
        _ => identity.attribution.as_str(),
    };
    format!(
        "{} {} ({proves}{relation}{}); seen: {}{note}",
        identity.kind,
        identity.value,
        unverified(identity.verified),
        identity.source
    )
}

fn unverified(verified: bool) -> &'static str {
    if verified {
        ""
    } else {
        ", unverified: cannot block"
    }
}

fn authority_text(list: &Denylist, authority: &Authority) -> String {
    let mut text = format!("{} ({})\n", authority.name, authority.id);
    let reaches = &authority.reaches;
    let _ = writeln!(
        text,
        "issuer: {} ({})\nkind: {}\ncitations: {}\npage: {}",
        authority.issuer,
        authority.jurisdiction,
        authority.kind,
        authority.citations.join("; "),
        authority.url
    );
    let _ = writeln!(
        text,
        "scope (our reading): {}\napplies to: {}",
        authority.scope, authority.applies_to
    );
    let _ = writeln!(
        text,
        "reaches software: {}, services: {}, hardware: {}, components in other products: {}, open source: {}\naffiliates: {}\nstatus: {}",
        reaches.software,
        reaches.services,
        reaches.hardware,
        reaches.embedded,
        reaches.open_source,
        authority.affiliates,
        authority.status
    );
    if let Some(note) = &authority.status_note {
        let _ = writeln!(text, "status note: {note}");
    }
    let _ = writeln!(
        text,
        "sources ({}): {}\nreviewed: {}",
        authority.confidence,
        authority.sources.join("; "),
        authority.reviewed
    );
    let dates = authority.phases.iter();
    section(
        &mut text,
        "Dates",
        dates.map(|phase| format!("{}: {}", phase.on, phase.what)),
    );
    let named = list.vendors.iter().flat_map(|vendor| {
        let listings = vendor.listings.iter();
        listings
            .filter(|listing| listing.authority == authority.id)
            .map(|listing| {
                format!(
                    "{}: as {}, {}",
                    vendor.id,
                    listing.named_as,
                    period(listing)
                )
            })
    });
    section(&mut text, "Vendors that it names", named);
    text
}

/// A heading with a line for each row.
fn section(text: &mut String, title: &str, rows: impl Iterator<Item = String>) {
    let _ = writeln!(text, "\n{title}:");
    let before = text.len();
    for row in rows {
        let _ = writeln!(text, "- {row}");
    }
    if text.len() == before {
        text.push_str("- none\n");
    }
}

/// Since when a listing holds, and until when.
pub(super) fn period(listing: &Listing) -> String {
    let until = listing.until.map(|until| format!(", until {until}"));
    format!("since {}{}", listing.since, until.unwrap_or_default())
}

fn profile_text(profile: &Profile) -> String {
    let mut text = format!(
        "{} ({})\nfor {}\n",
        profile.title, profile.id, profile.for_whom
    );
    if let Some(note) = &profile.note {
        let _ = writeln!(text, "note: {note}");
    }
    text.push_str("\nEffects:\n");
    for entry in profile.entries.iter() {
        let _ = writeln!(
            text,
            "- {} {}: {}",
            entry.effect, entry.authority, entry.because
        );
    }
    text
}
