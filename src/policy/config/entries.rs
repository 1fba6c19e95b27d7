//! The entries of a configuration file, checked one by one.

mod deny;

use std::collections::BTreeMap;

use jiff::civil::Date;
use toml::Spanned;
use toml::value::Datetime;

use crate::diagnostic::{Diagnostic, Excerpt};
use crate::identifier::Purl;
use crate::policy::config::wire::{
    RawAccept, RawAcceptances, RawConfig, RawContest, RawLimits, RawOverride,
};
use crate::policy::config::{AcceptanceRules, ConfigFile, Kind, MOST_MISTAKES, Stated};
use crate::policy::versions::Range;
use crate::policy::{Acceptance, Contest, Override, OwnLimit, package_key};

/// One file while it is read, with the mistakes found so far.
pub(crate) struct Reading<'t> {
    path: &'t str,
    text: &'t str,
    kind: Kind,
    /// Where its lines end.
    line_ends: Vec<usize>,
    mistakes: Vec<Diagnostic>,
}

impl<'t> Reading<'t> {
    pub(crate) fn new(path: &'t str, text: &'t str, kind: Kind) -> Self {
        Self {
            path,
            text,
            kind,
            line_ends: memchr::memchr_iter(b'\n', text.as_bytes()).collect(),
            mistakes: Vec::new(),
        }
    }

    pub(crate) fn config(mut self, raw: RawConfig) -> Result<ConfigFile, Vec<Diagnostic>> {
        let max_list_age = raw.max_list_age.map(|age| self.stated(age));
        let max_list_age = max_list_age.and_then(|age| self.days(age));
        let file = ConfigFile {
            path: self.path.to_owned(),
            text: self.text.to_owned(),
            profiles: raw.profiles.map(|profiles| self.stated(profiles)),
            fail_on: raw.fail_on.map(|word| self.stated_as(word, |word| word.0)),
            pass_on_empty: raw.on_empty.map(|word| self.stated_as(word, |word| word.0)),
            min_coverage: raw.min_coverage.map(|percent| self.stated(percent)),
            max_list_age,
            new_only: raw.new_only.and_then(|word| self.new_only(word)),
            authorities: self.overrides(raw.authorities),
            limits: self.limits(raw.limits),
            denies: raw.deny.into_iter().map(|deny| self.deny(deny)).collect(),
            acceptances: self.acceptances(raw.accept),
            contests: raw
                .contest
                .into_iter()
                .map(|one| self.contest(one))
                .collect(),
            acceptance_rules: self.rules(raw.acceptances),
        };
        if let Some(percent) = file
            .min_coverage
            .as_ref()
            .filter(|percent| percent.value > 100)
        {
            self.wrong(
                "config-invalid",
                "`min-coverage` is a share of 100",
                percent.span.clone(),
            );
        }
        if let Some(profiles) = file
            .profiles
            .as_ref()
            .filter(|profiles| profiles.value.is_empty())
        {
            self.wrong(
                "config-invalid",
                "`profiles` names no profile",
                profiles.span.clone(),
            );
        }
        if let Some(stated) = &file.profiles {
            let twice = |at: usize| stated.value[..at].contains(&stated.value[at]);
            if let Some(at) = (0..stated.value.len()).find(|at| twice(*at)) {
                let message = format!("`profiles` names `{}` twice", stated.value[at]);
                self.wrong("config-invalid", message, stated.span.clone());
            }
        }
        if self.mistakes.is_empty() {
            Ok(file)
        } else {
            Err(self.mistakes)
        }
    }

    /// The line of a byte, from 1.
    fn line_at(&self, at: usize) -> u32 {
        let before = self.line_ends.partition_point(|end| *end < at);
        u32::try_from(before + 1).unwrap_or(u32::MAX)
    }

    fn stated<T>(&self, spanned: Spanned<T>) -> Stated<T> {
        self.stated_as(spanned, |value| value)
    }

    fn stated_as<T, U>(&self, spanned: Spanned<T>, of: impl FnOnce(T) -> U) -> Stated<U> {
        let span = spanned.span();
        Stated {
            line: self.line_at(span.start),
            value: of(spanned.into_inner()),
            span,
        }
    }

    fn wrong(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        span: std::ops::Range<usize>,
    ) {
        let found = match self.mistakes.len() {
            MOST_MISTAKES => Diagnostic::error(code, "further mistakes are not shown"),
            told if told > MOST_MISTAKES => return,
            _ => {
                let span = first_line(self.text, span);
                let excerpt = Excerpt::of(self.path, self.text, span, "");
                Diagnostic::error(code, message).excerpt(excerpt)
            }
        };
        self.mistakes.push(found);
    }

    /// A text that says something: a person completes what `accept` leaves empty.
    fn filled(&mut self, key: &str, value: &str, span: &std::ops::Range<usize>) {
        if value.trim().is_empty() {
            let message = format!("`{key}` is empty");
            self.wrong("config-incomplete", message, self.line(key, span));
        }
    }

    fn line(&self, key: &str, entry: &std::ops::Range<usize>) -> std::ops::Range<usize> {
        line_of(self.text, key, entry).unwrap_or_else(|| entry.clone())
    }

