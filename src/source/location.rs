//! Places in a document.

use serde::{Deserialize, Serialize};

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
