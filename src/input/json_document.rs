//! A JSON document: which of the formats it is, part by part as its keys come.
//!
//! Keys may come in any order, so the parts decide: `components` is CycloneDX,
//! `packages` with SPDX ids is SPDX 2, `@graph` is SPDX 3. A document that has
//! none of them is refused by name where it is a known kind.

mod base64;
mod envelope;
mod inside;
mod part;
mod refusal;

use crate::diagnostic::Diagnostic;
use crate::input::encoding::{CYCLONEDX_JSON, Encoding, SPDX_JSON};
use crate::input::json::{Element, Extent, Trouble, Window};
pub(in crate::input) use crate::input::json_document::base64::base64;
use crate::input::json_document::envelope::Envelopes;
use crate::input::json_document::part::{CREATION_INFO, DECLARATIONS, METADATA, Part};
use crate::input::json_document::refusal::refuse;
use crate::input::spdx::v3::Prefixes;
use crate::input::teller::{self, Teller};
use crate::input::{cyclonedx, spdx};
use crate::inventory::{Document, Link, Unreadable, Visitor};
use crate::source::{Counted, Location, Spot, Stream};

/// Wrappers inside wrappers that are looked into.
const WRAPPED: usize = 4;
/// An element that stands alone may not be larger.
const ALONE: usize = 4 << 20;
/// Why a part of a document was not read.
const OF_ANOTHER_TYPE: &str = "is not of the type that the format gives it";
const IN_OTHER_CASE: &str =
    "is a name of the format in other letters, which some programs take for it";
const TOO_LONG: &str = "is larger than 4 MiB, which an element that stands alone may not be";
const NO_PLACE_FOR_ELEMENTS: &str = "is no place where SPDX has elements";
const TOO_MANY_PREFIXES: &str =
    "has more than 200 prefixes, or one that stands for more than a kilobyte";
const OWN_NAMES: &str = "may give names of its own to what SPDX has names for";

/// What is known of the document so far.
#[derive(Default)]
struct Seen {
    format: Option<&'static str>,
    spec_version: Option<String>,
    serial: String,
    version: String,
    namespace: Option<String>,
    /// Prefixes of identifiers in SPDX 3.
    prefixes: Prefixes,
    lists: Vec<String>,
    keys: Vec<String>,
    /// Whether there is a context, and whether it is that of SPDX 3.
    has_context: bool,
    is_spdx_3: bool,
    /// Keys and values of an SPDX 3 element that may stand alone.
    alone: String,
    /// Where one of them stands that is too long to be kept.
    too_long: Option<(String, u32, u32)>,
}

/// What is counted of the parts that were told, whatever format they are of.
#[derive(Default)]
struct Told {
    dependencies: u64,
    links: Vec<Link>,
}

impl Told {
    /// Go on telling.
    fn teller<'v>(self, prefixes: &'v Prefixes, to: &'v mut dyn Visitor) -> Teller<'v> {
        Teller {
            to,
            dependencies: self.dependencies,
            links: self.links,
            prefixes,
        }
    }
}

/// Read a JSON document.
pub(crate) fn read(stream: &mut Stream, to: &mut dyn Visitor) -> Result<Document, Unreadable> {
    let mut reader = Reader {
        seen: Seen::default(),
        told: Told::default(),
        at: String::new(),
        envelopes: Envelopes::default(),
        quoted: None,
        window: Window::new(stream),
    };
    match reader.whole(to) {
        Ok(()) => {
            reader.remark(to);
            reader.envelopes.remark(to);
            if let Some(quoted) = reader.quoted {
                return quoted;
            }
            reader.document(to)
        }
        Err(trouble) => Err(reader.unreadable(trouble)),
    }
}

struct Reader<'s> {
    seen: Seen,
    told: Told,
    /// The pointer to the object that is being read: that of a wrapper, or empty.
    at: String,
    envelopes: Envelopes,
    /// The document that a statement holds as a text.
    quoted: Option<Result<Document, Unreadable>>,
    window: Window<'s>,
}

