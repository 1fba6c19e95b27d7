//! Where a component stands, why it is there, and what would take it out.

use crate::inventory::{DependencyKind, Explanation, Path, Role};
use crate::matching::Match;
use crate::outcome::{Occurrence, PathEdge, Remediation, ScopeOfUse};

pub(super) fn occurrence(input: u32, found: &Match) -> Occurrence {
    let at = &found.occurrence;
    let explanation = &at.explanation;
    let edges: Vec<Vec<PathEdge>> = explanation.paths.iter().map(edges).collect();
    Occurrence {
        input,
        reference: at.reference.clone(),
        role: role(at.role).to_owned(),
        location: Some(at.location.clone())
            .filter(|location| *location != crate::source::Location::default()),
        in_build: explanation.in_build,
        scope: ScopeOfUse {
            kinds: explanation
                .kinds
                .iter()
                .map(|kind| kind_word(*kind).to_owned())
                .collect(),
            targets: explanation.targets.clone(),
            shipped: explanation.shipped,
            optional: explanation.optional,
        },
        paths: explanation
            .paths
            .iter()
            .map(|path| path.0.iter().map(|step| step.label.clone()).collect())
            .collect(),
        path_edges: edges,
        paths_omitted: explanation.paths_omitted as u64,
    }
}

fn edges(path: &Path) -> Vec<PathEdge> {
    let steps = path.0.iter().skip(1);
    steps
        .map(|step| PathEdge {
            kind: kind_word(step.kind.unwrap_or(DependencyKind::Normal)).to_owned(),
            target: step.target.clone(),
            features: step.features.clone(),
        })
        .collect()
}

pub(super) fn remediation(explanation: &Explanation) -> Vec<Remediation> {
    let remedies = explanation.remedies.iter().map(|remedy| Remediation {
        action: remedy.action.to_owned(),
        package: remedy.package.clone(),
        dependency: remedy.dependency.clone(),
        feature: remedy.feature.clone(),
        target: remedy.target.clone(),
        command: remedy.command.clone(),
        stays_locked: remedy.stays_locked,
        together: remedy.together,
    });
    let mut remedies: Vec<Remediation> = remedies.collect();
    if remedies.is_empty() {
        // Without a graph that can be resolved anew, the nearest direct dependencies are where to begin.
        for remedy in explanation.paths.iter().filter_map(drop_first) {
            if !remedies.contains(&remedy) {
                remedies.push(remedy);
            }
        }
        let together = remedies.len() > 1;
        for remedy in &mut remedies {
            remedy.together = together;
        }
    }
    remedies
}

/// What ends one way to a component: the first dependency on it.
fn drop_first(path: &Path) -> Option<Remediation> {
    let [package, dependency, ..] = path.0.as_slice() else {
        return None;
    };
    Some(Remediation {
        action: "drop-dependency".to_owned(),
        package: package.label.clone(),
        dependency: Some(dependency.label.clone()),
        ..Remediation::default()
    })
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Component => "component",
        Role::Service => "service",
        Role::Pedigree => "pedigree",
        Role::Tool => "tool",
        Role::File => "file",
        Role::Party => "party",
        Role::Document | Role::Described => "document",
    }
}

fn kind_word(kind: DependencyKind) -> &'static str {
    match kind {
        DependencyKind::Normal => "normal",
        DependencyKind::Build => "build",
        DependencyKind::Development => "dev",
        DependencyKind::Optional => "optional",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::Step;

    fn path(labels: &[&str]) -> Path {
        let step = |label: &&str| Step {
            label: (*label).to_owned(),
            ..Step::default()
        };
        Path(labels.iter().map(step).collect())
    }

    #[test]
    fn each_first_dependency_on_a_component_is_named_once() {
        let paths = [
            path(&["shop", "b", "x"]),
            path(&["shop", "a", "x"]),
            path(&["shop", "b", "c", "x"]),
            path(&["x"]),
        ];
        let check = |paths: &[Path], together, expected: &[&str]| {
            let remedies = remediation(&Explanation {
                paths: paths.to_vec(),
                ..Explanation::default()
            });
            let dropped = remedies.iter().flat_map(|remedy| &remedy.dependency);
            assert!(dropped.eq(expected));
            assert!(remedies.iter().all(|remedy| remedy.together == together));
        };
        check(&paths, true, &["b", "a"]);
        check(&paths[..1], false, &["b"]);
        check(&paths[3..], false, &[]);
    }
}
