//! Reports made by hand, for renderers.

use cargo_vendor_gate::outcome::{
    Component, Coverage, DenylistUse, Evidence, Finding, FindingListing, Input, Occurrence,
    Remediation, Report, ReportVendor, ScopeOfUse, Summary, Tool,
};
use cargo_vendor_gate::source::Location;

/// A report with so many findings that block.
pub(crate) fn report(n_findings: usize) -> Report {
    let mut report = clean();
    "fail".clone_into(&mut report.verdict);
    report.exit_code = 1;
    report.findings = (0..n_findings).map(|n| finding(n, "hexa-ui")).collect();
    report.summary.block = n_findings as u64;
    report.summary.new = n_findings as u64;
    report
}

/// A report without findings.
pub(crate) fn clean() -> Report {
    Report {
        schema_version: 1,
        tool: Tool {
            name: "cargo-vendor-gate".to_owned(),
            version: "0.1.0".to_owned(),
        },
        as_of: "2026-11-23".to_owned(),
        profiles: vec!["us-federal".to_owned()],
        verdict: "pass".to_owned(),
        denylists: vec![DenylistUse {
            id: "bundled".to_owned(),
            reviewed: "2026-11-20".to_owned(),
            vendors: 40,
            authorities: 41,
            ..DenylistUse::default()
        }],
        inputs: vec![Input {
            path: "sbom.cdx.json".to_owned(),
            components: 412,
            ..Input::default()
        }],
        coverage: Coverage {
            components: 412,
            with_evidence: 398,
            ..Coverage::default()
        },
        summary: Summary {
            components: 412,
            ..Summary::default()
        },
        ..Report::default()
    }
}

/// A finding about a component of that name.
pub(crate) fn finding(n: usize, name: &str) -> Finding {
    let version = format!("6.198.{n}");
    let words = |texts: &[&str]| {
        texts
            .iter()
            .map(|text| (*text).to_owned())
            .collect::<Vec<_>>()
    };
    Finding {
        id: format!("{n:08x}3f9c2a71"),
        key: format!("pkg:npm/%40kaspersky/{name}|kaspersky"),
        effect: "block".to_owned(),
        attribution: "confirmed".to_owned(),
        status: "new".to_owned(),
        headline: format!(
            "`@kaspersky/{name}` {version} is published under `@kaspersky`, a namespace of AO Kaspersky Lab"
        ),
        component: Component {
            name: name.to_owned(),
            group: Some("@kaspersky".to_owned()),
            purl: Some(format!("pkg:npm/%40kaspersky/{name}@{version}")),
            version: Some(version.clone()),
            licenses: None,
        },
        vendor: ReportVendor {
            id: "kaspersky".to_owned(),
            name: "AO Kaspersky Lab".to_owned(),
            relation: "listed".to_owned(),
        },
        evidence: vec![Evidence {
            kind: "npm-scope".to_owned(),
            field: "purl".to_owned(),
            value: "@kaspersky".to_owned(),
            identity: "npm-scope:@kaspersky".to_owned(),
            attribution: "confirmed".to_owned(),
            verified: true,
            ..Evidence::default()
        }],
        listings: [FindingListing {
            authority: "us-icts-kaspersky".to_owned(),
            named_as: "Kaspersky Lab, Inc.".to_owned(),
            via: "named".to_owned(),
            citation: "89 FR 52434".to_owned(),
            since: "2024-06-24".to_owned(),
            state: "in-force".to_owned(),
            effect: "block".to_owned(),
            ..FindingListing::default()
        }]
        .into(),
        occurrences: vec![Occurrence {
            reference: "ref".to_owned(),
            role: "component".to_owned(),
            location: Some(Location {
                line: Some(4120),
                column: Some(7),
                ..Location::default()
            }),
            in_build: true,
            scope: ScopeOfUse {
                kinds: words(&["normal"]),
                shipped: true,
                ..ScopeOfUse::default()
            },
            paths: vec![words(&[
                "shop@1.4.0",
                "admin-console@2.1.0",
                &format!("@kaspersky/{name}@{version}"),
            ])],
            ..Occurrence::default()
        }],
        remediation: vec![Remediation {
            action: "drop-dependency".to_owned(),
            package: "admin-console@2.1.0".to_owned(),
            dependency: Some(format!("@kaspersky/{name}")),
            ..Remediation::default()
        }],
        ..Finding::default()
    }
}
