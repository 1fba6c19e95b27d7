//! Pages within their budget, with every finding shown or counted, and foreign text tamed.

use cargo_vendor_gate::report::markdown::{Options, escape, has_something_to_say, page};

use crate::pages::{finding, report};

const HOSTILE: &[&str] = &[
    "a|b`c\nd",
    "``` \n# x",
    "@org/team",
    "#1 o/r#2 GH-3",
    "<img src=x onerror=y>",
    "![x](https://e.org/x.png)",
    "[x](javascript:alert)",
    "https://e.org www.e.org a@e.org",
    "\n::error::x",
    "##[error]x",
    "\u{202e}abc\u{2066}",
    "--> <!-- x",
    "</details></summary>",
    "$\\sqrt{x}$",
    ":tada: &#64;org &lt;b&gt;",
];

#[test]
fn five_thousand_findings_fit_and_the_rest_is_counted() {
    for n in [0, 1, 10, 50, 500, 5_000] {
        let text = page(&report(n), &Options::comment("<!-- marker -->"));
        assert!(text.len() <= 60_000 - 16, "{n}: {}", text.len());
        let full =
            text.matches("<details><summary>⛔").count() + text.matches("<details open>").count();
        let lines = text.lines().filter(|line| line.starts_with("- ⛔")).count();
        let counted: usize = text
            .lines()
            .find_map(|line| {
                line.strip_prefix("**")?
                    .split_once(" more finding")?
                    .0
                    .parse()
                    .ok()
            })
            .unwrap_or(0);
        assert_eq!(
            full + lines + counted,
            n,
            "{n}: {full} in full, {lines} lines, {counted} counted"
        );
    }
}

#[test]
fn step_summaries_stay_below_a_mebibyte() {
    assert!(page(&report(5_000), &Options::step_summary()).len() < 1 << 20);
}

#[test]
fn worst_findings_come_first_and_existing_ones_apart() {
    let mut report = report(3);
    report.findings[0].effect = "review".to_owned();
    report.findings[1].status = "existing".to_owned();
    report.baseline = Some(cargo_vendor_gate::outcome::Baseline {
        kind: "revision".to_owned(),
        value: "main".to_owned(),
        state: "used".to_owned(),
    });
    let text = page(&report, &Options::file());
    let place = |words: &str| text.find(words).expect("it is on the page");
    assert!(place("New in this change") < place("6.198.2"));
    assert!(place("6.198.2") < place("6.198.0"));
    assert!(place("6.198.0") < place("There before this change"));
}

#[test]
fn what_was_there_before_is_no_news() {
    let mut report = report(1);
    assert!(has_something_to_say(&report));
    "pass".clone_into(&mut report.verdict);
    assert!(has_something_to_say(&report));
    report.findings[0].accepted = true;
    assert!(!has_something_to_say(&report));
    report.findings[0].accepted = false;
    report.findings[0].status = "existing".to_owned();
    assert!(!has_something_to_say(&report));
}

#[test]
fn notes_are_counted_and_not_named() {
    let mut report = report(1);
    report.findings[0].effect = "note".to_owned();
    let text = page(&report, &Options::file());
    assert!(
        text.contains("1 note counted") && !text.contains("hexa-ui"),
        "{text}"
    );
}

#[test]
fn measures_stand_once_and_their_citations_with_every_finding() {
    let text = page(&report(3), &Options::file());
    assert_eq!(text.matches("Named as “Kaspersky Lab, Inc.”").count(), 1);
    assert_eq!(text.matches("In full at `@kaspersky/hexa-ui`").count(), 2);
    // In the folded line and below it.
    assert_eq!(text.matches("89 FR 52434").count(), 6);
}

#[test]
fn many_findings_have_an_overview_by_vendor() {
    assert!(!page(&report(10), &Options::file()).contains("| Vendor |"));
    let mut report = report(30);
    for (n, finding) in report.findings.iter_mut().enumerate() {
        finding.vendor.name = format!("Vendor {} | @x", n % 20);
    }
    report.findings[3].effect = "review".to_owned();
    report.findings[4].accepted = true;
    let text = page(&report, &Options::comment("<!-- m -->"));
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| ")).collect();
    assert_eq!(rows.len(), 1 + 15 + 1);
    assert!(
        rows[1].ends_with("| 2 | 0 | 0 | 89 FR 52434 |"),
        "{}",
        rows[1]
    );
    assert_eq!(rows[16], "| and 5 more | | | | |");
}

#[test]
fn a_pass_beside_what_was_there_before_says_so() {
    let mut report = report(2);
    "pass".clone_into(&mut report.verdict);
    report.policy.new_only = true;
    report.baseline = Some(cargo_vendor_gate::outcome::Baseline {
        state: "used".to_owned(),
        ..cargo_vendor_gate::outcome::Baseline::default()
    });
    for finding in &mut report.findings {
        "existing".clone_into(&mut finding.status);
    }
    let heading = |report: &_| {
        page(report, &Options::file())
            .lines()
            .next()
            .map(str::to_owned)
    };
    assert_eq!(
        heading(&report).as_deref(),
        Some("### ✅ Vendor gate: passed, 2 components from restricted vendors there before")
    );
    "new".clone_into(&mut report.findings[1].status);
    "fail".clone_into(&mut report.verdict);
    assert_eq!(
        heading(&report).as_deref(),
        Some("### ⛔ Vendor gate: failed, 1 new component from restricted vendors")
    );
}

#[test]
fn no_line_of_a_page_is_a_workflow_command_or_raw_html() {
    for text in HOSTILE {
        let mut report = report(1);
        report.findings = vec![finding(0, text)];
        let finding = &mut report.findings[0];
        finding.component.group = Some((*text).to_owned());
        finding.component.version = Some((*text).to_owned());
        finding.vendor.name = (*text).to_owned();
        finding.headline = format!("`{text}` is {text}");
        finding.evidence[0].value = (*text).to_owned();
        finding.occurrences[0].paths = vec![vec![(*text).to_owned(); 30]];
        finding.remediation[0].package = (*text).to_owned();
        let page = page(&report, &Options::file());
        for line in page.lines() {
            assert!(!line.trim_start().starts_with("::"), "{line}");
            assert!(!line.contains("##["), "{line}");
            assert!(!line.contains('\u{202e}'), "{line}");
        }
        assert_eq!(page.matches("<details").count(), 1, "{page}");
        let summary = page
            .lines()
            .find(|line| line.starts_with("<details"))
            .unwrap_or_default();
        assert!(
            !summary.contains("<img") && summary.matches("</details>").count() == 0,
            "{summary}"
        );
    }
}

#[test]
fn names_of_ten_kilobytes_are_cut() {
    assert!(escape::code(&"@".repeat(10_000), 160).chars().count() < 170);
    let mut report = report(1);
    report.findings = vec![finding(0, &"x".repeat(10_000))];
    assert!(page(&report, &Options::file()).len() < 8_000);
}
