//! What the program has to say about its inputs, lists and policy.
//!
//! A diagnostic has a stable code that can be searched for, a severity, one
//! lowercase sentence, and help for the person who can act. An error among
//! the diagnostics of a run makes its verdict undetermined.

use std::ops::Range;

use crate::source::Location;

/// One remark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable and searchable: `no-components`, `input-unreadable` …
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// A lowercase phrase without a full stop; foreign text in it is bounded by its author.
    pub message: String,
    /// What the user can do.
    pub help: Option<String>,
    /// Where it is.
    pub location: Option<Location>,
    /// The lines to show, for files that are ours (denylists, configuration).
    pub excerpt: Option<Excerpt>,
}

/// How bad a diagnostic is, mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Good to know.
    Info,
    /// Somebody should look.
    Warning,
    /// Part of the truth is missing: the run cannot pass.
    Error,
}

/// The least resemblance, from 0 to 1, at which a word may have been meant.
const ALIKE: f64 = 0.7;

/// The known word that was most likely meant by one that is not known, as help.
#[must_use]
pub fn did_you_mean<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    let word = word.to_lowercase();
    let known = known.into_iter();
    let scored = known.map(|known| (strsim::jaro_winkler(&word, known), known));
    let best = scored.max_by(|(a, _), (b, _)| a.total_cmp(b));
    let (_, best) = best.filter(|(score, _)| *score > ALIKE)?;
    Some(format!("did you mean `{best}`?"))
}

/// The words in backticks of a message that lists what was expected.
pub fn in_backticks(message: &str) -> impl Iterator<Item = &str> {
    message.split('`').skip(1).step_by(2)
}

/// The most bytes of a line that are shown before a mark, and from it on.
const MOST_BEFORE: usize = 500;
const MOST_AFTER: usize = 2_000;

/// A part of a file of ours, to print with a mark under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The file as it was named.
    pub path: String,
    /// The lines around the mark.
    pub lines: String,
    /// The byte of the file at which these begin.
    pub start: usize,
    /// The number of the first of them, from 1.
    pub line: usize,
    /// The bytes of the file to underline.
    pub span: Range<usize>,
    /// What to write beside the underline.
    pub label: String,
}

impl Excerpt {
    /// Cut the lines of a span out of a file's text. What is too long to read is cut.
    #[must_use]
    pub fn of(path: impl Into<String>, text: &str, span: Range<usize>, label: &str) -> Self {
        let at = span.start.min(text.len());
        let before = text.as_bytes()[..at].iter().rposition(|b| *b == b'\n');
        let line_start = before.map_or(0, |newline| newline + 1);
        let after = span.end.clamp(at, text.len());
        let rest = text.as_bytes()[after..].iter().position(|b| *b == b'\n');
        let end = rest.map_or(text.len(), |length| after + length);
        let start = text.floor_char_boundary(line_start.max(at.saturating_sub(MOST_BEFORE)));
        let end = text.floor_char_boundary(end.min(at + MOST_AFTER));
        Self {
            path: path.into(),
            lines: text[start..end].to_owned(),
            start,
            line: memchr::memchr_iter(b'\n', &text.as_bytes()[..start]).count() + 1,
            span: at..after.min(end.max(at)),
            label: label.to_owned(),
        }
    }
}

impl Diagnostic {
    /// A diagnostic without help, place or excerpt.
    pub fn new(code: &'static str, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            help: None,
            location: None,
            excerpt: None,
        }
    }

    /// An error: the run cannot pass.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message)
    }

    /// A warning.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message)
    }

    /// A remark.
    pub fn info(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Info, message)
    }

    /// The same, with help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same, with its place.
    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.location = Some(location);
        self
    }

    /// The same, with lines to show.
    #[must_use]
    pub fn excerpt(mut self, excerpt: Excerpt) -> Self {
        self.excerpt = Some(excerpt);
        self
    }
}

impl Severity {
    /// The word that reports write.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}
