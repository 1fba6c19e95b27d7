//! The lists, laid out for looking marks up.

use std::borrow::Cow;

use foldhash::fast::RandomState;
use hashbrown::HashMap;

use crate::denylist::model::{
    Attribution, Denylist, Identity, IdentityKind, Name, NameKind, Relation,
};
use crate::identifier::{self, NameKey};
use crate::inventory::Mark;
use crate::matching::sign::{Classified, Entry, Kind, Sign, Target};
use crate::matching::stem::{Exceptions, Stem};
use crate::matching::{brand, copyright, cpe, distribution, email, name, namespace, source, url};

/// Entries by what is compared, most of which stands in the lists as it is compared.
type Map<'d> = HashMap<Cow<'d, str>, Targets, RandomState>;

/// The entries under one key: nearly always one.
enum Targets {
    One([Target; 1]),
    Several(Vec<Target>),
}

impl Targets {
    fn as_slice(&self) -> &[Target] {
        match self {
            Self::One(target) => target,
            Self::Several(targets) => targets,
        }
    }

    fn push(&mut self, target: Target) {
        match self {
            Self::One([first]) => *self = Self::Several(vec![*first, target]),
            Self::Several(targets) => targets.push(target),
        }
    }
}

/// No identity is longer.
const LONGEST: usize = 1 << 10;

/// The lists, laid out so that a mark meets its identities in one or a few look-ups.
pub struct Index<'d> {
    pub(crate) denylist: &'d Denylist,
    tables: Vec<Map<'d>>,
    names: Map<'d>,
    /// Prefixes of `PyPI` names, sorted.
    pypi_prefixes: Vec<(&'d str, Target)>,
    /// Packages that only resemble a vendor's, by key.
    lookalikes: Map<'d>,
    /// Brands as token sequences.
    pub(crate) brands: Vec<(Vec<String>, Target)>,
    exceptions: Exceptions,
}

/// A vendor whose name is, or resembles, a name that somebody asks about.
#[derive(Clone, Debug, PartialEq)]
pub struct NameMatch {
    /// The vendor, by its place in the denylist.
    pub vendor: usize,
    /// The name that met it.
    pub name: String,
    /// Whether the names are equal once normalised.
    pub exact: bool,
    /// Whether somebody saw that the vendor has this name.
    pub verified: bool,
    /// How alike they are, from 0 to 1.
    pub score: f64,
}

impl<'d> Index<'d> {
    /// Lay out the lists.
    #[must_use]
    pub fn new(denylist: &'d Denylist) -> Self {
        let mut index = Self {
            denylist,
            tables: tables(denylist),
            names: Map::default(),
            pypi_prefixes: Vec::new(),
            lookalikes: Map::default(),
            brands: Vec::new(),
            exceptions: Exceptions::of(denylist),
        };
        for (v, vendor) in (0u32..).zip(denylist.vendors.iter()) {
            for (i, identity) in (0u32..).zip(vendor.identities.iter()) {
                index.add_identity(
                    Target {
                        vendor: v,
                        entry: Entry::Identity(i),
                    },
                    identity,
                );
            }
            for purl in vendor
                .lookalikes
                .iter()
                .filter(|lookalike| lookalike.verified)
                .flat_map(|lookalike| lookalike.purls.iter())
            {
                if let Some(key) = identifier::Purl::key_of(purl) {
                    push(
                        &mut index.lookalikes,
                        distribution::fold_package(key),
                        Target {
                            vendor: v,
                            entry: Entry::Name(0),
                        },
                    );
                }
            }
            let mut names: Vec<_> = (0u32..).zip(vendor.names.iter()).collect();
            names.sort_by_key(|(_, name)| !name.verified);
            for (n, name) in names {
                index.add_name(
                    Target {
                        vendor: v,
                        entry: Entry::Name(n),
                    },
                    name,
                );
            }
        }
        index.pypi_prefixes.sort();
        index
    }

