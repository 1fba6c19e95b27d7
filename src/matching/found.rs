//! What matching returns for one input.

use std::collections::BTreeMap;

use crate::denylist::model::{Attribution, Relation};
use crate::diagnostic::Diagnostic;
use crate::inventory::{Explanation, Inclusion, Link, Role};
use crate::source::Location;

/// What one input showed.
#[derive(Clone, Debug, Default)]
pub struct Screened {
    /// The path as given, or `-`.
    pub path: String,
    /// The format; empty where none was recognised.
    pub format: String,
    /// The encoding; empty where none was recognised.
    pub encoding: String,
    /// The version of the format.
    pub spec_version: Option<String>,
    /// `sha256:` and the digest of the bytes as given.
    pub digest: Option<String>,
    /// What other documents call this one.
    pub identity: Option<String>,
    /// Documents that this one refers to.
    pub links: Vec<Link>,
    /// Subjects with the role of a component, before folding.
    pub components: u64,
    /// Dependency edges.
    pub dependencies: u64,
    /// References that lead to nothing in the document.
    pub undeclared: u64,
    /// Components with evidence of who published them.
    pub with_evidence: u64,
    /// Components by kind of evidence.
    pub by_kind: BTreeMap<&'static str, u64>,
    /// References of components without evidence, sorted, at most a thousand.
    pub without: Vec<String>,
    /// How many further ones there are.
    pub without_omitted: u64,
    /// Who published the components, sorted by name and kind.
    pub publishers: Vec<Publisher>,
    /// How many further publishers there are.
    pub publishers_omitted: u64,
    /// One for each subject and vendor.
    pub matches: Vec<Match>,
    /// Remarks of the reader and of matching.
    pub diagnostics: Vec<Diagnostic>,
}

/// One subject of one input attributed to one vendor, before policy.
#[derive(Clone, Debug)]
pub struct Match {
    /// Canonical component key without version: a purl without version and qualifiers, or
    /// `name:group/name` where there is no purl.
    pub key: String,
    /// The group, as written.
    pub group: Option<String>,
    /// The name, as written.
    pub name: String,
    /// The version, as written.
    pub version: Option<String>,
    /// The package URL, as written.
    pub purl: Option<String>,
    /// The licences, as written.
    pub licenses: Option<String>,
    /// The vendor, by its place in the denylist.
    pub vendor: usize,
    /// How strong all evidence is together.
    pub attribution: Attribution,
    /// The closest relation that the strongest evidence states.
    pub relation: Relation,
    /// Whether verified evidence alone supports the attribution.
    pub verified: bool,
    /// How we know, strongest first. Never empty.
    pub evidence: Vec<Evidence>,
    /// Where it stands.
    pub occurrence: Occurrence,
}

/// A mark that met an identity.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// The kind of the identity, or `name`, `copyright`, `brand`, `confusable`.
    pub kind: &'static str,
    /// The field of the document.
    pub field: String,
    /// The part of the text that met the identity, as written.
    pub value: String,
    /// Whether `value` names a person or has a personal mailbox in it.
    pub personal: bool,
    /// `kind:value` of the identity.
    pub identity: String,
    /// What it supports by itself.
    pub attribution: Attribution,
    /// Whether somebody verified the identity.
    pub verified: bool,
    /// Where the identity was seen.
    pub source: String,
    /// What a reader should know of it.
    pub note: Option<String>,
    /// The purl owner that contradicts it.
    pub contradicted_by: Option<String>,
    /// How what carries the mark is related to the vendor.
    pub relation: Relation,
    /// Where it stands.
    pub location: Location,
}

/// Where a match stands in its input.
#[derive(Clone, Debug)]
pub struct Occurrence {
    /// The document's own id.
    pub reference: String,
    /// What it is judged as.
    pub role: Role,
    /// Whether it is an ancestor of something that ships (role pedigree only).
    pub ancestor_of_shipped: bool,
    /// Whether the document says that it is needed.
    pub inclusion: Inclusion,
    /// Where it stands.
    pub location: Location,
    /// Why it is in the build.
    pub explanation: Explanation,
}

/// Somebody who published components of one input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Publisher {
    /// `npm:@babel`, `github.com/serde-rs` or the party's name.
    pub name: String,
    /// What sort of publisher it is.
    pub kind: PublisherKind,
    /// How many components.
    pub components: u64,
    /// What the lists say of it.
    pub result: PublisherResult,
}

/// What sort of publisher it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PublisherKind {
    /// A namespace of a registry.
    Namespace,
    /// An organisation on a forge.
    Organisation,
    /// A party that the document names.
    Party,
    /// One that is likely a person.
    Person,
}

/// What the lists say of a publisher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PublisherResult {
    /// Nothing.
    None,
    /// Its name is close to a listed one.
    Near,
    /// It is a listed vendor's.
    Listed,
}
