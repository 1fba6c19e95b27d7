//! Elements that are named without being declared.
//!
//! Where an encoding has no end mark, that tells a document cut between two elements.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Identifiers by their hashes: a document may have millions of them.
#[derive(Default)]
pub(crate) struct Declared {
    declared: HashSet<u64>,
    /// With the lines where they were named.
    named: Vec<(u64, u32)>,
}

impl Declared {
    pub(crate) fn declare(&mut self, id: &str) {
        self.declared.insert(hash(id));
    }

    /// An identifier in a relationship. What is another document's, or the document itself, needs no element.
    pub(crate) fn name(&mut self, id: &str, line: u32) {
        let key = hash(id);
        if is_element(id) && !self.declared.contains(&key) {
            self.named.push((key, line));
        }
    }

    /// Whether an element of this identifier stood above, and the identifier is no cut one:
    /// `SPDXRef-1` may have been `SPDXRef-12`, but one that ends in a hash is whole.
    pub(crate) fn has_whole(&self, id: &str) -> bool {
        let end = id.rsplit('-').next().unwrap_or_default();
        let is_hash = end.len() >= 12 && end.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hash && self.declared.contains(&hash(id))
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

fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}
