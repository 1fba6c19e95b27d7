//! What would take a component out, in words that every report shares.

use crate::outcome::Remediation;

/// One remedy as a phrase. `code` quotes a name, `label` a package with its version.
pub(crate) fn phrase(
    remedy: &Remediation,
    code: &dyn Fn(&str) -> String,
    label: &dyn Fn(&str) -> String,
) -> String {
    let package = label(&remedy.package);
    let dependency = remedy.dependency.as_deref().map(label).unwrap_or_default();
    let feature = code(remedy.feature.as_deref().unwrap_or_default());
    let target = code(remedy.target.as_deref().unwrap_or_default());
    let mut words = match (remedy.action.as_str(), &remedy.dependency) {
        ("disable-feature", Some(_)) => {
            format!("disable the feature {feature} of {dependency} in {package}")
        }
        ("disable-feature", None) => format!("disable the feature {feature} of {package}"),
        ("disable-default-features", _) => {
            format!("disable the default features of {dependency} in {package}")
        }
        ("drop-dependency", _) => format!("drop the dependency {dependency} of {package}"),
        ("drop-dev-dependency", _) => format!("drop the dev-dependency {dependency} of {package}"),
        ("drop-build-dependency", _) => {
            format!("drop the build-dependency {dependency} of {package}")
        }
        ("drop-target", _) => {
            format!("drop the dependency {dependency} of {package} for {target}")
        }
        ("inspect", _) => format!("see who needs {package}"),
        (other, _) => format!("{} {package} {dependency}", code(other)),
    };
    if remedy.stays_locked {
        words.push_str(
            ": that takes it out of the build; Cargo.lock names it, and this finding stays, until no manifest does",
        );
    }
    if remedy.together {
        words.push_str(", together with the others");
    }
    if let Some(command) = &remedy.command {
        words = format!("{words}; {} shows the ways to it", code(command));
    }
    words
}
