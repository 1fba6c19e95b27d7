//! White space as JSON and XML have it: spaces, tabs, line feeds and carriage returns.

use wide::u8x16;

/// A line break, and as much indentation as fits into a block.
const INDENTATION: [u8; 16] = *b"\n               ";
const SPACES: [u8; 16] = [b' '; 16];

/// How much white space a text begins with.
#[inline]
pub(crate) fn length(bytes: &[u8]) -> usize {
    indentation(bytes).unwrap_or_else(|| any_length(bytes))
}

/// The same where it is at most one line break and then spaces, few enough for a quick look.
#[inline]
pub(crate) fn indentation(bytes: &[u8]) -> Option<usize> {
    let block = bytes.first_chunk()?;
    let is = |other| u8x16::new(*block).simd_eq(u8x16::new(other));
    let blanks = (is(INDENTATION) | is(SPACES)).to_bitmask();
    let length = blanks.trailing_ones() as usize;
    let is_whole = block.get(length).is_some_and(|next| *next > b' ');
    is_whole.then_some(length)
}

/// The same for white space in any order.
fn any_length(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(block) = bytes[at..].first_chunk() {
        let block = u8x16::new(*block);
        let is = |byte| block.simd_eq(u8x16::splat(byte));
        let blanks = is(b' ') | is(b'\n') | is(b'\r') | is(b'\t');
        let length = blanks.to_bitmask().trailing_ones() as usize;
        at += length;
        if length < 16 {
            return at;
        }
    }
    at + bytes[at..].iter().take_while(|byte| is(**byte)).count()
}

/// Whether a byte is white space.
pub(crate) fn is(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// A text without white space of any script at its ends, which few texts have.
pub(crate) fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_ends_where_anything_else_begins() {
        for white in [
            "", "\n", " ", "\n  ", "\r\n    ", "\t\t", "\n\n", " \n \r\t",
        ] {
            for repeated in 1..20 {
                let white = white.repeat(repeated);
                for rest in [
                    "",
                    "x",
                    "{}",
                    "\u{1}",
                    "\u{b}",
                    "\u{a0}",
                    "a long text of letters",
                ] {
                    let text = format!("{white}{rest}");
                    assert_eq!(length(text.as_bytes()), white.len(), "{text:?}");
                    if let Some(length) = indentation(text.as_bytes()) {
                        let is_there = |at| white.bytes().skip(at).any(|byte| byte == b'\n');
                        assert_eq!((length, is_there(1)), (white.len(), false), "{text:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn ends_are_trimmed_as_those_of_texts_are() {
        for text in [
            "",
            " ",
            "x",
            " x",
            "x ",
            "\u{a0}x",
            "x\u{3000}",
            "xx",
            "x x",
            "\u{1}x",
        ] {
            assert_eq!(trimmed(text), text.trim(), "{text:?}");
        }
    }
}
