//! The vocabulary in which readers tell what a document holds.
//!
//! A document makes marks on subjects, and edges between subjects, in any
//! order. A reader tells them to a [`Visitor`] as it reads and never holds a
//! component; whoever listens decides what to keep.

mod explain;
mod subject;
mod visitor;

pub use explain::{Explain, Explanation, Path, Remedy, Step};
pub use subject::{
    Class, DependencyKind, Edge, Inclusion, Mark, PartyRole, Role, Subject, UrlRole,
};
pub use visitor::{
    Direction, Document, Field, Link, LinkKind, Locate, Nowhere, SubjectId, Unreadable, Visitor,
};
