//! Requests to GitHub that are safe to repeat, and waits that end.
//!
//! Nothing in octocrab repeats or redirects: its own retries repeat a POST
//! that may have been applied, and its redirects turn one into a GET. Reads
//! are repeated here; a write whose answer was lost is told as
//! [`Failure::Lost`], and only the caller can find out whether it happened.
//! Two minutes are all that a client takes for everything together.

mod answer;
mod route;

use std::time::{Duration, Instant};

use http_body_util::{BodyExt as _, Limited};
use octocrab::Octocrab;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tokio::time::{sleep, timeout};

use crate::github::Secret;
use crate::github::client::answer::Answer;

/// How often a read is tried.
const TRIES: u32 = 4;
/// How often a request is sent on to another route.
const REDIRECTS: u32 = 3;
/// The longest wait that GitHub may ask for at once, in seconds.
const LONGEST_WAIT: u64 = 60;
/// The longest that requests and waits take in all.
const IN_ALL: Duration = Duration::from_mins(2);
/// The most bytes of an answer: a hundred comments of the longest kind have 26 million.
const LARGEST: usize = 64 << 20;

/// A GitHub API, spoken to by one thread.
pub(super) struct Client {
    octocrab: Octocrab,
    runtime: Runtime,
    base: String,
    patience: Patience,
    /// How long requests and waits took so far, in GitHub's seconds.
    spent: Duration,
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

/// What is asked for.
enum Request<'b> {
    Get,
    Post(&'b Value),
    Patch(&'b Value),
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
            Ok(octocrab) if is_address(&base) => Ok(Self {
                octocrab,
                runtime,
                base,
                patience,
                spent: Duration::ZERO,
            }),
            _ => Err(lost("`GITHUB_API_URL` is no address of an API")),
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
            .and_then(|link| route::next(link, &self.base, route));
        Ok(Page { items, next })
    }

    /// Create something. Not repeated when the answer is lost.
    pub(super) fn post<T: DeserializeOwned>(
        &mut self,
        route: &str,
        body: &Value,
    ) -> Result<T, Failure> {
        self.write(route, &Request::Post(body))
    }

    /// Change something. Not repeated when the answer is lost.
    pub(super) fn patch<T: DeserializeOwned>(
        &mut self,
        route: &str,
        body: &Value,
    ) -> Result<T, Failure> {
        self.write(route, &Request::Patch(body))
    }

    fn read<T: DeserializeOwned>(&mut self, route: &str) -> Result<(T, Option<String>), Failure> {
        let mut backoff = 1;
        let mut tries = 1;
        loop {
            let failure = match self.answer(route, &Request::Get) {
                Ok(answer) => match answer.wait().filter(|&seconds| self.may_wait(seconds)) {
                    Some(seconds) => {
                        self.wait(seconds);
                        continue;
                    }
                    None => match answer.value() {
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
        request: &Request<'_>,
    ) -> Result<T, Failure> {
        loop {
            let answer = self.answer(route, request)?;
            // A limit is told before anything is done, so this write can be repeated.
            match answer.wait().filter(|&seconds| self.may_wait(seconds)) {
                Some(seconds) => self.wait(seconds),
                None => return answer.value(),
            }
        }
    }

    /// The answer to a request, which is sent on as it is where the API says so: to the API itself alone.
    fn answer(&mut self, route: &str, request: &Request<'_>) -> Result<Answer, Failure> {
        let mut answer = self.exchange(route, request)?;
        for _ in 0..REDIRECTS {
            let moved = matches!(answer.status, 301 | 302 | 307 | 308);
            let location = answer.location.as_deref().filter(|_| moved);
            match location.and_then(|address| route::own(address, &self.base)) {
                Some(route) => answer = self.exchange(&route, request)?,
                None => break,
            }
        }
        Ok(answer)
    }

    fn exchange(&mut self, route: &str, request: &Request<'_>) -> Result<Answer, Failure> {
        let octocrab = &self.octocrab;
        let exchange = async {
            let response = match request {
                Request::Get => octocrab._get(route).await,
                Request::Post(body) => octocrab._post(route, Some(body)).await,
                Request::Patch(body) => octocrab._patch(route, Some(body)).await,
            };
            // octocrab's own words hold addresses, headers and a backtrace.
            let response = response.map_err(|_| lost("the connection to GitHub failed"))?;
            let header = |name: &str| {
                let value = response.headers().get(name)?;
                value.to_str().ok().map(str::to_owned)
            };
            let status = response.status().as_u16();
            let (link, location) = (header("link"), header("location"));
            let retry_after = header("retry-after");
            let body = Limited::new(response.into_body(), LARGEST).collect().await;
            let body = body.map_err(|_| lost("GitHub's answer broke off or is too large"))?;
            Ok(Answer {
                status,
                body: body.to_bytes().to_vec(),
                link,
                location,
                retry_after,
            })
        };
        let start = Instant::now();
        let patience = self.patience.request.min(IN_ALL.saturating_sub(self.spent));
        let answer = self
            .runtime
            .block_on(async { timeout(patience, exchange).await });
        self.spent += start.elapsed();
        answer.unwrap_or_else(|_| Err(lost("GitHub did not answer in time")))
    }

    fn may_wait(&self, seconds: u64) -> bool {
        seconds <= LONGEST_WAIT && self.spent + Duration::from_secs(seconds) <= IN_ALL
    }

    fn wait(&mut self, seconds: u64) {
        // A wait of no length would let a server keep us for ever.
        let seconds = seconds.max(1);
        self.spent += Duration::from_secs(seconds);
        let length = self
            .patience
            .second
            .saturating_mul(u32::try_from(seconds).unwrap_or(u32::MAX));
        self.runtime.block_on(async { sleep(length).await });
    }
}

/// Whether requests can go there; octocrab does not survive an address without a scheme or a host.
fn is_address(base: &str) -> bool {
    let host = ["https://", "http://"]
        .iter()
        .find_map(|scheme| base.strip_prefix(scheme));
    host.is_some_and(|host| {
        host.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[')
            && !host.contains(['@', '?', '#'])
    })
}

fn lost(words: &str) -> Failure {
    Failure::Lost(words.to_owned())
}
