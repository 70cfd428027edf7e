//! The filter where no browser is: on the server, addresses are resolved by [`super::url`].

use super::filter::{Mode, Walk};
use super::{Fetch, Page, PageUrl, Target, UNKNOWN, filter_for, host_of};
use crate::decision::Verdict;
use alloc::borrow::Cow;
use alloc::string::String;

/// Who decides what is held.
type Decide<'d> = dyn Fn(Target<'_>) -> Verdict + 'd;

/// [`filter_for`] a page of this address, where `decide` says what is held.
///
/// `page` resolves relative addresses, as long as the text has no `base` of its own.
pub fn filter<'a>(html: &'a str, page: &PageUrl, decide: &Decide<'_>) -> Cow<'a, str> {
    filter_for(html, &Served { page, decide })
}

/// [`filter`] for a text that arrives in pieces: an element whose tag (or text, where it has no markup in it) is not
/// complete waits for the rest.
pub struct Filter {
    page: PageUrl,
    mode: Mode,
    pending: String,
}

impl Filter {
    /// A filter at the beginning of a text that belongs to `page`.
    pub fn new(page: &PageUrl) -> Self {
        Self {
            page: page.clone(),
            mode: Mode::default(),
            pending: String::new(),
        }
    }

    /// Takes the next piece and gives what is complete.
    pub fn push(&mut self, piece: &str, decide: &Decide<'_>) -> String {
        self.pending.push_str(piece);
        self.advance(false, decide)
    }

    /// Gives the rest: the text has ended.
    pub fn finish(mut self, decide: &Decide<'_>) -> String {
        self.advance(true, decide)
    }

    fn advance(&mut self, is_complete: bool, decide: &Decide<'_>) -> String {
        let page = Served {
            page: &self.page,
            decide,
        };
        let mut walk = Walk::new(&self.pending, &page, core::mem::take(&mut self.mode));
        let done = walk.run(&self.pending, 0, is_complete);
        let (text, mode) = walk.finish(done);
        let text = text.into_owned();
        self.mode = mode;
        self.pending.drain(..done);
        text
    }
}

/// A page as the server knows it.
struct Served<'s> {
    page: &'s PageUrl,
    decide: &'s Decide<'s>,
}

impl Served<'_> {
    fn ask(&self, target: Target<'_>) -> u8 {
        match (self.decide)(target) {
            Verdict::Allow => 0,
            Verdict::Hold(Some(category)) => category.bit(),
            Verdict::Hold(None) => UNKNOWN,
        }
    }
}

impl Page for Served<'_> {
    fn need(&self, kind: Fetch, url: &str, base: &str) -> u8 {
        let base = self.page.join(base);
        match host_of(url, base.as_ref().unwrap_or(self.page)) {
            Some(host) if host != self.page.host() => self.ask(Target::Fetch {
                kind,
                url,
                host: &host,
            }),
            _ => 0,
        }
    }

    fn code(&self, code: &str) -> u8 {
        self.ask(Target::Inline { code })
    }
}
