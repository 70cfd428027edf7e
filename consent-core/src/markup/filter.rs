//! The filter: goes through markup once and puts what is held into the held form.
//!
//! Longer than most files here, because one walk keeps one state: where text is markup and where it is not.

use super::element::{self, Content, Shape};
use super::output::Output;
use super::tag::Tag;
use super::{Fetch, PageUrl, Target, code, css, host_of, raw, reference};
use crate::category::{Category, CategorySet};
use crate::decision::Verdict;
use crate::scan::{Scan, part};
use std::borrow::Cow;

/// Who decides what is held.
type Decide<'d> = dyn Fn(Target<'_>) -> Verdict + 'd;

/// How deep markup within markup (`srcdoc`, `noscript`) is read as such. What lies deeper is held whole.
const MAX_DEPTH: u8 = 4;

/// Puts every element that fetches from a third party that `decide` holds into the held form (contracts, section 5);
/// everything else stays as it is, byte for byte. A text with nothing to hold comes back borrowed.
///
/// - A held element carries `data-consent` with what it waits for (`all` for the unknown; its own, if it had one),
///   and what it would fetch waits in the attributes of [`super::HELD`]; a script has `type="text/plain"` too.
/// - A `style` attribute and `srcdoc` stay in use without what is held, and the original waits beside.
/// - A `style` element stays without what is held, and all of it follows as a held script of type `text/css`.
/// - Inline code is held when `decide` says so or when it imports what is held.
///
/// `page` resolves relative addresses, as long as the text has no `base` of its own.
pub fn filter<'a>(html: &'a str, page: &PageUrl, decide: &Decide<'_>) -> Cow<'a, str> {
    let mut out = Output::new(html);
    State::new(page.clone(), page.clone(), 0).run(html, 0, true, &mut out, decide);
    out.finish(html.len())
}

/// [`filter`] for a text that arrives in pieces: an element whose tag (or text, where it has no markup in it) is not
/// complete waits for the rest.
pub struct Filter {
    state: State,
    pending: String,
}

impl Filter {
    /// A filter at the beginning of a text that belongs to `page`.
    pub fn new(page: &PageUrl) -> Self {
        Self {
            state: State::new(page.clone(), page.clone(), 0),
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
        let Self { state, pending } = self;
        let mut out = Output::new(pending);
        let done = state.run(pending, 0, is_complete, &mut out, decide);
        let text = out.finish(done).into_owned();
        pending.drain(..done);
        text
    }
}

/// What an element waits for.
#[derive(Clone, Copy, Default)]
struct Label {
    categories: CategorySet,
    is_unknown: bool,
}

impl Label {
    fn add(&mut self, category: Option<Category>) {
        match category {
            Some(category) => self.categories = self.categories.with(category),
            None => self.is_unknown = true,
        }
    }

    fn join(&mut self, other: Self) {
        self.categories = self.categories.union(other.categories);
        self.is_unknown |= other.is_unknown;
    }

    fn is_empty(self) -> bool {
        self.categories.is_empty() && !self.is_unknown
    }

    fn push_attribute(self, text: &mut String) {
        text.push_str(" data-consent=\"");
        if self.is_unknown {
            text.push_str("all");
        } else {
            let mut separator = "";
            for category in self.categories.iter() {
                text.push_str(separator);
                text.push_str(category.as_str());
                separator = " &amp; ";
            }
        }
        text.push('"');
    }
}

/// Asks about addresses and keeps what the held ones wait for.
struct Judge<'s> {
    page: &'s PageUrl,
    base: &'s PageUrl,
    decide: &'s Decide<'s>,
    label: Label,
}

impl Judge<'_> {
    fn is_held(&mut self, kind: Fetch, url: &str) -> bool {
        match host_of(url, self.base) {
            Some(host) if host != self.page.host() => self.ask(Target::Fetch {
                kind,
                url,
                host: &host,
            }),
            _ => false,
        }
    }

    fn ask(&mut self, target: Target<'_>) -> bool {
        match (self.decide)(target) {
            Verdict::Allow => false,
            Verdict::Hold(category) => {
                self.label.add(category);
                true
            }
        }
    }
}

struct State {
    page: PageUrl,
    base: PageUrl,
    /// How many `svg` and `math` are open. In them no element holds raw text, as long as no HTML stands in them.
    foreign_depth: u16,
    /// Whether the tree builder may have been anywhere where it reads raw text as markup.
    is_loose: bool,
    is_plaintext: bool,
    /// Everything held so far.
    label: Label,
    depth: u8,
}

impl State {
    const fn new(page: PageUrl, base: PageUrl, depth: u8) -> Self {
        Self {
            page,
            base,
            foreign_depth: 0,
            is_loose: false,
            is_plaintext: false,
            label: Label {
                categories: CategorySet::EMPTY,
                is_unknown: false,
            },
            depth,
        }
    }

