//! Connections to subjects of which the reference alone is known, told several at a time.
//!
//! A document names its subjects in any order, and each look-up leads to a place of memory of its
//! own: it takes less to wait for several of them together.

use crate::inventory::{Direction, Edge, SubjectId, Visitor};

/// Connections that wait, and the bytes of their references: few enough to stay at hand.
const MOST: usize = 64;
const LONGEST: usize = 16 << 10;

/// Connections in the order in which the document states them.
#[derive(Default)]
pub(crate) struct Waiting {
    /// The references, one behind another.
    text: String,
    connections: Vec<Connection>,
    ids: Vec<SubjectId>,
}

struct Connection {
    known: SubjectId,
    edge: Edge,
    direction: Direction,
    /// Where its reference ends.
    end: usize,
    line: u32,
}

impl Waiting {
    /// Let a connection of a known subject wait, which stands on a line. True where enough of them wait.
    #[must_use]
    pub(crate) fn push(
        &mut self,
        known: SubjectId,
        edge: Edge,
        direction: Direction,
        reference: &str,
        line: u32,
    ) -> bool {
        self.text.push_str(reference);
        let end = self.text.len();
        self.connections.push(Connection {
            known,
            edge,
            direction,
            end,
            line,
        });
        self.connections.len() >= MOST || end >= LONGEST
    }

    /// Tell all that wait, and hand on each reference with its subject and line.
    pub(crate) fn tell(
        &mut self,
        to: &mut dyn Visitor,
        mut told: impl FnMut(SubjectId, &str, u32),
    ) {
        let mut references = [""; MOST];
        let mut start = 0;
        for (reference, connection) in references.iter_mut().zip(&self.connections) {
            *reference = &self.text[start..connection.end];
            start = connection.end;
        }
        let references = &references[..self.connections.len()];
        self.ids.clear();
        to.refer_all(references, &mut self.ids);
        for ((connection, reference), id) in self.connections.iter().zip(references).zip(&self.ids)
        {
            let (from, other) = match connection.direction {
                Direction::Forth => (connection.known, *id),
                Direction::Back => (*id, connection.known),
            };
            to.edge(from, connection.edge, other);
            told(*id, reference, connection.line);
        }
        self.text.clear();
        self.connections.clear();
    }
}
