//! What a mark that met an identity says, before it is weighed.

use crate::denylist::model::Attribution;
use crate::inventory::PartyRole;

/// An identity or a name of a vendor, by its place in the denylist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Target {
    pub(crate) vendor: u32,
    pub(crate) entry: Entry,
}

/// Which entry of a vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Entry {
    Identity(u32),
    Name(u32),
}

/// What a CPE names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum CpeOf {
    /// An operating system or hardware.
    System,
    /// An application that the lists name beside its vendor.
    Product,
    /// Any other application.
    Application,
    /// The same that is called like its vendor.
    Namesake,
}

/// What kind of statement met the entry. It decides how the sign is weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    /// A namespace of a registry.
    Namespace,
    /// The beginning of a name in a registry that reserves none: strangers may publish under it, too.
    Beginning,
    /// An explicit package entry, in the registry that the entry means.
    Package,
    /// The name of an explicit package entry, from another source.
    PackageElsewhere,
    /// The organisation of a forge that serves the source itself (a Cargo git source).
    GitSource,
    /// A URL at an organisation; true where it is said to be the version control.
    Repository(bool),
    /// A page at a vendor's domain.
    Website,
    /// The page or file of a package in a registry, on a component that has no package URL by then.
    PackagePage,
    /// A page of a party.
    PartyPage(PartyRole),
    /// A party's whole name.
    Name(PartyRole),
    /// A role address or an address at a vendor's domain.
    Email(PartyRole),
    /// A CPE.
    Cpe(CpeOf),
    /// A brand in the name of a device, firmware, operating system or application, or of a company beside nothing
    /// but places and words that companies of one group differ in.
    Brand,
    /// A spelling made to be confused.
    Confusable,
    /// A copyright line.
    Copyright,
}

/// One identity that one mark met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sign {
    pub(crate) target: Target,
    pub(crate) kind: Kind,
    /// The strongest attribution that this statement supports by itself.
    pub(crate) attribution: Attribution,
    /// The part of the text that met the entry, as written.
    pub(crate) value: String,
}

/// What a mark says of a component's publisher, whether anybody lists it or not.
#[derive(Clone, Debug, Default)]
pub(crate) struct Classified {
    /// The identities that it met.
    pub(crate) signs: Vec<Sign>,
    /// The kinds of evidence that it is, as bits of [`Coverage`].
    pub(crate) coverage: Coverage,
    /// The publisher that it names: key, and what sort.
    pub(crate) publisher: Option<(String, crate::matching::PublisherKind)>,
    /// Whether it names a repository at an organisation that no list knows.
    pub(crate) foreign_repository: bool,
    /// Whether it says that the package comes from elsewhere than its type's own registry.
    pub(crate) elsewhere: bool,
    /// Whether it is not of the form that it should have, and says nothing for that reason.
    pub(crate) unreadable: bool,
}

impl Classified {
    /// Add what else the mark says of vendors that it has not named so far.
    ///
    /// What tells less is left out for a vendor that is told already, and for no other.
    pub(crate) fn also(&mut self, tell: impl FnOnce(&mut Self)) {
        let mut more = Self::default();
        tell(&mut more);
        let known = std::mem::take(&mut self.signs);
        more.signs
            .retain(|sign| !known.iter().any(|k| k.target.vendor == sign.target.vendor));
        self.signs = known;
        self.signs.append(&mut more.signs);
        self.coverage.add(more.coverage);
    }
}

/// A set of kinds of publisher evidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Coverage(pub(crate) u8);

impl Coverage {
    pub(crate) const NAMESPACE: Self = Self(1);
    pub(crate) const REPOSITORY: Self = Self(2);
    pub(crate) const DOMAIN: Self = Self(4);
    pub(crate) const PARTY: Self = Self(8);
    pub(crate) const EMAIL: Self = Self(16);
    pub(crate) const CPE: Self = Self(32);
    pub(crate) const PACKAGE: Self = Self(64);

    /// Every kind with the word that reports write.
    pub(crate) const ALL: [(Self, &'static str); 7] = [
        (Self::NAMESPACE, "namespace"),
        (Self::REPOSITORY, "repository"),
        (Self::DOMAIN, "domain"),
        (Self::PARTY, "party"),
        (Self::EMAIL, "email"),
        (Self::CPE, "cpe"),
        (Self::PACKAGE, "package"),
    ];

    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }
}
