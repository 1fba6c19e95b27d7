//! The report for people at a terminal.
//!
//! Every text of a document passes [`one_line`]: it stays on its line, and what
//! cannot be seen becomes visible. Lines of files are not quoted: a report
//! holds none.

mod crowd;
mod finding;
mod notices;
mod paint;

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::outcome::{Finding, Report};
use crate::report::inert::one_line;
use crate::report::name::{component_name, name, short_id};
use crate::report::text::crowd::Crowds;
use crate::report::text::finding::Shown;
use crate::report::text::notices::notices;
use crate::report::text::paint::Paint;
use crate::report::words::{self, count, extent, other_effects};

/// The longest name or value that is shown.
const SHORT: usize = 200;
/// Findings in short, and matches outside the profiles, up to so many.
const IN_SHORT: usize = 20;

/// How much is said, and in which colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Voice<'a> {
    /// Whether to colour.
    pub color: bool,
    /// Whether notes are shown one by one, and everything without a bound.
    pub verbose: bool,
    /// Whether only what is wrong is said.
    pub quiet: bool,
    /// The folder of the repository in which the report's paths begin; empty for its root.
    ///
    /// Annotations and SARIF need it: GitHub looks files up from the root.
    pub folder: &'a str,
}

/// Write the report.
pub(crate) fn render(report: &Report, voice: Voice<'_>, out: &mut dyn Write) -> io::Result<()> {
    let paint = Paint::new(voice.color);
    notices(report, voice, out)?;
    let mut shown = Shown::new(report, voice, paint);
    let (full, short): (Vec<&Finding>, Vec<&Finding>) = report
        .findings
        .iter()
        .partition(|finding| in_full(report, finding, voice));
    let mut crowds = Crowds::default();
    for finding in full {
        if voice.verbose || crowds.has_room(finding) {
            out.write_all(shown.finding(finding).as_bytes())?;
        }
    }
    out.write_all(crowds.rest(&shown).as_bytes())?;
    let mut rest = String::new();
    if !voice.quiet {
        in_short(&mut rest, &short, voice, paint);
        outside(&mut rest, report, voice);
        fixed(&mut rest, report);
    }
    out.write_all(rest.as_bytes())?;
    out.write_all(summary(report, paint).as_bytes())
}

/// Whether a finding is shown with its ground: unless it is a note that fails nothing.
fn in_full(report: &Report, finding: &Finding, voice: Voice<'_>) -> bool {
    let decides = finding.effect != "note" || report.policy.fail_on == "note";
    voice.verbose || (decides && !(voice.quiet && finding.accepted))
}

fn in_short(out: &mut String, findings: &[&Finding], voice: Voice<'_>, paint: Paint) {
    if findings.is_empty() {
        return;
    }
    let noted = count(findings.len() as u64, "finding", "findings");
    let _ = writeln!(out, "{}: {noted} in short", paint.note("note[vendor-note]"));
    let most = if voice.verbose { usize::MAX } else { IN_SHORT };
    for finding in findings.iter().take(most) {
        let _ = writeln!(
            out,
            "   {} {} [{}]",
            paint.dim("-"),
            headline(finding),
            short_id(finding)
        );
    }
    if findings.len() > most {
        let _ = writeln!(out, "   {} {} more", paint.dim("-"), findings.len() - most);
    }
    let _ = writeln!(
        out,
        "   {} help: `--verbose` shows them in full\n",
        paint.dim("=")
    );
}

