//! Tests that drive the real program, and one that holds the map of the modules.

mod architecture;
mod check;
mod program;
mod screen;
