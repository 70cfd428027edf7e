//! Errors as `application/problem+json` (RFC 9457).
//!
//! A handler returns a [`Problem`]; [`finish`] writes its body, since only there the request id
//! that stands in `instance` is known.

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value};

/// The header that carries the request id, in and out.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Why a request was not done.
#[derive(Clone, Debug)]
pub struct Problem {
    /// HTTP status.
    pub status: StatusCode,
    /// The last part of `type`; stable, never changed once published.
    pub slug: &'static str,
    /// What kind of problem it is, in words.
    pub title: &'static str,
    /// What is wrong with this request; never a secret, never a person's data.
    pub detail: String,
    /// The member of the body, or the header, that is at fault.
    pub field: Option<Box<str>>,
    /// Seconds to wait before trying again.
    pub retry_after_seconds: Option<u32>,
    /// Further members of the answer. In a box, to keep a `Result` with a problem small.
    pub extra: Option<Box<Map<String, Value>>>,
}

impl Problem {
    /// A problem without `field`, retry or further members.
    pub fn new(
        status: StatusCode,
        slug: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            status,
            slug,
            title,
            detail: detail.into(),
            field: None,
            retry_after_seconds: None,
            extra: None,
        }
    }

    /// 404: there is no such `what`.
    pub fn not_found(what: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "not found",
            format!("there is no such {what}"),
        )
    }

    /// 500: the cause is in the log, under the request id.
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "internal error",
            "the request could not be done; quote `instance` when reporting it",
        )
    }

    /// 503 with `Retry-After`: nothing was stored, try again.
    pub fn unavailable(slug: &'static str, detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            slug,
            "cannot be stored right now",
            detail,
        )
        .retry_after(2)
    }

    /// Names the member at fault.
    #[must_use]
    pub fn field(mut self, field: impl Into<Box<str>>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Tells when to try again.
    #[must_use]
    pub fn retry_after(mut self, seconds: impl TryInto<u32>) -> Self {
        self.retry_after_seconds = Some(seconds.try_into().unwrap_or(u32::MAX));
        self
    }

    fn body(&self, request_id: &str) -> Vec<u8> {
        let mut body = self.extra.as_deref().cloned().unwrap_or_default();
        body.insert("type".into(), format!("/problems/{}", self.slug).into());
        body.insert("title".into(), self.title.into());
        body.insert("status".into(), self.status.as_u16().into());
        body.insert("detail".into(), self.detail.clone().into());
        body.insert("instance".into(), request_id.into());
        if let Some(field) = &self.field {
            body.insert("field".into(), field.to_string().into());
        }
        Value::Object(body).to_string().into_bytes()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if let Some(seconds) = self.retry_after_seconds {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes the body of the [`Problem`] that came out, and turns bare error statuses of axum's own
/// (404, 405, 408, 413) into problems. `id` is the request's.
pub fn finish(mut response: Response, id: &str) -> Response {
    let problem = match response.extensions_mut().remove::<Problem>() {
        Some(problem) => problem,
        None => match bare(&response) {
            Some(problem) => problem,
            None => return response,
        },
    };
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    parts
        .headers
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Response::from_parts(parts, problem.body(id).into())
}

/// The problem for an error answer that no handler of ours wrote, which has no type of its own.
fn bare(response: &Response) -> Option<Problem> {
    let status = response.status();
    let is_plain = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !(status.is_client_error() || status.is_server_error()) || !is_plain {
        return None;
    }
    let (slug, title, detail) = match status {
        StatusCode::NOT_FOUND => ("not-found", "not found", "there is nothing at this address"),
        StatusCode::METHOD_NOT_ALLOWED => (
            "method-not-allowed",
            "method not allowed",
            "this address does not take this method",
        ),
        StatusCode::REQUEST_TIMEOUT => (
            "timeout",
            "timed out",
            "the request took too long; try again",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => {
            ("body-too-large", "body too large", "the body is too large")
        }
        status if status.is_client_error() => (
            "bad-request",
            "bad request",
            "the request could not be understood",
        ),
        _ => return Some(Problem::internal()),
    };
    Some(Problem::new(status, slug, title, detail))
}
