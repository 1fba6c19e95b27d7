//! What the parts of a CycloneDX document tell a visitor, whatever encoding they came in.

use std::borrow::Cow;

use crate::input::cyclonedx::model::{
    Component, Contact, Dependency, Entity, ExternalReference, Formula, Identity, Metadata,
    Property, Service, Tools,
};
use crate::input::json::Str;
use crate::input::party;
use crate::inventory::{
    Class, DependencyKind, Edge, Field, Inclusion, Link, Locate, Mark, PartyRole, Role, Subject,
    SubjectId, UrlRole, Visitor,
};
use crate::source::{Location, Spot};

/// Below this a generator's own guess counts as doubtful.
const CONFIDENT: f64 = 0.8;

/// Tells the parts of one document.
pub(crate) struct Teller<'v> {
    pub(crate) to: &'v mut dyn Visitor,
    pub(crate) dependencies: u64,
    pub(crate) links: Vec<Link>,
}

/// What the last word of a property's name says of its value.
enum Meaning {
    Party(PartyRole),
    Url(UrlRole),
    Guess,
}

/// Properties in which generators keep publishers, by the last word of their names:
/// `syft:metadata:maintainer`, `cdx:npm:author`, `aquasecurity:trivy:…` and the like.
const PROPERTIES: [(&str, Meaning); 16] = [
    ("maintainer", Meaning::Party(PartyRole::Maintainer)),
    ("maintainers", Meaning::Party(PartyRole::Maintainer)),
    ("packager", Meaning::Party(PartyRole::Maintainer)),
    ("vendor", Meaning::Party(PartyRole::Supplier)),
    ("supplier", Meaning::Party(PartyRole::Supplier)),
    ("publisher", Meaning::Party(PartyRole::Publisher)),
    ("author", Meaning::Party(PartyRole::Author)),
    ("authors", Meaning::Party(PartyRole::Author)),
    ("repository", Meaning::Url(UrlRole::Vcs)),
    ("vcsurl", Meaning::Url(UrlRole::Vcs)),
    ("vcs_url", Meaning::Url(UrlRole::Vcs)),
    ("sourcerepository", Meaning::Url(UrlRole::Vcs)),
    ("giturl", Meaning::Url(UrlRole::Vcs)),
    ("homepage", Meaning::Url(UrlRole::Website)),
    ("url", Meaning::Url(UrlRole::Website)),
    ("cpe23", Meaning::Guess),
];

