//! Names of organisations, made comparable.
//!
//! Two spellings of one company differ in case, punctuation, spacing, width,
//! invisible characters and the words for its legal form; what remains after
//! these are gone is compared as a whole, never in part.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

use crate::identifier::company_words::{BRANCHES, PLACES};
use crate::identifier::han::simplified;
use crate::identifier::is_default_ignorable;
use crate::identifier::legal_form::{AFFIXES, JOINTS, is_word};

/// Longer texts are no names of organisations; their end is left out.
const LONGEST: usize = 512;

/// What remains of a name: its words without spaces and legal form. Equal keys are one name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameKey(String);

impl NameKey {
    /// Normalise a name. `None` where nothing is left to compare.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let text = plain(name);
        let compact = significant(&without_affixes(&text)).concat();
        (!compact.is_empty()).then_some(Self(compact))
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same, given away.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for NameKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a name is nothing but words for legal forms: `Ltd.`, `Co., Ltd.`
#[must_use]
pub fn is_legal_form(name: &str) -> bool {
    let text = plain(name);
    let words = text.split(' ').filter(|word| !word.is_empty());
    let mut words = words.peekable();
    words.peek().is_some() && words.all(|word| is_word(word) || JOINTS.contains(&word))
}

/// How alike two names are, from 0 to 1. For suggestions to people; no gate uses it.
#[must_use]
pub fn near(one: &str, other: &str) -> f64 {
    let (one, other) = (words(one), words(other));
    let spaced = strsim::normalized_damerau_levenshtein(&one.join(" "), &other.join(" "));
    let compact = strsim::normalized_damerau_levenshtein(&one.concat(), &other.concat());
    spaced.max(compact)
}

/// A name and the gloss in parentheses at its end: `Huawei Technologies Co., Ltd. (Huawei)`.
#[must_use]
pub fn gloss(name: &str) -> Option<(&str, &str)> {
    let name = name.trim_end();
    if name.len() > LONGEST {
        return None;
    }
    let open = |character: char| matches!(character, '(' | '（');
    let close = |character: char| matches!(character, ')' | '）');
    let inside = name.strip_suffix(close)?;
    let mut depth = 0_usize;
    let (at, bracket) = inside.char_indices().rev().find(|(_, character)| {
        if close(*character) {
            depth += 1;
        } else if open(*character) {
            if depth == 0 {
                return true;
            }
            depth -= 1;
        }
        false
    })?;
    let before = inside[..at].trim();
    let gloss = inside[at + bracket.len_utf8()..].trim();
    (!before.is_empty() && !gloss.is_empty()).then_some((before, gloss))
}

/// Whether a gloss says nothing but the name before it: its own words again, or their first letters.
#[must_use]
pub fn repeats(name: &str, gloss: &str) -> bool {
    let text = plain(name);
    let of_name: Vec<&str> = text.split_whitespace().collect();
    let of_gloss = words(gloss);
    let mut rest = of_name.iter().filter_map(|word| word.chars().next());
    match of_gloss.as_slice() {
        [] => false,
        again if again.iter().all(|word| of_name.contains(&word.as_str())) => true,
        [short] => {
            short.chars().count() > 2
                && rest.clone().next() == short.chars().next()
                && short
                    .chars()
                    .all(|letter| rest.any(|first| first == letter))
        }
        _ => false,
    }
}

/// The words of a name, normalised, without those for the legal form.
#[must_use]
pub fn words(name: &str) -> Vec<String> {
    let text = plain(name);
    let text = without_affixes(&text);
    significant(&text).into_iter().map(str::to_owned).collect()
}

/// What may be left of the name of a company that belongs to a group: without the places at its ends
/// (`Huawei Technologies Sweden AB`), and without all words that tell companies of a group apart
/// (`Hikvision Europe Trading B.V.`). Empty where no such word is there, or nothing else.
#[must_use]
pub fn of_group(name: &str) -> Vec<NameKey> {
    let text = plain(name);
    let text = without_affixes(&text);
    let words = significant(&text);
    let is_form = |word: &str| is_word(word) || JOINTS.contains(&word);
    let is_place = |word: &&str| PLACES.binary_search(word).is_ok();
    let trailing = words.iter().rev();
    let trailing = trailing.take_while(|word| is_place(word) || is_form(word));
    let front = &words[..words.len() - trailing.count()];
    let leading = front.iter().take_while(|word| is_place(word)).count();
    let is_core =
        |word: &&str| !is_place(word) && BRANCHES.binary_search(word).is_err() && !is_form(word);
    let core: Vec<&str> = words.iter().copied().filter(is_core).collect();
    if core.is_empty() {
        return Vec::new();
    }
    let mut keys: Vec<String> = Vec::new();
    for left in [front, &front[leading..], &core] {
        let key = left.concat();
        if left.len() < words.len() && !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys.into_iter().map(NameKey).collect()
}

/// The words of a text without those for the legal form, where others are left.
fn significant(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let kept = without_legal_form(&words);
    if !kept.is_empty() {
        words.truncate(kept.end);
        words.drain(..kept.start);
    }
    words
}

/// Folded, with spaces for punctuation.
fn plain(name: &str) -> String {
    let folded = folded(name);
    let mut out = String::with_capacity(folded.len());
    let mut characters = folded.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '&' | '+' => out.push_str(" and "),
            '\'' | '’' | '`' | 'ʼ' | '"' => {}
            // The dots of `S.p.A.` join its letters; any other dot ends a word.
            '.' if is_initial(&out) => {}
            '(' | ')' if is_cjk_mark(&out, characters.peek().copied()) => out.push(character),
            other if other.is_alphanumeric() => out.push(other),
            _ => out.push(' '),
        }
    }
    out
}

