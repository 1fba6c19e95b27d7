//! SPDX 3 in JSON-LD ([model]): a flat graph, or one element alone.
//!
//! Names are read in their compact form and as full IRIs of the vocabulary;
//! no JSON-LD processor runs, and no context is fetched.
//!
//! [model]: https://spdx.github.io/spdx-spec/v3.0.1/

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::input::json::{Element, Str, list, read_element};
use crate::input::spdx::tell::Teller;
use crate::inventory::{
    Class, DependencyKind, Edge, Field, Inclusion, Link, Locate as _, Mark, PartyRole, Role,
    Subject, SubjectId, UrlRole,
};

type Text<'a> = Option<Str<'a>>;

/// Any element of the graph.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Thing<'a> {
    #[serde(borrow, rename = "spdxId")]
    spdx_id: Text<'a>,
    /// The id of a blank node, or of any element once JSON-LD is expanded.
    #[serde(borrow, rename = "@id")]
    node_id: Text<'a>,
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow, rename = "@type")]
    node_kind: Text<'a>,
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow, rename = "software_packageVersion")]
    version: Text<'a>,
    #[serde(borrow, rename = "software_packageUrl")]
    purl: Text<'a>,
    #[serde(borrow, rename = "software_homePage")]
    home_page: Text<'a>,
    #[serde(borrow, rename = "software_downloadLocation")]
    download_location: Text<'a>,
    #[serde(borrow, rename = "software_copyrightText")]
    copyright: Text<'a>,
    #[serde(borrow, rename = "software_primaryPurpose")]
    purpose: Text<'a>,
    #[serde(borrow, rename = "suppliedBy")]
    supplied_by: Many<'a>,
    #[serde(borrow, rename = "originatedBy")]
    originated_by: Many<'a>,
    #[serde(borrow, rename = "externalIdentifier", deserialize_with = "list")]
    identifiers: Vec<External<'a>>,
    /// An identifier that is an element of its own.
    #[serde(borrow, rename = "externalIdentifierType")]
    identifier_kind: Text<'a>,
    #[serde(borrow)]
    identifier: Text<'a>,
    #[serde(borrow, rename = "externalRef", deserialize_with = "list")]
    references: Vec<Reference<'a>>,
    #[serde(borrow, rename = "relationshipType")]
    relationship: Text<'a>,
    #[serde(borrow)]
    from: Text<'a>,
    #[serde(borrow)]
    to: Many<'a>,
    #[serde(borrow, rename = "import", deserialize_with = "list")]
    imports: Vec<Import<'a>>,
}

/// An identifier, or the id of an element that holds it.
enum External<'a> {
    Inline(Identifier<'a>),
    Elsewhere(Str<'a>),
}

impl<'de: 'a, 'a> Deserialize<'de> for External<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ExternalVisitor(PhantomData))
    }
}

struct ExternalVisitor<'a>(PhantomData<&'a str>);

impl<'de: 'a, 'a> Visitor<'de> for ExternalVisitor<'a> {
    type Value = External<'a>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an identifier or the id of one")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<External<'a>, A::Error> {
        Identifier::deserialize(MapAccessDeserializer::new(map)).map(External::Inline)
    }

    fn visit_borrowed_str<E: de::Error>(self, id: &'de str) -> Result<External<'a>, E> {
        Ok(External::Elsewhere(Str(Cow::Borrowed(id))))
    }

    fn visit_str<E: de::Error>(self, id: &str) -> Result<External<'a>, E> {
        Ok(External::Elsewhere(Str(Cow::Owned(id.to_owned()))))
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Identifier<'a> {
    #[serde(borrow, rename = "externalIdentifierType")]
    kind: Text<'a>,
    #[serde(borrow)]
    identifier: Text<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Reference<'a> {
    #[serde(borrow, rename = "externalRefType")]
    kind: Text<'a>,
    #[serde(borrow)]
    locator: Many<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Import<'a> {
    #[serde(borrow, rename = "externalSpdxId")]
    id: Text<'a>,
}

/// One text or several.
#[derive(Default)]
struct Many<'a>(Vec<Str<'a>>);

impl<'de: 'a, 'a> Deserialize<'de> for Many<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        list(deserializer).map(Self)
    }
}

