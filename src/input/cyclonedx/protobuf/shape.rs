//! Messages of a CycloneDX document in the shapes that all encodings share.
//!
//! Field numbers are those of `bom-1.7.proto`; earlier versions use the same.

use crate::input::cyclonedx::model::{
    Component, Composition, Contact, Copyright, Declarations, Dependency, Entity, Evidence,
    ExternalReference, Formula, Identity, License, LicenseChoice, Licensing, Licensor, Metadata,
    Pedigree, Property, Service, Swid, Targets, Tool, Tools,
};
use crate::input::cyclonedx::protobuf::wire::{Fields, Trouble, Value, fixed};

/// Components may not be nested deeper.
const DEEPEST: usize = 100;

/// Fill a shape field by field.
fn each<'a, T: Default>(
    bytes: &'a [u8],
    mut set: impl FnMut(&mut T, u64, Value<'a>) -> Result<(), Trouble>,
) -> Result<T, Trouble> {
    let mut shape = T::default();
    let mut fields = Fields::new(bytes);
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

pub(crate) fn component(bytes: &[u8], depth: usize) -> Result<Component<'_>, Trouble> {
    if depth > DEEPEST {
        return Err(Trouble::TooLarge);
    }
    each(bytes, |shape: &mut Component<'_>, number, value| {
        let bytes = value.bytes();
        match number {
            1 => set(&mut shape.kind, fixed(classification(value.number())))?,
            3 => set(&mut shape.bom_ref, value.text()?)?,
            4 => set(&mut shape.supplier, Box::new(entity(bytes)?))?,
            5 => set(&mut shape.author, value.text()?)?,
            6 => set(&mut shape.publisher, value.text()?)?,
            7 => set(&mut shape.group, value.text()?)?,
            8 => set(&mut shape.name, value.text()?)?,
            9 => set(&mut shape.version, value.text()?)?,
            11 => set(&mut shape.scope, fixed(scope(value.number())))?,
            13 => shape.licenses.push(license(bytes)?),
            14 => set(&mut shape.copyright, value.text()?)?,
            15 => set(&mut shape.cpe, value.text()?)?,
            16 => set(&mut shape.purl, value.text()?)?,
            17 => set(&mut shape.swid, Box::new(swid(bytes)?))?,
            19 => set(&mut shape.pedigree, Box::new(pedigree(bytes, depth + 1)?))?,
            20 => shape.external_references.push(reference(bytes)?),
            21 => shape.components.push(component(bytes, depth + 1)?),
            22 => shape.properties.push(property(bytes)?),
            // To version 1.5, there may be several.
            23 => evidence(bytes, shape.evidence.get_or_insert_default())?,
            28 => set(&mut shape.manufacturer, Box::new(entity(bytes)?))?,
            29 => shape.authors.push(contact(bytes)?),
            // Hashes, descriptions and the like do not tell who published it.
            _ => {}
        }
        Ok(())
    })
}

pub(crate) fn service(bytes: &[u8], depth: usize) -> Result<Service<'_>, Trouble> {
    if depth > DEEPEST {
        return Err(Trouble::TooLarge);
    }
    each(bytes, |shape: &mut Service<'_>, number, value| {
        let bytes = value.bytes();
        match number {
            1 => set(&mut shape.bom_ref, value.text()?)?,
            2 => set(&mut shape.provider, entity(bytes)?)?,
            3 => set(&mut shape.group, value.text()?)?,
            4 => set(&mut shape.name, value.text()?)?,
            5 => set(&mut shape.version, value.text()?)?,
            7 => shape.endpoints.push(value.text()?),
            11 => shape.licenses.push(license(bytes)?),
            12 => shape.external_references.push(reference(bytes)?),
            13 => shape.services.push(service(bytes, depth + 1)?),
            _ => {}
        }
        Ok(())
    })
}

pub(crate) fn metadata(bytes: &[u8]) -> Result<Metadata<'_>, Trouble> {
    each(bytes, |shape: &mut Metadata<'_>, number, value| {
        match number {
            2 => tools(value.bytes(), &mut shape.tools)?,
            3 => shape.authors.push(contact(value.bytes())?),
            4 => set(&mut shape.component, component(value.bytes(), 0)?)?,
            5 => set(&mut shape.manufacture, entity(value.bytes())?)?,
            6 => set(&mut shape.supplier, entity(value.bytes())?)?,
            8 => shape.properties.push(property(value.bytes())?),
            10 => set(&mut shape.manufacturer, entity(value.bytes())?)?,
            _ => {}
        }
        Ok(())
    })
}

