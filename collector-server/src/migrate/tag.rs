//! One tag of theirs becomes one of ours. Only what says when it runs is changed.

use consent_core::{
    category::Category,
    foreign::{MARKS, Mark, Reading, Unknown},
    markup::{Element, PageUrl, Written, host_of},
};

use super::{edit::Edits, page::Site};

/// What became of an element.
pub enum Became {
    /// It is none of theirs, or ours already.
    Nothing,
    /// It is ours now: the expression, and the host it fetches from.
    Ours {
        /// Whose it was.
        product: &'static str,
        /// What it waits for.
        expression: String,
        /// The host, where it names one.
        host: Option<String>,
    },
    /// Its mark is not understood.
    Unknown {
        /// Whose it is.
        mark: &'static Mark,
        /// The word.
        word: String,
    },
}

/// Attributes under which an address waits in every product's tags.
const HELD: &[&str] = &[
    "data-src",
    "data-srcset",
    "data-href",
    "data-poster",
    "data-data",
];
/// Attributes that a page uses for its own ends too: they mark nothing unless the element waits already.
const SHARED: &[&str] = &["data-category", "class", "data-name", "data-purpose"];

/// Rewrites `element` if it is one of theirs.
pub fn rewrite(element: &Element<'_>, html: &str, site: &Site<'_>, edits: &mut Edits) -> Became {
    if element.find("data-consent").is_some() {
        return Became::Nothing;
    }
    for mark in MARKS {
        let Some(attribute) = element.find(mark.attribute) else {
            continue;
        };
        let written = html.get(element.tag.clone()).unwrap_or_default();
        if !written.to_ascii_lowercase().contains(mark.sign) || !waits(element, mark) {
            continue;
        }
        // Cookiebot's word for what it must leave alone.
        if attribute.value.trim().eq_ignore_ascii_case("ignore") {
            edits.replace(with_gap(html, attribute), "");
            return Became::Nothing;
        }
        let host = address(element, mark).and_then(host);
        let named = |name: &str| site.category(name, host.as_deref());
        let expression = match mark.read(&attribute.value, &named) {
            Ok(Some(expression)) => expression,
            Ok(None) => continue,
            // `data-name` and the like are anybody's words, except on what is certainly held.
            Err(_) if SHARED.contains(&mark.attribute) && !is_held_script(element) => continue,
            Err(Unknown(word)) => return Became::Unknown { mark, word },
        };
        label(attribute, mark, html, &expression, edits);
        addresses(element, mark, html, edits);
        if element.is("script") {
            script_type(element, html, edits);
        }
        return Became::Ours {
            product: mark.product,
            expression,
            host,
        };
    }
    Became::Nothing
}

/// The host of an absolute address, lower case.
pub fn host(address: &str) -> Option<String> {
    // Against a page without a host only an address with one has one.
    host_of(address, &PageUrl::parse("https:///")).filter(|host| !host.is_empty())
}

fn is_held_script(element: &Element<'_>) -> bool {
    let kind = element.get("type").unwrap_or_default();
    element.is("script") && kind.trim().eq_ignore_ascii_case("text/plain")
}

/// Whether the element waits for consent, or its mark says that it should.
fn waits(element: &Element<'_>, mark: &Mark) -> bool {
    is_held_script(element)
        || mark.is_template && element.is("template")
        || HELD.iter().any(|name| element.find(name).is_some())
        || mark
            .held
            .iter()
            .any(|(name, _)| element.find(name).is_some())
        || !SHARED.contains(&mark.attribute) && element.is("script iframe img link")
}

/// What the element fetches.
fn address<'e>(element: &'e Element<'_>, mark: &Mark) -> Option<&'e str> {
    let own = mark.held.iter().map(|(name, _)| *name);
    let mut names = own.chain(["data-src", "data-href", "src", "href"]);
    names.find_map(|name| element.get(name).filter(|value| !value.trim().is_empty()))
}

