//! The lists, laid out for looking marks up.

mod entries;
mod identities;
mod names;

use crate::denylist::model::{Attribution, Denylist, Identity, IdentityKind, Name, Relation};
use crate::identifier::{NameKey, Purl};
use crate::inventory::{Mark, UrlRole};
use crate::matching::index::identities::Identities;
use crate::matching::index::names::Names;
use crate::matching::sign::{Classified, Entry, Kind, Sign, Target};
use crate::matching::stem::{Exceptions, Sort, Stem};
use crate::matching::{copyright, cpe, email, name, namespace, source, url};

/// The lists, laid out so that a mark meets its identities in one or a few look-ups.
pub struct Index<'d> {
    pub(crate) denylist: &'d Denylist,
    identities: Identities<'d>,
    names: Names<'d>,
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
        Self {
            denylist,
            identities: Identities::of(denylist),
            names: Names::of(denylist),
            exceptions: Exceptions::of(denylist),
        }
    }

    /// The entries of one kind with this value, which is in lower case.
    pub(crate) fn identities(&self, kind: IdentityKind, value: &str) -> &[Target] {
        self.identities.get(kind, value)
    }

    /// The entries of each vendor under the longest of its values; the longest value comes first.
    pub(crate) fn longest<'v>(
        &self,
        kind: IdentityKind,
        values: impl Iterator<Item = &'v str>,
    ) -> Vec<(&'v str, Target)> {
        self.identities.longest(kind, values)
    }

    /// The longest prefix of a normalised `PyPI` name that each vendor has.
    pub(crate) fn pypi_prefixes(&self, project: &str) -> Vec<(&str, Target)> {
        self.identities.pypi_prefixes(project)
    }

    /// Whether the lists say of a package that it only resembles this vendor's.
    pub(crate) fn is_lookalike(&self, purl: &Purl<'_>, vendor: u32) -> bool {
        self.identities.is_lookalike(purl, vendor)
    }

    /// The entries with this name.
    pub(crate) fn names(&self, key: &NameKey) -> &[Target] {
        self.names.get(key)
    }

    /// Brands as sequences of tokens.
    pub(crate) fn brands(&self) -> &[(Vec<String>, Target)] {
        self.names.brands()
    }

    /// Whether a party's name is close to a listed one and not equal to it.
    pub(crate) fn is_near(&self, name: &str) -> bool {
        self.names.is_near(name)
    }

    /// The part of a mark that alone decides what it says, if there is one.
    pub(crate) fn stem<'a>(&self, mark: &Mark<'a>) -> Option<Stem<'a>> {
        self.exceptions.stem(mark)
    }

    /// The same of a package whose page or file stands in the place of a URL.
    pub(crate) fn stem_of_page<'a>(&self, role: UrlRole, purl: &'a str) -> Option<Stem<'a>> {
        let stem = self.exceptions.stem(&Mark::Purl(purl))?;
        let sort = Sort::Page(role);
        Some(Stem { sort, ..stem })
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
