//! Subjects, the marks on them, and the edges between them.

use crate::source::Spot;

/// A component, party or file of a document, as the document states it.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The document's own id: bom-ref, SPDXID, spdxId or Cargo package id. Empty where there is none.
    pub reference: &'a str,
    /// What it is judged as.
    pub role: Role,
    /// What sort of thing it is.
    pub class: Class,
    /// Whether the document says that it is needed.
    pub inclusion: Inclusion,
    /// The group or namespace, as written.
    pub group: Option<&'a str>,
    /// The name, as written.
    pub name: &'a str,
    /// The version, as written.
    pub version: Option<&'a str>,
    /// The package URL, as written. It is told as a mark as well.
    pub purl: Option<&'a str>,
    /// The licence expression or names, as written.
    pub licenses: Option<&'a str>,
    /// Where it stands.
    pub at: Spot<'a>,
}

impl<'a> Subject<'a> {
    /// A document itself, under the reference that its format has for it.
    pub(crate) fn document(reference: &'a str, at: Spot<'a>) -> Self {
        Self {
            reference,
            role: Role::Document,
            class: Class::Library,
            inclusion: Inclusion::Required,
            group: None,
            name: "document",
            version: None,
            purl: None,
            licenses: None,
            at,
        }
    }
}

/// What a subject is judged as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// A package, library, application …: what an SBOM lists.
    Component,
    /// A service that the product calls.
    Service,
    /// An ancestor, descendant or variant of a component.
    Pedigree,
    /// What made the document or built the product.
    Tool,
    /// A file or snippet: evidence on the package that contains it.
    File,
    /// A person or organisation.
    Party,
    /// The document itself.
    Document,
    /// What a document is about, where it names no component for it.
    Described,
}

/// What sort of thing a component is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Class {
    /// A library, framework or package, or not stated.
    #[default]
    Library,
    /// An application.
    Application,
    /// An operating system.
    OperatingSystem,
    /// Firmware.
    Firmware,
    /// A device or its driver.
    Device,
    /// A container image.
    Container,
    /// A file.
    File,
    /// A machine-learning model or a data set.
    Model,
}

/// Whether a document says that a component is needed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Inclusion {
    /// It is, or nothing is said.
    #[default]
    Required,
    /// It is optional.
    Optional,
    /// It is not part of what ships.
    Excluded,
}

/// One statement on a subject that may tell who published it. All texts are as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark<'a> {
    /// A package URL.
    Purl(&'a str),
    /// A CPE 2.2 URI or 2.3 formatted string.
    Cpe(&'a str),
    /// The source of a Cargo package: `registry+…`, `sparse+…`, `git+…` or `path+…`.
    CargoSource(&'a str),
    /// The group of a component that has no purl, with the ecosystem where it is known.
    Group(&'a str),
    /// A URL.
    Url {
        /// What the document says that it points to.
        role: UrlRole,
        /// The URL.
        url: &'a str,
    },
    /// The name of a person or organisation, or both in one line.
    Name {
        /// What the document says that the party did.
        role: PartyRole,
        /// The name.
        name: &'a str,
    },
    /// An e-mail address.
    Email {
        /// What the document says that its holder did.
        role: PartyRole,
        /// The address.
        address: &'a str,
    },
    /// A copyright text.
    Copyright(&'a str),
}

impl<'a> Mark<'a> {
    /// The text, as written.
    #[must_use]
    pub fn text(&self) -> &'a str {
        match *self {
            Self::Purl(text)
            | Self::Cpe(text)
            | Self::CargoSource(text)
            | Self::Group(text)
            | Self::Copyright(text)
            | Self::Url { url: text, .. }
            | Self::Name { name: text, .. }
            | Self::Email { address: text, .. } => text,
        }
    }
}

/// What a URL points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UrlRole {
    /// Version control.
    Vcs,
    /// The project's page.
    Website,
    /// Where the component is downloaded.
    Distribution,
    /// Its issue tracker.
    IssueTracker,
    /// Its documentation.
    Documentation,
    /// Something of it that others may share or have written: its licence, a page of no stated kind.
    Related,
    /// The registry that serves it.
    Registry,
    /// The page of a party, not of the component.
    Party(PartyRole),
}

/// What a party did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartyRole {
    /// Supplied it.
    Supplier,
    /// Made it.
    Manufacturer,
    /// Published it.
    Publisher,
    /// Wrote it.
    Author,
    /// Maintains it.
    Maintainer,
    /// Distributed it first (SPDX).
    Originator,
    /// Provides the service.
    Provider,
    /// Licensed it.
    Licensor,
    /// Owns it on its registry.
    Owner,
    /// Contributed to it.
    Contributor,
}

impl PartyRole {
    /// Every role.
    pub const ALL: [Self; 10] = [
        Self::Supplier,
        Self::Manufacturer,
        Self::Publisher,
        Self::Author,
        Self::Maintainer,
        Self::Originator,
        Self::Provider,
        Self::Licensor,
        Self::Owner,
        Self::Contributor,
    ];
}

/// How one subject is connected with another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Edge {
    /// The first needs the second.
    DependsOn(DependencyKind),
    /// The first comes from the second, a party.
    SuppliedBy(PartyRole),
    /// The second is part of the first.
    Contains,
    /// The first was made from the second.
    DescendsFrom,
    /// The second holds an identifier of the first (SPDX 3 external identifiers).
    IdentifiedBy,
}

/// What a dependency is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DependencyKind {
    /// For running, or not stated.
    Normal,
    /// For building.
    Build,
    /// For development and tests.
    Development,
    /// Only where it is wanted.
    Optional,
}
