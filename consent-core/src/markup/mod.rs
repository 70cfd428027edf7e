//! Markup that fetches from third parties, found and put into the held form before a browser sees it.
//!
//! [`filter`] reads a whole text, [`Filter`] one that arrives in pieces. Both only insert and rename: what is not held
//! stays as it was, byte for byte. They know HTML as browsers tokenise it, not the tree that
//! is built from it; where the two could part (raw text in SVG, in a `select`, in `noscript`) both readings are
//! filtered, so that too much rather than too little is held. Which host is held is the caller's decision.
//!
//! This is the filter of servers. The gate has one of its own (`banner-wasm/assets/gate/filter.js`), a third as large,
//! because in a browser addresses are read by the browser and elements are looked at anyway; `tests/workspace/filters.rs`
//! holds each to the other.

mod code;
mod css;
mod element;
mod filter;
mod list;
mod output;
mod raw;
mod reference;
mod served;
mod tag;
mod url;

pub use element::{HELD, held_attribute};
use filter::filter_for;
pub use list::{Element, Written, elements};
pub use served::{Filter, filter};
pub use served::{hold_style, refresh_target};
pub use url::{PageUrl, host_of, path_of};

/// What kind of thing an element fetches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fetch {
    /// A script, also an `import` in inline code.
    Script,
    /// A style sheet, or what a style refers to.
    Style,
    /// An image, an icon, a poster.
    Image,
    /// A frame, an object, an embed.
    Frame,
    /// Sound, video, captions.
    Media,
    /// A connection opened or a file fetched ahead.
    Hint,
    /// A report sent: the ping of a link, attribution.
    Ping,
    /// Going there: a refresh, a form sent. A visitor may be led to an unknown host, so only what is known should wait.
    Leave,
}

/// The bit of a need that an unknown third party has, beside those of categories.
pub const UNKNOWN: u8 = 16;

/// The bit of a need, beside [`UNKNOWN`], that says that it is of a service that the visitor has refused: nothing meets it.
pub const REFUSED: u8 = 128;

/// The page that a text belongs to: it knows where addresses lead and what has to wait.
///
/// A need is a set of bits, those of [`crate::category::Category::bit`] and [`UNKNOWN`]; 0 lets pass.
trait Page {
    /// What fetching `url` waits for: an address as written, character references decoded. `base` is the `href` of the
    /// text's own `base` element, or empty.
    fn need(&self, kind: Fetch, url: &str, base: &str) -> u8;

    /// What a script whose code stands in the page waits for. What it fetches later meets the hooks.
    fn code(&self, _code: &str) -> u8 {
        0
    }
}

/// What [`filter`] asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// An element that fetches.
    Fetch {
        /// What it fetches.
        kind: Fetch,
        /// The address as written, character references decoded.
        url: &'a str,
        /// What it is relative to.
        base: &'a PageUrl,
        /// Its host, lower case, without port.
        host: &'a str,
    },
    /// A script whose code stands in the page. Allow it unless the code is known for a tracker's: what it fetches
    /// later meets the hooks.
    Inline {
        /// The code.
        code: &'a str,
    },
}

#[cfg(test)]
mod tests;
