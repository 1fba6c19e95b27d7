//! The register of who published what was read.

use foldhash::fast::RandomState;
use hashbrown::HashMap;

use crate::matching::{Publisher, PublisherKind, PublisherResult};

/// Publishers that are counted by name; a hostile document could name millions.
const MOST: usize = 100_000;
/// Publishers that one report shows.
const SHOWN: usize = 2_000;

/// Counts of components by publisher.
#[derive(Default)]
pub(crate) struct Register {
    entries: HashMap<(PublisherKind, Box<str>), Entry, RandomState>,
    beyond: u64,
}

struct Entry {
    components: u64,
    last: u32,
    listed: bool,
}

impl Register {
    /// One mark of a component names a publisher.
    pub(crate) fn count(&mut self, subject: u32, kind: PublisherKind, name: &str, listed: bool) {
        let key = (kind, name);
        if let Some(entry) = self.entries.get_mut(&Borrowed(key)) {
            if entry.last != subject {
                entry.components += 1;
                entry.last = subject;
            }
            entry.listed |= listed;
        } else if self.entries.len() < MOST {
            self.entries.insert(
                (kind, name.into()),
                Entry {
                    components: 1,
                    last: subject,
                    listed,
                },
            );
        } else {
            self.beyond += 1;
        }
    }

    /// The publishers, most components first, and how many were left out. Listed ones are always shown.
    pub(crate) fn finish(self, near: &dyn Fn(&str) -> bool) -> (Vec<Publisher>, u64) {
        let mut all: Vec<Publisher> = self
            .entries
            .into_iter()
            .map(|((kind, name), entry)| Publisher {
                name: name.into(),
                kind,
                components: entry.components,
                result: if entry.listed {
                    PublisherResult::Listed
                } else {
                    PublisherResult::None
                },
            })
            .collect();
        all.sort_by(|a, b| {
            (b.result, b.components, &a.name, a.kind).cmp(&(
                a.result,
                a.components,
                &b.name,
                b.kind,
            ))
        });
        let listed = all
            .iter()
            .take_while(|publisher| publisher.result == PublisherResult::Listed)
            .count();
        let shown = all.len().min(SHOWN.max(listed));
        let omitted = self.beyond + (all.len() - shown) as u64;
        all.truncate(shown);
        for publisher in &mut all {
            if publisher.result == PublisherResult::None
                && publisher.kind == PublisherKind::Party
                && near(&publisher.name)
            {
                publisher.result = PublisherResult::Near;
            }
        }
        all.sort();
        (all, omitted)
    }
}

/// A key that borrows its name, hashed and compared like the owned one.
#[derive(Hash)]
struct Borrowed<'a>((PublisherKind, &'a str));

impl hashbrown::Equivalent<(PublisherKind, Box<str>)> for Borrowed<'_> {
    fn equivalent(&self, key: &(PublisherKind, Box<str>)) -> bool {
        self.0.0 == key.0 && self.0.1 == key.1.as_ref()
    }
}
