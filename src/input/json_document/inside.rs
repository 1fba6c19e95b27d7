//! What a document tells that stands inside another, encoded: its lines are none of the file's.

use crate::diagnostic::Diagnostic;
use crate::inventory::{Direction, Edge, Field, Locate, Mark, Subject, SubjectId, Visitor};
use crate::source::{Location, Spot};

/// Tells on, with the line of the file on which the inner document stands in the place of every inner line.
/// Pointers stay those of the inner document.
pub(super) struct Inside<'v> {
    pub(super) to: &'v mut dyn Visitor,
    pub(super) line: u32,
}

impl Visitor for Inside<'_> {
    fn subject(&mut self, subject: &Subject<'_>) -> SubjectId {
        let at = Spot {
            line: self.line,
            column: 0,
            ..subject.at
        };
        self.to.subject(&Subject { at, ..*subject })
    }

    fn refer(&mut self, reference: &str) -> SubjectId {
        self.to.refer(reference)
    }

    fn refer_all(&mut self, references: &[&str], ids: &mut Vec<SubjectId>) {
        self.to.refer_all(references, ids);
    }

    fn mark(&mut self, on: SubjectId, mark: &Mark<'_>, field: &Field<'_>) {
        let line = self.line;
        let inner = field.locator;
        let locator = &OnLine { inner, line };
        self.to.mark(on, mark, &Field { locator, ..*field });
    }

    fn edge(&mut self, from: SubjectId, edge: Edge, to: SubjectId) {
        self.to.edge(from, edge, to);
    }

    fn connect(&mut self, known: SubjectId, edge: Edge, direction: Direction, reference: &str) {
        self.to.connect(known, edge, direction, reference);
    }

    fn diagnostic(&mut self, diagnostic: Diagnostic) {
        let location = diagnostic.location.map(|place| on_line(self.line, place));
        self.to.diagnostic(Diagnostic {
            location,
            ..diagnostic
        });
    }
}

/// Places of the inner document as those of the file.
struct OnLine<'a> {
    inner: &'a dyn Locate,
    line: u32,
}

impl Locate for OnLine<'_> {
    fn locate(&self, value: &str) -> Location {
        on_line(self.line, self.inner.locate(value))
    }

    fn locate_part(&self, value: &str, part: &str) -> Location {
        on_line(self.line, self.inner.locate_part(value, part))
    }
}

fn on_line(line: u32, place: Location) -> Location {
    Location {
        line: Some(line),
        column: None,
        ..place
    }
}
