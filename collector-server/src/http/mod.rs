//! The routes and what surrounds them.
//!
//! Public routes are in [`public`], those of staff in [`staff`] and [`console`]. What every request
//! passes through is in [`layers`], in order and with the reasons.

pub mod client_address;
pub mod console;
pub mod layers;
pub mod limits;
pub mod problem;
pub mod public;
pub mod staff;

use axum::{Router, routing::get};

use crate::state::SharedState;

pub use problem::Problem;

/// Everything that is served on the main address.
pub fn router(state: &SharedState) -> Router {
    let routes = Router::new()
        .merge(public::router(state))
        .merge(staff::router(state))
        .merge(console::router(state));
    layers::around(routes, state)
}

/// What is served on the metrics address, and nothing else.
pub fn metrics_router(state: &SharedState) -> Router {
    let state = state.clone();
    let page = move || {
        let page = state.metrics.render(state.log.failure().is_some());
        async move {
            (
                [("content-type", "text/plain; version=0.0.4; charset=utf-8")],
                page,
            )
        }
    };
    Router::new().route("/metrics", get(page))
}
