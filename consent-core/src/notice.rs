//! The canonical text of what a visitor is shown; its SHA-256 is the receipt's `notice_hash` (EDPB 05/2020 §108).
//!
//! **The rule**, so that anyone can recompute it from the page: walk the text nodes under the element with
//! `data-layer="first"` (or `"settings"`) in document order, collapsed `<details>` included; leave out those under an
//! element with `data-notice="skip"`; in each, turn every run of ASCII white space (tab, line feed, form feed, carriage
//! return, space; a no-break space is a letter like others) into one space and trim; drop what is empty. Each remaining text node is one line, ended by a line feed. The [`document`] is the first layer's lines, an
//! empty line, and the settings' lines, in UTF-8.
//!
//! The view keeps its side of it: one visible string is one text node, and no text comes from CSS. Skipped are only
//! words that answer the visitor's own state (that a choice was saved, that Global Privacy Control was seen): the
//! receipt says that in its own fields. Hashing is left to the caller.

use alloc::string::String;

use crate::category::Category;
use crate::view_model::{CategoryView, Key, ServiceView, ViewModel};

/// Which part of the banner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// What a first visit shows.
    First,
    /// The settings.
    Settings,
}

impl Layer {
    /// The value of `data-layer` in the page.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Settings => "settings",
        }
    }
}

/// Both layers: the text that `notice_hash` is taken over.
pub fn document(model: &ViewModel) -> String {
    let mut text = canonical(model, Layer::First);
    text.push('\n');
    text.push_str(&canonical(model, Layer::Settings));
    text
}

/// One layer, a line for each visible string in reading order, button labels included.
pub fn canonical(model: &ViewModel, layer: Layer) -> String {
    let mut lines = Lines(String::new());
    match layer {
        Layer::First => lines.texts(
            model,
            &[
                Key::Title,
                Key::Body,
                Key::Rights,
                Key::Policy,
                Key::Accept,
                Key::Reject,
                Key::Settings,
            ],
        ),
        Layer::Settings => {
            lines.texts(
                model,
                &[
                    Key::SettingsTitle,
                    Key::Close,
                    Key::SettingsIntro,
                    Key::Policy,
                ],
            );
            for category in &model.categories {
                lines.category(model, category);
            }
            lines.texts(model, &[Key::Accept, Key::Reject, Key::Save]);
        }
    }
    lines.0
}

struct Lines(String);

impl Lines {
    fn line(&mut self, text: &str) {
        let mut words = text.split_ascii_whitespace();
        let Some(first) = words.next() else { return };
        self.0.push_str(first);
        for word in words {
            self.0.push(' ');
            self.0.push_str(word);
        }
        self.0.push('\n');
    }

    fn texts(&mut self, model: &ViewModel, keys: &[Key]) {
        for key in keys {
            self.line(model.text(*key));
        }
    }

    /// A label and its value, or nothing when there is no value.
    fn pair(&mut self, model: &ViewModel, label: Key, value: &str) {
        if !value.is_empty() {
            self.line(model.text(label));
            self.line(value);
        }
    }

    fn category(&mut self, model: &ViewModel, category: &CategoryView) {
        self.line(&category.title);
        if category.category == Category::Functional {
            self.line(model.text(Key::AlwaysOn));
        }
        self.line(&category.description);
        if category.category == Category::Functional {
            self.line(model.text(Key::FunctionalNote));
        }
        for purpose in &category.purposes {
            self.line(&purpose.title);
            self.line(&purpose.description);
            self.pair(model, Key::Retention, &purpose.retention);
        }
        let mut services = category
            .purposes
            .iter()
            .flat_map(|purpose| &purpose.services)
            .peekable();
        if services.peek().is_some() {
            self.line(model.text(Key::Details));
        }
        for service in services {
            self.service(model, service);
        }
    }

    fn service(&mut self, model: &ViewModel, service: &ServiceView) {
        self.line(&service.name);
        self.pair(model, Key::Vendor, &service.vendor);
        self.pair(model, Key::Country, &service.country);
        if !service.recipients.is_empty() {
            self.line(model.text(Key::Recipients));
            for recipient in &service.recipients {
                self.line(recipient);
            }
        }
        if !service.policy_url.is_empty() {
            self.line(model.text(Key::VendorPolicy));
        }
        if service.stores.is_empty() {
            self.line(model.text(Key::NoStores));
            return;
        }
        self.line(model.text(Key::Stores));
        for store in &service.stores {
            self.line(&store.name);
            self.line(&store.kind);
            self.line(&store.duration);
            self.line(&store.description);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::view_model::{
        Position, PurposeSource, ServiceSource, Source, StoreSource, text_names,
    };

    fn model(services: Vec<ServiceSource<'_>>) -> ViewModel {
        let mut texts: BTreeMap<String, String> =
            text_names().map(|name| (name.clone(), name)).collect();
        texts.insert("body".into(), " {controller}\n  asks ".into());
        let purpose = |category, title| PurposeSource {
            category,
            title,
            description: "why",
            retention: None,
            services: Vec::new(),
        };
        let mut counting = purpose(Category::Statistics, "Counting");
        counting.retention = Some("P1D");
        counting.services = services;
        ViewModel::fill(&Source {
            lang: "en",
            texts: &[&texts],
            position: Position::Box,
            theme: "",
            controller: "Shop",
            policy_url: "/policy",
            validity: "P6M",
            purposes: vec![purpose(Category::Functional, "Cart"), counting],
        })
        .unwrap()
    }

    fn service<'a>(stores: Vec<StoreSource<'a>>) -> ServiceSource<'a> {
        ServiceSource {
            name: "Counter",
            id: "counter",
            vendor: "Counter AB",
            country: "",
            policy_url: "https://counter.example/policy",
            recipients: vec!["Cloud", "Mirror"],
            stores,
        }
    }

    #[test]
    fn the_first_layer_is_its_strings_in_reading_order_with_single_spaces() {
        assert_eq!(
            canonical(&model(Vec::new()), Layer::First),
            "title\nShop asks\nrights\npolicy\naccept\nreject\nsettings\n"
        );
    }

    #[test]
    fn the_settings_say_why_functional_is_on_and_what_each_service_stores() {
        let cookie = StoreSource {
            kind: "cookie",
            name: "_c",
            duration: "session",
            description: "Counts",
        };
        let lines = canonical(
            &model(vec![service(vec![cookie]), service(Vec::new())]),
            Layer::Settings,
        );
        assert_eq!(
            lines,
            "settings_title\nclose\nsettings_intro\npolicy\n\
             Cart\nalways_on\nwhy\nfunctional_note\n\
             Counting\nwhy\nretention\nduration_days\ndetails\n\
             Counter\nvendor\nCounter AB\nrecipients\nCloud\nMirror\nvendor_policy\n\
             stores\n_c\nkind_cookie\nduration_session\nCounts\n\
             Counter\nvendor\nCounter AB\nrecipients\nCloud\nMirror\nvendor_policy\nno_stores\n\
             accept\nreject\nsave\n"
        );
    }

    #[test]
    fn the_document_is_both_layers_with_an_empty_line_between() {
        let model = model(Vec::new());
        let document = document(&model);
        let (first, settings) = document.split_once("\n\n").unwrap();
        assert_eq!([first, "\n"].concat(), canonical(&model, Layer::First));
        assert_eq!(settings, canonical(&model, Layer::Settings));
    }
}
