//! What a report may claim of itself: words, counts and a verdict that its findings bear out.

use std::sync::Arc;

use crate::outcome::{Finding, Report, Summary};
use crate::report::words::uses_baseline;

/// Turn unknown words into the strictest, count anew, and make the verdict no milder than the findings.
pub(crate) fn strictest(report: &mut Report) {
    known(
        &mut report.policy.fail_on,
        &["note", "review", "block", "never"],
        "note",
    );
    for finding in &mut report.findings {
        words(finding);
        known(&mut finding.effect, &["note", "review", "block"], "block");
    }
    report.outside_profile.iter_mut().for_each(words);
    for notice in &mut report.diagnostics {
        known(&mut notice.severity, &["info", "warning", "error"], "error");
    }
    if let Some(baseline) = &mut report.baseline {
        known(&mut baseline.state, &["used", "unavailable"], "unavailable");
    }
    if !uses_baseline(report) {
        // Nothing was compared, so nothing can have been there before.
        for finding in &mut report.findings {
            "new".clone_into(&mut finding.status);
        }
    }
    known(
        &mut report.verdict,
        &["pass", "undetermined", "fail"],
        "fail",
    );
    report.summary = count(report);
    decide(report);
}

fn words(finding: &mut Finding) {
    let attributions = ["contributor", "indicated", "declared", "confirmed"];
    known(&mut finding.attribution, &attributions, "confirmed");
    known(&mut finding.status, &["new", "existing"], "new");
    for listing in Arc::make_mut(&mut finding.listings) {
        if !listing.effect.is_empty() {
            known(&mut listing.effect, &["note", "review", "block"], "block");
        }
    }
}

fn known(word: &mut String, known: &[&str], strictest: &str) {
    if !known.contains(&word.as_str()) {
        strictest.clone_into(word);
    }
}

/// The counts of a report, from its parts.
pub(crate) fn count(report: &Report) -> Summary {
    let findings = |wanted: &dyn Fn(&Finding) -> bool| {
        report
            .findings
            .iter()
            .filter(|finding| wanted(finding))
            .count() as u64
    };
    let open = |effect: &str| findings(&|finding| !finding.accepted && finding.effect == effect);
    Summary {
        components: report
            .inputs
            .iter()
            .fold(0, |sum, input| input.components.saturating_add(sum)),
        block: open("block"),
        review: open("review"),
        note: open("note"),
        accepted: findings(&|finding| finding.accepted),
        outside_profile: report.outside_profile.len() as u64,
        new: findings(&|finding| finding.status == "new"),
        existing: findings(&|finding| finding.status == "existing"),
        fixed: report.fixed.len() as u64,
        files_looked_at: report.summary.files_looked_at,
    }
}

/// The stricter of the stated verdict and the one that the findings demand.
fn decide(report: &mut Report) {
    let fails = report.findings.iter().any(|finding| fails(report, finding));
    let unsure = report
        .diagnostics
        .iter()
        .any(|notice| notice.severity == "error");
    let demanded = match (fails, unsure) {
        (true, _) => "fail",
        (false, true) => "undetermined",
        (false, false) => "pass",
    };
    let rank = |verdict: &str| match verdict {
        "pass" => 0,
        "undetermined" => 3,
        _ => 1,
    };
    // In the order of strictness: 0, 3, 1.
    let strictness = |verdict: &str| [0, 2, 0, 1][rank(verdict)];
    if strictness(demanded) > strictness(&report.verdict) {
        demanded.clone_into(&mut report.verdict);
    }
    report.exit_code = u8::try_from(rank(&report.verdict)).unwrap_or(1);
}

/// Whether a finding can decide anything: it is not accepted, is in force, and is new if only new ones count.
pub(crate) fn counts(report: &Report, finding: &Finding) -> bool {
    let is_asked_for =
        !report.policy.new_only || !uses_baseline(report) || finding.status != "existing";
    // What is to come is a note; anything stronger says that it is there already.
    let upcoming = finding.effect == "note"
        && !finding.listings.is_empty()
        && finding
            .listings
            .iter()
            .all(|listing| listing.state == "upcoming");
    !finding.accepted && is_asked_for && !upcoming
}

fn fails(report: &Report, finding: &Finding) -> bool {
    let reached = match report.policy.fail_on.as_str() {
        "never" => false,
        "block" => finding.effect == "block",
        "review" => finding.effect != "note",
        _ => true,
    };
    reached && counts(report, finding)
}
