//! CycloneDX as protocol buffers in their text form, versions 1.3 to 1.7.
//!
//! The text is held whole, so its size is bounded; its fields are told one after the
//! other. As in the binary form a document cut between two of them looks whole.

mod syntax;

use std::collections::BTreeMap;
use std::io::{BufRead, Read as _};

use serde_json::{Value, json};

use crate::diagnostic::Diagnostic;
use crate::input::cyclonedx::json::{Part, element};
use crate::input::cyclonedx::protobuf::shape;
use crate::input::cyclonedx::tell::identity;
use crate::input::cyclonedx::textproto::syntax::{Field, Fields, Trouble, json_name};
use crate::input::encoding::{CYCLONEDX_PROTOBUF, Encoding};
use crate::input::json::Element;
use crate::input::teller::Teller;
use crate::inventory::{Document, Unreadable, Visitor};
use crate::source::{Counted, Location, Spot};

const TEXTPROTO: Encoding = Encoding {
    format: "cyclonedx",
    encoding: "textproto",
    known: CYCLONEDX_PROTOBUF,
};

/// A larger text is not read.
const LARGEST: u64 = 64 << 20;

/// Whether a text begins as a document of this kind: with the version of the
/// specification, or the comment that names the message.
pub(crate) fn is_textproto(head: &str) -> bool {
    head.lines().any(|line| {
        let version = line.trim_start().strip_prefix("spec_version");
        let version = version.and_then(|rest| rest.trim_start().strip_prefix(':'));
        version.is_some_and(|rest| {
            matches!(rest.trim_start().as_bytes(), [b'"' | b'\'', b'1', b'.', ..])
        }) || line.trim_end() == "# proto-message: Bom"
    })
}

/// Whether a text that begins as one has a part of it as well: other messages and files have a version of a
/// specification, too.
pub(crate) fn has_part(head: &str) -> bool {
    let mut opened = head.match_indices(['{', '<']);
    opened.any(|(at, _)| opens_part(&head[..at]))
}

/// Whether the bracket behind a text opens a part of the document, or the first of a list of them.
fn opens_part(before: &str) -> bool {
    let before = before.trim_end();
    let before = before.strip_suffix('[').unwrap_or(before).trim_end();
    let field = before.strip_suffix(':').unwrap_or(before).trim_end();
    let is_other = |character: char| !character.is_ascii_alphanumeric() && character != '_';
    let name = field.rsplit(is_other).next().unwrap_or_default();
    // In a language for programs a word may stand before it: `for part in components {`.
    let has_colon = field.len() < before.len();
    let outside = field[..field.len() - name.len()].trim_end_matches([' ', '\t']);
    Part::of(&json_name(name)).is_some()
        && (has_colon || !outside.ends_with(|last: char| last.is_alphabetic()))
}

/// Read a document.
pub(crate) fn read(
    stream: &mut impl BufRead,
    to: &mut dyn Visitor,
) -> Result<Document, Unreadable> {
    let text = text(stream).map_err(|trouble| TEXTPROTO.unreadable(trouble))?;
    let mut reader = Reader {
        teller: Teller::new(to),
        version: String::new(),
        serial: String::new(),
        number: String::new(),
        counts: BTreeMap::new(),
    };
    match reader.body(&mut Fields::new(&text)) {
        Ok(()) => Ok(reader.document()),
        Err(trouble) => Err(TEXTPROTO.unreadable(explain(trouble))),
    }
}

fn text(stream: &mut impl BufRead) -> Result<String, Diagnostic> {
    let mut bytes = Vec::new();
    let read = stream.take(LARGEST + 1).read_to_end(&mut bytes);
    let refused = |message: String| Diagnostic::error("input-unreadable", message);
    read.map_err(|error| refused(format!("the document cannot be read: {error}")))?;
    if bytes.len() as u64 > LARGEST {
        return Err(refused("the document is larger than 64 MiB".to_owned())
            .help("write it as JSON or in the binary form"));
    }
    String::from_utf8(bytes).map_err(|_| refused("the document is not UTF-8".to_owned()))
}

struct Reader<'v> {
    teller: Teller<'v>,
    version: String,
    serial: String,
    /// The version of the document.
    number: String,
    /// Elements of each list so far.
    counts: BTreeMap<String, u32>,
}

