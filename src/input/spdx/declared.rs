//! Elements that are named without being declared.
//!
//! Where an encoding has no end mark, that tells a document cut between two elements.

use std::hash::BuildHasher as _;

use foldhash::fast::RandomState;
use hashbrown::HashSet;

/// Identifiers, mostly by their hashes: a document may have millions of them.
pub(crate) struct Declared {
    declared: HashSet<u64, RandomState>,
    hasher: RandomState,
    /// The one that was found declared last: relationships of one element stand together.
    last: Option<u64>,
    /// The same as text, each between two line breaks.
    ids: String,
    /// With the lines where they were named.
    named: Vec<(u64, u32)>,
}

impl Default for Declared {
    fn default() -> Self {
        Self {
            declared: HashSet::default(),
            hasher: RandomState::default(),
            last: None,
            ids: "\n".to_owned(),
            named: Vec::new(),
        }
    }
}

impl Declared {
    pub(crate) fn declare(&mut self, id: &str) {
        if self.declared.insert(self.hash(id)) {
            self.ids.push_str(id);
            self.ids.push('\n');
        }
    }

    /// An identifier in a relationship. What is another document's, or the document itself, needs no element.
    pub(crate) fn name(&mut self, id: &str, line: u32) {
        let key = self.hash(id);
        if Some(key) == self.last || !is_element(id) {
            return;
        }
        if self.declared.contains(&key) {
            self.last = Some(key);
        } else {
            self.named.push((key, line));
        }
    }

    /// Whether an identifier is that of an element which has not been declared so far.
    pub(crate) fn lacks(&self, id: &str) -> bool {
        is_element(id) && !self.declared.contains(&self.hash(id))
    }

    /// Whether an element of this identifier stood above, and no other of which this one may be
    /// the beginning: `SPDXRef-1` may have been `SPDXRef-12`.
    pub(crate) fn has_whole(&self, id: &str) -> bool {
        let beginning = format!("\n{id}");
        let mut longer = memchr::memmem::find_iter(self.ids.as_bytes(), beginning.as_bytes());
        self.declared.contains(&self.hash(id))
            && longer.all(|at| self.ids.as_bytes().get(at + beginning.len()) == Some(&b'\n'))
    }

    fn hash(&self, id: &str) -> u64 {
        self.hasher.hash_one(id)
    }

    /// The line of the first element that was named and not declared anywhere.
    pub(crate) fn missing(&self) -> Option<u32> {
        let mut named = self.named.iter();
        named
            .find(|(id, _)| !self.declared.contains(id))
            .map(|(_, line)| *line)
    }
}

/// Whether an identifier is that of an element of the same document.
fn is_element(id: &str) -> bool {
    id.starts_with("SPDXRef-") && id != "SPDXRef-DOCUMENT"
}
