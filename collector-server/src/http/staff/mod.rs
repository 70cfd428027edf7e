//! What staff ask through programs (contracts, section 7). The console over the same is [`super::console`].
//!
//! Where to start: `who::Who` is the member of staff behind a request, `look` is the only way to receipts and
//! writes the audit row of every look.

pub(super) mod body;
pub(super) mod cookie;
pub(super) mod evidence;
pub(super) mod login;
pub(super) mod look;
pub(super) mod origin;
pub(super) mod problems;
mod receipts;
pub(crate) mod rights;
pub(super) mod stream;
pub(super) mod unclassified;
pub(super) mod webhooks;
pub(crate) mod who;

use axum::{
    Router,
    routing::{get, post},
};

use crate::state::SharedState;

/// The routes.
pub fn router(state: &SharedState) -> Router {
    Router::new()
        .route("/v1/staff/login", post(login::log_in))
        .route("/v1/staff/logout", post(login::log_out))
        .route("/v1/staff/receipts", get(receipts::list_receipts))
        .route("/v1/staff/receipts/search", post(receipts::search_receipts))
        .route(
            "/v1/staff/receipts.csv",
            get(receipts::list_csv).post(receipts::search_csv),
        )
        .route(
            "/v1/staff/receipts.ndjson",
            get(receipts::list_ndjson).post(receipts::search_ndjson),
        )
        .route("/v1/staff/receipts/{id}", get(receipts::show_receipt))
        .route("/v1/staff/evidence", post(evidence::make_pack))
        .route("/v1/staff/receipts/{id}/proof", get(receipts::show_proof))
        .route("/v1/staff/unclassified", get(unclassified::list))
        .route("/v1/staff/webhooks", get(webhooks::list))
        .route("/v1/staff/webhooks/retry", post(webhooks::retry))
        .merge(rights::router())
        .with_state(state.clone())
}
