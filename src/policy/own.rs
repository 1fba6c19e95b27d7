//! The company's own entries, `[[deny]]`, as vendors and authorities like all others.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::denylist;
use crate::denylist::model::{
    Affiliates, Attribution, Authority, AuthorityKind, Confidence, Control, Day, Denylist,
    Identity, IdentityKind, Listing, ListingReach, Name, NameKind, Reach, Reaches, Relation,
    Status, Text, Vendor,
};
use crate::policy::Override;
use crate::policy::config::{ConfigFile, Deny};

/// The entries of files as a denylist, and the effect of each of its authorities.
///
/// Entries of one name are one vendor, listed by each. The ids begin with
/// `own-`, so that an entry of one's own adds to bundled ones and never replaces one.
#[must_use]
pub fn own_entries(files: &[&ConfigFile], as_of: Date) -> (Denylist, BTreeMap<String, Override>) {
    let mut vendors: BTreeMap<String, Vendor> = BTreeMap::new();
    let (mut authorities, mut effects) = (Vec::new(), BTreeMap::new());
    let denies = files
        .iter()
        .flat_map(|file| file.denies.iter().map(move |deny| (file, deny)));
    for (number, (file, deny)) in denies.enumerate() {
        let place = format!("{}:{}", file.path, deny.line);
        let deny = &deny.value;
        let id = format!("own-{}", slug(&deny.vendor));
        let authority = format!("own-policy-{}", number + 1);
        let vendor = vendors
            .entry(id.clone())
            .or_insert_with(|| empty_vendor(&id, deny, as_of));
        vendor.names.to_mut().extend(names(deny, &place));
        vendor.identities.to_mut().extend(identities(deny, &place));
        vendor
            .listings
            .to_mut()
            .push(listing(deny, &authority, &place));
        authorities.push(own_authority(deny, &authority, &place, as_of));
        let because = deny.reason.clone();
        let effect = deny.effect;
        effects.insert(authority, Override { effect, because });
    }
    authorities.sort_by(|a, b| a.id.cmp(&b.id));
    let list = Denylist {
        authorities: Cow::Owned(authorities),
        vendors: Cow::Owned(vendors.into_values().collect()),
        profiles: Cow::Owned(Vec::new()),
    };
    (list, effects)
}

fn empty_vendor(id: &str, deny: &Deny, as_of: Date) -> Vendor {
    Vendor {
        id: text(id),
        name: text(&deny.vendor),
        country: None,
        parent: None,
        affiliate_of: None,
        registrations: Cow::Owned(Vec::new()),
        weak_brands: Cow::Owned(Vec::new()),
        dispute: None,
        note: None,
        reviewed: day(as_of),
        names: Cow::Owned(Vec::new()),
        identities: Cow::Owned(Vec::new()),
        lookalikes: Cow::Owned(Vec::new()),
        listings: Cow::Owned(Vec::new()),
    }
}

fn names<'d>(deny: &'d Deny, place: &'d str) -> impl Iterator<Item = Name> + 'd {
    std::iter::once(&deny.vendor)
        .chain(&deny.names)
        .map(move |name| Name {
            value: text(name),
            key: text(&denylist::key_of_name(name)),
            kind: NameKind::LegalName,
            script: None,
            relation: Relation::Listed,
            verified: true,
            source: text(place),
        })
}

fn identities<'d>(deny: &'d Deny, place: &'d str) -> impl Iterator<Item = Identity> + 'd {
    deny.identities.iter().map(move |(kind, value)| {
        let (control, attribution) = strength(*kind);
        Identity {
            kind: *kind,
            value: text(value),
            key: text(&denylist::key_of_identity(*kind, value)),
            control,
            attribution,
            relation: Relation::Listed,
            verified: true,
            source: text(place),
            note: None,
        }
    })
}

/// What a mark of each kind supports: as for bundled vendors.
fn strength(kind: IdentityKind) -> (Control, Attribution) {
    match kind {
        IdentityKind::NpmScope
        | IdentityKind::NpmPrefix
        | IdentityKind::MavenGroup
        | IdentityKind::GoModule
        | IdentityKind::PypiPrefix
        | IdentityKind::NugetPrefix
        | IdentityKind::CocoapodsPrefix
        | IdentityKind::PackagistVendor
        | IdentityKind::DockerNamespace
        | IdentityKind::PurlNamespace
        | IdentityKind::ForgeOrganisation
        | IdentityKind::ForgeHost
        | IdentityKind::Package
        | IdentityKind::CratesTeam
        | IdentityKind::CodeSigner => (Control::Controlled, Attribution::Confirmed),
        IdentityKind::Domain | IdentityKind::Page | IdentityKind::CpeVendor => {
            (Control::SelfDeclared, Attribution::Declared)
        }
        IdentityKind::EmailDomain | IdentityKind::Email => {
            (Control::SelfDeclared, Attribution::Indicated)
        }
        IdentityKind::OciHost => (Control::HostingOnly, Attribution::Contributor),
    }
}

fn listing(deny: &Deny, authority: &str, place: &str) -> Listing {
    Listing {
        authority: text(authority),
        named_as: text(&deny.vendor),
        since: Day {
            year: 1970,
            month: 1,
            day: 1,
        },
        until: None,
        citation: text(&deny.citation),
        reach: ListingReach::Component,
        confidence: Confidence::Primary,
        source: text(place),
        note: None,
    }
}

fn own_authority(deny: &Deny, id: &str, place: &str, as_of: Date) -> Authority {
    Authority {
        id: text(id),
        name: text("your own list"),
        issuer: text("your organisation"),
        jurisdiction: text("ZZ"),
        kind: AuthorityKind::Advisory,
        citations: Cow::Owned(vec![text(&deny.citation)]),
        url: text(""),
        scope: text(&deny.reason),
        applies_to: text("your organisation"),
        reaches: Reaches {
            software: Reach::Yes,
            services: Reach::Yes,
            hardware: Reach::Yes,
            embedded: Reach::Yes,
            open_source: Reach::Yes,
        },
        affiliates: Affiliates::NamedOnly,
        status: Status::InForce,
        status_note: None,
        confidence: Confidence::Primary,
        sources: Cow::Owned(vec![text(place)]),
        reviewed: day(as_of),
        phases: Cow::Owned(Vec::new()),
    }
}

fn text(text: &str) -> Text {
    Text::from(text.to_owned())
}

fn day(date: Date) -> Day {
    // Months and days of a date are positive.
    Day {
        year: date.year(),
        month: date.month().unsigned_abs(),
        day: date.day().unsigned_abs(),
    }
}

/// Letters and digits of a name with single hyphens between words.
fn slug(name: &str) -> String {
    let words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("-")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::denylist::model::Effect;
    use crate::policy::config::Kind;

    #[test]
    fn entries_of_one_name_are_one_vendor() {
        let entry = "[[deny]]\nvendor = \"Example Ltd.\"\nnpm-scope = [\"@example\"]\neffect = \"review\"\nreason = \"r\"\ncitation = \"c\"\n";
        let file = ConfigFile::parse("x", &format!("{entry}{entry}"), Kind::Repository)
            .expect("it is valid");
        let (list, effects) = own_entries(&[&file], date(2026, 11, 24));
        assert_eq!(list.vendors.len(), 1);
        assert_eq!(list.vendors[0].id, "own-example-ltd");
        assert_eq!(list.vendors[0].listings.len(), 2);
        assert_eq!(effects["own-policy-2"].effect, Effect::Review);
    }
}
