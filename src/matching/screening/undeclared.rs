//! References that lead to nothing in the document.

use std::borrow::Cow;

use crate::diagnostic::Diagnostic;
use crate::identifier::is_purl;
use crate::inventory::{Field, Mark, Nowhere, Role, SubjectId, Visitor as _};
use crate::matching::screening::Screening;
use crate::matching::screening::remark::short;

impl Screening<'_> {
    /// Hear what such references say by themselves: many are package URLs.
    pub(super) fn judge_undeclared(&mut self) {
        self.excuse_makers();
        let purls: Vec<(u32, String)> = self
            .undeclared()
            .filter(|(_, reference)| is_purl(reference))
            .map(|(id, reference)| (id, reference.into_owned()))
            .collect();
        for (id, purl) in purls {
            let field = Field::new("reference", &Nowhere);
            self.mark(SubjectId(id), &Mark::Purl(&purl), &field);
        }
    }

    /// Who made the document is no part of what it lists, and some generators give only an address.
    fn excuse_makers(&mut self) {
        let role = |id| self.store.record(id).role;
        let made = self.supplied.iter();
        let made = made.filter(|(document, ..)| role(*document) == Some(Role::Document));
        let makers: Vec<u32> = made
            .map(|(.., maker)| maker)
            .filter(|maker| role(*maker).is_none())
            .collect();
        for maker in makers {
            self.store.record_mut(maker).role = Some(Role::Party);
        }
    }

    /// Count them, and say so: what they stand for was not seen.
    pub(super) fn report_undeclared(&mut self) -> u64 {
        let mut undeclared = self.undeclared();
        let Some((_, first)) = undeclared.next() else {
            return 0;
        };
        let first = short(&first).to_owned();
        let count = 1 + undeclared.fold(0, |count, _| count + 1);
        let message = match count {
            1 => format!("a reference leads to nothing in the document: `{first}`"),
            _ => {
                format!("{count} references lead to nothing in the document, one of them `{first}`")
            }
        };
        self.diagnostics.push(
            Diagnostic::warning("reference-undeclared", message)
                .help("what a reference stands for was judged by its name alone and counts against coverage; ask for the whole document"),
        );
        count
    }

    fn undeclared(&self) -> impl Iterator<Item = (u32, Cow<'_, str>)> {
        let named = (0..self.store.len()).filter(|id| self.store.record(*id).role.is_none());
        named
            .map(|id| (id, self.store.texts(id).reference))
            .filter(|(_, reference)| is_of_this_document(reference))
    }
}

/// Whether a reference asks for an element: not the document itself, another document, or a term of SPDX.
fn is_of_this_document(reference: &str) -> bool {
    let others = [
        "SPDXRef-DOCUMENT",
        "DocumentRef-",
        "urn:cdx:",
        "https://spdx.org/rdf/",
    ];
    !reference.is_empty() && !others.iter().any(|other| reference.starts_with(other))
}
