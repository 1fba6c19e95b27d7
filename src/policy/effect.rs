//! The effect of a finding: the strongest listing, lowered by every limit that applies.

use jiff::civil::Date;

use crate::denylist::model::{
    AffiliateRule, Affiliates, Attribution, Authority, Day, Denylist, Effect, Listing,
    ListingReach, Profile, Relation, Status, Vendor,
};
use crate::inventory::Role;
use crate::matching::Match;
use crate::outcome::{FindingListing, LimitApplied};
use crate::policy::Policy;

/// What the measures say of one match.
pub(crate) struct Measures {
    /// The listings that chosen profiles count, and what each does.
    pub(crate) counted: Vec<(FindingListing, Effect)>,
    /// The listings that none of them counts.
    pub(crate) outside: Vec<FindingListing>,
    pub(crate) limits: Vec<LimitApplied>,
    pub(crate) effect: Effect,
    /// Whether every counted listing lies ahead.
    pub(crate) only_upcoming: bool,
}

/// Weigh the listings of a vendor for one match.
pub(crate) fn measures(
    found: &Match,
    vendor: &Vendor,
    denylist: &Denylist,
    policy: &Policy,
    as_of: Date,
) -> Measures {
    let profiles: Vec<&Profile> = denylist
        .profiles
        .iter()
        .filter(|profile| policy.profiles.iter().any(|id| *id == profile.id))
        .collect();
    let strict = profiles.iter().any(|profile| profile.id == "strict");
    let limits = limits_of_match(found, vendor, &profiles, policy);
    let mut measures = Measures {
        counted: Vec::new(),
        outside: Vec::new(),
        limits: Vec::new(),
        effect: Effect::Note,
        only_upcoming: true,
    };
    let ended_by = policy.ends_by.map_or(as_of, |day| day.min(as_of));
    for (listing, via) in listings(vendor, denylist, as_of, ended_by) {
        let Some(authority) = denylist
            .authorities
            .iter()
            .find(|authority| authority.id == listing.authority)
        else {
            continue;
        };
        let state = state(&listing, authority, as_of);
        let affiliate = found.relation == Relation::Affiliate && via == "named";
        let via = if affiliate {
            format!("by affiliation with {}", vendor.name)
        } else {
            via
        };
        let shown = shown(&listing, via, state);
        let Some((stated, why)) = stated_effect(authority, &profiles, policy) else {
            measures.outside.push(shown);
            continue;
        };
        let own = limits_of_listing(&listing, authority, state, strict, found);
        let at_most = limits
            .iter()
            .filter(|(_, rule)| reaches(rule, authority, found))
            .map(|(effect, _)| *effect);
        let effect = at_most
            .chain(own.iter().map(|(effect, _)| *effect))
            .fold(stated, Effect::min);
        let rules = limits
            .iter()
            .filter(|(_, rule)| reaches(rule, authority, found))
            .chain(own.iter());
        for (at_most, limit) in rules.filter(|(at_most, _)| *at_most < stated) {
            push_limit(
                &mut measures.limits,
                LimitApplied {
                    at_most: at_most.to_string(),
                    ..limit.clone()
                },
            );
        }
        measures.effect = measures.effect.max(effect);
        measures.only_upcoming &= state == "upcoming";
        measures.counted.push((
            FindingListing {
                effect: effect.to_string(),
                why,
                ..shown
            },
            effect,
        ));
    }
    measures.counted.sort_by(|(a, one), (b, other)| {
        (other, &a.authority, &a.since, &a.named_as).cmp(&(
            one,
            &b.authority,
            &b.since,
            &b.named_as,
        ))
    });
    measures
}

fn push_limit(limits: &mut Vec<LimitApplied>, limit: LimitApplied) {
    if !limits.contains(&limit) {
        limits.push(limit);
    }
}

