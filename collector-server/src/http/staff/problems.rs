//! The ways in which a question of staff is not answered, each with its slug.

use axum::http::StatusCode;

use crate::{
    http::Problem,
    staff::{FilterError, LoginError, Role},
    storage::StoreError,
};

/// 401: no token, no session, or one that has ended.
pub fn not_signed_in() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "not-signed-in",
        "not signed in",
        "send `Authorization: Bearer smt_…` or log in; a session ends after 15 minutes without use",
    )
}

/// 403: the request comes from a page of another origin.
pub fn foreign_origin() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "origin-not-allowed",
        "origin not allowed",
        "a session may be used from this collector's own pages only; programs use a token",
    )
    .field("Origin")
}

/// 403: the role may not do that at all.
pub fn not_for_role(role: Role) -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "role-not-allowed",
        "not for this role",
        format!("the role `{role}` may not do this"),
    )
}

/// 403: a legal hold keeps it from ordinary reading (GDPR Art. 18(2)).
pub fn restricted() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "restricted",
        "under a legal hold",
        "a legal hold restricts the reading of this receipt; ask the data protection officer",
    )
}

/// 400 for a filter that is wrong, 403 for one that the role may not use.
pub fn bad_filter(error: &FilterError) -> Problem {
    let (status, slug, title) = if error.is_forbidden {
        (
            StatusCode::FORBIDDEN,
            "filter-not-allowed",
            "not for this role",
        )
    } else {
        (
            StatusCode::BAD_REQUEST,
            "filter-not-valid",
            "a filter is not valid",
        )
    };
    Problem::new(status, slug, title, error.to_string()).field(error.field.clone())
}

/// 400: the body is not what the route takes.
pub fn bad_body(detail: &'static str) -> Problem {
    Problem::new(
        StatusCode::BAD_REQUEST,
        "body-not-valid",
        "the body is not valid",
        detail,
    )
}

/// Why a login failed.
pub fn login(error: &LoginError) -> Problem {
    match error {
        LoginError::Refused => Problem::new(
            StatusCode::UNAUTHORIZED,
            "login-refused",
            "login refused",
            "name and password do not belong together, or the user is disabled",
        ),
        LoginError::Wait(seconds) => Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many-logins",
            "too many failed logins",
            format!("wait {seconds} s and try again"),
        )
        .retry_after(*seconds),
        LoginError::Store(error) => store(error),
        LoginError::Failed => Problem::internal(),
    }
}

/// The store could not answer. The cause is logged here, once.
pub fn store(error: &StoreError) -> Problem {
    let cause = std::error::Error::source(error).map(ToString::to_string);
    tracing::error!(error = %error, cause, "a question of staff could not be answered");
    match error {
        StoreError::Unavailable(_) | StoreError::Full => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "storage",
            "cannot be answered right now",
            "the database does not answer; try again",
        )
        .retry_after(2),
        StoreError::Corrupt { .. } | StoreError::Conflict(_) | StoreError::Suppressed => {
            Problem::internal()
        }
    }
}
