//! Which acceptances a pull request itself adds or changes.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::outcome::{AcceptanceUse, Report};

/// A file of a pull request, as GitHub tells of it.
#[derive(Deserialize)]
pub(super) struct ChangedFile {
    filename: String,
    /// Absent when the change is large.
    patch: Option<String>,
}

/// The acceptances whose lines are changed, as sentences.
pub(super) fn changed_acceptances(report: &Report, files: &[ChangedFile]) -> Vec<String> {
    report
        .acceptances
        .iter()
        .filter_map(|acceptance| {
            // Acceptances of untouched files are no news for this pull request.
            let file = files
                .iter()
                .find(|file| is_same(&file.filename, &acceptance.file))
                .or_else(|| files.iter().find(|file| is_below(file, acceptance)))?;
            let touched = match &file.patch {
                Some(patch) => !changed_lines(patch).is_disjoint(&lines_of(report, acceptance)),
                None => true,
            };
            touched.then(|| {
                format!(
                    "`{}` for `{}` ({}, line {} of `{}`)",
                    acceptance.component,
                    acceptance.vendor,
                    acceptance.state,
                    acceptance.line,
                    acceptance.file
                )
            })
        })
        .collect()
}

fn is_same(filename: &str, file: &str) -> bool {
    let file = file.replace('\\', "/");
    let file = file.trim_start_matches("./");
    file == filename
        || file
            .strip_suffix(filename)
            .is_some_and(|rest| rest.ends_with('/'))
}

/// Whether it is the file of an acceptance that was read from another folder than the root.
///
/// Files of one name may stand in several folders, so what was added must name the component.
fn is_below(file: &ChangedFile, acceptance: &AcceptanceUse) -> bool {
    let is_at_end = file
        .filename
        .strip_suffix(acceptance.file.trim_start_matches("./"))
        .is_some_and(|folder| folder.ends_with('/'));
    let names_it = |patch: &str| patch.contains(&acceptance.component);
    is_at_end && file.patch.as_deref().is_none_or(names_it)
}

/// The lines that an acceptance takes: from its heading up to the next entry, a dozen at most.
fn lines_of(report: &Report, acceptance: &AcceptanceUse) -> BTreeSet<u32> {
    let start = acceptance.line.saturating_sub(1);
    let next = report
        .acceptances
        .iter()
        .filter(|other| other.file == acceptance.file && other.line > acceptance.line)
        .map(|other| other.line - 1)
        .min();
    (start..next.unwrap_or(u32::MAX).min(start + 12)).collect()
}

/// The numbers of the lines that a patch adds, and of those after which it takes others away.
///
/// An acceptance without its `authorities` is a wider one.
fn changed_lines(patch: &str) -> BTreeSet<u32> {
    let mut changed = BTreeSet::new();
    let mut number = 0_u32;
    for line in patch.lines() {
        if let Some(hunk) = line.strip_prefix("@@ ") {
            let start = hunk
                .split('+')
                .nth(1)
                .and_then(|rest| rest.split([',', ' ']).next());
            number = start.and_then(|text| text.parse().ok()).unwrap_or(0);
        } else if line.starts_with('+') {
            changed.insert(number);
            number = number.saturating_add(1);
        } else if line.starts_with('-') {
            changed.insert(number.saturating_sub(1));
        } else if !line.starts_with('\\') {
            number = number.saturating_add(1);
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acceptances_that_lose_a_line_are_named() {
        let patch = "@@ -1,6 +1,5 @@\n [[accept]]\n component = \"pkg:cargo/x\"\n vendor = \"v\"\n-authorities = [\"one\"]\n reason = \"r\"";
        let entry = |line| AcceptanceUse {
            file: "vendor-gate.toml".to_owned(),
            line,
            component: "pkg:cargo/x".to_owned(),
            ..AcceptanceUse::default()
        };
        let report = Report {
            acceptances: vec![entry(1), entry(20)],
            ..Report::default()
        };
        let file = ChangedFile {
            filename: "vendor-gate.toml".to_owned(),
            patch: Some(patch.to_owned()),
        };
        assert_eq!(changed_acceptances(&report, &[file]).len(), 1);
    }

    #[test]
    fn only_acceptances_in_added_lines_are_named() {
        let patch = "@@ -1,2 +1,6 @@\n fail-on = \"block\"\n \n+[[accept]]\n+component = \"pkg:cargo/new\"\n+vendor = \"v\"\n+reason = \"r\"";
        let entry = |line, component: &str| AcceptanceUse {
            file: "./vendor-gate.toml".to_owned(),
            line,
            component: component.to_owned(),
            ..AcceptanceUse::default()
        };
        let report = Report {
            acceptances: vec![entry(4, "pkg:cargo/new"), entry(20, "pkg:cargo/old")],
            ..Report::default()
        };
        let changed = |filename: &str, patch: &str| {
            let file = ChangedFile {
                filename: filename.to_owned(),
                patch: Some(patch.to_owned()),
            };
            changed_acceptances(&report, &[file])
        };
        // At the root, and in the folder that the check ran in.
        for filename in ["vendor-gate.toml", "a folder/vendor-gate.toml"] {
            let changed = changed(filename, patch);
            assert_eq!(changed.len(), 1, "{filename}");
            assert!(changed[0].contains("pkg:cargo/new"));
        }
        let another = patch.replace("pkg:cargo/new", "pkg:cargo/another");
        assert!(changed("a folder/vendor-gate.toml", &another).is_empty());
        assert!(changed("a folder/not-vendor-gate.toml", patch).is_empty());
    }
}
