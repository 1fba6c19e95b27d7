//! What is remarked upon in a document.

use crate::diagnostic::{Diagnostic, Severity};
use crate::inventory::Role;
use crate::matching::screening::Screening;
use crate::matching::{Publisher, Screened};
use crate::source::Location;

impl Screening<'_> {
    pub(super) fn report_duplicates(&mut self) {
        if let Some((reference, location)) = self.first_duplicate.take() {
            let first = short(&reference);
            let message = match self.duplicates {
                1 => format!("a subject repeats the reference `{first}` of another"),
                n_subjects => format!(
                    "{n_subjects} subjects repeat a reference that another has, the first `{first}`"
                ),
            };
            self.diagnostics
                .push(Diagnostic::warning("duplicate-reference", message).at(location));
        }
    }

    /// Without edges nothing tells how a component got in, which matters once there is a finding.
    pub(super) fn report_no_edges(&mut self, screened: &Screened) {
        let has_parts = self
            .contained
            .iter()
            .any(|(_, part)| self.store.record(*part).role != Some(Role::File));
        if screened.components < 2 || self.edges.count() > 0 || has_parts {
            return;
        }
        let severity = if screened.matches.is_empty() {
            Severity::Info
        } else {
            Severity::Warning
        };
        let message =
            "the document states no dependencies, so nothing tells how a component got in";
        self.diagnostics
            .push(Diagnostic::new("no-dependencies", severity, message));
    }
}

impl Screening<'_> {
    pub(super) fn report_unreadable_purls(&mut self) {
        let (count, first) = std::mem::take(&mut self.unreadable_purls);
        if let Some((purl, location)) = first {
            let message = match count {
                1 => format!("`{}` is no package URL", short(&purl)),
                _ => format!(
                    "{count} package URLs cannot be read, the first `{}`",
                    short(&purl)
                ),
            };
            let help = "it says `pkg:TYPE/NAMESPACE/NAME@VERSION`; the other fields were judged";
            self.diagnostics.push(
                Diagnostic::warning("purl-unreadable", message)
                    .help(help)
                    .at(location),
            );
        }
    }
}

pub(super) fn confusable(value: &str, location: Location) -> Diagnostic {
    Diagnostic::warning(
        "confusable-name",
        format!(
            "`{}` mixes scripts and reads like the name of a listed vendor",
            short(value)
        ),
    )
    .at(location)
}

pub(super) fn near_miss(publisher: &Publisher) -> Diagnostic {
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
pub(super) fn short(text: &str) -> &str {
    if text.len() <= 200 {
        return text;
    }
    text.char_indices()
        .nth(200)
        .map_or(text, |(at, _)| &text[..at])
}
