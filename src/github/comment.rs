//! One comment for each key, written only when that says something new.
//!
//! The comment is known by a hidden marker *and* its author: anybody can write
//! the marker. After a write whose answer was lost, the comments are listed
//! again before anything is written a second time.

mod session;

use crate::denylist::model::Denylist;
use crate::github::client::{Client, Failure};
use crate::github::comment::session::Session;
use crate::github::event::{Subject, subject};
use crate::github::hostile::cleaned;
use crate::github::{Context, Secret, is_repository};
use crate::outcome::Report;
use crate::report::markdown;

/// How to comment.
#[derive(Clone, Debug)]
pub struct Options {
    /// The pull request, where the event does not say.
    pub pr: Option<u64>,
    /// When to comment.
    pub when: When,
    /// Tells this comment from those of other jobs.
    pub key: String,
    /// The login of the author, where neither the workflow nor the token says.
    pub author: Option<String>,
    /// Make the comment and do not post it.
    pub dry_run: bool,
}

/// When to comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// When there is something to say, or was.
    Auto,
    /// In any case.
    Always,
    /// Never.
    Never,
}

/// What became of the comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was created.
    Created(String),
    /// It was changed.
    Updated(String),
    /// It says already what there is to say.
    Unchanged(String),
    /// There is nothing to say, and was nothing.
    Nothing,
    /// There is no pull request to comment on; why.
    NoPullRequest(String),
    /// GitHub does not take it.
    Refused {
        /// Why, for one notice.
        why: String,
        /// The page, for the step summary.
        page: String,
    },
    /// It would be this.
    DryRun(String),
}

impl Outcome {
    /// The address of the comment, if there is one.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        match self {
            Self::Created(url) | Self::Updated(url) | Self::Unchanged(url) => Some(url),
            Self::Nothing | Self::NoPullRequest(_) | Self::Refused { .. } | Self::DryRun(_) => None,
        }
    }

    /// One sentence for the log.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Created(url) => format!("comment created: {url}"),
            Self::Updated(url) => format!("comment updated: {url}"),
            Self::Unchanged(url) => format!("comment unchanged: {url}"),
            Self::Nothing => "nothing to comment on".to_owned(),
            Self::NoPullRequest(why) => format!("no comment: {why}"),
            Self::Refused { why, .. } => {
                format!(
                    "no comment: {why}; the result is in the step summary, and the verdict stands"
                )
            }
            Self::DryRun(_) => "comment not posted".to_owned(),
        }
    }

    /// The exit code of the command: 3 if it was refused and reports are to be strict, else 0.
    #[must_use]
    pub fn exit_code(&self, strict: bool) -> u8 {
        match self {
            Self::Refused { .. } if strict => 3,
            Self::Refused { .. }
            | Self::Created(_)
            | Self::Updated(_)
            | Self::Unchanged(_)
            | Self::Nothing
            | Self::NoPullRequest(_)
            | Self::DryRun(_) => 0,
        }
    }
}

/// Bring the comment up to date with the report.
///
/// Only a report of the same run is believed; any other may be anybody's, and what can be
/// known here is then taken from `lists`.
#[must_use]
pub fn run(
    report: Report,
    lists: &Denylist,
    options: &Options,
    context: &Context,
    token: Option<Secret>,
) -> Outcome {
    let report = if context.event_name == "pull_request" {
        report
    } else {
        cleaned(report, lists)
    };
    let of_event = subject(&context.event_name, &context.event);
    let marker = marker(&options.key);
    let page_options = page_options(&marker, context, &of_event);
    let target = match options.pr {
        Some(number) => Ok(Subject::PullRequest(number)),
        None => of_event,
    };
    let page = markdown::page(&report, &page_options);
    if options.dry_run {
        return Outcome::DryRun(body(&marker, &page));
    }
    if options.when == When::Never {
        return Outcome::NoPullRequest("comments are switched off".to_owned());
    }
    let target = match target {
        Ok(Subject::Nothing) => return Outcome::NoPullRequest(no_pull_request(context)),
        Ok(target) => target,
        Err(why) => return Outcome::NoPullRequest(why),
    };
    let client = match ready(context, token) {
        Ok(client) => client,
        Err(why) => return Outcome::Refused { why, page },
    };
    let author = options.author.as_deref();
    Session::new(client, &context.repository, &marker, author)
        .post(&report, target, options.when, page_options)
        .unwrap_or_else(|failure| Outcome::Refused {
            why: why(&failure),
            page,
        })
}

fn page_options(
    marker: &str,
    context: &Context,
    of_event: &Result<Subject, String>,
) -> markdown::Options {
    let mut options = markdown::Options::comment(marker);
    options.run_url = context.run_url();
    if let Ok(Subject::Run(run)) = of_event {
        let conclusion = run.conclusion.as_deref().unwrap_or("unknown");
        options.conclusion = Some(conclusion.to_owned());
        options.run_url.clone_from(&run.url);
    }
    options
}

fn no_pull_request(context: &Context) -> String {
    match context.event_name.as_str() {
        "" => "this run has no pull request".to_owned(),
        name => format!("`{name}` has no pull request"),
    }
}

/// All that a request needs, or what is missing.
fn ready(context: &Context, token: Option<Secret>) -> Result<Client, String> {
    let token = token.ok_or("there is no usable token")?;
    if !is_repository(&context.repository) {
        return Err("`GITHUB_REPOSITORY` is no `owner/name`".to_owned());
    }
    Client::new(&context.api_url, &token, context.patience).map_err(|failure| why(&failure))
}

/// The path of the comment's page in words that are safe in an output line.
#[must_use]
pub fn output_line(outcome: &Outcome) -> String {
    crate::report::github::output("comment-url", outcome.url().unwrap_or_default())
}

/// The hidden line by which a comment of that key is known.
#[must_use]
pub fn marker(key: &str) -> String {
    let key: String = key
        .chars()
        .take(100)
        .map(|c| {
            if c.is_ascii_alphanumeric() || "._/".contains(c) {
                c.to_string()
            } else {
                format!("%{:X}", u32::from(c))
            }
        })
        .collect();
    format!("<!-- vendor-gate:v1:{key} -->")
}

fn body(marker: &str, page: &str) -> String {
    format!("{marker}\n{page}")
}

fn why(failure: &Failure) -> String {
    match failure {
        Failure::Refused { status, message } => match status {
            403 | 429 if message.contains("rate limit") => {
                format!("GitHub asks for a longer wait than a run can take ({message})")
            }
            403 => format!(
                "the token may not write here ({message}), which is usual for forks and Dependabot"
            ),
            404 => format!("GitHub shows this token no such pull request ({message})"),
            _ => format!("GitHub answered {status} ({message})"),
        },
        Failure::Lost(words) => words.clone(),
    }
}
