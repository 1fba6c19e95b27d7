//! A procurement gate: which components of a build were published by restricted vendors.

pub mod denylist;
