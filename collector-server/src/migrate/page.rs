//! One page: its tags, its loaders, its buttons, and what is left for a person.

use consent_core::{
    category::Category,
    foreign,
    markup::{Element, elements},
};

use super::{
    edit::{Edits, line_of, with_line},
    import::Imported,
    note::Note,
    product,
    tag::{self, Became},
};
use crate::publish::catalogue;

/// What is known of the site that the pages belong to.
#[derive(Debug, Default)]
pub struct Site<'a> {
    /// The lines for `<head>`; without them loaders stay and are listed.
    pub snippet: Option<&'a str>,
    /// The configuration of the product that goes.
    pub imported: Option<&'a Imported>,
}

impl Site<'_> {
    /// The category of a service or a purpose that the site has named itself: by its configuration, else by what the
    /// catalogue knows of the host it is fetched from, or of the vendor of that name.
    pub(super) fn category(&self, name: &str, host: Option<&str>) -> Option<Category> {
        let own = self.imported.and_then(|imported| {
            let services = imported.services.iter().find(|service| {
                foreign::slug(&service.name) == name
                    || service
                        .aliases
                        .iter()
                        .any(|alias| foreign::slug(alias) == name)
            });
            let purposes = imported
                .purposes
                .iter()
                .find(|purpose| foreign::slug(&purpose.id) == name);
            services
                .map(|service| service.category)
                .or(purposes.map(|purpose| purpose.category))
        });
        own.or_else(|| catalogue::of_host(host?).map(|fact| fact.category))
            .or_else(|| catalogue::category_of_vendor(name))
    }
}

