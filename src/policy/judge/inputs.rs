//! What the report says of inputs, coverage and publishers.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Diagnostic;
use crate::inventory::{Link, LinkKind};
use crate::matching::{PublisherKind, PublisherResult, Screened};
use crate::outcome::{Coverage, Input, Publisher, Report};
use crate::policy::Policy;
use crate::policy::judge::notice;

/// References of components without evidence that a report shows.
const WITHOUT: usize = 1_000;
/// Links that are named one by one for each input.
const LINKS: usize = 20;

/// Move what every input told into the report.
pub(super) fn inputs(screened: Vec<Screened>, policy: &Policy, report: &mut Report) {
    let identities: BTreeSet<String> = screened
        .iter()
        .filter_map(|screened| screened.identity.clone())
        .collect();
    let mut coverage = Coverage::default();
    let mut publishers: BTreeMap<(String, PublisherKind), (u64, PublisherResult)> = BTreeMap::new();
    let mut persons = BTreeSet::new();
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
        links(
            &screened.links,
            &screened.path,
            number,
            &identities,
            &mut coverage,
            report,
        );
        for publisher in screened.publishers {
            // People are counted, and named only if that is wished; a listed name is no person's.
            let is_person = publisher.kind == PublisherKind::Person
                && publisher.result != PublisherResult::Listed;
            if is_person && !policy.show_persons {
                persons.insert(publisher.name);
                continue;
            }
            let kind = match publisher.kind {
                PublisherKind::Person => PublisherKind::Party,
                kind => kind,
            };
            let entry = publishers
                .entry((publisher.name, kind))
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
        coverage.undeclared_references += screened.undeclared;
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
    report.publishers_omitted += persons.len() as u64;
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
                PublisherKind::Party | PublisherKind::Person => "party",
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

/// Documents that were not seen, and parts that a document leaves out, count as what was not checked.
fn links(
    links: &[Link],
    path: &str,
    number: u32,
    identities: &BTreeSet<String>,
    coverage: &mut Coverage,
    report: &mut Report,
) {
    let mut n_unchecked = 0;
    for link in links {
        let (to, message) = match link.kind {
            LinkKind::Document => match document(link, identities) {
                Some(found) => found,
                // It is among the inputs.
                None => continue,
            },
            LinkKind::Composition => composition(link, path),
        };
        coverage.linked_documents_not_checked.push(to);
        n_unchecked += 1;
        if n_unchecked > LINKS {
            continue; // It stands in the coverage all the same.
        }
        report.diagnostics.push(notice(
            Diagnostic::warning("linked-document-not-checked", message).at(link.at.clone()),
            Some(number),
        ));
    }
    if n_unchecked > LINKS {
        let more = n_unchecked - LINKS;
        let message = format!("{more} more of this kind in the document");
        report.diagnostics.push(notice(
            Diagnostic::warning("linked-document-not-checked", message),
            Some(number),
        ));
    }
}

/// A document that none of the inputs is, and what is to be said of it.
fn document(link: &Link, identities: &BTreeSet<String>) -> Option<(String, String)> {
    let mut identities = identities.iter();
    if identities.any(|identity| link.to.starts_with(identity.as_str())) {
        return None;
    }
    let message = format!(
        "the document `{}` is referred to and was not among the inputs",
        cut(&link.to)
    );
    Some((link.to.clone(), message))
}

/// A part that a document leaves out by its own word, and what is to be said of it.
fn composition(link: &Link, path: &str) -> (String, String) {
    let pointer = link.at.pointer.as_deref().unwrap_or_default();
    let what = match link.to.as_str() {
        "unknown" => "of unknown completeness",
        _ => "incomplete",
    };
    let message =
        format!("the document says that it is {what} in part: what it leaves out was not checked");
    (format!("{path}#{pointer} ({})", cut(&link.to)), message)
}

/// Too little evidence of publishers leaves the run undetermined.
pub(super) fn coverage_floor(policy: &Policy, report: &mut Report) {
    let Some(least) = policy.min_coverage else {
        return;
    };
    let coverage = &report.coverage;
    let (with, all) = (coverage.with_evidence, coverage.components);
    let is_enough = |all: u64| with * 100 >= u64::from(least) * all;
    let (n_unseen, unseen) = unseen(coverage);
    if is_enough(all + n_unseen) {
        return;
    }
    let also = match n_unseen {
        0 => ",".to_owned(),
        1 => format!("; {unseen} counts as a component without:"),
        _ => format!("; {unseen} count as components without:"),
    };
    let carry = match all {
        1 => "component carries evidence of who published it",
        _ => "components carry evidence of who published them",
    };
    let message = format!("{with} of {all} {carry}{also} less than {least} percent");
    let help = if is_enough(all) {
        "give the whole document, and as further inputs those that it refers to"
    } else {
        "make the SBOM with purls, suppliers and repository URLs"
    };
    let low = Diagnostic::error("coverage-low", message).help(help);
    report.diagnostics.push(notice(low, None));
}

/// How much the documents refer to that was not seen, and what it is.
fn unseen(coverage: &Coverage) -> (u64, String) {
    let references = coverage.undeclared_references;
    let linked = coverage.linked_documents_not_checked.len() as u64;
    let references_are = match references {
        1 => "1 reference that leads to nothing".to_owned(),
        _ => format!("{references} references that lead to nothing"),
    };
    let linked_are = match linked {
        1 => "1 document or part that was not checked".to_owned(),
        _ => format!("{linked} documents or parts that were not checked"),
    };
    let unseen = match (references, linked) {
        (_, 0) => references_are,
        (0, _) => linked_are,
        _ => format!("{references_are} and {linked_are}"),
    };
    (references + linked, unseen)
}

fn cut(text: &str) -> &str {
    text.char_indices()
        .nth(120)
        .map_or(text, |(at, _)| &text[..at])
}
