//! The pages that the links in a mail lead to: confirm, and unsubscribe.
//!
//! Opening a page changes nothing, because mail scanners open every link; the button does. The one exception is the
//! point of RFC 8058: a mail program that posts to the unsubscribe link withdraws at once, without login or page.
//! Secrets in these addresses are random or keyed and name nobody; requests are logged by route, never by address.

mod page;

use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, Path, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consent_core::receipt::Digest;

use super::{choice_problem as problems, choices};
use crate::{
    http::{Problem, layers::header_text},
    privacy,
    state::{AppState, SharedState},
    storage::{MailboxOwner, Stage},
    user_agent::family_and_major,
};
use page::{Lang, Matter, Step};

/// The link that confirms.
pub(super) fn confirm_url(base: &str, lang: &str, secret: &str) -> String {
    format!("{base}/confirm/{}/{secret}", Lang::of(lang).code())
}

/// The link that unsubscribes.
pub(super) fn unsubscribe_url(base: &str, lang: &str, secret: &str) -> String {
    format!("{base}/unsubscribe/{}/{secret}", Lang::of(lang).code())
}

/// `GET /confirm/{lang}/{token}`: asks for the button.
pub async fn show_confirmation(
    State(state): State<SharedState>,
    Path((lang, token)): Path<(String, String)>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let lang = Lang::of(&lang);
    let Some(hash) = hash::<32>(&token) else {
        return unknown(&state, peer, &headers, lang, Step::ConfirmEnded);
    };
    let found = state.clauses.confirmation(&hash).await;
    let found = found.map_err(|error| problems::not_stored(&error, &state.metrics))?;
    match found.map(|found| found.at(state.clock.now())) {
        None => unknown(&state, peer, &headers, lang, Step::ConfirmEnded),
        Some(found) => {
            let matter = matter(&state, &found.site, &found.clause, lang);
            Ok(page::show(lang, step_of(found.stage), matter))
        }
    }
}

/// `POST /confirm/{lang}/{token}`: confirms.
pub async fn confirm(
    State(state): State<SharedState>,
    Path((lang, token)): Path<(String, String)>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let lang = Lang::of(&lang);
    let Some(hash) = hash::<32>(&token) else {
        return unknown(&state, peer, &headers, lang, Step::ConfirmEnded);
    };
    let not_stored = |error| problems::not_stored(&error, &state.metrics);
    let found = state.clauses.confirmation(&hash).await;
    let Some(found) = found.map_err(not_stored)? else {
        return unknown(&state, peer, &headers, lang, Step::ConfirmEnded);
    };
    let site = state.published.site(&found.site);
    let ip_mode = site.map_or(privacy::IpMode::None, |site| {
        site.site.declared().ip_mode.into()
    });
    let user_agent = header_text(&headers, header::USER_AGENT).unwrap_or_default();
    let by = MailboxOwner {
        ip: Some(choices::address_of(&state, peer, &headers)),
        ip_mode,
        user_agent: family_and_major(user_agent),
        now: state.clock.now(),
    };
    let waiting = state.metrics.waiting();
    let confirmed = state.clauses.confirm(&hash, by).await;
    drop(waiting);
    match confirmed.map_err(not_stored)? {
        None => unknown(&state, peer, &headers, lang, Step::ConfirmEnded),
        Some(confirmed) => {
            if confirmed.stage == Stage::Confirmed {
                state.metrics.recorded(&confirmed.site, "new");
            }
            let matter = matter(&state, &confirmed.site, &confirmed.clause, lang);
            Ok(page::show(lang, step_of(confirmed.stage), matter))
        }
    }
}

/// `GET /unsubscribe/{lang}/{token}`: asks for the button.
pub async fn show_unsubscribe(
    State(state): State<SharedState>,
    Path((lang, token)): Path<(String, String)>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let lang = Lang::of(&lang);
    let Some(hash) = hash::<16>(&token) else {
        return unknown(&state, peer, &headers, lang, Step::UnsubscribeUnknown);
    };
    let found = state.clauses.unsubscribe_link(&hash).await;
    match found.map_err(|error| problems::not_stored(&error, &state.metrics))? {
        None => unknown(&state, peer, &headers, lang, Step::UnsubscribeUnknown),
        Some(found) => {
            let matter = matter(&state, &found.site, &found.clause, lang);
            Ok(page::show(lang, Step::AskUnsubscribe, matter))
        }
    }
}

/// `POST /unsubscribe/{lang}/{token}`: withdraws, by the page's button or by a mail program (RFC 8058 §3.2). What the
/// body says does not matter; the secret does.
pub async fn unsubscribe(
    State(state): State<SharedState>,
    Path((lang, token)): Path<(String, String)>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let lang = Lang::of(&lang);
    let Some(hash) = hash::<16>(&token) else {
        return unknown(&state, peer, &headers, lang, Step::UnsubscribeUnknown);
    };
    let waiting = state.metrics.waiting();
    let done = state.clauses.unsubscribe(&hash, state.clock.now()).await;
    drop(waiting);
    match done.map_err(|error| problems::not_stored(&error, &state.metrics))? {
        None => unknown(&state, peer, &headers, lang, Step::UnsubscribeUnknown),
        Some(done) => {
            let matter = matter(&state, &done.site, &done.clause, lang);
            Ok(page::show(lang, Step::Unsubscribed, matter))
        }
    }
}

/// SHA-256 of the secret in an address; none when it is no secret of that length.
fn hash<const N: usize>(token: &str) -> Option<Digest> {
    let secret: [u8; N] = URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()?;
    Some(Digest::of(&secret))
}

const fn step_of(stage: Stage) -> Step {
    match stage {
        Stage::Waiting => Step::AskConfirm,
        Stage::Confirmed => Step::Confirmed,
        Stage::WasConfirmed => Step::WasConfirmed,
        Stage::Ended => Step::ConfirmEnded,
    }
}

/// What the page is about, in the site's words.
fn matter(state: &AppState, site: &str, clause: &str, lang: Lang) -> Option<Matter> {
    let site = state.published.site(site)?;
    let clause = site.clauses.iter().find(|known| known.claim.id == clause)?;
    let declared = site.site.declared();
    Some(Matter {
        site: declared.name.clone(),
        controller: declared.controller.name.clone(),
        title: clause.text(lang.code())?.title.clone(),
    })
}

/// A link that leads nowhere. Guessing is bounded by the address's limit.
fn unknown(
    state: &AppState,
    peer: SocketAddr,
    headers: &HeaderMap,
    lang: Lang,
    step: Step,
) -> Result<Response, Problem> {
    let address = choices::address_of(state, peer, headers);
    state
        .limits
        .take(address, "", state.clock.now())
        .map_err(problems::too_many)?;
    let mut page = page::show(lang, step, None);
    *page.status_mut() = StatusCode::NOT_FOUND;
    Ok(page)
}
