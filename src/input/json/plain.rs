//! Values of JSON that are written plainly, read in about half the time.
//!
//! Nearly all of a document is objects, lists and texts, indented, and most of it is passed over. This
//! reads just that, into the same shapes. Of anything else, right or wrong, it says only that it is not
//! plain: `serde_json` reads that instead, and its word on what is no JSON is final. What this reads,
//! `serde_json` reads alike; tests hold the two side by side.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{self, DeserializeSeed, IntoDeserializer as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, forward_to_deserialize_any};

/// Values nested deeper are not plain.
const DEEPEST: u8 = 100;
/// Digits of a number that surely fits; a longer one is not plain.
const DIGITS: usize = 15;

/// Read the value that a text begins with; `None` where it is not plain or not whole.
///
/// Hands on the value, and where it ends.
pub(super) fn read<'a, T: Deserialize<'a>, R>(
    text: &'a str,
    then: impl FnOnce(&T, usize) -> R,
) -> Option<R> {
    let mut plain = Plain {
        text,
        at: 0,
        depth: 0,
    };
    // Shapes are large: they are lent, since handing them on would copy them.
    match T::deserialize(&mut plain) {
        Ok(value) => Some(then(&value, plain.at)),
        Err(NotPlain) => None,
    }
}

/// What is left of a text.
struct Plain<'de> {
    text: &'de str,
    at: usize,
    depth: u8,
}

/// The value is not plain, or it has not the shape that was asked for.
#[derive(Debug)]
struct NotPlain;

impl fmt::Display for NotPlain {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not written plainly")
    }
}

impl std::error::Error for NotPlain {}

impl de::Error for NotPlain {
    fn custom<T: fmt::Display>(_message: T) -> Self {
        Self
    }
}