fn outside(out: &mut String, report: &Report, voice: Voice<'_>) {
    let matches = &report.outside_profile;
    if matches.is_empty() {
        return;
    }
    let all = count(matches.len() as u64, "match", "matches");
    let _ = writeln!(out, "outside the chosen profiles: {all}, without effect");
    let most = if voice.verbose { usize::MAX } else { 5 };
    for found in matches.iter().take(most) {
        let mut authorities: Vec<&str> = found
            .listings
            .iter()
            .map(|listing| listing.authority.as_str())
            .collect();
        authorities.dedup();
        let more = authorities.len().saturating_sub(3);
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        authorities.truncate(3);
        let _ = writeln!(
            out,
            "   - {}; named by {}{more}",
            headline(found),
            one_line(&authorities.join(", "), SHORT)
        );
    }
    if matches.len() > most {
        let _ = writeln!(out, "   - {} more", matches.len() - most);
    }
    out.push('\n');
}

fn fixed(out: &mut String, report: &Report) {
    if report.fixed.is_empty() {
        return;
    }
    let gone = count(report.fixed.len() as u64, "finding", "findings");
    let _ = writeln!(out, "fixed since the baseline: {gone}");
    for fixed in report.fixed.iter().take(IN_SHORT) {
        let component = one_line(&component_name(&fixed.component), SHORT);
        let version = fixed.component.version.as_deref().unwrap_or_default();
        let version = one_line(version, 60);
        let line = format!("`{component}` {version}");
        let _ = writeln!(out, "   - {}", line.trim_end());
    }
    if report.fixed.len() > IN_SHORT {
        let _ = writeln!(out, "   - {} more", report.fixed.len() - IN_SHORT);
    }
    out.push('\n');
}

fn headline(finding: &Finding) -> String {
    if finding.headline.is_empty() {
        return format!("`{}`", one_line(&name(finding), SHORT));
    }
    one_line(&finding.headline, 600)
}

/// The verdict with what it stands on.
fn summary(report: &Report, paint: Paint) -> String {
    let mut out = String::new();
    let summary = &report.summary;
    let verdict = match report.verdict.as_str() {
        "pass" => paint.good("pass"),
        "undetermined" => paint.warning("undetermined"),
        // An unknown word is taken as the strictest.
        _ => paint.error("fail"),
    };
    let _ = write!(
        out,
        "{verdict}: {} blocked, {}",
        summary.block,
        other_effects(report)
    );
    if summary.outside_profile > 0 {
        let _ = write!(out, ", {} outside the profiles", summary.outside_profile);
    }
    let _ = writeln!(out, "; {}", extent(report));
    nothing_attributed(&mut out, report);
    let_by(&mut out, report);
    reasons(&mut out, report);
    lists(&mut out, report);
    out.push_str("Screening result, not a determination of compliance and not legal advice.\n");
    out
}

/// A pass says what was seen, not that nothing is there.
fn nothing_attributed(out: &mut String, report: &Report) {
    let Some(said) = words::nothing_attributed(report) else {
        return;
    };
    let coverage = &report.coverage;
    let kinds: Vec<String> = coverage
        .by_kind
        .iter()
        .map(|(kind, count)| format!("{} {count}", one_line(kind, 40)))
        .collect();
    let _ = write!(
        out,
        "nothing {said}; {} of {}",
        coverage.with_evidence,
        count(
            coverage.components,
            "component says who published it",
            "components say who published them"
        )
    );
    if !kinds.is_empty() {
        let _ = write!(out, " ({})", kinds.join(", "));
    }
    out.push('\n');
}

/// Why a pass is one although there are findings, or nothing at all.
fn let_by(out: &mut String, report: &Report) {
    if report.verdict != "pass" {
        return;
    }
    if report.coverage.components == 0 {
        out.push_str("nothing was checked, and `on-empty = pass` lets that pass\n");
    }
    let open = report.summary.block + report.summary.review;
    if open > 0 && report.policy.fail_on == "never" {
        out.push_str("nothing fails the build: `fail-on` is `never`\n");
    } else if open > 0 && report.policy.new_only && report.summary.existing > 0 {
        out.push_str(
            "what stood in the baseline does not fail the build: only new findings count\n",
        );
    }
}