    fn days(&mut self, age: Stated<String>) -> Option<Stated<u32>> {
        let days = days(&age.value);
        if days.is_none() {
            self.wrong(
                "config-invalid",
                "an age is written in days: `90d`",
                age.span.clone(),
            );
        }
        days.map(|value| Stated {
            value,
            line: age.line,
            span: age.span,
        })
    }

    fn new_only(&mut self, raw: Spanned<bool>) -> Option<Stated<bool>> {
        let stated = self.stated(raw);
        if self.kind == Kind::Floor {
            return Some(stated);
        }
        let message = "unknown key `new-only`: only a policy floor may allow `--new-only`";
        self.wrong("config-unknown-key", message, stated.span);
        None
    }

    fn overrides(
        &mut self,
        raw: BTreeMap<String, Spanned<RawOverride>>,
    ) -> BTreeMap<String, Stated<Override>> {
        let mut overrides = BTreeMap::new();
        for (id, entry) in raw {
            let stated = self.stated_as(entry, |entry| Override {
                effect: entry.effect.0,
                because: entry.because,
            });
            self.filled("because", &stated.value.because, &stated.span);
            overrides.insert(id, stated);
        }
        overrides
    }

    fn limits(&mut self, raw: RawLimits) -> BTreeMap<String, Stated<OwnLimit>> {
        let all = [
            ("build-dependency", raw.build_dependency),
            ("dev-dependency", raw.dev_dependency),
            ("not-in-build", raw.not_in_build),
            ("optional", raw.optional),
            ("pedigree", raw.pedigree),
            ("tool", raw.tool),
        ];
        let mut limits = BTreeMap::new();
        for (rule, entry) in all {
            let Some(entry) = entry else { continue };
            let stated = self.stated_as(entry, |entry| OwnLimit {
                at_most: entry.at_most.0,
                because: entry.because,
            });
            self.filled("because", &stated.value.because, &stated.span);
            limits.insert(rule.to_owned(), stated);
        }
        limits
    }

    fn acceptances(&mut self, raw: Vec<Spanned<RawAccept>>) -> Vec<Stated<Acceptance>> {
        let mut all: Vec<Stated<Acceptance>> = Vec::new();
        let mut lines = BTreeMap::new();
        for entry in raw {
            let Some(stated) = self.acceptance(entry) else {
                continue;
            };
            if let Some(first) = lines.insert(subject(&stated.value), stated.line) {
                let message = format!("the acceptance of line {first} is recorded twice");
                self.wrong("acceptance-duplicate", message, stated.span.clone());
                continue;
            }
            all.push(stated);
        }
        all
    }

    fn acceptance(&mut self, entry: Spanned<RawAccept>) -> Option<Stated<Acceptance>> {
        let Stated {
            value: raw,
            line,
            span,
        } = self.stated(entry);
        self.filled("vendor", &raw.vendor, &span);
        self.filled("reason", &raw.reason, &span);
        for (key, value) in [
            ("approved-by", &raw.approved_by),
            ("ticket", &raw.ticket),
            ("versions", &raw.versions),
        ] {
            if let Some(value) = value {
                self.filled(key, value, &span);
            }
        }
        if raw.authorities.as_ref().is_some_and(Vec::is_empty) {
            let message = "`authorities` names none: without the key an acceptance is for all";
            self.wrong(
                "config-incomplete",
                message,
                self.line("authorities", &span),
            );
        }
        self.package(&raw.component, &span);
        let versioned = Purl::parse(&raw.component).is_some_and(|purl| purl.version.is_some());
        if versioned && raw.versions.is_some() {
            let message = "`component` has a version and `versions` states another";
            self.wrong("config-invalid", message, self.line("versions", &span));
        }
        let readable = |range: &String| {
            Purl::parse(&raw.component).is_none_or(|purl| Range::parse(&purl.kind, range).is_some())
        };
        if let Some(range) = raw.versions.as_ref().filter(|range| !readable(range)) {
            let message = format!("`versions` is no range of its ecosystem: `{range}`");
            self.wrong("config-invalid", message, self.line("versions", &span));
        }
        let Some(expires) = day(raw.expires) else {
            let place = self.line("expires", &span);
            self.wrong("config-invalid", "`expires` is a day: 2027-03-31", place);
            return None;
        };
        let value = Acceptance {
            file: self.path.to_owned(),
            line,
            component: raw.component,
            versions: raw.versions,
            vendor: raw.vendor,
            authorities: raw.authorities.unwrap_or_default(),
            reason: raw.reason,
            approved_by: raw.approved_by,
            ticket: raw.ticket,
            expires,
        };
        Some(Stated { value, line, span })
    }

    fn contest(&mut self, entry: Spanned<RawContest>) -> Stated<Contest> {
        let Stated {
            value: raw,
            line,
            span,
        } = self.stated(entry);
        for (key, value) in [
            ("vendor", &raw.vendor),
            ("reason", &raw.reason),
            ("evidence", &raw.evidence),
        ] {
            self.filled(key, value, &span);
        }
        self.package(&raw.component, &span);
        let value = Contest {
            file: self.path.to_owned(),
            line,
            component: raw.component,
            vendor: raw.vendor,
            reason: format!("{} ({})", raw.reason, raw.evidence),
        };
        Stated { value, line, span }
    }

