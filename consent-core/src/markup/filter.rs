//! The filter: goes through markup once and puts what is held into the held form.
//!
//! Longer than most files here, because one walk keeps one state: where text is markup and where it is not.

use super::element::{self, Content, HELD_MARK, Shape};
use super::output::Output;
use super::tag::{Attribute, Tag};
use super::{Fetch, Page, UNKNOWN, code, css, raw, reference};
use crate::category::CategorySet;
use crate::scan::{Scan, is_in, part, put};
use alloc::borrow::Cow;
use alloc::string::String;

/// How deep markup within markup (`srcdoc`, `noscript`) is read as such. What lies deeper is held whole.
const MAX_DEPTH: u8 = 4;

/// What stands first in a document with code that is the value of an attribute: its code runs before anybody's hooks
/// could be put in from outside. So it fetches the gate's itself, and a policy keeps what they do not reach to the site.
/// What stands behind it says what is done where it cannot, in a sandbox.
const FRAME_START: &str = "<!doctype html><meta http-equiv=Content-Security-Policy content=\"default-src 'self' \
                           'unsafe-inline' 'unsafe-eval' data: blob:\"><script>try{parent.samtycke.__frame(self)}\
                           catch{";
/// There all of it waits when it names who has to: it could go there by itself, or by ways that no policy knows.
const AS_TEXT: &str = "document.write('<plaintext hidden>')";
const FRAME_START_END: &str = "}</script>";

/// Puts everything in `html` that fetches what `page` says must wait into the held form; everything else stays as it
/// is, byte for byte. A text with nothing to hold comes back borrowed.
///
/// - A held element carries `data-consent` with what it waits for (`unknown` for the unknown; its own, if it had one),
///   and what it would fetch waits in the attributes of [`super::HELD`]; a script has `type="text/plain"` too.
/// - A `style` attribute and `srcdoc` stay in use without what is held, and the original waits beside.
/// - `srcdoc` with code in it waits for everything that is asked, and meanwhile stays in use behind a policy; in a sandbox
///   as a text, when it names what is held.
/// - A `style` element stays without what is held, and keeps all of it in `data-held-text`.
/// - Inline code is held when `page` says so or when it imports what is held.
pub(super) fn filter_for<'a>(html: &'a str, page: &dyn Page) -> Cow<'a, str> {
    Walk::new(html, page, Mode::default()).whole().0
}

/// What the walk remembers between two pieces of a text.
#[derive(Clone, Default)]
pub(super) struct Mode {
    /// The `href` of the text's own `base`, as written.
    base: String,
    /// Whether that leads to where something is held.
    has_left: bool,
    /// How many `svg` and `math` are open. In them no element holds raw text, as long as no HTML stands in them.
    foreign_depth: u16,
    /// Whether the tree builder may have been anywhere where it reads raw text as markup.
    is_loose: bool,
    is_plaintext: bool,
    /// What everything held so far waits for.
    needs: u8,
    depth: u8,
}

/// One text, or one piece of it, on its way through the filter.
pub(super) struct Walk<'w, 'p> {
    html: &'w str,
    page: &'p dyn Page,
    out: Output<'w>,
    /// What is remembered for the next piece.
    pub(super) mode: Mode,
}

impl<'w, 'p> Walk<'w, 'p> {
    pub(super) const fn new(html: &'w str, page: &'p dyn Page, mode: Mode) -> Self {
        let out = Output::new(html);
        Self {
            html,
            page,
            out,
            mode,
        }
    }

    /// The whole text, filtered, and what the held parts of it wait for.
    fn whole(mut self) -> (Cow<'w, str>, u8) {
        self.run(self.html, 0, true);
        (self.out.finish(self.html.len()), self.mode.needs)
    }

    /// The text up to `end`.
    pub(super) fn finish(self, end: usize) -> (Cow<'w, str>, Mode) {
        (self.out.finish(end), self.mode)
    }

