//! The browser edge: the *gate* (classifies, holds back, releases, remembers and sends the choice) and the
//! *view* (banner and settings), built as two WASM modules from this one crate.

// The gate does without the standard library: what it says on a panic, nobody reads.
#![cfg_attr(all(target_arch = "wasm32", not(feature = "view")), no_std)]

extern crate alloc;

#[cfg(feature = "gate")]
pub mod gate;
#[cfg(feature = "view")]
pub mod view;
