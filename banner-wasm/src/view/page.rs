//! The view's place in the host page: its host element, its style sheet, and the room it asks the page for.

use consent_core::view_model::ViewModel;
use js_sys::{Array, JsString};
use wasm_bindgen::JsValue;
use web_sys::{CssStyleSheet, Element, ShadowRoot, ShadowRootInit, ShadowRootMode};

use super::{dom, squeeze, status};

const SOURCE: &str = include_str!("../../assets/view.css");
const SQUEEZED: ([u8; SOURCE.len()], usize) = squeeze::squeeze(SOURCE);
/// The style sheet without what only its readers need.
const STYLE: &str = squeeze::text(&SQUEEZED);

/// What the view has put into the page.
pub(super) struct Place {
    /// The shadow root, where events are heard.
    pub root: ShadowRoot,
    /// What the layers are put into.
    pub stage: Element,
    /// The page's own rules for the room that the first layer takes.
    room: CssStyleSheet,
}

/// Puts the host before the page's body, so that the keyboard and screen readers meet the banner first and no
/// selector or framework that counts the body's children notices it.
pub(super) fn mount(model: &ViewModel) -> Place {
    let host = dom::create("samtycke-banner");
    dom::set(&host, "lang", &model.lang);
    dom::set(&host, "dir", model.direction.as_str());
    // Open, so that assistive tools, tests and the site's own scripts can read what was shown; a closed root would
    // hide it from them and protect nothing, since choices need a trusted click.
    let root = dom::must(host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)));
    root.set_adopted_style_sheets(&Array::of1(&sheet(STYLE)));
    let stage = dom::create("div");
    status::add_region(&stage);
    dom::must(root.append_child(&stage));

    let document = dom::document();
    let room = sheet("");
    let sheets = document.adopted_style_sheets().concat(&Array::of1(&room));
    document.set_adopted_style_sheets(&sheets);
    let html = dom::some(document.document_element());
    let body = document.body();
    dom::must(html.insert_before(&host, body.as_deref().map(AsRef::as_ref)));
    Place { root, stage, room }
}

impl Place {
    /// Lets the page scroll clear of `layer`: what gets the focus is brought above it (WCAG 2.4.11), and the end of
    /// the page can be reached. The room is added after everything else, so nothing moves.
    pub(super) fn make_room(&self, layer: &Element) {
        let height = dom::must(dom::window().inner_height())
            .as_f64()
            .unwrap_or_default();
        let room = JsValue::from_f64(height - layer.get_bounding_client_rect().top());
        let rules = JsString::from(":root{scroll-padding-block-end:")
            .concat(&room)
            .concat(&JsValue::from_str(
                "px}:root::after{content:\"\";display:block;block-size:",
            ))
            .concat(&room)
            .concat(&JsValue::from_str("px}"));
        dom::must(self.room.replace_sync(&String::from(rules)));
    }

    /// Takes that room away again.
    pub(super) fn give_back_room(&self) {
        dom::must(self.room.replace_sync(""));
    }
}

fn sheet(rules: &str) -> CssStyleSheet {
    let sheet = dom::must(CssStyleSheet::new());
    dom::must(sheet.replace_sync(rules));
    sheet
}
