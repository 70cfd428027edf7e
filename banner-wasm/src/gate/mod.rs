//! The gate module: what may pass, and what the visitor chose.
//!
//! The hooks themselves, and everything that touches the page, are the hand-written JavaScript of
//! `assets/prologue.js`; it asks here and remembers the answers. Nothing in this module touches the DOM, a clock or
//! randomness: all come in as parameters, so it is tested natively. Start at `export`, the list of what can be asked.

#[cfg(all(target_arch = "wasm32", not(feature = "view")))]
mod export;
pub mod state;
