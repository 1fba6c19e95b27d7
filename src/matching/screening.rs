//! A visitor that screens one document.

mod flow;
mod hits;
mod remark;
mod result;
mod undeclared;

use std::collections::HashMap;

use crate::denylist::model::Attribution;
use crate::diagnostic::Diagnostic;
use crate::identifier::{Purl, is_of_registry, licence};
use crate::inventory::{
    Class, Document, Edge, Explain, Field, Mark, PartyRole, Role, Subject, SubjectId, Unreadable,
    UrlRole, Visitor,
};
use crate::matching::attribution::Seen;
use crate::matching::edges::Edges;
use crate::matching::graph::label_of;
use crate::matching::index::Index;
use crate::matching::memo::{Known, Memo};
use crate::matching::person::is_person;
use crate::matching::publishers::Register;
use crate::matching::screening::hits::Hits;
use crate::matching::screening::remark::{confusable, near_miss, short};
use crate::matching::sign::{Classified, Kind};
use crate::matching::store::Store;
use crate::matching::{PublisherKind, PublisherResult, Screened, brand, name, namespace, url};
use crate::source::Location;

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
    hits: Hits,
    licenses: HashMap<u32, String>,
    /// The subject told last, and its licences.
    last: (Option<u32>, String),
    register: Register,
    memo: Memo,
    duplicates: u64,
    first_duplicate: Option<(String, Location)>,
    /// Package URLs that are none: how many, and the first.
    unreadable_purls: (u64, Option<(String, Location)>),
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
            hits: Hits::default(),
            licenses: HashMap::new(),
            last: (None, String::new()),
            register: Register::default(),
            memo: Memo::default(),
            duplicates: 0,
            first_duplicate: None,
            unreadable_purls: (0, None),
            diagnostics: Vec::new(),
        }
    }

    /// What the document showed, its unread part included as a diagnostic.
    #[must_use]
    pub fn finish(mut self, path: &str, document: Result<Document, Unreadable>) -> Screened {
        self.judge_undeclared();
        self.flow_from_identifiers();
        self.flow_from_parties();
        self.flow_from_files();
        self.report_duplicates();
        self.report_unreadable_purls();
        // Of a document that was cut short it is said already.
        let undeclared = document.as_ref().map_or(0, |_| self.report_undeclared());
        // Nothing is told any more: what only served the telling makes room for the graph.
        self.store.seal();
        self.memo = Memo::default();
        let mut screened = Screened {
            path: path.to_owned(),
            dependencies: self.edges.count(),
            undeclared,
            ..Screened::default()
        };
        let explain = take_document(document, &mut screened, &mut self.diagnostics);
        screened.matches = self.matches(explain.as_deref());
        self.count_coverage(&mut screened);
        if explain.is_none() {
            self.report_no_edges(&screened);
        }
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
        screened.hide_secrets();
        screened
    }

    /// What a mark says that met no identity.
    fn take_known(&mut self, on: u32, known: Known) {
        let record = self.store.record_mut(on);
        record.add(known.coverage, known.foreign_repository, known.elsewhere);
        let is_judged = matches!(record.role, Some(Role::Component | Role::Service));
        if let Some(publisher) = known.publisher.filter(|_| is_judged) {
            self.register.count(on, publisher, false);
        }
    }

    /// The package that an address in a registry names, where no package URL says which one it is, or another
    /// one than the file is of: an npm package may be called by an alias.
    fn page(&self, on: u32, mark: &Mark<'_>) -> Option<(UrlRole, String)> {
        let record = self.store.record(on);
        if record.lacks_purl() {
            return url::page(mark);
        }
        let is_component = matches!(record.role, None | Some(Role::Component));
        let is_file = is_component
            && matches!(mark, Mark::Url { role, .. } if *role == UrlRole::Distribution);
        let (role, file) = is_file.then(|| url::page(mark)).flatten()?;
        let key = |purl: &str| Purl::parse(purl).map(|purl| purl.key());
        let stated = key(self.store.texts(on).purl?)?;
        (key(&file)? != stated).then_some((role, file))
    }

    /// A package URL that is none: the group that stands beside it counts as it would without one.
    fn unreadable_purl(&mut self, on: SubjectId, purl: &str, field: &Field<'_>) {
        self.store.record_mut(on.0).set_purl(false);
        let (count, first) = &mut self.unreadable_purls;
        *count += 1;
        first.get_or_insert_with(|| (purl.to_owned(), field.locator.locate(purl)));
        let group = self.store.texts(on.0).group.map(str::to_owned);
        if let Some(group) = group {
            let field = Field::new("group", field.locator);
            self.mark(on, &Mark::Group(&group), &field);
        }
    }

    /// What a field that every subject has says of one.
    fn take_of(
        &mut self,
        subject: &Subject<'_>,
        id: SubjectId,
        classified: Classified,
        field: &str,
    ) {
        if !classified.signs.is_empty() || classified.publisher.is_some() {
            let see = |_: &str| subject.at.to_location();
            self.take(id.0, classified, &see, &|| field.to_owned(), false);
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
            let seen = Seen {
                sign,
                field: field(),
                doubtful,
                location,
            };
            self.hits.push(on, seen);
        }
        known
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
        if let Some(named) = by_name(self.index, subject) {
            classified.signs.extend(named.signs);
            classified.coverage.add(named.coverage);
            classified.publisher = named.publisher;
        }
        self.take_of(subject, id, classified, "name");
        if let Some(referred) = by_reference(self.index, subject) {
            self.take_of(subject, id, referred, "reference");
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

    fn refer_all(&mut self, references: &[&str], ids: &mut Vec<SubjectId>) {
        self.store.refer_all(references, ids);
    }

    fn mark(&mut self, on: SubjectId, mark: &Mark<'_>, field: &Field<'_>) {
        let page = self.page(on.0, mark);
        if let Mark::Purl(purl) = *mark {
            let record = self.store.record_mut(on.0);
            record.set_purl(record.has_purl() || is_of_registry(purl));
        }
        let stem = match &page {
            Some((role, purl)) => self.index.stem_of_page(*role, purl),
            None => self.index.stem(mark),
        };
        let is_file = matches!(page, Some((UrlRole::Distribution, _)));
        if let Some(known) = stem.and_then(|stem| self.memo.get(stem, field.personal)) {
            if is_file {
                self.store.record_mut(on.0).set_other_file();
            }
            return self.take_known(on.0, known);
        }
        let mut classified = match &page {
            Some((_, purl)) => url::classify_page(self.index, purl),
            None => self.index.classify(&of_person(mark, field)),
        };
        if let (true, Some((name, kind @ PublisherKind::Party))) =
            (field.personal, &mut classified.publisher)
            && is_person(PartyRole::Author, name)
        {
            *kind = PublisherKind::Person;
        }
        if classified.unreadable {
            return self.unreadable_purl(on, mark.text(), field);
        }
        let hit = !classified.signs.is_empty();
        if is_file && !hit {
            self.store.record_mut(on.0).set_other_file();
        }
        let known = self.take(
            on.0,
            classified,
            &|part| field.locator.locate_part(mark.text(), part),
            &|| field.path(),
            field.doubtful,
        );
        if let (false, Some(stem)) = (hit, stem) {
            self.memo.keep(stem, field.personal, known);
        }
        if hit && self.last.0.take_if(|last| *last == on.0).is_some() {
            self.licenses
                .insert(on.0, licence(&self.last.1).into_owned());
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

/// A mark as it counts: a person who supplies something may be called like a company, as an author may.
fn of_person<'t>(mark: &Mark<'t>, field: &Field<'_>) -> Mark<'t> {
    use PartyRole::{Manufacturer, Provider, Publisher, Supplier};
    match *mark {
        Mark::Name {
            role: Supplier | Manufacturer | Provider,
            name,
        } if field.personal => Mark::Name {
            role: Publisher,
            name,
        },
        mark => mark,
    }
}

/// What the name of a subject says of its publisher where neither purl nor group does, if it can say it.
fn by_name(index: &Index<'_>, subject: &Subject<'_>) -> Option<Classified> {
    let is_image = match subject.purl {
        None => subject.class == Class::Container,
        Some(purl) => namespace::is_image_without_place(purl),
    };
    if is_image {
        return Some(namespace::classify_image(
            index,
            subject.group,
            subject.name,
        ));
    }
    let is_software = matches!(subject.class, Class::Library | Class::Application);
    (is_software && subject.purl.is_none() && subject.group.is_none())
        .then(|| namespace::classify_name(index, subject.name))
}

/// What the reference of a component says that is a package URL, where the component has no other.
fn by_reference(index: &Index<'_>, subject: &Subject<'_>) -> Option<Classified> {
    let is_judged = matches!(subject.role, Role::Component | Role::Service);
    let has_purl = subject.purl.is_some_and(is_of_registry);
    if !is_judged || has_purl || !is_of_registry(subject.reference) {
        return None;
    }
    let mut found = namespace::named_by_purl(index, subject.reference);
    // References need not tell anything, so that it proves no more than an address.
    for sign in &mut found.signs {
        sign.kind = Kind::Website;
    }
    Some(found)
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
