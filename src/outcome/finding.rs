//! Findings and what they stand on.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::source::Location;

/// One component attributed to one restricted vendor, after policy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Finding {
    /// 16 to 64 hex digits: component with version, and vendor.
    pub id: String,
    /// Component without version, `|`, vendor: the same across versions.
    pub key: String,
    /// `block`, `review` or `note`. Absent in `outside_profile`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub effect: String,
    /// Whether an acceptance covers it.
    pub accepted: bool,
    /// Whether a contest covers it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub contested: bool,
    /// `confirmed`, `declared`, `indicated` or `contributor`.
    pub attribution: String,
    /// `new` or `existing`.
    pub status: String,
    /// Why it has that status: `newly-listed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The versions in the baseline, if they differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub previous_versions: Vec<String>,
    /// The finding in one sentence.
    pub headline: String,
    /// The component.
    pub component: Component,
    /// The vendor.
    pub vendor: ReportVendor,
    /// How we know. Never empty.
    pub evidence: Vec<Evidence>,
    /// The measures. Never empty. Findings of one vendor share them.
    pub listings: Arc<[FindingListing]>,
    /// The rules that lowered the effect.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<LimitApplied>,
    /// Where it stands in the inputs.
    pub occurrences: Vec<Occurrence>,
    /// What would take it out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remediation: Vec<Remediation>,
    /// The acceptance that covers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acceptance: Option<Acceptance>,
}

/// A component, as its document states it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct Component {
    /// Its name.
    pub name: String,
    /// Its group or namespace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Its package URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purl: Option<String>,
    /// Its licences.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licenses: Option<String>,
}

/// The vendor of a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportVendor {
    /// Its id in the lists.
    pub id: String,
    /// Its legal name.
    pub name: String,
    /// `listed`, `affiliate`, `former-affiliate` or `donated`.
    pub relation: String,
}

/// A mark that met an identity.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct Evidence {
    /// The kind of the identity: `npm-scope`, `forge-organisation`, `name` …
    pub kind: String,
    /// The field of the document.
    pub field: String,
    /// The text there; a person's name or the local part of an e-mail only on request.
    pub value: String,
    /// `kind:value` of the identity.
    pub identity: String,
    /// What it supports by itself.
    pub attribution: String,
    /// Whether somebody verified the identity.
    pub verified: bool,
    /// Where the identity was seen.
    pub source: String,
    /// What a reader should know of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The purl owner that contradicts it, for a self-declared URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contradicted_by: Option<String>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
}

/// A measure that names the vendor of a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct FindingListing {
    /// The authority's id.
    pub authority: String,
    /// The name as it is printed there.
    pub named_as: String,
    /// `named`, or `by affiliation with` another vendor.
    pub via: String,
    /// Where it is printed.
    pub citation: String,
    /// Since when, `YYYY-MM-DD`.
    pub since: String,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// `in-force` or `upcoming`, or the authority's own status.
    pub state: String,
    /// What it does in the chosen profiles, limits of the listing included.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub effect: String,
    /// Why it does that.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// Whether its words touch a software component: `component`, `partial` or `none`.
    pub reach: String,
}

/// A rule that lowered an effect.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct LimitApplied {
    /// `attribution`, `unverified`, `donated`, `affiliate`, `role:pedigree` …
    pub rule: String,
    /// The most that it leaves.
    pub at_most: String,
    /// Why.
    pub because: String,
    /// The authority that it concerns, where it concerns one alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
}

/// A place in the inputs where a component of a finding stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct Occurrence {
    /// The input, by its number in `inputs`.
    pub input: u32,
    /// The document's own id.
    #[serde(rename = "ref")]
    pub reference: String,
    /// `component`, `service`, `pedigree`, `tool` …
    pub role: String,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Whether the build resolves to it.
    pub in_build: bool,
    /// What it is needed for.
    pub scope: ScopeOfUse,
    /// Shortest ways to it, each from a root, as `name@version`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<Vec<String>>,
    /// The edges of each path, where the reader knows more than names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub path_edges: Vec<Vec<PathEdge>>,
    /// How many further ways were left out.
    pub paths_omitted: u64,
}

/// What a component is needed for.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct ScopeOfUse {
    /// `normal`, `build`, `dev`, `optional`.
    pub kinds: Vec<String>,
    /// The platforms that need it; empty for all.
    pub targets: Vec<String>,
    /// Whether it is part of what ships.
    pub shipped: bool,
    /// Whether it is optional.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
}

/// One edge of a path.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct PathEdge {
    /// `normal`, `build`, `dev` or `optional`.
    pub kind: String,
    /// The platform.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The features that switch it on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<String>,
}

/// Something that takes a component out of the build.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct Remediation {
    /// `disable-feature`, `drop-dependency` …
    pub action: String,
    /// The package whose manifest changes.
    pub package: String,
    /// The dependency concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dependency: Option<String>,
    /// The feature concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feature: Option<String>,
    /// The platform concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// A command that shows more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// Whether Cargo.lock keeps the component all the same, and with it this finding.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub stays_locked: bool,
    /// Whether it helps only together with the others that say so.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub together: bool,
}

/// The acceptance that covers a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Acceptance {
    /// Why.
    pub reason: String,
    /// Who approved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
    /// Where it was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// Valid through that day, `YYYY-MM-DD`.
    pub expires: String,
}

/// What stood in the baseline and no longer does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FixedFinding {
    /// Its id there.
    pub id: String,
    /// Its key.
    pub key: String,
    /// The component.
    pub component: Component,
    /// The vendor's id.
    pub vendor: String,
}
