//! One finding as Markdown: folded in full, or as one line.

use std::fmt::Write as _;

use crate::outcome::{Finding, Input, Occurrence, Remediation, Report};
use crate::report::markdown::escape::{block, code, html, html_code, prose, sentence};
use crate::report::markdown::evidence::evidence;
use crate::report::markdown::measures::{Told, first_citation};
use crate::report::name::{name, short_id};
use crate::report::place::path as place_of;
use crate::report::remedy::phrase;
use crate::report::words::count;

/// The longest name, version or value that is shown.
pub(super) const SHORT: usize = 160;
/// The longest sentence that is shown.
const LONG: usize = 600;
/// How many of a kind of thing one finding shows before it counts.
pub(super) const MANY: usize = 6;

/// The finding with all that a reviewer needs, folded under one line.
#[must_use]
pub(super) fn details<'r>(
    report: &'r Report,
    finding: &'r Finding,
    told: &mut Told<'r>,
    open: bool,
) -> String {
    let mut out = String::new();
    let open = if open { " open" } else { "" };
    let _ = write!(
        out,
        "<details{open}><summary>{}</summary>\n\n",
        summary(finding)
    );
    let headline = sentence(finding.headline.trim_end_matches('.'), LONG);
    let _ = writeln!(out, "{headline}.\n");
    evidence(&mut out, finding);
    out.push_str(&told.measures(finding, &report.catalogue));
    paths(&mut out, finding, &report.inputs);
    limits(&mut out, finding);
    acceptance(&mut out, finding);
    remediation(&mut out, finding);
    out.push_str("</details>\n");
    out
}

/// The finding in one line of a list.
#[must_use]
pub(super) fn line(finding: &Finding) -> String {
    let mut out = format!("- {} {}", sign(finding), code(&name(finding), SHORT));
    if let Some(version) = &finding.component.version {
        let _ = write!(out, " {}", code(version, 40));
    }
    let _ = write!(
        out,
        " · {} · {}",
        prose(&finding.vendor.name, SHORT),
        prose(&finding.attribution, 20)
    );
    if let Some(citation) = first_citation(finding) {
        let _ = write!(out, " · {}", prose(citation, 60));
    }
    if finding.accepted {
        out.push_str(" · accepted internally");
    }
    let _ = writeln!(out, " · {}", code(short_id(finding), 8));
    out
}

/// The picture of what the finding does.
fn sign(finding: &Finding) -> &'static str {
    if finding.accepted {
        return "☑️";
    }
    match finding.effect.as_str() {
        "review" => "⚠️",
        "note" => "ℹ️",
        // An unknown word is taken as the strictest.
        _ => "⛔",
    }
}

fn summary(finding: &Finding) -> String {
    let mut out = format!("{} {}", sign(finding), html_code(&name(finding), SHORT));
    if let Some(version) = &finding.component.version {
        let _ = write!(out, " {}", html(version, 40));
    }
    let _ = write!(out, " · <b>{}</b>", html(&finding.vendor.name, SHORT));
    let _ = write!(out, " · {}", html(&finding.attribution, 20));
    if let Some(citation) = first_citation(finding) {
        let _ = write!(out, " · {}", html(citation, 60));
    }
    if !finding.previous_versions.is_empty() {
        let before: Vec<String> = finding
            .previous_versions
            .iter()
            .take(3)
            .map(|v| html(v, 40))
            .collect();
        let _ = write!(out, " · before: {}", before.join(", "));
    }
    if finding.reason.as_deref() == Some("newly-listed") {
        out.push_str(" · newly listed");
    }
    if finding.contested {
        out.push_str(" · contested");
    }
    if finding.accepted {
        out.push_str(" · accepted internally");
    }
    out
}

fn paths(out: &mut String, finding: &Finding, inputs: &[Input]) {
    out.push_str("**How it got in**\n\n");
    for occurrence in finding.occurrences.iter().take(MANY) {
        let _ = writeln!(out, "- {}\n", place(occurrence, inputs));
        if let Some(path) = occurrence.paths.first() {
            for line in block(&tree(path), SHORT).lines() {
                let _ = writeln!(out, "  {line}");
            }
            let others = occurrence.paths_omitted + occurrence.paths.len() as u64 - 1;
            if others > 0 {
                let _ = writeln!(
                    out,
                    "  <sub>and {}</sub>",
                    count(others, "other way", "other ways")
                );
            }
            out.push('\n');
        }
    }
    let rest = finding.occurrences.len().saturating_sub(MANY);
    more(out, rest, "more place", "more places");
    out.push('\n');
}

