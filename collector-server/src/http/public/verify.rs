//! `GET /verify`: the page that checks receipts in the visitor's own browser.

use axum::{
    extract::State,
    http::{HeaderName, header},
    response::{IntoResponse as _, Response},
};

use crate::{evidence::page, http::Problem, log::published, state::SharedState};

/// The page with our keys. Its own policy, by hashes, lets nothing be fetched, also when the page is kept and opened
/// from a disk; the header says the same, and what only a header can.
pub async fn show_page(State(state): State<SharedState>) -> Result<Response, Problem> {
    let template = state.published.verifier();
    let template = template.ok_or_else(|| Problem::not_found("verifier"))?;
    let keys = published::keys(&state.log, &state.config.public_url);
    let policy = page::policy(template).unwrap_or("default-src 'none'");
    let headers: [(HeaderName, String); 3] = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (header::CACHE_CONTROL, "public, max-age=300".to_owned()),
        (
            header::CONTENT_SECURITY_POLICY,
            format!("{policy}; frame-ancestors 'none'"),
        ),
    ];
    Ok((headers, page::with_keys(template, &keys)).into_response())
}
