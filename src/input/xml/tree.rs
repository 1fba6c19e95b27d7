//! One element with all that is in it.

use std::cell::Cell;

use crate::input::blank::trimmed;
use crate::input::xml::lines::after;
use crate::inventory::Locate;
use crate::source::{Location, Spot};

/// An element, its attributes and descendants, in one piece of memory.
#[derive(Default)]
pub(crate) struct Tree {
    text: String,
    nodes: Vec<Record>,
    /// The elements that are not closed yet.
    open: Vec<usize>,
    /// The bytes from which elements without lines were read, and the place where they begin.
    piece: Vec<u8>,
    origin: (u32, u32),
    /// The offset and the place in them that were asked for last.
    asked: Cell<(usize, (u32, u32))>,
}

#[derive(Clone, Copy)]
struct Record {
    name: (u32, u32),
    value: (u32, u32),
    attribute: bool,
    first: u32,
    last: u32,
    next: u32,
    /// 0 for an element read from the piece: its column is its offset there then.
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
        self.nodes.clear();
        self.open.clear();
        self.piece.clear();
    }

    /// Hold what another holds.
    pub(crate) fn copy(&mut self, other: &Self) {
        self.text.clone_from(&other.text);
        self.nodes.clone_from(&other.nodes);
        self.open.clone_from(&other.open);
        self.settle(&other.piece, other.origin);
    }

    /// Elements without lines were read from these bytes, which begin at a place. Few are asked where
    /// they stand, so lines are counted then.
    pub(crate) fn settle(&mut self, piece: &[u8], origin: (u32, u32)) {
        self.piece.clear();
        self.piece.extend_from_slice(piece);
        self.origin = origin;
        self.asked.set((0, origin));
    }

    /// The line and column of an element or attribute.
    fn place(&self, record: &Record) -> (u32, u32) {
        if record.line > 0 {
            return (record.line, record.column);
        }
        let offset = (record.column as usize).min(self.piece.len());
        let (from, place) = match self.asked.get() {
            (from, place) if from <= offset => (from, place),
            _ => (0, self.origin),
        };
        let place = after(place, &self.piece[from..offset]);
        self.asked.set((offset, place));
        place
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
        let index = self.push(name, "", false, (line, column));
        self.open.push(index);
    }

    pub(crate) fn attribute(&mut self, name: &str, value: &str) {
        let place = self.open.last().map_or((0, 0), |parent| {
            (self.nodes[*parent].line, self.nodes[*parent].column)
        });
        self.push(name, value, true, place);
    }

    pub(crate) fn text(&mut self, text: &str) {
        let Some(index) = self.open.last() else {
            return;
        };
        let start = offset(self.text.len());
        let value = &mut self.nodes[*index].value;
        if value.1 != start {
            if trimmed(text).is_empty() {
                return;
            }
            *value = (start, start);
        }
        self.text.push_str(text);
        value.1 = offset(self.text.len());
    }

    /// Whether the element that is open has text which further text goes on from.
    pub(crate) fn has_text(&self) -> bool {
        let open = self.open.last();
        open.is_some_and(|index| self.nodes[*index].value.1 == offset(self.text.len()))
    }

    /// Keep the element that is open, and nobody will find it.
    pub(crate) fn forget_name(&mut self) {
        if let Some(index) = self.open.last() {
            self.nodes[*index].name.1 = self.nodes[*index].name.0;
        }
    }

    pub(crate) fn close(&mut self) {
        self.open.pop();
    }

    fn push(&mut self, name: &str, value: &str, attribute: bool, place: (u32, u32)) -> usize {
        let start = offset(self.text.len());
        self.text.push_str(name);
        let middle = offset(self.text.len());
        self.text.push_str(value);
        let end = offset(self.text.len());
        let index = self.nodes.len();
        self.nodes.push(Record {
            name: (start, middle),
            value: (middle, end),
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

    /// The element itself.
    pub(crate) fn root(&self) -> Option<Node<'_>> {
        (!self.nodes.is_empty()).then_some(Node {
            tree: self,
            index: 0,
        })
    }

    fn slice(&self, (start, end): (u32, u32)) -> &str {
        self.text
            .get(start as usize..end as usize)
            .unwrap_or_default()
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

    /// Whether it has neither attributes nor elements.
    pub(crate) fn is_leaf(self) -> bool {
        self.record().first == 0
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

    /// The value of an attribute.
    pub(crate) fn attribute(self, name: &str) -> Option<&'t str> {
        self.all()
            .find(|node| node.record().attribute && node.name() == name)
            .map(Node::value)
    }
}

impl Locate for Tree {
    fn locate(&self, value: &str) -> Location {
        let within = (value.as_ptr() as usize)
            .checked_sub(self.text.as_ptr() as usize)
            .filter(|at| *at < self.text.len())
            .or_else(|| memchr::memmem::find(self.text.as_bytes(), value.as_bytes()));
        // Names are laid down in the order of the nodes, each before its value.
        let node = within
            .map(|at| {
                self.nodes
                    .partition_point(|node| node.name.0 as usize <= at)
            })
            .and_then(|after| self.nodes.get(after.checked_sub(1)?));
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
