//! One report made of several: those of the jobs of a matrix.

mod disagreements;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use thiserror::Error;

use crate::outcome::{
    AcceptanceUse, Coverage, Finding, FindingListing, FixedFinding, Notice, Occurrence, Publisher,
    Report,
};
use crate::report::merge::disagreements::{disagreements, twice};
use crate::report::trust;

/// References of components without evidence that a report shows.
const WITHOUT: usize = 1_000;
/// Publishers that a report shows.
const PUBLISHERS: usize = 2_000;

/// Why reports cannot be one.
#[derive(Debug, Error)]
pub enum MergeError {
    /// There is none.
    #[error("there is no report to merge")]
    Nothing,
}

/// Join reports into one with one verdict: the strictest of theirs.
///
/// The same finding in several reports is one, as strict as its strictest,
/// accepted only where it is accepted everywhere, with the places of all.
///
/// # Errors
///
/// There is no report.
pub fn merge(reports: Vec<Report>) -> Result<Report, MergeError> {
    let (reports, n_twice) = once(reports);
    let mut reports = reports.into_iter();
    let mut all = reports.next().ok_or(MergeError::Nothing)?;
    let rest: Vec<Report> = reports.collect();
    let mut disagreements = disagreements(&all, &rest);
    disagreements.extend(twice(n_twice));
    let mut joined = Joined::default();
    joined.findings(
        std::mem::take(&mut all.findings),
        std::mem::take(&mut all.outside_profile),
    );
    joined.take(&mut all);
    for mut report in rest {
        renumber(
            &mut report,
            u32::try_from(all.inputs.len()).unwrap_or(u32::MAX),
        );
        joined.findings(
            std::mem::take(&mut report.findings),
            std::mem::take(&mut report.outside_profile),
        );
        joined.take(&mut report);
        join(&mut all, report);
    }
    joined.finish(&mut all);
    all.diagnostics.extend(disagreements);
    sort(&mut all);
    trust::strictest(&mut all);
    Ok(all)
}

/// Each report once, and how many there were twice: a pattern may name one again.
fn once(reports: Vec<Report>) -> (Vec<Report>, usize) {
    let n_given = reports.len();
    let mut kept: Vec<Report> = Vec::new();
    for report in reports {
        // What was checked differs in its first values, so most comparisons end at once.
        if !kept
            .iter()
            .any(|known| known.inputs == report.inputs && *known == report)
        {
            kept.push(report);
        }
    }
    let n_twice = n_given - kept.len();
    (kept, n_twice)
}

/// What grows by looking up rather than by appending.
#[derive(Default)]
struct Joined {
    /// All views of each finding.
    found: HashMap<String, Vec<Finding>>,
    outside: HashMap<String, Vec<Finding>>,
    publishers: BTreeMap<(String, String), Publisher>,
    acceptances: BTreeMap<(String, u32, String, String), AcceptanceUse>,
    fixed: BTreeMap<String, FixedFinding>,
}

impl Joined {
    fn findings(&mut self, found: Vec<Finding>, outside: Vec<Finding>) {
        for finding in found {
            add(&mut self.found, finding);
        }
        for finding in outside {
            add(&mut self.outside, finding);
        }
    }

    fn take(&mut self, report: &mut Report) {
        for publisher in std::mem::take(&mut report.publishers) {
            let key = (publisher.name.clone(), publisher.kind.clone());
            self.publishers
                .entry(key)
                .and_modify(|known| {
                    known.components = known.components.saturating_add(publisher.components);
                    if rank_result(&publisher.result) > rank_result(&known.result) {
                        known.result.clone_from(&publisher.result);
                    }
                })
                .or_insert(publisher);
        }
        for acceptance in std::mem::take(&mut report.acceptances) {
            let key = (
                acceptance.file.clone(),
                acceptance.line,
                acceptance.component.clone(),
                acceptance.vendor.clone(),
            );
            self.acceptances
                .entry(key)
                .and_modify(|known| join_acceptance(known, &acceptance))
                .or_insert(acceptance);
        }
        for fixed in std::mem::take(&mut report.fixed) {
            self.fixed.entry(fixed.key.clone()).or_insert(fixed);
        }
    }

    fn finish(self, all: &mut Report) {
        all.findings = self.found.into_values().filter_map(strictest).collect();
        all.outside_profile = self.outside.into_values().filter_map(strictest).collect();
        all.publishers = self.publishers.into_values().collect();
        let omitted = all.publishers.len().saturating_sub(PUBLISHERS);
        all.publishers.truncate(PUBLISHERS);
        all.publishers_omitted = all.publishers_omitted.saturating_add(omitted as u64);
        all.acceptances = self.acceptances.into_values().collect();
        for acceptance in &mut all.acceptances {
            acceptance.used_by.sort();
            acceptance.used_by.dedup();
        }
        // What one job uses is used: the remark of another that it is not says nothing.
        let used: BTreeSet<(Option<&str>, Option<u32>)> = all
            .acceptances
            .iter()
            .filter(|acceptance| acceptance.state == "used")
            .map(|acceptance| (Some(acceptance.file.as_str()), Some(acceptance.line)))
            .collect();
        all.diagnostics.retain(|notice| {
            notice.code != "acceptance-unused"
                || notice
                    .location
                    .as_ref()
                    .is_none_or(|at| !used.contains(&(at.path.as_deref(), at.line)))
        });
        // A component that another job still has is not gone.
        let present: BTreeSet<&str> = all
            .findings
            .iter()
            .map(|finding| finding.key.as_str())
            .collect();
        all.fixed = self
            .fixed
            .into_values()
            .filter(|fixed| !present.contains(fixed.key.as_str()))
            .collect();
    }
}

