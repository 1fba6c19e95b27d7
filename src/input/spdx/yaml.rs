//! SPDX 2 in YAML: the shape of the JSON.
//!
//! A document is held whole, so its size is bounded, and where it uses aliases
//! more tightly. What does not have the shape is read again, value by value.

mod anchors;
mod place;

use std::io::{BufRead, Read as _};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::input::encoding::{Encoding, SPDX_2};
use crate::input::json::{Str, list, parse_element};
use crate::input::spdx::declared::Declared;
use crate::input::spdx::model::{CreationInfo, ExternalDocumentRef, File, Package, Relationship};
use crate::input::spdx::tell::edge;
use crate::input::spdx::yaml::anchors::{Found, look};
use crate::input::spdx::yaml::place::Places;
use crate::input::teller::Teller;
use crate::inventory::{Document, Locate as _, Unreadable, Visitor};
use crate::source::Spot;

const YAML: Encoding = Encoding {
    format: "spdx",
    encoding: "yaml",
    known: SPDX_2,
};

const LARGEST: usize = 16 << 20;
/// An alias may stand for much, so a document that has any is kept small.
const LARGEST_WITH_ALIASES: usize = 1 << 20;

/// Brackets that may be open at once: the time that each takes to read grows with those around it.
const DEEPEST: usize = 1_000;
/// A document with more brackets than that may take so long to read.
const PATIENCE: Duration = Duration::from_secs(4);

/// Values that a document may have: the parser holds each in more than a hundred bytes.
const MOST_VALUES: usize = 1_000_000;

/// Whether a text is a document of this kind.
pub(crate) fn is_yaml(head: &str) -> bool {
    // All of it may be indented.
    let is_content = |line: &&str| {
        let line = line.trim_start();
        !(line.is_empty()
            || ["#", "%", "---"]
                .iter()
                .any(|before| line.starts_with(before)))
    };
    let first = head.lines().find(is_content).unwrap_or_default();
    let indent = &first[..first.len() - first.trim_start().len()];
    let lines = head.lines().filter_map(|line| line.strip_prefix(indent));
    lines.into_iter().any(|line| {
        let key = line.split(':').next().unwrap_or_default();
        let key = key.trim_end().trim_matches(['"', '\'']);
        line.contains(':')
            && matches!(
                key,
                "spdxVersion" | "SPDXID" | "creationInfo" | "dataLicense" | "documentNamespace"
            )
    })
}

/// Read a document.
pub(crate) fn read(
    stream: &mut impl BufRead,
    to: &mut dyn Visitor,
) -> Result<Document, Unreadable> {
    let text = text(stream).map_err(|message| unreadable(&message))?;
    match look(&text) {
        Found::Nothing => {}
        Found::TooMuch => {
            let message = "the aliases of the YAML document stand for too much; save it as JSON";
            return Err(unreadable(message));
        }
        Found::Elsewhere(what) => {
            let message = format!("the YAML document {what}: fields may be missing where it does");
            let diagnostic = Diagnostic::error("field-unreadable", message);
            to.diagnostic(diagnostic.help("save it as JSON"));
        }
    }
    let mut held = String::new();
    let shape = shape(&text, &mut held, to).map_err(|message| unreadable(&message))?;
    let document = tell(&text, &shape, to);
    let has_end = text.ends_with('\n') || ends_with_relationship(&text, &shape);
    if !has_end || shape.spdx_version.is_none() || ends_early(&shape) {
        return Err(unreadable("the document has no end"));
    }
    Ok(document)
}

/// Whether something is missing that a whole document would have: a cut between two lines leaves valid YAML.
fn ends_early(shape: &Shape<'_>) -> bool {
    if let Some(last) = shape.relationships.last() {
        // Writers put these after the packages.
        let parts = [
            &last.spdx_element_id,
            &last.relationship_type,
            &last.related_spdx_element,
        ];
        return parts.iter().any(|part| part.is_none());
    }
    let declared = declared(shape);
    let mut contained = shape.packages.iter().flat_map(|package| &package.has_files);
    let mut described = shape.document_describes.iter();
    let is_missing = |id: &Str<'_>| declared.lacks(id.as_str());
    described.any(is_missing) || contained.any(is_missing) || last_is_cut(&shape.packages)
}

