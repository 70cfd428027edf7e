//! The first layer: who asks, for what, and three buttons of equal weight. It does not block the page.

use consent_core::view_model::Key;

use super::tags::Tag;
use super::{Page, Pen, buttons, link, signal};

/// Draws the layer on the stage, and the door beside it.
pub fn draw<P: Page>(pen: &Pen<'_, P>, gpc: bool) {
    let model = &pen.model;
    pen.open_with(Tag::Banner, model.position(), 0);
    pen.open(Tag::Words);
    pen.key(Tag::Title, Key::Title);
    pen.key(Tag::Paragraph, Key::Body);
    pen.key(Tag::Paragraph, Key::Rights);
    link(pen, Tag::Link, model.policy_url(), Key::Policy);
    signal(pen, gpc);
    pen.up();
    buttons(pen, Tag::Settings, Key::Settings);
    pen.up();
    // From the stage to the shadow root and the host.
    pen.up();
    pen.up();
    door(pen);
}

/// A refusal outside the shadow tree for tools that refuse for the visitor (DuckDuckGo's autoconsent and its like look
/// into none, and know English in any page). Nobody sees it, and `inert` keeps keyboard, pointer and screen readers
/// away; it goes with the layer.
fn door<P: Page>(pen: &Pen<'_, P>) {
    pen.open(Tag::Door);
    pen.add(Tag::DoorReject, "Reject all", "");
}
