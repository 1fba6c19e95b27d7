//! Evidence on its way along edges: from identifiers, parties and files to what they belong to.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::denylist::model::Attribution;
use crate::inventory::{PartyRole, Role};
use crate::matching::person::is_person;
use crate::matching::screening::Screening;
use crate::matching::sign::{Coverage, Kind};
use crate::matching::{PublisherKind, name};

/// Evidence that flows from the files of one package.
const FILES: usize = 8;

impl Screening<'_> {
    /// An identifier that stands apart says what it would say on the component.
    pub(super) fn flow_from_identifiers(&mut self) {
        self.identified.sort_unstable();
        let holders: BTreeSet<u32> = self.identified.iter().map(|(_, holder)| *holder).collect();
        let by_holder = self
            .hits
            .flowing_from(self.index, |id| holders.contains(&id));
        for (subject, holder) in &self.identified {
            let coverage = self.store.record(*holder).coverage;
            self.store.record_mut(*subject).coverage.add(coverage);
            for seen in by_holder.get(holder).into_iter().flatten() {
                self.hits.push(*subject, seen.clone());
            }
        }
    }

    pub(super) fn flow_from_parties(&mut self) {
        let is_party = |id| self.store.record(id).role == Some(Role::Party);
        let by_party = self.hits.flowing_from(self.index, is_party);
        let mut numbers: HashMap<(u32, u8), Option<u32>> = HashMap::new();
        for (from, label, party) in std::mem::take(&mut self.supplied).iter() {
            let role = role_of(label);
            self.store.record_mut(from).coverage.add(Coverage::PARTY);
            let listed = by_party.get(&party);
            let is_judged = matches!(
                self.store.record(from).role,
                Some(Role::Component | Role::Service)
            );
            // A few parties supply what a document has hundreds of thousands of.
            let number = *numbers
                .entry((party, label))
                .or_insert_with(|| self.publisher(party, role));
            if let Some(number) = number.filter(|_| is_judged) {
                self.register.count(from, number, listed.is_some());
            }
            for seen in listed.into_iter().flatten() {
                let mut seen = seen.clone();
                seen.sign.kind = with_role(seen.sign.kind, role);
                seen.sign.attribution = seen.sign.attribution.min(most_of(seen.sign.kind));
                seen.field = format!("{} > {}", role_word(role), seen.field);
                self.hits.push(from, seen);
            }
        }
    }

    /// The number of a party in the register of publishers, if it has a name.
    fn publisher(&mut self, party: u32, role: PartyRole) -> Option<u32> {
        let name = self.store.texts(party).name;
        let kind = if is_person(role, name) {
            PublisherKind::Person
        } else {
            PublisherKind::Party
        };
        (!name.is_empty()).then(|| self.register.number(kind, name))
    }

    pub(super) fn flow_from_files(&mut self) {
        let is_file = |id| self.store.record(id).role == Some(Role::File);
        let by_file = self.hits.flowing_from(self.index, is_file);
        if by_file.is_empty() {
            return;
        }
        self.forget_parts_of_nothing();
        // Snippets are parts of files, these of others, and at last of packages.
        let wholes = self.sorted_parts(|container, part| (part, container));
        let mut flowed: HashMap<u32, usize> = HashMap::new();
        let mut visited = HashSet::new();
        for (container, file) in &self.contained {
            for (number, seen) in by_file.get(file).into_iter().flatten().enumerate() {
                let mut ahead = vec![*container];
                while let Some(container) = ahead.pop() {
                    // What is full, and all that it is a part of, has as much as it takes.
                    let count = flowed.entry(container).or_default();
                    if *count >= FILES || !visited.insert((container, *file, number)) {
                        continue;
                    }
                    *count += 1;
                    let above = followers(&wholes, container);
                    if !above.is_empty() {
                        ahead.extend(above.iter().map(|(_, whole)| *whole));
                        continue; // It is judged with what it is a part of.
                    }
                    let mut seen = seen.clone();
                    seen.sign.attribution = Attribution::Contributor;
                    seen.field = format!("file > {}", seen.field);
                    self.hits.push(container, seen);
                }
            }
        }
    }

    /// Forget of what files are parts where that is not described or leads in circles: they stand for themselves.
    fn forget_parts_of_nothing(&mut self) {
        let role = |id| self.store.record(id).role;
        let is_file = |id| role(id) == Some(Role::File);
        self.contained
            .retain(|(container, part)| !is_file(*part) || role(*container).is_some());
        let parts = self.sorted_parts(|container, part| (container, part));
        let wholes = self.sorted_parts(|container, part| (part, container));
        let containers = parts.iter().map(|(container, _)| *container);
        let mut ahead: Vec<u32> = containers
            .filter(|container| followers(&wholes, *container).is_empty())
            .collect();
        ahead.dedup();
        let mut reached = HashSet::new();
        while let Some(container) = ahead.pop() {
            let inside = followers(&parts, container).iter();
            ahead.extend(
                inside
                    .map(|(_, part)| *part)
                    .filter(|part| reached.insert(*part)),
            );
        }
        self.contained
            .retain(|(_, part)| !is_file(*part) || reached.contains(part));
    }

    /// What contains which file, in some order.
    fn sorted_parts(&self, pair: impl Fn(u32, u32) -> (u32, u32)) -> Vec<(u32, u32)> {
        let is_file = |id| self.store.record(id).role == Some(Role::File);
        let parts = self.contained.iter().filter(|(_, part)| is_file(*part));
        let mut parts: Vec<_> = parts
            .map(|(container, part)| pair(*container, *part))
            .collect();
        parts.sort_unstable();
        parts.dedup();
        parts
    }
}

/// The pairs that begin with a subject, of sorted ones.
fn followers(pairs: &[(u32, u32)], of: u32) -> &[(u32, u32)] {
    let from = pairs.partition_point(|(first, _)| *first < of);
    let behind = &pairs[from..];
    &behind[..behind.partition_point(|(first, _)| *first == of)]
}

/// The role whose number is a label.
fn role_of(label: u8) -> PartyRole {
    let role = PartyRole::ALL.into_iter().find(|role| *role as u8 == label);
    role.unwrap_or(PartyRole::Contributor)
}

fn with_role(kind: Kind, role: PartyRole) -> Kind {
    match kind {
        Kind::Name(_) => Kind::Name(role),
        Kind::Email(_) => Kind::Email(role),
        Kind::PartyPage(_) | Kind::Website | Kind::Repository(_) | Kind::PackagePage => {
            Kind::PartyPage(role)
        }
        other => other,
    }
}

/// The most that a statement on a party supports once its role is known.
fn most_of(kind: Kind) -> Attribution {
    match kind {
        Kind::Name(role) => name::most_of(role),
        Kind::Email(_) => Attribution::Indicated,
        Kind::PartyPage(role) => name::most_of(role),
        _ => Attribution::Confirmed,
    }
}

fn role_word(role: PartyRole) -> &'static str {
    match role {
        PartyRole::Supplier => "supplier",
        PartyRole::Manufacturer => "manufacturer",
        PartyRole::Publisher => "publisher",
        PartyRole::Author => "author",
        PartyRole::Maintainer => "maintainer",
        PartyRole::Originator => "originator",
        PartyRole::Provider => "provider",
        PartyRole::Licensor => "licensor",
        PartyRole::Owner => "owner",
        PartyRole::Contributor => "contributor",
    }
}
