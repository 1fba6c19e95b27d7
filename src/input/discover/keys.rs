//! Whether a long JSON document says anywhere, and be it at its end, that it is an SBOM: by the keys of
//! the document itself, and of what it is wrapped in.

use std::borrow::Cow;
use std::io::BufRead;

/// Keys of which longer beginnings are not looked at.
const KEY: usize = 128;
/// How much of a value is looked at.
const VALUE: usize = 64 << 10;
/// Keys whose objects hold the document.
const WRAPPERS: [&[u8]; 4] = [b"sbom", b"predicate", b"Data", b"bom"];

/// The beginning of a value.
#[derive(Clone, Copy)]
pub(super) enum Value<'v> {
    /// A text.
    Text(&'v [u8]),
    /// A list, an object or a scalar, without its brackets.
    Other(&'v [u8]),
}

/// Whether one of these keys at the root of a document, or of one inside, and the beginning of its value are
/// those of an SBOM.
pub(super) fn any(
    text: &mut impl BufRead,
    keys: &[&[u8]],
    mut says_it: impl FnMut(&[u8], Value<'_>) -> bool,
) -> bool {
    let mut walk = Walk {
        text,
        keys,
        depth: 0,
    };
    walk.object(&mut says_it).unwrap_or(false)
}

/// A text with the escapes of ASCII letters resolved, as keys may be written, and those of white space.
pub(super) fn unescaped(text: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'\\', text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        plain.extend_from_slice(&rest[..at]);
        let (escape, length) = escape(&rest[at..]);
        match escape {
            Some(byte) => plain.push(byte),
            None => plain.extend_from_slice(&rest[at..at + length]),
        }
        rest = &rest[at + length..];
    }
    plain.extend_from_slice(rest);
    Cow::Owned(plain)
}

/// The character that an escape stands for, if it is a plain one, and how long the escape is.
fn escape(text: &[u8]) -> (Option<u8>, usize) {
    match text {
        [_, b'/', ..] => (Some(b'/'), 2),
        [_, b'n', ..] => (Some(b'\n'), 2),
        [_, b'r', ..] => (Some(b'\r'), 2),
        [_, b't', ..] => (Some(b'\t'), 2),
        [_, b'u', digits @ ..] if digits.len() >= 4 => {
            let digits = std::str::from_utf8(&digits[..4]).unwrap_or_default();
            let code = u8::from_str_radix(digits, 16).ok();
            // What would end a text stays as it is.
            let is_plain = |byte: &u8| byte.is_ascii_graphic() && !b"\"\\".contains(byte);
            (code.filter(is_plain), 6)
        }
        text => (None, text.len().min(2)),
    }
}

struct Walk<'t, R> {
    text: &'t mut R,
    /// The keys whose values are looked at.
    keys: &'t [&'t [u8]],
    /// Objects that are open around the document.
    depth: usize,
}

