//! Copyright lines: at most a sign that somebody of the vendor had a hand in it.

use crate::denylist::model::Attribution;
use crate::identifier::NameKey;
use crate::matching::index::Index;
use crate::matching::sign::{Classified, Kind};

/// Lines and characters of one text that are looked at.
const LINES: usize = 64;
const LINE: usize = 400;

/// The holder that a copyright line names, compared as a whole.
pub(crate) fn classify(index: &Index<'_>, text: &str) -> Classified {
    let mut found = Classified::default();
    for line in text.lines().take(LINES) {
        let Some(holder) = holder(line) else { continue };
        let Some(key) = NameKey::of(holder) else {
            continue;
        };
        for target in index.names(&key) {
            found.signs.push(index.sign(
                *target,
                Kind::Copyright,
                Attribution::Contributor,
                holder,
            ));
        }
    }
    found
}

/// What follows the word, the sign and the years: `Copyright (c) 2019-2024 AO Kaspersky Lab. All rights reserved.`
fn holder(line: &str) -> Option<&str> {
    let line = line.get(..LINE).unwrap_or(line);
    let lower = line.to_ascii_lowercase();
    let start = ["copyright", "(c)", "©"]
        .iter()
        .filter_map(|word| lower.find(word))
        .min()?;
    let mut rest = line.get(start..)?;
    loop {
        let words = rest.trim_start_matches(|c: char| !c.is_alphabetic());
        let shorter = ["copyright", "c)", "by "]
            .iter()
            .fold(words, |rest, word| strip_word(rest, word));
        if shorter.len() == rest.len() {
            break;
        }
        rest = shorter;
    }
    let rest = rest.trim();
    let lower = rest.to_ascii_lowercase();
    let end = ["all rights", "<", "http"]
        .iter()
        .filter_map(|word| lower.find(word))
        .min()
        .unwrap_or(rest.len());
    rest.get(..end)
        .map(|holder| holder.trim_matches(|c: char| !c.is_alphanumeric() && c != ')' && c != '»'))
        .filter(|holder| !holder.is_empty())
}

fn strip_word<'a>(text: &'a str, word: &str) -> &'a str {
    text.get(..word.len())
        .filter(|head| head.eq_ignore_ascii_case(word))
        .map_or(text, |_| &text[word.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_holder_follows_the_years() {
        for line in [
            "Copyright (c) 2024 AO Kaspersky Lab. All rights reserved.",
            "© 2019-2024 AO Kaspersky Lab",
            " * (C) Copyright 2024, AO Kaspersky Lab <x@y.z>",
            "Copyright 2024 by AO Kaspersky Lab",
        ] {
            assert_eq!(holder(line), Some("AO Kaspersky Lab"), "{line}");
        }
        assert_eq!(holder("no line of that kind"), None);
    }
}
