//! Why a subject is in the build, and what would take it out.

use crate::inventory::DependencyKind;

/// Answers why a subject is in the build. Readers that hold a graph implement it.
pub trait Explain {
    /// The explanation for a subject's reference.
    fn explain(&self, reference: &str) -> Explanation;
}

/// Why one subject is in the build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// Whether the build resolves to it; false for a package that only the lockfile names.
    pub in_build: bool,
    /// Whether it is part of what ships: reached by normal dependencies alone.
    pub shipped: bool,
    /// Whether every way to it passes an optional dependency.
    pub optional: bool,
    /// What it is needed for, sorted.
    pub kinds: Vec<DependencyKind>,
    /// The platforms that need it, as Cargo writes them; empty for all.
    pub targets: Vec<String>,
    /// Shortest ways to it, each from a root.
    pub paths: Vec<Path>,
    /// How many further ways were left out.
    pub paths_omitted: usize,
    /// What would take it out of the build.
    pub remedies: Vec<Remedy>,
}

/// A way from a root to a subject.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path(pub Vec<Step>);

/// One package on a way, and the edge that leads to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// `name@version`.
    pub label: String,
    /// What the edge to it is for; absent at the root.
    pub kind: Option<DependencyKind>,
    /// The platform of the edge, as Cargo writes it.
    pub target: Option<String>,
    /// The features that switch the edge on.
    pub features: Vec<String>,
}

/// Something that takes a subject out of the build; each was tried on the graph.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remedy {
    /// `disable-feature`, `disable-default-features`, `drop-dependency`, `drop-dev-dependency`,
    /// `drop-build-dependency`, `drop-target` or `inspect`.
    pub action: &'static str,
    /// The package whose manifest changes.
    pub package: String,
    /// The dependency concerned, as `name@version`.
    pub dependency: Option<String>,
    /// The feature concerned.
    pub feature: Option<String>,
    /// The platform concerned.
    pub target: Option<String>,
    /// A command that shows more, such as `cargo tree -i name@version`.
    pub command: Option<String>,
    /// Whether Cargo.lock keeps the subject all the same: it is out of the build, and still named.
    pub stays_locked: bool,
    /// Whether it helps only together with the other remedies that say so.
    pub together: bool,
}
