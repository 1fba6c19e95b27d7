//! CycloneDX in JSON: the parts of the document, as the splitter meets them.

use crate::input::cyclonedx::model::{
    Component, Composition, Dependency, ExternalReference, Formula, Metadata, Service,
};
use crate::input::json::{Element, Extent, Str};
use crate::input::teller::Teller;
use crate::inventory::{Locate as _, Role};

/// Tell one element of a top-level list or the whole of an object; how far it goes where it was open and could be read.
pub(crate) fn element(teller: &mut Teller<'_>, list: &str, element: Element<'_>) -> Option<Extent> {
    match list {
        "metadata" => teller.read::<Metadata<'_>>(element, |teller, part, element| {
            teller.metadata(part, element.spot, &element);
        }),
        "components" => teller.read::<Component<'_>>(element, |teller, component, element| {
            teller.component(component, Role::Component, element.spot, &element);
        }),
        "services" => teller.read::<Service<'_>>(element, |teller, service, element| {
            teller.service(service, Role::Service, element.spot, &element);
        }),
        "dependencies" => teller.read::<Dependency<'_>>(element, |teller, dependency, _| {
            teller.dependency(dependency);
        }),
        "formulation" => teller.read::<Formula<'_>>(element, |teller, formula, element| {
            teller.formula(formula, element.spot, &element);
        }),
        "externalReferences" => {
            teller.read::<ExternalReference<'_>>(element, |teller, reference, element| {
                if let (Some("bom"), Some(url)) =
                    (reference.kind.as_ref().map(Str::as_str), &reference.url)
                {
                    teller.link(url.as_str(), element.locate(url.as_str()));
                }
            })
        }
        "compositions" => {
            teller.read::<Composition<'_>>(element, |teller, composition, element| {
                teller.composition(composition, element.spot);
            })
        }
        // No reader asks for any other list.
        _ => None,
    }
}
