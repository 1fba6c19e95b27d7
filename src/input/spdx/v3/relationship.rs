//! Relationships, each between one element and several.

use crate::input::json::{Element, Str};
use crate::input::spdx::tell::edge;
use crate::input::spdx::v3::node;
use crate::input::spdx::v3::wire::{Node, Thing};
use crate::input::teller::Teller;
use crate::inventory::{DependencyKind, Edge, PartyRole};

pub(super) fn relationship(teller: &mut Teller<'_>, thing: &Thing<'_>, element: Element<'_>) {
    let Some(from) = thing.from.first() else {
        return;
    };
    let kind = thing
        .relationship
        .as_ref()
        .map_or("", Str::as_str)
        .rsplit('/')
        .next()
        .unwrap_or_default();
    let (edge, reversed) = match kind {
        "dependsOn"
        | "hasDynamicLink"
        | "hasStaticLink"
        | "hasPrerequisite"
        | "hasProvidedDependency" => (Edge::DependsOn(scope(thing)), false),
        "hasOptionalDependency" | "hasOptionalComponent" => {
            (Edge::DependsOn(DependencyKind::Optional), false)
        }
        "usesTool" => (Edge::DependsOn(DependencyKind::Build), false),
        "contains" | "hasDistributionArtifact" => (Edge::Contains, false),
        "packagedBy" => (Edge::Contains, true),
        "descendantOf" | "copiedTo" | "hasVariant" => (Edge::DescendsFrom, kind == "copiedTo"),
        "ancestorOf" | "generates" => (Edge::DescendsFrom, true),
        "availableFrom" | "distributedBy" => (Edge::SuppliedBy(PartyRole::Supplier), false),
        "publishedBy" => (Edge::SuppliedBy(PartyRole::Publisher), false),
        "hasManufacturer" | "manufacturedBy" => (Edge::SuppliedBy(PartyRole::Manufacturer), false),
        "originatedBy" => (Edge::SuppliedBy(PartyRole::Originator), false),
        "suppliedBy" => (Edge::SuppliedBy(PartyRole::Supplier), false),
        // Some generators write the words of SPDX 2.
        other => match edge(other) {
            Some(found) => found,
            None => return,
        },
    };
    let Some(from) = node(teller, from, element) else {
        return;
    };
    for to in thing.to.iter().filter(|to| is_element(to)) {
        let Some(to) = node(teller, to, element) else {
            continue; // It has no identifier and is no subject.
        };
        let (one, other) = if reversed { (to, from) } else { (from, to) };
        teller.to.edge(one, edge, other);
        teller.dependencies += u64::from(matches!(edge, Edge::DependsOn(_)));
    }
}

/// What a dependency is for, where the relationship says in which part of the life it holds.
fn scope(thing: &Thing<'_>) -> DependencyKind {
    let scope = thing.scope.as_ref().map_or("", Str::as_str);
    match scope.rsplit('/').next().unwrap_or_default() {
        "build" => DependencyKind::Build,
        "development" | "test" => DependencyKind::Development,
        _ => DependencyKind::Normal,
    }
}

/// Two individuals of the vocabulary say that there is nothing, or that nobody knows.
fn is_element(node: &Node<'_, Thing<'_>>) -> bool {
    match node {
        Node::Inline(_) => true,
        Node::Elsewhere(id) => {
            !id.as_str().ends_with("NoneElement") && !id.as_str().ends_with("NoAssertionElement")
        }
    }
}
