//! Flags, file, floor and defaults brought together into one policy.
//!
//! Flags win over the file, the file over the floor, the floor over the
//! defaults; but under a floor nothing may be weaker than the floor, or than
//! the default where the floor is silent. What lowers findings in the checkout
//! (`[limits]`, `[[contest]]`, `[[accept]]`) counts under a floor only as it
//! stands at the base revision.

mod floor;
mod lowered;

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::denylist::model::Denylist;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::policy::config::{ConfigFile, MOST_MISTAKES, Stated, line_of, near};
use crate::policy::{FailOn, Override, Policy};
use crate::source::digest;

/// The greatest number of days that an acceptance may lie ahead.
const MOST_DAYS: i32 = 366;

/// What the command line says of the policy.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `--profile`.
    pub profiles: Vec<String>,
    /// `--fail-on`.
    pub fail_on: Option<FailOn>,
    /// `--on-empty`, whether it says pass.
    pub pass_on_empty: Option<bool>,
    /// `--min-coverage`.
    pub min_coverage: Option<u8>,
    /// `--max-list-age`, in days.
    pub max_list_age: Option<u32>,
    /// `--new-only`.
    pub new_only: bool,
    /// What `--baseline` may not be under a floor, and why.
    pub untrusted_baseline: Option<UntrustedBaseline>,
    /// `--show-persons`.
    pub show_persons: bool,
    /// `--no-bundled-denylists`.
    pub without_bundled: bool,
    /// `--as-of`, where it was given.
    pub as_of: Option<Date>,
}

/// A baseline that a pull request could have made itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UntrustedBaseline {
    /// As given.
    pub value: String,
    /// Why it is none to rely on, after "it is".
    pub why: &'static str,
    /// What to do.
    pub help: String,
}

/// The configuration as it stands at the base revision.
#[derive(Clone, Copy, Debug)]
pub enum Base<'c> {
    /// No base revision is named.
    Unnamed,
    /// Nobody could read it.
    Unavailable,
    /// There was none.
    Absent,
    /// It stood there.
    File(&'c ConfigFile),
}

/// All that decides the policy.
#[derive(Clone, Copy, Debug)]
pub struct Layers<'c> {
    /// The command line.
    pub flags: &'c Flags,
    /// The repository's file.
    pub file: Option<&'c ConfigFile>,
    /// The floor.
    pub floor: Option<&'c ConfigFile>,
    /// The repository's file at the base revision.
    pub base: Base<'c>,
    /// The lists, the company's own entries among them.
    pub denylist: &'c Denylist,
    /// The effects of the company's own entries.
    pub own: &'c BTreeMap<String, Override>,
    /// Today.
    pub today: Date,
}

/// The policy, and where its values came from.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The policy.
    pub policy: Policy,
    /// Every value with its origin, in a fixed order.
    pub values: Vec<Value>,
    /// Remarks: what does not count, and why.
    pub remarks: Vec<Diagnostic>,
}

/// One value in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// Its key.
    pub key: String,
    /// The value, as TOML.
    pub value: String,
    /// `command line`, `default`, or a file with its line.
    pub origin: String,
}

/// Bring everything together.
///
/// # Errors
///
/// Something weaker than the floor, an unknown profile, authority or vendor, an
/// acceptance too far ahead.
pub fn resolve(layers: &Layers<'_>) -> Result<Resolved, Vec<Diagnostic>> {
    let mut mistakes = floor::weakenings(layers);
    // Without the bundled lists every name of a floor would be unknown, too.
    if mistakes.is_empty() || !layers.flags.without_bundled {
        mistakes.extend(unknown_names(layers));
    }
    mistakes.extend(stated_elsewhere(layers));
    mistakes.extend(too_far_ahead(layers));
    let mut values = Vec::new();
    let mut policy = settings(layers, &mut values);
    let mut remarks = Vec::new();
    lowered::apply(layers, &mut policy, &mut remarks, &mut values);
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    policy.floor = layers.floor.map(|floor| digest([&floor.text]));
    policy.ends_by = layers.floor.map(|_| layers.today);
    Ok(Resolved {
        policy,
        values,
        remarks,
    })
}