fn add(known: &mut HashMap<String, Vec<Finding>>, finding: Finding) {
    let same = format!(
        "{}\u{1}{}\u{1}{}\u{1}{}",
        finding.id,
        finding.attribution,
        // A tool and a component are judged differently, so they stay apart.
        finding
            .occurrences
            .first()
            .map_or("", |first| first.role.as_str()),
        finding
            .evidence
            .iter()
            .map(|evidence| format!("{}\u{2}{}", evidence.identity, evidence.value))
            .collect::<Vec<_>>()
            .join("\u{1}")
    );
    known.entry(same).or_default().push(finding);
}

/// The strictest view of one finding, with the places and measures of all.
fn strictest(views: Vec<Finding>) -> Option<Finding> {
    let mut views = views.into_iter();
    let mut known = views.next()?;
    let mut milder = Vec::new();
    for mut other in views {
        let open = |finding: &Finding| (!finding.accepted, rank(&finding.effect));
        if open(&other) > open(&known) {
            std::mem::swap(&mut known, &mut other);
        }
        if other.status == "new" {
            "new".clone_into(&mut known.status);
        }
        known.occurrences.append(&mut other.occurrences);
        known.remediation.append(&mut other.remediation);
        milder.push(other.listings);
    }
    known.remediation.sort();
    known.remediation.dedup();
    let name = |listing: &FindingListing| (listing.authority.clone(), listing.named_as.clone());
    let mut names: HashSet<_> = known.listings.iter().map(name).collect();
    let milder = milder.iter().flat_map(|listings| listings.iter());
    let further: Vec<_> = milder
        .filter(|listing| names.insert(name(listing)))
        .collect();
    if !further.is_empty() {
        known.listings = known.listings.iter().chain(further).cloned().collect();
    }
    Some(known)
}

fn join_acceptance(known: &mut AcceptanceUse, other: &AcceptanceUse) {
    if other.state == "used" {
        known.state.clone_from(&other.state);
    }
    known.used_by.extend(other.used_by.iter().cloned());
}

/// Number the inputs of a report after those of others.
fn renumber(report: &mut Report, by: u32) {
    let findings = report
        .findings
        .iter_mut()
        .chain(&mut report.outside_profile);
    for occurrence in findings.flat_map(|finding| finding.occurrences.iter_mut()) {
        occurrence.input = occurrence.input.saturating_add(by);
    }
    for notice in &mut report.diagnostics {
        notice.input = notice.input.map(|input| input.saturating_add(by));
    }
}

fn join(all: &mut Report, other: Report) {
    all.inputs.extend(other.inputs);
    all.diagnostics.extend(other.diagnostics);
    all.catalogue
        .authorities
        .extend(other.catalogue.authorities);
    all.catalogue.vendors.extend(other.catalogue.vendors);
    for list in other.denylists {
        if !all.denylists.contains(&list) {
            all.denylists.push(list);
        }
    }
    for profile in other.profiles {
        if !all.profiles.contains(&profile) {
            all.profiles.push(profile);
        }
    }
    coverage(&mut all.coverage, other.coverage);
    all.summary.files_looked_at = all
        .summary
        .files_looked_at
        .saturating_add(other.summary.files_looked_at);
    all.publishers_omitted = all
        .publishers_omitted
        .saturating_add(other.publishers_omitted);
    // Judged by the earliest day and the strictest bar of all.
    if other.as_of < all.as_of {
        all.as_of = other.as_of;
    }
    let bar = |fail_on: &str| {
        ["never", "block", "review"]
            .iter()
            .position(|one| *one == fail_on)
    };
    if bar(&other.policy.fail_on).unwrap_or(3) > bar(&all.policy.fail_on).unwrap_or(3) {
        all.policy.fail_on = other.policy.fail_on;
    }
    all.policy.new_only &= other.policy.new_only;
    if all.policy.floor != other.policy.floor {
        all.policy.floor = None;
    }
    match (&mut all.baseline, other.baseline) {
        (Some(known), Some(other)) if other.state != "used" => known.state = other.state,
        (Some(_), Some(_)) | (None, None) => {}
        // Where one job compared with nothing, all of its findings count.
        (known, _) => *known = None,
    }
    if all.run != other.run {
        all.run = None;
    }
    if strictness(&other.verdict) > strictness(&all.verdict) {
        all.verdict = other.verdict;
    }
}

