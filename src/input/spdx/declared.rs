//! Elements that are named without being declared.
//!
//! Where an encoding has no end mark, that tells a document cut between two elements.

use std::hash::BuildHasher as _;

use foldhash::fast::RandomState;
use hashbrown::HashSet;

use crate::inventory::SubjectId;

/// Hashes that are not sorted yet.
const RECENT: usize = 1 << 15;

/// Identifiers, mostly by their hashes: a document may have millions of them.
#[derive(Default)]
pub(crate) struct Declared {
    declared: Hashes,
    hasher: RandomState,
    /// The one that was found declared last: relationships of one element stand together.
    last: Option<u64>,
    texts: Texts,
    /// With the lines where they were named.
    named: Vec<(u64, u32)>,
    /// Subjects that were told of elements, one bit each.
    told: Vec<u64>,
}

impl Declared {
    pub(crate) fn declare(&mut self, id: &str) {
        self.declared.insert(self.hash(id));
        self.texts.push(id);
    }

    /// The subject of an element that is declared.
    pub(crate) fn tell(&mut self, id: SubjectId) {
        let (word, bit) = place(id);
        if self.told.len() <= word {
            self.told.resize(word + 1, 0);
        }
        self.told[word] |= bit;
    }

    /// Whether a subject is one of those: to ask takes less than for its identifier.
    pub(crate) fn is_told(&self, id: SubjectId) -> bool {
        let (word, bit) = place(id);
        self.told.get(word).is_some_and(|word| word & bit != 0)
    }

    /// An identifier in a relationship. What is another document's, or the document itself, needs no element.
    pub(crate) fn name(&mut self, id: &str, line: u32) {
        let key = self.hash(id);
        if Some(key) == self.last || !is_element(id) {
            return;
        }
        if self.declared.contains(key) {
            self.last = Some(key);
        } else {
            self.named.push((key, line));
        }
    }

    /// Whether an identifier is that of an element which has not been declared so far.
    pub(crate) fn lacks(&self, id: &str) -> bool {
        is_element(id) && !self.declared.contains(self.hash(id))
    }

    /// The line of the first element that was named and not declared anywhere.
    pub(crate) fn missing(&self) -> Option<u32> {
        let named = self.named.iter();
        let missing = named.filter(|(id, _)| !self.declared.contains(*id));
        missing.map(|(_, line)| *line).min()
    }

    /// Whether an element of this identifier stood above, and no other of which this one may be
    /// the beginning: `SPDXRef-1` may have been `SPDXRef-12`.
    pub(crate) fn has_whole(&self, id: &str) -> bool {
        let is_longer = |other: &[u8]| other.len() > id.len() && other.starts_with(id.as_bytes());
        self.declared.contains(self.hash(id)) && !self.texts.any(is_longer)
    }

    fn hash(&self, id: &str) -> u64 {
        self.hasher.hash_one(id)
    }
}

/// Where the bit of a subject stands.
fn place(SubjectId(id): SubjectId) -> (usize, u64) {
    (id as usize / 64, 1 << (id % 64))
}

/// Whether an identifier is that of an element of the same document.
fn is_element(id: &str) -> bool {
    id.starts_with("SPDXRef-") && id != "SPDXRef-DOCUMENT"
}

/// A set of hashes in half the memory of a table.
#[derive(Default)]
struct Hashes {
    sorted: Vec<u64>,
    recent: HashSet<u64, RandomState>,
}

impl Hashes {
    fn contains(&self, hash: u64) -> bool {
        self.recent.contains(&hash) || self.sorted.binary_search(&hash).is_ok()
    }

    fn insert(&mut self, hash: u64) {
        self.recent.insert(hash);
        if self.recent.len() == RECENT {
            self.merge();
        }
    }

