//! `comment`: a saved report on the pull request.

use std::env;
use std::fs::File;
use std::io::Read as _;

use crate::cli::actions::append;
use crate::cli::args::{Comment, When};
use crate::cli::exit;
use crate::cli::output::{complain, print};
use crate::cli::show::saved;
use crate::denylist::bundled;
use crate::diagnostic::Diagnostic;
use crate::github::comment::{self, Options, Outcome};
use crate::github::{Context, Patience, Secret};

/// GitHub's events are at most 25 MiB.
const MAX_EVENT: u64 = 32 << 20;

/// Bring the comment up to date.
pub(super) fn run(arguments: &Comment) -> u8 {
    let report = match saved(&arguments.report) {
        Ok(report) => report,
        Err(mistake) => {
            complain(&[mistake], &arguments.voice);
            return exit::USAGE;
        }
    };
    let options = Options {
        pr: arguments.pr,
        when: match arguments.comment {
            When::Auto => comment::When::Auto,
            When::Always => comment::When::Always,
            When::Never => comment::When::Never,
        },
        key: arguments.comment_key.clone(),
        author: arguments.comment_author.clone(),
        dry_run: arguments.dry_run,
    };
    let token =
        Secret::new(&variable("GITHUB_TOKEN")).or_else(|| Secret::new(&variable("GH_TOKEN")));
    let outcome = comment::run(report, bundled(), &options, &context(), token);
    tell(&outcome, arguments);
    outcome.exit_code(arguments.strict_reporting)
}

fn tell(outcome: &Outcome, arguments: &Comment) {
    // A summary or an output that cannot be written changes nothing about the comment.
    let _ = append("GITHUB_OUTPUT", &comment::output_line(outcome));
    let _ = match outcome {
        Outcome::DryRun(text) => print(|out| out.write_all(text.as_bytes())),
        Outcome::Refused { page, .. } => append("GITHUB_STEP_SUMMARY", page),
        Outcome::Created(_)
        | Outcome::Updated(_)
        | Outcome::Unchanged(_)
        | Outcome::Nothing
        | Outcome::NoPullRequest(_) => Ok(()),
    };
    if !arguments.voice.quiet {
        complain(
            &[Diagnostic::info("comment", outcome.sentence())],
            &arguments.voice,
        );
    }
}

/// Where the run takes place, as GitHub's variables say.
fn context() -> Context {
    let api_url = variable("GITHUB_API_URL");
    Context {
        api_url: if api_url.is_empty() {
            "https://api.github.com".to_owned()
        } else {
            api_url
        },
        server_url: variable("GITHUB_SERVER_URL"),
        repository: variable("GITHUB_REPOSITORY"),
        event_name: variable("GITHUB_EVENT_NAME"),
        event: event(),
        run_id: variable("GITHUB_RUN_ID"),
        patience: Patience::default(),
    }
}

/// The event's file; one that cannot be read is empty, which the comment then tells.
fn event() -> Vec<u8> {
    let mut bytes = Vec::new();
    let path = variable("GITHUB_EVENT_PATH");
    let read = File::open(path).and_then(|file| file.take(MAX_EVENT).read_to_end(&mut bytes));
    if read.is_ok() { bytes } else { Vec::new() }
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}
