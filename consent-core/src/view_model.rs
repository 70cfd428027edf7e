//! Everything the banner and the settings show, in one language, ready to draw.
//!
//! The collector fills a [`ViewModel`] from the site file and the texts ([`Source`], [`ViewModel::fill`]) and puts
//! its [`encode`](ViewModel::encode)d form into the view's script; the view draws straight from that ([`Encoded`]).
//! Words are chosen on the server: durations, kinds of storage and countries arrive as text, so the view knows no
//! language. What is *on* or *off* is not here: that is the visitor's state and comes from the gate.

mod codec;
mod duration;
pub mod plural;
mod source;
mod text;

#[cfg(test)]
mod tests;

use crate::category::Category;
use alloc::string::String;
use alloc::vec::Vec;

pub use codec::{CATEGORY, Encoded, PURPOSE, Records, SERVICE, STORE, Units, unit};
pub use source::{FillError, PurposeSource, ServiceSource, Source, StoreSource};
pub use text::{COUNTRIES, Key, Texts, panel_text_names, text_names};

/// The content of both layers in one language.
///
/// How a server fills it:
///
/// ```
/// use std::collections::BTreeMap;
/// use consent_core::category::Category;
/// use consent_core::notice;
/// use consent_core::view_model::{Position, PurposeSource, Source, ViewModel, text_names};
///
/// // The language's file (`banner-wasm/texts/<lang>.json` is a flat object of strings) and the site's overrides.
/// let language: BTreeMap<String, String> = text_names().map(|name| (name, "text".into())).collect();
/// let overrides = BTreeMap::from([("accept".into(), "Allow all".into())]);
///
/// let model = ViewModel::fill(&Source {
///     lang: "en",
///     texts: &[&overrides, &language],
///     position: Position::parse("bar").unwrap_or_default(),
///     theme: "",
///     controller: "Fjällboden AB",
///     policy_url: "/policy",
///     validity: "P6M",
///     purposes: vec![PurposeSource {
///         category: Category::Statistics,
///         title: "Statistics",
///         description: "How the shop is used.",
///         retention: Some("P14M"),
///         services: Vec::new(),
///     }],
/// })?;
/// let for_the_script = model.encode();          // then as a JSON string in place of "@@VIEW@@"
/// let for_the_notice_hash = notice::document(&model);
/// # assert_eq!(ViewModel::decode(&for_the_script), Some(model));
/// # assert!(for_the_notice_hash.contains("Allow all"));
/// # Ok::<(), consent_core::view_model::FillError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewModel {
    /// BCP 47 tag, the `lang` of both layers.
    pub lang: String,
    /// Writing direction of that language.
    pub direction: Direction,
    /// Where the first layer stands.
    pub position: Position,
    /// The site's theme as rules for the view's shadow root; empty when it has none.
    pub theme: String,
    /// Name of the controller (GDPR Art. 13(1)(a)).
    pub controller: String,
    /// Address of the site's own policy; may be relative to the page.
    pub policy_url: String,
    /// UI strings with their placeholders filled.
    pub texts: Texts,
    /// The site's categories that have a purpose, functional first.
    pub categories: Vec<CategoryView>,
}

/// One switch of the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryView {
    /// What the switch decides.
    pub category: Category,
    /// Name beside the switch: that of its only purpose, or else of the category.
    pub title: String,
    /// What it is for; empty when several purposes each say it.
    pub description: String,
    /// The purposes behind the switch, never none.
    pub purposes: Vec<PurposeView>,
}

/// A purpose behind a switch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PurposeView {
    /// Its name; empty when the category carries it (the only purpose).
    pub title: String,
    /// What it is for; empty when the category carries it.
    pub description: String,
    /// How long what is collected is kept, in words; empty when not said.
    pub retention: String,
    /// Whose products serve it.
    pub services: Vec<ServiceView>,
}

/// A vendor's product. Empty strings are not shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceView {
    /// Name of the product.
    pub name: String,
    /// The id of its switch, if its category has one: `service-` and that of the site file.
    pub id: String,
    /// Who runs it.
    pub vendor: String,
    /// Country of the vendor, in words.
    pub country: String,
    /// The vendor's policy.
    pub policy_url: String,
    /// Who else receives what is collected, by name (CJEU C-154/21).
    pub recipients: Vec<String>,
    /// What it keeps in the browser.
    pub stores: Vec<StoreView>,
}

/// A cookie or other stored value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoreView {
    /// Kind of storage, in words.
    pub kind: String,
    /// Its name, or a pattern with `*`.
    pub name: String,
    /// How long it stays, in words.
    pub duration: String,
    /// What it is for; may be empty.
    pub description: String,
}

/// Which way a language is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// Left to right.
    #[default]
    Ltr,
    /// Right to left.
    Rtl,
}

impl Direction {
    /// The direction of a BCP 47 tag, by its primary language.
    pub fn of_language(lang: &str) -> Self {
        match lang.split('-').next().unwrap_or_default() {
            "ar" | "ckb" | "dv" | "fa" | "he" | "ps" | "sd" | "ug" | "ur" | "yi" => Self::Rtl,
            _ => Self::Ltr,
        }
    }

    /// The value of the HTML `dir` attribute.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::Ltr, Self::Rtl]
            .into_iter()
            .find(|direction| direction.as_str() == name)
    }
}

/// Where the first layer stands. None of them blocks the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Position {
    /// Along the lower edge.
    #[default]
    Bar,
    /// A card in the lower corner.
    Box,
    /// A card in the middle.
    Dialog,
}

impl Position {
    /// The name in the site file and in the view's markup.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bar => "bar",
            Self::Box => "box",
            Self::Dialog => "dialog",
        }
    }

    /// The position of that name, if there is one.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Bar, Self::Box, Self::Dialog]
            .into_iter()
            .find(|position| position.as_str() == name)
    }
}

impl ViewModel {
    /// A UI string.
    pub fn text(&self, key: Key) -> &str {
        self.texts.get(key)
    }
}
