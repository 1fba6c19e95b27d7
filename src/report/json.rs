//! The report as JSON, schema version 1, and back.

use std::fmt::Write as _;
use std::io::{self, Write};

use thiserror::Error;

use crate::outcome::Report;
use crate::report::inert::is_unseen;
use crate::report::trust;

/// The JSON Schema of a report.
pub const SCHEMA: &str = include_str!("schema.json");

/// A saved report may not be larger.
const LARGEST: usize = 128 << 20;
/// Its values may not be nested deeper.
const DEEPEST: usize = 32;
/// Its objects take more bytes than that on average; fewer would blow memory up.
const BYTES_AN_OBJECT: usize = 24;

/// A saved report that cannot be used.
#[derive(Debug, Error)]
pub enum ParseReportError {
    /// It is larger than any real one.
    #[error("the report is larger than 128 MiB")]
    TooLarge,
    /// It is nested deeper than any real one.
    #[error("the report is nested more than {DEEPEST} deep")]
    TooDeep,
    /// It holds more objects than a report of its length can.
    #[error("the report holds too many empty objects")]
    TooDense,
    /// It is no JSON of the right shape.
    #[error("the file is no report of this program")]
    Shape(#[source] serde_json::Error),
    /// It is JSON that states no version of a schema.
    #[error("the file is no report of this program: it has no `schema_version`")]
    NoVersion,
    /// It has a newer schema.
    #[error("the report has schema version {0}, and this program reads version 1")]
    Version(u64),
}

#[derive(serde::Deserialize)]
struct Version {
    #[serde(default)]
    schema_version: u64,
}

/// Write a report. Characters that deceive the eye become escapes, and what GitHub's runner would carry out.
pub(crate) fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = Lines {
        out,
        begun: Vec::new(),
    };
    serde_json::to_writer_pretty(&mut lines, report)?;
    lines.write_all(b"\n")
}

/// Writes lines of JSON once each is whole, escaped: no text of JSON goes over its end.
struct Lines<'o> {
    out: &'o mut dyn Write,
    begun: Vec<u8>,
}

impl Write for Lines<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let last = bytes.iter().rposition(|byte| *byte == b'\n');
        let whole = last.map_or(0, |at| at + 1);
        self.begun.extend_from_slice(&bytes[..whole]);
        if whole > 0 {
            let lines = std::str::from_utf8(&self.begun).map_err(io::Error::other)?;
            self.out.write_all(escape(lines).as_bytes())?;
            self.begun.clear();
        }
        self.begun.extend_from_slice(&bytes[whole..]);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// JSON in which such characters and commands are escapes; it says the same.
#[must_use]
pub fn escape(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len() + 1);
    for character in json.chars() {
        if character != '\n' && unseen(character) {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                // Writing to a String cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(character);
        }
    }
    escaped.replace("##[", "\\u0023#[")
}

/// Read a saved report, which anybody may have written.
///
/// Unknown keys are left out, unknown words become the strictest, counts are
/// made anew, and the verdict is at least as strict as the findings demand.
///
/// # Errors
///
/// It is no report, or one of a newer schema.
pub fn parse(bytes: &[u8]) -> Result<Report, ParseReportError> {
    if bytes.len() > LARGEST {
        return Err(ParseReportError::TooLarge);
    }
    let (depth, objects) = shape(bytes);
    if depth > DEEPEST {
        return Err(ParseReportError::TooDeep);
    }
    if objects * BYTES_AN_OBJECT > bytes.len() + 4096 {
        return Err(ParseReportError::TooDense);
    }
    // A later version may have another shape, so its number is read by itself.
    let Version { schema_version } =
        serde_json::from_slice(bytes).map_err(ParseReportError::Shape)?;
    match schema_version {
        1 => {}
        0 => return Err(ParseReportError::NoVersion),
        newer => return Err(ParseReportError::Version(newer)),
    }
    let mut report: Report = serde_json::from_slice(bytes).map_err(ParseReportError::Shape)?;
    trust::strictest(&mut report);
    Ok(report)
}

/// Whether a character shows nothing of itself, line and paragraph separators included.
fn unseen(character: char) -> bool {
    is_unseen(character) || matches!(character, '\u{2028}' | '\u{2029}')
}

