//! What a step of a GitHub workflow prints and leaves behind.
//!
//! Enters: a report. Leaves: annotations for the log, the text of the step
//! summary and the lines of the outputs. Writes no file itself. A line of
//! ours begins with `::` only where it is an annotation.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::outcome::{Finding, Report};
use crate::report::inert::one_line;
use crate::report::markdown;
use crate::report::name::{name, short_id};
use crate::report::place::{from_root, path};
use crate::report::trust;
use crate::report::words::{count, extent, other_effects};
use crate::source::Location;

/// GitHub shows so many annotations of a step.
const MAX_ANNOTATIONS: usize = 10;
/// So many of them are kept for what could not be read, however many findings there are.
const FOR_PROBLEMS: usize = 3;
/// The longest message.
const LONG: usize = 1_000;

/// Write annotations, worst first, and the counts.
///
/// `folder` is where the report's paths begin, as seen from the repository's root.
///
/// # Errors
///
/// The output cannot be written.
pub(crate) fn render(report: &Report, folder: &str, out: &mut dyn Write) -> io::Result<()> {
    let findings = annotations(report, folder);
    let problems = remarks(report, folder, "error");
    let warnings = remarks(report, folder, "warning");
    let all = findings.len() + problems.len() + warnings.len();
    let for_findings = MAX_ANNOTATIONS - problems.len().min(FOR_PROBLEMS);
    let lines = findings.into_iter().take(for_findings);
    let lines: Vec<String> = lines.chain(problems).chain(warnings).collect();
    let shown = lines.len().min(MAX_ANNOTATIONS);
    for line in &lines[..shown] {
        writeln!(out, "{line}")?;
    }
    if all > shown {
        let rest = (all - shown) as u64;
        let rest = count(rest, "more annotation", "more annotations");
        writeln!(
            out,
            "vendor-gate: {rest} left out; the step summary and the JSON report hold all"
        )?;
    }
    writeln!(out, "vendor-gate: {}", counts(report))
}

/// The findings that a reviewer must see, worst first; what does not count comes last.
fn annotations(report: &Report, folder: &str) -> Vec<String> {
    let mut findings: Vec<&Finding> = report
        .findings
        .iter()
        // Notes say nothing that a reviewer must act on, so they do not use up annotations.
        .filter(|finding| finding.effect != "note" || report.policy.fail_on == "note")
        .filter(|finding| !finding.accepted)
        .collect();
    findings.sort_by_key(|finding| match level(report, finding) {
        "error" => 0,
        "warning" => 1,
        _ => 2,
    });
    findings
        .into_iter()
        .map(|finding| annotation(report, folder, finding))
        .collect()
}

fn remarks(report: &Report, folder: &str, level: &str) -> Vec<String> {
    report
        .diagnostics
        .iter()
        .filter(|notice| match notice.severity.as_str() {
            word @ ("info" | "warning") => word == level,
            // An unknown word is taken as the strictest.
            _ => level == "error",
        })
        .map(|notice| {
            let title = format!("vendor-gate: {}", notice.code);
            let mut properties = vec![("title", title)];
            properties.extend(place(
                report,
                folder,
                notice.input,
                notice.location.as_ref(),
            ));
            let help = notice.help.as_deref().map(|help| format!(" ({help})"));
            let message = format!("{}{}", notice.message, help.unwrap_or_default());
            command(level, &properties, &message)
        })
        .collect()
}

fn counts(report: &Report) -> String {
    format!(
        "{}: {} blocked, {}; {}",
        one_line(&report.verdict, 20),
        report.summary.block,
        other_effects(report),
        extent(report)
    )
}

/// The text of the step summary, below GitHub's limit of 1 MiB.
#[must_use]
pub fn step_summary(report: &Report) -> String {
    markdown::page(report, &markdown::Options::step_summary())
}

/// The lines that set the step's outputs: `verdict`, `blocked`, `review`.
///
/// Words of our own and numbers alone: no text of a report gets here.
#[must_use]
pub fn outputs(report: &Report) -> String {
    let verdict = match report.verdict.as_str() {
        "pass" => "pass",
        "undetermined" => "undetermined",
        _ => "fail",
    };
    format!(
        "verdict={verdict}\nblocked={}\nreview={}\n",
        report.summary.block, report.summary.review
    )
}

/// One `name=value` line of the outputs, or nothing if the value has more than one line.
#[must_use]
pub fn output(name: &str, value: &str) -> String {
    if value.chars().any(char::is_control) {
        return String::new();
    }
    format!("{name}={value}\n")
}

/// How loud a finding is: one that was there before and does not count is told without an alarm.
fn level(report: &Report, finding: &Finding) -> &'static str {
    match finding.effect.as_str() {
        _ if !trust::counts(report, finding) => "notice",
        "note" => "notice",
        "review" => "warning",
        _ => "error",
    }
}

fn annotation(report: &Report, folder: &str, finding: &Finding) -> String {
    let title = format!(
        "{} {}: {}",
        name(finding),
        finding.component.version.as_deref().unwrap_or_default(),
        finding.vendor.name
    );
    let mut properties = vec![("title", title)];
    if let Some(occurrence) = finding.occurrences.first() {
        let location = occurrence.location.as_ref();
        properties.extend(place(report, folder, Some(occurrence.input), location));
    }
    let mut message = finding.headline.clone();
    if let Some(listing) = finding.listings.first() {
        let _ = write!(
            message,
            "; named as {} in {}",
            listing.named_as, listing.citation
        );
    }
    if level(report, finding) == "notice" && finding.status == "existing" {
        message.push_str("; there before this change");
    }
    let _ = write!(message, " [{}]", short_id(finding));
    command(level(report, finding), &properties, &message)
}

/// The properties `file` and `line`, where they are known.
fn place(
    report: &Report,
    folder: &str,
    input: Option<u32>,
    location: Option<&Location>,
) -> Vec<(&'static str, String)> {
    let path = path(&report.inputs, input, location).filter(|path| *path != "-");
    let Some(path) = path else {
        return Vec::new();
    };
    let mut properties = vec![("file", from_root(folder, path))];
    properties.extend(
        location
            .and_then(|location| location.line)
            .map(|line| ("line", line.to_string())),
    );
    properties
}

/// A workflow command in GitHub's own escaping.
fn command(level: &str, properties: &[(&str, String)], message: &str) -> String {
    let properties: Vec<String> = properties
        .iter()
        .map(|(key, value)| format!("{key}={}", property(value)))
        .collect();
    format!(
        "::{level} {}::{}",
        properties.join(","),
        data(message, LONG)
    )
}

/// A message: one line, with what GitHub would decode encoded.
fn data(text: &str, max: usize) -> String {
    // The first `::` ends the properties; there are runners that take the last.
    encoded(text, max).replace("::", ":\u{2060}:")
}

/// The value of a property.
fn property(text: &str) -> String {
    encoded(text, 255).replace(':', "%3A").replace(',', "%2C")
}

fn encoded(text: &str, max: usize) -> String {
    one_line(text, max).replace('%', "%25")
}
