//! What keeps a page from being the whole truth: errors, and warnings worth a reviewer's time.

use std::fmt::Write as _;

use crate::outcome::{Notice, Report};
use crate::report::markdown::escape::{code, prose, sentence};
use crate::report::place;
use crate::report::words::count;

/// What made the run undetermined, and warnings that a reviewer can act on.
pub(super) fn problems(report: &Report) -> String {
    const SHOWN: usize = 8;
    let mut out = String::new();
    let errors: Vec<_> = report
        .diagnostics
        .iter()
        .filter(|notice| notice.severity != "info" && notice.severity != "warning")
        .collect();
    for notice in errors.iter().take(SHOWN) {
        let _ = writeln!(out, "- {}", problem(report, notice));
    }
    left_out(&mut out, "- ", errors.len(), SHOWN);
    out.push_str(&warnings(report));
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// Warnings about the whole run by their words; those about a place in an input are counted.
fn warnings(report: &Report) -> String {
    const SHOWN: usize = 4;
    let mut out = String::new();
    let (of_run, of_inputs): (Vec<&Notice>, Vec<&Notice>) = report
        .diagnostics
        .iter()
        .filter(|notice| notice.severity == "warning")
        .partition(|notice| notice.input.is_none());
    for notice in of_run.iter().take(SHOWN) {
        let _ = writeln!(out, "- ⚠️ {}", problem(report, notice));
    }
    let rest = of_inputs.len() + of_run.len().saturating_sub(SHOWN);
    if rest > 0 {
        let (one, several) = if of_run.is_empty() {
            ("warning", "warnings")
        } else {
            ("further warning", "further warnings")
        };
        let rest = count(rest as u64, one, several);
        let _ = writeln!(out, "- {rest} in the JSON report");
    }
    out
}

fn problem(report: &Report, notice: &Notice) -> String {
    let mut out = format!("**{}**", prose(&notice.code, 60));
    if let Some(path) = place::path(&report.inputs, notice.input, notice.location.as_ref()) {
        let _ = write!(out, " in {}", code(path, 160));
    }
    let _ = write!(out, ": {}", sentence(&notice.message, 400));
    if let Some(help) = &notice.help {
        let _ = write!(out, " ({})", sentence(help, 300));
    }
    out
}

pub(super) fn left_out(out: &mut String, start: &str, all: usize, shown: usize) {
    if all > shown {
        let _ = writeln!(out, "{start}and {} more", all - shown);
    }
}