/// NFKC, no invisible characters, no signs of trade marks, lower case, no Latin accents, simplified Chinese.
fn folded(name: &str) -> String {
    let end = name.char_indices().nth(LONGEST);
    let short = &name[..end.map_or(name.len(), |(at, _)| at)];
    if short.is_ascii() {
        return short.to_ascii_lowercase();
    }
    short
        .chars()
        // Letters that show as a space.
        .map(|character| match character {
            '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' => ' ',
            other => other,
        })
        // As letters, the signs `™` and `℠` would belong to the name.
        .filter(|character| !is_default_ignorable(*character) && !matches!(character, '™' | '℠'))
        .nfkd()
        .filter(|character| !matches!(character, '\u{300}'..='\u{36F}'))
        .nfc()
        .map(simplified)
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether the text ends in a letter that stands alone or follows other dotted letters.
fn is_initial(text: &str) -> bool {
    let word = text.rsplit(' ').next().unwrap_or_default();
    word.chars().count() <= 3
        && !matches!(word, "co" | "ltd" | "inc" | "pte" | "pty" | "pvt")
        && !word.is_empty()
}

/// `(株)`, `(주)`: parentheses that belong to a legal form.
fn is_cjk_mark(before: &str, after: Option<char>) -> bool {
    let mark = |character: char| matches!(character, '株' | '有' | '주');
    after.is_some_and(mark)
        || before.ends_with(mark) && before.trim_end_matches(mark).ends_with('(')
}

fn without_affixes(text: &str) -> Cow<'_, str> {
    let mut text = text.trim();
    let whole = text;
    loop {
        // Each affix has letters of East Asia in it.
        let affixes = if text.is_ascii() { &[] } else { AFFIXES };
        let shorter = affixes.iter().find_map(|affix| {
            text.strip_suffix(affix)
                .or_else(|| text.strip_prefix(affix))
        });
        match shorter.map(str::trim) {
            Some(shorter) if !shorter.is_empty() => text = shorter,
            Some(_) => return whole.into(),
            None if text.contains(['(', ')']) => return text.replace(['(', ')'], " ").into(),
            None => return text.into(),
        }
    }
}

