//! Tags and their attributes, as the tokeniser of the HTML Standard reads them (section 13.2.5).

use super::reference;
use std::borrow::Cow;

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
    /// Reads the tag whose name begins at `start`, within `html[..limit]`; `None` when it does not end there: such a
    /// tag never becomes an element.
    pub(super) fn read(html: &'a str, start: usize, limit: usize) -> Option<Self> {
        let bytes = html.as_bytes().get(..limit)?;
        let until = |from: usize, ends: fn(u8) -> bool| {
            bytes
                .get(from..)?
                .iter()
                .position(|byte| ends(*byte))
                .map(|length| from + length)
        };
        let name_end = until(start, |byte| is_space(byte) || matches!(byte, b'/' | b'>'))?;
        let mut tag = Self {
            name: part(html, start, name_end),
            name_end,
            attributes: Vec::new(),
            end: 0,
            is_self_closing: false,
        };
        let mut place = name_end;
        loop {
            let from = until(place, |byte| !is_space(byte) && byte != b'/')?;
            if bytes[from] == b'>' {
                tag.is_self_closing = from > place && bytes[from - 1] == b'/';
                tag.end = from + 1;
                return Some(tag);
            }
            // A leading `=` belongs to the name.
            let end = until(from + 1, |byte| {
                is_space(byte) || matches!(byte, b'/' | b'>' | b'=')
            })?;
            let mut attribute = Attribute {
                name: part(html, from, end),
                value: "",
                start: from,
                end,
            };
            place = end;
            let equals = until(end, |byte| !is_space(byte))?;
            if bytes[equals] == b'=' {
                let value = until(equals + 1, |byte| !is_space(byte))?;
                let (from, to, end) = match bytes[value] {
                    b'"' => {
                        let to = until(value + 1, |byte| byte == b'"')?;
                        (value + 1, to, to + 1)
                    }
                    b'\'' => {
                        let to = until(value + 1, |byte| byte == b'\'')?;
                        (value + 1, to, to + 1)
                    }
                    _ => {
                        let to = until(value, |byte| is_space(byte) || byte == b'>')?;
                        (value, to, to)
                    }
                };
                attribute.value = part(html, from, to);
                attribute.end = end;
                place = end;
            }
            tag.attributes.push(attribute);
        }
    }

    /// Whether this is the element `name`.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Whether this is one of the elements `names`.
    pub(super) fn is_one_of(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.is(name))
    }

    /// The value of the attribute, references decoded; the first of the name counts.
    pub(super) fn get(&self, name: &str) -> Option<Cow<'a, str>> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name.eq_ignore_ascii_case(name))
            .map(|attribute| reference::decode(attribute.value))
    }
}

/// White space as HTML has it.
pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\x0C' | b'\r' | b' ')
}

/// A part of the text, without a way to panic.
pub(super) fn part(html: &str, from: usize, to: usize) -> &str {
    html.get(from..to).unwrap_or_default()
}
