//! A walk over a document, from one element to the next.

use std::borrow::Cow;
use std::io::{self, BufRead};
use std::mem;

use quick_xml::XmlVersion;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};

use crate::diagnostic::Diagnostic;
use crate::input::blank;
use crate::input::xml::attribute::{Keys, is_normal, split};
use crate::input::xml::entity::Entities;
use crate::input::xml::events::{Events, Streamed};
use crate::input::xml::space::{Space, Spaces};
use crate::input::xml::tree::Tree;
use crate::source::Location;

/// Elements may not be nested deeper.
const DEEPEST: usize = 200;
/// One element that is held may not be larger.
const LARGEST_TREE: usize = 128 << 20;
/// References that one attribute may have, each to at most a kilobyte.
const MOST_REFERENCES: usize = 10_000;
/// Bytes by which entities may lengthen a document. They shorten the names of vocabularies, a few dozen bytes each,
/// while a few megabytes of references could stand for gigabytes, all of which would be looked through.
const MOST_ADDED: usize = 32 << 20;

/// What the walk met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// An element begins; its name and attributes are in the tree.
    Open(Space),
    /// The element that was opened last ends.
    Close,
    /// The document ends.
    End,
}

/// What the attributes of an element are looked through for.
enum Round {
    Declare,
    Tell,
}

/// Why a document cannot be read on.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// It ends inside an element.
    Truncated,
    /// It is no XML, or more than this program reads, at a line.
    Bad(String, u32),
}

impl Trouble {
    /// The same for people.
    pub(crate) fn explain(self) -> Diagnostic {
        match self {
            Self::Truncated => Diagnostic::error(
                "input-unreadable",
                "the document ends in the middle of an element",
            )
            .help("it may have been cut short on its way; what stands before the end was judged"),
            Self::Bad(what, line) => Diagnostic::error(
                "input-unreadable",
                format!("the document cannot be read: {what}"),
            )
            .at(Location {
                line: Some(line),
                ..Location::default()
            }),
        }
    }
}

/// A document on which somebody walks.
pub(crate) struct Xml<R: BufRead> {
    stream: Streamed<R>,
    state: State,
    /// What the tree held before the last element was read at once.
    before: Tree,
}

impl<R: BufRead> Xml<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self {
            stream: Streamed::new(inner),
            state: State::default(),
            before: Tree::default(),
        }
    }

    /// The CycloneDX namespace that the root declares; empty where it declares none.
    pub(crate) fn schema(&self) -> &str {
        self.state.spaces.schema()
    }

    /// Whether names of SPDX 3 were declared so far.
    pub(crate) fn has_spdx_3(&self) -> bool {
        self.state.spaces.has_spdx_3()
    }

    /// Hold foreign elements as well: in RDF any property may lead to a node that matters.
    pub(crate) fn keep_foreign(&mut self) {
        self.state.everything = true;
    }

    /// Go to the next beginning or end of an element. Text between is passed over.
    pub(crate) fn step(&mut self, tree: &mut Tree) -> Result<Step, Trouble> {
        tree.clear();
        self.state.advance(&mut self.stream, tree)
    }

    /// Read the rest of the element that was opened last into the tree.
    pub(crate) fn fill(&mut self, tree: &mut Tree) -> Result<(), Trouble> {
        self.fill_at_once(tree);
        self.state.fill(&mut self.stream, tree)
    }

    /// Read the elements of the one that was opened last, one after the other, and hand each on.
    pub(crate) fn each(
        &mut self,
        tree: &mut Tree,
        mut tell: impl FnMut(&Tree),
    ) -> Result<(), Trouble> {
        loop {
            self.each_at_once(tree, &mut tell);
            match self.step(tree)? {
                Step::Open(Space::Foreign) => self.skip()?,
                Step::Open(_) => {
                    self.fill(tree)?;
                    tell(tree);
                }
                Step::Close => return Ok(()),
                Step::End => return Err(Trouble::Truncated),
            }
        }
    }

    /// The same without copies for all elements that are in memory.
    fn each_at_once(&mut self, tree: &mut Tree, tell: &mut impl FnMut(&Tree)) {
        if self.state.is_empty {
            return;
        }
        let mut held = self.stream.held();
        loop {
            let before = self.state.mark();
            tree.clear();
            held.lend(tree);
            let step = self.state.advance(&mut held, tree);
            let is_read = match step {
                Ok(Step::Open(Space::Foreign)) => self.state.skip(&mut held).is_ok(),
                Ok(Step::Open(_)) => self.state.fill(&mut held, tree).is_ok(),
                _ => false,
            };
            if !is_read || !held.settle(tree, false) {
                self.state.restore(before);
                break;
            }
            if !matches!(step, Ok(Step::Open(Space::Foreign))) {
                tell(tree);
            }
        }
        let (taken, place) = held.passed();
        self.stream.pass(taken, place);
    }

    /// Read the rest of an element without copies, up to the end tag, where all of it is in memory.
    ///
    /// Whatever comes in between leaves everything as it was, and the stream is read event by event.
    fn fill_at_once(&mut self, tree: &mut Tree) {
        if self.state.is_empty {
            return;
        }
        let before = self.state.mark();
        self.before.copy(tree);
        let mut held = self.stream.held();
        held.lend(tree);
        let is_filled = self.state.fill(&mut held, tree).is_ok() && held.settle(tree, true);
        if is_filled {
            self.state.depth = before.depth;
            let (taken, place) = held.passed();
            self.stream.pass(taken, place);
        } else {
            self.state.restore(before);
            tree.copy(&self.before);
        }
    }

    /// Pass over the rest of the element that was opened last, holding nothing of it.
    pub(crate) fn skip(&mut self) -> Result<(), Trouble> {
        self.state.skip(&mut self.stream)
    }
}

