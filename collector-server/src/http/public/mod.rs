//! What browsers and the world may ask: scripts, choices, clauses, the log, the schema, health.

mod activity;
mod choice_problem;
mod choices;
mod clauses;
mod cors;
mod health;
pub(super) mod log;
mod mail;
mod members;
mod my;
mod my_page;
mod proofs;
mod reports;
mod schema;
mod scripts;
mod site_server;
mod standing;
mod verify;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::from_fn_with_state,
    routing::{get, post},
};

use consent_core::receipt::dpv;

use crate::state::SharedState;

/// The public routes (contracts, section 6).
pub fn router(state: &SharedState) -> Router {
    let choices = Router::new()
        .route(
            "/v1/sites/{site}/choices",
            post(choices::record_choice).options(cors::preflight),
        )
        .route(
            "/v1/sites/{site}/my/receipts",
            post(my::receipts).options(cors::preflight),
        )
        .route(
            "/v1/sites/{site}/my/withdraw",
            post(my::withdraw).options(cors::preflight),
        )
        .route(
            "/v1/sites/{site}/my/requests",
            post(my::request).options(cors::preflight),
        )
        .route(
            "/s/{site}/reports",
            post(reports::count)
                .options(cors::preflight)
                .layer(DefaultBodyLimit::max(reports::BODY_MAX)),
        )
        .route(
            "/v1/sites/{site}/proofs",
            post(proofs::show_proof).options(cors::preflight),
        )
        .route_layer(from_fn_with_state(state.clone(), cors::allow_origin));
    Router::new()
        .merge(choices)
        .route("/v1/state", get(standing::show).post(standing::ask))
        .route("/v1/activity", post(activity::note))
        .route("/v1/clauses", post(clauses::record_clause))
        .route(
            "/confirm/{lang}/{token}",
            get(mail::show_confirmation).post(mail::confirm),
        )
        .route(
            "/unsubscribe/{lang}/{token}",
            get(mail::show_unsubscribe).post(mail::unsubscribe),
        )
        .route("/s/{site}/my", get(my_page::show_page))
        .route("/s/{site}/my.js", get(my_page::show_element))
        .route("/s/{site}/{file}", get(scripts::show_script))
        .route("/v1/schema/receipt.json", get(schema::show_schema))
        .route("/v1/schema/dpv-27560.json", get(schema::show_dpv_schema))
        .route(dpv::CONTEXT_PATH, get(schema::show_dpv_context))
        .route("/log/checkpoint", get(log::show_checkpoint))
        .route("/log/tile/{*rest}", get(log::show_tile))
        .route("/log/proof/{index}", get(log::show_proof))
        .route("/log/consistency/{old}/{new}", get(log::show_consistency))
        .route("/.well-known/consent-log.json", get(log::show_keys))
        .route("/verify", get(verify::show_page))
        .route("/healthz", get(health::show_health))
        .route("/readyz", get(health::show_readiness))
        .with_state(state.clone())
}
