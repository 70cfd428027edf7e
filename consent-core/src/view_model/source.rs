//! From a site's declarations and a language's texts to a [`ViewModel`].
//!
//! Borrowed plain data in, so that the site file's own types need not be known here.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use alloc::collections::BTreeMap;
use core::fmt;

use super::duration::in_words;
use super::{
    CategoryView, Direction, Key, Position, PurposeView, ServiceView, StoreView, Texts, ViewModel,
};
use crate::category::Category;

/// What a site declares, in one language.
#[derive(Clone, Debug)]
pub struct Source<'a> {
    /// BCP 47 tag.
    pub lang: &'a str,
    /// Texts by name, the first map that has a name wins: the site's overrides, then the language file.
    pub texts: &'a [&'a BTreeMap<String, String>],
    /// Where the first layer stands.
    pub position: Position,
    /// The site's theme as rules of a style sheet; empty for none.
    pub theme: &'a str,
    /// Name of the controller.
    pub controller: &'a str,
    /// The site's policy.
    pub policy_url: &'a str,
    /// How long a choice holds, ISO 8601.
    pub validity: &'a str,
    /// Every purpose of the site, functional ones too, in the order to show.
    pub purposes: Vec<PurposeSource<'a>>,
}

/// A declared purpose.
#[derive(Clone, Debug)]
pub struct PurposeSource<'a> {
    /// The switch it belongs to.
    pub category: Category,
    /// Name in this language.
    pub title: &'a str,
    /// What it is for, in this language.
    pub description: &'a str,
    /// How long what is collected is kept, ISO 8601.
    pub retention: Option<&'a str>,
    /// The services of this purpose.
    pub services: Vec<ServiceSource<'a>>,
}

/// A declared service.
#[derive(Clone, Debug)]
pub struct ServiceSource<'a> {
    /// Name of the product.
    pub name: &'a str,
    /// Its id in the site file.
    pub id: &'a str,
    /// Who runs it; may be empty.
    pub vendor: &'a str,
    /// ISO 3166-1 code of the vendor's country; may be empty.
    pub country: &'a str,
    /// The vendor's policy; may be empty.
    pub policy_url: &'a str,
    /// Further recipients by name.
    pub recipients: Vec<&'a str>,
    /// What it keeps in the browser.
    pub stores: Vec<StoreSource<'a>>,
}

/// A declared stored value.
#[derive(Clone, Copy, Debug)]
pub struct StoreSource<'a> {
    /// `cookie`, `local`, `session`, `indexeddb` or `cache`.
    pub kind: &'a str,
    /// Its name, or a pattern with `*`.
    pub name: &'a str,
    /// ISO 8601, or `session`, or `persistent` for what stays until it is deleted.
    pub duration: &'a str,
    /// What it is for, in this language; may be empty.
    pub description: &'a str,
}

/// Why a view model could not be filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FillError {
    /// No text of that name in any of the maps.
    MissingText(String),
    /// Not a duration that can be put in words.
    Duration(String),
    /// Not a kind of storage.
    StoreKind(String),
}

impl fmt::Display for FillError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingText(name) => write!(out, "no text named `{name}`"),
            Self::Duration(text) => write!(
                out,
                "`{text}` is no duration: write it as `P13M`, `P30D` or `PT1H`, or `session` or `persistent`"
            ),
            Self::StoreKind(text) => write!(
                out,
                "`{text}` is no kind of storage: use cookie, local, session, indexeddb or cache"
            ),
        }
    }
}

impl core::error::Error for FillError {}

/// Finds texts by name.
pub(super) struct Lookup<'a> {
    pub(super) lang: &'a str,
    maps: &'a [&'a BTreeMap<String, String>],
}

impl<'a> Lookup<'a> {
    pub(super) fn get(&self, name: &str) -> Result<&'a str, FillError> {
        self.find(name)
            .ok_or_else(|| FillError::MissingText(name.to_owned()))
    }

    fn find(&self, name: &str) -> Option<&'a str> {
        self.maps
            .iter()
            .find_map(|map| map.get(name))
            .map(String::as_str)
    }
}

