//! What goes wrong between us and GitHub: limits, refusals, lost answers, other hosts.

use std::time::{Duration, Instant};

use cargo_vendor_gate::denylist::bundled;
use cargo_vendor_gate::github::comment::{Outcome, run};
use cargo_vendor_gate::github::{Context, Secret};
use serde_json::json;

use crate::github::mock::{Answer, Expected, Mock, TOKEN};
use crate::github::{
    BOT, CREATE, LIST, answered, check, check_with, comment, context, expect, expect_with, list,
    options, text,
};
use crate::pages::report;

fn reset(request: &str) -> Expected {
    answered(request, Answer::Reset)
}

const LIMIT: &str = r#"{"message":"You have exceeded a secondary rate limit"}"#;

fn limited(request: &str, seconds: u64) -> Expected {
    let header = format!("Retry-After: {seconds}\r\n");
    expect_with(request, 403, &header, LIMIT)
}

#[test]
fn writes_that_were_applied_although_the_answer_was_lost_are_not_repeated() {
    let there = list(&[comment(5, BOT, &text(&report(1)))]);
    for lost in [
        expect(&format!("POST {CREATE}"), 502, "<html>Bad gateway</html>"),
        reset(&format!("POST {CREATE}")),
        expect(&format!("POST {CREATE}"), 200, "<html>"),
        answered(&format!("POST {CREATE}"), Answer::Cut(201, "{}".to_owned())),
    ] {
        let script = vec![
            expect(&format!("GET {LIST}"), 200, "[]"),
            lost,
            expect(&format!("GET {LIST}"), 200, &there),
        ];
        assert!(matches!(check(report(1), script).0, Outcome::Updated(_)));
    }
}

#[test]
fn writes_that_were_not_applied_are_tried_once_more() {
    let script = vec![
        expect(&format!("GET {LIST}"), 200, "[]"),
        expect(&format!("POST {CREATE}"), 502, ""),
        expect(&format!("GET {LIST}"), 200, "[]"),
        expect(&format!("POST {CREATE}"), 201, &comment(5, BOT, "")),
    ];
    assert!(matches!(check(report(1), script).0, Outcome::Created(_)));
}

#[test]
fn reads_are_repeated() {
    let there = list(&[comment(5, BOT, &text(&report(1)))]);
    let script = vec![
        expect(&format!("GET {LIST}"), 502, "<html>"),
        reset(&format!("GET {LIST}")),
        expect(&format!("GET {LIST}"), 200, &there),
    ];
    assert!(matches!(check(report(1), script).0, Outcome::Unchanged(_)));
}

#[test]
fn read_only_tokens_are_a_calm_notice() {
    let refused = r#"{"message":"Resource not accessible by integration"}"#;
    let script = vec![
        expect(&format!("GET {LIST}"), 200, "[]"),
        expect(&format!("POST {CREATE}"), 403, refused),
    ];
    let (outcome, _) = check(report(1), script);
    assert!(
        outcome.sentence().contains("usual for forks"),
        "{}",
        outcome.sentence()
    );
    assert_eq!((outcome.exit_code(false), outcome.exit_code(true)), (0, 3));
    assert!(matches!(outcome, Outcome::Refused { page, .. } if page.contains("blocked")));
}

#[test]
fn retry_after_is_honoured() {
    let script = vec![
        expect(&format!("GET {LIST}"), 200, "[]"),
        limited(&format!("POST {CREATE}"), 60),
        expect(&format!("POST {CREATE}"), 201, &comment(5, BOT, "")),
    ];
    let start = Instant::now();
    assert!(matches!(check(report(1), script).0, Outcome::Created(_)));
    // In these tests a second lasts a millisecond.
    assert!(start.elapsed() >= Duration::from_millis(60));
}

#[test]
fn more_than_a_minute_at_once_is_not_waited_for() {
    let script = vec![limited(&format!("GET {LIST}"), 61)];
    let (outcome, _) = check(report(1), script);
    assert!(matches!(outcome, Outcome::Refused { .. }), "{outcome:?}");
}

#[test]
fn two_minutes_are_waited_in_all() {
    let list = format!("GET {LIST}");
    let script = vec![
        limited(&list, 50),
        limited(&list, 50),
        limited(&list, 15),
        limited(&list, 10),
    ];
    let (outcome, _) = check(report(1), script);
    assert!(matches!(outcome, Outcome::Refused { .. }), "{outcome:?}");
}

