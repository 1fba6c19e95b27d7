//! Elements whose names are full IRIs of the vocabulary, made short.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use serde_json::Value;

static TERMS: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("/terms/"));

/// Whether keys are full names: `"https://spdx.org/rdf/3.0.1/terms/Core/name":`.
pub(super) fn has_full_names(text: &str) -> bool {
    let bytes = text.as_bytes();
    TERMS.find_iter(bytes).any(|at| {
        let rest = &bytes[at..];
        memchr::memchr(b'"', rest).is_some_and(|end| {
            rest[end + 1..]
                .iter()
                .find(|byte| !byte.is_ascii_whitespace())
                == Some(&b':')
        })
    })
}

/// The same element with compact names, and `{"@id": x}`, `{"@value": x}` as `x`.
pub(super) fn compact(text: &str) -> Option<String> {
    let value: Value = serde_json::from_str(text).ok()?;
    serde_json::to_string(&compact_value(value)).ok()
}

fn compact_value(value: Value) -> Value {
    match value {
        Value::Object(map)
            if map.len() == 1 && (map.contains_key("@id") || map.contains_key("@value")) =>
        {
            map.into_iter()
                .next()
                .map_or(Value::Null, |(_, value)| value)
        }
        Value::Object(map) => Value::Object(
            map.into_iter()
                .map(|(key, value)| (compact_key(&key), compact_value(value)))
                .collect(),
        ),
        Value::Array(values) => {
            let mut values: Vec<Value> = values.into_iter().map(compact_value).collect();
            // Expanded JSON-LD wraps every single value in a list.
            if values.len() == 1 && values[0].is_string() {
                values.remove(0)
            } else {
                Value::Array(values)
            }
        }
        other => other,
    }
}

fn compact_key(key: &str) -> String {
    let Some((_, name)) = key.split_once("/terms/") else {
        return key.to_owned();
    };
    match name.split_once('/') {
        Some(("Core", name)) => name.to_owned(),
        Some((profile, name)) => format!("{}_{name}", profile.to_lowercase()),
        None => name.to_owned(),
    }
}
