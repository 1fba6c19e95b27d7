//! Legal measures: who restricts, what, and since when.

use crate::denylist::model::{Day, List, Text};

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
