//! What would take a package out of the build. Each suggestion was tried: the features of the workspace
//! were resolved without it, and the package was gone.

mod features;

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use guppy::PackageId;
use guppy::graph::feature::{ConditionalLink, FeatureId, FeatureLabel};
use guppy::graph::{PackageGraph, PackageLink, PackageMetadata};

use crate::input::cargo::explain::{MemberFeatures, label, targets_of};
use crate::inventory::Remedy;

/// Most changes that are tried for one package.
const MOST_TRIED: usize = 200;

/// Most changes that are suggested together.
const MOST_TOGETHER: usize = 8;

/// A change to the manifests of a workspace.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    /// A feature of a member is off.
    Feature { member: PackageId, feature: String },
    /// Members no longer ask for a feature of a dependency; `default` for its default features.
    DependencyFeature {
        members: Vec<PackageId>,
        dependency: PackageId,
        feature: String,
    },
    /// Members no longer have a dependency.
    Dependency {
        members: Vec<PackageId>,
        dependency: PackageId,
    },
}

/// What was found out of a graph once for all packages.
#[derive(Default)]
pub(crate) struct Memory {
    /// What remains after each change that was tried.
    remaining: RefCell<BTreeMap<Change, Arc<HashSet<PackageId>>>>,
    /// The features that members have on without being asked by each other.
    own: OnceCell<MemberFeatures>,
}

impl Memory {
    /// Features that the command line asked for are the members' own, whoever else wants them.
    pub(crate) fn new(asked: Option<MemberFeatures>) -> Self {
        Self {
            own: asked.map(OnceCell::from).unwrap_or_default(),
            ..Self::default()
        }
    }
}

/// What takes a package out of the build.
pub(crate) fn remedies(
    graph: &PackageGraph,
    package: &PackageMetadata<'_>,
    features: &MemberFeatures,
    memory: &Memory,
) -> Vec<Remedy> {
    let trial = Trial {
        graph,
        package,
        features,
        memory,
    };
    let mut found = trial.single();
    if found.is_empty() {
        found = trial.joint();
    }
    if found.is_empty() {
        found = trial.all();
    }
    found.sort();
    found.dedup();
    found.extend(inspect(graph, label(package), false));
    found
}

/// The command that shows why a package is there, if its name is safe to paste.
pub(crate) fn inspect(graph: &PackageGraph, package: String, not_in_build: bool) -> Option<Remedy> {
    let safe = package
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-_.+@".contains(&byte));
    if !safe || package.starts_with('-') {
        return None;
    }
    let mut command = format!("cargo tree --target all -i {package}");
    if graph.workspace().member_count() > 1 {
        command.push_str(" --workspace");
    }
    if not_in_build {
        command.push_str(" --all-features");
    }
    Some(Remedy {
        action: "inspect",
        package,
        dependency: None,
        feature: None,
        target: None,
        command: Some(command),
        stays_locked: false,
        together: false,
    })
}

struct Trial<'g> {
    graph: &'g PackageGraph,
    package: &'g PackageMetadata<'g>,
    features: &'g MemberFeatures,
    memory: &'g Memory,
}

impl<'g> Trial<'g> {
    /// Changes to one member that suffice.
    fn single(&self) -> Vec<Remedy> {
        let links = self.links();
        let features = self.specific(self.member_features());
        let asked = links.iter().flat_map(|link| Self::asked(link));
        let dropped = links.iter().map(|link| Change::Dependency {
            members: vec![link.from().id().clone()],
            dependency: link.to().id().clone(),
        });
        self.tried(features.into_iter().chain(asked).chain(dropped))
    }

    /// The same change to every member, where one alone does not suffice.
    fn joint(&self) -> Vec<Remedy> {
        let mut dependencies: BTreeMap<PackageId, BTreeSet<PackageId>> = BTreeMap::new();
        let mut asked: BTreeMap<(PackageId, String), BTreeSet<PackageId>> = BTreeMap::new();
        for link in self.links() {
            let (member, dependency) = (link.from().id().clone(), link.to().id().clone());
            for change in Self::asked(&link) {
                if let Change::DependencyFeature { feature, .. } = change {
                    let members = asked.entry((dependency.clone(), feature)).or_default();
                    members.insert(member.clone());
                }
            }
            dependencies.entry(dependency).or_default().insert(member);
        }
        let asked =
            asked.into_iter().map(
                |((dependency, feature), members)| Change::DependencyFeature {
                    members: members.into_iter().collect(),
                    dependency,
                    feature,
                },
            );
        let dropped = dependencies
            .into_iter()
            .map(|(dependency, members)| Change::Dependency {
                members: members.into_iter().collect(),
                dependency,
            });
        self.tried(asked.chain(dropped))
    }

