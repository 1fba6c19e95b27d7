//! The requests about one comment, in their order.

use serde::Deserialize;
use serde_json::json;

use crate::github::client::{Client, Failure};
use crate::github::comment::{Outcome, When, body};
use crate::github::event::{Run, Subject};
use crate::github::files::{ChangedFile, changed_acceptances};
use crate::outcome::Report;
use crate::report::markdown::{self, has_something_to_say};

/// Who writes with the token of a workflow.
const ACTIONS: &str = "github-actions[bot]";
/// The most pages of comments that are read: ten thousand comments.
const MAX_PAGES: usize = 100;
/// How often a write is tried.
const WRITES: u32 = 2;

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
    #[serde(rename = "ref")]
    branch: Option<String>,
    /// Null once the fork is deleted.
    repo: Option<Repository>,
}

#[derive(Deserialize)]
struct Repository {
    full_name: String,
}

impl Head {
    /// Whether the run came from here. Anybody can make a branch of a commit that is somebody else's head.
    fn is_of(&self, run: &Run) -> bool {
        let agree = |told: Option<&str>, here: Option<&str>| match (told, here) {
            (Some(told), Some(here)) => told == here,
            // What one side does not know cannot tell them apart.
            (None, _) | (_, None) => true,
        };
        let repository = self.repo.as_ref().map(|repo| repo.full_name.as_str());
        self.sha == run.sha
            && agree(run.branch.as_deref(), self.branch.as_deref())
            && agree(run.repository.as_deref(), repository)
    }
}

/// Whose token it is, asked at most once.
enum Login {
    NotAsked,
    Unknown,
    Known(String),
}

/// What is needed for all requests about one comment.
pub(super) struct Session<'a> {
    client: Client,
    repository: &'a str,
    marker: &'a str,
    author: Option<&'a str>,
    /// The login of the token.
    own_login: Login,
}

impl<'a> Session<'a> {
    pub(super) fn new(
        client: Client,
        repository: &'a str,
        marker: &'a str,
        author: Option<&'a str>,
    ) -> Self {
        Self {
            client,
            repository,
            marker,
            author,
            own_login: Login::NotAsked,
        }
    }

    /// Find the pull request and the comment, and bring the comment up to date.
    pub(super) fn post(
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
            match self.files(number) {
                Some(files) => options.changed_acceptances = changed_acceptances(report, &files),
                None => options.changes_unseen = true,
            }
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
        let run = match target {
            Subject::PullRequest(number) => return Ok(Ok(number)),
            Subject::Nothing => return Ok(Err("no pull request".to_owned())),
            Subject::Run(run) => run,
        };
        let mut route = Some(format!(
            "/repos/{}/pulls?state=open&sort=updated&direction=desc&per_page=100",
            self.repository
        ));
        for _ in 0..MAX_PAGES {
            let Some(address) = route else { break };
            let page = self.client.page::<PullRequest>(&address)?;
            if let Some(found) = page.items.iter().find(|pull| pull.head.is_of(&run)) {
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

    /// The files of the pull request; none if GitHub does not show all of them.
    fn files(&mut self, number: u64) -> Option<Vec<ChangedFile>> {
        let mut files = Vec::new();
        let mut route = format!(
            "/repos/{}/pulls/{number}/files?per_page=100",
            self.repository
        );
        // GitHub tells of three thousand at most.
        for _ in 0..30 {
            let page = self.client.page::<ChangedFile>(&route).ok()?;
            files.extend(page.items);
            match page.next {
                Some(next) => route = next,
                None => return Some(files),
            }
        }
        None
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
