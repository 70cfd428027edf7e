//! Third parties that nobody has classified yet, as browsers report them.
//!
//! A page's policy (`gate`, or a policy of the site's own) names the collector as the place for its reports. Of a report
//! the host and the directive are kept, as a count of the day; the rest, which may say who was where, is read past.
//! What nobody knows by the site's file and the catalogue is shown to staff, with an entry for the site file.

pub mod entry;
pub mod observed;
pub mod reports;

use anyhow::Context as _;
use axum::http::HeaderMap;
use consent_core::{decision::Verdict, markup::PageUrl, site::Site};

use crate::{
    gate::SiteGate,
    state::AppState,
    storage::{SightedHost, sighting::DAYS_KEPT},
};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// A third party that nobody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unclassified {
    /// The site's id.
    pub site: String,
    /// What was seen of it.
    pub seen: SightedHost,
    /// What to write into the site file, to be completed.
    pub entry: String,
}

/// Days since 1970, in UTC, of a time in milliseconds.
pub fn day_of(millis: i64) -> i64 {
    millis.div_euclid(DAY_MS)
}

/// The first millisecond of a day.
pub fn start_of(day: i64) -> i64 {
    day.saturating_mul(DAY_MS)
}

/// Every host that was reported in the days that are kept and that no rule knows: of one site, or of all.
///
/// # Errors
/// When the store does not answer, or a site's rules cannot be compiled (a defect).
pub async fn unclassified(
    state: &AppState,
    only: Option<&str>,
) -> anyhow::Result<Vec<Unclassified>> {
    let from_day = day_of(state.clock.now().as_millis()) - DAYS_KEPT + 1;
    let mut found = Vec::new();
    for published in state.published.sites() {
        let site = &published.site;
        let id = site.id().as_str();
        if only.is_some_and(|only| only != id) {
            continue;
        }
        let seen = state.sightings.sightings(id, from_day).await;
        let seen = seen.context("reading what was sighted")?;
        if seen.is_empty() {
            continue;
        }
        // By today's rules: what was declared since is gone from the list.
        let gate = SiteGate::new(site, &state.config.public_url)?;
        let nothing = gate.state(&HeaderMap::new());
        let page = page_host(site);
        found.extend(
            seen.into_iter()
                .filter(|seen| !observed::is_name(seen))
                .filter(|seen| gate.host(&nothing, &seen.host, &page) == Verdict::Hold(None))
                .map(|seen| Unclassified {
                    site: id.to_owned(),
                    entry: entry::service(&seen.host, site),
                    seen,
                }),
        );
    }
    Ok(found)
}

/// A host on which the site's pages are.
fn page_host(site: &Site) -> String {
    let origin = site.declared().origins.first();
    PageUrl::parse(origin.map_or("", String::as_str))
        .host()
        .to_owned()
}
