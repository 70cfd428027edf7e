//! The console: pages over the staff API's own parts, for people. Works without JavaScript and asks nothing of any
//! other host.
//!
//! Searches are sent with `POST`, so that no user id and no address stands in an address bar, a history or a log. A
//! page's words are in `text.rs`, its look in `assets/console.css`, its structure in `templates/`.

mod assets;
mod evidence;
mod export;
mod form;
mod guess;
mod lang;
mod login;
mod member;
mod page;
mod receipt;
mod rights;
mod search;
mod text;
mod unclassified;
mod webhooks;

use axum::{
    Router,
    middleware::from_fn_with_state,
    routing::{get, post},
};

use crate::{http::Problem, state::SharedState};

/// The routes.
pub fn router(state: &SharedState) -> Router {
    Router::new()
        .route("/console", get(search::show_search))
        .route("/console/", get(search::show_search))
        .route("/console/search", post(search::search))
        .route("/console/receipts.csv", post(export::export_csv))
        .route("/console/receipts.ndjson", post(export::export_ndjson))
        .route("/console/evidence", post(evidence::make_pack))
        .route("/console/receipts/{id}", get(receipt::show_receipt))
        .route("/console/receipts/{id}/address", post(receipt::unmask))
        .route("/console/unclassified", get(unclassified::show))
        .route("/console/webhooks", get(webhooks::show))
        .route("/console/webhooks/retry", post(webhooks::retry))
        .merge(rights::router())
        .route("/console/login", get(login::show_login).post(login::log_in))
        .route("/console/logout", post(login::log_out))
        .route("/console/language/{lang}", get(lang::choose))
        .route("/console/assets/{file}", get(assets::show_asset))
        .route(
            "/console/{*rest}",
            get(|| async { Problem::not_found("page") }),
        )
        .layer(from_fn_with_state(state.clone(), page::dress))
        .with_state(state.clone())
}
