//! One comment for each key, written only when that says something new.
//!
//! The comment is known by a hidden marker *and* its author: anybody can write
//! the marker. After a write whose answer was lost, the comments are listed
//! again before anything is written a second time.

use serde::Deserialize;
use serde_json::json;

use crate::denylist::model::Denylist;
use crate::github::client::{Client, Failure};
use crate::github::event::{Subject, subject};
use crate::github::files::{ChangedFile, changed_acceptances};
use crate::github::hostile::cleaned;
use crate::github::{Context, Secret, is_repository};
use crate::outcome::Report;
use crate::report::markdown::{self, has_something_to_say};

/// Who writes with the token of a workflow.
const ACTIONS: &str = "github-actions[bot]";
/// The most pages of comments that are read: ten thousand comments.
const MAX_PAGES: usize = 100;
/// How often a write is tried.
const WRITES: u32 = 2;

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
/// The report may be anybody's: what can be known here is taken from `lists`.
#[must_use]
pub fn run(
    report: Report,
    lists: &Denylist,
    options: &Options,
    context: &Context,
    token: Option<Secret>,
) -> Outcome {
    let report = cleaned(report, lists);
    let target = match options.pr {
        Some(number) => Ok(Subject::PullRequest(number)),
        None => subject(&context.event_name, &context.event),
    };
    let marker = marker(&options.key);
    let mut page_options = markdown::Options::comment(&marker);
    page_options.run_url = context.run_url();
    if let Ok(Subject::Head {
        conclusion,
        run_url,
        ..
    }) = &target
    {
        page_options.conclusion = Some(conclusion.clone().unwrap_or_else(|| "unknown".to_owned()));
        page_options.run_url.clone_from(run_url);
    }
    if options.dry_run {
        return Outcome::DryRun(body(&marker, &markdown::page(&report, &page_options)));
    }
    if options.when == When::Never {
        return Outcome::NoPullRequest("comments are switched off".to_owned());
    }
    let page = markdown::page(&report, &page_options);
    let target = match target {
        Ok(Subject::Nothing) => {
            let name = if context.event_name.is_empty() {
                "this run"
            } else {
                &context.event_name
            };
            return Outcome::NoPullRequest(format!("`{name}` has no pull request"));
        }
        Ok(target) => target,
        Err(why) => return Outcome::NoPullRequest(why),
    };
    let Some(token) = token else {
        return Outcome::Refused {
            why: "there is no token".to_owned(),
            page,
        };
    };
    if !is_repository(&context.repository) {
        return Outcome::Refused {
            why: "`GITHUB_REPOSITORY` is no `owner/name`".to_owned(),
            page,
        };
    }
    let client = Client::new(&context.api_url, &token);
    let posted = client.and_then(|client| {
        let mut session = Session {
            client,
            repository: &context.repository,
            marker: &marker,
            author: options.author.as_deref(),
            own_login: Login::NotAsked,
        };
        session.post(&report, target, options.when, page_options)
    });
    posted.unwrap_or_else(|failure| Outcome::Refused {
        why: why(&failure),
        page,
    })
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
        Failure::Refused {
            status: 403 | 404,
            message,
        } => {
            format!(
                "the token may not write here ({message}), which is usual for forks and Dependabot"
            )
        }
        Failure::Refused { status, message } => format!("GitHub answered {status} ({message})"),
        Failure::Lost(words) => words.clone(),
    }
}

/// One comment, as GitHub tells of it.
#[derive(Deserialize)]
struct Comment {
    id: u64,
    /// Null when the account is gone.
    user: Option<User>,
    body: Option<String>,
    #[serde(default)]
    html_url: String,
}

#[derive(Deserialize)]
struct User {
    login: String,
}

#[derive(Deserialize)]
struct PullRequest {
    number: u64,
    head: Head,
}

#[derive(Deserialize)]
struct Head {
    sha: String,
}

/// Whose token it is, asked at most once.
enum Login {
    NotAsked,
    Unknown,
    Known(String),
}

/// What is needed for all requests about one comment.
struct Session<'a> {
    client: Client,
    repository: &'a str,
    marker: &'a str,
    author: Option<&'a str>,
    /// The login of the token.
    own_login: Login,
}

