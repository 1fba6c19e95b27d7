//! What is kept of every subject, in a few dozen bytes.
//!
//! Evidence may reach a component at the end of a document, through an edge
//! from a supplier that was declared last; then its name, purl and place must
//! still be known. A million of them must fit: texts share one arena, a
//! reference that equals the purl is kept once, and so is a name that the purl
//! repeats.

mod arena;

use std::borrow::Cow;
use std::hash::BuildHasher as _;
use std::hint;

use foldhash::fast::RandomState;
use hashbrown::{HashMap, HashTable};

use crate::identifier::is_of_registry;
use crate::inventory::{Inclusion, Role, Subject, SubjectId};
use crate::matching::sign::Coverage;
use crate::matching::store::arena::{Arena, Key, Place};
use crate::source::{Location, Spot};

/// References that are looked up together.
const TOGETHER: usize = 32;

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
    pub(crate) coverage: Coverage,
    flags: u8,
}

/// A subject before it has the same reference.
const REPEATS: u8 = 1;
const FOREIGN_REPOSITORY: u8 = 2;
const ELSEWHERE: u8 = 4;
const HAS_PURL: u8 = 8;
const OTHER_FILE: u8 = 16;

fn flags_of(texts: &Texts<'_>) -> u8 {
    let has_purl = texts.purl.is_some_and(is_of_registry) || is_of_registry(&texts.reference);
    HAS_PURL * u8::from(has_purl)
}

impl Record {
    /// Whether a repository is named that is not the vendor's.
    pub(crate) fn has_foreign_repository(&self) -> bool {
        self.flags & FOREIGN_REPOSITORY != 0
    }

    /// Whether it is said to come from elsewhere than its type's own registry.
    pub(crate) fn is_from_elsewhere(&self) -> bool {
        self.flags & ELSEWHERE != 0
    }

    /// Whether it is a component, or may become one, of which no package URL was told so far.
    pub(crate) fn lacks_purl(&self) -> bool {
        self.flags & HAS_PURL == 0 && matches!(self.role, None | Some(Role::Component))
    }

    /// A package URL says what it is, or what said so is none.
    pub(crate) fn set_purl(&mut self, has_purl: bool) {
        self.flags = (self.flags & !HAS_PURL) | (HAS_PURL * u8::from(has_purl));
    }

    /// Its file is that of a package in a registry which no list knows.
    pub(crate) fn set_other_file(&mut self) {
        self.flags |= OTHER_FILE;
    }

    /// Whether its file is that of a package in a registry which no list knows.
    pub(crate) fn has_other_file(&self) -> bool {
        self.flags & OTHER_FILE != 0
    }

    /// Whether a package URL says what it is, wherever it stands.
    pub(crate) fn has_purl(&self) -> bool {
        self.flags & HAS_PURL != 0
    }

    /// Add what a mark says.
    pub(crate) fn add(&mut self, coverage: Coverage, foreign_repository: bool, elsewhere: bool) {
        self.coverage.add(coverage);
        self.flags |= FOREIGN_REPOSITORY * u8::from(foreign_repository);
        self.flags |= ELSEWHERE * u8::from(elsewhere);
    }
}

