//! A procurement gate for CI: which components of a build were published by
//! restricted vendors, which measures name those vendors, and may the build pass?
//!
//! Data flows one way; a module imports only from those before it:
//!
//! ```text
//! identifier, source <- diagnostic <- inventory, denylist
//! inventory <- input
//! inventory, denylist <- matching <- policy -> outcome <- report <- github
//! all of these <- gate <- cli
//! ```
//!
//! [`outcome`] is the plain data of a report: policy fills it, and what comes
//! after policy sees nothing else.
//!
//! What holds everywhere:
//!
//! - Nothing restricted slips by quietly. What cannot be read becomes a
//!   diagnostic, and the run is undetermined.
//! - Every package is judged; the graph explains and never prunes.
//! - Every finding has evidence and a listing with a citation.
//! - The same inputs give the same bytes: no clock, no hash order.

pub mod cli;
pub mod denylist;
pub mod diagnostic;
pub mod gate;
#[cfg(feature = "github")]
pub mod github;
pub mod identifier;
pub mod input;
pub mod inventory;
pub mod matching;
pub mod outcome;
pub mod policy;
pub mod report;
pub mod source;
