//! Which acceptances cover a finding, and what became of each.

use std::collections::BTreeSet;

use crate::denylist::model::Effect;
use crate::diagnostic::Diagnostic;
use crate::matching::Match;
use crate::outcome::{AcceptanceUse, Finding, Notice};
use crate::policy::judge::{Judging, notice};
use crate::policy::{Acceptance, covers};
use crate::source::Location;

/// An acceptance that ends within so many days is remarked upon.
const SOON: i32 = 30;

impl Judging<'_> {
    /// Acceptances that together cover every listing which makes the effect what it is, or fails the build.
    pub(super) fn covering(&mut self, finding: &Finding, found: &Match) -> Vec<usize> {
        let recorded = self.accepted.get(&found.key);
        let policy = self.policy;
        let met = recorded
            .into_iter()
            .flatten()
            .map(|number| (*number, &policy.acceptances[*number]));
        let met = met.filter(|(_, acceptance)| {
            acceptance.vendor == finding.vendor.id && acceptance.expires >= self.as_of
        });
        let (valid, others): (Vec<_>, Vec<_>) = met.partition(|(_, acceptance)| {
            covers(&acceptance.component, acceptance.versions.as_deref(), found)
        });
        let version = found.version.as_deref().unwrap_or("no version");
        for (number, _) in others {
            let short = format!("its versions leave out `{version}`");
            self.short.entry(number).or_insert(short);
        }
        let numbers = valid.iter().map(|(number, _)| *number).collect();
        let Some(short) = self.falls_short(finding, &valid) else {
            return numbers;
        };
        for number in numbers {
            self.short.entry(number).or_insert_with(|| short.clone());
        }
        Vec::new()
    }

    /// Why acceptances that meet a finding do not accept it, if they do not.
    fn falls_short(&self, finding: &Finding, valid: &[(usize, &Acceptance)]) -> Option<String> {
        // A floor may leave some effects out of what can be accepted.
        let acceptable = self.policy.acceptable.as_ref().is_none_or(|effects| {
            let mut words = effects.iter().map(|effect| effect.as_str());
            words.any(|effect| effect == finding.effect)
        });
        if !acceptable {
            let effect = &finding.effect;
            return Some(format!(
                "the policy floor accepts nothing of the effect {effect}"
            ));
        }
        let covered = |authority: &str| {
            valid.iter().any(|(_, acceptance)| {
                acceptance.authorities.is_empty()
                    || acceptance.authorities.iter().any(|id| id == authority)
            })
        };
        // Below what the finding does there may be more that fails the build by itself.
        let own = Effect::from_word(&finding.effect);
        let bar = self
            .policy
            .fail_on
            .mildest()
            .map_or(own, |mildest| own.min(Some(mildest)));
        let decisive = finding
            .listings
            .iter()
            .filter(|listing| Effect::from_word(&listing.effect) >= bar);
        let decisive: BTreeSet<&str> = decisive.map(|listing| listing.authority.as_str()).collect();
        if decisive.is_empty() {
            return Some("no listing has the effect of the finding".to_owned());
        }
        let lacking: Vec<String> = decisive
            .into_iter()
            .filter(|authority| !covered(authority))
            .map(|authority| format!("`{authority}`"))
            .collect();
        (!lacking.is_empty()).then(|| format!("its authorities leave out {}", lacking.join(", ")))
    }

    /// What became of every acceptance, in the order of the files.
    pub(super) fn acceptances(&self, notices: &mut Vec<Notice>) -> Vec<AcceptanceUse> {
        let mut all = Vec::new();
        for (number, acceptance) in self.policy.acceptances.iter().enumerate() {
            let used_by = self.accepting.get(&number).cloned().unwrap_or_default();
            let expired = acceptance.expires < self.as_of;
            let state = match (expired, used_by.is_empty()) {
                (true, _) => "expired",
                (false, true) => "unused",
                (false, false) => "used",
            };
            if let Some(remark) = self.remark(number, acceptance, state) {
                let at = Location {
                    path: Some(acceptance.file.clone()),
                    line: Some(acceptance.line),
                    ..Location::default()
                };
                notices.push(notice(remark.at(at), None));
            }
            all.push(use_of(acceptance, state, used_by));
        }
        // Why these do not count was said when the policy was made.
        let ignored = self.policy.ignored.iter();
        all.extend(ignored.map(|acceptance| use_of(acceptance, "ignored", BTreeSet::new())));
        all.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        all
    }

    /// Remarks on contests that met nothing.
    pub(super) fn contests(&self, notices: &mut Vec<Notice>) {
        for (number, contest) in self.policy.contests.iter().enumerate() {
            if !self.contesting.contains(&number) {
                let message = format!(
                    "the contest of `{}` for `{}` matched nothing",
                    contest.component, contest.vendor
                );
                let at = Location {
                    path: Some(contest.file.clone()),
                    line: Some(contest.line),
                    ..Location::default()
                };
                let help = "remove it, or mend its component or vendor";
                let remark = Diagnostic::warning("contest-unused", message).help(help);
                notices.push(notice(remark.at(at), None));
            }
        }
    }

    fn remark(&self, number: usize, acceptance: &Acceptance, state: &str) -> Option<Diagnostic> {
        let name = format!(
            "the acceptance of `{}` for `{}`",
            acceptance.component, acceptance.vendor
        );
        let ends = acceptance.expires;
        match (state, self.short.get(&number)) {
            ("expired", _) => {
                let message = format!("{name} ended on {ends} and accepts nothing");
                Some(Diagnostic::warning("acceptance-expired", message))
            }
            ("unused", Some(short)) => {
                let message = format!("{name} does not accept what it met: {short}");
                Some(Diagnostic::warning("acceptance-unused", message))
            }
            ("unused", None) => {
                let message = format!("{name} matched nothing");
                let help = "remove it, or mend its component, versions or vendor";
                Some(Diagnostic::warning("acceptance-unused", message).help(help))
            }
            _ => {
                let left = ends.since(self.as_of).map_or(0, |left| left.get_days());
                let message = format!("{name} ends on {ends}");
                (left <= SOON).then(|| Diagnostic::warning("acceptance-ends-soon", message))
            }
        }
    }
}

fn use_of(acceptance: &Acceptance, state: &str, used_by: BTreeSet<String>) -> AcceptanceUse {
    AcceptanceUse {
        file: acceptance.file.clone(),
        line: acceptance.line,
        component: acceptance.component.clone(),
        vendor: acceptance.vendor.clone(),
        state: state.to_owned(),
        expires: Some(acceptance.expires.to_string()),
        used_by: used_by.into_iter().collect(),
    }
}
