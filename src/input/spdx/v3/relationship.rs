//! Relationships, each between one element and several.

use crate::input::json::Str;
use crate::input::spdx::tell::edge;
use crate::input::spdx::v3::wire::Thing;
use crate::input::teller::{Teller, text};
use crate::inventory::{DependencyKind, Edge, PartyRole};

pub(super) fn relationship(teller: &mut Teller<'_>, thing: &Thing<'_>) {
    let Some(from) = text(thing.from.as_ref()) else {
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
        | "hasProvidedDependency" => (Edge::DependsOn(DependencyKind::Normal), false),
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
    let from = teller.to.refer(from);
    for to in thing
        .to
        .iter()
        .map(Str::as_str)
        .filter(|to| !to.ends_with("NoneElement") && !to.ends_with("NoAssertionElement"))
    {
        let to = teller.to.refer(to);
        let (one, other) = if reversed { (to, from) } else { (from, to) };
        teller.to.edge(one, edge, other);
        teller.dependencies += u64::from(matches!(edge, Edge::DependsOn(_)));
    }
}
