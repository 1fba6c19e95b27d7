//! The report as GitHub-flavoured Markdown: comments, step summaries, `--format markdown`.
//!
//! Enters: a report and a byte budget. Leaves: one page within the budget,
//! the worst first, in which every finding stands or is counted as left out.
//! Knows nothing of GitHub's API.

mod body;
pub mod escape;
mod evidence;
pub mod finding;
mod measures;
mod problems;

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::outcome::{Finding, Report};
use crate::report::markdown::body::{findings, is_named};
use crate::report::markdown::escape::{is_plain_address, prose, sentence};
pub use crate::report::markdown::finding::path_and_line;
use crate::report::markdown::problems::{left_out, problems};
use crate::report::trust;
use crate::report::words::{
    compared, count, extent, lists, nothing_attributed, profiles, uses_baseline,
};

/// What a page is for.
#[derive(Clone, Debug)]
pub struct Options {
    /// The most bytes that the page may have.
    pub budget: usize,
    /// How many findings are shown in full before they become lines.
    pub in_full: usize,
    /// The page of the run that made the report.
    pub run_url: Option<String>,
    /// How the run that made the report ended, where another run writes the comment.
    pub conclusion: Option<String>,
    /// Acceptances that the pull request itself adds or changes, as words.
    pub changed_acceptances: Vec<String>,
    /// Whether nobody could see which acceptances it adds or changes.
    pub changes_unseen: bool,
}

impl Options {
    /// For a comment: 60,000 bytes, less what its marker takes.
    #[must_use]
    pub fn comment(marker: &str) -> Self {
        Self {
            budget: 60_000 - marker.len() - 1,
            in_full: 25,
            ..Self::file()
        }
    }

    /// For a step summary, of which GitHub takes 1 MiB.
    #[must_use]
    pub fn step_summary() -> Self {
        Self {
            budget: 900_000,
            in_full: 100,
            ..Self::file()
        }
    }

    /// For a file or standard output.
    #[must_use]
    pub fn file() -> Self {
        Self {
            budget: 16 << 20,
            in_full: 5_000,
            run_url: None,
            conclusion: None,
            changed_acceptances: Vec::new(),
            changes_unseen: false,
        }
    }
}

/// Write the report as a page.
///
/// # Errors
///
/// The output cannot be written.
pub fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(page(report, &Options::file()).as_bytes())
}

/// The report as a page within the budget.
///
/// Its last line tells the day and the run, and nothing else changes when the
/// same findings are reported again.
#[must_use]
pub fn page(report: &Report, options: &Options) -> String {
    let head = head(report, options);
    let foot = foot(report, options);
    let room = options.budget.saturating_sub(head.len() + foot.len());
    let body = findings(report, room, options.in_full);
    if head.len() + body.len() + foot.len() <= options.budget {
        format!("{head}{body}{foot}")
    } else {
        minimal(report, options)
    }
}

/// The counts alone: what is left when a page with findings is refused.
#[must_use]
pub fn minimal(report: &Report, options: &Options) -> String {
    let all = report.findings.len() as u64;
    format!(
        "{}{}\n\n{} left out here; the JSON report and the step summary hold them.\n\n{}",
        title(report),
        counts(report),
        count(all, "finding", "findings"),
        foot(
            report,
            &Options {
                changed_acceptances: Vec::new(),
                ..options.clone()
            }
        )
    )
}

/// The page for when what was reported is gone.
#[must_use]
pub fn resolved(report: &Report, options: &Options) -> String {
    let mut out = "### ✅ Vendor gate: resolved\n\nWhat stood here needs no attention any more: it is gone, accepted, or was there before. ".to_owned();
    let _ = writeln!(out, "{}\n", counts(report));
    conclusion(&mut out, report, options);
    out.push_str(&foot(report, options));
    out
}

/// Whether there is something a reviewer should see: an answer that is no pass, or a finding by name.
///
/// What was there before the change is no news, nor is an acceptance that may have been there.
#[must_use]
pub fn has_something_to_say(report: &Report) -> bool {
    let is_news = |finding: &Finding| {
        let is_new = finding.status != "existing";
        is_new && is_named(report, finding) && (!finding.accepted || uses_baseline(report))
    };
    report.verdict != "pass" || report.findings.iter().any(is_news)
}

