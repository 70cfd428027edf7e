//! Who may post choices from a page: the origins in the site's file (ACCEPTANCE 92), and no credentials.

use axum::{
    extract::{Path, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use crate::{http::Problem, http::layers::header_text, state::SharedState};

/// Middleware: lets pages of the site's own origins read the answer, also when it is a problem.
pub async fn allow_origin(
    State(state): State<SharedState>,
    Path(site): Path<String>,
    request: Request,
    next: Next,
) -> Response {
    let origin = request.headers().get(header::ORIGIN).cloned();
    let allowed = origin.filter(|origin| {
        state
            .published
            .site(&site)
            .zip(origin.to_str().ok())
            .is_some_and(|(site, origin)| site.site.allows_origin(origin))
    });
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = allowed {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("retry-after, x-request-id"),
        );
        // The page may read the answer, so the policy for resources must not stand in the way.
        headers.insert(
            "cross-origin-resource-policy",
            HeaderValue::from_static("cross-origin"),
        );
    }
    response
}

/// `OPTIONS`: what a page of an allowed origin may send.
pub async fn preflight(
    State(state): State<SharedState>,
    Path(site): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let site = state
        .published
        .site(&site)
        .ok_or_else(|| Problem::not_found("site"))?;
    let origin = header_text(request.headers(), header::ORIGIN).unwrap_or_default();
    if !site.site.allows_origin(origin) {
        return Err(foreign_origin());
    }
    Ok((
        StatusCode::NO_CONTENT,
        [
            (header::ACCESS_CONTROL_ALLOW_METHODS, "POST"),
            (
                header::ACCESS_CONTROL_ALLOW_HEADERS,
                "content-type, idempotency-key",
            ),
            (header::ACCESS_CONTROL_MAX_AGE, "7200"),
        ],
    )
        .into_response())
}

/// 403: the page is not the site's.
pub fn foreign_origin() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "origin-not-allowed",
        "origin not allowed",
        "choices of this site may be posted only by pages of the origins in its file",
    )
    .field("Origin")
}