fn coverage(all: &mut Coverage, other: Coverage) {
    all.components = all.components.saturating_add(other.components);
    all.with_evidence = all.with_evidence.saturating_add(other.with_evidence);
    for (kind, count) in other.by_kind {
        let known = all.by_kind.entry(kind).or_default();
        *known = known.saturating_add(count);
    }
    all.without.extend(other.without);
    all.without_omitted = all.without_omitted.saturating_add(other.without_omitted);
    all.linked_documents_not_checked
        .extend(other.linked_documents_not_checked);
    all.undeclared_references = all
        .undeclared_references
        .saturating_add(other.undeclared_references);
}

fn sort(all: &mut Report) {
    let order = |a: &Finding, b: &Finding| {
        let place = |finding: &Finding| {
            (
                finding.accepted,
                std::cmp::Reverse(rank(&finding.effect)),
                finding.status != "new",
            )
        };
        (place(a), &a.key, &a.component.version, &a.evidence).cmp(&(
            place(b),
            &b.key,
            &b.component.version,
            &b.evidence,
        ))
    };
    for finding in all.findings.iter_mut().chain(&mut all.outside_profile) {
        finding.occurrences.sort_by(by_place);
        finding.occurrences.dedup();
    }
    all.findings.sort_by(order);
    all.outside_profile.sort_by(order);
    let notice_rank = |notice: &Notice| match notice.severity.as_str() {
        "info" => 2,
        "warning" => 1,
        _ => 0,
    };
    all.diagnostics
        .sort_by(|a, b| (notice_rank(a), a).cmp(&(notice_rank(b), b)));
    all.diagnostics.dedup();
    let coverage = &mut all.coverage;
    coverage.without.sort();
    let omitted = coverage.without.len().saturating_sub(WITHOUT) as u64;
    coverage.without.truncate(WITHOUT);
    coverage.without_omitted = coverage.without_omitted.saturating_add(omitted);
    coverage.linked_documents_not_checked.sort();
    coverage.linked_documents_not_checked.dedup();
}

fn by_place(a: &Occurrence, b: &Occurrence) -> std::cmp::Ordering {
    (a.input, a).cmp(&(b.input, b))
}

fn rank(effect: &str) -> u8 {
    match effect {
        "" => 0,
        "note" => 1,
        "review" => 2,
        _ => 3,
    }
}

fn rank_result(result: &str) -> u8 {
    match result {
        "none" => 0,
        "near" => 1,
        _ => 2,
    }
}

fn strictness(verdict: &str) -> u8 {
    match verdict {
        "pass" => 0,
        "undetermined" => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{Evidence, FindingListing, Input};

    fn report(path: &str, effect: &str, accepted: bool) -> Report {
        let finding = Finding {
            id: "0123456789abcdef".to_owned(),
            key: "pkg:npm/a|v".to_owned(),
            effect: effect.to_owned(),
            accepted,
            attribution: "confirmed".to_owned(),
            status: "new".to_owned(),
            evidence: vec![Evidence::default()],
            listings: [FindingListing {
                state: "in-force".to_owned(),
                ..FindingListing::default()
            }]
            .into(),
            occurrences: vec![Occurrence {
                input: 0,
                reference: path.to_owned(),
                ..Occurrence::default()
            }],
            ..Finding::default()
        };
        let mut report = Report {
            schema_version: 1,
            verdict: "pass".to_owned(),
            findings: vec![finding],
            inputs: vec![Input {
                path: path.to_owned(),
                components: 2,
                ..Input::default()
            }],
            ..Report::default()
        };
        report.policy.fail_on = "block".to_owned();
        report
    }

    #[test]
    fn one_finding_in_two_jobs_is_one_with_both_places() {
        let all = merge(vec![
            report("a", "block", false),
            report("b", "block", false),
        ])
        .expect("two");
        assert_eq!(all.findings.len(), 1);
        let inputs: Vec<u32> = all.findings[0]
            .occurrences
            .iter()
            .map(|o| o.input)
            .collect();
        assert_eq!(inputs, [0, 1]);
        assert_eq!(
            (all.verdict.as_str(), all.exit_code, all.summary.components),
            ("fail", 1, 4)
        );
    }

    #[test]
    fn accepted_in_one_job_alone_is_not_accepted() {
        let all = merge(vec![
            report("a", "block", true),
            report("b", "block", false),
        ])
        .expect("two");
        assert!(!all.findings[0].accepted);
        assert_eq!(all.verdict, "fail");
    }

    #[test]
    fn an_undetermined_job_stays_undetermined() {
        let mut unsure = report("b", "note", false);
        unsure.verdict = "undetermined".to_owned();
        let all = merge(vec![report("a", "note", false), unsure]).expect("two");
        assert_eq!((all.verdict.as_str(), all.exit_code), ("undetermined", 3));
    }

    #[test]
    fn different_policies_are_said_and_the_strictest_bar_counts() {
        let mut lax = report("a", "block", false);
        lax.policy.fail_on = "never".to_owned();
        lax.policy.digest = "sha256:1".to_owned();
        let all = merge(vec![lax, report("b", "note", false)]).expect("two");
        assert_eq!(all.verdict, "fail");
        assert!(
            all.diagnostics
                .iter()
                .any(|notice| notice.code == "merge-policy-differs")
        );
    }
}
