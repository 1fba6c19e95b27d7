//! Elements that stand twice where they may stand once: of two suppliers one would hide the other.

use crate::diagnostic::Diagnostic;
use crate::input::teller::twice;
use crate::input::xml::Node;
use crate::source::Location;

/// What to say of the first element below another that stands a second time, of those that tell
/// who published something.
pub(crate) fn repetition(node: Node<'_>) -> Option<Diagnostic> {
    if node.is_leaf() {
        return None;
    }
    let is_judged = is_judged(node.name());
    let mut stated = 0;
    node.elements().find_map(|child| {
        let once = if is_judged { once(child.name()) } else { 0 };
        let is_repeated = stated & once != 0;
        stated |= once;
        if is_repeated {
            return Some(remark(child));
        }
        if once & TEXTS != 0 && child.elements().next().is_some() {
            return Some(mixed(child));
        }
        repetition(child)
    })
}

/// What to say of an element that says a second time what may be said once.
pub(crate) fn remark(node: Node<'_>) -> Diagnostic {
    twice().at(place(node))
}

/// What to say of an element that holds others where it has a text: programs do not agree on its value.
fn mixed(node: Node<'_>) -> Diagnostic {
    let message = "an element holds others where it should hold a text alone";
    Diagnostic::error("field-unreadable", message).at(place(node))
}

fn place(node: Node<'_>) -> Location {
    let (line, column) = node.place();
    Location {
        line: Some(line),
        column: Some(column),
        ..Location::default()
    }
}

/// Whether an element's own parts are looked at.
fn is_judged(name: &str) -> bool {
    matches!(
        name,
        "component"
            | "service"
            | "metadata"
            | "supplier"
            | "manufacturer"
            | "manufacture"
            | "provider"
            | "organization"
            | "individual"
            | "contact"
            | "author"
            | "licensing"
            | "licensor"
            | "tool"
            | "reference"
            | "packages"
            | "externalRefs"
    )
}

/// The bits of elements that hold a text alone, whatever they stand in.
const TEXTS: u32 = 0b11_1101_0000_0000_1100_0011_1111;

/// The bit of an element that may stand once; none of any other.
fn once(name: &str) -> u32 {
    let place = match name {
        "name" => 0,
        "group" => 1,
        "version" => 2,
        "publisher" => 3,
        "purl" => 4,
        "cpe" => 5,
        "supplier" => 6,
        "manufacturer" => 7,
        "manufacture" => 8,
        "provider" => 9,
        "vendor" => 10,
        "email" => 11,
        "authors" => 12,
        "licenses" => 13,
        "licensor" => 14,
        "externalReferences" => 15,
        "properties" => 16,
        "evidence" => 17,
        "pedigree" => 18,
        "swid" => 19,
        "SPDXID" => 20,
        "originator" => 21,
        "downloadLocation" => 22,
        "homepage" => 23,
        "referenceType" => 24,
        "referenceLocator" => 25,
        _ => return 0,
    };
    1 << place
}
