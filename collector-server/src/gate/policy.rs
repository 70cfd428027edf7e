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

use super::{SiteGate, State};

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

/// Adds the policy to a page, and answers whether the page has to be loaded anew for more than that. A page that was
/// `sent` for (with `POST`) would be sent for a second time, so it is not.
pub(super) fn add(
    gate: &SiteGate,
    state: &State,
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
pub(super) fn value(gate: &SiteGate, state: &State) -> Option<HeaderValue> {
    if state.grants_all() {
        return None;
    }
    let refused = |host: &str| gate.refuses(state, host);
    let (policy, reports) = (
        gate.policy.allowing(state.granted(), refused),
        &gate.reports,
    );
    HeaderValue::from_str(&format!("{policy}; report-uri {reports}")).ok()
}
