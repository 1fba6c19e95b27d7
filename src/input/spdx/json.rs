//! SPDX 2 in JSON: the parts of the document, as the splitter meets them.

use crate::input::json::{Element, Extent};
use crate::input::spdx::model::{CreationInfo, ExternalDocumentRef, File, Package, Relationship};
use crate::input::teller::Teller;
use crate::inventory::Locate as _;

/// Tell one element of a top-level list or the whole of an object; how far it goes where it was open and could be read.
pub(crate) fn element(teller: &mut Teller<'_>, list: &str, element: Element<'_>) -> Option<Extent> {
    match list {
        "creationInfo" => teller.read::<CreationInfo<'_>>(element, |teller, part, element| {
            teller.creation(part, element.spot, &element);
        }),
        "packages" => teller.read::<Package<'_>>(element, |teller, package, element| {
            teller.package(package, element.spot, &element);
        }),
        "files" | "snippets" => teller.read::<File<'_>>(element, |teller, file, element| {
            teller.file(file, element.spot, &element);
        }),
        "relationships" => teller.read::<Relationship<'_>>(element, |teller, relationship, _| {
            teller.relationship(relationship);
        }),
        "externalDocumentRefs" => {
            teller.read::<ExternalDocumentRef<'_>>(element, |teller, other, element| {
                if let Some(to) = &other.spdx_document {
                    teller.link(to.as_str(), element.locate(to.as_str()));
                }
            })
        }
        // No reader asks for any other list.
        _ => None,
    }
}
