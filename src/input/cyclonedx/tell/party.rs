//! Who supplies, makes, publishes, writes or licenses: organisations and persons.

use crate::input::cyclonedx::model::{Component, Contact, Entity, LicenseChoice};
use crate::input::json::Str;
use crate::input::party;
use crate::input::teller::{Teller, text};
use crate::inventory::{Field, Locate, Mark, PartyRole, SubjectId, UrlRole};

impl Teller<'_> {
    pub(super) fn parties(
        &mut self,
        id: SubjectId,
        component: &Component<'_>,
        locate: &dyn Locate,
    ) {
        self.entity(
            id,
            component.supplier.as_deref(),
            PartyRole::Supplier,
            "supplier",
            locate,
        );
        self.entity(
            id,
            component.manufacturer.as_deref(),
            PartyRole::Manufacturer,
            "manufacturer",
            locate,
        );
        if let Some(publisher) = text(component.publisher.as_ref()) {
            party::tell(
                self.to,
                id,
                PartyRole::Publisher,
                publisher,
                &Field::new("publisher", locate),
            );
        }
        if let Some(author) = text(component.author.as_ref()) {
            party::tell(
                self.to,
                id,
                PartyRole::Author,
                author,
                &Field::new("author", locate),
            );
        }
        self.contacts(id, &component.authors, PartyRole::Author, "authors", locate);
        for choice in &component.licenses {
            self.license(id, choice, locate);
        }
    }

    /// Who licenses, and where the licence stands.
    pub(super) fn license(
        &mut self,
        id: SubjectId,
        choice: &LicenseChoice<'_>,
        locate: &dyn Locate,
    ) {
        let license = choice.license.as_ref();
        if let Some(url) = license.and_then(|license| text(license.url.as_ref())) {
            let role = UrlRole::Related;
            self.mark(id, Mark::Url { role, url }, "licenses.license.url", locate);
        }
        let licensings = [
            license.and_then(|license| license.licensing.as_deref()),
            choice.licensing.as_deref(),
        ];
        for licensor in licensings
            .into_iter()
            .flatten()
            .filter_map(|licensing| licensing.licensor.as_ref())
        {
            self.entity(
                id,
                licensor.organization.as_ref(),
                PartyRole::Licensor,
                "licenses.licensor",
                locate,
            );
            self.contacts(
                id,
                licensor.individual.as_slice(),
                PartyRole::Licensor,
                "licenses.licensor",
                locate,
            );
        }
    }

    pub(super) fn entity(
        &mut self,
        id: SubjectId,
        entity: Option<&Entity<'_>>,
        role: PartyRole,
        field: &str,
        locate: &dyn Locate,
    ) {
        let Some(entity) = entity else { return };
        if let Some(name) = text(entity.name.as_ref()) {
            party::tell(
                self.to,
                id,
                role,
                name,
                &Field::within(field, "name", locate),
            );
        }
        for url in entity.url.iter().map(Str::as_str) {
            let mark = Mark::Url {
                role: UrlRole::Party(role),
                url,
            };
            self.to
                .mark(id, &mark, &Field::within(field, "url", locate));
        }
        if !entity.contact.is_empty() {
            let field = format!("{field}.contact");
            self.contacts(id, &entity.contact, role, &field, locate);
        }
    }

    pub(super) fn contacts(
        &mut self,
        id: SubjectId,
        contacts: &[Contact<'_>],
        role: PartyRole,
        field: &str,
        locate: &dyn Locate,
    ) {
        for contact in contacts {
            if let Some(name) = text(contact.name.as_ref()) {
                let field = Field {
                    personal: true,
                    ..Field::within(field, "name", locate)
                };
                party::tell(self.to, id, role, name, &field);
            }
            if let Some(address) = text(contact.email.as_ref()) {
                let field = Field::within(field, "email", locate);
                self.to.mark(id, &Mark::Email { role, address }, &field);
            }
        }
    }
}
