//! What a run found: the one value that renderers, `merge` and GitHub see.
//!
//! Plain owned data, shaped like the JSON report of schema version 1; within
//! that version keys are only added. Optional keys are left out when empty.
//! Policy makes it; it stands before policy in the data's path so that
//! nothing has to import backwards.

mod finding;
mod run;

pub use finding::{
    Acceptance, Component, Evidence, Finding, FindingListing, FixedFinding, LimitApplied,
    Occurrence, PathEdge, Remediation, ReportVendor, ScopeOfUse,
};
pub use run::{
    AcceptanceUse, Baseline, Catalogue, CatalogueAuthority, CatalogueReaches, CatalogueVendor,
    Coverage, DenylistUse, Input, Notice, PolicyUse, Publisher, Report, RunRecord, Summary, Tool,
};
