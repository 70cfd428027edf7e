//! What every request passes through, outermost first.

use std::{any::Any, cell::RefCell, time::Duration, time::Instant};

use axum::{
    Router,
    extract::{DefaultBodyLimit, MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse as _, Response},
};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument as _;
use uuid::{Builder, Uuid};

use super::problem::{self, Problem, REQUEST_ID};
use crate::{
    privacy::entropy::Entropy,
    state::{AppState, SharedState},
};

/// Puts the layers around the routes.
///
/// 1. **outside**: the request's id, the security headers, the bodies of problems and the line about the request. They
///    stand on every answer, also on those that a layer below gives; one layer for all of them, since each costs
///    several allocations a request.
/// 2. **panic**: a caught panic becomes a problem like any other.
/// 3. **timeout**: inside the panic net, around the handler and the reading of the body.
/// 4. **body limit**: counts while a handler reads; a handler that reads nothing costs nothing.
///
/// Compression is not here: scripts are compressed once when they are published, and answers with
/// personal data are not compressed beside what a caller chose (BREACH). CORS is a route's own matter.
pub fn around(routes: Router, state: &SharedState) -> Router {
    let unmatched = || async { Problem::not_found("address") };
    let wrong_method = || async {
        Problem::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method-not-allowed",
            "method not allowed",
            "this address does not take this method",
        )
    };
    routes
        .fallback(unmatched)
        .method_not_allowed_fallback(wrong_method)
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(state.clone(), outside))
                .layer(CatchPanicLayer::custom(panicked(state)))
                .layer(from_fn_with_state(state.clone(), timeout))
                .layer(DefaultBodyLimit::max(state.config.limits.body_bytes)),
        )
}

/// Gives the request an id of our own (one from outside could be anything, and it is logged), times it, and finishes
/// its answer.
///
/// One line per request: method, route pattern, status, time. Never the address asked for, its query,
/// the caller's address or a header: any of them may be, or hold, personal data.
async fn outside(State(state): State<SharedState>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let mut buffer = Uuid::encode_buffer();
    let id = &*new_id().hyphenated().encode_lower(&mut buffer);
    let value = HeaderValue::from_str(id).unwrap_or(HeaderValue::from_static("none"));
    request.headers_mut().insert(REQUEST_ID, value.clone());
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or("none", MatchedPath::as_str);
    let span = tracing::info_span!("request", request.id = id, method = %request.method(), route);
    let response = next.run(request).instrument(span.clone()).await;
    let mut response = problem::finish(response, id);
    let took = began.elapsed();
    state.metrics.request_took(took);
    let status = response.status().as_u16();
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    span.in_scope(|| {
        if response.status().is_server_error() {
            tracing::warn!(status, micros, "request failed");
        } else {
            tracing::debug!(status, micros, "request answered");
        }
    });
    let headers = response.headers_mut();
    add_security(headers, &state);
    headers.insert(REQUEST_ID, value);
    response
}

/// A random id (UUID version 4). The system is asked for many at once.
fn new_id() -> Uuid {
    thread_local! {
        static RANDOM: RefCell<Entropy> = RefCell::new(Entropy::new());
    }
    let random = RANDOM.with_borrow_mut(Entropy::draw);
    random.map_or_else(
        |_| Uuid::new_v4(),
        |random| Builder::from_random_bytes(random).into_uuid(),
    )
}

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Headers for every answer; a route that needs others sets its own first.
fn add_security(headers: &mut HeaderMap, state: &AppState) {
    let mut default = |name: HeaderName, value: &'static str| {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    default(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(header::REFERRER_POLICY, "no-referrer");
    default(
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    );
    default(RESOURCE_POLICY, "same-origin");
    if state.config.public_url.starts_with("https://") {
        default(
            header::STRICT_TRANSPORT_SECURITY,
            "max-age=31536000; includeSubDomains",
        );
    }
}

/// The answer to a panic. Its message is not looked at: it could hold anything.
fn panicked(
    state: &SharedState,
) -> impl Fn(Box<dyn Any + Send + 'static>) -> Response + Clone + use<> {
    let state = state.clone();
    move |_message| {
        state.metrics.panicked();
        Problem::internal().into_response()
    }
}

/// Ends a request that takes too long, also one whose body never comes.
async fn timeout(State(state): State<SharedState>, request: Request, next: Next) -> Response {
    let longest = Duration::from_secs(state.config.limits.request_timeout_seconds);
    match tokio::time::timeout(longest, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "timeout",
            "timed out",
            "the request took too long; try again",
        )
        .retry_after(5)
        .into_response(),
    }
}

/// The value of a header as text.
pub(super) fn header_text(headers: &HeaderMap, name: impl header::AsHeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}