impl<'de> Plain<'de> {
    /// The next byte that is no white space, without taking it.
    fn peek(&mut self) -> Result<u8, NotPlain> {
        const SPACES: u64 = u64::from_ne_bytes([b' '; 8]);
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at).ok_or(NotPlain)? {
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                other => return Ok(*other),
            }
            // Indentation comes in runs of spaces.
            while let Some(word) = bytes[self.at..].first_chunk::<8>() {
                let others = u64::from_le_bytes(*word) ^ SPACES;
                self.at += (others.trailing_zeros() / 8) as usize;
                if others != 0 {
                    break;
                }
            }
        }
    }

    /// Take one byte that must stand there.
    fn expect(&mut self, byte: u8) -> Result<(), NotPlain> {
        if self.peek()? != byte {
            return Err(NotPlain);
        }
        self.at += 1;
        Ok(())
    }

    /// Whether a further member of a list or object follows; its close is taken, and so is a comma.
    fn another(&mut self, close: u8, is_first: bool) -> Result<bool, NotPlain> {
        match self.peek()? {
            byte if byte == close => {
                self.at += 1;
                Ok(false)
            }
            b',' if !is_first => {
                self.at += 1;
                // A close behind a comma is no member; whoever reads that member says so.
                Ok(true)
            }
            _ if is_first => Ok(true),
            _ => Err(NotPlain),
        }
    }

    /// Take a text, whose quote comes next.
    fn text(&mut self) -> Result<Cow<'de, str>, NotPlain> {
        let start = self.at;
        let is_escaped = self.skip_text()?;
        if is_escaped {
            let written = self.text.get(start..self.at).ok_or(NotPlain)?;
            let text = serde_json::from_str(written).map_err(|_| NotPlain)?;
            return Ok(Cow::Owned(text));
        }
        let text = self.text.get(start + 1..self.at - 1).ok_or(NotPlain)?;
        Ok(Cow::Borrowed(text))
    }

    /// Pass over a text, whose quote comes next; whether it has escapes.
    fn skip_text(&mut self) -> Result<bool, NotPlain> {
        let bytes = self.text.as_bytes();
        if bytes.get(self.at) != Some(&b'"') {
            return Err(NotPlain);
        }
        self.at += 1;
        let mut is_escaped = false;
        loop {
            self.at += special(&bytes[self.at..]).ok_or(NotPlain)?;
            self.at += match bytes[self.at..] {
                [b'"', ..] => {
                    self.at += 1;
                    return Ok(is_escaped);
                }
                [
                    b'\\',
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't',
                    ..,
                ] => 2,
                [b'\\', b'u', a, b, c, d, ..] if [a, b, c, d].iter().all(u8::is_ascii_hexdigit) => {
                    6
                }
                _ => return Err(NotPlain),
            };
            is_escaped = true;
        }
    }

    /// Take `true`, `false` or `null`.
    fn word(&mut self, word: &str) -> Result<(), NotPlain> {
        let rest = &self.text.as_bytes()[self.at..];
        if !rest.starts_with(word.as_bytes()) {
            return Err(NotPlain);
        }
        self.at += word.len();
        Ok(())
    }

    /// Take a number as it stands: digits, perhaps a minus before and a fraction behind.
    fn number(&mut self) -> Result<&'de str, NotPlain> {
        let rest = &self.text.as_bytes()[self.at..];
        let digits = |bytes: &[u8]| {
            bytes
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count()
        };
        let minus = usize::from(rest.first() == Some(&b'-'));
        let whole = digits(&rest[minus..]);
        let has_leading_zero = whole > 1 && rest[minus] == b'0';
        let mut length = minus + whole;
        if rest.get(length) == Some(&b'.') {
            let fraction = digits(&rest[length + 1..]);
            length += 1 + fraction;
            if fraction == 0 {
                return Err(NotPlain);
            }
        }
        // What a number goes on with, or that it ends with the text, must be seen.
        let ends = rest
            .get(length)
            .is_some_and(|byte| !matches!(byte, b'e' | b'E'));
        if whole == 0 || has_leading_zero || length > DIGITS || !ends {
            return Err(NotPlain);
        }
        let start = self.at;
        self.at += length;
        self.text.get(start..self.at).ok_or(NotPlain)
    }

    /// Enter a list or an object, whose opening byte comes next.
    fn enter(&mut self) -> Result<(), NotPlain> {
        self.at += 1;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(NotPlain);
        }
        Ok(())
    }

    /// Pass over a value.
    fn skip(&mut self) -> Result<(), NotPlain> {
        match self.peek()? {
            b'"' => self.skip_text().map(drop),
            b'{' => self.skip_members(b'}', |plain| {
                plain.peek()?;
                plain.skip_text()?;
                plain.expect(b':')?;
                plain.skip()
            }),
            b'[' => self.skip_members(b']', Self::skip),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => self.number().map(drop),
        }
    }

    fn skip_members(
        &mut self,
        close: u8,
        member: impl Fn(&mut Self) -> Result<(), NotPlain>,
    ) -> Result<(), NotPlain> {
        self.enter()?;
        let mut is_first = true;
        while self.another(close, is_first)? {
            is_first = false;
            member(self)?;
        }
        self.depth -= 1;
        Ok(())
    }
}

/// Where the first quote, backslash or control character stands.
///
/// Eight bytes at a time: a byte is below `n` where subtracting `n` borrows into its highest bit, and that
/// bit was not set before. What the lowest such bit says is exact.
fn special(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    let below = |word: u64, n: u8| word.wrapping_sub(ONES * u64::from(n)) & !word;
    let mut at = 0;
    while let Some(word) = bytes[at..].first_chunk() {
        let word = u64::from_le_bytes(*word);
        let quote = word ^ (ONES * u64::from(b'"'));
        let backslash = word ^ (ONES * u64::from(b'\\'));
        let found = (below(word, 0x20) | below(quote, 1) | below(backslash, 1)) & HIGH;
        if found != 0 {
            return Some(at + (found.trailing_zeros() / 8) as usize);
        }
        at += 8;
    }
    let mut rest = bytes[at..].iter();
    let found = rest.position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20))?;
    Some(at + found)
}

