//! Which attributes of which elements make a browser fetch, and under which names they are held.

use super::Fetch;
use super::tag::Tag;
use crate::scan::{Scan, is_in, is_space};

/// The names under which attributes wait while their element is held: `data-held-` and the attribute's own name, as pages use
/// `data-src` and its like for their own ends; `type` of a script waits as `data-type`. To release an element is to give each
/// its own name back (`xlink:href` in the XLink namespace, or as `href`).
pub const HELD: &[&str] = &[
    "data-held-src",
    "data-held-srcset",
    "data-held-href",
    "data-held-xlink:href",
    "data-held-poster",
    "data-held-data",
    "data-type",
    "data-held-srcdoc",
    "data-held-style",
    "data-held-text",
    "data-held-imagesrcset",
    "data-held-background",
    "data-held-ping",
    "data-held-attributionsrc",
    "data-held-fill",
    "data-held-stroke",
    "data-held-filter",
    "data-held-mask",
    "data-held-clip-path",
    "data-held-cursor",
    "data-held-marker-start",
    "data-held-marker-mid",
    "data-held-marker-end",
    // What leads away, and what is animated.
    "data-held-content",
    "data-held-action",
    "data-held-formaction",
    "data-held-to",
    "data-held-from",
    "data-held-by",
    "data-held-values",
];

/// What the names of attributes that wait begin with.
pub(super) const HELD_MARK: &str = "data-held-";

/// The attribute that keeps the value of `name` while its element is held: `data-held-src` for `src`.
pub fn held_attribute(name: &str) -> Option<&'static str> {
    HELD.iter().copied().find(|held| {
        let live = held
            .strip_prefix(HELD_MARK)
            .or_else(|| held.strip_prefix("data-"));
        live.is_some_and(|live| live.eq_ignore_ascii_case(name))
    })
}

/// How an attribute's value names what it fetches.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// One address.
    Url,
    /// Several.
    List,
    /// A style.
    Style,
    /// A document.
    Document,
    /// A time and an address: `0; url=…`.
    Refresh,
}

/// Attributes, the elements (none: any) in which they fetch, what and how.
const FETCHES: &[(&str, &str, Fetch, Shape)] = &[
    ("src", "script", Fetch::Script, Shape::Url),
    ("src", "img image input", Fetch::Image, Shape::Url),
    ("src", "iframe frame embed", Fetch::Frame, Shape::Url),
    ("code", "embed", Fetch::Frame, Shape::Url),
    ("src", "video audio source track", Fetch::Media, Shape::Url),
    ("srcset", "img image source", Fetch::Image, Shape::List),
    // What a `link` fetches is told by its relation.
    ("href", "link", Fetch::Hint, Shape::Url),
    ("imagesrcset", "link", Fetch::Hint, Shape::List),
    ("href xlink:href", "script", Fetch::Script, Shape::Url),
    (
        "href xlink:href",
        "image use feimage",
        Fetch::Image,
        Shape::Url,
    ),
    ("poster", "video", Fetch::Image, Shape::Url),
    ("background", "", Fetch::Image, Shape::Url),
    ("data", "object", Fetch::Frame, Shape::Url),
    ("srcdoc", "iframe", Fetch::Frame, Shape::Document),
    ("ping", "a area", Fetch::Ping, Shape::List),
    ("attributionsrc", "", Fetch::Ping, Shape::List),
    (STYLES, "", Fetch::Style, Shape::Style),
];

/// Attributes that are styles.
const STYLES: &str =
    "style fill stroke filter mask clip-path cursor marker-start marker-mid marker-end";

/// What the attribute `name` of `tag` fetches, and how it says so; `None` for an attribute that fetches nothing.
pub(super) fn fetches(tag: &Tag<'_>, name: &str) -> Option<(Fetch, Shape)> {
    let (_, elements, kind, shape) = FETCHES.iter().find(|(names, elements, _, _)| {
        is_in(names, name) && (elements.is_empty() || tag.is(elements))
    })?;
    let kind = if *elements == "link" {
        relation(tag)?
    } else {
        *kind
    };
    Some((kind, *shape))
}

/// The same for what leads away, and for what is animated.
pub(super) fn leads(tag: &Tag<'_>, name: &str) -> Option<(Fetch, Shape)> {
    let says = |attribute: &str, values: &str| {
        tag.get(attribute)
            .is_some_and(|value| is_in(values, value.trim_ascii()))
    };
    if tag.is("meta") && is_in("content", name) && says("http-equiv", "refresh") {
        Some((Fetch::Leave, Shape::Refresh))
    } else if tag.is("form") && is_in("action", name)
        || tag.is("button input") && is_in("formaction", name)
    {
        Some((Fetch::Leave, Shape::Url))
    } else if tag.is("set animate")
        && is_in("to from by values", name)
        && says("attributename", "href xlink:href")
    {
        Some((Fetch::Image, Shape::List))
    } else if tag.is("set animate")
        && is_in("to from by values", name)
        && says("attributename", STYLES)
    {
        Some((Fetch::Style, Shape::Style))
    } else {
        None
    }
}

/// Relations of a `link` that fetch or connect.
const RELATIONS: &[(&str, Fetch)] = &[
    ("stylesheet", Fetch::Style),
    (
        "icon apple-touch-icon apple-touch-icon-precomposed apple-touch-startup-image mask-icon",
        Fetch::Image,
    ),
    (
        "preload modulepreload prefetch prerender preconnect dns-prefetch manifest compression-dictionary",
        Fetch::Hint,
    ),
];

/// What a `link` fetches, if one of its relations does.
fn relation(tag: &Tag<'_>) -> Option<Fetch> {
    let relations = tag.get("rel")?;
    let mut scan = Scan::new(&relations, 0);
    while scan.peek().is_some() {
        let word = scan.take(|byte| !is_space(byte));
        if let Some((_, kind)) = RELATIONS.iter().find(|(known, _)| is_in(known, word)) {
            return Some(*kind);
        }
        scan.take(is_space);
    }
    None
}

/// Whether a document that is the value of an attribute has code in it. What is held in it already (a style, as a script
/// of no kind) is none.
pub(super) fn has_code(document: &str) -> bool {
    const START: &str = "<script";
    let mut scan = Scan::new(document, 0);
    while scan.find(START).is_some() {
        scan.place += START.len();
        if !scan.is_at(" type=\"text/plain\"") {
            return true;
        }
    }
    ["javascript:", "onload", "onerror"]
        .iter()
        .any(|sign| Scan::new(document, 0).find(sign).is_some())
}

/// What the content of a `script` is, by its type.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// Code that runs.
    Code,
    /// An import map or speculation rules: addresses as JSON strings.
    Addresses,
    /// Data, which the browser leaves alone.
    Data,
    /// `text/plain`: held already, by us or by another product.
    Held,
}

/// What kind of `script` this is.
pub(super) fn content(tag: &Tag<'_>) -> Content {
    let Some(kind) = tag.get("type") else {
        return Content::Code;
    };
    let kind = kind.trim_ascii();
    if is_in("text/plain", kind) {
        Content::Held
    } else if is_in("importmap speculationrules", kind) {
        Content::Addresses
    } else if is_in("module", kind)
        || kind.is_empty()
        || Scan::new(kind, 0).find("script").is_some()
    {
        Content::Code
    } else {
        Content::Data
    }
}
