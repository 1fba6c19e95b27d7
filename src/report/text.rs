//! The report for people at a terminal.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::outcome::{Finding, Notice, Occurrence, Report};
use crate::report::markdown::escape::one_line;
use crate::report::markdown::finding::{count, short_id};

/// Ways and places that are shown of one finding.
const SHOWN: usize = 3;
/// Characters of a foreign text that are shown.
const LONGEST: usize = 300;

/// How much is said, and in which colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Voice {
    /// Whether to colour.
    pub color: bool,
    /// Whether notes are shown one by one.
    pub verbose: bool,
    /// Whether only what is wrong is said.
    pub quiet: bool,
}

/// Write the report.
pub(crate) fn render(report: &Report, voice: Voice, out: &mut dyn Write) -> io::Result<()> {
    let paint = Paint(voice.color);
    for notice in &report.diagnostics {
        if notice.severity != "info" || voice.verbose {
            write_notice(report, notice, paint, out)?;
        }
    }
    let (notes, findings): (Vec<_>, Vec<_>) = report
        .findings
        .iter()
        .partition(|finding| finding.effect == "note" && !voice.verbose);
    for finding in findings {
        write_finding(report, finding, paint, out)?;
    }
    write_notes(&notes, out)?;
    write_summary(report, voice, paint, out)
}

fn write_finding(
    report: &Report,
    finding: &Finding,
    paint: Paint,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (word, color) = match finding.effect.as_str() {
        _ if finding.accepted => ("accepted", AnsiColor::Cyan),
        "block" => ("error", AnsiColor::Red),
        "review" => ("warning", AnsiColor::Yellow),
        _ => ("note", AnsiColor::Cyan),
    };
    let head = paint.bold(color, &format!("{word}[vendor-{}]", finding.effect));
    writeln!(
        out,
        "{head}: {}",
        paint.bold(AnsiColor::BrightWhite, &clean(&finding.headline))
    )?;
    for (at, occurrence) in finding.occurrences.iter().take(SHOWN).enumerate() {
        let id = if at == 0 {
            format!(" [{}]", clean(short_id(finding)))
        } else {
            String::new()
        };
        writeln!(
            out,
            "   {} {}{id}",
            paint.dim("-->"),
            place(report, occurrence)
        )?;
    }
    if finding.occurrences.len() > SHOWN {
        writeln!(
            out,
            "       and {}",
            count(
                (finding.occurrences.len() - SHOWN) as u64,
                "other place",
                "other places"
            )
        )?;
    }
    write_evidence(finding, out)?;
    write_listings(report, finding, out)?;
    for limit in &finding.limits {
        let of = limit
            .authority
            .as_ref()
            .map(|authority| format!(" for {}", clean(authority)))
            .unwrap_or_default();
        writeln!(
            out,
            "   = limit {}{of}: at most {}, because {}",
            clean(&limit.rule),
            clean(&limit.at_most),
            clean(&limit.because)
        )?;
    }
    if let Some(acceptance) = &finding.acceptance {
        writeln!(
            out,
            "   = accepted internally (not a government waiver) until {}: {}",
            clean(&acceptance.expires),
            clean(&acceptance.reason)
        )?;
    }
    if finding.status == "existing" {
        writeln!(out, "   = existing: the baseline holds this component")?;
    }
    write_paths(finding, out)?;
    for remedy in finding.remediation.iter().take(SHOWN) {
        writeln!(out, "   = remedy: {}", clean(&remedy_words(remedy)))?;
    }
    let vendor = clean(&finding.vendor.id);
    writeln!(
        out,
        "   = help: `cargo vendor-gate explain {vendor}` shows the measures and the vendor's position\n"
    )
}

fn write_evidence(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    for evidence in finding.evidence.iter().take(5) {
        let doubt = if evidence.verified {
            ""
        } else {
            ", unverified"
        };
        let against = evidence
            .contradicted_by
            .as_ref()
            .map(|by| format!(", contradicted by {}", clean(by)))
            .unwrap_or_default();
        writeln!(
            out,
            "   = evidence ({}{doubt}{against}): {} `{}` is {}; seen: {}",
            clean(&evidence.attribution),
            clean(&evidence.field),
            clean(&evidence.value),
            clean(&evidence.identity),
            clean(&evidence.source)
        )?;
    }
    if finding.evidence.len() > 5 {
        writeln!(
            out,
            "   = evidence: {} more in the JSON report",
            finding.evidence.len() - 5
        )?;
    }
    Ok(())
}

