//! Reads a document to a visitor that keeps nothing.

use cargo_vendor_gate::diagnostic::Diagnostic;
use cargo_vendor_gate::input::{self, Options};
use cargo_vendor_gate::inventory::{Edge, Field, Mark, Subject, SubjectId, Visitor};
use cargo_vendor_gate::source::Source;

struct Nobody;

/// Read a beginning and what follows it.
pub(crate) fn hears(beginning: &[u8], bytes: &[u8]) {
    let document = Source::memory("document", [beginning, bytes].concat());
    drop(input::read(&document, &Options::default(), &mut Nobody));
}

impl Visitor for Nobody {
    fn subject(&mut self, _subject: &Subject<'_>) -> SubjectId {
        SubjectId(0)
    }

    fn refer(&mut self, _reference: &str) -> SubjectId {
        SubjectId(0)
    }

    fn mark(&mut self, _on: SubjectId, mark: &Mark<'_>, field: &Field<'_>) {
        if let Mark::Purl(purl) = mark {
            drop(field.locator.locate(purl));
        }
    }

    fn edge(&mut self, _from: SubjectId, _edge: Edge, _to: SubjectId) {}

    fn diagnostic(&mut self, _diagnostic: Diagnostic) {}
}
