//! What is plain is read as `serde_json` reads it; nothing else is read.

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
    let extent = read(&followed, |shape: &Shape<'_>, extent| {
        assert_eq!(Some(shape), reference.as_ref().ok(), "{text}");
        extent
    });
    let expected = Extent {
        length: text.len(),
        breaks: u32::try_from(text.matches('\n').count()).unwrap(),
        last_break: text.rfind('\n').unwrap_or_default(),
    };
    assert_eq!(extent, is_plain.then_some(expected), "{text}");
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
    let many = format!("{{\"other\": [{}{{}}]}}", "[],".repeat(70_000));
    check(&many, false);
}

/// Each change of one byte of a text: what is read is right, whatever else is not.
#[test]
fn damaged_texts_are_read_as_serde_json_does_or_not_at_all() {
    let text = r#"{"name": "a\n", "list": ["b", "c"], "number": 0.5, "other": {"x": [true, -1]}}"#;
    for at in 0..text.len() {
        for byte in (0..0x80_u8).map(char::from) {
            let mut damaged = text.to_owned();
            damaged.replace_range(at..=at, byte.encode_utf8(&mut [0; 4]));
            let reference = serde_json::from_str::<Shape<'_>>(&damaged).ok();
            read(&damaged, |shape: &Shape<'_>, extent| {
                if extent.length == damaged.len() {
                    assert_eq!(Some(shape), reference.as_ref(), "{damaged}");
                } else {
                    let mut values = serde_json::Deserializer::from_str(&damaged).into_iter();
                    let first: Option<Value> = values.next().and_then(Result::ok);
                    assert!(first.is_some(), "{damaged}");
                    assert_eq!(values.byte_offset(), extent.length, "{damaged}");
                }
            });
        }
    }
}
