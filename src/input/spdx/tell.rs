//! What the parts of an SPDX 2 document tell a visitor, whatever encoding they came in.

use crate::input::json::Str;
use crate::input::party;
use crate::input::spdx::model::{CreationInfo, ExternalRef, File, Package, Relationship};
use crate::input::spdx::registry::package_url;
use crate::input::teller::{Teller, text};
use crate::inventory::{
    Class, DependencyKind, Direction, Edge, Field, Inclusion, Locate, Mark, PartyRole, Role,
    Subject, SubjectId, UrlRole,
};
use crate::source::{Location, Spot};

impl Teller<'_> {
    pub(crate) fn package(
        &mut self,
        package: &Package<'_>,
        spot: Spot<'_>,
        locate: &dyn Locate,
    ) -> SubjectId {
        let purl = package
            .external_refs
            .iter()
            .find(|external| kind(external) == "purl")
            .and_then(|external| text(external.reference_locator.as_ref()));
        let registered = match purl {
            Some(_) => None,
            None => package.external_refs.iter().find_map(registered),
        };
        let licenses = stated(package.license_concluded.as_ref())
            .or_else(|| stated(package.license_declared.as_ref()));
        let id = self.to.subject(&Subject {
            reference: text(package.id.as_ref()).unwrap_or_default(),
            role: Role::Component,
            class: class(
                package
                    .primary_package_purpose
                    .as_ref()
                    .map_or("", Str::as_str),
            ),
            inclusion: Inclusion::Required,
            group: None,
            name: text(package.name.as_ref()).unwrap_or_default(),
            version: text(package.version_info.as_ref()),
            purl: purl.or(registered.as_deref()),
            licenses,
            at: spot,
        });
        if package.id.is_none() && package.name.is_none() {
            self.nameless(spot);
        }
        for external in &package.external_refs {
            self.external(id, external, locate);
        }
        for (role, party, field) in [
            (PartyRole::Supplier, &package.supplier, "supplier"),
            (PartyRole::Originator, &package.originator, "originator"),
        ] {
            if let Some(party) = stated(party.as_ref()) {
                party::tell(self.to, id, role, party, &Field::new(field, locate));
            }
        }
        if let Some(url) = stated(package.download_location.as_ref()) {
            // Version-control addresses begin with the tool's name (clause 7.7); any other is a download.
            let vcs = ["git", "hg", "svn", "bzr"]
                .iter()
                .any(|tool| url.starts_with(tool));
            let role = if vcs {
                UrlRole::Vcs
            } else {
                UrlRole::Distribution
            };
            self.mark(id, Mark::Url { role, url }, "downloadLocation", locate);
        }
        if let Some(url) = stated(package.homepage.as_ref()) {
            self.mark(
                id,
                Mark::Url {
                    role: UrlRole::Website,
                    url,
                },
                "homepage",
                locate,
            );
        }
        if let Some(copyright) = stated(package.copyright_text.as_ref()) {
            self.mark(id, Mark::Copyright(copyright), "copyrightText", locate);
        }
        for file in &package.has_files {
            let file = self.to.refer(file.as_str());
            self.to.edge(id, Edge::Contains, file);
        }
        id
    }

    fn external(&mut self, id: SubjectId, external: &ExternalRef<'_>, locate: &dyn Locate) {
        let Some(locator) = text(external.reference_locator.as_ref()) else {
            return;
        };
        let (mark, field) = match kind(external) {
            "purl" => (Mark::Purl(locator), "externalRefs[purl]"),
            "cpe22Type" => (Mark::Cpe(locator), "externalRefs[cpe22Type]"),
            "cpe23Type" => (Mark::Cpe(locator), "externalRefs[cpe23Type]"),
            "swid" => return self.swid(id, locator, "externalRefs[swid]", locate),
            "vcs" | "repository" => {
                let (role, url) = (UrlRole::Vcs, locator);
                (Mark::Url { role, url }, "externalRefs[vcs]")
            }
            "website" | "homepage" => {
                let (role, url) = (UrlRole::Website, locator);
                (Mark::Url { role, url }, "externalRefs[website]")
            }
            kind => {
                if let Some(purl) = package_url(kind, locator) {
                    let field = format!("externalRefs[{kind}]");
                    let locate = &MadeOf { locator, locate };
                    self.mark(id, Mark::Purl(&purl), &field, locate);
                }
                return;
            }
        };
        self.mark(id, mark, field, locate);
    }

    pub(crate) fn file(
        &mut self,
        file: &File<'_>,
        spot: Spot<'_>,
        locate: &dyn Locate,
    ) -> SubjectId {
        let id = self.to.subject(&Subject {
            reference: text(file.id.as_ref()).unwrap_or_default(),
            role: Role::File,
            class: Class::File,
            inclusion: Inclusion::Required,
            group: None,
            name: text(file.file_name.as_ref())
                .or(text(file.name.as_ref()))
                .unwrap_or_default(),
            version: None,
            purl: None,
            licenses: None,
            at: spot,
        });
        if let Some(copyright) = stated(file.copyright_text.as_ref()) {
            self.mark(id, Mark::Copyright(copyright), "copyrightText", locate);
        }
        if let Some(whole) = whole(file) {
            let whole = self.to.refer(whole);
            self.to.edge(whole, Edge::Contains, id);
        }
        id
    }

    pub(crate) fn relationship(&mut self, relationship: &Relationship<'_>) {
        if let Some(connection) = connection(relationship) {
            let Connection {
                edge,
                direction,
                other,
                ..
            } = connection;
            let known = self.begin_connection(&connection);
            self.to.connect(known, edge, direction, other);
        }
    }

    /// The first subject of a connection, which is counted.
    pub(crate) fn begin_connection(&mut self, connection: &Connection<'_>) -> SubjectId {
        self.dependencies += u64::from(matches!(connection.edge, Edge::DependsOn(_)));
        self.to.refer(connection.one)
    }

    /// Who made the document, parties of it and of nothing else, and with what tools.
    pub(crate) fn creation(
        &mut self,
        creation: &CreationInfo<'_>,
        spot: Spot<'_>,
        locate: &dyn Locate,
    ) {
        let field = Field::new("creationInfo.creators", locate);
        let mut document = None;
        for creator in creation.creators.iter().map(Str::as_str) {
            let creator = creator.trim();
            if creator.starts_with("Organization:") {
                let id = *document.get_or_insert_with(|| {
                    self.to
                        .subject(&Subject::document("SPDXRef-DOCUMENT", spot))
                });
                party::tell(self.to, id, PartyRole::Supplier, creator, &field);
            } else if let Some(tool) = creator.strip_prefix("Tool:") {
                self.to.subject(&Subject {
                    role: Role::Tool,
                    class: Class::Application,
                    name: tool.trim(),
                    ..Subject::document("", spot)
                });
            }
        }
    }
}

