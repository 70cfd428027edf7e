//! `POST /v1/clauses`: the site's own server says what a person ticked, unticked or objected to.
//!
//! The person's browser talks to the site, and the site's server to us; so there is no address here to keep, and a form
//! works without JavaScript. Who it is about comes from an assertion or is the browser's key, never from a name in the
//! body (ACCEPTANCE 47).

mod answer;
mod request;

use axum::{
    body::Bytes,
    extract::{ConnectInfo, State, rejection::BytesRejection},
    http::HeaderMap,
    response::Response,
};
use std::net::SocketAddr;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consent_core::{
    cookie::ConsentKey,
    receipt::{Blocked, ChannelClaim, ChannelDecision, Digest, Signals},
};

use super::{
    choice_problem as problems, choices,
    members::Members,
    site_server::{self, SiteCaller, authenticate},
};
use crate::{
    http::Problem,
    privacy,
    publish::{ClauseText, PublishedClause, PublishedSite},
    state::{AppState, SharedState},
    storage::{ClauseDecisions, NewChoice, NewClauseEvent, NewConfirmation},
};
use request::ClauseRequest;

/// How long a confirmation link may wait: long enough for a weekend away.
const CONFIRMATION_MS: i64 = 7 * 24 * 3600 * 1000;

/// Records an event: 201 with a receipt, 200 when nothing is new or there was nothing to record.
pub async fn record_clause(
    State(state): State<SharedState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let answered = answer(&state, peer, &headers, body).await;
    if let Err(problem) = &answered {
        state.metrics.refused(problem.slug);
    }
    answered
}

async fn answer(
    state: &AppState,
    peer: SocketAddr,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let caller = known(state, peer, headers)?;
    let body = choices::whole(body)?;
    let idempotency_key = choices::idempotency_key(headers)?;
    let request = ClauseRequest::read(Members::read(headers, &body)?, &caller)?;
    let clause = request.clause(caller.site)?;
    let user_id = match (&caller.user_id, &request.assertion) {
        (Some(user_id), _) => Some(user_id.clone()),
        (None, Some(token)) => Some(
            site_server::user_of(state, caller.site, token)
                .map_err(site_server::assertion_refused)?,
        ),
        (None, None) => None,
    };
    if user_id.is_none() && request.consent_key.is_none() {
        return Err(super::members::wrong(
            "assertion",
            "is missing, and so is `consent_key`: say whose consent it is with one of them",
        ));
    }
    let text = shown(state, caller.site, clause, &request).await?;
    let mut confirmation = [0; 32];
    getrandom::fill(&mut confirmation).map_err(|_| Problem::internal())?;
    let change = request.change(clause)?;
    let event = NewClauseEvent {
        has_key: request.consent_key.is_some(),
        change,
        double_opt_in: clause.double_opt_in,
        confirmation: NewConfirmation {
            token_hash: Digest::of(&confirmation),
            expires_at_ms: state.clock.now().as_millis() + CONFIRMATION_MS,
        },
        is_from_link: false,
        choice: NewChoice {
            issuer: state.config.public_url.clone(),
            site: caller.site.id().to_owned(),
            idempotency_key,
            consent_key: request.consent_key.map_or_else(random_key, Ok)?,
            purposes: Vec::new(),
            vendors: Vec::new(),
            jurisdiction: Some(caller.site.terms.jurisdiction.clone()),
            clause: Some(ClauseDecisions {
                claim: clause.claim.clone(),
                channels: clause
                    .channels
                    .iter()
                    .map(|id| ChannelClaim {
                        id: *id,
                        decision: ChannelDecision::NotAsked,
                    })
                    .collect(),
            }),
            method: request.method,
            notice_hash: text.0,
            notice_lang: text.1,
            config_hash: caller.site.terms.config_hash,
            build_hash: caller.site.terms.build_hash,
            event_time: state.clock.now(),
            client_time: None,
            ip: None,
            ip_mode: privacy::IpMode::None,
            ip_on_refusal: false,
            user_id,
            user_agent: None,
            page_origin: None,
            page_path: None,
            signals: Signals::default(),
            blocked: Blocked::new(),
            validity: clause.validity.clone(),
            validity_seconds: clause.validity_seconds,
        },
    };
    let expires_at_ms = event.confirmation.expires_at_ms;
    let waiting = state.metrics.waiting();
    let recorded = state.clauses.record_clause(event).await;
    drop(waiting);
    let recorded = recorded.map_err(|error| problems::not_stored(&error, &state.metrics))?;
    if let Some(receipt) = &recorded.receipt {
        state
            .metrics
            .recorded(caller.site.id(), choices::outcome_name(receipt.outcome));
    }
    let lang = request.notice_lang.as_deref().unwrap_or_else(|| {
        let languages = &caller.site.site.declared().languages;
        languages.first().map_or("en", String::as_str)
    });
    Ok(answer::response(
        &state.config.public_url,
        lang,
        recorded,
        &URL_SAFE_NO_PAD.encode(confirmation),
        expires_at_ms,
    ))
}

/// The caller, within the limits: a site has its own; who is nobody's server has an address's.
pub(in crate::http::public) fn known<'a>(
    state: &'a AppState,
    peer: SocketAddr,
    headers: &HeaderMap,
) -> Result<SiteCaller<'a>, Problem> {
    let now = state.clock.now();
    match authenticate(state, headers) {
        Ok(caller) => {
            let limit = state.limits.take_for_site(caller.site.id(), now);
            limit.map_err(problems::too_many)?;
            Ok(caller)
        }
        Err(problem) => {
            let address = choices::address_of(state, peer, headers);
            let limit = state.limits.take(address, "", now);
            limit.map_err(problems::too_many)?;
            Err(problem)
        }
    }
}

/// A key that no browser has: a person who is known by the assertion alone.
fn random_key() -> Result<ConsentKey, Problem> {
    let mut key = [0; 16];
    getrandom::fill(&mut key).map_err(|_| Problem::internal())?;
    Ok(ConsentKey::from_bytes(key))
}

/// The text that the person read: one of this clause, of today or earlier. Who withdraws or objects need not have read
/// any; then it is the one that stands now.
async fn shown(
    state: &AppState,
    site: &PublishedSite,
    clause: &PublishedClause,
    request: &ClauseRequest,
) -> Result<(Digest, String), Problem> {
    let (Some(hash), Some(lang)) = (request.notice_hash, &request.notice_lang) else {
        let text: Option<&ClauseText> = clause.texts.first();
        return text
            .map(|text| (text.notice_hash, text.lang.clone()))
            .ok_or_else(Problem::internal);
    };
    if clause.shows(hash, lang) {
        return Ok((hash, lang.clone()));
    }
    let notice = state
        .receipts
        .notice(&hash)
        .await
        .map_err(|error| problems::not_stored(&error, &state.metrics))?;
    let first_line = consent_core::clause::text::mark(&clause.claim.id);
    match notice {
        Some(notice)
            if notice.site == site.id()
                && notice.lang == *lang
                && notice.text.lines().next() == Some(&first_line) =>
        {
            Ok((hash, lang.clone()))
        }
        _ => Err(problems::unknown(
            "notice_hash",
            "notice-not-known",
            "this clause never had that text in that language; take both from `clauses.json`",
        )),
    }
}