/// Which words are left without those for the legal form at both ends.
fn without_legal_form(words: &[&str]) -> Range<usize> {
    let (mut start, mut end) = (0, words.len());
    while let Some(last) = words[start..end].last() {
        let is_joint = end < words.len() && JOINTS.contains(last);
        if !is_word(last) && !is_joint {
            break;
        }
        end -= 1;
    }
    while let [first, _, ..] = &words[start..end] {
        let is_joint = end - start < words.len() && JOINTS.contains(first);
        if !is_word(first) && !is_joint {
            break;
        }
        start += 1;
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companies_of_a_group_differ_in_places_and_common_words() {
        let check = |name, expected: &[&str]| {
            let keys = of_group(name);
            let keys: Vec<&str> = keys.iter().map(NameKey::as_str).collect();
            assert_eq!(keys, expected, "{name}");
        };
        check("Acme Technology Italy S.r.l.", &["acmetechnology", "acme"]);
        check("Acme (UK) Trading Co., Ltd.", &["acme"]);
        check("Shanghai Acme Labs", &["acmelabs", "acme"]);
        check("Acme, Inc.", &[]);
        check("Acme Bakery, Inc.", &[]);
        check("Asia Pacific Group", &[]);
        check("", &[]);
    }

    #[track_caller]
    fn same(names: &[&str]) {
        let keys: Vec<_> = names.iter().map(|name| NameKey::of(name)).collect();
        assert!(
            keys.windows(2).all(|pair| pair[0] == pair[1]),
            "{names:?} gave {keys:?}"
        );
    }

    #[test]
    fn legal_forms_of_many_languages_are_left_out() {
        same(&[
            "Kaspersky Lab",
            "AO Kaspersky Lab",
            "AO\u{3164}Kaspersky\u{3164}Lab",
            "KASPERSKY LAB, INC.",
            "Kaspersky  Lab Ltd",
            "OOO «Kaspersky Lab»",
            "Kaspersky Lab GmbH",
            "Kaspersky Lab S.p.A.",
            "Kaspersky Lab S.A.R.L.",
            "Kaspersky Lab B.V.",
        ]);
        same(&["ZTE Corporation", "ZTE Corp.", "ZTE", "Z.T.E. Corp"]);
        same(&[
            "Huawei Technologies Co., Ltd.",
            "HUAWEI TECHNOLOGIES CO.,LTD",
            "Huawei Technologies",
            "Hua Wei Technologies Co. Ltd",
        ]);
        same(&[
            "АО «Лаборатория Касперского»",
            "Лаборатория Касперского",
            "Акционерное общество \"Лаборатория Касперского\"",
        ]);
        same(&["华为技术有限公司", "华为技术", "华为技术股份有限公司"]);
        same(&[
            "カスペルスキー株式会社",
            "カスペルスキー",
            "㈱カスペルスキー",
        ]);
        same(&["주식회사 화웨이", "화웨이", "(주)화웨이"]);
    }

    #[test]
    fn invisible_characters_and_accents_do_not_tell_names_apart() {
        same(&[
            "Kas\u{200B}persky",
            "Kaspersky",
            "Kaspersky\u{FE0F}",
            "Ｋａｓｐｅｒｓｋｙ",
            "Kaspérsky",
        ]);
    }

    #[test]
    fn only_names_of_other_scripts_have_affixes() {
        assert!(!AFFIXES.iter().any(|affix| affix.is_ascii()));
    }

    #[test]
    fn different_names_stay_apart() {
        assert_ne!(NameKey::of("Kaspersky Lab"), NameKey::of("Kaspersky"));
        assert_ne!(NameKey::of("Dahua Technology"), NameKey::of("Dahua"));
        assert_ne!(NameKey::of("ZTE"), NameKey::of("ZTES"));
    }

    #[test]
    fn a_gloss_at_the_end_is_told_from_the_name() {
        assert_eq!(gloss("Acme Ltd (Acme)"), Some(("Acme Ltd", "Acme")));
        assert_eq!(
            gloss("极光有限公司（极光）"),
            Some(("极光有限公司", "极光"))
        );
        assert_eq!(gloss("A (formerly B (C)) "), Some(("A", "formerly B (C)")));
        assert_eq!(gloss("Acme (Hong Kong) Limited"), None);
        for no_gloss in ["(Acme)", "Acme ()", "Acme)", "Acme (x) y)"] {
            assert_eq!(gloss(no_gloss), None, "{no_gloss}");
        }
    }

    #[test]
    fn a_gloss_repeats_words_or_first_letters() {
        let marine = "China International Marine Containers (Group) Co., Ltd.";
        assert!(repeats(marine, "CIMC"));
        assert!(repeats("Zhejiang Dahua Technology Co., Ltd.", "Dahua"));
        assert!(!repeats("Kaspersky Lab", "fan club"));
        assert!(!repeats("Kaspersky Lab", "KSN"));
        assert!(!repeats("Kaspersky Lab", "lk"));
        assert!(!repeats("Kaspersky Lab", "()"));
    }

    #[test]
    fn a_name_of_legal_words_alone_is_kept() {
        assert_eq!(
            NameKey::of("SAS").map(|key| key.to_string()).as_deref(),
            Some("sas")
        );
        assert_eq!(NameKey::of(" .,-"), None);
    }
}
