//! Tests that drive the real program.

mod architecture;
mod attribution;
mod baseline;
mod check;
mod discovery;
mod encodings;
mod ends;
mod expect;
mod fields;
mod floods;
mod floor;
mod floor_lists;
mod generators;
#[cfg(feature = "github")]
mod github;
mod hiding;
mod history;
#[cfg(unix)]
mod hostile;
mod json_documents;
mod labelled;
mod lists;
mod locked;
mod lockfile;
mod markdown;
mod mutations;
mod neutral_names;
mod pages;
mod persons;
mod pieces;
mod policy;
mod policy_outputs;
mod program;
mod rdf;
mod recorder;
mod reports;
mod sarif;
mod screen;
mod secrets;
mod stale;
mod twice;
mod vendored;
mod weighing;
mod workspace;
mod writer;
