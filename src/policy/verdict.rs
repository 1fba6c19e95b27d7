//! The verdict over everything.

use crate::denylist::model::Effect;
use crate::outcome::{Notice, Report};
use crate::policy::{FailOn, Policy};

/// Fill in the verdict and the exit code: 1 for a finding that fails, else 3 for an error, else 0.
pub(crate) fn decide(report: &mut Report, policy: &Policy) {
    let counts = |status: &str| {
        !policy.new_only
            || status == "new"
            || report
                .baseline
                .as_ref()
                .is_some_and(|baseline| baseline.state != "used")
    };
    let fails = report.findings.iter().any(|finding| {
        let effect = Effect::from_word(&finding.effect).unwrap_or(Effect::Block);
        let upcoming = finding
            .listings
            .iter()
            .all(|listing| listing.state == "upcoming");
        !finding.accepted && !upcoming && counts(&finding.status) && fails(policy.fail_on, effect)
    });
    let unsure = report
        .diagnostics
        .iter()
        .any(|notice| notice.severity == "error");
    (report.verdict, report.exit_code) = match (fails, unsure) {
        (true, _) => ("fail".to_owned(), 1),
        (false, true) => ("undetermined".to_owned(), 3),
        (false, false) => ("pass".to_owned(), 0),
    };
}

fn fails(fail_on: FailOn, effect: Effect) -> bool {
    fail_on.fails(effect)
}

/// Notices in a fixed order: errors first, then by input, code and words.
pub(crate) fn sort(notices: &mut Vec<Notice>) {
    let rank = |notice: &Notice| match notice.severity.as_str() {
        "error" => 0,
        "warning" => 1,
        _ => 2,
    };
    notices.sort_by(|a, b| (rank(a), a).cmp(&(rank(b), b)));
    notices.dedup();
}
