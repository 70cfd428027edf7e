//! The view: what the first layer and the settings consist of, told to the page step by step.
//!
//! The page's part (`assets/view/`) makes each element that it is told of, hears clicks, and hands a choice to the gate.
//! Here is decided *what* is drawn: which elements, in which order, with which texts, from an encoded view model and the
//! visitor's state. Nothing is remembered between two calls, and nothing allocated.
//!
//! Start reading at [`export`], the list of what the page can ask for.

pub mod export;
mod first;
mod pen;
mod services;
mod settings;
mod tags;

#[cfg(test)]
mod tests;

use consent_core::category::{Category, CategorySet};
use consent_core::view_model::Key;

pub use pen::{Page, Pen};
use tags::Tag;

/// The frame around both layers: a live region, since screen readers announce only what changes in one that they know,
/// and the place of what stands in the page's own tree.
pub fn frame<P: Page>(pen: &Pen<'_, P>) {
    pen.open(Tag::Stage);
    pen.open(Tag::Status);
    pen.up();
    pen.open(Tag::Slot);
}

/// What the live region says after a choice.
pub fn saved<P: Page>(pen: &Pen<'_, P>) {
    pen.write(pen.text(Key::Saved));
}

/// What "accept" grants. Global Privacy Control is not overruled by a sweeping yes, only by the switch itself.
pub fn accepted(asked: CategorySet, gpc: bool) -> CategorySet {
    let all = asked.with(Category::Functional);
    if gpc {
        all.without(Category::Advertising)
    } else {
        all
    }
}

pub use first::draw as first;
pub use settings::draw as settings;

/// The three buttons of a layer: siblings that look alike. The first two are the same in both.
fn buttons<P: Page>(pen: &Pen<'_, P>, third: Tag, third_key: Key) {
    pen.open(Tag::Actions);
    pen.key(Tag::Accept, Key::Accept);
    pen.key(Tag::Reject, Key::Reject);
    pen.key(third, third_key);
    pen.up();
}

/// A link in a paragraph of its own; only its text is part of the notice.
fn link<P: Page>(pen: &Pen<'_, P>, tag: Tag, url: &str, key: Key) {
    pen.open(Tag::Paragraph);
    pen.add(tag, pen.text(key), url);
    pen.up();
}

/// Says that Global Privacy Control was seen, where it was.
fn signal<P: Page>(pen: &Pen<'_, P>, gpc: bool) {
    if gpc {
        pen.key(Tag::Signal, Key::Gpc);
    }
}
