//! `vendor-gate.toml` and the policy floor: read strictly, each value with its line.
//!
//! Enters: the text of a file. Leaves: a [`ConfigFile`] in which every value
//! knows where it stands. What values of several files mean together is
//! decided by [`resolve`](crate::policy::resolve()).

mod entries;
mod template;
mod wire;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::denylist::model::{Effect, IdentityKind};
use crate::diagnostic::{Diagnostic, Excerpt, did_you_mean, in_backticks};
use crate::policy::{Acceptance, Contest, FailOn, Override, OwnLimit};

pub use entries::days;
pub(crate) use entries::{line_of, subject};
pub use template::{TEMPLATE, accept_entry};

/// The JSON Schema of `vendor-gate.toml`, for editors.
pub const SCHEMA: &str = include_str!("schema.json");

/// Mistakes that are told of one file.
pub(crate) const MOST_MISTAKES: usize = 100;

/// Whose file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The repository's own.
    Repository,
    /// A floor, from outside of the checkout.
    Floor,
}

/// A configuration file that was read.
#[derive(Clone, Debug)]
pub struct ConfigFile {
    /// The file as it was named.
    pub path: String,
    /// Its text.
    pub text: String,
    /// The profiles that count.
    pub profiles: Option<Stated<Vec<String>>>,
    /// The mildest effect that fails the build.
    pub fail_on: Option<Stated<FailOn>>,
    /// Whether nothing to check may pass.
    pub pass_on_empty: Option<Stated<bool>>,
    /// The least share of components with publisher evidence, in percent.
    pub min_coverage: Option<Stated<u8>>,
    /// The greatest age of lists, in days.
    pub max_list_age: Option<Stated<u32>>,
    /// Whether a floor lets only new findings count.
    pub new_only: Option<Stated<bool>>,
    /// Effects of authorities.
    pub authorities: BTreeMap<String, Stated<Override>>,
    /// What is lowered, by rule.
    pub limits: BTreeMap<String, Stated<OwnLimit>>,
    /// The company's own entries.
    pub denies: Vec<Stated<Deny>>,
    /// Recorded acceptances.
    pub acceptances: Vec<Stated<Acceptance>>,
    /// Recorded contests.
    pub contests: Vec<Stated<Contest>>,
    /// What a floor demands of acceptances.
    pub acceptance_rules: AcceptanceRules,
}

/// A value and where it stands in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated<T> {
    /// The value.
    pub value: T,
    /// Its line, from 1.
    pub line: u32,
    /// Its bytes.
    pub span: Range<usize>,
}

/// A vendor of the company's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deny {
    /// Its name.
    pub vendor: String,
    /// Further names.
    pub names: Vec<String>,
    /// The marks that tell its components.
    pub identities: Vec<(IdentityKind, String)>,
    /// What a finding does.
    pub effect: Effect,
    /// Why.
    pub reason: String,
    /// Where it was decided.
    pub citation: String,
}

/// What a floor demands of acceptances.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AcceptanceRules {
    /// Whether those of the head count, too, and not only those of the base revision.
    pub from_head: bool,
    /// The most days ahead that one may end.
    pub max_days: Option<u32>,
    /// The effects that may be accepted; all where absent.
    pub effects: Option<Vec<Effect>>,
    /// Keys that each must have: `ticket`, `approved-by`.
    pub need: Vec<String>,
    /// The line of the table.
    pub line: Option<u32>,
}

impl ConfigFile {
    /// Read a file.
    ///
    /// # Errors
    ///
    /// Mistakes, each with its place: no TOML, an unknown key or word, an entry that lacks
    /// something or is wider than a package.
    pub fn parse(path: &str, text: &str, kind: Kind) -> Result<Self, Vec<Diagnostic>> {
        let raw: wire::RawConfig =
            toml::from_str(text).map_err(|error| vec![mistake(path, text, &error, kind)])?;
        entries::Reading::new(path, text, kind).config(raw)
    }

