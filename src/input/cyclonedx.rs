//! CycloneDX 1.0 to 1.7 ([specification]).
//!
//! Each encoding reads the same [`model`], and the model tells the visitor.
//!
//! [specification]: https://cyclonedx.org/docs/

pub(crate) mod json;
pub(crate) mod model;
pub(crate) mod protobuf;
pub(crate) mod tell;
pub(crate) mod textproto;
pub(crate) mod xml;
