//! The register of who published what was read.

use foldhash::fast::RandomState;
use hashbrown::HashMap;

use crate::matching::{Publisher, PublisherKind, PublisherResult};

/// Publishers that are counted by name; a hostile document could name millions.
const MOST: usize = 100_000;
/// Publishers that one report shows.
const SHOWN: usize = 2_000;
/// The number of every publisher beyond [`MOST`].
const BEYOND: u32 = u32::MAX;

/// Counts of components by publisher.
#[derive(Default)]
pub(crate) struct Register {
    numbers: HashMap<(PublisherKind, Box<str>), u32, RandomState>,
    entries: Vec<Entry>,
    beyond: u64,
}

struct Entry {
    components: u64,
    last: Option<u32>,
    listed: bool,
}

impl Register {
    /// The number of a publisher; one number stands for all those beyond [`MOST`].
    pub(crate) fn number(&mut self, kind: PublisherKind, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(&Borrowed((kind, name))) {
            return *number;
        }
        let Some(number) = u32::try_from(self.entries.len())
            .ok()
            .filter(|_| self.entries.len() < MOST)
        else {
            return BEYOND;
        };
        self.numbers.insert((kind, name.into()), number);
        self.entries.push(Entry {
            components: 0,
            last: None,
            listed: false,
        });
        number
    }

    /// One mark of a component names the publisher with this number.
    pub(crate) fn count(&mut self, subject: u32, number: u32, listed: bool) {
        let Some(entry) = self.entries.get_mut(number as usize) else {
            self.beyond += 1;
            return;
        };
        if entry.last != Some(subject) {
            entry.components += 1;
            entry.last = Some(subject);
        }
        entry.listed |= listed;
    }

    /// The publishers, most components first, and how many were left out. Listed ones are always shown.
    pub(crate) fn finish(self, near: &dyn Fn(&str) -> bool) -> (Vec<Publisher>, u64) {
        let counted = self
            .numbers
            .into_iter()
            .filter_map(|((kind, name), number)| {
                // A publisher that only parts without a judgement of their own name has no component.
                let entry = self.entries.get(number as usize)?;
                entry.last.map(|_| (kind, name, entry))
            });
        let mut all: Vec<Publisher> = counted
            .map(|(kind, name, entry)| Publisher {
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
