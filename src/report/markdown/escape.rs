//! Foreign text made harmless in GitHub-flavoured Markdown.
//!
//! Whatever text enters, what leaves cannot mention anybody, refer to an
//! issue or commit, link, load an image, open HTML, break a table or a line,
//! or be taken for a workflow command. Every text of a report passes one of
//! these functions; the rest of a page is literal text of this program.
//!
//! GitHub looks for mentions and references in the *rendered* text, so
//! entities and backslashes do not stop them: a word joiner (U+2060) inside
//! the pattern, or code, does.

use crate::report::inert::{ELLIPSIS, JOINER, one_line, without_commands};

/// A dollar that begins no mathematics, as GitHub's documentation writes it.
const DOLLAR: &str = "<span>&#36;</span>";

/// The text as words of a sentence, at most `max` characters of it.
#[must_use]
pub fn prose(text: &str, max: usize) -> String {
    let text: Vec<char> = one_line(text, max).chars().collect();
    let mut out = String::with_capacity(text.len() * 2);
    for (at, &c) in text.iter().enumerate() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '$' => out.push_str(DOLLAR),
            // Harmless everywhere but in a row or before a digit, which `joins` sees to.
            '-' | ',' | ';' | '/' | '%' | '\'' | '"' | '?' | '(' | '=' | ':' => out.push(c),
            // They make a list only after a number at the start.
            '.' | ')' if !text[..at].iter().all(char::is_ascii_digit) => out.push(c),
            _ if c.is_ascii_punctuation() => out.extend(['\\', c]),
            _ => out.push(c),
        }
        if joins(&text, at) {
            out.push(JOINER);
        }
    }
    out
}

/// The text as code, at most `max` characters of it. Not for table cells.
#[must_use]
pub fn code(text: &str, max: usize) -> String {
    let text = without_commands(&one_line(text, max));
    if text.is_empty() {
        return "` `".to_owned();
    }
    let fence = "`".repeat(longest_run(&text, '`') + 1);
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A sentence of ours that quotes foreign text between backticks.
///
/// A backtick inside the foreign text shifts what is code and what is words;
/// each part is harmless either way.
#[must_use]
pub fn sentence(text: &str, max: usize) -> String {
    let mut out = String::new();
    let mut left = max;
    for (number, part) in text.split('`').enumerate() {
        if left == 0 {
            out.push(ELLIPSIS);
            break;
        }
        if part.is_empty() {
            // Words on both sides of nothing must not grow together into a pattern.
            out.extend((!out.is_empty()).then_some(JOINER));
            continue;
        }
        if number % 2 == 1 {
            out.push_str(&code(part, left));
        } else {
            let (start, end) = (part.starts_with(' '), part.ends_with(' '));
            out.push_str(if start && number > 0 { " " } else { "" });
            out.push_str(&prose(part, left));
            out.push_str(if end && part.trim() != "" { " " } else { "" });
        }
        left = left.saturating_sub(part.chars().count());
    }
    out.trim_end().to_owned()
}

/// The text as words inside an HTML element, where Markdown is not read.
#[must_use]
pub fn html(text: &str, max: usize) -> String {
    let text: Vec<char> = one_line(text, max).chars().collect();
    let mut out = String::with_capacity(text.len() * 2);
    for (at, &c) in text.iter().enumerate() {
        push_html(&mut out, c);
        if joins(&text, at) {
            out.push(JOINER);
        }
    }
    out
}

/// The text as code inside an HTML element, where Markdown is not read.
#[must_use]
pub fn html_code(text: &str, max: usize) -> String {
    let mut out = "<code>".to_owned();
    for c in without_commands(&one_line(text, max)).chars() {
        push_html(&mut out, c);
    }
    out.push_str("</code>");
    out
}

/// Lines of text in a block of code.
#[must_use]
pub fn block(lines: &[String], max: usize) -> String {
    let lines: Vec<String> = lines
        .iter()
        .map(|line| without_commands(&indented(line, max)))
        .collect();
    let longest = lines.iter().map(|line| longest_run(line, '`')).max();
    let fence = "`".repeat(longest.unwrap_or(0).max(2) + 1);
    format!("{fence}text\n{}\n{fence}\n", lines.join("\n"))
}

/// A link to an `https` address, or the words alone if the address is no plain one.
#[must_use]
pub fn link(words: &str, address: &str, max: usize) -> String {
    let words = prose(words, max);
    if is_plain_address(address) {
        format!("[{words}](<{address}>)")
    } else {
        words
    }
}

/// Whether an address is `https`, short, and without anything that Markdown or HTML reads.
#[must_use]
pub fn is_plain_address(address: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/?#=&%:+,;@".contains(c);
    address.strip_prefix("https://").is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_alphanumeric())
            && !rest.split('/').next().unwrap_or_default().contains('@')
    }) && address.len() <= 500
        && address.chars().all(plain)
}

