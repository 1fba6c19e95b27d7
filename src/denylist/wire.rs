//! Denylist files as they stand on disk, strict to the last key.
//!
//! The build script reads the bundled lists with this module too, so it uses
//! nothing of the crate but the model.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use toml::value::Datetime;

use crate::denylist::model::{
    AffiliateRule, Affiliates, Affiliation, Attribution, Authority, AuthorityKind, Confidence,
    Control, Day, Effect, Identity, IdentityKind, List, Listing, ListingReach, Lookalike, Name,
    NameKind, Phase, Profile, ProfileEntry, Reach, Reaches, Relation, Status, Text, Vendor,
};

/// One authority file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawAuthority {
    id: String,
    name: String,
    issuer: String,
    jurisdiction: String,
    kind: Word<AuthorityKind>,
    citations: Vec<String>,
    url: String,
    scope: String,
    applies_to: String,
    reaches: RawReaches,
    affiliates: Word<Affiliates>,
    status: Word<Status>,
    status_note: Option<String>,
    confidence: Word<Confidence>,
    sources: Vec<String>,
    reviewed: RawDay,
    #[serde(default, rename = "phase")]
    phases: Vec<RawPhase>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawReaches {
    software: Word<Reach>,
    services: Word<Reach>,
    hardware: Word<Reach>,
    embedded: Word<Reach>,
    open_source: Word<Reach>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPhase {
    on: RawDay,
    what: String,
}

/// One vendor file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawVendor {
    id: String,
    legal_name: String,
    country: Option<String>,
    parent: Option<String>,
    affiliate_of: Option<RawAffiliation>,
    #[serde(default)]
    ids: BTreeMap<String, OneOrMore>,
    #[serde(default)]
    weak_brands: Vec<String>,
    dispute: Option<String>,
    note: Option<String>,
    reviewed: RawDay,
    #[serde(default, rename = "name")]
    names: Vec<RawName>,
    #[serde(default, rename = "identity")]
    identities: Vec<RawIdentity>,
    #[serde(default, rename = "lookalike")]
    lookalikes: Vec<RawLookalike>,
    #[serde(default, rename = "listing")]
    listings: Vec<RawListing>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAffiliation {
    vendor: String,
    basis: String,
    source: String,
    since: Option<RawDay>,
    until: Option<RawDay>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawName {
    value: String,
    kind: Word<NameKind>,
    script: Option<String>,
    relation: Option<Word<Relation>>,
    verified: bool,
    source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawIdentity {
    kind: Word<IdentityKind>,
    value: String,
    control: Word<Control>,
    attribution: Word<Attribution>,
    relation: Option<Word<Relation>>,
    verified: bool,
    source: String,
    note: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLookalike {
    ecosystem: String,
    name: String,
    trap: String,
    why: String,
    verified: bool,
    basis: String,
    #[serde(default)]
    purls: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawListing {
    authority: String,
    named_as: String,
    since: RawDay,
    until: Option<RawDay>,
    citation: String,
    reach: Word<ListingReach>,
    confidence: Word<Confidence>,
    source: String,
    note: Option<String>,
}

/// A file of entities that publish no software and share one listing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawRoster {
    #[serde(rename = "id")]
    _id: String,
    #[serde(rename = "roster")]
    _roster: bool,
    authority: String,
    since: RawDay,
    citation: String,
    reach: Word<ListingReach>,
    confidence: Word<Confidence>,
    source: String,
    note: Option<String>,
    reviewed: RawDay,
    /// Measures that reach whoever is on this list.
    #[serde(default)]
    also: Vec<RawAlso>,
    #[serde(rename = "entity")]
    entities: Vec<RawEntity>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAlso {
    authority: String,
    since: RawDay,
    citation: String,
    reach: Word<ListingReach>,
    confidence: Word<Confidence>,
    source: String,
    note: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEntity {
    id: String,
    name: String,
    #[serde(default)]
    names: Vec<String>,
}

/// One profile file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawProfile {
    id: String,
    title: String,
    for_whom: String,
    note: Option<String>,
    affiliates: Option<Word<AffiliateRule>>,
    #[serde(default, rename = "entry")]
    entries: Vec<RawEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEntry {
    authority: String,
    effect: Word<Effect>,
    because: String,
}

/// One of the words that an enum of the model has.
#[derive(Clone, Copy, Debug)]
struct Word<T>(T);

macro_rules! word {
    ($($name:ident),+) => { $(
        impl<'de> Deserialize<'de> for Word<$name> {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = String::deserialize(deserializer)?;
                $name::from_word(&word).map(Self).ok_or_else(|| {
                    let words: Vec<_> = $name::ALL.iter().map(|value| format!("`{value}`")).collect();
                    serde::de::Error::custom(format!("unknown value `{word}`, expected one of {}", words.join(", ")))
                })
            }
        }
    )+ };
}
word!(
    AffiliateRule,
    Affiliates,
    Attribution,
    AuthorityKind,
    Confidence,
    Control,
    Effect,
    IdentityKind,
    ListingReach,
    NameKind,
    Reach,
    Relation,
    Status
);

/// A local date of TOML.
#[derive(Clone, Copy, Debug)]
struct RawDay(Day);

impl<'de> Deserialize<'de> for RawDay {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let date = Datetime::deserialize(deserializer)?;
        let plain = date.time.is_none() && date.offset.is_none();
        let date = date
            .date
            .filter(|_| plain)
            .ok_or_else(|| serde::de::Error::custom("expected a date such as 2026-11-23"))?;
        let year = i16::try_from(date.year).map_err(serde::de::Error::custom)?;
        Ok(Self(Day {
            year,
            month: date.month,
            day: date.day,
        }))
    }
}

impl From<RawAuthority> for Authority {
    fn from(raw: RawAuthority) -> Self {
        Self {
            id: text(raw.id),
            name: text(raw.name),
            issuer: text(raw.issuer),
            jurisdiction: text(raw.jurisdiction),
            kind: raw.kind.0,
            citations: texts(raw.citations),
            url: text(raw.url),
            scope: text(raw.scope),
            applies_to: text(raw.applies_to),
            reaches: Reaches {
                software: raw.reaches.software.0,
                services: raw.reaches.services.0,
                hardware: raw.reaches.hardware.0,
                embedded: raw.reaches.embedded.0,
                open_source: raw.reaches.open_source.0,
            },
            affiliates: raw.affiliates.0,
            status: raw.status.0,
            status_note: raw.status_note.map(text),
            confidence: raw.confidence.0,
            sources: texts(raw.sources),
            reviewed: raw.reviewed.0,
            phases: raw
                .phases
                .into_iter()
                .map(|phase| Phase {
                    on: phase.on.0,
                    what: text(phase.what),
                })
                .collect(),
        }
    }
}

impl From<RawVendor> for Vendor {
    fn from(raw: RawVendor) -> Self {
        Self {
            id: text(raw.id),
            name: text(raw.legal_name),
            country: raw.country.map(text),
            parent: raw.parent.map(text),
            affiliate_of: raw.affiliate_of.map(|raw| Affiliation {
                vendor: text(raw.vendor),
                basis: text(raw.basis),
                source: text(raw.source),
                since: raw.since.map(|day| day.0),
                until: raw.until.map(|day| day.0),
            }),
            registrations: registrations(raw.ids),
            weak_brands: texts(raw.weak_brands),
            dispute: raw.dispute.map(text),
            note: raw.note.map(text),
            reviewed: raw.reviewed.0,
            names: raw.names.into_iter().map(name).collect(),
            identities: raw.identities.into_iter().map(identity).collect(),
            lookalikes: raw.lookalikes.into_iter().map(lookalike).collect(),
            listings: raw.listings.into_iter().map(listing).collect(),
        }
    }
}

impl RawRoster {
    /// Every entity as a vendor of its own.
    pub(crate) fn into_vendors(self) -> Vec<Vendor> {
        let own = RawAlso {
            authority: self.authority,
            since: self.since,
            citation: self.citation,
            reach: self.reach,
            confidence: self.confidence,
            source: self.source,
            note: self.note,
        };
        let listings: Vec<Listing> = std::iter::once(own)
            .chain(self.also)
            .map(of_everybody)
            .collect();
        self.entities
            .into_iter()
            .map(|entity| of_roster(entity, &listings, self.reviewed.0))
            .collect()
    }
}

/// A listing of a roster, without the name that each entity puts in.
fn of_everybody(raw: RawAlso) -> Listing {
    Listing {
        authority: text(raw.authority),
        named_as: Text::default(),
        since: raw.since.0,
        until: None,
        citation: text(raw.citation),
        reach: raw.reach.0,
        confidence: raw.confidence.0,
        source: text(raw.source),
        note: raw.note.map(text),
    }
}

fn of_roster(entity: RawEntity, listings: &[Listing], reviewed: Day) -> Vendor {
    let name = text(entity.name);
    let printed = listings
        .first()
        .map_or_else(Text::default, |listing| listing.citation.clone());
    let names = std::iter::once(name.to_string())
        .chain(entity.names)
        .map(|value| Name {
            value: text(value),
            kind: NameKind::LegalName,
            script: None,
            relation: Relation::Listed,
            verified: true,
            source: text(format!("printed in {printed}")),
        });
    let named = |listing: &Listing| Listing {
        named_as: name.clone(),
        ..listing.clone()
    };
    Vendor {
        id: text(entity.id),
        names: names.collect(),
        country: None,
        parent: None,
        affiliate_of: None,
        registrations: List::default(),
        weak_brands: List::default(),
        dispute: None,
        note: None,
        reviewed,
        identities: List::default(),
        lookalikes: List::default(),
        listings: listings.iter().map(named).collect(),
        name,
    }
}

impl From<RawProfile> for Profile {
    fn from(raw: RawProfile) -> Self {
        let entry = |raw: RawEntry| ProfileEntry {
            authority: text(raw.authority),
            effect: raw.effect.0,
            because: text(raw.because),
        };
        Self {
            id: text(raw.id),
            title: text(raw.title),
            for_whom: text(raw.for_whom),
            note: raw.note.map(text),
            affiliates: raw.affiliates.map_or(AffiliateRule::Review, |word| word.0),
            entries: raw.entries.into_iter().map(entry).collect(),
        }
    }
}

fn name(raw: RawName) -> Name {
    Name {
        value: text(raw.value),
        kind: raw.kind.0,
        script: raw.script.map(text),
        relation: raw.relation.map_or(Relation::Listed, |word| word.0),
        verified: raw.verified,
        source: text(raw.source),
    }
}

fn identity(raw: RawIdentity) -> Identity {
    Identity {
        kind: raw.kind.0,
        value: text(raw.value),
        control: raw.control.0,
        attribution: raw.attribution.0,
        relation: raw.relation.map_or(Relation::Listed, |word| word.0),
        verified: raw.verified,
        source: text(raw.source),
        note: raw.note.map(text),
    }
}

fn lookalike(raw: RawLookalike) -> Lookalike {
    Lookalike {
        ecosystem: text(raw.ecosystem),
        name: text(raw.name),
        trap: text(raw.trap),
        why: text(raw.why),
        verified: raw.verified,
        basis: text(raw.basis),
        purls: texts(raw.purls),
    }
}

fn listing(raw: RawListing) -> Listing {
    Listing {
        authority: text(raw.authority),
        named_as: text(raw.named_as),
        since: raw.since.0,
        until: raw.until.map(|day| day.0),
        citation: text(raw.citation),
        reach: raw.reach.0,
        confidence: raw.confidence.0,
        source: text(raw.source),
        note: raw.note.map(text),
    }
}

fn registrations(ids: BTreeMap<String, OneOrMore>) -> List<(Text, Text)> {
    let pairs = ids.into_iter().flat_map(|(register, numbers)| {
        let numbers = match numbers {
            OneOrMore::One(number) => vec![number],
            OneOrMore::More(numbers) => numbers,
        };
        numbers
            .into_iter()
            .map(move |number| (text(register.clone()), text(number)))
    });
    pairs.collect()
}

fn text(text: String) -> Text {
    Cow::Owned(text)
}

fn texts(texts: Vec<String>) -> List<Text> {
    texts.into_iter().map(text).collect()
}
