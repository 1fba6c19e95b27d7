//! SARIF and annotations within the limits of GitHub.

use cargo_vendor_gate::outcome::{Acceptance, Report};
use cargo_vendor_gate::report::{Format, Voice, github, render};
use serde_json::Value;

use crate::pages::{finding, report};

fn rendered(report: &Report, format: Format) -> String {
    let mut out = Vec::new();
    render(report, format, Voice::default(), &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("reports are UTF-8")
}

fn sarif(report: &Report) -> Value {
    serde_json::from_str(&rendered(report, Format::Sarif)).expect("SARIF is JSON")
}

#[test]
fn every_result_has_what_github_asks_for() {
    let sarif = sarif(&report(3));
    let run = &sarif["runs"][0];
    assert_eq!(
        (
            sarif["version"].as_str(),
            run["results"].as_array().map(Vec::len)
        ),
        (Some("2.1.0"), Some(3))
    );
    for result in run["results"].as_array().expect("results are a list") {
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "sbom.cdx.json");
        assert_eq!(place["region"]["startLine"], 4120);
        assert_eq!(
            result["partialFingerprints"]["vendorGateFinding/v1"]
                .as_str()
                .map(str::len),
            Some(64)
        );
        assert!(
            run["tool"]["driver"]["rules"]
                .as_array()
                .expect("rules are a list")
                .iter()
                .any(|rule| rule["id"] == result["ruleId"])
        );
    }
}

#[test]
fn what_is_over_the_limit_is_counted() {
    let sarif = sarif(&report(25_003));
    let run = &sarif["runs"][0];
    assert_eq!(run["results"].as_array().map(Vec::len), Some(25_000));
    let notice = &run["invocations"][0]["toolExecutionNotifications"][0];
    assert!(
        notice["message"]["text"]
            .as_str()
            .is_some_and(|text| text.starts_with("3 findings")),
        "{notice}"
    );
}

#[test]
fn accepted_findings_are_suppressed_and_stay() {
    let mut report = report(1);
    report.findings[0].accepted = true;
    report.findings[0].acceptance = Some(Acceptance {
        reason: "memo".to_owned(),
        expires: "2027-01-31".to_owned(),
        ..Acceptance::default()
    });
    let result = &sarif(&report)["runs"][0]["results"][0];
    assert_eq!(result["suppressions"][0]["status"], "accepted");
    assert!(
        result["suppressions"][0]["justification"]
            .as_str()
            .is_some_and(|text| text.contains("not a government waiver"))
    );
}

#[test]
fn at_most_ten_annotations_and_a_count() {
    let text = rendered(&report(12), Format::Github);
    assert_eq!(
        text.lines()
            .filter(|line| line.starts_with("::error "))
            .count(),
        10
    );
    assert!(text.contains("2 more annotations left out"), "{text}");
}

#[test]
fn no_format_holds_a_workflow_command_of_the_old_form() {
    let mut report = report(1);
    let name = "x##[set-output name=verdict;]pass";
    report.findings = vec![finding(0, name)];
    report.findings[0].component.group = None;
    report.inputs[0].path = name.to_owned();
    for format in [
        Format::Text,
        Format::Json,
        Format::Sarif,
        Format::Markdown,
        Format::Github,
    ] {
        assert!(!rendered(&report, format).contains("##["), "{format:?}");
    }
    let json: Value = serde_json::from_str(&rendered(&report, Format::Json)).expect("it is JSON");
    assert_eq!(json["findings"][0]["component"]["name"], name);
}

#[test]
fn foreign_text_adds_no_command_and_no_property() {
    let mut report = report(1);
    report.findings = vec![finding(0, "a,line=1::x%0A\n::error::y\r##[error]z")];
    report.findings[0].headline = "x\n::add-mask::y %25".to_owned();
    report.inputs[0].path = "a b,title=x:y\n::error::.json".to_owned();
    let text = rendered(&report, Format::Github);
    assert_eq!(
        text.lines()
            .filter(|line| line.trim_start().starts_with("::"))
            .count(),
        1,
        "{text}"
    );
    assert!(!text.contains("##["), "{text}");
    let properties = text
        .lines()
        .next()
        .and_then(|line| line["::error ".len()..].split("::").next())
        .expect("properties end");
    assert_eq!(properties.split(',').count(), 3, "{properties}");
    assert_eq!(github::output("x", "a\nverdict=pass"), "");
}
