//! The stages strung together: inputs in, one report out.
//!
//! Enters: what the command line decided. Leaves: a report. Reads no
//! arguments and no environment.

mod baseline;
mod configuration;
mod lists;
mod pull_request;

use jiff::civil::Date;

use crate::diagnostic::Diagnostic;
use crate::input::{self, Options, Target};
use crate::matching::{Index, Screened, Screening};
use crate::outcome::Report;
use crate::policy::{self, Baseline, Lists, Policy};

pub use baseline::baseline;
pub use configuration::{Configuration, Places, WithOwn, configuration};
pub use lists::{Selection, load, read as read_lists};
pub use pull_request::{PullRequest, is_in_checkout, untrusted_baseline};

/// What one run is to check, and how.
pub struct Request<'r> {
    /// The documents and workspaces.
    pub targets: Vec<Target>,
    /// How many files were looked at for them, where folders were searched.
    pub looked_at: u64,
    /// Remarks made while they were looked for.
    pub diagnostics: Vec<Diagnostic>,
    /// How they are read.
    pub options: Options,
    /// The lists.
    pub lists: Lists<'r>,
    /// What the user decided.
    pub policy: Policy,
    /// What findings are compared with.
    pub baseline: Baseline,
    /// The day as of which to judge.
    pub as_of: Date,
}

/// Read every target, several at a time, and judge them together.
#[must_use]
pub fn check(request: Request<'_>) -> Report {
    let index = Index::new(request.lists.denylist);
    let screened = screen(&request.targets, &request.options, &index);
    let mut report = policy::judge(
        screened,
        &request.lists,
        &request.policy,
        &request.baseline,
        request.as_of,
    );
    report.summary.files_looked_at = request.looked_at;
    policy::remark(&mut report, request.diagnostics, &request.policy);
    report
}

/// Screen every target; the results are in the order of the targets.
#[must_use]
pub fn screen(targets: &[Target], options: &Options, index: &Index<'_>) -> Vec<Screened> {
    let threads = std::thread::available_parallelism()
        .map_or(1, std::num::NonZero::get)
        .min(targets.len());
    if threads <= 1 {
        return targets
            .iter()
            .map(|target| screen_one(target, options, index))
            .collect();
    }
    let next = std::sync::atomic::AtomicUsize::new(0);
    let results = std::sync::Mutex::new(Vec::with_capacity(targets.len()));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((number, target)) = take(&next, targets) {
                    let screened = screen_one(target, options, index);
                    results
                        .lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner)
                        .push((number, screened));
                }
            });
        }
    });
    let mut results = results
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    results.sort_by_key(|(number, _)| *number);
    results.into_iter().map(|(_, screened)| screened).collect()
}

fn take<'t>(
    next: &std::sync::atomic::AtomicUsize,
    targets: &'t [Target],
) -> Option<(usize, &'t Target)> {
    let number = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    targets.get(number).map(|target| (number, target))
}

fn screen_one(target: &Target, options: &Options, index: &Index<'_>) -> Screened {
    let mut screening = Screening::new(index);
    let document = input::read_target(target, options, &mut screening);
    screening.finish(&target.name(), document)
}