impl Reader<'_> {
    fn whole(&mut self, to: &mut dyn Visitor) -> Result<(), Trouble> {
        if self.window.peek()? == Some(b'[') {
            // A bare list of SPDX 3 elements, as expanded JSON-LD has it.
            self.list("@graph", Part::Graph, to)?;
        } else {
            self.object(to, 0)?;
            while self.envelopes.were_met() && self.window.peek()? == Some(b'{') {
                self.further(to)?;
            }
        }
        self.window.end()
    }

    /// What is to be said once everything was told.
    fn remark(&mut self, to: &mut dyn Visitor) {
        if self.window.was_mended() {
            to.diagnostic(teller::no_text());
        }
        // Beside a graph there may stand the node that the graph belongs to.
        let is_linked_data = self.seen.has_context
            && (self.seen.is_spdx_3 || self.seen.lists.iter().all(|list| list == "@graph"));
        if let (Some((key, line, column)), true) = (&self.seen.too_long, is_linked_data) {
            to.diagnostic(unread(key, TOO_LONG, *line, *column));
        }
        if is_linked_data && !self.seen.alone.is_empty() {
            let text = format!("{{{}}}", self.seen.alone);
            let spot = Spot {
                line: 1,
                column: 1,
                ..Spot::default()
            };
            let element = Element {
                text: &text,
                spot,
                counted: &Counted::default(),
                open: false,
            };
            if self.seen.lists.is_empty() {
                self.seen.lists.push("@graph".to_owned());
            }
            tell(
                &mut self.told,
                &self.seen.prefixes,
                Part::Graph,
                element,
                to,
            );
        }
    }

    /// SPDX 3 allows a document that is one element, without a graph: its keys are kept until the end.
    fn keep(&mut self, key: &str) -> Result<(), Trouble> {
        self.window.peek()?;
        let (line, column) = self.window.place();
        let value = self.window.value()?;
        if self.seen.alone.len() + value.len() < ALONE {
            let comma = if self.seen.alone.is_empty() { "" } else { "," };
            let key = serde_json::Value::from(key);
            let member = [comma, &key.to_string(), ":", value].concat();
            self.seen.alone.push_str(&member);
        } else {
            self.seen.too_long = Some((key.to_owned(), line, column));
        }
        Ok(())
    }

    fn object(&mut self, to: &mut dyn Visitor, wrapped: usize) -> Result<(), Trouble> {
        if self.window.open(b'{', b'}', "an object")? {
            return Ok(());
        }
        loop {
            let key = self.window.key()?;
            self.value(&key, to, wrapped)?;
            if !self.window.another(b'}')? {
                return Ok(());
            }
        }
    }

    fn value(&mut self, key: &str, to: &mut dyn Visitor, wrapped: usize) -> Result<(), Trouble> {
        if self.seen.keys.len() < 64 {
            self.seen.keys.push(key.to_owned());
        }
        let next = self.window.peek()?.ok_or(Trouble::Truncated)?;
        match (Part::of(key), next) {
            (Some(part @ (METADATA | CREATION_INFO | DECLARATIONS)), b'{') => {
                return self.about(key, part, to);
            }
            // In SPDX 3 it may be a reference, and what is null states nothing.
            (Some(CREATION_INFO) | None, _) | (Some(_), b'n') => {}
            (Some(part), b'[') if part != METADATA => return self.list(key, part, to),
            // JSON-LD lets a list of one stand without its brackets.
            (Some(Part::Graph), b'{') => return self.only(key, Part::Graph, to),
            (Some(_), _) => return self.unread(key, OF_ANOTHER_TYPE, to),
        }
        match (key, next) {
            ("bomFormat", b'"') => self.text().map(|_| self.seen.format = Some("cyclonedx")),
            ("specVersion" | "spdxVersion", b'"') => {
                let version = self.text()?;
                self.seen.format = self.seen.format.or(Some(if key == "specVersion" {
                    "cyclonedx"
                } else {
                    "spdx"
                }));
                self.seen.spec_version = Some(version.trim_start_matches("SPDX-").to_owned());
                Ok(())
            }
            ("serialNumber", b'"') => self.text().map(|serial| self.seen.serial = serial),
            ("version", _) if next != b'{' && next != b'[' => {
                self.text().map(|version| self.seen.version = version)
            }
            ("documentNamespace", b'"') => self
                .text()
                .map(|namespace| self.seen.namespace = Some(namespace)),
            ("@context", _) => {
                let context = self.context(to)?;
                self.seen.has_context = true;
                if let Some((_, version)) = context.split_once("spdx.org/rdf/") {
                    self.seen.is_spdx_3 = true;
                    self.seen.format = Some("spdx");
                    self.seen.spec_version = version.split(['/', '"']).next().map(str::to_owned);
                }
                Ok(())
            }
            ("@included" | "@nest" | "@reverse", _) => self.unread(key, NO_PLACE_FOR_ELEMENTS, to),
            // GitHub's dependency-graph export, in-toto statements and Sigstore's bundles hold the document inside.
            ("sbom" | "predicate" | "dsseEnvelope", b'{') if wrapped < WRAPPED => {
                self.inside(key, to, wrapped)
            }
            ("Data" | "bom", b'{') if wrapped > 0 && wrapped < WRAPPED => {
                self.inside(key, to, wrapped)
            }
            ("payload", b'"') if wrapped < WRAPPED => self.envelope(to),
            ("predicate" | "Data", b'"') if self.is_statement() => self.quoted(key, to),
            (key, _) if wrapped == 0 && spdx::v3::is_key(key) => self.keep(key),
            (key, _) if is_in_other_case(key) => self.unread(key, IN_OTHER_CASE, to),
            _ => self.window.skip(),
        }
    }

    /// The document inside a wrapper.
    fn inside(&mut self, key: &str, to: &mut dyn Visitor, wrapped: usize) -> Result<(), Trouble> {
        let outside = self.at.len();
        self.at = format!("{}/{key}", self.at);
        let read = self.object(to, wrapped + 1);
        self.at.truncate(outside);
        read
    }

    /// A scalar as text.
    fn text(&mut self) -> Result<String, Trouble> {
        let text = self.window.value()?;
        Ok(serde_json::from_str::<String>(text)
            .unwrap_or_else(|_| text.chars().take(200).collect()))
    }

    /// A context, whatever its shape: written again, no slash in it is escaped, as some writers have them.
    fn context(&mut self, to: &mut dyn Visitor) -> Result<String, Trouble> {
        self.window.peek()?;
        let (line, column) = self.window.place();
        let text = self.window.value()?;
        // Parsed, a very long one would take many times its memory.
        let is_short = text.len() <= ALONE;
        let parsed = is_short.then(|| serde_json::from_str::<serde_json::Value>(text).ok());
        let parsed = parsed.flatten();
        let add = |context| spdx::v3::add_prefixes(&mut self.seen.prefixes, context);
        if !parsed.as_ref().is_none_or(add) {
            self.seen.prefixes.clear();
            to.diagnostic(unread("@context", TOO_MANY_PREFIXES, line, column));
        }
        // What was told before was told without them.
        let is_late = !(self.seen.prefixes.is_empty() || self.seen.lists.is_empty());
        if is_late || parsed.as_ref().is_none_or(spdx::v3::has_own_names) {
            to.diagnostic(unread("@context", OWN_NAMES, line, column));
        }
        Ok(parsed.map_or_else(|| text.replace("\\/", "/"), |context| context.to_string()))
    }

    fn about(&mut self, key: &str, part: Part, to: &mut dyn Visitor) -> Result<(), Trouble> {
        let parent = format!("{}/{key}", self.at);
        let spot = self.spot(&parent, Spot::WHOLE)?;
        let element = Element {
            text: self.window.value()?,
            spot,
            counted: &Counted::default(),
            open: false,
        };
        tell(&mut self.told, &self.seen.prefixes, part, element, to);
        Ok(())
    }

    fn list(&mut self, key: &str, part: Part, to: &mut dyn Visitor) -> Result<(), Trouble> {
        if self.seen.lists.iter().any(|seen| seen == key) {
            to.diagnostic(Diagnostic::warning(
                "duplicate-list",
                format!("the document has `{key}` twice; both were read"),
            ));
        } else {
            self.seen.lists.push(key.to_owned());
        }
        if self.window.open(b'[', b']', "a list")? {
            return Ok(());
        }
        let parent = format!("{}/{key}", self.at);
        let mut index = 0;
        loop {
            let spot = self.spot(&parent, index)?;
            self.member(part, spot, to)?;
            index += 1;
            if !self.window.another(b']')? {
                return Ok(());
            }
        }
    }

    /// The one member of a list that is written without one.
    fn only(&mut self, key: &str, part: Part, to: &mut dyn Visitor) -> Result<(), Trouble> {
        self.seen.lists.push(key.to_owned());
        let parent = format!("{}/{key}", self.at);
        let spot = self.spot(&parent, Spot::WHOLE)?;
        self.member(part, spot, to)
    }

    /// A part of the document that does not stand as the format has it.
    fn unread(&mut self, key: &str, why: &str, to: &mut dyn Visitor) -> Result<(), Trouble> {
        self.window.peek()?;
        let (line, column) = self.window.place();
        self.window.skip()?;
        to.diagnostic(unread(key, why, line, column));
        Ok(())
    }

    /// One member of a list: read where it stands, and looked for its end only where that fails.
    fn member(&mut self, part: Part, spot: Spot<'_>, to: &mut dyn Visitor) -> Result<(), Trouble> {
        let counted = Counted::default();
        let text = self.window.rest();
        if text.starts_with('{') {
            let open = Element {
                text,
                spot,
                counted: &counted,
                open: true,
            };
            if let Some(extent) = tell(&mut self.told, &self.seen.prefixes, part, open, to) {
                self.window.take(extent);
                return Ok(());
            }
        }
        let whole = Element {
            text: self.window.value()?,
            spot,
            counted: &counted,
            open: false,
        };
        tell(&mut self.told, &self.seen.prefixes, part, whole, to);
        Ok(())
    }

    fn spot<'p>(&mut self, parent: &'p str, index: u32) -> Result<Spot<'p>, Trouble> {
        self.window.peek()?;
        let (line, column) = self.window.place();
        Ok(Spot {
            line,
            column,
            parent,
            index,
        })
    }

    fn format(&self) -> Option<&'static str> {
        let has = |list: &str| self.seen.lists.iter().any(|seen| seen == list);
        match self.seen.format {
            Some(format) => Some(format),
            None if has("@graph") => Some("spdx"),
            None if has("packages") && self.seen.keys.iter().any(|key| key == "SPDXID") => {
                Some("spdx")
            }
            None => None,
        }
    }

    fn encoding(&self) -> &'static str {
        if self.seen.lists.iter().any(|list| list == "@graph") {
            "json-ld"
        } else {
            "json"
        }
    }

    fn document(self, to: &mut dyn Visitor) -> Result<Document, Unreadable> {
        let encoding = self.encoding();
        let Some(format) = self.format() else {
            let mut keys = self.seen.keys;
            if self.envelopes.holds_others() {
                keys.push("predicateType".to_owned());
            }
            return Err(refuse(&keys));
        };
        let known = match format {
            "cyclonedx" => CYCLONEDX_JSON,
            _ => SPDX_JSON,
        };
        let of = Encoding {
            format,
            encoding,
            known,
        };
        let Self { seen, told, .. } = self;
        let identity = cyclonedx::tell::identity(&seen.serial, &seen.version).or(seen.namespace);
        let stated = seen.spec_version.unwrap_or_default();
        Ok(told
            .teller(&seen.prefixes, to)
            .document(&of, &stated, identity))
    }

    fn unreadable(&self, trouble: Trouble) -> Unreadable {
        Unreadable {
            diagnostic: trouble.explain(),
            format: self.format(),
            encoding: Some(self.encoding()),
        }
    }
}

