//! Every rule of the policy, by all that it prints.

use crate::expect::expect;

/// The common beginning: lists written for tests, and a day that stays.
const CHECK: &str = "check sbom.json --as-of 2026-11-24 --no-bundled-denylists --denylist lists";

/// One test for each case that is one check of `sbom.json`.
macro_rules! checks {
    ($($name:ident: $case:literal $(, $more:literal)*;)+) => {
        $(#[test]
        fn $name() {
            expect($case, &[&[CHECK $(, $more)*]]);
        })+
    };
}

checks! {
    nothing_found: "clean";
    accepted: "accept-used";
    accepted_for_few_days_more: "accept-ends-soon";
    accepted_for_a_month_and_a_day_more: "accept-month";
    accepted_through_this_day: "accept-last-day";
    accepted_in_another_version: "accept-one-version";
    accepted_for_ever: "accept-no-expiry";
    accepted_until_yesterday: "accept-expired";
    accepted_what_is_not_there: "accept-unused";
    accepted_for_some_authorities: "accept-partly";
    accepted_with_a_wildcard: "accept-too-wide";

    accepted_twice: "accept-twice";
    accepted_until_no_day: "accept-incomplete";
    accepted_without_a_reason: "accept-no-reason";
    accepted_for_an_unknown_vendor: "accept-unknown-vendor";
    ranges_of_every_ecosystem: "ranges-within";
    ranges_that_leave_it_out: "ranges-outside";
    a_range_that_is_none: "range-unreadable";
    an_authority_that_counts_more: "authorities-higher";
    an_authority_that_counts_less: "authorities-lower", "-v";
    an_authority_that_is_none: "authorities-unknown";
    an_entry_of_ones_own: "deny";
    an_entry_with_every_kind_of_mark: "deny-every-mark";
    an_entry_that_nothing_could_meet: "deny-no-mark";
    contested: "contest", "-v";
    two_effects: "review";
    two_profiles: "two-profiles";
    fail_on_review: "fail-on-review";
    fail_on_never: "fail-on-never";
    a_ban_to_come: "upcoming", "-v";
    too_little_evidence: "min-coverage";
    stale_lists: "max-list-age";
    nothing_to_check: "empty";
    nothing_to_check_may_pass: "on-empty";
    an_unknown_key: "unknown-key";
    an_unknown_word: "unknown-word";
    a_value_of_another_type: "wrong-types";
    a_profile_twice: "profile-twice";
    optional: "limit-optional", "-v";
    not_in_the_build: "limit-not-in-build", "-v";
    pedigree: "limit-pedigree", "-v";
    tool: "limit-tool", "-v";
}

/// The later of today and the day as of which is judged is where the days are counted from.
#[test]
fn accepted_for_too_long() {
    let check = CHECK.replace("2026-11-24", "2100-01-01");
    expect("accept-too-long", &[&[&check]]);
}

#[test]
fn accepted_for_as_long_as_can_be() {
    let check = CHECK.replace("2026-11-24", "2100-01-01");
    expect("accept-longest", &[&[&check]]);
}

/// Days and shares that are none, and an age of no day.
#[test]
fn numbers_and_days_of_the_command_line() {
    let check = |more| format!("check sbom.json --no-bundled-denylists --denylist lists {more}");
    let options = [
        "--as-of 2026-02-30",
        "--as-of 24.11.2026",
        "--max-list-age 90",
        "--max-list-age +90d",
        "--max-list-age=-1d",
        "--max-list-age 4294967296d",
        "--min-coverage 101",
        "--new-only",
        "--as-of 2026-11-01 --max-list-age 0d",
        "--as-of 2026-11-02 --max-list-age 0d",
        "--as-of 2026-01-01 --max-list-age 0d",
    ];
    let commands = options.map(check);
    let commands: Vec<[&str; 1]> = commands.iter().map(|one| [one.as_str()]).collect();
    let commands: Vec<&[&str]> = commands.iter().map(<[&str; 1]>::as_slice).collect();
    expect("usage-days", &commands);
}

