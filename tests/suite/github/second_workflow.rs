//! The comment of a workflow that another one started, with the report of a run that nobody trusts.

use cargo_vendor_gate::github::Context;
use cargo_vendor_gate::github::comment::{Options, Outcome};
use serde_json::{Value, json};

use crate::github::{BOT, CREATE, LIST, check_with, comment, expect, list, options};
use crate::pages::{clean, report};

const SEARCH: &str = "GET /repos/o/r/pulls?state=open&sort=updated&direction=desc&per_page=100";

fn sha() -> String {
    "b".repeat(40)
}

/// A run of a pull request from the branch `patch-1` of a fork.
fn of_run(context: &mut Context) {
    let event = json!({"workflow_run": {
        "event": "pull_request", "head_sha": sha(), "conclusion": "success", "pull_requests": [],
        "head_branch": "patch-1", "head_repository": {"full_name": "x/r"},
        "html_url": "https://github.com/o/r/actions/runs/5",
    }});
    context.event_name = "workflow_run".to_owned();
    context.event = event.to_string().into_bytes();
}

fn pull(number: u64, sha: &str, branch: &str, repository: Option<&str>) -> Value {
    let repository = repository.map(|name| json!({"full_name": name}));
    json!({"number": number, "head": {"sha": sha, "ref": branch, "repo": repository}})
}

/// The comment goes to number 7 of these, and to no other.
#[track_caller]
fn leads_to_seven(pulls: &[Value]) -> String {
    let script = vec![
        expect(SEARCH, 200, &json!(pulls).to_string()),
        expect(&format!("GET {LIST}"), 200, "[]"),
        expect(&format!("POST {CREATE}"), 201, &comment(5, BOT, "")),
    ];
    let (_, mut requests) = check_with(report(1), &options(), of_run, script);
    requests.remove(2).body
}

#[test]
fn pull_request_is_found_by_its_head() {
    let other = pull(3, &"c".repeat(40), "patch-1", Some("x/r"));
    let body = leads_to_seven(&[other, pull(7, &sha(), "patch-1", Some("x/r"))]);
    let words = "ended as **success**; its report says **fail**";
    assert!(body.contains(words), "{body}");
}

#[test]
fn another_branch_of_the_same_commit_does_not_get_the_comment() {
    let mine = pull(7, &sha(), "patch-1", Some("x/r"));
    leads_to_seven(&[pull(9, &sha(), "patch-1", Some("evil/r")), mine.clone()]);
    leads_to_seven(&[pull(9, &sha(), "another", Some("x/r")), mine]);
}

#[test]
fn deleted_fork_is_found_by_its_commit() {
    leads_to_seven(&[pull(7, &sha(), "patch-1", None)]);
}

#[test]
fn commit_that_is_no_head_any_more_leads_nowhere() {
    let script = vec![expect(SEARCH, 200, "[]")];
    let (outcome, _) = check_with(report(1), &options(), of_run, script);
    assert!(matches!(outcome, Outcome::NoPullRequest(_)), "{outcome:?}");
}

#[test]
fn a_named_pull_request_is_told_how_the_run_ended_as_well() {
    let named = Options {
        pr: Some(7),
        ..options()
    };
    let script = vec![
        expect(&format!("GET {LIST}"), 200, "[]"),
        expect(&format!("POST {CREATE}"), 201, &comment(5, BOT, "")),
    ];
    let (_, requests) = check_with(report(1), &named, of_run, script);
    assert!(requests[1].body.contains("ended as **success**"));
}

#[test]
fn what_a_report_resolves_stands_beside_how_its_run_ended() {
    let there = comment(5, BOT, "<!-- vendor-gate:v1:default -->\nfailed");
    let pulls = json!([pull(7, &sha(), "patch-1", Some("x/r"))]).to_string();
    let script = vec![
        expect(SEARCH, 200, &pulls),
        expect(
            &format!("GET {LIST}"),
            200,
            &list(std::slice::from_ref(&there)),
        ),
        expect("PATCH /repos/o/r/issues/comments/5", 200, &there),
    ];
    let (_, requests) = check_with(clean(), &options(), of_run, script);
    let body = &requests[2].body;
    let words = "ended as **success**; its report says **pass**";
    assert!(body.contains("resolved") && body.contains(words), "{body}");
}
