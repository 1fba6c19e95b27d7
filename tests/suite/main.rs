//! Tests that drive the real program.

mod architecture;
mod check;
#[cfg(feature = "github")]
mod github;
mod labelled;
mod markdown;
mod pages;
mod program;
mod sarif;
mod screen;
mod encodings;
mod recorder;
