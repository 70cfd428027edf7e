//! *Annonsbo*: an advertising tag with its pixel, and a second script that a page carries unmarked.

use axum::{
    Router,
    routing::{get, post},
};

use super::{accepted, pixel, script};

/// The routes of `ads.localhost`.
pub fn router() -> Router {
    Router::new()
        .route(
            "/annonsbo.js",
            get(|| async { script(include_str!("../../standins/annonsbo.js")) }),
        )
        .route(
            "/retarget.js",
            get(|| async { script(include_str!("../../standins/retarget.js")) }),
        )
        .route("/pixel.gif", get(|| async { pixel() }))
        .route("/static.gif", get(|| async { pixel() }))
        .route(
            "/ev",
            get(|| async { accepted() }).post(|| async { accepted() }),
        )
        // What the shop's server sends by itself, past every browser.
        .route("/server-events", post(|| async { accepted() }))
}