/// Listings by what they do, the strongest first.
fn write_listings(report: &Report, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let mut last = "";
    for listing in &finding.listings {
        if listing.effect != last {
            let verb = match listing.effect.as_str() {
                "block" => "blocked by",
                "review" => "to review under",
                _ => "noted under",
            };
            writeln!(
                out,
                "   = {verb} profile {}:",
                clean(&report.profiles.join(", "))
            )?;
            last = &listing.effect;
        }
        let embedded = report
            .catalogue
            .authorities
            .get(&listing.authority)
            .map_or("unclear", |authority| authority.reaches.embedded.as_str());
        let name = report
            .catalogue
            .authorities
            .get(&listing.authority)
            .map_or(listing.authority.as_str(), |authority| {
                authority.name.as_str()
            });
        let via = if listing.via == "named" {
            String::new()
        } else {
            format!(" ({})", clean(&listing.via))
        };
        let state = if listing.state == "in-force" {
            String::new()
        } else {
            format!(", {}", clean(&listing.state))
        };
        writeln!(
            out,
            "     named as {}{via} in {}, {}, since {}{state}; reaches components in other products, in our reading: {}",
            clean(&listing.named_as),
            clean(name),
            clean(&listing.citation),
            clean(&listing.since),
            clean(embedded)
        )?;
    }
    Ok(())
}

fn write_paths(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let paths = finding
        .occurrences
        .iter()
        .flat_map(|occurrence| occurrence.paths.iter().zip(edges(occurrence)));
    for (path, edges) in paths.take(SHOWN) {
        let mut line = String::new();
        for (at, step) in path.iter().enumerate() {
            if at > 0 {
                line.push_str(" -> ");
                line.push_str(edges.get(at - 1).map_or("", String::as_str));
            }
            line.push_str(&spaced(&clean(step)));
        }
        writeln!(out, "   = path: {line}")?;
    }
    let omitted: u64 = finding
        .occurrences
        .iter()
        .map(|occurrence| occurrence.paths_omitted)
        .sum();
    if omitted > 0 {
        writeln!(out, "   = path: {} more", omitted)?;
    }
    Ok(())
}

/// `name@version` as `name version`.
fn spaced(step: &str) -> String {
    match step.rsplit_once('@') {
        Some((name, version)) if !name.is_empty() => format!("{name} {version}"),
        _ => step.to_owned(),
    }
}

/// What is said of each edge of each path: the kind, the platform, the features, where they are not plain.
fn edges(occurrence: &Occurrence) -> Vec<Vec<String>> {
    let of = |path: usize| {
        occurrence
            .path_edges
            .get(path)
            .map(Vec::as_slice)
            .unwrap_or_default()
    };
    (0..occurrence.paths.len())
        .map(|path| {
            let words = of(path).iter().map(|edge| {
                let mut words = Vec::new();
                if edge.kind != "normal" {
                    words.push(clean(&edge.kind));
                }
                if let Some(target) = &edge.target {
                    words.push(clean(target));
                }
                if !edge.features.is_empty() {
                    words.push(format!("feature {}", clean(&edge.features.join(", "))));
                }
                if words.is_empty() {
                    String::new()
                } else {
                    format!("({}) ", words.join("; "))
                }
            });
            words.collect()
        })
        .collect()
}

fn remedy_words(remedy: &crate::outcome::Remediation) -> String {
    let dependency = remedy.dependency.as_deref().unwrap_or_default();
    let package = &remedy.package;
    match remedy.action.as_str() {
        "disable-feature" => format!(
            "disable the feature `{}` of {dependency} in {package}",
            remedy.feature.as_deref().unwrap_or_default()
        ),
        "disable-default-features" => {
            format!("set `default-features = false` on {dependency} in {package}")
        }
        "drop-dependency" => format!("{package} brings it in through {dependency}"),
        "drop-dev-dependency" => format!("drop the dev-dependency {dependency} of {package}"),
        "drop-build-dependency" => format!("drop the build-dependency {dependency} of {package}"),
        "drop-target" => format!(
            "drop {dependency} for `{}` in {package}",
            remedy.target.as_deref().unwrap_or_default()
        ),
        _ => remedy
            .command
            .clone()
            .unwrap_or_else(|| format!("{} {package} {dependency}", remedy.action)),
    }
}

/// Notes are counted by vendor; `-v` shows them one by one.
fn write_notes(notes: &[&Finding], out: &mut dyn Write) -> io::Result<()> {
    if notes.is_empty() {
        return Ok(());
    }
    let mut by_vendor: BTreeMap<&str, u64> = BTreeMap::new();
    for note in notes {
        *by_vendor.entry(note.vendor.id.as_str()).or_default() += 1;
    }
    let vendors: Vec<String> = by_vendor
        .iter()
        .map(|(vendor, n)| format!("{} {n}", clean(vendor)))
        .collect();
    writeln!(
        out,
        "note: {} noted ({}); `-v` shows them\n",
        count(notes.len() as u64, "finding is", "findings are"),
        vendors.join(", ")
    )
}

