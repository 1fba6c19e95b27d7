//! All signs of one vendor on one component, weighed together.
//!
//! A sign alone says what its mark could prove. What else stands on the
//! component may take weight from it:
//!
//! - A URL is self-declared. Where the purl names another owner, or the source
//!   lives elsewhere, a fork has kept its upstream's address: indicated.
//! - A name that only begins like the vendor's, in a registry that reserves no
//!   beginnings, is a stranger's where the source lives elsewhere: indicated.
//! - Authors are copied with the manifest. Under another owner, or with the
//!   source elsewhere, they are contributors.
//! - A statement that the document itself doubts is indicated.
//! - What somebody looked at and found to be a stranger's stays a stranger's,
//!   whatever it says of itself: contributor.
//!
//! Two independent, verified signs that are each indicated, of different sorts,
//! make declared. What was contradicted or doubted, brands, confusable
//! spellings and names of packages from elsewhere never count for that.

use std::collections::HashSet;

use crate::denylist::model::{Attribution, Relation};
use crate::inventory::PartyRole;
use crate::matching::Evidence;
use crate::matching::index::Index;
use crate::matching::sign::{CpeOf, Kind, Sign};
use crate::source::Location;

/// A sign with the place where it was seen.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) sign: Sign,
    pub(crate) field: String,
    pub(crate) doubtful: bool,
    pub(crate) location: Location,
}

/// What else a component says of where it comes from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    /// The owner that its purl names.
    pub(crate) owner: Option<String>,
    /// Whether it has a package URL of a registry.
    pub(crate) has_purl: bool,
    /// What else says which package it is: its package URL, or the namespace that it has without one.
    pub(crate) package: Option<String>,
    /// Whether it names a repository that no list knows.
    pub(crate) foreign_repository: bool,
    /// Whether it comes from elsewhere than its registry.
    pub(crate) elsewhere: bool,
    /// Whether the lists say that it only resembles the vendor's.
    pub(crate) lookalike: bool,
}

/// What all signs of one vendor on one component amount to.
pub(crate) struct Weighed {
    pub(crate) attribution: Attribution,
    pub(crate) relation: Relation,
    pub(crate) verified: bool,
    pub(crate) evidence: Vec<Evidence>,
}

/// Weigh the signs of one vendor on one component.
pub(crate) fn weigh(index: &Index<'_>, seen: &[&Seen], context: &Context) -> Weighed {
    let owned = seen
        .iter()
        .any(|seen| matches!(seen.sign.kind, Kind::Namespace | Kind::GitSource));
    let repository = seen
        .iter()
        .any(|seen| seen.sign.kind == Kind::Repository(true));
    let contradiction = Contradiction {
        owner: context.owner.clone().filter(|_| !owned),
        package: context.package.clone().filter(|_| !owned),
        elsewhere: context.foreign_repository && !owned && !repository,
    };
    let mut signs: Vec<WeighedSign> = seen
        .iter()
        .map(|seen| WeighedSign {
            evidence: evidence(index, seen, &contradiction, context),
            kind: seen.sign.kind,
            stands_alone: !seen.doubtful && !is_of_elsewhere(seen.sign.kind, context),
        })
        .collect();
    signs.sort_by(
        |WeighedSign { evidence: a, .. }, WeighedSign { evidence: b, .. }| {
            let later = |kind| kind == CODE_SIGNER;
            (b.attribution, b.verified, later(a.kind), a.relation, a.kind)
                .cmp(&(a.attribution, a.verified, later(b.kind), b.relation, b.kind))
                .then_with(|| (&a.field, &a.value).cmp(&(&b.field, &b.value)))
        },
    );
    let mut is_new = first_of_each(&signs).into_iter();
    signs.retain(|_| is_new.next().unwrap_or_default());
    let attributions = signs.iter().map(|sign| sign.evidence.attribution);
    let strongest = attributions.max().unwrap_or(Attribution::Contributor);
    let may_add_up = strongest == Attribution::Indicated;
    let together = may_add_up.then(|| relation_of_two(&signs)).flatten();
    let is_best = |sign: &&WeighedSign| sign.evidence.attribution == strongest;
    // Whom the document names as the supplier supplies it, whoever of the group made it.
    let decides = |sign: &&WeighedSign| is_best(sign) || sign.is_supplier();
    let relations = signs.iter().filter(decides);
    let relation = together.or_else(|| relations.map(|sign| sign.evidence.relation).min());
    Weighed {
        attribution: together.map_or(strongest, |_| Attribution::Declared),
        relation: relation.unwrap_or(Relation::Listed),
        verified: signs
            .iter()
            .filter(is_best)
            .any(|sign| sign.evidence.verified),
        evidence: signs.into_iter().map(|sign| sign.evidence).collect(),
    }
}

