//! Filters from a query string and from a JSON body.

use axum::{
    body::Bytes,
    extract::rejection::BytesRejection,
    http::{HeaderMap, StatusCode, header},
};
use serde_json::Value;

use super::problems;
use crate::{http::Problem, http::layers::header_text, staff::Filters};

/// Pairs as they stand in a query string or a form.
pub type Pairs = Vec<(String, String)>;

/// Filters from pairs.
///
/// # Errors
/// 400 that names the filter.
pub fn filters(pairs: &Pairs) -> Result<Filters, Problem> {
    let pairs = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    Filters::parse(pairs).map_err(|error| problems::bad_filter(&error))
}

/// The members of a JSON object as pairs: strings, and whole numbers where one is meant. Null is as good as absent.
///
/// # Errors
/// 400 for anything else, 415 when the body is not declared as JSON.
pub fn json_pairs(
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Pairs, Problem> {
    let media_type = header_text(headers, header::CONTENT_TYPE).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "media-type",
            "unsupported media type",
            "send the body as application/json",
        )
        .field("Content-Type"));
    }
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body-too-large",
            "body too large",
            "the body is too large",
        ),
        _ => problems::bad_body("the connection ended before the body did"),
    })?;
    let value: Value = serde_json::from_slice(&body)
        .map_err(|_| problems::bad_body("the body is not JSON; send an object"))?;
    let Value::Object(members) = value else {
        return Err(problems::bad_body("the body is not a JSON object"));
    };
    let mut pairs = Pairs::new();
    for (name, value) in members {
        match value {
            Value::String(text) => pairs.push((name, text)),
            Value::Number(number) => pairs.push((name, number.to_string())),
            Value::Null => {}
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                let shown: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
                let detail = format!("`{shown}` must be a string");
                return Err(Problem::new(
                    StatusCode::BAD_REQUEST,
                    "filter-not-valid",
                    "a filter is not valid",
                    detail,
                )
                .field(shown));
            }
        }
    }
    Ok(pairs)
}