    /// Filters `html`, the text up to some place in it, from `from` and says up to where; short of its end only when
    /// the text is not complete.
    pub(super) fn run(&mut self, html: &'w str, from: usize, is_complete: bool) -> usize {
        let mut scan = Scan::new(html, from);
        while !self.mode.is_plaintext {
            scan.take_until(b'<');
            let start = scan.place;
            let is_done = match scan.next() {
                None => return start,
                Some(_) => self.markup(&mut scan, is_complete),
            };
            if is_done.is_none() {
                // What does not end becomes no element.
                return if is_complete { html.len() } else { start };
            }
        }
        html.len()
    }

    /// Passes what begins with the `<` that was passed; `None` when it does not end.
    fn markup(&mut self, scan: &mut Scan<'w>, is_complete: bool) -> Option<()> {
        let mut after = *scan;
        match after.next()? {
            b'a'..=b'z' | b'A'..=b'Z' => {
                let tag = Tag::read(scan.text, scan.place)?;
                scan.place = self.start_tag(scan.text, &tag, is_complete)?;
                return Some(());
            }
            b'/' if after.peek()?.is_ascii_alphabetic() => {
                let tag = Tag::read(scan.text, after.place)?;
                if tag.is("svg math") {
                    self.mode.foreign_depth = self.mode.foreign_depth.saturating_sub(1);
                }
                scan.place = tag.end;
                return Some(());
            }
            b'!' if after.is_at("--") => {
                scan.place += 3;
                return raw::comment(scan);
            }
            // So that two dashes are not taken apart.
            b'!' if !is_complete && after.place + 2 > scan.text.len() => return None,
            // A document type, CDATA, an end tag without name: all end with the next `>`. (In SVG, CDATA goes on, but
            // to filter what is text there does no harm.)
            b'!' | b'/' | b'?' => scan.take_until(b'>'),
            _ => return Some(()),
        };
        scan.next().map(|_| ())
    }

    /// Filters a start tag and, where it is raw text, the element's content. Says where the filtered part ends;
    /// `None` when that has not arrived.
    fn start_tag(&mut self, html: &'w str, tag: &Tag<'w>, is_complete: bool) -> Option<usize> {
        let mode = &mut self.mode;
        let is_foreign = mode.foreign_depth > 0;
        let is_raw = tag.is(raw::RAW) && !(is_foreign && tag.is_self_closing);
        if !is_raw || mode.depth >= MAX_DEPTH {
            if tag.is("svg math") && !tag.is_self_closing {
                mode.foreign_depth = mode.foreign_depth.saturating_add(1);
            }
            mode.is_loose |= tag.is("svg math select frameset");
            mode.is_plaintext = tag.is("plaintext") && !mode.is_loose;
            self.base(tag);
            self.hold(tag, "");
            return Some(tag.end);
        }
        let is_loose = mode.is_loose;
        let is_script = tag.is("script");
        let mut scan = Scan::new(html, tag.end);
        let close = raw::text(&mut scan, tag.name, is_script && !is_foreign)
            .and_then(|()| Tag::read(html, scan.place + 2));
        if close.is_none() && !is_complete {
            return None;
        }
        let text_end = scan.place;
        let end = close.map_or(html.len(), |close| close.end);
        let text = part(html, tag.end, text_end);
        self.hold(tag, text);
        // Both readings, text and markup, where it could be either; what is markup only in a `select` or the like is
        // not worth an altered script or form field.
        let is_either =
            is_foreign || tag.is("noscript") || is_loose && !tag.is("script textarea title");
        let inner = if is_either && has_tag(text) {
            self.as_markup(text)
        } else {
            Cow::Borrowed(text)
        };
        let is_held = tag.is("style") && self.hold_style(tag, &inner, is_either, text_end);
        if !is_held && let Cow::Owned(inner) = inner {
            self.out.replace(tag.end, text_end, &inner);
        }
        Some(end)
    }

