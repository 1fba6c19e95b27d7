//! SPDX 2 in XML: the shape of the JSON with elements for keys, lists as repeated elements.

use std::borrow::Cow;
use std::io::BufRead;

use crate::diagnostic::Diagnostic;
use crate::input::encoding::{Encoding, SPDX_2};
use crate::input::json::Str;
use crate::input::spdx;
use crate::input::spdx::model::{CreationInfo, ExternalRef, File, Package, Relationship};
use crate::input::teller::Teller;
use crate::input::xml::{Node, Step, Tree, Trouble, Xml, twice};
use crate::inventory::{Document, Locate as _, Unreadable, Visitor};

const XML: Encoding = Encoding {
    format: "spdx",
    encoding: "xml",
    known: SPDX_2,
};

/// Read the rest of a document whose root was opened.
pub(crate) fn read<R: BufRead>(
    xml: &mut Xml<R>,
    to: &mut dyn Visitor,
) -> Result<Document, Unreadable> {
    let mut reader = Reader {
        teller: Teller::new(to),
        version: String::new(),
        namespace: None,
        counts: [0; 3],
        is_draft: false,
    };
    match reader.body(xml) {
        Ok(()) if reader.is_draft => {
            let message = "the XML document is of the shape that SPDX 2.1 had in drafts";
            let refusal = Diagnostic::error("input-unsupported", message);
            Err(XML.unreadable(refusal.help(spdx::RELEASED)))
        }
        Ok(()) => Ok(reader
            .teller
            .document(&XML, &reader.version, reader.namespace)),
        Err(trouble) => Err(XML.unreadable(trouble.explain())),
    }
}

struct Reader<'v> {
    teller: Teller<'v>,
    version: String,
    namespace: Option<String>,
    /// Packages, files and snippets so far.
    counts: [u32; 3],
    /// Whether packages stand where only drafts had them.
    is_draft: bool,
}

impl Reader<'_> {
    fn body<R: BufRead>(&mut self, xml: &mut Xml<R>) -> Result<(), Trouble> {
        let mut tree = Tree::default();
        loop {
            match xml.step(&mut tree)? {
                // Some writers put one more element around everything.
                Step::Open(_)
                    if tree
                        .root()
                        .is_some_and(|node| matches!(node.name(), "Document" | "SpdxDocument")) => {
                }
                Step::Open(_) => {
                    xml.fill(&mut tree)?;
                    if let Some(node) = tree.root() {
                        self.element(node, &tree);
                    }
                    self.teller.remark(tree.root().and_then(twice::repetition));
                }
                Step::Close => {}
                Step::End => return Ok(()),
            }
        }
    }

    fn element(&mut self, node: Node<'_>, tree: &Tree) {
        match node.name() {
            "spdxVersion" => {
                node.value().clone_into(&mut self.version);
            }
            "documentNamespace" => self.namespace = Some(node.value().to_owned()),
            "packages" => {
                let spot = node.spot("/packages", next(&mut self.counts[0]));
                self.teller.package(&package(node), spot, tree);
            }
            "files" => {
                let spot = node.spot("/files", next(&mut self.counts[1]));
                self.teller.file(&file(node), spot, tree);
            }
            "snippets" => {
                let spot = node.spot("/snippets", next(&mut self.counts[2]));
                self.teller.file(&file(node), spot, tree);
            }
            "relationships" => self.teller.relationship(&relationship(node)),
            "creationInfo" => {
                let creators = node.each("creators").map(|creator| string(creator.value()));
                let creation = CreationInfo {
                    creators: creators.collect(),
                };
                self.teller
                    .creation(&creation, node.spot("/creationInfo", 0), tree);
            }
            "externalDocumentRefs" => {
                if let Some(to) = node.text("spdxDocument") {
                    let at = tree.locate(to);
                    self.teller.link(to, at);
                }
            }
            // Of released forms, this holds identifiers.
            "documentDescribes" => self.is_draft |= node.child("Package").is_some(),
            // Annotations, reviews and licence texts are no components.
            _ => {}
        }
    }
}

fn next(count: &mut u32) -> u32 {
    *count += 1;
    *count - 1
}

fn package(node: Node<'_>) -> Package<'_> {
    let mut external_refs = Vec::new();
    for external in node.each("externalRefs") {
        external_refs.push(ExternalRef {
            reference_type: external.text("referenceType").map(string),
            reference_locator: external.text("referenceLocator").map(string),
        });
    }
    Package {
        id: node.text("SPDXID").map(string),
        name: node.text("name").map(string),
        version_info: node.text("versionInfo").map(string),
        supplier: node.text("supplier").map(string),
        originator: node.text("originator").map(string),
        download_location: node.text("downloadLocation").map(string),
        homepage: node.text("homepage").map(string),
        copyright_text: node.text("copyrightText").map(string),
        license_concluded: node.text("licenseConcluded").map(string),
        license_declared: node.text("licenseDeclared").map(string),
        primary_package_purpose: node.text("primaryPackagePurpose").map(string),
        external_refs,
        has_files: node
            .each("hasFiles")
            .map(|file| string(file.value()))
            .collect(),
    }
}

fn file(node: Node<'_>) -> File<'_> {
    File {
        id: node.text("SPDXID").map(string),
        file_name: node.text("fileName").map(string),
        name: node.text("name").map(string),
        copyright_text: node.text("copyrightText").map(string),
        snippet_from_file: node.text("snippetFromFile").map(string),
    }
}

fn relationship(node: Node<'_>) -> Relationship<'_> {
    Relationship {
        spdx_element_id: node.text("spdxElementId").map(string),
        relationship_type: node.text("relationshipType").map(string),
        related_spdx_element: node.text("relatedSpdxElement").map(string),
    }
}

fn string(text: &str) -> Str<'_> {
    Str(Cow::Borrowed(text))
}
