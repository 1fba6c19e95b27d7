//! SPDX 3 in JSON-LD ([model]): a flat graph, or one element alone.
//!
//! Names are read in their compact form and as full IRIs of the vocabulary;
//! no JSON-LD processor runs, and no context is fetched.
//!
//! [model]: https://spdx.github.io/spdx-spec/v3.0.1/

mod expanded;
mod package;
mod relationship;
mod wire;

use crate::diagnostic::Diagnostic;
use crate::input::json::{Element, Extent, Str};
use crate::input::party;
use crate::input::spdx::v3::expanded::{compact, has_full_names};
use crate::input::spdx::v3::package::{identified, package};
use crate::input::spdx::v3::relationship::relationship;
use crate::input::spdx::v3::wire::{Identifier, Node, Thing};
use crate::input::teller::{Teller, text};
use crate::inventory::{
    Class, Edge, Field, Inclusion, Locate as _, Mark, PartyRole, Role, Subject, SubjectId, UrlRole,
};

/// Tell one element of the graph; how far it goes where it was open and could be read.
pub(crate) fn element(teller: &mut Teller<'_>, element: Element<'_>) -> Option<Extent> {
    teller.read::<Thing<'_>>(element, |teller, thing, element| {
        if has_full_names(element.text) {
            expanded(teller, element);
        } else {
            tell(teller, thing, element);
        }
    })
}

/// Whether a key of a document may be that of an element that stands alone.
pub(crate) fn is_key(key: &str) -> bool {
    key.starts_with("software_")
        || key.contains("/terms/")
        || [
            "spdxId",
            "@id",
            "type",
            "@type",
            "name",
            "suppliedBy",
            "originatedBy",
            "externalIdentifier",
            "externalRef",
            "relationshipType",
            "from",
            "to",
            "import",
            "createdBy",
            "element",
            "rootElement",
        ]
        .contains(&key)
}

/// Tell an element whose names are full IRIs, after making them short.
fn expanded(teller: &mut Teller<'_>, element: Element<'_>) {
    match compact(element.text) {
        Some(text) => {
            let element = Element {
                text: &text,
                ..element
            };
            teller.read::<Thing<'_>>(element, |teller, thing, element| {
                tell(teller, thing, element);
            });
        }
        None => teller.to.diagnostic(unreadable(element, "it is no JSON")),
    }
}

fn unreadable(element: Element<'_>, error: &str) -> Diagnostic {
    Diagnostic::error(
        "element-unreadable",
        format!("an element cannot be read: {error}"),
    )
    .at(element.spot.to_location())
}

/// Tell an element, and those inside it; its subject, where it is one.
fn tell(teller: &mut Teller<'_>, thing: &Thing<'_>, element: Element<'_>) -> Option<SubjectId> {
    for inside in thing.elements.iter().chain(&thing.roots) {
        tell(teller, inside, element);
    }
    let kind = thing.kind();
    match kind {
        "Package" | "AIPackage" | "DatasetPackage" => {
            return Some(package(teller, thing, kind, element));
        }
        "File" | "Snippet" => return Some(file(teller, thing, element)),
        "Organization" | "Agent" | "Person" | "SoftwareAgent" => {
            return Some(agent(teller, thing, kind == "Person", element));
        }
        "Tool" => {
            let tool = subject(thing, Role::Tool, Class::Application, element);
            return Some(teller.to.subject(&tool));
        }
        "CreationInfo" => creation(teller, thing, element),
        "Relationship" | "LifecycleScopedRelationship" => relationship(teller, thing, element),
        "ExternalIdentifier" => holder(teller, thing, element),
        "SpdxDocument" => {
            for import in thing
                .imports
                .iter()
                .filter_map(|import| text(import.id.as_ref()))
            {
                teller.link(import, element.locate(import));
            }
        }
        // Annotations, licences, vulnerabilities and the like publish nothing.
        _ => {}
    }
    None
}

