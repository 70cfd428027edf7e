//! The script of a site that only observes: nothing is held, and what would be is counted (docs/site-file.md).

use consent_core::{category::Category, markup::PageUrl, rules::StoreKind, site::Site};
use serde::Serialize;

use super::{catalogue, token};

const SOURCE: &str = include_str!("../../../banner-wasm/assets/observe.js");

/// The object in place of `"@@OBSERVE@@"`.
#[derive(Serialize)]
struct Observed<'a> {
    reports: String,
    /// Hosts, with their subdomains, that are not told of.
    own: Vec<&'a str>,
    /// Kind and name of what needs consent when it is stored.
    names: Vec<(&'static str, String)>,
}

/// The script for `site`, whose collector is at `public_url`.
///
/// # Errors
/// When the source has lost its token.
pub(super) fn script(site: &Site, public_url: &str) -> anyhow::Result<String> {
    let collector = PageUrl::parse(public_url);
    let mut own: Vec<&str> = site.first_party().iter().map(String::as_str).collect();
    own.push(collector.host());
    let observed = Observed {
        reports: format!("{public_url}/s/{}/reports", site.id()),
        own,
        names: names(site)
            .into_iter()
            .filter_map(|(kind, name, _)| Some((word(kind)?, name)))
            .collect(),
    };
    let source: String = SOURCE
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect();
    token::fill(&source, "\"@@OBSERVE@@\"", &token::script_json(&observed))
}

/// Names that need consent: those that the site declares, and the commonest of the catalogue that it does not.
pub(crate) fn names(site: &Site) -> Vec<(StoreKind, String, Category)> {
    let services = site.declared().services.iter();
    let mut names: Vec<_> = services
        .flat_map(|service| {
            let category = site.category_of(service);
            let stores = service.stores.iter();
            stores.map(move |store| (store.kind, store.name.clone(), category))
        })
        .collect();
    for common in catalogue::common_names() {
        if !names
            .iter()
            .any(|(kind, name, _)| (*kind, name) == (common.0, &common.1))
        {
            names.push(common);
        }
    }
    names.retain(|(_, _, category)| *category != Category::Functional);
    names
}

/// The kind's name in a report; databases and caches are not looked at.
pub(crate) fn word(kind: StoreKind) -> Option<&'static str> {
    match kind {
        StoreKind::Cookie => Some("cookie"),
        StoreKind::Local => Some("local"),
        StoreKind::Session => Some("session"),
        StoreKind::IndexedDb | StoreKind::Cache => None,
    }
}
