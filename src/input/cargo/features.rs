//! Which optional dependencies of a package the features switch on that its users ask for.
//!
//! Of members, a lockfile holds what any feature brings in; of other packages, what is asked for.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use crate::input::cargo::manifest::texts;

/// Features of one package.
pub(super) type Features = BTreeSet<String>;

/// What features switch on.
#[derive(Debug, Default)]
pub(super) struct Switched {
    /// Optional dependencies, by their keys.
    pub dependencies: BTreeSet<String>,
    /// Features of dependencies, by the keys of these.
    pub further: BTreeMap<String, Features>,
}

/// What the features of a manifest that are on switch on; all of them where none are given.
pub(super) fn switched(manifest: &Table, on: Option<&Features>) -> Switched {
    let features = manifest.get("features").and_then(Value::as_table);
    let mut waiting: Vec<&str> = match (on, features) {
        (Some(on), _) => on.iter().map(String::as_str).collect(),
        (None, Some(features)) => features.keys().map(String::as_str).collect(),
        (None, None) => Vec::new(),
    };
    let mut seen = BTreeSet::new();
    let mut switched = Switched::default();
    while let Some(name) = waiting.pop() {
        if !seen.insert(name) {
            continue;
        }
        if let Some(dependency) = name.strip_prefix("dep:") {
            switched.dependencies.insert(dependency.to_owned());
        } else if let Some((dependency, feature)) = name.split_once('/') {
            let weak = dependency.strip_suffix('?');
            let further = switched
                .further
                .entry(weak.unwrap_or(dependency).to_owned());
            further.or_default().insert(feature.to_owned());
            if weak.is_none() {
                switched.dependencies.insert(dependency.to_owned());
                waiting.push(dependency);
            }
        } else if let Some(list) = features.and_then(|features| features.get(name)) {
            waiting.extend(texts(Some(list)));
        } else {
            // An optional dependency is a feature of its own name, unless there is another of that name.
            switched.dependencies.insert(name.to_owned());
        }
    }
    switched
}

/// The features that a dependency is asked for; `inherited` is what the workspace states of it.
pub(super) fn requested(
    stated: &Value,
    inherited: Option<&Value>,
    further: Option<&Features>,
) -> Features {
    let lists = [Some(stated), inherited].into_iter().flatten();
    let lists = lists.flat_map(|of| texts(of.get("features")));
    let mut features: Features = lists.map(str::to_owned).collect();
    features.extend(further.into_iter().flatten().cloned());
    let says = |of: &Value| {
        let says = of.get("default-features").or(of.get("default_features"));
        says.and_then(Value::as_bool)
    };
    let is_default = match inherited.map(says) {
        Some(Some(false)) => says(stated) == Some(true),
        Some(_) => true,
        None => says(stated) != Some(false),
    };
    if is_default {
        features.insert("default".to_owned());
    }
    features
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(on: &[&str], dependencies: &[&str], further: &[(&str, &str)]) {
        let manifest = "[features]\ndefault = [\"a\"]\na = [\"dep:x\", \"b\"]\nb = [\"y/f\", \"z?/g\"]\nc = [\"c\"]\nx = []\n";
        let on: Features = on.iter().map(|name| (*name).to_owned()).collect();
        let switched = switched(&manifest.parse().unwrap(), Some(&on));
        for name in ["x", "y", "z", "v"] {
            let is_on = switched.dependencies.contains(name);
            assert_eq!(is_on, dependencies.contains(&name), "{name}");
        }
        let found = switched.further.iter();
        let found: Vec<_> = found
            .flat_map(|(key, names)| names.iter().map(move |name| (key.as_str(), name.as_str())))
            .collect();
        assert_eq!(found, further);
    }

    #[test]
    fn features_switch_each_other_on() {
        check(&[], &[], &[]);
        check(&["default"], &["x", "y"], &[("y", "f"), ("z", "g")]);
        check(&["b"], &["y"], &[("y", "f"), ("z", "g")]);
        check(&["v", "c"], &["v"], &[]);
        // It has the name of a dependency, and another meaning.
        check(&["x"], &[], &[]);
    }

    #[test]
    fn default_features_are_on_unless_somebody_says_otherwise() {
        for (stated, inherited, expected) in [
            ("", None, true),
            ("default-features = false", None, false),
            ("default_features = false", None, false),
            ("", Some("default-features = false"), false),
            (
                "default-features = true",
                Some("default-features = false"),
                true,
            ),
            ("default-features = false", Some(""), true),
        ] {
            let value = |text: &str| Value::Table(text.parse().unwrap());
            let inherited = inherited.map(value);
            let features = requested(&value(stated), inherited.as_ref(), None);
            assert_eq!(features.contains("default"), expected, "{stated}");
        }
    }
}
