//! Entries of the lists, by a text.

use foldhash::fast::RandomState;
use hashbrown::HashMap;

use crate::matching::sign::Target;

/// Entries by what is compared of them.
#[derive(Default)]
pub(super) struct Entries<'d>(HashMap<&'d str, Targets, RandomState>);

/// The entries under one text: nearly always one.
enum Targets {
    One([Target; 1]),
    Several(Vec<Target>),
}

impl Targets {
    fn push(&mut self, target: Target) {
        match self {
            Self::One([first]) => *self = Self::Several(vec![*first, target]),
            Self::Several(targets) => targets.push(target),
        }
    }
}

impl<'d> Entries<'d> {
    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self(HashMap::with_capacity_and_hasher(
            capacity,
            RandomState::default(),
        ))
    }

    pub(super) fn push(&mut self, text: &'d str, target: Target) {
        self.0
            .entry(text)
            .and_modify(|targets| targets.push(target))
            .or_insert(Targets::One([target]));
    }

    /// The entries under a text, in the order of the lists.
    pub(super) fn get(&self, text: &str) -> &[Target] {
        match self.0.get(text) {
            None => &[],
            Some(Targets::One(target)) => target,
            Some(Targets::Several(targets)) => targets,
        }
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.keys().copied()
    }
}
