//! The gate as the view sees it (contracts §5). Every value is read when it is needed: it may have changed.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The object that the gate hands to the view.
    pub type Bridge;

    /// Bits of the categories that are granted now.
    #[wasm_bindgen(method, getter)]
    pub fn mask(this: &Bridge) -> u8;

    /// Whether the visitor has a valid choice already.
    #[wasm_bindgen(method, getter)]
    pub fn chosen(this: &Bridge) -> bool;

    /// Whether the browser sends Global Privacy Control.
    #[wasm_bindgen(method, getter)]
    pub fn gpc(this: &Bridge) -> bool;

    /// Bits of the categories that the site asks about.
    #[wasm_bindgen(method, getter)]
    pub fn asked(this: &Bridge) -> u8;

    /// Records a choice: granted bits, `method` as in a receipt, and the layer's name (`first`, `settings`). False when
    /// it was not taken.
    #[wasm_bindgen(method)]
    pub fn save(this: &Bridge, mask: u8, method: &str, layer: &str) -> bool;

    /// The settings were left without a choice, and no layer is open any more.
    #[wasm_bindgen(method)]
    pub fn dismiss(this: &Bridge);

    /// Focus may go back to what opened the view: no layer is open any more.
    #[wasm_bindgen(method, js_name = focusBack)]
    pub fn focus_back(this: &Bridge);
}
