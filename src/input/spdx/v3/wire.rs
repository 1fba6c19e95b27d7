//! The shape of an element of an SPDX 3 graph.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

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
    #[serde(borrow, rename = "type", deserialize_with = "json::text")]
    pub(super) kind: Text<'a>,
    #[serde(borrow, rename = "@type", deserialize_with = "json::text")]
    pub(super) node_kind: Text<'a>,
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
    pub(super) supplied_by: Vec<Str<'a>>,
    #[serde(borrow, rename = "originatedBy", deserialize_with = "list")]
    pub(super) originated_by: Vec<Str<'a>>,
    #[serde(borrow, rename = "externalIdentifier", deserialize_with = "list")]
    pub(super) identifiers: Vec<External<'a>>,
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
    pub(super) references: Vec<Reference<'a>>,
    #[serde(borrow, rename = "relationshipType", deserialize_with = "json::text")]
    pub(super) relationship: Text<'a>,
    #[serde(borrow, deserialize_with = "json::text")]
    pub(super) from: Text<'a>,
    #[serde(borrow, deserialize_with = "list")]
    pub(super) to: Vec<Str<'a>>,
    #[serde(borrow, rename = "import", deserialize_with = "list")]
    pub(super) imports: Vec<Import<'a>>,
}

/// An identifier, or the id of an element that holds it.
pub(super) enum External<'a> {
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
pub(super) struct Identifier<'a> {
    #[serde(
        borrow,
        rename = "externalIdentifierType",
        deserialize_with = "json::text"
    )]
    pub(super) kind: Text<'a>,
    #[serde(borrow, deserialize_with = "json::text")]
    pub(super) identifier: Text<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Reference<'a> {
    #[serde(borrow, rename = "externalRefType", deserialize_with = "json::text")]
    pub(super) kind: Text<'a>,
    #[serde(borrow, deserialize_with = "list")]
    pub(super) locator: Vec<Str<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Import<'a> {
    #[serde(borrow, rename = "externalSpdxId", deserialize_with = "json::text")]
    pub(super) id: Text<'a>,
}

impl Identifier<'_> {
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
                External::Inline(identifier) => Some(identifier),
                External::Elsewhere(_) => None,
            })
    }

    /// The ids of elements that hold identifiers of this one.
    pub(super) fn elsewhere(&self) -> impl Iterator<Item = &str> {
        self.identifiers
            .iter()
            .filter_map(|external| match external {
                External::Inline(_) => None,
                External::Elsewhere(id) => Some(id.as_str()),
            })
    }

    pub(super) fn kind(&self) -> &str {
        let kind = text(self.kind.as_ref()).or_else(|| text(self.node_kind.as_ref()));
        kind.and_then(|kind| kind.rsplit(['/', '_', ':', '#']).next())
            .unwrap_or_default()
    }
}
