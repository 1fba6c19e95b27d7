//! Who is restricted, by what measure, and for whom: the lists, read and checked.
//!
//! Enters: the TOML files of `denylists/`, compiled in, and those that a user adds.
//! Leaves: a [`model::Denylist`]. Knows nothing of components or verdicts.

pub mod model;
