//! Where words go: documents to standard output, remarks to standard error.

use std::fs;
use std::io::{self, IsTerminal as _, Write};
use std::path::Path;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use terminal_size::Width;

use crate::cli::actions::folder;
use crate::cli::args::{Color, Format, Voice};
use crate::cli::exit;
use crate::cli::wrap::Wrapped;
use crate::diagnostic::{Diagnostic, Severity};
use crate::outcome::Report;
use crate::report::{self, Format as ReportFormat};

/// Write to standard output; a reader that is gone is no mistake.
pub(super) fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// The exit code of a command that has nothing to do but to print.
pub(super) fn printed(printed: io::Result<()>, voice: &Voice) -> u8 {
    match printed {
        Ok(()) => exit::PASS,
        Err(error) => {
            let message = format!("failed to write to standard output: {error}");
            let help = "standard output is a full disk, or was closed";
            let mistake = Diagnostic::error("output-unwritten", message).help(help);
            complain(&[mistake], voice);
            exit::UNDETERMINED
        }
    }
}

/// Write a report to standard output.
pub(super) fn print_report(report: &Report, format: Format, voice: &Voice) -> io::Result<()> {
    let folder = folder();
    let voice = report::Voice {
        color: wants_color(voice.color, io::stdout().is_terminal()),
        verbose: voice.verbose > 0,
        quiet: voice.quiet,
        folder: &folder,
    };
    let width = (format == Format::Text)
        .then(|| terminal_size::terminal_size_of(io::stdout()))
        .flatten();
    print(|out| match width {
        Some((Width(width), _)) => {
            let mut lines = Wrapped::new(out, width.into());
            report::render(report, of(format), voice, &mut lines)?;
            lines.flush()
        }
        None => report::render(report, of(format), voice, out),
    })
}

/// Write a report to a file.
pub(super) fn save_report(report: &Report, format: ReportFormat, path: &Path) -> io::Result<()> {
    let mut file = io::BufWriter::new(fs::File::create(path)?);
    let folder = folder();
    let voice = report::Voice {
        folder: &folder,
        ..report::Voice::default()
    };
    report::render(report, format, voice, &mut file)?;
    file.flush()
}

/// Remarks that are printed; the others are counted.
const MOST: usize = 101;

/// Print remarks to standard error, with the lines of our own files that they concern.
pub(super) fn complain(diagnostics: &[Diagnostic], voice: &Voice) {
    let color = wants_color(voice.color, io::stderr().is_terminal());
    let mut err = io::stderr().lock();
    for diagnostic in diagnostics.iter().take(MOST) {
        // Nobody is left to tell if standard error is gone.
        let _ = writeln!(err, "{}\n", inert(&rendered(diagnostic, color)));
    }
    if diagnostics.len() > MOST {
        let _ = writeln!(err, "and {} more\n", diagnostics.len() - MOST);
    }
}

/// The lines without workflow commands: they quote our own files, which a pull request may have changed.
fn inert(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let start = if line.trim_start().starts_with("::") {
            "\u{2060}"
        } else {
            ""
        };
        format!("{start}{}", line.replace("##[", "##\u{2060}["))
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn rendered(diagnostic: &Diagnostic, color: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::NOTE,
    };
    let message = report::inert::one_line(&diagnostic.message, 500);
    let mut group = level
        .primary_title(&message)
        .id(diagnostic.code)
        .elements(Vec::<Snippet<'_, annotate_snippets::Annotation<'_>>>::new());
    if let Some(excerpt) = &diagnostic.excerpt {
        let inside = |at: usize| at.saturating_sub(excerpt.start).min(excerpt.lines.len());
        let mark = AnnotationKind::Primary
            .span(inside(excerpt.span.start)..inside(excerpt.span.end))
            .label(excerpt.label.as_str());
        group = group.element(
            Snippet::source(excerpt.lines.as_str())
                .line_start(excerpt.line)
                .path(excerpt.path.as_str())
                .annotation(mark),
        );
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    renderer.render(&[group])
}

/// One mistake in how the program was called.
pub(super) fn usage(message: impl Into<String>, help: &str) -> Diagnostic {
    Diagnostic::error("usage", message).help(help)
}

fn wants_color(color: Color, terminal: bool) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        }
    }
}

pub(super) fn of(format: Format) -> ReportFormat {
    match format {
        Format::Text => ReportFormat::Text,
        Format::Json => ReportFormat::Json,
        Format::Sarif => ReportFormat::Sarif,
        Format::Markdown => ReportFormat::Markdown,
        Format::Github => ReportFormat::Github,
    }
}
