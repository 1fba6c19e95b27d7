//! Vendor files and rosters as they stand on disk.
//!
//! The build script reads the bundled lists with this module too.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::denylist::key;
use crate::denylist::model::{
    Affiliation, Attribution, Confidence, Control, Day, Identity, IdentityKind, List, Listing,
    ListingReach, Lookalike, Name, NameKind, Relation, Text, Vendor,
};
use crate::denylist::wire::{RawDay, Word, text, texts};

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
            key: text(key::of_name(&value)),
            value: text(value),
            kind: NameKind::LegalName,
            script: None,
            relation: Relation::Listed,
            verified: true,
            source: text(format!("printed in {printed}")),
        });
    let as_printed = |listing: &Listing| Listing {
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
        listings: listings.iter().map(as_printed).collect(),
        name,
    }
}

fn name(raw: RawName) -> Name {
    Name {
        key: text(key::of_name(&raw.value)),
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
        key: text(key::of_identity(raw.kind.0, &raw.value)),
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
    let keys = raw.purls.iter().filter_map(|purl| key::of_package(purl));
    Lookalike {
        keys: texts(keys.collect()),
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