/// Where a walk can be taken back to.
#[derive(Clone, Copy)]
struct Mark {
    depth: usize,
    /// How many prefixes are in force.
    spaces: usize,
    added: usize,
}

/// What is known of the document where the walk is.
#[derive(Default)]
struct State {
    spaces: Spaces,
    entities: Entities,
    /// Where the event that was read last begins.
    place: (u32, u32),
    depth: usize,
    rooted: bool,
    /// How many bytes entities added so far.
    added: usize,
    /// Whether the element that was opened last has no end tag.
    is_empty: bool,
    everything: bool,
}

impl State {
    fn mark(&self) -> Mark {
        Mark {
            depth: self.depth,
            spaces: self.spaces.len(),
            added: self.added,
        }
    }

    /// Go back to where a mark was taken, after an event that was not of an element without an end tag.
    fn restore(&mut self, mark: Mark) {
        self.depth = mark.depth;
        self.spaces.truncate(mark.spaces);
        self.added = mark.added;
        self.is_empty = false;
    }

    fn fill(&mut self, events: &mut impl Events, tree: &mut Tree) -> Result<(), Trouble> {
        let depth = self.depth;
        while self.depth >= depth {
            match self.advance(events, tree)? {
                Step::Open(Space::Foreign) if !self.everything => {
                    // Other people's elements say nothing that this program understands.
                    tree.forget_name();
                    self.skip(events)?;
                    tree.close();
                }
                Step::Open(_) => {}
                Step::Close => tree.close(),
                Step::End => return Err(Trouble::Truncated),
            }
            self.check_size(tree)?;
        }
        Ok(())
    }

    /// Entities make much of little, so whatever adds to an element is followed by this.
    fn check_size(&self, tree: &Tree) -> Result<(), Trouble> {
        if tree.size() > LARGEST_TREE {
            return Err(self.bad("one element is larger than 128 MiB"));
        }
        Ok(())
    }

    fn skip(&mut self, events: &mut impl Events) -> Result<(), Trouble> {
        let depth = self.depth;
        let mut tree = Tree::default();
        while self.depth >= depth {
            tree.clear();
            if self.advance(events, &mut tree)? == Step::End {
                return Err(Trouble::Truncated);
            }
        }
        Ok(())
    }

    fn advance(&mut self, events: &mut impl Events, tree: &mut Tree) -> Result<Step, Trouble> {
        if mem::take(&mut self.is_empty) {
            return Ok(self.close());
        }
        loop {
            if !tree.has_text() {
                events.pass_blanks();
            }
            self.place = events.place();
            let step = match &events.next() {
                Ok((event, is_last)) => self.event(event, *is_last, tree)?,
                Err(error) => return Err(self.trouble(error)),
            };
            if let Some(step) = step {
                return Ok(step);
            }
        }
    }

    fn close(&mut self) -> Step {
        self.spaces.end(self.depth);
        self.depth = self.depth.saturating_sub(1);
        Step::Close
    }

    fn event(
        &mut self,
        event: &Event<'_>,
        is_last: bool,
        tree: &mut Tree,
    ) -> Result<Option<Step>, Trouble> {
        match event {
            Event::Start(start) => self.open(start, tree).map(Some),
            Event::Empty(start) => {
                self.is_empty = true;
                self.open(start, tree).map(Some)
            }
            Event::End(_) => Ok(Some(self.close())),
            Event::Text(text)
                if blank::length(text.as_bytes()) == text.len() && !tree.has_text() =>
            {
                Ok(None)
            }
            Event::Text(text) => self.text(&text.xml10_content(), is_last, tree),
            Event::CData(text) => self.text(&text.xml10_content(), is_last, tree),
            Event::GeneralRef(reference) => {
                let resolved = reference
                    .resolve_char_ref()
                    .map_err(|_| self.bad("a character reference to no character"))?;
                let name = reference.xml10_content();
                let text = match resolved {
                    Some(character) => character.to_string(),
                    None => self.entity(&name)?.to_owned(),
                };
                self.add(text.len().saturating_sub(name.len()))?;
                self.text(&text, is_last, tree)
            }
            Event::DocType(doctype) => match self.entities.declare(doctype) {
                Ok(()) => Ok(None),
                Err(what) => Err(self.bad(&format!("its document type has {what}"))),
            },
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => Ok(None),
            Event::Eof if self.depth > 0 => Err(Trouble::Truncated),
            Event::Eof => Ok(Some(Step::End)),
        }
    }

