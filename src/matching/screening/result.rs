//! What a document showed, once it is over: matches, why each is there, and coverage.

use std::borrow::Cow;
use std::collections::{BinaryHeap, HashMap, HashSet};

use crate::identifier::{Purl, component_key, full_name, is_of_registry, is_purl};
use crate::inventory::{DependencyKind, Explain, Explanation, Inclusion, Role};
use crate::matching::attribution::{Context, Seen, weigh};
use crate::matching::edges::Edges;
use crate::matching::graph::{Graph, WAYS, label_of};
use crate::matching::screening::Screening;
use crate::matching::sign::{Coverage, CpeOf, Kind};
use crate::matching::{Match, Occurrence, Screened, namespace};

/// References of components without evidence that one report shows.
const WITHOUT: usize = 1_000;

/// Steps of ways that one report shows; further findings count their ways and show none.
const STEPS: usize = 500_000;

/// What holds for all matches of a document.
struct Circumstances<'c> {
    explain: Option<&'c (dyn Explain + Send)>,
    graph: Option<&'c Graph>,
    /// Steps of ways that may still be shown.
    steps: usize,
    /// Subjects that something which ships descends from.
    ancestors: HashSet<u32>,
}

impl Screening<'_> {
    /// The purl of a subject: its own, or that of an identifier that stands apart, or the
    /// reference to what was never declared.
    pub(super) fn purl(&self, subject: u32) -> Option<&str> {
        let texts = self.store.texts(subject);
        let is_declared = self.store.record(subject).role.is_some();
        let reference = match texts.reference {
            Cow::Borrowed(text) if !is_declared && is_purl(text) => Some(text),
            _ => None,
        };
        texts.purl.or(reference).or_else(|| {
            let from = self
                .identified
                .partition_point(|(identified, _)| *identified < subject);
            let mut holders = self.identified[from..]
                .iter()
                .take_while(|(identified, _)| *identified == subject);
            holders.find_map(|(_, holder)| self.store.texts(*holder).purl)
        })
    }

    pub(super) fn matches(&mut self, explain: Option<&(dyn Explain + Send)>) -> Vec<Match> {
        let (mut hits, too_many) = self.hits.take();
        self.diagnostics.extend(too_many);
        let contained: HashSet<u32> = self.contained.iter().map(|(_, file)| *file).collect();
        hits.retain(|(subject, _)| match self.store.record(*subject).role {
            None
            | Some(
                Role::Component
                | Role::Service
                | Role::Pedigree
                | Role::Tool
                | Role::Document
                | Role::Described,
            ) => true,
            Some(Role::File) => !contained.contains(subject),
            // A party publishes what edges say; what they say has flowed.
            Some(Role::Party) => false,
        });
        hits.retain(|(subject, seen)| !self.is_guessed(*subject, seen));
        hits.sort_by_key(|(subject, seen)| (*subject, seen.sign.target.vendor));
        let graph = (!hits.is_empty() && explain.is_none()).then(|| self.graph());
        let groups = hits.chunk_by(|(a, one), (b, other)| {
            (*a, one.sign.target.vendor) == (*b, other.sign.target.vendor)
        });
        let mut circumstances = Circumstances {
            explain,
            graph: graph.as_ref(),
            steps: STEPS,
            ancestors: self.ancestors_of_shipped(),
        };
        groups
            .map(|group| self.one_match(group, &mut circumstances))
            .collect()
    }

    /// Whether a CPE names as vendor what the name of the package itself is or begins with: generators guess it
    /// from there, where they know of a registry's package no more than its name.
    fn is_guessed(&self, subject: u32, seen: &Seen) -> bool {
        let Kind::Cpe(of @ (CpeOf::Namesake | CpeOf::Application)) = seen.sign.kind else {
            return false;
        };
        let purl = self
            .purl(subject)
            .filter(|purl| is_of_registry(purl))
            .and_then(Purl::parse);
        purl.is_some_and(|purl| {
            let (name, vendor) = (purl.name.to_lowercase(), seen.sign.value.to_lowercase());
            match name.strip_prefix(&vendor) {
                Some("") => of == CpeOf::Namesake,
                Some(rest) => of == CpeOf::Application && rest.starts_with(['-', '_', '.']),
                None => false,
            }
        })
    }

    fn has_purl(&self, subject: u32) -> bool {
        let is_marked = self.store.record(subject).has_purl();
        is_marked || self.purl(subject).is_some_and(is_of_registry)
    }

    /// What says which package a component is, beside the pages that it names.
    fn package(&self, subject: u32) -> Option<String> {
        let texts = self.store.texts(subject);
        let owner = texts.name.split_once(['/', ':']).map(|(owner, _)| owner);
        let namespace = texts.group.or(owner).map(str::to_owned);
        let record = self.store.record(subject);
        let file = record
            .has_other_file()
            .then(|| "its file in a registry".to_owned());
        let purl = self.has_purl(subject).then(|| "its package URL".to_owned());
        purl.or(file).or(namespace)
    }

    fn one_match(&self, group: &[(u32, Seen)], circumstances: &mut Circumstances<'_>) -> Match {
        let (subject, vendor) = (group[0].0, group[0].1.sign.target.vendor);
        let (texts, record) = (self.store.texts(subject), self.store.record(subject));
        let supplier = &self.index.denylist.vendors[vendor as usize].id;
        let stated = self.purl(subject);
        let purl = stated.and_then(Purl::parse);
        let context = Context {
            owner: purl
                .as_ref()
                .and_then(namespace::owner)
                .map(|owner| owner.label),
            has_purl: self.has_purl(subject),
            package: self.package(subject),
            foreign_repository: record.has_foreign_repository(),
            elsewhere: record.is_from_elsewhere(),
            // What resembles a vendor's is in a registry; what is from a repository may be the vendor's.
            lookalike: purl.as_ref().is_some_and(|purl| {
                !namespace::is_from_repository(purl) && self.index.is_lookalike(purl, vendor)
            }),
        };
        let seen: Vec<&Seen> = group.iter().map(|(_, seen)| seen).collect();
        let weighed = weigh(self.index, &seen, &context);
        let name = if texts.name.is_empty() {
            texts.reference.as_ref()
        } else {
            texts.name
        };
        let mut location = self.store.location(subject);
        if location.path.is_none() {
            // Packages of a Cargo.toml stand in the Cargo.lock beside it: their evidence says so.
            let evidence = weighed
                .evidence
                .iter()
                .find(|evidence| evidence.location.path.is_some());
            location.path = evidence.and_then(|evidence| evidence.location.path.clone());
        }
        Match {
            key: match (&purl, record.role) {
                (Some(purl), _) => component_key(purl),
                // What has no name is known by nothing but who supplies it.
                (None, Some(Role::Described)) => format!("described:{supplier}"),
                (None, _) => format!("name:{}/{name}", texts.group.unwrap_or_default()),
            },
            group: texts.group.map(str::to_owned),
            name: name.to_owned(),
            version: version(texts.version, purl.as_ref()),
            purl: stated.map(str::to_owned),
            licenses: self.licenses.get(&subject).cloned(),
            vendor: vendor as usize,
            attribution: weighed.attribution,
            relation: weighed.relation,
            verified: weighed.verified,
            evidence: weighed.evidence,
            occurrence: Occurrence {
                reference: texts.reference.as_ref().to_owned(),
                role: record.role.unwrap_or(Role::Component),
                ancestor_of_shipped: circumstances.ancestors.contains(&subject),
                inclusion: record.inclusion,
                location,
                explanation: self.explanation(subject, circumstances),
            },
        }
    }

    fn explanation(&self, subject: u32, circumstances: &mut Circumstances<'_>) -> Explanation {
        if let Some(explain) = circumstances.explain {
            return explain.explain(&self.store.texts(subject).reference);
        }
        let record = self.store.record(subject);
        let mut explanation = match circumstances.graph {
            Some(graph) => {
                let ways = if circumstances.steps > 0 { WAYS } else { 0 };
                let explanation = graph.explain(subject, ways, &|id| self.label(id));
                let steps = explanation.paths.iter().map(|path| path.0.len()).sum();
                circumstances.steps = circumstances.steps.saturating_sub(steps);
                explanation
            }
            None => Explanation {
                in_build: true,
                shipped: true,
                ..Explanation::default()
            },
        };
        explanation.in_build &= record.inclusion != Inclusion::Excluded;
        explanation.shipped &= record.inclusion == Inclusion::Required
            && !matches!(record.role, Some(Role::Tool | Role::Document));
        explanation.optional |= record.inclusion == Inclusion::Optional;
        explanation
    }

    pub(super) fn graph(&self) -> Graph {
        let mut parts = Edges::default();
        for (container, part) in &self.contained {
            if self.store.record(*part).role != Some(Role::File) {
                parts.push(*container, label_of(DependencyKind::Normal), *part);
            }
        }
        Graph::new([&parts, &self.edges], self.store.len(), &[])
    }

    pub(super) fn label(&self, id: u32) -> String {
        let texts = self.store.texts(id);
        let name = if texts.name.is_empty() {
            texts.reference.as_ref()
        } else {
            texts.name
        };
        let grouped = full_name(texts.group, name, self.purl(id));
        // A reference that stands for a name says its version itself.
        let purl = self.purl(id).filter(|_| !texts.name.is_empty());
        match version(texts.version, purl.and_then(Purl::parse).as_ref()) {
            Some(version) => format!("{grouped}@{version}"),
            None => grouped,
        }
    }

    fn ancestors_of_shipped(&self) -> HashSet<u32> {
        let is_shipped = |id| {
            let record = self.store.record(id);
            record.role == Some(Role::Component) && record.inclusion != Inclusion::Excluded
        };
        let mut older: HashMap<u32, Vec<u32>> = HashMap::new();
        for (young, old) in &self.descends {
            older.entry(*young).or_default().push(*old);
        }
        let mut waiting: Vec<u32> = older.keys().copied().filter(|id| is_shipped(*id)).collect();
        let mut ancestors = HashSet::new();
        while let Some(young) = waiting.pop() {
            for old in older.get(&young).into_iter().flatten() {
                if ancestors.insert(*old) {
                    waiting.push(*old);
                }
            }
        }
        ancestors
    }

    pub(super) fn count_coverage(&self, screened: &mut Screened) {
        let mut by_kind = [0; Coverage::ALL.len()];
        let mut without: BinaryHeap<String> = BinaryHeap::new();
        for id in 0..self.store.len() {
            let record = self.store.record(id);
            if record.role != Some(Role::Component) {
                continue;
            }
            screened.components += 1;
            for (count, (kind, _)) in by_kind.iter_mut().zip(Coverage::ALL) {
                *count += u64::from(record.coverage.has(kind));
            }
            if record.coverage != Coverage::default() {
                screened.with_evidence += 1;
                continue;
            }
            let texts = self.store.texts(id);
            let label = if texts.reference.is_empty() {
                texts.name
            } else {
                texts.reference.as_ref()
            };
            if without.len() < WITHOUT {
                without.push(label.to_owned());
            } else {
                screened.without_omitted += 1;
                if without
                    .peek()
                    .is_some_and(|largest| label < largest.as_str())
                {
                    without.pop();
                    without.push(label.to_owned());
                }
            }
        }
        let words = Coverage::ALL.map(|(_, word)| word);
        let counted = words.into_iter().zip(by_kind);
        screened.by_kind = counted.filter(|(_, count)| *count > 0).collect();
        screened.without = without.into_sorted_vec();
    }
}

/// The version that a component states, else that of its purl.
fn version(stated: Option<&str>, purl: Option<&Purl<'_>>) -> Option<String> {
    let stated = stated.filter(|version| !version.is_empty());
    let of_purl = purl.and_then(|purl| purl.version.as_deref());
    stated.or(of_purl).map(str::to_owned)
}
