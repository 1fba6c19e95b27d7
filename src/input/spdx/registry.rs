//! Packages of a registry, as SPDX refers to them ([Annex F]), as the package URLs that they stand for.
//!
//! [Annex F]: https://spdx.github.io/spdx-spec/v2.3/external-repository-identifiers/

use std::fmt::Write as _;

/// The package URL of a locator such as `org.example:app:1.0` (Maven) or `@example/app@1.0` (npm).
pub(crate) fn package_url(kind: &str, locator: &str) -> Option<String> {
    let (ecosystem, path, version) = match kind {
        "maven-central" | "mavenCentral" => {
            let (group, rest) = locator.split_once(':')?;
            let (artifact, version) = split_last(rest, ':');
            ("maven", format!("{group}/{artifact}"), version)
        }
        "npm" => {
            let (name, version) = split_last(locator, '@');
            ("npm", name.replacen('@', "%40", 1), version)
        }
        "nuget" => {
            let (name, version) = split_last(locator, '/');
            ("nuget", name.to_owned(), version)
        }
        "bower" => {
            let (name, version) = split_last(locator, '#');
            ("bower", name.to_owned(), version)
        }
        _ => return None,
    };
    let is_plain =
        |text: &str| !text.contains(['?', '#', '@']) && !text.contains(char::is_whitespace);
    if path.is_empty() || !is_plain(&path) {
        return None;
    }
    let mut purl = format!("pkg:{ecosystem}/{path}");
    if let Some(version) = version.filter(|version| !version.is_empty() && is_plain(version)) {
        let _ = write!(purl, "@{version}");
    }
    Some(purl)
}

/// A name and the version after the last mark. A mark at the very beginning is part of the name.
fn split_last(text: &str, mark: char) -> (&str, Option<&str>) {
    match text.rsplit_once(mark) {
        Some((name, version)) if !name.is_empty() => (name, Some(version)),
        _ => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The package URL of a locator.
    #[track_caller]
    fn check(kind: &str, locator: &str, expected: Option<&str>) {
        assert_eq!(package_url(kind, locator).as_deref(), expected, "{locator}");
    }

    #[test]
    fn each_registry_has_its_own_form() {
        check(
            "maven-central",
            "org.example:app:1.0",
            Some("pkg:maven/org.example/app@1.0"),
        );
        check(
            "mavenCentral",
            "org.example:app",
            Some("pkg:maven/org.example/app"),
        );
        check(
            "npm",
            "@example/app@1.0",
            Some("pkg:npm/%40example/app@1.0"),
        );
        check("npm", "@example/app", Some("pkg:npm/%40example/app"));
        check("npm", "app@1.0", Some("pkg:npm/app@1.0"));
        check(
            "nuget",
            "Example.App/1.0",
            Some("pkg:nuget/Example.App@1.0"),
        );
        check("bower", "app#1.0", Some("pkg:bower/app@1.0"));
    }

    #[test]
    fn what_has_another_form_is_no_package() {
        check("maven-central", "app", None);
        check("npm", "see the page", None);
        check("npm", "", None);
        check("swh", "app@1.0", None);
    }
}
