//! The services of a category and what each stores, behind a disclosure.

use consent_core::view_model::{CategoryView, Key, ServiceView, ViewModel};
use web_sys::Element;

use super::dom;

/// Adds the closed list; nothing when the category has no service.
pub(super) fn add_list(section: &Element, model: &ViewModel, category: &CategoryView) {
    let mut services = category
        .purposes
        .iter()
        .flat_map(|purpose| &purpose.services)
        .peekable();
    if services.peek().is_none() {
        return;
    }
    let details = dom::add(section, "details", "details");
    dom::add_text(&details, "summary", "summary", model.text(Key::Details));
    for service in services {
        add_service(&details, model, service);
    }
}

fn add_service(details: &Element, model: &ViewModel, service: &ServiceView) {
    let item = dom::add(details, "div", "service");
    dom::add_text(&item, "h4", "service-name", &service.name);
    let facts = dom::add(&item, "dl", "facts");
    add_fact(&facts, model.text(Key::Vendor), &[&service.vendor]);
    add_fact(&facts, model.text(Key::Country), &[&service.country]);
    let recipients: Vec<&str> = service.recipients.iter().map(String::as_str).collect();
    add_fact(&facts, model.text(Key::Recipients), &recipients);
    if !service.policy_url.is_empty() {
        let link = dom::add_link(
            &dom::add(&item, "p", "text"),
            &service.policy_url,
            model.text(Key::VendorPolicy),
        );
        // Another site: it must not take the visitor away from an open choice, nor learn where they came from.
        dom::set(&link, "target", "_blank");
        dom::set(&link, "rel", "noopener noreferrer");
    }
    if service.stores.is_empty() {
        dom::add_text(&item, "p", "text", model.text(Key::NoStores));
        return;
    }
    dom::add_text(&item, "h5", "stores-title", model.text(Key::Stores));
    let list = dom::add(&item, "ul", "stores");
    for store in &service.stores {
        let row = dom::add(&list, "li", "store");
        for (part, text) in [
            ("store-name", &store.name),
            ("store-kind", &store.kind),
            ("store-duration", &store.duration),
            ("store-description", &store.description),
        ] {
            if !text.is_empty() {
                dom::add_text(&row, "div", part, text);
            }
        }
    }
}

/// A label with its values; nothing when there is none.
pub(super) fn add_fact(facts: &Element, label: &str, values: &[&str]) {
    if values.iter().all(|value| value.is_empty()) {
        return;
    }
    let fact = dom::add(facts, "div", "fact");
    dom::add_text(&fact, "dt", "", label);
    for value in values {
        dom::add_text(&fact, "dd", "", value);
    }
}
