//! What the parts of a CycloneDX document tell a visitor, whatever encoding they came in.

mod component;
mod document;
mod party;
mod property;
mod reference;
mod service;

use crate::input::cyclonedx::model::Dependency;
use crate::input::teller::{Teller, text};
use crate::inventory::{DependencyKind, Edge};
use crate::source::{Location, Spot};

impl Teller<'_> {
    /// What one subject needs, and what it provides.
    pub(crate) fn dependency(&mut self, dependency: &Dependency<'_>) {
        let Some(reference) = text(dependency.reference.as_ref()) else {
            return;
        };
        let from = self.to.refer(reference);
        for needed in dependency.depends_on.iter().chain(&dependency.provides) {
            let needed = self.to.refer(needed.as_str());
            self.to
                .edge(from, Edge::DependsOn(DependencyKind::Normal), needed);
            self.dependencies += 1;
        }
    }
}

/// BOM-Link of a document (`urn:cdx:serial/version`).
pub(crate) fn identity(serial: &str, version: &str) -> Option<String> {
    let uuid = serial.trim().strip_prefix("urn:uuid:")?;
    Some(format!(
        "urn:cdx:{uuid}/{}",
        if version.is_empty() { "1" } else { version }
    ))
}

/// A list in the element at a place, as a JSON pointer.
fn child_of(spot: Spot<'_>, list: &str) -> String {
    let location: Location = spot.to_location();
    format!("{}/{list}", location.pointer.unwrap_or_default())
}
