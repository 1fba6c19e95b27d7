//! Precision and recall on a labelled set of real components.
//!
//! Each line of `tests/fixtures/labelled/components.jsonl` is a component as its
//! registry, repository or NVD describes it, with the vendor that publishes it
//! or `null`, and where that was seen, or that it was recalled. Many are strangers, most of them chosen
//! because they resemble a vendor's.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::program::{fixture, report};

/// What the researched part and the drawn part must reach: precision, recall.
///
/// The identities and the researched rows were found together. The others have an `origin`: they were chosen before
/// anybody looked at the identities, and what they then missed was added. `README.md` beside the set has the figures
/// of each draw.
const BARS: [(&str, bool, f64, f64); 2] = [
    ("researched", false, 0.99, 0.95),
    ("drawn", true, 0.97, 0.93),
];

#[test]
fn the_figures_hold_in_cyclonedx_and_in_spdx() {
    let text = std::fs::read_to_string(fixture("labelled/components.jsonl")).expect("the set");
    let rows: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("a row is JSON"))
        .collect();
    for (format, document) in [("CycloneDX", cyclonedx(&rows)), ("SPDX", spdx(&rows))] {
        let found = attributed(&report(
            &["-", "--profile", "strict"],
            document.to_string().as_bytes(),
        ));
        for (part, drawn, precise, complete) in BARS {
            let of_part = |row: &Value| row.get("origin").is_some() == drawn;
            let figures = Figures::of(&rows, &found, of_part);
            let (precision, recall) = (figures.precision(), figures.recall());
            assert!(
                precision >= precise,
                "{format}, {part}: precision {precision:.3}: {:#?}",
                figures.wrong
            );
            assert!(
                recall >= complete,
                "{format}, {part}: recall {recall:.3}: {:#?}",
                figures.missed
            );
        }
    }
}

/// What was attributed rightly and wrongly, and what was not.
#[derive(Default)]
struct Figures {
    right: usize,
    wrong: Vec<String>,
    missed: Vec<String>,
}

impl Figures {
    fn of(
        rows: &[Value],
        found: &BTreeMap<String, BTreeSet<String>>,
        of_part: impl Fn(&Value) -> bool,
    ) -> Self {
        let mut figures = Self::default();
        for (at, row) in rows.iter().enumerate().filter(|(_, row)| of_part(row)) {
            let vendors = found.get(&format!("c{at}")).cloned().unwrap_or_default();
            let expected = row["vendor"].as_str();
            let named = text(row, "purl")
                .or_else(|| text(row, "cpe"))
                .or_else(|| text(row, "name"))
                .unwrap_or("?");
            match expected {
                Some(vendor) if vendors.contains(vendor) => figures.right += 1,
                Some(_) => figures.missed.push(named.to_owned()),
                None => {}
            }
            figures.wrong.extend(
                vendors
                    .iter()
                    .filter(|vendor| Some(vendor.as_str()) != expected)
                    .map(|vendor| format!("{named} {vendor}")),
            );
        }
        figures
    }

    fn precision(&self) -> f64 {
        count(self.right) / count(self.right + self.wrong.len())
    }

    fn recall(&self) -> f64 {
        count(self.right) / count(self.right + self.missed.len())
    }
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).expect("the set is small"))
}

/// Vendors to which each component is attributed, confirmed or declared.
fn attributed(report: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let list = |key: &str| report[key].as_array().cloned().unwrap_or_default();
    for finding in list("findings").into_iter().chain(list("outside_profile")) {
        if !matches!(
            finding["attribution"].as_str(),
            Some("confirmed" | "declared")
        ) {
            continue;
        }
        for occurrence in finding["occurrences"].as_array().into_iter().flatten() {
            let reference = occurrence["ref"].as_str().unwrap_or_default().to_owned();
            found.entry(reference).or_default().insert(
                finding["vendor"]["id"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned(),
            );
        }
    }
    found
}

fn text<'r>(row: &'r Value, key: &str) -> Option<&'r str> {
    row[key].as_str().filter(|text| !text.is_empty())
}

fn cyclonedx(rows: &[Value]) -> Value {
    let components: Vec<Value> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let mut component =
                json!({"bom-ref": format!("c{at}"), "type": "library", "name": row["name"]});
            if let Some(class) = text(row, "type") {
                component["type"] = json!(class);
            }
            for key in ["group", "version", "purl", "cpe", "author"] {
                if let Some(value) = text(row, key) {
                    component[key] = json!(value);
                }
            }
            if let Some(supplier) = text(row, "supplier") {
                component["supplier"] = json!({"name": supplier});
            }
            if let Some(repository) = text(row, "repository") {
                component["externalReferences"] = json!([{"type": "vcs", "url": repository}]);
            }
            component
        })
        .collect();
    json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": components})
}

fn spdx(rows: &[Value]) -> Value {
    let packages: Vec<Value> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let mut package = json!({"SPDXID": format!("c{at}"), "name": row["name"], "downloadLocation": "NOASSERTION"});
            if let Some(class) = text(row, "type") {
                package["primaryPackagePurpose"] = json!(class.to_uppercase());
            }
            if let Some(version) = text(row, "version") {
                package["versionInfo"] = json!(version);
            }
            let mut references = Vec::new();
            if let Some(purl) = text(row, "purl") {
                references.push(json!({"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}));
            }
            if let Some(cpe) = text(row, "cpe") {
                references.push(json!({"referenceCategory": "SECURITY", "referenceType": "cpe23Type", "referenceLocator": cpe}));
            }
            package["externalRefs"] = json!(references);
            if let Some(supplier) = text(row, "supplier") {
                package["supplier"] = json!(format!("Organization: {supplier}"));
            }
            if let Some(author) = text(row, "author") {
                package["originator"] = json!(format!("Person: {author}"));
            }
            if let Some(repository) = text(row, "repository").filter(|url| url.starts_with("http")) {
                package["downloadLocation"] = json!(format!("git+{repository}"));
            }
            package
        })
        .collect();
    json!({"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "labelled", "packages": packages})
}
