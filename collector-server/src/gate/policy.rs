//! A second wall: a `Content-Security-Policy` for what the visitor agreed to (CSP Level 3).
//!
//! It allows everything of the site's own, what is functional, and the declared hosts of granted categories; of third
//! parties nothing else. It stands beside the site's own policies: browsers obey each (section 8.1).
//!
//! A policy cannot be widened while a page is open. Before a choice it would therefore keep *accept* from working on the
//! same page, so there it only reports; it is enforced for visitors who have chosen. A site that would rather have
//! nothing leave by any way asks for [`Policy::Strict`]. A page under an enforced policy says so in a `meta`, and the
//! script loads it anew, once, when more is granted.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use consent_core::{
    category::{Category, CategorySet},
    site::Site,
};

use super::{SiteGate, State};
use crate::publish::catalogue;

/// Whether the policy is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Policy {
    /// Not at all.
    #[default]
    Off,
    /// Browsers report what it would stop, and stop nothing.
    ReportOnly,
    /// Browsers stop it, once the visitor has chosen.
    Enforce,
    /// Browsers stop it before a choice too; what is accepted comes when the page has been loaded anew.
    Strict,
}

/// Tells the script that what is granted on this page cannot come on it (`act/choice.js`).
pub(super) const MARK: &str = "<meta name=\"samtycke-wall\">";

/// The hosts that a policy may name.
#[derive(Clone, Debug)]
pub(super) struct Hosts {
    /// Sources with the category that they wait for.
    sources: Vec<(Category, String)>,
    /// Where browsers report what it stopped.
    reports: String,
}

impl Hosts {
    pub(super) fn new(site: &Site, public_url: &str) -> Self {
        let own = site.first_party().iter();
        let own = own.map(|host| (Category::Functional, source(host)));
        let services = site.declared().services.iter().flat_map(|service| {
            let category = site.category_of(service);
            service
                .hosts
                .iter()
                .map(move |host| (category, source(host)))
        });
        let known = catalogue::functional_hosts()
            .into_iter()
            .map(|(host, _)| host)
            .chain(catalogue::CODE_STORES.map(str::to_owned))
            .map(|host| (Category::Functional, source(&host)));
        let collector = (Category::Functional, public_url.to_owned());
        Self {
            sources: core::iter::once(collector)
                .chain(own)
                .chain(services)
                .chain(known)
                .collect(),
            reports: format!("{public_url}/s/{}/reports", site.id()),
        }
    }

    /// The policy where these are granted.
    fn policy(&self, granted: CategorySet) -> String {
        let mut text =
            "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob: mediastream:".to_owned();
        for (_, source) in self
            .sources
            .iter()
            .filter(|(category, _)| granted.with(Category::Functional).contains(*category))
        {
            text.push(' ');
            text.push_str(source);
        }
        text.push_str("; report-uri ");
        text.push_str(&self.reports);
        text
    }
}

/// A host and its subdomains; on any port where it is a loopback name, which stands for many in development.
fn source(host: &str) -> String {
    let host = host.trim_start_matches("*.").trim_matches('.');
    let port = if host == "localhost" || host.ends_with(".localhost") {
        ":*"
    } else {
        ""
    };
    format!("{host}{port} *.{host}{port}")
}

/// Adds the policy to a page, and answers whether the page has to be loaded anew for more than that. A page that was
/// `sent` for (with `POST`) would be sent for a second time, so it is not.
pub(super) fn add(
    gate: &SiteGate,
    state: State,
    policy: Policy,
    sent: bool,
    headers: &mut HeaderMap,
) -> bool {
    let is_enforced = match policy {
        Policy::Off => return false,
        Policy::ReportOnly => false,
        Policy::Enforce => state.is_chosen,
        Policy::Strict => state.is_chosen || !sent,
    };
    let Some(value) = value(gate, state) else {
        return false;
    };
    let name: HeaderName = if is_enforced {
        header::CONTENT_SECURITY_POLICY
    } else {
        header::CONTENT_SECURITY_POLICY_REPORT_ONLY
    };
    headers.append(name, value);
    is_enforced && !sent
}

/// The policy for what is granted; none where nothing is held.
pub(super) fn value(gate: &SiteGate, state: State) -> Option<HeaderValue> {
    if state.grants_all() {
        return None;
    }
    HeaderValue::from_str(&gate.hosts.policy(state.granted())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_stands_with_its_subdomains() {
        assert_eq!(source("*.a.example"), "a.example *.a.example");
        assert_eq!(source("a.localhost"), "a.localhost:* *.a.localhost:*");
    }
}
