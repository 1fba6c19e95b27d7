//! What the parts of a CycloneDX document tell a visitor, whatever encoding they came in.

mod component;
mod document;
mod party;
mod property;
mod reference;
mod service;

use crate::identifier::is_purl;
use crate::input::cyclonedx::model::{Composition, Dependency};
use crate::input::teller::{Teller, text};
use crate::inventory::{DependencyKind, Direction, Edge, Link, LinkKind};
use crate::source::{Location, Spot};

impl Teller<'_> {
    /// What one subject needs, and what it provides; with what that needs.
    pub(crate) fn dependency(&mut self, dependency: &Dependency<'_>) {
        let from = text(dependency.reference.as_ref()).map(|reference| self.to.refer(reference));
        for needed in dependency.depends_on.iter().chain(&dependency.provides) {
            if let Some(document) = bom_link(needed.as_str()) {
                self.link(document, Location::default());
            }
            let Some(from) = from else {
                // Whatever needs it, it is named.
                self.named(needed.as_str());
                continue;
            };
            let edge = Edge::DependsOn(DependencyKind::Normal);
            self.to
                .connect(from, edge, Direction::Forth, needed.as_str());
            self.dependencies += 1;
        }
        for nested in &dependency.nested {
            self.dependency(nested);
        }
    }

    /// What the document itself says that it leaves out counts as a document that was not seen.
    pub(crate) fn composition(&mut self, composition: &Composition<'_>, spot: Spot<'_>) {
        // Most references lead into the document; a package URL says itself what it is.
        for named in composition
            .assemblies
            .iter()
            .chain(&composition.dependencies)
        {
            if let Some(document) = bom_link(named.as_str()) {
                self.link(document, spot.to_location());
            } else if is_purl(named.as_str()) {
                self.named(named.as_str());
            }
        }
        let aggregate = text(composition.aggregate.as_ref()).unwrap_or_default();
        if aggregate.starts_with("incomplete") || aggregate == "unknown" {
            self.links.push(Link {
                to: aggregate.to_owned(),
                kind: LinkKind::Composition,
                at: spot.to_location(),
            });
        }
    }
}

impl Teller<'_> {
    /// What is named without anything being said of it: a package URL says itself what it is.
    fn named(&mut self, reference: &str) {
        self.to.refer(reference);
    }
}

/// The document of a BOM-Link to one of its elements (`urn:cdx:serial/version#bom-ref`).
fn bom_link(reference: &str) -> Option<&str> {
    let link = reference.strip_prefix("urn:cdx:").map(|_| reference)?;
    Some(link.split_once('#').map_or(link, |(document, _)| document))
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
    if spot.parent.is_empty() {
        return format!("/{list}");
    }
    format!("{}/{list}", spot.pointer())
}
