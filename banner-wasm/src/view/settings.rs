//! The settings: a modal dialog with one switch for each category and the facts behind it.
//!
//! The browser's own `<dialog>` traps and returns the focus, closes on Escape and on a click beside it.

use consent_core::category::{Category, CategorySet};
use consent_core::view_model::{CATEGORY, Key, PURPOSE, Records, Units};

use super::pen::{FIXED, ON};
use super::tags::Tag;
use super::{Page, Pen, buttons, link, services, signal};

/// Draws the dialog with the switches as they are `granted` now; functional is always on.
pub fn draw<P: Page>(pen: &Pen<'_, P>, gpc: bool, granted: CategorySet) {
    pen.open(Tag::Dialog);
    pen.open(Tag::Panel);

    pen.open(Tag::Head);
    pen.key(Tag::SettingsTitle, Key::SettingsTitle);
    pen.key(Tag::Close, Key::Close);
    pen.up();

    pen.open(Tag::Body);
    pen.key(Tag::Paragraph, Key::SettingsIntro);
    link(pen, Tag::Link, pen.model.policy_url(), Key::Policy);
    signal(pen, gpc);
    categories(pen, granted);
    pen.up();

    buttons(pen, Tag::Save, Key::Save);
}

/// Each category with its switch, all its purposes, and behind a disclosure the services of all of them.
fn categories<P: Page>(pen: &Pen<'_, P>, granted: CategorySet) {
    let mut records = pen.model.records();
    while let Some(mut units) = records.next() {
        if units.kind() != CATEGORY {
            continue;
        }
        let Some(category) = Category::parse(units.text()) else {
            continue;
        };
        let name = category.as_str();
        pen.open_with(Tag::Category, name, 0);
        // Also that of its services, before any is refused.
        let mut state = u32::from(category.bit());
        if category == Category::Functional {
            state |= ON | FIXED;
        } else if granted.contains(category) {
            state |= ON;
        }
        switch(pen, Tag::CategoryTitle, name, units.text(), state);
        pen.open_with(Tag::About, name, 0);
        pen.add(Tag::Paragraph, units.text(), "");
        if category == Category::Functional {
            pen.key(Tag::Paragraph, Key::FunctionalNote);
        }
        pen.up();
        purposes(pen, records.clone());
        services::draw(pen, records.clone(), name, state);
        pen.up();
    }
}

/// A row with a title that is the label, and the switch; `id` is the switch's.
pub(super) fn switch<P: Page>(pen: &Pen<'_, P>, title: Tag, id: &str, text: &str, state: u32) {
    pen.open(Tag::Row);
    pen.open_with(title, id, 0);
    pen.add(Tag::Label, text, id);
    pen.up();
    if state & FIXED != 0 {
        pen.key(Tag::AlwaysOn, Key::AlwaysOn);
    }
    pen.open_with(Tag::Switch, id, state);
    pen.up();
    pen.up();
}

/// Those before the next category.
fn purposes<P: Page>(pen: &Pen<'_, P>, records: Records<'_>) {
    pen.open(Tag::Purposes);
    for mut units in records {
        match units.kind() {
            CATEGORY => break,
            PURPOSE => purpose(pen, units),
            _ => {}
        }
    }
    pen.up();
}

fn purpose<P: Page>(pen: &Pen<'_, P>, mut units: Units<'_>) {
    pen.add(Tag::PurposeTitle, units.text(), "");
    pen.add(Tag::Paragraph, units.text(), "");
    let retention = units.text();
    if !retention.is_empty() {
        pen.open(Tag::Facts);
        services::fact(pen, Key::Retention, retention);
        pen.up();
    }
}
