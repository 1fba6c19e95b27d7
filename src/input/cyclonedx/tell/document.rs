//! What a document says of itself: its subject, its parties, and the tools that made it.

use crate::input::cyclonedx::model::{Declarations, Formula, Metadata, Tools};
use crate::input::cyclonedx::tell::child_of;
use crate::input::party;
use crate::input::teller::{Teller, text};
use crate::inventory::{Class, Field, Locate, PartyRole, Role, Subject};
use crate::source::Spot;

impl Teller<'_> {
    /// What the document says of itself: its subject, its parties, its tools.
    pub(crate) fn metadata(
        &mut self,
        metadata: &Metadata<'_>,
        spot: Spot<'_>,
        locate: &dyn Locate,
    ) {
        let parent = child_of(spot, "component");
        let at = spot.within(&parent, Spot::WHOLE);
        let is_supplied = metadata.supplier.is_some()
            || metadata.manufacturer.is_some()
            || metadata.manufacture.is_some();
        let subject = match &metadata.component {
            Some(component) => self.component(component, Role::Component, at, locate),
            None if is_supplied => self.to.subject(&Subject {
                role: Role::Described,
                ..Subject::document("", spot)
            }),
            None => self.to.subject(&Subject::document("", spot)),
        };
        self.entity(
            subject,
            metadata.supplier.as_ref(),
            PartyRole::Supplier,
            "metadata.supplier",
            locate,
        );
        self.entity(
            subject,
            metadata.manufacturer.as_ref(),
            PartyRole::Manufacturer,
            "metadata.manufacturer",
            locate,
        );
        self.entity(
            subject,
            metadata.manufacture.as_ref(),
            PartyRole::Manufacturer,
            "metadata.manufacture",
            locate,
        );
        // Labels of an image stand here, beside what the document is about.
        for property in &metadata.properties {
            self.property(subject, property, locate);
        }
        // Who wrote the document supplies nothing.
        let written = match &metadata.component {
            None if is_supplied => self.to.subject(&Subject::document("", spot)),
            _ => subject,
        };
        self.contacts(
            written,
            &metadata.authors,
            PartyRole::Author,
            "metadata.authors",
            locate,
        );
        self.tools(&metadata.tools, spot, locate);
    }

    fn tools(&mut self, tools: &Tools<'_>, spot: Spot<'_>, locate: &dyn Locate) {
        let parent = child_of(spot, "tools");
        let components = format!("{parent}/components");
        let services = format!("{parent}/services");
        for (index, tool) in (0..).zip(&tools.tools) {
            let id = self.to.subject(&Subject {
                name: text(tool.name.as_ref()).unwrap_or_default(),
                version: text(tool.version.as_ref()),
                role: Role::Tool,
                class: Class::Application,
                ..Subject::document("", spot.within(&parent, index))
            });
            if let Some(vendor) = text(tool.vendor.as_ref()) {
                party::tell(
                    self.to,
                    id,
                    PartyRole::Supplier,
                    vendor,
                    &Field::new("metadata.tools.vendor", locate),
                );
            }
        }
        for (index, component) in (0..).zip(&tools.components) {
            self.component(
                component,
                Role::Tool,
                spot.within(&components, index),
                locate,
            );
        }
        for (index, service) in (0..).zip(&tools.services) {
            self.service(service, Role::Tool, spot.within(&services, index), locate);
        }
    }

    /// What is declared to conform to a standard: it may stand nowhere else.
    pub(crate) fn declarations(
        &mut self,
        declarations: &Declarations<'_>,
        spot: Spot<'_>,
        locate: &dyn Locate,
    ) {
        let Some(targets) = &declarations.targets else {
            return;
        };
        let parent = child_of(spot, "targets");
        let components = format!("{parent}/components");
        for (index, component) in (0..).zip(&targets.components) {
            let spot = spot.within(&components, index);
            self.component(component, Role::Component, spot, locate);
        }
        let services = format!("{parent}/services");
        for (index, service) in (0..).zip(&targets.services) {
            let spot = spot.within(&services, index);
            self.service(service, Role::Service, spot, locate);
        }
    }

    /// How something was built: its parts are tools.
    pub(crate) fn formula(&mut self, formula: &Formula<'_>, spot: Spot<'_>, locate: &dyn Locate) {
        let parent = child_of(spot, "components");
        for (index, component) in (0..).zip(&formula.components) {
            self.component(component, Role::Tool, spot.within(&parent, index), locate);
        }
        let parent = child_of(spot, "services");
        for (index, service) in (0..).zip(&formula.services) {
            self.service(service, Role::Tool, spot.within(&parent, index), locate);
        }
    }
}
