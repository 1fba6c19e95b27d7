//! A lockfile in pieces: parsed as one, a text would take forty times its size.

/// Blocks are parsed together up to this size.
const TOGETHER: usize = 256 << 10;
/// No package of a lockfile takes more.
const LARGEST: usize = 4 << 20;

/// A part of a lockfile that is whole by itself.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    /// The text.
    pub text: &'t str,
    /// Its first line, from 1.
    pub line: u32,
}

/// The pieces of a lockfile; none where one is too large.
pub(super) fn pieces(text: &str) -> Option<Vec<Piece<'_>>> {
    // Within a text over several lines, what looks like the beginning of a package is none.
    let is_whole = text.contains("\"\"\"") || text.contains("'''");
    let mut pieces = Vec::new();
    let (mut start, mut first_line) = (0, 1);
    let (mut at, mut line) = (0, 1_u32);
    for one in text.split_inclusive('\n') {
        let begins = matches!(
            one.trim(),
            "[[package]]" | "[[patch.unused]]" | "[metadata]"
        );
        if begins && !is_whole && at - start >= TOGETHER {
            pieces.push(Piece {
                text: &text[start..at],
                line: first_line,
            });
            (start, first_line) = (at, line);
        }
        at += one.len();
        line = line.saturating_add(1);
    }
    pieces.push(Piece {
        text: &text[start..],
        line: first_line,
    });
    let fits = pieces.iter().all(|piece| piece.text.len() <= LARGEST);
    fits.then_some(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_begin_with_packages() {
        let package = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n\n";
        let text = format!("version = 4\n\n{}", package.repeat(20_000));
        let pieces = pieces(&text).expect("none is too large");
        assert!(pieces.len() > 2);
        let joined: String = pieces.iter().map(|piece| piece.text).collect();
        assert_eq!(joined, text);
        for piece in &pieces[1..] {
            assert!(piece.text.starts_with("[[package]]"));
            assert_eq!(piece.line % 4, 3);
        }
    }

    #[test]
    fn a_text_over_several_lines_is_not_cut() {
        let text = format!("x = '''\n{}'''\n", "[[package]]\n".repeat(40_000));
        assert_eq!(pieces(&text).map(|pieces| pieces.len()), Some(1));
        let long = format!("x = '''\n{}'''\n", "[[package]]\n".repeat(400_000));
        assert_eq!(pieces(&long), None);
    }
}
