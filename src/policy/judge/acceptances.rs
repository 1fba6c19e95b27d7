//! Which acceptances cover a finding, and what became of each.

use std::collections::BTreeSet;

use crate::denylist::model::Effect;
use crate::diagnostic::Diagnostic;
use crate::matching::Match;
use crate::outcome::{AcceptanceUse, Finding, Notice};
use crate::policy::covers;
use crate::policy::judge::{Judging, notice};

/// An acceptance that ends within so many days is remarked upon.
const SOON: i32 = 30;

impl Judging<'_> {
    /// Acceptances that together cover every listing which makes the effect what it is.
    pub(super) fn covering(&self, finding: &Finding, found: &Match) -> Vec<usize> {
        let valid = self
            .policy
            .acceptances
            .iter()
            .enumerate()
            .filter(|(_, acceptance)| {
                acceptance.vendor == finding.vendor.id
                    && acceptance.expires >= self.as_of
                    && covers(&acceptance.component, acceptance.versions.as_deref(), found)
            });
        // A floor may leave some effects out of what can be accepted.
        let acceptable = self.policy.acceptable.as_ref().is_none_or(|effects| {
            effects
                .iter()
                .any(|effect| effect.as_str() == finding.effect)
        });
        let valid: Vec<_> = valid.filter(|_| acceptable).collect();
        let covered = |authority: &str| {
            valid.iter().any(|(_, acceptance)| {
                acceptance.authorities.is_empty()
                    || acceptance.authorities.iter().any(|id| id == authority)
            })
        };
        let decisive = finding.listings.iter().filter(|listing| {
            listing.effect == finding.effect
                || Effect::from_word(&listing.effect) > Effect::from_word(&finding.effect)
        });
        let mut decisive = decisive
            .map(|listing| listing.authority.as_str())
            .peekable();
        if valid.is_empty() || decisive.peek().is_none() || !decisive.all(covered) {
            return Vec::new();
        }
        valid.into_iter().map(|(number, _)| number).collect()
    }

    pub(super) fn acceptances(&self, notices: &mut Vec<Notice>) -> Vec<AcceptanceUse> {
        let none = BTreeSet::new();
        let mut all = Vec::new();
        for (number, acceptance) in self.policy.acceptances.iter().enumerate() {
            let used_by = self.used.get(&number).unwrap_or(&none);
            let expired = acceptance.expires < self.as_of;
            let state = if expired {
                "expired"
            } else if used_by.is_empty() {
                "unused"
            } else {
                "used"
            };
            let at = crate::source::Location {
                path: Some(acceptance.file.clone()),
                line: Some(acceptance.line),
                ..Default::default()
            };
            let name = format!(
                "the acceptance of `{}` for `{}`",
                acceptance.component, acceptance.vendor
            );
            if expired {
                notices.push(notice(
                    Diagnostic::warning(
                        "acceptance-expired",
                        format!("{name} ended on {} and accepts nothing", acceptance.expires),
                    )
                    .at(at),
                    None,
                ));
            } else if used_by.is_empty() {
                notices.push(notice(
                    Diagnostic::warning("acceptance-unused", format!("{name} matched nothing"))
                        .help("remove it, or mend its component or vendor")
                        .at(at),
                    None,
                ));
            } else if acceptance
                .expires
                .since(self.as_of)
                .is_ok_and(|left| left.get_days() <= SOON)
            {
                notices.push(notice(
                    Diagnostic::warning(
                        "acceptance-ends-soon",
                        format!("{name} ends on {}", acceptance.expires),
                    )
                    .at(at),
                    None,
                ));
            }
            all.push(AcceptanceUse {
                file: acceptance.file.clone(),
                line: acceptance.line,
                component: acceptance.component.clone(),
                vendor: acceptance.vendor.clone(),
                state: state.to_owned(),
                expires: Some(acceptance.expires.to_string()),
                used_by: used_by.iter().cloned().collect(),
            });
        }
        all
    }
}
