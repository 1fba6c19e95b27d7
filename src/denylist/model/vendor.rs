//! Organisations: their names, the marks they leave, the measures that name them.

use crate::denylist::model::{Confidence, Day, List, Text};

/// An organisation that an authority names, or an affiliate of one.
///
/// Invariant: at least one listing, or an affiliation to a vendor that has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vendor {
    /// The stem of its file, or the id of its roster entry.
    pub id: Text,
    /// Its legal name.
    pub name: Text,
    /// ISO 3166 alpha-2 code of the listed entity.
    pub country: Option<Text>,
    /// Its parent company, in words.
    pub parent: Option<Text>,
    /// The listed vendor that it belongs to.
    pub affiliate_of: Option<Affiliation>,
    /// Registration numbers: register and number.
    pub registrations: List<(Text, Text)>,
    /// Words that must never match alone.
    pub weak_brands: List<Text>,
    /// The vendor's own position.
    pub dispute: Option<Text>,
    /// What a reader of an attribution should know.
    pub note: Option<Text>,
    /// When somebody last looked.
    pub reviewed: Day,
    /// Its names.
    pub names: List<Name>,
    /// The marks it leaves on components.
    pub identities: List<Identity>,
    /// Packages that resemble it and are not its own.
    pub lookalikes: List<Lookalike>,
    /// The measures that name it.
    pub listings: List<Listing>,
}

/// That one vendor belongs to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affiliation {
    /// The id of the listed vendor.
    pub vendor: Text,
    /// How they are connected.
    pub basis: Text,
    /// Where that was read.
    pub source: Text,
    /// Since when, if known.
    pub since: Option<Day>,
    /// Until when, if it ended.
    pub until: Option<Day>,
}

/// One name of a vendor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name as it was seen.
    pub value: Text,
    /// What is compared of it; empty where nothing is.
    pub key: Text,
    /// What sort of name it is.
    pub kind: NameKind,
    /// ISO 15924 code, where it is not Latin.
    pub script: Option<Text>,
    /// How what carries the name is related to the listed vendor.
    pub relation: Relation,
    /// Whether somebody opened the source.
    pub verified: bool,
    /// Where it was seen.
    pub source: Text,
}

words! {
    /// What sort of name a vendor's name is.
    NameKind {
        /// The name in a register or on a list.
        LegalName = "legal-name",
        /// Another name in use.
        Alias = "alias",
        /// A name no longer in use.
        FormerName = "former-name",
        /// The name in another script.
        Transliteration = "transliteration",
        /// A team that signs packages.
        Team = "team",
        /// A brand strong enough to be a supplier's whole name.
        Brand = "brand",
    }
}

/// A mark that tells a vendor's components.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// What sort of mark it is.
    pub kind: IdentityKind,
    /// The mark itself, in the form that [`IdentityKind`] states.
    pub value: Text,
    /// The same as it is compared; empty where nothing is.
    pub key: Text,
    /// Who holds the mark.
    pub control: Control,
    /// The strongest attribution that it supports.
    pub attribution: Attribution,
    /// How what carries the mark is related to the listed vendor.
    pub relation: Relation,
    /// Whether somebody opened the source.
    pub verified: bool,
    /// Where it was seen.
    pub source: Text,
    /// What a reader of the evidence should know.
    pub note: Option<Text>,
}

