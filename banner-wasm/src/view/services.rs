//! The services of a category and what each stores, behind a disclosure.

use consent_core::view_model::{Encoded, Key, Record};

use super::dom::Tag;

/// The disclosure of one category, made when its first service comes.
pub(super) struct List {
    section: Tag,
    details: Option<Tag>,
    service: Option<Service>,
}

struct Service {
    item: Tag,
    stores: Option<Tag>,
}

impl List {
    /// No service yet, for the category of `section`.
    pub(super) fn new(section: &Tag) -> Self {
        Self {
            section: section.clone(),
            details: None,
            service: None,
        }
    }

    /// Draws a service, or what the last service stores.
    pub(super) fn add(&mut self, model: &Encoded<'_>, record: Record<'_>) {
        match record {
            Record::Service {
                name,
                vendor,
                country,
                policy_url,
                recipients,
            } => {
                self.finish(model);
                let details = self.details.get_or_insert_with(|| {
                    let details = self.section.add("details", "details");
                    details.add_text("summary", "summary", model.text(Key::Details));
                    details
                });
                let item = details.add("div", "service");
                item.add_text("h4", "service-name", name);
                let facts = item.add("dl", "facts");
                add_fact(&facts, model.text(Key::Vendor), vendor);
                add_fact(&facts, model.text(Key::Country), country);
                let mut shown = None;
                for recipient in recipients {
                    match &shown {
                        None => {
                            shown = Some(add_fact(&facts, model.text(Key::Recipients), recipient))
                        }
                        Some(fact) => {
                            fact.add_text("dd", "", recipient);
                        }
                    }
                }
                if !policy_url.is_empty() {
                    let link = item.add_link(policy_url, model.text(Key::VendorPolicy));
                    // Another site: it must not take the visitor away from an open choice, nor learn where they
                    // came from.
                    link.set("target", "_blank");
                    link.set("rel", "noopener noreferrer");
                }
                self.service = Some(Service { item, stores: None });
            }
            Record::Store {
                kind,
                name,
                duration,
                description,
            } => {
                let Some(service) = &mut self.service else {
                    return;
                };
                let item = &service.item;
                let stores = service.stores.get_or_insert_with(|| {
                    item.add_text("h5", "stores-title", model.text(Key::Stores));
                    item.add("ul", "stores")
                });
                let row = stores.add("li", "store");
                row.add_text("div", "store-name", name);
                row.add_text("div", "store-kind", kind);
                row.add_text("div", "store-duration", duration);
                row.add_text("div", "store-description", description);
            }
            Record::Category { .. } | Record::Purpose { .. } => {}
        }
    }

    /// Says of the last service that it stores nothing, when nothing came.
    pub(super) fn finish(&mut self, model: &Encoded<'_>) {
        if let Some(Service { item, stores: None }) = self.service.take() {
            item.add_text("p", "text", model.text(Key::NoStores));
        }
    }
}

/// A label with its value; nothing when there is none.
pub(super) fn add_fact(facts: &Tag, label: &str, value: &str) -> Tag {
    if value.is_empty() {
        return facts.clone();
    }
    let fact = facts.add("div", "fact");
    fact.add_text("dt", "", label);
    fact.add_text("dd", "", value);
    fact
}
