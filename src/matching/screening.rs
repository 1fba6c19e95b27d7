//! A visitor that screens one document.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};

use crate::denylist::model::Attribution;
use crate::diagnostic::Diagnostic;
use crate::identifier::Purl;
use crate::inventory::{
    DependencyKind, Document, Edge, Explain, Explanation, Field, Inclusion, Mark, PartyRole, Role,
    Subject, SubjectId, Unreadable, Visitor,
};
use crate::matching::attribution::{Context, Seen, weigh};
use crate::matching::edges::Edges;
use crate::matching::graph::{Graph, label_of};
use crate::matching::index::Index;
use crate::matching::memo::{Known, Memo};
use crate::matching::publishers::Register;
use crate::matching::sign::{Classified, Coverage, Kind};
use crate::matching::store::Store;
use crate::matching::{
    Match, Occurrence, PublisherKind, PublisherResult, Screened, brand, name, namespace,
};
use crate::source::Location;

/// References of components without evidence that one report shows.
const WITHOUT: usize = 1_000;
/// Evidence that flows from the files of one package.
const FILES: usize = 8;
/// Near names that are remarked upon.
const NEAR: usize = 20;

/// Screens one document as its reader tells it.
pub struct Screening<'i> {
    index: &'i Index<'i>,
    store: Store,
    edges: Edges,
    /// By whom, with the role as the label.
    supplied: Edges,
    contained: Vec<(u32, u32)>,
    descends: Vec<(u32, u32)>,
    identified: Vec<(u32, u32)>,
    hits: Vec<(u32, Seen)>,
    licenses: HashMap<u32, String>,
    /// The subject told last, and its licences.
    last: (Option<u32>, String),
    register: Register,
    memo: Memo,
    duplicates: u64,
    first_duplicate: Option<(String, Location)>,
    diagnostics: Vec<Diagnostic>,
}

impl<'i> Screening<'i> {
    /// Begin to screen a document.
    #[must_use]
    pub fn new(index: &'i Index<'i>) -> Self {
        Self {
            index,
            store: Store::default(),
            edges: Edges::default(),
            supplied: Edges::default(),
            contained: Vec::new(),
            descends: Vec::new(),
            identified: Vec::new(),
            hits: Vec::new(),
            licenses: HashMap::new(),
            last: (None, String::new()),
            register: Register::default(),
            memo: Memo::default(),
            duplicates: 0,
            first_duplicate: None,
            diagnostics: Vec::new(),
        }
    }

    /// What the document showed, its unread part included as a diagnostic.
    #[must_use]
    pub fn finish(mut self, path: &str, document: Result<Document, Unreadable>) -> Screened {
        self.flow_from_identifiers();
        self.flow_from_parties();
        self.flow_from_files();
        self.report_duplicates();
        // Nothing is told any more: what only served the telling makes room for the graph.
        self.store.seal();
        self.memo = Memo::default();
        let mut screened = Screened {
            path: path.to_owned(),
            dependencies: self.edges.count(),
            ..Screened::default()
        };
        let explain = take_document(document, &mut screened, &mut self.diagnostics);
        screened.matches = self.matches(explain.as_deref());
        self.count_coverage(&mut screened);
        let Self {
            register,
            index,
            mut diagnostics,
            ..
        } = self;
        (screened.publishers, screened.publishers_omitted) =
            register.finish(&|name| index.is_near(name));
        let near = screened
            .publishers
            .iter()
            .filter(|publisher| publisher.result == PublisherResult::Near);
        diagnostics.extend(near.take(NEAR).map(near_miss));
        screened.diagnostics = diagnostics;
        screened
    }

    /// What a mark says that met no identity.
    fn take_known(&mut self, on: u32, known: Known) {
        let record = self.store.record_mut(on);
        record.coverage.add(known.coverage);
        record.foreign_repository |= known.foreign_repository;
        record.elsewhere |= known.elsewhere;
        let is_judged = matches!(record.role, Some(Role::Component | Role::Service));
        if let Some(publisher) = known.publisher.filter(|_| is_judged) {
            self.register.count(on, publisher, false);
        }
    }

