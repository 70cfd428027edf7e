//! `POST /v1/sites/{site}/proofs`: a visitor's own receipt as a proof bundle, for whoever has the key to it.
//!
//! The key stands in the body, never in an address. Who has it has the device; an address or a guess opens nothing, and
//! a wrong key is answered like a receipt that is not there.

use std::net::SocketAddr;

use axum::{
    Json,
    body::Bytes,
    extract::{ConnectInfo, Path, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use consent_core::{cookie::ConsentKey, receipt::ReceiptId};
use serde::Deserialize;

use super::{choice_problem as problems, choices::whole_within, log::not_covered};
use crate::{
    evidence,
    http::{Problem, client_address::client_address},
    state::SharedState,
    storage::Search,
};

/// What is asked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProofRequest {
    consent_key: String,
    receipt_id: ReceiptId,
}

/// Answers with the bundle, in the copy without address and user id.
pub async fn show_proof(
    State(state): State<SharedState>,
    Path(site): Path<String>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let config = &state.config;
    let site = state
        .published
        .site(&site)
        .ok_or_else(|| Problem::not_found("site"))?;
    let address = client_address(
        peer.ip(),
        &headers,
        &config.trusted_proxies,
        config.proxy_header,
    );
    state
        .limits
        .take(address, site.id(), state.clock.now())
        .map_err(problems::too_many)?;
    let body = whole_within(
        body,
        "what asks for a proof is under 1 KB; 16 KB is the limit",
    )?;
    let asked: ProofRequest = serde_json::from_slice(&body).map_err(|_| bad_body())?;
    let key = ConsentKey::parse(&asked.consent_key).ok_or_else(bad_body)?;
    let search = Search {
        consent_key: Some(key),
        receipt_id: Some(asked.receipt_id),
        site: Some(site.id().to_owned()),
        ..Search::default()
    };
    let found = state.receipts.search(&search, None, 1).await;
    let found = found.map_err(|error| problems::not_stored(&error, &state.metrics))?;
    let stored = found.items.into_iter().next();
    let stored = stored.ok_or_else(|| Problem::not_found("receipt"))?;
    let copy = evidence::visitors_copy(&stored.receipt).ok_or_else(Problem::internal)?;
    let bundle = evidence::bundle(&state, &stored, &copy).await;
    let bundle = bundle.map_err(|error| problems::not_stored(&error, &state.metrics))?;
    let no_store = [(header::CACHE_CONTROL, "no-store")];
    let bundle = bundle.ok_or_else(|| not_covered(&state.log))?;
    Ok((no_store, Json(bundle)).into_response())
}

fn bad_body() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "body-not-valid",
        "body not valid",
        "send a JSON object with `consent_key` (22 characters) and `receipt_id` (a UUID), and nothing else",
    )
}