/// Plain values: the first layer that states one decides.
fn settings(layers: &Layers<'_>, values: &mut Vec<Value>) -> Policy {
    let defaults = Policy::default();
    let flags = layers.flags;
    let files: Vec<&ConfigFile> = layers.file.into_iter().chain(layers.floor).collect();
    let mut policy = defaults.clone();

    let flag = (!flags.profiles.is_empty()).then(|| flags.profiles.clone());
    let found = stated(&files, |file| file.profiles.as_ref());
    let picked = pick(flag, found, defaults.profiles);
    policy.profiles.clone_from(&picked.0);
    push(values, "profiles", format!("{:?}", picked.0), picked.1);

    let found = stated(&files, |file| file.fail_on.as_ref());
    let picked = pick(flags.fail_on, found, defaults.fail_on);
    policy.fail_on = picked.0;
    let word = format!("{:?}", picked.0.as_str());
    push(values, "fail-on", word, picked.1);

    let found = stated(&files, |file| file.pass_on_empty.as_ref());
    let picked = pick(flags.pass_on_empty, found, defaults.pass_on_empty);
    policy.pass_on_empty = picked.0;
    let word = if picked.0 { "pass" } else { "undetermined" };
    push(values, "on-empty", format!("{word:?}"), picked.1);

    let found = stated(&files, |file| file.min_coverage.as_ref());
    let picked = pick(flags.min_coverage, found, 0);
    policy.min_coverage = (picked.0 > 0).then_some(picked.0);
    push(values, "min-coverage", picked.0.to_string(), picked.1);

    let found = stated(&files, |file| file.max_list_age.as_ref());
    let found = found.map(|(days, place)| (Some(days), place));
    let picked = pick(flags.max_list_age.map(Some), found, defaults.max_list_age);
    policy.max_list_age = picked.0;
    let age = picked.0.map_or("any".to_owned(), |days| format!("{days}d"));
    push(values, "max-list-age", format!("{age:?}"), picked.1);

    let allowed = layers
        .floor
        .and_then(|floor| Some((floor, floor.new_only.as_ref()?)));
    if let Some((floor, stated)) = allowed {
        let value = stated.value.to_string();
        push(values, "new-only", value, place(floor, stated.line));
    }
    policy.new_only = flags.new_only;
    policy.show_persons = flags.show_persons;
    overrides(layers, &mut policy, values);
    policy
}

/// Effects of authorities: where file and floor both state one, the stronger.
fn overrides(layers: &Layers<'_>, policy: &mut Policy, values: &mut Vec<Value>) {
    policy.authorities.clone_from(layers.own);
    for file in layers.floor.into_iter().chain(layers.file) {
        for (id, stated) in &file.authorities {
            let weaker = policy
                .authorities
                .get(id)
                .is_some_and(|known| known.effect > stated.value.effect);
            if weaker {
                continue;
            }
            policy.authorities.insert(id.clone(), stated.value.clone());
            let key = format!("authorities.{id}");
            values.retain(|value| value.key != key);
            let effect = format!("{:?}", stated.value.effect.as_str());
            push(values, &key, effect, place(file, stated.line));
        }
        for deny in &file.denies {
            let key = format!("deny.{:?}", deny.value.vendor);
            let effect = format!("{:?}", deny.value.effect.as_str());
            push(values, &key, effect, place(file, deny.line));
        }
    }
}

