//! A component: what identifies it, what is inside it, and where it comes from.

use crate::identifier::{is_of_registry, is_purl};
use std::borrow::Cow;

use crate::input::cyclonedx::model::{Component, Identity};
use crate::input::cyclonedx::tell::child_of;
use crate::input::json::Str;
use crate::input::teller::{Teller, text};
use crate::inventory::{Class, Edge, Field, Inclusion, Locate, Mark, Role, Subject, SubjectId};
use crate::source::Spot;

/// Below this a generator's own guess counts as doubtful.
const CONFIDENT: f64 = 0.8;

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
        if component.is_nameless() {
            self.nameless(spot);
        }
        let unread = [
            (component.identifiers, "identifiers"),
            (component.parties, "parties"),
        ];
        for (_, field) in unread.into_iter().filter(|(is_there, _)| *is_there) {
            self.unread(field, spot);
        }
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
            let child = self.component(child, role, spot.within(&parent, index), locate);
            self.to.edge(id, Edge::Contains, child);
        }
        id
    }

    fn identifiers(&mut self, id: SubjectId, component: &Component<'_>, locate: &dyn Locate) {
        match (
            text(component.purl.as_ref()),
            text(component.group.as_ref()),
        ) {
            (Some(purl), group) => {
                self.mark(id, Mark::Purl(purl), "purl", locate);
                // A purl of no registry names no owner: the group beside it does.
                if let Some(group) = group.filter(|_| is_purl(purl) && !is_of_registry(purl)) {
                    self.mark(id, Mark::Group(group), "group", locate);
                }
            }
            (None, Some(group)) => self.mark(id, Mark::Group(group), "group", locate),
            (None, None) => {}
        }
        if let Some(cpe) = text(component.cpe.as_ref()) {
            self.mark(id, Mark::Cpe(cpe), "cpe", locate);
        }
        let swid = component.swid.as_ref();
        if let Some(tag) = swid.and_then(|swid| text(swid.tag_id.as_ref())) {
            self.swid(id, tag, "swid.tagId", locate);
        }
        for identity in component
            .evidence
            .iter()
            .flat_map(|evidence| &evidence.identity)
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
            // Some generators name the file here in which they saw the package.
            "purl" if !is_of_purls(value) => return,
            "purl" => (Mark::Purl(value), "evidence.identity[purl]"),
            "cpe" => (Mark::Cpe(value), "evidence.identity[cpe]"),
            "group" => (Mark::Group(value), "evidence.identity[group]"),
            // It is a sign that may be a guess, however sure the generator is.
            "swid" => return self.swid(id, value, "evidence.identity[swid]", locate),
            _ => return,
        };
        let doubtful = identity
            .confidence
            .is_none_or(|confidence| confidence < CONFIDENT);
        self.to.mark(
            id,
            &mark,
            &Field {
                doubtful,
                ..Field::new(name, locate)
            },
        );
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
                    spot.within(&parent, index),
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

/// Whether a text has the scheme of package URLs.
fn is_of_purls(text: &str) -> bool {
    text.get(..4)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("pkg:"))
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
