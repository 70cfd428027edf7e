//! The first layer: who asks, for what, and three buttons of equal weight. It does not block the page.

use consent_core::notice::Layer;
use consent_core::view_model::Key;

use super::dom::Tag;
use super::{View, status};

/// Builds the layer and puts it on the stage.
pub(super) fn build(view: &View) -> Tag {
    let model = &view.model;
    let layer = view.place.stage.add("div", "banner");
    // Scanners of banners look for this name.
    layer.set("id", "cookie-banner");
    layer.set("data-layer", Layer::First.as_str());
    layer.set("data-position", model.position.as_str());
    layer.set("role", "dialog");
    layer.set("aria-labelledby", "first-title");
    let words = layer.add("div", "words");
    words
        .add_text("h2", "title", model.text(Key::Title))
        .set("id", "first-title");
    words.add_text("p", "text", model.text(Key::Body));
    words.add_text("p", "text", model.text(Key::Rights));
    words.add_link(model.policy_url, model.text(Key::Policy));
    status::add_signal(view, &words);
    layer.add_buttons(model, "settings", Key::Settings);
    add_door(view);
    layer
}

/// A refusal outside the shadow tree for tools that refuse for the visitor (DuckDuckGo's autoconsent and its like look
/// into none, and know English in any page). Nobody sees it, and `inert` keeps keyboard, pointer and screen readers
/// away; it goes with the layer.
fn add_door(view: &View) {
    let door = view.place.host.add("div", "");
    door.set("data-layer", Layer::First.as_str());
    door.set("inert", "");
    door.add_text("a", "", "Reject all")
        .set("data-action", "reject");
}
