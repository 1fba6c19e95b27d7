//! Packages, with those of AI models and datasets.

use crate::identifier::is_purl;
use crate::input::json::{Element, Str};
use crate::input::spdx::registry::package_url;
use crate::input::spdx::v3::wire::{Identifier, Node, Reference, Thing};
use crate::input::spdx::v3::{node, subject};
use crate::input::teller::{Teller, text};
use crate::inventory::{Class, Edge, Mark, PartyRole, Role, SubjectId, UrlRole};

pub(super) fn package(
    teller: &mut Teller<'_>,
    thing: &Thing<'_>,
    kind: &str,
    element: Element<'_>,
) -> SubjectId {
    let class = match (
        kind,
        thing
            .purpose
            .as_ref()
            .map_or("", Str::as_str)
            .rsplit('/')
            .next()
            .unwrap_or_default(),
    ) {
        ("AIPackage" | "DatasetPackage", _) | (_, "model" | "data") => Class::Model,
        (_, "application" | "executable") => Class::Application,
        (_, "operatingSystem") => Class::OperatingSystem,
        (_, "firmware") => Class::Firmware,
        (_, "device" | "deviceDriver") => Class::Device,
        (_, "container") => Class::Container,
        _ => Class::Library,
    };
    let id = teller
        .to
        .subject(&subject(thing, Role::Component, class, element));
    if thing.is_nameless() {
        teller.nameless(element.spot);
    }
    if let Some(purl) = text(thing.purl.as_ref()) {
        teller.mark(id, Mark::Purl(purl), "software_packageUrl", &element);
    }
    for external in thing.inline() {
        identified(teller, id, external, element);
    }
    identified_elsewhere(teller, thing, id);
    for (role, url, field) in [
        (UrlRole::Website, &thing.home_page, "software_homePage"),
        (
            UrlRole::Distribution,
            &thing.download_location,
            "software_downloadLocation",
        ),
    ] {
        if let Some(url) = text(url.as_ref()).filter(|url| !matches!(*url, "NOASSERTION" | "NONE"))
        {
            let role = if url.starts_with("git") {
                UrlRole::Vcs
            } else {
                role
            };
            teller.mark(id, Mark::Url { role, url }, field, &element);
        }
    }
    for reference in thing.inline_references() {
        external(teller, id, reference, element);
    }
    if let Some(copyright) = text(thing.copyright.as_ref()) {
        teller.mark(
            id,
            Mark::Copyright(copyright),
            "software_copyrightText",
            &element,
        );
    }
    suppliers(teller, thing, id, element);
    id
}

/// A reference to something outside: what of it the publisher runs, or where a registry has the package.
pub(super) fn external(
    teller: &mut Teller<'_>,
    id: SubjectId,
    reference: &Reference<'_>,
    element: Element<'_>,
) {
    let kind = reference.kind.as_ref().map_or("", Str::as_str);
    let kind = kind.rsplit('/').next().unwrap_or_default();
    let role = match kind {
        "vcs" | "sourceRepo" => Some(UrlRole::Vcs),
        "altWebPage" | "website" => Some(UrlRole::Website),
        "altDownloadLocation" | "binaryArtifact" | "sourceArtifact" => Some(UrlRole::Distribution),
        "issueTracker" => Some(UrlRole::IssueTracker),
        "documentation" | "support" => Some(UrlRole::Documentation),
        "license" | "releaseNotes" | "releaseHistory" | "buildSystem" | "buildMeta"
        | "mailingList" | "other" => Some(UrlRole::Related),
        _ => None,
    };
    for locator in reference.locator.iter().map(Str::as_str) {
        if is_purl(locator) {
            teller.mark(id, Mark::Purl(locator), "externalRef", &element);
        } else if let Some(role) = role {
            let url = Mark::Url { role, url: locator };
            teller.mark(id, url, "externalRef", &element);
        } else if let Some(purl) = package_url(kind, locator) {
            teller.mark(id, Mark::Purl(&purl), "externalRef", &element);
        }
    }
}

/// Whether a text is the name of somebody where an identifier belongs: those are IRIs, or short for one.
fn is_name(text: &str) -> bool {
    !text.contains(':') && !text.starts_with(['#', '/', '_']) && !text.starts_with("SPDXRef-")
}

/// Agents that the package itself names, wherever they are declared.
pub(super) fn suppliers(
    teller: &mut Teller<'_>,
    thing: &Thing<'_>,
    id: SubjectId,
    element: Element<'_>,
) {
    for (role, field, agents) in [
        (PartyRole::Supplier, "suppliedBy", &thing.supplied_by),
        (PartyRole::Originator, "originatedBy", &thing.originated_by),
    ] {
        for agent in agents {
            if let Node::Elsewhere(said) = agent
                && is_name(said.as_str())
            {
                let name = said.as_str();
                teller.mark(id, Mark::Name { role, name }, field, &element);
            }
            if let Some(agent) = node(teller, agent, element) {
                teller.to.edge(id, Edge::SuppliedBy(role), agent);
            }
        }
    }
}

/// Identifiers and references that are elements of their own.
pub(super) fn identified_elsewhere(teller: &mut Teller<'_>, thing: &Thing<'_>, id: SubjectId) {
    for holder in thing.elsewhere() {
        let holder = teller.to.refer(holder);
        teller.to.edge(id, Edge::IdentifiedBy, holder);
    }
}

/// What one external identifier says of a package.
pub(super) fn identified(
    teller: &mut Teller<'_>,
    id: SubjectId,
    external: &Identifier<'_>,
    element: Element<'_>,
) {
    let Some(value) = text(external.identifier.as_ref()) else {
        return;
    };
    let found = match external.kind() {
        "packageUrl" | "purl" => Mark::Purl(value),
        // Other kinds hold them too: they say themselves what they are.
        _ if is_purl(value) => Mark::Purl(value),
        "cpe22" | "cpe23" => Mark::Cpe(value),
        "swid" => return teller.swid(id, value, "externalIdentifier", &element),
        "urlScheme" => Mark::Url {
            role: UrlRole::Related,
            url: value,
        },
        "email" => Mark::Email {
            role: PartyRole::Maintainer,
            address: value,
        },
        _ => return,
    };
    teller.mark(id, found, "externalIdentifier", &element);
}