/// Tell one part of the document; how far it goes where it was open and could be read.
fn tell(
    told: &mut Told,
    prefixes: &Prefixes,
    part: Part,
    element: Element<'_>,
    to: &mut dyn Visitor,
) -> Option<Extent> {
    let mut teller = std::mem::take(told).teller(prefixes, to);
    let extent = match part {
        Part::Graph => spdx::v3::element(&mut teller, element),
        Part::Spdx(part) => spdx::json::element(&mut teller, part, element),
        Part::CycloneDx(part) => cyclonedx::json::element(&mut teller, part, element),
    };
    *told = Told {
        dependencies: teller.dependencies,
        links: teller.links,
    };
    extent
}

/// Keys of parts that are not all in lower case.
const MIXED: [&str; 3] = ["externalReferences", "externalDocumentRefs", "creationInfo"];

/// Whether a key is one of a list or part that is read, but for the case of its letters.
fn is_in_other_case(key: &str) -> bool {
    let lower = key.to_ascii_lowercase();
    let mut known = MIXED.iter();
    let mixed = known.find(|mixed| mixed.eq_ignore_ascii_case(key));
    let known = mixed.map_or(lower.as_str(), |mixed| *mixed);
    known != key && Part::of(known).is_some()
}

/// What to say of a part that was not read; without a column where it is 0.
fn unread(key: &str, why: &str, line: u32, column: u32) -> Diagnostic {
    let message = format!("`{key}` {why}, so what it holds was not read");
    Diagnostic::error("field-unreadable", message).at(Location {
        line: Some(line),
        column: Some(column).filter(|column| *column > 0),
        ..Location::default()
    })
}
