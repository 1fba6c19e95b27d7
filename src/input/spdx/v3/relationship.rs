//! Relationships, each between one element and several.

use crate::input::json::{Element, Str};
use crate::input::spdx::tell::edge;
use crate::input::spdx::v3::wire::{Node, Thing};
use crate::input::spdx::v3::{inside, node, tell};
use crate::input::teller::{Teller, twice};
use crate::inventory::{DependencyKind, Direction, Edge, PartyRole};

pub(super) fn relationship(teller: &mut Teller<'_>, thing: &Thing<'_>, element: Element<'_>) {
    let kind = thing
        .relationship
        .as_ref()
        .map_or("", Str::as_str)
        .rsplit('/')
        .next()
        .unwrap_or_default();
    let (edge, direction) = match kind {
        "dependsOn"
        | "hasDynamicLink"
        | "hasStaticLink"
        | "hasPrerequisite"
        | "hasProvidedDependency" => (Edge::DependsOn(scope(thing)), Direction::Forth),
        "hasOptionalDependency" | "hasOptionalComponent" => {
            (Edge::DependsOn(DependencyKind::Optional), Direction::Forth)
        }
        "usesTool" => (Edge::DependsOn(DependencyKind::Build), Direction::Forth),
        "contains" | "hasDistributionArtifact" => (Edge::Contains, Direction::Forth),
        "packagedBy" => (Edge::Contains, Direction::Back),
        "descendantOf" | "hasVariant" => (Edge::DescendsFrom, Direction::Forth),
        "ancestorOf" | "copiedTo" | "generates" => (Edge::DescendsFrom, Direction::Back),
        "availableFrom" | "distributedBy" => {
            (Edge::SuppliedBy(PartyRole::Supplier), Direction::Forth)
        }
        "publishedBy" => (Edge::SuppliedBy(PartyRole::Publisher), Direction::Forth),
        "hasManufacturer" | "manufacturedBy" => {
            (Edge::SuppliedBy(PartyRole::Manufacturer), Direction::Forth)
        }
        "originatedBy" => (Edge::SuppliedBy(PartyRole::Originator), Direction::Forth),
        "suppliedBy" => (Edge::SuppliedBy(PartyRole::Supplier), Direction::Forth),
        // Some generators write the words of SPDX 2.
        other => match edge(other) {
            Some(found) => found,
            None => return inside(teller, thing, element),
        },
    };
    let mut beginnings = thing.from.iter();
    let Some(from) = beginnings.next() else {
        return inside(teller, thing, element);
    };
    for another in beginnings {
        // Which of them counts is anybody's guess.
        teller.remark(Some(twice()));
        if let Node::Inline(another) = another {
            tell(teller, another, element);
        }
    }
    let Some(from) = node(teller, from, element) else {
        return;
    };
    for to in thing.to.iter().filter(|to| is_element(to)) {
        if let Node::Elsewhere(id) = to {
            teller.to.connect(from, edge, direction, id.as_str());
        } else if let Some(to) = node(teller, to, element) {
            let (one, other) = match direction {
                Direction::Forth => (from, to),
                Direction::Back => (to, from),
            };
            teller.to.edge(one, edge, other);
        } else {
            continue; // It has no identifier and is no subject.
        }
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
