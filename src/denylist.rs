//! Who is restricted, by what measure, and for whom: the lists, read and checked.
//!
//! Enters: the TOML files of `denylists/`, compiled in, and those that a user adds.
//! Leaves: a [`model::Denylist`]. Knows nothing of components or verdicts.

mod bundled;
mod key;
mod lint;
pub mod model;
mod parse;
mod text;
mod wire;
mod wire_vendor;

pub use bundled::{bundled, bundled_digest};
pub(crate) use key::{of_identity as key_of_identity, of_name as key_of_name};
pub use lint::{lint, unmeetable, unmeetable_identities};
pub use parse::{ListFile, extend, oldest_review, parse};
