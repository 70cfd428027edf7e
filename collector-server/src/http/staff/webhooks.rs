//! `GET /v1/staff/webhooks`: messages to sites' servers that were not taken; `POST …/retry` has them sent again.
//!
//! A message names a receipt and nobody. It is for those who look after the machine; that they had it tried again is noted.

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
};
use consent_core::receipt::UtcMillis;
use serde_json::{Value, json};

use super::{
    look::{self, Look},
    problems,
    who::Who,
};
use crate::{
    http::Problem,
    staff::Permission,
    state::{AppState, SharedState},
    storage::Delivery,
    webhook::message,
};

/// The most messages of a list; the command has more.
const LISTED_MAX: usize = 200;

/// What failed, the oldest first.
pub struct Failed {
    /// The messages.
    pub deliveries: Vec<Delivery>,
    /// Whether there are more than are listed.
    pub is_bounded: bool,
}

/// Lists them.
pub async fn list(State(state): State<SharedState>, who: Who) -> Result<Response, Problem> {
    let failed = all(&state, &who).await?;
    let items: Vec<Value> = failed.deliveries.iter().map(item).collect();
    let headers = [(header::CACHE_CONTROL, "no-store")];
    let body = json!({ "items": items, "is_bounded": failed.is_bounded });
    Ok((headers, Json(body)).into_response())
}

/// Has all of them tried again at once.
pub async fn retry(State(state): State<SharedState>, who: Who) -> Result<Response, Problem> {
    let count = again(&state, &who).await?;
    Ok(Json(json!({ "retried": count })).into_response())
}

/// The list, for API and console.
///
/// # Errors
/// 403 by role, 503.
pub async fn all(state: &AppState, who: &Who) -> Result<Failed, Problem> {
    who.require(Permission::Operate)?;
    let found = state.webhooks.troubled(LISTED_MAX + 1).await;
    let mut deliveries = found.map_err(|error| problems::store(&error))?;
    let is_bounded = deliveries.len() > LISTED_MAX;
    deliveries.truncate(LISTED_MAX);
    Ok(Failed {
        deliveries,
        is_bounded,
    })
}

/// Has them tried again, and notes who wanted it. Says how many there were.
///
/// # Errors
/// 403 by role, 503.
pub async fn again(state: &AppState, who: &Who) -> Result<u64, Problem> {
    who.require(Permission::Operate)?;
    let count = state.webhooks.retry().await;
    let count = count.map_err(|error| problems::store(&error))?;
    let look = Look {
        action: "webhooks-retry",
        count: usize::try_from(count).unwrap_or(usize::MAX),
        ..Look::default()
    };
    look::note(state, who, look).await?;
    Ok(count)
}

fn item(delivery: &Delivery) -> Value {
    json!({
        "id": message::id(delivery),
        "site": delivery.site,
        "url": delivery.url,
        "receipt_id": delivery.news.receipt_id,
        "event_time": delivery.news.event_time,
        "attempts": delivery.attempts,
        "error": delivery.last_error,
        "next_at": delivery.next_at_ms.map(UtcMillis::new),
    })
}
