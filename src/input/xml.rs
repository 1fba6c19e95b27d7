//! XML documents of any size, one element at a time.
//!
//! [`Xml`] walks over a document; what the caller wants of it is read into a
//! [`Tree`], which holds one element and is used again for the next. Nothing
//! outside the document is ever opened, and its own entities are bounded.

mod attribute;
mod encoding;
mod entity;
mod events;
mod lines;
mod space;
mod tree;
pub(crate) mod twice;
mod walk;

pub(crate) use encoding::decoded;
pub(crate) use space::Space;
pub(crate) use tree::{Node, Tree};
pub(crate) use walk::{Step, Trouble, Xml};
