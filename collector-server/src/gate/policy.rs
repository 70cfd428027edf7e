//! A second wall: a `Content-Security-Policy` for what the visitor agreed to (CSP Level 3).
//!
//! It allows everything of the site's own, what is functional, and the declared hosts of granted categories; of third
//! parties nothing else. It stands beside the site's own policies: browsers obey each (section 8.1).
//!
//! A policy cannot be widened while a page is open. Before a choice it would therefore keep *accept* from working on the
//! same page, so there it only reports; it is enforced for visitors who have chosen. A site that would rather have
//! nothing leave by any way asks for [`Policy::Strict`]. A page under an enforced policy says so in a `meta`, and the
//! script loads it anew, once, when more is granted.
//!
//! Where nothing else is asked for, who has refused everything gets a page that puts the policy into itself
//! (`assets/policy.js`), as pages with an opener do: so an embed can still be let in for once.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use super::{SiteGate, State};

/// Whether the policy is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Policy {
    /// Not at all.
    Off,
    /// Pages put it into themselves once everything is refused, and on the page of that refusal.
    #[default]
    Refusal,
    /// Browsers report what it would stop, and stop nothing.
    ReportOnly,
    /// Browsers stop it, once the visitor has chosen.
    Enforce,
    /// Browsers stop it before a choice too; what is accepted comes when the page has been loaded anew.
    Strict,
}

/// Tells the script that what is granted on this page cannot come on it (`act/choice.js`).
pub(super) const MARK: &str = "<meta name=\"samtycke-wall\">";

/// What of this stands in the page itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wall {
    /// Nothing.
    None,
    /// That what is granted comes when the page is loaded anew: its policy is in a header.
    Sent,
    /// What puts the policy, and that, into the page.
    Put,
}

/// Adds the policy to a page. A page that was `sent` for (with `POST`) would be sent for a second time when it is loaded
/// anew, so it is not.
pub(super) fn add(
    gate: &SiteGate,
    state: &State,
    policy: Policy,
    sent: bool,
    headers: &mut HeaderMap,
) -> Wall {
    let is_enforced = match policy {
        Policy::Off => return Wall::None,
        Policy::Refusal if state.refuses_all() && !sent => return Wall::Put,
        Policy::Refusal => return Wall::None,
        Policy::ReportOnly => false,
        Policy::Enforce => state.is_chosen,
        Policy::Strict => state.is_chosen || !sent,
    };
    let Some(value) = value(gate, state) else {
        return Wall::None;
    };
    let name: HeaderName = if is_enforced {
        header::CONTENT_SECURITY_POLICY
    } else {
        header::CONTENT_SECURITY_POLICY_REPORT_ONLY
    };
    headers.append(name, value);
    if is_enforced && !sent {
        Wall::Sent
    } else {
        Wall::None
    }
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