/// Whether a last line without a line break is the end of a whole relationship.
fn ends_with_relationship(text: &str, shape: &Shape<'_>) -> bool {
    let Some(Relationship {
        spdx_element_id: Some(one),
        relationship_type: Some(kind),
        related_spdx_element: Some(other),
    }) = shape.relationships.last()
    else {
        return false;
    };
    let end = text.trim_end_matches(['"', '\'', '}']);
    let is_known = |kind: &str| edge(kind).is_some() || kind == "DESCRIBES";
    let declared = declared(shape);
    let is_whole = |id: &str| id == "SPDXRef-DOCUMENT" || declared.has_whole(id);
    [one, kind, other]
        .iter()
        .any(|last| end.ends_with(last.as_str()))
        && is_known(kind.as_str())
        && is_whole(one.as_str())
        && is_whole(other.as_str())
}

fn declared(shape: &Shape<'_>) -> Declared {
    let mut declared = Declared::default();
    let packages = shape.packages.iter().map(|package| &package.id);
    let files = shape.files.iter().chain(&shape.snippets);
    for id in packages.chain(files.map(|file| &file.id)).flatten() {
        declared.declare(id.as_str());
    }
    declared
}

/// Whether the last package lacks what all the others state.
fn last_is_cut(packages: &[Package<'_>]) -> bool {
    let Some((last, others)) = packages.split_last() else {
        return false;
    };
    let lacks = |field: fn(&Package<'_>) -> bool| !field(last) && others.iter().all(field);
    lacks(|package| package.id.is_some())
        || lacks(|package| package.name.is_some())
        || lacks(|package| package.download_location.is_some())
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Shape<'a> {
    #[serde(borrow)]
    spdx_version: Option<Str<'a>>,
    #[serde(borrow)]
    document_namespace: Option<Str<'a>>,
    #[serde(borrow)]
    creation_info: Option<CreationInfo<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    packages: Vec<Package<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    files: Vec<File<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    snippets: Vec<File<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    relationships: Vec<Relationship<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    external_document_refs: Vec<ExternalDocumentRef<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    document_describes: Vec<Str<'a>>,
}

fn text(stream: &mut impl BufRead) -> Result<String, String> {
    let mut bytes = Vec::new();
    let most = LARGEST as u64 + 1;
    let read = stream.take(most).read_to_end(&mut bytes);
    read.map_err(|error| format!("the document cannot be read: {error}"))?;
    if bytes.len() > LARGEST {
        return Err("the YAML document is larger than 16 MiB; save it as JSON".to_owned());
    }
    let text = String::from_utf8(bytes).map_err(|_| "the document is not UTF-8".to_owned())?;
    let has_aliases = ["- *", ": *", "[*", ", *"]
        .iter()
        .any(|mark| text.contains(mark));
    if has_aliases && text.len() > LARGEST_WITH_ALIASES {
        return Err(
            "the YAML document uses aliases and is larger than 1 MiB; save it as JSON".to_owned(),
        );
    }
    match brackets(&text) {
        (_, true) => {
            Err("the YAML document has more than 1,000 brackets open; save it as JSON".to_owned())
        }
        _ if most_values(text.as_bytes()) > MOST_VALUES => {
            Err("the YAML document has more than a million values; save it as JSON".to_owned())
        }
        (DEEPEST.., false) if !is_read_within(PATIENCE, &text) => {
            Err("the YAML document takes longer than 4 seconds to read; save it as JSON".to_owned())
        }
        _ => Ok(text),
    }
}

/// How many values a text has at most: each begins behind one of these.
fn most_values(text: &[u8]) -> usize {
    let marks = memchr::memchr3_iter(b'\n', b',', b'[', text).count();
    let is_item = |at: &usize| text.get(at + 1).is_none_or(u8::is_ascii_whitespace);
    let items = memchr::memchr3_iter(b'-', b'?', b':', text).filter(is_item);
    marks + memchr::memchr2_iter(b'{', b'\r', text).count() + items.count() / 2
}

/// How many brackets a text opens, and whether too many are open at once.
///
/// Those in prose count, as a rule few and in pairs: what is in quotes, only the parser knows.
fn brackets(text: &str) -> (usize, bool) {
    let (mut count, mut depth) = (0, 0_usize);
    let is_deep = text.bytes().any(|byte| {
        match byte {
            b'[' | b'{' => (count, depth) = (count + 1, depth + 1),
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    });
    (count, is_deep)
}

/// Whether the parser comes to an end in time. Nothing can stop it, so a thread of its own tries.
fn is_read_within(patience: Duration, text: &str) -> bool {
    let (done, is_done) = mpsc::channel();
    let text = text.to_owned();
    thread::spawn(move || {
        // Whether it is right, the reader tells; and whoever asked may have gone.
        let _ = serde_norway::from_str::<IgnoredAny>(&text);
        let _ = done.send(());
    });
    is_done.recv_timeout(patience).is_ok()
}

/// Read the text; what has to be mended is held as JSON meanwhile.
fn shape<'a>(
    text: &'a str,
    held: &'a mut String,
    to: &mut dyn Visitor,
) -> Result<Shape<'a>, String> {
    let first = match serde_norway::from_str::<Shape<'_>>(text) {
        Ok(shape) => return Ok(shape),
        Err(error) => error.to_string(),
    };
    let value: Value =
        serde_norway::from_str(text).map_err(|_| "the document is no valid YAML".to_owned())?;
    if first.contains("duplicate field") {
        let message =
            "an object has the same key twice: which of the two counts is anybody's guess";
        to.diagnostic(Diagnostic::error("duplicate-key", message));
    }
    if !value.is_object() {
        return Err("the document is no mapping".to_owned());
    }
    *held = serde_json::to_string(&value).map_err(|error| error.to_string())?;
    mended(held, to)
}

