//! One script for each language: placeholders, "what was stopped on this page" and "my receipts".
//!
//! It is fetched after the first view and only when it is needed, so that it may hold what the banner has no room for:
//! the names of services and purposes, and a style sheet.

use std::collections::BTreeMap;

use anyhow::Context as _;
use consent_core::{
    site::{Localised, Site, Theme},
    view_model::{self, ViewModel},
};
use serde::Serialize;

use super::{assets::Assets, token, view};

const STYLE: &str = include_str!("../../assets/panel.css");
const LINKS: &str = include_str!("../../assets/panel_links.css");

/// The object in place of `"@@PANEL@@"` (contracts, section 4).
#[derive(Serialize)]
struct Filled<'a> {
    lang: &'a str,
    dir: &'a str,
    css: String,
    /// The part of it that the settings need for the links.
    link_css: &'a str,
    texts: BTreeMap<&'a str, &'a str>,
    /// Titles by id.
    purposes: BTreeMap<&'a str, &'a str>,
    /// Titles by id.
    clauses: BTreeMap<&'a str, &'a str>,
    services: Vec<Service<'a>>,
}

#[derive(Serialize)]
struct Service<'a> {
    id: &'a str,
    purpose: &'a str,
    name: &'a str,
    hosts: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    paths: &'a [String],
}

/// The script of `site` in the language of `model`.
///
/// # Errors
/// When a text is missing, or the template has lost its token.
pub(super) fn script(site: &Site, assets: &Assets, model: &ViewModel) -> anyhow::Result<String> {
    let declared = site.declared();
    let lang = model.lang.as_str();
    let all = view::texts(site, assets, lang)?;
    let texts = view_model::panel_text_names()
        .map(|name| {
            let text = all.get(name).copied();
            Ok((
                name,
                text.with_context(|| format!("no text named `{name}` in `{lang}`"))?,
            ))
        })
        .collect::<anyhow::Result<_>>()?;
    let theme = declared.theme.as_ref().map(Theme::css).unwrap_or_default();
    let filled = Filled {
        lang,
        dir: model.direction.as_str(),
        css: [STYLE, LINKS, &theme].concat(),
        link_css: LINKS,
        texts,
        purposes: titles(
            declared.purposes.iter().map(|one| (&*one.id, &one.title)),
            lang,
        ),
        clauses: titles(
            declared.clauses.iter().map(|one| (&*one.id, &one.title)),
            lang,
        ),
        services: declared
            .services
            .iter()
            .filter(|service| !(service.hosts.is_empty() && service.paths.is_empty()))
            .map(|service| Service {
                id: &service.id,
                purpose: &service.purpose,
                name: &service.name,
                hosts: &service.hosts,
                paths: &service.paths,
            })
            .collect(),
    };
    token::fill(&assets.panel, "\"@@PANEL@@\"", &token::script_json(&filled)).context("panel.js")
}

/// The titles in one language, by id.
fn titles<'a>(
    all: impl Iterator<Item = (&'a str, &'a Localised)>,
    lang: &str,
) -> BTreeMap<&'a str, &'a str> {
    all.filter_map(|(id, title)| Some((id, title.get(lang)?.as_str())))
        .collect()
}