    fn add_identity(&mut self, target: Target, identity: &'d Identity) {
        let value: &str = identity.value.as_ref();
        match identity.kind {
            IdentityKind::PypiPrefix => self.pypi_prefixes.push((value, target)),
            IdentityKind::CodeSigner => insert_name(&mut self.names, value, target),
            // A page is looked for among the domains: the longest of both says whose a URL is.
            IdentityKind::Page => push(
                &mut self.tables[IdentityKind::Domain as usize],
                value.into(),
                target,
            ),
            IdentityKind::Package => {
                let key = identifier::Purl::key_of(value).unwrap_or(value.into());
                push(
                    &mut self.tables[identity.kind as usize],
                    distribution::fold_package(key),
                    target,
                );
            }
            _ => push(
                &mut self.tables[identity.kind as usize],
                identifier::lower(value.into()),
                target,
            ),
        }
    }

    fn add_name(&mut self, target: Target, name: &'d Name) {
        insert_name(&mut self.names, &name.value, target);
        if name.kind == NameKind::Brand && name.verified {
            self.brands.push((brand::tokens(&name.value), target));
        }
    }

    /// The entries of one kind with this value, which is in lower case.
    pub(crate) fn identities(&self, kind: IdentityKind, value: &str) -> &[Target] {
        self.tables[kind as usize]
            .get(value)
            .map_or(&[], Targets::as_slice)
    }

    /// The entries of each vendor under the longest of its values; the longest value comes first.
    ///
    /// A longer entry of one vendor never hides what another vendor has.
    pub(crate) fn longest<'v>(
        &self,
        kind: IdentityKind,
        values: impl Iterator<Item = &'v str>,
    ) -> Vec<(&'v str, Target)> {
        let mut longest: Vec<(&str, Target)> = Vec::new();
        // What a document says may be any number of beginnings of any length.
        for value in values.filter(|value| value.len() <= LONGEST) {
            for target in self.identities(kind, value) {
                let has_longer = longest.iter().any(|(longer, known)| {
                    known.vendor == target.vendor && longer.len() > value.len()
                });
                if !has_longer {
                    longest.push((value, *target));
                }
            }
        }
        longest
    }

    /// The longest prefix of a normalised `PyPI` name that each vendor has.
    pub(crate) fn pypi_prefixes(&self, project: &str) -> Vec<(&str, Target)> {
        let end = self
            .pypi_prefixes
            .partition_point(|(prefix, _)| *prefix <= project);
        let near = self.pypi_prefixes[..end].iter().rev();
        let near =
            near.take_while(|(prefix, _)| prefix.as_bytes().first() == project.as_bytes().first());
        let mut longest: Vec<(&str, Target)> = Vec::new();
        for (prefix, target) in near.filter(|(prefix, _)| project.starts_with(*prefix)) {
            if !longest
                .iter()
                .any(|(_, known)| known.vendor == target.vendor)
            {
                longest.push((prefix, *target));
            }
        }
        longest
    }

    /// Whether the lists say of a package that it only resembles this vendor's.
    pub(crate) fn is_lookalike(&self, purl: &identifier::Purl<'_>, vendor: u32) -> bool {
        let key = distribution::fold_package(purl.key().into());
        let targets = self.lookalikes.get(&key);
        let mut targets = targets.map_or(&[][..], Targets::as_slice).iter();
        targets.any(|target| target.vendor == vendor)
    }

    /// The entries with this name.
    pub(crate) fn names(&self, key: &NameKey) -> &[Target] {
        self.names.get(key.as_str()).map_or(&[], Targets::as_slice)
    }

    /// The part of a mark that alone decides what it says, if there is one.
    pub(crate) fn stem<'a>(&self, mark: &Mark<'a>) -> Option<Stem<'a>> {
        self.exceptions.stem(mark)
    }

    /// What one mark says, looked at alone.
    pub(crate) fn classify(&self, mark: &Mark<'_>) -> Classified {
        match *mark {
            Mark::Purl(text) => namespace::classify_purl(self, text),
            Mark::Group(group) => namespace::classify_group(self, group),
            Mark::Cpe(text) => cpe::classify(self, text),
            Mark::CargoSource(text) => source::classify(self, text),
            Mark::Url { role, url } => url::classify(self, role, url),
            Mark::Name { role, name } => name::classify(self, role, name),
            Mark::Email { role, address } => email::classify(self, role, address),
            Mark::Copyright(text) => copyright::classify(self, text),
        }
    }

    /// A sign of the given kind, for an entry whose own attribution bounds what it supports.
    pub(crate) fn sign(
        &self,
        target: Target,
        kind: Kind,
        at_most: Attribution,
        value: impl Into<String>,
    ) -> Sign {
        Sign {
            target,
            kind,
            attribution: self.attribution(target).min(at_most),
            value: value.into(),
        }
    }

    pub(crate) fn identity(&self, target: Target) -> Option<&'d Identity> {
        match target.entry {
            Entry::Identity(at) => self.denylist.vendors[target.vendor as usize]
                .identities
                .get(at as usize),
            Entry::Name(_) => None,
        }
    }

    pub(crate) fn name(&self, target: Target) -> Option<&'d Name> {
        match target.entry {
            Entry::Name(at) => self.denylist.vendors[target.vendor as usize]
                .names
                .get(at as usize),
            Entry::Identity(_) => None,
        }
    }

    /// The strongest attribution that an entry supports. An unverified entry only indicates.
    fn attribution(&self, target: Target) -> Attribution {
        let stated = self
            .identity(target)
            .map_or(Attribution::Declared, |identity| identity.attribution);
        if self.is_verified(target) {
            stated
        } else {
            stated.min(Attribution::Indicated)
        }
    }

    pub(crate) fn is_verified(&self, target: Target) -> bool {
        let identity = self.identity(target).map(|identity| identity.verified);
        identity
            .or_else(|| self.name(target).map(|name| name.verified))
            .unwrap_or(false)
    }

    pub(crate) fn relation(&self, target: Target) -> Relation {
        let identity = self.identity(target).map(|identity| identity.relation);
        identity
            .or_else(|| self.name(target).map(|name| name.relation))
            .unwrap_or(Relation::Listed)
    }

    /// Vendors whose names are, or resemble, this one: best first, ties by vendor id.
    #[must_use]
    pub fn screen(&self, query: &str) -> Vec<NameMatch> {
        name::screen(self, query)
    }
}

