//! The shape of an element of an SPDX 3 graph.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::input::blank;
use crate::input::json::{self, Str, list};
use crate::input::teller::text;

type Text<'a> = Option<Str<'a>>;

/// Any element of the graph.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Thing<'a> {
    #[serde(borrow, rename = "spdxId", deserialize_with = "json::text")]
    pub(super) spdx_id: Text<'a>,
    /// The id of a blank node, or of any element once JSON-LD is expanded.
    #[serde(borrow, rename = "@id", deserialize_with = "json::text")]
    pub(super) node_id: Text<'a>,
    #[serde(borrow, rename = "type", deserialize_with = "list")]
    pub(super) kind: Vec<Str<'a>>,
    #[serde(borrow, rename = "@type", deserialize_with = "list")]
    pub(super) node_kind: Vec<Str<'a>>,
    #[serde(borrow, deserialize_with = "json::text")]
    pub(super) name: Text<'a>,
    #[serde(
        borrow,
        rename = "software_packageVersion",
        deserialize_with = "json::text"
    )]
    pub(super) version: Text<'a>,
    #[serde(
        borrow,
        rename = "software_packageUrl",
        deserialize_with = "json::text"
    )]
    pub(super) purl: Text<'a>,
    #[serde(borrow, rename = "software_homePage", deserialize_with = "json::text")]
    pub(super) home_page: Text<'a>,
    #[serde(
        borrow,
        rename = "software_downloadLocation",
        deserialize_with = "json::text"
    )]
    pub(super) download_location: Text<'a>,
    #[serde(
        borrow,
        rename = "software_copyrightText",
        deserialize_with = "json::text"
    )]
    pub(super) copyright: Text<'a>,
    #[serde(
        borrow,
        rename = "software_primaryPurpose",
        deserialize_with = "json::text"
    )]
    pub(super) purpose: Text<'a>,
    #[serde(borrow, rename = "suppliedBy", deserialize_with = "list")]
    pub(super) supplied_by: Vec<Node<'a, Thing<'a>>>,
    #[serde(borrow, rename = "originatedBy", deserialize_with = "list")]
    pub(super) originated_by: Vec<Node<'a, Thing<'a>>>,
    /// Who made the document, and with what.
    #[serde(borrow, rename = "createdBy", deserialize_with = "list")]
    pub(super) created_by: Vec<Node<'a, Thing<'a>>>,
    #[serde(borrow, rename = "externalIdentifier", deserialize_with = "list")]
    pub(super) identifiers: Vec<Node<'a, Identifier<'a>>>,
    /// An identifier that is an element of its own.
    #[serde(
        borrow,
        rename = "externalIdentifierType",
        deserialize_with = "json::text"
    )]
    pub(super) identifier_kind: Text<'a>,
    #[serde(borrow, deserialize_with = "json::text")]
    pub(super) identifier: Text<'a>,
    #[serde(borrow, rename = "externalRef", deserialize_with = "list")]
    pub(super) references: Vec<Node<'a, Reference<'a>>>,
    /// A reference that is an element of its own.
    #[serde(
        borrow,
        default,
        rename = "externalRefType",
        deserialize_with = "json::text"
    )]
    pub(super) reference_kind: Text<'a>,
    #[serde(borrow, default, deserialize_with = "list")]
    pub(super) locator: Vec<Str<'a>>,
    #[serde(borrow, rename = "relationshipType", deserialize_with = "json::text")]
    pub(super) relationship: Text<'a>,
    #[serde(borrow, deserialize_with = "list")]
    pub(super) from: Vec<Node<'a, Thing<'a>>>,
    #[serde(borrow, deserialize_with = "list")]
    pub(super) to: Vec<Node<'a, Thing<'a>>>,
    /// When in its life a relationship holds.
    #[serde(borrow, deserialize_with = "json::text")]
    pub(super) scope: Text<'a>,
    /// The file of which a snippet is a part.
    #[serde(borrow, rename = "software_snippetFromFile", deserialize_with = "list")]
    pub(super) from_file: Vec<Node<'a, Thing<'a>>>,
    /// Elements that stand inside a document or collection instead of beside it.
    #[serde(borrow, rename = "element", deserialize_with = "inside")]
    pub(super) elements: Vec<Thing<'a>>,
    #[serde(borrow, rename = "rootElement", deserialize_with = "inside")]
    pub(super) roots: Vec<Thing<'a>>,
    #[serde(borrow, rename = "import", deserialize_with = "list")]
    pub(super) imports: Vec<Import<'a>>,
    /// By which JSON-LD lets elements stand elsewhere, and names mean something else.
    #[serde(
        default,
        rename = "@graph",
        alias = "@included",
        alias = "@nest",
        alias = "@reverse",
        alias = "@set",
        alias = "@list",
        alias = "@context"
    )]
    keyword: Option<IgnoredAny>,
}

