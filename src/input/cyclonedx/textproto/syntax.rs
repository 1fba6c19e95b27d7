//! The text form of protocol buffers: fields by name ([syntax]), as the JSON that CycloneDX has for them.
//!
//! [syntax]: https://protobuf.dev/reference/protobuf/textformat-spec/

use serde_json::{Map, Value};

/// Messages may not be nested deeper.
const DEEPEST: usize = 200;

/// What is held of one field of the document may not take more memory. A message takes the room for its first members
/// at once, and is read once more as the part of the document that it is.
const MOST_MEMORY: usize = 256 << 20;
const OF_A_MESSAGE: usize = 1 << 10;
const OF_A_VALUE: usize = 128;

/// Names of enumerations, which their values repeat and JSON leaves out.
const ENUMERATIONS: [&str; 4] = [
    "CLASSIFICATION_",
    "SCOPE_",
    "EXTERNAL_REFERENCE_TYPE_",
    "EVIDENCE_FIELD_",
];

/// Why a text is no document.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    Truncated,
    /// What was expected on a line.
    Syntax(&'static str, u32),
    TooDeep(u32),
    TooLarge(u32),
}

/// A field of the document itself.
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) line: u32,
    pub(crate) value: Value,
}

/// The fields of a text.
pub(crate) struct Fields<'t> {
    rest: &'t [u8],
    line: u32,
    /// The memory that the field of the document may still take.
    memory: usize,
}

