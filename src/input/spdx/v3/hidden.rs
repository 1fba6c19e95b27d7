//! Packages inside an element, where nobody looks for one.
//!
//! JSON-LD lets any element stand inside any other. SPDX has them side by side, and this program
//! reads them where it knows that one may stand.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use serde_json::Value;

use crate::input::spdx::v3::wire::{Thing, package_kind, short};

static PACKAGE: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("ackage\""));
static SPACED: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("ackage "));

/// A larger element is not looked through.
const LARGEST: usize = 4 << 20;

/// Whether the text of an element has, or may have, more packages than are told with it.
pub(super) fn hides_packages(text: &str, thing: &Thing<'_>) -> bool {
    let bytes = text.as_bytes();
    let holds_objects = bytes.get(1..).and_then(|rest| memchr::memchr(b'{', rest));
    if holds_objects.is_none() {
        return false;
    }
    // Nearly all elements have at most one text that ends so: their own type.
    let is_end = |at: &usize| {
        let behind = bytes[at + "ackage".len()..].trim_ascii_start();
        behind.first() == Some(&b'"')
    };
    let ends = PACKAGE.find_iter(bytes).chain(SPACED.find_iter(bytes));
    let told = thing.n_packages();
    if ends.filter(is_end).nth(told).is_none() {
        return false;
    }
    // Parsed, a large one would take many times its memory.
    text.len() > LARGEST || serde_json::from_str(text).is_ok_and(|value| n_packages(&value) > told)
}

fn n_packages(value: &Value) -> usize {
    match value {
        Value::Object(members) => {
            let types = ["type", "@type"]
                .into_iter()
                .filter_map(|key| members.get(key));
            let is_package = types
                .flat_map(texts)
                .any(|kind| package_kind(short(kind)).is_some());
            usize::from(is_package) + members.values().map(n_packages).sum::<usize>()
        }
        Value::Array(members) => members.iter().map(n_packages).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// A text, or the texts in a list.
fn texts(value: &Value) -> impl Iterator<Item = &str> {
    let list = value
        .as_array()
        .map_or(std::slice::from_ref(value), Vec::as_slice);
    list.iter().filter_map(Value::as_str)
}
