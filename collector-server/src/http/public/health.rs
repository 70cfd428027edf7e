//! `GET /healthz`: whether choices can be recorded now.

use axum::extract::State;

use crate::{http::Problem, state::SharedState};

/// `ok`, or 503 when the store takes no writes.
pub async fn show_health(State(state): State<SharedState>) -> Result<&'static str, Problem> {
    match state.receipts.check_health().await {
        Ok(()) => Ok("ok"),
        Err(error) => {
            tracing::error!(error = %error, "the store is not healthy");
            Err(Problem::unavailable(
                "storage-unavailable",
                "the store takes no writes now",
            ))
        }
    }
}
