//! Foreign text made harmless on a line: on a terminal, in a log, and in every format that a report has.

use std::fmt::Write as _;

use unicode_normalization::char::is_combining_mark;

/// Shows the end of a text that was cut.
pub(crate) const ELLIPSIS: char = '…';

/// Invisible, and part of no name, number or address.
pub(crate) const JOINER: char = '\u{2060}';

/// At most so many combining marks in a row are kept: more would paint over other lines.
const MAX_MARKS: usize = 4;

/// The text on one line: what cannot be seen becomes visible or a space, the rest of a long one is cut.
///
/// No line that holds it is a workflow command of the old form.
#[must_use]
pub fn one_line(text: &str, max: usize) -> String {
    let mut out = String::with_capacity(text.len().min(max * 4));
    let mut marks = 0;
    for (kept, c) in text.trim().chars().enumerate() {
        if kept >= max {
            out.push(ELLIPSIS);
            break;
        }
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        if marks > MAX_MARKS {
            continue;
        }
        match c {
            '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                out.push(' ');
            }
            // A text that came through here before.
            JOINER if out.ends_with("##") => out.push(c),
            _ if is_unseen(c) => {
                let _ = write!(out, "⟨U+{:04X}⟩", u32::from(c));
            }
            // GitHub's runner takes the old form of a workflow command anywhere in a line.
            '[' if out.ends_with("##") => out.extend([JOINER, c]),
            _ => out.push(c),
        }
    }
    out
}

/// Whether a character shows nothing of itself: control, direction and default-ignorable ones.
#[must_use]
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c),
            0xAD | 0x34F | 0x61C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F
            | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0x3164
            | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB | 0x1BCA0..=0x1BCA3
            | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF)
}

/// The text without a workflow command, of which the new form counts at the start of a line.
#[must_use]
pub fn without_commands(text: &str) -> String {
    if text.trim_start().starts_with("::") {
        format!("{JOINER}{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_directions_and_length_are_bounded() {
        let inert = one_line("##[error]x", 99);
        assert!(!inert.contains("##["));
        assert_eq!(one_line(&inert, 99), inert);
        assert_eq!(one_line(&"x".repeat(10_000), 3), "xxx…");
        assert!(
            one_line(&format!("a{}", "\u{301}".repeat(50)), 99)
                .chars()
                .count()
                < 7
        );
    }
}
