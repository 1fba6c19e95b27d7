//! SPDX 2 in RDF/XML.
//!
//! Any node may stand inside a property or beside it, in one piece or in
//! several, so the document is held and its nodes are gathered by identifier
//! before anything is told.

mod graph;

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::BufRead;

use crate::diagnostic::Diagnostic;
use crate::input::encoding::{Encoding, SPDX_2};
use crate::input::json::Str;
use crate::input::spdx::model::{CreationInfo, ExternalRef, File, Package, Relationship};
use crate::input::spdx::rdf::graph::{Graph, Resource};
use crate::input::teller::Teller;
use crate::input::xml::{Node, Tree, Xml, twice};
use crate::inventory::{Document, Locate as _, Unreadable, Visitor};
use crate::source::Location;

const RDF: Encoding = Encoding {
    format: "spdx",
    encoding: "rdf",
    known: SPDX_2,
};

/// Properties that have one value: if they had two, one would hide the other.
const ONCE: [&str; 7] = [
    "name",
    "supplier",
    "originator",
    "downloadLocation",
    "homepage",
    "referenceType",
    "referenceLocator",
];

/// Read the rest of a document whose root was opened in `tree`.
pub(crate) fn read<R: BufRead>(
    xml: &mut Xml<R>,
    tree: &mut Tree,
    to: &mut dyn Visitor,
) -> Result<Document, Unreadable> {
    xml.keep_foreign();
    let cut = xml
        .fill(tree)
        .and_then(|()| xml.step(&mut Tree::default()))
        .err();
    if xml.has_spdx_3() {
        return Err(RDF.unreadable(
            Diagnostic::error("input-unsupported", "the RDF document is of SPDX 3")
                .help("SPDX 3 is read as JSON-LD: convert it with any program that knows RDF"),
        ));
    }
    let graph = Graph::new(tree);
    let mut reader = Reader {
        namespace: graph.namespace,
        teller: Teller::new(to),
        tree,
        graph: &graph,
        version: String::new(),
        counts: [0; 2],
        found: RefCell::default(),
    };
    // Of a document that was cut short, what stands before the end is told as well.
    for resource in graph.resources() {
        reader.resource(resource);
    }
    let Reader {
        namespace,
        teller,
        version,
        ..
    } = reader;
    if graph.is_exhausted() {
        let message = "the nodes of the document lead to each other in too many ways";
        teller
            .to
            .diagnostic(Diagnostic::error("input-unreadable", message));
    }
    match cut {
        None => {
            let identity = (!namespace.is_empty()).then(|| namespace.to_owned());
            Ok(teller.document(&RDF, &version, identity))
        }
        Some(trouble) => Err(RDF.unreadable(trouble.explain())),
    }
}

struct Reader<'v, 't> {
    teller: Teller<'v>,
    tree: &'t Tree,
    graph: &'t Graph<'t>,
    /// What the identifiers of this document begin with.
    namespace: &'t str,
    version: String,
    /// Packages and files so far.
    counts: [u32; 2],
    /// What was found wrong with the resource that is read.
    found: RefCell<Option<Diagnostic>>,
}

