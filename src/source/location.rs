//! Places in a document.

use std::cell::Cell;

use serde::{Deserialize, Serialize};
use wide::u8x32;

/// A place in a file, for people and for JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Location {
    /// The file, where it is another than the input's own: `Cargo.lock` beside a `Cargo.toml`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The column in characters, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// The JSON pointer (RFC 6901) or, in other encodings, the like path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
}

/// A place that borrows its pointer: what a reader tells of each subject.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spot<'a> {
    /// The line, from 1; 0 where there is none.
    pub line: u32,
    /// The column in characters, from 1; 0 where there is none.
    pub column: u32,
    /// The pointer without its last number: `/components`; empty where there is none.
    pub parent: &'a str,
    /// The last number of the pointer; [`Spot::WHOLE`] where `parent` is all of it.
    pub index: u32,
}

impl Spot<'_> {
    /// The index of what is no element of a list.
    pub const WHOLE: u32 = u32::MAX;

    /// The same line and column, as those of what has this number below another pointer.
    #[must_use]
    pub fn within(self, parent: &str, index: u32) -> Spot<'_> {
        Spot {
            line: self.line,
            column: self.column,
            parent,
            index,
        }
    }

    /// The same place, owned.
    #[must_use]
    pub fn to_location(self) -> Location {
        Location {
            path: None,
            line: (self.line > 0).then_some(self.line),
            column: (self.column > 0).then_some(self.column),
            pointer: (!self.parent.is_empty()).then(|| self.pointer()),
        }
    }

    /// The whole pointer.
    #[must_use]
    pub fn pointer(self) -> String {
        match self.index {
            Self::WHOLE => self.parent.to_owned(),
            index => format!("{}/{index}", self.parent),
        }
    }
}

/// Counts lines in one text, each time from the place that was asked for before.
#[derive(Debug, Default)]
pub struct Counted(Cell<Counting>);

/// A byte of a text, the line breaks before it, and how wide its line is up to there.
#[derive(Clone, Copy, Debug, Default)]
struct Counting {
    at: usize,
    breaks: u32,
    width: usize,
}

impl Counted {
    /// The line breaks before a byte of the text, and how wide its line is up to there.
    ///
    /// # Panics
    ///
    /// The text is shorter.
    pub fn before(&self, at: usize, text: &[u8], width: impl Fn(&[u8]) -> usize) -> (u32, usize) {
        let last = self.0.get();
        let between = &text[at.min(last.at)..at.max(last.at)];
        let (breaks, last_break) = line_breaks(between);
        let now = match (at < last.at, last_break) {
            (false, None) => Counting {
                at,
                breaks: last.breaks,
                width: last.width + width(between),
            },
            (false, Some(place)) => Counting {
                at,
                breaks: last.breaks.saturating_add(breaks),
                width: width(&between[place + 1..]),
            },
            (true, None) => Counting {
                at,
                breaks: last.breaks,
                width: last.width.saturating_sub(width(between)),
            },
            (true, Some(_)) => {
                let start = memchr::memrchr(b'\n', &text[..at]).map_or(0, |place| place + 1);
                Counting {
                    at,
                    breaks: last.breaks.saturating_sub(breaks),
                    width: width(&text[start..at]),
                }
            }
        };
        self.0.set(now);
        (now.breaks, now.width)
    }
}

/// In texts up to this length, a search that is fast in long ones takes longer to begin.
const SHORT: usize = 128;

/// How many line breaks some bytes have, and where the last of them stands.
#[must_use]
pub fn line_breaks(bytes: &[u8]) -> (u32, Option<usize>) {
    match bytes.len() {
        0..16 => {
            let breaks = (0..).zip(bytes).filter(|(_, byte)| **byte == b'\n');
            breaks.fold((0, None), |(count, _), (at, _)| (count + 1, Some(at)))
        }
        16..=SHORT => line_breaks_in_blocks(bytes),
        _ => {
            let count = memchr::memchr_iter(b'\n', bytes).count();
            let last = memchr::memrchr(b'\n', bytes);
            (u32::try_from(count).unwrap_or(u32::MAX), last)
        }
    }
}

fn line_breaks_in_blocks(bytes: &[u8]) -> (u32, Option<usize>) {
    let (mut count, mut last) = (0, None);
    let mut see = |number: usize, block: [u8; 32]| {
        let breaks = u8x32::new(block).simd_eq(u8x32::splat(b'\n')).to_bitmask();
        count += breaks.count_ones();
        last = breaks
            .checked_ilog2()
            .map(|at| number * 32 + at as usize)
            .or(last);
    };
    let (blocks, rest) = bytes.as_chunks();
    for (number, block) in blocks.iter().enumerate() {
        see(number, *block);
    }
    let mut block = [0; 32];
    block[..rest.len()].copy_from_slice(rest);
    see(blocks.len(), block);
    (count, last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_are_found_wherever_they_stand() {
        assert_eq!(line_breaks(b""), (0, None));
        for length in 1..200 {
            for at in 0..length {
                let mut bytes = vec![b'x'; length];
                bytes[at] = b'\n';
                assert_eq!(line_breaks(&bytes), (1, Some(at)));
                bytes[0] = b'\n';
                assert_eq!(line_breaks(&bytes), (1 + u32::from(at > 0), Some(at)));
            }
        }
        assert_eq!(line_breaks(&[b'\n'; 1000]), (1000, Some(999)));
    }

    #[test]
    fn lines_are_counted_onwards_and_back() {
        let text = "ab\ncdé\n\nf\n".as_bytes();
        let naive = |at: usize| {
            let (breaks, last) = line_breaks(&text[..at]);
            (breaks, at - last.map_or(0, |last| last + 1))
        };
        for first in 0..=text.len() {
            for second in 0..=text.len() {
                let counted = Counted::default();
                for at in [first, second, first] {
                    assert_eq!(counted.before(at, text, <[u8]>::len), naive(at));
                }
            }
        }
    }
}
