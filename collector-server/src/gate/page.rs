//! One page on its way to a browser, bytes in and bytes out.

use std::sync::Arc;

use consent_core::{
    category::Category,
    decision::Verdict,
    markup::{Filter, PageUrl, Target},
};

use super::{
    SiteGate, State,
    charset::{self, Charset, Found},
    letters::{Letters, to_bytes},
    opening::Opening,
    policy::{self, Wall},
};

/// The longest single element (a script and its text, a comment) that is waited for, in bytes. Past it the page ends
/// with an error: what has not been read whole cannot be passed on unread.
pub const LONGEST_ELEMENT: usize = 16 * 1024 * 1024;

/// Why a page could not be filtered to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an element of the page is longer than {LONGEST_ELEMENT} bytes, so it was not sent")]
pub struct TooLong;

/// A page of one request.
pub struct PageFilter {
    gate: Arc<SiteGate>,
    state: State,
    page: PageUrl,
    charset: Charset,
    letters: Letters,
    /// Until the tag has its place.
    opening: Option<Opening>,
    /// What stands before the tag.
    mark: String,
    /// What the request says about whether this is a whole page.
    is_page: Option<bool>,
    filter: Filter,
}

impl PageFilter {
    /// A page of `page_host` (without port) in this encoding. `is_page` tells whether what comes is a whole page, which
    /// needs the tag, or a part of one; `None` lets the text tell.
    pub fn new(
        gate: Arc<SiteGate>,
        state: State,
        page_host: &str,
        charset: Charset,
        is_page: Option<bool>,
    ) -> Self {
        // A scheme that is neither of those that pages fetch by: then `http:x` and `https:x` both lead to `x`, which is
        // the closed reading when the server does not know how the page was asked for.
        let page = PageUrl::parse(&format!("ws://{page_host}/"));
        Self {
            gate,
            state,
            filter: Filter::new(&page),
            page,
            charset,
            letters: Letters::new(charset),
            opening: Some(Opening::new()),
            mark: String::new(),
            is_page,
        }
    }

    /// The same for a page that goes out under an enforced policy, or puts one into itself.
    pub(super) fn walled(mut self, wall: Wall) -> Self {
        let folder = self.gate.script.trim_end_matches("consent.js");
        let script = |says| format!("<script src=\"{folder}policy.js\"{says}></script>");
        self.mark = match wall {
            Wall::None => String::new(),
            // Ids of clicks, which no policy covers, wait for advertising.
            Wall::Sent if !self.state.granted().contains(Category::Advertising) => {
                policy::MARK.to_owned() + &script("")
            }
            Wall::Sent => policy::MARK.to_owned(),
            Wall::Put => script(" data-wall"),
        };
        self
    }

    /// The encoding of a page that begins so; see `charset::find`.
    pub fn charset(content_type: &str, start: &[u8], is_complete: bool) -> Option<Found> {
        charset::find(content_type, start, is_complete)
    }

    /// Takes the next piece and gives what is ready.
    ///
    /// # Errors
    /// [`TooLong`]; the page may go no further then.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<u8>, TooLong> {
        let mut text = String::with_capacity(bytes.len());
        self.letters.read(bytes, &mut text);
        if let Some(opening) = &mut self.opening {
            opening.push(&text);
            if !opening.is_enough() {
                return Ok(Vec::new());
            }
            text = self.begin();
        }
        let text = self.filter(text);
        if self.filter.waiting() > LONGEST_ELEMENT {
            return Err(TooLong);
        }
        Ok(to_bytes(&text, self.charset))
    }

    /// Gives the rest.
    pub fn finish(mut self) -> Vec<u8> {
        let mut text = String::new();
        self.letters.finish(&mut text);
        if let Some(opening) = &mut self.opening {
            opening.push(&text);
            text = self.begin();
        }
        let mut text = self.filter(text);
        let page = &self.page;
        let (gate, state) = (&self.gate, &self.state);
        text.push_str(
            &self
                .filter
                .finish(&|target| decide(gate, state, page, target)),
        );
        to_bytes(&text, self.charset)
    }

    /// The beginning of the page, with the tag.
    fn begin(&mut self) -> String {
        let Some(opening) = self.opening.take() else {
            return String::new();
        };
        // The mark tells the gate what the page was filtered for: it need not hold the page's text when its own state
        // is that or more.
        let tag = format!(
            "<script src=\"{}\" data-filtered=\"{}\" crossorigin></script>",
            self.gate.script,
            self.state.mark()
        );
        opening.finish(&self.gate.script, &tag, &self.mark, self.is_page)
    }

    fn filter(&mut self, text: String) -> String {
        if self.state.is_all() {
            return text;
        }
        let (gate, state, page) = (&self.gate, &self.state, &self.page);
        self.filter
            .push(&text, &|target| decide(gate, state, page, target))
    }
}

/// Inline code runs: what it fetches meets the hooks of the script before it.
fn decide(gate: &SiteGate, state: &State, page: &PageUrl, target: Target<'_>) -> Verdict {
    match target {
        Target::Fetch {
            url, base, host, ..
        } => gate.fetch(state, url, base, host, page.host()),
        Target::Inline { .. } => Verdict::Allow,
    }
}
