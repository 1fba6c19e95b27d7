//! SPDX 3 in JSON-LD ([model]): a flat graph, or one element alone.
//!
//! Names are read in their compact form and as full IRIs of the vocabulary;
//! no JSON-LD processor runs, and no context is fetched.
//!
//! [model]: https://spdx.github.io/spdx-spec/v3.0.1/

mod context;
mod expanded;
mod hidden;
mod package;
mod relationship;
mod wire;

use crate::diagnostic::Diagnostic;
use crate::input::json::{Element, Extent, Str};
use crate::input::party;
pub(crate) use crate::input::spdx::v3::context::{Prefixes, add_prefixes, has_own_names};
use crate::input::spdx::v3::expanded::{compact, has_full_names, has_hidden_names};
use crate::input::spdx::v3::hidden::{hides_packages, is_flat};
use crate::input::spdx::v3::package::{
    external, identified, identified_elsewhere, package, suppliers,
};
use crate::input::spdx::v3::relationship::relationship;
use crate::input::spdx::v3::wire::{Identifier, Node, Reference, Thing};
use crate::input::teller::{Teller, text};
use crate::inventory::{
    Class, Edge, Field, Inclusion, Locate as _, Mark, PartyRole, Role, Subject, SubjectId, UrlRole,
};
use crate::source::Counted;

/// Tell one element of the graph; how far it goes where it was open and could be read.
pub(crate) fn element(teller: &mut Teller<'_>, element: Element<'_>) -> Option<Extent> {
    teller.read::<Thing<'_>>(element, |teller, thing, element| {
        let text = element.text;
        let is_flat = is_flat(text);
        let has_hidden_names = !is_flat && has_hidden_names(text);
        if has_hidden_names || has_full_names(text) || !teller.prefixes.is_empty() {
            expanded(teller, element);
        } else if is_flat {
            tell(teller, thing, element);
        } else {
            told(teller, thing, element);
        }
    })
}

/// Tell an element with compact names, and say where it holds more than was told.
fn told(teller: &mut Teller<'_>, thing: &Thing<'_>, element: Element<'_>) {
    tell(teller, thing, element);
    if hides_packages(element.text, thing) {
        let message = "a package stands where SPDX has none, and was not read";
        teller.to.diagnostic(unread(message, element));
    }
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
    match compact(element.text, teller.prefixes) {
        Ok(text) => {
            let element = Element {
                text: &text,
                counted: &Counted::default(),
                ..element
            };
            teller.read::<Thing<'_>>(element, |teller, thing, element| {
                told(teller, thing, element);
            });
        }
        Err(error) => {
            let message = format!("an element cannot be read: {error}");
            teller.to.diagnostic(unread(&message, element));
        }
    }
}

fn unread(message: &str, element: Element<'_>) -> Diagnostic {
    Diagnostic::error("element-unreadable", message).at(element.spot.to_location())
}

/// Tell an element, and those inside it; its subject, where it is one.
fn tell(teller: &mut Teller<'_>, thing: &Thing<'_>, element: Element<'_>) -> Option<SubjectId> {
    for inside in thing.elements.iter().chain(&thing.roots) {
        tell(teller, inside, element);
    }
    if thing.has_keyword() {
        let message = "an element uses a keyword of JSON-LD that this program does not follow";
        teller.to.diagnostic(unread(message, element));
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
        "ExternalRef" => {
            let reference = Reference {
                kind: thing.reference_kind.clone(),
                locator: thing.locator.clone(),
                ..Reference::default()
            };
            let holder = subject(thing, Role::Party, Class::Library, element);
            let id = teller.to.subject(&holder);
            external(teller, id, &reference, element);
        }
        "SpdxDocument" => {
            for import in thing
                .imports
                .iter()
                .filter_map(|import| text(import.id.as_ref()))
            {
                teller.link(import, element.locate(import));
            }
        }
        // Who found or assessed a vulnerability did not publish what has it.
        _ if thing.is_published() || !is_of_vulnerability(kind) && thing.is_supplied() => {
            return Some(package(teller, thing, kind, element));
        }
        "" if thing.id().is_none() => {
            let message = "an element has neither a type nor an identifier";
            let help = "of several documents in one list, give each as a file of its own";
            teller.to.diagnostic(unread(message, element).help(help));
        }
        // Annotations, licences, vulnerabilities and the like publish nothing.
        _ => inside(teller, thing, element),
    }
    None
}

/// Whether a type is that of a vulnerability, or of what somebody says about one.
fn is_of_vulnerability(kind: &str) -> bool {
    kind == "Vulnerability" || kind.ends_with("VulnAssessmentRelationship")
}

/// Tell what stands inside a relationship that says nothing itself.
fn inside(teller: &mut Teller<'_>, thing: &Thing<'_>, element: Element<'_>) {
    for end in thing.from.iter().chain(&thing.to) {
        if let Node::Inline(thing) = end {
            tell(teller, thing, element);
        }
    }
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
    for external in thing.inline() {
        identified(teller, id, external, element);
    }
    for reference in thing.inline_references() {
        external(teller, id, reference, element);
    }
    identified_elsewhere(teller, thing, id);
    suppliers(teller, thing, id, element);
    for whole in &thing.from_file {
        if let Some(whole) = node(teller, whole, element) {
            teller.to.edge(whole, Edge::Contains, id);
        }
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
        ..Identifier::default()
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
    for reference in thing.inline_references() {
        let kind = reference.kind.as_ref().map_or("", Str::as_str);
        let is_page = matches!(kind.rsplit('/').next(), Some("altWebPage" | "website"));
        for url in reference.locator.iter().filter(|_| is_page) {
            let role = UrlRole::Party(role);
            let url = url.as_str();
            teller.mark(id, Mark::Url { role, url }, "externalRef", &element);
        }
    }
    identified_elsewhere(teller, thing, id);
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
