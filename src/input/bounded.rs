//! What one document tells, on its way to the visitor.
//!
//! Diagnostics are bounded: a million odd fields are told as a few, and a count. They are held until
//! the end, since only then it is known whether the document is of the kind whose fields seemed odd.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Severity};
use crate::input::waiting::Waiting;
use crate::inventory::{
    Direction, Document, Edge, Field, Mark, Subject, SubjectId, Unreadable, Visitor,
};

/// Diagnostics with one code that are told as they are.
const SHOWN: u64 = 20;

/// Hands everything on, and diagnostics of one kind only so many times.
pub(crate) struct Bounded<'v> {
    to: &'v mut dyn Visitor,
    held: Vec<Diagnostic>,
    counts: BTreeMap<(&'static str, Severity), u64>,
    waiting: Waiting,
}

impl<'v> Bounded<'v> {
    pub(crate) fn new(to: &'v mut dyn Visitor) -> Self {
        Self {
            to,
            held: Vec::new(),
            counts: BTreeMap::new(),
            waiting: Waiting::default(),
        }
    }

    /// Hand the diagnostics on, and say how many were left out. What seemed odd about a document that
    /// is refused as one of another kind says nothing: the refusal does.
    pub(crate) fn finish(mut self, document: &Result<Document, Unreadable>) {
        self.connect_waiting();
        if let Err(unreadable) = document
            && unreadable.diagnostic.code == "input-unsupported"
        {
            return;
        }
        for diagnostic in self.held {
            self.to.diagnostic(diagnostic);
        }
        for ((code, severity), count) in self.counts {
            if count > SHOWN {
                let message = format!("{} more of this kind in the document", count - SHOWN);
                self.to.diagnostic(Diagnostic::new(code, severity, message));
            }
        }
    }

    fn connect_waiting(&mut self) {
        self.waiting.tell(self.to, |_, _, _| {});
    }
}

impl Visitor for Bounded<'_> {
    fn subject(&mut self, subject: &Subject<'_>) -> SubjectId {
        self.to.subject(subject)
    }

    fn refer(&mut self, reference: &str) -> SubjectId {
        self.to.refer(reference)
    }

    fn refer_all(&mut self, references: &[&str], ids: &mut Vec<SubjectId>) {
        self.to.refer_all(references, ids);
    }

    fn mark(&mut self, on: SubjectId, mark: &Mark<'_>, field: &Field<'_>) {
        self.to.mark(on, mark, field);
    }

    fn edge(&mut self, from: SubjectId, edge: Edge, to: SubjectId) {
        self.to.edge(from, edge, to);
    }

    fn connect(&mut self, known: SubjectId, edge: Edge, direction: Direction, reference: &str) {
        let line = 0;
        if self.waiting.push(known, edge, direction, reference, line) {
            self.connect_waiting();
        }
    }

    fn diagnostic(&mut self, diagnostic: Diagnostic) {
        let key = (diagnostic.code, diagnostic.severity);
        let count = self.counts.entry(key).or_default();
        *count += 1;
        if *count <= SHOWN {
            self.held.push(diagnostic);
        }
    }
}
