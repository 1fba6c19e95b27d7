//! From what every input showed to one report with one verdict.

mod acceptances;
mod catalogue;
mod compare;
mod inputs;
mod occurrence;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use crate::denylist::model::{Effect, Vendor};
use crate::diagnostic::{Diagnostic, Severity};
use crate::matching::{Match, Screened};
use crate::outcome::{
    self, Component, Finding, FindingListing, Notice, Occurrence, PolicyUse, Remediation, Report,
    ReportVendor, Summary, Tool,
};
use crate::policy::effect::{Measures, measures};
use crate::policy::fold::{Folded, fold};
use crate::policy::headline::headline;
use crate::policy::judge::compare::baseline_of;
use crate::policy::judge::inputs::{coverage_floor, inputs};
use crate::policy::judge::occurrence::{occurrence, remediation};
use crate::policy::verdict;
use crate::policy::{Baseline, Lists, Policy, covers, package_key};
use crate::source::hex;

/// Turn what every input showed into one report with one verdict.
#[must_use]
pub fn judge(
    screened: Vec<Screened>,
    lists: &Lists<'_>,
    policy: &Policy,
    baseline: &Baseline,
    as_of: Date,
) -> Report {
    let mut judging = Judging {
        lists,
        policy,
        baseline,
        as_of,
        accepting: BTreeMap::new(),
        contesting: BTreeSet::new(),
        short: BTreeMap::new(),
        listings: HashSet::new(),
        accepted: by_package(policy.acceptances.iter().map(|one| one.component.as_str())),
        contested: by_package(policy.contests.iter().map(|one| one.component.as_str())),
    };
    let mut report = Report {
        schema_version: 1,
        tool: Tool {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        as_of: as_of.to_string(),
        profiles: policy.profiles.clone(),
        policy: PolicyUse {
            digest: policy.digest(),
            fail_on: policy.fail_on.as_str().to_owned(),
            new_only: policy.new_only,
            floor: policy.floor.clone(),
        },
        denylists: lists.used.clone(),
        baseline: baseline_of(baseline),
        ..Report::default()
    };
    let matches = (0..)
        .zip(&screened)
        .flat_map(|(input, screened)| screened.matches.iter().map(move |found| (input, found)));
    for folded in fold(matches) {
        judging.finding(&folded, &mut report);
    }
    report.findings.sort_by(worst_first);
    report
        .outside_profile
        .sort_by(|a, b| (&a.key, &a.component.version).cmp(&(&b.key, &b.component.version)));
    report.acceptances = judging.acceptances(&mut report.diagnostics);
    judging.contests(&mut report.diagnostics);
    judging.catalogue(&mut report);
    inputs(screened, policy, &mut report);
    judging.fixed(&mut report);
    judging.age(&mut report.diagnostics);
    coverage_floor(policy, &mut report);
    verdict::sort(&mut report.diagnostics);
    report.summary = summary(&report);
    verdict::decide(&mut report, policy);
    report
}

/// Add remarks that concern no single input, and decide anew.
pub fn remark(report: &mut Report, diagnostics: Vec<Diagnostic>, policy: &Policy) {
    let notices = diagnostics.into_iter().map(|mut diagnostic| {
        // Beside other inputs, a name that leads to nothing is a mistake.
        let is_alone = report.inputs.is_empty();
        if diagnostic.code == "no-input" && policy.pass_on_empty && is_alone {
            diagnostic.severity = Severity::Info;
        }
        notice(diagnostic, None)
    });
    report.diagnostics.extend(notices);
    verdict::sort(&mut report.diagnostics);
    verdict::decide(report, policy);
}

struct Judging<'a> {
    lists: &'a Lists<'a>,
    policy: &'a Policy,
    baseline: &'a Baseline,
    as_of: Date,
    /// Ids of findings by the number of the acceptance that covers them.
    accepting: BTreeMap<usize, BTreeSet<String>>,
    /// The numbers of the contests that met a finding.
    contesting: BTreeSet<usize>,
    /// Why acceptances that met a finding do not accept it, by their number.
    short: BTreeMap<usize, String>,
    /// Listings of the findings so far.
    listings: HashSet<Arc<[FindingListing]>>,
    /// The numbers of the acceptances of each package.
    accepted: BTreeMap<String, Vec<usize>>,
    /// The numbers of the contests of each package.
    contested: BTreeMap<String, Vec<usize>>,
}

