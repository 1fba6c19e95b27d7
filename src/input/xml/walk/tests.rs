use std::fmt::Write as _;
use std::io::BufReader;

use super::*;
use crate::input::xml::Node;

const DOCUMENT: &str = "<?xml version='1.0'?>\n\
    <!DOCTYPE bom [<!ENTITY who 'Acme'>]>\n\
    <bom xmlns='http://cyclonedx.org/schema/bom/1.6' xmlns:f='urn:f'>\n\
    <component/> <component ref='a' f:b='c'\n d='&who;'/>\n\
    <component>\u{FEFF} &who; &amp; <!-- > --> sons&#10; <![CDATA[ <GmbH> ]]> </component>\n\
    <component>\n  <name> x </name>prose<f:x xmlns:g='urn:g'>\n<g:y/></f:x>\n\
    <g:z xmlns:g='urn:g'> <y/></g:z><empty> \n</empty><c>\n&#32; &lt;<!---->\n <?p ?> d</c></component>\n\
    </bom>\n";

/// Every element with its place, or what the document is refused for.
fn told(document: &[u8], block: usize, at_once: bool) -> String {
    let mut xml = Xml::new(BufReader::with_capacity(block, document));
    let mut tree = Tree::default();
    let mut told = String::new();
    let read = if at_once {
        each(&mut xml, &mut tree, &mut told)
    } else {
        elements(&mut xml, &mut tree, &mut told)
    };
    if let Err(trouble) = read {
        writeln!(told, "{trouble:?}").unwrap();
    }
    told
}

fn each(
    xml: &mut Xml<BufReader<&[u8]>>,
    tree: &mut Tree,
    told: &mut String,
) -> Result<(), Trouble> {
    if matches!(xml.step(tree)?, Step::Open(_)) {
        xml.each(tree, |tree| tell(tree.root().unwrap(), told))?;
    }
    ends(xml, tree)
}

fn elements(
    xml: &mut Xml<BufReader<&[u8]>>,
    tree: &mut Tree,
    told: &mut String,
) -> Result<(), Trouble> {
    xml.step(tree)?;
    while let Step::Open(space) = xml.step(tree)? {
        if space == Space::Foreign {
            xml.skip()?;
            continue;
        }
        xml.fill(tree)?;
        tell(tree.root().unwrap(), told);
    }
    ends(xml, tree)
}

fn ends(xml: &mut Xml<BufReader<&[u8]>>, tree: &mut Tree) -> Result<(), Trouble> {
    (xml.step(tree)? == Step::End)
        .then_some(())
        .ok_or(Trouble::Truncated)
}

fn tell(node: Node<'_>, told: &mut String) {
    let attributes = ["ref", "b", "d"].map(|name| node.attribute(name));
    let (name, value, place) = (node.name(), node.value(), node.place());
    writeln!(told, "{name} {value:?} {place:?} {attributes:?}").unwrap();
    node.elements().for_each(|node| tell(node, told));
}

#[track_caller]
fn check_blocks(document: &[u8]) {
    let in_memory = told(document, 1 << 16, false);
    for block in [1, 40, 100, 1 << 16] {
        for at_once in [true, false] {
            assert_eq!(
                told(document, block, at_once),
                in_memory,
                "{block} {at_once}"
            );
        }
    }
}

#[test]
fn what_is_told_does_not_depend_on_how_much_is_in_memory() {
    assert!(told(DOCUMENT.as_bytes(), 1 << 16, false).contains("c \"<\\n  d\" (11, 9)"));
    for length in 0..=DOCUMENT.len() {
        check_blocks(&DOCUMENT.as_bytes()[..length]);
    }
}

#[test]
fn a_value_is_normal_without_references_and_control_characters() {
    for length in 0..50 {
        let plain = "a \u{e4}%".repeat(length);
        assert!(is_normal(&plain));
        for other in ["&", "\n", "\t", "\u{1f}", "\0"] {
            for at in (0..=plain.len()).filter(|at| plain.is_char_boundary(*at)) {
                let mut text = plain.clone();
                text.insert_str(at, other);
                assert!(!is_normal(&text), "{text:?}");
            }
        }
    }
}

#[test]
fn nor_does_what_a_document_is_refused_for() {
    for (right, wrong) in [
        ("</name>", "</nome>"),
        ("</component>\n</bom>", "</compon>\n</bom>"),
        ("</bom>", "</bim>"),
        ("&lt;", "&no;"),
        ("&#32;", "&#0;"),
        ("d='&who;'", "d='1' d='2'"),
        ("<g:z xmlns:g='urn:g'>", "<g:z>"),
        (" x ", "<!DOCTYPE x [<!ENTITY y SYSTEM 'z'>]>"),
        ("<empty>", "<empty"),
    ] {
        let document = DOCUMENT.replacen(right, wrong, 1);
        assert_ne!(document, DOCUMENT, "{right} is in the document");
        check_blocks(document.as_bytes());
    }
}