    /// Filters `html` from `from` to its end and says up to where; short of it only when the text is not complete.
    fn run(
        &mut self,
        html: &str,
        from: usize,
        is_complete: bool,
        out: &mut Output<'_>,
        decide: &Decide<'_>,
    ) -> usize {
        let mut scan = Scan::new(html, from);
        while !self.is_plaintext {
            scan.take_until(b'<');
            let start = scan.place;
            let is_done = match scan.next() {
                None => return start,
                Some(_) => self.markup(&mut scan, is_complete, out, decide),
            };
            if is_done.is_none() {
                // What does not end becomes no element.
                return if is_complete { html.len() } else { start };
            }
        }
        html.len()
    }

    /// Passes what begins with the `<` that was passed; `None` when it does not end.
    fn markup(
        &mut self,
        scan: &mut Scan<'_>,
        is_complete: bool,
        out: &mut Output<'_>,
        decide: &Decide<'_>,
    ) -> Option<()> {
        let mut after = *scan;
        match after.next()? {
            b'a'..=b'z' | b'A'..=b'Z' => {
                let tag = Tag::read(scan.text, scan.place)?;
                scan.place = self.start_tag(scan.text, &tag, is_complete, out, decide)?;
                return Some(());
            }
            b'/' if after.peek()?.is_ascii_alphabetic() => {
                let tag = Tag::read(scan.text, after.place)?;
                if tag.is("svg math") {
                    self.foreign_depth = self.foreign_depth.saturating_sub(1);
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
    fn start_tag(
        &mut self,
        html: &str,
        tag: &Tag<'_>,
        is_complete: bool,
        out: &mut Output<'_>,
        decide: &Decide<'_>,
    ) -> Option<usize> {
        let is_foreign = self.foreign_depth > 0;
        let is_raw = tag.is(raw::RAW) && !(is_foreign && tag.is_self_closing);
        if !is_raw || self.depth >= MAX_DEPTH {
            if tag.is("svg math") && !tag.is_self_closing {
                self.foreign_depth = self.foreign_depth.saturating_add(1);
            }
            self.is_loose |= tag.is("svg math select frameset");
            self.is_plaintext = tag.is("plaintext") && !self.is_loose;
            self.base(tag);
            self.hold(tag, "", out, decide);
            return Some(tag.end);
        }
        let mut scan = Scan::new(html, tag.end);
        let has_escapes = tag.is("script") && !is_foreign;
        let close = raw::text(&mut scan, tag.name, has_escapes)
            .and_then(|()| Tag::read(html, scan.place + 2));
        if close.is_none() && !is_complete {
            return None;
        }
        let text_end = scan.place;
        let end = close.map_or(html.len(), |close| close.end);
        let text = part(html, tag.end, text_end);
        self.hold(tag, text, out, decide);
        // Both readings, text and markup, where it could be either; what is markup only in a `select` or the like is
        // not worth an altered script or form field.
        let is_either =
            is_foreign || tag.is("noscript") || self.is_loose && !tag.is("script textarea title");
        if is_either && has_tag(text) {
            self.depth += 1;
            self.run(part(html, 0, text_end), tag.end, true, out, decide);
            self.depth -= 1;
            self.is_plaintext = false;
        } else if tag.is("style") {
            self.hold_style(html, tag, (text_end, end), out, decide);
        }
        Some(end)
    }

    /// Keeps the `base` that relative addresses follow. The first counts; but one that leads away from the page is
    /// believed even after one that does not, which may have stood where it has no effect (in a `template`).
    fn base(&mut self, tag: &Tag<'_>) {
        if tag.is("base")
            && self.base.host() == self.page.host()
            && let Some(address) = tag.get("href")
            && let Some(base) = self.page.join(&address)
        {
            self.base = base;
        }
    }

    fn judge<'s>(&'s self, decide: &'s Decide<'s>) -> Judge<'s> {
        Judge {
            page: &self.page,
            base: &self.base,
            decide,
            label: Label::default(),
        }
    }

    /// Puts the tag into the held form when an attribute or the script in `text` is held.
    fn hold(&mut self, tag: &Tag<'_>, text: &str, out: &mut Output<'_>, decide: &Decide<'_>) {
        let is_script = tag.is("script");
        let content = if is_script {
            element::content(tag)
        } else {
            Content::Data
        };
        if content == Content::Held || tag.attributes.is_empty() && text.is_empty() {
            return;
        }
        let mut judge = self.judge(decide);
        let is_held_code = match content {
            Content::Code if !text.trim_ascii().is_empty() && tag.get("src").is_none() => {
                judge.ask(Target::Inline { code: text })
                    | code::has_import(text, &mut |url| judge.is_held(Fetch::Script, url))
            }
            Content::Addresses => {
                code::has_listed(text, &mut |url| judge.is_held(Fetch::Hint, url))
            }
            Content::Code | Content::Data | Content::Held => false,
        };
        let mut edits: Vec<Edit> = Vec::new();
        for (place, attribute) in tag.attributes.iter().enumerate() {
            let repeated = tag
                .attributes
                .iter()
                .take(place)
                .position(|earlier| earlier.name.eq_ignore_ascii_case(attribute.name));
            edits.push(match repeated {
                // The first of a name counts; once it has another name, the next would.
                Some(first) => match edits.get(first) {
                    Some(Edit::Rename) => Edit::Rename,
                    _ => Edit::Keep,
                },
                None if is_script && attribute.name.eq_ignore_ascii_case("type") => Edit::Rename,
                None => self.edit(tag, attribute.name, attribute.value, &mut judge),
            });
        }
        let label = judge.label;
        if label.is_empty() && !is_held_code {
            return;
        }
        self.label.join(label);
        let mut mark = String::new();
        if is_script {
            mark.push_str(" type=\"text/plain\"");
        }
        if tag.get("data-consent").is_none_or(|own| own.is_empty()) {
            label.push_attribute(&mut mark);
        }
        out.insert(tag.name_end, &mark);
        for (attribute, edit) in tag.attributes.iter().zip(edits) {
            match edit {
                Edit::Keep => {}
                Edit::Rename => out.insert(attribute.start, "data-"),
                Edit::Beside(value) => {
                    let mut text = attribute.name.to_owned();
                    text.push_str("=\"");
                    reference::push_encoded(&mut text, &value);
                    text.push_str("\" data-");
                    out.insert(attribute.start, &text);
                }
            }
        }
    }

    /// What becomes of one attribute.
    fn edit(&self, tag: &Tag<'_>, name: &str, value: &str, judge: &mut Judge<'_>) -> Edit {
        let Some((kind, shape)) = element::fetches(tag, name) else {
            return Edit::Keep;
        };
        let value = reference::decode(value);
        let mut is_held = |url: &str| judge.is_held(kind, url);
        let is_renamed = match shape {
            Shape::Url => is_held(&value),
            Shape::List => code::has_listed(&value, &mut is_held),
            Shape::Style => match css::neutralise(&value, &mut is_held) {
                Some(style) => return Edit::Beside(style),
                None => false,
            },
            Shape::Document if self.depth < MAX_DEPTH => {
                let mut inner = State::new(self.page.clone(), self.base.clone(), self.depth + 1);
                let mut out = Output::new(&value);
                inner.run(&value, 0, true, &mut out, judge.decide);
                judge.label.join(inner.label);
                match out.finish(value.len()) {
                    Cow::Owned(document) => return Edit::Beside(document),
                    Cow::Borrowed(_) => false,
                }
            }
            Shape::Document => {
                let has_markup = has_tag(&value);
                judge.label.is_unknown |= has_markup;
                has_markup
            }
        };
        if is_renamed { Edit::Rename } else { Edit::Keep }
    }

    /// Takes what is held out of a `style` element and puts a held copy of the whole behind it.
    fn hold_style(
        &mut self,
        html: &str,
        tag: &Tag<'_>,
        (text_end, end): (usize, usize),
        out: &mut Output<'_>,
        decide: &Decide<'_>,
    ) {
        let kind = tag.get("type").unwrap_or_default();
        if !kind.is_empty() && !kind.eq_ignore_ascii_case("text/css") {
            return;
        }
        let mut judge = self.judge(decide);
        let text = part(html, tag.end, text_end);
        let Some(style) = css::neutralise(text, &mut |url| judge.is_held(Fetch::Style, url)) else {
            return;
        };
        let label = judge.label;
        self.label.join(label);
        out.replace(tag.end, text_end, &style);
        let mut copy = String::new();
        if text_end == end {
            copy.push_str("</style>");
        }
        // Not a `style` with another type: Chromium's preload scanner fetches what that imports. Nor a `template`:
        // inside SVG that is an element like any other.
        // A text that would end that script early, or hide its end, is not kept.
        let has = |text_of_script| Scan::new(text, 0).find(text_of_script).is_some();
        if !has("</script") && !has("<script") {
            copy.push_str("<script type=\"text/plain\" data-type=\"text/css\"");
            label.push_attribute(&mut copy);
            for attribute in &tag.attributes {
                if !attribute.name.eq_ignore_ascii_case("type") {
                    copy.push(' ');
                    copy.push_str(part(html, attribute.start, attribute.end));
                }
            }
            copy.push('>');
            copy.push_str(text);
            copy.push_str("</script>");
        }
        out.insert(end, &copy);
    }
}

/// Whether `text` has something in it that may be a start tag.
fn has_tag(text: &str) -> bool {
    text.as_bytes()
        .windows(2)
        .any(|pair| matches!(pair, [b'<', letter] if letter.is_ascii_alphabetic()))
}

/// What becomes of an attribute of a held element.
enum Edit {
    /// It stays.
    Keep,
    /// It waits under its held name.
    Rename,
    /// It waits under its held name, and this value takes its place.
    Beside(String),
}