impl Session<'_> {
    fn post(
        &mut self,
        report: &Report,
        target: Subject,
        when: When,
        mut options: markdown::Options,
    ) -> Result<Outcome, Failure> {
        let number = match self.number(target)? {
            Ok(number) => number,
            Err(why) => return Ok(Outcome::NoPullRequest(why)),
        };
        let present = self.find(number)?;
        let says = has_something_to_say(report);
        if !says && present.is_none() && when == When::Auto {
            return Ok(Outcome::Nothing);
        }
        if says && !report.acceptances.is_empty() {
            options.changed_acceptances = self.changed_acceptances(report, number);
        }
        let page = match (says, &present, when) {
            (false, Some(_), When::Auto | When::Never) => markdown::resolved(report, &options),
            _ => markdown::page(report, &options),
        };
        self.bring(number, present, &page, &markdown::minimal(report, &options))
    }

    /// Write the page, unless it stands there; the short form if GitHub finds it too long.
    fn bring(
        &mut self,
        number: u64,
        present: Option<Comment>,
        page: &str,
        short: &str,
    ) -> Result<Outcome, Failure> {
        match self.write(number, present, page) {
            Err(Failure::Refused { status: 422, .. }) => {
                let present = self.find(number)?;
                self.write(number, present, short)
            }
            other => other,
        }
    }

    fn write(
        &mut self,
        number: u64,
        mut present: Option<Comment>,
        page: &str,
    ) -> Result<Outcome, Failure> {
        let text = body(self.marker, page);
        let mut tries = 0;
        loop {
            if let Some(comment) = present
                .as_ref()
                .filter(|comment| says_the_same(comment, &text))
            {
                let url = comment.html_url.clone();
                // After a lost answer, finding our own words means that the write was carried out.
                return Ok(if tries == 0 {
                    Outcome::Unchanged(url)
                } else {
                    Outcome::Updated(url)
                });
            }
            let answer = self.put(number, present.as_ref(), &text);
            tries += 1;
            let gone = present.is_some()
                && matches!(
                    answer,
                    Err(Failure::Refused {
                        status: 404 | 410,
                        ..
                    })
                );
            let lost = matches!(answer, Err(Failure::Lost(_)));
            if tries > WRITES || !(gone || lost) {
                return answer;
            }
            present = self.find(number)?;
            if tries == WRITES
                && !present
                    .as_ref()
                    .is_some_and(|comment| says_the_same(comment, &text))
            {
                return answer;
            }
        }
    }

    fn put(
        &mut self,
        number: u64,
        present: Option<&Comment>,
        text: &str,
    ) -> Result<Outcome, Failure> {
        let body = json!({ "body": text });
        if let Some(comment) = present {
            let route = format!("/repos/{}/issues/comments/{}", self.repository, comment.id);
            let comment = self.client.patch::<Comment>(&route, &body)?;
            return Ok(Outcome::Updated(comment.html_url));
        }
        let route = format!("/repos/{}/issues/{number}/comments", self.repository);
        let comment = self.client.post::<Comment>(&route, &body)?;
        Ok(Outcome::Created(comment.html_url))
    }

    /// The pull request's number, or why there is none.
    fn number(&mut self, target: Subject) -> Result<Result<u64, String>, Failure> {
        let sha = match target {
            Subject::PullRequest(number) => return Ok(Ok(number)),
            Subject::Nothing => return Ok(Err("no pull request".to_owned())),
            Subject::Head { sha, .. } => sha,
        };
        let mut route = Some(format!(
            "/repos/{}/pulls?state=open&sort=updated&direction=desc&per_page=100",
            self.repository
        ));
        for _ in 0..MAX_PAGES {
            let Some(address) = route else { break };
            let page = self.client.page::<PullRequest>(&address)?;
            if let Some(found) = page.items.iter().find(|pull| pull.head.sha == sha) {
                return Ok(Ok(found.number));
            }
            route = page.next;
        }
        Ok(Err(
            "no open pull request has the commit of that run as its head".to_owned(),
        ))
    }

    /// The comment of this key, if it is there.
    fn find(&mut self, number: u64) -> Result<Option<Comment>, Failure> {
        let mut route = Some(format!(
            "/repos/{}/issues/{number}/comments?per_page=100",
            self.repository
        ));
        for _ in 0..MAX_PAGES {
            let Some(address) = route else {
                return Ok(None);
            };
            let page = self.client.page::<Comment>(&address)?;
            for comment in page.items {
                if self.has_marker(&comment) && self.is_own(&comment) {
                    return Ok(Some(comment));
                }
            }
            route = page.next;
        }
        // Writing now could make a second comment.
        Err(Failure::Lost(
            "the pull request has more comments than are read".to_owned(),
        ))
    }

    fn has_marker(&self, comment: &Comment) -> bool {
        comment
            .body
            .as_deref()
            .and_then(|body| body.lines().next())
            .is_some_and(|line| line.trim() == self.marker)
    }

    fn is_own(&mut self, comment: &Comment) -> bool {
        let Some(user) = &comment.user else {
            return false;
        };
        match self.author {
            Some(author) => user.login.eq_ignore_ascii_case(author),
            None if user.login == ACTIONS => true,
            None => self
                .own_login()
                .is_some_and(|own| user.login.eq_ignore_ascii_case(own)),
        }
    }

    /// Whose token it is. The token of a workflow may not ask.
    fn own_login(&mut self) -> Option<&str> {
        if matches!(self.own_login, Login::NotAsked) {
            self.own_login = match self.client.get::<User>("/user") {
                Ok(user) => Login::Known(user.login),
                Err(_) => Login::Unknown,
            };
        }
        match &self.own_login {
            Login::Known(login) => Some(login),
            Login::NotAsked | Login::Unknown => None,
        }
    }

    /// Without the files, the comment stands all the same.
    fn changed_acceptances(&mut self, report: &Report, number: u64) -> Vec<String> {
        let mut files = Vec::new();
        let mut route = Some(format!(
            "/repos/{}/pulls/{number}/files?per_page=100",
            self.repository
        ));
        for _ in 0..30 {
            let Some(address) = route else { break };
            let Ok(page) = self.client.page::<ChangedFile>(&address) else {
                break;
            };
            files.extend(page.items);
            route = page.next;
        }
        changed_acceptances(report, &files)
    }
}

/// Whether a comment says what we would write: all but its last line, which tells the day and the run.
fn says_the_same(comment: &Comment, text: &str) -> bool {
    let lines = |text: &str| {
        let mut lines: Vec<String> = text
            .trim_end()
            .lines()
            .map(|line| line.trim_end().to_owned())
            .collect();
        lines.pop();
        lines
    };
    comment
        .body
        .as_deref()
        .is_some_and(|body| lines(body) == lines(text))
}
