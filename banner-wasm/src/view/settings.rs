//! The settings: a modal dialog with one switch for each category and the facts behind it.
//!
//! The browser's own `<dialog>` traps and returns the focus, closes on Escape and on a click beside it.

use consent_core::category::{Category, CategorySet};
use consent_core::notice::Layer;
use consent_core::view_model::{Encoded, Key, Record};

use super::dom::{Tag, join};
use super::{View, services, status};

/// Builds the dialog with the switches as they are granted now, and opens it.
pub(super) fn open(view: &View) {
    let model = &view.model;
    let dialog = view.place.stage.add("dialog", "settings");
    dialog.set("data-layer", Layer::Settings.as_str());
    dialog.set("aria-labelledby", "settings-title");
    dialog.set("closedby", "any");
    let panel = dialog.add("div", "panel");

    let head = panel.add("div", "head");
    head.add_text("h2", "title", model.text(Key::SettingsTitle))
        .set("id", "settings-title");
    head.add_button("close", "close", model.text(Key::Close));

    let body = panel.add("div", "body");
    body.add_text("p", "text", model.text(Key::SettingsIntro));
    body.add_link(model.policy_url, model.text(Key::Policy));
    status::add_signal(view, &body);
    add_categories(&body, model, CategorySet::from_bits(view.bridge.mask()));

    panel.add_buttons(model, "save", Key::Save);
    dialog.show_modal();
}

/// The switches as they stand; functional is always on.
pub(super) fn switched_on(dialog: &Tag) -> CategorySet {
    let mut on = CategorySet::FUNCTIONAL_ONLY;
    for category in Category::ALL {
        let switch = dialog.find(&join(&["#", category.as_str()]));
        if switch.is_some_and(|switch| switch.checked()) {
            on = on.with(category);
        }
    }
    on
}

/// Draws the records one by one. Each purpose goes above the disclosure of its category, whose services are one list.
fn add_categories(body: &Tag, model: &Encoded<'_>, granted: CategorySet) {
    let mut purposes = body.clone();
    let mut list = services::List::new(body);
    for record in model.records().flatten() {
        match record {
            Record::Category {
                category,
                title,
                description,
            } => {
                list.finish(model);
                let section = body.add("section", "category");
                section.set("data-category", category.as_str());
                add_switch(&section, model, category, title, granted);
                let about = section.add("div", "about");
                about.set("id", &join(&["about-", category.as_str()]));
                about.add_text("p", "text", description);
                if category == Category::Functional {
                    about.add_text("p", "text", model.text(Key::FunctionalNote));
                }
                purposes = section.add("div", "purposes");
                list = services::List::new(&section);
            }
            Record::Purpose {
                title,
                description,
                retention,
            } => {
                purposes.add_text("h4", "purpose-title", title);
                purposes.add_text("p", "text", description);
                if !retention.is_empty() {
                    services::add_fact(
                        &purposes.add("dl", "facts"),
                        model.text(Key::Retention),
                        retention,
                    );
                }
            }
            record => list.add(model, record),
        }
    }
    list.finish(model);
}

fn add_switch(
    section: &Tag,
    model: &Encoded<'_>,
    category: Category,
    title: &str,
    granted: CategorySet,
) {
    let name = category.as_str();
    let is_functional = category == Category::Functional;
    let row = section.add("div", "row");
    row.add("h3", "category-title")
        .add_text("label", "", title)
        .set("for", name);
    if is_functional {
        row.add_text("span", "always-on", model.text(Key::AlwaysOn));
    }
    let switch = row.add("input", "switch");
    switch.set("type", "checkbox");
    switch.set("role", "switch");
    switch.set("id", name);
    switch.set("aria-describedby", &join(&["about-", name]));
    switch.set_checked(is_functional || granted.contains(category));
    switch.set_disabled(is_functional);
}
