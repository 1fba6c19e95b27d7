//! The report as GitHub-flavoured Markdown: comments, step summaries, `--format markdown`.
//!
//! Enters: a report and a byte budget. Leaves: one page within the budget,
//! the worst first, in which every finding stands or is counted as left out.
//! Knows nothing of GitHub's API.

pub mod escape;
pub mod finding;

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::outcome::{Finding, Notice, Report};
use crate::report::markdown::escape::{code, is_plain_address, prose, sentence};
pub use crate::report::markdown::finding::{count, name, path_and_line, short_id};
use crate::report::{place, trust};

/// A section with more findings in lines than that folds them.
const FEW_LINES: usize = 10;

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
    let counts = counts(report);
    format!(
        "### ✅ Vendor gate: resolved\n\nWhat stood here needs no attention any more: it is gone, accepted, or was there before. {counts}\n\n{}",
        foot(report, options)
    )
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

/// Whether a finding is shown by name; notes are counted, unless they fail the build.
fn is_named(report: &Report, finding: &Finding) -> bool {
    finding.effect != "note" || finding.accepted || report.policy.fail_on == "note"
}

fn head(report: &Report, options: &Options) -> String {
    let mut out = title(report);
    let _ = writeln!(out, "{}\n", counts(report));
    if let Some(conclusion) = &options.conclusion {
        let conclusion = prose(conclusion, 40);
        let _ = writeln!(
            out,
            "The run that made this report ended as **{conclusion}**; its report says **{}**.\n",
            prose(&report.verdict, 20)
        );
    }
    out.push_str(&problems(report));
    if !options.changed_acceptances.is_empty() {
        out.push_str("> [!IMPORTANT]\n> This pull request itself adds or changes acceptances:\n");
        for words in options.changed_acceptances.iter().take(10) {
            let _ = writeln!(out, "> - {}", sentence(words, 300));
        }
        left_out(&mut out, "> - ", options.changed_acceptances.len(), 10);
        out.push('\n');
    }
    out
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

fn counts(report: &Report) -> String {
    let summary = &report.summary;
    let mut out = format!(
        "**{} blocked**, {} to review, {} noted, {} accepted internally",
        summary.block, summary.review, summary.note, summary.accepted
    );
    if uses_baseline(report) {
        let _ = write!(
            out,
            "; {} new, {} existing, {} fixed",
            summary.new, summary.existing, summary.fixed
        );
    }
    let _ = write!(
        out,
        "; {} in {}, {} with publisher evidence.",
        count(summary.components, "component", "components"),
        count(report.inputs.len() as u64, "input", "inputs"),
        report.coverage.with_evidence
    );
    if summary.outside_profile > 0 {
        let _ = write!(
            out,
            " {} outside the chosen profiles.",
            count(summary.outside_profile, "match", "matches")
        );
    }
    out
}

/// What made the run undetermined, and warnings that a reviewer can act on.
fn problems(report: &Report) -> String {
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
        let rest = count(rest as u64, "further warning", "further warnings");
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

fn left_out(out: &mut String, start: &str, all: usize, shown: usize) {
    if all > shown {
        let _ = writeln!(out, "{start}and {} more", all - shown);
    }
}

/// The findings by name, new ones before existing ones, within so many bytes.
fn findings(report: &Report, room: usize, in_full: usize) -> String {
    let named = worst_first(report);
    // The words around the findings: headings, and the count of what is left out.
    let shown = fit(report, &named, room.saturating_sub(700), in_full);
    let mut out = String::new();
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
        let of = |effect: &str| {
            rest.iter()
                .filter(|finding| finding.effect == effect && !finding.accepted)
                .count()
        };
        let accepted = rest.iter().filter(|finding| finding.accepted).count();
        let _ = writeln!(
            out,
            "**{} left out here for length** ({} blocked, {} to review, {accepted} accepted internally); the JSON report holds all.\n",
            count(rest.len() as u64, "more finding", "more findings"),
            rest.len() - of("review") - accepted,
            of("review"),
        );
    }
    let notes = report.findings.len() - named.len();
    if notes > 0 {
        let _ = writeln!(
            out,
            "{} counted, not named here; the JSON report holds them.\n",
            count(notes as u64, "note", "notes")
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
fn fit<'a>(report: &Report, named: &[&'a Finding], room: usize, in_full: usize) -> Vec<Shown<'a>> {
    let mut left = room;
    let mut full_left = room / 10 * 7;
    let mut full_open = true;
    let mut shown = Vec::new();
    for (at, finding) in named.iter().enumerate() {
        full_open &= at < in_full;
        let details = full_open.then(|| finding::details(report, finding, named.len() == 1));
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

pub(crate) fn uses_baseline(report: &Report) -> bool {
    report
        .baseline
        .as_ref()
        .is_some_and(|baseline| baseline.state == "used")
}

fn foot(report: &Report, options: &Options) -> String {
    let mut out = String::new();
    let authorities: u64 = report.denylists.iter().map(|list| list.authorities).sum();
    let vendors: u64 = report.denylists.iter().map(|list| list.vendors).sum();
    let reviewed = report
        .denylists
        .iter()
        .map(|list| list.reviewed.as_str())
        .filter(|day| !day.is_empty())
        .min();
    let profiles: Vec<String> = report
        .profiles
        .iter()
        .take(12)
        .map(|profile| prose(profile, 60))
        .collect();
    let _ = write!(
        out,
        "<sub>Lists: {}, {}, reviewed {}; {} {}. Screening result, not a determination of compliance and not legal advice.</sub>\n\n",
        count(authorities, "authority", "authorities"),
        count(vendors, "vendor", "vendors"),
        prose(reviewed.unwrap_or("never"), 10),
        if profiles.len() == 1 {
            "profile"
        } else {
            "profiles"
        },
        profiles.join(", "),
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