impl Identifier<'_> {
    fn kind(&self) -> &str {
        let kind = text(self.kind.as_ref()).unwrap_or_default();
        kind.rsplit('/').next().unwrap_or_default()
    }
}

impl Thing<'_> {
    fn id(&self) -> Option<&str> {
        text(self.spdx_id.as_ref()).or_else(|| text(self.node_id.as_ref()))
    }

    fn inline(&self) -> impl Iterator<Item = &Identifier<'_>> {
        self.identifiers
            .iter()
            .filter_map(|external| match external {
                External::Inline(identifier) => Some(identifier),
                External::Elsewhere(_) => None,
            })
    }

    /// The ids of elements that hold identifiers of this one.
    fn elsewhere(&self) -> impl Iterator<Item = &str> {
        self.identifiers
            .iter()
            .filter_map(|external| match external {
                External::Inline(_) => None,
                External::Elsewhere(id) => Some(id.as_str()),
            })
    }

    fn kind(&self) -> &str {
        let kind = text(self.kind.as_ref()).or_else(|| text(self.node_kind.as_ref()));
        kind.and_then(|kind| kind.rsplit(['/', '_', ':', '#']).next())
            .unwrap_or_default()
    }
}

/// Tell one element of the graph, and how long it was where it could be read.
pub(crate) fn element(teller: &mut Teller<'_>, element: Element<'_>) -> Option<usize> {
    let mut found = Vec::new();
    let length = read_element::<Thing<'_>>(element, &mut found, |thing, element| {
        if has_full_names(element.text) {
            expanded(teller, element);
        } else {
            tell(teller, thing, element);
        }
    });
    for diagnostic in found {
        teller.to.diagnostic(diagnostic);
    }
    length
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
        ]
        .contains(&key)
}

/// Tell an element whose names are full IRIs, after making them short.
fn expanded(teller: &mut Teller<'_>, element: Element<'_>) {
    let mut found = Vec::new();
    match compact(element.text) {
        Some(text) => {
            let element = Element {
                text: &text,
                ..element
            };
            read_element::<Thing<'_>>(element, &mut found, |thing, element| {
                tell(teller, thing, element);
            });
        }
        None => found.push(unreadable(element, "it is no JSON")),
    }
    for diagnostic in found {
        teller.to.diagnostic(diagnostic);
    }
}

fn unreadable(element: Element<'_>, error: &str) -> Diagnostic {
    Diagnostic::error(
        "element-unreadable",
        format!("an element cannot be read: {error}"),
    )
    .at(element.spot.to_location())
}