/// What is judged as a component.
const PACKAGES: [&str; 3] = ["Package", "AIPackage", "DatasetPackage"];

/// What stands inside an element, or the id of what stands beside it.
pub(super) enum Node<'a, T> {
    Inline(Box<T>),
    Elsewhere(Str<'a>),
}

impl<'de: 'a, 'a, T: Deserialize<'de> + 'a> Deserialize<'de> for Node<'a, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor(PhantomData))
    }
}

struct NodeVisitor<'a, T>(PhantomData<&'a T>);

impl<'de: 'a, 'a, T: Deserialize<'de> + 'a> Visitor<'de> for NodeVisitor<'a, T> {
    type Value = Node<'a, T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an element or the id of one")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Node<'a, T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(|inline| Node::Inline(Box::new(inline)))
    }

    fn visit_borrowed_str<E: de::Error>(self, id: &'de str) -> Result<Node<'a, T>, E> {
        Ok(Node::Elsewhere(Str(Cow::Borrowed(id))))
    }

    fn visit_str<E: de::Error>(self, id: &str) -> Result<Node<'a, T>, E> {
        Ok(Node::Elsewhere(Str(Cow::Owned(id.to_owned()))))
    }
}

/// The elements that stand inside a list; ids of such as stand beside it are passed over.
fn inside<'de: 'a, 'a, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Thing<'a>>, D::Error> {
    deserializer.deserialize_any(InsideVisitor(PhantomData))
}

struct InsideVisitor<'a>(PhantomData<&'a str>);

impl<'de: 'a, 'a> Visitor<'de> for InsideVisitor<'a> {
    type Value = Vec<Thing<'a>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("elements or the ids of some")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<Vec<Thing<'a>>, A::Error> {
        let mut inside = Vec::new();
        while let Some(member) = members.next_element::<Option<Node<'a, Thing<'a>>>>()? {
            if let Some(Node::Inline(thing)) = member {
                inside.push(*thing);
            }
        }
        Ok(inside)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<Thing<'a>>, A::Error> {
        Thing::deserialize(MapAccessDeserializer::new(map)).map(|thing| vec![thing])
    }

    fn visit_str<E: de::Error>(self, _id: &str) -> Result<Vec<Thing<'a>>, E> {
        Ok(Vec::new())
    }

    fn visit_unit<E: de::Error>(self) -> Result<Vec<Thing<'a>>, E> {
        Ok(Vec::new())
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Identifier<'a> {
    #[serde(borrow, rename = "spdxId", deserialize_with = "json::text")]
    pub(super) spdx_id: Text<'a>,
    #[serde(borrow, rename = "@id", deserialize_with = "json::text")]
    pub(super) node_id: Text<'a>,
    #[serde(
        borrow,
        rename = "externalIdentifierType",
        deserialize_with = "json::text"
    )]
    pub(super) kind: Text<'a>,
    #[serde(borrow, deserialize_with = "json::text")]
    pub(super) identifier: Text<'a>,
    #[serde(default, rename = "@set", alias = "@list")]
    pub(super) keyword: Option<IgnoredAny>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Reference<'a> {
    #[serde(borrow, rename = "spdxId", deserialize_with = "json::text")]
    pub(super) spdx_id: Text<'a>,
    #[serde(borrow, rename = "@id", deserialize_with = "json::text")]
    pub(super) node_id: Text<'a>,
    #[serde(borrow, rename = "externalRefType", deserialize_with = "json::text")]
    pub(super) kind: Text<'a>,
    #[serde(borrow, deserialize_with = "list")]
    pub(super) locator: Vec<Str<'a>>,
    #[serde(default, rename = "@set", alias = "@list")]
    pub(super) keyword: Option<IgnoredAny>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Import<'a> {
    #[serde(borrow, rename = "externalSpdxId", deserialize_with = "json::text")]
    pub(super) id: Text<'a>,
}

impl<T> Node<'_, T> {
    /// The id of what stands elsewhere; `named` tells that of what stands inside.
    fn id<'n>(&'n self, named: impl FnOnce(&'n T) -> Option<&'n str>) -> Option<&'n str> {
        match self {
            Self::Inline(inline) => named(inline),
            Self::Elsewhere(id) => Some(id.as_str()),
        }
    }
}

