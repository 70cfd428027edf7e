//! The services of a category, each with its switch, and what each stores, behind a disclosure.

use consent_core::view_model::{CATEGORY, Key, Records, SERVICE, STORE, Units};

use super::pen::FIXED;
use super::settings::switch;
use super::tags::Tag;
use super::{Page, Pen, link};

/// Draws the services before the next category and what they store, if there is one.
/// `category` is its name, and `state` that of its switch.
pub(super) fn draw<P: Page>(pen: &Pen<'_, P>, records: Records<'_>, category: &str, state: u32) {
    // Of the service before: whether it stores something.
    let mut before = None;
    for mut units in records {
        match units.kind() {
            CATEGORY => break,
            SERVICE => {
                match before {
                    None => {
                        pen.open_with(Tag::Details, category, 0);
                        pen.key(Tag::Summary, Key::Details);
                    }
                    Some(stores) => finish(pen, stores),
                }
                before = Some(false);
                service(pen, units, state);
            }
            STORE => {
                if before == Some(false) {
                    before = Some(true);
                    pen.key(Tag::StoresTitle, Key::Stores);
                    pen.open(Tag::Stores);
                }
                pen.open(Tag::Store);
                pen.add(Tag::StoreName, units.text(), "");
                pen.add(Tag::StoreKind, units.text(), "");
                pen.add(Tag::StoreDuration, units.text(), "");
                pen.add(Tag::StoreDescription, units.text(), "");
                pen.up();
            }
            _ => {}
        }
    }
    if let Some(stores) = before {
        finish(pen, stores);
        pen.up();
    }
}

/// Opens a service and draws what is known of its vendor.
fn service<P: Page>(pen: &Pen<'_, P>, mut units: Units<'_>, state: u32) {
    pen.open(Tag::Service);
    let (name, id) = (units.text(), units.text());
    if state & FIXED != 0 {
        pen.add(Tag::ServiceName, name, "");
    } else {
        switch(pen, Tag::ServiceName, id, name, state);
    }
    pen.open_with(Tag::About, id, 0);
    pen.open(Tag::Facts);
    fact(pen, Key::Vendor, units.text());
    fact(pen, Key::Country, units.text());
    let policy_url = units.text();
    let mut recipient = units.next();
    if recipient.is_some() {
        pen.open(Tag::Fact);
        pen.key(Tag::FactLabel, Key::Recipients);
        while let Some(name) = recipient {
            pen.add(Tag::FactValue, name, "");
            recipient = units.next();
        }
        pen.up();
    }
    pen.up();
    pen.up();
    if !policy_url.is_empty() {
        link(pen, Tag::VendorLink, policy_url, Key::VendorPolicy);
    }
}

/// Closes a service; says that it stores nothing, where that is so.
fn finish<P: Page>(pen: &Pen<'_, P>, stores: bool) {
    if stores {
        pen.up();
    } else {
        pen.key(Tag::Paragraph, Key::NoStores);
    }
    pen.up();
}

/// A label with its value; nothing when there is none.
pub(super) fn fact<P: Page>(pen: &Pen<'_, P>, label: Key, value: &str) {
    if !value.is_empty() {
        pen.open(Tag::Fact);
        pen.key(Tag::FactLabel, label);
        pen.add(Tag::FactValue, value, "");
        pen.up();
    }
}