/// Read each value alone and mend what is of the wrong type.
fn mended<'a>(text: &'a str, to: &mut dyn Visitor) -> Result<Shape<'a>, String> {
    let mut found = Vec::new();
    let shape = parse_element::<Shape<'_>>(text, Spot::default(), &mut found);
    for diagnostic in found {
        to.diagnostic(diagnostic);
    }
    shape
}

fn tell(text: &str, shape: &Shape<'_>, to: &mut dyn Visitor) -> Document {
    let mut teller = Teller::new(to);
    let mut places = Places::new(text, "packages");
    for (index, package) in (0..).zip(&shape.packages) {
        let place = places.next(package.id.as_ref());
        teller.package(package, place.spot("/packages", index), &place);
    }
    for (name, parent, files) in [
        ("files", "/files", &shape.files),
        ("snippets", "/snippets", &shape.snippets),
    ] {
        let mut places = Places::new(text, name);
        for (index, file) in (0..).zip(files) {
            let place = places.next(file.id.as_ref());
            teller.file(file, place.spot(parent, index), &place);
        }
    }
    for relationship in &shape.relationships {
        teller.relationship(relationship);
    }
    if let Some(creation) = &shape.creation_info {
        let place = Places::new(text, "creationInfo").next(None);
        teller.creation(creation, place.spot("/creationInfo", 0), &place);
    }
    let place = Places::new(text, "externalDocumentRefs").next(None);
    for other in shape
        .external_document_refs
        .iter()
        .filter_map(|other| other.spdx_document.as_ref())
    {
        let at = place.locate(other.as_str());
        teller.link(other.as_str(), at);
    }
    let stated = shape.spdx_version.as_ref().map_or("", Str::as_str);
    let identity = shape.document_namespace.as_ref();
    teller.document(&YAML, stated, identity.map(|text| text.as_str().to_owned()))
}

fn unreadable(message: &str) -> Unreadable {
    let help = "it may have been cut short on its way: a whole document has its `spdxVersion` and ends with a line break";
    YAML.unreadable(Diagnostic::error("input-unreadable", message).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parser_that_does_not_end_is_left_alone() {
        // Closing brackets in quotes hide how many are open.
        let levels = 16_000;
        let text = format!("x: {}1{}", "[ \"]\", ".repeat(levels), "]".repeat(levels));
        assert_eq!(brackets(&text), (levels, false));
        assert!(!is_read_within(Duration::from_millis(1), &text));
        assert!(is_read_within(Duration::from_mins(1), "x: [1, {y: 2}]"));
    }
}
