//! What is new, what stood there before, what is gone.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::matching::Match;
use crate::outcome::{self, Finding, FixedFinding, Report};
use crate::policy::Baseline;
use crate::policy::judge::{Judging, notice};

impl Judging<'_> {
    pub(super) fn compare(&self, finding: &mut Finding, found: &Match) {
        let Some(versions) = self
            .baseline
            .keys
            .get(&found.key)
            .filter(|_| self.baseline.is_usable())
        else {
            return;
        };
        finding.status = "existing".to_owned();
        let same = found
            .version
            .as_ref()
            .is_some_and(|version| versions.contains(version));
        if !same {
            finding.previous_versions = versions
                .iter()
                .filter(|version| !version.is_empty())
                .cloned()
                .collect();
        }
        // The component stood there, and nothing was attributed to the vendor.
        if !self.baseline.listed.contains(&finding.key) {
            finding.reason = Some("newly-listed".to_owned());
        }
    }

    pub(super) fn fixed(&self, report: &mut Report) {
        if !self.baseline.is_usable() {
            if let Some(trouble) = &self.baseline.trouble {
                let message = format!(
                    "the baseline `{}` cannot be read, and every finding counts as new: {trouble}",
                    self.baseline.value
                );
                let help = if self.baseline.kind == "report" {
                    "a report is what `--output json=FILE` saved"
                } else {
                    "fetch it first: `git fetch --depth=1 origin REV`, or check out with `fetch-depth: 0`; a saved report is named by a path such as `./report.json`"
                };
                report.diagnostics.push(notice(
                    Diagnostic::warning("baseline-unavailable", message).help(help),
                    None,
                ));
            }
            return;
        }
        let remark = self.baseline.remark.clone();
        report
            .diagnostics
            .extend(remark.map(|remark| notice(remark, None)));
        let now: BTreeSet<&str> = report
            .findings
            .iter()
            .chain(&report.outside_profile)
            .map(|finding| finding.key.as_str())
            .collect();
        let mut fixed: Vec<FixedFinding> = self
            .baseline
            .findings
            .iter()
            .filter(|old| !now.contains(old.key.as_str()))
            .cloned()
            .collect();
        fixed.sort_by(|a, b| a.key.cmp(&b.key));
        report.fixed = fixed;
    }
}

pub(super) fn baseline_of(baseline: &Baseline) -> Option<outcome::Baseline> {
    (!baseline.kind.is_empty()).then(|| outcome::Baseline {
        kind: baseline.kind.clone(),
        value: baseline.value.clone(),
        state: if baseline.is_usable() {
            "used"
        } else {
            "unavailable"
        }
        .to_owned(),
    })
}
