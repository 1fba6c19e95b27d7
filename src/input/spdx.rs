//! SPDX 2.1 to 2.3 and 3.0 ([specifications]).
//!
//! [specifications]: https://spdx.dev/use/specifications/

mod declared;
pub(crate) mod json;
pub(crate) mod model;
pub(crate) mod rdf;
mod registry;
pub(crate) mod tag_value;
pub(crate) mod tell;
pub(crate) mod v3;
pub(crate) mod xml;
pub(crate) mod yaml;

/// What to ask for in place of a form that was never released.
pub(crate) const RELEASED: &str =
    "ask for the document in a released form: JSON of SPDX 2.2 or 2.3, or tag-value";
