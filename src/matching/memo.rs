//! What stems said before.

use std::hash::{BuildHasher as _, Hasher as _};

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use crate::matching::sign::Coverage;
use crate::matching::stem::{Sort, Stem};

/// Stems that are remembered at a time.
const MOST: usize = 1 << 16;

/// What marks with one stem say, where none of them meets an identity.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known {
    pub(crate) coverage: Coverage,
    pub(crate) foreign_repository: bool,
    pub(crate) elsewhere: bool,
    /// The number of the publisher in the register.
    pub(crate) publisher: Option<u32>,
}

/// Answers without signs, by stem. Once full it begins anew, so that a long document keeps its own.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    entries: HashTable<Entry>,
    hasher: RandomState,
}

#[derive(Debug)]
struct Entry {
    sort: Sort,
    personal: bool,
    text: Box<str>,
    known: Known,
}

impl Memo {
    /// What a stem said before; the same name says other things where it is said to be a person's.
    pub(crate) fn get(&self, stem: Stem<'_>, personal: bool) -> Option<Known> {
        let is_it = |entry: &Entry| {
            (entry.sort, entry.personal) == (stem.sort, personal) && *entry.text == *stem.text
        };
        let entry = self.entries.find(hash(&self.hasher, stem.text), is_it)?;
        Some(entry.known)
    }

    /// Keep what a stem says that was not known before.
    pub(crate) fn keep(&mut self, stem: Stem<'_>, personal: bool, known: Known) {
        if self.entries.len() >= MOST {
            self.entries.clear();
        }
        let Self { entries, hasher } = self;
        let entry = Entry {
            sort: stem.sort,
            personal,
            text: stem.text.into(),
            known,
        };
        entries.insert_unique(hash(hasher, stem.text), entry, |entry| {
            hash(hasher, &entry.text)
        });
    }
}

/// The text alone: few texts are stems of several sorts.
fn hash(hasher: &RandomState, text: &str) -> u64 {
    let mut hasher = hasher.build_hasher();
    hasher.write(text.as_bytes());
    hasher.finish()
}
