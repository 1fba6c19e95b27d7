//! Requests to GitHub that are safe to repeat, and waits that end.
//!
//! octocrab's own retries are off: they repeat a POST that may have been
//! applied. Reads are repeated here; a write whose answer was lost is told as
//! [`Failure::Lost`], and only the caller can find out whether it happened.

use std::time::Duration;

use octocrab::Octocrab;
use octocrab::service::middleware::retry::RetryConfig;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tokio::time::{sleep, timeout};

use crate::github::Secret;

/// How often a read is tried.
const TRIES: u32 = 4;
/// The longest wait that GitHub may ask for at once.
const LONGEST_WAIT: u64 = 60;
/// The longest that a run waits in all.
const ALL_WAITS: u64 = 120;
/// The longest message of GitHub's that is shown.
const MESSAGE: usize = 200;

/// A GitHub API, spoken to by one thread.
pub(super) struct Client {
    octocrab: Octocrab,
    runtime: Runtime,
    base: String,
    patience: Patience,
    /// Seconds, as GitHub counts them.
    waited: u64,
}

/// How long to wait for GitHub.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// How long one request may take in all.
    pub request: Duration,
    /// How long a second lasts when GitHub asks us to wait.
    pub second: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            request: Duration::from_secs(30),
            second: Duration::from_secs(1),
        }
    }
}

/// Why a request has no good answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// GitHub said no, and meant it: nothing was changed.
    Refused {
        /// The status.
        status: u16,
        /// GitHub's words, bounded.
        message: String,
    },
    /// No answer, or one that does not tell whether the request was carried out.
    Lost(String),
}

/// A page of a list.
pub(super) struct Page<T> {
    pub(super) items: Vec<T>,
    /// The route of the next page.
    pub(super) next: Option<String>,
}

struct Answer {
    status: u16,
    body: String,
    link: Option<String>,
    wait: Option<u64>,
}

impl Client {
    /// A client of the API at that address.
    pub(super) fn new(api_url: &str, token: &Secret, patience: Patience) -> Result<Self, Failure> {
        let base = api_url.trim_end_matches('/').to_owned();
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| lost(&error.to_string()))?;
        // octocrab spawns its buffer when it is built.
        let guard = runtime.enter();
        let octocrab = Octocrab::builder()
            .add_retry_config(RetryConfig::None)
            .set_connect_timeout(Some(Duration::from_secs(10)))
            .set_read_timeout(Some(Duration::from_secs(20)))
            .set_write_timeout(Some(Duration::from_secs(20)))
            .personal_token(token.expose())
            .base_uri(base.as_str())
            .and_then(|ready| {
                let octocrab = ready.build()?;
                Ok(octocrab)
            });
        drop(guard);
        match octocrab {
            Ok(octocrab) => Ok(Self {
                octocrab,
                runtime,
                base,
                patience,
                waited: 0,
            }),
            Err(_) => Err(lost("`GITHUB_API_URL` is no address of an API")),
        }
    }

    /// Read one value.
    pub(super) fn get<T: DeserializeOwned>(&mut self, route: &str) -> Result<T, Failure> {
        self.read(route).map(|(value, _)| value)
    }

    /// Read one page of a list.
    pub(super) fn page<T: DeserializeOwned>(&mut self, route: &str) -> Result<Page<T>, Failure> {
        let (items, link) = self.read(route)?;
        let next = link
            .as_deref()
            .and_then(|link| next_route(link, &self.base, route));
        Ok(Page { items, next })
    }

    /// Create something. Not repeated when the answer is lost.
    pub(super) fn post<T: DeserializeOwned>(
        &mut self,
        route: &str,
        body: &Value,
    ) -> Result<T, Failure> {
        self.write(route, body, false)
    }

    /// Change something. Not repeated when the answer is lost.
    pub(super) fn patch<T: DeserializeOwned>(
        &mut self,
        route: &str,
        body: &Value,
    ) -> Result<T, Failure> {
        self.write(route, body, true)
    }

    fn read<T: DeserializeOwned>(&mut self, route: &str) -> Result<(T, Option<String>), Failure> {
        let mut backoff = 1;
        let mut tries = 1;
        loop {
            let failure = match self.answer(route, None, false) {
                Ok(answer) => match answer.wait.filter(|&seconds| self.may_wait(seconds)) {
                    Some(seconds) => {
                        self.wait(seconds);
                        continue;
                    }
                    None => match Self::value(&answer) {
                        Ok(value) => return Ok((value, answer.link)),
                        Err(failure) => failure,
                    },
                },
                Err(failure) => failure,
            };
            if matches!(failure, Failure::Refused { .. })
                || tries == TRIES
                || !self.may_wait(backoff)
            {
                return Err(failure);
            }
            self.wait(backoff);
            backoff *= 2;
            tries += 1;
        }
    }

    fn write<T: DeserializeOwned>(
        &mut self,
        route: &str,
        body: &Value,
        change: bool,
    ) -> Result<T, Failure> {
        loop {
            let answer = self.answer(route, Some(body), change)?;
            // A limit is told before anything is done, so this write can be repeated.
            match answer.wait.filter(|&seconds| self.may_wait(seconds)) {
                Some(seconds) => self.wait(seconds),
                None => return Self::value(&answer),
            }
        }
    }

    /// One request and its answer, whatever it says.
    fn answer(&self, route: &str, body: Option<&Value>, change: bool) -> Result<Answer, Failure> {
        let octocrab = &self.octocrab;
        let exchange = async {
            let response = match body {
                None => octocrab._get(route).await,
                Some(body) if change => octocrab._patch(route, Some(body)).await,
                Some(body) => octocrab._post(route, Some(body)).await,
            }?;
            let status = response.status().as_u16();
            let header = |name: &str| {
                response
                    .headers()
                    .get(name)
                    .and_then(|value| value.to_str().ok())
                    .map(str::to_owned)
            };
            let (link, wait) = (header("link"), header("retry-after"));
            let body = octocrab.body_to_string(response).await?;
            Ok::<_, octocrab::Error>(Answer {
                status,
                wait: limited(status, wait.as_deref(), &body),
                body,
                link,
            })
        };
        match self
            .runtime
            .block_on(async { timeout(self.patience.request, exchange).await })
        {
            Ok(Ok(answer)) => Ok(answer),
            // octocrab's own words hold addresses, headers and a backtrace.
            Ok(Err(_)) => Err(lost("the connection to GitHub failed")),
            Err(_) => Err(lost("GitHub did not answer in time")),
        }
    }

    fn value<T: DeserializeOwned>(answer: &Answer) -> Result<T, Failure> {
        match answer.status {
            200..=299 => serde_json::from_str(&answer.body)
                .map_err(|_| lost("GitHub's answer is not the JSON that was asked for")),
            500..=599 => Err(lost(&format!("GitHub answered {}", answer.status))),
            status => Err(Failure::Refused {
                status,
                message: message(&answer.body),
            }),
        }
    }

    fn may_wait(&self, seconds: u64) -> bool {
        seconds <= LONGEST_WAIT && self.waited + seconds <= ALL_WAITS
    }

    fn wait(&mut self, seconds: u64) {
        // A wait of no length would let a server keep us for ever.
        let seconds = seconds.max(1);
        self.waited += seconds;
        let length = self
            .patience
            .second
            .saturating_mul(u32::try_from(seconds).unwrap_or(u32::MAX));
        self.runtime.block_on(async { sleep(length).await });
    }
}

