//! One element with all that is in it.

use std::ops::Range;

use crate::input::blank::trimmed;
use crate::inventory::Locate;
use crate::source::{Counted, Location, Spot};

/// An element, its attributes and descendants, in one piece of memory.
#[derive(Default)]
pub(crate) struct Tree {
    /// The bytes that were read at once, of which most names and values are parts, and the place where they begin.
    piece: String,
    origin: (u32, u32),
    /// Where the bytes stand that are read into the tree, and become its piece; empty where they come one by one.
    source: Range<usize>,
    /// Names and values that are no part of the piece.
    text: String,
    /// Where in the text those of a node begin.
    laid: Vec<(u32, u32)>,
    nodes: Vec<Record>,
    /// The elements that are not closed yet.
    open: Vec<usize>,
    /// Whether further text goes on from what the open element has.
    goes_on: bool,
    /// How far the lines of the piece were counted.
    counted: Counted,
}

/// Where a name or value begins and ends: in the piece, marked by [`PIECE`], or in the text.
type Span = (u32, u32);

/// How far into an element, and into what is laid of it, a text is looked for that was not borrowed from it.
const SOUGHT: usize = 16 << 10;

/// Added to offsets in the piece; both piece and text are shorter.
const PIECE: u32 = 1 << 31;

#[derive(Clone, Copy)]
struct Record {
    name: Span,
    value: Span,
    attribute: bool,
    first: u32,
    last: u32,
    next: u32,
    /// 0 for an element read at once: its column is its offset in the piece then.
    line: u32,
    column: u32,
}

/// An element or attribute of a [`Tree`].
#[derive(Clone, Copy)]
pub(crate) struct Node<'t> {
    tree: &'t Tree,
    index: u32,
}

impl Tree {
    /// Forget everything, keep the memory.
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.laid.clear();
        self.nodes.clear();
        self.open.clear();
        self.goes_on = false;
        self.settle("", (0, 0));
    }

    /// Hold what another holds.
    pub(crate) fn copy(&mut self, other: &Self) {
        self.text.clone_from(&other.text);
        self.laid.clone_from(&other.laid);
        self.nodes.clone_from(&other.nodes);
        self.open.clone_from(&other.open);
        self.goes_on = other.goes_on;
        self.settle(&other.piece, other.origin);
    }

    /// What is read into the tree from now on is part of these bytes, and has no lines.
    pub(crate) fn read_from(&mut self, bytes: &[u8]) {
        let start = bytes.as_ptr() as usize;
        self.source = start..start + bytes.len().min(PIECE as usize);
    }

    /// What was read of those bytes, which begin at a place. Few elements are asked where they stand, so
    /// lines are counted then.
    pub(crate) fn settle(&mut self, piece: &str, origin: (u32, u32)) {
        self.source = 0..0;
        self.piece.clear();
        self.piece.push_str(piece);
        self.origin = origin;
        self.counted = Counted::default();
    }

    /// The line and column of an element or attribute.
    fn place(&self, record: &Record) -> (u32, u32) {
        if record.line > 0 {
            return (record.line, record.column);
        }
        let at = (record.column as usize).min(self.piece.len());
        let (lines, width) = self.counted.before(at, self.piece.as_bytes(), <[u8]>::len);
        let (line, column) = self.origin;
        match (lines, offset(width)) {
            (0, width) => (line, column.saturating_add(width)),
            (lines, width) => (line.saturating_add(lines), width.saturating_add(1)),
        }
    }

    /// Roughly how many bytes it holds.
    pub(crate) fn size(&self) -> usize {
        self.text.len() + self.nodes.len() * size_of::<Record>()
    }

    pub(crate) fn open(&mut self, name: &str, (line, column): (u32, u32)) {
        // Text before a child is white space or prose around it: no value.
        if let Some(parent) = self.open.last() {
            self.nodes[*parent].value = (0, 0);
        }
        let index = self.push(name, None, false, (line, column));
        self.open.push(index);
    }

    pub(crate) fn attribute(&mut self, name: &str, value: &str) {
        let place = self.open.last().map_or((0, 0), |parent| {
            (self.nodes[*parent].line, self.nodes[*parent].column)
        });
        self.push(name, Some(value), true, place);
    }

    /// Text of the open element, which may go on unless it is said to be the last.
    pub(crate) fn text(&mut self, text: &str, is_last: bool) {
        let Some(index) = self.open.last().copied() else {
            return;
        };
        if self.goes_on {
            self.text.push_str(text);
            self.nodes[index].value.1 = offset(self.text.len());
        } else if !trimmed(text).is_empty() {
            self.goes_on = true;
            self.nodes[index].value = if is_last {
                self.hold(text, index)
            } else {
                self.lay(text, index)
            };
        }
    }

    /// Whether the element that is open has text which further text goes on from.
    pub(crate) fn has_text(&self) -> bool {
        self.goes_on
    }

    /// Keep the element that is open, and nobody will find it.
    pub(crate) fn forget_name(&mut self) {
        if let Some(index) = self.open.last() {
            self.nodes[*index].name.1 = self.nodes[*index].name.0;
        }
    }

    pub(crate) fn close(&mut self) {
        self.goes_on = false;
        self.open.pop();
    }

    fn push(
        &mut self,
        name: &str,
        value: Option<&str>,
        attribute: bool,
        place: (u32, u32),
    ) -> usize {
        self.goes_on = false;
        let index = self.nodes.len();
        let name = self.hold(name, index);
        let value = value.map_or((0, 0), |value| self.hold(value, index));
        self.nodes.push(Record {
            name,
            value,
            attribute,
            first: 0,
            last: 0,
            next: 0,
            line: place.0,
            column: place.1,
        });
        if let Some(parent) = self.open.last() {
            let last = self.nodes[*parent].last;
            if last == 0 {
                self.nodes[*parent].first = offset(index);
            } else {
                self.nodes[last as usize].next = offset(index);
            }
            self.nodes[*parent].last = offset(index);
        }
        index
    }

    /// A name or value of a node: where it stands in the source, or a copy of it.
    #[inline]
    fn hold(&mut self, text: &str, index: usize) -> Span {
        let start = (text.as_ptr() as usize).wrapping_sub(self.source.start);
        let end = start.wrapping_add(text.len());
        if start < end && end <= self.source.len() {
            return (PIECE | offset(start), PIECE | offset(end));
        }
        self.lay(text, index)
    }

    fn lay(&mut self, text: &str, index: usize) -> Span {
        let start = offset(self.text.len());
        self.laid.push((start, offset(index)));
        self.text.push_str(text);
        (start, offset(self.text.len()))
    }

    /// The element itself.
    pub(crate) fn root(&self) -> Option<Node<'_>> {
        (!self.nodes.is_empty()).then_some(Node {
            tree: self,
            index: 0,
        })
    }

    fn slice(&self, (start, end): Span) -> &str {
        let text = if start & PIECE == 0 {
            &self.text
        } else {
            &self.piece
        };
        let [start, end] = [start, end].map(|at| (at & !PIECE) as usize);
        text.get(start..end).unwrap_or_default()
    }

    /// The node whose name or value begins at a byte of the piece or shortly before.
    fn at_piece(&self, at: usize) -> Option<&Record> {
        // Names stand there in the order of the nodes, each before its value; those that do not come first.
        let begins = |node: &Record| node.name.0 <= PIECE | offset(at);
        let after = self.nodes.partition_point(begins);
        self.nodes.get(after.checked_sub(1)?)
    }

    /// The same for the text.
    fn at_text(&self, at: usize) -> Option<&Record> {
        let after = self
            .laid
            .partition_point(|(start, _)| *start as usize <= at);
        let (_, index) = self.laid.get(after.checked_sub(1)?)?;
        self.nodes.get(*index as usize)
    }
}

