//! One element of a document: read strictly where it is right, mended where it is not.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer};
use serde::de::{self, IntoDeserializer as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use crate::diagnostic::Diagnostic;
use crate::identifier::is_purl;
use crate::input::json::plain::{self, Extent};
use crate::inventory::Locate;
use crate::source::{Counted, Location, Spot};

/// Fields of one element that are mended before it is given up.
const MENDS: usize = 200;
/// Bytes that mending one element may pass over, all its fields together.
const WORK: usize = 16 << 20;
/// A larger element is not mended.
const LARGEST_MENDED: usize = 4 << 20;
/// Bytes of an element in which a text is looked for that is not written there as it is meant.
const SOUGHT: usize = 16 << 10;
/// Members that one list of an element may have: the shortest take many times their text in memory.
const MOST_MEMBERS: usize = 2_000_000;

/// A text that borrows from the document where nothing in it is escaped.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(transparent)]
pub(crate) struct Str<'a>(#[serde(borrow)] pub(crate) Cow<'a, str>);

impl Str<'_> {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text of one element and where it begins.
#[derive(Clone, Copy)]
pub(crate) struct Element<'a> {
    /// The element; where it is open, with all that follows it in the window.
    pub(crate) text: &'a str,
    pub(crate) spot: Spot<'a>,
    /// How far its lines were counted.
    pub(crate) counted: &'a Counted,
    /// Whether the end of the element is not known yet.
    pub(crate) open: bool,
}

impl Locate for Element<'_> {
    fn locate(&self, value: &str) -> Location {
        self.place(self.offset(value))
    }

    fn locate_part(&self, value: &str, part: &str) -> Location {
        let within = || self.offset(value).map(|at| at + offset_within(value, part));
        self.place(within().or_else(|| self.offset(part)))
    }
}

impl Element<'_> {
    /// A text borrowed from the element has a place of its own; any other is looked for near its beginning.
    fn offset(&self, value: &str) -> Option<usize> {
        let (start, at) = (self.text.as_ptr() as usize, value.as_ptr() as usize);
        let within = at
            .checked_sub(start)
            .filter(|offset| *offset < self.text.len());
        let near = || &self.text[..self.text.floor_char_boundary(SOUGHT)];
        within.or_else(|| near().find(value).filter(|_| !value.is_empty()))
    }

    /// The place of a byte of the element; without one, that of the element.
    fn place(&self, offset: Option<usize>) -> Location {
        let mut location = self.spot.to_location();
        let Some(at) = offset.filter(|at| self.text.is_char_boundary(*at)) else {
            return location;
        };
        let width = |bytes: &[u8]| bytes.iter().filter(|byte| !is_continuation(**byte)).count();
        let (lines, width) = self.counted.before(at, self.text.as_bytes(), width);
        let column = match lines {
            0 => (self.spot.column as usize).saturating_sub(1) + width,
            _ => width,
        };
        location.line = Some(self.spot.line.saturating_add(lines));
        let has_columns = self.spot.column > 0;
        location.column = u32::try_from(column + 1).ok().filter(|_| has_columns);
        location
    }
}

