//! A finding in one sentence: a fact with its ground, and no accusation.

use crate::denylist::model::{Attribution, Relation, Vendor};
use crate::identifier::full_name;
use crate::matching::{Evidence, Match};

/// The headline of a match.
pub(crate) fn headline(found: &Match, vendor: &Vendor) -> String {
    let component = component(found);
    let vendor = &vendor.name;
    let Some(best) = found.evidence.first() else {
        return component;
    };
    let of = match found.relation {
        Relation::Listed | Relation::Donated => vendor.to_string(),
        Relation::Affiliate => format!("an affiliate of {vendor}"),
        Relation::FormerAffiliate => format!("a former affiliate of {vendor}"),
    };
    let said = match found.attribution {
        Attribution::Confirmed if best.kind == "package" => {
            format!("is a package that {of} publishes")
        }
        Attribution::Confirmed => {
            format!("is published under `{}`, a namespace of {of}", best.value)
        }
        Attribution::Declared => declared(best, &of),
        Attribution::Indicated => format!("may come from {of}: {}", sign(best)),
        Attribution::Contributor if best.kind.starts_with("email") || best.kind == "domain" => {
            format!("a contributor uses the mail domain of {of}")
        }
        Attribution::Contributor => format!("names {of} among its contributors"),
    };
    match found.attribution {
        Attribution::Contributor if said.starts_with("a contributor") => {
            format!("{component}: {said}")
        }
        _ if found.relation == Relation::Donated => {
            format!("{component} {said}, given to a foundation")
        }
        _ => format!("{component} {said}"),
    }
}

fn declared(best: &Evidence, vendor: &str) -> String {
    match best.kind {
        "forge-organisation" | "forge-host" => format!(
            "names the repository of {vendor} as its source (`{}`)",
            best.value
        ),
        "domain" | "page" => format!("names a page of {vendor} as its own (`{}`)", best.value),
        "cpe-vendor" => format!("has a CPE name of {vendor} (`{}`)", best.value),
        "name" => format!("names {vendor} as its {}", role(&best.field)),
        "package" | "pypi-prefix" | "npm-prefix" | "cocoapods-prefix"
            if is_address(&best.field) =>
        {
            format!(
                "names the page or file of a package of {vendor} as its own (`{}`)",
                best.value
            )
        }
        _ if is_address(&best.field) => format!(
            "names a page or file under `{}`, a namespace of {vendor}, as its own",
            best.value
        ),
        "package" => format!("is a package that declares to be of {vendor}"),
        "pypi-prefix" | "npm-prefix" | "cocoapods-prefix" => format!(
            "has a name that begins like the packages of {vendor} (`{}`)",
            best.value
        ),
        _ => format!("stands under `{}`, a namespace of {vendor}", best.value),
    }
}

/// Whether a field says where something is, and not what it is.
fn is_address(field: &str) -> bool {
    let own = ["evidence.identity", "group", "name", "purl", "reference"];
    !own.iter().any(|own| field.starts_with(own))
}

fn sign(best: &Evidence) -> String {
    let contradicted = best
        .contradicted_by
        .as_ref()
        .map(|by| format!(", while {by} speaks against it"))
        .unwrap_or_default();
    let what = match best.kind {
        "email-domain" | "email" => "an address at its mail domain".to_owned(),
        "confusable" => format!("the name `{}` is spelled to look like its name", best.value),
        "brand" => format!("the name holds its brand (`{}`)", best.value),
        "package" if !best.verified => "the lists hold it, and nobody has verified that".to_owned(),
        "package" => "it has the name of its package, from another source".to_owned(),
        _ => format!("`{}` in {}", best.value, best.field),
    };
    format!("{what}{contradicted}")
}

fn role(field: &str) -> &str {
    [
        "supplier",
        "manufacturer",
        "manufacture",
        "publisher",
        "author",
        "originator",
        "provider",
        "maintainer",
    ]
    .into_iter()
    .find(|role| field.contains(role))
    .unwrap_or("party")
}

/// The component as people write it.
fn component(found: &Match) -> String {
    let name = full_name(found.group.as_deref(), &found.name, found.purl.as_deref());
    match found.version.as_deref() {
        Some(version) => format!("`{name}` {version}"),
        None => format!("`{name}`"),
    }
}
