//! Words that answer the visitor's own state: a choice was saved, a signal was seen. No part of the notice.

use consent_core::view_model::Key;
use gloo_timers::callback::Timeout;
use web_sys::Element;

use super::{View, dom};

/// How long the confirmation stays on screen.
const SHOWN_MS: u32 = 6_000;

/// Adds the empty live region: screen readers announce only what changes in one they know.
pub(super) fn add_region(stage: &Element) {
    let region = dom::add(stage, "div", "status");
    dom::set(&region, "role", "status");
    dom::set(&region, "data-notice", "skip");
}

/// Says that the choice was saved, and takes the words away again after a while.
pub(super) fn say_saved(view: &View) {
    if let Some(region) = dom::find(&view.place.stage, "[role=status]") {
        region.set_text_content(Some(view.model.text(Key::Saved)));
        Timeout::new(SHOWN_MS, move || region.set_text_content(None)).forget();
    }
}

/// Says that Global Privacy Control was seen, where it was.
pub(super) fn add_signal(view: &View, parent: &Element) {
    if view.bridge.gpc() {
        let signal = dom::add_text(parent, "p", "signal", view.model.text(Key::Gpc));
        dom::set(&signal, "data-notice", "skip");
    }
}