/// The vendor's own listings, and by affiliation those of the vendor that it belongs to.
fn listings(
    vendor: &Vendor,
    denylist: &Denylist,
    as_of: Date,
    ended_by: Date,
) -> Vec<(Listing, String)> {
    let holds = |until: Option<Day>| until.is_none_or(|until| date(until) > ended_by);
    let holding = |listing: &&Listing| holds(listing.until);
    let mut all: Vec<(Listing, String)> = vendor
        .listings
        .iter()
        .filter(holding)
        .map(|listing| (listing.clone(), "named".to_owned()))
        .collect();
    let affiliation = vendor.affiliate_of.as_ref().filter(|affiliation| {
        affiliation.since.is_none_or(|since| date(since) <= as_of) && holds(affiliation.until)
    });
    let parent = affiliation.and_then(|affiliation| {
        denylist
            .vendors
            .iter()
            .find(|parent| parent.id == affiliation.vendor)
    });
    for listing in parent
        .iter()
        .flat_map(|parent| parent.listings.iter())
        .filter(holding)
    {
        let authority = denylist
            .authorities
            .iter()
            .find(|authority| authority.id == listing.authority);
        if authority.is_some_and(|authority| authority.affiliates != Affiliates::NamedOnly) {
            let name = parent.map_or("", |parent| parent.name.as_ref());
            all.push((listing.clone(), format!("by affiliation with {name}")));
        }
    }
    all
}

fn state(listing: &Listing, authority: &Authority, as_of: Date) -> &'static str {
    if date(listing.since) > as_of
        || authority.status == Status::NotYetEffective && !has_begun(authority, as_of)
    {
        return "upcoming";
    }
    match authority.status {
        Status::NotYetEffective => Status::InForce,
        status => status,
    }
    .as_str()
}

/// A measure that will take effect has, once the last of its dates is past.
fn has_begun(authority: &Authority, as_of: Date) -> bool {
    authority
        .phases
        .last()
        .is_some_and(|phase| date(phase.on) <= as_of)
}

/// What the user or the chosen profiles make of an authority; the strongest, with its reason.
fn stated_effect(
    authority: &Authority,
    profiles: &[&Profile],
    policy: &Policy,
) -> Option<(Effect, String)> {
    if let Some(own) = policy.authorities.get(authority.id.as_ref()) {
        return Some((own.effect, format!("your configuration: {}", own.because)));
    }
    let entries = profiles
        .iter()
        .flat_map(|profile| profile.entries.iter().map(move |entry| (profile, entry)));
    let best = entries
        .filter(|(_, entry)| entry.authority == authority.id)
        .max_by_key(|(_, entry)| entry.effect);
    best.map(|(profile, entry)| {
        (
            entry.effect,
            format!("profile {}: {}", profile.id, entry.because),
        )
    })
}

type Limits = Vec<(Effect, LimitApplied)>;

fn limit(rule: &str, at_most: Effect, because: &str) -> (Effect, LimitApplied) {
    (
        at_most,
        LimitApplied {
            rule: rule.to_owned(),
            at_most: at_most.to_string(),
            because: because.to_owned(),
            authority: None,
        },
    )
}

/// Limits that hold for the match as a whole.
fn limits_of_match(
    found: &Match,
    vendor: &Vendor,
    profiles: &[&Profile],
    policy: &Policy,
) -> Limits {
    let mut limits = Limits::new();
    match found.attribution {
        Attribution::Confirmed | Attribution::Declared => {}
        Attribution::Indicated => limits.push(limit(
            "attribution",
            Effect::Review,
            "the evidence indicates the vendor and does not prove it",
        )),
        Attribution::Contributor => limits.push(limit(
            "attribution",
            Effect::Note,
            "the evidence shows that somebody contributed, not who published",
        )),
    }
    if !found.verified {
        limits.push(limit(
            "unverified",
            Effect::Review,
            "nobody has verified the identity that it rests on",
        ));
    }
    match found.relation {
        Relation::Listed => {}
        Relation::Donated => limits.push(limit(
            "donated",
            Effect::Note,
            "the vendor gave it to a foundation",
        )),
        Relation::FormerAffiliate => limits.push(limit(
            "former-affiliate",
            Effect::Note,
            "it no longer belongs to the vendor",
        )),
        Relation::Affiliate => affiliate(profiles, &mut limits),
    }
    if vendor.affiliate_of.is_some() && found.relation == Relation::Listed {
        affiliate(profiles, &mut limits);
    }
    match found.occurrence.role {
        Role::Component | Role::Service => {}
        Role::Pedigree => limits.push(limit(
            "role:pedigree",
            Effect::Review,
            "it is an ancestor or variant of a component",
        )),
        Role::Tool => limits.push(limit(
            "role:tool",
            Effect::Note,
            "it made the document or built the product",
        )),
        Role::Document | Role::Party => limits.push(limit(
            "role:document",
            Effect::Note,
            "it is a party of the document",
        )),
        Role::Described => limits.push(limit(
            "role:described",
            Effect::Review,
            "it is a party of what the document is about, for which it names no component",
        )),
        Role::File => limits.push(limit("role:file", Effect::Note, "it is a file")),
    }
    own_limits(found, policy, &mut limits);
    limits
}

