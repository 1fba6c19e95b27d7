//! What is to be said of reports that are joined.

use crate::outcome::{Notice, Report};

/// Remarks on what the reports do not have in common.
pub(super) fn disagreements(first: &Report, rest: &[Report]) -> Vec<Notice> {
    let mut notices = Vec::new();
    let mut say = |differs: bool, code: &str, what: &str| {
        if differs {
            notices.push(Notice {
                code: code.to_owned(),
                severity: "warning".to_owned(),
                message: format!("the merged reports {what}"),
                ..Notice::default()
            });
        }
    };
    let any = |differs: &dyn Fn(&Report) -> bool| rest.iter().any(differs);
    say(
        any(&|report| report.schema_version != first.schema_version),
        "merge-schema-differs",
        "have different schema versions",
    );
    say(
        any(&|report| report.tool != first.tool),
        "merge-tool-differs",
        "were written by different versions of the program",
    );
    say(
        any(&|report| report.denylists != first.denylists),
        "merge-lists-differ",
        "were made with different lists",
    );
    say(
        any(&|report| report.policy.digest != first.policy.digest),
        "merge-policy-differs",
        "were made under different policies; the strictest bar counts",
    );
    say(
        any(&|report| report.policy.floor != first.policy.floor),
        "merge-floor-differs",
        "were made under different policy floors, or some under none",
    );
    say(
        any(&|report| report.profiles != first.profiles),
        "merge-profiles-differ",
        "were made for different profiles",
    );
    say(
        any(&|report| report.as_of != first.as_of),
        "merge-as-of-differs",
        "judge as of different days; the earliest is shown",
    );
    notices
}

/// A remark on reports that were given more than once.
pub(super) fn twice(n_twice: usize) -> Option<Notice> {
    let message = match n_twice {
        0 => return None,
        1 => "one of the reports was given twice and is counted once".to_owned(),
        more => format!("{more} of the reports were given before and are counted once"),
    };
    Some(Notice {
        code: "merge-report-twice".to_owned(),
        severity: "warning".to_owned(),
        message,
        ..Notice::default()
    })
}
