//! Authorities, vendors and profiles as the rest of the program sees them.
//!
//! Every text is a `Cow`: the bundled lists are compiled into the binary as
//! borrowed tables, so that nothing is parsed at start; a user's own files own theirs.

use std::borrow::Cow;

/// A text of a denylist.
pub type Text = Cow<'static, str>;
/// A list of a denylist, in the order of its file.
pub type List<T> = Cow<'static, [T]>;

/// A calendar day as a denylist writes it, ordered by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// The year of the common era.
    pub year: i16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// What one set of denylist files says: why, who, and for whom. Each list is sorted by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Denylist {
    /// The legal measures.
    pub authorities: List<Authority>,
    /// The organisations they name, and how these appear as publishers.
    pub vendors: List<Vendor>,
    /// Which authorities count for which kind of user.
    pub profiles: List<Profile>,
}

/// Declare a field-less enum together with the words that files and reports write for it.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)+ }
        impl $name {
            /// Every value, in the order of its declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];
            /// The word that files and reports write.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
            /// The value that a word stands for.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == word)
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.as_str()) }
        }
    };
}

/// One legal measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// The stem of its file.
    pub id: Text,
    /// The measure's official name.
    pub name: Text,
    /// Who issued it.
    pub issuer: Text,
    /// ISO 3166 code of the country or subdivision, or `EU`.
    pub jurisdiction: Text,
    /// What sort of measure it is.
    pub kind: AuthorityKind,
    /// Where it is printed.
    pub citations: List<Text>,
    /// Its official page.
    pub url: Text,
    /// What it reaches, in plain words: this project's reading.
    pub scope: Text,
    /// Whom it binds.
    pub applies_to: Text,
    /// What it reaches, by kind of thing.
    pub reaches: Reaches,
    /// How it treats companies near those it names.
    pub affiliates: Affiliates,
    /// Whether it is in force.
    pub status: Status,
    /// What is known about the status beyond one word.
    pub status_note: Option<Text>,
    /// How good the sources are.
    pub confidence: Confidence,
    /// Where these facts were read.
    pub sources: List<Text>,
    /// When somebody last looked.
    pub reviewed: Day,
    /// Its dates, in order.
    pub phases: List<Phase>,
}

words! {
    /// What sort of measure an authority is.
    AuthorityKind {
        /// Forbids transactions.
        ProhibitionOrder = "prohibition-order",
        /// Forbids buying.
        ProcurementBan = "procurement-ban",
        /// Refuses to authorise equipment.
        EquipmentAuthorizationBan = "equipment-authorization-ban",
        /// Orders or pays for removal.
        RemovalAndReplacement = "removal-and-replacement",
        /// Blocks persons and their property.
        Sanctions = "sanctions",
        /// Binds exporters.
        ExportControl = "export-control",
        /// Warns.
        Advisory = "advisory",
        /// Keeps an application off devices.
        DeviceBan = "device-ban",
        /// Directs agencies.
        GovernmentDirective = "government-directive",
    }
}

/// What a measure reaches, by kind of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reaches {
    /// Software.
    pub software: Reach,
    /// Services.
    pub services: Reach,
    /// Hardware.
    pub hardware: Reach,
    /// A component inside somebody else's product.
    pub embedded: Reach,
    /// Open-source software.
    pub open_source: Reach,
}

words! {
    /// Whether a measure reaches a kind of thing.
    Reach {
        /// It does.
        Yes = "yes",
        /// It does not.
        No = "no",
        /// In part, or for some buyers.
        Partial = "partial",
        /// Its words do not say.
        Unclear = "unclear",
    }
}

words! {
    /// How a measure treats companies near those it names.
    Affiliates {
        /// It reaches the named companies alone.
        NamedOnly = "named-only",
        /// It reaches those under common control.
        Control = "control",
        /// It reaches subsidiaries and affiliates.
        SubsidiariesAndAffiliates = "subsidiaries-and-affiliates",
        /// It reaches companies owned to half or more.
        Ownership50 = "ownership-50",
    }
}

words! {
    /// Whether a measure is in force.
    Status {
        /// It is.
        InForce = "in-force",
        /// It will be.
        NotYetEffective = "not-yet-effective",
        /// It may be.
        Proposed = "proposed",
        /// It advises and does not bind.
        AdvisoryOnly = "advisory-only",
        /// Nobody could tell.
        Unknown = "unknown",
        /// It no longer is.
        Ended = "ended",
    }
}

words! {
    /// How good the sources of a fact are.
    Confidence {
        /// An official text, or a copy of official data, was read.
        Primary = "primary",
        /// A law-firm, agency-news or press page was read.
        Secondary = "secondary",
    }
}

/// A dated step of a measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phase {
    /// The day.
    pub on: Day,
    /// What happens on it.
    pub what: Text,
}

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
        /// The vendor part of a Packagist name.
        PackagistVendor = "packagist-vendor",
        /// A Docker Hub namespace, or `host/namespace`.
        DockerNamespace = "docker-namespace",
        /// `type/namespace` of any other purl type.
        PurlNamespace = "purl-namespace",
        /// `host/organisation` of a code forge.
        ForgeOrganisation = "forge-organisation",
        /// A forge host that is the vendor's as a whole.
        ForgeHost = "forge-host",
        /// A domain and its subdomains.
        Domain = "domain",
        /// The domain of e-mail addresses.
        EmailDomain = "email-domain",
        /// A role address.
        Email = "email",
        /// The vendor field of a CPE, or `vendor:product` where one product differs from the rest.
        CpeVendor = "cpe-vendor",
        /// One package: a purl without version.
        Package = "package",
        /// A team that owns crates on crates.io: `github:org:team`.
        CratesTeam = "crates-team",
        /// The subject of a code-signing certificate.
        CodeSigner = "code-signer",
        /// A registry host of the vendor's cloud; customers publish there.
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

/// Which authorities count for one kind of user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The stem of its file.
    pub id: Text,
    /// Its name for people.
    pub title: Text,
    /// Who should choose it.
    pub for_whom: Text,
    /// What such a user should know.
    pub note: Option<Text>,
    /// The most that a match by affiliation counts for.
    pub affiliates: AffiliateRule,
    /// The effect of each authority.
    pub entries: List<ProfileEntry>,
}

words! {
    /// What a match by affiliation counts for.
    AffiliateRule {
        /// At most a review.
        Review = "review",
        /// As much as the listing itself.
        AsListed = "as-listed",
    }
}

/// The effect of one authority in one profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileEntry {
    /// The id of the authority.
    pub authority: Text,
    /// What a finding under it does to the build.
    pub effect: Effect,
    /// Why.
    pub because: Text,
}

words! {
    /// What a finding does to the build, weakest first.
    Effect {
        /// It is reported.
        Note = "note",
        /// A person looks at it.
        Review = "review",
        /// It stops the build.
        Block = "block",
    }
}