fn tell(teller: &mut Teller<'_>, thing: &Thing<'_>, element: Element<'_>) {
    let kind = thing.kind();
    match kind {
        "Package" | "AIPackage" | "DatasetPackage" => {
            package(teller, thing, kind, element);
        }
        "File" | "Snippet" => {
            let id = teller
                .to
                .subject(&subject(thing, Role::File, Class::File, element));
            if let Some(text) = text(thing.copyright.as_ref()) {
                mark(
                    teller,
                    id,
                    Mark::Copyright(text),
                    "software_copyrightText",
                    element,
                );
            }
        }
        "Organization" | "Agent" | "Person" | "SoftwareAgent" => {
            agent(teller, thing, kind == "Person", element);
        }
        "Relationship" | "LifecycleScopedRelationship" => relationship(teller, thing),
        "ExternalIdentifier" => holder(teller, thing, element),
        "SpdxDocument" => {
            for import in thing
                .imports
                .iter()
                .filter_map(|import| text(import.id.as_ref()))
            {
                teller.links.push(Link {
                    to: import.to_owned(),
                    at: element.locate(import),
                });
            }
        }
        // Annotations, licences, vulnerabilities and the like publish nothing.
        _ => {}
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

fn package(teller: &mut Teller<'_>, thing: &Thing<'_>, kind: &str, element: Element<'_>) {
    let class = match (
        kind,
        thing
            .purpose
            .as_ref()
            .map_or("", Str::as_str)
            .rsplit('/')
            .next()
            .unwrap_or_default(),
    ) {
        ("AIPackage" | "DatasetPackage", _) | (_, "model" | "data") => Class::Model,
        (_, "application" | "executable") => Class::Application,
        (_, "operatingSystem") => Class::OperatingSystem,
        (_, "firmware") => Class::Firmware,
        (_, "device" | "deviceDriver") => Class::Device,
        (_, "container") => Class::Container,
        _ => Class::Library,
    };
    let id = teller
        .to
        .subject(&subject(thing, Role::Component, class, element));
    if let Some(purl) = text(thing.purl.as_ref()) {
        mark(teller, id, Mark::Purl(purl), "software_packageUrl", element);
    }
    for external in thing.inline() {
        identified(teller, id, external, element);
    }
    for holder in thing.elsewhere() {
        let holder = teller.to.refer(holder);
        teller.to.edge(id, Edge::IdentifiedBy, holder);
    }
    for (role, url, field) in [
        (UrlRole::Website, &thing.home_page, "software_homePage"),
        (
            UrlRole::Distribution,
            &thing.download_location,
            "software_downloadLocation",
        ),
    ] {
        if let Some(url) = text(url.as_ref()).filter(|url| !matches!(*url, "NOASSERTION" | "NONE"))
        {
            let role = if url.starts_with("git") {
                UrlRole::Vcs
            } else {
                role
            };
            mark(teller, id, Mark::Url { role, url }, field, element);
        }
    }
    for reference in &thing.references {
        let role = match reference
            .kind
            .as_ref()
            .map_or("", Str::as_str)
            .rsplit('/')
            .next()
            .unwrap_or_default()
        {
            "vcs" | "sourceRepo" => UrlRole::Vcs,
            "altWebPage" | "website" => UrlRole::Website,
            "altDownloadLocation" | "binaryArtifact" | "sourceArtifact" => UrlRole::Distribution,
            "issueTracker" => UrlRole::IssueTracker,
            "documentation" => UrlRole::Documentation,
            _ => continue,
        };
        for url in reference.locator.0.iter().map(Str::as_str) {
            mark(teller, id, Mark::Url { role, url }, "externalRef", element);
        }
    }
    if let Some(copyright) = text(thing.copyright.as_ref()) {
        mark(
            teller,
            id,
            Mark::Copyright(copyright),
            "software_copyrightText",
            element,
        );
    }
    suppliers(teller, thing, id);
}

/// Agents that the package itself names, wherever they are declared.
fn suppliers(teller: &mut Teller<'_>, thing: &Thing<'_>, id: SubjectId) {
    for (role, agents) in [
        (PartyRole::Supplier, &thing.supplied_by),
        (PartyRole::Originator, &thing.originated_by),
    ] {
        for agent in agents.0.iter().map(Str::as_str) {
            let agent = teller.to.refer(agent);
            teller.to.edge(id, Edge::SuppliedBy(role), agent);
        }
    }
}

/// What one external identifier says of a package.
fn identified(
    teller: &mut Teller<'_>,
    id: SubjectId,
    external: &Identifier<'_>,
    element: Element<'_>,
) {
    let Some(value) = text(external.identifier.as_ref()) else {
        return;
    };
    let found = match external.kind() {
        "packageUrl" | "purl" => Mark::Purl(value),
        "cpe22" | "cpe23" => Mark::Cpe(value),
        "email" => Mark::Email {
            role: PartyRole::Maintainer,
            address: value,
        },
        _ => return,
    };
    mark(teller, id, found, "externalIdentifier", element);
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

fn agent(teller: &mut Teller<'_>, thing: &Thing<'_>, person: bool, element: Element<'_>) {
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
        crate::input::party::tell(teller.to, id, role, name, &Field::new("name", &element));
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
            "email" => mark(
                teller,
                id,
                Mark::Email {
                    role,
                    address: value,
                },
                "externalIdentifier[email]",
                element,
            ),
            "urlScheme" => mark(
                teller,
                id,
                Mark::Url {
                    role: UrlRole::Party(role),
                    url: value,
                },
                "externalIdentifier[urlScheme]",
                element,
            ),
            _ => {}
        }
    }
}

fn relationship(teller: &mut Teller<'_>, thing: &Thing<'_>) {
    let Some(from) = text(thing.from.as_ref()) else {
        return;
    };
    let kind = thing
        .relationship
        .as_ref()
        .map_or("", Str::as_str)
        .rsplit('/')
        .next()
        .unwrap_or_default();
    let (edge, reversed) = match kind {
        "dependsOn"
        | "hasDynamicLink"
        | "hasStaticLink"
        | "hasPrerequisite"
        | "hasProvidedDependency" => (Edge::DependsOn(DependencyKind::Normal), false),
        "hasOptionalDependency" | "hasOptionalComponent" => {
            (Edge::DependsOn(DependencyKind::Optional), false)
        }
        "usesTool" => (Edge::DependsOn(DependencyKind::Build), false),
        "contains" | "hasDistributionArtifact" => (Edge::Contains, false),
        "packagedBy" => (Edge::Contains, true),
        "descendantOf" | "copiedTo" | "hasVariant" => (Edge::DescendsFrom, kind == "copiedTo"),
        "ancestorOf" | "generates" => (Edge::DescendsFrom, true),
        "availableFrom" | "distributedBy" => (Edge::SuppliedBy(PartyRole::Supplier), false),
        "publishedBy" => (Edge::SuppliedBy(PartyRole::Publisher), false),
        "hasManufacturer" | "manufacturedBy" => (Edge::SuppliedBy(PartyRole::Manufacturer), false),
        "originatedBy" => (Edge::SuppliedBy(PartyRole::Originator), false),
        "suppliedBy" => (Edge::SuppliedBy(PartyRole::Supplier), false),
        // Some generators write the words of SPDX 2.
        other => match crate::input::spdx::tell::edge(other) {
            Some(found) => found,
            None => return,
        },
    };
    let from = teller.to.refer(from);
    for to in thing
        .to
        .0
        .iter()
        .map(Str::as_str)
        .filter(|to| !to.ends_with("NoneElement") && !to.ends_with("NoAssertionElement"))
    {
        let to = teller.to.refer(to);
        let (one, other) = if reversed { (to, from) } else { (from, to) };
        teller.to.edge(one, edge, other);
        teller.dependencies += u64::from(matches!(edge, Edge::DependsOn(_)));
    }
}

fn mark(teller: &mut Teller<'_>, on: SubjectId, mark: Mark<'_>, field: &str, element: Element<'_>) {
    teller.to.mark(on, &mark, &Field::new(field, &element));
}

fn identifier<'t>(thing: &'t Thing<'_>, kinds: &[&str]) -> Option<&'t str> {
    let mut found = thing
        .inline()
        .filter(|external| kinds.contains(&external.kind()));
    found
        .next()
        .and_then(|external| text(external.identifier.as_ref()))
}

fn text<'t>(text: Option<&'t Str<'_>>) -> Option<&'t str> {
    text.map(Str::as_str).filter(|text| !text.trim().is_empty())
}

/// Whether keys are full names: `"https://spdx.org/rdf/3.0.1/terms/Core/name":`.
fn has_full_names(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memmem::find_iter(bytes, b"/terms/").any(|at| {
        let rest = &bytes[at..];
        memchr::memchr(b'"', rest).is_some_and(|end| {
            rest[end + 1..]
                .iter()
                .find(|byte| !byte.is_ascii_whitespace())
                == Some(&b':')
        })
    })
}

/// The same element with compact names, and `{"@id": x}`, `{"@value": x}` as `x`.
fn compact(text: &str) -> Option<String> {
    let value: Value = serde_json::from_str(text).ok()?;
    serde_json::to_string(&compact_value(value)).ok()
}

fn compact_value(value: Value) -> Value {
    match value {
        Value::Object(map)
            if map.len() == 1 && (map.contains_key("@id") || map.contains_key("@value")) =>
        {
            map.into_iter()
                .next()
                .map_or(Value::Null, |(_, value)| value)
        }
        Value::Object(map) => Value::Object(
            map.into_iter()
                .map(|(key, value)| (compact_key(&key), compact_value(value)))
                .collect(),
        ),
        Value::Array(values) => {
            let mut values: Vec<Value> = values.into_iter().map(compact_value).collect();
            // Expanded JSON-LD wraps every single value in a list.
            if values.len() == 1 && values[0].is_string() {
                values.remove(0)
            } else {
                Value::Array(values)
            }
        }
        other => other,
    }
}

fn compact_key(key: &str) -> String {
    let Some((_, name)) = key.split_once("/terms/") else {
        return key.to_owned();
    };
    match name.split_once('/') {
        Some(("Core", name)) => name.to_owned(),
        Some((profile, name)) => format!("{}_{name}", profile.to_lowercase()),
        None => name.to_owned(),
    }
}
