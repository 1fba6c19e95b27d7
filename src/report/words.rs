//! Counts and days in words, as every format for people says them.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::outcome::{Evidence, FindingListing, Report};
use crate::report::inert::one_line;

/// The day since which a listing counts; none for a user's own entry, which counts always.
#[must_use]
pub(crate) fn since(listing: &FindingListing) -> Option<&str> {
    Some(listing.since.as_str()).filter(|day| !matches!(*day, "" | "1970-01-01"))
}

/// `1 finding`, `2 findings`.
#[must_use]
pub(crate) fn count(n: u64, one: &str, several: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { several })
}

/// What does not block, and what is new: `2 to review, 1 noted, 0 accepted internally; 1 new, …`.
pub(crate) fn other_effects(report: &Report) -> String {
    let summary = &report.summary;
    let mut out = format!(
        "{} to review, {} noted, {} accepted internally",
        summary.review, summary.note, summary.accepted
    );
    if uses_baseline(report) {
        let _ = write!(out, "; {}", compared(report));
    }
    out
}

/// What the comparison with a baseline gave: `1 new, 2 existing, 0 fixed`.
pub(crate) fn compared(report: &Report) -> String {
    let summary = &report.summary;
    format!(
        "{} new, {} existing, {} fixed",
        summary.new, summary.existing, summary.fixed
    )
}

/// The value of a sign without the mailbox of a person, whom only JSON names, and only if that is wished.
pub(crate) fn impersonal(sign: &Evidence) -> Cow<'_, str> {
    match sign.value.rsplit_once('@') {
        // A role address stands in the lists as it is, with kind `email`.
        Some((_, domain)) if sign.kind == "email-domain" || sign.kind == "domain" => {
            Cow::Owned(format!("…@{domain}"))
        }
        _ => Cow::Borrowed(&sign.value),
    }
}

/// How much was looked at: `412 components in 1 input, 398 with publisher evidence`.
pub(crate) fn extent(report: &Report) -> String {
    let among = match report.summary.files_looked_at {
        0 => String::new(),
        n_files => format!(" among {}", count(n_files, "file", "files")),
    };
    format!(
        "{} in {}{among}, {} with publisher evidence",
        count(report.summary.components, "component", "components"),
        count(report.inputs.len() as u64, "input", "inputs"),
        report.coverage.with_evidence
    )
}

/// What a pass without findings says, after "nothing": not that nothing is there.
pub(crate) fn nothing_attributed(report: &Report) -> Option<&'static str> {
    let is_clean = report.verdict == "pass" && report.findings.is_empty();
    let of_whom = if report.outside_profile.is_empty() {
        "was attributed to a listed vendor"
    } else {
        "was attributed to a vendor that the chosen profiles count"
    };
    (is_clean && report.coverage.components > 0).then_some(of_whom)
}

/// `profile uk`, `profiles ca, uk`.
pub(crate) fn profiles(report: &Report, show: impl Fn(&str) -> String) -> String {
    let profiles: Vec<String> = report.profiles.iter().take(12).map(|id| show(id)).collect();
    let word = if profiles.len() == 1 {
        "profile"
    } else {
        "profiles"
    };
    format!("{word} {}", profiles.join(", "))
}

/// What was compared with: `43 authorities, 187 vendors, reviewed 2026-11-23`.
pub(crate) fn lists(report: &Report) -> String {
    let sum = |of: &dyn Fn(&crate::outcome::DenylistUse) -> u64| {
        report
            .denylists
            .iter()
            .fold(0_u64, |sum, list| sum.saturating_add(of(list)))
    };
    let reviewed = report
        .denylists
        .iter()
        .map(|list| list.reviewed.as_str())
        .filter(|day| !day.is_empty())
        .min();
    format!(
        "{}, {}, reviewed {}",
        count(sum(&|list| list.authorities), "authority", "authorities"),
        count(sum(&|list| list.vendors), "vendor", "vendors"),
        one_line(reviewed.unwrap_or("never"), 10)
    )
}

/// Whether new findings are told from existing ones.
pub(crate) fn uses_baseline(report: &Report) -> bool {
    report
        .baseline
        .as_ref()
        .is_some_and(|baseline| baseline.state == "used")
}
