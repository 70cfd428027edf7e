//! The ways in which a choice is not recorded, each with its slug, and counted by it.

use axum::http::StatusCode;
use consent_core::wire::{ChoiceAnswer, ChoiceError};

use crate::{assertion::AssertionError, http::Problem, metrics::Metrics, storage::StoreError};

/// 422 for what [`ChoiceError`] says.
pub fn not_valid(error: &ChoiceError) -> Problem {
    let problem = Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        error.slug(),
        "the choice cannot be recorded",
        error.to_string(),
    );
    match error.field() {
        Some(field) => problem.field(field),
        None => problem,
    }
}

/// 422 for a header or member whose value this collector does not know.
pub fn unknown(field: &'static str, slug: &'static str, detail: &'static str) -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        slug,
        "the choice cannot be recorded",
        detail,
    )
    .field(field)
}

/// 415: the body is not declared as JSON.
pub fn media_type() -> Problem {
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "media-type",
        "unsupported media type",
        "send the choice as application/json",
    )
    .field("Content-Type")
}

/// 429: the caller or the site has spent its minute.
pub fn too_many(wait_seconds: u64) -> Problem {
    Problem::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too-many-choices",
        "too many choices",
        format!("wait {wait_seconds} s and send the same choice again"),
    )
    .retry_after(wait_seconds)
}

/// 401: the assertion is bad; the choice was recorded without it, and its answer stands in the problem.
pub fn assertion_refused(error: AssertionError, answer: &ChoiceAnswer) -> Problem {
    let mut problem = Problem::new(
        StatusCode::UNAUTHORIZED,
        "assertion-refused",
        "the assertion was refused",
        format!("the choice is recorded without a user id: {error}"),
    )
    .field("assertion");
    if let Ok(serde_json::Value::Object(members)) = serde_json::to_value(answer) {
        problem.extra = Some(Box::new(members));
    }
    problem
}

/// 503: nothing was stored, and the browser keeps the choice (ACCEPTANCE 61). The cause is logged here, once. Only who asked
/// not to be taken up again gets a 409, which no visitor's own choice can.
pub fn not_stored(error: &StoreError, metrics: &Metrics) -> Problem {
    if let StoreError::Full = error {
        tracing::warn!("too many choices wait to be written");
        return Problem::unavailable("queue-full", "too many choices wait; send the same again")
            .retry_after(1);
    }
    // Nothing has failed: it will be refused however often it comes.
    if let StoreError::Suppressed = error {
        return Problem::new(
            StatusCode::CONFLICT,
            "choice-not-taken",
            "the choice is not recorded",
            error.to_string(),
        );
    }
    metrics.storage_failed();
    let cause = std::error::Error::source(error).map(ToString::to_string);
    tracing::error!(error = %error, cause, "a choice could not be stored");
    Problem::unavailable(
        "storage-unavailable",
        "the choice could not be stored; send the same again",
    )
}