impl<'t> Reader<'_, 't> {
    fn resource(&mut self, resource: &Resource<'t>) {
        match resource.class {
            "Package" => self.told_package(resource),
            "File" | "Snippet" => {
                let file = File {
                    id: Some(self.reference(&resource.id)),
                    file_name: self.text(resource, "fileName"),
                    name: self.text(resource, "name"),
                    copyright_text: self.text(resource, "copyrightText"),
                    snippet_from_file: resource
                        .properties("snippetFromFile")
                        .next()
                        .map(|whole| self.reference(&self.graph.target(whole))),
                };
                let spot = resource.spot("/files", next(&mut self.counts[1]));
                self.teller.file(&file, spot, self.tree);
            }
            "SpdxDocument" => self.document(resource),
            // What is said to come from somebody is judged, whatever it is.
            _ if is_supplied(resource) => self.told_package(resource),
            // Licences, checksums and the like are read where they are used.
            _ => {}
        }
        self.relationships(resource);
        let found = self.found.take();
        self.teller.remark(found);
    }

    fn told_package(&mut self, resource: &Resource<'t>) {
        let package = self.package(resource);
        let spot = resource.spot("/packages", next(&mut self.counts[0]));
        self.teller.package(&package, spot, self.tree);
    }

    fn document(&mut self, resource: &Resource<'t>) {
        let version = self.text(resource, "specVersion");
        self.version = version.map_or_else(String::new, |version| version.as_str().to_owned());
        for creation in self.graph.follow(resource, "creationInfo") {
            if !self.graph.may_look(creation) {
                return;
            }
            let creators = creation
                .properties("creator")
                .map(|creator| string(creator.value()));
            let creation_info = CreationInfo {
                creators: creators.collect(),
            };
            let spot = creation.spot("/creationInfo", 0);
            self.teller.creation(&creation_info, spot, self.tree);
        }
        for other in self.graph.follow(resource, "externalDocumentRef") {
            if let Some(to) = self.text(other, "spdxDocument") {
                let at = self.tree.locate(to.as_str());
                self.teller.link(to.as_str(), at);
            }
        }
    }

    fn package(&self, resource: &Resource<'t>) -> Package<'t> {
        let text = |name| self.text(resource, name);
        let mut external_refs = Vec::new();
        for property in resource.properties("externalRef") {
            let before = external_refs.len();
            for external in self.graph.led(property) {
                external_refs.push(ExternalRef {
                    reference_type: self.text(external, "referenceType"),
                    reference_locator: self.text(external, "referenceLocator"),
                });
            }
            let mut new = external_refs[before..].iter();
            if new.len() == 0 || new.any(|external| external.reference_locator.is_none()) {
                self.found.replace(Some(unread(property)));
            }
        }
        let files = resource.properties("hasFile");
        Package {
            id: Some(self.reference(&resource.id)),
            name: text("name"),
            version_info: text("versionInfo"),
            supplier: text("supplier"),
            originator: text("originator"),
            download_location: text("downloadLocation"),
            homepage: text("homepage"),
            copyright_text: text("copyrightText"),
            license_concluded: text("licenseConcluded").map(last_part),
            license_declared: text("licenseDeclared").map(last_part),
            primary_package_purpose: text("primaryPackagePurpose")
                .map(|purpose| after(&purpose, "purpose_")),
            external_refs,
            has_files: files
                .map(|file| self.reference(&self.graph.target(file)))
                .collect(),
        }
    }

    fn relationships(&mut self, resource: &Resource<'t>) {
        for relationship in self.graph.follow(resource, "relationship") {
            if !self.graph.may_look(relationship) {
                return;
            }
            let kind = self.text(relationship, "relationshipType");
            for related in relationship.properties("relatedSpdxElement") {
                let kind = kind.as_ref().map(|kind| after(kind, "relationshipType_"));
                self.teller.relationship(&Relationship {
                    spdx_element_id: Some(self.reference(&resource.id)),
                    relationship_type: kind.map(|kind| upper(kind.as_str())),
                    related_spdx_element: Some(self.reference(&self.graph.target(related))),
                });
            }
        }
    }

    /// The text of a property, or the name of the node to which it leads.
    fn text(&self, resource: &Resource<'t>, property: &'static str) -> Option<Str<'t>> {
        if !self.graph.may_look(resource) {
            return None;
        }
        let attributes = resource.attributes(property);
        let mut properties = resource.properties(property).chain(attributes);
        let first = properties.next()?;
        let text = self.graph.target(first);
        if ONCE.contains(&property) {
            if let Some(other) = properties.find(|other| self.graph.target(*other) != text) {
                self.found.replace(Some(twice::remark(other)));
            }
            if text.is_empty() && first.elements().next().is_some() {
                self.found.replace(Some(unread(first)));
            }
        }
        Some(match &*text {
            "http://spdx.org/rdf/terms#noassertion" => string("NOASSERTION"),
            "http://spdx.org/rdf/terms#none" => string("NONE"),
            _ => Str(text),
        })
    }

    /// The identifier as the other encodings write it: the fragment of the URI.
    fn reference(&self, id: &Cow<'t, str>) -> Str<'t> {
        match id.rsplit_once('#') {
            Some((namespace, fragment)) if namespace == self.namespace || namespace.is_empty() => {
                part(id, fragment)
            }
            Some((_, fragment)) if !self.namespace.is_empty() => {
                Str(Cow::Owned(format!("DocumentRef-external:{fragment}")))
            }
            Some((_, fragment)) => part(id, fragment),
            None => Str(id.clone()),
        }
    }
}

/// The end of a text, borrowed from the document where the text is.
fn part<'t>(text: &Cow<'t, str>, end: &str) -> Str<'t> {
    Str(match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[text.len() - end.len()..]),
        Cow::Owned(_) => Cow::Owned(end.to_owned()),
    })
}

/// Whether a resource of no class that is judged says who published it.
fn is_supplied(resource: &Resource<'_>) -> bool {
    let stated = ["supplier", "originator", "downloadLocation", "externalRef"];
    stated.into_iter().any(|property| {
        let mut properties = resource
            .properties(property)
            .chain(resource.attributes(property));
        properties.next().is_some()
    })
}

/// What to say of a property that leads to nothing which was read.
fn unread(property: Node<'_>) -> Diagnostic {
    let (line, column) = property.place();
    let message = "a property leads to nothing that the document describes";
    Diagnostic::error("field-unreadable", message).at(Location {
        line: Some(line),
        column: Some(column),
        ..Location::default()
    })
}

fn next(count: &mut u32) -> u32 {
    *count += 1;
    *count - 1
}

fn string(text: &str) -> Str<'_> {
    Str(Cow::Borrowed(text))
}

/// The short name of a licence by its URI.
fn last_part(text: Str<'_>) -> Str<'_> {
    match text.as_str().rsplit(['/', '#']).next() {
        Some(last) if text.as_str().starts_with("http") => Str(Cow::Owned(last.to_owned())),
        _ => text,
    }
}

/// What follows a prefix in the fragment of a URI.
fn after<'a>(text: &Str<'a>, prefix: &str) -> Str<'a> {
    let found = text
        .as_str()
        .rsplit_once(prefix)
        .map(|(_, rest)| rest.to_owned());
    found.map_or_else(|| text.clone(), |rest| Str(Cow::Owned(rest)))
}

/// `dynamicLink` as `DYNAMIC_LINK`; what is in capitals stays.
fn upper(kind: &str) -> Str<'static> {
    let mut upper = String::with_capacity(kind.len() + 4);
    let camel = kind.contains(|letter: char| letter.is_ascii_lowercase());
    for letter in kind.chars() {
        if camel && letter.is_ascii_uppercase() && !upper.is_empty() {
            upper.push('_');
        }
        upper.push(letter.to_ascii_uppercase());
    }
    Str(Cow::Owned(upper))
}
