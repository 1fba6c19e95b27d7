//! What is kept of every subject, in a few dozen bytes.
//!
//! Evidence may reach a component at the end of a document, through an edge
//! from a supplier that was declared last; then its name, purl and place must
//! still be known. A million of them must fit: texts share one arena, a
//! reference that equals the purl is kept once, and so is a name that the purl
//! repeats.

mod arena;

use foldhash::fast::RandomState;
use hashbrown::{HashMap, HashTable};
use std::hash::BuildHasher as _;

use crate::inventory::{Inclusion, Role, Subject, SubjectId};
use crate::matching::sign::Coverage;
use crate::matching::store::arena::{Arena, Place};
use crate::source::{Location, Spot};

/// Every subject of one document.
#[derive(Default)]
pub(crate) struct Store {
    records: Vec<Record>,
    texts: Arena,
    by_reference: HashTable<Place>,
    hasher: RandomState,
    /// The subject from which the last edge came: the next comes from it as well or from the one
    /// after it, since documents list dependencies in the order of components.
    current: u32,
    parents: Vec<Box<str>>,
    parent_ids: HashMap<Box<str>, u32, RandomState>,
    last_parent: u32,
}

/// What is kept of one subject.
#[derive(Clone, Copy)]
pub(crate) struct Record {
    place: Place,
    line: u32,
    column: u32,
    parent: u32,
    index: u32,
    /// `None` for a reference that was used and not (yet) declared.
    pub(crate) role: Option<Role>,
    pub(crate) inclusion: Inclusion,
    /// Whether a subject before it has the same reference.
    repeats: bool,
    pub(crate) coverage: Coverage,
    pub(crate) foreign_repository: bool,
    pub(crate) elsewhere: bool,
}

/// The texts of one subject.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Texts<'a> {
    pub(crate) reference: &'a str,
    pub(crate) purl: Option<&'a str>,
    pub(crate) group: Option<&'a str>,
    pub(crate) name: &'a str,
    pub(crate) version: Option<&'a str>,
}

