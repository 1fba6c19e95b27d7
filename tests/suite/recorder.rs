//! A visitor that writes down what it hears.

use std::collections::{BTreeMap, BTreeSet};

use cargo_vendor_gate::diagnostic::Diagnostic;
use cargo_vendor_gate::input::{self, Options};
use cargo_vendor_gate::inventory::{
    Document, Edge, Field, Mark, Role, Subject, SubjectId, Unreadable, Visitor,
};
use cargo_vendor_gate::source::Source;

/// What a document told.
#[derive(Default)]
pub(crate) struct Recorder {
    /// Role, name and version of each subject that was declared.
    pub(crate) subjects: BTreeMap<u32, (Role, String, String)>,
    /// The line of each.
    pub(crate) lines: BTreeMap<u32, u32>,
    /// Marks without their fields.
    pub(crate) marks: BTreeSet<(u32, String)>,
    pub(crate) edges: BTreeSet<(u32, String, u32)>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    names: BTreeMap<String, u32>,
    next: u32,
}

impl Recorder {
    /// Read a document and write down what it tells.
    pub(crate) fn read(bytes: &[u8]) -> (Self, Result<Document, Unreadable>) {
        let mut recorder = Self::default();
        let document = input::read(
            &Source::memory("document", bytes),
            &Options::default(),
            &mut recorder,
        );
        (recorder, document)
    }

    pub(crate) fn count(&self, role: Role) -> usize {
        self.subjects
            .values()
            .filter(|(found, ..)| *found == role)
            .count()
    }

    /// Everything by names instead of numbers, so that two encodings can be compared.
    pub(crate) fn told(&self) -> BTreeSet<String> {
        let name = |id: &u32| match self.subjects.get(id) {
            Some((role, name, version)) => format!("{role:?} {name} {version}"),
            None => "nobody".to_owned(),
        };
        let subjects = self.subjects.keys().map(name);
        let marks = self
            .marks
            .iter()
            .map(|(on, mark)| format!("{}: {mark}", name(on)));
        let edges = self.edges.iter();
        let edges = edges.map(|(from, edge, to)| format!("{} {edge} {}", name(from), name(to)));
        subjects.chain(marks).chain(edges).collect()
    }

    fn fresh(&mut self) -> u32 {
        self.next += 1;
        self.next
    }
}

impl Visitor for Recorder {
    fn subject(&mut self, subject: &Subject<'_>) -> SubjectId {
        let known = self.names.get(subject.reference).copied();
        let id = match known.filter(|id| !self.subjects.contains_key(id)) {
            Some(id) => id,
            None => self.fresh(),
        };
        if !subject.reference.is_empty() {
            self.names.entry(subject.reference.to_owned()).or_insert(id);
        }
        let version = subject.version.unwrap_or_default().to_owned();
        self.subjects
            .insert(id, (subject.role, subject.name.to_owned(), version));
        self.lines.insert(id, subject.at.line);
        SubjectId(id)
    }

    fn refer(&mut self, reference: &str) -> SubjectId {
        if let Some(id) = self.names.get(reference) {
            return SubjectId(*id);
        }
        let id = self.fresh();
        self.names.insert(reference.to_owned(), id);
        SubjectId(id)
    }

    fn mark(&mut self, on: SubjectId, mark: &Mark<'_>, _field: &Field<'_>) {
        self.marks.insert((on.0, format!("{mark:?}")));
    }

    fn edge(&mut self, from: SubjectId, edge: Edge, to: SubjectId) {
        self.edges.insert((from.0, format!("{edge:?}"), to.0));
    }

    fn diagnostic(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}