    fn take(
        &mut self,
        on: u32,
        classified: Classified,
        see: &dyn Fn(&str) -> Location,
        field: &dyn Fn() -> String,
        doubtful: bool,
    ) -> Known {
        let known = Known {
            coverage: classified.coverage,
            foreign_repository: classified.foreign_repository,
            elsewhere: classified.elsewhere,
            publisher: classified
                .publisher
                .map(|(name, kind)| self.register.number(kind, &name)),
        };
        self.take_known(on, known);
        let is_listed = classified
            .signs
            .iter()
            .any(|sign| sign.attribution >= Attribution::Declared);
        let role = self.store.record(on).role;
        if let (true, Some(publisher), Some(Role::Component | Role::Service)) =
            (is_listed, known.publisher, role)
        {
            self.register.count(on, publisher, true);
        }
        for sign in classified.signs {
            if sign.kind == Kind::Confusable {
                self.diagnostics
                    .push(confusable(&sign.value, see(&sign.value)));
            }
            let location = see(&sign.value);
            self.hits.push((
                on,
                Seen {
                    sign,
                    field: field(),
                    doubtful,
                    location,
                },
            ));
        }
        known
    }

    /// An identifier that stands apart says what it would say on the component.
    fn flow_from_identifiers(&mut self) {
        self.identified.sort_unstable();
        let holders: BTreeSet<u32> = self.identified.iter().map(|(_, holder)| *holder).collect();
        let mut by_holder: HashMap<u32, Vec<Seen>> = HashMap::new();
        for (subject, seen) in self
            .hits
            .iter()
            .filter(|(subject, _)| holders.contains(subject))
        {
            by_holder.entry(*subject).or_default().push(seen.clone());
        }
        for (subject, holder) in &self.identified {
            let coverage = self.store.record(*holder).coverage;
            self.store.record_mut(*subject).coverage.add(coverage);
            let seen = by_holder.get(holder).into_iter().flatten();
            self.hits.extend(seen.map(|seen| (*subject, seen.clone())));
        }
    }

    /// The purl of a subject, its own or that of an identifier that stands apart.
    fn purl(&self, subject: u32) -> Option<&str> {
        self.store.texts(subject).purl.or_else(|| {
            let from = self
                .identified
                .partition_point(|(identified, _)| *identified < subject);
            let mut holders = self.identified[from..]
                .iter()
                .take_while(|(identified, _)| *identified == subject);
            holders.find_map(|(_, holder)| self.store.texts(*holder).purl)
        })
    }

    fn flow_from_parties(&mut self) {
        let mut by_party: HashMap<u32, Vec<Seen>> = HashMap::new();
        for (subject, seen) in self
            .hits
            .iter()
            .filter(|(subject, _)| self.store.record(*subject).role == Some(Role::Party))
        {
            by_party.entry(*subject).or_default().push(seen.clone());
        }
        for (from, label, party) in std::mem::take(&mut self.supplied).iter() {
            let role = role_of(label);
            self.store.record_mut(from).coverage.add(Coverage::PARTY);
            let listed = by_party.get(&party);
            if matches!(
                self.store.record(from).role,
                Some(Role::Component | Role::Service)
            ) {
                let name = self.store.texts(party).name;
                if !name.is_empty() {
                    let number = self.register.number(PublisherKind::Party, name);
                    self.register.count(from, number, listed.is_some());
                }
            }
            for seen in listed.into_iter().flatten() {
                let mut seen = seen.clone();
                seen.sign.kind = with_role(seen.sign.kind, role);
                seen.sign.attribution = seen.sign.attribution.min(most_of(seen.sign.kind));
                seen.field = format!("{} > {}", role_word(role), seen.field);
                self.hits.push((from, seen));
            }
        }
    }

