//! SPDX 2 in JSON: the parts of the document, as the splitter meets them.

use serde::Deserialize;

use crate::diagnostic::Diagnostic;
use crate::input::json::{Element, parse_element};
use crate::input::spdx::model::{CreationInfo, ExternalDocumentRef, File, Package, Relationship};
use crate::input::spdx::tell::Teller;
use crate::inventory::{Link, Locate as _};

/// Tell one element of a top-level list. False if the list is none that matters.
pub(crate) fn element(teller: &mut Teller<'_>, list: &str, element: Element<'_>) -> bool {
    match list {
        "packages" => read::<Package<'_>>(teller, element, |teller, package| {
            teller.package(package, element.spot, &element);
        }),
        "files" | "snippets" => read::<File<'_>>(teller, element, |teller, file| {
            teller.file(file, element.spot, &element);
        }),
        "relationships" => read::<Relationship<'_>>(teller, element, |teller, relationship| {
            teller.relationship(relationship);
        }),
        "externalDocumentRefs" => {
            read::<ExternalDocumentRef<'_>>(teller, element, |teller, other| {
                if let Some(to) = &other.spdx_document {
                    teller.links.push(Link {
                        to: to.as_str().to_owned(),
                        at: element.locate(to.as_str()),
                    });
                }
            });
        }
        _ => return false,
    }
    true
}

/// Tell who made the document.
pub(crate) fn creation(teller: &mut Teller<'_>, element: Element<'_>) {
    read::<CreationInfo<'_>>(teller, element, |teller, creation| {
        teller.creation(creation, element.spot, &element);
    });
}

fn read<'a, T: Deserialize<'a>>(
    teller: &mut Teller<'_>,
    element: Element<'a>,
    tell: impl FnOnce(&mut Teller<'_>, &T),
) {
    let mut found = Vec::new();
    match parse_element::<T>(element, &mut found) {
        Ok(part) => tell(teller, &part),
        Err(error) => found.push(
            Diagnostic::error(
                "element-unreadable",
                format!("an element cannot be read: {error}"),
            )
            .at(element.spot.to_location()),
        ),
    }
    for diagnostic in found {
        teller.to.diagnostic(diagnostic);
    }
}
