//! The findings of a page: which vendors they are from, the worst in full, further ones as lines.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::outcome::{Finding, Report};
use crate::report::markdown::escape::prose;
use crate::report::markdown::finding;
use crate::report::markdown::measures::{Told, first_citation};
use crate::report::words::{count, uses_baseline};

/// A section with more findings in lines than that folds them, and a page with more has an overview.
const FEW_LINES: usize = 10;
/// The most vendors in the overview.
const MANY_VENDORS: usize = 15;

/// The findings by name, new ones before existing ones, within so many bytes.
pub(super) fn findings(report: &Report, room: usize, in_full: usize) -> String {
    let named = worst_first(report);
    let mut out = overview(&named);
    // The words around the findings: headings, and the count of what is left out.
    let left = room.saturating_sub(700 + out.len());
    let shown = fit(report, &named, left, in_full);
    for (title, of_section) in sections(report) {
        let texts: Vec<&Shown> = shown
            .iter()
            .filter(|shown| of_section(shown.finding))
            .collect();
        if texts.is_empty() {
            continue;
        }
        let _ = writeln!(out, "#### {title}\n");
        for text in texts.iter().filter(|text| text.in_full) {
            let _ = writeln!(out, "{}", text.text);
        }
        let lines: String = texts
            .iter()
            .filter(|text| !text.in_full)
            .map(|text| text.text.as_str())
            .collect();
        let n_lines = texts.iter().filter(|text| !text.in_full).count();
        if n_lines > FEW_LINES {
            let _ = writeln!(
                out,
                "<details><summary>{n_lines} more, in a line each</summary>\n\n{lines}\n</details>\n"
            );
        } else if !lines.is_empty() {
            let _ = writeln!(out, "{lines}");
        }
    }
    let rest: Vec<&Finding> = named.iter().skip(shown.len()).copied().collect();
    if !rest.is_empty() {
        let accepted = rest.iter().filter(|finding| finding.accepted).count();
        let _ = writeln!(
            out,
            "**{} left out here for length** ({} blocked, {} to review, {accepted} accepted internally); the JSON report holds all.\n",
            count(rest.len() as u64, "more finding", "more findings"),
            n_of(&rest, "block"),
            n_of(&rest, "review"),
        );
    }
    let notes = report.findings.len() - named.len();
    if notes > 0 {
        let _ = writeln!(
            out,
            "{} counted, not named here; the JSON report names {}.\n",
            count(notes as u64, "note", "notes"),
            if notes == 1 { "it" } else { "them" }
        );
    }
    out
}

/// A heading and what stands under it.
type Section = (&'static str, fn(&Finding) -> bool);

fn sections(report: &Report) -> [Section; 3] {
    let compared = uses_baseline(report);
    [
        (
            if compared {
                "New in this change"
            } else {
                "Findings"
            },
            |f| !f.accepted && f.status != "existing",
        ),
        ("There before this change", |f| {
            !f.accepted && f.status == "existing"
        }),
        ("Accepted internally (not a government waiver)", |f| {
            f.accepted
        }),
    ]
}

/// A finding that fitted in.
struct Shown<'a> {
    finding: &'a Finding,
    in_full: bool,
    text: String,
}

/// As many findings as fit: the worst in full, further ones as lines.
fn fit<'a>(
    report: &'a Report,
    named: &[&'a Finding],
    room: usize,
    in_full: usize,
) -> Vec<Shown<'a>> {
    let mut left = room;
    let mut full_left = room / 10 * 7;
    let mut full_open = true;
    let mut shown = Vec::new();
    let mut told = Told::default();
    for (at, finding) in named.iter().enumerate() {
        full_open &= at < in_full;
        let details =
            full_open.then(|| finding::details(report, finding, &mut told, named.len() == 1));
        let details = details.filter(|text| text.len() < full_left);
        full_open = details.is_some();
        let text = details.unwrap_or_else(|| finding::line(finding));
        if text.len() + 1 > left {
            break;
        }
        left -= text.len() + 1;
        full_left = full_left.saturating_sub(text.len() + 1);
        shown.push(Shown {
            finding,
            in_full: full_open,
            text,
        });
    }
    shown
}

/// The findings that are shown by name, worst first, new before existing.
fn worst_first(report: &Report) -> Vec<&Finding> {
    // Notes stay out: a comment that names them would teach people to skip it. They are counted.
    let mut named: Vec<&Finding> = report
        .findings
        .iter()
        .filter(|finding| is_named(report, finding))
        .collect();
    named.sort_by_key(|finding| {
        let strength = match finding.effect.as_str() {
            "review" => 1,
            "note" => 2,
            _ => 0,
        };
        (finding.accepted, strength, finding.status == "existing")
    });
    named
}

/// Whether a finding is shown by name; notes are counted, unless they fail the build.
pub(super) fn is_named(report: &Report, finding: &Finding) -> bool {
    finding.effect != "note" || finding.accepted || report.policy.fail_on == "note"
}

/// A table of the vendors, where there are too many findings to see them at a glance.
fn overview(named: &[&Finding]) -> String {
    if named.len() <= FEW_LINES {
        return String::new();
    }
    let mut vendors: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for &finding in named {
        vendors
            .entry(&finding.vendor.name)
            .or_default()
            .push(finding);
    }
    let mut rows: Vec<(&str, Vec<&Finding>)> = vendors.into_iter().collect();
    let blocked = |of: &[&Finding]| n_of(of, "block");
    rows.sort_by_key(|(_, of)| std::cmp::Reverse((blocked(of), of.len())));
    let mut out = "| Vendor | blocked | to review | accepted | named in |\n|---|--:|--:|--:|---|\n"
        .to_owned();
    for (vendor, of) in rows.iter().take(MANY_VENDORS) {
        let citation = of.iter().find_map(|finding| first_citation(finding));
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            prose(vendor, 80),
            blocked(of),
            n_of(of, "review"),
            of.iter().filter(|finding| finding.accepted).count(),
            prose(citation.unwrap_or_default(), 80),
        );
    }
    if rows.len() > MANY_VENDORS {
        let _ = writeln!(out, "| and {} more | | | | |", rows.len() - MANY_VENDORS);
    }
    out.push('\n');
    out
}

/// How many findings have that effect and are not accepted.
fn n_of(findings: &[&Finding], effect: &str) -> usize {
    let open = findings.iter().filter(|finding| !finding.accepted);
    match effect {
        // An unknown word is taken as the strictest.
        "block" => open
            .filter(|finding| !matches!(finding.effect.as_str(), "review" | "note"))
            .count(),
        effect => open.filter(|finding| finding.effect == effect).count(),
    }
}