    fn flow_from_files(&mut self) {
        let is_file = |id: u32| self.store.record(id).role == Some(Role::File);
        let mut by_file: HashMap<u32, Vec<Seen>> = HashMap::new();
        for (subject, seen) in self.hits.iter().filter(|(subject, _)| is_file(*subject)) {
            by_file.entry(*subject).or_default().push(seen.clone());
        }
        if by_file.is_empty() {
            return;
        }
        let mut flowed: HashMap<u32, usize> = HashMap::new();
        for (container, file) in &self.contained {
            let count = flowed.entry(*container).or_default();
            for seen in by_file
                .get(file)
                .into_iter()
                .flatten()
                .take(FILES.saturating_sub(*count))
            {
                let mut seen = seen.clone();
                seen.sign.attribution = Attribution::Contributor;
                seen.field = format!("file > {}", seen.field);
                self.hits.push((*container, seen));
                *count += 1;
            }
        }
    }

    fn report_duplicates(&mut self) {
        if let Some((reference, location)) = self.first_duplicate.take() {
            let message = format!(
                "{} subjects repeat a reference that another has, the first `{}`",
                self.duplicates,
                short(&reference)
            );
            self.diagnostics
                .push(Diagnostic::warning("duplicate-reference", message).at(location));
        }
    }

    fn matches(&mut self, explain: Option<&(dyn Explain + Send)>) -> Vec<Match> {
        let mut hits = std::mem::take(&mut self.hits);
        let contained: std::collections::HashSet<u32> =
            self.contained.iter().map(|(_, file)| *file).collect();
        hits.retain(|(subject, _)| match self.store.record(*subject).role {
            None
            | Some(
                Role::Component | Role::Service | Role::Pedigree | Role::Tool | Role::Document,
            ) => true,
            Some(Role::File) => !contained.contains(subject),
            // A party publishes what edges say; what they say has flowed.
            Some(Role::Party) => false,
        });
        hits.sort_by_key(|(subject, seen)| (*subject, seen.sign.target.vendor));
        let graph = (!hits.is_empty() && explain.is_none()).then(|| self.graph());
        let groups = hits.chunk_by(|(a, one), (b, other)| {
            (*a, one.sign.target.vendor) == (*b, other.sign.target.vendor)
        });
        groups
            .map(|group| self.one_match(group, explain, graph.as_ref()))
            .collect()
    }

    fn one_match(
        &self,
        group: &[(u32, Seen)],
        explain: Option<&(dyn Explain + Send)>,
        graph: Option<&Graph>,
    ) -> Match {
        let (subject, vendor) = (group[0].0, group[0].1.sign.target.vendor);
        let (texts, record) = (self.store.texts(subject), self.store.record(subject));
        let stated = self.purl(subject);
        let purl = stated.and_then(Purl::parse);
        let context = Context {
            owner: purl
                .as_ref()
                .and_then(namespace::owner)
                .map(|owner| owner.label),
            foreign_repository: record.foreign_repository,
            elsewhere: record.elsewhere,
            lookalike: purl
                .as_ref()
                .is_some_and(|purl| self.index.is_lookalike(purl, vendor)),
        };
        let seen: Vec<&Seen> = group.iter().map(|(_, seen)| seen).collect();
        let weighed = weigh(self.index, &seen, &context);
        let name = if texts.name.is_empty() {
            texts.reference
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
            key: purl.as_ref().map_or_else(
                || format!("name:{}/{name}", texts.group.unwrap_or_default()),
                Purl::key,
            ),
            group: texts.group.map(str::to_owned),
            name: name.to_owned(),
            version: texts.version.map(str::to_owned),
            purl: stated.map(str::to_owned),
            licenses: self.licenses.get(&subject).cloned(),
            vendor: vendor as usize,
            attribution: weighed.attribution,
            relation: weighed.relation,
            verified: weighed.verified,
            evidence: weighed.evidence,
            occurrence: Occurrence {
                reference: texts.reference.to_owned(),
                role: record.role.unwrap_or(Role::Component),
                ancestor_of_shipped: self.is_ancestor_of_shipped(subject),
                inclusion: record.inclusion,
                location,
                explanation: self.explanation(subject, explain, graph),
            },
        }
    }