impl<'t> Node<'t> {
    fn record(self) -> &'t Record {
        &self.tree.nodes[self.index as usize]
    }

    /// The name without its prefix.
    pub(crate) fn name(self) -> &'t str {
        self.tree.slice(self.record().name)
    }

    /// The text of an element without children, or of an attribute, trimmed.
    pub(crate) fn value(self) -> &'t str {
        trimmed(self.tree.slice(self.record().value))
    }

    /// The line and column at which it begins.
    pub(crate) fn place(self) -> (u32, u32) {
        self.tree.place(self.record())
    }

    /// The place, as the element with a number in a list.
    pub(crate) fn spot(self, parent: &str, index: u32) -> Spot<'_> {
        let (line, column) = self.place();
        Spot {
            line,
            column,
            parent,
            index,
        }
    }

    /// Whether no element is in it.
    pub(crate) fn is_leaf(self) -> bool {
        // Attributes come before elements.
        let last = self.record().last;
        last == 0 || self.tree.nodes[last as usize].attribute
    }

    /// Everything directly in it: attributes first.
    fn all(self) -> impl Iterator<Item = Node<'t>> {
        let tree = self.tree;
        let mut next = self.record().first;
        std::iter::from_fn(move || {
            let index = (next != 0).then_some(next)?;
            next = tree.nodes[index as usize].next;
            Some(Node { tree, index })
        })
    }

    /// The elements directly in it.
    pub(crate) fn elements(self) -> impl Iterator<Item = Node<'t>> {
        self.all().filter(|node| !node.record().attribute)
    }

    /// The elements of that name directly in it.
    pub(crate) fn each(self, name: &str) -> impl Iterator<Item = Node<'t>> {
        self.elements().filter(move |node| node.name() == name)
    }

    /// The first element of that name directly in it.
    pub(crate) fn child(self, name: &str) -> Option<Node<'t>> {
        self.each(name).next()
    }

    /// The text of the first element of that name.
    pub(crate) fn text(self, name: &str) -> Option<&'t str> {
        self.child(name).map(Node::value)
    }

    /// The attributes of the element.
    pub(crate) fn attributes(self) -> impl Iterator<Item = Node<'t>> {
        self.all().filter(|node| node.record().attribute)
    }

    /// The value of an attribute.
    pub(crate) fn attribute(self, name: &str) -> Option<&'t str> {
        let mut attributes = self.attributes();
        attributes.find(|node| node.name() == name).map(Node::value)
    }
}

impl Locate for Tree {
    fn locate(&self, value: &str) -> Location {
        let within = |text: &str| {
            let at = (value.as_ptr() as usize).checked_sub(text.as_ptr() as usize);
            at.filter(|at| *at < text.len())
        };
        let find = |text: &str| {
            let near = &text.as_bytes()[..text.len().min(SOUGHT)];
            memchr::memmem::find(near, value.as_bytes())
        };
        let node = match (within(&self.piece), within(&self.text)) {
            (Some(at), _) => self.at_piece(at),
            (None, Some(at)) => self.at_text(at),
            (None, None) => match find(&self.piece) {
                Some(at) => self.at_piece(at),
                None => find(&self.text).and_then(|at| self.at_text(at)),
            },
        };
        let (line, column) = node.map_or((0, 0), |node| self.place(node));
        Location {
            line: Some(line).filter(|line| *line > 0),
            column: Some(column).filter(|column| *column > 0),
            ..Location::default()
        }
    }
}

/// Trees are bounded far below 4 GiB.
fn offset(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