    /// The dropping of every dependency that brings the package in, where nothing less suffices.
    fn all(&self) -> Vec<Remedy> {
        let mut links = self.links();
        // What a member needs of another member goes when that one's own dependencies do.
        links.retain(|link| !link.to().in_workspace());
        let change = |link: &PackageLink<'_>| Change::Dependency {
            members: vec![link.from().id().clone()],
            dependency: link.to().id().clone(),
        };
        let left_out = |link: (&PackageId, &PackageId)| {
            let mut all = links.iter();
            all.any(|one| (one.from().id(), one.to().id()) == link)
        };
        let stays = |initial| {
            let features = self.graph.feature_graph();
            let Ok(query) = features.query_forward(initial) else {
                return true;
            };
            let left = query.resolve_with_fn(|_, link: ConditionalLink<'_>| {
                !left_out((link.from().package_id(), link.to().package_id()))
            });
            let packages = left.to_package_set();
            packages.contains(self.package.id()).unwrap_or(true)
        };
        if links.len() > MOST_TOGETHER || stays(self.initial(None)) {
            return Vec::new();
        }
        let stays_locked = stays(self.locked());
        let remedies = links.iter().map(|link| self.remedy(change(link)));
        remedies
            .map(|remedy| Remedy {
                together: true,
                stays_locked,
                ..remedy
            })
            .collect()
    }

    fn tried(&self, changes: impl Iterator<Item = Change>) -> Vec<Remedy> {
        changes
            .take(MOST_TRIED)
            .filter(|change| !self.remaining(change).contains(self.package.id()))
            .map(|change| self.remedy(change))
            .collect()
    }

    /// The links from members to what brings the package in.
    fn links(&self) -> Vec<PackageLink<'g>> {
        let members = self.graph.workspace().iter();
        let links = members.flat_map(|member| member.direct_links().collect::<Vec<_>>());
        let mut links: Vec<_> = links
            .filter(|link| {
                link.to().id() == self.package.id()
                    || self
                        .graph
                        .depends_on(link.to().id(), self.package.id())
                        .unwrap_or(false)
            })
            .collect();
        links.sort_by(|one, other| {
            (one.from().id(), one.to().id()).cmp(&(other.from().id(), other.to().id()))
        });
        links
    }

    fn member_features(&self) -> Vec<Change> {
        let features = self.features.iter().flat_map(|(member, features)| {
            let change = |feature: &String| Change::Feature {
                member: PackageId::new(member.as_str()),
                feature: feature.clone(),
            };
            features.iter().map(change)
        });
        features
            .filter(|change| !self.remaining(change).contains(self.package.id()))
            .take(MOST_TRIED)
            .collect()
    }

    /// Of features that switch each other on, the last ones: they cost the least.
    fn specific(&self, changes: Vec<Change>) -> Vec<Change> {
        let features = self.graph.feature_graph();
        let implies = |one: &Change, other: &Change| {
            let (
                Change::Feature { member, feature },
                Change::Feature {
                    member: of,
                    feature: on,
                },
            ) = (one, other)
            else {
                return false;
            };
            let (one, other) = (FeatureId::named(member, feature), FeatureId::named(of, on));
            features.depends_on(one, other).unwrap_or(false)
        };
        let keep = |change: &Change| {
            !changes
                .iter()
                .any(|other| other != change && implies(change, other) && !implies(other, change))
        };
        changes
            .iter()
            .filter(|change| keep(change))
            .cloned()
            .collect()
    }

    /// The features that a link asks for.
    fn asked(link: &PackageLink<'_>) -> Vec<Change> {
        let requirements = [link.normal(), link.build(), link.dev()];
        let mut features: BTreeSet<&str> = requirements
            .iter()
            .filter(|requirement| requirement.is_present())
            .flat_map(|requirement| requirement.features())
            .collect();
        let default = requirements
            .iter()
            .any(|requirement| !requirement.default_features().is_never());
        if default && link.to().has_default_feature() {
            features.insert("default");
        }
        features
            .into_iter()
            .map(|feature| Change::DependencyFeature {
                members: vec![link.from().id().clone()],
                dependency: link.to().id().clone(),
                feature: feature.to_owned(),
            })
            .collect()
    }

    /// The packages that are left after a change.
    fn remaining(&self, change: &Change) -> Arc<HashSet<PackageId>> {
        if let Some(known) = self.memory.remaining.borrow().get(change) {
            return Arc::clone(known);
        }
        let remaining = Arc::new(self.resolve(change, self.initial(Some(change))));
        let mut memory = self.memory.remaining.borrow_mut();
        memory.insert(change.clone(), Arc::clone(&remaining));
        remaining
    }

    /// Whether Cargo.lock names the package after a change, too.
    fn stays_locked(&self, change: &Change) -> bool {
        let left = self.resolve(change, self.locked());
        left.contains(self.package.id())
    }

    fn resolve(&self, change: &Change, initial: Vec<FeatureId<'g>>) -> HashSet<PackageId> {
        let features = self.graph.feature_graph();
        let Ok(query) = features.query_forward(initial) else {
            // A workspace that does not resolve is not helped: nothing is gone.
            return self.graph.package_ids().cloned().collect();
        };
        let left = query.resolve_with_fn(|_, link| {
            let (from, to) = (link.from(), link.to());
            match change {
                Change::Feature { .. } => true,
                Change::DependencyFeature {
                    members,
                    dependency,
                    feature,
                } => {
                    let asks = members.contains(from.package_id())
                        && to.package_id() == dependency
                        && matches!(to.label(), FeatureLabel::Named(name) if name == feature);
                    !asks
                }
                Change::Dependency {
                    members,
                    dependency,
                } => !(members.contains(from.package_id()) && to.package_id() == dependency),
            }
        });
        let packages = left.to_package_set();
        packages
            .package_ids(guppy::graph::DependencyDirection::Forward)
            .cloned()
            .collect()
    }

    fn remedy(&self, change: Change) -> Remedy {
        let name = |id: &PackageId| {
            let metadata = self.graph.metadata(id);
            metadata
                .map(|metadata| metadata.name().to_owned())
                .unwrap_or_default()
        };
        let names = |ids: &[PackageId]| ids.iter().map(name).collect::<Vec<_>>().join(", ");
        let labelled = |id: &PackageId| {
            self.graph
                .metadata(id)
                .ok()
                .map(|metadata| label(&metadata))
        };
        let stays_locked = self.stays_locked(&change);
        match change {
            Change::Feature { member, feature } => Remedy {
                action: "disable-feature",
                package: name(&member),
                dependency: None,
                feature: Some(feature),
                target: None,
                command: None,
                stays_locked: true,
                together: false,
            },
            Change::DependencyFeature {
                members,
                dependency,
                feature,
            } => {
                let default = feature == "default";
                Remedy {
                    action: if default {
                        "disable-default-features"
                    } else {
                        "disable-feature"
                    },
                    package: names(&members),
                    dependency: labelled(&dependency),
                    feature: (!default).then_some(feature),
                    target: None,
                    command: None,
                    stays_locked,
                    together: false,
                }
            }
            Change::Dependency {
                members,
                dependency,
            } => {
                let (action, target) = self.drop_action(&members, &dependency);
                Remedy {
                    action,
                    package: names(&members),
                    dependency: labelled(&dependency),
                    feature: None,
                    target,
                    command: None,
                    stays_locked,
                    together: false,
                }
            }
        }
    }

    /// How to call the dropping of a dependency, by what it is for.
    fn drop_action(
        &self,
        members: &[PackageId],
        dependency: &PackageId,
    ) -> (&'static str, Option<String>) {
        let members = members
            .iter()
            .filter_map(|member| self.graph.metadata(member).ok());
        let links: Vec<_> = members
            .filter_map(|member| member.link_to(dependency).ok().flatten())
            .collect();
        let target = links.first().and_then(targets_of);
        if target.is_some() && links.iter().all(|link| targets_of(link) == target) {
            return ("drop-target", target);
        }
        let only = |is: fn(&PackageLink<'_>) -> bool| links.iter().all(is);
        if only(|link| link.dev_only()) {
            return ("drop-dev-dependency", None);
        }
        if only(|link| link.build().is_present() && !link.normal().is_present()) {
            return ("drop-build-dependency", None);
        }
        ("drop-dependency", None)
    }
}
