//! Messages of a CycloneDX document in the shapes that all encodings share.
//!
//! Field numbers are those of `bom-1.7.proto`; earlier versions use the same.

use crate::input::cyclonedx::model::{
    Component, Composition, Contact, Copyright, Declarations, Dependency, Entity, Evidence,
    ExternalReference, Formula, Identity, License, LicenseChoice, Licensing, Licensor, Metadata,
    Pedigree, Property, Service, Swid, Targets, Tool, Tools,
};
use crate::input::cyclonedx::protobuf::wire::{Trouble, Value, fixed};

/// Components may not be nested deeper.
const DEEPEST: usize = 100;

/// Fill a shape field by field.
fn each<'a, T: Default>(
    value: Value<'a>,
    mut set: impl FnMut(&mut T, u64, Value<'a>) -> Result<(), Trouble>,
) -> Result<T, Trouble> {
    let mut shape = T::default();
    let mut fields = value.fields::<T>()?;
    while let Some((number, value)) = fields.next()? {
        set(&mut shape, number, value)?;
    }
    Ok(shape)
}

/// What stands once; of two the second would hide the first.
fn set<T>(field: &mut Option<T>, value: T) -> Result<(), Trouble> {
    match field.replace(value) {
        None => Ok(()),
        Some(_) => Err(Trouble::Twice),
    }
}

pub(crate) fn component(value: Value<'_>, depth: usize) -> Result<Component<'_>, Trouble> {
    if depth > DEEPEST {
        return Err(Trouble::TooLarge);
    }
    each(value, |shape: &mut Component<'_>, number, value| {
        match number {
            1 => set(&mut shape.kind, fixed(classification(value.number())))?,
            3 => set(&mut shape.bom_ref, value.text()?)?,
            4 => set(&mut shape.supplier, Box::new(entity(value)?))?,
            5 => set(&mut shape.author, value.text()?)?,
            6 => set(&mut shape.publisher, value.text()?)?,
            7 => set(&mut shape.group, value.text()?)?,
            8 => set(&mut shape.name, value.text()?)?,
            9 => set(&mut shape.version, value.text()?)?,
            11 => set(&mut shape.scope, fixed(scope(value.number())))?,
            13 => shape.licenses.push(license(value)?),
            14 => set(&mut shape.copyright, value.text()?)?,
            15 => set(&mut shape.cpe, value.text()?)?,
            16 => set(&mut shape.purl, value.text()?)?,
            17 => set(&mut shape.swid, Box::new(swid(value)?))?,
            19 => set(&mut shape.pedigree, Box::new(pedigree(value, depth + 1)?))?,
            20 => shape.external_references.push(reference(value)?),
            21 => shape.components.push(component(value, depth + 1)?),
            22 => shape.properties.push(property(value)?),
            // To version 1.5, there may be several.
            23 => evidence(value, shape.evidence.get_or_insert_default())?,
            28 => set(&mut shape.manufacturer, Box::new(entity(value)?))?,
            29 => shape.authors.push(contact(value)?),
            // Hashes, descriptions and the like do not tell who published it.
            _ => {}
        }
        Ok(())
    })
}

pub(crate) fn service(value: Value<'_>, depth: usize) -> Result<Service<'_>, Trouble> {
    if depth > DEEPEST {
        return Err(Trouble::TooLarge);
    }
    each(value, |shape: &mut Service<'_>, number, value| {
        match number {
            1 => set(&mut shape.bom_ref, value.text()?)?,
            2 => set(&mut shape.provider, entity(value)?)?,
            3 => set(&mut shape.group, value.text()?)?,
            4 => set(&mut shape.name, value.text()?)?,
            5 => set(&mut shape.version, value.text()?)?,
            7 => shape.endpoints.push(value.text()?),
            11 => shape.licenses.push(license(value)?),
            12 => shape.external_references.push(reference(value)?),
            13 => shape.services.push(service(value, depth + 1)?),
            _ => {}
        }
        Ok(())
    })
}

pub(crate) fn metadata(value: Value<'_>) -> Result<Metadata<'_>, Trouble> {
    each(value, |shape: &mut Metadata<'_>, number, value| {
        match number {
            2 => tools(value, &mut shape.tools)?,
            3 => shape.authors.push(contact(value)?),
            4 => set(&mut shape.component, component(value, 0)?)?,
            5 => set(&mut shape.manufacture, entity(value)?)?,
            6 => set(&mut shape.supplier, entity(value)?)?,
            8 => shape.properties.push(property(value)?),
            10 => set(&mut shape.manufacturer, entity(value)?)?,
            _ => {}
        }
        Ok(())
    })
}

