//! Placeholder.

use axum::Router;

use crate::state::SharedState;

/// The routes.
pub fn router(_state: &SharedState) -> Router {
    Router::new()
}
