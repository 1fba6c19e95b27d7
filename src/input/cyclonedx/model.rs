//! The parts of a CycloneDX document that may tell who published something.
//!
//! Every field is optional. Texts borrow from the document where they can.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::input::json::{Str, list, object, text};

type Text<'a> = Option<Str<'a>>;

/// A component, or an ancestor, descendant or variant of one.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Component<'a> {
    #[serde(borrow, rename = "bom-ref", deserialize_with = "text")]
    pub(crate) bom_ref: Text<'a>,
    #[serde(borrow, rename = "type", deserialize_with = "text")]
    pub(crate) kind: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) group: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) name: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) version: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) purl: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) cpe: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) scope: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) publisher: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) author: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) copyright: Text<'a>,
    #[serde(borrow, deserialize_with = "object")]
    pub(crate) supplier: Option<Box<Entity<'a>>>,
    #[serde(borrow, deserialize_with = "object")]
    pub(crate) manufacturer: Option<Box<Entity<'a>>>,
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) authors: Vec<Contact<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) licenses: Vec<LicenseChoice<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) external_references: Vec<ExternalReference<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) properties: Vec<Property<'a>>,
    #[serde(borrow, deserialize_with = "object")]
    pub(crate) swid: Option<Box<Swid<'a>>>,
    #[serde(borrow, deserialize_with = "object")]
    pub(crate) evidence: Option<Box<Evidence<'a>>>,
    #[serde(borrow, deserialize_with = "object")]
    pub(crate) pedigree: Option<Box<Pedigree<'a>>>,
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) components: Vec<Component<'a>>,
    /// Where the drafts of version 2.0 have purls and CPEs.
    #[serde(deserialize_with = "is_there")]
    pub(crate) identifiers: bool,
    /// Where they have suppliers and authors.
    #[serde(deserialize_with = "is_there")]
    pub(crate) parties: bool,
}

impl Component<'_> {
    /// Whether nothing tells what it is. An empty name does: generators have one for what was given to them without.
    pub(crate) fn is_nameless(&self) -> bool {
        let stated = [&self.purl, &self.cpe, &self.bom_ref, &self.group];
        let is_stated =
            |text: &Text<'_>| text.as_ref().is_some_and(|text| !text.as_str().is_empty());
        self.name.is_none() && !stated.into_iter().any(is_stated)
    }
}

/// An organisation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Entity<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) name: Text<'a>,
    /// The JSON schema has a list, some generators write one text.
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) url: Vec<Str<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) contact: Vec<Contact<'a>>,
}

/// A person or role.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Contact<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) name: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) email: Text<'a>,
}

/// A licence or an expression.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct LicenseChoice<'a> {
    #[serde(borrow, deserialize_with = "object")]
    pub(crate) license: Option<License<'a>>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) expression: Text<'a>,
    /// Of an expression (1.7).
    #[serde(borrow, deserialize_with = "object")]
    pub(crate) licensing: Option<Box<Licensing<'a>>>,
}

/// A licence.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct License<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) id: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) name: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) url: Text<'a>,
    #[serde(borrow, deserialize_with = "object")]
    pub(crate) licensing: Option<Box<Licensing<'a>>>,
}

/// Commercial details of a licence.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Licensing<'a> {
    #[serde(borrow, deserialize_with = "object")]
    pub(crate) licensor: Option<Licensor<'a>>,
}

/// Who licenses.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Licensor<'a> {
    #[serde(borrow, deserialize_with = "object")]
    pub(crate) organization: Option<Entity<'a>>,
    #[serde(borrow, deserialize_with = "object")]
    pub(crate) individual: Option<Contact<'a>>,
}

/// A reference to something outside.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ExternalReference<'a> {
    #[serde(borrow, rename = "type", deserialize_with = "text")]
    pub(crate) kind: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) url: Text<'a>,
}

/// A name and a value.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Property<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) name: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) value: Text<'a>,
}

/// A SWID tag.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Swid<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) tag_id: Text<'a>,
}

/// What a generator saw.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Evidence<'a> {
    /// One (1.5) or several (1.6).
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) identity: Vec<Identity<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) copyright: Vec<Copyright<'a>>,
}

/// A field that a generator worked out, and how sure it is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Identity<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) field: Text<'a>,
    pub(crate) confidence: Option<f64>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) concluded_value: Text<'a>,
}

