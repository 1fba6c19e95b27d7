//! Precision and recall on a labelled set of real components.
//!
//! Each line of `tests/fixtures/labelled/components.jsonl` is a component as its
//! registry, repository or NVD describes it, with the vendor that publishes it
//! or `null`, and where that was seen. Half of them are strangers, many chosen
//! because they resemble a vendor's.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::program::{fixture, report};

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
        let (mut right, mut wrong, mut missed) = (0_u32, Vec::new(), Vec::new());
        for (at, row) in rows.iter().enumerate() {
            let vendors = found.get(&format!("c{at}")).cloned().unwrap_or_default();
            let expected = row["vendor"].as_str();
            match expected {
                Some(vendor) if vendors.contains(vendor) => right += 1,
                Some(_) => missed.push(row["purl"].to_string()),
                None => {}
            }
            wrong.extend(
                vendors
                    .iter()
                    .filter(|vendor| Some(vendor.as_str()) != expected)
                    .map(|vendor| format!("{} {vendor}", row["purl"])),
            );
        }
        let right = f64::from(right);
        let precision = right / (right + count(wrong.len()));
        let recall = right / (right + count(missed.len()));
        assert!(
            precision >= 0.99,
            "{format}: precision {precision:.3}: {wrong:#?}"
        );
        assert!(recall >= 0.95, "{format}: recall {recall:.3}: {missed:#?}");
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
            let mut component = json!({"bom-ref": format!("c{at}"), "type": "library", "name": row["name"], "version": row["version"]});
            for key in ["group", "purl", "cpe", "author"] {
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
            let mut package = json!({"SPDXID": format!("c{at}"), "name": row["name"], "versionInfo": row["version"], "downloadLocation": "NOASSERTION"});
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