    /// A diagnostic that shows a place of this file.
    #[must_use]
    pub fn point(
        &self,
        code: &'static str,
        message: impl Into<String>,
        span: Range<usize>,
        label: &str,
    ) -> Diagnostic {
        let excerpt = Excerpt::of(&*self.path, &self.text, span, label);
        Diagnostic::error(code, message).excerpt(excerpt)
    }
}

/// What TOML or serde has against a file.
fn mistake(path: &str, text: &str, error: &toml::de::Error, kind: Kind) -> Diagnostic {
    let message = error.message().lines().next().unwrap_or_default();
    let message = &match kind {
        Kind::Floor => message.to_owned(),
        // These are keys of a floor alone.
        Kind::Repository => message
            .replace("`new-only`, ", "")
            .replace(", `acceptances`", ""),
    };
    let quoted = |start: &str| {
        message
            .strip_prefix(start)
            .and_then(|rest| rest.split_once('`'))
    };
    let found = match (quoted("unknown field `"), quoted("unknown value `")) {
        (Some((key, known)), _) => Diagnostic::error(
            "config-unknown-key",
            format!("unknown key `{}`", bounded(key)),
        )
        .help(suggestion(key, known)),
        (_, Some((word, known))) => Diagnostic::error(
            "config-unknown-value",
            format!("unknown value `{}`", bounded(word)),
        )
        .help(suggestion(word, known)),
        (None, None) => invalid(message, line_at(text, error)),
    };
    found.excerpt(Excerpt::of(path, text, error.span().unwrap_or(0..0), ""))
}

/// The line where something is wrong.
fn line_at<'t>(text: &'t str, error: &toml::de::Error) -> &'t str {
    let at = error.span().map_or(0, |span| span.start);
    let before = text.get(..at).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    text[start..].lines().next().unwrap_or_default()
}

/// What serde says of types, in words that a reader of TOML knows.
fn invalid(message: &str, line: &str) -> Diagnostic {
    if let Some(key) = message.strip_prefix("missing field ") {
        let message = format!("{key} is missing");
        return Diagnostic::error("config-incomplete", bounded(&message));
    }
    let (words, help) = match message.rsplit_once(", expected ") {
        Some((_, "a TOML datetime")) => ("a day is wanted", "write 2027-03-31, without quotes"),
        Some(("invalid type: map", "a sequence")) => {
            let (words, help) = entries_wanted(line);
            return Diagnostic::error("config-invalid", words).help(help);
        }
        Some((_, "a sequence")) => ("a list is wanted", "write it in brackets: `[\"…\", \"…\"]`"),
        Some((_, "u8")) => ("a share of 100 is wanted", "write a number from 0 to 100"),
        Some((_, "u32")) => ("a number of days is wanted", "write 90, without quotes"),
        Some((_, "a boolean")) => ("yes or no is wanted", "write true or false"),
        Some((_, "a string")) => ("a text is wanted", "write it in quotes"),
        Some((_, "struct RawLimit")) => (
            "a table is wanted",
            "write `{ at-most = \"review\", because = \"…\" }`",
        ),
        Some((_, "struct RawOverride")) => (
            "a table is wanted",
            "write `{ effect = \"block\", because = \"…\" }`",
        ),
        Some((_, "a map" | "struct RawLimits" | "struct RawAcceptances")) => {
            ("a table is wanted", "write each key on a line of its own")
        }
        Some(_) | None => return Diagnostic::error("config-invalid", bounded(message)),
    };
    Diagnostic::error("config-invalid", words).help(help)
}

/// What a table should have been, by the line that begins it.
fn entries_wanted(line: &str) -> (&'static str, String) {
    let key = line.trim().trim_matches(['[', ']']);
    if ["accept", "contest", "deny"].contains(&key) {
        let help = format!("two brackets begin each of them: `[[{key}]]`");
        return ("a list of entries is wanted", help);
    }
    let help = "write it in brackets: `[\"…\", \"…\"]`; `[[accept]]`, `[[contest]]` and `[[deny]]` begin entries";
    ("a list is wanted", help.to_owned())
}

/// The word in backticks that resembles one that is not known, or all of them.
fn suggestion(word: &str, expected: &str) -> String {
    near(word, &in_backticks(expected).collect::<Vec<_>>())
}

