//! SPDX 2 in JSON: the parts of the document, as the splitter meets them.

use crate::input::json::{Element, Extent};
use crate::input::spdx::model::{CreationInfo, ExternalDocumentRef, File, Package, Relationship};
use crate::input::teller::Teller;
use crate::inventory::Locate as _;

/// A part of a document whose members are told, or the whole of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    CreationInfo,
    Packages,
    /// And snippets.
    Files,
    Relationships,
    ExternalDocumentRefs,
}

impl Part {
    pub(crate) fn of(key: &str) -> Option<Self> {
        Some(match key {
            "creationInfo" => Self::CreationInfo,
            "packages" => Self::Packages,
            "files" | "snippets" => Self::Files,
            "relationships" => Self::Relationships,
            "externalDocumentRefs" => Self::ExternalDocumentRefs,
            _ => return None,
        })
    }
}

/// Tell one element of a top-level list or the whole of an object; how far it goes where it was open and could be read.
pub(crate) fn element(teller: &mut Teller<'_>, part: Part, element: Element<'_>) -> Option<Extent> {
    match part {
        Part::CreationInfo => teller.read::<CreationInfo<'_>>(element, |teller, part, element| {
            teller.creation(part, element.spot, &element);
        }),
        Part::Packages => teller.read::<Package<'_>>(element, |teller, package, element| {
            teller.package(package, element.spot, &element);
        }),
        Part::Files => teller.read::<File<'_>>(element, |teller, file, element| {
            teller.file(file, element.spot, &element);
        }),
        Part::Relationships => {
            teller.read::<Relationship<'_>>(element, |teller, relationship, _| {
                teller.relationship(relationship);
            })
        }
        Part::ExternalDocumentRefs => {
            teller.read::<ExternalDocumentRef<'_>>(element, |teller, other, element| {
                if let Some(to) = &other.spdx_document {
                    teller.link(to.as_str(), element.locate(to.as_str()));
                }
            })
        }
    }
}