/// As [`one_line`], with the spaces at the start kept.
fn indented(line: &str, max: usize) -> String {
    let start = line.len() - line.trim_start_matches(' ').len();
    format!("{}{}", &line[..start.min(80)], one_line(line, max))
}

/// Whether a joiner belongs after the character at that place.
fn joins(text: &[char], at: usize) -> bool {
    let alphanumeric = |place: Option<&char>| place.is_some_and(|c| c.is_alphanumeric());
    let next = text.get(at + 1);
    let previous = at.checked_sub(1).and_then(|before| text.get(before));
    match text[at] {
        // Mentions, e-mail addresses, issues.
        '@' | '#' => true,
        // Emoji, addresses with a scheme, workflow commands.
        ':' => next.is_some_and(|c| !c.is_whitespace()) || previous == Some(&':'),
        // `GH-1` and the like, references to other trackers.
        '-' => {
            next.is_some_and(char::is_ascii_digit) && previous.is_some_and(|c| c.is_alphabetic())
        }
        // `www.example.org`.
        'w' | 'W' => next == Some(&'.'),
        // Seven or more hexadecimal digits are taken for a commit.
        c if c.is_ascii_hexdigit() => {
            let start = text[..at]
                .iter()
                .rposition(|c| !c.is_ascii_hexdigit())
                .map_or(0, |place| place + 1);
            (at - start) % 6 == 5 && alphanumeric(next)
        }
        _ => false,
    }
}

fn push_html(out: &mut String, c: char) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        '|' => out.push_str("&#124;"),
        '$' => out.push_str(DOLLAR),
        '`' => out.push_str("&#96;"),
        _ => out.push(c),
    }
}

fn longest_run(text: &str, of: char) -> usize {
    text.split(|c| c != of).map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_prose(text: &str, expected: &str) {
        assert_eq!(prose(text, 200).replace(JOINER, "~"), expected);
    }

    #[test]
    fn mentions_and_references_are_taken_apart() {
        check_prose("@org/team #1", "\\@~org/team \\#~1");
        check_prose("GH-1 o/r#12", "GH-~1 o/r\\#~12");
    }

    #[test]
    fn addresses_are_no_links() {
        check_prose("https://e.org", "https:~//e.org");
        check_prose("www.e.org", "www~.e.org");
        check_prose("a@e.org", "a\\@~e.org");
    }

    #[test]
    fn html_tables_and_emphasis_stay_text() {
        check_prose("<b>|*x*_y_", "&lt;b&gt;\\|\\*x\\*\\_y\\_");
    }

    #[test]
    fn numbers_at_the_start_make_no_list() {
        check_prose("1. x 2. y", "1\\. x 2. y");
    }

    #[test]
    fn commits_are_no_links() {
        check_prose("da39a3ee5e", "da39a3~ee5e");
        check_prose("2024-06-24", "2024-06-24");
    }

    #[test]
    fn code_closes_after_the_longest_run_of_backticks() {
        assert_eq!(code("a``b", 20), "```a``b```");
        assert_eq!(code("`", 20), "`` ` ``");
        assert_eq!(code("", 20), "` `");
    }

    #[test]
    fn lines_directions_and_length_are_bounded() {
        assert_eq!(code("a\n::error::b\u{202e}", 99), "`a ::error::b⟨U+202E⟩`");
        assert_eq!(code("::error::", 99), format!("`{JOINER}::error::`"));
    }

    #[test]
    fn sentences_keep_their_code() {
        assert_eq!(
            sentence("`@a/b` 1 is published under `@a`, a namespace of A", 99),
            "`@a/b` 1 is published under `@a`, a namespace of A"
        );
    }

    #[test]
    fn empty_code_does_not_join_words_into_an_address() {
        assert!(!sentence("https:``//e.org a``deadbeef", 99).contains("://"));
        assert!(sentence("a``deadbeef", 99).contains(&format!("a{JOINER}deadbe")));
    }

    #[test]
    fn links_are_https_and_plain() {
        assert_eq!(link("x", "https://e.org/a", 9), "[x](<https://e.org/a>)");
        for bad in [
            "javascript:x",
            "http://e.org",
            "https://e.org/a>b",
            "https://u@e.org",
            "https://e.org/ x",
        ] {
            assert_eq!(link("x", bad, 9), "x", "{bad}");
        }
    }
}
