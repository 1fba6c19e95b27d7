//! A report, rendered: the only view of a run that people and programs get.
//!
//! Enters: a [`Report`]. Leaves: bytes in a format. No format changes the
//! verdict; each shows every finding or counts what it left out.

use std::io::{self, Write};

use crate::outcome::Report;

pub mod github;
pub mod inert;
mod json;
pub mod markdown;
mod merge;
pub mod name;
mod place;
mod remedy;
pub mod sarif;
mod text;
mod trust;
mod words;

pub use json::{ParseReportError, SCHEMA, escape, parse};
pub use merge::{MergeError, merge};
pub use text::Voice;

/// A format of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people at a terminal.
    Text,
    /// Schema version 1.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// GitHub-flavoured Markdown.
    Markdown,
    /// GitHub workflow commands.
    Github,
}

impl Format {
    /// The format that a word stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "text" => Self::Text,
            "json" => Self::Json,
            "sarif" => Self::Sarif,
            "markdown" => Self::Markdown,
            "github" => Self::Github,
            _ => return None,
        })
    }
}

/// Write a report in a format.
///
/// # Errors
///
/// The output cannot be written.
pub fn render(
    report: &Report,
    format: Format,
    voice: Voice<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => text::render(report, voice, out),
        Format::Json => json::render(report, out),
        Format::Sarif => sarif::render(report, voice.folder, out),
        Format::Markdown => markdown::render(report, out),
        Format::Github => github::render(report, voice.folder, out),
    }
}
