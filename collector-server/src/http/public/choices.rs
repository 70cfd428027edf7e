//! `POST /v1/sites/{site}/choices`: records a choice and answers with its receipt.
//!
//! Reads, checks, calls the store. What a choice may say is [`consent_core::wire`]'s; what it becomes is
//! the store's. The visitor's address and time are ours, never the body's (ACCEPTANCE 47).

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::{
    body::Bytes,
    extract::{ConnectInfo, FromRequest as _, Path, Request, State, rejection::BytesRejection},
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consent_core::{
    receipt::{Digest, Signals},
    wire::{ChoiceAnswer, ChoiceRequest, ParsedChoice, Release},
};
use uuid::Uuid;

use super::{choice_problem as problems, cors::foreign_origin};
use crate::{
    assertion::AssertionError,
    bot::is_bot,
    http::{Problem, client_address::client_address, layers::header_text},
    publish::{PublishedSite, archive::Archive, terms::Terms},
    state::{AppState, SharedState},
    storage::{NewChoice, Outcome, Recorded, StoreError},
    user_agent::family_and_major,
};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const SEC_GPC: HeaderName = HeaderName::from_static("sec-gpc");

/// Records a choice: 201 with the receipt, 200 when it was recorded before or changes nothing.
pub async fn record_choice(
    State(state): State<SharedState>,
    Path(site): Path<String>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
) -> Result<Response, Problem> {
    // Taken, where an extractor would copy every header.
    let headers = std::mem::take(request.headers_mut());
    let body = Bytes::from_request(request, &state).await;
    let answered = answer(&state, &site, peer, &headers, body).await;
    if let Err(problem) = &answered {
        state.metrics.refused(problem.slug);
    }
    answered
}

async fn answer(
    state: &AppState,
    site: &str,
    peer: SocketAddr,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let site = state
        .published
        .site(site)
        .ok_or_else(|| Problem::not_found("site"))?;
    let origin = header_text(headers, header::ORIGIN)
        .filter(|origin| site.site.allows_origin(origin))
        .ok_or_else(foreign_origin)?;
    let address = address_of(state, peer, headers);
    state
        .limits
        .take(address, site.id(), state.clock.now())
        .map_err(problems::too_many)?;
    let user_agent = header_text(headers, header::USER_AGENT).unwrap_or_default();
    if is_bot(user_agent) {
        state.metrics.refused("bot");
        return Ok(StatusCode::ACCEPTED.into_response());
    }
    let body = read(headers, body)?;
    let idempotency_key = idempotency_key(headers)?;
    let request = ChoiceRequest::from_json(&body).map_err(|error| problems::not_valid(&error))?;
    let terms = terms_of(state, site, &request.release).await?;
    let choice = request
        .check(&terms.purposes(), &terms.services())
        .map_err(|error| problems::not_valid(&error))?;
    check_notice(state, site, choice.notice_hash, &choice.notice_lang).await?;
    let (user_id, refused) = match verify(state, site, &choice) {
        Ok(user_id) => (user_id, None),
        Err(error) => (None, Some(error)),
    };
    let caller = Caller {
        address,
        origin: origin.to_owned(),
        user_agent: family_and_major(user_agent),
        user_id,
        has_gpc_header: header_text(headers, SEC_GPC) == Some("1"),
        idempotency_key,
    };
    let recorded = record(state, new_choice(state, site, &terms, choice, caller)).await?;
    let outcome = recorded.outcome;
    state.metrics.recorded(site.id(), outcome_name(outcome));
    let answer = choice_answer(recorded);
    match refused {
        Some(error) => Err(problems::assertion_refused(error, &answer)),
        None => json(status(outcome), answer),
    }
}

/// As `Json` would, but the receipt, which is most of the body, is put in as it is: letters, digits and `-_.~` need no
/// escape, and looking at each of them for one costs more than all the rest.
fn json(status: StatusCode, mut answer: ChoiceAnswer) -> Result<Response, Problem> {
    const EMPTY: &[u8] = br#""receipt":"""#;
    let receipt = std::mem::take(&mut answer.receipt);
    let mut body = Vec::with_capacity(receipt.len() + 512);
    serde_json::to_writer(&mut body, &answer).map_err(|_| Problem::internal())?;
    // No value before it can hold quotation marks.
    let place = body.windows(EMPTY.len()).position(|part| part == EMPTY);
    let at = place.ok_or_else(Problem::internal)? + EMPTY.len() - 1;
    body.splice(at..at, receipt.bytes());
    let kind = [(header::CONTENT_TYPE, "application/json")];
    Ok((status, kind, no_store(), body).into_response())
}

/// The visitor's address: the socket's, or the one that a trusted proxy tells of.
pub(super) fn address_of(state: &AppState, peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
    let config = &state.config;
    client_address(
        peer.ip(),
        headers,
        &config.trusted_proxies,
        config.proxy_header,
    )
}

/// What is known of the caller beside the body.
struct Caller {
    address: IpAddr,
    origin: String,
    user_agent: Option<String>,
    user_id: Option<String>,
    /// Global Privacy Control in the request itself: the browser sets it, no page can (`Sec-`).
    has_gpc_header: bool,
    idempotency_key: Uuid,
}

fn read(headers: &HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<Bytes, Problem> {
    let media_type = header_text(headers, header::CONTENT_TYPE).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        return Err(problems::media_type());
    }
    whole(body)
}

/// The body, read to its end.
pub(super) fn whole(body: Result<Bytes, BytesRejection>) -> Result<Bytes, Problem> {
    whole_within(body, "a choice is under 2 KB; 16 KB is the limit")
}

/// The same; `limit` says how long it may be.
pub(super) fn whole_within(
    body: Result<Bytes, BytesRejection>,
    limit: &'static str,
) -> Result<Bytes, Problem> {
    body.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Problem::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "body-too-large",
                "body too large",
                limit,
            )
        } else {
            Problem::new(
                StatusCode::BAD_REQUEST,
                "body-not-read",
                "body not read",
                "the connection ended before the body did",
            )
        }
    })
}

pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<Uuid, Problem> {
    header_text(headers, IDEMPOTENCY_KEY)
        .and_then(|text| Uuid::try_parse(text).ok())
        .ok_or_else(|| {
            problems::unknown(
                "Idempotency-Key",
                "idempotency-key",
                "send a UUID that is made once per choice and repeated when it is sent again",
            )
        })
}

/// The terms of the release that the page runs: today's, or those of an earlier one, so that a choice
/// that waited in a browser while the site published is recorded as what it was.
async fn terms_of(
    state: &AppState,
    site: &PublishedSite,
    release: &str,
) -> Result<Arc<Terms>, Problem> {
    if site.terms.release == release {
        return Ok(Arc::clone(&site.terms));
    }
    let not_known = || {
        problems::unknown(
            "release",
            "release-not-known",
            "this collector never published that release for this site",
        )
    };
    let release = Release::parse(release).ok_or_else(not_known)?;
    let failed = |error: StoreError| problems::not_stored(&error, &state.metrics);
    let build = state
        .receipts
        .build_for_release(site.id(), &release.to_string())
        .await
        .map_err(failed)?
        .ok_or_else(not_known)?;
    let archive = Archive::in_data_dir(&state.config.data_dir);
    let id = site.site.id().clone();
    let config = tokio::task::spawn_blocking(move || archive.config_of(&id, release))
        .await
        .ok()
        .flatten()
        .ok_or_else(not_known)?;
    let config = state.receipts.config(&config).await.map_err(failed)?;
    config
        .and_then(|config| Terms::of_config(&config, release.to_string(), build))
        .map(Arc::new)
        .ok_or_else(not_known)
}

/// A receipt may refer only to a text that this site has shown.
async fn check_notice(
    state: &AppState,
    site: &PublishedSite,
    hash: Digest,
    lang: &str,
) -> Result<(), Problem> {
    if site.shows(hash, lang) {
        return Ok(());
    }
    let notice = state
        .receipts
        .notice(&hash)
        .await
        .map_err(|error| problems::not_stored(&error, &state.metrics))?;
    match notice {
        Some(notice) if notice.site == site.id() && notice.lang == lang => Ok(()),
        _ => Err(problems::unknown(
            "notice_hash",
            "notice-not-known",
            "this site never showed that text in that language",
        )),
    }
}