impl<'t> Fields<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            rest: text.as_bytes(),
            line: 1,
            memory: 0,
        }
    }

    /// The next field of the document.
    pub(crate) fn next(&mut self) -> Result<Option<Field>, Trouble> {
        self.memory = MOST_MEMORY;
        match self.peek() {
            Some(_) => self.field(0).map(Some),
            None => Ok(None),
        }
    }

    fn field(&mut self, depth: usize) -> Result<Field, Trouble> {
        let line = self.line;
        let name = self.word()?;
        let has_colon = self.take(b':');
        if !has_colon && !matches!(self.peek(), Some(b'{' | b'<' | b'[')) {
            self.peek().ok_or(Trouble::Truncated)?;
            return Err(self.expected("`:`, `{` or `[`"));
        }
        let value = self.value(depth)?;
        if !self.take(b',') {
            self.take(b';');
        }
        Ok(Field {
            name: json_name(name),
            line,
            value,
        })
    }

    fn value(&mut self, depth: usize) -> Result<Value, Trouble> {
        if depth > DEEPEST {
            return Err(Trouble::TooDeep(self.line));
        }
        let first = self.peek().ok_or(Trouble::Truncated)?;
        let takes = match first {
            b'{' | b'<' => OF_A_MESSAGE,
            _ => OF_A_VALUE,
        };
        let left = self.memory.checked_sub(takes);
        self.memory = left.ok_or(Trouble::TooLarge(self.line))?;
        match first {
            b'{' => self.message(b'}', depth + 1),
            b'<' => self.message(b'>', depth + 1),
            b'[' => self.list(depth + 1),
            b'"' | b'\'' => self.strings(),
            _ => {
                let is_negative = self.take(b'-');
                let word = self.word()?;
                Ok(if is_negative {
                    Value::from(0)
                } else {
                    scalar(word)
                })
            }
        }
    }

    fn message(&mut self, close: u8, depth: usize) -> Result<Value, Trouble> {
        self.rest = &self.rest[1..];
        let mut members = Map::new();
        while !self.take(close) {
            if self.peek().is_none() {
                return Err(Trouble::Truncated);
            }
            let field = self.field(depth)?;
            add(&mut members, field.name, field.value);
        }
        Ok(Value::Object(members))
    }

    fn list(&mut self, depth: usize) -> Result<Value, Trouble> {
        self.rest = &self.rest[1..];
        let mut members = Vec::new();
        while !self.take(b']') {
            members.push(self.value(depth)?);
            if !self.take(b',') && self.peek().ok_or(Trouble::Truncated)? != b']' {
                return Err(self.expected("`,` or `]`"));
            }
        }
        Ok(Value::Array(members))
    }

    /// Strings that stand side by side are one.
    fn strings(&mut self) -> Result<Value, Trouble> {
        let mut bytes = Vec::new();
        while let Some(quote @ (b'"' | b'\'')) = self.peek() {
            self.rest = &self.rest[1..];
            self.string(quote, &mut bytes)?;
        }
        Ok(Value::String(String::from_utf8_lossy(&bytes).into_owned()))
    }

    fn string(&mut self, quote: u8, bytes: &mut Vec<u8>) -> Result<(), Trouble> {
        loop {
            match self.byte()? {
                byte if byte == quote => return Ok(()),
                b'\n' => return Err(self.expected("the end of a string")),
                b'\\' => self.escape(bytes)?,
                byte => bytes.push(byte),
            }
        }
    }

    fn escape(&mut self, bytes: &mut Vec<u8>) -> Result<(), Trouble> {
        match self.byte()? {
            b'n' => bytes.push(b'\n'),
            b'r' => bytes.push(b'\r'),
            b't' => bytes.push(b'\t'),
            b'a' => bytes.push(7),
            b'b' => bytes.push(8),
            b'v' => bytes.push(11),
            b'f' => bytes.push(12),
            b'x' | b'X' => {
                let byte = self.digits(16, 2, 0)?;
                bytes.push(u8::try_from(byte).unwrap_or(b'?'));
            }
            b'u' => self.character(4, bytes)?,
            b'U' => self.character(8, bytes)?,
            digit @ b'0'..=b'7' => {
                let byte = self.digits(8, 2, u32::from(digit - b'0'))?;
                bytes.push(u8::try_from(byte).unwrap_or(b'?'));
            }
            other => bytes.push(other),
        }
        Ok(())
    }

    fn character(&mut self, most: usize, bytes: &mut Vec<u8>) -> Result<(), Trouble> {
        let code = self.digits(16, most, 0)?;
        let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        bytes.extend(character.encode_utf8(&mut [0; 4]).as_bytes());
        Ok(())
    }

    /// A number of at most so many further digits.
    fn digits(&mut self, radix: u32, most: usize, mut number: u32) -> Result<u32, Trouble> {
        for _ in 0..most {
            let next = self.rest.first().ok_or(Trouble::Truncated)?;
            let Some(digit) = char::from(*next).to_digit(radix) else {
                break;
            };
            number = number.wrapping_mul(radix).wrapping_add(digit);
            self.rest = &self.rest[1..];
        }
        Ok(number)
    }

    fn byte(&mut self) -> Result<u8, Trouble> {
        let (byte, rest) = self.rest.split_first().ok_or(Trouble::Truncated)?;
        self.rest = rest;
        Ok(*byte)
    }

    /// A name, a number, or the name of an extension in brackets.
    fn word(&mut self) -> Result<&'t str, Trouble> {
        self.peek().ok_or(Trouble::Truncated)?;
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.+-".contains(byte);
        let length = self.rest.iter().take_while(|byte| is_part(byte)).count();
        let (word, rest) = self.rest.split_at(length);
        if word.is_empty() {
            return Err(self.expected("a name"));
        }
        self.rest = rest;
        Ok(std::str::from_utf8(word).unwrap_or_default())
    }

    fn take(&mut self, wanted: u8) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.rest = &self.rest[1..];
        }
        found
    }

    /// The next byte that is no space and in no comment.
    fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.rest.first()?;
            match byte {
                b'\n' => self.line = self.line.saturating_add(1),
                b'#' => {
                    let end = memchr::memchr(b'\n', self.rest).unwrap_or(self.rest.len());
                    self.rest = &self.rest[end..];
                    continue;
                }
                byte if byte.is_ascii_whitespace() => {}
                _ => return Some(byte),
            }
            self.rest = &self.rest[1..];
        }
    }

    fn expected(&self, what: &'static str) -> Trouble {
        Trouble::Syntax(what, self.line)
    }
}

