//! Why a package is in the build: ways, kinds, platforms and features, from guppy's graph.
//!
//! The graph is built when the first explanation is asked for: a build without findings never pays for it.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap, VecDeque};

use guppy::graph::feature::FeatureId;
use guppy::graph::{DependencyReq, PackageGraph, PackageLink, PackageMetadata};
use guppy::platform::{EnabledTernary, Platform, PlatformSpec, PlatformStatus, TargetFeatures};
use guppy::{DependencyKind as GuppyKind, PackageId};

use crate::input::cargo::{CargoOptions, locked, remedy};
use crate::inventory::{DependencyKind, Explain, Explanation, Path, Step};

/// Ways that are shown for one package.
const WAYS: usize = 3;
/// Longest way that is shown.
const LONGEST: usize = 64;
const KINDS: [(GuppyKind, DependencyKind); 3] = [
    (GuppyKind::Normal, DependencyKind::Normal),
    (GuppyKind::Build, DependencyKind::Build),
    (GuppyKind::Development, DependencyKind::Development),
];

/// Members of a workspace, each with the features that are on.
pub(crate) type MemberFeatures = Vec<(String, Vec<String>)>;

/// An answer of `cargo metadata`, ready to explain.
pub(crate) struct Graph {
    answer: String,
    lockfile: Option<String>,
    features: MemberFeatures,
    platforms: Vec<PlatformSpec>,
    built: OnceCell<Option<PackageGraph>>,
    reach: OnceCell<HashMap<PackageId, Reach>>,
    /// The same, whatever the platform.
    anywhere: OnceCell<HashMap<PackageId, Reach>>,
    remedies: remedy::Memory,
}

/// How a package is reached from the members of the workspace.
#[derive(Clone, Copy, Debug)]
struct Reach {
    depth: u32,
    kinds: Kinds,
    /// By required dependencies alone.
    required: bool,
    /// On every platform.
    everywhere: bool,
}

/// What a package is needed for, as bits in the order of [`KINDS`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Kinds(u8);

/// The platforms that triples name.
///
/// # Errors
///
/// The first triple that names none which is known.
pub(crate) fn platforms(targets: &[String]) -> Result<Vec<PlatformSpec>, &str> {
    let platforms = targets.iter().map(|triple| {
        let platform = Platform::new(triple.clone(), TargetFeatures::Unknown);
        platform
            .map(PlatformSpec::from)
            .map_err(|_| triple.as_str())
    });
    platforms.collect()
}

impl Graph {
    pub(crate) fn new(
        answer: String,
        lockfile: Option<String>,
        features: MemberFeatures,
        options: &CargoOptions,
        platforms: Vec<PlatformSpec>,
    ) -> Self {
        let asked = options.all_features || !options.features.is_empty();
        Self {
            answer,
            lockfile,
            remedies: remedy::Memory::new(asked.then(|| features.clone())),
            features,
            platforms,
            built: OnceCell::new(),
            reach: OnceCell::new(),
            anywhere: OnceCell::new(),
        }
    }

    fn graph(&self) -> Option<&PackageGraph> {
        let build = || PackageGraph::from_json(&self.answer).ok();
        self.built.get_or_init(build).as_ref()
    }

    fn reach(&self, graph: &PackageGraph) -> &HashMap<PackageId, Reach> {
        self.reach.get_or_init(|| reach(graph, &self.platforms))
    }
}

impl Graph {
    /// What is said of a package that only the lockfile names: `name version (source)`.
    fn only_locked(&self, graph: &PackageGraph, reference: &str) -> Explanation {
        let lockfile = self.lockfile.as_deref().unwrap_or_default();
        let (way, mut remedies) = locked::explain(lockfile, reference, &|name, version| {
            let mut members = graph.workspace().iter();
            members.any(|member| member.name() == name && member.version().to_string() == version)
        });
        let label = reference.split(' ').take(2).collect::<Vec<_>>().join("@");
        remedies.extend(remedy::inspect(graph, label, true));
        Explanation {
            paths: way.into_iter().collect(),
            remedies,
            ..Explanation::default()
        }
    }
}