/// The user id that the host site vouches for, if the choice came with its word.
fn verify(
    state: &AppState,
    site: &PublishedSite,
    choice: &ParsedChoice,
) -> Result<Option<String>, AssertionError> {
    let Some(token) = &choice.assertion else {
        return Ok(None);
    };
    let key = site.assertion_key.as_ref().ok_or(AssertionError::NoKey)?;
    key.verify(token, site.id(), state.clock.now()).map(Some)
}

fn new_choice(
    state: &AppState,
    site: &PublishedSite,
    terms: &Terms,
    choice: ParsedChoice,
    caller: Caller,
) -> NewChoice {
    let declared = site.site.declared();
    let age = choice.age_seconds;
    let mut new = NewChoice {
        issuer: state.config.public_url.clone(),
        site: site.id().to_owned(),
        idempotency_key: caller.idempotency_key,
        consent_key: choice.consent_key,
        purposes: terms.claims(&choice.decisions),
        vendors: terms.vendors(&choice.decisions, &choice.refused),
        jurisdiction: Some(terms.jurisdiction.clone()),
        clause: None,
        method: choice.method,
        notice_hash: choice.notice_hash,
        notice_lang: choice.notice_lang,
        config_hash: terms.config_hash,
        build_hash: terms.build_hash,
        event_time: state.clock.now(),
        client_time: Some(choice.client_time),
        ip: Some(caller.address),
        ip_mode: declared.ip_mode.into(),
        ip_on_refusal: declared.ip_on_refusal,
        user_id: caller.user_id,
        user_agent: caller.user_agent,
        page_origin: Some(caller.origin),
        page_path: choice.page_path.filter(|_| declared.record_page_path),
        signals: Signals {
            gpc: choice.signals.gpc || caller.has_gpc_header,
        },
        blocked: choice.blocked,
        validity: terms.validity.clone(),
        validity_seconds: terms.validity_seconds,
    };
    if age > 0 {
        new.count_for(new.validity_seconds.saturating_sub(age));
    }
    new
}

async fn record(state: &AppState, choice: NewChoice) -> Result<Recorded, Problem> {
    let waiting = state.metrics.waiting();
    let recorded = state.receipts.record(choice).await;
    drop(waiting);
    recorded.map_err(|error| problems::not_stored(&error, &state.metrics))
}

pub(super) fn choice_answer(recorded: Recorded) -> ChoiceAnswer {
    ChoiceAnswer {
        receipt_id: recorded.receipt_id,
        code: recorded.code,
        state: recorded.state,
        event_time: recorded.event_time,
        receipt: recorded.receipt,
        salt: URL_SAFE_NO_PAD.encode(recorded.salt),
        commitment: recorded.commitment,
        leaf_index: recorded.leaf_index,
    }
}

pub(super) fn status(outcome: Outcome) -> StatusCode {
    match outcome {
        Outcome::New => StatusCode::CREATED,
        Outcome::Replayed | Outcome::Unchanged => StatusCode::OK,
    }
}

pub(super) fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::New => "new",
        Outcome::Replayed => "replayed",
        Outcome::Unchanged => "unchanged",
    }
}

/// A receipt is the visitor's own; no cache keeps it.
fn no_store() -> [(HeaderName, &'static str); 1] {
    [(header::CACHE_CONTROL, "no-store")]
}

#[cfg(test)]
mod tests {
    use consent_core::receipt::{EventState, ReceiptCode, ReceiptId, UtcMillis};

    use super::*;

    #[tokio::test]
    async fn the_answer_is_the_json_that_serde_would_write() {
        let answer = ChoiceAnswer {
            receipt_id: ReceiptId::from_random([1; 16]),
            code: ReceiptCode::from_bits(7),
            state: EventState::ConsentGiven,
            event_time: UtcMillis::new(1_795_456_800_007),
            receipt: "eyJhbGciOiJFZERTQSJ9.e30.c2ln~WyJ-Xw~".to_owned(),
            salt: "A".repeat(43),
            commitment: Digest::from_bytes([2; 32]),
            leaf_index: 17,
        };
        let wanted = serde_json::to_vec(&answer).unwrap();
        let body = json(StatusCode::CREATED, answer).unwrap().into_body();
        assert_eq!(axum::body::to_bytes(body, 4096).await.unwrap(), wanted);
    }
}
