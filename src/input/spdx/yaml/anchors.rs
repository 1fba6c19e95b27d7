//! What stands for something else in YAML: aliases, merged mappings, texts in base64.

use std::cell::Cell;
use std::fmt;

use serde::Deserializer;
use serde::de::{self, DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

/// Memory that all values may take, each with what aliases stand for.
const MOST: usize = 160 << 20;
/// What one value takes without its text.
const VALUE: usize = 32;

/// What was found.
pub(super) enum Found {
    /// Every field stands where it is looked for.
    Nothing,
    /// Some do not: what the document does.
    Elsewhere(&'static str),
    /// Aliases stand for more than the program holds.
    TooMuch,
}

/// Look for what the shape of a document does not show.
pub(super) fn look(text: &str) -> Found {
    look_within(MOST, text).0
}

/// The same within so much memory, and how much of it is left.
fn look_within(most: usize, text: &str) -> (Found, usize) {
    let has_binary = ["!!binary", ":yaml.org,2002:binary", "%TAG"]
        .iter()
        .any(|mark| text.contains(mark));
    if has_binary {
        let found = Found::Elsewhere("has texts in base64 or types of its own");
        return (found, most);
    }
    if !(may_have_aliases(text) || text.contains("<<")) {
        return (Found::Nothing, most);
    }
    let (left, is_merged) = (Cell::new(most), Cell::new(false));
    let look = Look {
        left: &left,
        is_merged: &is_merged,
        is_key: false,
    };
    // Whether it is right, the reader tells.
    let _ = look.deserialize(serde_norway::Deserializer::from_str(text));
    let found = match (left.get(), is_merged.get()) {
        (0, _) => Found::TooMuch,
        (_, true) => Found::Elsewhere("merges mappings with `<<`"),
        (_, false) => Found::Nothing,
    };
    (found, left.get())
}

/// Whether some asterisk stands where an alias may. Many are those of a text.
fn may_have_aliases(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'*', bytes).any(|at| {
        let before = at.checked_sub(1).map_or(b' ', |before| bytes[before]);
        let is_node = before.is_ascii_whitespace() || b"[{,:".contains(&before);
        let behind = bytes.get(at + 1);
        is_node && behind.is_some_and(|behind| !behind.is_ascii_whitespace())
    })
}

/// Looks at every value as often as it is meant, and holds none.
#[derive(Clone, Copy)]
struct Look<'c> {
    left: &'c Cell<usize>,
    is_merged: &'c Cell<bool>,
    is_key: bool,
}

impl Look<'_> {
    fn take<E: de::Error>(self, length: usize) -> Result<(), E> {
        let left = self.left.get().saturating_sub(VALUE + length);
        self.left.set(left);
        if left == 0 {
            return Err(E::custom("too much"));
        }
        Ok(())
    }

    fn at(self, is_key: bool) -> Self {
        Self { is_key, ..self }
    }
}

impl<'de> DeserializeSeed<'de> for Look<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Look<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("anything")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        self.take(0)?;
        while let Some(()) = members.next_key_seed(self.at(true))? {
            members.next_value_seed(self.at(false))?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        self.take(0)?;
        while let Some(()) = members.next_element_seed(self.at(false))? {}
        Ok(())
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<(), A::Error> {
        let ((), value) = tagged.variant_seed(self.at(false))?;
        value.newtype_variant_seed(self)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        if self.is_key && text == "<<" {
            self.is_merged.set(true);
        }
        self.take(text.len())
    }

    fn visit_bool<E: de::Error>(self, _word: bool) -> Result<(), E> {
        self.take(0)
    }

    fn visit_i64<E: de::Error>(self, _number: i64) -> Result<(), E> {
        self.take(0)
    }

    fn visit_u64<E: de::Error>(self, _number: u64) -> Result<(), E> {
        self.take(0)
    }

    fn visit_i128<E: de::Error>(self, _number: i128) -> Result<(), E> {
        self.take(0)
    }

    fn visit_u128<E: de::Error>(self, _number: u128) -> Result<(), E> {
        self.take(0)
    }

    fn visit_f64<E: de::Error>(self, _number: f64) -> Result<(), E> {
        self.take(0)
    }

    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        self.take(0)
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        self.take(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Aliases that stand for this many values each.
    fn aliases(levels: usize) -> String {
        let mut text = "a0: &a0 [x, x, x, x]\n".to_owned();
        for level in 1..levels {
            let below = format!("*a{}", level - 1);
            let aliases = vec![below; 4].join(", ");
            text = format!("{text}a{level}: &a{level} [{aliases}]\n");
        }
        text
    }

    /// Each value costs as often as it is meant, so that the work is bounded as the memory is.
    #[test]
    fn every_value_counts_as_often_as_aliases_mean_it() {
        let most = 1 << 18;
        for levels in 2..=6_u32 {
            let (found, left) = look_within(most, &aliases(levels as usize));
            assert!(matches!(found, Found::Nothing));
            // Of four lists in a list, the innermost ones hold four to the power of the level.
            let innermost: usize = (1..=levels).map(|level| 4_usize.pow(level)).sum();
            assert!(most - left >= innermost * VALUE, "{levels}");
        }
        for levels in [12, 40] {
            let (found, left) = look_within(most, &aliases(levels));
            assert!(matches!(found, Found::TooMuch));
            assert_eq!(left, 0);
        }
    }
}
