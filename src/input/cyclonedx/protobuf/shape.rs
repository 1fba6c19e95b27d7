//! Messages of a CycloneDX document in the shapes that all encodings share.
//!
//! Field numbers are those of `bom-1.7.proto`; earlier versions use the same.

use crate::input::cyclonedx::model::{
    Component, Composition, Contact, Copyright, Dependency, Entity, Evidence, ExternalReference,
    Formula, Identity, License, LicenseChoice, Licensing, Licensor, Metadata, Pedigree, Property,
    Service, Swid, Tool, Tools,
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

pub(crate) fn component(bytes: &[u8], depth: usize) -> Result<Component<'_>, Trouble> {
    if depth > DEEPEST {
        return Err(Trouble::TooLarge);
    }
    each(bytes, |shape: &mut Component<'_>, number, value| {
        let bytes = value.bytes();
        match number {
            1 => shape.kind = Some(fixed(classification(value.number()))),
            3 => shape.bom_ref = Some(value.text()),
            4 => shape.supplier = Some(Box::new(entity(bytes)?)),
            5 => shape.author = Some(value.text()),
            6 => shape.publisher = Some(value.text()),
            7 => shape.group = Some(value.text()),
            8 => shape.name = Some(value.text()),
            9 => shape.version = Some(value.text()),
            11 => shape.scope = Some(fixed(scope(value.number()))),
            13 => shape.licenses.push(license(bytes)?),
            14 => shape.copyright = Some(value.text()),
            15 => shape.cpe = Some(value.text()),
            16 => shape.purl = Some(value.text()),
            17 => shape.swid = Some(Box::new(swid(bytes)?)),
            19 => shape.pedigree = Some(Box::new(pedigree(bytes, depth + 1)?)),
            20 => shape.external_references.push(reference(bytes)?),
            21 => shape.components.push(component(bytes, depth + 1)?),
            22 => shape.properties.push(property(bytes)?),
            23 => shape.evidence = Some(Box::new(evidence(bytes)?)),
            28 => shape.manufacturer = Some(Box::new(entity(bytes)?)),
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
            1 => shape.bom_ref = Some(value.text()),
            2 => shape.provider = Some(entity(bytes)?),
            3 => shape.group = Some(value.text()),
            4 => shape.name = Some(value.text()),
            5 => shape.version = Some(value.text()),
            7 => shape.endpoints.push(value.text()),
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
            4 => shape.component = Some(component(value.bytes(), 0)?),
            5 => shape.manufacture = Some(entity(value.bytes())?),
            6 => shape.supplier = Some(entity(value.bytes())?),
            10 => shape.manufacturer = Some(entity(value.bytes())?),
            _ => {}
        }
        Ok(())
    })
}

/// A tool of its own (to 1.4), or one message with components and services (from 1.5).
fn tools<'a>(bytes: &'a [u8], tools: &mut Tools<'a>) -> Result<(), Trouble> {
    let tool = each(bytes, |shape: &mut Tool<'_>, number, value| {
        match number {
            1 => shape.vendor = Some(value.text()),
            2 => shape.name = Some(value.text()),
            3 => shape.version = Some(value.text()),
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

pub(crate) fn composition(bytes: &[u8]) -> Result<Composition<'_>, Trouble> {
    each(bytes, |shape: &mut Composition<'_>, number, value| {
        if number == 1 {
            shape.aggregate = Some(fixed(aggregate(value.number())));
        }
        Ok(())
    })
}

pub(crate) fn dependency(bytes: &[u8]) -> Result<Dependency<'_>, Trouble> {
    each(bytes, |shape: &mut Dependency<'_>, number, value| {
        match number {
            1 => shape.reference = Some(value.text()),
            2 => shape
                .depends_on
                .extend(dependency(value.bytes())?.reference),
            3 => shape.provides.push(value.text()),
            _ => {}
        }
        Ok(())
    })
}

pub(crate) fn reference(bytes: &[u8]) -> Result<ExternalReference<'_>, Trouble> {
    each(bytes, |shape: &mut ExternalReference<'_>, number, value| {
        match number {
            1 => shape.kind = Some(fixed(reference_type(value.number()))),
            2 => shape.url = Some(value.text()),
            _ => {}
        }
        Ok(())
    })
}

