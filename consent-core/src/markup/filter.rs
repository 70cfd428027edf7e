//! The filter: goes through markup once and puts what is held into the held form.
//!
//! Longer than most files here, because one walk keeps one state: where text is markup and where it is not.

use super::element::{self, Content, Shape};
use super::output::Output;
use super::tag::{Tag, part};
use super::{Fetch, PageUrl, Target, attribute, code, css, host_of, raw, reference};
use crate::category::{Category, CategorySet};
use crate::decision::Verdict;
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
    State::new(page.clone(), page.clone(), 0).run(html, (0, html.len()), true, &mut out, decide);
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
        let done = state.run(pending, (0, pending.len()), is_complete, &mut out, decide);
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
            Some(host) if host != self.page.host() => {
                let host = &*host;
                self.ask(Target::Fetch { kind, url, host })
            }
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

/// What the tree builder would be in, as far as the tokeniser depends on it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    Svg,
    Math,
    /// HTML in an integration point of that name.
    Html(&'static str),
}

/// Elements of SVG and MathML with HTML in them.
const INTEGRATION: &[&str] = &[
    "foreignobject",
    "desc",
    "title",
    "mi",
    "mo",
    "mn",
    "ms",
    "mtext",
    "annotation-xml",
];

/// Start tags that end SVG and MathML (`font` only with some attributes, which is near enough).
const BREAKOUT: &[&str] = &[
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "center",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "i",
    "img",
    "li",
    "listing",
    "menu",
    "meta",
    "nobr",
    "ol",
    "p",
    "pre",
    "ruby",
    "s",
    "small",
    "span",
    "strong",
    "strike",
    "sub",
    "sup",
    "table",
    "tt",
    "u",
    "ul",
    "var",
    "font",
];