/// A tool of its own (to 1.4), or one message with components and services (from 1.5).
fn tools<'a>(value: Value<'a>, tools: &mut Tools<'a>) -> Result<(), Trouble> {
    let tool = each(value, |shape: &mut Tool<'_>, number, value| {
        match number {
            1 => set(&mut shape.vendor, value.text()?)?,
            2 => set(&mut shape.name, value.text()?)?,
            3 => set(&mut shape.version, value.text()?)?,
            6 => tools.components.push(component(value, 0)?),
            7 => tools.services.push(service(value, 0)?),
            _ => {}
        }
        Ok(())
    })?;
    if tool.name.is_some() || tool.vendor.is_some() {
        tools.tools.push(tool);
    }
    Ok(())
}

pub(crate) fn formula(value: Value<'_>) -> Result<Formula<'_>, Trouble> {
    each(value, |shape: &mut Formula<'_>, number, value| {
        match number {
            2 => shape.components.push(component(value, 0)?),
            3 => shape.services.push(service(value, 0)?),
            _ => {}
        }
        Ok(())
    })
}

pub(crate) fn declarations(value: Value<'_>) -> Result<Declarations<'_>, Trouble> {
    each(value, |shape: &mut Declarations<'_>, number, value| {
        if number == 5 {
            set(&mut shape.targets, targets(value)?)?;
        }
        Ok(())
    })
}

fn targets(value: Value<'_>) -> Result<Targets<'_>, Trouble> {
    each(value, |shape: &mut Targets<'_>, number, value| {
        match number {
            2 => shape.components.push(component(value, 0)?),
            3 => shape.services.push(service(value, 0)?),
            _ => {}
        }
        Ok(())
    })
}

pub(crate) fn composition(value: Value<'_>) -> Result<Composition<'_>, Trouble> {
    each(value, |shape: &mut Composition<'_>, number, value| {
        match number {
            1 => set(&mut shape.aggregate, fixed(aggregate(value.number())))?,
            2 => shape.assemblies.push(value.text()?),
            3 => shape.dependencies.push(value.text()?),
            _ => {}
        }
        Ok(())
    })
}

pub(crate) fn dependency(value: Value<'_>, depth: usize) -> Result<Dependency<'_>, Trouble> {
    if depth > DEEPEST {
        return Err(Trouble::TooLarge);
    }
    each(value, |shape: &mut Dependency<'_>, number, value| {
        match number {
            1 => set(&mut shape.reference, value.text()?)?,
            2 => {
                let nested = dependency(value, depth + 1)?;
                shape.depends_on.extend(nested.reference.clone());
                shape.nested.push(nested);
            }
            3 => shape.provides.push(value.text()?),
            _ => {}
        }
        Ok(())
    })
}

pub(crate) fn reference(value: Value<'_>) -> Result<ExternalReference<'_>, Trouble> {
    each(value, |shape: &mut ExternalReference<'_>, number, value| {
        match number {
            1 => set(&mut shape.kind, fixed(reference_type(value.number())))?,
            2 => set(&mut shape.url, value.text()?)?,
            _ => {}
        }
        Ok(())
    })
}

fn entity(value: Value<'_>) -> Result<Entity<'_>, Trouble> {
    each(value, |shape: &mut Entity<'_>, number, value| {
        match number {
            1 => set(&mut shape.name, value.text()?)?,
            2 => shape.url.push(value.text()?),
            3 => shape.contact.push(contact(value)?),
            _ => {}
        }
        Ok(())
    })
}

fn contact(value: Value<'_>) -> Result<Contact<'_>, Trouble> {
    each(value, |shape: &mut Contact<'_>, number, value| {
        match number {
            1 => set(&mut shape.name, value.text()?)?,
            2 => set(&mut shape.email, value.text()?)?,
            _ => {}
        }
        Ok(())
    })
}

fn property(value: Value<'_>) -> Result<Property<'_>, Trouble> {
    each(value, |shape: &mut Property<'_>, number, value| {
        match number {
            1 => set(&mut shape.name, value.text()?)?,
            2 => set(&mut shape.value, value.text()?)?,
            _ => {}
        }
        Ok(())
    })
}

fn swid(value: Value<'_>) -> Result<Swid<'_>, Trouble> {
    each(value, |shape: &mut Swid<'_>, number, value| {
        if number == 1 {
            set(&mut shape.tag_id, value.text()?)?;
        }
        Ok(())
    })
}

fn pedigree(value: Value<'_>, depth: usize) -> Result<Pedigree<'_>, Trouble> {
    each(value, |shape: &mut Pedigree<'_>, number, value| {
        match number {
            1 => shape.ancestors.push(component(value, depth)?),
            2 => shape.descendants.push(component(value, depth)?),
            3 => shape.variants.push(component(value, depth)?),
            _ => {}
        }
        Ok(())
    })
}

fn evidence<'a>(value: Value<'a>, known: &mut Evidence<'a>) -> Result<(), Trouble> {
    let more = each(value, |shape: &mut Evidence<'_>, number, value| {
        match number {
            2 => shape.copyright.push(copyright(value)?),
            3 => shape.identity.push(identity(value)?),
            _ => {}
        }
        Ok(())
    })?;
    known.copyright.extend(more.copyright);
    known.identity.extend(more.identity);
    Ok(())
}

