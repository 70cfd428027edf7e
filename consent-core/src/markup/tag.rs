//! Tags and their attributes, as the tokeniser of the HTML Standard reads them (section 13.2.5).

use super::reference;
use crate::scan::{Scan, is_in, is_space, part};

/// An attribute as written.
#[derive(Clone, Copy)]
pub(super) struct Attribute<'a> {
    /// Its name, in the case it was written.
    pub(super) name: &'a str,
    /// Its value with character references undecoded, without quotes.
    pub(super) value: &'a str,
    /// Where the name begins.
    pub(super) start: usize,
    /// Where the attribute ends, closing quote included.
    pub(super) end: usize,
}

/// A start or end tag.
pub(super) struct Tag<'a> {
    /// The element's name, in the case it was written.
    pub(super) name: &'a str,
    /// Where the name ends.
    pub(super) name_end: usize,
    /// The attributes in order, repeated names included.
    pub(super) attributes: Vec<Attribute<'a>>,
    /// Where the tag ends, after its `>`.
    pub(super) end: usize,
    /// Whether it ends in `/>`.
    pub(super) is_self_closing: bool,
}

impl<'a> Tag<'a> {
    /// Reads the tag whose name begins at `start`; `None` when it does not end: such a tag never becomes an element.
    pub(super) fn read(html: &'a str, start: usize) -> Option<Self> {
        let mut scan = Scan::new(html, start);
        let name = scan.take(|byte| !is_space(byte) && !matches!(byte, b'/' | b'>'));
        let mut tag = Self {
            name,
            name_end: scan.place,
            attributes: Vec::new(),
            end: 0,
            is_self_closing: false,
        };
        loop {
            let gap = scan.take(|byte| is_space(byte) || byte == b'/');
            let start = scan.place;
            if scan.next()? == b'>' {
                tag.is_self_closing = gap.as_bytes().last() == Some(&b'/');
                tag.end = scan.place;
                return Some(tag);
            }
            // A leading `=` belongs to the name.
            scan.take(|byte| !is_space(byte) && !matches!(byte, b'/' | b'>' | b'='));
            let mut attribute = Attribute {
                name: part(html, start, scan.place),
                value: "",
                start,
                end: scan.place,
            };
            scan.take(is_space);
            if scan.accept(b'=') {
                scan.take(is_space);
                let quote = scan.peek()?;
                attribute.value = if matches!(quote, b'"' | b'\'') {
                    scan.place += 1;
                    let value = scan.take_until(quote);
                    scan.next()?;
                    value
                } else {
                    scan.take(|byte| !is_space(byte) && byte != b'>')
                };
                attribute.end = scan.place;
            }
            tag.attributes.push(attribute);
        }
    }

    /// Whether this is one of the elements `names`, which stand between spaces.
    pub(super) fn is(&self, names: &str) -> bool {
        is_in(names, self.name)
    }

    /// The value of the attribute, references decoded; the first of the name counts.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name.eq_ignore_ascii_case(name))
            .map(|attribute| reference::decode(attribute.value))
    }
}
