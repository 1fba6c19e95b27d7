//! What a run leaves for GitHub's runner: step summary and outputs.

use std::env;
use std::fs::OpenOptions;
use std::io::{self, Write as _};

use crate::outcome::Report;
use crate::report::github;

/// Leave the step summary and the outputs, where the environment names their files.
pub(super) fn leave(report: &Report) -> io::Result<()> {
    append("GITHUB_STEP_SUMMARY", &github::step_summary(report))?;
    append("GITHUB_OUTPUT", &github::outputs(report))
}

/// The folder we run in, as seen from the root of the repository; empty outside a workflow.
pub(super) fn folder() -> String {
    let inside = || {
        let root = env::var_os("GITHUB_WORKSPACE").filter(|path| !path.is_empty())?;
        let root = std::fs::canonicalize(root).ok()?;
        let here = env::current_dir().ok()?.canonicalize().ok()?;
        let folder = here.strip_prefix(root).ok()?.to_str()?;
        Some(folder.replace('\\', "/"))
    };
    inside().unwrap_or_default()
}

/// Append to the file that a variable names; without the variable there is nobody to read it.
pub(super) fn append(variable: &str, text: &str) -> io::Result<()> {
    match env::var_os(variable).filter(|path| !path.is_empty()) {
        Some(path) => OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)?
            .write_all(text.as_bytes()),
        None => Ok(()),
    }
}