/// A tool of its own (to 1.4), or one message with components and services (from 1.5).
fn tools<'a>(bytes: &'a [u8], tools: &mut Tools<'a>) -> Result<(), Trouble> {
    let tool = each(bytes, |shape: &mut Tool<'_>, number, value| {
        match number {
            1 => set(&mut shape.vendor, value.text()?)?,
            2 => set(&mut shape.name, value.text()?)?,
            3 => set(&mut shape.version, value.text()?)?,
            6 => tools.components.push(component(value.bytes(), 0)?),
            7 => tools.services.push(service(value.bytes(), 0)?),
            _ => {}
        }
        Ok(())
    })?;
    if tool.name.is_some() || tool.vendor.is_some() {
        tools.tools.push(tool);
    }
    Ok(())
}

pub(crate) fn formula(bytes: &[u8]) -> Result<Formula<'_>, Trouble> {
    each(bytes, |shape: &mut Formula<'_>, number, value| {
        match number {
            2 => shape.components.push(component(value.bytes(), 0)?),
            3 => shape.services.push(service(value.bytes(), 0)?),
            _ => {}
        }
        Ok(())
    })
}

pub(crate) fn declarations(bytes: &[u8]) -> Result<Declarations<'_>, Trouble> {
    each(bytes, |shape: &mut Declarations<'_>, number, value| {
        if number == 5 {
            set(&mut shape.targets, targets(value.bytes())?)?;
        }
        Ok(())
    })
}

fn targets(bytes: &[u8]) -> Result<Targets<'_>, Trouble> {
    each(bytes, |shape: &mut Targets<'_>, number, value| {
        match number {
            2 => shape.components.push(component(value.bytes(), 0)?),
            3 => shape.services.push(service(value.bytes(), 0)?),
            _ => {}
        }
        Ok(())
    })
}

pub(crate) fn composition(bytes: &[u8]) -> Result<Composition<'_>, Trouble> {
    each(bytes, |shape: &mut Composition<'_>, number, value| {
        match number {
            1 => set(&mut shape.aggregate, fixed(aggregate(value.number())))?,
            2 => shape.assemblies.push(value.text()?),
            3 => shape.dependencies.push(value.text()?),
            _ => {}
        }
        Ok(())
    })
}

pub(crate) fn dependency(bytes: &[u8], depth: usize) -> Result<Dependency<'_>, Trouble> {
    if depth > DEEPEST {
        return Err(Trouble::TooLarge);
    }
    each(bytes, |shape: &mut Dependency<'_>, number, value| {
        match number {
            1 => set(&mut shape.reference, value.text()?)?,
            2 => {
                let nested = dependency(value.bytes(), depth + 1)?;
                shape.depends_on.extend(nested.reference.clone());
                shape.nested.push(nested);
            }
            3 => shape.provides.push(value.text()?),
            _ => {}
        }
        Ok(())
    })
}

pub(crate) fn reference(bytes: &[u8]) -> Result<ExternalReference<'_>, Trouble> {
    each(bytes, |shape: &mut ExternalReference<'_>, number, value| {
        match number {
            1 => set(&mut shape.kind, fixed(reference_type(value.number())))?,
            2 => set(&mut shape.url, value.text()?)?,
            _ => {}
        }
        Ok(())
    })
}

fn entity(bytes: &[u8]) -> Result<Entity<'_>, Trouble> {
    each(bytes, |shape: &mut Entity<'_>, number, value| {
        match number {
            1 => set(&mut shape.name, value.text()?)?,
            2 => shape.url.push(value.text()?),
            3 => shape.contact.push(contact(value.bytes())?),
            _ => {}
        }
        Ok(())
    })
}

fn contact(bytes: &[u8]) -> Result<Contact<'_>, Trouble> {
    each(bytes, |shape: &mut Contact<'_>, number, value| {
        match number {
            1 => set(&mut shape.name, value.text()?)?,
            2 => set(&mut shape.email, value.text()?)?,
            _ => {}
        }
        Ok(())
    })
}

