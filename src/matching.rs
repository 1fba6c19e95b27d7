//! Which components come from a restricted vendor, and how we know.
//!
//! Hears subjects, marks and edges from a reader; returns matches with
//! evidence, coverage and the publishers it met. Knows nothing of
//! acceptances or effects: that is `policy`.

mod found;

pub use found::{Evidence, Match, Occurrence, Publisher, PublisherKind, PublisherResult, Screened};