fn head(report: &Report, options: &Options) -> String {
    let mut out = title(report);
    let _ = writeln!(out, "{}\n", counts(report));
    conclusion(&mut out, report, options);
    out.push_str(&problems(report));
    if !options.changed_acceptances.is_empty() {
        out.push_str("> [!IMPORTANT]\n> This pull request itself adds or changes acceptances:\n");
        for words in options.changed_acceptances.iter().take(10) {
            let _ = writeln!(out, "> - {}", sentence(words, 300));
        }
        left_out(&mut out, "> - ", options.changed_acceptances.len(), 10);
        out.push('\n');
    }
    if options.changes_unseen {
        out.push_str(
            "GitHub did not show what this pull request changes: look whether it accepts anything itself.\n\n",
        );
    }
    out
}

/// How the run ended whose report this is, which a forged report cannot say for it.
fn conclusion(out: &mut String, report: &Report, options: &Options) {
    if let Some(conclusion) = &options.conclusion {
        let _ = writeln!(
            out,
            "The run that made this report ended as **{}**; its report says **{}**.\n",
            prose(conclusion, 40),
            prose(&report.verdict, 20)
        );
    }
}

fn title(report: &Report) -> String {
    let blocked = report.summary.block;
    // What was there before can stand beside a pass, and is no part of a failure.
    let counted = blocking(report);
    let components = |n| count(n, "component", "components");
    let what = match report.verdict.as_str() {
        "pass" if counted > 0 => {
            format!(
                "⚠️ Vendor gate: passed by `fail-on`, {} from restricted vendors",
                components(counted)
            )
        }
        "pass" if report.summary.review > 0 => {
            format!(
                "⚠️ Vendor gate: passed, {} to review",
                report.summary.review
            )
        }
        "pass" if blocked > 0 => format!(
            "✅ Vendor gate: passed, {} from restricted vendors there before",
            components(blocked)
        ),
        "pass" => "✅ Vendor gate: passed".to_owned(),
        "undetermined" => "❔ Vendor gate: undetermined, part of the truth is missing".to_owned(),
        // An unknown word is taken as the strictest.
        _ if counted > 0 && counted < blocked => format!(
            "⛔ Vendor gate: failed, {} from restricted vendors",
            count(counted, "new component", "new components")
        ),
        _ if counted > 0 => format!(
            "⛔ Vendor gate: failed, {} from restricted vendors",
            components(counted)
        ),
        _ => "⛔ Vendor gate: failed".to_owned(),
    };
    format!("### {what}\n\n")
}

/// How many findings block and count.
fn blocking(report: &Report) -> u64 {
    let blocks = |finding: &&Finding| {
        !matches!(finding.effect.as_str(), "review" | "note") && trust::counts(report, finding)
    };
    report.findings.iter().filter(blocks).count() as u64
}

/// What was found, without what was not, and how much was looked at.
fn counts(report: &Report) -> String {
    let summary = &report.summary;
    let mut out = format!("**{} blocked**", summary.block);
    for (n, what) in [
        (summary.review, "to review"),
        (summary.note, "noted"),
        (summary.accepted, "accepted internally"),
    ] {
        if n > 0 {
            let _ = write!(out, ", {n} {what}");
        }
    }
    if uses_baseline(report) {
        let _ = write!(out, "; {}", compared(report));
    }
    let _ = write!(out, "; {}.", extent(report));
    if summary.outside_profile > 0 {
        let _ = write!(
            out,
            " {} outside the chosen profiles.",
            count(summary.outside_profile, "match", "matches")
        );
    }
    if let Some(said) = nothing_attributed(report) {
        let _ = write!(out, " Nothing {said}.");
    }
    out
}

fn foot(report: &Report, options: &Options) -> String {
    let mut out = String::new();
    let _ = write!(
        out,
        "<sub>Lists: {}; {}. Screening result, not a determination of compliance and not legal advice.</sub>\n\n",
        prose(&lists(report), 100),
        profiles(report, |id| prose(id, 60)),
    );
    let _ = write!(
        out,
        "<sub>{} {}, as of {}",
        prose(&report.tool.name, 40),
        prose(&report.tool.version, 20),
        prose(&report.as_of, 10)
    );
    if let Some(url) = options
        .run_url
        .as_deref()
        .filter(|url| is_plain_address(url))
    {
        let _ = write!(out, " · [run](<{url}>)");
    }
    out.push_str("</sub>\n");
    out
}
