//! Which pull request an event speaks of.

use serde::Deserialize;

/// What an event leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A pull request, by its number.
    PullRequest(u64),
    /// The open pull request from which another run came, to be asked of GitHub.
    Run(Run),
    /// No pull request: a push, a schedule, a merge queue.
    Nothing,
}

/// A run of a pull request, as a second workflow is told of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The commit at the head of the pull request.
    pub sha: String,
    /// The branch of that head.
    pub branch: Option<String>,
    /// The repository of that branch, `owner/name`; none once a fork is deleted.
    pub repository: Option<String>,
    /// How the run ended.
    pub conclusion: Option<String>,
    /// The page of the run.
    pub url: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Event {
    pull_request: Option<PullRequest>,
    workflow_run: Option<WorkflowRun>,
}

#[derive(Deserialize)]
struct PullRequest {
    number: u64,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct WorkflowRun {
    head_sha: String,
    head_branch: Option<String>,
    head_repository: Option<Repository>,
    event: String,
    conclusion: Option<String>,
    html_url: Option<String>,
}

#[derive(Deserialize)]
struct Repository {
    full_name: String,
}

/// Read an event, as GitHub wrote it.
///
/// The repository of the head is not looked at: it is null once a fork is deleted.
///
/// # Errors
///
/// The event is one of those that have a pull request, and its file does not say which.
pub fn subject(name: &str, event: &[u8]) -> Result<Subject, String> {
    let is_pull_request = matches!(
        name,
        "pull_request"
            | "pull_request_target"
            | "pull_request_review"
            | "pull_request_review_comment"
    );
    if !is_pull_request && name != "workflow_run" {
        return Ok(Subject::Nothing);
    }
    let event: Event = serde_json::from_slice(event)
        .map_err(|error| format!("failed to read the event of `{name}`: {error}"))?;
    match (event.pull_request, event.workflow_run) {
        (Some(pull_request), _) if is_pull_request => Ok(Subject::PullRequest(pull_request.number)),
        (_, Some(run)) if !is_pull_request => Ok(of_run(run)),
        _ => Err(format!(
            "the event of `{name}` names no pull request and no run"
        )),
    }
}

/// The event's own list of pull requests is empty for forks, so the commit leads.
fn of_run(run: WorkflowRun) -> Subject {
    let is_commit = run.head_sha.len() >= 40 && run.head_sha.bytes().all(|b| b.is_ascii_hexdigit());
    if is_commit && matches!(run.event.as_str(), "pull_request" | "pull_request_target") {
        Subject::Run(Run {
            sha: run.head_sha,
            branch: run.head_branch,
            repository: run.head_repository.map(|repository| repository.full_name),
            conclusion: run.conclusion,
            url: run.html_url,
        })
    } else {
        Subject::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deleted_forks_have_a_number_still() {
        let event = br#"{"pull_request": {"number": 7, "head": {"sha": "a", "repo": null}}}"#;
        assert_eq!(subject("pull_request", event), Ok(Subject::PullRequest(7)));
    }

    #[test]
    fn runs_lead_to_a_commit() {
        let sha = "a".repeat(40);
        let event = format!(
            r#"{{"workflow_run": {{"event": "pull_request", "head_sha": "{sha}", "conclusion": "failure", "pull_requests": [],
                "head_branch": "patch-1", "head_repository": {{"full_name": "x/r"}}}}}}"#
        );
        let expected = Subject::Run(Run {
            sha,
            branch: Some("patch-1".to_owned()),
            repository: Some("x/r".to_owned()),
            conclusion: Some("failure".to_owned()),
            url: None,
        });
        assert_eq!(subject("workflow_run", event.as_bytes()), Ok(expected));
    }

    #[test]
    fn pushes_schedules_and_merge_queues_have_no_pull_request() {
        for name in ["push", "schedule", "merge_group", ""] {
            assert_eq!(subject(name, b"{}"), Ok(Subject::Nothing));
        }
    }

    #[test]
    fn broken_events_are_told() {
        assert!(subject("pull_request", b"<html>").is_err());
        assert!(subject("pull_request", b"{}").is_err());
    }
}
