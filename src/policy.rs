//! What matches mean for the build: effects, limits, acceptances, the verdict.
//!
//! Enters: what every input showed, the lists, a [`Policy`], a day. Leaves: the
//! [`Report`](crate::outcome::Report). Pure: no clock, no file.

mod acceptance;
pub mod config;
mod effect;
mod fold;
mod headline;
mod judge;
mod own;
mod resolve;
mod settings;
mod verdict;
mod versions;

pub(crate) use acceptance::package_key;
pub use acceptance::{Acceptance, Contest, covers};
pub(crate) use judge::finding_id;
pub use judge::{judge, remark};
pub use own::own_entries;
pub use resolve::{Base, Flags, Layers, Resolved, UntrustedBaseline, Value, resolve};
pub use settings::{Baseline, FailOn, Lists, Override, OwnLimit, Policy};
