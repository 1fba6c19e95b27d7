//! Elements of the right and of the wrong shape.

use super::*;
use crate::diagnostic::Severity;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Shape<'a> {
    #[serde(borrow, deserialize_with = "crate::input::json::element::text")]
    name: Option<Str<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    list: Vec<Str<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Parties<'a> {
    #[serde(borrow, deserialize_with = "object")]
    party: Option<Shape<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    parties: Vec<Shape<'a>>,
}

/// The name and list of an element, and how many remarks it took.
#[track_caller]
fn check(text: &str, name: &str, members: &[&str], n_remarks: usize) {
    let element = Element {
        text,
        spot: Spot::default(),
        counted: &Counted::default(),
        open: false,
    };
    let mut found = Vec::new();
    let mut told = false;
    read_element::<Shape<'_>>(element, &mut found, |shape, _| {
        told = true;
        assert_eq!(shape.name.as_ref().map_or("", Str::as_str), name);
        let list: Vec<&str> = shape.list.iter().map(Str::as_str).collect();
        assert_eq!(list, members);
    });
    assert!(told, "{text} was not told: {found:?}");
    assert_eq!(found.len(), n_remarks, "{found:?}");
}

#[test]
fn lists_come_in_several_shapes() {
    check(r#"{"list": ["a", null, "b"]}"#, "", &["a", "b"], 0);
    check(r#"{"list": "a\n"}"#, "", &["a\n"], 0);
    check(r#"{"list": null}"#, "", &[], 0);
}

#[test]
fn a_field_of_the_wrong_type_does_not_hide_the_others() {
    check(r#"{"name": 12, "list": ["a"]}"#, "12", &["a"], 1);
    check(r#"{"name": "n", "list": [{"x": 1}, "a"]}"#, "n", &["a"], 1);
    check(r#"{"name": ["n"], "list": [{"x": "b"}]}"#, "n", &["b"], 2);
    check(r#"{"name": ["n", "m"], "list": [["a"]]}"#, "", &["a"], 2);
    check(r#"{"name": {}, "list": 7}"#, "", &["7"], 2);
}

#[test]
fn a_party_may_be_a_name_and_a_name_a_party() {
    check(r#"{"name": {"name": "Acme", "url": []}}"#, "Acme", &[], 1);
    let (text, mut found) = (r#"{"party": "Acme", "parties": ["Acme"]}"#, Vec::new());
    let element = Element {
        text,
        spot: Spot::default(),
        counted: &Counted::default(),
        open: false,
    };
    read_element::<Parties<'_>>(element, &mut found, |shape, _| {
        let party = shape.party.as_ref().and_then(|party| party.name.as_ref());
        assert_eq!(party.map(Str::as_str), Some("Acme"));
        assert_eq!(shape.parties.len(), 1);
    });
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn the_members_of_a_list_are_no_fields() {
    let of_two = r#"{"party": [{"name": "Foo"}, {"name": "Acme"}]}"#;
    let of_texts = r#"{"party": ["id", "Acme"]}"#;
    let inside = r#"{"party": {"name": "Acme"}, "parties": [[{"name": "Acme", "list": ["a"]}]]}"#;
    for (text, n_errors) in [
        (r#"{"party": [{"name": "Acme"}]}"#, 0),
        (of_two, 1),
        (of_texts, 1),
        (inside, 0),
        (r#"[{"name": "Acme"}]"#, 1),
    ] {
        let element = Element {
            text,
            spot: Spot::default(),
            counted: &Counted::default(),
            open: false,
        };
        let mut found = Vec::new();
        read_element::<Parties<'_>>(element, &mut found, |shape, _| {
            let party = shape.party.as_ref().and_then(|party| party.name.as_ref());
            assert_eq!(party.is_some(), n_errors == 0, "{text}");
        });
        let errors = found
            .iter()
            .filter(|found| found.severity == Severity::Error);
        assert_eq!(errors.count(), n_errors, "{found:?} of {text}");
    }
}

#[test]
fn a_key_twice_is_an_error_beside_the_element() {
    check(r#"{"name": "a", "name": "b"}"#, "b", &[], 1);
}

#[test]
fn places_are_those_of_the_document() {
    let text = "{\n  \"name\": \"x\"}";
    let spot = Spot {
        line: 4,
        column: 5,
        parent: "/components",
        index: 2,
    };
    let element = Element {
        text,
        spot,
        counted: &Counted::default(),
        open: false,
    };
    read_element::<Shape<'_>>(element, &mut Vec::new(), |shape, element| {
        let name = shape.name.as_ref().expect("it has a name");
        let place = element.locate(name.as_str());
        assert_eq!((place.line, place.column), (Some(5), Some(12)));
        assert_eq!(place.pointer.as_deref(), Some("/components/2"));
    });
}
