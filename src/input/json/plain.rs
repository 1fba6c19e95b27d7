//! Values of JSON that are written plainly, read in about half the time.
//!
//! Nearly all of a document is objects, lists and texts, indented, and most of it is passed over. This
//! reads just that, into the same shapes. Of anything else, right or wrong, it says only that it is not
//! plain: `serde_json` reads that instead, and its word on what is no JSON is final. What this reads,
//! `serde_json` reads alike; tests hold the two side by side.

mod scan;
#[cfg(test)]
mod tests;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, IntoDeserializer as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, forward_to_deserialize_any};

pub(crate) use crate::input::json::plain::scan::Extent;
use crate::input::json::plain::scan::{NotPlain, Plain};

/// Read the value that a text begins with; `None` where it is not plain or not whole.
///
/// Hands on the value, and how far it goes.
pub(super) fn read<'a, T: Deserialize<'a>, R>(
    text: &'a str,
    then: impl FnOnce(&T, Extent) -> R,
) -> Option<R> {
    let mut plain = Plain::new(text);
    // Shapes are large: they are lent, since handing them on would copy them.
    match T::deserialize(&mut plain) {
        Ok(value) => Some(then(&value, plain.extent())),
        Err(NotPlain) => None,
    }
}

impl<'de> Deserializer<'de> for &mut Plain<'de> {
    type Error = NotPlain;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotPlain> {
        let next = self.peek()?;
        // Most values are texts: they are asked for first.
        if next == b'"' {
            return match self.text() {
                Some(text) => visitor.visit_borrowed_str(text),
                None => visitor.visit_string(self.escaped_text()?),
            };
        }
        match next {
            b'{' => {
                self.enter()?;
                let mut members = Members::of(self, b'}');
                let value = visitor.visit_map(&mut members);
                if members.leave() {
                    value
                } else {
                    Err(NotPlain)
                }
            }
            b'[' => {
                self.enter()?;
                let mut members = Members::of(self, b']');
                let value = visitor.visit_seq(&mut members);
                if members.leave() {
                    value
                } else {
                    Err(NotPlain)
                }
            }
            b't' => self.word("true").and_then(|()| visitor.visit_bool(true)),
            b'f' => self.word("false").and_then(|()| visitor.visit_bool(false)),
            b'n' => self.word("null").and_then(|()| visitor.visit_unit()),
            b'0'..=b'9' => {
                let number = self.number()?;
                match number.parse() {
                    Ok(whole) => visitor.visit_u64(whole),
                    Err(_) => visitor.visit_f64(number.parse().map_err(|_| NotPlain)?),
                }
            }
            _ => Err(NotPlain),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotPlain> {
        match self.peek()? {
            b'n' => self.word("null").and_then(|()| visitor.visit_none()),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, NotPlain> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        _visitor: V,
    ) -> Result<V::Value, NotPlain> {
        // No shape of a document has one.
        Err(NotPlain)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotPlain> {
        self.skip()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier
    }
}

/// The members of a list or an object.
struct Members<'p, 'de> {
    plain: &'p mut Plain<'de>,
    close: u8,
    is_first: bool,
    is_over: bool,
}

impl<'p, 'de> Members<'p, 'de> {
    fn of(plain: &'p mut Plain<'de>, close: u8) -> Self {
        Self {
            plain,
            close,
            is_first: true,
            is_over: false,
        }
    }

    #[inline]
    fn another(&mut self) -> Result<bool, NotPlain> {
        let another = self.plain.another(self.close, self.is_first)?;
        self.is_first = false;
        self.is_over = !another;
        Ok(another)
    }

    /// Whether all members were read.
    fn leave(self) -> bool {
        self.plain.depth -= 1;
        self.is_over
    }
}

impl<'de> MapAccess<'de> for &mut Members<'_, 'de> {
    type Error = NotPlain;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, NotPlain> {
        if !self.another()? {
            return Ok(None);
        }
        self.plain.peek_at_text()?;
        match self.plain.text() {
            Some(key) => seed.deserialize(BorrowedStrDeserializer::new(key)),
            None => seed.deserialize(self.plain.escaped_text()?.into_deserializer()),
        }
        .map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, NotPlain> {
        self.plain.colon()?;
        seed.deserialize(&mut *self.plain)
    }
}

impl<'de> SeqAccess<'de> for &mut Members<'_, 'de> {
    type Error = NotPlain;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, NotPlain> {
        if !self.another()? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.plain).map(Some)
    }
}
