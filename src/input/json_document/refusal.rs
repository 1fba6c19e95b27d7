//! JSON documents that are no SBOM, refused by name.

use crate::diagnostic::Diagnostic;
use crate::input::spdx;
use crate::inventory::Unreadable;

/// Known documents that are no SBOM, by keys that they have, with the way to one.
pub(super) fn refuse(keys: &[String]) -> Unreadable {
    let has = |key: &str| keys.iter().any(|seen| seen == key);
    let (what, help) = match () {
        () if has("artifacts") && has("artifactRelationships") => (
            "syft's own format",
            "convert it: `syft convert FILE -o cyclonedx-json=sbom.cdx.json`",
        ),
        () if has("ArtifactName") && has("Results") => (
            "a report of Trivy",
            "write an SBOM instead: `trivy fs --format cyclonedx --output sbom.cdx.json .`",
        ),
        () if has("manifests") && has("detector") => (
            "a GitHub dependency snapshot",
            "export the SBOM instead: Insights > Dependency graph > Export SBOM",
        ),
        () if has("predicateType") => (
            "a statement that holds no SBOM",
            "give the one with the predicate type `https://cyclonedx.org/bom` or `https://spdx.dev/Document`",
        ),
        () if has("runs") => ("a SARIF log", "give the SBOM that it was made from"),
        () if has("lockfileVersion") => (
            "an npm lockfile",
            "write an SBOM: `npm sbom --sbom-format cyclonedx > sbom.cdx.json`",
        ),
        () if has("name")
            && ["dependencies", "devDependencies", "scripts"]
                .iter()
                .any(|key| has(key)) =>
        {
            (
                "an npm manifest, which names what is asked for and not what is built",
                "write an SBOM: `npm sbom --sbom-format cyclonedx > sbom.cdx.json`",
            )
        }
        () if has("Document") => ("of the shape that SPDX 2.1 had in drafts", spdx::RELEASED),
        () if has("schema_version") && has("findings") => (
            "a report of this program",
            "`cargo vendor-gate report FILE` renders it",
        ),
        () if has("vulnerabilities") && !has("components") => (
            "a list of vulnerabilities",
            "give the SBOM that it was made from",
        ),
        () => (
            "no SBOM that this program knows",
            "it reads CycloneDX, SPDX, Cargo.lock and `cargo metadata`",
        ),
    };
    Unreadable {
        diagnostic: Diagnostic::error("input-unsupported", format!("the JSON document is {what}"))
            .help(help),
        format: None,
        encoding: Some("json"),
    }
}
