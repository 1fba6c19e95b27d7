//! Problems, each with the line on which it stands.

use std::ops::Range;

use crate::denylist::ListFile;
use crate::diagnostic::{Diagnostic, Excerpt};

/// Problems that show their line. Each holds its file, and a broken file has many.
const SHOWN: usize = 100;

/// What is wrong with some files, in the order of their entries.
pub(super) struct Problems<'f> {
    files: &'f [ListFile],
    entry: String,
    found: Vec<Diagnostic>,
}

impl<'f> Problems<'f> {
    pub(super) fn new(files: &'f [ListFile]) -> Self {
        Self {
            files,
            entry: String::new(),
            found: Vec::new(),
        }
    }

    /// What follows is about the authority, vendor or profile with this id.
    pub(super) fn about(&mut self, id: &str) {
        id.clone_into(&mut self.entry);
    }

    /// Something is wrong with a value of the entry; the id itself stands for the whole entry.
    pub(super) fn add(&mut self, code: &'static str, value: &str, message: String) {
        self.push(value, Diagnostic::error(code, message));
    }

    /// The same, for a diagnostic that has help already.
    pub(super) fn push(&mut self, value: &str, problem: Diagnostic) {
        match self.place(value) {
            Some((file, span)) => self.push_at(file, span, problem),
            None => self.found.push(problem),
        }
    }

    /// The same, where the place is known.
    pub(super) fn push_at(&mut self, file: &ListFile, span: Range<usize>, problem: Diagnostic) {
        let shown = self.found.len() < SHOWN;
        self.found.push(if shown {
            let path = file.path.display().to_string();
            problem.excerpt(Excerpt::of(path, &file.text, span, ""))
        } else {
            problem
        });
    }

    /// Diagnostics that know their place.
    pub(super) fn extend(&mut self, problems: impl IntoIterator<Item = Diagnostic>) {
        self.found.extend(problems);
    }

    pub(super) fn finish(self) -> Vec<Diagnostic> {
        self.found
    }

    /// The last place of the value in the file of the entry, else the entry's id.
    fn place(&self, value: &str) -> Option<(&'f ListFile, Range<usize>)> {
        let id = format!("id = {}", quoted(&self.entry));
        let mut files = self.files.iter();
        let (file, id_at) = files.find_map(|file| Some((file, line_start(&file.text, &id)?)))?;
        let literal = quoted(value);
        let last = file.text.rfind(&literal).filter(|_| value != self.entry);
        let span = last.map_or(id_at..id_at + id.len(), |at| at..at + literal.len());
        Some((file, span))
    }
}

/// Where a line that begins with this text begins.
fn line_start(text: &str, line: &str) -> Option<usize> {
    let starts = text.match_indices(line).map(|(at, _)| at);
    let mut whole = starts.filter(|at| *at == 0 || text.as_bytes()[at - 1] == b'\n');
    whole.next()
}

/// A text as TOML files write it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
