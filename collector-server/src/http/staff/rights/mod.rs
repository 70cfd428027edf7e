//! Cases for programs (contracts, section 7). The console's pages over the same are `http::console::rights`.
//!
//! Where to start: `act` is the only way to a case: it checks role and identity, and leaves the audit row of every
//! step before it is answered. `view` is what a case looks like as JSON.

pub mod act;
pub mod extract;
mod fields;
mod view;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, Query, State, rejection::BytesRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse as _, Response},
    routing::{get, post},
};

use super::{
    body::{Pairs, json_pairs},
    who::Who,
};
use crate::{http::Problem, privacy::rights::letter::LetterKind, state::SharedState};
use view::{CaseView, SubjectView};

type Body = Result<Bytes, BytesRejection>;
type Answer = Result<Response, Problem>;

/// The routes.
pub fn router() -> Router<SharedState> {
    Router::new()
        .route("/v1/staff/subjects", post(find))
        .route("/v1/staff/cases", get(list).post(open))
        .route("/v1/staff/cases/{number}", get(show))
        .route("/v1/staff/cases/{number}/extract", post(extract))
        .route("/v1/staff/cases/{number}/erase", post(erase))
        .route("/v1/staff/cases/{number}/rectify", post(rectify))
        .route("/v1/staff/cases/{number}/hold", post(hold))
        .route("/v1/staff/cases/{number}/release", post(release))
        .route("/v1/staff/cases/{number}/extend", post(extend))
        .route("/v1/staff/cases/{number}/close", post(close))
        .route("/v1/staff/cases/{number}/recipients/{notice}", post(settle))
        .route("/v1/staff/cases/{number}/letters/{kind}", get(letter))
}

/// `POST /v1/staff/subjects`.
async fn find(
    State(state): State<SharedState>,
    who: Who,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let found = act::find(&state, &who, &json_pairs(&headers, body)?).await?;
    let now = state.clock.now().as_millis();
    let items: Vec<_> = found
        .subjects
        .iter()
        .map(|subject| SubjectView::of(subject, now))
        .collect();
    Ok(answer(serde_json::json!({ "items": items })))
}

/// `GET /v1/staff/cases`.
async fn list(State(state): State<SharedState>, who: Who) -> Answer {
    let now = state.clock.now().as_millis();
    let cases = act::list(&state, &who).await?;
    let items: Vec<_> = cases
        .iter()
        .map(|case| CaseView::brief(case, now))
        .collect();
    Ok(answer(serde_json::json!({ "items": items })))
}

/// `POST /v1/staff/cases`.
async fn open(
    State(state): State<SharedState>,
    who: Who,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let case = act::open(&state, &who, &json_pairs(&headers, body)?).await?;
    let view = CaseView::brief(&case, state.clock.now().as_millis());
    Ok((StatusCode::CREATED, answer(view)).into_response())
}

/// `GET /v1/staff/cases/{number}`.
async fn show(State(state): State<SharedState>, who: Who, Path(number): Path<String>) -> Answer {
    let file = act::show(&state, &who, &number).await?;
    Ok(answer(CaseView::whole(&file)))
}

/// `POST /v1/staff/cases/{number}/extract`.
async fn extract(State(state): State<SharedState>, who: Who, Path(number): Path<String>) -> Answer {
    let zip = act::extract(&state, &who, &number).await?;
    Ok(extract::as_package(zip, &number))
}

/// `POST /v1/staff/cases/{number}/erase`.
async fn erase(
    State(state): State<SharedState>,
    who: Who,
    Path(number): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let erasure = act::erase(&state, &who, &number, &json_pairs(&headers, body)?).await?;
    Ok(answer(view::ErasureView::of(&erasure)))
}

/// `POST /v1/staff/cases/{number}/rectify`.
async fn rectify(
    State(state): State<SharedState>,
    who: Who,
    Path(number): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let count = act::rectify(&state, &who, &number, &json_pairs(&headers, body)?).await?;
    Ok(answer(serde_json::json!({ "receipts": count })))
}

/// `POST /v1/staff/cases/{number}/hold`.
async fn hold(
    State(state): State<SharedState>,
    who: Who,
    Path(number): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    act::hold(&state, &who, &number, &json_pairs(&headers, body)?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `POST /v1/staff/cases/{number}/release`.
async fn release(State(state): State<SharedState>, who: Who, Path(number): Path<String>) -> Answer {
    let count = act::release(&state, &who, &number).await?;
    Ok(answer(serde_json::json!({ "ended": count })))
}

/// `POST /v1/staff/cases/{number}/extend`.
async fn extend(
    State(state): State<SharedState>,
    who: Who,
    Path(number): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    act::extend(&state, &who, &number, &json_pairs(&headers, body)?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `POST /v1/staff/cases/{number}/close`.
async fn close(
    State(state): State<SharedState>,
    who: Who,
    Path(number): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    act::close(&state, &who, &number, &json_pairs(&headers, body)?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `POST /v1/staff/cases/{number}/recipients/{notice}`.
async fn settle(
    State(state): State<SharedState>,
    who: Who,
    Path((number, notice)): Path<(String, i64)>,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    act::settle(&state, &who, &number, notice, &json_pairs(&headers, body)?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `GET /v1/staff/cases/{number}/letters/{kind}?lang=sv`.
async fn letter(
    State(state): State<SharedState>,
    who: Who,
    Path((number, kind)): Path<(String, String)>,
    Query(pairs): Query<Pairs>,
) -> Answer {
    let lang = pairs
        .iter()
        .find_map(|(name, value)| (name == "lang").then_some(value.as_str()))
        .unwrap_or("sv");
    let kind = LetterKind::parse(&kind).ok_or_else(|| Problem::not_found("letter"))?;
    let html = act::letter(&state, &who, &number, kind, lang).await?;
    Ok(as_file(html, &number, kind.as_str(), lang))
}

/// A page to keep and print: as a file, so that its own style is not subject to the policy of our pages.
pub fn as_file(html: String, number: &str, kind: &str, lang: &str) -> Response {
    let lang = if lang == "sv" { "sv" } else { "en" };
    let name = format!("attachment; filename=\"{number}-{kind}.{lang}.html\"");
    let name = HeaderValue::try_from(name).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_DISPOSITION, name),
    ];
    (headers, Html(html)).into_response()
}

fn answer(body: impl serde::Serialize) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
