//! Which components come from a restricted vendor, and how we know.
//!
//! Hears subjects, marks and edges from a reader; returns matches with
//! evidence, coverage and the publishers it met. Knows nothing of
//! acceptances or effects: that is `policy`.
//!
//! Two steps. `Index::classify` looks at each mark alone, as it is told,
//! and answers with *signs*: identities that the mark met. Once the document
//! is over, evidence flows from parties to what they supplied and from files
//! to what contains them, and [`attribution`](self) weighs all signs of one
//! vendor on one component together: that is where a URL that the purl
//! contradicts, or an author whom a fork copied, loses its weight.

mod attribution;
mod brand;
#[cfg(test)]
mod bundled_lists;
mod copyright;
mod cpe;
mod discreet;
mod distribution;
mod edges;
mod email;
mod found;
mod graph;
mod image;
mod index;
mod memo;
mod name;
mod namespace;
mod person;
mod publishers;
mod screening;
mod sign;
mod source;
mod stem;
mod store;
mod url;

pub use found::{Evidence, Match, Occurrence, Publisher, PublisherKind, PublisherResult, Screened};
pub use index::{Index, NameMatch};
pub use screening::Screening;
