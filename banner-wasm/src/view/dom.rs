//! The few things done to the page, each in one short call. No markup is parsed: Trusted Types has nothing to object to.
//!
//! The bindings are our own where web-sys would turn an exception into a `Result`: none of these calls fails in a page
//! that can run the view, an exception may as well go to the page's console, and each such binding costs 60 bytes.

use consent_core::view_model::{Encoded, Key};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// An element, with the methods that the view calls.
    #[wasm_bindgen(extends = web_sys::HtmlInputElement, extends = web_sys::HtmlElement, extends = web_sys::Element,
                   extends = web_sys::EventTarget)]
    #[derive(Clone)]
    pub type Tag;

    /// A function of the page's realm.
    pub type Call;

    /// Calls it in so many milliseconds.
    #[wasm_bindgen(js_name = setTimeout)]
    pub fn later(call: &Call, ms: u32);

    /// A new element in no place yet.
    #[wasm_bindgen(js_namespace = document, js_name = createElement)]
    pub fn create(tag: &str) -> Tag;

    /// Puts `host` before the body.
    #[wasm_bindgen(js_namespace = ["document", "body"], js_name = before)]
    pub fn put_before_body(host: &Tag);

    /// Sets an attribute.
    #[wasm_bindgen(method, js_name = setAttribute)]
    pub fn set(this: &Tag, name: &str, value: &str);

    /// Adds a last child.
    #[wasm_bindgen(method)]
    pub fn append(this: &Tag, child: &Tag);

    /// The first descendant that matches.
    #[wasm_bindgen(method, js_name = querySelector)]
    pub fn find(this: &Tag, selector: &str) -> Option<Tag>;

    /// The element or its nearest ancestor that matches.
    #[wasm_bindgen(method)]
    pub fn closest(this: &Tag, selector: &str) -> Option<Tag>;

    /// Opens a `<dialog>` over the page.
    #[wasm_bindgen(method, js_name = showModal)]
    pub fn show_modal(this: &Tag);

    /// Closes a `<dialog>`; the browser gives the focus back.
    #[wasm_bindgen(method)]
    pub fn close(this: &Tag);
}

impl Tag {
    /// An attribute, or nothing written.
    pub fn attribute(&self, name: &str) -> String {
        self.get_attribute(name).unwrap_or_default()
    }

    /// A new element at the end, named for themes and tests by `part`.
    pub fn add(&self, tag: &str, part: &str) -> Tag {
        let element = create(tag);
        if !part.is_empty() {
            element.set("part", part);
        }
        self.append(&element);
        element
    }

    /// The same with text: one text node, one line of the notice. Nothing is added for no text.
    pub fn add_text(&self, tag: &str, part: &str, text: &str) -> Tag {
        if text.is_empty() {
            return self.clone();
        }
        let element = self.add(tag, part);
        element.set_text_content(Some(text));
        element
    }

    /// A link in a paragraph of its own; only its text is part of the notice.
    pub fn add_link(&self, url: &str, text: &str) -> Tag {
        let link = self.add("p", "text").add_text("a", "link", text);
        link.set("href", url);
        link
    }

    /// A button that the view's one listener hears.
    pub fn add_button(&self, part: &str, action: &str, text: &str) {
        let button = self.add_text("button", part, text);
        button.set("type", "button");
        button.set("data-action", action);
    }

    /// The three buttons of a layer: siblings that look alike. The first two are the same in both.
    pub fn add_buttons(&self, model: &Encoded<'_>, third: &str, third_key: Key) {
        let row = self.add("div", "actions");
        row.add_button("button", "accept", model.text(Key::Accept));
        row.add_button("button", "reject", model.text(Key::Reject));
        row.add_button("button", third, model.text(third_key));
    }
}

/// The parts as one string; `concat` of the standard library brings its panics along.
pub fn join(parts: &[&str]) -> String {
    let mut whole = String::new();
    for part in parts {
        whole.push_str(part);
    }
    whole
}
