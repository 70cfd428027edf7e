//! The settings: a modal dialog with one switch for each category and the facts behind it.
//!
//! The browser's own `<dialog>` traps and returns the focus, closes on Escape and on a click beside it.

use consent_core::category::{Category, CategorySet};
use consent_core::notice::Layer;
use consent_core::view_model::{CategoryView, Key, ViewModel};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlInputElement};

use super::{View, dom, services, status};

/// Builds the dialog with the switches as they are granted now, and opens it.
pub(super) fn open(view: &View) {
    let model = &view.model;
    let dialog = dom::add(&view.place.stage, "dialog", "settings");
    dom::set(&dialog, "data-layer", Layer::Settings.as_str());
    dom::set(&dialog, "aria-labelledby", "settings-title");
    dom::set(&dialog, "closedby", "any");
    let panel = dom::add(&dialog, "div", "panel");

    let head = dom::add(&panel, "div", "head");
    let title = dom::add_text(&head, "h2", "title", model.text(Key::SettingsTitle));
    dom::set(&title, "id", "settings-title");
    dom::add_button(&head, "close", "close", model.text(Key::Close));

    let body = dom::add(&panel, "div", "body");
    dom::add_text(&body, "p", "text", model.text(Key::SettingsIntro));
    dom::add_link(
        &dom::add(&body, "p", "text"),
        &model.policy_url,
        model.text(Key::Policy),
    );
    status::add_signal(view, &body);
    let granted = CategorySet::from_bits(view.bridge.mask());
    for category in &model.categories {
        add_category(&body, model, category, granted);
    }

    dom::add_buttons(
        &panel,
        model,
        &[
            ("accept", Key::Accept),
            ("reject", Key::Reject),
            ("save", Key::Save),
        ],
    );
    dom::must(dialog.unchecked_ref::<HtmlDialogElement>().show_modal());
}

/// Closes the dialog; the focus goes back to where it was.
pub(super) fn close(dialog: &Element) {
    dialog.unchecked_ref::<HtmlDialogElement>().close();
}

/// The switches as they stand; functional is always on.
pub(super) fn switched_on(dialog: &Element) -> CategorySet {
    let is_on = |category: &Category| {
        dom::find(dialog, &["input[value=", category.as_str(), "]"].concat())
            .is_some_and(|input| input.unchecked_ref::<HtmlInputElement>().checked())
    };
    Category::ALL
        .into_iter()
        .filter(is_on)
        .collect::<CategorySet>()
        .with(Category::Functional)
}

fn add_category(body: &Element, model: &ViewModel, view: &CategoryView, granted: CategorySet) {
    let name = view.category.as_str();
    let is_functional = view.category == Category::Functional;
    let section = dom::add(body, "section", "category");
    dom::set(&section, "data-category", name);

    let row = dom::add(&section, "div", "row");
    let heading = dom::add(&row, "h3", "category-title");
    let label = dom::add_text(&heading, "label", "", &view.title);
    dom::set(&label, "for", name);
    if is_functional {
        dom::add_text(&row, "span", "always-on", model.text(Key::AlwaysOn));
    }
    let switch = dom::add(&row, "input", "switch");
    for (attribute, value) in [
        ("type", "checkbox"),
        ("role", "switch"),
        ("id", name),
        ("value", name),
        ("aria-describedby", &["about-", name].concat()),
    ] {
        dom::set(&switch, attribute, value);
    }
    let switch = switch.unchecked_into::<HtmlInputElement>();
    switch.set_checked(is_functional || granted.contains(view.category));
    switch.set_disabled(is_functional);

    let about = dom::add(&section, "div", "about");
    dom::set(&about, "id", &["about-", name].concat());
    add_words(&about, &view.description);
    if is_functional {
        add_words(&about, model.text(Key::FunctionalNote));
    }
    for purpose in &view.purposes {
        if !purpose.title.is_empty() {
            dom::add_text(&section, "h4", "purpose-title", &purpose.title);
        }
        add_words(&section, &purpose.description);
        if !purpose.retention.is_empty() {
            let facts = dom::add(&section, "dl", "facts");
            services::add_fact(&facts, model.text(Key::Retention), &[&purpose.retention]);
        }
    }
    services::add_list(&section, model, view);
}

fn add_words(parent: &Element, text: &str) {
    if !text.is_empty() {
        dom::add_text(parent, "p", "text", text);
    }
}
