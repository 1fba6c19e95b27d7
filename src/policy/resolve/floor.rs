//! What may not be: anything weaker than the floor.

use crate::denylist::model::Effect;
use crate::diagnostic::Diagnostic;
use crate::policy::config::{ConfigFile, Stated};
use crate::policy::resolve::Layers;
use crate::policy::{FailOn, Policy};

/// Every weakening of the floor by the file or the command line.
pub(crate) fn weakenings(layers: &Layers<'_>) -> Vec<Diagnostic> {
    let Some(floor) = layers.floor else {
        return Vec::new();
    };
    let check = Check { layers, floor };
    let mut found = Vec::new();
    check.profiles(&mut found);
    check.fail_on(&mut found);
    check.on_empty(&mut found);
    check.min_coverage(&mut found);
    check.max_list_age(&mut found);
    check.authorities(&mut found);
    check.limits(&mut found);
    check.baseline(&mut found);
    check.run(&mut found);
    found
}

struct Check<'c> {
    layers: &'c Layers<'c>,
    floor: &'c ConfigFile,
}

impl Check<'_> {
    /// The floor's line, or that it is silent and what holds then.
    fn floor_says<T>(&self, stated: Option<&Stated<T>>, key: &str, value: &str) -> String {
        match stated {
            Some(stated) => format!("`{}:{}` says {key} = {value}", self.floor.path, stated.line),
            None => format!("`{}` leaves {key} at {value}", self.floor.path),
        }
    }

    /// A weakening by a line of the file.
    fn by_file<T>(&self, stated: &Stated<T>, what: &str, floor_says: &str) -> Option<Diagnostic> {
        let file = self.layers.file?;
        let message = format!(
            "`{}:{}` weakens the policy floor: {what}, and {floor_says}",
            file.path, stated.line
        );
        let end = stated.span.end.min(stated.span.start + 1);
        let found = file.point(
            "config-weakened",
            message,
            stated.span.start..end,
            "weaker than the floor",
        );
        Some(found.help("a repository may only tighten its floor; remove the line or ask for a change of the floor"))
    }

    /// A weakening by an option.
    fn by_flag(what: &str, floor_says: &str) -> Diagnostic {
        Self::weakened(what, floor_says).help("under a floor options may only tighten")
    }

    fn weakened(what: &str, floor_says: &str) -> Diagnostic {
        let message =
            format!("the command line weakens the policy floor: {what}, and {floor_says}");
        Diagnostic::error("config-weakened", message)
    }

    fn profiles(&self, found: &mut Vec<Diagnostic>) {
        let stated = self.floor.profiles.as_ref();
        let wanted =
            stated.map_or_else(|| Policy::default().profiles, |stated| stated.value.clone());
        let says = self.floor_says(stated, "profiles", &format!("{wanted:?}"));
        let missing = |given: &[String]| -> Vec<String> {
            wanted
                .iter()
                .filter(|id| !given.contains(id))
                .cloned()
                .collect()
        };
        if let Some(stated) = self.layers.file.and_then(|file| file.profiles.as_ref()) {
            let missing = missing(&stated.value);
            if !missing.is_empty() {
                let what = format!("it leaves out the profile {}", missing.join(", "));
                found.extend(self.by_file(stated, &what, &says));
            }
        }
        let given = &self.layers.flags.profiles;
        if !given.is_empty() && !missing(given).is_empty() {
            let what = format!("`--profile` leaves out {}", missing(given).join(", "));
            found.push(Self::by_flag(&what, &says));
        }
    }

    fn fail_on(&self, found: &mut Vec<Diagnostic>) {
        let stated = self.floor.fail_on.as_ref();
        let bar = stated.map_or(FailOn::Block, |stated| stated.value);
        let says = self.floor_says(stated, "fail-on", bar.as_str());
        if let Some(stated) = self.layers.file.and_then(|file| file.fail_on.as_ref())
            && stated.value > bar
        {
            let what = format!("fail-on = {}", stated.value.as_str());
            found.extend(self.by_file(stated, &what, &says));
        }
        if let Some(given) = self.layers.flags.fail_on.filter(|given| *given > bar) {
            found.push(Self::by_flag(
                &format!("`--fail-on {}`", given.as_str()),
                &says,
            ));
        }
    }

    fn on_empty(&self, found: &mut Vec<Diagnostic>) {
        let stated = self.floor.pass_on_empty.as_ref();
        if stated.is_some_and(|stated| stated.value) {
            return;
        }
        let says = self.floor_says(stated, "on-empty", "undetermined");
        if let Some(stated) = self
            .layers
            .file
            .and_then(|file| file.pass_on_empty.as_ref())
            && stated.value
        {
            found.extend(self.by_file(stated, "on-empty = pass", &says));
        }
        if self.layers.flags.pass_on_empty == Some(true) {
            found.push(Self::by_flag("`--on-empty pass`", &says));
        }
    }

    fn min_coverage(&self, found: &mut Vec<Diagnostic>) {
        let Some(floor) = self.floor.min_coverage.as_ref() else {
            return;
        };
        let says = self.floor_says(Some(floor), "min-coverage", &floor.value.to_string());
        if let Some(stated) = self.layers.file.and_then(|file| file.min_coverage.as_ref())
            && stated.value < floor.value
        {
            let what = format!("min-coverage = {}", stated.value);
            found.extend(self.by_file(stated, &what, &says));
        }
        let given = self.layers.flags.min_coverage;
        if let Some(given) = given.filter(|given| *given < floor.value) {
            found.push(Self::by_flag(&format!("`--min-coverage {given}`"), &says));
        }
    }

    fn max_list_age(&self, found: &mut Vec<Diagnostic>) {
        let Some(floor) = self.floor.max_list_age.as_ref() else {
            return;
        };
        let says = self.floor_says(Some(floor), "max-list-age", &format!("{}d", floor.value));
        if let Some(stated) = self.layers.file.and_then(|file| file.max_list_age.as_ref())
            && stated.value > floor.value
        {
            let what = format!("max-list-age = {}d", stated.value);
            found.extend(self.by_file(stated, &what, &says));
        }
        let given = self.layers.flags.max_list_age;
        if let Some(given) = given.filter(|given| *given > floor.value) {
            found.push(Self::by_flag(&format!("`--max-list-age {given}d`"), &says));
        }
    }

    /// An authority may not do less than under the floor alone.
    fn authorities(&self, found: &mut Vec<Diagnostic>) {
        let Some(file) = self.layers.file else {
            return;
        };
        for (id, stated) in &file.authorities {
            let (least, says) = self.under_floor(id);
            if Some(stated.value.effect) < least {
                let what = format!("{id} has the effect {}", stated.value.effect);
                found.extend(self.by_file(stated, &what, &says));
            }
        }
    }

    /// What an authority does under the floor alone, and who says so.
    fn under_floor(&self, id: &str) -> (Option<Effect>, String) {
        if let Some(stated) = self.floor.authorities.get(id) {
            let effect = stated.value.effect;
            let says = self.floor_says(Some(stated), &format!("authorities.{id}"), effect.as_str());
            return (Some(effect), says);
        }
        let stated = self.floor.profiles.as_ref();
        let profiles =
            stated.map_or_else(|| Policy::default().profiles, |stated| stated.value.clone());
        let chosen = self.layers.denylist.profiles.iter();
        let effect = chosen
            .filter(|profile| profiles.iter().any(|id| *id == profile.id))
            .flat_map(|profile| profile.entries.iter())
            .filter(|entry| entry.authority == id)
            .map(|entry| entry.effect)
            .max();
        let says = self.floor_says(stated, "profiles", &format!("{profiles:?}"));
        let word = effect.map_or("nothing", Effect::as_str);
        (
            effect,
            format!("{says}, under which it has the effect {word}"),
        )
    }

    /// A limit of the floor may not be lowered further, wherever the file's own stood.
    fn limits(&self, found: &mut Vec<Diagnostic>) {
        let Some(file) = self.layers.file else {
            return;
        };
        for (rule, stated) in &file.limits {
            let floor = self.floor.limits.get(rule);
            if let Some(floor) = floor.filter(|floor| floor.value.at_most > stated.value.at_most) {
                let most = floor.value.at_most.as_str();
                let says = self.floor_says(Some(floor), &format!("limits.{rule}"), most);
                let what = format!("limits.{rule} = {}", stated.value.at_most);
                found.extend(self.by_file(stated, &what, &says));
            }
        }
    }

    /// Comparing makes findings count less, so what is compared with may not come from the pull request.
    fn baseline(&self, found: &mut Vec<Diagnostic>) {
        let flags = self.layers.flags;
        let stated = self.floor.new_only.as_ref();
        if flags.new_only && !stated.is_some_and(|stated| stated.value) {
            let says = self.floor_says(stated, "new-only", "false");
            let help = "every finding counts; a floor allows it by `new-only = true`";
            found.push(Self::weakened("`--new-only`", &says).help(help));
        }
        if let Some(untrusted) = &flags.untrusted_baseline {
            let message = format!(
                "`--baseline {}` counts for nothing under the policy floor `{}`: it is {}",
                untrusted.value, self.floor.path, untrusted.why
            );
            found.push(Diagnostic::error("config-weakened", message).help(&untrusted.help));
        }
    }

    /// Options that no floor states and that would let findings by.
    fn run(&self, found: &mut Vec<Diagnostic>) {
        let flags = self.layers.flags;
        if flags.without_bundled {
            let says = format!("`{}` stands on the bundled lists", self.floor.path);
            found.push(Self::by_flag("`--no-bundled-denylists`", &says));
        }
        if let Some(as_of) = flags.as_of.filter(|as_of| *as_of < self.layers.today) {
            let says = format!("`{}` counts as of {}", self.floor.path, self.layers.today);
            found.push(Self::by_flag(&format!("`--as-of {as_of}`"), &says));
        }
    }
}
