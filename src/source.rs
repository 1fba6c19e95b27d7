//! Bytes and the places in them: files, windows, encodings, locations.
//!
//! Inputs are opened here alone. Knows no format.

mod ahead;
mod digest;
mod files;
mod full;
mod git;
mod location;
mod origin;
mod raw;
mod stream;
mod text;
mod zlib;
mod zstd;

pub use digest::{digest, hex};
pub use files::{files_below, is_out_of_reach};
pub use git::{Repository, TreeFile};
pub use location::{Counted, Location, Spot, line_breaks};
pub use origin::{Origin, Source};
pub use stream::{Stream, is_packed, is_utf16};
pub use text::{is_link, read_text};
pub use zlib::unpack_zlib;