impl Index<'_> {
    /// Whether a party's name is close to a listed one and not equal to it.
    pub(crate) fn is_near(&self, name: &str) -> bool {
        let Some(key) = NameKey::of(name) else {
            return false;
        };
        let length = key.as_str().chars().count();
        if !(5..=64).contains(&length) || self.names.contains_key(key.as_str()) {
            return false;
        }
        // Most names are out by their first letters and length alone; only the rest are compared.
        let head = key.as_str().as_bytes().get(..2);
        self.names.keys().any(|listed| {
            let longer = listed.len().max(key.as_str().len());
            listed.as_bytes().get(..2) == head
                && listed.len().abs_diff(key.as_str().len()) * 6 <= longer
                && strsim::normalized_damerau_levenshtein(listed, key.as_str()) >= 0.84
        })
    }
}

/// A table for each kind of identity, with room for those that there are.
fn tables<'d>(denylist: &Denylist) -> Vec<Map<'d>> {
    let mut sizes = [0; IdentityKind::ALL.len()];
    let vendors = denylist.vendors.iter();
    for identity in vendors.flat_map(|vendor| vendor.identities.iter()) {
        sizes[identity.kind as usize] += 1;
    }
    let table = |size| Map::with_capacity_and_hasher(size, RandomState::default());
    sizes.into_iter().map(table).collect()
}

fn insert_name(map: &mut Map<'_>, name: &str, target: Target) {
    if let Some(key) = NameKey::of(name) {
        push(map, key.into_string().into(), target);
    }
}

fn push<'d>(map: &mut Map<'d>, key: Cow<'d, str>, target: Target) {
    map.entry(key)
        .and_modify(|targets| targets.push(target))
        .or_insert(Targets::One([target]));
}
