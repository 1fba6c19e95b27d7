//! The names of packages that some entry decides by.

use std::hash::{BuildHasher as _, Hasher as _};

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use crate::matching::stem::{LONGEST_FOLDED, folded, folded_whole, last_segment};

/// Folded names of packages, by their hashes: a name that has one of them by chance is looked at whole, no more.
#[derive(Debug, Default)]
pub(super) struct Hashes {
    table: HashTable<u64>,
    hasher: RandomState,
}

impl Hashes {
    pub(super) fn add(&mut self, path: &str) {
        let name = last_segment(path);
        let mut buffer = [0; LONGEST_FOLDED];
        let hash = match folded(name.as_bytes(), &mut buffer) {
            Some(folded) => self.hash(folded),
            None => self.hash(&folded_whole(name)),
        };
        self.table.insert_unique(hash, hash, |hash| *hash);
    }

    pub(super) fn contains(&self, folded: &[u8]) -> bool {
        let hash = self.hash(folded);
        self.table.find(hash, |known| *known == hash).is_some()
    }

    fn hash(&self, folded: &[u8]) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        hasher.write(folded);
        hasher.finish()
    }
}
