//! Receipts for staff: a page of them, one, or all as a file.
//!
//! `GET` takes filters in the query string and `POST` in a JSON body. A query string ends up in histories and in logs of
//! proxies: what points at a person is taken with `POST` only.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, Query, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use consent_core::receipt::ReceiptId;
use serde::Serialize;

use super::{
    body::{Pairs, filters, json_pairs},
    look, problems, stream,
    who::Who,
};
use crate::{
    evidence,
    http::{Problem, public::log::not_covered},
    staff::{Encoder, Filters, Format, ReceiptView},
    state::{AppState, SharedState},
};

/// A page of receipts.
#[derive(Serialize)]
struct ReceiptPage {
    items: Vec<ReceiptView>,
    next_cursor: Option<String>,
    /// The search had to open envelopes and stopped after its bound: ask on with `next_cursor`, also when there
    /// are no items.
    is_bounded: bool,
    /// Receipts with a hash of the address only cannot be found by the network that was asked for.
    leaves_out_hashes: bool,
}

/// `GET /v1/staff/receipts`.
pub async fn list_receipts(
    State(state): State<SharedState>,
    who: Who,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Problem> {
    refuse_person_in_url(&pairs)?;
    page(&state, &who, &filters(&pairs)?).await
}

/// `POST /v1/staff/receipts/search`.
pub async fn search_receipts(
    State(state): State<SharedState>,
    who: Who,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    page(&state, &who, &filters(&json_pairs(&headers, body)?)?).await
}

/// `GET /v1/staff/receipts/{id}`.
pub async fn show_receipt(
    State(state): State<SharedState>,
    who: Who,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = ReceiptId::parse(&id).map_err(|_| Problem::not_found("receipt"))?;
    let stored = look::receipt(&state, &who, id, None).await?;
    let view = ReceiptView::new(stored, who.role.sight());
    Ok((no_store(), Json(view)).into_response())
}

/// `GET /v1/staff/receipts/{id}/proof`: the receipt as a proof bundle, in the copy that the role may see.
pub async fn show_proof(
    State(state): State<SharedState>,
    who: Who,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = ReceiptId::parse(&id).map_err(|_| Problem::not_found("receipt"))?;
    let stored = look::receipt(&state, &who, id, None).await?;
    let copy = ReceiptView::new(stored.clone(), who.role.sight()).receipt;
    let copy = copy.ok_or_else(Problem::internal)?;
    let bundle = evidence::bundle(&state, &stored, &copy).await;
    let bundle = bundle.map_err(|error| problems::store(&error))?;
    let bundle = bundle.ok_or_else(|| not_covered(&state.log))?;
    let name = format!(
        "attachment; filename=\"receipt-{}.json\"",
        stored.claims.code
    );
    let headers = [
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, Json(bundle)).into_response())
}

/// `GET /v1/staff/receipts.csv`.
pub async fn list_csv(
    state: State<SharedState>,
    who: Who,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Problem> {
    refuse_person_in_url(&pairs)?;
    export(state, who, pairs, Format::Csv).await
}

/// `POST /v1/staff/receipts.csv`.
pub async fn search_csv(
    state: State<SharedState>,
    who: Who,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    export(state, who, json_pairs(&headers, body)?, Format::Csv).await
}

/// `GET /v1/staff/receipts.ndjson`.
pub async fn list_ndjson(
    state: State<SharedState>,
    who: Who,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Problem> {
    refuse_person_in_url(&pairs)?;
    export(state, who, pairs, Format::Ndjson).await
}

/// `POST /v1/staff/receipts.ndjson`.
pub async fn search_ndjson(
    state: State<SharedState>,
    who: Who,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    export(state, who, json_pairs(&headers, body)?, Format::Ndjson).await
}

async fn page(state: &AppState, who: &Who, filters: &Filters) -> Result<Response, Problem> {
    let page = look::search(state, who, filters).await?;
    let is_bounded = page.next.is_some() && page.items.len() < filters.limit;
    let sight = who.role.sight();
    let answer = ReceiptPage {
        items: page
            .items
            .into_iter()
            .map(|stored| ReceiptView::new(stored, sight))
            .collect(),
        next_cursor: page.next.map(crate::storage::Cursor::to_text),
        is_bounded,
        leaves_out_hashes: filters.search.leaves_out_hashes(),
    };
    Ok((no_store(), Json(answer)).into_response())
}

/// Takes `bom=1` and `proofs=1` out of the pairs: they are about the file, not about the receipts.
async fn export(
    State(state): State<SharedState>,
    who: Who,
    mut pairs: Pairs,
    format: Format,
) -> Result<Response, Problem> {
    let mut take = |name: &str, of: Format| {
        let mut is_on = false;
        pairs.retain(|(known, value)| {
            let is_it = known == name && format == of;
            is_on |= is_it && value == "1";
            !is_it
        });
        is_on
    };
    let has_bom = take("bom", Format::Csv);
    let has_proofs = take("proofs", Format::Ndjson);
    if let Some((name, _)) = pairs
        .iter()
        .find(|(name, _)| name == "cursor" || name == "limit")
    {
        let detail = format!("`{name}` is not for an export, which holds all; leave it out");
        return Err(Problem {
            detail,
            ..problems::bad_body("")
        }
        .field(name.clone()));
    }
    let filters = filters(&pairs)?;
    let encoder = Encoder {
        format,
        sight: who.role.sight(),
        has_bom,
    };
    stream::export(state, who, filters, encoder, has_proofs).await
}

/// The key to a visitor's own receipts opens them, so it never stands in an address.
/// What points at a person stands in no address (RECEIPTS.md section 3): those end up in histories and in logs.
fn refuse_person_in_url(pairs: &Pairs) -> Result<(), Problem> {
    const PERSONAL: [&str; 3] = ["user_id", "ip", "consent_key"];
    match PERSONAL
        .into_iter()
        .find(|name| pairs.iter().any(|(given, _)| given == name))
    {
        Some(name) => Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "filter-not-valid",
            "a filter is not valid",
            format!(
                "send `{name}` in a JSON body with POST, to /v1/staff/receipts/search or to the file's own path: what \
                 points at a person stands in no address"
            ),
        )
        .field(name)),
        None => Ok(()),
    }
}

/// Personal data; no cache keeps it.
fn no_store() -> [(header::HeaderName, &'static str); 1] {
    [(header::CACHE_CONTROL, "no-store")]
}
