//! What the page's part can ask, one function a question. Each gets the encoded view model anew: where it lies.
//!
//! A layer is drawn in the element that the page draws in when it asks.

use consent_core::category::CategorySet;
use consent_core::view_model::Encoded;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{Page, Pen};
use crate::text::Text;

#[wasm_bindgen]
extern "C" {
    /// See [`Page::step`]: three texts, each by address and length.
    fn step(
        tag: *const u8,
        tag_length: usize,
        text: *const u8,
        text_length: usize,
        value: *const u8,
        value_length: usize,
        switch: u32,
    );
}

/// The page that the module runs in.
struct Browser;

impl Page for Browser {
    fn step(&self, tag: &str, text: &str, value: &str, switch: u32) {
        step(
            tag.as_ptr(),
            tag.len(),
            text.as_ptr(),
            text.len(),
            value.as_ptr(),
            value.len(),
            switch,
        );
    }
}

/// Returns whether `model` is an encoded view model; nothing is drawn of anything else.
fn draw(model: Text, what: impl FnOnce(&Pen<'_, Browser>)) -> bool {
    let model = Encoded::open(model.0);
    let is_model = model.is_some();
    if let Some(model) = model {
        what(&Pen::new(Browser, model));
    }
    is_model
}

/// See [`super::frame`]; returns whether `model` is an encoded view model.
#[wasm_bindgen]
pub fn frame(model: Text) -> bool {
    draw(model, super::frame)
}

/// See [`super::first`].
#[wasm_bindgen]
pub fn first(model: Text, gpc: bool) {
    draw(model, |pen| super::first(pen, gpc));
}

/// See [`super::settings`]; `granted` is a set of bits.
#[wasm_bindgen]
pub fn settings(model: Text, gpc: bool, granted: u8) {
    draw(model, |pen| {
        super::settings(pen, gpc, CategorySet::from_bits(granted));
    });
}

/// See [`super::saved`].
#[wasm_bindgen]
pub fn saved(model: Text) {
    draw(model, super::saved);
}

/// See [`super::accepted`]; takes and returns sets of bits.
#[wasm_bindgen]
pub fn accepted(asked: u8, gpc: bool) -> u8 {
    super::accepted(CategorySet::from_bits(asked), gpc).bits()
}
