//! CycloneDX in XML, versions 1.0 to 1.7.
//!
//! The elements of the top-level lists are read one after the other; what is
//! in another namespace is passed over.

mod shape;

use std::io::BufRead;

use crate::input::cyclonedx::tell::identity;
use crate::input::encoding::{CYCLONEDX_XML, Encoding};
use crate::input::teller::Teller;
use crate::input::xml::{Node, Space, Step, Tree, Trouble, Xml, twice};
use crate::inventory::{Document, Locate as _, Role, Unreadable, Visitor};
use crate::source::Spot;

const XML: Encoding = Encoding {
    format: "cyclonedx",
    encoding: "xml",
    known: CYCLONEDX_XML,
};

/// Read the rest of a document whose root `bom` was opened with `tree` as its attributes.
pub(crate) fn read<R: BufRead>(
    xml: &mut Xml<R>,
    root: &Tree,
    to: &mut dyn Visitor,
) -> Result<Document, Unreadable> {
    let schema = xml.schema().trim_end_matches("bom");
    let version = schema.rsplit('/').next().unwrap_or_default().to_owned();
    let attribute = |name| {
        root.root()
            .and_then(|root| root.attribute(name))
            .unwrap_or_default()
    };
    let identity = identity(attribute("serialNumber"), attribute("version"));
    let mut teller = Teller::new(to);
    match body(xml, &mut teller) {
        Ok(()) => Ok(teller.document(&XML, &version, identity)),
        Err(trouble) => Err(XML.unreadable(trouble.explain())),
    }
}

fn body<R: BufRead>(xml: &mut Xml<R>, teller: &mut Teller<'_>) -> Result<(), Trouble> {
    let mut tree = Tree::default();
    loop {
        match xml.step(&mut tree)? {
            Step::Open(Space::Foreign) => xml.skip()?,
            Step::Open(_) => part(xml, &mut tree, teller)?,
            Step::Close => {}
            Step::End => return Ok(()),
        }
    }
}

/// One part of the document: `metadata`, or a list of which each element is read alone.
fn part<R: BufRead>(
    xml: &mut Xml<R>,
    tree: &mut Tree,
    teller: &mut Teller<'_>,
) -> Result<(), Trouble> {
    let name = tree.root().map_or("", Node::name).to_owned();
    match name.as_str() {
        "metadata" => {
            xml.fill(tree)?;
            if let Some(node) = tree.root() {
                teller.remark(node.each("component").nth(1).map(twice::remark));
                teller.metadata(
                    &shape::metadata(node),
                    node.spot("/metadata", Spot::WHOLE),
                    tree,
                );
            }
            teller.remark(tree.root().and_then(twice::repetition));
            Ok(())
        }
        "declarations" => {
            xml.fill(tree)?;
            if let Some(node) = tree.root() {
                let spot = node.spot("/declarations", Spot::WHOLE);
                teller.declarations(&shape::declarations(node), spot, tree);
            }
            teller.remark(tree.root().and_then(twice::repetition));
            Ok(())
        }
        "components" | "services" | "dependencies" | "formulation" | "compositions"
        | "externalReferences" => list(xml, tree, teller, &format!("/{name}")),
        _ => xml.skip(),
    }
}

fn list<R: BufRead>(
    xml: &mut Xml<R>,
    tree: &mut Tree,
    teller: &mut Teller<'_>,
    parent: &str,
) -> Result<(), Trouble> {
    let mut index = 0;
    xml.each(tree, |tree| {
        if let Some(node) = tree.root() {
            element(teller, node, parent, index, tree);
        }
        teller.remark(tree.root().and_then(twice::repetition));
        index += 1;
    })
}

fn element(teller: &mut Teller<'_>, node: Node<'_>, parent: &str, index: u32, tree: &Tree) {
    let spot = node.spot(parent, index);
    match node.name() {
        "component" => {
            teller.component(&shape::component(node), Role::Component, spot, tree);
        }
        "service" => {
            teller.service(&shape::service(node), Role::Service, spot, tree);
        }
        "dependency" => teller.dependency(&shape::dependency(node)),
        "formula" => teller.formula(&shape::formula(node), spot, tree),
        "composition" => teller.composition(&shape::composition(node), spot),
        "reference" if node.attribute("type") == Some("bom") => {
            if let Some(url) = node.text("url") {
                let at = tree.locate(url);
                teller.link(url, at);
            }
        }
        // No other element tells who published something.
        _ => {}
    }
}