/// A sign as it counts on this component.
struct WeighedSign {
    evidence: Evidence,
    kind: Kind,
    /// Whether it may be one of two that count together: nothing doubts it, and it is no mere name.
    stands_alone: bool,
}

impl WeighedSign {
    /// Whether it names whoever supplies the component.
    fn is_supplier(&self) -> bool {
        use PartyRole::{Manufacturer, Provider, Supplier};
        matches!(self.kind, Kind::Name(Supplier | Manufacturer | Provider))
            && self.evidence.attribution >= Attribution::Declared
    }
}

/// Whether a sign is only the name of a listed package that comes from elsewhere than that one.
fn is_of_elsewhere(kind: Kind, context: &Context) -> bool {
    matches!(kind, Kind::Package | Kind::Beginning) && context.elsewhere
}

/// Whether each piece of evidence says something that none before it says.
///
/// Spellings of one name that are equal once normalised are one piece of evidence; the strongest stays.
fn first_of_each(signs: &[WeighedSign]) -> Vec<bool> {
    let (mut names, mut identities) = (HashSet::new(), HashSet::new());
    let first = signs.iter().map(|WeighedSign { evidence: one, .. }| {
        let stated = (one.field.as_str(), one.value.as_str());
        let is_name = is_by_name(one.kind);
        let identity = (one.identity.as_str(), stated);
        let is_new = !(identities.contains(&identity) || is_name && names.contains(&stated));
        if is_new {
            identities.insert(identity);
        }
        if is_new && is_name {
            names.insert(stated);
        }
        is_new
    });
    first.collect()
}

/// The kind of the names under which a vendor signs its programs.
const CODE_SIGNER: &str = "code-signer";

/// Kinds of evidence that compare a whole name.
fn is_by_name(kind: &str) -> bool {
    matches!(kind, "name" | "confusable" | "copyright" | CODE_SIGNER)
}

/// What speaks against self-declared statements.
struct Contradiction {
    owner: Option<String>,
    package: Option<String>,
    elsewhere: bool,
}

impl Contradiction {
    fn reason(&self) -> Option<String> {
        let elsewhere = self.elsewhere.then(|| "its repository".to_owned());
        self.owner.clone().or(elsewhere)
    }
}

fn evidence(
    index: &Index<'_>,
    seen: &Seen,
    contradiction: &Contradiction,
    context: &Context,
) -> Evidence {
    let sign = &seen.sign;
    let (mut at_most, mut contradicted_by) = bound(sign.kind, contradiction, context);
    if context.lookalike && !matches!(sign.kind, Kind::Namespace | Kind::GitSource | Kind::Package)
    {
        at_most = Attribution::Contributor;
        contradicted_by = Some("the lists, as a look-alike".to_owned());
    }
    let is_same = |owner: &String| {
        let plain = |text: &str| text.trim_start_matches('@').to_lowercase();
        plain(owner) == plain(&sign.value)
    };
    if sign.kind == Kind::PackagePage && contradiction.package.as_ref().is_some_and(is_same) {
        (at_most, contradicted_by) = bound(Kind::Website, contradiction, context);
    }
    let mut attribution = sign.attribution.min(at_most);
    if seen.doubtful {
        attribution = attribution.min(Attribution::Indicated);
    }
    let (identity, name) = (index.identity(sign.target), index.name(sign.target));
    let kind = match sign.kind {
        Kind::Brand => "brand",
        Kind::Confusable => "confusable",
        Kind::Copyright => "copyright",
        _ => identity.map_or("name", |identity| identity.kind.as_str()),
    };
    let value = identity
        .map(|identity| identity.value.as_ref())
        .or(name.map(|name| name.value.as_ref()));
    let role_address = identity
        .is_some_and(|identity| identity.kind == crate::denylist::model::IdentityKind::Email);
    Evidence {
        kind,
        field: seen.field.clone(),
        value: sign.value.clone(),
        personal: matches!(sign.kind, Kind::Email(_)) && !role_address,
        identity: format!(
            "{}:{}",
            identity.map_or("name", |identity| identity.kind.as_str()),
            value.unwrap_or_default()
        ),
        attribution,
        verified: index.is_verified(sign.target),
        source: identity
            .map(|identity| identity.source.to_string())
            .or(name.map(|name| name.source.to_string()))
            .unwrap_or_default(),
        note: identity.and_then(|identity| identity.note.as_deref().map(str::to_owned)),
        contradicted_by,
        relation: index.relation(sign.target),
        location: seen.location.clone(),
    }
}

