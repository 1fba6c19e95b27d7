//! Authority and profile files as they stand on disk, strict to the last key, and the words that all files share.
//!
//! The build script reads the bundled lists with this module too, so it uses
//! nothing of the crate but the model.

use serde::Deserialize;
use toml::value::Datetime;

use crate::denylist::model::{
    AffiliateRule, Affiliates, Attribution, Authority, AuthorityKind, Confidence, Control, Day,
    Effect, IdentityKind, List, ListingReach, NameKind, Phase, Profile, ProfileEntry, Reach,
    Reaches, Relation, Status, Text,
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
pub(crate) struct Word<T>(pub(crate) T);

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
pub(crate) struct RawDay(pub(crate) Day);

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

pub(crate) fn text(text: String) -> Text {
    Text::from(text)
}

pub(crate) fn texts(texts: Vec<String>) -> List<Text> {
    texts.into_iter().map(text).collect()
}
