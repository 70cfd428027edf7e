//! The cookie table of a site's policy page, from the same declarations as the settings: as a page of its own that
//! needs no JavaScript, and as a script that fills `<samtycke-declaration>` in the site's page.
//!
//! Both are made of one tree of elements. The page has no inline style and no script; the script builds the tree with
//! the DOM and an adopted style sheet, so that it needs neither `unsafe-inline` nor a Trusted Types policy.

use std::collections::BTreeMap;

use consent_core::{
    category::Category,
    site::{Site, Theme},
    view_model::{CategoryView, Key, PurposeView, ServiceView, StoreView, ViewModel},
};
use serde::{Serialize, Serializer, ser::SerializeTuple as _};

use super::{assets::Assets, token, view};

const SCRIPT: &str = include_str!("../../assets/declaration.js");
const STYLE: &str = include_str!("../../assets/declaration.css");

/// A site's declaration in one language.
pub(super) struct Declaration {
    /// A whole HTML page.
    pub page: String,
    /// The script that defines `<samtycke-declaration>`.
    pub script: String,
}

/// The style sheet of the pages: a page has no shadow root, so that what is said of one is said of its root.
pub(super) fn style(site: &Site) -> String {
    sheet(site).replace(":host", ":root")
}

fn sheet(site: &Site) -> String {
    let theme = site.declared().theme.as_ref();
    [STYLE, &theme.map(Theme::css).unwrap_or_default()].concat()
}

/// The declaration of `site` in `lang`.
///
/// # Errors
/// When the product has no texts in that language, or one is missing.
pub(super) fn of(site: &Site, assets: &Assets, lang: &str) -> anyhow::Result<Declaration> {
    let model = view::model(site, assets, lang)?;
    let tree = |is_page| -> anyhow::Result<Vec<Node>> {
        let words = Words {
            model: &model,
            others: view::texts(site, assets, lang)?,
            is_page,
        };
        Ok(model
            .categories
            .iter()
            .map(|category| words.category(category))
            .collect())
    };
    let others = view::texts(site, assets, lang)?;
    let filled = token::script_json(&Filled {
        lang: &model.lang,
        dir: model.direction.as_str(),
        css: &sheet(site),
        settings: others.get("control").copied().unwrap_or_default(),
        tree: &tree(false)?,
    });
    Ok(Declaration {
        page: page(&model, &tree(true)?),
        script: token::fill(SCRIPT, "\"@@DECLARATION@@\"", &filled)?,
    })
}

/// What the script is filled with.
#[derive(Serialize)]
struct Filled<'a> {
    lang: &'a str,
    dir: &'a str,
    css: &'a str,
    settings: &'a str,
    tree: &'a [Node],
}

/// An element or a text.
enum Node {
    Text(String),
    Element {
        tag: &'static str,
        /// The name for style sheets; may be empty.
        part: &'static str,
        attributes: Vec<(&'static str, String)>,
        children: Vec<Node>,
    },
}

impl Serialize for Node {
    /// A text as itself, an element as `[tag, part, {attributes}, [children]]`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Element {
                tag,
                part,
                attributes,
                children,
            } => {
                let mut tuple = serializer.serialize_tuple(4)?;
                tuple.serialize_element(tag)?;
                tuple.serialize_element(part)?;
                let attributes: BTreeMap<_, _> = attributes
                    .iter()
                    .map(|(name, value)| (name, value))
                    .collect();
                tuple.serialize_element(&attributes)?;
                tuple.serialize_element(children)?;
                tuple.end()
            }
        }
    }
}

impl Node {
    fn html(&self, out: &mut String) {
        match self {
            Self::Text(text) => out.push_str(&escaped(text)),
            Self::Element {
                tag,
                part,
                attributes,
                children,
            } => {
                out.push('<');
                out.push_str(tag);
                let part = (!part.is_empty()).then_some(("part", *part));
                let others = attributes
                    .iter()
                    .map(|(name, value)| (*name, value.as_str()));
                for (name, value) in part.into_iter().chain(others) {
                    out.push_str(&format!(" {name}=\"{}\"", escaped(value)));
                }
                out.push('>');
                for child in children {
                    child.html(out);
                }
                out.push_str(&format!("</{tag}>"));
            }
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn element(tag: &'static str, part: &'static str, children: Vec<Node>) -> Node {
    Node::Element {
        tag,
        part,
        attributes: Vec::new(),
        children,
    }
}

/// A part of a table, which stays one where the style sheet puts its cells one under the other.
fn of_table(
    tag: &'static str,
    part: &'static str,
    role: &'static str,
    children: Vec<Node>,
) -> Node {
    Node::Element {
        tag,
        part,
        attributes: vec![("role", role.to_owned())],
        children,
    }
}

fn text(tag: &'static str, part: &'static str, text: &str) -> Node {
    element(tag, part, vec![Node::Text(text.to_owned())])
}

/// The same, or nothing when there is nothing to say.
fn said(tag: &'static str, part: &'static str, words: &str) -> Option<Node> {
    (!words.is_empty()).then(|| text(tag, part, words))
}

fn page(model: &ViewModel, tree: &[Node]) -> String {
    let title = escaped(model.text(Key::Stores));
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{}\" dir=\"{}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title} – {}</title>\n<link rel=\"stylesheet\" href=\"declaration.css\">\n<main>\n<h1>{title}</h1>\n",
        escaped(&model.lang),
        model.direction.as_str(),
        escaped(&model.controller),
    );
    for node in tree {
        node.html(&mut page);
        page.push('\n');
    }
    page.push_str("</main>\n</html>\n");
    page
}

/// Puts a model into elements, in its own words.
struct Words<'a> {
    model: &'a ViewModel,
    others: BTreeMap<&'a str, &'a str>,
    /// The page is the collector's: a link within the site would lead astray there.
    is_page: bool,
}

impl Words<'_> {
    fn other(&self, name: &str) -> &str {
        self.others.get(name).copied().unwrap_or_default()
    }