impl Teller<'_> {
    /// A component with all that is inside it.
    pub(crate) fn component(
        &mut self,
        component: &Component<'_>,
        role: Role,
        spot: Spot<'_>,
        locate: &dyn Locate,
    ) -> SubjectId {
        let licenses = licenses(component);
        let id = self.to.subject(&Subject {
            reference: text(component.bom_ref.as_ref()).unwrap_or_default(),
            role,
            class: class(component.kind.as_ref().map_or("", Str::as_str)),
            inclusion: inclusion(component.scope.as_ref().map_or("", Str::as_str)),
            group: text(component.group.as_ref()),
            name: text(component.name.as_ref()).unwrap_or_default(),
            version: text(component.version.as_ref()),
            purl: text(component.purl.as_ref()),
            licenses: licenses.as_deref(),
            at: spot,
        });
        self.identifiers(id, component, locate);
        self.parties(id, component, locate);
        self.references(id, &component.external_references, locate);
        for property in &component.properties {
            self.property(id, property, locate);
        }
        self.pedigree(id, component, spot, locate);
        if component.components.is_empty() {
            return id;
        }
        let parent = child_of(spot, "components");
        for (index, child) in (0..).zip(&component.components) {
            let child = self.component(
                child,
                role,
                Spot {
                    parent: &parent,
                    index,
                    ..spot
                },
                locate,
            );
            self.to.edge(id, Edge::Contains, child);
        }
        id
    }

    fn identifiers(&mut self, id: SubjectId, component: &Component<'_>, locate: &dyn Locate) {
        match (
            text(component.purl.as_ref()),
            text(component.group.as_ref()),
        ) {
            (Some(purl), _) => self.mark(id, Mark::Purl(purl), "purl", locate),
            (None, Some(group)) => self.mark(id, Mark::Group(group), "group", locate),
            (None, None) => {}
        }
        if let Some(cpe) = text(component.cpe.as_ref()) {
            self.mark(id, Mark::Cpe(cpe), "cpe", locate);
        }
        if let Some(tag) = component
            .swid
            .as_ref()
            .and_then(|swid| text(swid.tag_id.as_ref()))
        {
            // Many makers build tag ids from their domain: `com.example+product`.
            if let Some(domain) = tag
                .split(['+', '_', '/'])
                .next()
                .filter(|domain| domain.contains('.'))
            {
                self.mark(
                    id,
                    Mark::Url {
                        role: UrlRole::Documentation,
                        url: domain,
                    },
                    "swid.tagId",
                    locate,
                );
            }
        }
        for identity in component
            .evidence
            .iter()
            .flat_map(|evidence| &evidence.identity.0)
        {
            self.identity(id, identity, locate);
        }
        let copyrights = component
            .evidence
            .iter()
            .flat_map(|evidence| &evidence.copyright);
        for copyright in copyrights.filter_map(|copyright| text(copyright.text.as_ref())) {
            self.mark(id, Mark::Copyright(copyright), "evidence.copyright", locate);
        }
        if let Some(copyright) = text(component.copyright.as_ref()) {
            self.mark(id, Mark::Copyright(copyright), "copyright", locate);
        }
    }

    fn identity(&mut self, id: SubjectId, identity: &Identity<'_>, locate: &dyn Locate) {
        let Some(value) = text(identity.concluded_value.as_ref()) else {
            return;
        };
        let (mark, name) = match identity.field.as_ref().map_or("", Str::as_str) {
            "purl" => (Mark::Purl(value), "evidence.identity[purl]"),
            "cpe" => (Mark::Cpe(value), "evidence.identity[cpe]"),
            "group" => (Mark::Group(value), "evidence.identity[group]"),
            _ => return,
        };
        let doubtful = identity
            .confidence
            .is_none_or(|confidence| confidence < CONFIDENT);
        self.to.mark(
            id,
            &mark,
            &Field {
                name,
                doubtful,
                locator: locate,
            },
        );
    }

    fn parties(&mut self, id: SubjectId, component: &Component<'_>, locate: &dyn Locate) {
        self.entity(
            id,
            component.supplier.as_ref(),
            PartyRole::Supplier,
            "supplier",
            locate,
        );
        self.entity(
            id,
            component.manufacturer.as_ref(),
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
        for licensor in component.licenses.iter().filter_map(|choice| {
            choice
                .license
                .as_ref()?
                .licensing
                .as_ref()?
                .licensor
                .as_ref()
        }) {
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

    fn entity(
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
                &Field::new(&format!("{field}.name"), locate),
            );
        }
        for url in entity.url.0.iter().map(Str::as_str) {
            self.mark(
                id,
                Mark::Url {
                    role: UrlRole::Party(role),
                    url,
                },
                &format!("{field}.url"),
                locate,
            );
        }
        for address in entity
            .contact
            .iter()
            .filter_map(|contact| text(contact.email.as_ref()))
        {
            self.mark(
                id,
                Mark::Email { role, address },
                &format!("{field}.contact.email"),
                locate,
            );
        }
    }

    fn contacts(
        &mut self,
        id: SubjectId,
        contacts: &[Contact<'_>],
        role: PartyRole,
        field: &str,
        locate: &dyn Locate,
    ) {
        for contact in contacts {
            if let Some(name) = text(contact.name.as_ref()) {
                party::tell(
                    self.to,
                    id,
                    role,
                    name,
                    &Field::new(&format!("{field}.name"), locate),
                );
            }
            if let Some(address) = text(contact.email.as_ref()) {
                self.mark(
                    id,
                    Mark::Email { role, address },
                    &format!("{field}.email"),
                    locate,
                );
            }
        }
    }

    fn references(
        &mut self,
        id: SubjectId,
        references: &[ExternalReference<'_>],
        locate: &dyn Locate,
    ) {
        for reference in references {
            let Some(url) = text(reference.url.as_ref()) else {
                continue;
            };
            let kind = reference.kind.as_ref().map_or("", Str::as_str);
            let (role, field) = match kind {
                "vcs" => (UrlRole::Vcs, "externalReferences[vcs].url"),
                "website" => (UrlRole::Website, "externalReferences[website].url"),
                "distribution" => (
                    UrlRole::Distribution,
                    "externalReferences[distribution].url",
                ),
                "distribution-intake" => (
                    UrlRole::Distribution,
                    "externalReferences[distribution-intake].url",
                ),
                "source-distribution" => (
                    UrlRole::Distribution,
                    "externalReferences[source-distribution].url",
                ),
                "issue-tracker" => (
                    UrlRole::IssueTracker,
                    "externalReferences[issue-tracker].url",
                ),
                "documentation" => (
                    UrlRole::Documentation,
                    "externalReferences[documentation].url",
                ),
                "support" => (UrlRole::Documentation, "externalReferences[support].url"),
                "bom" => {
                    self.links.push(Link {
                        to: url.to_owned(),
                        at: locate.locate(url),
                    });
                    continue;
                }
                // Advisories, licences, chats and the like are about a component and not from its publisher.
                _ => continue,
            };
            self.mark(id, Mark::Url { role, url }, field, locate);
        }
    }

    /// Properties in which generators keep what the format has no field for.
    fn property(&mut self, id: SubjectId, property: &Property<'_>, locate: &dyn Locate) {
        let (Some(name), Some(value)) =
            (text(property.name.as_ref()), text(property.value.as_ref()))
        else {
            return;
        };
        let key = name.rsplit(':').next().unwrap_or_default();
        let known = |(known, _): &&(&str, _)| key.eq_ignore_ascii_case(known);
        let Some((_, meaning)) = PROPERTIES.iter().find(known) else {
            return;
        };
        let shown = format!("properties[{name}]");
        let field = Field::new(&shown, locate);
        match *meaning {
            Meaning::Party(role) => party::tell(self.to, id, role, value, &field),
            Meaning::Url(role) => self.to.mark(id, &Mark::Url { role, url: value }, &field),
            // syft guesses further CPEs from the package's name.
            Meaning::Guess => {
                let field = Field {
                    doubtful: true,
                    ..field
                };
                self.to.mark(id, &Mark::Cpe(value), &field);
            }
        }
    }

    fn pedigree(
        &mut self,
        id: SubjectId,
        component: &Component<'_>,
        spot: Spot<'_>,
        locate: &dyn Locate,
    ) {
        let Some(pedigree) = &component.pedigree else {
            return;
        };
        for (key, relatives) in [
            ("ancestors", &pedigree.ancestors),
            ("descendants", &pedigree.descendants),
            ("variants", &pedigree.variants),
        ] {
            let parent = child_of(spot, &format!("pedigree/{key}"));
            for (index, relative) in (0..).zip(relatives) {
                let relative = self.component(
                    relative,
                    Role::Pedigree,
                    Spot {
                        parent: &parent,
                        index,
                        ..spot
                    },
                    locate,
                );
                match key {
                    "ancestors" => self.to.edge(id, Edge::DescendsFrom, relative),
                    "descendants" => self.to.edge(relative, Edge::DescendsFrom, id),
                    _ => {}
                }
            }
        }
    }

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
        self.references(id, &service.external_references, locate);
        if service.services.is_empty() {
            return id;
        }
        let parent = child_of(spot, "services");
        for (index, child) in (0..).zip(&service.services) {
            let child = self.service(
                child,
                role,
                Spot {
                    parent: &parent,
                    index,
                    ..spot
                },
                locate,
            );
            self.to.edge(id, Edge::Contains, child);
        }
        id
    }

    /// What the document says of itself: its subject, its parties, its tools.
    pub(crate) fn metadata(
        &mut self,
        metadata: &Metadata<'_>,
        spot: Spot<'_>,
        locate: &dyn Locate,
    ) {
        let at = Spot {
            parent: "",
            index: 0,
            ..spot
        };
        let subject = match &metadata.component {
            Some(component) => self.component(component, Role::Component, at, locate),
            None => self.to.subject(&document_subject(at)),
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
        self.contacts(
            subject,
            &metadata.authors,
            PartyRole::Author,
            "metadata.authors",
            locate,
        );
        self.tools(&metadata.tools, at, locate);
    }

    fn tools(&mut self, tools: &Tools<'_>, spot: Spot<'_>, locate: &dyn Locate) {
        for (index, tool) in (0..).zip(&tools.tools) {
            let id = self.to.subject(&Subject {
                name: text(tool.name.as_ref()).unwrap_or_default(),
                version: text(tool.version.as_ref()),
                role: Role::Tool,
                class: Class::Application,
                ..document_subject(Spot {
                    parent: "/metadata/tools",
                    index,
                    ..spot
                })
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
                Spot {
                    parent: "/metadata/tools/components",
                    index,
                    ..spot
                },
                locate,
            );
        }
        for (index, service) in (0..).zip(&tools.services) {
            self.service(
                service,
                Role::Tool,
                Spot {
                    parent: "/metadata/tools/services",
                    index,
                    ..spot
                },
                locate,
            );
        }
    }

    /// How something was built: its parts are tools.
    pub(crate) fn formula(&mut self, formula: &Formula<'_>, spot: Spot<'_>, locate: &dyn Locate) {
        let parent = child_of(spot, "components");
        for (index, component) in (0..).zip(&formula.components) {
            self.component(
                component,
                Role::Tool,
                Spot {
                    parent: &parent,
                    index,
                    ..spot
                },
                locate,
            );
        }
        let parent = child_of(spot, "services");
        for (index, service) in (0..).zip(&formula.services) {
            self.service(
                service,
                Role::Tool,
                Spot {
                    parent: &parent,
                    index,
                    ..spot
                },
                locate,
            );
        }
    }

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

    fn mark(&mut self, on: SubjectId, mark: Mark<'_>, field: &str, locate: &dyn Locate) {
        self.to.mark(on, &mark, &Field::new(field, locate));
    }
}

/// The document itself, where it names no component as its subject.
pub(crate) fn document_subject(at: Spot<'_>) -> Subject<'_> {
    Subject {
        reference: "",
        role: Role::Document,
        class: Class::Library,
        inclusion: Inclusion::Required,
        group: None,
        name: "document",
        version: None,
        purl: None,
        licenses: None,
        at,
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

fn text<'t>(text: Option<&'t Str<'_>>) -> Option<&'t str> {
    text.map(Str::as_str).filter(|text| !text.trim().is_empty())
}

fn licenses<'t>(component: &'t Component<'_>) -> Option<Cow<'t, str>> {
    let mut words = component.licenses.iter().filter_map(|choice| {
        let license = choice.license.as_ref();
        text(choice.expression.as_ref()).or_else(|| {
            license.and_then(|license| {
                text(license.id.as_ref()).or_else(|| text(license.name.as_ref()))
            })
        })
    });
    let first = Cow::Borrowed(words.next()?);
    Some(words.take(20).fold(first, |all, word| all + ", " + word))
}

fn class(kind: &str) -> Class {
    match kind {
        "application" => Class::Application,
        "operating-system" => Class::OperatingSystem,
        "firmware" => Class::Firmware,
        "device" | "device-driver" => Class::Device,
        "container" => Class::Container,
        "file" => Class::File,
        "machine-learning-model" | "data" => Class::Model,
        _ => Class::Library,
    }
}

fn inclusion(scope: &str) -> Inclusion {
    match scope {
        "optional" => Inclusion::Optional,
        "excluded" => Inclusion::Excluded,
        _ => Inclusion::Required,
    }
}
