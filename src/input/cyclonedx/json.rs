//! CycloneDX in JSON: the parts of the document, as the splitter meets them.

use crate::input::cyclonedx::model::{
    Component, Composition, Declarations, Dependency, ExternalReference, Formula, Metadata, Service,
};
use crate::input::json::{Element, Extent, Str};
use crate::input::teller::Teller;
use crate::inventory::{Locate as _, Role};

/// A part of a document whose members are told, or the whole of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Metadata,
    Components,
    Services,
    Dependencies,
    Formulation,
    Compositions,
    Declarations,
    ExternalReferences,
}

impl Part {
    pub(crate) fn of(key: &str) -> Option<Self> {
        Some(match key {
            "metadata" => Self::Metadata,
            "components" => Self::Components,
            "services" => Self::Services,
            "dependencies" => Self::Dependencies,
            "formulation" => Self::Formulation,
            "compositions" => Self::Compositions,
            "declarations" => Self::Declarations,
            "externalReferences" => Self::ExternalReferences,
            _ => return None,
        })
    }
}

/// Tell one element of a top-level list or the whole of an object; how far it goes where it was open and could be read.
pub(crate) fn element(teller: &mut Teller<'_>, part: Part, element: Element<'_>) -> Option<Extent> {
    match part {
        Part::Metadata => teller.read::<Metadata<'_>>(element, |teller, part, element| {
            teller.metadata(part, element.spot, &element);
        }),
        Part::Components => teller.read::<Component<'_>>(element, |teller, component, element| {
            teller.component(component, Role::Component, element.spot, &element);
        }),
        Part::Services => teller.read::<Service<'_>>(element, |teller, service, element| {
            teller.service(service, Role::Service, element.spot, &element);
        }),
        Part::Dependencies => teller.read::<Dependency<'_>>(element, |teller, dependency, _| {
            teller.dependency(dependency);
        }),
        Part::Formulation => teller.read::<Formula<'_>>(element, |teller, formula, element| {
            teller.formula(formula, element.spot, &element);
        }),
        Part::Declarations => {
            teller.read::<Declarations<'_>>(element, |teller, declarations, element| {
                teller.declarations(declarations, element.spot, &element);
            })
        }
        Part::ExternalReferences => {
            teller.read::<ExternalReference<'_>>(element, |teller, reference, element| {
                if let (Some("bom"), Some(url)) =
                    (reference.kind.as_ref().map(Str::as_str), &reference.url)
                {
                    teller.link(url.as_str(), element.locate(url.as_str()));
                }
            })
        }
        Part::Compositions => {
            teller.read::<Composition<'_>>(element, |teller, composition, element| {
                teller.composition(composition, element.spot);
            })
        }
    }
}