/// The word that resembles one that is not known, or all of them.
pub(crate) fn near(word: &str, known: &[&str]) -> String {
    did_you_mean(word, known.iter().copied())
        .unwrap_or_else(|| format!("known are {}", known.join(", ")))
}

fn bounded(text: &str) -> String {
    text.chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str, code: &str, words: &str) {
        let mistakes = ConfigFile::parse("vendor-gate.toml", text, Kind::Repository)
            .expect_err("it is refused");
        let all: Vec<_> = mistakes
            .iter()
            .map(|m| format!("{} {} {:?}", m.code, m.message, m.help))
            .collect();
        assert!(
            all.iter().any(|m| m.starts_with(code) && m.contains(words)),
            "{all:#?}"
        );
    }

    const ACCEPT: &str = "[[accept]]\ncomponent = \"pkg:cargo/sonic-rs\"\nvendor = \"bytedance\"\nreason = \"no app\"\nexpires = 2027-03-31\n";

    #[test]
    fn the_template_is_valid() {
        ConfigFile::parse("vendor-gate.toml", TEMPLATE, Kind::Repository).expect("it is valid");
    }

    /// Whoever takes the examples of the template as they are has a valid file.
    #[test]
    fn the_examples_of_the_template_are_valid() {
        let example = |line: &'static str| {
            let text = line.strip_prefix("# ")?;
            (text.starts_with('[') || text.contains(" = ")).then_some(text)
        };
        let lines = TEMPLATE.lines().map(|line| example(line).unwrap_or(line));
        let text: Vec<&str> = lines.collect();
        let file = ConfigFile::parse("vendor-gate.toml", &text.join("\n"), Kind::Repository);
        let file = file.expect("it is valid");
        assert_eq!((file.acceptances.len(), file.contests.len()), (1, 1));
        assert_eq!((file.denies.len(), file.limits.len()), (1, 1));
    }

    #[test]
    fn values_know_their_lines() {
        let text = format!("profiles = [\"uk\"]\nfail-on = \"review\"\n\n{ACCEPT}");
        let file = ConfigFile::parse("x", &text, Kind::Repository).expect("it is valid");
        assert_eq!(file.fail_on.as_ref().map(|stated| stated.line), Some(2));
        assert_eq!(file.acceptances[0].line, 4);
        assert_eq!(file.acceptances[0].value.line, 4);
    }

    #[test]
    fn unknown_keys_and_words_are_refused_with_a_suggestion() {
        refused(
            "profile = []",
            "config-unknown-key",
            "did you mean `profiles`?",
        );
        refused(
            "fail-on = \"blok\"",
            "config-unknown-value",
            "did you mean `block`?",
        );
        refused(
            "[limits]\ndev = { at-most = \"note\", because = \"x\" }",
            "config-unknown-key",
            "dev",
        );
        refused("policy-floor = \"x\"", "config-unknown-key", "policy-floor");
        refused("as-of = 2026-01-01", "config-unknown-key", "as-of");
        refused("new-only = true", "config-unknown-key", "floor");
        refused(
            "[acceptances]\nfrom = \"head\"",
            "config-unknown-key",
            "floor",
        );
    }

    #[test]
    fn an_acceptance_is_no_wider_than_a_package() {
        for component in ["pkg:cargo/*", "pkg:cargo", "sonic-rs", "pkg:npm/%2A", "*"] {
            let text = ACCEPT.replace("pkg:cargo/sonic-rs", component);
            refused(&text, "acceptance-too-wide", "");
        }
    }

    #[test]
    fn an_acceptance_covers_no_more_than_it_says() {
        for (behind, words) in [
            ("?repository_url=https://example.com", "has qualifiers"),
            ("#src", "has qualifiers or a subpath"),
            (
                "@",
                "an empty version, which would be any: write `pkg:cargo/sonic-rs`",
            ),
            ("@0.5.1?arch=x", "write `pkg:cargo/sonic-rs@0.5.1`"),
            (
                "@?repository_url=quay.io/a/sonic-rs&tag=1",
                "has qualifiers",
            ),
        ] {
            let text = ACCEPT.replace("sonic-rs", &format!("sonic-rs{behind}"));
            refused(&text, "acceptance-too-wide", words);
        }
        let none = format!("{ACCEPT}authorities = []\n");
        refused(&none, "config-incomplete", "`authorities` names none");
    }

    #[test]
    fn an_acceptance_lacks_nothing() {
        refused(
            &ACCEPT.replace("\"no app\"", "\" \""),
            "config-incomplete",
            "reason",
        );
        refused(
            &ACCEPT.replace("expires = 2027-03-31\n", ""),
            "config-incomplete",
            "`expires` is missing",
        );
        refused(
            &format!("{ACCEPT}approved-by = \"\"\n"),
            "config-incomplete",
            "approved-by",
        );
        refused(
            &format!("{ACCEPT}{ACCEPT}"),
            "acceptance-duplicate",
            "line 1",
        );
        let both = ACCEPT.replace("sonic-rs\"", "sonic-rs@0.5.1\"\nversions = \">=0.5\"");
        refused(&both, "config-invalid", "versions");
    }

    #[test]
    fn types_are_explained_in_the_words_of_toml() {
        for (text, words) in [
            ("profiles = \"uk\"", "write it in brackets"),
            (
                "[accept]\nreason = \"x\"",
                "two brackets begin each of them: `[[accept]]`",
            ),
            (
                "fail-on = \"block\"\n[deny]\nvendor = \"x\"",
                "two brackets begin each of them: `[[deny]]`",
            ),
            ("profiles.a = \"b\"", "write it in brackets"),
            ("min-coverage = 300", "a number from 0 to 100"),
            ("max-list-age = 90", "write it in quotes"),
            ("[limits]\ntool = \"note\"", "at-most"),
            ("[authorities]\nx = \"note\"", "effect = "),
            ("authorities = [\"x\"]", "write each key"),
            ("limits = [\"x\"]", "at-most"),
        ] {
            refused(text, "config-invalid", words);
        }
    }

    #[test]
    fn a_floor_has_rules_for_acceptances() {
        let text = "[acceptances]\nfrom = \"base\"\nmax-days = 90\neffects = [\"review\"]\nneed = [\"ticket\"]\n";
        let floor = ConfigFile::parse("floor.toml", text, Kind::Floor).expect("it is valid");
        assert_eq!(floor.acceptance_rules.max_days, Some(90));
        assert_eq!(floor.acceptance_rules.effects, Some(vec![Effect::Review]));
    }

    #[test]
    fn the_schema_knows_the_same_keys() {
        let schema: serde_json::Value = serde_json::from_str(SCHEMA).expect("it is JSON");
        let keys = |pointer: &str| -> Vec<String> {
            schema
                .pointer(pointer)
                .and_then(serde_json::Value::as_object)
                .map(|object| object.keys().cloned().collect())
                .unwrap_or_default()
        };
        // The parser names the keys that it knows when it meets one that it does not.
        let known = |text: &str| -> Vec<String> {
            let error = toml::from_str::<wire::RawConfig>(text)
                .expect_err("the key is unknown")
                .message()
                .to_owned();
            let (_, rest) = error.split_once("expected ").expect("keys are named");
            let mut keys: Vec<String> = rest
                .split('`')
                .skip(1)
                .step_by(2)
                .map(str::to_owned)
                .collect();
            keys.retain(|key| !["acceptances", "new-only"].contains(&key.as_str()));
            keys.sort();
            keys
        };
        assert_eq!(keys("/properties"), known("zzz = 1"));
        assert_eq!(
            keys("/properties/accept/items/properties"),
            known("[[accept]]\nzzz = 1")
        );
        assert_eq!(
            keys("/properties/contest/items/properties"),
            known("[[contest]]\nzzz = 1")
        );
        assert_eq!(
            keys("/properties/deny/items/properties"),
            known("[[deny]]\nzzz = 1")
        );
        assert_eq!(
            keys("/properties/limits/properties"),
            known("[limits]\nzzz = 1")
        );
    }
}
