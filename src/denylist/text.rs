//! Texts of denylists.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use serde::{Serialize, Serializer};

use crate::denylist::bundled::TEXTS;

/// A text of a denylist: part of the texts inside the program, or one of its own.
#[derive(Clone)]
pub struct Text(Held);

#[derive(Clone)]
enum Held {
    /// Where it stands in the bundled texts, and how long it is. There are tens of thousands, and a reference
    /// takes five times as much of the binary, since the loader has to know of it.
    Bundled {
        at: u32,
        length: u32,
    },
    Own(Box<str>),
}

impl Text {
    /// A part of the bundled texts.
    pub(in crate::denylist) const fn bundled(at: u32, length: u32) -> Self {
        Self(Held::Bundled { at, length })
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        match &self.0 {
            Held::Bundled { at, length } => &TEXTS[*at as usize..][..*length as usize],
            Held::Own(text) => text,
        }
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self
    }
}

impl Default for Text {
    fn default() -> Self {
        Self::bundled(0, 0)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(Held::Own(text.into()))
    }
}

impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, formatter)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Text {}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        **self == *other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        **self == **other
    }
}

impl PartialEq<String> for Text {
    fn eq(&self, other: &String) -> bool {
        **self == **other
    }
}

impl PartialEq<Text> for String {
    fn eq(&self, other: &Text) -> bool {
        **self == **other
    }
}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        (**self).cmp(other)
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_the_same_wherever_it_is_held() {
        let bundled = &crate::denylist::bundled().vendors[0].name;
        assert!(matches!(bundled.0, Held::Bundled { .. }));
        let own = Text::from(bundled.to_string());
        assert_eq!((bundled, bundled.len()), (&own, own.len()));
        assert_eq!(format!("{bundled} {bundled:?}"), format!("{own} {own:?}"));
        assert_eq!(Text::default(), "");
        assert_eq!(size_of::<Text>(), 16);
    }
}