/// A field that stands several times is a list.
fn add(members: &mut Map<String, Value>, name: String, value: Value) {
    let Some(first) = members.get_mut(&name) else {
        members.insert(name, value);
        return;
    };
    let several = |value| match value {
        Value::Array(list) => list,
        one => vec![one],
    };
    let mut list = several(first.take());
    list.extend(several(value));
    *first = Value::Array(list);
}

/// A number or a name that stands for one.
fn scalar(word: &str) -> Value {
    if let Ok(number) = word.parse::<u64>() {
        return Value::from(number);
    }
    if let Ok(number) = word.trim_end_matches(['f', 'F']).parse::<f64>() {
        return Value::from(number);
    }
    if let Some(aggregate) = word.strip_prefix("AGGREGATE_") {
        return Value::from(aggregate.to_ascii_lowercase());
    }
    let mut names = ENUMERATIONS.iter();
    match names.find_map(|name| word.strip_prefix(name)) {
        Some(value) => Value::from(value.to_ascii_lowercase().replace('_', "-")),
        None => Value::from(word),
    }
}

/// `bom_ref` as `bom-ref`, and any other name in camel case.
pub(crate) fn json_name(name: &str) -> String {
    if name == "bom_ref" {
        return "bom-ref".to_owned();
    }
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut name, word| {
        let mut letters = word.chars();
        name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        name.push_str(letters.as_str());
        name
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first field of a text.
    #[track_caller]
    fn check(text: &str, name: &str, expected: Value) {
        let field = Fields::new(text).next().expect("it is read");
        let field = field.expect("there is a field");
        assert_eq!((field.name.as_str(), field.value), (name, expected));
    }

    #[test]
    fn messages_lists_and_strings_come_in_several_shapes() {
        let expected = serde_json::json!({"bom-ref": "a", "url": ["b", "c", "d"]});
        check(
            "one { bom_ref: \"a\" url: \"b\" url: [ 'c', \"d\" ] }",
            "one",
            expected.clone(),
        );
        check(
            "# comment\none: < bom_ref: 'a'; url: ['b'], url: ['c', 'd'] >",
            "one",
            expected,
        );
        check("a_b_c: \"x\"\n  'y' # z", "aBC", "xy".into());
    }

    #[test]
    fn escapes_are_bytes_of_a_text() {
        check(r#"a: "\303\274\n\x41\"\u00e9""#, "a", "ü\nA\"é".into());
    }

    #[test]
    fn enumerations_lose_their_prefix() {
        check(
            "a: EXTERNAL_REFERENCE_TYPE_ISSUE_TRACKER",
            "a",
            "issue-tracker".into(),
        );
        check(
            "a: AGGREGATE_INCOMPLETE_FIRST_PARTY_ONLY",
            "a",
            "incomplete_first_party_only".into(),
        );
        check("a: 0.5", "a", 0.5.into());
    }

    #[test]
    fn what_has_no_end_is_cut_and_what_makes_no_sense_is_named() {
        for text in [
            "a {",
            "a: \"b",
            "a",
            "a: [\"b\"",
            "a:",
            "a { b: 1",
            "a: \"\\",
        ] {
            let trouble = Fields::new(text).next().err();
            assert_eq!(trouble, Some(Trouble::Truncated), "{text}");
        }
        let trouble = Fields::new("\na } b").next().err();
        assert_eq!(trouble, Some(Trouble::Syntax("`:`, `{` or `[`", 2)));
        let deep = "a {".repeat(1000);
        assert_eq!(Fields::new(&deep).next().err(), Some(Trouble::TooDeep(1)));
    }

    #[test]
    fn one_field_has_no_more_values_than_fit_and_the_next_may_have_as_many() {
        let text = |value: &str, number| format!("a{{{}}}", value.repeat(number));
        for many in [
            text("b{}", 263_000),
            text("b:[[],[],[],[],[],[],[]]", 263_000),
        ] {
            let trouble = Fields::new(&many).next().err();
            assert_eq!(trouble, Some(Trouble::TooLarge(1)));
        }
        let twice = text("b{}", 140_000).repeat(2);
        let mut fields = Fields::new(&twice);
        let read = [fields.next(), fields.next()];
        assert!(read.iter().all(|field| matches!(field, Ok(Some(_)))));
    }
}
