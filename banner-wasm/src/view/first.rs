//! The first layer: who asks, for what, and three buttons of equal weight. It does not block the page.

use consent_core::notice::Layer;
use consent_core::view_model::Key;

use super::{View, dom, status};

/// Builds the layer and puts it on the stage.
pub(super) fn build(view: &View) {
    let model = &view.model;
    let layer = dom::create("div");
    dom::set(&layer, "part", "banner");
    dom::set(&layer, "data-layer", Layer::First.as_str());
    dom::set(&layer, "data-position", model.position.as_str());
    dom::set(&layer, "role", "dialog");
    dom::set(&layer, "aria-labelledby", "first-title");
    let words = dom::add(&layer, "div", "words");
    let title = dom::add_text(&words, "h2", "title", model.text(Key::Title));
    dom::set(&title, "id", "first-title");
    dom::add_text(&words, "p", "text", model.text(Key::Body));
    dom::add_text(&words, "p", "text", model.text(Key::Rights));
    dom::add_link(
        &dom::add(&words, "p", "text"),
        &model.policy_url,
        model.text(Key::Policy),
    );
    status::add_signal(view, &words);
    dom::add_buttons(
        &layer,
        model,
        &[
            ("accept", Key::Accept),
            ("reject", Key::Reject),
            ("settings", Key::Settings),
        ],
    );
    dom::must(view.place.stage.append_child(&layer));
}