#[test]
fn server_that_never_answers_does_not_keep_us() {
    let impatient = |context: &mut Context| context.patience.request = Duration::from_millis(100);
    let silence = |request: &str| answered(request, Answer::Silence);
    let list_all = format!("GET {LIST}");
    let script = (0..4).map(|_| silence(&list_all)).collect();
    let (outcome, _) = check_with(report(1), &options(), impatient, script);
    assert!(outcome.sentence().contains("did not answer in time"));
    assert_eq!((outcome.exit_code(false), outcome.exit_code(true)), (0, 3));
    let there = list(&[comment(5, BOT, &text(&report(1)))]);
    let script = vec![
        expect(&list_all, 200, "[]"),
        silence(&format!("POST {CREATE}")),
        expect(&list_all, 200, &there),
    ];
    let (outcome, _) = check_with(report(1), &options(), impatient, script);
    assert!(matches!(outcome, Outcome::Updated(_)), "{outcome:?}");
}

#[test]
fn refusals_are_told_and_not_repeated() {
    for (status, message) in [
        (400, "Problems parsing JSON"),
        (401, "Bad credentials"),
        (404, "Not Found"),
        (409, "Conflict"),
        (410, "Issues are disabled for this repo"),
        (451, "Blocked"),
    ] {
        let body = json!({ "message": message }).to_string();
        let script = vec![
            expect(&format!("GET {LIST}"), 200, "[]"),
            expect(&format!("POST {CREATE}"), status, &body),
        ];
        let (outcome, _) = check(report(1), script);
        assert!(
            outcome.sentence().contains(message),
            "{}",
            outcome.sentence()
        );
        assert_eq!(outcome.exit_code(false), 0);
    }
}

#[test]
fn comment_that_is_refused_in_short_as_well_is_a_notice() {
    let spam = r#"{"message":"Validation Failed"}"#;
    let script = vec![
        expect(&format!("GET {LIST}"), 200, "[]"),
        expect(&format!("POST {CREATE}"), 422, spam),
        expect(&format!("GET {LIST}"), 200, "[]"),
        expect(&format!("POST {CREATE}"), 422, spam),
    ];
    let (outcome, _) = check(report(1), script);
    assert!(outcome.sentence().contains("422 (Validation Failed)"));
}

#[test]
fn pages_of_html_are_no_list_of_comments() {
    // Taken for an empty list, they would lead to a second comment.
    let html = "<html><body>Unicorn!</body></html>";
    let script = (0..4)
        .map(|_| expect(&format!("GET {LIST}"), 200, html))
        .collect();
    let (outcome, _) = check(report(1), script);
    assert!(!outcome.sentence().contains("Unicorn"));
    assert!(matches!(outcome, Outcome::Refused { .. }), "{outcome:?}");
}

#[test]
fn body_that_is_too_long_is_written_in_short() {
    let long = r#"{"message":"Validation Failed","errors":[{"message":"body is too long"}]}"#;
    let script = vec![
        expect(&format!("GET {LIST}"), 200, "[]"),
        expect(&format!("POST {CREATE}"), 422, long),
        expect(&format!("GET {LIST}"), 200, "[]"),
        expect(&format!("POST {CREATE}"), 201, &comment(5, BOT, "")),
    ];
    let (_, requests) = check(report(10), script);
    assert!(requests[3].body.len() < 2_000);
}

#[test]
fn comment_that_was_deleted_meanwhile_is_made_anew() {
    let there = list(&[comment(5, BOT, &text(&report(1)))]);
    let script = vec![
        expect(&format!("GET {LIST}"), 200, &there),
        expect("PATCH /repos/o/r/issues/comments/5", 404, "{}"),
        expect(&format!("GET {LIST}"), 200, "[]"),
        expect(&format!("POST {CREATE}"), 201, &comment(6, BOT, "")),
    ];
    assert!(matches!(check(report(2), script).0, Outcome::Created(_)));
}

