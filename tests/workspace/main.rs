//! Checks on the workspace itself: who may depend on whom, how large the script may be, and what
//! the core and the script must not contain, and what the TypeScript declarations say.
#![expect(clippy::unwrap_used, reason = "a panic is how a check fails")]

mod arrows;
mod choices;
mod engines;
mod expressions;
mod filters;
mod frames;
mod gate_script;
mod helpers;
mod opener;
mod pictures;
mod purity;
mod size;
mod types;
