//! Matches that are one finding: same component, version, vendor, evidence and role.

use std::collections::BTreeMap;

use crate::matching::Match;

/// One finding to be, with the inputs of its matches.
pub(crate) struct Folded<'m> {
    pub(crate) matches: Vec<(u32, &'m Match)>,
}

impl<'m> Folded<'m> {
    /// The match whose words the finding uses.
    pub(crate) fn first(&self) -> &'m Match {
        self.matches[0].1
    }
}

/// Bring matches of all inputs together, in a fixed order.
pub(crate) fn fold<'m>(matches: impl Iterator<Item = (u32, &'m Match)>) -> Vec<Folded<'m>> {
    let mut groups: BTreeMap<String, Folded<'m>> = BTreeMap::new();
    for (input, found) in matches {
        groups
            .entry(same(found))
            .or_insert_with(|| Folded {
                matches: Vec::new(),
            })
            .matches
            .push((input, found));
    }
    groups.into_values().collect()
}

/// What must be equal for two matches to be one finding. Places may differ.
fn same(found: &Match) -> String {
    let mut evidence: Vec<String> = found
        .evidence
        .iter()
        .map(|one| {
            format!(
                "{}\u{1}{}\u{1}{}\u{1}{}",
                one.identity, one.value, one.attribution, one.kind
            )
        })
        .collect();
    evidence.sort();
    evidence.dedup();
    format!(
        "{}\u{2}{}\u{2}{}\u{2}{:?}\u{2}{}\u{2}{:?}\u{2}{}",
        found.key,
        found.version.as_deref().unwrap_or_default(),
        found.vendor,
        found.occurrence.role,
        found.occurrence.ancestor_of_shipped,
        (
            found.occurrence.explanation.in_build,
            &found.occurrence.explanation.kinds,
            found.occurrence.explanation.optional,
            found.occurrence.inclusion
        ),
        evidence.join("\u{2}")
    )
}
