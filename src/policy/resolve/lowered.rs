//! What lowers findings: limits, contests and acceptances, and which of them count.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Severity};
use crate::policy::config::{ConfigFile, MOST_MISTAKES, Stated, subject};
use crate::policy::resolve::{Base, Layers, Value, head, latest, place, push};
use crate::policy::{Acceptance, Contest, Policy};
use crate::source::Location;

/// Put what counts into the policy, and remark on what does not.
pub(crate) fn apply(
    layers: &Layers<'_>,
    policy: &mut Policy,
    remarks: &mut Vec<Diagnostic>,
    values: &mut Vec<Value>,
) {
    if let Some(floor) = layers.floor {
        for (rule, stated) in &floor.limits {
            push(
                values,
                &format!("limits.{rule}"),
                format!("{:?}", stated.value.at_most.as_str()),
                place(floor, stated.line),
            );
            policy.limits.insert(rule.clone(), stated.value.clone());
        }
        for stated in &floor.contests {
            contest(policy, values, floor, stated);
        }
        for stated in &floor.acceptances {
            accept(policy, values, floor, stated);
        }
        policy
            .acceptable
            .clone_from(&floor.acceptance_rules.effects);
    }
    if let Some(file) = layers.file {
        let mut counting = Counting {
            layers,
            file,
            remarks,
        };
        counting.limits(policy, values);
        counting.contests(policy, values);
        counting.acceptances(policy, values);
    }
}

fn accept(
    policy: &mut Policy,
    values: &mut Vec<Value>,
    file: &ConfigFile,
    stated: &Stated<Acceptance>,
) {
    let acceptance = &stated.value;
    let key = format!("accept.{:?}", acceptance.component);
    let value = format!(
        "{{ vendor = {:?}, expires = {} }}",
        acceptance.vendor, acceptance.expires
    );
    push(values, &key, value, place(file, stated.line));
    policy.acceptances.push(acceptance.clone());
}

fn contest(
    policy: &mut Policy,
    values: &mut Vec<Value>,
    file: &ConfigFile,
    stated: &Stated<Contest>,
) {
    let key = format!("contest.{:?}", stated.value.component);
    let value = format!("{{ vendor = {:?} }}", stated.value.vendor);
    push(values, &key, value, place(file, stated.line));
    policy.contests.push(stated.value.clone());
}

struct Counting<'c> {
    layers: &'c Layers<'c>,
    file: &'c ConfigFile,
    remarks: &'c mut Vec<Diagnostic>,
}

