//! What stems said before.

use foldhash::fast::RandomState;
use hashbrown::{Equivalent, HashMap};

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
    known: HashMap<(Sort, Box<str>), Known, RandomState>,
}

impl Memo {
    pub(crate) fn get(&self, stem: Stem<'_>) -> Option<Known> {
        self.known.get(&Borrowed((stem.sort, stem.text))).copied()
    }

    pub(crate) fn keep(&mut self, stem: Stem<'_>, known: Known) {
        if self.known.len() >= MOST {
            self.known.clear();
        }
        self.known.insert((stem.sort, stem.text.into()), known);
    }
}

/// A key that borrows its text, hashed and compared like the owned one.
#[derive(Hash)]
struct Borrowed<'a>((Sort, &'a str));

impl Equivalent<(Sort, Box<str>)> for Borrowed<'_> {
    fn equivalent(&self, key: &(Sort, Box<str>)) -> bool {
        self.0.0 == key.0 && self.0.1 == key.1.as_ref()
    }
}
