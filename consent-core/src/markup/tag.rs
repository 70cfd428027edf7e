//! Tags and their attributes, as the tokeniser of the HTML Standard reads them (section 13.2.5).
//!
//! Attributes are not kept: whoever wants them reads the tag once more, which takes less code than a list.

use super::reference;
use crate::scan::{Scan, is_in, is_space, part};
use alloc::string::String;

/// An attribute as written.
pub(super) struct Attribute<'a> {
    /// Its name, in the case it was written; empty for the `>` that ends the tag.
    pub(super) name: &'a str,
    /// Its value with character references undecoded, without quotes.
    pub(super) value: &'a str,
    /// Where the name begins.
    pub(super) start: usize,
}

impl<'a> Attribute<'a> {
    /// Passes the next attribute of a tag, closing quote included, or the tag's `>`. `None` when that does not come.
    fn read(scan: &mut Scan<'a>) -> Option<Self> {
        scan.take(is_gap);
        let mut attribute = Self {
            name: "",
            value: "",
            start: scan.place,
        };
        // A leading `=` belongs to the name.
        if scan.next()? == b'>' {
            return Some(attribute);
        }
        scan.take(|byte| !is_gap(byte) && !matches!(byte, b'>' | b'='));
        attribute.name = part(scan.text, attribute.start, scan.place);
        let mut after = *scan;
        after.take(is_space);
        if after.accept(b'=') {
            after.take(is_space);
            let quote = after.peek()?;
            attribute.value = if matches!(quote, b'"' | b'\'') {
                after.place += 1;
                let value = after.take_until(quote);
                after.next()?;
                value
            } else {
                after.take(|byte| !is_space(byte) && byte != b'>')
            };
            *scan = after;
        }
        Some(attribute)
    }

    /// The next attribute of a tag that is whole.
    pub(super) fn next(scan: &mut Scan<'a>) -> Option<Self> {
        Self::read(scan).filter(|attribute| !attribute.name.is_empty())
    }
}

/// A start or end tag.
pub(super) struct Tag<'a> {
    html: &'a str,
    /// The element's name, in the case it was written.
    pub(super) name: &'a str,
    /// Where the name ends.
    pub(super) name_end: usize,
    /// Where the tag ends, after its `>`.
    pub(super) end: usize,
    /// Whether it ends in `/>`.
    pub(super) is_self_closing: bool,
}

impl<'a> Tag<'a> {
    /// Reads the tag whose name begins at `start`; `None` when it does not end: such a tag never becomes an element.
    pub(super) fn read(html: &'a str, start: usize) -> Option<Self> {
        let mut scan = Scan::new(html, start);
        let name = scan.take(|byte| !is_gap(byte) && byte != b'>');
        let name_end = scan.place;
        loop {
            let before = scan.place;
            let attribute = Attribute::read(&mut scan)?;
            if attribute.name.is_empty() {
                let gap = part(html, before, attribute.start).as_bytes();
                return Some(Self {
                    html,
                    name,
                    name_end,
                    end: scan.place,
                    is_self_closing: gap.last() == Some(&b'/'),
                });
            }
        }
    }

    /// Whether this is one of the elements `names`, which stand between spaces.
    pub(super) fn is(&self, names: &str) -> bool {
        is_in(names, self.name)
    }

    /// Before the first attribute, for [`Attribute::next`].
    pub(super) const fn attributes(&self) -> Scan<'a> {
        Scan::new(self.html, self.name_end)
    }

    /// The attribute of that name; the first counts.
    pub(super) fn find(&self, name: &str) -> Option<Attribute<'a>> {
        let mut scan = self.attributes();
        while let Some(attribute) = Attribute::next(&mut scan) {
            if attribute.name.eq_ignore_ascii_case(name) {
                return Some(attribute);
            }
        }
        None
    }

    /// The value of the attribute of that name, references decoded.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.find(name)
            .map(|attribute| reference::decode(attribute.value))
    }
}

/// What stands between attributes.
const fn is_gap(byte: u8) -> bool {
    is_space(byte) || byte == b'/'
}