    fn explanation(
        &self,
        subject: u32,
        explain: Option<&(dyn Explain + Send)>,
        graph: Option<&Graph>,
    ) -> Explanation {
        if let Some(explain) = explain {
            return explain.explain(self.store.texts(subject).reference);
        }
        let record = self.store.record(subject);
        let mut explanation = match graph {
            Some(graph) => graph.explain(subject, &|id| self.label(id)),
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

    fn graph(&self) -> Graph {
        let mut parts = Edges::default();
        for (container, part) in &self.contained {
            if self.store.record(*part).role != Some(Role::File) {
                parts.push(*container, label_of(DependencyKind::Normal), *part);
            }
        }
        Graph::new([&parts, &self.edges], self.store.len(), &[])
    }

    fn label(&self, id: u32) -> String {
        let texts = self.store.texts(id);
        let name = if texts.name.is_empty() {
            texts.reference
        } else {
            texts.name
        };
        let grouped = match texts.group {
            // An npm scope, or a path such as a Go module's.
            Some(group)
                if (group.starts_with('@') || group.contains('/')) && !name.starts_with(group) =>
            {
                format!("{group}/{name}")
            }
            Some(group) if !group.is_empty() && !name.starts_with(group) => {
                format!("{group}:{name}")
            }
            _ => name.to_owned(),
        };
        texts
            .version
            .map_or(grouped.clone(), |version| format!("{grouped}@{version}"))
    }

    fn is_ancestor_of_shipped(&self, subject: u32) -> bool {
        let mut young = self.descends.iter().filter(|(_, old)| *old == subject);
        young.any(|(young, _)| {
            let record = self.store.record(*young);
            record.role == Some(Role::Component) && record.inclusion != Inclusion::Excluded
        })
    }

    fn count_coverage(&self, screened: &mut Screened) {
        let mut by_kind: BTreeMap<&'static str, u64> = BTreeMap::new();
        let mut without: BinaryHeap<String> = BinaryHeap::new();
        for id in 0..self.store.len() {
            let record = self.store.record(id);
            if record.role != Some(Role::Component) {
                continue;
            }
            screened.components += 1;
            for (kind, word) in Coverage::ALL {
                if record.coverage.has(kind) {
                    *by_kind.entry(word).or_default() += 1;
                }
            }
            if record.coverage != Coverage::default() {
                screened.with_evidence += 1;
                continue;
            }
            let texts = self.store.texts(id);
            let label = if texts.reference.is_empty() {
                texts.name
            } else {
                texts.reference
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
        screened.by_kind = by_kind;
        screened.without = without.into_sorted_vec();
    }
}

impl Visitor for Screening<'_> {
    fn subject(&mut self, subject: &Subject<'_>) -> SubjectId {
        let (id, twice) = self.store.declare(subject);
        if twice {
            self.duplicates += 1;
            self.first_duplicate
                .get_or_insert_with(|| (subject.reference.to_owned(), subject.at.to_location()));
        }
        let mut classified = brand::classify(self.index, subject);
        for text in [Some(subject.name), subject.group].into_iter().flatten() {
            name::confusable(self.index, text, &mut classified);
        }
        if !classified.signs.is_empty() {
            self.take(
                id.0,
                classified,
                &|_| subject.at.to_location(),
                &|| "name".to_owned(),
                false,
            );
        }
        self.last.0 = subject.licenses.map(|licenses| {
            self.last.1.clear();
            self.last.1.push_str(short(licenses));
            id.0
        });
        id
    }

    fn refer(&mut self, reference: &str) -> SubjectId {
        self.store.refer(reference)
    }

    fn mark(&mut self, on: SubjectId, mark: &Mark<'_>, field: &Field<'_>) {
        let stem = self.index.stem(mark);
        if let Some(known) = stem.and_then(|stem| self.memo.get(stem)) {
            return self.take_known(on.0, known);
        }
        let classified = self.index.classify(mark);
        let hit = !classified.signs.is_empty();
        let known = self.take(
            on.0,
            classified,
            &|value| field.locator.locate(value),
            &|| field.path(),
            field.doubtful,
        );
        if let (false, Some(stem)) = (hit, stem) {
            self.memo.keep(stem, known);
        }
        if hit && self.last.0.take_if(|last| *last == on.0).is_some() {
            self.licenses.insert(on.0, self.last.1.clone());
        }
    }

    fn edge(&mut self, from: SubjectId, edge: Edge, to: SubjectId) {
        self.store.leave(from.0);
        match edge {
            Edge::DependsOn(kind) => self.edges.push(from.0, label_of(kind), to.0),
            Edge::SuppliedBy(role) => self.supplied.push(from.0, role as u8, to.0),
            Edge::Contains => self.contained.push((from.0, to.0)),
            Edge::DescendsFrom => self.descends.push((from.0, to.0)),
            Edge::IdentifiedBy => self.identified.push((from.0, to.0)),
        }
    }

    fn diagnostic(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}

fn take_document(
    document: Result<Document, Unreadable>,
    screened: &mut Screened,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Box<dyn Explain + Send>> {
    match document {
        Ok(document) => {
            screened.format = document.format.to_owned();
            screened.encoding = document.encoding.to_owned();
            screened.spec_version = document.spec_version;
            screened.digest = document.digest;
            screened.identity = document.identity;
            screened.links = document.links;
            screened.dependencies = document.dependencies;
            document.explain
        }
        Err(unreadable) => {
            screened.format = unreadable.format.unwrap_or_default().to_owned();
            screened.encoding = unreadable.encoding.unwrap_or_default().to_owned();
            diagnostics.push(unreadable.diagnostic);
            None
        }
    }
}

/// The role whose number is a label.
fn role_of(label: u8) -> PartyRole {
    let role = PartyRole::ALL.into_iter().find(|role| *role as u8 == label);
    role.unwrap_or(PartyRole::Contributor)
}

fn with_role(kind: Kind, role: PartyRole) -> Kind {
    match kind {
        Kind::Name(_) => Kind::Name(role),
        Kind::Email(_) => Kind::Email(role),
        Kind::PartyPage(_) | Kind::Website | Kind::Repository(_) => Kind::PartyPage(role),
        other => other,
    }
}

/// The most that a statement on a party supports once its role is known.
fn most_of(kind: Kind) -> Attribution {
    match kind {
        Kind::Name(role) => name::most_of(role),
        Kind::Email(_) => Attribution::Indicated,
        Kind::PartyPage(role) => name::most_of(role),
        _ => Attribution::Confirmed,
    }
}

fn role_word(role: PartyRole) -> &'static str {
    match role {
        PartyRole::Supplier => "supplier",
        PartyRole::Manufacturer => "manufacturer",
        PartyRole::Publisher => "publisher",
        PartyRole::Author => "author",
        PartyRole::Maintainer => "maintainer",
        PartyRole::Originator => "originator",
        PartyRole::Provider => "provider",
        PartyRole::Licensor => "licensor",
        PartyRole::Owner => "owner",
        PartyRole::Contributor => "contributor",
    }
}

fn confusable(value: &str, location: Location) -> Diagnostic {
    Diagnostic::warning(
        "confusable-name",
        format!(
            "`{}` mixes scripts and reads like the name of a listed vendor",
            short(value)
        ),
    )
    .at(location)
}

fn near_miss(publisher: &crate::matching::Publisher) -> Diagnostic {
    Diagnostic::info(
        "near-miss",
        format!(
            "the publisher `{}` has a name close to a listed one and was not attributed",
            short(&publisher.name)
        ),
    )
    .help("`cargo vendor-gate screen NAME` shows the listed name")
}

/// The beginning of a foreign text, for a message.
fn short(text: &str) -> &str {
    if text.len() <= 200 {
        return text;
    }
    text.char_indices()
        .nth(200)
        .map_or(text, |(at, _)| &text[..at])
}