impl<R: BufRead> Walk<'_, R> {
    /// Whether an object says it; none where the text ends or is no JSON.
    fn object(&mut self, says_it: &mut impl FnMut(&[u8], Value<'_>) -> bool) -> Option<bool> {
        if self.next()? != b'{' {
            return Some(false);
        }
        loop {
            let mut first = self.next()?;
            if first == b',' {
                first = self.next()?;
            }
            match first {
                b'"' => {}
                b'}' => return Some(false),
                _ => return None,
            }
            let key = self.string(KEY)?;
            let key = unescaped(&key);
            if self.next()? != b':' {
                return None;
            }
            let is_telling = self.keys.contains(&&*key);
            // Of most values nothing is kept: they are all that a long file holds.
            let most = if is_telling { VALUE } else { 0 };
            let found = match self.peek()? {
                b'{' if WRAPPERS.contains(&&*key) && self.depth < 4 => {
                    self.depth += 1;
                    let found = self.object(says_it)?;
                    self.depth -= 1;
                    found
                }
                b'"' => {
                    self.next()?;
                    let value = self.string(most)?;
                    says_it(&key, Value::Text(&unescaped(&value)))
                }
                _ => {
                    let value = self.value(most)?;
                    says_it(&key, Value::Other(&value))
                }
            };
            if found {
                return Some(true);
            }
        }
    }

    /// The next byte that is no space.
    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.text.consume(1);
        Some(byte)
    }

    fn peek(&mut self) -> Option<u8> {
        loop {
            let ready = ready(self.text)?;
            let is_space = |byte: &u8| byte.is_ascii_whitespace();
            match ready.iter().position(|byte| !is_space(byte)) {
                Some(at) => {
                    let byte = ready[at];
                    self.text.consume(at);
                    return Some(byte);
                }
                None => {
                    let count = ready.len();
                    self.text.consume(count);
                }
            }
        }
    }

    /// What stands up to the quotes that end a text, as far as it is looked at.
    fn string(&mut self, most: usize) -> Option<Vec<u8>> {
        let mut string = Vec::new();
        loop {
            let ready = ready(self.text)?;
            let end = memchr::memchr2(b'"', b'\\', ready);
            let taken = end.unwrap_or(ready.len());
            keep(&mut string, &ready[..taken], most);
            let ends = end.map(|end| ready[end]);
            self.text.consume(taken + usize::from(end.is_some()));
            match ends {
                Some(b'"') => return Some(string),
                Some(_) => {
                    let mut escaped = [0];
                    self.text.read_exact(&mut escaped).ok()?;
                    keep(&mut string, &[b'\\', escaped[0]], most);
                }
                None => {}
            }
        }
    }

    /// A list, an object or a scalar, as far as it is looked at.
    fn value(&mut self, most: usize) -> Option<Vec<u8>> {
        let mut value = Vec::new();
        let mut open = 0_u64;
        loop {
            let ready = ready(self.text)?;
            let ends = |byte: &u8| matches!(byte, b'"' | b'{' | b'}' | b'[' | b']' | b',');
            let end = ready.iter().position(ends);
            let taken = end.unwrap_or(ready.len());
            keep(&mut value, &ready[..taken], most.min(KEY));
            let ends = end.map(|end| ready[end]);
            self.text.consume(taken);
            match ends {
                Some(b'"') => {
                    self.text.consume(1);
                    let inner = self.string(most.min(KEY))?;
                    keep(&mut value, &inner, most);
                }
                Some(b'{' | b'[') => {
                    self.text.consume(1);
                    open += 1;
                }
                Some(b'}' | b']') if open > 0 => {
                    self.text.consume(1);
                    open -= 1;
                }
                Some(b',') if open > 0 => self.text.consume(1),
                // It ends what the value stands in.
                Some(_) => return Some(value),
                None => continue,
            }
            if open == 0 && matches!(ends, Some(b'"' | b'}' | b']')) {
                return Some(value);
            }
        }
    }
}

/// What follows of a text; none at its end.
pub(super) fn ready(text: &mut impl BufRead) -> Option<&[u8]> {
    text.fill_buf().ok().filter(|ready| !ready.is_empty())
}

/// Keep of a value as much as is looked at.
pub(super) fn keep(value: &mut Vec<u8>, more: &[u8], most: usize) {
    let room = most.saturating_sub(value.len());
    value.extend_from_slice(&more[..more.len().min(room)]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: bool) {
        for size in [1, 3, 4096] {
            let mut text = std::io::BufReader::with_capacity(size, text.as_bytes());
            let says_it = |key: &[u8], value: Value<'_>| {
                key == b"bomFormat" && matches!(value, Value::Text(b"CycloneDX"))
            };
            assert_eq!(any(&mut text, &[b"bomFormat"], says_it), expected);
        }
    }

    #[test]
    fn keys_of_the_document_alone_say_what_it_is() {
        check("{\"bomFormat\": \"CycloneDX\"}", true);
        check(
            "  {\"x\": [1, {\"y\": \"}\\\"\"}], \"z\": -1.5e3 , \"bom\\u0046ormat\":\"CycloneDX\"",
            true,
        );
        check(
            "{\"sbom\": {\"x\": null, \"bomFormat\": \"CycloneDX\"}}",
            true,
        );
        check("{\"x\": {\"bomFormat\": \"CycloneDX\"}, \"y\": {}}", false);
        check("{\"x\": [{\"bomFormat\": \"CycloneDX\"}]}", false);
        check("{\"x\": \"\\\"bomFormat\\\": \\\"CycloneDX\\\"\"}", false);
        check("{\"bomFormat\": {}}", false);
        check("{", false);
        check("", false);
    }
}
