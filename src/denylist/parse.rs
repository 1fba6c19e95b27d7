//! Denylist files of a user, or of this repository, into the model.

use std::ops::Range;
use std::path::PathBuf;

use serde::de::DeserializeOwned;

use crate::denylist::model::{Day, Denylist};
use crate::denylist::wire::{RawAuthority, RawProfile};
use crate::denylist::wire_vendor::{RawRoster, RawVendor};
use crate::diagnostic::{Diagnostic, Excerpt, did_you_mean, in_backticks};

/// A denylist file that somebody has read.
#[derive(Clone, Debug)]
pub struct ListFile {
    /// The file as it was named.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

/// Read files into one denylist, sorted by id. What a file is about is told by its keys.
///
/// # Errors
///
/// One diagnostic for each file that is no denylist, with the place of the mistake.
pub fn parse(files: &[ListFile]) -> Result<Denylist, Vec<Diagnostic>> {
    let (mut list, mut mistakes) = (Denylist::default(), Vec::new());
    for file in files {
        if let Err(mistake) = parse_one(file, &mut list) {
            mistakes.push(*mistake);
        }
    }
    list.authorities.to_mut().sort_by(|a, b| a.id.cmp(&b.id));
    list.vendors.to_mut().sort_by(|a, b| a.id.cmp(&b.id));
    list.profiles.to_mut().sort_by(|a, b| a.id.cmp(&b.id));
    if mistakes.is_empty() {
        Ok(list)
    } else {
        Err(mistakes)
    }
}

fn parse_one(file: &ListFile, list: &mut Denylist) -> Result<(), Box<Diagnostic>> {
    match kind(file)? {
        Kind::Authority => list
            .authorities
            .to_mut()
            .push(read::<RawAuthority>(file)?.into()),
        Kind::Vendor => list.vendors.to_mut().push(read::<RawVendor>(file)?.into()),
        Kind::Roster => list
            .vendors
            .to_mut()
            .extend(read::<RawRoster>(file)?.into_vendors()),
        Kind::Profile => list
            .profiles
            .to_mut()
            .push(read::<RawProfile>(file)?.into()),
    }
    Ok(())
}

/// Add a user's lists to others.
///
/// # Errors
///
/// An id that exists already: a user's list adds and never replaces.
pub fn extend(base: &Denylist, more: Denylist) -> Result<Denylist, Vec<Diagnostic>> {
    let mut taken = Vec::new();
    let mut clash = |what: &str, id: &str| {
        taken.push(
            Diagnostic::error(
                "denylist-duplicate-id",
                format!("the {what} `{id}` exists already"),
            )
            .help("a list of your own adds entries; give this one another id"),
        );
    };
    for new in more
        .authorities
        .iter()
        .filter(|new| base.authorities.iter().any(|old| old.id == new.id))
    {
        clash("authority", &new.id);
    }
    for new in more
        .vendors
        .iter()
        .filter(|new| base.vendors.iter().any(|old| old.id == new.id))
    {
        clash("vendor", &new.id);
    }
    for new in more
        .profiles
        .iter()
        .filter(|new| base.profiles.iter().any(|old| old.id == new.id))
    {
        clash("profile", &new.id);
    }
    if !taken.is_empty() {
        return Err(taken);
    }
    let mut all = base.clone();
    all.authorities
        .to_mut()
        .extend(more.authorities.into_owned());
    all.vendors.to_mut().extend(more.vendors.into_owned());
    all.profiles.to_mut().extend(more.profiles.into_owned());
    all.authorities.to_mut().sort_by(|a, b| a.id.cmp(&b.id));
    all.vendors.to_mut().sort_by(|a, b| a.id.cmp(&b.id));
    all.profiles.to_mut().sort_by(|a, b| a.id.cmp(&b.id));
    Ok(all)
}

/// The day on which the authority or vendor that nobody has looked at for longest was reviewed: the age of a list.
#[must_use]
pub fn oldest_review(list: &Denylist) -> Option<Day> {
    let authorities = list.authorities.iter().map(|authority| authority.reviewed);
    authorities
        .chain(list.vendors.iter().map(|vendor| vendor.reviewed))
        .min()
}

enum Kind {
    Authority,
    Vendor,
    Roster,
    Profile,
}

/// Which of the four a file is, by a key that only that one has.
fn kind(file: &ListFile) -> Result<Kind, Box<Diagnostic>> {
    let table: toml::Table =
        toml::from_str(&file.text).map_err(|error| Box::new(no_toml(file, &error)))?;
    let has = |key: &str| table.contains_key(key);
    match () {
        () if has("roster") || has("entity") => Ok(Kind::Roster),
        () if has("issuer") || has("jurisdiction") || has("applies-to") => Ok(Kind::Authority),
        () if has("for-whom") || has("entry") => Ok(Kind::Profile),
        () if has("legal-name") || has("identity") || has("listing") => Ok(Kind::Vendor),
        () => Err(Box::new(
            Diagnostic::error(
                "denylist-unknown-kind",
                format!(
                    "`{}` is no authority, vendor or profile",
                    file.path.display()
                ),
            )
            .help("an authority has `issuer`, a vendor `legal-name`, a profile `for-whom`"),
        )),
    }
}

/// A file that is no TOML at all may be a link to something secret, so nothing of it is quoted.
fn no_toml(file: &ListFile, error: &toml::de::Error) -> Diagnostic {
    let before = error
        .span()
        .and_then(|span| file.text.get(..span.start))
        .unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let message = format!("`{}` is not TOML at line {line}", file.path.display());
    Diagnostic::error("denylist-invalid", message)
        .help("a list is TOML files: one for each authority, vendor or profile")
}

fn read<T: DeserializeOwned>(file: &ListFile) -> Result<T, Box<Diagnostic>> {
    toml::from_str(&file.text).map_err(|error| Box::new(mistake(file, &error)))
}

fn mistake(file: &ListFile, error: &toml::de::Error) -> Diagnostic {
    let message = error
        .message()
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned();
    let span = error.span().unwrap_or(0..0);
    let unknown = message
        .strip_prefix("unknown field `")
        .and_then(|rest| rest.split_once('`'));
    let value = message
        .strip_prefix("unknown value `")
        .and_then(|rest| rest.split_once('`'));
    let (code, message, help) = match (unknown, value) {
        (Some((key, rest)), _) => (
            "denylist-unknown-key",
            format!("unknown key `{key}`"),
            did_you_mean(key, in_backticks(rest)),
        ),
        (_, Some((word, rest))) => (
            "denylist-unknown-value",
            format!("unknown value `{word}`"),
            did_you_mean(word, in_backticks(rest)),
        ),
        (None, None) => ("denylist-invalid", message, None),
    };
    let found = Diagnostic::error(code, message).excerpt(excerpt(file, span));
    match help {
        Some(help) => found.help(help),
        None => found,
    }
}

fn excerpt(file: &ListFile, span: Range<usize>) -> Excerpt {
    Excerpt::of(file.path.display().to_string(), &file.text, span, "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::denylist::bundled;

    fn files() -> Vec<ListFile> {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("denylists");
        let mut files = Vec::new();
        for folder in ["authorities", "profiles", "vendors"] {
            for entry in std::fs::read_dir(root.join(folder)).expect("the lists are there") {
                let path = entry.expect("an entry").path();
                let text = std::fs::read_to_string(&path).expect("a list can be read");
                files.push(ListFile { path, text });
            }
        }
        files
    }

    #[test]
    fn the_compiled_tables_equal_the_files() {
        assert_eq!(&parse(&files()).expect("the lists are valid"), bundled());
    }

    #[test]
    fn the_bundled_lists_pass_the_lint() {
        let problems = crate::denylist::lint(&files());
        let shown: Vec<_> = problems
            .iter()
            .map(|p| format!("{}: {}", p.code, p.message))
            .collect();
        assert!(shown.is_empty(), "{shown:#?}");
    }

    #[test]
    fn an_unknown_key_is_refused_with_a_suggestion() {
        let file = ListFile {
            path: "x.toml".into(),
            text: "id = \"x\"\nlegal-nam = \"X\"\nlisting = []\nreviewed = 2026-01-01\n".into(),
        };
        let mistakes = parse(&[file]).expect_err("the key is unknown");
        assert_eq!(mistakes[0].code, "denylist-unknown-key");
        assert_eq!(
            mistakes[0].help.as_deref(),
            Some("did you mean `legal-name`?")
        );
        assert_eq!(
            mistakes[0]
                .excerpt
                .as_ref()
                .map(|excerpt| excerpt.span.clone()),
            Some(9..18)
        );
    }

    #[test]
    fn a_file_that_is_no_toml_is_not_quoted() {
        let file = ListFile {
            path: "x.toml".into(),
            text: "id = \"x\"\nhunter2 hunter2\n".into(),
        };
        let mistakes = parse(&[file]).expect_err("it is no TOML");
        assert_eq!(mistakes[0].message, "`x.toml` is not TOML at line 2");
        assert_eq!(mistakes[0].excerpt, None);
    }

    #[test]
    fn an_id_that_exists_is_refused() {
        let more = Denylist {
            vendors: bundled().vendors.iter().take(1).cloned().collect(),
            ..Denylist::default()
        };
        let clash = extend(bundled(), more).expect_err("the id is taken");
        assert_eq!(clash[0].code, "denylist-duplicate-id");
    }
}
