//! The filter with a page whose addresses are resolved by [`super::url`], whole and in pieces.

use super::css::neutralise;
use super::filter::{Mode, Walk};
use super::{Fetch, Page, PageUrl, Target, UNKNOWN, filter_for, host_of};
use crate::decision::Verdict;
use alloc::borrow::Cow;
use alloc::string::String;

/// Who decides what is held.
type Decide<'d> = dyn Fn(Target<'_>) -> Verdict + 'd;

/// Puts everything in `html` that fetches what `decide` says must wait into the held form; a text with nothing to hold comes
/// back borrowed, and all else stays as it is, byte for byte.
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
    /// How much has to be there before it is worth looking again: what does not end is read anew from its beginning.
    enough: usize,
}

/// Below this many bytes it is always worth looking.
const LITTLE: usize = 4096;

impl Filter {
    /// A filter at the beginning of a text that belongs to `page`.
    pub fn new(page: &PageUrl) -> Self {
        Self {
            page: page.clone(),
            mode: Mode::default(),
            pending: String::new(),
            enough: 0,
        }
    }

    /// How many bytes wait for the end of what they belong to. What never ends would let it grow for ever: whoever
    /// reads from a network has to set a limit.
    pub fn waiting(&self) -> usize {
        self.pending.len()
    }

    /// Takes the next piece and gives what is complete.
    pub fn push(&mut self, piece: &str, decide: &Decide<'_>) -> String {
        self.pending.push_str(piece);
        if self.pending.len() < self.enough {
            return String::new();
        }
        let text = self.advance(false, decide);
        // Twice as much each time, so that a long script in small pieces takes no quadratic time.
        self.enough = match self.pending.len() {
            0..LITTLE => 0,
            length => length * 2,
        };
        text
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
        let base = base.as_ref().unwrap_or(self.page);
        let needs = match host_of(url, base) {
            Some(host) => self.ask(Target::Fetch {
                kind,
                url,
                base,
                host: &host,
            }),
            None if kind == Fetch::Frame && is_document(url) => UNKNOWN,
            // A sheet within a sheet is not read: as deep as it is long it would be.
            None => sheet_need(url, &|inner| match sheet_of(inner) {
                Some(_) => UNKNOWN,
                None => self.need(kind, inner, ""),
            }),
        };
        if kind == Fetch::Leave {
            return needs & !UNKNOWN;
        }
        needs
    }

    fn code(&self, code: &str) -> u8 {
        self.ask(Target::Inline { code })
    }
}

/// What a style sheet waits for that is its own address (`data:text/css,…`, RFC 2397): whatever it brings in, as `need`
/// says. What is written in base64 or in escapes nobody reads, so it counts as unknown. Every other address: 0.
pub fn sheet_need(url: &str, need: &dyn Fn(&str) -> u8) -> u8 {
    match sheet_of(url) {
        None => 0,
        Some(None) => UNKNOWN,
        Some(Some(sheet)) => neutralise(&sheet, need).1,
    }
}

/// Whether such an address is a document with markup in it, which no filter reads: HTML, or XML as SVG is.
fn is_document(url: &str) -> bool {
    data_of(url).is_some_and(|(kind, _)| kind.contains("html") || kind.contains("xml"))
}

/// The sheet in such an address, where it can be read.
fn sheet_of(url: &str) -> Option<Option<String>> {
    let (kind, sheet) = data_of(url)?;
    // What has the unknown type is taken for a sheet where one is asked for (Fetch Standard).
    if !kind.starts_with("data:text/css") && !kind.contains("/x-unknown") {
        return None;
    }
    let mut escapes = sheet.as_bytes().windows(3);
    let is_escaped = escapes
        .any(|part| matches!(part, [b'%', hex @ ..] if hex.iter().all(u8::is_ascii_hexdigit)));
    let is_read = !kind.ends_with("base64") && !is_escaped;
    Some(is_read.then_some(sheet))
}

/// What stands before and after the first comma of a `data:` address, the former in lower case.
fn data_of(url: &str) -> Option<(String, String)> {
    // Browsers take the spaces before and every line break and tab out of an address (URL Standard, section 4.4).
    let start = url.trim_start_matches(|letter| letter <= ' ');
    if !start.starts_with(['d', 'D']) {
        return None;
    }
    let url: String = start.chars().filter(|letter| *letter >= ' ').collect();
    let (kind, content) = url.split_once(',')?;
    let kind = kind.to_ascii_lowercase();
    kind.starts_with("data:")
        .then(|| (kind, String::from(content)))
}

/// The address in the `content` of a refresh, or of the header of that name: what stands after the time and `url=`;
/// empty where there is none.
pub fn refresh_target(content: &str) -> &str {
    let after_time = content
        .trim_ascii_start()
        .trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.')
        .trim_ascii_start();
    let Some(rest) = after_time.strip_prefix([';', ',']).or_else(|| {
        // After a space the address may follow at once.
        (after_time.len() < content.trim_ascii_start().len()).then_some(after_time)
    }) else {
        return "";
    };
    let rest = rest.trim_ascii_start();
    let named = rest
        .get(..3)
        .filter(|name| name.eq_ignore_ascii_case("url"))
        .and_then(|_| rest.get(3..)?.trim_ascii_start().strip_prefix('='));
    let url = named.map_or(rest, str::trim_ascii_start);
    match url.strip_prefix(['"', '\'']) {
        Some(quoted) => quoted.split(['"', '\'']).next().unwrap_or_default(),
        None => url,
    }
}

/// A style sheet with every address that has a need replaced by an empty one, and what those wait for; `need` is given
/// addresses as written, escapes decoded.
pub fn hold_style(css: &str, need: &dyn Fn(&str) -> u8) -> (String, u8) {
    neutralise(css, need)
}
