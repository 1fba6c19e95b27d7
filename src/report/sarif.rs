//! The report as SARIF 2.1.0, within what GitHub's code scanning takes.
//!
//! GitHub takes 25,000 results and shows the 5,000 worst; results come worst
//! first, and what is left out is counted in a notification. Every result has
//! a relative file and a line, because GitHub refuses one without.

mod wire;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use sha2::{Digest, Sha256};

use crate::outcome::{Finding, Notice, Report};
use crate::report::inert::one_line;
use crate::report::place::{from_root, path};
use crate::report::sarif::wire::{
    ArtifactLocation, AutomationDetails, Document, Driver, Invocation, Level, Location, Message,
    Notification, PhysicalLocation, Region, Result as SarifResult, Rule, Run, Suppression, Tool,
};
use crate::report::words::count;
use crate::report::words::since;

/// The most results in one run.
const MAX_RESULTS: usize = 25_000;
/// The most places that GitHub shows of one result.
const MAX_PLACES: usize = 100;
/// The most notifications.
const MAX_NOTICES: usize = 500;
/// The longest sentence.
const LONG: usize = 1_000;
/// The pages of the project.
const HOME: &str = "https://github.com/cargo-vendor-gate/cargo-vendor-gate";

/// Write the report as one SARIF run.
///
/// `folder` is where the report's paths begin, as seen from the repository's root.
///
/// # Errors
///
/// The output cannot be written.
pub(crate) fn render(report: &Report, folder: &str, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &document(report, folder))?;
    out.write_all(b"\n")
}

fn document(report: &Report, folder: &str) -> Document {
    let mut findings: Vec<&Finding> = report.findings.iter().collect();
    findings.sort_by_key(|finding| (finding.accepted, level(finding)));
    let left_out = findings.len().saturating_sub(MAX_RESULTS);
    findings.truncate(MAX_RESULTS);
    Document::new(Run {
        tool: Tool {
            driver: driver(report),
        },
        automation_details: AutomationDetails {
            id: format!("vendor-gate/{}/", one_line(&report.profiles.join("+"), 200)),
        },
        invocations: vec![invocation(report, left_out)],
        column_kind: "unicodeCodePoints",
        results: findings
            .iter()
            .map(|finding| result(report, folder, finding))
            .collect(),
    })
}

fn driver(report: &Report) -> Driver {
    Driver {
        name: "cargo-vendor-gate",
        semantic_version: one_line(&report.tool.version, 60),
        information_uri: HOME,
        rules: vec![
            rule(
                "vendor-block",
                "Component of a restricted vendor, blocked",
                Level::Error,
            ),
            rule(
                "vendor-review",
                "Component of a restricted vendor, to review",
                Level::Warning,
            ),
            rule(
                "vendor-note",
                "Component of a restricted vendor, noted",
                Level::Note,
            ),
        ],
    }
}

fn rule(id: &'static str, title: &'static str, level: Level) -> Rule {
    let full = "A component is attributed to a vendor that a measure of the chosen profiles names. \
                Screening result, not a determination of compliance and not legal advice.";
    let help = "Each result names its evidence and the measures. `cargo vendor-gate explain VENDOR` shows the \
                measures and the vendor's position; an internal acceptance can be recorded in vendor-gate.toml.";
    Rule::new(id, title, full, help, level)
}

fn result(report: &Report, folder: &str, finding: &Finding) -> SarifResult {
    let level = level(finding);
    let mut locations: Vec<Location> = finding
        .occurrences
        .iter()
        .take(MAX_PLACES)
        .map(|occurrence| {
            let at = occurrence.location.as_ref();
            let path = path(&report.inputs, Some(occurrence.input), at);
            location(folder, path.unwrap_or("-"), at)
        })
        .collect();
    if locations.is_empty() {
        locations.push(location(folder, "-", None));
    }
    SarifResult {
        rule_id: rule_id(level),
        level,
        message: Message {
            text: message(report, finding),
        },
        locations,
        partial_fingerprints: BTreeMap::from([("vendorGateFinding/v1", hex_digest(&finding.key))]),
        baseline_state: baseline_state(report, finding),
        suppressions: suppressions(finding),
    }
}

/// The rule's id by what a finding does.
fn rule_id(level: Level) -> &'static str {
    match level {
        Level::Error => "vendor-block",
        Level::Warning => "vendor-review",
        Level::Note => "vendor-note",
    }
}

