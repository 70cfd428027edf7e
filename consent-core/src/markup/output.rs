//! The text that comes out: the source with insertions and replacements, copied only once something changes.

use std::borrow::Cow;

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
        self.text.push_str(text);
        self.copied = to;
        self.is_changed = true;
    }

    /// Puts `text` before `place`.
    pub(super) fn insert(&mut self, place: usize, text: &str) {
        self.replace(place, place, text);
    }

    /// The text up to `end`.
    pub(super) fn finish(mut self, end: usize) -> Cow<'a, str> {
        if self.is_changed {
            self.copy(end);
            Cow::Owned(self.text)
        } else {
            Cow::Borrowed(self.html.get(..end).unwrap_or_default())
        }
    }

    fn copy(&mut self, to: usize) {
        self.text
            .push_str(self.html.get(self.copied..to).unwrap_or_default());
    }
}