/// A copyright text.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Copyright<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) text: Text<'a>,
}

/// Where a component comes from.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Pedigree<'a> {
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) ancestors: Vec<Component<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) descendants: Vec<Component<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) variants: Vec<Component<'a>>,
}

/// A service that the product calls.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Service<'a> {
    #[serde(borrow, rename = "bom-ref", deserialize_with = "text")]
    pub(crate) bom_ref: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) group: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) name: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) version: Text<'a>,
    #[serde(borrow, deserialize_with = "object")]
    pub(crate) provider: Option<Entity<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) endpoints: Vec<Str<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) licenses: Vec<LicenseChoice<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) external_references: Vec<ExternalReference<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) services: Vec<Service<'a>>,
    /// Where the drafts of version 2.0 have the provider.
    #[serde(deserialize_with = "is_there")]
    pub(crate) parties: bool,
}

/// What one subject needs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Dependency<'a> {
    #[serde(borrow, rename = "ref", deserialize_with = "text")]
    pub(crate) reference: Text<'a>,
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) depends_on: Vec<Str<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) provides: Vec<Str<'a>>,
    /// What those that are needed need themselves, where an encoding has them inside each other.
    #[serde(skip)]
    pub(crate) nested: Vec<Dependency<'a>>,
}

/// How complete a part of the document is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Composition<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) aggregate: Text<'a>,
    /// What is as complete as that, or needs nothing else.
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) assemblies: Vec<Str<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) dependencies: Vec<Str<'a>>,
}

/// What a document says of itself.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Metadata<'a> {
    #[serde(borrow, deserialize_with = "object")]
    pub(crate) component: Option<Component<'a>>,
    #[serde(borrow)]
    pub(crate) tools: Tools<'a>,
    #[serde(borrow, deserialize_with = "object")]
    pub(crate) supplier: Option<Entity<'a>>,
    #[serde(borrow, deserialize_with = "object")]
    pub(crate) manufacturer: Option<Entity<'a>>,
    #[serde(borrow, deserialize_with = "object")]
    pub(crate) manufacture: Option<Entity<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) authors: Vec<Contact<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) properties: Vec<Property<'a>>,
}

/// What made the document: a list (to 1.4), or components and services (from 1.5).
#[derive(Clone, Debug, Default)]
pub(crate) struct Tools<'a> {
    pub(crate) tools: Vec<Tool<'a>>,
    pub(crate) components: Vec<Component<'a>>,
    pub(crate) services: Vec<Service<'a>>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Tools<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ToolsVisitor(PhantomData))
    }
}

struct ToolsVisitor<'a>(PhantomData<&'a str>);

impl<'de: 'a, 'a> Visitor<'de> for ToolsVisitor<'a> {
    type Value = Tools<'a>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("tools")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, tools: A) -> Result<Tools<'a>, A::Error> {
        Ok(Tools {
            tools: list(SeqAccessDeserializer::new(tools))?,
            ..Tools::default()
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Tools<'a>, A::Error> {
        let NewTools {
            components,
            services,
        } = NewTools::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Tools {
            tools: Vec::new(),
            components,
            services,
        })
    }

    fn visit_unit<E: de::Error>(self) -> Result<Tools<'a>, E> {
        Ok(Tools::default())
    }
}

/// Tools as components and services.
#[derive(Default, Deserialize)]
#[serde(default)]
struct NewTools<'a> {
    #[serde(borrow, deserialize_with = "list")]
    components: Vec<Component<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    services: Vec<Service<'a>>,
}

/// A tool of the old shape.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Tool<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) vendor: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) name: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) version: Text<'a>,
}

/// A formula: how something was built.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Formula<'a> {
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) components: Vec<Component<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) services: Vec<Service<'a>>,
}

/// What is declared to conform to a standard.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Declarations<'a> {
    #[serde(borrow, deserialize_with = "object")]
    pub(crate) targets: Option<Targets<'a>>,
}

/// What claims are made about.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Targets<'a> {
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) components: Vec<Component<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) services: Vec<Service<'a>>,
}

/// A list of which nothing is read but that it holds something.
fn is_there<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    list::<D, IgnoredAny>(deserializer).map(|members| !members.is_empty())
}