/// Every row of the table in the README.
#[test]
fn flags_before_file_before_floor_before_default() {
    let floor = "config show --origin --policy-floor ../floor.toml";
    let weak = "config show --origin --policy-floor ../floor.toml --config ../weak.toml";
    let flags = "--fail-on note --min-coverage 70 --max-list-age 9d --profile us-federal";
    expect(
        "precedence",
        &[
            &["config show --origin"],
            &["config show --origin", flags],
            &[floor],
            &[floor, flags],
            &[floor, "--fail-on never --min-coverage 10"],
            &[weak],
        ],
    );
}

const WORKSPACE: &str =
    "check . --as-of 2026-11-24 --no-bundled-denylists --denylist lists --offline -v";

#[test]
fn a_dev_dependency() {
    expect("limit-dev-dependency", &[&[WORKSPACE]]);
}

#[test]
fn a_build_dependency() {
    expect("limit-build-dependency", &[&[WORKSPACE]]);
}

/// Under a floor there is no day but today, or one to come.
const FLOOR: &str = "check sbom.json --as-of 2100-01-01 --policy-floor ../floor.toml";

/// One test for each case that is one check of `sbom.json` under a floor.
macro_rules! floors {
    ($($name:ident: $case:literal $(, $more:literal)*;)+) => {
        $(#[test]
        fn $name() {
            expect($case, &[&[FLOOR $(, $more)*]]);
        })+
    };
}

floors! {
    weakened_by_the_file: "floor-file";
    weakened_by_options: "floor-options", "--fail-on never --profile uk --on-empty pass --min-coverage 10 --max-list-age 99d", "--baseline HEAD --new-only --no-bundled-denylists";
    weakened_where_the_floor_is_silent: "floor-silent", "--fail-on never --profile uk --on-empty pass";
    tightened: "floor-tightened", "--baseline HEAD";
    not_named_a_base: "floor-no-base";
    not_at_the_base: "floor-not-at-base", "--baseline HEAD";
    at_the_base: "floor-at-base", "--baseline HEAD";
    accepted_against_the_rules: "floor-rules";
    accepted_what_may_not_be: "floor-effects";
    only_new_ones: "floor-new-only", "--baseline HEAD --new-only";
}

#[test]
fn what_is_new_and_what_is_not() {
    expect(
        "baseline",
        &[
            &[CHECK, "--baseline HEAD"],
            &[CHECK, "--baseline HEAD --new-only --fail-on review"],
            &[CHECK, "--baseline HEAD --new-only"],
            &[CHECK, "--baseline 0123456789012345678901234567890123456789"],
            &[CHECK, "--baseline ./no.json"],
        ],
    );
}

#[test]
fn values_and_their_origins() {
    expect(
        "config-show",
        &[
            &["config show --origin"],
            &["config show --min-coverage 60"],
            &["config show --origin --policy-floor ../floor.toml"],
        ],
    );
}

#[test]
fn from_a_finding_to_an_acceptance() {
    expect(
        "accept",
        &[
            &[CHECK, "-q --output json=../report.json"],
            &["accept 0d3ae361 --report ../report.json"],
            &["accept 0d3a --report ../report.json"],
            &["accept 00000000 --report ../report.json"],
            &["accept 0d3ae361 --report sbom.json"],
        ],
    );
}

#[test]
fn a_beginning() {
    expect("init", &[&["init"], &["init"], &["config show --origin"]]);
}

#[test]
fn reports_that_disagree() {
    expect(
        "merge",
        &[
            &[CHECK, "-q --output json=../one.json"],
            &[CHECK, "-q --profile strict --output json=../other.json"],
            &["merge ../one.json ../other.json"],
            &["merge ../one.json ../one.json"],
            &["merge ../one.json none.json"],
        ],
    );
}

/// A feature that is off leaves Cargo.lock as it is: both outputs say so.
#[test]
fn a_feature_that_could_be_off() {
    let off = format!("{WORKSPACE} --no-default-features");
    expect("remedy-feature", &[&[WORKSPACE], &[&off]]);
}

#[test]
fn what_only_several_changes_take_away() {
    expect("remedy-together", &[&[WORKSPACE]]);
}

/// What one member asks another for is its own doing, unless the command line asks for it, too.
#[test]
fn a_feature_that_one_member_asks_of_another() {
    let asked = format!("{WORKSPACE} --features mid/fast");
    expect("remedy-member", &[&[WORKSPACE], &[&asked]]);
}