fn write_notice(
    report: &Report,
    notice: &Notice,
    paint: Paint,
    out: &mut dyn Write,
) -> io::Result<()> {
    let color = match notice.severity.as_str() {
        "error" => AnsiColor::Red,
        "warning" => AnsiColor::Yellow,
        _ => AnsiColor::Cyan,
    };
    let head = paint.bold(
        color,
        &format!("{}[{}]", clean(&notice.severity), clean(&notice.code)),
    );
    writeln!(out, "{head}: {}", clean(&notice.message))?;
    let input = notice
        .input
        .and_then(|input| report.inputs.get(input as usize))
        .map(|input| input.path.as_str());
    let location = notice.location.as_ref();
    if let Some(path) = location
        .and_then(|location| location.path.as_deref())
        .or(input)
    {
        let line = location
            .and_then(|location| location.line)
            .map(|line| format!(":{line}"))
            .unwrap_or_default();
        let column = location
            .and_then(|location| location.column)
            .map(|column| format!(":{column}"))
            .unwrap_or_default();
        writeln!(out, "   {} {}{line}{column}", paint.dim("-->"), clean(path))?;
    }
    if let Some(help) = &notice.help {
        writeln!(out, "   = help: {}", clean(help))?;
    }
    writeln!(out)
}

fn write_summary(
    report: &Report,
    voice: Voice,
    paint: Paint,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (summary, coverage) = (&report.summary, &report.coverage);
    let color = match report.verdict.as_str() {
        "pass" => AnsiColor::Green,
        "fail" => AnsiColor::Red,
        _ => AnsiColor::Yellow,
    };
    writeln!(
        out,
        "{}: {} blocked, {} to review, {} noted, {} accepted internally; {} in {}, {} with publisher evidence",
        paint.bold(color, &clean(&report.verdict)),
        summary.block,
        summary.review,
        summary.note,
        summary.accepted,
        count(coverage.components, "component", "components"),
        count(report.inputs.len() as u64, "input", "inputs"),
        coverage.with_evidence
    )?;
    if report.verdict == "pass" {
        writeln!(
            out,
            "Nothing that blocks was attributed to a listed vendor; {} carried no evidence of who published them.",
            count(
                coverage.components - coverage.with_evidence.min(coverage.components),
                "component",
                "components"
            )
        )?;
    }
    if summary.outside_profile > 0 {
        writeln!(
            out,
            "{} outside the chosen profiles; the JSON report lists them.",
            count(summary.outside_profile, "match", "matches")
        )?;
    }
    if let Some(baseline) = &report.baseline {
        writeln!(
            out,
            "baseline {} {}: {} new, {} existing, {} fixed",
            clean(&baseline.value),
            clean(&baseline.state),
            summary.new,
            summary.existing,
            summary.fixed
        )?;
    }
    if voice.quiet {
        return Ok(());
    }
    for list in &report.denylists {
        writeln!(
            out,
            "lists: {}, {}, reviewed {}; profile {}; as of {}",
            count(list.authorities, "authority", "authorities"),
            count(list.vendors, "vendor", "vendors"),
            clean(&list.reviewed),
            clean(&report.profiles.join(", ")),
            clean(&report.as_of)
        )?;
    }
    writeln!(
        out,
        "Screening result, not a determination of compliance and not legal advice."
    )
}

fn place(report: &Report, occurrence: &Occurrence) -> String {
    let input = report
        .inputs
        .get(occurrence.input as usize)
        .map_or("?", |input| input.path.as_str());
    let Some(location) = &occurrence.location else {
        return clean(input);
    };
    let path = location.path.as_deref().unwrap_or(input);
    let line = location
        .line
        .map(|line| format!(":{line}"))
        .unwrap_or_default();
    let column = location
        .column
        .map(|column| format!(":{column}"))
        .unwrap_or_default();
    format!("{}{line}{column}", clean(path))
}

/// Foreign text on one line, with nothing in it that a terminal obeys.
fn clean(text: &str) -> String {
    one_line(text, LONGEST)
}

/// Colours, where they are wanted.
#[derive(Clone, Copy)]
struct Paint(bool);

impl Paint {
    fn bold(self, color: AnsiColor, text: &str) -> String {
        self.with(Style::new().bold().fg_color(Some(color.into())), text)
    }

    fn dim(self, text: &str) -> String {
        self.with(Style::new().dimmed(), text)
    }

    fn with(self, style: Style, text: &str) -> String {
        if self.0 {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }
}
