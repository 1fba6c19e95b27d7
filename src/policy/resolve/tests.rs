use jiff::civil::date;

use super::*;
use crate::denylist::bundled;
use crate::policy::config::Kind;

fn file(text: &str) -> ConfigFile {
    ConfigFile::parse("vendor-gate.toml", text, Kind::Repository).expect("the file is valid")
}

fn floor(text: &str) -> ConfigFile {
    ConfigFile::parse("floor.toml", text, Kind::Floor).expect("the floor is valid")
}

#[derive(Default)]
struct Case<'c> {
    flags: Flags,
    file: &'c str,
    floor: Option<&'c str>,
    base: Option<&'c str>,
}

fn run(case: &Case<'_>) -> Result<Resolved, Vec<Diagnostic>> {
    let file = file(case.file);
    let floor = case.floor.map(floor);
    let base = case.base.map(self::file);
    resolve(&Layers {
        flags: &case.flags,
        file: Some(&file),
        floor: floor.as_ref(),
        base: base.as_ref().map_or(Base::Unavailable, Base::File),
        denylist: bundled(),
        own: &BTreeMap::new(),
        today: date(2026, 11, 24),
    })
}

#[track_caller]
fn refused(case: &Case<'_>, words: &[&str]) {
    let mistakes = run(case).expect_err("it is refused");
    let all: Vec<String> = mistakes.iter().map(|found| found.message.clone()).collect();
    for word in words {
        assert!(
            all.iter().any(|message| message.contains(word)),
            "{word}: {all:#?}"
        );
    }
}

const ACCEPT: &str = "[[accept]]\ncomponent = \"pkg:cargo/sonic-rs\"\nvendor = \"bytedance\"\nreason = \"no app\"\nexpires = 2027-03-31\n";

#[test]
fn flags_win_over_the_file_and_the_file_over_defaults() {
    let flags = Flags {
        fail_on: Some(FailOn::Note),
        ..Flags::default()
    };
    let case = Case {
        flags,
        file: "profiles = [\"uk\"]\nfail-on = \"review\"",
        ..Case::default()
    };
    let resolved = run(&case).expect("it is valid");
    assert_eq!(resolved.policy.fail_on, FailOn::Note);
    assert_eq!(resolved.policy.profiles, ["uk"]);
    let origins: Vec<String> = resolved
        .values
        .iter()
        .map(|value| format!("{} = {} ({})", value.key, value.value, value.origin))
        .collect();
    assert_eq!(
        origins,
        [
            "profiles = [\"uk\"] (vendor-gate.toml:1)",
            "fail-on = \"note\" (command line)",
            "on-empty = \"undetermined\" (default)",
            "min-coverage = 0 (default)",
            "max-list-age = \"any\" (default)",
        ]
    );
}

#[test]
fn each_weakening_names_both_lines() {
    let strict = "profiles = [\"us-federal\", \"uk\"]\nfail-on = \"review\"\nmin-coverage = 50\nmax-list-age = \"90d\"\n[authorities]\nus-section-889 = { effect = \"block\", because = \"x\" }\n";
    let case = Case {
        file: "profiles = [\"uk\"]\nfail-on = \"never\"\non-empty = \"pass\"\nmin-coverage = 10\nmax-list-age = \"900d\"\n",
        floor: Some(&strict.replace("us-section-889", bundled().authorities[0].id.as_ref())),
        ..Case::default()
    };
    refused(
        &case,
        &[
            "`vendor-gate.toml:1` weakens the policy floor: it leaves out the profile us-federal, and `floor.toml:1`",
            "`vendor-gate.toml:2` weakens the policy floor: fail-on = never, and `floor.toml:2` says fail-on = review",
            "`vendor-gate.toml:3` weakens the policy floor: on-empty = pass, and `floor.toml` leaves on-empty at undetermined",
            "`vendor-gate.toml:4` weakens the policy floor: min-coverage = 10, and `floor.toml:3`",
            "`vendor-gate.toml:5` weakens the policy floor: max-list-age = 900d, and `floor.toml:4`",
        ],
    );
}

#[test]
fn options_obey_the_floor() {
    let flags = Flags {
        profiles: vec!["uk".to_owned()],
        fail_on: Some(FailOn::Never),
        pass_on_empty: Some(true),
        without_bundled: true,
        as_of: Some(date(2020, 1, 1)),
        ..Flags::default()
    };
    let case = Case {
        flags,
        floor: Some(""),
        ..Case::default()
    };
    refused(
        &case,
        &[
            "`--profile` leaves out us-federal",
            "`--fail-on never`",
            "`--on-empty pass`",
            "`--no-bundled-denylists`",
            "`--as-of 2020-01-01`",
        ],
    );
}