    fn open(&mut self, start: &BytesStart<'_>, tree: &mut Tree) -> Result<Step, Trouble> {
        if self.depth == 0 && self.rooted {
            return Err(self.bad("something follows after its end"));
        }
        self.rooted = true;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.bad("elements are nested more than 200 deep"));
        }
        let name = start.name();
        let (prefix, local) = split(name.as_ref());
        tree.open(local, self.place);
        if !start.attributes_raw().is_empty() {
            self.attributes(start, tree)?;
        }
        let space = self.spaces.of(prefix.unwrap_or_default());
        let space = space.ok_or_else(|| self.bad("a prefix that is not declared"))?;
        Ok(Step::Open(space))
    }

    fn attributes(&mut self, start: &BytesStart<'_>, tree: &mut Tree) -> Result<(), Trouble> {
        // A prefix may be declared behind its use. Few elements declare any.
        let raw = start.attributes_raw().as_bytes();
        let has_prefixes = memchr::memchr_iter(b'x', raw).any(|at| raw[at..].starts_with(b"xmlns"));
        let rounds = [Round::Declare, Round::Tell];
        for round in &rounds[usize::from(!has_prefixes)..] {
            let mut keys = Keys::default();
            for attribute in start.attributes().with_checks(false) {
                let attribute = attribute.map_err(|_| self.bad("an attribute that is none"))?;
                let key = attribute.key;
                if !keys.insert(key.into_inner()) {
                    return Err(self.bad("an attribute that is there twice"));
                }
                let (prefix, name) = split(key.as_ref());
                let declared = match (prefix, name) {
                    (None, "xmlns") => Some(""),
                    (Some("xmlns"), prefix) => Some(prefix),
                    _ => None,
                };
                match (round, declared) {
                    (Round::Declare, Some(prefix)) => {
                        let uri = self.normal(attribute)?;
                        if !self.spaces.declare(self.depth, prefix, &uri) {
                            return Err(self.bad("more than 200 prefixes are declared at once"));
                        }
                    }
                    (Round::Tell, None) => {
                        let value = self.normal(attribute)?;
                        // Attributes of other vocabularies say nothing that this program understands.
                        let is_known = |prefix| matches!(self.spaces.of(prefix), Some(Space::Rdf));
                        let is_base = key.as_ref() == "xml:base";
                        if is_base || prefix.is_none_or(is_known) {
                            tree.attribute(name, &value);
                            self.check_size(tree)?;
                        }
                    }
                    (Round::Declare, None) | (Round::Tell, Some(_)) => {}
                }
            }
        }
        Ok(())
    }

    /// The value of an attribute, as it is meant.
    #[inline]
    fn normal<'a>(&mut self, attribute: Attribute<'a>) -> Result<Cow<'a, str>, Trouble> {
        if is_normal(&attribute.value) {
            Ok(attribute.value)
        } else {
            self.normalized(attribute).map(Cow::Owned)
        }
    }

    fn normalized(&mut self, attribute: Attribute<'_>) -> Result<String, Trouble> {
        let n_references = memchr::memchr_iter(b'&', attribute.value.as_bytes()).count();
        if n_references > MOST_REFERENCES {
            return Err(self.bad("an attribute with more than 10,000 references"));
        }
        let entity = |name: &str| self.entities.get(name);
        let value = attribute.normalized_value_with(XmlVersion::Implicit1_0, 1, entity);
        let value =
            value.map_err(|_| self.bad("an attribute with an entity that it does not declare"))?;
        self.add(value.len().saturating_sub(attribute.value.len()))?;
        Ok(value.into_owned())
    }

    /// Count what entities add to the document.
    fn add(&mut self, bytes: usize) -> Result<(), Trouble> {
        self.added += bytes;
        if self.added > MOST_ADDED {
            return Err(self.bad("its entities stand for more than 32 MiB"));
        }
        Ok(())
    }

    fn text(&self, text: &str, is_last: bool, tree: &mut Tree) -> Result<Option<Step>, Trouble> {
        if self.depth == 0 && !text.trim().is_empty() {
            return Err(self.bad("there is text outside its element"));
        }
        tree.text(text, is_last);
        self.check_size(tree)?;
        Ok(None)
    }

    fn entity(&self, name: &str) -> Result<&str, Trouble> {
        self.entities
            .get(name)
            .ok_or_else(|| self.bad("it uses an entity that it does not declare"))
    }

    /// A remark on the place that was reached.
    fn bad(&self, what: &str) -> Trouble {
        Trouble::Bad(what.to_owned(), self.place.0)
    }

    fn trouble(&self, error: &quick_xml::Error) -> Trouble {
        match error {
            quick_xml::Error::Io(error) => match error.kind() {
                io::ErrorKind::UnexpectedEof => Trouble::Truncated,
                _ => self.bad(&error.to_string()),
            },
            quick_xml::Error::Syntax(_) => Trouble::Truncated,
            _ => self.bad("it is no well-formed XML"),
        }
    }
}

#[cfg(test)]
mod tests;
