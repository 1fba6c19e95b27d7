//! The report as JSON, schema version 1, and back.

use std::io::{self, Write};

use thiserror::Error;

use crate::denylist::model::Effect;
use crate::outcome::Report;
use crate::report::markdown::escape::is_unseen;

/// The JSON Schema of a report.
pub const SCHEMA: &str = include_str!("schema.json");

/// A saved report may not be larger.
const LARGEST: usize = 512 << 20;
/// Its values may not be nested deeper.
const DEEPEST: usize = 32;

/// A saved report that cannot be used.
#[derive(Debug, Error)]
pub enum ParseReportError {
    /// It is larger than any real one.
    #[error("the report is larger than 512 MiB")]
    TooLarge,
    /// It is nested deeper than any real one.
    #[error("the report is nested more than {DEEPEST} deep")]
    TooDeep,
    /// It is no JSON of the right shape.
    #[error("the file is no report of this program")]
    Shape(#[source] serde_json::Error),
    /// It has a newer schema.
    #[error("the report has schema version {0}, and this program reads version 1")]
    Version(u32),
}

/// Write a report. Characters that deceive the eye become escapes.
pub(crate) fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let text = serde_json::to_string_pretty(report).map_err(io::Error::other)?;
    let mut escaped = String::with_capacity(text.len() + 1);
    for character in text.chars() {
        if character != '\n' && is_unseen(character) {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            escaped.push(character);
        }
    }
    escaped.push('\n');
    out.write_all(escaped.as_bytes())
}

/// Read a saved report, which anybody may have written.
///
/// Unknown keys are left out, an unknown effect is the strictest, and counts
/// and verdict are worked out again from the findings.
///
/// # Errors
///
/// It is no report, or one of a newer schema.
pub fn parse(bytes: &[u8]) -> Result<Report, ParseReportError> {
    if bytes.len() > LARGEST {
        return Err(ParseReportError::TooLarge);
    }
    if depth(bytes) > DEEPEST {
        return Err(ParseReportError::TooDeep);
    }
    let mut report: Report = serde_json::from_slice(bytes).map_err(ParseReportError::Shape)?;
    if report.schema_version != 1 {
        return Err(ParseReportError::Version(report.schema_version));
    }
    for finding in &mut report.findings {
        if Effect::from_word(&finding.effect).is_none() {
            finding.effect = Effect::Block.to_string();
        }
    }
    recount(&mut report);
    Ok(report)
}

/// Counts that follow from the findings.
pub(crate) fn recount(report: &mut Report) {
    let open = |effect: &str| {
        report
            .findings
            .iter()
            .filter(|finding| !finding.accepted && finding.effect == effect)
            .count() as u64
    };
    let (block, review, note) = (open("block"), open("review"), open("note"));
    let status = |status: &str| {
        report
            .findings
            .iter()
            .filter(|finding| finding.status == status)
            .count() as u64
    };
    let (new, existing) = (status("new"), status("existing"));
    let summary = &mut report.summary;
    (summary.block, summary.review, summary.note) = (block, review, note);
    (summary.new, summary.existing) = (new, existing);
    summary.accepted = report
        .findings
        .iter()
        .filter(|finding| finding.accepted)
        .count() as u64;
    summary.outside_profile = report.outside_profile.len() as u64;
    summary.fixed = report.fixed.len() as u64;
}

fn depth(bytes: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in bytes {
        match (in_string, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => in_string = !in_string,
            (false, b'{' | b'[') => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            (false, b'}' | b']') => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}
