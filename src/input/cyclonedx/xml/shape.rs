//! Elements of a CycloneDX document in the shapes that all encodings share.

use std::borrow::Cow;

use crate::input::cyclonedx::model::{
    Component, Composition, Contact, Copyright, Declarations, Dependency, Entity, Evidence,
    ExternalReference, Formula, Identity, License, LicenseChoice, Licensing, Licensor, Metadata,
    Pedigree, Property, Service, Swid, Targets, Tool, Tools,
};
use crate::input::json::Str;
use crate::input::xml::Node;

pub(crate) fn component(node: Node<'_>) -> Component<'_> {
    let mut component = Component {
        bom_ref: node.attribute("bom-ref").map(string),
        kind: node.attribute("type").map(string),
        ..Component::default()
    };
    for child in node.elements() {
        match child.name() {
            "group" => component.group = Some(value(child)),
            "name" => component.name = Some(value(child)),
            "version" => component.version = Some(value(child)),
            "purl" => component.purl = Some(value(child)),
            "cpe" => component.cpe = Some(value(child)),
            "scope" => component.scope = Some(value(child)),
            "publisher" => component.publisher = Some(value(child)),
            "author" => component.author = Some(value(child)),
            "copyright" => component.copyright = Some(value(child)),
            "supplier" => component.supplier = Some(Box::new(entity(child))),
            "manufacturer" => component.manufacturer = Some(Box::new(entity(child))),
            "authors" => component.authors = child.each("author").map(contact).collect(),
            "licenses" => component.licenses = child.elements().map(license).collect(),
            "externalReferences" => component.external_references = references(child),
            "properties" => component.properties = child.each("property").map(property).collect(),
            "swid" => {
                component.swid = Some(Box::new(Swid {
                    tag_id: child.attribute("tagId").map(string),
                }));
            }
            "evidence" => component.evidence = Some(Box::new(evidence(child))),
            "pedigree" => component.pedigree = Some(Box::new(pedigree(child))),
            "components" => component.components.extend(components(child)),
            "identifiers" => component.identifiers = true,
            "parties" => component.parties = true,
            // Hashes, descriptions and the like do not tell who published it.
            _ => {}
        }
    }
    component
}

pub(crate) fn service(node: Node<'_>) -> Service<'_> {
    Service {
        bom_ref: node.attribute("bom-ref").map(string),
        group: node.text("group").map(string),
        name: node.text("name").map(string),
        version: node.text("version").map(string),
        provider: node.child("provider").map(entity),
        endpoints: within(node, "endpoints", "endpoint")
            .map(|endpoint| string(endpoint.value()))
            .collect(),
        licenses: node
            .each("licenses")
            .flat_map(Node::elements)
            .map(license)
            .collect(),
        external_references: node
            .child("externalReferences")
            .map(references)
            .unwrap_or_default(),
        services: within(node, "services", "service").map(service).collect(),
        parties: node.child("parties").is_some(),
    }
}

pub(crate) fn metadata(node: Node<'_>) -> Metadata<'_> {
    Metadata {
        component: node.child("component").map(component),
        tools: node.child("tools").map(tools).unwrap_or_default(),
        supplier: node.child("supplier").map(entity),
        manufacturer: node.child("manufacturer").map(entity),
        manufacture: node.child("manufacture").map(entity),
        authors: within(node, "authors", "author").map(contact).collect(),
        properties: within(node, "properties", "property")
            .map(property)
            .collect(),
    }
}

pub(crate) fn formula(node: Node<'_>) -> Formula<'_> {
    Formula {
        components: within(node, "components", "component")
            .map(component)
            .collect(),
        services: within(node, "services", "service").map(service).collect(),
    }
}

pub(crate) fn declarations(node: Node<'_>) -> Declarations<'_> {
    let all = |list, name| {
        let targets = node.each("targets");
        targets.flat_map(move |targets| within(targets, list, name))
    };
    Declarations {
        targets: Some(Targets {
            components: all("components", "component").map(component).collect(),
            services: all("services", "service").map(service).collect(),
        }),
    }
}

pub(crate) fn composition(node: Node<'_>) -> Composition<'_> {
    let named = |list, name| {
        let named = within(node, list, name).filter_map(|child| child.attribute("ref"));
        named.map(string).collect()
    };
    Composition {
        aggregate: node.text("aggregate").map(string),
        assemblies: named("assemblies", "assembly"),
        dependencies: named("dependencies", "dependency"),
    }
}

pub(crate) fn dependency(node: Node<'_>) -> Dependency<'_> {
    let references = |name| {
        let named = node.each(name).filter_map(|child| child.attribute("ref"));
        named.map(string).collect()
    };
    Dependency {
        reference: node.attribute("ref").map(string),
        depends_on: references("dependency"),
        provides: references("provides"),
        // One that needs nothing was named already.
        nested: node
            .each("dependency")
            .filter(|nested| !nested.is_leaf())
            .map(dependency)
            .collect(),
    }
}

fn tools(node: Node<'_>) -> Tools<'_> {
    Tools {
        tools: node.each("tool").map(tool).collect(),
        components: within(node, "components", "component")
            .map(component)
            .collect(),
        services: within(node, "services", "service").map(service).collect(),
    }
}

fn tool(node: Node<'_>) -> Tool<'_> {
    Tool {
        vendor: node.text("vendor").map(string),
        name: node.text("name").map(string),
        version: node.text("version").map(string),
    }
}

fn components(node: Node<'_>) -> impl Iterator<Item = Component<'_>> {
    node.each("component").map(component)
}

fn pedigree(node: Node<'_>) -> Pedigree<'_> {
    let relatives = |name| node.each(name).flat_map(components).collect();
    Pedigree {
        ancestors: relatives("ancestors"),
        descendants: relatives("descendants"),
        variants: relatives("variants"),
    }
}

fn evidence(node: Node<'_>) -> Evidence<'_> {
    Evidence {
        identity: node.each("identity").map(identity).collect(),
        copyright: within(node, "copyright", "text")
            .map(|text| Copyright {
                text: Some(value(text)),
            })
            .collect(),
    }
}

fn identity(node: Node<'_>) -> Identity<'_> {
    Identity {
        field: node.text("field").map(string),
        confidence: node
            .text("confidence")
            .and_then(|number| number.parse().ok()),
        concluded_value: node.text("concludedValue").map(string),
    }
}

fn license(node: Node<'_>) -> LicenseChoice<'_> {
    if node.name() == "expression" {
        return LicenseChoice {
            expression: Some(value(node)),
            ..LicenseChoice::default()
        };
    }
    let licensing = node.child("licensing").map(licensing).map(Box::new);
    if node.name() == "expression-detailed" {
        return LicenseChoice {
            expression: node.attribute("expression").map(string),
            licensing,
            ..LicenseChoice::default()
        };
    }
    LicenseChoice {
        license: Some(License {
            id: node.text("id").map(string),
            name: node.text("name").map(string),
            url: node.text("url").map(string),
            licensing,
        }),
        ..LicenseChoice::default()
    }
}

fn licensing(node: Node<'_>) -> Licensing<'_> {
    Licensing {
        licensor: node.child("licensor").map(|licensor| Licensor {
            organization: licensor.child("organization").map(entity),
            individual: licensor.child("individual").map(contact),
        }),
    }
}

fn entity(node: Node<'_>) -> Entity<'_> {
    Entity {
        // Some writers put the name where its element belongs.
        name: node.text("name").or_else(|| stated(node)).map(string),
        url: node.each("url").map(|url| string(url.value())).collect(),
        contact: node.each("contact").map(contact).collect(),
    }
}

fn stated(node: Node<'_>) -> Option<&str> {
    Some(node.value()).filter(|value| !value.is_empty())
}

fn contact(node: Node<'_>) -> Contact<'_> {
    Contact {
        name: node.text("name").map(string),
        email: node.text("email").map(string),
    }
}

fn references(node: Node<'_>) -> Vec<ExternalReference<'_>> {
    let mut references = Vec::new();
    for reference in node.each("reference") {
        references.push(ExternalReference {
            kind: reference.attribute("type").map(string),
            url: reference.text("url").map(string),
        });
    }
    references
}

fn property(node: Node<'_>) -> Property<'_> {
    Property {
        name: node.attribute("name").map(string),
        value: Some(value(node)),
    }
}

/// The elements of a name in the list of a name.
fn within<'t>(
    node: Node<'t>,
    list: &'static str,
    name: &'static str,
) -> impl Iterator<Item = Node<'t>> {
    node.each(list).flat_map(move |list| list.each(name))
}

fn value(node: Node<'_>) -> Str<'_> {
    string(node.value())
}

fn string(text: &str) -> Str<'_> {
    Str(Cow::Borrowed(text))
}
