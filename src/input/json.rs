//! JSON documents of any size, one element at a time.
//!
//! A [`Window`] holds no more than one element of a top-level array; the
//! splitter finds where that ends, and serde reads it from there.

mod element;
mod plain;
mod window;

pub(crate) use element::{Element, Str, list, object, parse_element, read_element, text};
pub(crate) use plain::Extent;
pub(crate) use window::{Trouble, Window};
