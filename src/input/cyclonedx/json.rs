//! CycloneDX in JSON: the parts of the document, as the splitter meets them.

use serde::Deserialize;

use crate::diagnostic::Diagnostic;
use crate::input::cyclonedx::model::{
    Component, Dependency, ExternalReference, Formula, Metadata, Service,
};
use crate::input::cyclonedx::tell::Teller;
use crate::input::json::{Element, Str, parse_element};
use crate::inventory::{Link, Locate as _, Role};

/// Tell one element of a top-level list. False if the list is none that matters.
pub(crate) fn element(teller: &mut Teller<'_>, list: &str, element: Element<'_>) -> bool {
    match list {
        "components" => read::<Component<'_>>(teller, element, |teller, component| {
            teller.component(component, Role::Component, element.spot, &element);
        }),
        "services" => read::<Service<'_>>(teller, element, |teller, service| {
            teller.service(service, Role::Service, element.spot, &element);
        }),
        "dependencies" => read::<Dependency<'_>>(teller, element, |teller, dependency| {
            teller.dependency(dependency);
        }),
        "formulation" => read::<Formula<'_>>(teller, element, |teller, formula| {
            teller.formula(formula, element.spot, &element);
        }),
        "externalReferences" => {
            read::<ExternalReference<'_>>(teller, element, |teller, reference| {
                if let (Some("bom"), Some(url)) =
                    (reference.kind.as_ref().map(Str::as_str), &reference.url)
                {
                    teller.links.push(Link {
                        to: url.as_str().to_owned(),
                        at: element.locate(url.as_str()),
                    });
                }
            });
        }
        "compositions" => read::<Composition>(teller, element, |teller, composition| {
            if composition.aggregate.starts_with("incomplete") || composition.aggregate == "unknown"
            {
                let message = format!(
                    "the document says that it is {} in part",
                    if composition.aggregate == "unknown" {
                        "of unknown completeness"
                    } else {
                        "incomplete"
                    }
                );
                teller.to.diagnostic(
                    Diagnostic::warning("composition-incomplete", message)
                        .at(element.spot.to_location()),
                );
            }
        }),
        _ => return false,
    }
    true
}

/// Tell the metadata.
pub(crate) fn metadata(teller: &mut Teller<'_>, element: Element<'_>) {
    read::<Metadata<'_>>(teller, element, |teller, metadata| {
        teller.metadata(metadata, element.spot, &element);
    });
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Composition {
    aggregate: String,
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
