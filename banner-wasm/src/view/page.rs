//! The view's place in the host page: its host element, its style sheet, and the room it asks the page for.

use consent_core::view_model::{Encoded, Position};
use wasm_bindgen::prelude::*;

use super::dom::{self, Tag};
use super::{squeeze, status};

const SOURCE: &str = include_str!("../../assets/view.css");
const SQUEEZED: ([u8; SOURCE.len()], usize) = squeeze::squeeze(SOURCE);
/// The style sheet without what only its readers need.
const STYLE: &str = squeeze::text(&SQUEEZED);

#[wasm_bindgen]
extern "C" {
    /// A constructed style sheet: a strict policy has nothing to say against it.
    #[wasm_bindgen(js_name = CSSStyleSheet)]
    type Sheet;

    #[wasm_bindgen(constructor, js_class = "CSSStyleSheet")]
    fn new() -> Sheet;

    #[wasm_bindgen(method, js_name = replaceSync)]
    fn replace(this: &Sheet, rules: &str);

    /// The document's sheets, or those of a shadow root.
    type Sheets;

    #[wasm_bindgen(method)]
    fn push(this: &Sheets, sheet: &Sheet);

    #[wasm_bindgen(js_namespace = ["document", "adoptedStyleSheets"], js_name = push)]
    fn push_to_document(sheet: &Sheet);

    /// Where the view draws and hears.
    #[derive(Clone)]
    pub type Root;

    #[wasm_bindgen(method, js_name = attachShadow)]
    fn attach_shadow(this: &Tag, options: &web_sys::ShadowRootInit) -> Root;

    #[wasm_bindgen(method, getter, js_name = adoptedStyleSheets)]
    fn sheets(this: &Root) -> Sheets;

    #[wasm_bindgen(method)]
    fn append(this: &Root, child: &Tag);
}

/// What the view has put into the page.
pub(super) struct Place {
    /// The view's element in the page.
    pub host: Tag,
    /// Where events are heard.
    pub root: Root,
    /// What the layers are put into.
    pub stage: Tag,
    /// The live region.
    pub status: Tag,
    /// The page's own rules for the room that the first layer takes.
    room: Sheet,
}

/// Puts the host before the page's body, so that the keyboard and screen readers meet the banner first and no
/// selector or framework that counts the body's children notices it.
pub(super) fn mount(model: &Encoded<'_>) -> Place {
    let host = dom::create("samtycke-banner");
    host.set("lang", model.lang);
    host.set("dir", model.direction.as_str());
    // Open, so that assistive tools, tests and the site's own scripts can read what was shown; a closed root would
    // hide it from them and protect nothing, since choices need a trusted click.
    let root = host.attach_shadow(&web_sys::ShadowRootInit::new(web_sys::ShadowRootMode::Open));
    let style = Sheet::new();
    // One sheet: the properties that a theme sets and ours that read them stand on the same element.
    style.replace(&dom::join(&[STYLE, model.theme]));
    root.sheets().push(&style);
    let stage = dom::create("div");
    let status = status::add_region(&stage);
    stage.add("slot", "");
    root.append(&stage);
    dom::put_before_body(&host);
    let room = Sheet::new();
    push_to_document(&room);
    Place {
        host,
        root,
        stage,
        status,
        room,
    }
}

impl Place {
    /// Lets the page scroll clear of `layer`: what gets the focus is brought above it (WCAG 2.4.11), and the end of
    /// the page can be reached. The room is added after everything else, so nothing moves.
    pub(super) fn make_room(&self, layer: &Tag, position: Position) {
        // From the lower edge, or from the middle of the window.
        let (from, half) = match position {
            Position::Bar | Position::Box => ("calc(2em + ", "px)"),
            Position::Dialog => ("calc(50vh + ", "px/2)"),
        };
        let room = dom::join(&[from, &decimal(layer.offset_height()), half]);
        self.room.replace(&dom::join(&[
            ":root{scroll-padding-block-end:",
            &room,
            "}:root::after{content:\"\";display:block;block-size:",
            &room,
            "}",
        ]));
    }

    /// Takes that room away again.
    pub(super) fn give_back_room(&self) {
        self.room.replace("");
    }
}

/// A number from zero up in digits; the formatter of the standard library costs a kilobyte.
fn decimal(number: i32) -> String {
    let mut digits = String::new();
    let mut unit = 1;
    while number / unit > 9 {
        unit *= 10;
    }
    while unit > 0 {
        digits.push(char::from(b'0' + (number / unit % 10) as u8));
        unit /= 10;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_decimal() {
        for number in [0, 7, 10, 99, 100, 2026] {
            assert_eq!(decimal(number), number.to_string());
        }
    }
}
