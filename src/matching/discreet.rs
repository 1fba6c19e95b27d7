//! The one place where texts of a document are made fit for reports: no credential of a URL gets past it.
//!
//! Marks are classified as they are written, so that nothing is attributed differently.

use std::borrow::Cow;

use crate::identifier::without_secrets;
use crate::inventory::{Explanation, Path, Remedy};
use crate::matching::{Evidence, Match, Occurrence, Screened};
use crate::source::Location;

impl Screened {
    /// Hide credentials in every text that stems from the document.
    pub(crate) fn hide_secrets(&mut self) {
        self.identity.iter_mut().for_each(hide);
        for link in &mut self.links {
            hide(&mut link.to);
            place(&mut link.at);
        }
        self.without.iter_mut().for_each(hide);
        for publisher in &mut self.publishers {
            hide(&mut publisher.name);
        }
        self.matches.iter_mut().for_each(one_match);
        for diagnostic in &mut self.diagnostics {
            hide(&mut diagnostic.message);
            diagnostic.location.iter_mut().for_each(place);
        }
    }
}

fn hide(text: &mut String) {
    if let Cow::Owned(safe) = without_secrets(text) {
        *text = safe;
    }
}

fn place(location: &mut Location) {
    location.pointer.iter_mut().for_each(hide);
}

fn one_match(found: &mut Match) {
    // The key too: otherwise a saved report could not be compared with what stands there now.
    hide(&mut found.key);
    hide(&mut found.name);
    let optional = [
        &mut found.group,
        &mut found.version,
        &mut found.purl,
        &mut found.licenses,
    ];
    optional.into_iter().flatten().for_each(hide);
    found.evidence.iter_mut().for_each(evidence);
    let Occurrence {
        reference,
        location,
        explanation,
        ..
    } = &mut found.occurrence;
    hide(reference);
    place(location);
    explain(explanation);
}

fn evidence(found: &mut Evidence) {
    hide(&mut found.field);
    hide(&mut found.value);
    found.contradicted_by.iter_mut().for_each(hide);
    place(&mut found.location);
}

fn explain(explanation: &mut Explanation) {
    for Path(steps) in &mut explanation.paths {
        steps.iter_mut().for_each(|step| hide(&mut step.label));
    }
    for Remedy {
        package,
        dependency,
        command,
        ..
    } in &mut explanation.remedies
    {
        hide(package);
        dependency.iter_mut().chain(command).for_each(hide);
    }
}