/// Whether a byte of UTF-8 goes on with a character.
fn is_continuation(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

/// What is wrong with an element, without the names that our own code has for its shape.
fn plain(error: &str) -> String {
    let error = error.split(" at line ").next().unwrap_or(error);
    match error.split_once(", expected struct ") {
        Some((found, _)) => format!("{found}, expected an object"),
        None => error.to_owned(),
    }
}

/// Where in a text a part of it begins, which may be written in other case or encoded at its beginning:
/// `github.com/acme` in `https://GitHub.com/Acme/x`, `@acme` in `pkg:npm/%40acme/x`. 0 where it cannot be told.
fn offset_within(text: &str, part: &str) -> usize {
    let last = part.rsplit(['/', '@', ':']).next().unwrap_or(part);
    let (bytes, limit) = (text.as_bytes(), text.len());
    let find = |part: &str| {
        let starts = 0..(limit + 1).saturating_sub(part.len());
        let mut found =
            starts.filter(|at| bytes[*at..at + part.len()].eq_ignore_ascii_case(part.as_bytes()));
        found.next().filter(|_| !part.is_empty())
    };
    find(part).or_else(|| find(last)).unwrap_or(0)
}

/// Read an element into its shape and tell it.
///
/// An open element is told only where it is plain and ends in the window; how far it goes then is
/// handed on. What cannot be read of a whole element becomes diagnostics.
pub(crate) fn read_element<'a, T: Deserialize<'a>>(
    element: Element<'a>,
    found: &mut Vec<Diagnostic>,
    tell: impl FnOnce(&T, Element<'a>),
) -> Option<Extent> {
    if element.open {
        return plain::read::<T, _>(element.text, |part, extent| {
            let text = &element.text[..extent.length];
            let open = false;
            tell(
                part,
                Element {
                    text,
                    open,
                    ..element
                },
            );
            extent
        });
    }
    if element.text.trim_ascii() == "null" {
        // A `null` among the elements states nothing.
        return None;
    }
    match parse_element::<T>(element.text, element.spot, found) {
        Ok(part) => tell(&part, element),
        Err(error) => {
            let message = format!("an element cannot be read: {}", plain(&error));
            found.push(
                Diagnostic::error("element-unreadable", message).at(element.spot.to_location()),
            );
        }
    }
    None
}

/// Read an element into its shape. What is of the wrong type is left out with a diagnostic, and the rest is kept.
///
/// # Errors
///
/// The bytes are no JSON, or nothing of them has the shape.
pub(crate) fn parse_element<'a, T: Deserialize<'a>>(
    text: &'a str,
    spot: Spot<'_>,
    found: &mut Vec<Diagnostic>,
) -> Result<T, String> {
    if text.trim_ascii_start().starts_with('[') {
        return Err("a list, expected an object".to_owned());
    }
    let first = match serde_json::from_str::<T>(text) {
        Ok(read) => return Ok(read),
        Err(first) => first,
    };
    if text.len() > LARGEST_MENDED {
        return Err(first.to_string());
    }
    let mut value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if first.to_string().starts_with("duplicate field") {
        let message =
            "an object has the same key twice: which of the two counts is anybody's guess";
        found.push(Diagnostic::error("duplicate-key", message).at(spot.to_location()));
    }
    for _ in 0..(WORK / (text.len() + 1)).clamp(3, MENDS) {
        match serde_path_to_error::deserialize::<_, T>(value.clone()) {
            Ok(read) => return Ok(read),
            Err(error) => {
                let path = error.path().to_string();
                let keys: Vec<_> = error.path().iter().cloned().collect();
                let inner = error.inner().to_string();
                let Some(is_kept) = mend(&mut value, &keys, &inner) else {
                    return Err(inner);
                };
                let message = format!(
                    "the field `{}` is not of the type that the format gives it",
                    short(&path)
                );
                let diagnostic = if is_kept {
                    Diagnostic::warning("field-unreadable", message)
                } else {
                    Diagnostic::error("field-unreadable", message)
                        .help("what it holds was not read: it may say who published this")
                };
                found.push(diagnostic.at(spot.to_location()));
            }
        }
    }
    Err("too many fields are of the wrong type".to_owned())
}

/// Make a text of a number, a party of a name, a name of a party and of an object or list what alone
/// it holds, and nothing of anything else, at the end of a path. False where something was lost.
fn mend(value: &mut Value, path: &[serde_path_to_error::Segment], error: &str) -> Option<bool> {
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
            None => return None,
        }
    }
    let mended = match &*at {
        Value::String(text) if error.contains("expected struct") => object_of(text, path),
        Value::Object(party)
            if error.contains("expected a text") || error.contains("expected a string") =>
        {
            only_text(party)
        }
        Value::Number(number) => Value::String(number.to_string()),
        Value::Bool(word) => Value::String(word.to_string()),
        Value::Array(members) if members.len() == 1 => members[0].clone(),
        Value::Null => return None,
        Value::String(_) | Value::Array(_) | Value::Object(_) => Value::Null,
    };
    let is_empty = match &*at {
        Value::Array(members) => members.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::String(text) => text.is_empty() || !error.contains("expected struct"),
        // A word where a number belongs names nobody.
        _ => true,
    };
    let is_kept = is_empty || !mended.is_null();
    *at = mended;
    (!path.is_empty()).then_some(is_kept)
}

