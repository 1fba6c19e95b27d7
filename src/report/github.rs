//! What a step of a GitHub workflow prints and leaves behind.
//!
//! Enters: a report. Leaves: annotations for the log, the text of the step
//! summary and the lines of the outputs. Writes no file itself. A line of
//! ours begins with `::` only where it is an annotation.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::outcome::{Finding, Report};
use crate::report::markdown::{self, count, escape, short_id};

/// GitHub shows so many annotations of a step.
const MAX_ANNOTATIONS: usize = 10;
/// The longest message.
const LONG: usize = 1_000;

/// Write annotations, worst first, and the counts.
///
/// # Errors
///
/// The output cannot be written.
pub fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut findings: Vec<&Finding> = report
        .findings
        .iter()
        .filter(|finding| !finding.accepted)
        .collect();
    findings.sort_by_key(|finding| match finding.effect.as_str() {
        "note" => 2,
        "review" => 1,
        _ => 0,
    });
    let problems: Vec<String> = report
        .diagnostics
        .iter()
        .filter(|notice| !matches!(notice.severity.as_str(), "info" | "warning"))
        .map(|notice| {
            command(
                "error",
                &[("title", &format!("vendor-gate: {}", notice.code))],
                &notice.message,
            )
        })
        .collect();
    // Notes say nothing that a reviewer must act on, so they do not use up annotations.
    let lines = findings
        .iter()
        .filter(|finding| finding.effect != "note" || report.policy.fail_on == "note")
        .map(|finding| annotation(report, finding));
    let lines: Vec<String> = lines.chain(problems).collect();
    for line in lines.iter().take(MAX_ANNOTATIONS) {
        writeln!(out, "{line}")?;
    }
    if lines.len() > MAX_ANNOTATIONS {
        let rest = count(
            (lines.len() - MAX_ANNOTATIONS) as u64,
            "more annotation",
            "more annotations",
        );
        writeln!(
            out,
            "vendor-gate: {rest} left out; the step summary and the JSON report hold all"
        )?;
    }
    let summary = &report.summary;
    writeln!(
        out,
        "vendor-gate: {}: {} blocked, {} to review, {} noted, {} accepted internally; {}",
        escape::one_line(&report.verdict, 20),
        summary.block,
        summary.review,
        summary.note,
        summary.accepted,
        count(summary.components, "component", "components"),
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

fn annotation(report: &Report, finding: &Finding) -> String {
    let level = match finding.effect.as_str() {
        "note" => "notice",
        "review" => "warning",
        _ => "error",
    };
    let title = format!(
        "{} {}: {}",
        markdown::name(finding),
        finding.component.version.as_deref().unwrap_or_default(),
        finding.vendor.name
    );
    let mut properties = vec![("title", title.as_str())];
    let place = finding.occurrences.first().map(|occurrence| {
        let path = occurrence
            .location
            .as_ref()
            .and_then(|location| location.path.clone());
        let path = path.or_else(|| {
            report
                .inputs
                .get(occurrence.input as usize)
                .map(|input| input.path.clone())
        });
        let line = occurrence
            .location
            .as_ref()
            .and_then(|location| location.line);
        (path.unwrap_or_default(), line.map(|line| line.to_string()))
    });
    if let Some((path, line)) = &place
        && !path.is_empty()
        && path != "-"
    {
        properties.push(("file", path));
        if let Some(line) = line {
            properties.push(("line", line));
        }
    }
    let mut message = finding.headline.clone();
    if let Some(listing) = finding.listings.first() {
        let _ = write!(
            message,
            "; named as {} in {}",
            listing.named_as, listing.citation
        );
    }
    let _ = write!(message, " [{}]", short_id(finding));
    command(level, &properties, &message)
}

/// A workflow command in GitHub's own escaping.
fn command(level: &str, properties: &[(&str, &str)], message: &str) -> String {
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
    escape::one_line(text, max)
        .replace('%', "%25")
        .replace("##[", "#\u{2060}#[")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text, 255).replace(':', "%3A").replace(',', "%2C")
}
