//! What a finding and its component are called.

use crate::identifier::full_name;
use crate::outcome::{Component, Finding};

/// The name that people type: with its group, in the ecosystem's own spelling.
#[must_use]
pub fn name(finding: &Finding) -> String {
    component_name(&finding.component)
}

/// The same of a component alone.
pub(crate) fn component_name(component: &Component) -> String {
    let Component {
        group, name, purl, ..
    } = component;
    full_name(group.as_deref(), name, purl.as_deref())
}

/// The first eight digits of the id, by which `explain` and `accept` know the finding.
#[must_use]
pub fn short_id(finding: &Finding) -> &str {
    finding.id.get(..8).unwrap_or(&finding.id)
}
