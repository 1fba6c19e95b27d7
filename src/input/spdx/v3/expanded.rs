//! Elements whose names are full IRIs of the vocabulary, made short.

use std::fmt;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::input::spdx::v3::context::Prefixes;

static TERMS: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("/terms"));
static ESCAPE: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("\\u00"));
const TWICE: &str = "it says the same thing twice";
/// Values that one element may hold: each takes dozens of bytes while it is made short.
const MOST: usize = 2_000_000;
/// Bytes by which prefixes may lengthen one element, all of which are held.
const MOST_ADDED: usize = 16 << 20;

/// Whether keys are full names: `"https://spdx.org/rdf/3.0.1/terms/Core/name":`.
pub(super) fn has_full_names(text: &str) -> bool {
    let bytes = text.as_bytes();
    TERMS.find_iter(bytes).any(|at| {
        let rest = &bytes[at + "/terms".len()..];
        // Some writers escape every slash.
        if !(rest.starts_with(b"/") || rest.starts_with(b"\\/")) {
            return false;
        }
        memchr::memchr(b'"', rest).is_some_and(|end| {
            rest[end + 1..]
                .iter()
                .find(|byte| !byte.is_ascii_whitespace())
                == Some(&b':')
        })
    })
}

/// Whether letters are escaped, as no writer has them: behind `\\u0070` there may be any name.
pub(super) fn has_hidden_names(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_letter = |at: usize| matches!(bytes.get(at + 4), Some(b'4'..=b'7'));
    ESCAPE.find_iter(bytes).any(is_letter)
}

/// The same element with compact names, and `{"@id": x}`, `{"@value": x}` as `x`.
///
/// # Errors
///
/// It is no JSON, says the same twice or holds too much; the phrase says which.
pub(super) fn compact(text: &str, prefixes: &Prefixes) -> Result<String, &'static str> {
    if memchr::memchr_iter(b',', text.as_bytes()).count() > MOST {
        return Err("it holds more than two million values");
    }
    let Unique(value) = serde_json::from_str(text).map_err(|error| {
        if error.to_string().starts_with(TWICE) {
            TWICE
        } else {
            "it is no JSON"
        }
    })?;
    let mut value = compact_value(value).ok_or(TWICE)?;
    if lengthen(&mut value, prefixes, 0) > MOST_ADDED {
        return Err("its prefixes stand for more than 16 MiB");
    }
    serde_json::to_string(&value).map_err(|_| "it is no JSON")
}

/// `None` where two names come to be the same.
fn compact_value(value: Value) -> Option<Value> {
    Some(match value {
        Value::Object(map)
            if map.contains_key("@value") || map.len() == 1 && map.contains_key("@id") =>
        {
            // The type or language of a value says nothing here.
            let mut map = map;
            let value = map.remove("@value").or_else(|| map.remove("@id"));
            value.unwrap_or_default()
        }
        Value::Object(map) => {
            let mut compact = Map::new();
            for (key, value) in map {
                if compact
                    .insert(compact_key(&key), compact_value(value)?)
                    .is_some()
                {
                    return None;
                }
            }
            Value::Object(compact)
        }
        Value::Array(values) => {
            let values: Option<Vec<Value>> = values.into_iter().map(compact_value).collect();
            let mut values = values?;
            // Expanded JSON-LD wraps every single value in a list.
            if values.len() == 1 && values[0].is_string() {
                values.remove(0)
            } else {
                Value::Array(values)
            }
        }
        other => other,
    })
}

/// Write identifiers out that begin with a prefix, until too much was added; how many bytes were, with those before.
fn lengthen(value: &mut Value, prefixes: &Prefixes, added: usize) -> usize {
    match value {
        _ if added > MOST_ADDED => added,
        Value::String(id) => {
            let Some((prefix, rest)) = id.split_once(':') else {
                return added;
            };
            let meaning = prefixes.get(prefix).filter(|_| !rest.starts_with("//"));
            let Some(meaning) = meaning else {
                return added;
            };
            *id = format!("{meaning}{rest}");
            added + meaning.len()
        }
        Value::Array(values) => values
            .iter_mut()
            .fold(added, |added, value| lengthen(value, prefixes, added)),
        Value::Object(members) => members.iter_mut().fold(added, |added, (key, value)| {
            // Names and other texts are no identifiers.
            if value.is_object() || value.is_array() || IDENTIFIERS.contains(&key.as_str()) {
                lengthen(value, prefixes, added)
            } else {
                added
            }
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => added,
    }
}

/// Keys of the shape whose values are identifiers.
const IDENTIFIERS: [&str; 10] = [
    "spdxId",
    "@id",
    "suppliedBy",
    "originatedBy",
    "createdBy",
    "externalIdentifier",
    "externalRef",
    "software_snippetFromFile",
    "from",
    "to",
];

/// The short name of a key of the vocabulary, which a prefix may begin; those of others keep theirs.
fn compact_key(key: &str) -> String {
    let is_other =
        |vocabulary: &str| vocabulary.contains("://") && !vocabulary.contains("spdx.org/rdf");
    let named = key.split_once("/terms/");
    let Some((_, name)) = named.filter(|(vocabulary, _)| !is_other(vocabulary)) else {
        return key.to_owned();
    };
    match name.split_once('/') {
        Some(("Core", name)) => name.to_owned(),
        Some((profile, name)) => format!("{}_{name}", profile.to_lowercase()),
        None => name.to_owned(),
    }
}

/// A value in which no object has the same key twice.
struct Unique(Value);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UniqueVisitor).map(Unique)
    }
}

struct UniqueVisitor;

impl<'de> Visitor<'de> for UniqueVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some((key, Unique(value))) = members.next_entry()? {
            if map.insert(key, value).is_some() {
                return Err(de::Error::custom(TWICE));
            }
        }
        Ok(Value::Object(map))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Unique(value)) = members.next_element()? {
            list.push(value);
        }
        Ok(Value::Array(list))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::from(text))
    }

    fn visit_bool<E: de::Error>(self, word: bool) -> Result<Value, E> {
        Ok(Value::from(word))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::from(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Value, E> {
        Ok(Value::from(number))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Value, E> {
        Ok(Value::from(number))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
}
