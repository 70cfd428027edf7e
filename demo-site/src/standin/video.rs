//! *Filmrutan*: an embedded player in a frame, which sets a cookie of its own and loads its player.

use axum::{
    Router,
    http::header,
    response::{Html, IntoResponse},
    routing::get,
};

use super::{accepted, script};

/// The routes of `video.localhost`.
pub fn router() -> Router {
    Router::new()
        .route("/embed/{film}", get(embed))
        .route(
            "/player.js",
            get(|| async { script(include_str!("../../standins/player.js")) }),
        )
        .route(
            "/watch",
            get(|| async { accepted() }).post(|| async { accepted() }),
        )
}

async fn embed() -> impl IntoResponse {
    // A third-party cookie as players set it; browsers that block those drop it.
    let headers = [
        (
            header::SET_COOKIE,
            "_vid_id=standin; Path=/; Max-Age=31536000; SameSite=None; Secure; HttpOnly",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, Html(include_str!("../../standins/embed.html")))
}
