//! What a context says beside the vocabulary of SPDX.
//!
//! No context is fetched and none is followed, so names that a document makes for itself
//! would be passed over: a package by another name is none that this program sees.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// What identifiers may begin with, each with what it stands for.
pub(crate) type Prefixes = BTreeMap<String, String>;

/// Prefixes that a document may have, and bytes that one may stand for. Namespaces of documents take some dozens of
/// bytes, and each is written out in every identifier that it begins.
const MOST_PREFIXES: usize = 200;
const LONGEST_MEANING: usize = 1 << 10;

/// Where the vocabulary is published, in any version.
const PUBLISHED: [&str; 3] = [
    "://spdx.org/rdf/",
    "://spdx.github.io/",
    "://raw.githubusercontent.com/spdx/",
];

/// Whether a context may give names of its own to what SPDX has names for.
///
/// Prefixes of identifiers change no name.
pub(crate) fn has_own_names(context: &Value) -> bool {
    match context {
        Value::String(address) => !is_published(address),
        Value::Array(contexts) => contexts.iter().any(has_own_names),
        Value::Object(terms) => names_terms(terms),
        // A null forgets the contexts before it.
        Value::Null => true,
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Take up the prefixes of identifiers; false where they are more, or longer, than any writer needs.
#[must_use]
pub(crate) fn add_prefixes(prefixes: &mut Prefixes, context: &Value) -> bool {
    match context {
        Value::Array(contexts) => contexts
            .iter()
            .all(|context| add_prefixes(prefixes, context)),
        Value::Object(terms) => {
            let terms = terms.iter().filter(|(term, _)| !term.starts_with('@'));
            let mut terms = terms.filter_map(|(term, meaning)| Some((term, meaning.as_str()?)));
            terms.all(|(term, meaning)| {
                prefixes
                    .entry(term.clone())
                    .or_insert_with(|| meaning.to_owned());
                prefixes.len() <= MOST_PREFIXES && meaning.len() <= LONGEST_MEANING
            })
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}

fn is_published(address: &str) -> bool {
    let rest = address.trim();
    let rest = rest
        .strip_prefix("https")
        .or_else(|| rest.strip_prefix("http"));
    rest.is_some_and(|rest| PUBLISHED.iter().any(|place| rest.starts_with(place)))
}

fn names_terms(terms: &Map<String, Value>) -> bool {
    let mut terms = terms.iter();
    terms.any(|(term, meaning)| match (term.as_str(), meaning) {
        ("@language" | "@version" | "@direction", _) => false,
        // As a prefix, `urn` would change what the other prefixes mean.
        ("urn", _) => true,
        (term, Value::String(meaning)) => term.starts_with('@') || !is_prefix_of_ids(meaning),
        _ => true,
    })
}

/// Whether something begins identifiers or names of another vocabulary, and not those of this one,
/// to which several prefixes may lead together.
fn is_prefix_of_ids(meaning: &str) -> bool {
    meaning.ends_with(['/', '#', ':', '?', '-', '_', '.', '='])
        && (meaning.contains("://") || meaning.starts_with("urn:"))
        && !meaning.contains("spdx.org/rdf")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(context: Value, expected: bool) {
        assert_eq!(has_own_names(&context), expected, "{context}");
    }

    #[test]
    fn the_vocabulary_and_prefixes_of_identifiers_rename_nothing() {
        check(
            json!("https://spdx.org/rdf/3.0.1/spdx-context.jsonld"),
            false,
        );
        check(
            json!("https://spdx.github.io/spdx-spec/v3.0.1/rdf/spdx-context.jsonld"),
            false,
        );
        check(
            json!(["https://spdx.org/rdf/3.0.0/spdx-context.jsonld", {"acme": "https://acme.example/sbom#"}]),
            false,
        );
        check(json!({"acme": "https://acme.example/terms/"}), false);
    }

    #[test]
    fn whatever_else_may_rename_a_package() {
        check(
            json!("https://acme.example/spdx.org/rdf/context.jsonld"),
            true,
        );
        check(json!({"p": "software_packageUrl"}), true);
        check(
            json!({"p": "https://spdx.org/rdf/3.0.1/terms/Software/packageUrl"}),
            true,
        );
        check(
            json!({"sw": "https://spdx.org/rdf/3.0.1/terms/Software/"}),
            true,
        );
        check(json!({"a": "https://spdx.org/", "b": "a:rdf/3.0.1/"}), true);
        check(json!({"urn": "https://spdx.org/"}), true);
        check(json!({"g": "@graph"}), true);
        check(json!({"p": {"@id": "software_packageUrl"}}), true);
        check(
            json!({"@vocab": "https://spdx.org/rdf/3.0.1/terms/Software/"}),
            true,
        );
        check(json!({"@base": "https://acme.example/"}), true);
        check(json!(null), true);
    }
}