impl Store {
    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.records.len())
            .expect("no document reaches four thousand million subjects")
    }

    pub(crate) fn record(&self, id: u32) -> &Record {
        &self.records[id as usize]
    }

    pub(crate) fn record_mut(&mut self, id: u32) -> &mut Record {
        &mut self.records[id as usize]
    }

    /// The subject with this reference, made if need be.
    pub(crate) fn refer(&mut self, reference: &str) -> SubjectId {
        for likely in [self.current, self.current.saturating_add(1)] {
            if self.is_called(likely, reference) {
                return SubjectId(likely);
            }
        }
        if let Some(id) = self.find(reference) {
            return SubjectId(id);
        }
        let texts = Texts {
            reference,
            ..Texts::default()
        };
        let id = self.push(&texts, None, Inclusion::Required, Spot::default());
        self.insert(reference, id);
        SubjectId(id)
    }

    /// No reference is looked for any more.
    pub(crate) fn seal(&mut self) {
        self.by_reference = HashTable::new();
    }

    fn is_called(&self, id: u32, reference: &str) -> bool {
        let record = self.records.get(id as usize);
        let first = record.filter(|record| !record.repeats && !reference.is_empty());
        first.is_some_and(|record| self.texts.reference(record.place) == reference.as_bytes())
    }

    /// An edge comes from this subject.
    pub(crate) fn leave(&mut self, id: u32) {
        self.current = id;
    }

    /// Declare a subject; true if another with the same reference was declared before.
    pub(crate) fn declare(&mut self, subject: &Subject<'_>) -> (SubjectId, bool) {
        let texts = Texts {
            reference: subject.reference,
            purl: subject.purl,
            group: subject.group,
            name: subject.name,
            version: subject.version,
        };
        let known = if subject.reference.is_empty() {
            None
        } else {
            self.find(subject.reference)
        };
        match known {
            Some(id) if self.records[id as usize].role.is_none() => {
                let earlier = self.records[id as usize].place;
                let place = self.texts.write(id, &texts, Some(earlier));
                let parent = self.intern(subject.at.parent);
                let Spot {
                    line,
                    column,
                    index,
                    ..
                } = subject.at;
                let record = &mut self.records[id as usize];
                *record = Record {
                    place,
                    line,
                    column,
                    parent,
                    index,
                    role: Some(subject.role),
                    inclusion: subject.inclusion,
                    ..*record
                };
                (SubjectId(id), false)
            }
            known => {
                let id = self.push(&texts, Some(subject.role), subject.inclusion, subject.at);
                self.record_mut(id).repeats = known.is_some();
                if known.is_none() && !subject.reference.is_empty() {
                    self.insert(subject.reference, id);
                }
                (SubjectId(id), known.is_some())
            }
        }
    }

    pub(crate) fn location(&self, id: u32) -> Location {
        let record = self.record(id);
        let parent = self
            .parents
            .get(record.parent as usize)
            .map_or("", AsRef::as_ref);
        Spot {
            line: record.line,
            column: record.column,
            parent,
            index: record.index,
        }
        .to_location()
    }

    pub(crate) fn texts(&self, id: u32) -> Texts<'_> {
        self.texts.texts(self.record(id).place)
    }

    fn find(&self, reference: &str) -> Option<u32> {
        let is_it = |place: &Place| self.texts.reference(*place) == reference.as_bytes();
        let hash = self.hasher.hash_one(reference.as_bytes());
        let place = self.by_reference.find(hash, is_it)?;
        Some(self.texts.at(*place).number())
    }

    fn insert(&mut self, reference: &str, id: u32) {
        let Self {
            records,
            texts,
            hasher,
            ..
        } = self;
        let rehash = |place: &Place| hasher.hash_one(texts.reference(*place));
        let hash = hasher.hash_one(reference.as_bytes());
        self.by_reference
            .insert_unique(hash, records[id as usize].place, rehash);
    }

    fn push(
        &mut self,
        texts: &Texts<'_>,
        role: Option<Role>,
        inclusion: Inclusion,
        at: Spot<'_>,
    ) -> u32 {
        let id = self.len();
        let place = self.texts.write(id, texts, None);
        let parent = self.intern(at.parent);
        let Spot {
            line,
            column,
            index,
            ..
        } = at;
        self.records.push(Record {
            place,
            line,
            column,
            parent,
            index,
            role,
            inclusion,
            repeats: false,
            coverage: Coverage::default(),
            foreign_repository: false,
            elsewhere: false,
        });
        id
    }

    fn intern(&mut self, parent: &str) -> u32 {
        // References that nobody declared yet have no parent, and comparing nothing with nothing takes
        // some processors long.
        let is_it =
            |last: &str| last.len() == parent.len() && (parent.is_empty() || last == parent);
        let last = self.parents.get(self.last_parent as usize);
        if last.is_some_and(|last| is_it(last)) {
            return self.last_parent;
        }
        let next = u32::try_from(self.parents.len()).unwrap_or(u32::MAX);
        let id = *self.parent_ids.entry(parent.into()).or_insert(next);
        if id == next {
            self.parents.push(parent.into());
        }
        self.last_parent = id;
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::Class;

    fn subject<'a>(
        reference: &'a str,
        purl: Option<&'a str>,
        name: &'a str,
        version: Option<&'a str>,
    ) -> Subject<'a> {
        Subject {
            reference,
            role: Role::Component,
            class: Class::Library,
            inclusion: Inclusion::Required,
            group: None,
            name,
            version,
            purl,
            licenses: None,
            at: Spot {
                line: 3,
                column: 5,
                parent: "/components",
                index: 7,
            },
        }
    }

    #[test]
    fn what_goes_in_comes_out() {
        let mut store = Store::default();
        let cases = [
            subject("pkg:cargo/a@1", Some("pkg:cargo/a@1"), "a", Some("1")),
            subject("SPDXRef-b", Some("pkg:npm/%40s/b@2?x=y"), "b", Some("2")),
            subject("", None, "c", None),
            subject("d", Some("pkg:cargo/d@1"), "D", Some("1")),
        ];
        for case in &cases {
            let (id, twice) = store.declare(case);
            assert!(!twice);
            let texts = store.texts(id.0);
            assert_eq!(
                (texts.reference, texts.purl, texts.name, texts.version),
                (case.reference, case.purl, case.name, case.version)
            );
            assert_eq!(
                store.location(id.0).pointer.as_deref(),
                Some("/components/7")
            );
        }
    }

    #[test]
    fn a_reference_used_early_is_declared_once() {
        let mut store = Store::default();
        let early = store.refer("x");
        assert_eq!(
            store.declare(&subject("x", None, "x", None)),
            (early, false)
        );
        let (second, twice) = store.declare(&subject("x", None, "x", None));
        assert!(twice && second != early);
        assert_eq!(store.refer("x"), early);
        store.leave(second.0);
        assert_eq!(store.refer("x"), early);
    }
}