/// The numbers of recorded components by the key of their package.
fn by_package<'c>(components: impl Iterator<Item = &'c str>) -> BTreeMap<String, Vec<usize>> {
    let mut by_package: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (number, component) in components.enumerate() {
        if let Some(key) = package_key(component) {
            by_package.entry(key).or_default().push(number);
        }
    }
    by_package
}

impl Judging<'_> {
    fn finding(&mut self, folded: &Folded<'_>, report: &mut Report) {
        let first = folded.first();
        let vendor = &self.lists.denylist.vendors[first.vendor];
        let measures = measures(first, vendor, self.lists.denylist, self.policy, self.as_of);
        let mut finding = self.describe(folded, vendor);
        if measures.counted.is_empty() {
            if !measures.outside.is_empty() {
                finding.listings = self.shared(measures.outside);
                report.outside_profile.push(finding);
            }
            return;
        }
        self.apply(&mut finding, first, measures);
        self.compare(&mut finding, first);
        report.findings.push(finding);
    }

    /// All of a finding that does not depend on measures.
    fn describe(&self, folded: &Folded<'_>, vendor: &Vendor) -> Finding {
        let first = folded.first();
        let key = format!("{}|{}", first.key, vendor.id);
        let mut occurrences: Vec<Occurrence> = folded
            .matches
            .iter()
            .map(|(input, found)| occurrence(*input, found))
            .collect();
        occurrences.sort();
        let mut remediation: Vec<Remediation> = folded
            .matches
            .iter()
            .flat_map(|(_, found)| remediation(&found.occurrence.explanation))
            .collect();
        remediation.sort();
        remediation.dedup();
        Finding {
            id: finding_id(&first.key, first.version.as_deref(), &vendor.id),
            key,
            attribution: first.attribution.to_string(),
            status: "new".to_owned(),
            headline: headline(first, vendor),
            component: Component {
                name: first.name.clone(),
                group: first.group.clone(),
                version: first.version.clone(),
                purl: first.purl.clone(),
                licenses: first.licenses.clone(),
            },
            vendor: ReportVendor {
                id: vendor.id.to_string(),
                name: vendor.name.to_string(),
                relation: relation(first, vendor),
            },
            evidence: first
                .evidence
                .iter()
                .map(|evidence| self.evidence(evidence))
                .collect(),
            occurrences,
            remediation,
            ..Finding::default()
        }
    }

    fn evidence(&self, found: &crate::matching::Evidence) -> outcome::Evidence {
        let value = if found.personal && !self.policy.show_persons {
            without_person(&found.value)
        } else {
            found.value.clone()
        };
        outcome::Evidence {
            kind: found.kind.to_owned(),
            field: found.field.clone(),
            value,
            identity: found.identity.clone(),
            attribution: found.attribution.to_string(),
            verified: found.verified,
            source: found.source.clone(),
            note: found.note.clone(),
            contradicted_by: found.contradicted_by.clone(),
            location: Some(found.location.clone())
                .filter(|location| *location != crate::source::Location::default()),
        }
    }

    fn apply(&mut self, finding: &mut Finding, found: &Match, measures: Measures) {
        let mut effect = measures.effect;
        finding.limits = measures.limits;
        let counted = measures.counted.into_iter();
        finding.listings = self.shared(counted.map(|(listing, _)| listing).collect());
        let vendor = finding.vendor.id.clone();
        for number in self.contested.get(&found.key).into_iter().flatten() {
            let contest = &self.policy.contests[*number];
            if contest.vendor == vendor && covers(&contest.component, None, found) {
                finding.contested = true;
                effect = effect.min(Effect::Note);
                finding.limits.push(outcome::LimitApplied {
                    rule: "contested".to_owned(),
                    at_most: "note".to_owned(),
                    because: contest.reason.clone(),
                    authority: None,
                });
                self.contesting.insert(*number);
            }
        }
        finding.effect = effect.to_string();
        let covering: Vec<usize> = self.covering(finding, found);
        finding.accepted = !covering.is_empty();
        for number in &covering {
            self.accepting
                .entry(*number)
                .or_default()
                .insert(finding.id.clone());
        }
        if let Some(acceptance) = covering
            .first()
            .map(|number| &self.policy.acceptances[*number])
        {
            finding.acceptance = Some(outcome::Acceptance {
                reason: acceptance.reason.clone(),
                approved_by: acceptance.approved_by.clone(),
                ticket: acceptance.ticket.clone(),
                expires: acceptance.expires.to_string(),
            });
        }
    }

    /// The same listings as another finding has, where it has the same.
    fn shared(&mut self, listings: Vec<FindingListing>) -> Arc<[FindingListing]> {
        if let Some(known) = self.listings.get(listings.as_slice()) {
            return Arc::clone(known);
        }
        let listings: Arc<[FindingListing]> = listings.into();
        self.listings.insert(Arc::clone(&listings));
        listings
    }

    fn age(&self, notices: &mut Vec<Notice>) {
        let Some(most) = self.policy.max_list_age else {
            return;
        };
        for list in &self.lists.used {
            let age = list
                .reviewed
                .parse::<Date>()
                .ok()
                .and_then(|reviewed| self.as_of.since(reviewed).ok())
                .map_or(i32::MAX, |age| age.get_days());
            if i64::from(age) > i64::from(most) {
                let message = format!(
                    "the lists `{}` were reviewed on {}, more than {most} days ago",
                    list.id, list.reviewed
                );
                let help = if list.id == "bundled" {
                    "update cargo-vendor-gate"
                } else {
                    "look its entries through and renew their `reviewed`"
                };
                notices.push(notice(
                    Diagnostic::error("lists-stale", message).help(help),
                    None,
                ));
            }
        }
    }
}

