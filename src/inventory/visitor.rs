//! What a reader tells, and what it returns at the end.

use crate::diagnostic::Diagnostic;
use crate::inventory::{Edge, Explain, Mark, Subject};
use crate::source::Location;

/// A subject of one document, as its visitor numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectId(pub u32);

/// What a reader tells, in the document's own order.
pub trait Visitor {
    /// A subject is declared. One that [`Visitor::refer`] named before keeps its id; a second
    /// declaration of a reference is a subject of its own, and the visitor reports it.
    fn subject(&mut self, subject: &Subject<'_>) -> SubjectId;

    /// The subject with this reference, which may be declared later or never.
    fn refer(&mut self, reference: &str) -> SubjectId;

    /// The subjects with these references, in their order, put behind others.
    fn refer_all(&mut self, references: &[&str], ids: &mut Vec<SubjectId>) {
        ids.extend(references.iter().map(|reference| self.refer(reference)));
    }

    /// A statement on a subject.
    fn mark(&mut self, on: SubjectId, mark: &Mark<'_>, field: &Field<'_>);

    /// A connection between two subjects.
    fn edge(&mut self, from: SubjectId, edge: Edge, to: SubjectId);

    /// A connection of a known subject with the one of this reference. It may be told later than what follows it.
    fn connect(&mut self, known: SubjectId, edge: Edge, direction: Direction, reference: &str) {
        let other = self.refer(reference);
        match direction {
            Direction::Forth => self.edge(known, edge, other),
            Direction::Back => self.edge(other, edge, known),
        }
    }

    /// Something that the reader could not take as it stands.
    fn diagnostic(&mut self, diagnostic: Diagnostic);
}

/// Which way an edge leads, seen from the subject that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From it.
    Forth,
    /// To it.
    Back,
}

/// The field of a document in which a mark stands.
#[derive(Clone, Copy)]
pub struct Field<'a> {
    /// The field that it stands in, in the words of the format: `supplier`. Empty for none.
    pub parent: &'a str,
    /// Its own name: `purl`, `name`, `externalReferences[vcs].url`.
    pub name: &'a str,
    /// Whether the document itself doubts the statement (CycloneDX `evidence.identity` below 0.8).
    pub doubtful: bool,
    /// Whether the document says that the party is a person (SPDX `Person:`, a CycloneDX contact).
    pub personal: bool,
    /// Finds the place of the value, for the few marks that somebody wants to see.
    pub locator: &'a dyn Locate,
}

impl<'a> Field<'a> {
    /// A field of which the document is sure.
    #[must_use]
    pub fn new(name: &'a str, locator: &'a dyn Locate) -> Self {
        Self::within("", name, locator)
    }

    /// A field of a field.
    #[must_use]
    pub fn within(parent: &'a str, name: &'a str, locator: &'a dyn Locate) -> Self {
        Self {
            parent,
            name,
            doubtful: false,
            personal: false,
            locator,
        }
    }

    /// The whole name: `supplier.name`.
    #[must_use]
    pub fn path(&self) -> String {
        match self.parent {
            "" => self.name.to_owned(),
            parent => format!("{parent}.{}", self.name),
        }
    }
}

/// Finds the place of a text that a reader has just told.
///
/// Lines cost time, and few marks are ever shown: a reader hands over this
/// instead of a location, and only a mark that meets an identity asks.
pub trait Locate {
    /// Where `value`, a text borrowed from the document where possible, stands.
    fn locate(&self, value: &str) -> Location;

    /// Where a part of such a text stands, or the text where its parts have no places of their own.
    fn locate_part(&self, value: &str, _part: &str) -> Location {
        self.locate(value)
    }
}

/// The place of what has no place: metadata that a tool made up.
#[derive(Clone, Copy, Debug)]
pub struct Nowhere;

impl Locate for Nowhere {
    fn locate(&self, _value: &str) -> Location {
        Location::default()
    }
}

/// What a reader knows of a document once it has told everything.
pub struct Document {
    /// `cargo`, `cargo-lock`, `cargo-metadata`, `cyclonedx`, `spdx` or `cargo-auditable`.
    pub format: &'static str,
    /// `json`, `xml`, `protobuf`, `yaml`, `tag-value`, `rdf`, `json-ld`, `toml`, `binary` …
    pub encoding: &'static str,
    /// The version of the format, as written.
    pub spec_version: Option<String>,
    /// `sha256:` and the digest of the bytes as given.
    pub digest: Option<String>,
    /// What other documents call this one: serial number (BOM-Link form) or document namespace.
    pub identity: Option<String>,
    /// Documents that this one refers to.
    pub links: Vec<Link>,
    /// How many dependency edges it states.
    pub dependencies: u64,
    /// Why its subjects are in the build, where the reader knows more than the edges say.
    pub explain: Option<Box<dyn Explain + Send>>,
}

/// A reference to another document, or to what the document says that it leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The other document's identity or address, or how complete a composition is, as written.
    pub to: String,
    /// What the link is.
    pub kind: LinkKind,
    /// Where the reference stands.
    pub at: Location,
}

/// What a link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// Another document.
    Document,
    /// A part of the document that is incomplete, or of unknown completeness.
    Composition,
}

/// A document that could not be read to its end. What was told before counts all the same.
#[derive(Debug)]
pub struct Unreadable {
    /// What was wrong, with severity error.
    pub diagnostic: Diagnostic,
    /// The format, where it was recognised.
    pub format: Option<&'static str>,
    /// The encoding, where it was recognised.
    pub encoding: Option<&'static str>,
}