/// The mark gives way to `data-consent`.
fn label(attribute: &Written<'_>, mark: &Mark, html: &str, expression: &str, edits: &mut Edits) {
    let ours = format!("data-consent=\"{expression}\"");
    let Reading::Classes(prefix) = mark.reading else {
        edits.replace(attribute.at.clone(), ours);
        return;
    };
    let others: Vec<&str> = attribute
        .value
        .split_ascii_whitespace()
        .filter(|class| !class.starts_with(prefix))
        .collect();
    if others.is_empty() {
        edits.replace(attribute.at.clone(), ours);
        return;
    }
    // The value as written, since the classes that stay may have references in them.
    let written = html.get(attribute.at.clone()).unwrap_or_default();
    let classes: Vec<&str> = written
        .split_inclusive(|letter: char| letter.is_ascii_whitespace())
        .collect();
    let kept: String = classes
        .into_iter()
        .filter(|class| !class.contains(prefix))
        .collect();
    let quote = written
        .chars()
        .next_back()
        .filter(|last| matches!(last, '"' | '\''));
    let mut kept = kept.trim_end().to_owned();
    if let Some(quote) = quote.filter(|quote| !kept.ends_with(*quote)) {
        kept.push(quote);
    }
    // The first class may have taken the name and the opening quote with it.
    if kept.to_ascii_lowercase().starts_with("class") {
        edits.replace(attribute.at.clone(), format!("{kept} {ours}"));
    } else {
        edits.replace(
            attribute.at.clone(),
            format!("class=\"{}\" {ours}", others.join(" ")),
        );
    }
}

/// Addresses wait under our names.
fn addresses(element: &Element<'_>, mark: &Mark, html: &str, edits: &mut Edits) {
    let mut has_source = element.find("data-src").is_some();
    for (theirs, ours) in mark.held {
        if let Some(attribute) = element.find(theirs)
            && !has_source
        {
            edits.replace(attribute.name_at.clone(), *ours);
            has_source = true;
        }
    }
    let is_live = element.is("script iframe img link");
    for attribute in &element.attributes {
        let name = attribute.name.to_ascii_lowercase();
        let is_address =
            matches!(name.as_str(), "src" | "srcset") || name == "href" && element.is("link");
        if !is_live || !is_address {
            continue;
        }
        let ours = format!("data-{name}");
        // An empty address is the page's own.
        if attribute.value.trim().is_empty() {
            edits.replace(with_gap(html, attribute), "");
        } else if !(element.find(&ours).is_some() || name == "src" && has_source) {
            edits.replace(attribute.name_at.clone(), ours);
        }
    }
}

/// A script has the type that keeps it from running; what it had, it gets back.
fn script_type(element: &Element<'_>, html: &str, edits: &mut Edits) {
    let Some(kind) = element.find("type") else {
        let end = element.tag.start + 1 + element.name.len();
        edits.replace(end..end, " type=\"text/plain\"");
        return;
    };
    let value = kind.value.trim().to_ascii_lowercase();
    if value == "text/plain" {
        return;
    }
    let is_classic =
        value.is_empty() || value == "text/javascript" || value == "application/javascript";
    if is_classic || element.find("data-type").is_some() {
        edits.replace(kind.at.clone(), "type=\"text/plain\"");
    } else {
        let written = html.get(kind.at.clone()).unwrap_or_default();
        edits.replace(
            kind.at.clone(),
            format!("type=\"text/plain\" data-{written}"),
        );
    }
}

/// The attribute and the space before it.
pub fn with_gap(html: &str, attribute: &Written<'_>) -> core::ops::Range<usize> {
    let before = html.get(..attribute.at.start).unwrap_or_default();
    before.trim_ascii_end().len()..attribute.at.end
}

/// The only category of an expression, if it is one.
pub fn only(expression: &str) -> Option<Category> {
    Category::parse(expression)
}
