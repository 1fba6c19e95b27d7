//! A report, rendered: the only view of a run that people and programs get.
//!
//! Enters: a [`Report`](crate::outcome::Report). Leaves: bytes in a format.
//! No format changes the verdict; each shows every finding or counts what it
//! left out.

pub mod github;
pub mod markdown;
pub mod sarif;
