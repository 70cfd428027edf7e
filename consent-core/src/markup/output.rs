//! The text that comes out: the source with insertions and replacements, copied only once something changes.

use crate::scan::{part, put};
use alloc::string::String;

use alloc::borrow::Cow;

pub(super) struct Output<'a> {
    html: &'a str,
    text: String,
    copied: usize,
    is_changed: bool,
}

impl<'a> Output<'a> {
    pub(super) const fn new(html: &'a str) -> Self {
        Self {
            html,
            text: String::new(),
            copied: 0,
            is_changed: false,
        }
    }

    /// Puts `text` in place of `from..to`; places only rise.
    pub(super) fn replace(&mut self, from: usize, to: usize, text: &str) {
        self.copy(from);
        put(&mut self.text, text);
        self.copied = to;
        self.is_changed = true;
    }

    /// Leaves away what stands before `place`.
    pub(super) const fn skip(&mut self, place: usize) {
        self.copied = place;
        self.is_changed = true;
    }

    /// Puts `text` before `place`.
    pub(super) fn insert(&mut self, place: usize, text: &str) {
        self.replace(place, place, text);
    }

    /// Puts `text` into the tag that ends at `end`, behind its attributes.
    pub(super) fn insert_in_tag(&mut self, end: usize, text: &str) {
        self.replace(end, end, "");
        self.text.pop();
        put(&mut self.text, text);
        self.text.push('>');
    }

    /// The text up to `end`.
    pub(super) fn finish(mut self, end: usize) -> Cow<'a, str> {
        if self.is_changed {
            self.copy(end);
            Cow::Owned(self.text)
        } else {
            Cow::Borrowed(part(self.html, 0, end))
        }
    }

    fn copy(&mut self, to: usize) {
        put(&mut self.text, part(self.html, self.copied, to));
    }
}
