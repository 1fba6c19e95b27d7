//! Rules on files: the stem is the id, and keys stand in one order.

use crate::denylist::ListFile;
use crate::denylist::lint::problems::Problems;
use crate::diagnostic::Diagnostic;

/// The stem of a file is its id.
pub(super) fn stem(file: &ListFile, problems: &mut Problems<'_>) {
    let Ok(table) = toml::from_str::<toml::Table>(&file.text) else {
        return;
    };
    let (id, stem) = (
        table.get("id").and_then(toml::Value::as_str),
        file.path.file_stem().and_then(|stem| stem.to_str()),
    );
    if let (Some(id), Some(stem)) = (id, stem)
        && id != stem
    {
        problems.about(id);
        problems.add(
            "id-is-not-stem",
            id,
            format!("the id `{id}` is not the stem of `{}`", file.path.display()),
        );
    }
}

/// Keys stand in one order in every file, so that files can be compared line by line.
const ORDER: &[&[&str]] = &[
    &[
        "id",
        "roster",
        "legal-name",
        "name",
        "issuer",
        "jurisdiction",
        "authority",
        "since",
        "kind",
        "citations",
        "citation",
        "reach",
        "url",
        "scope",
        "applies-to",
        "reaches",
        "affiliates",
        "status",
        "status-note",
        "title",
        "for-whom",
        "country",
        "parent",
        "affiliate-of",
        "ids",
        "weak-brands",
        "dispute",
        "confidence",
        "source",
        "sources",
        "note",
        "reviewed",
    ],
    &[
        "kind",
        "value",
        "control",
        "attribution",
        "relation",
        "verified",
        "source",
        "note",
    ],
    &["value", "kind", "script", "relation", "verified", "source"],
    &[
        "ecosystem",
        "name",
        "trap",
        "why",
        "verified",
        "basis",
        "purls",
    ],
    &[
        "authority",
        "named-as",
        "since",
        "until",
        "citation",
        "reach",
        "confidence",
        "source",
        "note",
    ],
    &["authority", "effect", "because"],
    &["on", "what"],
    &["id", "name", "names"],
];

pub(super) fn key_order(file: &ListFile, problems: &mut Problems<'_>) {
    let mut order = ORDER[0];
    let (mut last, mut at) = (0, 0);
    for line in file.text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if let Some(table) = line
            .trim()
            .strip_prefix("[[")
            .and_then(|rest| rest.strip_suffix("]]"))
        {
            order = order_of(table);
            last = 0;
            continue;
        }
        let Some(key) = line.split_once(" =").map(|(key, _)| key) else {
            continue;
        };
        let Some(place) = order.iter().position(|known| *known == key) else {
            continue;
        };
        if place < last {
            let message = format!("the key `{key}` is out of order");
            let found = Diagnostic::error("key-order", message);
            let found = found.help(format!("the order is {}", order.join(", ")));
            problems.push_at(file, start..start + key.len(), found);
        }
        last = last.max(place);
    }
}

fn order_of(table: &str) -> &'static [&'static str] {
    match table {
        "identity" => ORDER[1],
        "name" => ORDER[2],
        "lookalike" => ORDER[3],
        "listing" | "also" => ORDER[4],
        "entry" => ORDER[5],
        "phase" => ORDER[6],
        "entity" => ORDER[7],
        _ => ORDER[0],
    }
}
