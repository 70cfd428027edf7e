//! Which attributes of which elements make a browser fetch, and under which names they are held.

use super::Fetch;
use super::tag::Tag;

/// The names under which attributes wait while their element is held: `data-` and the attribute's own name. To
/// release an element is to give each its own name back (`xlink:href` in the XLink namespace, or as `href`).
pub const HELD: &[&str] = &[
    "data-src",
    "data-srcset",
    "data-href",
    "data-xlink:href",
    "data-poster",
    "data-data",
    "data-type",
    "data-srcdoc",
    "data-style",
    "data-imagesrcset",
    "data-background",
    "data-ping",
    "data-attributionsrc",
    "data-fill",
    "data-stroke",
    "data-filter",
    "data-mask",
    "data-clip-path",
    "data-cursor",
    "data-marker-start",
    "data-marker-mid",
    "data-marker-end",
];

/// How many of [`HELD`] come before the presentation attributes of SVG, whose value is a style's.
const STYLED: usize = 13;

/// The attribute that keeps the value of `name` while its element is held: `data-src` for `src`.
pub fn held_attribute(name: &str) -> Option<&'static str> {
    place_of(name).and_then(|place| HELD.get(place).copied())
}

fn place_of(name: &str) -> Option<usize> {
    HELD.iter().position(|held| {
        held.strip_prefix("data-")
            .is_some_and(|live| live.eq_ignore_ascii_case(name))
    })
}

/// How an attribute's value names what it fetches.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// One address.
    Url,
    /// Image candidates.
    Candidates,
    /// Addresses between spaces.
    List,
    /// A style.
    Style,
    /// A document.
    Document,
}

/// Relations of a `link` that fetch or connect.
const RELATIONS: &[(&str, Fetch)] = &[
    ("stylesheet", Fetch::Style),
    ("icon", Fetch::Image),
    ("apple-touch-icon", Fetch::Image),
    ("apple-touch-icon-precomposed", Fetch::Image),
    ("apple-touch-startup-image", Fetch::Image),
    ("mask-icon", Fetch::Image),
    ("manifest", Fetch::Hint),
    ("preload", Fetch::Hint),
    ("modulepreload", Fetch::Hint),
    ("prefetch", Fetch::Hint),
    ("prerender", Fetch::Hint),
    ("preconnect", Fetch::Hint),
    ("dns-prefetch", Fetch::Hint),
    ("compression-dictionary", Fetch::Hint),
];

/// What the attribute `name` of `tag` fetches, and how it says so; `None` for an attribute that fetches nothing.
pub(super) fn fetches(tag: &Tag<'_>, name: &str) -> Option<(Fetch, Shape)> {
    let place = place_of(name)?;
    let kind = match place {
        0 if tag.is("script") => Fetch::Script,
        0 if tag.is_one_of(&["img", "image", "input"]) => Fetch::Image,
        0 if tag.is_one_of(&["iframe", "frame", "embed"]) => Fetch::Frame,
        0 if tag.is_one_of(&["video", "audio", "source", "track"]) => Fetch::Media,
        1 if tag.is_one_of(&["img", "image", "source"]) => Fetch::Image,
        2 | 9 if tag.is("link") => relation(tag)?,
        2 | 3 if tag.is("script") => Fetch::Script,
        2 | 3 if tag.is_one_of(&["image", "use", "feimage"]) => Fetch::Image,
        4 if tag.is("video") => Fetch::Image,
        5 if tag.is("object") => Fetch::Frame,
        7 if tag.is("iframe") => Fetch::Frame,
        8 => Fetch::Style,
        10 => Fetch::Image,
        11 if tag.is_one_of(&["a", "area"]) => Fetch::Ping,
        12 => Fetch::Ping,
        STYLED.. => Fetch::Style,
        _ => return None,
    };
    let shape = match place {
        1 | 9 => Shape::Candidates,
        11 | 12 => Shape::List,
        7 => Shape::Document,
        8 | STYLED.. => Shape::Style,
        _ => Shape::Url,
    };
    Some((kind, shape))
}

/// What a `link` fetches, by the first of its relations that does.
fn relation(tag: &Tag<'_>) -> Option<Fetch> {
    tag.get("rel")?.split_ascii_whitespace().find_map(|word| {
        RELATIONS
            .iter()
            .find(|(relation, _)| relation.eq_ignore_ascii_case(word))
            .map(|(_, kind)| *kind)
    })
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
    let kind = kind.trim_ascii().to_ascii_lowercase();
    if kind == "text/plain" {
        Content::Held
    } else if kind == "importmap" || kind == "speculationrules" {
        Content::Addresses
    } else if kind.is_empty() || kind == "module" || kind.contains("script") {
        Content::Code
    } else {
        Content::Data
    }
}