/// The most that a kind of sign counts for here, and what speaks against it.
fn bound(
    kind: Kind,
    contradiction: &Contradiction,
    context: &Context,
) -> (Attribution, Option<String>) {
    let lowered = |to: Attribution, reason: Option<String>| match reason {
        Some(reason) => (to, Some(reason)),
        None => (Attribution::Confirmed, None),
    };
    match kind {
        // Generators guess CPEs of packages from their metadata.
        Kind::Cpe(CpeOf::Product) if context.has_purl => (Attribution::Indicated, None),
        Kind::Namespace | Kind::GitSource | Kind::Cpe(_) => (Attribution::Confirmed, None),
        Kind::Package | Kind::Beginning if context.elsewhere => (Attribution::Indicated, None),
        Kind::Package => (Attribution::Confirmed, None),
        Kind::PackageElsewhere | Kind::Brand | Kind::Confusable => (Attribution::Indicated, None),
        Kind::Repository(true) | Kind::PartyPage(_) => {
            lowered(Attribution::Indicated, contradiction.owner.clone())
        }
        Kind::Beginning | Kind::Repository(false) | Kind::Website => {
            lowered(Attribution::Indicated, contradiction.reason())
        }
        Kind::PackagePage => {
            let package = contradiction.package.clone();
            lowered(
                Attribution::Indicated,
                package.or_else(|| contradiction.reason()),
            )
        }
        Kind::Name(PartyRole::Supplier | PartyRole::Manufacturer | PartyRole::Provider) => {
            (Attribution::Declared, None)
        }
        Kind::Name(PartyRole::Publisher | PartyRole::Originator) => {
            lowered(Attribution::Indicated, contradiction.reason())
        }
        Kind::Name(_) | Kind::Email(_) => lowered(Attribution::Contributor, contradiction.reason()),
        Kind::Copyright => (Attribution::Contributor, None),
    }
}

/// Whose own work two different sorts of independent, verified, uncontradicted signs make it, if there are two.
///
/// What is needed to make two decides: a sign of a donated project and one of the vendor are no two of the vendor.
fn relation_of_two(signs: &[WeighedSign]) -> Option<Relation> {
    let mut counted: Vec<(u8, Relation)> = signs
        .iter()
        .filter(|sign| {
            sign.stands_alone
                && sign.evidence.verified
                && sign.evidence.contradicted_by.is_none()
                && sign.evidence.attribution == Attribution::Indicated
        })
        .filter_map(|sign| Some((sort(sign.kind)?, sign.evidence.relation)))
        .collect();
    counted.sort_unstable();
    counted.dedup_by_key(|(sort, _)| *sort);
    let mut relations: Vec<Relation> = counted.into_iter().map(|(_, relation)| relation).collect();
    relations.sort_unstable();
    relations.get(1).copied()
}

/// Signs that one and the same statement brings along are one sort: a party's name, mail and page.
fn sort(kind: Kind) -> Option<u8> {
    match kind {
        Kind::Namespace | Kind::Beginning | Kind::GitSource | Kind::Package => Some(0),
        Kind::Repository(_) | Kind::Website | Kind::PackagePage => Some(1),
        Kind::Name(_) | Kind::Email(_) | Kind::PartyPage(_) => Some(2),
        Kind::Cpe(_) => Some(3),
        Kind::PackageElsewhere | Kind::Brand | Kind::Confusable | Kind::Copyright => None,
    }
}