fn level(finding: &Finding) -> Level {
    match finding.effect.as_str() {
        "note" => Level::Note,
        "review" => Level::Warning,
        // An unknown word is taken as the strictest.
        _ => Level::Error,
    }
}

/// What a reviewer reads beside the line.
fn message(report: &Report, finding: &Finding) -> String {
    let headline = finding.headline.trim_end_matches('.');
    let mut out = format!("{}.", plain(headline, LONG));
    for listing in finding.listings.iter().take(5) {
        let authority = report.catalogue.authorities.get(&listing.authority);
        let name = authority.map_or(listing.authority.as_str(), |authority| {
            authority.name.as_str()
        });
        let _ = write!(
            out,
            " Named as {} in {}, {}{}.",
            plain(&listing.named_as, 200),
            plain(name, 300),
            plain(&listing.citation, 200),
            since(listing).map_or_else(String::new, |day| format!(", since {}", plain(day, 10))),
        );
    }
    if finding.listings.len() > 5 {
        let _ = write!(
            out,
            " And {}.",
            count(
                (finding.listings.len() - 5) as u64,
                "more measure",
                "more measures"
            )
        );
    }
    if finding.occurrences.len() > MAX_PLACES {
        let _ = write!(out, " Stands in {} places.", finding.occurrences.len());
    }
    out
}

/// Text on one line without links: GitHub reads `[text](target)` in messages.
fn plain(text: &str, max: usize) -> String {
    one_line(text, max).replace('[', "\\[").replace(']', "\\]")
}

fn location(folder: &str, path: &str, at: Option<&crate::source::Location>) -> Location {
    Location {
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation {
                uri: relative_uri(folder, path),
            },
            region: Region {
                start_line: at.and_then(|at| at.line).unwrap_or(1).max(1),
                start_column: at.and_then(|at| at.column).filter(|&column| column > 0),
            },
        },
    }
}

/// A path as a relative URI, `stdin` for standard input.
fn relative_uri(folder: &str, path: &str) -> String {
    if path == "-" {
        return "stdin".to_owned();
    }
    let path = from_root(folder, path);
    let path = path.trim_start_matches('/');
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/@+".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    if out.is_empty() { ".".to_owned() } else { out }
}

fn baseline_state(report: &Report, finding: &Finding) -> Option<&'static str> {
    report
        .baseline
        .as_ref()
        .filter(|baseline| baseline.state == "used")?;
    Some(match finding.status.as_str() {
        "existing" if finding.previous_versions.is_empty() => "unchanged",
        "existing" => "updated",
        _ => "new",
    })
}

fn suppressions(finding: &Finding) -> Vec<Suppression> {
    if !finding.accepted {
        return Vec::new();
    }
    let why = finding
        .acceptance
        .as_ref()
        .map_or_else(String::new, |acceptance| {
            format!(
                "accepted internally (not a government waiver) through {}: {}",
                one_line(&acceptance.expires, 10),
                one_line(&acceptance.reason, LONG)
            )
        });
    vec![Suppression {
        kind: "external",
        status: "accepted",
        justification: why,
    }]
}

/// How the run went: what could not be read, and what is left out here.
fn invocation(report: &Report, left_out: usize) -> Invocation {
    let mut notices: Vec<Notification> = Vec::new();
    if left_out > 0 {
        let findings = count(left_out as u64, "finding is", "findings are");
        let text = format!("{findings} left out here; the JSON report holds all");
        notices.push(Notification::new("findings-left-out", Level::Warning, text));
    }
    notices.extend(
        report
            .diagnostics
            .iter()
            .take(MAX_NOTICES)
            .map(notification),
    );
    if report.diagnostics.len() > MAX_NOTICES {
        let rest = (report.diagnostics.len() - MAX_NOTICES) as u64;
        let text = format!(
            "{} left out here",
            count(rest, "diagnostic is", "diagnostics are")
        );
        notices.push(Notification::new(
            "diagnostics-left-out",
            Level::Warning,
            text,
        ));
    }
    Invocation {
        execution_successful: report.verdict == "pass" || report.verdict == "fail",
        exit_code: report.exit_code,
        tool_execution_notifications: notices,
    }
}

fn notification(notice: &Notice) -> Notification {
    let level = match notice.severity.as_str() {
        "info" => Level::Note,
        "warning" => Level::Warning,
        _ => Level::Error,
    };
    let code = one_line(&notice.code, 60);
    Notification::new(&code, level, plain(&notice.message, LONG))
}

fn hex_digest(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .fold(String::new(), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        })
}