words! {
    /// What sort of mark an identity is.
    IdentityKind {
        /// `@scope` on npm.
        NpmScope = "npm-scope",
        /// An unscoped npm name, alone or continued with `-`.
        NpmPrefix = "npm-prefix",
        /// A Maven group and its dotted children.
        MavenGroup = "maven-group",
        /// A Go module path and what lies below it.
        GoModule = "go-module",
        /// The beginning of a normalised `PyPI` name.
        PypiPrefix = "pypi-prefix",
        /// A `NuGet` id and its dotted children.
        NugetPrefix = "nuget-prefix",
        /// The beginning of a `CocoaPods` name, up to a capital.
        CocoapodsPrefix = "cocoapods-prefix",
        /// The vendor part of a Packagist name.
        PackagistVendor = "packagist-vendor",
        /// A Docker Hub namespace, or `host/namespace`, with `*` for the region in the host.
        DockerNamespace = "docker-namespace",
        /// `type/namespace` of any other purl type; for conda, the channel.
        PurlNamespace = "purl-namespace",
        /// `host/organisation` of a code forge.
        ForgeOrganisation = "forge-organisation",
        /// A forge host that is the vendor's as a whole.
        ForgeHost = "forge-host",
        /// A domain and its subdomains.
        Domain = "domain",
        /// A place on a domain or its subdomains: `host/first-segment`, `host/@` for all accounts that begin so,
        /// or `host/` for the front page of that host alone.
        Page = "page",
        /// The domain of e-mail addresses.
        EmailDomain = "email-domain",
        /// A role address.
        Email = "email",
        /// The vendor field of a CPE, `vendor:product` where one product differs from the rest, or `o:vendor`
        /// and `h:vendor` where the vendor makes only operating systems and hardware under that name.
        CpeVendor = "cpe-vendor",
        /// One package: a purl without version.
        Package = "package",
        /// A team that owns crates on crates.io: `github:org:team`.
        CratesTeam = "crates-team",
        /// The subject of a code-signing certificate.
        CodeSigner = "code-signer",
        /// A host of registries: all images there are the vendor's, or, where it is `hosting-only`, its customers'.
        OciHost = "oci-host",
    }
}

words! {
    /// Who holds a mark.
    Control {
        /// The vendor.
        Controlled = "controlled",
        /// Whoever writes the metadata.
        SelfDeclared = "self-declared",
        /// A community.
        Community = "community",
        /// A foundation.
        Foundation = "foundation",
        /// The vendor's customers.
        HostingOnly = "hosting-only",
    }
}

words! {
    /// How strongly evidence attributes a component to a vendor, weakest first.
    Attribution {
        /// Somebody of the vendor had a hand in it.
        Contributor = "contributor",
        /// It may come from the vendor.
        Indicated = "indicated",
        /// Its metadata say that it does.
        Declared = "declared",
        /// It stands in a namespace that the vendor controls.
        Confirmed = "confirmed",
    }
}

words! {
    /// How what was found is related to a listed vendor.
    Relation {
        /// It is the listed vendor's.
        Listed = "listed",
        /// It belongs to a company of the listed vendor.
        Affiliate = "affiliate",
        /// It belonged to one.
        FormerAffiliate = "former-affiliate",
        /// The vendor gave it to a foundation.
        Donated = "donated",
    }
}

/// A package that resembles a vendor's and is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookalike {
    /// The registry or place.
    pub ecosystem: Text,
    /// Its name there, or a description of several.
    pub name: Text,
    /// Why one might err.
    pub trap: Text,
    /// Why it is not the vendor's.
    pub why: Text,
    /// Whether somebody opened the source.
    pub verified: bool,
    /// What was read: `metadata`, `summary`, `listing` or `memory`.
    pub basis: Text,
    /// Concrete purls that must not be attributed.
    pub purls: List<Text>,
    /// The same as they are compared.
    pub keys: List<Text>,
}

/// One vendor named by one authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The id of the authority.
    pub authority: Text,
    /// The name as the authority prints it.
    pub named_as: Text,
    /// The first day of the listing.
    pub since: Day,
    /// The day it ended.
    pub until: Option<Day>,
    /// Where it is printed.
    pub citation: Text,
    /// Whether its words touch a software component.
    pub reach: ListingReach,
    /// How good the source is.
    pub confidence: Confidence,
    /// Where it was read.
    pub source: Text,
    /// What a reader should know.
    pub note: Option<Text>,
}

words! {
    /// Whether the words of a listing touch a software component: this project's reading.
    ListingReach {
        /// They do, as such.
        Component = "component",
        /// In part, by inference about affiliates, or for some buyers.
        Partial = "partial",
        /// They do not touch buying or using software.
        None = "none",
    }
}