#[test]
fn an_authority_does_no_less_than_under_the_floor() {
    let profile = bundled()
        .profiles
        .iter()
        .find(|profile| profile.id == "us-federal");
    let blocking = profile.and_then(|profile| {
        profile
            .entries
            .iter()
            .find(|entry| entry.effect.as_str() == "block")
    });
    let id = blocking
        .map(|entry| entry.authority.clone())
        .unwrap_or_default();
    let text = format!("[authorities]\n{id} = {{ effect = \"note\", because = \"x\" }}\n");
    run(&Case {
        file: &text,
        ..Case::default()
    })
    .expect("without a floor it may");
    refused(
        &Case {
            file: &text,
            floor: Some(""),
            ..Case::default()
        },
        &["under which it has the effect block"],
    );
}

#[test]
fn tightening_is_welcome() {
    let case = Case {
        file: "profiles = [\"us-federal\", \"uk\"]\nfail-on = \"note\"\nmin-coverage = 90\n",
        floor: Some("min-coverage = 50\n"),
        ..Case::default()
    };
    let resolved = run(&case).expect("it is valid");
    assert_eq!(resolved.policy.min_coverage, Some(90));
    assert!(resolved.policy.floor.is_some());
}

#[test]
fn what_lowers_findings_counts_as_it_stands_at_the_base() {
    let lowering = format!(
        "[limits]\ntool = {{ at-most = \"note\", because = \"x\" }}\n{ACCEPT}[[contest]]\ncomponent = \"pkg:cargo/x\"\nvendor = \"huawei\"\nreason = \"r\"\nevidence = \"e\"\n"
    );
    let count = |base: Option<&str>, floor: Option<&str>| {
        let resolved = run(&Case {
            file: &lowering,
            floor,
            base,
            ..Case::default()
        })
        .expect("it is valid");
        let policy = &resolved.policy;
        (
            policy.limits.len(),
            policy.acceptances.len(),
            policy.contests.len(),
            resolved.remarks.len(),
        )
    };
    assert_eq!(count(None, None), (1, 1, 1, 0));
    assert_eq!(count(None, Some("")), (0, 0, 0, 3));
    assert_eq!(count(Some(""), Some("")), (0, 0, 0, 3));
    assert_eq!(count(Some(&lowering), Some("")), (1, 1, 1, 0));
    assert_eq!(
        count(Some(""), Some("[acceptances]\nfrom = \"head\"\n")),
        (0, 1, 0, 2)
    );
    let earlier = lowering.replace("2027-03-31", "2026-12-31");
    assert_eq!(count(Some(&earlier), Some("")), (1, 0, 1, 1));
}

#[test]
fn a_floor_says_what_acceptances_need() {
    for rules in ["need = [\"ticket\"]", "max-days = 30"] {
        let floor = format!("[acceptances]\nfrom = \"head\"\n{rules}\n");
        let resolved = run(&Case {
            file: ACCEPT,
            floor: Some(&floor),
            ..Case::default()
        })
        .expect("it is valid");
        assert!(resolved.policy.acceptances.is_empty(), "{rules}");
        assert_eq!(resolved.remarks[0].code, "acceptance-below-floor");
    }
}

#[test]
fn an_acceptance_ends_within_a_year() {
    refused(
        &Case {
            file: &ACCEPT.replace("2027-03-31", "2027-11-26"),
            ..Case::default()
        },
        &["more than 366 days after 2026-11-24"],
    );
    run(&Case {
        file: &ACCEPT.replace("2027-03-31", "2027-11-25"),
        ..Case::default()
    })
    .expect("366 days ahead");
}

#[test]
fn unknown_names_are_refused() {
    refused(
        &Case {
            file: "profiles = [\"us-fedral\"]",
            ..Case::default()
        },
        &["no profile `us-fedral`"],
    );
    refused(
        &Case {
            file: &ACCEPT.replace("bytedance", "bytedanse"),
            ..Case::default()
        },
        &["no vendor `bytedanse`"],
    );
    refused(
        &Case {
            file: "[authorities]\nx = { effect = \"note\", because = \"x\" }",
            ..Case::default()
        },
        &["no authority `x`"],
    );
}
