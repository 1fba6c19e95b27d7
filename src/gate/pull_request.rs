//! Baselines that a pull request could have made itself.
//!
//! Under a floor a baseline makes findings count less and acceptances count at
//! all, so neither a file of the checkout nor a commit of the pull request will do.

use std::io;
use std::path::{Path, PathBuf};

use crate::gate::baseline::names_a_report;
use crate::policy::UntrustedBaseline;
use crate::source::Repository;

/// The commits between which a pull request lies, as the event says that started the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullRequest {
    /// The commit of the branch that it is to be merged into.
    pub base: String,
    /// Its own last commit.
    pub head: String,
}

/// What speaks against a baseline, if anything does.
#[must_use]
pub fn untrusted_baseline(
    value: &str,
    pull_request: Option<&PullRequest>,
) -> Option<UntrustedBaseline> {
    let (why, help) = if names_a_report(value) {
        is_in_checkout(Path::new(value)).then(|| {
            let help = "keep saved reports outside of the checkout, as in the runner's temporary folder, or name a revision";
            ("a file of the checkout", help.to_owned())
        })?
    } else {
        let pull_request = pull_request?;
        // What cannot be told is not relied on.
        let own = is_of(value, pull_request).unwrap_or(true);
        own.then(|| {
            let help = format!(
                "name the commit to merge into: `--baseline {}`",
                pull_request.base
            );
            ("no commit that stood before the pull request", help)
        })?
    };
    Some(UntrustedBaseline {
        value: value.to_owned(),
        why,
        help,
    })
}

/// Whether a path lies in the repository around the current folder.
#[must_use]
pub fn is_in_checkout(path: &Path) -> bool {
    let path = path.canonicalize();
    checkout().is_some_and(|top| path.is_ok_and(|path| path.starts_with(top)))
}

/// The top of the repository around the current folder. Asks no git: there may be none.
pub(super) fn checkout() -> Option<PathBuf> {
    let current = Path::new(".").canonicalize().ok()?;
    let mut folders = current.ancestors();
    let top = folders.find(|folder| folder.join(".git").exists());
    top.map(Path::to_path_buf)
}

/// Whether a revision is the pull request's own: neither its base nor anything before that.
fn is_of(revision: &str, pull_request: &PullRequest) -> io::Result<bool> {
    let repository = Repository::around(Path::new("."))?;
    // One that is not here is no baseline at all, and lowers nothing.
    let Ok(commit) = repository.commit(revision) else {
        return Ok(false);
    };
    if commit == pull_request.base {
        return Ok(false);
    }
    // GitHub merges the head into the base's newest commit, which the event may not know yet.
    let merged = repository.parents("HEAD")?;
    if let [into, head] = merged.as_slice()
        && *head == pull_request.head
        && *into == commit
    {
        return Ok(false);
    }
    Ok(!repository.is_before(&commit, &pull_request.base))
}
