//! What GitHub answered: a value, a refusal, a wish that we wait, or nothing that tells.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::github::client::{Failure, LONGEST_WAIT, lost};

/// The longest message of GitHub's that is shown.
const MESSAGE: usize = 200;

/// An answer, whatever it says.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    pub(super) link: Option<String>,
    pub(super) location: Option<String>,
    pub(super) retry_after: Option<String>,
}

impl Answer {
    /// The value that was asked for.
    pub(super) fn value<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        match self.status {
            200..=299 => serde_json::from_slice(&self.body)
                .map_err(|_| lost("GitHub's answer is not the JSON that was asked for")),
            300..=399 => Err(self.refused("a redirect away from `GITHUB_API_URL`")),
            500..=599 => Err(lost(&format!("GitHub answered {}", self.status))),
            _ => Err(self.refused(&self.message())),
        }
    }

    fn refused(&self, message: &str) -> Failure {
        Failure::Refused {
            status: self.status,
            message: message.to_owned(),
        }
    }

    /// How many seconds to wait, if the answer is that we ask too much.
    pub(super) fn wait(&self) -> Option<u64> {
        if !matches!(self.status, 403 | 429) {
            return None;
        }
        match self.retry_after.as_deref().map(str::trim) {
            // More than fits is more than anybody waits.
            Some(text) if text.len() > 9 && text.bytes().all(|b| b.is_ascii_digit()) => {
                Some(u64::MAX)
            }
            // Not a number: a date, which GitHub does not send.
            Some(text) => Some(text.parse().unwrap_or(LONGEST_WAIT)),
            None => (self.status == 429 || self.message().contains("secondary rate limit"))
                .then_some(LONGEST_WAIT),
        }
    }

    /// GitHub's own words in a refusal; nothing of a page of HTML.
    fn message(&self) -> String {
        let value: Value = serde_json::from_slice(&self.body).unwrap_or_default();
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(status: u16, retry_after: Option<&str>, message: &str, expected: Option<u64>) {
        let answer = Answer {
            status,
            body: format!(r#"{{"message":"{message}"}}"#).into_bytes(),
            link: None,
            location: None,
            retry_after: retry_after.map(str::to_owned),
        };
        assert_eq!(answer.wait(), expected);
    }

    #[test]
    fn only_limits_are_waited_for() {
        let secondary = "You have exceeded a secondary rate limit";
        check(429, Some("7"), "", Some(7));
        check(403, None, secondary, Some(60));
        check(403, None, "Resource not accessible by integration", None);
        check(502, Some("7"), "", None);
        check(429, Some("99999999999999999999999"), "", Some(u64::MAX));
    }

    #[test]
    fn waits_that_are_no_number_are_the_longest() {
        for odd in ["Wed, 21 Oct 2026 07:28:00 GMT", "-5", "1.5", ""] {
            check(429, Some(odd), "", Some(60));
        }
    }
}
