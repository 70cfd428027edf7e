//! What a site that only observes would hold: each host and stored name with the rule that would hold it and the layer.

use anyhow::Context as _;
use axum::http::HeaderMap;
use consent_core::{category::Category, decision::Verdict, site::Site};

use super::{entry, page_host};
use crate::{
    gate::SiteGate,
    publish::{catalogue, observe},
    state::AppState,
    storage::{SightedHost, sighting::DAYS_KEPT},
};

/// Something that would be held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// The site's id.
    pub site: String,
    /// A host or the name of something stored, where it was met and how often.
    pub seen: SightedHost,
    /// What it waits for; `None`: everything that is asked.
    pub category: Option<Category>,
    /// Why.
    pub rule: Rule,
    /// Where it would be held.
    pub layers: Vec<Layer>,
    /// For what nobody knows: what to write into the site file, to be completed.
    pub entry: Option<String>,
}

/// The rule that holds something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The site file: the service's name.
    SiteFile(String),
    /// The catalogue: the vendor.
    Catalogue(String),
    /// No rule knows it.
    Unknown,
}

impl Rule {
    /// The rule's name in JSON.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::SiteFile(_) => "site-file",
            Self::Catalogue(_) => "catalogue",
            Self::Unknown => "unknown",
        }
    }

    /// The service or the vendor.
    pub fn name(&self) -> &str {
        match self {
            Self::SiteFile(name) | Self::Catalogue(name) => name,
            Self::Unknown => "",
        }
    }
}

/// Where something is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// Markup and elements: the wall's filter, and the hooks on what scripts insert.
    Elements,
    /// Calls that reach the network.
    Network,
    /// Cookies and storage.
    Storage,
}

impl Layer {
    /// The layer's name in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Elements => "elements",
            Self::Network => "network",
            Self::Storage => "storage",
        }
    }

    fn of(directive: &str) -> Self {
        match directive {
            "connect-src" | "worker-src" => Self::Network,
            "cookie" | "local" | "session" => Self::Storage,
            _ => Self::Elements,
        }
    }
}

/// Whether a sighting is a stored name rather than a host.
pub(super) fn is_name(seen: &SightedHost) -> bool {
    seen.directives
        .iter()
        .any(|directive| Layer::of(directive) == Layer::Storage)
}

/// Everything that would be held at sites that only observe: at one, or at all.
///
/// # Errors
/// When the store does not answer, or a site's rules cannot be compiled (a defect).
pub async fn observed(state: &AppState, only: Option<&str>) -> anyhow::Result<Vec<Observed>> {
    let from_day = super::day_of(state.clock.now().as_millis()) - DAYS_KEPT + 1;
    let mut found = Vec::new();
    for published in state.published.sites() {
        let site = &published.site;
        let id = site.id().as_str();
        if !site.observes() || only.is_some_and(|only| only != id) {
            continue;
        }
        let seen = state.sightings.sightings(id, from_day).await;
        let gate = SiteGate::new(site, &state.config.public_url)?;
        for seen in seen.context("reading what was sighted")? {
            let held = if is_name(&seen) {
                name(site, &seen)
            } else {
                host(site, &gate, &seen)
            };
            let Some((category, rule)) = held else {
                continue;
            };
            let mut layers: Vec<Layer> = seen
                .directives
                .iter()
                .map(|directive| Layer::of(directive))
                .collect();
            layers.sort();
            layers.dedup();
            found.push(Observed {
                site: id.to_owned(),
                category,
                entry: (rule == Rule::Unknown).then(|| entry::service(&seen.host, site)),
                rule,
                layers,
                seen,
            });
        }
    }
    Ok(found)
}

/// What holds a host; `None` where it passes.
fn host(site: &Site, gate: &SiteGate, seen: &SightedHost) -> Option<(Option<Category>, Rule)> {
    let nothing = gate.state(&HeaderMap::new());
    let Verdict::Hold(category) = gate.host(&nothing, &seen.host, &page_host(site)) else {
        return None;
    };
    let covers = |known: &String| {
        let rest = seen.host.strip_suffix(known.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let mut services = site.declared().services.iter();
    let rule = match services.find(|service| service.hosts.iter().any(covers)) {
        Some(service) => Rule::SiteFile(service.name.clone()),
        None if category.is_some() => Rule::Catalogue(
            catalogue::of_host(&seen.host)
                .map(|fact| fact.vendor.clone())
                .unwrap_or_default(),
        ),
        None => Rule::Unknown,
    };
    Some((category, rule))
}

/// What holds a stored name; `None` where no rule does any more.
fn name(site: &Site, seen: &SightedHost) -> Option<(Option<Category>, Rule)> {
    let is_seen = |kind| {
        observe::word(kind).is_some_and(|word| seen.directives.iter().any(|seen| seen == word))
    };
    let (kind, _, category) = observe::names(site)
        .into_iter()
        .find(|(kind, name, _)| *name == seen.host && is_seen(*kind))?;
    let mut services = site.declared().services.iter();
    let declares =
        services.find(|service| service.stores.iter().any(|store| store.name == seen.host));
    let rule = match declares {
        Some(service) => Rule::SiteFile(service.name.clone()),
        None => Rule::Catalogue(
            catalogue::of_name(kind, &seen.host)
                .map(|fact| fact.vendor.clone())
                .unwrap_or_default(),
        ),
    };
    Some((Some(category), rule))
}