/// What was found in a page.
#[derive(Debug, Default)]
pub struct Page {
    /// What changes.
    pub edits: Edits,
    /// Tags that became ours: product, expression, host.
    pub tags: Vec<(&'static str, String, Option<String>)>,
    /// Loaders and starts that go, by product.
    pub removed: Vec<&'static str>,
    /// Whether the snippet comes in.
    pub has_snippet: bool,
    /// Loaders that stay because no snippet was given.
    pub waits_for_snippet: bool,
    /// What does not map.
    pub notes: Vec<Note>,
}

/// Looks at a page; nothing of it is changed but by [`Page::edits`].
pub fn look(html: &str, file: &str, site: &Site<'_>) -> Page {
    let mut page = Page::default();
    let all: Vec<Element<'_>> = elements(html).collect();
    let theirs: Vec<(&Element<'_>, &'static str)> = all
        .iter()
        .filter_map(|element| Some((element, of_product(element)?)))
        .collect();
    let mut note = |at: usize, problem: String, remedy: &str| {
        page.notes.push(Note {
            file: file.to_owned(),
            line: line_of(html, at),
            problem,
            remedy: remedy.to_owned(),
        });
    };
    for element in &all {
        if theirs.iter().any(|(their, _)| their.tag == element.tag) {
            continue;
        }
        match tag::rewrite(element, html, site, &mut page.edits) {
            Became::Ours {
                product,
                expression,
                host,
            } => {
                if expression.contains('!') {
                    note(
                        element.tag.start,
                        format!(
                            "`{expression}` runs wherever that is not granted, also before a choice"
                        ),
                        "make sure that it needs no consent itself",
                    );
                }
                page.tags.push((product, expression, host));
            }
            Became::Unknown { mark, word } => note(
                element.tag.start,
                format!(
                    "{}: it is not known what category `{word}` is",
                    mark.product
                ),
                "it stays as it is and never runs; give their configuration with --config, or write data-consent by hand",
            ),
            Became::Nothing => {}
        }
        buttons(element, &mut page.edits);
        if let Some((at, sign, remedy)) = calls(element, &page.edits) {
            note(at, format!("`{sign}` is called"), remedy);
        }
        if let Some((what, remedy)) = places(element) {
            note(element.tag.start, what.to_owned(), remedy);
        }
    }
    replace_loaders(html, &all, &theirs, site, &mut page, file);
    page.notes.sort_by_key(|note| note.line);
    page
}

/// Loaders and starts go, and our snippet stands before everything that fetches.
fn replace_loaders(
    html: &str,
    all: &[Element<'_>],
    theirs: &[(&Element<'_>, &'static str)],
    site: &Site<'_>,
    page: &mut Page,
    file: &str,
) {
    if theirs.is_empty() {
        return;
    }
    let is_ours = |element: &Element<'_>| {
        let src = element.get("src").unwrap_or_default();
        element.text.contains("__samtycke") || src.contains("/s/") && src.ends_with("/consent.js")
    };
    let has_ours = all.iter().any(is_ours);
    let Some(snippet) = site.snippet.or(has_ours.then_some("")) else {
        page.waits_for_snippet = true;
        page.notes
            .extend(theirs.iter().map(|(element, product)| Note {
                file: file.to_owned(),
                line: line_of(html, element.tag.start),
                problem: format!("{product} is loaded"),
                remedy: "give --site or --snippet, so that ours can take its place".to_owned(),
            }));
        return;
    };
    if !has_ours {
        let first = all
            .iter()
            .find(|element| fetches(element))
            .map_or(0, |element| element.tag.start);
        insert(html, first, snippet, &mut page.edits);
        page.has_snippet = true;
    }
    for (element, product) in theirs {
        page.edits
            .replace(with_line(html, element.tag.start..element.end), "");
        page.removed.push(product);
    }
}

/// The product that an element loads or starts.
fn of_product(element: &Element<'_>) -> Option<&'static str> {
    if element.is("script") {
        let is_code = !element
            .get("type")
            .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("text/plain"));
        return match element.get("src") {
            // The table of cookies has something in its place.
            Some(src) if src.ends_with("/cd.js") => None,
            Some(src) if is_code => product::of_address(src),
            None if is_code => product::started_by(element.text),
            _ => None,
        };
    }
    if element.is("link") {
        return product::of_address(element.get("href")?);
    }
    None
}

/// Whether a browser may fetch for it, so that the snippet must stand before it.
fn fetches(element: &Element<'_>) -> bool {
    element.is("script link style img iframe video audio object embed source picture body")
        && !(element.is("link")
            && element
                .get("rel")
                .is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")))
}

/// Puts lines before the element at `at`, indented as it is.
fn insert(html: &str, at: usize, lines: &str, edits: &mut Edits) {
    let before = html.get(..at).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let indent = html.get(line_start..at).unwrap_or_default();
    let end = if html.contains("\r\n") { "\r\n" } else { "\n" };
    let lines = lines.lines();
    if indent.trim().is_empty() {
        let text: String = lines.map(|line| format!("{indent}{line}{end}")).collect();
        edits.replace(line_start..line_start, text);
    } else {
        edits.replace(at..at, lines.collect::<Vec<_>>().join(end));
    }
}

/// Buttons and links that open a product's settings get our attribute.
fn buttons(element: &Element<'_>, edits: &mut Edits) {
    if element.find("data-consent-action").is_some() {
        return;
    }
    if let Some(attribute) = element.find("data-cc")
        && let Some((_, ours)) = product::ACTIONS
            .iter()
            .find(|(theirs, _)| *theirs == attribute.value)
    {
        edits.replace(
            attribute.at.clone(),
            format!("data-consent-action=\"{ours}\""),
        );
        return;
    }
    let settings = "data-consent-action=\"settings\"";
    for name in ["onclick", "href"] {
        if let Some(attribute) = element.find(name)
            && product::opens_settings(&attribute.value)
        {
            let text = if name == "href" {
                format!("href=\"#\" {settings}")
            } else {
                settings.to_owned()
            };
            edits.replace(attribute.at.clone(), text);
            return;
        }
    }
    let class = element.get("class").unwrap_or_default();
    if class
        .split_ascii_whitespace()
        .any(|class| product::SETTINGS_CLASSES.contains(&class))
    {
        let last = element
            .attributes
            .last()
            .map_or(element.tag.end, |attribute| attribute.at.end);
        edits.replace(last..last, format!(" {settings}"));
    }
}

/// A call of a product's API in a script or an attribute, unless it goes with a change.
fn calls(element: &Element<'_>, edits: &Edits) -> Option<(usize, &'static str, &'static str)> {
    if element.is("script")
        && let Some((at, sign, remedy)) = product::call(element.text)
    {
        return Some((element.text_start + at, sign, remedy));
    }
    let code = element.attributes.iter().filter(|attribute| {
        let name = attribute.name.to_ascii_lowercase();
        name.starts_with("on") || attribute.value.trim_start().starts_with("javascript:")
    });
    code.filter(|attribute| !edits.takes(attribute.at.start))
        .find_map(|attribute| {
            let (_, sign, remedy) = product::call(&attribute.value)?;
            Some((attribute.at.start, sign, remedy))
        })
}

/// Elements that a product fills: its table of cookies and the like.
fn places(element: &Element<'_>) -> Option<(&'static str, &'static str)> {
    const TABLE: &str = "put <samtycke-declaration> there (docs/install.md)";
    let src = element.get("src").unwrap_or_default();
    if element.is("script") && src.contains("cookiebot") && src.ends_with("/cd.js") {
        return Some(("Cookiebot's cookie declaration is loaded", TABLE));
    }
    match element.get("id")? {
        "ot-sdk-cookie-policy" => Some(("OneTrust's cookie list stands here", TABLE)),
        "cmplz-document" | "cmplz-cookies-overview" => {
            Some(("Complianz' cookie policy stands here", TABLE))
        }
        _ => None,
    }
}

/// The configurations that stand in a page's own scripts.
pub fn configurations(html: &str) -> impl Iterator<Item = (usize, &str)> {
    elements(html).filter_map(|element| {
        let is_start = element.is("script") && product::started_by(element.text).is_some();
        is_start.then_some((element.text_start, element.text))
    })
}
