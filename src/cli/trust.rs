//! What is known of a run from outside the checkout: the floor, and the pull request that it is for.

use std::env;
use std::ffi::OsString;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::cli::args::PolicyArgs;
use crate::cli::output::usage;
use crate::diagnostic::Diagnostic;
use crate::gate::{PullRequest, is_in_checkout};

/// The variable that names a floor for every run of a machine.
const FLOOR: &str = "VENDOR_GATE_POLICY_FLOOR";
/// The most bytes of an event that are read.
const LARGEST_EVENT: u64 = 32 << 20;

/// The floor that the environment or the command line names.
///
/// # Errors
///
/// They name two, or the variable is there and empty: a workflow must not replace the floor of its runner.
pub(super) fn floor(arguments: &PolicyArgs) -> Result<Option<PathBuf>, Vec<Diagnostic>> {
    let given = arguments.policy_floor.clone();
    let Some(variable) = env::var_os(FLOOR) else {
        return Ok(given);
    };
    if variable.is_empty() {
        let message = format!("the variable {FLOOR} is empty");
        return Err(vec![usage(
            message,
            "name the file of the floor in it, or remove it",
        )]);
    }
    let variable = PathBuf::from(variable);
    match given {
        Some(given) if !is_same(&given, &variable) => {
            let message = format!(
                "`--policy-floor {}` is another floor than {FLOOR} names",
                given.display()
            );
            let help = "the environment's floor holds; leave the option out";
            Err(vec![
                Diagnostic::error("config-weakened", message).help(help),
            ])
        }
        Some(_) | None => Ok(Some(variable)),
    }
}

fn is_same(one: &Path, other: &Path) -> bool {
    one == other
        || one
            .canonicalize()
            .is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}

/// A remark on a floor that a pull request can edit.
pub(super) fn floor_in_checkout(floor: Option<&Path>) -> Option<Diagnostic> {
    let floor = floor.filter(|floor| is_in_checkout(floor))?;
    let message = format!(
        "the policy floor `{}` lies in the checkout, where a pull request can edit it",
        floor.display()
    );
    let help = "keep it outside, as on the runner or in a repository of its own";
    Some(Diagnostic::warning("floor-in-checkout", message).help(help))
}

/// The pull request or merge queue entry that GitHub started the run for.
pub(super) fn pull_request() -> Option<PullRequest> {
    let name = env::var("GITHUB_EVENT_NAME").ok()?;
    let path: OsString = env::var_os("GITHUB_EVENT_PATH")?;
    let mut event = Vec::new();
    let file = File::open(path).ok()?;
    file.take(LARGEST_EVENT).read_to_end(&mut event).ok()?;
    let event: serde_json::Value = serde_json::from_slice(&event).ok()?;
    let (base, head) = match name.as_str() {
        "pull_request" | "pull_request_target" => {
            ("/pull_request/base/sha", "/pull_request/head/sha")
        }
        "merge_group" => ("/merge_group/base_sha", "/merge_group/head_sha"),
        _ => return None,
    };
    let commit = |pointer| {
        let commit = event.pointer(pointer)?.as_str()?;
        let is_commit = commit.len() >= 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_commit.then(|| commit.to_owned())
    };
    Some(PullRequest {
        base: commit(base)?,
        head: commit(head)?,
    })
}