fn copyright(value: Value<'_>) -> Result<Copyright<'_>, Trouble> {
    each(value, |shape: &mut Copyright<'_>, number, value| {
        if number == 1 {
            set(&mut shape.text, value.text()?)?;
        }
        Ok(())
    })
}

fn identity(value: Value<'_>) -> Result<Identity<'_>, Trouble> {
    each(value, |shape: &mut Identity<'_>, number, value| {
        match number {
            1 => set(&mut shape.field, fixed(evidence_field(value.number())))?,
            2 => {
                if let Some(confidence) = value.float() {
                    set(&mut shape.confidence, f64::from(confidence))?;
                }
            }
            5 => set(&mut shape.concluded_value, value.text()?)?,
            _ => {}
        }
        Ok(())
    })
}

fn license(value: Value<'_>) -> Result<LicenseChoice<'_>, Trouble> {
    each(value, |shape: &mut LicenseChoice<'_>, number, value| {
        match number {
            1 => set(&mut shape.license, named_license(value)?)?,
            2 => set(&mut shape.expression, value.text()?)?,
            5 => *shape = detailed(value)?,
            _ => {}
        }
        Ok(())
    })
}

/// An expression with details of its parts.
fn detailed(value: Value<'_>) -> Result<LicenseChoice<'_>, Trouble> {
    each(value, |shape: &mut LicenseChoice<'_>, number, value| {
        match number {
            1 => set(&mut shape.expression, value.text()?)?,
            5 => set(&mut shape.licensing, Box::new(licensing(value)?))?,
            _ => {}
        }
        Ok(())
    })
}

fn named_license(value: Value<'_>) -> Result<License<'_>, Trouble> {
    each(value, |shape: &mut License<'_>, number, value| {
        match number {
            1 => set(&mut shape.id, value.text()?)?,
            2 => set(&mut shape.name, value.text()?)?,
            4 => set(&mut shape.url, value.text()?)?,
            6 => set(&mut shape.licensing, Box::new(licensing(value)?))?,
            _ => {}
        }
        Ok(())
    })
}

fn licensing(value: Value<'_>) -> Result<Licensing<'_>, Trouble> {
    each(value, |shape: &mut Licensing<'_>, number, value| {
        if number == 2 {
            set(&mut shape.licensor, licensor(value)?)?;
        }
        Ok(())
    })
}

fn licensor(value: Value<'_>) -> Result<Licensor<'_>, Trouble> {
    each(value, |shape: &mut Licensor<'_>, number, value| {
        match number {
            1 => set(&mut shape.organization, entity(value)?)?,
            2 => set(&mut shape.individual, contact(value)?)?,
            _ => {}
        }
        Ok(())
    })
}

/// `Classification` as JSON writes it.
pub(crate) fn classification(number: u64) -> &'static str {
    match number {
        1 => "application",
        2 => "framework",
        3 => "library",
        4 => "operating-system",
        5 => "device",
        6 => "file",
        7 => "container",
        8 => "firmware",
        9 => "device-driver",
        10 => "platform",
        11 => "machine-learning-model",
        12 => "data",
        13 => "cryptographic-asset",
        _ => "",
    }
}

/// `Aggregate` as JSON writes it.
pub(crate) fn aggregate(number: u64) -> &'static str {
    match number {
        1 => "complete",
        2 => "incomplete",
        3 => "incomplete_first_party_only",
        4 => "incomplete_third_party_only",
        5 => "unknown",
        6 => "incomplete_first_party_proprietary_only",
        7 => "incomplete_first_party_opensource_only",
        8 => "incomplete_third_party_proprietary_only",
        9 => "incomplete_third_party_opensource_only",
        _ => "not_specified",
    }
}

/// `Scope` as JSON writes it.
pub(crate) fn scope(number: u64) -> &'static str {
    match number {
        2 => "optional",
        3 => "excluded",
        _ => "required",
    }
}

/// The types of external references that matter, as JSON writes them.
pub(crate) fn reference_type(number: u64) -> &'static str {
    match number {
        0 => "other",
        1 => "vcs",
        2 => "issue-tracker",
        3 => "website",
        5 => "bom",
        6 => "mailing-list",
        9 => "documentation",
        10 => "support",
        11 => "distribution",
        12 => "license",
        13 => "build-meta",
        14 => "build-system",
        15 => "security-contact",
        20 => "distribution-intake",
        32 => "model-card",
        38 => "source-distribution",
        41 => "rfc-9116",
        42 => "release-notes",
        _ => "",
    }
}

/// `EvidenceFieldType` as JSON writes it.
pub(crate) fn evidence_field(number: u64) -> &'static str {
    match number {
        1 => "group",
        2 => "name",
        3 => "version",
        4 => "purl",
        5 => "cpe",
        6 => "swid",
        _ => "",
    }
}
