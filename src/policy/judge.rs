//! From what every input showed to one report with one verdict.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use crate::denylist::model::{Authority, Effect, Vendor};
use crate::diagnostic::{Diagnostic, Severity};
use crate::inventory::{DependencyKind, Explanation, Path, Role};
use crate::matching::{Match, PublisherKind, PublisherResult, Screened};
use crate::outcome::{
    self, AcceptanceUse, CatalogueAuthority, CatalogueReaches, CatalogueVendor, Component,
    Coverage, Finding, FixedFinding, Input, Notice, Occurrence, PathEdge, PolicyUse, Publisher,
    Remediation, Report, ReportVendor, ScopeOfUse, Summary, Tool,
};
use crate::policy::effect::{Measures, measures};
use crate::policy::fold::{Folded, fold};
use crate::policy::headline::headline;
use crate::policy::verdict;
use crate::policy::{Baseline, Lists, Policy, covers};

/// References of components without evidence that a report shows.
const WITHOUT: usize = 1_000;
/// An acceptance that ends within so many days is remarked upon.
const SOON: i32 = 30;

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
        used: BTreeMap::new(),
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
    report.diagnostics.extend(
        diagnostics
            .into_iter()
            .map(|diagnostic| notice(diagnostic, None)),
    );
    verdict::sort(&mut report.diagnostics);
    verdict::decide(report, policy);
}

struct Judging<'a> {
    lists: &'a Lists<'a>,
    policy: &'a Policy,
    baseline: &'a Baseline,
    as_of: Date,
    /// Ids of findings by the number of the acceptance or contest that covers them.
    used: BTreeMap<usize, BTreeSet<String>>,
}

