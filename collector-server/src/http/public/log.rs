//! The transparency log for anyone who asks: checkpoint, tiles, proofs, and who signs.
//!
//! Nothing here names a person: leaves are salted commitments (RECEIPTS.md section 4). Everything may be read from any
//! origin and cached by anyone.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use consent_core::log::tile::Tile;

use crate::{
    http::Problem,
    log::{Log, published},
    state::SharedState,
    storage::StoreError,
};

/// What never changes under its name.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// What is new every second at most.
const FRESH: &str = "public, max-age=1";
const TEXT: &str = "text/plain; charset=utf-8";

/// `GET /log/checkpoint`: the newest signed checkpoint (C2SP `tlog-checkpoint`).
pub async fn show_checkpoint(State(state): State<SharedState>) -> Result<Response, Problem> {
    let head = state.log.head().ok_or_else(|| not_covered(&state.log))?;
    Ok(answer(TEXT, FRESH, head.note.to_string()))
}

/// `GET /log/tile/…`: a tile of hashes or a bundle of leaves (C2SP `tlog-tiles`).
pub async fn show_tile(
    State(state): State<SharedState>,
    Path(rest): Path<String>,
) -> Result<Response, Problem> {
    let tile = Tile::parse(&format!("tile/{rest}")).ok_or_else(|| Problem::not_found("tile"))?;
    let bytes = state.log.tile(tile).await.map_err(unreadable)?;
    let bytes = bytes.ok_or_else(|| Problem::not_found("tile"))?;
    Ok(answer("application/octet-stream", IMMUTABLE, bytes))
}

/// `GET /log/proof/{index}`: that this leaf is in the log (C2SP `tlog-proof`), under the newest checkpoint.
pub async fn show_proof(
    State(state): State<SharedState>,
    Path(index): Path<u64>,
) -> Result<Response, Problem> {
    let proof = state.log.prove(index).await.map_err(unreadable)?;
    let proof = proof.ok_or_else(|| not_covered(&state.log))?;
    Ok(answer(TEXT, FRESH, proof.to_string()))
}

/// `GET /log/consistency/{old}/{new}`: that the tree of `old` leaves is the beginning of the one of `new`; a hash a
/// line, base64.
pub async fn show_consistency(
    State(state): State<SharedState>,
    Path((old, new)): Path<(u64, u64)>,
) -> Result<Response, Problem> {
    let path = state.log.prove_consistency(old, new).await;
    let path = path.map_err(unreadable)?.ok_or_else(|| {
        Problem::new(
            StatusCode::NOT_FOUND,
            "not-in-the-log",
            "not in the log",
            "give two sizes, the smaller first, of which the newest checkpoint covers both",
        )
    })?;
    let lines: String = path
        .iter()
        .map(|hash| STANDARD.encode(hash.as_bytes()) + "\n")
        .collect();
    Ok(answer(TEXT, IMMUTABLE, lines))
}

/// `GET /.well-known/consent-log.json`: where the log is and whose signatures to believe.
pub async fn show_keys(State(state): State<SharedState>) -> impl axum::response::IntoResponse {
    (
        [
            (header::CACHE_CONTROL, "public, max-age=300"),
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        ],
        Json(published::keys(&state.log, &state.config.public_url)),
    )
}

fn answer(kind: &'static str, cache: &'static str, body: impl Into<axum::body::Body>) -> Response {
    let mut response = body.into().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    let any = HeaderValue::from_static("*");
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, any);
    response
}

/// No checkpoint covers the entry: 404 while one will in a moment, 503 while the log does not grow.
pub fn not_covered(log: &Log) -> Problem {
    if let Some(reason) = log.failure() {
        return not_growing(&reason);
    }
    Problem::new(
        StatusCode::NOT_FOUND,
        "not-in-the-log",
        "not in the log",
        "no signed checkpoint covers this entry: one will within a minute, usually a second, if its receipt was made \
         just now; else there is no such entry",
    )
    .retry_after(1_u32)
}

/// 503: receipts are kept, but no checkpoint covers the newest until somebody has mended the log.
pub fn not_growing(reason: &str) -> Problem {
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "log-not-growing",
        "the log does not grow",
        format!("receipts are kept, but no new one comes under a signed checkpoint until this is mended: {reason}"),
    )
    .retry_after(60_u32)
}

fn unreadable(error: StoreError) -> Problem {
    tracing::error!(%error, "the log cannot be read");
    Problem::unavailable("storage-unavailable", "the log cannot be read now")
}