    /// The text of an element, filtered as the markup that it may be.
    fn as_markup(&mut self, text: &'w str) -> Cow<'w, str> {
        self.mode.depth += 1;
        let mut walk = Walk::new(text, self.page, core::mem::take(&mut self.mode));
        walk.run(text, 0, true);
        let (text, mode) = walk.finish(text.len());
        self.mode = mode;
        self.mode.depth -= 1;
        self.mode.is_plaintext = false;
        text
    }

    /// Whether something is held in a text when it is read as the markup that it may be; nothing is remembered of it.
    fn holds_as_markup(&self, text: &str) -> bool {
        let mut mode = self.mode.clone();
        mode.depth += 1;
        let mut walk = Walk::new(text, self.page, mode);
        walk.run(text, 0, true);
        walk.finish(text.len()).0 != text
    }

    /// Keeps the `base` that relative addresses follow. The first counts; but one that leads to where something is
    /// held is believed even after one that does not, which may have stood where it has no effect (in a `template`).
    fn base(&mut self, tag: &Tag<'_>) {
        if tag.is("base")
            && !self.mode.has_left
            && let Some(base) = tag.get("href")
        {
            self.mode.has_left = self.page.need(Fetch::Hint, "", &base) != 0;
            self.mode.base = base;
        }
    }

    /// What `url` waits for.
    fn need(&self, kind: Fetch, url: &str) -> u8 {
        self.page.need(kind, url, &self.mode.base)
    }

    /// Puts the tag into the held form when an attribute or the script in `text` is held.
    fn hold(&mut self, tag: &Tag<'w>, text: &str) {
        let is_script = tag.is("script");
        let mut needs = 0;
        if is_script {
            match element::content(tag) {
                Content::Held => return,
                Content::Code if !text.trim_ascii().is_empty() && tag.find("src").is_none() => {
                    needs = self.page.code(text)
                        | code::import_needs(text, &|url| self.need(Fetch::Script, url));
                }
                Content::Addresses => {
                    needs = code::list_needs(text, &|url| self.need(Fetch::Hint, url));
                    // An address behind escapes is none that we know.
                    if Scan::new(text, 0).find("\\u").is_some() {
                        needs |= UNKNOWN;
                    }
                }
                Content::Code | Content::Data => {}
            }
        }
        let is_marked = tag
            .find("data-consent")
            .is_some_and(|own| !own.value.is_empty());
        let mut attributes = Output::new(part(self.html, 0, tag.end));
        attributes.skip(tag.name_end);
        // The first of a name counts; once it has another name, the next would.
        let mut renamed = String::new();
        let mut scan = tag.attributes();
        while let Some(attribute) = Attribute::next(&mut scan) {
            let name = attribute.name;
            let is_first = tag
                .find(name)
                .is_some_and(|first| first.start == attribute.start);
            let is_type = is_script && is_in("type", name);
            let is_renamed = if is_first {
                is_type || self.is_renamed(tag, &attribute, &mut needs, &mut attributes)
            } else {
                is_in(&renamed, name)
            };
            if is_renamed {
                put(&mut renamed, " ");
                put(&mut renamed, name);
                attributes.insert(attribute.start, if is_type { "data-" } else { HELD_MARK });
            }
        }
        if needs == 0 {
            return;
        }
        self.mode.needs |= needs;
        let mut text = String::new();
        if is_script {
            put(&mut text, " type=\"text/plain\"");
        }
        if !is_marked {
            put_label(&mut text, needs);
        }
        put(&mut text, &attributes.finish(tag.end));
        self.out.replace(tag.name_end, tag.end, &text);
    }

    /// Whether an attribute waits under its held name. Adds what for to `needs`, and puts a value that may stay in use
    /// meanwhile before it into `out`.
    fn is_renamed(
        &self,
        tag: &Tag<'_>,
        attribute: &Attribute<'_>,
        needs: &mut u8,
        out: &mut Output<'_>,
    ) -> bool {
        let fetches = element::fetches(tag, attribute.name);
        let fetches = fetches.or_else(|| element::leads(tag, attribute.name));
        let Some((kind, shape)) = fetches else {
            return false;
        };
        let value = reference::decode(attribute.value);
        let need = |url: &str| self.need(kind, url);
        let mut beside = None;
        let need = match shape {
            Shape::Url => need(&value),
            Shape::List => code::list_needs(&value, &need),
            Shape::Style => {
                let (style, need) = css::neutralise(&value, &need);
                beside = Some(style);
                need
            }
            Shape::Document if self.mode.depth < MAX_DEPTH => {
                let mode = Mode {
                    base: self.mode.base.clone(),
                    depth: self.mode.depth + 1,
                    ..Mode::default()
                };
                let (document, mut need) = Walk::new(&value, self.page, mode).whole();
                let mut document = document.into_owned();
                // Once is enough: a page may be filtered by its server and here. Asked of what comes out, where what is held
                // is no code any more.
                if element::has_code(&document) && !value.starts_with(FRAME_START) {
                    let is_far = code::named_needs(&value, &|url| self.need(kind, url)) != 0;
                    let kept = if is_far { AS_TEXT } else { "" };
                    for part in [FRAME_START_END, kept, FRAME_START] {
                        document.insert_str(0, part);
                    }
                    need |= UNKNOWN;
                }
                beside = Some(document);
                need
            }
            Shape::Refresh => need(super::served::refresh_target(&value)),
            Shape::Document if has_tag(&value) => UNKNOWN,
            Shape::Document => 0,
        };
        if let Some(beside) = beside
            && need != 0
        {
            let mut text = String::new();
            put(&mut text, attribute.name);
            put(&mut text, "=\"");
            reference::put_encoded(&mut text, &beside);
            put(&mut text, "\" ");
            out.insert(attribute.start, &text);
        }
        *needs |= need;
        need != 0
    }

    /// Takes what is held out of a `style` element whose text, up to `text_end`, is now `text`, and keeps the whole in an
    /// attribute. Whether there was anything. `is_either`: it may be markup, and its references may count.
    fn hold_style(&mut self, tag: &Tag<'_>, text: &str, is_either: bool, text_end: usize) -> bool {
        if tag
            .get("type")
            .is_some_and(|kind| !kind.is_empty() && !is_in("text/css", &kind))
        {
            return false;
        }
        let neutralise = |text: &str| css::neutralise(text, &|url| self.need(Fetch::Style, url));
        let (mut style, mut needs) = neutralise(text);
        // In SVG references count in a style, too.
        let decoded = (is_either && text.contains('&')).then(|| reference::decode(text));
        let decoded = decoded.filter(|decoded| decoded != text);
        if let Some(decoded) = &decoded {
            needs |= neutralise(decoded).1;
        }
        if needs == 0 {
            return false;
        }
        // What was taken out may have ended a quotation that hid a tag: then nothing stays.
        if decoded.is_some() || is_either && has_tag(&style) && self.holds_as_markup(&style) {
            style.clear();
        }
        self.mode.needs |= needs;
        // Who meets the markup as the server has written it finds no other element.
        let mut held = String::new();
        put_label(&mut held, needs);
        put(&mut held, " data-held-text=\"");
        reference::put_encoded(&mut held, text);
        put(&mut held, "\"");
        self.out.insert_in_tag(tag.end, &held);
        self.out.replace(tag.end, text_end, &style);
        true
    }
}

/// Appends the attribute that says what an element waits for.
fn put_label(text: &mut String, needs: u8) {
    put(text, " data-consent=\"");
    if needs & UNKNOWN != 0 {
        put(text, "unknown");
    } else {
        let mut separator = "";
        for category in CategorySet::from_bits(needs).iter() {
            put(text, separator);
            put(text, category.as_str());
            separator = " &amp; ";
        }
    }
    put(text, "\"");
}

/// Whether `text` has something in it that may be a start tag.
fn has_tag(text: &str) -> bool {
    let mut scan = Scan::new(text, 0);
    while scan.peek().is_some() {
        if scan.accept(b'<') {
            if scan
                .peek()
                .is_some_and(|letter| letter.is_ascii_alphabetic())
            {
                return true;
            }
        } else {
            scan.place += 1;
        }
    }
    false
}