struct State {
    page: PageUrl,
    base: PageUrl,
    contexts: Vec<Context>,
    /// Whether the tree builder may read raw text as markup: both readings are filtered then.
    is_loose: bool,
    is_select: bool,
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
            contexts: Vec::new(),
            is_loose: false,
            is_select: false,
            is_plaintext: false,
            label: Label {
                categories: CategorySet::EMPTY,
                is_unknown: false,
            },
            depth,
        }
    }

    fn is_foreign(&self) -> bool {
        matches!(self.contexts.last(), Some(Context::Svg | Context::Math))
    }

    /// Filters a range of `html` and says up to where; short of its end only when the text is not complete.
    fn run(
        &mut self,
        html: &str,
        (from, limit): (usize, usize),
        is_complete: bool,
        out: &mut Output<'_>,
        decide: &Decide<'_>,
    ) -> usize {
        let Some(bytes) = html.as_bytes().get(..limit) else {
            return limit;
        };
        let mut place = from;
        while !self.is_plaintext {
            let Some(start) = raw::find(bytes, place, b"<") else {
                return limit;
            };
            let next = |offset: usize| bytes.get(start + offset).copied();
            let end = match next(1) {
                Some(b'a'..=b'z' | b'A'..=b'Z') => Tag::read(html, start + 1, limit)
                    .and_then(|tag| self.start_tag(html, limit, &tag, is_complete, out, decide)),
                Some(b'/') => match next(2) {
                    Some(b'a'..=b'z' | b'A'..=b'Z') => {
                        Tag::read(html, start + 2, limit).map(|tag| {
                            self.end_tag(&tag);
                            tag.end
                        })
                    }
                    _ => raw::find(bytes, start + 2, b">").map(|end| end + 1),
                },
                Some(b'!') => self.declaration(bytes, start + 2, is_complete),
                Some(b'?') => raw::find(bytes, start + 2, b">").map(|end| end + 1),
                Some(_) => Some(start + 1),
                None => None,
            };
            match end {
                Some(end) => place = end,
                // What does not end becomes no element.
                None if is_complete => return limit,
                None => return start,
            }
        }
        limit
    }

    /// Where a comment, document type or the like ends that begins with the `<!` before `from`.
    fn declaration(&self, bytes: &[u8], from: usize, is_complete: bool) -> Option<usize> {
        const CDATA: &[u8] = b"[CDATA[";
        let rest = bytes.get(from..)?;
        if rest.len() < CDATA.len() && !is_complete {
            return None;
        }
        if rest.starts_with(b"--") {
            return raw::comment_end(bytes, from + 2);
        }
        if rest.starts_with(CDATA) && self.is_foreign() && !self.is_loose {
            return raw::find(bytes, from, b"]]>").map(|end| end + 3);
        }
        raw::find(bytes, from, b">").map(|end| end + 1)
    }

    fn end_tag(&mut self, tag: &Tag<'_>) {
        let opened = if tag.is("svg") {
            Context::Svg
        } else if tag.is("math") {
            Context::Math
        } else if tag.is("select") {
            self.is_select = false;
            return;
        } else if tag.is_one_of(&["p", "br"]) {
            return self.leave_foreign();
        } else if let Some(name) = INTEGRATION.iter().find(|name| tag.is(name)) {
            Context::Html(name)
        } else {
            return;
        };
        if let Some(depth) = self.contexts.iter().rposition(|context| *context == opened) {
            self.contexts.truncate(depth);
        }
    }

    fn leave_foreign(&mut self) {
        while self.is_foreign() {
            self.contexts.pop();
        }
    }

    /// Follows the tree builder as far as the tokeniser depends on it; says whether the content is raw text.
    fn enter(&mut self, tag: &Tag<'_>) -> bool {
        if self.is_foreign() && tag.is_one_of(BREAKOUT) {
            self.leave_foreign();
        }
        let is_foreign = self.is_foreign();
        if is_foreign && tag.is_self_closing {
            return false;
        }
        if is_foreign && let Some(name) = INTEGRATION.iter().find(|name| tag.is(name)) {
            self.contexts.push(Context::Html(name));
            self.is_loose = true;
            return false;
        }
        if tag.is("svg") && !tag.is_self_closing {
            self.contexts.push(Context::Svg);
        } else if tag.is("math") && !tag.is_self_closing {
            self.contexts.push(Context::Math);
        } else if tag.is("select") {
            self.is_select = true;
        } else if tag.is_one_of(&["input", "textarea"]) {
            self.is_select = false;
        } else if tag.is("frameset") {
            self.is_loose = true;
        } else if tag.is("plaintext") {
            self.is_plaintext = !is_foreign && !self.is_select && !self.is_loose;
        }
        tag.is_one_of(raw::RAW) && self.depth < MAX_DEPTH
    }

    /// Filters a start tag and, where it is raw text, the element's content. Says where the filtered part ends;
    /// `None` when that has not arrived.
    fn start_tag(
        &mut self,
        html: &str,
        limit: usize,
        tag: &Tag<'_>,
        is_complete: bool,
        out: &mut Output<'_>,
        decide: &Decide<'_>,
    ) -> Option<usize> {
        // The state as it was, for when the rest has to be waited for.
        let before = (self.contexts.clone(), self.is_loose, self.is_select);
        if !self.enter(tag) {
            self.base(tag);
            self.hold(tag, "", out, decide);
            return Some(tag.end);
        }
        let bytes = html.as_bytes().get(..limit)?;
        let is_foreign = self.is_foreign();
        let text_end = if tag.is("script") && !is_foreign {
            raw::script_end(bytes, tag.end)
        } else {
            raw::text_end(bytes, tag.end, tag.name)
        };
        let end = text_end.and_then(|end| Tag::read(html, end + 2, limit));
        if end.is_none() && !is_complete {
            (self.contexts, self.is_loose, self.is_select) = before;
            return None;
        }
        let text_end = text_end.unwrap_or(limit);
        let end = end.map_or(limit, |end| end.end);
        let text = part(html, tag.end, text_end);
        let has_markup = text
            .as_bytes()
            .windows(2)
            .any(|pair| pair[0] == b'<' && pair[1].is_ascii_alphabetic());
        self.hold(tag, text, out, decide);
        if has_markup && (is_foreign || self.is_loose || self.is_select || tag.is("noscript")) {
            let contexts = self.contexts.clone();
            self.depth += 1;
            self.run(html, (tag.end, text_end), true, out, decide);
            self.depth -= 1;
            self.is_plaintext = false;
            if !is_foreign {
                self.contexts = contexts;
            }
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
                code::has_string(text, &mut |url| judge.is_held(Fetch::Hint, url))
            }
            Content::Code | Content::Data | Content::Held => false,
        };
        let mut edits: Vec<Edit> = Vec::new();
        for (place, attribute) in tag.attributes.iter().enumerate() {
            let repeated = tag.attributes[..place]
                .iter()
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
            Shape::Candidates => attribute::has_candidate(&value, &mut is_held),
            Shape::List => attribute::has_listed(&value, &mut is_held),
            Shape::Style => match css::neutralise(&value, &mut is_held) {
                Some(style) => return Edit::Beside(style),
                None => false,
            },
            Shape::Document if self.depth < MAX_DEPTH => {
                let mut inner = State::new(self.page.clone(), self.base.clone(), self.depth + 1);
                let mut out = Output::new(&value);
                inner.run(&value, (0, value.len()), true, &mut out, judge.decide);
                judge.label.join(inner.label);
                match out.finish(value.len()) {
                    Cow::Owned(document) => return Edit::Beside(document),
                    Cow::Borrowed(_) => false,
                }
            }
            Shape::Document => {
                let has_markup = value.contains('<');
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
        if !text.to_ascii_lowercase().contains("</script") {
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

/// What becomes of an attribute of a held element.
enum Edit {
    /// It stays.
    Keep,
    /// It waits under its held name.
    Rename,
    /// It waits under its held name, and this value takes its place.
    Beside(String),
}
