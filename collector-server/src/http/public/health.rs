//! `GET /healthz`: whether everything that is promised is kept. `GET /readyz`: whether choices can be recorded.
//!
//! They differ while the log does not grow: choices are recorded and belong here, so a balancer goes on sending them
//! (`/readyz`), but receipts are not in a checkpoint within the minute, so whoever watches is called (`/healthz`).

use axum::extract::State;

use super::log::not_growing;
use crate::{http::Problem, state::SharedState};

/// `ok`, or 503 when the store takes no writes or the log does not grow.
pub async fn show_health(State(state): State<SharedState>) -> Result<&'static str, Problem> {
    check_store(&state).await?;
    match state.log.failure() {
        None => Ok("ok"),
        Some(reason) => Err(not_growing(&reason)),
    }
}

/// `ready`, or 503 when the store takes no writes.
pub async fn show_readiness(State(state): State<SharedState>) -> Result<&'static str, Problem> {
    check_store(&state).await.map(|()| "ready")
}

async fn check_store(state: &SharedState) -> Result<(), Problem> {
    state.receipts.check_health().await.map_err(|error| {
        tracing::error!(error = %error, "the store is not healthy");
        Problem::unavailable("storage-unavailable", "the store takes no writes now")
    })
}