impl Explain for Graph {
    fn explain(&self, reference: &str) -> Explanation {
        let Some(graph) = self.graph() else {
            // Without a graph nothing speaks against its being built and shipped.
            return Explanation {
                in_build: true,
                shipped: true,
                ..Explanation::default()
            };
        };
        let Ok(package) = graph.metadata(&PackageId::new(reference)) else {
            return self.only_locked(graph, reference);
        };
        let reach = self.reach(graph);
        let Some(own) = reach.get(package.id()) else {
            // It is in a build for another platform, and there is a way to it as well.
            let anywhere = self.anywhere.get_or_init(|| self::reach(graph, &[]));
            let (paths, paths_omitted) = ways(&package, anywhere, &[]);
            return Explanation {
                targets: targets(&paths),
                paths,
                paths_omitted,
                remedies: remedy::inspect(graph, label(&package), true)
                    .into_iter()
                    .collect(),
                ..Explanation::default()
            };
        };
        let (paths, paths_omitted) = ways(&package, reach, &self.platforms);
        Explanation {
            in_build: true,
            shipped: own.kinds.has(0),
            optional: own.depth > 0 && !own.required,
            kinds: own.kinds.to_list(),
            targets: if own.everywhere {
                Vec::new()
            } else {
                targets(&paths)
            },
            paths,
            paths_omitted,
            remedies: remedy::remedies(graph, &package, &self.features, &self.remedies),
        }
    }
}

/// The platforms that stand on the ways; none where one way has none.
fn targets(paths: &[Path]) -> Vec<String> {
    let of = |path: &Path| path.0.iter().find_map(|step| step.target.clone());
    let found: BTreeSet<String> = paths.iter().filter_map(of).collect();
    found.into_iter().collect()
}

/// Measure from the members of the workspace, along the links that the chosen platforms have.
fn reach(graph: &PackageGraph, platforms: &[PlatformSpec]) -> HashMap<PackageId, Reach> {
    let start = Reach {
        depth: 0,
        kinds: Kinds(1),
        required: true,
        everywhere: true,
    };
    let members = graph.workspace().member_ids().cloned();
    let mut found: HashMap<PackageId, Reach> = members.map(|id| (id, start)).collect();
    let mut waiting: VecDeque<PackageId> = graph.workspace().member_ids().cloned().collect();
    while let Some(id) = waiting.pop_front() {
        let Ok(package) = graph.metadata(&id) else {
            continue;
        };
        let from = found[&id];
        for link in package.direct_links().filter(|link| is_on(link, platforms)) {
            let to = from.along(&link);
            let target = link.to().id();
            // Only what is new travels on, so that cycles end.
            let is_new = match found.get_mut(target) {
                Some(known) => known.join(to),
                None => found.insert(target.clone(), to).is_none(),
            };
            if is_new {
                waiting.push_back(target.clone());
            }
        }
    }
    found
}

impl Reach {
    fn along(self, link: &PackageLink<'_>) -> Self {
        let requirements = KINDS.map(|(kind, _)| link.req_for_kind(kind));
        let required = requirements
            .iter()
            .any(|req| req.status().required_status().is_present());
        let everywhere = requirements.iter().any(|req| {
            let status = req.status();
            status.required_status().is_always() || status.optional_status().is_always()
        });
        let kinds = requirements
            .iter()
            .enumerate()
            .filter(|(_, req)| req.is_present())
            .fold(Kinds::default(), |kinds, (at, _)| {
                kinds.or(self.kinds.then(at))
            });
        Self {
            depth: self.depth + 1,
            kinds,
            required: self.required && required,
            everywhere: self.everywhere && everywhere,
        }
    }

    /// Take in another way to the same package; whether it adds anything.
    fn join(&mut self, other: Self) -> bool {
        let joined = Self {
            depth: self.depth.min(other.depth),
            kinds: self.kinds.or(other.kinds),
            required: self.required || other.required,
            everywhere: self.everywhere || other.everywhere,
        };
        let adds = joined.kinds != self.kinds
            || joined.required != self.required
            || joined.everywhere != self.everywhere
            || joined.depth != self.depth;
        *self = joined;
        adds
    }
}

impl Kinds {
    fn has(self, at: usize) -> bool {
        self.0 & (1 << at) != 0
    }

    fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What something is needed for by a dependency of a kind: of a tool for building, normal dependencies
    /// are for building too.
    fn then(self, at: usize) -> Self {
        match at {
            0 => self,
            1 => Self(self.0 & 0b100 | u8::from(self.has(0) || self.has(1)) << 1),
            _ => Self(0b100),
        }
    }

    fn to_list(self) -> Vec<DependencyKind> {
        let kinds = KINDS.iter().enumerate().filter(|(at, _)| self.has(*at));
        let mut kinds: Vec<_> = kinds.map(|(_, (_, kind))| *kind).collect();
        kinds.sort_unstable();
        kinds
    }
}

fn is_on(link: &PackageLink<'_>, platforms: &[PlatformSpec]) -> bool {
    let on = |req: DependencyReq<'_>, platform: &PlatformSpec| {
        req.status().enabled_on(platform) != EnabledTernary::Disabled
    };
    platforms.is_empty()
        || KINDS.iter().any(|(kind, _)| {
            platforms
                .iter()
                .any(|platform| on(link.req_for_kind(*kind), platform))
        })
}