fn property(bytes: &[u8]) -> Result<Property<'_>, Trouble> {
    each(bytes, |shape: &mut Property<'_>, number, value| {
        match number {
            1 => set(&mut shape.name, value.text()?)?,
            2 => set(&mut shape.value, value.text()?)?,
            _ => {}
        }
        Ok(())
    })
}

fn swid(bytes: &[u8]) -> Result<Swid<'_>, Trouble> {
    each(bytes, |shape: &mut Swid<'_>, number, value| {
        if number == 1 {
            set(&mut shape.tag_id, value.text()?)?;
        }
        Ok(())
    })
}

fn pedigree(bytes: &[u8], depth: usize) -> Result<Pedigree<'_>, Trouble> {
    each(bytes, |shape: &mut Pedigree<'_>, number, value| {
        match number {
            1 => shape.ancestors.push(component(value.bytes(), depth)?),
            2 => shape.descendants.push(component(value.bytes(), depth)?),
            3 => shape.variants.push(component(value.bytes(), depth)?),
            _ => {}
        }
        Ok(())
    })
}

fn evidence<'a>(bytes: &'a [u8], known: &mut Evidence<'a>) -> Result<(), Trouble> {
    let more = each(bytes, |shape: &mut Evidence<'_>, number, value| {
        match number {
            2 => shape.copyright.push(copyright(value.bytes())?),
            3 => shape.identity.push(identity(value.bytes())?),
            _ => {}
        }
        Ok(())
    })?;
    known.copyright.extend(more.copyright);
    known.identity.extend(more.identity);
    Ok(())
}

fn copyright(bytes: &[u8]) -> Result<Copyright<'_>, Trouble> {
    each(bytes, |shape: &mut Copyright<'_>, number, value| {
        if number == 1 {
            set(&mut shape.text, value.text()?)?;
        }
        Ok(())
    })
}

fn identity(bytes: &[u8]) -> Result<Identity<'_>, Trouble> {
    each(bytes, |shape: &mut Identity<'_>, number, value| {
        match (number, value) {
            (1, value) => set(&mut shape.field, fixed(evidence_field(value.number())))?,
            (2, Value::Float(confidence)) => set(&mut shape.confidence, f64::from(confidence))?,
            (5, value) => set(&mut shape.concluded_value, value.text()?)?,
            _ => {}
        }
        Ok(())
    })
}

fn license(bytes: &[u8]) -> Result<LicenseChoice<'_>, Trouble> {
    each(bytes, |shape: &mut LicenseChoice<'_>, number, value| {
        match number {
            1 => set(&mut shape.license, named_license(value.bytes())?)?,
            2 => set(&mut shape.expression, value.text()?)?,
            5 => *shape = detailed(value.bytes())?,
            _ => {}
        }
        Ok(())
    })
}

/// An expression with details of its parts.
fn detailed(bytes: &[u8]) -> Result<LicenseChoice<'_>, Trouble> {
    each(bytes, |shape: &mut LicenseChoice<'_>, number, value| {
        match number {
            1 => set(&mut shape.expression, value.text()?)?,
            5 => set(&mut shape.licensing, Box::new(licensing(value.bytes())?))?,
            _ => {}
        }
        Ok(())
    })
}

fn named_license(bytes: &[u8]) -> Result<License<'_>, Trouble> {
    each(bytes, |shape: &mut License<'_>, number, value| {
        match number {
            1 => set(&mut shape.id, value.text()?)?,
            2 => set(&mut shape.name, value.text()?)?,
            4 => set(&mut shape.url, value.text()?)?,
            6 => set(&mut shape.licensing, Box::new(licensing(value.bytes())?))?,
            _ => {}
        }
        Ok(())
    })
}

fn licensing(bytes: &[u8]) -> Result<Licensing<'_>, Trouble> {
    each(bytes, |shape: &mut Licensing<'_>, number, value| {
        if number == 2 {
            set(&mut shape.licensor, licensor(value.bytes())?)?;
        }
        Ok(())
    })
}

fn licensor(bytes: &[u8]) -> Result<Licensor<'_>, Trouble> {
    each(bytes, |shape: &mut Licensor<'_>, number, value| {
        match number {
            1 => set(&mut shape.organization, entity(value.bytes())?)?,
            2 => set(&mut shape.individual, contact(value.bytes())?)?,
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
