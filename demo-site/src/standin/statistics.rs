//! *Mätlådan*: a page counter as statistics tags are.

use axum::{Router, routing::get};

use super::{accepted, script};

/// The routes of `stats.localhost`.
pub fn router() -> Router {
    Router::new()
        .route(
            "/matlada.js",
            get(|| async { script(include_str!("../../standins/matlada.js")) }),
        )
        .route(
            "/scroll.js",
            get(|| async { script(include_str!("../../standins/scroll.js")) }),
        )
        .route(
            "/collect",
            get(|| async { accepted() }).post(|| async { accepted() }),
        )
        .route(
            "/event",
            get(|| async { accepted() }).post(|| async { accepted() }),
        )
}