    fn category(&self, view: &CategoryView) -> Node {
        let is_functional = view.category == Category::Functional;
        let basis = if is_functional {
            self.model.text(Key::AlwaysOn)
        } else {
            self.other("only_with_consent")
        };
        let mut children = vec![
            text("h3", "category-title", &view.title),
            text("p", "basis", basis),
        ];
        children.extend(said("p", "text", &view.description));
        for purpose in &view.purposes {
            self.purpose(purpose, &mut children);
        }
        Node::Element {
            tag: "section",
            part: "category",
            attributes: vec![("data-category", view.category.as_str().to_owned())],
            children,
        }
    }

    fn purpose(&self, view: &PurposeView, children: &mut Vec<Node>) {
        children.extend(said("h4", "purpose-title", &view.title));
        children.extend(said("p", "text", &view.description));
        if !view.retention.is_empty() {
            children.push(element(
                "dl",
                "facts",
                self.fact(Key::Retention, &[&view.retention]),
            ));
        }
        for service in &view.services {
            children.push(self.service(service));
        }
    }

    fn service(&self, view: &ServiceView) -> Node {
        let mut facts = self.fact(Key::Vendor, &[&view.vendor]);
        facts.extend(self.fact(Key::Country, &[&view.country]));
        let recipients: Vec<&str> = view.recipients.iter().map(String::as_str).collect();
        facts.extend(self.fact(Key::Recipients, &recipients));
        let mut children = vec![text("h5", "service-name", &view.name)];
        if !facts.is_empty() {
            children.push(element("dl", "facts", facts));
        }
        let leads_astray = self.is_page && view.policy_url.starts_with('/');
        if !view.policy_url.is_empty() && !leads_astray {
            let link = Node::Element {
                tag: "a",
                part: "link",
                attributes: vec![
                    ("href", view.policy_url.clone()),
                    ("rel", "noreferrer".to_owned()),
                ],
                children: vec![Node::Text(self.model.text(Key::VendorPolicy).to_owned())],
            };
            children.push(element("p", "text", vec![link]));
        }
        children.push(if view.stores.is_empty() {
            text("p", "text", self.model.text(Key::NoStores))
        } else {
            self.table(&view.stores)
        });
        element("div", "service", children)
    }

    fn fact(&self, label: Key, values: &[&str]) -> Vec<Node> {
        let values: Vec<Node> = values
            .iter()
            .filter_map(|value| said("dd", "", value))
            .collect();
        if values.is_empty() {
            return values;
        }
        let mut fact = vec![text("dt", "", self.model.text(label))];
        fact.extend(values);
        fact
    }

    fn table(&self, stores: &[StoreView]) -> Node {
        // A column that has nothing in it says nothing.
        let is_described = stores.iter().any(|store| !store.description.is_empty());
        let columns = [
            "column_name",
            "column_kind",
            "column_duration",
            "column_description",
        ];
        let columns = &columns[..if is_described { 4 } else { 3 }];
        let head = columns
            .iter()
            .map(|column| Node::Element {
                tag: "th",
                part: "",
                attributes: vec![
                    ("scope", "col".to_owned()),
                    ("role", "columnheader".to_owned()),
                ],
                children: vec![Node::Text(self.other(column).to_owned())],
            })
            .collect();
        let rows = stores
            .iter()
            .map(|store| {
                let cell =
                    |words: &str| of_table("td", "", "cell", vec![Node::Text(words.to_owned())]);
                let name = vec![text("code", "", &store.name)];
                let mut cells = vec![
                    of_table("td", "store-name", "cell", name),
                    cell(&store.kind),
                    cell(&store.duration),
                ];
                if is_described {
                    cells.push(cell(&store.description));
                }
                of_table("tr", "store", "row", cells)
            })
            .collect();
        let head = vec![of_table("tr", "", "row", head)];
        let children = vec![
            text("caption", "stores-title", self.model.text(Key::Stores)),
            of_table("thead", "", "rowgroup", head),
            of_table("tbody", "", "rowgroup", rows),
        ];
        of_table("table", "stores", "table", children)
    }
}