/// How long to wait, if the answer is that we ask too much.
fn limited(status: u16, retry_after: Option<&str>, body: &str) -> Option<u64> {
    if !matches!(status, 403 | 429) {
        return None;
    }
    match retry_after.map(|text| text.trim().parse()) {
        Some(Ok(seconds)) => Some(seconds),
        // A date, which GitHub does not send.
        Some(Err(_)) => Some(LONGEST_WAIT),
        None => (status == 429 || body.contains("secondary rate limit")).then_some(LONGEST_WAIT),
    }
}

/// GitHub's own words in a refusal; nothing of a page of HTML.
fn message(body: &str) -> String {
    let value: Value = serde_json::from_str(body).unwrap_or_default();
    let words = value
        .get("message")
        .and_then(Value::as_str)
        .unwrap_or("without a message");
    words
        .chars()
        .filter(|c| !c.is_control())
        .take(MESSAGE)
        .collect()
}

/// The route of the next page.
///
/// A server behind another name tells addresses that are not ours to follow; the number of the
/// page is all that is taken from those.
fn next_route(link: &str, base: &str, route: &str) -> Option<String> {
    let next = link.split(',').find(|part| part.contains("rel=\"next\""))?;
    let address = next.trim().strip_prefix('<')?.split('>').next()?;
    let own = address
        .strip_prefix(base)
        .filter(|own| own.starts_with('/'));
    if let Some(own) = own {
        return Some(own.to_owned());
    }
    let (_, query) = address.split_once('?')?;
    let page = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("page="))?;
    let page: u32 = page.parse().ok()?;
    let route = route.split("&page=").next()?;
    Some(format!("{route}&page={page}"))
}

fn lost(words: &str) -> Failure {
    Failure::Lost(words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_pages_stay_on_the_api() {
        let base = "https://e.org/api/v3";
        let route = "/repos/o/r/x?per_page=100&page=2";
        let next = |address: &str| {
            let link = format!(r#"<{address}>; rel="next", <https://e.org/>; rel="last""#);
            next_route(&link, base, route)
        };
        let own = next("https://e.org/api/v3/repositories/1/x?page=2");
        assert_eq!(own.as_deref(), Some("/repositories/1/x?page=2"));
        for elsewhere in [
            "https://evil.org/x?per_page=100&page=3",
            "https://e.org/api/v3.evil.org/x?page=3",
        ] {
            let page = next(elsewhere);
            assert_eq!(page.as_deref(), Some("/repos/o/r/x?per_page=100&page=3"));
        }
        assert_eq!(next("https://evil.org/x?page=3/../y"), None);
    }

    #[test]
    fn only_limits_are_waited_for() {
        assert_eq!(limited(429, Some("7"), ""), Some(7));
        assert_eq!(
            limited(403, None, "You have exceeded a secondary rate limit"),
            Some(60)
        );
        assert_eq!(
            limited(403, None, "Resource not accessible by integration"),
            None
        );
        assert_eq!(limited(502, Some("7"), ""), None);
    }
}