#[test]
fn pull_request_that_is_gone_is_a_notice() {
    let script = vec![expect(&format!("GET {LIST}"), 410, r#"{"message":"Gone"}"#)];
    assert!(matches!(
        check(report(1), script).0,
        Outcome::Refused { .. }
    ));
}

#[test]
fn redirects_to_another_host_are_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        for request in [format!("GET {LIST}"), format!("POST {CREATE}")] {
            // What another host says is neither asked for nor believed.
            let other = Mock::serve("", vec![]);
            let to_other = format!("Location: {}/x\r\n", other.url);
            let mut script = vec![expect_with(&request, status, &to_other, "")];
            if request.starts_with("POST") {
                script.insert(0, expect(&format!("GET {LIST}"), 200, "[]"));
            }
            let (outcome, _) = check(report(1), script);
            let words = format!("GitHub answered {status} (a redirect away from");
            assert!(outcome.sentence().contains(&words), "{outcome:?}");
            assert!(other.requests().is_empty());
        }
    }
}

#[test]
fn links_to_another_host_are_not_followed_and_the_page_is_read_all_the_same() {
    let other = Mock::serve("", vec![]);
    let link = format!("Link: <{}/x?page=2>; rel=\"next\"\r\n", other.url);
    let there = list(&[comment(9, BOT, &text(&report(1)))]);
    let script = vec![
        expect_with(&format!("GET {LIST}"), 200, &link, "[]"),
        expect(&format!("GET {LIST}&page=2"), 200, &there),
    ];
    assert!(matches!(check(report(1), script).0, Outcome::Unchanged(_)));
    assert!(other.requests().is_empty());
}

#[test]
fn repository_that_was_renamed_is_followed_with_the_same_request() {
    let there = list(&[comment(9, BOT, &text(&report(1)))]);
    let moved = "Location: {base}/repositories/1/issues/7/comments\r\n";
    let script = vec![
        expect_with(&format!("GET {LIST}"), 301, moved, "{}"),
        expect("GET /repositories/1/issues/7/comments", 200, &there),
    ];
    assert!(matches!(check(report(1), script).0, Outcome::Unchanged(_)));
    let script = vec![
        expect(&format!("GET {LIST}"), 200, "[]"),
        expect_with(&format!("POST {CREATE}"), 307, moved, "{}"),
        expect(
            "POST /repositories/1/issues/7/comments",
            201,
            &comment(9, BOT, ""),
        ),
    ];
    let (outcome, requests) = check(report(1), script);
    assert!(matches!(outcome, Outcome::Created(_)), "{outcome:?}");
    assert_eq!(requests[1].body, requests[2].body);
}

#[test]
fn redirects_in_circles_end() {
    let moved = "Location: {base}/repos/o/r/issues/7/comments?per_page=100\r\n";
    let script = (0..4)
        .map(|_| expect_with(&format!("GET {LIST}"), 302, moved, ""))
        .collect();
    let (outcome, _) = check(report(1), script);
    assert!(matches!(outcome, Outcome::Refused { .. }), "{outcome:?}");
}

#[test]
fn limits_are_not_taken_for_read_only_tokens() {
    let script = vec![
        expect(&format!("GET {LIST}"), 200, "[]"),
        limited(&format!("POST {CREATE}"), 61),
    ];
    let (outcome, _) = check(report(1), script);
    let sentence = outcome.sentence();
    assert!(sentence.contains("asks for a longer wait"), "{sentence}");
    assert!(!sentence.contains("forks"), "{sentence}");
}

#[test]
fn answers_beyond_any_page_of_comments_are_not_read() {
    let endless = format!("[]{}", " ".repeat(65 << 20));
    let script = (0..4)
        .map(|_| expect(&format!("GET {LIST}"), 200, &endless))
        .collect();
    let (outcome, _) = check(report(1), script);
    assert!(outcome.sentence().contains("too large"), "{outcome:?}");
}

#[test]
fn addresses_and_tokens_that_cannot_be_sent_are_a_notice() {
    for address in [
        "",
        "https://",
        "javascript:alert(1)",
        "ftp://example.org",
        "https://user:password@example.org",
        "http://exa mple/",
    ] {
        let outcome = run(
            report(1),
            bundled(),
            &options(),
            &context(address),
            Secret::new(TOKEN),
        );
        let words = "`GITHUB_API_URL` is no address of an API";
        assert!(outcome.sentence().contains(words), "{address}: {outcome:?}");
    }
    for token in ["", " \n", "two\nlines", "tök", "a b", "\u{1}"] {
        assert!(Secret::new(token).is_none(), "{token:?}");
    }
    assert!(Secret::new(&format!("\n{TOKEN}\r\n")).is_some());
}
