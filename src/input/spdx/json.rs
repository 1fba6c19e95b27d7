//! SPDX 2 in JSON: the parts of the document, as the splitter meets them.

use serde::Deserialize;

use crate::input::json::{Element, read_element};
use crate::input::spdx::model::{CreationInfo, ExternalDocumentRef, File, Package, Relationship};
use crate::input::spdx::tell::Teller;
use crate::inventory::{Link, Locate as _};

/// Tell one element of a top-level list or the whole of an object, and how long it was where it could be read.
pub(crate) fn element(teller: &mut Teller<'_>, list: &str, element: Element<'_>) -> Option<usize> {
    match list {
        "creationInfo" => read::<CreationInfo<'_>>(teller, element, |teller, part, element| {
            teller.creation(part, element.spot, &element);
        }),
        "packages" => read::<Package<'_>>(teller, element, |teller, package, element| {
            teller.package(package, element.spot, &element);
        }),
        "files" | "snippets" => read::<File<'_>>(teller, element, |teller, file, element| {
            teller.file(file, element.spot, &element);
        }),
        "relationships" => read::<Relationship<'_>>(teller, element, |teller, relationship, _| {
            teller.relationship(relationship);
        }),
        "externalDocumentRefs" => {
            read::<ExternalDocumentRef<'_>>(teller, element, |teller, other, element| {
                if let Some(to) = &other.spdx_document {
                    teller.links.push(Link {
                        to: to.as_str().to_owned(),
                        at: element.locate(to.as_str()),
                    });
                }
            })
        }
        // No reader asks for any other list.
        _ => (!element.open).then_some(element.text.len()),
    }
}

fn read<'a, T: Deserialize<'a>>(
    teller: &mut Teller<'_>,
    element: Element<'a>,
    tell: impl FnOnce(&mut Teller<'_>, &T, Element<'a>),
) -> Option<usize> {
    let mut found = Vec::new();
    let length = read_element::<T>(element, &mut found, |part, element| {
        tell(teller, part, element);
    });
    for diagnostic in found {
        teller.to.diagnostic(diagnostic);
    }
    length
}
