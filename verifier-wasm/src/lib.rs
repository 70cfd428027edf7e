//! The verifier for a page that needs no network.
//!
//! Everything that is decided is decided by `consent_core::verify`, which the command `collector-server verify` calls
//! too. [`given`] tells what a file is, [`view`] what the page has to show, `page` hears the visitor and reads files;
//! the words and the drawing are script (`assets/verify/`). `cargo xtask wasm` builds all of it into one HTML file.

pub mod given;
mod page;
pub mod view;

use wasm_bindgen::prelude::wasm_bindgen;

/// Begins to listen. Called once, by the page's script.
#[wasm_bindgen]
pub fn start() {
    page::start();
}
