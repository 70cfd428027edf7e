//! Words that answer the visitor's own state: a choice was saved, a signal was seen. No part of the notice.

use consent_core::view_model::Key;

use super::View;
use super::dom::{self, Tag};

/// How long the confirmation stays on screen.
const SHOWN_MS: u32 = 6_000;

/// Adds the empty live region: screen readers announce only what changes in one they know.
pub(super) fn add_region(stage: &Tag) -> Tag {
    let region = stage.add("div", "status");
    region.set("role", "status");
    region.set("data-notice", "skip");
    region
}

/// Says that the choice was saved, and takes the words away again after a while.
pub(super) fn say_saved(view: &View) {
    let region = &view.place.status;
    region.set_text_content(Some(view.model.text(Key::Saved)));
    dom::later(&view.hush, SHOWN_MS);
}

/// Says that Global Privacy Control was seen, where it was.
pub(super) fn add_signal(view: &View, parent: &Tag) {
    if view.bridge.gpc() {
        parent
            .add_text("p", "signal", view.model.text(Key::Gpc))
            .set("data-notice", "skip");
    }
}