impl ViewModel {
    /// Puts a site's declarations into the words of one language.
    ///
    /// # Errors
    /// When a text is missing, or a duration or kind of storage is not known.
    pub fn fill(source: &Source<'_>) -> Result<Self, FillError> {
        let texts = Lookup {
            lang: source.lang,
            maps: source.texts,
        };
        let asked: Vec<&str> = source
            .purposes
            .iter()
            .filter(|purpose| purpose.category != Category::Functional)
            .map(|purpose| purpose.title)
            .collect();
        let placeholders = [
            ("{controller}", source.controller.to_owned()),
            ("{purposes}", asked.join(texts.get("list_separator")?)),
            ("{control}", texts.get("control")?.to_owned()),
            ("{validity}", in_words(source.validity, &texts)?),
        ];
        let filled: Result<Vec<String>, FillError> = Key::ALL
            .iter()
            .map(|key| Ok(fill_placeholders(texts.get(key.as_str())?, &placeholders)))
            .collect();
        Ok(Self {
            lang: source.lang.to_owned(),
            direction: Direction::of_language(source.lang),
            position: source.position,
            theme: source.theme.to_owned(),
            controller: source.controller.to_owned(),
            policy_url: source.policy_url.to_owned(),
            texts: Texts(filled?),
            categories: categories(&source.purposes, &texts)?,
        })
    }
}

/// `text` with the placeholders replaced in one pass, so that a value which looks like a placeholder stays as it is.
fn fill_placeholders(text: &str, placeholders: &[(&str, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = placeholders
            .iter()
            .find(|(placeholder, _)| rest.starts_with(placeholder));
        let (written, read) = match known {
            Some((placeholder, value)) => (value.as_str(), placeholder.len()),
            None => ("{", 1),
        };
        out.push_str(written);
        rest = &rest[read..];
    }
    out.push_str(rest);
    out
}

/// The categories that have a purpose, in the order of [`Category::ALL`].
fn categories(
    purposes: &[PurposeSource<'_>],
    texts: &Lookup<'_>,
) -> Result<Vec<CategoryView>, FillError> {
    let mut views = Vec::new();
    for category in Category::ALL {
        let mut own: Vec<PurposeView> = purposes
            .iter()
            .filter(|purpose| purpose.category == category)
            .map(|purpose| purpose_view(purpose, texts))
            .collect::<Result<_, _>>()?;
        let (title, description) = match own.as_mut_slice() {
            [] => continue,
            [only] => (
                core::mem::take(&mut only.title),
                core::mem::take(&mut only.description),
            ),
            _ => {
                let name = ["category_", category.as_str()].concat();
                (texts.get(&name)?.to_owned(), String::new())
            }
        };
        views.push(CategoryView {
            category,
            title,
            description,
            purposes: own,
        });
    }
    Ok(views)
}

fn purpose_view(purpose: &PurposeSource<'_>, texts: &Lookup<'_>) -> Result<PurposeView, FillError> {
    let retention = match purpose.retention {
        Some(iso) => in_words(iso, texts)?,
        None => String::new(),
    };
    let services: Result<_, _> = purpose
        .services
        .iter()
        .map(|service| service_view(service, texts))
        .collect();
    Ok(PurposeView {
        title: purpose.title.to_owned(),
        description: purpose.description.to_owned(),
        retention,
        services: services?,
    })
}

fn service_view(service: &ServiceSource<'_>, texts: &Lookup<'_>) -> Result<ServiceView, FillError> {
    let country = texts
        .find(&["country.", service.country].concat())
        .unwrap_or(service.country);
    let stores: Result<_, _> = service
        .stores
        .iter()
        .map(|store| store_view(store, texts))
        .collect();
    Ok(ServiceView {
        name: service.name.to_owned(),
        id: ["service-", service.id].concat(),
        vendor: service.vendor.to_owned(),
        country: country.to_owned(),
        policy_url: service.policy_url.to_owned(),
        recipients: service
            .recipients
            .iter()
            .map(|name| (*name).to_owned())
            .collect(),
        stores: stores?,
    })
}

fn store_view(store: &StoreSource<'_>, texts: &Lookup<'_>) -> Result<StoreView, FillError> {
    let kind = match store.kind {
        "cookie" => "kind_cookie",
        "local" => "kind_local",
        "session" => "kind_session",
        "indexeddb" => "kind_indexeddb",
        "cache" => "kind_cache",
        other => return Err(FillError::StoreKind(other.to_owned())),
    };
    Ok(StoreView {
        kind: texts.get(kind)?.to_owned(),
        name: store.name.to_owned(),
        duration: in_words(store.duration, texts)?,
        description: store.description.to_owned(),
    })
}