/// The value of the first file that states one, and its place.
fn stated<'c, T: Clone + 'c>(
    files: &[&'c ConfigFile],
    of: impl Fn(&'c ConfigFile) -> Option<&'c Stated<T>>,
) -> Option<(T, String)> {
    files.iter().find_map(|file| {
        let stated = of(file)?;
        Some((stated.value.clone(), place(file, stated.line)))
    })
}

fn pick<T>(flag: Option<T>, stated: Option<(T, String)>, default: T) -> (T, String) {
    match (flag, stated) {
        (Some(value), _) => (value, "command line".to_owned()),
        (None, Some(stated)) => stated,
        (None, None) => (default, "default".to_owned()),
    }
}

fn push(values: &mut Vec<Value>, key: &str, value: String, origin: String) {
    values.push(Value {
        key: key.to_owned(),
        value,
        origin,
    });
}

fn place(file: &ConfigFile, line: u32) -> String {
    format!("{}:{line}", file.path)
}

/// Profiles, authorities and vendors that no list knows.
fn unknown_names(layers: &Layers<'_>) -> Vec<Diagnostic> {
    let list = layers.denylist;
    let profiles: Vec<&str> = list
        .profiles
        .iter()
        .map(|known| known.id.as_ref())
        .collect();
    let authorities: Vec<&str> = list
        .authorities
        .iter()
        .map(|known| known.id.as_ref())
        .collect();
    let vendors: Vec<&str> = list.vendors.iter().map(|known| known.id.as_ref()).collect();
    let mut mistakes = Vec::new();
    for profile in &layers.flags.profiles {
        if !profiles.contains(&profile.as_str()) {
            mistakes.push(
                Diagnostic::error(
                    "unknown-profile",
                    format!("there is no profile `{profile}`"),
                )
                .help(in_a_list(profile, &profiles)),
            );
        }
    }
    for file in layers.file.into_iter().chain(layers.floor) {
        let mut check =
            |what: &str, code, word: &str, known: &[&str], span: &std::ops::Range<usize>| {
                if !known.contains(&word) && mistakes.len() < MOST_MISTAKES {
                    let message = format!("there is no {what} `{word}`");
                    let found = file.point(code, message, span.clone(), "");
                    mistakes.push(found.help(in_a_list(word, known)));
                }
            };
        if let Some(stated) = &file.profiles {
            for profile in &stated.value {
                check(
                    "profile",
                    "unknown-profile",
                    profile,
                    &profiles,
                    &stated.span,
                );
            }
        }
        for (id, stated) in &file.authorities {
            check(
                "authority",
                "unknown-authority",
                id,
                &authorities,
                &stated.span,
            );
        }
        for stated in &file.acceptances {
            let span = key_of(file, "vendor", stated);
            let vendor = &stated.value.vendor;
            check("vendor", "unknown-vendor", vendor, &vendors, &span);
            let span = key_of(file, "authorities", stated);
            for id in &stated.value.authorities {
                check("authority", "unknown-authority", id, &authorities, &span);
            }
        }
        for stated in &file.contests {
            let span = key_of(file, "vendor", stated);
            let vendor = &stated.value.vendor;
            check("vendor", "unknown-vendor", vendor, &vendors, &span);
        }
    }
    mistakes
}

/// Effects of the company's own entries: these state them themselves, and the stronger would win without a word.
fn stated_elsewhere(layers: &Layers<'_>) -> Vec<Diagnostic> {
    let files = layers.file.into_iter().chain(layers.floor);
    let overrides = files.flat_map(|file| file.authorities.iter().map(move |one| (file, one)));
    let own = overrides.filter(|(_, (id, _))| layers.own.contains_key(*id));
    let said = own.map(|(file, (id, stated))| {
        let message = format!("`{id}` is an entry of `[[deny]]`, which states its effect itself");
        file.point("config-conflict", message, head(stated), "")
            .help("change `effect` there")
    });
    said.take(MOST_MISTAKES).collect()
}

/// The line of an entry that states a key, else the beginning of the entry.
fn key_of<T>(file: &ConfigFile, key: &str, stated: &Stated<T>) -> std::ops::Range<usize> {
    line_of(&file.text, key, &stated.span).unwrap_or_else(|| head(stated))
}

/// The beginning of an entry: enough to show where it is.
fn head<T>(stated: &Stated<T>) -> std::ops::Range<usize> {
    stated.span.start..stated.span.end.min(stated.span.start + 1)
}

/// The word of a list that resembles one that is not known, or all of a short list.
fn in_a_list(word: &str, known: &[&str]) -> String {
    match known.len() {
        0 => "no list holds any".to_owned(),
        1..=30 => near(word, known),
        _ => did_you_mean(word, known.iter().copied())
            .unwrap_or_else(|| "`cargo vendor-gate list` shows what there is".to_owned()),
    }
}

/// Acceptances that end more days ahead than anybody can foresee.
fn too_far_ahead(layers: &Layers<'_>) -> Vec<Diagnostic> {
    let from = latest(layers);
    let Ok(most) = from.checked_add(MOST_DAYS.days()) else {
        return Vec::new();
    };
    let files = layers.file.into_iter().chain(layers.floor);
    let far = files.flat_map(|file| {
        let entries = file.acceptances.iter();
        entries
            .filter(|stated| stated.value.expires > most)
            .map(move |stated| {
                let message = format!(
                    "the acceptance ends on {}, more than {MOST_DAYS} days after {from}",
                    stated.value.expires
                );
                let span = key_of(file, "expires", stated);
                file.point("acceptance-too-long", message, span, "")
                    .help(format!("the last day possible is {most}"))
            })
    });
    far.take(MOST_MISTAKES).collect()
}

/// The later of the day as of which to judge and today.
fn latest(layers: &Layers<'_>) -> Date {
    layers
        .flags
        .as_of
        .map_or(layers.today, |as_of| as_of.max(layers.today))
}

#[cfg(test)]
mod tests;
