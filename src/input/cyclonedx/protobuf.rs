//! CycloneDX as protocol buffers, versions 1.3 to 1.7 ([schemas]).
//!
//! The fields of the document are read one after the other. A document cut
//! between two of them looks whole: the encoding has no end mark.
//!
//! [schemas]: https://github.com/CycloneDX/specification/tree/master/schema

pub(super) mod shape;
mod wire;

use std::io::BufRead;

use crate::diagnostic::Diagnostic;
use crate::input::cyclonedx::protobuf::wire::{Memory, Trouble, Value};
use crate::input::cyclonedx::tell::identity;
use crate::input::encoding::{CYCLONEDX_PROTOBUF, Encoding};
use crate::input::teller::{Teller, twice};
use crate::inventory::{Document, Locate, Role, Unreadable, Visitor};
use crate::source::{Location, Spot};

const PROTOBUF: Encoding = Encoding {
    format: "cyclonedx",
    encoding: "protobuf",
    known: CYCLONEDX_PROTOBUF,
};

/// Whether bytes begin as a document of this kind: with the version of the
/// specification or, where a writer left that out, a serial number or a component.
pub(crate) fn is_protobuf(head: &[u8]) -> bool {
    match head {
        [0x0A, 3, b'1', b'.', b'0'..=b'9', ..] | [0x1A, 45, b'u', b'r', b'n', b':', ..] => true,
        [0x2A, rest @ ..] => {
            let length = rest
                .iter()
                .take(5)
                .take_while(|byte| **byte & 0x80 != 0)
                .count()
                + 1;
            matches!(rest.get(length..), Some([8, 1..=13, ..]))
        }
        _ => false,
    }
}

/// Read a document.
pub(crate) fn read(
    stream: &mut impl BufRead,
    to: &mut dyn Visitor,
) -> Result<Document, Unreadable> {
    let mut reader = Reader {
        teller: Teller::new(to),
        version: String::new(),
        serial: String::new(),
        number: String::new(),
        counts: [0; 4],
    };
    match reader.body(stream) {
        Ok(()) => Ok(reader.document()),
        Err(trouble) => Err(PROTOBUF.unreadable(explain(trouble))),
    }
}

struct Reader<'v> {
    teller: Teller<'v>,
    version: String,
    serial: String,
    /// The version of the document.
    number: String,
    /// Components, services, formulas and compositions so far.
    counts: [u32; 4],
}

impl Reader<'_> {
    fn body(&mut self, stream: &mut impl BufRead) -> Result<(), Trouble> {
        let mut buffer = Vec::new();
        loop {
            let memory = Memory::new();
            let Some((number, value)) = wire::field(stream, &mut buffer, &memory)? else {
                return Ok(());
            };
            match self.field(number, value) {
                // The others may be right.
                Err(trouble @ (Trouble::NoText | Trouble::Twice)) => {
                    self.teller.to.diagnostic(explain(trouble));
                }
                read => read?,
            }
        }
    }

    fn field(&mut self, number: u64, value: Value<'_>) -> Result<(), Trouble> {
        // A number where a message should stand costs two bytes, and would be an empty one.
        let is_message = matches!(number, 4..=9 | 13 | 14);
        if is_message && !value.has_bytes() {
            return Err(Trouble::Malformed);
        }
        match number {
            1 => value.text()?.as_str().clone_into(&mut self.version),
            2 => self.number = value.number().to_string(),
            3 => value.text()?.as_str().clone_into(&mut self.serial),
            4 => {
                let place = Place::new("/metadata", Spot::WHOLE);
                let metadata = shape::metadata(value)?;
                self.teller.metadata(&metadata, place.0, &place);
            }
            5 => {
                let place = Place::new("/components", next(&mut self.counts[0]));
                let component = shape::component(value, 0)?;
                self.teller
                    .component(&component, Role::Component, place.0, &place);
            }
            6 => {
                let place = Place::new("/services", next(&mut self.counts[1]));
                let service = shape::service(value, 0)?;
                self.teller
                    .service(&service, Role::Service, place.0, &place);
            }
            7 => self.reference(value)?,
            8 => self.teller.dependency(&shape::dependency(value, 0)?),
            9 => {
                let place = Place::new("/compositions", next(&mut self.counts[3]));
                self.teller
                    .composition(&shape::composition(value)?, place.0);
            }
            13 => {
                let place = Place::new("/formulation", next(&mut self.counts[2]));
                let formula = shape::formula(value)?;
                self.teller.formula(&formula, place.0, &place);
            }
            14 => {
                let place = Place::new("/declarations", Spot::WHOLE);
                let declarations = shape::declarations(value)?;
                self.teller.declarations(&declarations, place.0, &place);
            }
            // Vulnerabilities, annotations and the like are no components.
            _ => {}
        }
        Ok(())
    }

    fn reference(&mut self, value: Value<'_>) -> Result<(), Trouble> {
        let reference = shape::reference(value)?;
        let is_bom = reference.kind.is_some_and(|kind| kind.as_str() == "bom");
        if let Some(url) = reference.url.filter(|_| is_bom) {
            self.teller.link(url.as_str(), Location::default());
        }
        Ok(())
    }

    fn document(self) -> Document {
        let identity = identity(&self.serial, &self.number);
        self.teller.document(&PROTOBUF, &self.version, identity)
    }
}

/// A place in a document without lines.
struct Place<'a>(Spot<'a>);

impl<'a> Place<'a> {
    fn new(parent: &'a str, index: u32) -> Self {
        Self(Spot {
            parent,
            index,
            ..Spot::default()
        })
    }
}

impl Locate for Place<'_> {
    fn locate(&self, _value: &str) -> Location {
        self.0.to_location()
    }
}

fn next(count: &mut u32) -> u32 {
    *count += 1;
    *count - 1
}

fn explain(trouble: Trouble) -> Diagnostic {
    let message = match trouble {
        Trouble::Io(error) => format!("the document cannot be read: {error}"),
        Trouble::Truncated => "the document ends in the middle of a field".to_owned(),
        Trouble::Malformed => "the document is no valid CycloneDX protocol buffer".to_owned(),
        Trouble::TooLarge => {
            "one field is larger than 64 MiB, takes more than 256 MiB of memory, or is nested more than 100 deep".to_owned()
        }
        Trouble::NoText => {
            let message = "an element cannot be read: it has bytes that are no text in UTF-8";
            return Diagnostic::error("element-unreadable", message);
        }
        Trouble::Twice => return twice(),
    };
    Diagnostic::error("input-unreadable", message)
}