/// Where an occurrence stands and what it is needed for.
fn place(occurrence: &Occurrence, inputs: &[Input]) -> String {
    let mut out = code(&path_and_line(occurrence, inputs), SHORT);
    if !matches!(occurrence.role.as_str(), "" | "component") {
        let _ = write!(out, ", as {}", prose(&occurrence.role, 40));
    }
    // A normal dependency is what everybody expects.
    if occurrence.scope.kinds.iter().any(|kind| kind != "normal") {
        let kinds: Vec<String> = occurrence
            .scope
            .kinds
            .iter()
            .take(MANY)
            .map(|kind| prose(kind, 40))
            .collect();
        let _ = write!(out, ", needed as {} dependency", kinds.join(", "));
    }
    if !occurrence.scope.targets.is_empty() {
        let targets: Vec<String> = occurrence
            .scope
            .targets
            .iter()
            .take(MANY)
            .map(|t| code(t, 60))
            .collect();
        let _ = write!(out, " for {}", targets.join(", "));
    }
    if !occurrence.in_build {
        out.push_str(", in the lockfile but not in this build");
    }
    out
}

/// `file:line` of an occurrence.
#[must_use]
pub fn path_and_line(occurrence: &Occurrence, inputs: &[Input]) -> String {
    let location = occurrence.location.as_ref();
    let path = place_of(inputs, Some(occurrence.input), location).unwrap_or("-");
    match location.and_then(|location| location.line) {
        Some(line) => format!("{path}:{line}"),
        None => path.to_owned(),
    }
}

/// A path as a tree with one branch.
fn tree(path: &[String]) -> Vec<String> {
    let shown = path.len().min(12);
    let mut lines: Vec<String> = Vec::with_capacity(shown + 1);
    // A long path loses its middle: the root and the end tell the most.
    let head = shown - shown / 2;
    let tail = path.len() - shown / 2;
    for (at, step) in path.iter().enumerate() {
        if at == head && tail > head {
            let left_out = count((tail - head) as u64, "step", "steps");
            lines.push(format!(
                "{}… {left_out}",
                "   ".repeat(lines.len().saturating_sub(1))
            ));
        }
        if (head..tail).contains(&at) {
            continue;
        }
        let branch = if at == 0 {
            String::new()
        } else {
            format!("{}└─ ", "   ".repeat(lines.len() - 1))
        };
        lines.push(format!("{branch}{step}"));
    }
    lines
}

fn limits(out: &mut String, finding: &Finding) {
    if finding.limits.is_empty() {
        return;
    }
    out.push_str("**Why it is not stronger**\n\n");
    for limit in finding.limits.iter().take(MANY) {
        let _ = writeln!(
            out,
            "- {}: at most {}{}",
            code(&limit.rule, 60),
            prose(&limit.at_most, 10),
            in_brackets(&limit.because)
        );
    }
    let rest = finding.limits.len().saturating_sub(MANY);
    more(out, rest, "more limit", "more limits");
    out.push('\n');
}

fn in_brackets(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!(" ({})", prose(text, LONG))
    }
}

fn acceptance(out: &mut String, finding: &Finding) {
    let Some(acceptance) = &finding.acceptance else {
        return;
    };
    let _ = write!(
        out,
        "**Accepted internally (not a government waiver)** through {}",
        prose(&acceptance.expires, 10)
    );
    if let Some(who) = &acceptance.approved_by {
        let _ = write!(out, ", approved by {}", prose(who, SHORT));
    }
    if let Some(ticket) = &acceptance.ticket {
        let _ = write!(out, ", {}", prose(ticket, SHORT));
    }
    let _ = writeln!(out, ": {}\n", prose(&acceptance.reason, LONG));
}

fn remediation(out: &mut String, finding: &Finding) {
    out.push_str("**What can be done**\n\n");
    for item in finding.remediation.iter().take(MANY) {
        let _ = writeln!(out, "- {}", remedy(item));
    }
    let rest = finding.remediation.len().saturating_sub(MANY);
    more(out, rest, "more way", "more ways");
    let _ = writeln!(
        out,
        "- Read more: {} · record a decision: {}\n",
        code(
            &format!("cargo vendor-gate explain {}", finding.vendor.id),
            SHORT
        ),
        code(
            &format!(
                "cargo vendor-gate accept {} --report FILE",
                short_id(finding)
            ),
            SHORT
        ),
    );
}

fn remedy(item: &Remediation) -> String {
    let quoted = |text: &str| code(text, SHORT);
    phrase(item, &quoted, &quoted)
}

/// The line that counts what a list left out.
pub(super) fn more(out: &mut String, rest: usize, one: &str, several: &str) {
    if rest > 0 {
        let rest = count(rest as u64, one, several);
        let _ = writeln!(out, "- and {rest} in the JSON report");
    }
}
