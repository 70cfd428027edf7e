//! The browser edge: the *gate* (classifies, holds back, releases, remembers and sends the choice) and the
//! *view* (banner and settings), built as two WASM modules from this one crate.

#[cfg(feature = "gate")]
pub mod gate;
#[cfg(feature = "view")]
pub mod view;
