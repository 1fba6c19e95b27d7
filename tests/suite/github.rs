//! The comment, against a GitHub that refuses whatever it was not told to expect.

mod failures;
pub(crate) mod mock;
mod second_workflow;

use std::sync::Arc;
use std::time::Duration;

use cargo_vendor_gate::denylist::bundled;
use cargo_vendor_gate::github::comment::{Options, Outcome, When, marker, run};
use cargo_vendor_gate::github::{Context, Patience, Secret};
use cargo_vendor_gate::outcome::{AcceptanceUse, Report};
use serde_json::json;

use crate::github::mock::{Answer, Expected, Mock, TOKEN};
use crate::pages::{clean, report};

const LIST: &str = "/repos/o/r/issues/7/comments?per_page=100";
const CREATE: &str = "/repos/o/r/issues/7/comments";
const BOT: &str = "github-actions[bot]";

fn expect(request: &str, status: u16, body: &str) -> Expected {
    expect_with(request, status, "", body)
}

fn expect_with(request: &str, status: u16, headers: &str, body: &str) -> Expected {
    Expected {
        request: request.to_owned(),
        answer: Answer::Http(status, headers.to_owned(), body.to_owned()),
    }
}

fn answered(request: &str, answer: Answer) -> Expected {
    Expected {
        request: request.to_owned(),
        answer,
    }
}

fn comment(id: u64, login: &str, body: &str) -> String {
    json!({"id": id, "user": {"login": login}, "body": body, "html_url": format!("https://github.com/o/r/pull/7#{id}")}).to_string()
}

fn list(comments: &[String]) -> String {
    format!("[{}]", comments.join(","))
}

fn options() -> Options {
    Options {
        pr: None,
        when: When::Auto,
        key: "default".to_owned(),
        author: None,
        dry_run: false,
    }
}

fn context(url: &str) -> Context {
    Context {
        api_url: url.to_owned(),
        server_url: "https://github.com".to_owned(),
        repository: "o/r".to_owned(),
        event_name: "pull_request".to_owned(),
        event: br#"{"pull_request": {"number": 7, "head": {"repo": null}}}"#.to_vec(),
        run_id: "99".to_owned(),
        patience: Patience {
            request: Duration::from_secs(5),
            second: Duration::from_millis(1),
        },
    }
}

/// What the comment on that report reads.
fn text(report: &Report) -> String {
    let options = Options {
        dry_run: true,
        ..options()
    };
    match run(report.clone(), bundled(), &options, &context(""), None) {
        Outcome::DryRun(text) => text,
        other => panic!("{other:?}"),
    }
}

/// Run against a script; every request of it, and no other, must come, with the token.
#[track_caller]
fn check_with(
    report: Report,
    options: &Options,
    change: impl Fn(&mut Context),
    script: Vec<Expected>,
) -> (Outcome, Vec<mock::Request>) {
    check_below("", report, options, change, script)
}

/// As [`check_with`], at an API below that path.
#[track_caller]
fn check_below(
    prefix: &str,
    report: Report,
    options: &Options,
    change: impl Fn(&mut Context),
    script: Vec<Expected>,
) -> (Outcome, Vec<mock::Request>) {
    let expected: Vec<String> = script
        .iter()
        .map(|expected| expected.request.clone())
        .collect();
    let mock = Mock::serve(prefix, script);
    let mut context = context(&mock.url);
    change(&mut context);
    let outcome = run(report, bundled(), options, &context, Secret::new(TOKEN));
    let requests = mock.requests();
    let lines: Vec<String> = requests
        .iter()
        .map(|request| request.line.clone())
        .collect();
    assert_eq!(lines, expected, "{outcome:?}");
    requests.iter().for_each(is_well_formed);
    assert!(!format!("{outcome:?}").contains(TOKEN));
    assert!(!outcome.sentence().contains(TOKEN));
    (outcome, requests)
}

/// The headers that GitHub asks for, and a body for writes alone.
#[track_caller]
fn is_well_formed(request: &mock::Request) {
    let bearer = format!("Bearer {TOKEN}");
    assert_eq!(request.header("authorization"), Some(bearer.as_str()));
    assert!(request.header("x-github-api-version").is_some());
    assert!(request.header("user-agent").is_some());
    if request.line.starts_with("GET ") {
        assert_eq!(request.body, "");
        return;
    }
    assert_eq!(request.header("content-type"), Some("application/json"));
    let body: serde_json::Value = serde_json::from_str(&request.body).expect("the body is JSON");
    let body = body.as_object().expect("it is an object");
    assert_eq!(body.keys().collect::<Vec<_>>(), ["body"]);
    let text = body["body"].as_str().expect("the comment is a text");
    assert!(text.len() <= 60_000, "{}", text.len());
    assert!(text.starts_with("<!-- vendor-gate:v1:"), "{text}");
}