/// Shortest ways to a package, one through each of the nearest packages that need it.
fn ways(
    package: &PackageMetadata<'_>,
    reach: &HashMap<PackageId, Reach>,
    platforms: &[PlatformSpec],
) -> (Vec<Path>, usize) {
    if package.in_workspace() {
        return (vec![Path(vec![step(package, None)])], 0);
    }
    let last = above(package, reach, platforms);
    let paths: Vec<Path> = last
        .iter()
        .take(WAYS)
        .map(|(_, link)| {
            let mut steps = vec![step(package, Some(link))];
            let mut at = *link;
            while steps.len() < LONGEST {
                let from = at.from();
                let depth = reach.get(from.id()).map_or(0, |reach| reach.depth);
                let next = above(&from, reach, platforms)
                    .into_iter()
                    .find(|(above, _)| depth > 0 && *above + 1 == depth);
                steps.push(step(&from, next.as_ref().map(|(_, link)| link)));
                match next {
                    Some((_, link)) => at = link,
                    None => break,
                }
            }
            steps.reverse();
            Path(steps)
        })
        .collect();
    let omitted = last.len() - paths.len();
    (paths, omitted)
}

/// The links that lead to a package from the packages that are reached, nearest to a member first.
fn above<'g>(
    package: &PackageMetadata<'g>,
    reach: &HashMap<PackageId, Reach>,
    platforms: &[PlatformSpec],
) -> Vec<(u32, PackageLink<'g>)> {
    let mut links: Vec<_> = package
        .reverse_direct_links()
        .filter(|link| is_on(link, platforms))
        .filter_map(|link| Some((reach.get(link.from().id())?.depth, link)))
        .collect();
    links.sort_by(|(depth, one), (other_depth, other)| {
        (depth, one.from().id()).cmp(&(other_depth, other.from().id()))
    });
    links
}

fn step(package: &PackageMetadata<'_>, link: Option<&PackageLink<'_>>) -> Step {
    let label = label(package);
    let Some(link) = link else {
        return Step {
            label,
            ..Step::default()
        };
    };
    let present = KINDS
        .iter()
        .find(|(kind, _)| link.req_for_kind(*kind).is_present());
    Step {
        label,
        kind: present.map(|(_, kind)| *kind),
        target: targets_of(link),
        features: switches(link),
    }
}

/// `name@version`.
pub(crate) fn label(package: &PackageMetadata<'_>) -> String {
    format!("{}@{}", package.name(), package.version())
}

/// The platforms of a link, as Cargo writes them; none where it holds on all.
pub(crate) fn targets_of(link: &PackageLink<'_>) -> Option<String> {
    let mut found = BTreeSet::new();
    for (kind, _) in KINDS {
        let status = link.req_for_kind(kind).status();
        for status in [status.required_status(), status.optional_status()] {
            match status {
                PlatformStatus::Never => {}
                PlatformStatus::Always => return None,
                PlatformStatus::PlatformDependent { eval } => {
                    found.extend(
                        eval.target_specs()
                            .iter()
                            .map(|spec| as_cargo(&spec.to_string())),
                    );
                }
            }
        }
    }
    let found: Vec<_> = found.into_iter().collect();
    (!found.is_empty()).then(|| found.join(" or "))
}

/// A platform as Cargo writes it: a triple, or an expression within `cfg(…)`.
fn as_cargo(platform: &str) -> String {
    let is_triple = platform.contains('-') && !platform.contains(['"', '(']);
    if is_triple || platform.starts_with("cfg(") {
        platform.to_owned()
    } else {
        format!("cfg({platform})")
    }
}

/// The features of the package that switch an optional dependency on; `default` only if nothing else does.
fn switches(link: &PackageLink<'_>) -> Vec<String> {
    let optional = KINDS.iter().all(|(kind, _)| {
        link.req_for_kind(*kind)
            .status()
            .required_status()
            .is_never()
    });
    if !optional {
        return Vec::new();
    }
    let from = link.from();
    let features = from.graph().feature_graph();
    let dependency = FeatureId::optional_dependency(from.id(), link.dep_name());
    let mut names: Vec<String> = from
        .named_features()
        .filter(|name| {
            let feature = FeatureId::named(from.id(), name);
            features.depends_on(feature, dependency).unwrap_or(false)
        })
        .map(str::to_owned)
        .collect();
    if names.len() > 1 {
        names.retain(|name| name != "default");
    }
    names
}
