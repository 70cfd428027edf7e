//! A site's declarations in one language, for the view.

use std::collections::BTreeMap;

use anyhow::{Context as _, anyhow};
use consent_core::{
    category::Category,
    site::{Localised, Purpose, Service, Site, Theme},
    view_model::{Position, PurposeSource, ServiceSource, Source, StoreSource, ViewModel},
};

use super::{assets::Assets, own};

/// The view model of `site` in `lang`.
///
/// # Errors
/// When the product has no texts in that language, or one of them is missing.
pub(super) fn model(site: &Site, assets: &Assets, lang: &str) -> anyhow::Result<ViewModel> {
    let declared = site.declared();
    let texts = texts_of(assets, lang)?;
    let none = BTreeMap::new();
    let overrides = declared.texts.get(lang).unwrap_or(&none);
    let theme = declared.theme.as_ref().map(Theme::css).unwrap_or_default();
    let source = Source {
        lang,
        texts: &[overrides, texts],
        position: Position::parse(&declared.position).unwrap_or_default(),
        theme: &theme,
        controller: &declared.controller.name,
        policy_url: &declared.controller.policy_url,
        validity: &declared.validity,
        purposes: purposes(site, lang),
    };
    ViewModel::fill(&source).with_context(|| format!("site `{}` in `{lang}`", site.id()))
}

/// What the persistent control says: the button that opens the settings, the one that takes all consent back, and that
/// this is done.
pub(super) fn control_labels<'a>(
    site: &'a Site,
    assets: &'a Assets,
    lang: &str,
) -> anyhow::Result<[&'a str; 3]> {
    let texts = texts(site, assets, lang)?;
    let text = |name| {
        let text = texts.get(name).copied();
        text.with_context(|| format!("no text named `{name}`"))
    };
    Ok([text("control")?, text("withdraw")?, text("withdrawn")?])
}

/// Every text by its name, the site's own before ours.
pub(super) fn texts<'a>(
    site: &'a Site,
    assets: &'a Assets,
    lang: &str,
) -> anyhow::Result<BTreeMap<&'a str, &'a str>> {
    let ours = texts_of(assets, lang)?.iter();
    let own = site.declared().texts.get(lang).into_iter().flatten();
    Ok(ours
        .chain(own)
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect())
}

fn texts_of<'a>(assets: &'a Assets, lang: &str) -> anyhow::Result<&'a BTreeMap<String, String>> {
    let primary = match lang.split('-').next().unwrap_or(lang) {
        // Norwegian without a choice between its two languages is written as most write it.
        "no" => "nb",
        primary => primary,
    };
    assets
        .texts
        .get(lang)
        .or_else(|| assets.texts.get(primary))
        .ok_or_else(|| {
            let known: Vec<&str> = assets.texts.keys().map(String::as_str).collect();
            anyhow!(
                "there are no texts in `{lang}`; the product speaks {}",
                known.join(", ")
            )
        })
}

fn text<'a>(texts: &'a Localised, lang: &str) -> &'a str {
    texts.get(lang).map_or("", String::as_str)
}

fn purposes<'a>(site: &'a Site, lang: &str) -> Vec<PurposeSource<'a>> {
    let declared = site.declared();
    let mut purposes: Vec<PurposeSource<'a>> = declared
        .purposes
        .iter()
        .map(|purpose| purpose_source(site, purpose, lang))
        .collect();
    let first_functional = purposes
        .iter_mut()
        .find(|purpose| purpose.category == Category::Functional);
    if let Some(purpose) = first_functional.filter(|_| !own::is_declared(site)) {
        purpose.services.push(own::service(site));
    }
    purposes
}

fn purpose_source<'a>(site: &'a Site, purpose: &'a Purpose, lang: &str) -> PurposeSource<'a> {
    PurposeSource {
        category: purpose.category,
        title: text(&purpose.title, lang),
        description: text(&purpose.description, lang),
        retention: purpose.retention.as_deref(),
        services: site
            .services_of(&purpose.id)
            .map(|service| service_source(service, lang))
            .collect(),
    }
}

fn service_source<'a>(service: &'a Service, lang: &str) -> ServiceSource<'a> {
    ServiceSource {
        name: &service.name,
        id: &service.id,
        vendor: &service.vendor,
        country: &service.country,
        policy_url: &service.policy_url,
        recipients: service.recipients.iter().map(String::as_str).collect(),
        stores: service
            .stores
            .iter()
            .map(|store| StoreSource {
                kind: store.kind.as_str(),
                name: &store.name,
                duration: &store.duration,
                description: text(&store.description, lang),
            })
            .collect(),
    }
}
