//! The parts of a JSON document that are told, by their keys.

use crate::input::{cyclonedx, spdx};

/// A part of the document that is told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    CycloneDx(cyclonedx::json::Part),
    Spdx(spdx::json::Part),
    /// All of SPDX 3.
    Graph,
}

/// The parts that are objects; any other is a list.
pub(super) const DECLARATIONS: Part = Part::CycloneDx(cyclonedx::json::Part::Declarations);
pub(super) const METADATA: Part = Part::CycloneDx(cyclonedx::json::Part::Metadata);
pub(super) const CREATION_INFO: Part = Part::Spdx(spdx::json::Part::CreationInfo);

impl Part {
    pub(super) fn of(key: &str) -> Option<Self> {
        let of_cyclonedx = || cyclonedx::json::Part::of(key).map(Self::CycloneDx);
        let of_spdx = || spdx::json::Part::of(key).map(Self::Spdx);
        let graph = (key == "@graph").then_some(Self::Graph);
        graph.or_else(of_cyclonedx).or_else(of_spdx)
    }
}
