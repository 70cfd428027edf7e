//! How the page is told what to draw.

use consent_core::view_model::{Encoded, Key, unit};

use super::tags::{TAGS, Tag};

/// What carries out the steps: the page's part, or a test.
pub trait Page {
    /// One step, seen from the element that is drawn in now:
    /// - with a `tag`: a new element as its last child, with `text` as its one text node. Without a text, what follows
    ///   is drawn in the new element. `value` stands for each `*` in the tag's attributes; `switch` is not 0 for a
    ///   switch: its category's bit, [`ON`] and [`FIXED`].
    /// - without a tag: `text` takes the place of what is in the element; without a text too, what follows is drawn in
    ///   its parent. The host is the parent of the shadow root.
    fn step(&self, tag: &str, text: &str, value: &str, switch: u32);
}

/// The switch is on.
pub const ON: u32 = 16;
/// The switch cannot be moved.
pub const FIXED: u32 = 32;

/// Draws what a model says on a page.
#[derive(Debug)]
pub struct Pen<'a, P> {
    page: P,
    /// What is drawn from.
    pub model: Encoded<'a>,
}

impl<'a, P: Page> Pen<'a, P> {
    /// A pen at the element that the page draws in now.
    pub fn new(page: P, model: Encoded<'a>) -> Self {
        Self { page, model }
    }

    /// A text of the model.
    pub fn text(&self, key: Key) -> &'a str {
        self.model.text(key)
    }

    /// An element that what follows is drawn in, until [`Self::up`].
    pub(super) fn open(&self, tag: Tag) {
        self.open_with(tag, "", 0);
    }

    /// The same with a value for its attributes.
    pub(super) fn open_with(&self, tag: Tag, value: &str, switch: u32) {
        self.step(tag, "", value, switch);
    }

    /// An element with a text of the model.
    pub(super) fn key(&self, tag: Tag, key: Key) {
        self.add(tag, self.text(key), "");
    }

    /// An element with a text: one text node, one line of the notice. Nothing is added for no text.
    pub(super) fn add(&self, tag: Tag, text: &str, value: &str) {
        if !text.is_empty() {
            self.step(tag, text, value, 0);
        }
    }

    /// Puts a text in place of what is in the element.
    pub(super) fn write(&self, text: &str) {
        self.page.step("", text, "", 0);
    }

    /// What follows is drawn in the parent.
    #[inline(never)]
    pub(super) fn up(&self) {
        self.write("");
    }

    fn step(&self, tag: Tag, text: &str, value: &str, switch: u32) {
        self.page
            .step(unit(TAGS, tag as usize), text, value, switch);
    }
}
