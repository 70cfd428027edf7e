//! `GET /v1/staff/unclassified`: third parties that browsers reported and nobody has classified.
//!
//! Nothing in it is about a person, so every role may read it, and no row is written to the audit log.

use axum::{
    Json,
    extract::{Query, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::who::Who;
use crate::{
    discovery::{self, Unclassified, observed::Observed, start_of},
    http::Problem,
    privacy::rights::letter::day,
    state::{AppState, SharedState},
};

/// Which site.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    site: Option<String>,
}

/// Lists them, by site and then by how often they were reported.
pub async fn list(
    State(state): State<SharedState>,
    _who: Who,
    Query(filter): Query<Filter>,
) -> Result<Response, Problem> {
    let found = all(&state, filter.site.as_deref()).await?;
    let items: Vec<Value> = found
        .into_iter()
        .map(|one| {
            json!({
                "site": one.site,
                "host": one.seen.host,
                "directives": one.seen.directives,
                "count": one.seen.count,
                "first_day": day(start_of(one.seen.first_day)),
                "last_day": day(start_of(one.seen.last_day)),
                "entry": one.entry,
            })
        })
        .collect();
    let observed: Vec<Value> = observed(&state, filter.site.as_deref())
        .await?
        .into_iter()
        .map(|one| {
            json!({
                "site": one.site,
                "what": one.seen.host,
                "category": one.category.map_or("unknown", |category| category.as_str()),
                "rule": one.rule.as_str(),
                "of": one.rule.name(),
                "layers": one.layers.iter().map(|layer| layer.as_str()).collect::<Vec<_>>(),
                "directives": one.seen.directives,
                "count": one.seen.count,
                "first_day": day(start_of(one.seen.first_day)),
                "last_day": day(start_of(one.seen.last_day)),
                "entry": one.entry,
            })
        })
        .collect();
    let headers = [(header::CACHE_CONTROL, "no-store")];
    Ok((
        headers,
        Json(json!({ "items": items, "observed": observed })),
    )
        .into_response())
}

/// What sites that only observe would hold, for API and console.
pub async fn observed(state: &AppState, site: Option<&str>) -> Result<Vec<Observed>, Problem> {
    let found = discovery::observed::observed(state, site).await;
    found.map_err(|error| not_read(&error))
}

fn not_read(error: &anyhow::Error) -> Problem {
    tracing::error!(
        error = format!("{error:#}"),
        "what was sighted could not be listed"
    );
    Problem::unavailable("not-available", "the list cannot be read right now")
}

/// The list, for API and console.
pub async fn all(state: &AppState, site: Option<&str>) -> Result<Vec<Unclassified>, Problem> {
    let found = discovery::unclassified(state, site).await;
    found.map_err(|error| not_read(&error))
}