    /// Nothing wider than a package may be accepted or contested.
    fn package(&mut self, component: &str, span: &std::ops::Range<usize>) {
        // A name that holds an asterisk has it encoded; none is an asterisk alone.
        let is_package = !component.contains('*')
            && Purl::parse(component).is_some_and(|purl| {
                let parts = [
                    Some(&purl.name),
                    purl.namespace.as_ref(),
                    purl.version.as_ref(),
                ];
                parts.into_iter().flatten().all(|part| part != "*")
            });
        let message = if is_package {
            covers_more(component)
        } else {
            Some("`component` is no purl of one package, such as `pkg:cargo/sonic-rs`".to_owned())
        };
        if let Some(message) = message {
            self.wrong("acceptance-too-wide", message, self.line("component", span));
        }
    }

    fn rules(&mut self, raw: Option<Spanned<RawAcceptances>>) -> AcceptanceRules {
        let Some(raw) = raw else {
            return AcceptanceRules::default();
        };
        let stated = self.stated(raw);
        if self.kind == Kind::Repository {
            let message =
                "unknown key `acceptances`: only a policy floor has rules for acceptances";
            self.wrong("config-unknown-key", message, stated.span);
            return AcceptanceRules::default();
        }
        let effects = stated.value.effects;
        AcceptanceRules {
            from_head: stated.value.from.is_some_and(|from| from.0),
            max_days: stated.value.max_days,
            effects: effects.map(|effects| effects.iter().map(|effect| effect.0).collect()),
            need: stated
                .value
                .need
                .iter()
                .map(|need| need.0.to_owned())
                .collect(),
            line: Some(stated.line),
        }
    }
}

/// Why more would be covered than a purl says, if it would: packages are told apart by name and version.
fn covers_more(component: &str) -> Option<String> {
    let component = component.trim();
    let plain = component.split(['?', '#']).next().unwrap_or_default();
    let behind = &component[plain.len()..];
    let (plain, named) = (
        plain.trim_end_matches('/'),
        plain.trim_end_matches(['/', '@']),
    );
    // Of an image the place says which it is.
    let is_place = behind.starts_with("?repository_url=")
        && !behind.contains(['&', '#'])
        && !says_more_than_place(component)
        && package_key(component) != package_key(plain);
    let what = match (behind.is_empty() || is_place, named == plain) {
        (false, _) => "qualifiers or a subpath, which tell no packages apart",
        (true, false) => "an empty version, which would be any",
        (true, true) => return None,
    };
    Some(format!("`component` has {what}: write `{named}`"))
}

/// Whether the place of an image has a user, a tag, a digest or a query in it, none of which tells images apart.
fn says_more_than_place(component: &str) -> bool {
    let purl = Purl::parse(component);
    let place = purl
        .as_ref()
        .and_then(|purl| purl.qualifier("repository_url"));
    place.is_some_and(|place| {
        let place = place.split_once("://").map_or(&*place, |(_, rest)| rest);
        let has_tag = place
            .rsplit_once('/')
            .is_some_and(|(_, last)| last.contains(':'));
        has_tag || place.contains(['@', '?', '#'])
    })
}

/// An age such as `90d`, in days.
#[must_use]
pub fn days(age: &str) -> Option<u32> {
    let days = age.strip_suffix('d')?;
    let is_number = days.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| days.parse().ok())?
}

/// What an acceptance speaks of; two that speak of the same are one.
pub(crate) fn subject(acceptance: &Acceptance) -> (String, Option<String>, String, Vec<String>) {
    (
        acceptance.component.clone(),
        acceptance.versions.clone(),
        acceptance.vendor.clone(),
        acceptance.authorities.clone(),
    )
}

fn day(date: Datetime) -> Option<Date> {
    let plain = date.time.is_none() && date.offset.is_none();
    let date = date.date.filter(|_| plain)?;
    let (month, day) = (i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
    Date::new(i16::try_from(date.year).ok()?, month, day).ok()
}

/// The line of an entry that states a key.
pub(crate) fn line_of(
    text: &str,
    key: &str,
    entry: &std::ops::Range<usize>,
) -> Option<std::ops::Range<usize>> {
    let mut start = entry.start;
    for (number, line) in text.get(start..)?.split_inclusive('\n').enumerate() {
        if number > 0 && line.starts_with('[') {
            break;
        }
        let after = line.trim_start().strip_prefix(key);
        if after.is_some_and(|after| after.trim_start().starts_with('=')) {
            return Some(start..start + line.trim_end().len());
        }
        start += line.len();
    }
    None
}

/// An entry is shown by its first line.
fn first_line(text: &str, span: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let start = span.start.min(text.len());
    let line = text.as_bytes()[start..]
        .iter()
        .position(|byte| *byte == b'\n');
    let end = line.map_or(text.len(), |length| start + length);
    start..span.end.clamp(start, end)
}
