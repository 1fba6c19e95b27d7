//! All that a document tells, written down.

use std::collections::HashMap;

use cargo_vendor_gate::diagnostic::Diagnostic;
use cargo_vendor_gate::input::{self, Options};
use cargo_vendor_gate::inventory::{Edge, Field, Mark, Subject, SubjectId, Visitor};
use cargo_vendor_gate::source::Source;

/// What was told, in its order, and how it ended.
#[derive(Default)]
pub struct Told {
    /// One line for each thing.
    pub lines: Vec<String>,
    /// Whether the document was read to its end.
    pub is_whole: bool,
    /// How it was written, where that was recognised.
    pub encoding: Option<&'static str>,
    names: HashMap<String, u32>,
    next: u32,
}

impl Told {
    /// Read a document.
    #[must_use]
    pub fn of(document: &[u8]) -> Self {
        let mut told = Self::default();
        let source = Source::memory("document", document);
        match input::read(&source, &Options::default(), &mut told) {
            Ok(document) => {
                told.is_whole = true;
                told.encoding = Some(document.encoding);
                told.line(format!(
                    "{} {} {:?} {:?} {:?} {}",
                    document.format,
                    document.encoding,
                    document.spec_version,
                    document.identity,
                    document.links,
                    document.dependencies,
                ));
            }
            Err(unreadable) => {
                told.encoding = unreadable.encoding;
                told.line(format!("{unreadable:?}"));
            }
        }
        told
    }

    fn line(&mut self, line: String) {
        self.lines.push(line);
    }

    fn fresh(&mut self) -> u32 {
        self.next += 1;
        self.next
    }
}

impl Visitor for Told {
    fn subject(&mut self, subject: &Subject<'_>) -> SubjectId {
        let id = self.refer(subject.reference);
        self.line(format!("{id:?} {subject:?}"));
        id
    }

    fn refer(&mut self, reference: &str) -> SubjectId {
        if let Some(id) = self.names.get(reference) {
            return SubjectId(*id);
        }
        let id = self.fresh();
        self.names.insert(reference.to_owned(), id);
        SubjectId(id)
    }

    fn mark(&mut self, on: SubjectId, mark: &Mark<'_>, field: &Field<'_>) {
        let text = mark.text();
        let part = text.rsplit('/').next().unwrap_or_default();
        let places = [
            field.locator.locate(text),
            field.locator.locate_part(text, part),
        ];
        let doubts = (field.doubtful, field.personal);
        self.line(format!(
            "{on:?} {mark:?} {} {doubts:?} {places:?}",
            field.path()
        ));
    }

    fn edge(&mut self, from: SubjectId, edge: Edge, to: SubjectId) {
        self.line(format!("{from:?} {edge:?} {to:?}"));
    }

    fn diagnostic(&mut self, diagnostic: Diagnostic) {
        self.line(format!("{diagnostic:?}"));
    }
}
