//! Tests that drive the real program.

mod architecture;
mod check;
mod encodings;
#[cfg(feature = "github")]
mod github;
#[cfg(unix)]
mod hostile;
mod json_documents;
mod labelled;
mod markdown;
mod pages;
mod program;
mod recorder;
mod sarif;
mod screen;
