//! Reports of many jobs, joined into one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use thiserror::Error;

use crate::denylist::model::Effect;
use crate::outcome::{Finding, Notice, Report};
use crate::report::json::recount;

/// Reports that cannot be joined.
#[derive(Debug, Error)]
pub enum MergeError {
    /// There is none.
    #[error("there is no report to merge")]
    Nothing,
}

/// Join reports. The verdict is the worst of them; disagreement between them is said.
///
/// # Errors
///
/// There is no report.
pub fn merge(reports: Vec<Report>) -> Result<Report, MergeError> {
    let mut reports = reports.into_iter();
    let mut all = reports.next().ok_or(MergeError::Nothing)?;
    let mut seen: HashMap<String, usize> = all
        .findings
        .iter()
        .enumerate()
        .map(|(at, finding)| (same(finding), at))
        .collect();
    let mut publishers: BTreeMap<(String, String), (u64, String)> = BTreeMap::new();
    count_publishers(&mut publishers, &all);
    let mut disagreements = BTreeSet::new();
    for mut report in reports {
        disagreements.extend(disagreement(&all, &report));
        count_publishers(&mut publishers, &report);
        let shift = u32::try_from(all.inputs.len()).unwrap_or(u32::MAX);
        renumber(&mut report, shift);
        all.inputs.append(&mut report.inputs);
        for finding in report.findings {
            match seen.get(&same(&finding)) {
                Some(at) => all.findings[*at].occurrences.extend(finding.occurrences),
                None => {
                    seen.insert(same(&finding), all.findings.len());
                    all.findings.push(finding);
                }
            }
        }
        all.outside_profile.append(&mut report.outside_profile);
        all.fixed.append(&mut report.fixed);
        all.acceptances.append(&mut report.acceptances);
        all.diagnostics.append(&mut report.diagnostics);
        all.catalogue
            .authorities
            .append(&mut report.catalogue.authorities);
        all.catalogue.vendors.append(&mut report.catalogue.vendors);
        all.coverage.components += report.coverage.components;
        all.coverage.with_evidence += report.coverage.with_evidence;
        all.coverage.without.append(&mut report.coverage.without);
        all.coverage.without_omitted += report.coverage.without_omitted;
        all.coverage
            .linked_documents_not_checked
            .append(&mut report.coverage.linked_documents_not_checked);
        for (kind, count) in report.coverage.by_kind {
            *all.coverage.by_kind.entry(kind).or_default() += count;
        }
        all.exit_code = worse(all.exit_code, report.exit_code);
        for profile in report.profiles {
            if !all.profiles.contains(&profile) {
                all.profiles.push(profile);
            }
        }
    }
    let disagreements = disagreements.into_iter().map(|message| Notice {
        code: "reports-disagree".to_owned(),
        severity: "warning".to_owned(),
        message,
        ..Notice::default()
    });
    all.diagnostics.extend(disagreements);
    all.publishers = publishers
        .into_iter()
        .map(
            |((name, kind), (components, result))| crate::outcome::Publisher {
                name,
                kind,
                components,
                result,
            },
        )
        .collect();
    tidy(&mut all);
    Ok(all)
}

fn tidy(all: &mut Report) {
    let rank = |finding: &Finding| {
        (
            finding.accepted,
            std::cmp::Reverse(Effect::from_word(&finding.effect)),
            finding.status != "new",
        )
    };
    all.findings.sort_by(|a, b| {
        (rank(a), &a.key, &a.component.version).cmp(&(rank(b), &b.key, &b.component.version))
    });
    all.coverage.without.sort();
    all.coverage.without_omitted += all.coverage.without.len().saturating_sub(1_000) as u64;
    all.coverage.without.truncate(1_000);
    all.summary.components = all.coverage.components;
    all.verdict = match all.exit_code {
        0 => "pass",
        1 => "fail",
        _ => "undetermined",
    }
    .to_owned();
    recount(all);
}

/// A failure is worse than not knowing, and both are worse than a pass. Anything else is not knowing.
fn worse(one: u8, other: u8) -> u8 {
    match (one, other) {
        (1, _) | (_, 1) => 1,
        (0, 0) => 0,
        _ => 3,
    }
}

fn same(finding: &Finding) -> String {
    let evidence: Vec<_> = finding
        .evidence
        .iter()
        .map(|evidence| format!("{}={}", evidence.identity, evidence.value))
        .collect();
    format!(
        "{}|{}|{}|{}|{}",
        finding.id,
        finding.effect,
        finding.accepted,
        finding.status,
        evidence.join("|")
    )
}

fn renumber(report: &mut Report, shift: u32) {
    for finding in report
        .findings
        .iter_mut()
        .chain(&mut report.outside_profile)
    {
        for occurrence in &mut finding.occurrences {
            occurrence.input = occurrence.input.saturating_add(shift);
        }
    }
    for notice in &mut report.diagnostics {
        notice.input = notice.input.map(|input| input.saturating_add(shift));
    }
}

fn count_publishers(publishers: &mut BTreeMap<(String, String), (u64, String)>, report: &Report) {
    for publisher in &report.publishers {
        let entry = publishers
            .entry((publisher.name.clone(), publisher.kind.clone()))
            .or_insert_with(|| (0, publisher.result.clone()));
        entry.0 += publisher.components;
        if publisher.result == "listed" {
            entry.1 = "listed".to_owned();
        }
    }
}

fn disagreement(one: &Report, other: &Report) -> Vec<String> {
    let mut said = Vec::new();
    if one.denylists != other.denylists {
        said.push("the reports were made with different lists".to_owned());
    }
    if one.policy.digest != other.policy.digest {
        said.push("the reports were made under different policies".to_owned());
    }
    if one.as_of != other.as_of {
        said.push(format!(
            "the reports judge as of different days: {} and {}",
            one.as_of, other.as_of
        ));
    }
    if one.tool != other.tool {
        said.push("the reports were made by different versions of the program".to_owned());
    }
    said
}