/// The file of which a snippet is a part: another than itself.
pub(crate) fn whole<'t>(file: &'t File<'_>) -> Option<&'t str> {
    let whole = stated(file.snippet_from_file.as_ref());
    whole.filter(|whole| Some(*whole) != text(file.id.as_ref()))
}

/// A text that was made of a locator stands where the locator does.
struct MadeOf<'l> {
    locator: &'l str,
    locate: &'l dyn Locate,
}

impl Locate for MadeOf<'_> {
    fn locate(&self, _value: &str) -> Location {
        self.locate.locate(self.locator)
    }

    fn locate_part(&self, _value: &str, part: &str) -> Location {
        self.locate.locate_part(self.locator, part)
    }
}

/// Two elements of a document, and what connects them.
pub(crate) struct Connection<'t> {
    pub(crate) one: &'t str,
    pub(crate) edge: Edge,
    pub(crate) direction: Direction,
    pub(crate) other: &'t str,
}

/// What a relationship says in either direction ([Annex: relationship types]), where it connects two elements.
///
/// [Annex: relationship types]: https://spdx.github.io/spdx-spec/v2.3/relationships-between-SPDX-elements/
pub(crate) fn connection<'t>(relationship: &'t Relationship<'_>) -> Option<Connection<'t>> {
    let one = text(relationship.spdx_element_id.as_ref())?;
    let other = text(relationship.related_spdx_element.as_ref())?;
    let is_element =
        |id: &str| !matches!(id, "NONE" | "NOASSERTION") && !id.starts_with("DocumentRef-");
    let kind = relationship.relationship_type.as_ref();
    let kind = kind.map_or("", Str::as_str);
    let (edge, direction) = edge(kind).or_else(|| edge(&kind.to_ascii_uppercase()))?;
    (is_element(one) && is_element(other)).then_some(Connection {
        one,
        edge,
        direction,
        other,
    })
}