    /// Sort in what is recent, the largest first, each at its place behind all that are smaller.
    fn merge(&mut self) {
        let mut recent: Vec<u64> = self.recent.drain().collect();
        recent.sort_unstable();
        let (mut left, mut free) = (self.sorted.len(), self.sorted.len() + recent.len());
        self.sorted.resize(free, 0);
        for hash in recent.into_iter().rev() {
            while left > 0 && self.sorted[left - 1] > hash {
                (left, free) = (left - 1, free - 1);
                self.sorted[free] = self.sorted[left];
            }
            free -= 1;
            self.sorted[free] = hash;
        }
    }
}

/// The first lines of identifiers, in few bytes: those that stand together begin alike.
#[derive(Default)]
struct Texts {
    /// Of each, how many bytes it shares with the one before, the others, and a line break.
    bytes: Vec<u8>,
    last: Vec<u8>,
}

impl Texts {
    fn push(&mut self, id: &str) {
        let id = id.lines().next().unwrap_or_default().as_bytes();
        let alike = self.last.iter().zip(id).take_while(|(a, b)| a == b);
        let n_alike = u8::try_from(alike.count()).unwrap_or(u8::MAX);
        let rest = &id[usize::from(n_alike)..];
        self.bytes.push(n_alike);
        self.bytes.extend_from_slice(rest);
        self.bytes.push(b'\n');
        self.last.truncate(usize::from(n_alike));
        self.last.extend_from_slice(rest);
    }

    fn any(&self, is_it: impl Fn(&[u8]) -> bool) -> bool {
        let (mut id, mut bytes) = (Vec::new(), self.bytes.as_slice());
        while let [n_alike, rest @ ..] = bytes {
            let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            id.truncate(usize::from(*n_alike));
            id.extend_from_slice(&rest[..end]);
            if is_it(&id) {
                return true;
            }
            bytes = rest.get(end + 1..).unwrap_or_default();
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_found_however_they_are_spread() {
        let even = |number: u64| number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        for spread in [even as fn(u64) -> u64, |number| u64::MAX - number] {
            let mut hashes = Hashes::default();
            for number in (0..100_000).chain(0..1_000) {
                hashes.insert(spread(2 * number));
            }
            for number in 0..100_000 {
                assert!(hashes.contains(spread(2 * number)), "{number}");
                assert!(!hashes.contains(spread(2 * number + 1)), "{number}");
            }
        }
    }

    #[test]
    fn an_identifier_is_whole_where_no_other_goes_on_from_it() {
        let mut declared = Declared::default();
        let long = format!("SPDXRef-{}", "x".repeat(300));
        let longer = format!("{long}y");
        for id in [
            "SPDXRef-1",
            "SPDXRef-21",
            "SPDXRef-2",
            "SPDXRef-ä",
            "",
            &long,
            &longer,
        ] {
            declared.declare(id);
        }
        for (id, expected) in [
            ("SPDXRef-1", true),
            ("SPDXRef-2", false),
            ("SPDXRef-21", true),
            ("SPDXRef-", false),
            ("SPDXRef-ä", true),
            (long.as_str(), false),
            (longer.as_str(), true),
            ("", false),
            ("SPDXRef-3", false),
        ] {
            assert_eq!(declared.has_whole(id), expected, "{id}");
        }
    }

    #[test]
    fn what_is_named_is_missing_until_it_is_declared() {
        let mut declared = Declared::default();
        let id = |number: u32| format!("SPDXRef-{number}");
        for number in 0..80_000 {
            declared.name(&id(number), number);
            declared.name(&id(number / 2), number);
        }
        (0..80_000)
            .filter(|number| *number != 41_000)
            .for_each(|number| declared.declare(&id(number)));
        for other in ["SPDXRef-DOCUMENT", "DocumentRef-1:SPDXRef-2", "NONE"] {
            declared.name(other, 1);
        }
        assert_eq!(declared.missing(), Some(41_000));
        declared.declare(&id(41_000));
        assert_eq!(declared.missing(), None);
    }
}