impl<'de> Deserializer<'de> for &mut Plain<'de> {
    type Error = NotPlain;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotPlain> {
        match self.peek()? {
            b'"' => match self.text()? {
                Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                Cow::Owned(text) => visitor.visit_string(text),
            },
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
        self.plain.peek()?;
        match self.plain.text()? {
            Cow::Borrowed(key) => seed.deserialize(BorrowedStrDeserializer::new(key)),
            Cow::Owned(key) => seed.deserialize(key.into_deserializer()),
        }
        .map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, NotPlain> {
        self.plain.expect(b':')?;
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

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::input::json::{Str, list, text};

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default)]
    struct Shape<'a> {
        #[serde(borrow, deserialize_with = "text")]
        name: Option<Str<'a>>,
        #[serde(borrow, deserialize_with = "list")]
        list: Vec<Str<'a>>,
        number: Option<f64>,
        #[serde(borrow)]
        inner: Option<Box<Shape<'a>>>,
    }

    /// What is plain is read, and as `serde_json` does; what follows it is left.
    #[track_caller]
    fn check(text: &str, is_plain: bool) {
        let reference = serde_json::from_str::<Shape<'_>>(text);
        let followed = format!("{text}, {{}}");
        let length = read(&followed, |shape: &Shape<'_>, length| {
            assert_eq!(Some(shape), reference.as_ref().ok(), "{text}");
            length
        });
        assert_eq!(length, is_plain.then_some(text.len()), "{text}");
    }

    #[test]
    fn plain_values_are_read_as_serde_json_does() {
        for text in [
            "{}",
            r#"{"name": "a", "list": ["b", null, "c"], "number": 0.25}"#,
            "{\r\n\t\"name\":\"a\",\n                   \"list\" : \"b\" , \"number\": 7 }",
            r#"{"name": null, "inner": {"inner": {"name": "é"}}, "list": []}"#,
            r#"{"name": "\u003ca\u003e \"b\" \ud83d\ude00", "n\u0061me2": "\/"}"#,
            r#"{"other": {"a": [1, -2.5, true, false, null, "\\", {"b": []}]}, "name": "a"}"#,
        ] {
            check(text, true);
        }
    }

    #[test]
    fn what_is_no_json_is_never_plain() {
        for text in [
            r#"{"name" "a"}"#,
            r#"{"name": "a",}"#,
            r#"{,"name": "a"}"#,
            r#"{"name": "a" "list": []}"#,
            r#"{"list": ["a",]}"#,
            r#"{"list": ["a" "b"]}"#,
            r#"{"list": ["a"}"#,
            r#"{"other": [1}]"#,
            r#"{"other": 01}"#,
            r#"{"other": 1.}"#,
            r#"{"other": -}"#,
            r#"{"other": nul}"#,
            r#"{"other": nulls}"#,
            r#"{"other": "\q"}"#,
            r#"{"other": "\u12g4"}"#,
            r#"{"name": "\ud83d"}"#,
            "{\"other\": \"a\nb\"}",
            "{\"name\": \"a\u{1}b and a longer text\"}",
            "{\u{a0}}",
            r#"{"name""#,
            "",
        ] {
            assert!(serde_json::from_str::<Shape<'_>>(text).is_err(), "{text}");
            check(text, false);
        }
    }

    #[test]
    fn what_is_odd_is_left_to_serde_json() {
        for text in [
            r#"{"number": 1e3}"#,
            r#"{"number": -1}"#,
            r#"{"number": 12345678901234567890}"#,
            r#"{"other": 12345678901234567890}"#,
        ] {
            assert!(serde_json::from_str::<Shape<'_>>(text).is_ok(), "{text}");
            check(text, false);
        }
        for text in [r#"{"name": 1}"#, r#"{"name": "a", "name": "b"}"#] {
            check(text, false);
        }
        let deep = format!("{{\"other\": {}{}}}", "[".repeat(110), "]".repeat(110));
        check(&deep, false);
    }

    /// Each change of one byte of a text: what is read is right, whatever else is not.
    #[test]
    fn damaged_texts_are_read_as_serde_json_does_or_not_at_all() {
        let text =
            r#"{"name": "a\n", "list": ["b", "c"], "number": 0.5, "other": {"x": [true, -1]}}"#;
        for at in 0..text.len() {
            for byte in (0..0x80_u8).map(char::from) {
                let mut damaged = text.to_owned();
                damaged.replace_range(at..=at, byte.encode_utf8(&mut [0; 4]));
                let reference = serde_json::from_str::<Shape<'_>>(&damaged).ok();
                read(&damaged, |shape: &Shape<'_>, length| {
                    if length == damaged.len() {
                        assert_eq!(Some(shape), reference.as_ref(), "{damaged}");
                    } else {
                        let mut values = serde_json::Deserializer::from_str(&damaged).into_iter();
                        let first: Option<Value> = values.next().and_then(Result::ok);
                        assert!(first.is_some(), "{damaged}");
                        assert_eq!(values.byte_offset(), length, "{damaged}");
                    }
                });
            }
        }
    }
}
