//! Why Cargo.lock names a package that the build leaves out.
//!
//! A lockfile is written for all features of all members, so it keeps what a feature that is off
//! would bring in. What is suggested was tried: without that dependency nothing in the lockfile
//! needs the package any more, and cargo drops it when it next writes the file.

use std::collections::{BTreeSet, HashMap, VecDeque};

use crate::input::lockfile::{self, ByName, Lock};
use crate::inventory::{DependencyKind, Path, Remedy, Step};

/// Changes that are tried for one package.
const MOST_TRIED: usize = 200;

/// The packages of a lockfile by number, and what each needs.
struct Needs<'l> {
    lock: &'l Lock<'l>,
    /// The members of the workspace, whose manifests are at hand.
    members: BTreeSet<usize>,
    edges: Vec<Vec<usize>>,
}

/// The shortest way to a package, and the dependencies of members that alone keep it.
pub(crate) fn explain(
    lockfile: &str,
    reference: &str,
    is_member: &dyn Fn(&str, &str) -> bool,
) -> (Option<Path>, Vec<Remedy>) {
    let Ok(lock) = lockfile::parse(lockfile) else {
        return (None, Vec::new());
    };
    let mut packages = lock.packages.iter();
    let Some(package) = packages.position(|package| package.reference() == reference) else {
        return (None, Vec::new());
    };
    let needs = Needs::of(&lock, is_member);
    (needs.way(package), needs.remedies(package))
}

impl<'l> Needs<'l> {
    fn of(lock: &'l Lock<'l>, is_member: &dyn Fn(&str, &str) -> bool) -> Self {
        let by_name = ByName::of(&lock.packages);
        let edges = lock.packages.iter().map(|package| {
            let needed = package.dependencies.iter();
            needed.flat_map(|text| by_name.candidates(text)).collect()
        });
        let members = lock.packages.iter().enumerate().filter(|(_, package)| {
            package.source.is_none() && is_member(package.name(), &package.version)
        });
        Self {
            lock,
            members: members.map(|(at, _)| at).collect(),
            edges: edges.collect(),
        }
    }

    /// From where each package is first reached, with one dependency left out.
    fn reached(&self, without: Option<(usize, usize)>) -> HashMap<usize, Option<usize>> {
        let members = self.members.iter();
        let mut reached: HashMap<usize, Option<usize>> = members.map(|at| (*at, None)).collect();
        let mut queue: VecDeque<usize> = self.members.iter().copied().collect();
        while let Some(at) = queue.pop_front() {
            for to in &self.edges[at] {
                if without != Some((at, *to)) && !reached.contains_key(to) {
                    reached.insert(*to, Some(at));
                    queue.push_back(*to);
                }
            }
        }
        reached
    }

    fn way(&self, package: usize) -> Option<Path> {
        let reached = self.reached(None);
        let mut way = vec![package];
        while let Some(from) = reached.get(way.last()?)? {
            way.push(*from);
        }
        let steps = way.iter().rev().enumerate().map(|(depth, at)| Step {
            label: self.label(*at),
            kind: (depth > 0).then_some(DependencyKind::Normal),
            ..Step::default()
        });
        Some(Path(steps.collect()))
    }

    fn remedies(&self, package: usize) -> Vec<Remedy> {
        let members = self.members.iter();
        let links = members
            .flat_map(|from| self.edges[*from].iter().map(|to| (*from, *to)))
            .filter(|(_, to)| !self.members.contains(to));
        let suffices = |link: &(usize, usize)| !self.reached(Some(*link)).contains_key(&package);
        let kept_by = links.take(MOST_TRIED).filter(suffices);
        let drop = |(from, to): (usize, usize)| Remedy {
            action: "drop-dependency",
            package: self.lock.packages[from].name().to_owned(),
            dependency: Some(self.label(to)),
            feature: None,
            target: None,
            command: None,
            stays_locked: false,
            together: false,
        };
        kept_by.map(drop).collect()
    }

    fn label(&self, at: usize) -> String {
        let package = &self.lock.packages[at];
        format!("{}@{}", package.name(), package.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"version = 4

[[package]]
name = "own"
version = "1.0.0"
dependencies = ["a", "b"]

[[package]]
name = "a"
version = "1.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
dependencies = ["c"]

[[package]]
name = "b"
version = "1.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
dependencies = ["d"]

[[package]]
name = "c"
version = "1.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
dependencies = ["d"]

[[package]]
name = "d"
version = "1.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
"#;

    #[track_caller]
    fn check(name: &str, way: &[&str], drops: &[&str]) {
        let reference =
            format!("{name} 1.0.0 (registry+https://github.com/rust-lang/crates.io-index)");
        let (path, remedies) = explain(LOCK, &reference, &|name, _| name == "own");
        let path = path.expect("there is a way").0;
        let labels: Vec<_> = path.iter().map(|step| step.label.as_str()).collect();
        assert_eq!(labels, way);
        let dropped: Vec<_> = remedies
            .iter()
            .filter_map(|one| one.dependency.as_deref())
            .collect();
        assert_eq!(dropped, drops);
    }

    #[test]
    fn the_dependency_that_alone_keeps_a_package_is_named() {
        check("c", &["own@1.0.0", "a@1.0.0", "c@1.0.0"], &["a@1.0.0"]);
    }

    #[test]
    fn what_two_dependencies_keep_is_not_helped_by_dropping_one() {
        check("d", &["own@1.0.0", "b@1.0.0", "d@1.0.0"], &[]);
    }
}
