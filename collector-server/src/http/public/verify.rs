//! `GET /verify`: the page that checks receipts in the visitor's own browser.

use axum::{
    extract::State,
    http::{HeaderName, header},
    response::{IntoResponse as _, Response},
};

use crate::{evidence::page, http::Problem, log::published, state::SharedState};

/// The page with our keys. Its own policy, by hashes, stands in it: it lets nothing be fetched, also when the page is
/// kept and opened from a disk. The header allows what that policy allows and adds what only a header can.
pub async fn show_page(State(state): State<SharedState>) -> Result<Response, Problem> {
    let template = state.published.verifier();
    let template = template.ok_or_else(|| Problem::not_found("verifier"))?;
    let keys = published::keys(&state.log, &state.config.public_url);
    let headers: [(HeaderName, &str); 3] = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=300"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'unsafe-inline'; \
             base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
    ];
    Ok((headers, page::with_keys(template, &keys)).into_response())
}
