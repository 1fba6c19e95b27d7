//! The pull request: which one a run belongs to, and the one comment on it.
//!
//! Enters: a report, the event of the workflow and a token, all read by the
//! command line. Leaves: at most one written comment and an outcome to print.
//! Never changes a verdict. The only module that uses the network.

mod client;
pub mod comment;
pub mod event;
mod files;
mod hostile;

use std::fmt;

pub use client::Patience;

/// Where a run takes place.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// `GITHUB_API_URL`: `https://api.github.com`, or `https://HOST/api/v3`.
    pub api_url: String,
    /// `GITHUB_SERVER_URL`.
    pub server_url: String,
    /// `GITHUB_REPOSITORY`: `owner/name`.
    pub repository: String,
    /// `GITHUB_EVENT_NAME`.
    pub event_name: String,
    /// The bytes of the file that `GITHUB_EVENT_PATH` names.
    pub event: Vec<u8>,
    /// `GITHUB_RUN_ID`.
    pub run_id: String,
    /// How long to wait for GitHub.
    pub patience: Patience,
}

impl Context {
    /// The page of this run, if the environment tells it.
    #[must_use]
    pub fn run_url(&self) -> Option<String> {
        let is_number = !self.run_id.is_empty() && self.run_id.bytes().all(|b| b.is_ascii_digit());
        (is_number && is_repository(&self.repository) && self.server_url.starts_with("https://"))
            .then(|| {
                format!(
                    "{}/{}/actions/runs/{}",
                    self.server_url, self.repository, self.run_id
                )
            })
    }
}

/// Whether a text is `owner/name` and can stand in a route.
fn is_repository(text: &str) -> bool {
    let is_word = |word: &str| {
        !matches!(word, "" | "." | "..")
            && word
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b))
    };
    text.split_once('/')
        .is_some_and(|(owner, name)| is_word(owner) && is_word(name))
}

/// A token, which never shows itself.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Takes a token; none if the text is blank, or holds what no header can.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_token = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_token.then(|| Self(text.to_owned()))
    }

    fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