impl Counting<'_> {
    /// Whether the base holds what the head does; without a floor nobody asks.
    fn at_base(&self, holds: impl Fn(&ConfigFile) -> bool) -> bool {
        match (self.layers.floor, self.layers.base) {
            (None, _) => true,
            (Some(_), Base::File(base)) => holds(base),
            (Some(_), Base::Absent | Base::Unavailable | Base::Unnamed) => false,
        }
    }

    fn ignored<T>(&mut self, what: &str, stated: &Stated<T>) {
        let (why, help) = match self.layers.base {
            Base::Unnamed => (
                "no base revision is named",
                "name the commit that it stands at: `--baseline REV`",
            ),
            Base::Unavailable => (
                "the base revision could not be read",
                "fetch that commit first: `git fetch --depth=1 origin REV`",
            ),
            Base::Absent | Base::File(_) => (
                "it does not stand like that at the base revision",
                "it counts once it is merged",
            ),
        };
        let message = format!("{what} counts for nothing under the policy floor: {why}");
        let code = "config-not-at-base";
        let found = if self.remarks.len() < MOST_MISTAKES {
            let mut found = self.file.point(code, message, head(stated), "");
            found.severity = Severity::Warning;
            found
        } else {
            Diagnostic::warning(code, message)
        };
        let at = at(self.file, stated.line);
        self.remarks.push(found.at(at).help(help));
    }

    fn limits(&mut self, policy: &mut Policy, values: &mut Vec<Value>) {
        for (rule, stated) in &self.file.limits {
            // What leaves as much as the floor's own limit lowers nothing.
            let by_floor = self.layers.floor.and_then(|floor| floor.limits.get(rule));
            let counts = by_floor.is_some()
                || self.at_base(|base| {
                    let there = base.limits.get(rule);
                    there.is_some_and(|there| there.value.at_most <= stated.value.at_most)
                });
            if !counts {
                self.ignored(&format!("the limit `{rule}`"), stated);
                continue;
            }
            push(
                values,
                &format!("limits.{rule}"),
                format!("{:?}", stated.value.at_most.as_str()),
                place(self.file, stated.line),
            );
            policy.limits.insert(rule.clone(), stated.value.clone());
        }
    }

    fn contests(&mut self, policy: &mut Policy, values: &mut Vec<Value>) {
        for stated in &self.file.contests {
            let counts = self.at_base(|base| {
                base.contests.iter().any(|there| {
                    there.value.component == stated.value.component
                        && there.value.vendor == stated.value.vendor
                })
            });
            if counts {
                contest(policy, values, self.file, stated);
            } else {
                let what = format!("the contest of `{}`", stated.value.component);
                self.ignored(&what, stated);
            }
        }
    }

    fn acceptances(&mut self, policy: &mut Policy, values: &mut Vec<Value>) {
        let from_head = self
            .layers
            .floor
            .is_some_and(|floor| floor.acceptance_rules.from_head);
        let base: BTreeMap<_, Date> = match self.layers.base {
            Base::File(base) => {
                let there = base.acceptances.iter();
                there
                    .map(|there| (subject(&there.value), there.value.expires))
                    .collect()
            }
            Base::Absent | Base::Unavailable | Base::Unnamed => BTreeMap::new(),
        };
        for stated in &self.file.acceptances {
            // The base's entry with the same words counts, and a later day at the head does not.
            let at_base = base.get(&subject(&stated.value));
            let counts = from_head
                || self.layers.floor.is_none()
                || at_base.is_some_and(|expires| *expires >= stated.value.expires);
            let what = format!("the acceptance of `{}`", stated.value.component);
            if !counts {
                policy.ignored.push(stated.value.clone());
                self.ignored(&what, stated);
            } else if let Some(broken) = self.breaks_rules(&stated.value) {
                policy.ignored.push(stated.value.clone());
                let rules = self.layers.floor.map_or_else(String::new, |floor| {
                    place(floor, floor.acceptance_rules.line.unwrap_or(1))
                });
                let message = format!("{what} counts for nothing: {broken}, as `{rules}` demands");
                let mut found =
                    self.file
                        .point("acceptance-below-floor", message, head(stated), "");
                found.severity = Severity::Warning;
                self.remarks.push(found.at(at(self.file, stated.line)));
            } else {
                accept(policy, values, self.file, stated);
            }
        }
    }

    /// The rule of the floor that an acceptance does not keep.
    fn breaks_rules(&self, acceptance: &Acceptance) -> Option<String> {
        let rules = &self.layers.floor?.acceptance_rules;
        if let Some(days) = rules.max_days {
            let last = latest(self.layers)
                .checked_add(i64::from(days).days())
                .ok()?;
            if acceptance.expires > last {
                return Some(format!("it must end within {days} days"));
            }
        }
        let has = |key: &str| match key {
            "ticket" => acceptance.ticket.is_some(),
            "approved-by" => acceptance.approved_by.is_some(),
            _ => false,
        };
        let missing = rules.need.iter().find(|key| !has(key));
        missing.map(|key| format!("it must have `{key}`"))
    }
}

fn at(file: &ConfigFile, line: u32) -> Location {
    Location {
        path: Some(file.path.clone()),
        line: Some(line),
        ..Location::default()
    }
}