/// The texts of one subject.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Texts<'a> {
    pub(crate) reference: Cow<'a, str>,
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
        let Some(key) = self.texts.key(reference) else {
            return self.refer_hashed(reference, None);
        };
        let mut likely = [self.current, self.current.saturating_add(1)].into_iter();
        match likely.find(|likely| self.is_called(*likely, key)) {
            Some(id) => {
                self.current = id;
                SubjectId(id)
            }
            None => self.refer_hashed(reference, Some((key, self.hasher.hash_one(key)))),
        }
    }

    /// The subjects with these references, each made if need be.
    pub(crate) fn refer_all(&mut self, references: &[&str], ids: &mut Vec<SubjectId>) {
        for references in references.chunks(TOGETHER) {
            let mut hashed = [None; TOGETHER];
            for (hashed, reference) in hashed.iter_mut().zip(references) {
                *hashed = self.hashed(reference);
            }
            self.look_ahead(&hashed);
            for (reference, hashed) in references.iter().zip(hashed) {
                ids.push(self.refer_hashed(reference, hashed));
            }
        }
    }

    /// Look at where subjects with these hashes would stand: none waits for another, so that memory is
    /// waited for about once, and everything is at hand when they are looked up.
    fn look_ahead(&self, hashed: &[Option<(Key<'_>, u64)>]) {
        let mut places = [None; TOGETHER];
        for (place, hashed) in places.iter_mut().zip(hashed) {
            *place = hashed.and_then(|(_, hash)| self.by_reference.find(hash, |_| true));
        }
        for place in places.into_iter().flatten() {
            hint::black_box(self.texts.first_byte(*place));
        }
    }

    /// The subject with this reference, whose key and hash may be known.
    fn refer_hashed(&mut self, reference: &str, hashed: Option<(Key<'_>, u64)>) -> SubjectId {
        let hashed = hashed.or_else(|| self.hashed(reference));
        if let Some(id) = hashed.and_then(|(key, hash)| self.find(key, hash)) {
            return SubjectId(id);
        }
        let texts = Texts {
            reference: reference.into(),
            ..Texts::default()
        };
        let id = self.push(&texts, None, Inclusion::Required, Spot::default());
        self.insert(id, hashed.map(|(_, hash)| hash));
        SubjectId(id)
    }

    fn hashed<'r>(&self, reference: &'r str) -> Option<(Key<'r>, u64)> {
        let key = self.texts.key(reference)?;
        Some((key, self.hasher.hash_one(key)))
    }

    /// No reference is looked for any more.
    pub(crate) fn seal(&mut self) {
        self.by_reference = HashTable::new();
    }

    fn is_called(&self, id: u32, key: Key<'_>) -> bool {
        let record = self.records.get(id as usize);
        let first = record.filter(|record| record.flags & REPEATS == 0 && !key.is_empty());
        first.is_some_and(|record| self.texts.reference(record.place) == key)
    }

    /// An edge comes from this subject.
    pub(crate) fn leave(&mut self, id: u32) {
        self.current = id;
    }

    /// Declare a subject; true if another with the same reference was declared before.
    pub(crate) fn declare(&mut self, subject: &Subject<'_>) -> (SubjectId, bool) {
        let texts = Texts {
            reference: subject.reference.into(),
            purl: subject.purl,
            group: subject.group,
            name: subject.name,
            version: subject.version,
        };
        let key = self.texts.key(subject.reference);
        let key = key.filter(|key| !key.is_empty());
        let hash = key.map(|key| self.hasher.hash_one(key));
        let known = key.zip(hash).and_then(|(key, hash)| self.find(key, hash));
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
                    flags: record.flags | flags_of(&texts),
                    ..*record
                };
                (SubjectId(id), false)
            }
            known => {
                let id = self.push(&texts, Some(subject.role), subject.inclusion, subject.at);
                if known.is_some() {
                    self.record_mut(id).flags |= REPEATS;
                } else if !subject.reference.is_empty() {
                    self.insert(id, hash);
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

    fn find(&self, key: Key<'_>, hash: u64) -> Option<u32> {
        let is_it = |place: &Place| self.texts.reference(*place) == key;
        let place = self.by_reference.find(hash, is_it)?;
        Some(self.texts.at(*place).number())
    }

    /// Let a subject be found by its reference, whose hash is known where its key was before it was written.
    fn insert(&mut self, id: u32, hash: Option<u64>) {
        let Self {
            records,
            texts,
            hasher,
            ..
        } = self;
        let of = |place: &Place| hasher.hash_one(texts.reference(*place));
        let place = records[id as usize].place;
        let hash = hash.unwrap_or_else(|| of(&place));
        self.by_reference.insert_unique(hash, place, of);
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
            coverage: Coverage::default(),
            flags: flags_of(texts),
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
            subject("https://example.com/s#e", None, "e", None),
            subject("https://example.com/s#", None, "f", None),
            subject(
                "https://example.com/e",
                Some("https://example.com/e"),
                "g",
                None,
            ),
        ];
        for case in &cases {
            let (id, twice) = store.declare(case);
            assert!(!twice);
            let texts = store.texts(id.0);
            assert_eq!(
                (
                    texts.reference.as_ref(),
                    texts.purl,
                    texts.name,
                    texts.version
                ),
                (case.reference, case.purl, case.name, case.version)
            );
            assert_eq!(
                store.location(id.0).pointer.as_deref(),
                Some("/components/7")
            );
        }
    }

    #[test]
    fn a_reference_is_found_however_many_namespaces_there_are() {
        let mut store = Store::default();
        let references: Vec<String> = (0..1_000)
            .map(|number| format!("https://example.com/{}/a#{number}", number % 100))
            .collect();
        let ids: Vec<SubjectId> = references.iter().map(|text| store.refer(text)).collect();
        for (reference, id) in references.iter().zip(ids) {
            assert_eq!(store.refer(reference), id);
            assert_eq!(store.texts(id.0).reference, *reference);
        }
        assert_eq!(store.len(), 1_000);
    }

    #[test]
    fn references_are_looked_up_together_as_one_by_one() {
        let references: Vec<String> = (0..200)
            .flat_map(|number| {
                let spread = number * 7 % 100;
                [
                    format!("pkg:cargo/a@{spread}"),
                    format!("https://example.com/{}#{spread}", spread % 40),
                    String::new(),
                ]
            })
            .collect();
        let references: Vec<&str> = references.iter().map(String::as_str).collect();
        let [mut together, mut alone] = [Store::default(), Store::default()];
        for store in [&mut together, &mut alone] {
            for reference in references.iter().step_by(5) {
                store.declare(&subject(reference, None, "x", None));
            }
        }
        let mut ids = Vec::new();
        together.refer_all(&references, &mut ids);
        let expected = references.iter().map(|reference| alone.refer(reference));
        assert_eq!(ids, expected.collect::<Vec<_>>());
        assert_eq!(together.len(), alone.len());
    }

    #[test]
    fn a_reference_used_early_is_declared_once() {
        let mut store = Store::default();
        for reference in ["x", "https://example.com/x"] {
            let early = store.refer(reference);
            let x = subject(reference, None, "x", None);
            assert_eq!(store.declare(&x), (early, false));
            assert_eq!(store.texts(early.0).reference, reference);
            let (second, twice) = store.declare(&x);
            assert!(twice && second != early);
            assert_eq!(store.refer(reference), early);
            store.leave(second.0);
            assert_eq!(store.refer(reference), early);
        }
    }
}
