//! Signs of vendors that a document shows, as many as fit.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use crate::denylist::model::Attribution;
use crate::diagnostic::Diagnostic;
use crate::matching::attribution::Seen;
use crate::matching::index::Index;
use crate::matching::sign::Target;

/// Signs that are held of one document: each takes a kilobyte once it is part of a finding.
const MOST: usize = 400_000;
/// Signs of one vendor that flow from one party, identifier or file to what it belongs to.
const FLOWING: usize = 8;

/// Signs by the subject on which they were seen.
#[derive(Default)]
pub(super) struct Hits {
    held: Vec<(u32, Seen)>,
    omitted: u64,
}

impl Hits {
    pub(super) fn push(&mut self, subject: u32, seen: Seen) {
        if self.held.len() < MOST {
            self.held.push((subject, seen));
        } else {
            self.omitted += 1;
        }
    }

    /// What was seen on each of some subjects, the strongest signs of each vendor: what flows is multiplied.
    pub(super) fn flowing_from(
        &self,
        index: &Index<'_>,
        is_wanted: impl Fn(u32) -> bool,
    ) -> HashMap<u32, Vec<Seen>> {
        let mut by_subject: HashMap<u32, Vec<Seen>> = HashMap::new();
        for (subject, seen) in self.held.iter().filter(|(subject, _)| is_wanted(*subject)) {
            by_subject.entry(*subject).or_default().push(seen.clone());
        }
        for seen in by_subject.values_mut() {
            keep_strongest(seen, |target| {
                (!index.is_verified(target), index.relation(target))
            });
        }
        by_subject
    }

    /// All of them, and what is to be said of those that did not fit.
    pub(super) fn take(&mut self) -> (Vec<(u32, Seen)>, Option<Diagnostic>) {
        let Self { held, omitted } = std::mem::take(self);
        let remark = (omitted > 0).then(|| {
            let message = format!(
                "the document shows more than {MOST} signs of listed vendors; {omitted} further ones were not looked at"
            );
            Diagnostic::error("too-many-signs", message)
                .help("check its parts one by one: what stands near its end may not be among the findings")
        });
        (held, remark)
    }
}

/// Of signs that support the same, those with the lowest rank are kept.
fn keep_strongest<R: Ord>(seen: &mut Vec<Seen>, rank: impl Fn(Target) -> R) {
    if seen.len() <= FLOWING {
        return;
    }
    seen.sort_by_key(|Seen { sign, doubtful, .. }| {
        let at_most = match doubtful {
            true => Attribution::Indicated,
            false => Attribution::Confirmed,
        };
        let attribution = Reverse(sign.attribution.min(at_most));
        (
            sign.target.vendor,
            attribution,
            *doubtful,
            rank(sign.target),
        )
    });
    let mut identities = BTreeSet::new();
    let mut of_vendor = (None, 0);
    seen.retain(|seen| {
        let target = seen.sign.target;
        if of_vendor.0 != Some(target.vendor) {
            of_vendor = (Some(target.vendor), 0);
        }
        let is_kept = of_vendor.1 < FLOWING && identities.insert((target, seen.sign.kind));
        of_vendor.1 += usize::from(is_kept);
        is_kept
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::sign::{Entry, Kind, Sign};
    use crate::source::Location;

    fn seen(vendor: u32, identity: u32, attribution: Attribution) -> Seen {
        Seen {
            sign: Sign {
                target: Target {
                    vendor,
                    entry: Entry::Identity(identity),
                },
                kind: Kind::Copyright,
                attribution,
                value: String::new(),
            },
            field: String::new(),
            doubtful: false,
            location: Location::default(),
        }
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let mut hits = Hits::default();
        let one = seen(0, 0, Attribution::Indicated);
        for subject in 0..400_002 {
            hits.push(subject, one.clone());
        }
        let (held, remark) = hits.take();
        assert_eq!(held.len(), MOST);
        let message = remark.expect("two did not fit").message;
        assert!(
            message.contains("400000") && message.contains("; 2 further"),
            "{message}"
        );
        assert!(hits.take().1.is_none());
    }

    #[test]
    fn the_strongest_signs_of_each_vendor_flow() {
        let mut held = Vec::new();
        for identity in 0..20 {
            held.push(seen(0, identity, Attribution::Indicated));
            held.push(seen(0, 3, Attribution::Indicated));
        }
        held.push(seen(0, 20, Attribution::Declared));
        held.push(seen(1, 0, Attribution::Contributor));
        keep_strongest(&mut held, |target| target.entry != Entry::Identity(19));
        let of_vendor = |vendor| {
            let signs = held.iter().map(|seen| &seen.sign);
            signs.filter(move |sign| sign.target.vendor == vendor)
        };
        let first: Vec<_> = of_vendor(0).map(|sign| sign.target.entry).collect();
        assert_eq!(first.len(), FLOWING);
        assert_eq!(first[..2], [Entry::Identity(20), Entry::Identity(19)]);
        let third = first.iter().filter(|entry| **entry == Entry::Identity(3));
        assert_eq!(third.count(), 1);
        assert_eq!(of_vendor(1).count(), 1);
    }
}