fn summary(report: &Report) -> Summary {
    let open = |effect: &str| {
        report
            .findings
            .iter()
            .filter(|finding| !finding.accepted && finding.effect == effect)
            .count() as u64
    };
    let status = |status: &str| {
        report
            .findings
            .iter()
            .filter(|finding| finding.status == status)
            .count() as u64
    };
    Summary {
        components: report.coverage.components,
        block: open("block"),
        review: open("review"),
        note: open("note"),
        accepted: report
            .findings
            .iter()
            .filter(|finding| finding.accepted)
            .count() as u64,
        outside_profile: report.outside_profile.len() as u64,
        new: status("new"),
        existing: status("existing"),
        fixed: report.fixed.len() as u64,
        // Whoever looked for the inputs knows.
        files_looked_at: 0,
    }
}

fn worst_first(a: &Finding, b: &Finding) -> std::cmp::Ordering {
    let rank = |finding: &Finding| {
        (
            finding.accepted,
            std::cmp::Reverse(Effect::from_word(&finding.effect)),
            finding.status != "new",
        )
    };
    (rank(a), &a.key, &a.component.version, &a.evidence).cmp(&(
        rank(b),
        &b.key,
        &b.component.version,
        &b.evidence,
    ))
}

fn relation(found: &Match, vendor: &Vendor) -> String {
    if vendor.affiliate_of.is_some() && found.relation == crate::denylist::model::Relation::Listed {
        return "affiliate".to_owned();
    }
    found.relation.to_string()
}

/// A diagnostic as the report shows it.
pub(crate) fn notice(diagnostic: Diagnostic, input: Option<u32>) -> Notice {
    let severity: Severity = diagnostic.severity;
    Notice {
        code: diagnostic.code.to_owned(),
        severity: severity.as_str().to_owned(),
        message: diagnostic.message,
        help: diagnostic.help,
        input,
        location: diagnostic.location,
    }
}

/// An address without its local part.
fn without_person(address: &str) -> String {
    address
        .rsplit_once('@')
        .map_or_else(String::new, |(_, domain)| format!("…@{domain}"))
}

/// The id of a finding: its component with version, and its vendor.
pub(crate) fn finding_id(key: &str, version: Option<&str>, vendor: &str) -> String {
    let known = format!("{key}@{}|{vendor}", version.unwrap_or_default());
    hex(&Sha256::digest(known))
}