/// The subject of what stands inside an element or beside it.
fn node(
    teller: &mut Teller<'_>,
    node: &Node<'_, Thing<'_>>,
    element: Element<'_>,
) -> Option<SubjectId> {
    match node {
        Node::Elsewhere(id) => Some(teller.to.refer(id.as_str())),
        Node::Inline(thing) => {
            let told = tell(teller, thing, element);
            told.or_else(|| thing.id().map(|id| teller.to.refer(id)))
        }
    }
}

fn file(teller: &mut Teller<'_>, thing: &Thing<'_>, element: Element<'_>) -> SubjectId {
    let id = teller
        .to
        .subject(&subject(thing, Role::File, Class::File, element));
    if let Some(text) = text(thing.copyright.as_ref()) {
        let field = "software_copyrightText";
        teller.mark(id, Mark::Copyright(text), field, &element);
    }
    id
}

/// Who made the document: parties of it, and of nothing else.
fn creation(teller: &mut Teller<'_>, thing: &Thing<'_>, element: Element<'_>) {
    if thing.created_by.is_empty() {
        return;
    }
    let document = Subject {
        name: "document",
        ..subject(thing, Role::Document, Class::Library, element)
    };
    let id = teller.to.subject(&document);
    for maker in &thing.created_by {
        if let Some(maker) = node(teller, maker, element) {
            teller
                .to
                .edge(id, Edge::SuppliedBy(PartyRole::Supplier), maker);
        }
    }
}

fn subject<'t>(
    thing: &'t Thing<'_>,
    role: Role,
    class: Class,
    element: Element<'t>,
) -> Subject<'t> {
    let purl = text(thing.purl.as_ref()).or_else(|| identifier(thing, &["packageUrl", "purl"]));
    Subject {
        reference: thing.id().unwrap_or_default(),
        role,
        class,
        inclusion: Inclusion::Required,
        group: None,
        name: text(thing.name.as_ref()).unwrap_or_default(),
        version: text(thing.version.as_ref()),
        purl,
        licenses: None,
        at: element.spot,
    }
}

/// An identifier that is an element of its own.
fn holder(teller: &mut Teller<'_>, thing: &Thing<'_>, element: Element<'_>) {
    let external = Identifier {
        kind: thing.identifier_kind.clone(),
        identifier: thing.identifier.clone(),
    };
    let purl = text(external.identifier.as_ref())
        .filter(|_| matches!(external.kind(), "packageUrl" | "purl"));
    let id = teller.to.subject(&Subject {
        purl,
        ..subject(thing, Role::Party, Class::Library, element)
    });
    identified(teller, id, &external, element);
}

fn agent(
    teller: &mut Teller<'_>,
    thing: &Thing<'_>,
    person: bool,
    element: Element<'_>,
) -> SubjectId {
    let id = teller
        .to
        .subject(&subject(thing, Role::Party, Class::Library, element));
    // The role is that of the edge which leads here; this one bounds what a person's name may prove.
    let role = if person {
        PartyRole::Author
    } else {
        PartyRole::Supplier
    };
    if let Some(name) = text(thing.name.as_ref()) {
        party::tell(teller.to, id, role, name, &Field::new("name", &element));
    }
    for external in thing.inline() {
        let Some(value) = text(external.identifier.as_ref()) else {
            continue;
        };
        match external
            .kind
            .as_ref()
            .map_or("", Str::as_str)
            .rsplit('/')
            .next()
            .unwrap_or_default()
        {
            "email" => teller.mark(
                id,
                Mark::Email {
                    role,
                    address: value,
                },
                "externalIdentifier[email]",
                &element,
            ),
            "urlScheme" => teller.mark(
                id,
                Mark::Url {
                    role: UrlRole::Party(role),
                    url: value,
                },
                "externalIdentifier[urlScheme]",
                &element,
            ),
            _ => {}
        }
    }
    id
}

fn identifier<'t>(thing: &'t Thing<'_>, kinds: &[&str]) -> Option<&'t str> {
    let mut found = thing
        .inline()
        .filter(|external| kinds.contains(&external.kind()));
    found
        .next()
        .and_then(|external| text(external.identifier.as_ref()))
}