impl Reader<'_> {
    fn body(&mut self, fields: &mut Fields<'_>) -> Result<(), Trouble> {
        while let Some(Field { name, line, value }) = fields.next()? {
            match value {
                Value::Array(members) => {
                    for member in members {
                        self.field(&name, line, member);
                    }
                }
                value => self.field(&name, line, value),
            }
        }
        Ok(())
    }

    fn field(&mut self, name: &str, line: u32, mut value: Value) {
        let nested = nested(name, &mut value);
        match name {
            "specVersion" => self.version = scalar(&value),
            "serialNumber" => self.serial = scalar(&value),
            "version" => self.number = scalar(&value),
            _ => {
                let Some(part) = Part::of(name) else {
                    return; // No other part tells who published something.
                };
                let parent = format!("/{name}");
                let count = self.counts.entry(name.to_owned()).or_default();
                let index = *count;
                *count = count.saturating_add(1);
                let text = as_json(name, value).to_string();
                // Columns are those of no text that anybody could look at.
                let spot = Spot {
                    line,
                    column: 0,
                    parent: &parent,
                    index: if matches!(part, Part::Metadata | Part::Declarations) {
                        Spot::WHOLE
                    } else {
                        index
                    },
                };
                let whole = Element {
                    text: &text,
                    spot,
                    counted: &Counted::default(),
                    open: false,
                };
                element(&mut self.teller, part, whole);
            }
        }
        for dependency in nested {
            self.field(name, line, dependency);
        }
    }

    fn document(self) -> Document {
        let identity = identity(&self.serial, &self.number);
        self.teller.document(&TEXTPROTO, &self.version, identity)
    }
}

/// The dependencies inside one, which JSON has beside it: their references stay where they were.
fn nested(name: &str, value: &mut Value) -> Vec<Value> {
    if name != "dependencies" {
        return Vec::new();
    }
    let inside = value.as_object_mut();
    let inside = inside.and_then(|dependency| dependency.remove("dependencies"));
    let nested = match inside {
        Some(Value::Array(nested)) => nested,
        one => one.into_iter().collect(),
    };
    let needed = nested.iter().filter_map(|nested| nested.get("ref"));
    let needed: Vec<Value> = needed.cloned().collect();
    if let Value::Object(dependency) = value {
        dependency.insert("dependsOn".to_owned(), needed.into());
    }
    nested
}

/// A part of the document in the shape that JSON has for it.
fn as_json(name: &str, value: Value) -> Value {
    match (name, value) {
        ("metadata", Value::Object(mut metadata)) => {
            if let Some(tools) = metadata.remove("tools") {
                metadata.insert("tools".to_owned(), tools_as_json(&tools));
            }
            plain(name, Value::Object(metadata))
        }
        (_, value) => plain(name, value),
    }
}

/// Tools one by one (to 1.4), or as components and services (from 1.5).
fn tools_as_json(tools: &Value) -> Value {
    let all = |name: &str| -> Vec<Value> {
        let tools = members(Some(tools));
        tools
            .flat_map(|tool| members(tool.get(name)))
            .cloned()
            .collect()
    };
    let (mut components, services) = (all("components"), all("services"));
    if components.is_empty() && services.is_empty() {
        return members(Some(tools)).cloned().collect();
    }
    // A document with both shapes has its tools told as components.
    let named = members(Some(tools)).filter(|tool| tool.get("name").is_some());
    components.extend(named.map(|tool| {
        json!({"name": tool["name"], "version": tool["version"], "supplier": {"name": tool["vendor"]}})
    }));
    json!({"components": components, "services": services})
}

/// A list's members, or the one that stands alone.
fn members(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    let list = value.and_then(Value::as_array);
    let one = value.filter(|_| list.is_none());
    list.into_iter().flatten().chain(one)
}

/// Licence expressions with details have a message of their own, which JSON has not, and words of
/// enumerations may stand as their numbers.
fn plain(name: &str, value: Value) -> Value {
    match value {
        Value::Object(mut members) => match members.remove("expressionDetailed") {
            Some(detailed) => plain(name, detailed),
            None => Value::Object(
                members
                    .into_iter()
                    .map(|(key, value)| match word(name, &key, &value) {
                        Some(word) => (key, word.into()),
                        None => (key.clone(), plain(&key, value)),
                    })
                    .collect(),
            ),
        },
        Value::Array(members) => members
            .into_iter()
            .map(|member| plain(name, member))
            .collect(),
        scalar => scalar,
    }
}

/// The word for a number of an enumeration, by the field that has it and what that field stands in.
fn word(within: &str, name: &str, value: &Value) -> Option<&'static str> {
    let number = value.as_u64()?;
    match (within, name) {
        ("externalReferences", "type") => Some(shape::reference_type(number)),
        ("identity", "field") => Some(shape::evidence_field(number)),
        ("compositions", "aggregate") => Some(shape::aggregate(number)),
        (_, "type") => Some(shape::classification(number)),
        (_, "scope") => Some(shape::scope(number)),
        _ => None,
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        // Numbers are read as fractions.
        Value::Number(number) => number.to_string().trim_end_matches(".0").to_owned(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

fn explain(trouble: Trouble) -> Diagnostic {
    let at = |line| Location {
        line: Some(line),
        ..Location::default()
    };
    let (message, place) = match trouble {
        Trouble::Truncated => (
            "the document ends in the middle of a field".to_owned(),
            Location::default(),
        ),
        Trouble::Syntax(expected, line) => (
            format!("the document is no valid text of a protocol buffer: {expected} was expected"),
            at(line),
        ),
        Trouble::TooDeep(line) => (
            "a message is nested more than 200 deep".to_owned(),
            at(line),
        ),
        Trouble::TooLarge(line) => (
            "one field takes more than 256 MiB of memory".to_owned(),
            at(line),
        ),
    };
    Diagnostic::error("input-unreadable", message).at(place)
}