impl Reference<'_> {
    /// Its id, by which more may be said of it elsewhere.
    fn named(&self) -> Option<&str> {
        text(self.spdx_id.as_ref()).or_else(|| text(self.node_id.as_ref()))
    }
}

impl Identifier<'_> {
    /// Its id, by which more may be said of it elsewhere.
    fn named(&self) -> Option<&str> {
        text(self.spdx_id.as_ref()).or_else(|| text(self.node_id.as_ref()))
    }

    pub(super) fn kind(&self) -> &str {
        let kind = text(self.kind.as_ref()).unwrap_or_default();
        kind.rsplit('/').next().unwrap_or_default()
    }
}

impl Thing<'_> {
    pub(super) fn id(&self) -> Option<&str> {
        text(self.spdx_id.as_ref()).or_else(|| text(self.node_id.as_ref()))
    }

    pub(super) fn inline(&self) -> impl Iterator<Item = &Identifier<'_>> {
        self.identifiers
            .iter()
            .filter_map(|external| match external {
                Node::Inline(identifier) => Some(identifier.as_ref()),
                Node::Elsewhere(_) => None,
            })
    }

    pub(super) fn inline_references(&self) -> impl Iterator<Item = &Reference<'_>> {
        self.references
            .iter()
            .filter_map(|external| match external {
                Node::Inline(reference) => Some(reference.as_ref()),
                Node::Elsewhere(_) => None,
            })
    }

    /// The ids of elements that hold identifiers of this one, or references from it.
    pub(super) fn elsewhere(&self) -> impl Iterator<Item = &str> {
        let identifiers = self.identifiers.iter();
        let identifiers = identifiers.filter_map(|node| node.id(Identifier::named));
        let references = self.references.iter();
        identifiers.chain(references.filter_map(|node| node.id(Reference::named)))
    }

    /// Of its types that of a package, else the first that says something.
    pub(super) fn kind(&self) -> &str {
        let mut first = "";
        for kind in self.kind.iter().chain(&self.node_kind) {
            let kind = short(kind.as_str());
            if let Some(package) = package_kind(kind) {
                return package;
            }
            if first.is_empty() {
                first = kind;
            }
        }
        first
    }

    /// Whether it says where it is published: only what is a package does.
    pub(super) fn is_published(&self) -> bool {
        let has = |text: &Text<'_>| text.is_some();
        has(&self.purl) || has(&self.home_page) || has(&self.download_location)
    }

    /// Whether it says who published it, though its type is none that has a publisher here.
    pub(super) fn is_supplied(&self) -> bool {
        self.is_published()
            || !self.supplied_by.is_empty()
            || !self.originated_by.is_empty()
            || self.kind().is_empty()
                && !(self.identifiers.is_empty() && self.references.is_empty())
    }

    /// Whether nothing but its type and id was understood of it.
    pub(super) fn is_nameless(&self) -> bool {
        self.name.is_none()
            && self.version.is_none()
            && self.identifiers.is_empty()
            && self.references.is_empty()
            && !self.is_supplied()
    }

    /// Whether it, or what identifies it, uses a keyword of JSON-LD beyond names and types.
    pub(super) fn has_keyword(&self) -> bool {
        self.keyword.is_some()
            || self.inline().any(|external| external.keyword.is_some())
            || self
                .inline_references()
                .any(|reference| reference.keyword.is_some())
    }

    /// The packages that are told with it.
    pub(super) fn n_packages(&self) -> usize {
        let nodes = [
            &self.supplied_by,
            &self.originated_by,
            &self.created_by,
            &self.from,
            &self.to,
        ];
        let inline = nodes.into_iter().flatten().filter_map(|node| match node {
            Node::Inline(thing) => Some(thing.as_ref()),
            Node::Elsewhere(_) => None,
        });
        let inside = inline.chain(&self.elements).chain(&self.roots);
        usize::from(package_kind(self.kind()).is_some())
            + inside.map(Thing::n_packages).sum::<usize>()
    }
}

/// The name of a type without its profile or vocabulary.
pub(super) fn short(kind: &str) -> &str {
    let kind = blank::trimmed(kind);
    let start = kind
        .bytes()
        .rposition(|byte| matches!(byte, b'/' | b'_' | b':' | b'#'));
    start.map_or(kind, |start| &kind[start + 1..])
}

/// The name of a type of packages, as the vocabulary has it.
pub(super) fn package_kind(kind: &str) -> Option<&'static str> {
    let mut packages = PACKAGES.into_iter();
    packages.find(|package| package.eq_ignore_ascii_case(kind))
}
