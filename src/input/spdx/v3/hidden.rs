//! Packages inside an element, where nobody looks for one.
//!
//! JSON-LD lets any element stand inside any other. SPDX has them side by side, and this program
//! reads them where it knows that one may stand.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use serde_json::Value;

use crate::input::spdx::v3::wire::{Thing, package_kind, short};

static PACKAGE: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("ackage\""));

/// A larger element is not looked through.
const LARGEST: usize = 4 << 20;

/// Whether no object stands inside an element and nothing in it is escaped, as in nearly all relationships.
pub(super) fn is_flat(text: &str) -> bool {
    let inside = text.as_bytes().get(1..).unwrap_or_default();
    memchr::memchr2(b'{', b'\\', inside).is_none()
}

/// Whether the text of an element has, or may have, more packages than are told with it.
pub(super) fn hides_packages(text: &str, thing: &Thing<'_>) -> bool {
    // Nearly all elements have at most one text that ends so: their own type.
    let told = thing.n_packages();
    if PACKAGE.find_iter(text.as_bytes()).nth(told).is_none() {
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
