//! An XML document: which of the formats it is, by its root element.

use std::io::BufRead;

use crate::diagnostic::Diagnostic;
use crate::input::cyclonedx;
use crate::input::spdx;
use crate::input::xml::{Node, Space, Step, Tree, Trouble, Xml, decoded};
use crate::inventory::{Document, Unreadable, Visitor};

/// Read an XML document.
pub(crate) fn read(stream: impl BufRead, to: &mut dyn Visitor) -> Result<Document, Unreadable> {
    let decoded =
        decoded(stream).map_err(|error| unreadable(Trouble::Bad(error.to_string(), 1)))?;
    let mut xml = Xml::new(decoded);
    let mut root = Tree::default();
    let step = xml.step(&mut root).map_err(unreadable)?;
    let name = root.root().map_or("", Node::name);
    match (step, name) {
        (Step::Open(Space::CycloneDx | Space::None), "bom") => {
            cyclonedx::xml::read(&mut xml, &root, to)
        }
        (Step::Open(Space::Rdf), "RDF") => spdx::rdf::read(&mut xml, &mut root, to),
        // One node alone needs no element around it (RDF/XML, 2.6).
        (Step::Open(Space::Rdf), "SpdxDocument" | "Package" | "Description") if is_node(&root) => {
            spdx::rdf::read(&mut xml, &mut root, to)
        }
        (Step::Open(_), "Document" | "SpdxDocument") => spdx::xml::read(&mut xml, to),
        (Step::Open(_), _) => Err(refuse(name)),
        (Step::Close | Step::End, _) => Err(unreadable(Trouble::Truncated)),
    }
}

/// Whether an element is a node of RDF, and no element of SPDX in XML.
fn is_node(root: &Tree) -> bool {
    let mut names = ["about", "ID", "nodeID"].into_iter();
    let root = root.root();
    root.is_some_and(|root| names.any(|name| root.attribute(name).is_some()))
}

fn unreadable(trouble: Trouble) -> Unreadable {
    Unreadable {
        diagnostic: trouble.explain(),
        format: None,
        encoding: Some("xml"),
    }
}

/// Known documents that are no SBOM, with the way to one.
fn refuse(root: &str) -> Unreadable {
    let (what, help) = match root {
        "project" => (
            "a Maven project",
            "write an SBOM: `mvn org.cyclonedx:cyclonedx-maven-plugin:makeAggregateBom`",
        ),
        "SoftwareIdentity" => ("a SWID tag", "give the SBOM of the product"),
        "html" => ("a web page", "download the SBOM itself"),
        _ => (
            "no SBOM that this program knows",
            "it reads CycloneDX and SPDX in XML, and SPDX in RDF",
        ),
    };
    Unreadable {
        diagnostic: Diagnostic::error("input-unsupported", format!("the XML document is {what}"))
            .help(help),
        format: None,
        encoding: Some("xml"),
    }
}