/// How deep values are nested, and how many objects there are.
fn shape(bytes: &[u8]) -> (usize, usize) {
    let (mut depth, mut deepest, mut objects) = (0_usize, 0, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in bytes {
        match (in_string, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => in_string = !in_string,
            (false, b'{' | b'[') => {
                depth += 1;
                deepest = deepest.max(depth);
                objects += usize::from(*byte == b'{');
            }
            (false, b'}' | b']') => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    (deepest, objects)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{Evidence, Finding, FindingListing};

    fn report() -> Report {
        let finding = Finding {
            id: "0123456789abcdef".to_owned(),
            key: "pkg:npm/a|v".to_owned(),
            effect: "block".to_owned(),
            attribution: "confirmed".to_owned(),
            status: "new".to_owned(),
            headline: "a\u{202e}b\u{e0041}".to_owned(),
            evidence: vec![Evidence::default()],
            listings: [FindingListing {
                state: "in-force".to_owned(),
                effect: "block".to_owned(),
                ..FindingListing::default()
            }]
            .into(),
            ..Finding::default()
        };
        let mut report = Report {
            schema_version: 1,
            verdict: "fail".to_owned(),
            exit_code: 1,
            findings: vec![finding],
            ..Report::default()
        };
        report.policy.fail_on = "block".to_owned();
        report.summary.block = 1;
        report.summary.new = 1;
        report
    }

    fn text(report: &Report) -> String {
        let mut bytes = Vec::new();
        render(report, &mut bytes).expect("memory takes it");
        String::from_utf8(bytes).expect("JSON is UTF-8")
    }

    #[test]
    fn what_cannot_be_seen_is_escaped_and_comes_back() {
        let json = text(&report());
        assert!(json.contains(r"a\u202eb\udb40\udc41"), "{json}");
        assert_eq!(parse(json.as_bytes()).expect("it is a report"), report());
    }

    #[test]
    fn what_comes_in_pieces_is_escaped_as_a_whole() {
        let mut out = Vec::new();
        let mut lines = Lines {
            out: &mut out,
            begun: Vec::new(),
        };
        for piece in ["[\n\"#", "#[x\u{202e}", "\"\n]", "\n"] {
            lines.write_all(piece.as_bytes()).expect("memory takes it");
        }
        let text = String::from_utf8(out).expect("it is text");
        assert_eq!(text, "[\n\"\\u0023#[x\\u202e\"\n]\n");
    }

    #[test]
    fn unknown_words_are_the_strictest() {
        let json = text(&report())
            .replace("\"effect\": \"block\"", "\"effect\": \"shrug\"")
            .replace("\"verdict\": \"fail\"", "\"verdict\": \"fine\"");
        let read = parse(json.as_bytes()).expect("it is a report");
        assert_eq!(read.findings[0].effect, "block");
        assert_eq!((read.verdict.as_str(), read.exit_code), ("fail", 1));
    }

    #[test]
    fn a_report_cannot_talk_its_findings_away() {
        let mut lying = report();
        lying.verdict = "pass".to_owned();
        lying.exit_code = 0;
        lying.summary.block = 0;
        let read = parse(text(&lying).as_bytes()).expect("it is a report");
        assert_eq!((read.verdict.as_str(), read.exit_code), ("fail", 1));
        assert_eq!(read.summary.block, 1);
    }

    #[test]
    fn what_is_no_report_is_refused() {
        for (bytes, words) in [
            ("", "no report"),
            ("[]", "no `schema_version`"),
            ("{}", "no `schema_version`"),
            (r#"{"schema_version": 2}"#, "schema version 2"),
            (r#"{"schema_version": 1, "findings": 3}"#, "no report"),
        ] {
            let error = parse(bytes.as_bytes()).expect_err(bytes).to_string();
            assert!(error.contains(words), "{bytes}: {error}");
        }
        let deep = format!("{{\"schema_version\":1,\"x\":{}", "[".repeat(100_000));
        assert!(parse(deep.as_bytes()).is_err());
        let dense = format!(
            "{{\"schema_version\":1,\"findings\":[{}{{}}]}}",
            "{},".repeat(100_000)
        );
        assert!(matches!(
            parse(dense.as_bytes()),
            Err(ParseReportError::TooDense)
        ));
    }
}
