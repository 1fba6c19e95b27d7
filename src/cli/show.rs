//! Commands that show what is there already: saved reports, schemas, completions.

use std::io::Read as _;
use std::path::Path;

use clap::CommandFactory as _;

use crate::cli::args::{Cli, Merge, ReportArgs, Schema, Voice};
use crate::cli::exit;
use crate::cli::output::{complain, print, print_report, printed};
use crate::diagnostic::Diagnostic;
use crate::input;
use crate::outcome::Report;
use crate::report;
use crate::source::Source;

/// `report FILE`: the same bytes as `check` gave.
pub(super) fn report(arguments: &ReportArgs) -> u8 {
    let report = match saved(&arguments.file) {
        Ok(report) => report,
        Err(mistake) => {
            complain(&[mistake], &arguments.voice);
            return exit::USAGE;
        }
    };
    match print_report(&report, arguments.format, &arguments.voice) {
        Ok(()) => exit::PASS,
        Err(error) => {
            complain(
                &[Diagnostic::error(
                    "report-unwritten",
                    format!("failed to write the report: {error}"),
                )],
                &arguments.voice,
            );
            exit::UNDETERMINED
        }
    }
}

/// `merge REPORT...`: one report, and the exit code of its verdict.
pub(super) fn merge(arguments: &Merge) -> u8 {
    let paths = arguments.reports.iter().flat_map(|given| {
        // A shell that leaves patterns alone is no obstacle.
        let pattern = given.to_str().filter(|_| !given.exists());
        match pattern.map(input::files_matching).transpose() {
            Ok(Some(matching)) if !matching.is_empty() => matching.into_iter().map(Ok).collect(),
            Ok(_) => vec![Ok(given.clone())],
            Err(unseen) => vec![Err(unseen)],
        }
    });
    let (reports, mistakes): (Vec<_>, Vec<_>) = paths
        .map(|path| path.and_then(|path| saved(&path)))
        .partition(Result::is_ok);
    let mistakes: Vec<Diagnostic> = mistakes.into_iter().filter_map(Result::err).collect();
    if !mistakes.is_empty() {
        complain(&mistakes, &arguments.voice);
        return exit::USAGE;
    }
    match report::merge(reports.into_iter().filter_map(Result::ok).collect()) {
        Ok(merged) => {
            if let Err(error) = print_report(&merged, arguments.format, &arguments.voice) {
                complain(
                    &[Diagnostic::error(
                        "report-unwritten",
                        format!("failed to write the report: {error}"),
                    )],
                    &arguments.voice,
                );
                return exit::UNDETERMINED;
            }
            merged.exit_code
        }
        Err(error) => {
            complain(
                &[Diagnostic::error("usage", error.to_string())],
                &arguments.voice,
            );
            exit::USAGE
        }
    }
}

/// A saved report, which anybody may have written.
pub(super) fn saved(path: &Path) -> Result<Report, Diagnostic> {
    let name = path.display();
    let source = if path == Path::new("-") {
        Source::stdin()
    } else {
        Source::file(path)
    };
    let mut bytes = Vec::new();
    let read = source
        .open()
        .and_then(|file| file.take((512 << 20) + 1).read_to_end(&mut bytes));
    read.map_err(|error| {
        Diagnostic::error(
            "report-unreadable",
            format!("failed to read the report `{name}`: {error}"),
        )
        .help("write one with `cargo vendor-gate check --output json=PATH`")
    })?;
    report::parse(&bytes).map_err(|error| {
        Diagnostic::error(
            "report-unreadable",
            format!("failed to use the report `{name}`: {error}"),
        )
        .help("write one with `cargo vendor-gate check --output json=PATH`")
    })
}

/// A JSON Schema.
pub(super) fn schema(which: Schema) -> u8 {
    let text = match which {
        Schema::Report => report::SCHEMA,
        Schema::Config => crate::policy::config::SCHEMA,
    };
    let done = print(|out| out.write_all(text.as_bytes()));
    printed(done, &Voice::default())
}

/// A completion script.
pub(super) fn completions(shell: clap_complete::Shell) -> u8 {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "cargo-vendor-gate", &mut script);
    printed(print(|out| out.write_all(&script)), &Voice::default())
}