#[track_caller]
fn check(report: Report, script: Vec<Expected>) -> (Outcome, Vec<mock::Request>) {
    check_with(report, &options(), |_| {}, script)
}

#[test]
fn first_finding_creates_one_comment() {
    let created = comment(1, BOT, "");
    let (outcome, requests) = check(
        report(1),
        vec![
            expect(&format!("GET {LIST}"), 200, "[]"),
            expect(&format!("POST {CREATE}"), 201, &created),
        ],
    );
    assert_eq!(
        outcome,
        Outcome::Created("https://github.com/o/r/pull/7#1".to_owned())
    );
    assert_eq!(requests[1].header("content-type"), Some("application/json"));
    assert_eq!(
        requests[1].body,
        json!({"body": text(&report(1))}).to_string()
    );
}

#[test]
fn unchanged_rerun_writes_nothing() {
    let mut old = report(3);
    let there = text(&old).replace('\n', "\r\n");
    old.as_of = "2026-12-01".to_owned();
    let (outcome, _) = check(
        old,
        vec![expect(
            &format!("GET {LIST}"),
            200,
            &list(&[comment(5, BOT, &there)]),
        )],
    );
    assert!(matches!(outcome, Outcome::Unchanged(_)), "{outcome:?}");
}

#[test]
fn change_updates_with_patch() {
    let there = list(&[comment(5, BOT, &text(&report(1)))]);
    let (outcome, _) = check(
        report(2),
        vec![
            expect(&format!("GET {LIST}"), 200, &there),
            expect(
                "PATCH /repos/o/r/issues/comments/5",
                200,
                &comment(5, BOT, ""),
            ),
        ],
    );
    assert!(matches!(outcome, Outcome::Updated(_)));
}

#[test]
fn fixed_pull_request_is_resolved_and_clean_one_is_left_alone() {
    let there = list(&[comment(5, BOT, &text(&report(1)))]);
    let (_, requests) = check(
        clean(),
        vec![
            expect(&format!("GET {LIST}"), 200, &there),
            expect(
                "PATCH /repos/o/r/issues/comments/5",
                200,
                &comment(5, BOT, ""),
            ),
        ],
    );
    assert!(requests[1].body.contains("resolved"));
    let (outcome, _) = check(clean(), vec![expect(&format!("GET {LIST}"), 200, "[]")]);
    assert_eq!(outcome, Outcome::Nothing);
    let always = Options {
        when: When::Always,
        ..options()
    };
    let script = vec![
        expect(&format!("GET {LIST}"), 200, "[]"),
        expect(&format!("POST {CREATE}"), 201, &comment(6, BOT, "")),
    ];
    check_with(clean(), &always, |_| {}, script);
}

#[test]
fn marker_of_another_author_or_key_is_left_untouched() {
    let other_key = text(&report(1)).replace(&marker("default"), &marker("other"));
    let there = list(&[
        comment(1, "mallory", &text(&report(1))),
        json!({"id": 2, "user": null, "body": text(&report(1))}).to_string(),
        comment(3, BOT, &other_key),
    ]);
    let script = vec![
        expect(&format!("GET {LIST}"), 200, &there),
        expect(
            "GET /user",
            403,
            r#"{"message":"Resource not accessible by integration"}"#,
        ),
        expect(&format!("POST {CREATE}"), 201, &comment(4, BOT, "")),
    ];
    let (outcome, _) = check(report(1), script);
    assert!(matches!(outcome, Outcome::Created(_)));
}

