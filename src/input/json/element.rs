//! One element of a document: read strictly where it is right, mended where it is not.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::inventory::Locate;
use crate::source::{Location, Spot};

/// Fields of one element that are mended before it is given up.
const MENDS: usize = 200;

/// A text that borrows from the document where nothing in it is escaped.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(transparent)]
pub(crate) struct Str<'a>(#[serde(borrow)] pub(crate) Cow<'a, str>);

impl Str<'_> {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The bytes of one element and where it begins.
#[derive(Clone, Copy)]
pub(crate) struct Element<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) spot: Spot<'a>,
}

impl Locate for Element<'_> {
    /// A text borrowed from the element has a place of its own; any other has the element's.
    fn locate(&self, value: &str) -> Location {
        let mut location = self.spot.to_location();
        let (start, at) = (self.bytes.as_ptr() as usize, value.as_ptr() as usize);
        let within = at
            .checked_sub(start)
            .filter(|offset| *offset < self.bytes.len());
        let offset = within.or_else(|| {
            memchr::memmem::find(self.bytes, value.as_bytes()).filter(|_| !value.is_empty())
        });
        if let Some(offset) = offset {
            let before = &self.bytes[..offset];
            let lines =
                u32::try_from(memchr::memchr_iter(b'\n', before).count()).unwrap_or(u32::MAX);
            let column = match memchr::memrchr(b'\n', before) {
                Some(newline) => String::from_utf8_lossy(&before[newline + 1..])
                    .chars()
                    .count(),
                None => {
                    self.spot.column as usize - 1 + String::from_utf8_lossy(before).chars().count()
                }
            };
            location.line = Some(self.spot.line.saturating_add(lines));
            location.column = u32::try_from(column + 1).ok();
        }
        location
    }
}

/// Read an element into its shape. What is of the wrong type is left out with a diagnostic, and the rest is kept.
///
/// # Errors
///
/// The bytes are no JSON, or nothing of them has the shape.
pub(crate) fn parse_element<'a, T: Deserialize<'a>>(
    element: Element<'a>,
    found: &mut Vec<Diagnostic>,
) -> Result<T, String> {
    let first = match serde_json::from_slice::<T>(element.bytes) {
        Ok(read) => return Ok(read),
        Err(first) => first,
    };
    let mut value: Value =
        serde_json::from_slice(element.bytes).map_err(|error| error.to_string())?;
    if first.to_string().starts_with("duplicate field") {
        let message =
            "an object has the same key twice: which of the two counts is anybody's guess";
        found.push(Diagnostic::error("duplicate-key", message).at(element.spot.to_location()));
    }
    for _ in 0..MENDS {
        match serde_path_to_error::deserialize::<_, T>(value.clone()) {
            Ok(read) => return Ok(read),
            Err(error) => {
                let path = error.path().to_string();
                let keys: Vec<_> = error.path().iter().cloned().collect();
                if !mend(&mut value, &keys) {
                    return Err(error.inner().to_string());
                }
                let message = format!(
                    "the field `{}` is not of the type that the format gives it",
                    short(&path)
                );
                found.push(
                    Diagnostic::warning("field-unreadable", message).at(element.spot.to_location()),
                );
            }
        }
    }
    Err("too many fields are of the wrong type".to_owned())
}

/// Make a text of a number, and nothing of anything else, at the end of a path.
fn mend(value: &mut Value, path: &[serde_path_to_error::Segment]) -> bool {
    use serde_path_to_error::Segment;
    let mut at = value;
    for segment in path {
        let next = match segment {
            Segment::Seq { index } => at.get_mut(*index),
            Segment::Map { key } => at.get_mut(key.as_str()),
            Segment::Enum { .. } | Segment::Unknown => None,
        };
        match next {
            Some(next) => at = next,
            None => return false,
        }
    }
    let mended = match &*at {
        Value::Number(number) => Value::String(number.to_string()),
        Value::Bool(word) => Value::String(word.to_string()),
        Value::Null => return false,
        Value::String(_) | Value::Array(_) | Value::Object(_) => Value::Null,
    };
    *at = mended;
    !path.is_empty()
}

fn short(text: &str) -> &str {
    text.char_indices()
        .nth(120)
        .map_or(text, |(at, _)| &text[..at])
}

/// `null` where a list may stand is an empty list.
pub(crate) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::<Vec<Option<T>>>::deserialize(deserializer)
        .map(|list| list.unwrap_or_default().into_iter().flatten().collect())
}