/// What a relationship type says, and which way.
pub(crate) fn edge(kind: &str) -> Option<(Edge, Direction)> {
    let depends = |kind| Edge::DependsOn(kind);
    Some(match kind {
        "DEPENDS_ON" | "DYNAMIC_LINK" | "STATIC_LINK" | "HAS_PREREQUISITE" => {
            (depends(DependencyKind::Normal), Direction::Forth)
        }
        "DEPENDENCY_OF"
        | "RUNTIME_DEPENDENCY_OF"
        | "PROVIDED_DEPENDENCY_OF"
        | "PREREQUISITE_FOR" => (depends(DependencyKind::Normal), Direction::Back),
        "BUILD_DEPENDENCY_OF" | "BUILD_TOOL_OF" => {
            (depends(DependencyKind::Build), Direction::Back)
        }
        "DEV_DEPENDENCY_OF" | "DEV_TOOL_OF" | "TEST_DEPENDENCY_OF" | "TEST_TOOL_OF" | "TEST_OF" => {
            (depends(DependencyKind::Development), Direction::Back)
        }
        "OPTIONAL_DEPENDENCY_OF" | "OPTIONAL_COMPONENT_OF" => {
            (depends(DependencyKind::Optional), Direction::Back)
        }
        "CONTAINS" => (Edge::Contains, Direction::Forth),
        "CONTAINED_BY" | "PACKAGE_OF" => (Edge::Contains, Direction::Back),
        "DESCENDANT_OF" | "VARIANT_OF" | "COPY_OF" | "GENERATED_FROM" | "PATCH_APPLIED" => {
            (Edge::DescendsFrom, Direction::Forth)
        }
        "ANCESTOR_OF" | "GENERATES" => (Edge::DescendsFrom, Direction::Back),
        _ => return None,
    })
}

/// The type of a reference without what stands before it: its full form is an IRI that ends in the
/// short name (Annex F), in RDF also one of the document's own.
fn short_type<'t>(external: &'t ExternalRef<'_>) -> &'t str {
    let stated = external.reference_type.as_ref().map_or("", Str::as_str);
    let before = memchr::memrchr2(b'/', b'#', stated.as_bytes());
    before.map_or(stated, |before| &stated[before + 1..])
}

/// What a reference is: by its type or, where that is none that is known, by its locator.
fn kind<'t>(external: &'t ExternalRef<'_>) -> &'t str {
    let stated = short_type(external);
    if matches!(stated, "purl" | "cpe22Type" | "cpe23Type") {
        return stated;
    }
    let locator = text(external.reference_locator.as_ref()).unwrap_or_default();
    let begins = |scheme: &str| {
        let head = locator.get(..scheme.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(scheme))
    };
    match () {
        () if begins("pkg:") => "purl",
        () if begins("cpe:2.3:") => "cpe23Type",
        () if begins("cpe:/") => "cpe22Type",
        () => stated,
    }
}

/// The package URL of a reference to a registry.
fn registered(external: &ExternalRef<'_>) -> Option<String> {
    package_url(
        short_type(external),
        text(external.reference_locator.as_ref())?,
    )
}

/// A text that states something: `NOASSERTION` and `NONE` do not.
fn stated<'t>(value: Option<&'t Str<'_>>) -> Option<&'t str> {
    text(value).filter(|text| !matches!(*text, "NOASSERTION" | "NONE"))
}

fn class(purpose: &str) -> Class {
    if purpose.is_empty() {
        return Class::Library;
    }
    match purpose.replace('_', "-").to_ascii_uppercase().as_str() {
        "APPLICATION" => Class::Application,
        "OPERATING-SYSTEM" => Class::OperatingSystem,
        "FIRMWARE" => Class::Firmware,
        "DEVICE" => Class::Device,
        "CONTAINER" => Class::Container,
        "FILE" => Class::File,
        _ => Class::Library,
    }
}