/// The object of which a text is the one field that counts, by the key under which it stands: most have a name.
fn object_of(text: &str, path: &[serde_path_to_error::Segment]) -> Value {
    let mut keys = path.iter().rev().filter_map(|segment| match segment {
        serde_path_to_error::Segment::Map { key } => Some(key.as_str()),
        _ => None,
    });
    match keys.next() {
        // A package URL tells what is distributed, whatever the reference is for.
        Some("externalReferences") if is_purl(text) => json!({"type": "distribution", "url": text}),
        Some("externalReferences") => json!({"url": text}),
        Some("externalRefs") => json!({"referenceLocator": text}),
        Some("swid") => json!({"tagId": text}),
        Some("licenses") => json!({"expression": text}),
        Some("copyright") => json!({"text": text}),
        Some("identity" | "evidence" | "pedigree" | "licensing" | "licensor") => Value::Null,
        _ => json!({"name": text}),
    }
}

/// The name of a party, or the one text that an object holds: `{"Person": "Acme"}` is `Person: Acme` in SPDX.
fn only_text(party: &serde_json::Map<String, Value>) -> Value {
    let mut members = party.iter();
    match (party.get("name"), members.next(), members.next()) {
        (Some(Value::String(name)), ..) => Value::from(name.as_str()),
        (None, Some((kind, Value::String(text))), None) => match kind.as_str() {
            "Person" | "Organization" | "Tool" => Value::from(format!("{kind}: {text}")),
            _ => Value::from(text.as_str()),
        },
        _ => Value::Null,
    }
}

fn short(text: &str) -> &str {
    text.char_indices()
        .nth(120)
        .map_or(text, |(at, _)| &text[..at])
}

/// A text; `null` is none.
///
/// Does in one step what `Option<Str>` does in two, for every field of every element.
pub(crate) fn text<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Str<'de>>, D::Error> {
    deserializer.deserialize_any(TextVisitor)
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Option<Str<'de>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text")
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Some(Str(Cow::Borrowed(text))))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(Str(Cow::Owned(text.to_owned()))))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Some(Str(Cow::Owned(text))))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

/// A list; `null` is an empty one, and what stands alone where a list should is its one member.
pub(crate) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_any(ListVisitor(PhantomData))
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(member) = members.next_element::<Member<T>>()? {
            // A `null` among the members states nothing.
            list.extend(member.0);
            if list.len() > MOST_MEMBERS {
                let message = "a list of more than two million members";
                return Err(de::Error::custom(message));
            }
        }
        Ok(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(|one| vec![one])
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Vec<T>, E> {
        T::deserialize(BorrowedStrDeserializer::new(text)).map(|one| vec![one])
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Vec<T>, E> {
        T::deserialize(text.into_deserializer()).map(|one| vec![one])
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Vec<T>, E> {
        T::deserialize(text.into_deserializer()).map(|one| vec![one])
    }

    fn visit_unit<E: de::Error>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }
}

/// A member of a list, which is no list itself.
struct Member<T>(Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Member<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MemberVisitor(PhantomData))
    }
}

struct MemberVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for MemberVisitor<T> {
    type Value = Member<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a member of a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Member<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(|one| Member(Some(one)))
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Member<T>, E> {
        T::deserialize(BorrowedStrDeserializer::new(text)).map(|one| Member(Some(one)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Member<T>, E> {
        T::deserialize(text.into_deserializer()).map(|one| Member(Some(one)))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Member<T>, E> {
        T::deserialize(text.into_deserializer()).map(|one| Member(Some(one)))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Member<T>, E> {
        Ok(Member(None))
    }
}

/// An object, or a list of one; `null` is none.
///
/// Derived shapes alone would take the members of a list for their fields, one after the other.
pub(crate) fn object<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_any(ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("struct in braces")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Option<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Some)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, members: A) -> Result<Option<T>, A::Error> {
        let mut list = ListVisitor(PhantomData).visit_seq(members)?;
        if list.len() > 1 {
            return Err(de::Error::invalid_length(list.len(), &self));
        }
        Ok(list.pop())
    }

    fn visit_unit<E: de::Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }
}

#[cfg(test)]
mod tests;
