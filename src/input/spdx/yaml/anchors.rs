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
    let has_binary = ["!!binary", ":yaml.org,2002:binary", "%TAG"]
        .iter()
        .any(|mark| text.contains(mark));
    if has_binary {
        return Found::Elsewhere("has texts in base64 or types of its own");
    }
    if !(may_have_aliases(text) || text.contains("<<")) {
        return Found::Nothing;
    }
    let (left, is_merged) = (Cell::new(MOST), Cell::new(false));
    let look = Look {
        left: &left,
        is_merged: &is_merged,
        is_key: false,
    };
    // Whether it is right, the reader tells.
    let _ = look.deserialize(serde_norway::Deserializer::from_str(text));
    match (left.get(), is_merged.get()) {
        (0, _) => Found::TooMuch,
        (_, true) => Found::Elsewhere("merges mappings with `<<`"),
        (_, false) => Found::Nothing,
    }
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