#[test]
fn comments_of_the_own_login_or_of_a_named_author_are_ours() {
    let there = list(&[comment(1, "company-bot", &text(&report(1)))]);
    let script = vec![
        expect(&format!("GET {LIST}"), 200, &there),
        expect("GET /user", 200, r#"{"login":"Company-Bot"}"#),
    ];
    assert!(matches!(check(report(1), script).0, Outcome::Unchanged(_)));
    let named = Options {
        author: Some("company-bot".to_owned()),
        ..options()
    };
    let script = vec![expect(&format!("GET {LIST}"), 200, &there)];
    assert!(matches!(
        check_with(report(1), &named, |_| {}, script).0,
        Outcome::Unchanged(_)
    ));
}

#[test]
fn own_comment_on_page_three_is_found() {
    let link = |page: u8| {
        format!("Link: <{{base}}/repositories/1/issues/7/comments?page={page}>; rel=\"next\"\r\n")
    };
    let script = vec![
        expect_with(
            &format!("GET {LIST}"),
            200,
            &link(2),
            &list(&[comment(1, "a", "x")]),
        ),
        expect_with(
            "GET /repositories/1/issues/7/comments?page=2",
            200,
            &link(3),
            "[]",
        ),
        expect(
            "GET /repositories/1/issues/7/comments?page=3",
            200,
            &list(&[comment(9, BOT, &text(&report(1)))]),
        ),
    ];
    assert!(matches!(check(report(1), script).0, Outcome::Unchanged(_)));
}

#[test]
fn five_thousand_findings_are_one_comment_that_counts_the_rest() {
    let script = vec![
        expect(&format!("GET {LIST}"), 200, "[]"),
        expect(&format!("POST {CREATE}"), 201, &comment(5, BOT, "")),
    ];
    let (_, requests) = check(report(5_000), script);
    let body = &requests[1].body;
    assert!(body.contains("**5000 blocked**"), "{body}");
    assert!(body.contains("more findings left out here for length"));
}

#[test]
fn pushes_merge_queues_schedules_and_switched_off_comments_ask_nothing() {
    for name in ["push", "merge_group", "schedule", "workflow_dispatch", ""] {
        let rename = |context: &mut Context| context.event_name = name.to_owned();
        assert!(matches!(
            check_with(report(1), &options(), rename, vec![]).0,
            Outcome::NoPullRequest(_)
        ));
    }
    let never = Options {
        when: When::Never,
        ..options()
    };
    assert!(matches!(
        check_with(report(1), &never, |_| {}, vec![]).0,
        Outcome::NoPullRequest(_)
    ));
}

#[test]
fn enterprise_servers_have_a_path_of_their_own() {
    let link = "Link: <{base}/repositories/1/issues/7/comments?page=2>; rel=\"next\"\r\n";
    let script = vec![
        expect_with(&format!("GET /api/v3{LIST}"), 200, link, "[]"),
        expect(
            "GET /api/v3/repositories/1/issues/7/comments?page=2",
            200,
            "[]",
        ),
        expect(&format!("POST /api/v3{CREATE}"), 201, &comment(5, BOT, "")),
    ];
    let (outcome, _) = check_below("/api/v3", report(1), &options(), |_| {}, script);
    assert!(matches!(outcome, Outcome::Created(_)), "{outcome:?}");
}

#[test]
fn only_a_report_of_the_same_run_is_believed() {
    let mut own = report(1);
    own.findings[0].vendor.id = "own-example".to_owned();
    let listing = &mut Arc::make_mut(&mut own.findings[0].listings)[0];
    listing.authority = "own-policy-1".to_owned();
    listing.citation = "policy 12.3".to_owned();
    let claim = "“policy 12.3” as the report says, not verified by this program";
    for (event, is_believed) in [
        ("pull_request", true),
        ("pull_request_target", false),
        ("workflow_run", false),
        ("issue_comment", false),
        ("", false),
    ] {
        let mut context = context("");
        event.clone_into(&mut context.event_name);
        let options = Options {
            dry_run: true,
            ..options()
        };
        let outcome = run(own.clone(), bundled(), &options, &context, None);
        let Outcome::DryRun(text) = outcome else {
            panic!("{outcome:?}")
        };
        assert!(text.contains("policy 12.3"), "{text}");
        assert_eq!(text.contains(claim), !is_believed, "{event}: {text}");
    }
}

#[test]
fn without_token_nothing_is_asked() {
    let mock = Mock::serve("", vec![]);
    let outcome = run(report(1), bundled(), &options(), &context(&mock.url), None);
    assert!(matches!(outcome, Outcome::Refused { .. }));
    assert!(mock.requests().is_empty());
}

fn accepting() -> Report {
    let mut report = report(1);
    report.acceptances = vec![AcceptanceUse {
        file: "vendor-gate.toml".to_owned(),
        line: 2,
        component: "pkg:npm/x".to_owned(),
        vendor: "v".to_owned(),
        state: "used".to_owned(),
        ..AcceptanceUse::default()
    }];
    report
}

/// What is written when GitHub answers that to the question for the files.
fn with_files(status: u16, files: &str) -> String {
    let script = vec![
        expect(&format!("GET {LIST}"), 200, "[]"),
        expect("GET /repos/o/r/pulls/7/files?per_page=100", status, files),
        expect(&format!("POST {CREATE}"), 201, &comment(5, BOT, "")),
    ];
    let (_, mut requests) = check(accepting(), script);
    requests.remove(2).body
}

#[test]
fn acceptances_of_the_same_pull_request_are_named() {
    let files = json!([{"filename": "vendor-gate.toml", "patch": "@@ -0,0 +1,2 @@\n+[[accept]]\n+component = \"pkg:npm/x\""}]).to_string();
    let body = with_files(200, &files);
    assert!(body.contains("`pkg:npm/x` for `v`"), "{body}");
}

#[test]
fn acceptances_that_nobody_could_compare_are_said() {
    let body = with_files(
        403,
        r#"{"message":"Resource not accessible by integration"}"#,
    );
    let words = "GitHub did not show what this pull request changes";
    assert!(body.contains(words), "{body}");
    assert!(!with_files(200, "[]").contains(words));
}
