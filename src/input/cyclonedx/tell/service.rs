//! A service: who provides it, and where it answers.

use crate::input::cyclonedx::model::Service;
use crate::input::cyclonedx::tell::child_of;
use crate::input::json::Str;
use crate::input::teller::{Teller, text};
use crate::inventory::{
    Class, Edge, Inclusion, Locate, Mark, PartyRole, Role, Subject, SubjectId, UrlRole,
};
use crate::source::Spot;

impl Teller<'_> {
    /// A service with those inside it.
    pub(crate) fn service(
        &mut self,
        service: &Service<'_>,
        role: Role,
        spot: Spot<'_>,
        locate: &dyn Locate,
    ) -> SubjectId {
        let id = self.to.subject(&Subject {
            reference: text(service.bom_ref.as_ref()).unwrap_or_default(),
            role,
            class: Class::Application,
            inclusion: Inclusion::Required,
            group: text(service.group.as_ref()),
            name: text(service.name.as_ref()).unwrap_or_default(),
            version: text(service.version.as_ref()),
            purl: None,
            licenses: None,
            at: spot,
        });
        if service.parties {
            self.unread("parties", spot);
        }
        if let Some(group) = text(service.group.as_ref()) {
            self.mark(id, Mark::Group(group), "group", locate);
        }
        self.entity(
            id,
            service.provider.as_ref(),
            PartyRole::Provider,
            "provider",
            locate,
        );
        for url in service.endpoints.iter().map(Str::as_str) {
            self.mark(
                id,
                Mark::Url {
                    role: UrlRole::Website,
                    url,
                },
                "endpoints",
                locate,
            );
        }
        for choice in &service.licenses {
            self.license(id, choice, locate);
        }
        self.references(id, &service.external_references, locate);
        if service.services.is_empty() {
            return id;
        }
        let parent = child_of(spot, "services");
        for (index, child) in (0..).zip(&service.services) {
            let child = self.service(child, role, spot.within(&parent, index), locate);
            self.to.edge(id, Edge::Contains, child);
        }
        id
    }
}
