//! The report and its parts that concern the whole run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::outcome::{Finding, FixedFinding};
use crate::source::Location;

/// What one run found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    /// The version of this shape: 1.
    pub schema_version: u32,
    /// What wrote the report.
    pub tool: Tool,
    /// The day as of which it judges, `YYYY-MM-DD`.
    pub as_of: String,
    /// The chosen profiles.
    pub profiles: Vec<String>,
    /// `pass`, `fail` or `undetermined`.
    pub verdict: String,
    /// The exit code of the run: 0, 1 or 3.
    pub exit_code: u8,
    /// Where the run took place, if the user wanted that recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<RunRecord>,
    /// The policy that was applied.
    pub policy: PolicyUse,
    /// The lists that were used.
    pub denylists: Vec<DenylistUse>,
    /// The authorities and vendors that findings name.
    pub catalogue: Catalogue,
    /// What was read.
    pub inputs: Vec<Input>,
    /// How much of it carried evidence of who published it.
    pub coverage: Coverage,
    /// Who published what was read.
    pub publishers: Vec<Publisher>,
    /// How many further publishers were left out.
    #[serde(skip_serializing_if = "is_zero")]
    pub publishers_omitted: u64,
    /// What the findings were compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
    /// Counts.
    pub summary: Summary,
    /// The findings, worst first.
    pub findings: Vec<Finding>,
    /// Matches with vendors that only authorities outside the profiles name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outside_profile: Vec<Finding>,
    /// What stood in the baseline and no longer does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fixed: Vec<FixedFinding>,
    /// The recorded acceptances and what they did.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub acceptances: Vec<AcceptanceUse>,
    /// Remarks on inputs, lists and policy.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub diagnostics: Vec<Notice>,
}

fn is_zero(value: &u64) -> bool {
    *value == 0
}

/// What wrote a report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tool {
    /// `cargo-vendor-gate`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// Where a run took place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunRecord {
    /// `owner/name`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// The commit that was checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// The ref that was checked.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub git_ref: Option<String>,
    /// The page of the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The policy that was applied.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PolicyUse {
    /// `sha256:` and the digest of what was decided.
    pub digest: String,
    /// `block`, `review`, `note` or `never`.
    pub fail_on: String,
    /// Whether only new findings counted.
    pub new_only: bool,
    /// The digest of the floor, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor: Option<String>,
}

/// A denylist that was used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DenylistUse {
    /// `bundled`, or the path as given.
    pub id: String,
    /// `sha256:` and its digest.
    pub digest: String,
    /// When its oldest part was last reviewed, `YYYY-MM-DD`.
    pub reviewed: String,
    /// How many vendors it names.
    pub vendors: u64,
    /// How many authorities it names.
    pub authorities: u64,
}

/// The authorities and vendors that findings name, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Catalogue {
    /// The authorities.
    pub authorities: BTreeMap<String, CatalogueAuthority>,
    /// The vendors.
    pub vendors: BTreeMap<String, CatalogueVendor>,
}

/// What a report says of an authority.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CatalogueAuthority {
    /// Its official name.
    pub name: String,
    /// Who issued it.
    pub issuer: String,
    /// What sort of measure it is.
    pub kind: String,
    /// Its official page.
    pub url: String,
    /// What it reaches: this project's reading.
    pub scope: String,
    /// Whom it binds.
    pub applies_to: String,
    /// What it reaches, by kind of thing.
    pub reaches: CatalogueReaches,
    /// Whether it is in force.
    pub status: String,
}

/// What a report says of an authority's reach: `yes`, `no`, `partial` or `unclear` each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CatalogueReaches {
    /// Software.
    pub software: String,
    /// Services.
    pub services: String,
    /// Hardware.
    pub hardware: String,
    /// Components inside other products.
    pub embedded: String,
    /// Open-source software.
    pub open_source: String,
}

/// What a report says of a vendor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CatalogueVendor {
    /// Its legal name.
    pub name: String,
    /// ISO 3166 alpha-2 code of the listed entity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The vendor's own position.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dispute: Option<String>,
}

/// A document that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Input {
    /// The path as given, or `-`.
    pub path: String,
    /// The format.
    pub format: String,
    /// The encoding.
    pub encoding: String,
    /// The version of the format.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spec_version: Option<String>,
    /// `sha256:` and the digest of its bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// How many components it states, before folding.
    pub components: u64,
    /// How many dependency edges it states.
    pub dependencies: u64,
    /// How many of its components carry evidence of who published them.
    pub with_publisher_evidence: u64,
}

/// How much of what was read carried evidence of who published it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Coverage {
    /// How many components were read.
    pub components: u64,
    /// How many of them carry evidence.
    pub with_evidence: u64,
    /// How many carry each kind: `namespace`, `repository`, `party`, `domain`, `email`, `cpe`, `name` …
    pub by_kind: BTreeMap<String, u64>,
    /// References of components without evidence, sorted, the first thousand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
    /// How many further ones were left out.
    pub without_omitted: u64,
    /// Documents that were referred to and not among the inputs, and places of compositions that are incomplete by their own word.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub linked_documents_not_checked: Vec<String>,
    /// How many references lead to nothing in their document.
    #[serde(skip_serializing_if = "is_zero")]
    pub undeclared_references: u64,
}

/// Somebody who published components.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Publisher {
    /// `npm:@babel`, `github.com/serde-rs` or the party's name.
    pub name: String,
    /// `namespace`, `organisation` or `party`.
    pub kind: String,
    /// How many components.
    pub components: u64,
    /// `none`, `near` or `listed`.
    pub result: String,
}

/// What findings were compared with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Baseline {
    /// `revision` or `report`.
    pub kind: String,
    /// The revision or path as given.
    pub value: String,
    /// `used` or `unavailable`.
    pub state: String,
}

/// Counts of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Summary {
    /// Components read.
    pub components: u64,
    /// Findings that block and are not accepted.
    pub block: u64,
    /// Findings to review that are not accepted.
    pub review: u64,
    /// Findings noted that are not accepted.
    pub note: u64,
    /// Findings accepted internally.
    pub accepted: u64,
    /// Matches outside the profiles.
    pub outside_profile: u64,
    /// Findings that the baseline does not hold. Without a baseline: all.
    pub new: u64,
    /// Findings that it holds.
    pub existing: u64,
    /// What it holds and the inputs no longer do.
    pub fixed: u64,
    /// Files that were looked at for inputs, where folders were searched.
    #[serde(skip_serializing_if = "is_zero")]
    pub files_looked_at: u64,
}

/// A recorded acceptance and what it did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AcceptanceUse {
    /// The file that records it.
    pub file: String,
    /// The line of its first key.
    pub line: u32,
    /// Its component, as recorded.
    pub component: String,
    /// Its vendor, as recorded.
    pub vendor: String,
    /// `used`; `expired`; `unused`: it met nothing, or does not reach far enough; `ignored`: the policy floor does not let it count.
    pub state: String,
    /// When it ends, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// The findings that it covers, by id.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub used_by: Vec<String>,
}

/// A remark on inputs, lists or policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct Notice {
    /// Stable and searchable.
    pub code: String,
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// One sentence.
    pub message: String,
    /// What the user can do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The input it concerns, by its number in `inputs`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<u32>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
}
