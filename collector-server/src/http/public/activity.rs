//! `POST /v1/activity`: the site tells of a purchase or a contact, from which the seven years are counted.
//!
//! With the site's token it names whom it is about; with an assertion it is about the user that the assertion names.

use axum::{
    Json,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{HeaderMap, header},
    response::{IntoResponse as _, Response},
};
use serde_json::json;

use super::{
    choice_problem as problems, choices,
    members::{Members, wrong},
    site_server::authenticate,
};
use crate::{clock::parse_time, http::Problem, state::SharedState, storage::rights::Finder};

/// How far the site's clock may be ahead.
const AHEAD_MS: i64 = 5 * 60 * 1000;
/// The most characters of a user id; assertions have the same bound.
const USER_ID_MAX: usize = 128;

/// Notes a purchase or a contact.
pub async fn note(
    State(state): State<SharedState>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let caller = authenticate(&state, &headers)?;
    let body = choices::whole(body)?;
    let mut members = Members::read(&headers, &body)?;
    let kind = members.required("kind")?;
    if !matches!(kind.as_str(), "purchase" | "contact") {
        return Err(wrong("kind", "must be `purchase` or `contact`"));
    }
    let now = state.clock.now().as_millis();
    let at = match members.text("at")? {
        None => now,
        Some(text) => parse_time(&text)
            .map(|time| time.as_millis())
            .filter(|at| (0..=now + AHEAD_MS).contains(at))
            .ok_or_else(|| {
                wrong(
                    "at",
                    "must be a time such as 2026-11-23T18:00:00Z, not in the future",
                )
            })?,
    };
    let finder = match (
        &caller.user_id,
        members.text("user_id")?,
        members.consent_key()?,
    ) {
        (Some(user_id), None, None) => Finder::UserId(user_id.clone()),
        (Some(_), ..) => {
            return Err(wrong(
                "user_id",
                "is told by the assertion; leave it and `consent_key` out",
            ));
        }
        (None, Some(user_id), None) if (1..=USER_ID_MAX).contains(&user_id.chars().count()) => {
            Finder::UserId(user_id)
        }
        (None, None, Some(key)) => Finder::ConsentKey(key),
        _ => {
            return Err(wrong(
                "user_id",
                "or `consent_key` is needed, one of them; a user id has at most 128 characters",
            ));
        }
    };
    members.end()?;
    let known = state
        .retention
        .touch(&finder, Some(caller.site.id()), at)
        .await
        .map_err(|error| problems::not_stored(&error, &state.metrics))?;
    let headers = [(header::CACHE_CONTROL, "no-store")];
    Ok((headers, Json(json!({ "is_known": known > 0 }))).into_response())
}