impl Judging<'_> {
    fn finding(&mut self, folded: &Folded<'_>, report: &mut Report) {
        let first = folded.first();
        let vendor = &self.lists.denylist.vendors[first.vendor];
        let measures = measures(first, vendor, self.lists.denylist, self.policy, self.as_of);
        let mut finding = self.describe(folded, vendor);
        if measures.counted.is_empty() {
            if !measures.outside.is_empty() {
                finding.listings = measures.outside;
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
        finding.listings = measures
            .counted
            .into_iter()
            .map(|(listing, _)| listing)
            .collect();
        let vendor = finding.vendor.id.clone();
        for (number, contest) in self.policy.contests.iter().enumerate() {
            if contest.vendor == vendor && covers(&contest.component, None, found) {
                finding.contested = true;
                effect = effect.min(Effect::Note);
                finding.limits.push(outcome::LimitApplied {
                    rule: "contested".to_owned(),
                    at_most: "note".to_owned(),
                    because: contest.reason.clone(),
                    authority: None,
                });
                self.used
                    .entry(self.policy.acceptances.len() + number)
                    .or_default()
                    .insert(finding.id.clone());
            }
        }
        finding.effect = effect.to_string();
        let covering: Vec<usize> = self.covering(finding, found);
        finding.accepted = !covering.is_empty();
        for number in &covering {
            self.used
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

    /// Acceptances that together cover every listing which makes the effect what it is.
    fn covering(&self, finding: &Finding, found: &Match) -> Vec<usize> {
        let valid = self
            .policy
            .acceptances
            .iter()
            .enumerate()
            .filter(|(_, acceptance)| {
                acceptance.vendor == finding.vendor.id
                    && acceptance.expires >= self.as_of
                    && covers(&acceptance.component, acceptance.versions.as_deref(), found)
            });
        // A floor may leave some effects out of what can be accepted.
        let acceptable = self.policy.acceptable.as_ref().is_none_or(|effects| {
            effects
                .iter()
                .any(|effect| effect.as_str() == finding.effect)
        });
        let valid: Vec<_> = valid.filter(|_| acceptable).collect();
        let covered = |authority: &str| {
            valid.iter().any(|(_, acceptance)| {
                acceptance.authorities.is_empty()
                    || acceptance.authorities.iter().any(|id| id == authority)
            })
        };
        let decisive = finding.listings.iter().filter(|listing| {
            listing.effect == finding.effect
                || Effect::from_word(&listing.effect) > Effect::from_word(&finding.effect)
        });
        let mut decisive = decisive
            .map(|listing| listing.authority.as_str())
            .peekable();
        if valid.is_empty() || decisive.peek().is_none() || !decisive.all(covered) {
            return Vec::new();
        }
        valid.into_iter().map(|(number, _)| number).collect()
    }

    fn compare(&self, finding: &mut Finding, found: &Match) {
        let Some(versions) = self
            .baseline
            .keys
            .get(&found.key)
            .filter(|_| self.baseline.usable)
        else {
            return;
        };
        finding.status = "existing".to_owned();
        let same = found
            .version
            .as_ref()
            .is_some_and(|version| versions.contains(version));
        if !same {
            finding.previous_versions = versions
                .iter()
                .filter(|version| !version.is_empty())
                .cloned()
                .collect();
        }
        // The component stood there, and nothing was attributed to the vendor.
        if !self
            .baseline
            .findings
            .iter()
            .any(|old| old.key == finding.key)
        {
            finding.reason = Some("newly-listed".to_owned());
        }
    }

    fn acceptances(&self, notices: &mut Vec<Notice>) -> Vec<AcceptanceUse> {
        let none = BTreeSet::new();
        let mut all = Vec::new();
        for (number, acceptance) in self.policy.acceptances.iter().enumerate() {
            let used_by = self.used.get(&number).unwrap_or(&none);
            let expired = acceptance.expires < self.as_of;
            let state = if expired {
                "expired"
            } else if used_by.is_empty() {
                "unused"
            } else {
                "used"
            };
            let at = crate::source::Location {
                path: Some(acceptance.file.clone()),
                line: Some(acceptance.line),
                ..Default::default()
            };
            let name = format!(
                "the acceptance of `{}` for `{}`",
                acceptance.component, acceptance.vendor
            );
            if expired {
                notices.push(notice(
                    Diagnostic::warning(
                        "acceptance-expired",
                        format!("{name} ended on {} and accepts nothing", acceptance.expires),
                    )
                    .at(at),
                    None,
                ));
            } else if used_by.is_empty() {
                notices.push(notice(
                    Diagnostic::warning("acceptance-unused", format!("{name} matched nothing"))
                        .help("remove it, or mend its component or vendor")
                        .at(at),
                    None,
                ));
            } else if acceptance
                .expires
                .since(self.as_of)
                .is_ok_and(|left| left.get_days() <= SOON)
            {
                notices.push(notice(
                    Diagnostic::warning(
                        "acceptance-ends-soon",
                        format!("{name} ends on {}", acceptance.expires),
                    )
                    .at(at),
                    None,
                ));
            }
            all.push(AcceptanceUse {
                file: acceptance.file.clone(),
                line: acceptance.line,
                component: acceptance.component.clone(),
                vendor: acceptance.vendor.clone(),
                state: state.to_owned(),
                expires: Some(acceptance.expires.to_string()),
                used_by: used_by.iter().cloned().collect(),
            });
        }
        all
    }

    /// What the report says of the authorities and vendors that its findings name.
    fn catalogue(&self, report: &mut Report) {
        let findings = report.findings.iter().chain(&report.outside_profile);
        let (mut authorities, mut vendors) = (BTreeSet::new(), BTreeSet::new());
        for finding in findings {
            vendors.insert(finding.vendor.id.clone());
            authorities.extend(
                finding
                    .listings
                    .iter()
                    .map(|listing| listing.authority.clone()),
            );
        }
        for authority in self
            .lists
            .denylist
            .authorities
            .iter()
            .filter(|authority| authorities.contains(authority.id.as_ref()))
        {
            report
                .catalogue
                .authorities
                .insert(authority.id.to_string(), catalogue_authority(authority));
        }
        for vendor in self
            .lists
            .denylist
            .vendors
            .iter()
            .filter(|vendor| vendors.contains(vendor.id.as_ref()))
        {
            let entry = CatalogueVendor {
                name: vendor.name.to_string(),
                country: vendor.country.as_ref().map(ToString::to_string),
                dispute: vendor.dispute.as_ref().map(ToString::to_string),
            };
            report
                .catalogue
                .vendors
                .insert(vendor.id.to_string(), entry);
        }
    }

    fn fixed(&self, report: &mut Report) {
        if !self.baseline.usable {
            if !self.baseline.kind.is_empty() {
                let message = format!(
                    "the baseline `{}` cannot be read: every finding counts as new",
                    self.baseline.value
                );
                let help = if self.baseline.kind == "report" {
                    "it is no report that `--output json=FILE` saved"
                } else {
                    "fetch it first: `git fetch --depth=1 origin REV`, or check out with `fetch-depth: 0`; a saved report is named by a path such as `./report.json`"
                };
                report.diagnostics.push(notice(
                    Diagnostic::warning("baseline-unavailable", message).help(help),
                    None,
                ));
            }
            return;
        }
        let now: BTreeSet<&str> = report
            .findings
            .iter()
            .chain(&report.outside_profile)
            .map(|finding| finding.key.as_str())
            .collect();
        let mut fixed: Vec<FixedFinding> = self
            .baseline
            .findings
            .iter()
            .filter(|old| !now.contains(old.key.as_str()))
            .cloned()
            .collect();
        fixed.sort_by(|a, b| a.key.cmp(&b.key));
        report.fixed = fixed;
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
                notices.push(notice(
                    Diagnostic::error("lists-stale", message).help("update cargo-vendor-gate"),
                    None,
                ));
            }
        }
    }
}

fn inputs(screened: Vec<Screened>, policy: &Policy, report: &mut Report) {
    let identities: BTreeSet<String> = screened
        .iter()
        .filter_map(|screened| screened.identity.clone())
        .collect();
    let mut coverage = Coverage::default();
    let mut publishers: BTreeMap<(String, PublisherKind), (u64, PublisherResult)> = BTreeMap::new();
    for (number, screened) in (0..).zip(screened) {
        for diagnostic in screened.diagnostics {
            report.diagnostics.push(notice(diagnostic, Some(number)));
        }
        let unread = report
            .diagnostics
            .iter()
            .any(|notice| notice.input == Some(number) && notice.severity == "error");
        if screened.components == 0 && !unread && !policy.pass_on_empty {
            let message = format!(
                "`{}` names no components: that says nothing of what it stands for",
                screened.path
            );
            report.diagnostics.push(notice(
                Diagnostic::error("no-components", message)
                    .help("check how it was made; `--on-empty pass` lets such inputs pass"),
                Some(number),
            ));
        }
        for link in screened.links.iter().filter(|link| {
            !identities
                .iter()
                .any(|identity| link.to.starts_with(identity.as_str()))
        }) {
            coverage.linked_documents_not_checked.push(link.to.clone());
            let message = format!(
                "the document `{}` is referred to and was not among the inputs",
                cut(&link.to)
            );
            report.diagnostics.push(notice(
                Diagnostic::warning("linked-document-not-checked", message).at(link.at.clone()),
                Some(number),
            ));
        }
        for publisher in screened.publishers {
            let entry = publishers
                .entry((publisher.name, publisher.kind))
                .or_insert((0, PublisherResult::None));
            entry.0 += publisher.components;
            entry.1 = entry.1.max(publisher.result);
        }
        report.publishers_omitted += screened.publishers_omitted;
        coverage.components += screened.components;
        coverage.with_evidence += screened.with_evidence;
        for (kind, count) in screened.by_kind {
            *coverage.by_kind.entry(kind.to_owned()).or_default() += count;
        }
        coverage.without.extend(screened.without);
        coverage.without_omitted += screened.without_omitted;
        report.inputs.push(Input {
            path: screened.path,
            format: screened.format,
            encoding: screened.encoding,
            spec_version: screened.spec_version,
            digest: screened.digest,
            components: screened.components,
            dependencies: screened.dependencies,
            with_publisher_evidence: screened.with_evidence,
        });
    }
    coverage.without.sort();
    coverage.without_omitted += coverage.without.len().saturating_sub(WITHOUT) as u64;
    coverage.without.truncate(WITHOUT);
    coverage.linked_documents_not_checked.sort();
    coverage.linked_documents_not_checked.dedup();
    report.coverage = coverage;
    let listed = publishers
        .into_iter()
        .map(|((name, kind), (components, result))| Publisher {
            name,
            kind: match kind {
                PublisherKind::Namespace => "namespace",
                PublisherKind::Organisation => "organisation",
                PublisherKind::Party => "party",
            }
            .to_owned(),
            components,
            result: match result {
                PublisherResult::None => "none",
                PublisherResult::Near => "near",
                PublisherResult::Listed => "listed",
            }
            .to_owned(),
        });
    report.publishers = listed.collect();
}

fn coverage_floor(policy: &Policy, report: &mut Report) {
    let Some(least) = policy.min_coverage else {
        return;
    };
    let (with, all) = (report.coverage.with_evidence, report.coverage.components);
    let linked = report.coverage.linked_documents_not_checked.len() as u64;
    if with * 100 < u64::from(least) * (all + linked) {
        let message = format!(
            "{with} of {all} components carry evidence of who published them, less than {least} percent"
        );
        report.diagnostics.push(notice(
            Diagnostic::error("coverage-low", message)
                .help("make the SBOM with purls, suppliers and repository URLs"),
            None,
        ));
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

fn occurrence(input: u32, found: &Match) -> Occurrence {
    let at = &found.occurrence;
    let explanation = &at.explanation;
    let edges: Vec<Vec<PathEdge>> = explanation.paths.iter().map(edges).collect();
    Occurrence {
        input,
        reference: at.reference.clone(),
        role: role(at.role).to_owned(),
        location: Some(at.location.clone())
            .filter(|location| *location != crate::source::Location::default()),
        in_build: explanation.in_build,
        scope: ScopeOfUse {
            kinds: explanation
                .kinds
                .iter()
                .map(|kind| kind_word(*kind).to_owned())
                .collect(),
            targets: explanation.targets.clone(),
            shipped: explanation.shipped,
            optional: explanation.optional,
        },
        paths: explanation
            .paths
            .iter()
            .map(|path| path.0.iter().map(|step| step.label.clone()).collect())
            .collect(),
        path_edges: edges,
        paths_omitted: explanation.paths_omitted as u64,
    }
}

fn edges(path: &Path) -> Vec<PathEdge> {
    let steps = path.0.iter().skip(1);
    steps
        .map(|step| PathEdge {
            kind: kind_word(step.kind.unwrap_or(DependencyKind::Normal)).to_owned(),
            target: step.target.clone(),
            features: step.features.clone(),
        })
        .collect()
}

fn remediation(explanation: &Explanation) -> Vec<Remediation> {
    let remedies = explanation.remedies.iter().map(|remedy| Remediation {
        action: remedy.action.to_owned(),
        package: remedy.package.clone(),
        dependency: remedy.dependency.clone(),
        feature: remedy.feature.clone(),
        target: remedy.target.clone(),
        command: remedy.command.clone(),
    });
    let mut remedies: Vec<Remediation> = remedies.collect();
    if remedies.is_empty() {
        // Without a graph that can be resolved anew, the nearest direct dependency is where to begin.
        let ways = explanation.paths.iter().filter(|path| path.0.len() >= 2);
        remedies.extend(ways.map(|path| Remediation {
            action: "drop-dependency".to_owned(),
            package: path.0[0].label.clone(),
            dependency: Some(path.0[1].label.clone()),
            ..Remediation::default()
        }));
    }
    remedies
}

fn relation(found: &Match, vendor: &Vendor) -> String {
    if vendor.affiliate_of.is_some() && found.relation == crate::denylist::model::Relation::Listed {
        return "affiliate".to_owned();
    }
    found.relation.to_string()
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Component => "component",
        Role::Service => "service",
        Role::Pedigree => "pedigree",
        Role::Tool => "tool",
        Role::File => "file",
        Role::Party => "party",
        Role::Document => "document",
    }
}

fn kind_word(kind: DependencyKind) -> &'static str {
    match kind {
        DependencyKind::Normal => "normal",
        DependencyKind::Build => "build",
        DependencyKind::Development => "dev",
        DependencyKind::Optional => "optional",
    }
}

fn catalogue_authority(authority: &Authority) -> CatalogueAuthority {
    CatalogueAuthority {
        name: authority.name.to_string(),
        issuer: authority.issuer.to_string(),
        kind: authority.kind.to_string(),
        url: authority.url.to_string(),
        scope: authority.scope.to_string(),
        applies_to: authority.applies_to.to_string(),
        reaches: CatalogueReaches {
            software: authority.reaches.software.to_string(),
            services: authority.reaches.services.to_string(),
            hardware: authority.reaches.hardware.to_string(),
            embedded: authority.reaches.embedded.to_string(),
            open_source: authority.reaches.open_source.to_string(),
        },
        status: authority.status.to_string(),
    }
}

fn baseline_of(baseline: &Baseline) -> Option<outcome::Baseline> {
    (!baseline.kind.is_empty()).then(|| outcome::Baseline {
        kind: baseline.kind.clone(),
        value: baseline.value.clone(),
        state: if baseline.usable {
            "used"
        } else {
            "unavailable"
        }
        .to_owned(),
    })
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
    hex(&format!("{key}@{}|{vendor}", version.unwrap_or_default()))
}

fn hex(text: &str) -> String {
    Sha256::digest(text)
        .iter()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

fn cut(text: &str) -> &str {
    text.char_indices()
        .nth(120)
        .map_or(text, |(at, _)| &text[..at])
}