fn affiliate(profiles: &[&Profile], limits: &mut Limits) {
    if !profiles
        .iter()
        .any(|profile| profile.affiliates == AffiliateRule::AsListed)
    {
        limits.push(limit(
            "affiliate",
            Effect::Review,
            "no list names it; it belongs to a vendor that lists name",
        ));
    }
}

/// What the user chose to lower, where the reader can tell that it applies.
fn own_limits(found: &Match, policy: &Policy, limits: &mut Limits) {
    use crate::inventory::{DependencyKind, Inclusion};
    let explanation = &found.occurrence.explanation;
    let only = |kind: DependencyKind| {
        !explanation.kinds.is_empty() && explanation.kinds.iter().all(|found| *found == kind)
    };
    for (rule, own) in &policy.limits {
        let applies = match rule.as_str() {
            "dev-dependency" => only(DependencyKind::Development),
            "build-dependency" => only(DependencyKind::Build),
            "not-in-build" => {
                !explanation.in_build || found.occurrence.inclusion == Inclusion::Excluded
            }
            "optional" => explanation.optional || found.occurrence.inclusion == Inclusion::Optional,
            "tool" => found.occurrence.role == Role::Tool,
            "pedigree" => found.occurrence.role == Role::Pedigree,
            _ => false,
        };
        if applies {
            limits.push(limit(rule, own.at_most, &own.because));
        }
    }
}

/// An ancestor of what ships is inside it: measures that reach embedded software reach it.
fn reaches(rule: &LimitApplied, authority: &Authority, found: &Match) -> bool {
    use crate::denylist::model::Reach;
    !(rule.rule == "role:pedigree"
        && found.occurrence.ancestor_of_shipped
        && authority.reaches.embedded == Reach::Yes)
}

/// Limits that hold for one listing alone.
fn limits_of_listing(
    listing: &Listing,
    authority: &Authority,
    state: &str,
    strict: bool,
    found: &Match,
) -> Limits {
    let mut limits = Limits::new();
    if listing.reach == ListingReach::None && !strict {
        limits.push(limit(
            "reach",
            Effect::Note,
            "its words do not touch buying or using software, in our reading",
        ));
    }
    if state == "upcoming" {
        limits.push(limit(
            "upcoming",
            Effect::Note,
            "it takes effect on a later day",
        ));
    }
    if found.relation == Relation::Affiliate && authority.affiliates == Affiliates::NamedOnly {
        limits.push(limit(
            "named-only",
            Effect::Note,
            "it reaches the companies that it names and no others",
        ));
    }
    for (_, limit) in &mut limits {
        limit.authority = Some(authority.id.to_string());
    }
    limits
}

fn shown(listing: &Listing, via: String, state: &str) -> FindingListing {
    FindingListing {
        authority: listing.authority.to_string(),
        named_as: listing.named_as.to_string(),
        via,
        citation: listing.citation.to_string(),
        since: listing.since.to_string(),
        until: listing.until.map(|until| until.to_string()),
        state: state.to_owned(),
        effect: String::new(),
        why: String::new(),
        reach: listing.reach.to_string(),
    }
}

/// A day of the lists as a date; a day that no calendar has is the first of its month.
pub(crate) fn date(day: Day) -> Date {
    let exact = i8::try_from(day.day).ok().zip(i8::try_from(day.month).ok());
    exact
        .and_then(|(d, month)| {
            Date::new(day.year, month, d)
                .or_else(|_| Date::new(day.year, month, 1))
                .ok()
        })
        .unwrap_or(Date::MAX)
}
