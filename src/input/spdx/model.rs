//! The parts of an SPDX 2 document that may tell who published something.

use serde::Deserialize;

use crate::input::json::{Str, list, text};

type Text<'a> = Option<Str<'a>>;

/// A package.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Package<'a> {
    #[serde(borrow, rename = "SPDXID", deserialize_with = "text")]
    pub(crate) id: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) name: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) version_info: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) supplier: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) originator: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) download_location: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) homepage: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) copyright_text: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) license_concluded: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) license_declared: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) primary_package_purpose: Text<'a>,
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) external_refs: Vec<ExternalRef<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) has_files: Vec<Str<'a>>,
}

/// A reference from a package to something outside.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ExternalRef<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) reference_type: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) reference_locator: Text<'a>,
}

/// A file or snippet.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct File<'a> {
    #[serde(borrow, rename = "SPDXID", deserialize_with = "text")]
    pub(crate) id: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) file_name: Text<'a>,
    /// The name of a snippet; some generators give files one as well.
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) name: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) copyright_text: Text<'a>,
    /// The file of which a snippet is a part.
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) snippet_from_file: Text<'a>,
}

/// A relationship between two elements.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Relationship<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) spdx_element_id: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) relationship_type: Text<'a>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) related_spdx_element: Text<'a>,
}

/// A reference to another document.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ExternalDocumentRef<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) spdx_document: Text<'a>,
}

/// Who made the document.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct CreationInfo<'a> {
    #[serde(borrow, deserialize_with = "list")]
    pub(crate) creators: Vec<Str<'a>>,
}
