//! The elements of a text in the order in which they stand, for whoever rewrites them: where each begins and ends, to
//! the byte.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::tag::{Attribute, Tag};
use super::{raw, reference};
use crate::scan::{Scan, is_in, part};

/// An attribute as it stands in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written<'a> {
    /// Its name, in the case it was written.
    pub name: &'a str,
    /// Its value, character references decoded.
    pub value: String,
    /// Where its name stands.
    pub name_at: Range<usize>,
    /// Where all of it stands, with its value and the quotes.
    pub at: Range<usize>,
}

/// An element's start tag, and its text where HTML reads that as such.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    /// Its name, in the case it was written.
    pub name: &'a str,
    /// Its attributes, in order; of two of one name the first counts.
    pub attributes: Vec<Written<'a>>,
    /// Where the start tag stands.
    pub tag: Range<usize>,
    /// The text of a script, a style and the like; empty for other elements.
    pub text: &'a str,
    /// Where that text begins.
    pub text_start: usize,
    /// Where the element ends: after the end tag of a script and the like, else after the start tag.
    pub end: usize,
}

impl<'a> Element<'a> {
    /// Whether this is an element of one of the `names`, which stand between spaces.
    pub fn is(&self, names: &str) -> bool {
        is_in(names, self.name)
    }

    /// The attribute of that name.
    pub fn find(&self, name: &str) -> Option<&Written<'a>> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name.eq_ignore_ascii_case(name))
    }

    /// The value of the attribute of that name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.find(name).map(|attribute| attribute.value.as_str())
    }
}

/// Every element of `html` outside comments and texts. What does not end is none.
///
/// `noscript` is read as markup, as a browser without scripts does: what stands there is rewritten too.
pub fn elements(html: &str) -> impl Iterator<Item = Element<'_>> {
    let mut scan = Scan::new(html, 0);
    core::iter::from_fn(move || next(&mut scan))
}

fn next<'a>(scan: &mut Scan<'a>) -> Option<Element<'a>> {
    loop {
        scan.take_until(b'<');
        let start = scan.place;
        scan.next()?;
        let mut after = *scan;
        match after.next()? {
            b'a'..=b'z' | b'A'..=b'Z' => {
                let tag = Tag::read(scan.text, scan.place)?;
                let element = element(scan.text, &tag, start);
                scan.place = element.end;
                return Some(element);
            }
            b'/' if after.peek().is_some_and(|byte| byte.is_ascii_alphabetic()) => {
                scan.place = Tag::read(scan.text, after.place)?.end;
            }
            b'!' if after.is_at("--") => {
                scan.place += 3;
                raw::comment(scan)?;
            }
            b'!' | b'/' | b'?' => {
                scan.take_until(b'>');
            }
            _ => {}
        }
    }
}

fn element<'a>(html: &'a str, tag: &Tag<'a>, start: usize) -> Element<'a> {
    let mut attributes = Vec::new();
    let mut scan = tag.attributes();
    while let Some(attribute) = Attribute::next(&mut scan) {
        let name_end = attribute.start + attribute.name.len();
        attributes.push(Written {
            name: attribute.name,
            value: reference::decode(attribute.value),
            name_at: attribute.start..name_end,
            at: attribute.start..scan.place,
        });
    }
    let mut element = Element {
        name: tag.name,
        attributes,
        tag: start..tag.end,
        text: "",
        text_start: tag.end,
        end: tag.end,
    };
    if tag.is("plaintext") {
        element.text = part(html, tag.end, html.len());
        element.end = html.len();
    } else if tag.is(raw::RAW) && !tag.is("noscript") {
        let mut scan = Scan::new(html, tag.end);
        let close = raw::text(&mut scan, tag.name, tag.is("script"))
            .and_then(|()| Tag::read(html, scan.place + 2));
        element.text = part(html, tag.end, scan.place);
        element.end = close.map_or(html.len(), |close| close.end);
    }
    element
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::borrow::ToOwned;

    #[test]
    fn elements_are_found_where_they_stand() {
        let html = "<!-- <a> --><P Class=\"a&amp;b\" hidden><script src = 'x'>if (1 < 2) '<b>'</script>\n\
                    <noscript><img src=y></noscript><textarea><i></textarea>";
        let found: Vec<_> = elements(html).collect();
        let names: Vec<_> = found.iter().map(|element| element.name).collect();
        assert_eq!(names, ["P", "script", "noscript", "img", "textarea"]);
        let [paragraph, script, ..] = &found[..] else {
            panic!("two elements");
        };
        assert_eq!(paragraph.get("class"), Some("a&b"));
        assert_eq!(paragraph.get("hidden"), Some(""));
        assert_eq!(
            html.get(paragraph.tag.clone()),
            Some("<P Class=\"a&amp;b\" hidden>")
        );
        let source = script.find("SRC").expect("an address").clone();
        assert_eq!(html.get(source.at), Some("src = 'x'"));
        assert_eq!(html.get(source.name_at), Some("src"));
        assert_eq!(script.text, "if (1 < 2) '<b>'");
        assert_eq!(
            script.value_of_tag(html),
            "<script src = 'x'>if (1 < 2) '<b>'</script>".to_owned()
        );
    }

    #[test]
    fn what_does_not_end_is_no_element_and_ends_nothing_else() {
        assert_eq!(elements("<p><a href='x").count(), 1);
        assert_eq!(elements("a < b <1> </> <!doctype html><br>").count(), 1);
        let [script] = &elements("<script>x").collect::<Vec<_>>()[..] else {
            panic!("one element");
        };
        assert_eq!((script.text, script.end), ("x", 9));
    }

    impl Element<'_> {
        fn value_of_tag(&self, html: &str) -> String {
            part(html, self.tag.start, self.end).to_owned()
        }
    }
}
