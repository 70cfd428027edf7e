//! The few things done to the page, each in one short call. No markup is parsed: Trusted Types has nothing to object to.

use consent_core::view_model::{Key, ViewModel};
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, Window};

/// The value, or the page's own exception thrown on: nothing of ours is held across a call.
pub fn must<T>(result: Result<T, JsValue>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => wasm_bindgen::throw_val(error),
    }
}

/// What must be there in any page.
pub fn some<T>(value: Option<T>) -> T {
    match value {
        Some(value) => value,
        None => wasm_bindgen::throw_str("view-page"),
    }
}

/// The window.
pub fn window() -> Window {
    some(web_sys::window())
}

/// The document.
pub fn document() -> Document {
    some(window().document())
}

/// A new element in no place yet.
pub fn create(tag: &str) -> Element {
    must(document().create_element(tag))
}

/// Sets an attribute.
pub fn set(element: &Element, name: &str, value: &str) {
    must(element.set_attribute(name, value));
}

/// An attribute, or nothing written.
pub fn attribute(element: &Element, name: &str) -> String {
    element.get_attribute(name).unwrap_or_default()
}

/// A new element at the end of `parent`, named for themes and tests by `part`.
pub fn add(parent: &Element, tag: &str, part: &str) -> Element {
    let element = create(tag);
    if !part.is_empty() {
        set(&element, "part", part);
    }
    must(parent.append_child(&element));
    element
}

/// The same with text: one text node, one line of the notice.
pub fn add_text(parent: &Element, tag: &str, part: &str, text: &str) -> Element {
    let element = add(parent, tag, part);
    element.set_text_content(Some(text));
    element
}

/// A link; only its text is part of the notice.
pub fn add_link(parent: &Element, url: &str, text: &str) -> Element {
    let link = add_text(parent, "a", "link", text);
    set(&link, "href", url);
    link
}

/// The buttons of a layer: siblings that look alike, each with its action.
pub fn add_buttons(parent: &Element, model: &ViewModel, buttons: &[(&str, Key)]) {
    let row = add(parent, "div", "actions");
    for (action, key) in buttons {
        add_button(&row, "button", action, model.text(*key));
    }
}

/// A button that the view's one listener hears.
pub fn add_button(parent: &Element, part: &str, action: &str, text: &str) {
    let button = add_text(parent, "button", part, text);
    set(&button, "type", "button");
    set(&button, "data-action", action);
}

/// The first element under `parent` that matches.
pub fn find(parent: &Element, selector: &str) -> Option<Element> {
    must(parent.query_selector(selector))
}

/// The element or its nearest ancestor that matches.
pub fn closest(element: &Element, selector: &str) -> Option<Element> {
    must(element.closest(selector))
}