fn entity(bytes: &[u8]) -> Result<Entity<'_>, Trouble> {
    each(bytes, |shape: &mut Entity<'_>, number, value| {
        match number {
            1 => shape.name = Some(value.text()),
            2 => shape.url.push(value.text()),
            3 => shape.contact.push(contact(value.bytes())?),
            _ => {}
        }
        Ok(())
    })
}

fn contact(bytes: &[u8]) -> Result<Contact<'_>, Trouble> {
    each(bytes, |shape: &mut Contact<'_>, number, value| {
        match number {
            1 => shape.name = Some(value.text()),
            2 => shape.email = Some(value.text()),
            _ => {}
        }
        Ok(())
    })
}

fn property(bytes: &[u8]) -> Result<Property<'_>, Trouble> {
    each(bytes, |shape: &mut Property<'_>, number, value| {
        match number {
            1 => shape.name = Some(value.text()),
            2 => shape.value = Some(value.text()),
            _ => {}
        }
        Ok(())
    })
}

fn swid(bytes: &[u8]) -> Result<Swid<'_>, Trouble> {
    each(bytes, |shape: &mut Swid<'_>, number, value| {
        if number == 1 {
            shape.tag_id = Some(value.text());
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

fn evidence(bytes: &[u8]) -> Result<Evidence<'_>, Trouble> {
    each(bytes, |shape: &mut Evidence<'_>, number, value| {
        match number {
            2 => shape.copyright.push(copyright(value.bytes())?),
            3 => shape.identity.push(identity(value.bytes())?),
            _ => {}
        }
        Ok(())
    })
}

fn copyright(bytes: &[u8]) -> Result<Copyright<'_>, Trouble> {
    each(bytes, |shape: &mut Copyright<'_>, number, value| {
        if number == 1 {
            shape.text = Some(value.text());
        }
        Ok(())
    })
}

fn identity(bytes: &[u8]) -> Result<Identity<'_>, Trouble> {
    each(bytes, |shape: &mut Identity<'_>, number, value| {
        match (number, value) {
            (1, value) => shape.field = Some(fixed(evidence_field(value.number()))),
            (2, Value::Float(confidence)) => shape.confidence = Some(f64::from(confidence)),
            (5, value) => shape.concluded_value = Some(value.text()),
            _ => {}
        }
        Ok(())
    })
}

fn license(bytes: &[u8]) -> Result<LicenseChoice<'_>, Trouble> {
    each(bytes, |shape: &mut LicenseChoice<'_>, number, value| {
        match number {
            1 => shape.license = Some(named_license(value.bytes())?),
            2 => shape.expression = Some(value.text()),
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
            1 => shape.expression = Some(value.text()),
            5 => shape.licensing = Some(Box::new(licensing(value.bytes())?)),
            _ => {}
        }
        Ok(())
    })
}

fn named_license(bytes: &[u8]) -> Result<License<'_>, Trouble> {
    each(bytes, |shape: &mut License<'_>, number, value| {
        match number {
            1 => shape.id = Some(value.text()),
            2 => shape.name = Some(value.text()),
            4 => shape.url = Some(value.text()),
            6 => shape.licensing = Some(Box::new(licensing(value.bytes())?)),
            _ => {}
        }
        Ok(())
    })
}

fn licensing(bytes: &[u8]) -> Result<Licensing<'_>, Trouble> {
    each(bytes, |shape: &mut Licensing<'_>, number, value| {
        if number == 2 {
            shape.licensor = Some(licensor(value.bytes())?);
        }
        Ok(())
    })
}

fn licensor(bytes: &[u8]) -> Result<Licensor<'_>, Trouble> {
    each(bytes, |shape: &mut Licensor<'_>, number, value| {
        match number {
            1 => shape.organization = Some(entity(value.bytes())?),
            2 => shape.individual = Some(contact(value.bytes())?),
            _ => {}
        }
        Ok(())
    })
}

/// `Classification` as JSON writes it.
fn classification(number: u64) -> &'static str {
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
fn aggregate(number: u64) -> &'static str {
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
fn scope(number: u64) -> &'static str {
    match number {
        2 => "optional",
        3 => "excluded",
        _ => "required",
    }
}

/// The types of external references that matter, as JSON writes them.
fn reference_type(number: u64) -> &'static str {
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
fn evidence_field(number: u64) -> &'static str {
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