/// Why the truth is not whole, by code; the remarks above say more.
fn reasons(out: &mut String, report: &Report) {
    let mut by_code = std::collections::BTreeMap::<&str, u64>::new();
    for notice in report
        .diagnostics
        .iter()
        .filter(|notice| notice.severity == "error")
    {
        *by_code.entry(&notice.code).or_default() += 1;
    }
    if by_code.is_empty() {
        return;
    }
    let codes: Vec<String> = by_code
        .into_iter()
        .map(|(code, count)| match count {
            1 => one_line(code, 60),
            _ => format!("{} ({count} times)", one_line(code, 60)),
        })
        .collect();
    let _ = writeln!(out, "part of the truth is missing: {}", codes.join(", "));
}

fn lists(out: &mut String, report: &Report) {
    let _ = writeln!(
        out,
        "lists: {}; {}; as of {}",
        words::lists(report),
        words::profiles(report, |id| one_line(id, 60)),
        one_line(&report.as_of, 20)
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{
        CatalogueAuthority, Component, Evidence, FindingListing, Input, LimitApplied, Occurrence,
        Remediation, ReportVendor,
    };
    use crate::source::Location;

    fn finding() -> Finding {
        Finding {
            id: "3f9c2a7100000000".to_owned(),
            key: "pkg:npm/%40acme/ui|acme".to_owned(),
            effect: "block".to_owned(),
            attribution: "confirmed".to_owned(),
            status: "new".to_owned(),
            headline: "`@acme/ui` 6.1.0 is published under `@acme`, a namespace of Acme Corp"
                .to_owned(),
            component: Component {
                name: "ui".to_owned(),
                group: Some("@acme".to_owned()),
                version: Some("6.1.0".to_owned()),
                ..Component::default()
            },
            vendor: ReportVendor {
                id: "acme".to_owned(),
                name: "Acme Corp".to_owned(),
                relation: "listed".to_owned(),
            },
            evidence: vec![Evidence {
                kind: "npm-scope".to_owned(),
                field: "purl".to_owned(),
                value: "@acme".to_owned(),
                identity: "npm-scope:@acme".to_owned(),
                attribution: "confirmed".to_owned(),
                verified: true,
                ..Evidence::default()
            }],
            listings: [FindingListing {
                authority: "x-order".to_owned(),
                named_as: "Acme Inc.".to_owned(),
                via: "named".to_owned(),
                citation: "1 XR 2".to_owned(),
                since: "2024-06-24".to_owned(),
                state: "in-force".to_owned(),
                effect: "block".to_owned(),
                why: "profile us-federal: it bars use".to_owned(),
                reach: "component".to_owned(),
                ..FindingListing::default()
            }]
            .into(),
            limits: vec![LimitApplied {
                rule: "unverified".to_owned(),
                at_most: "review".to_owned(),
                because: "nobody has verified it".to_owned(),
                authority: None,
            }],
            occurrences: vec![Occurrence {
                location: Some(Location {
                    line: Some(4120),
                    column: Some(7),
                    ..Location::default()
                }),
                paths: vec![vec!["shop@1.4.0".to_owned(), "@acme/ui@6.1.0".to_owned()]],
                in_build: true,
                role: "component".to_owned(),
                ..Occurrence::default()
            }],
            remediation: vec![Remediation {
                action: "drop-dependency".to_owned(),
                package: "shop@1.4.0".to_owned(),
                dependency: Some("@acme/ui@6.1.0".to_owned()),
                ..Remediation::default()
            }],
            ..Finding::default()
        }
    }

    fn report() -> Report {
        let mut report = Report {
            schema_version: 1,
            as_of: "2026-11-23".to_owned(),
            profiles: vec!["us-federal".to_owned()],
            verdict: "fail".to_owned(),
            exit_code: 1,
            findings: vec![finding()],
            inputs: vec![Input {
                path: "sbom.cdx.json".to_owned(),
                components: 2,
                ..Input::default()
            }],
            ..Report::default()
        };
        report.summary.block = 1;
        report.summary.components = 2;
        report.catalogue.authorities.insert(
            "x-order".to_owned(),
            CatalogueAuthority {
                name: "Order X".to_owned(),
                ..CatalogueAuthority::default()
            },
        );
        report
    }

    fn text(report: &Report) -> String {
        let mut out = Vec::new();
        render(report, Voice::default(), &mut out).expect("memory takes it");
        String::from_utf8(out).expect("text is UTF-8")
    }

    #[test]
    fn a_finding_is_a_fact_with_its_ground() {
        let expected = "\
error[vendor-block]: `@acme/ui` 6.1.0 is published under `@acme`, a namespace of Acme Corp
   --> sbom.cdx.json:4120:7 [3f9c2a71]
   = blocked by profile us-federal:
     named as Acme Inc. in Order X, 1 XR 2, since 2024-06-24; reaches components: yes
   = evidence: `@acme` in purl is npm-scope:@acme (confirmed)
   = limited to review by unverified: nobody has verified it
   = path: shop 1.4.0 -> @acme/ui 6.1.0
   = help: drop the dependency `@acme/ui` 6.1.0 of `shop` 1.4.0
   = help: `cargo vendor-gate explain acme` shows the measures and the vendor's position

fail: 1 blocked, 0 to review, 0 noted, 0 accepted internally; 2 components in 1 input, 0 with publisher evidence
lists: 0 authorities, 0 vendors, reviewed never; profile us-federal; as of 2026-11-23
Screening result, not a determination of compliance and not legal advice.
";
        assert_eq!(text(&report()), expected);
    }

    #[test]
    fn the_same_measures_are_not_said_twice() {
        let mut report = report();
        let mut second = finding();
        second.id = "aaaaaaaa00000000".to_owned();
        report.findings.push(second);
        assert!(
            text(&report).contains("   = blocked as [3f9c2a71] is: 1 measure names Acme Corp\n")
        );
    }

    #[test]
    fn a_crowd_has_a_line_for_each() {
        let mut report = report();
        for number in 1..30 {
            let mut another = finding();
            another.id = format!("{number:08}00000000");
            report.findings.push(another);
        }
        let text = text(&report);
        assert_eq!(text.matches("\n   --> ").count(), 20);
        let rest = "error[vendor-block]: 10 more of Acme Corp, blocked as [3f9c2a71] is\n   - sbom.cdx.json:4120:7 [00000020] shop 1.4.0 -> @acme/ui 6.1.0 (confirmed)\n";
        assert!(text.contains(rest), "{text}");
        assert!(text.contains("[00000029] shop"), "{text}");
    }

    #[test]
    fn foreign_text_stays_on_its_line() {
        let mut report = report();
        report.findings[0].headline = "a\n::error::b\u{1b}[31m\u{202e}".to_owned();
        report.inputs[0].path = "x\ny".to_owned();
        report.findings[0].occurrences[0].paths = vec![vec!["p\r\nq".to_owned()]];
        let text = text(&report);
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}') && !text.contains('\r'));
        assert!(text.lines().all(|line| !line.starts_with("::")), "{text}");
    }

    #[test]
    fn notes_are_shown_in_short() {
        let mut report = report();
        report.findings[0].effect = "note".to_owned();
        report.verdict = "pass".to_owned();
        let text = text(&report);
        assert!(
            text.starts_with("note[vendor-note]: 1 finding in short\n   - `@acme/ui` 6.1.0"),
            "{text}"
        );
    }

    #[test]
    fn a_pass_says_what_was_seen() {
        let mut report = report();
        report.findings.clear();
        report.verdict = "pass".to_owned();
        report.coverage.components = 2;
        report.coverage.with_evidence = 1;
        report.coverage.by_kind.insert("namespace".to_owned(), 1);
        let expected = "nothing was attributed to a listed vendor; 1 of 2 components say who published them (namespace 1)\n";
        assert!(text(&report).contains(expected));
    }
}
