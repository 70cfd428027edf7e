//! Who asks on behalf of a site: its own server with the site's token, or somebody it vouches for with an assertion.
//!
//! Both go into `Authorization: Bearer …` and tell which site it is, so that no address names anybody.

use axum::http::{HeaderMap, StatusCode, header};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consent_core::receipt::Digest;
use serde_json::Value;

use crate::{
    assertion::AssertionError,
    http::{Problem, layers::header_text},
    publish::PublishedSite,
    state::AppState,
};

/// Who asks, and for which site.
pub struct SiteCaller<'a> {
    /// The site.
    pub site: &'a PublishedSite,
    /// Whom the site's assertion names; none when the site's server itself asks.
    pub user_id: Option<String>,
}

impl SiteCaller<'_> {
    /// Whether it is the site's own server, which may name whomever it asks about.
    pub const fn is_server(&self) -> bool {
        self.user_id.is_none()
    }
}

/// The caller of a request.
///
/// # Errors
/// 401 with the reason.
pub fn authenticate<'a>(
    state: &'a AppState,
    headers: &HeaderMap,
) -> Result<SiteCaller<'a>, Problem> {
    let secret = header_text(headers, header::AUTHORIZATION)
        .and_then(|value| value.strip_prefix("Bearer "))
        .map(str::trim)
        .filter(|secret| !secret.is_empty())
        .ok_or_else(|| {
            refused("send `Authorization: Bearer` with the token of the site's server, or with an assertion")
        })?;
    if secret.contains('.') {
        return by_assertion(state, secret);
    }
    // Of a token only its SHA-256 is known, so comparing tells nothing about it by its time.
    let hash = Digest::of(secret.as_bytes());
    let site = state
        .published
        .sites()
        .find(|site| site.server_token == Some(hash))
        .ok_or_else(|| refused("no site has this token; see `[server]` in the site file"))?;
    Ok(SiteCaller {
        site,
        user_id: None,
    })
}

fn by_assertion<'a>(state: &'a AppState, token: &str) -> Result<SiteCaller<'a>, Problem> {
    let site = audiences(token)
        .iter()
        .find_map(|site| state.published.site(site))
        .ok_or_else(|| assertion_refused(AssertionError::Audience))?;
    let user_id = user_of(state, site, token).map_err(assertion_refused)?;
    Ok(SiteCaller {
        site,
        user_id: Some(user_id),
    })
}

/// The user that an assertion of this site names.
///
/// # Errors
/// What is wrong with it.
pub fn user_of(
    state: &AppState,
    site: &PublishedSite,
    token: &str,
) -> Result<String, AssertionError> {
    let key = site.assertion_key.as_ref().ok_or(AssertionError::NoKey)?;
    key.verify(token, site.id(), state.clock.now())
}

/// The sites that a token says it is for. Nothing is believed of it: it chooses the key that it is verified with.
fn audiences(token: &str) -> Vec<String> {
    let claims = token
        .split('.')
        .nth(1)
        .and_then(|claims| URL_SAFE_NO_PAD.decode(claims).ok())
        .and_then(|claims| serde_json::from_slice::<Value>(&claims).ok());
    let Some(mut claims) = claims else {
        return Vec::new();
    };
    match claims["aud"].take() {
        Value::String(site) => vec![site],
        Value::Array(sites) => sites
            .into_iter()
            .filter_map(|site| site.as_str().map(str::to_owned))
            .collect(),
        _ => Vec::new(),
    }
}

/// 401: an assertion that does not hold. Nothing was recorded: unlike a browser, a server makes a better one at once.
pub fn assertion_refused(error: AssertionError) -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "assertion-refused",
        "the assertion was refused",
        format!("nothing is recorded: {error}"),
    )
    .field("assertion")
}

fn refused(detail: &'static str) -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "not-the-site",
        "not the site's server",
        detail,
    )
    .field("Authorization")
}
