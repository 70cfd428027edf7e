//! `POST /s/{site}/reports`: browsers tell what a policy stopped (CSP Level 3, section 5). What is kept of it, and what
//! not, is [`crate::discovery`]'s.

use std::net::SocketAddr;

use axum::{
    body::Bytes,
    extract::{ConnectInfo, Path, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
};

use super::choices::{address_of, whole_within};
use crate::{
    discovery::{day_of, reports},
    http::{Problem, layers::header_text},
    state::SharedState,
};

/// The largest message, in bytes: more than elsewhere, since a report repeats the whole policy and the Reporting API
/// sends those of a minute at once; twenty are 20 KB and more. It is not kept: hosts are taken out and counted.
pub const BODY_MAX: usize = 64 * 1024;

/// Counts the third parties of a message: 204, also when none was new.
pub async fn count(
    State(state): State<SharedState>,
    Path(site): Path<String>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Problem> {
    let published = state.published.site(&site);
    let published = published.ok_or_else(|| Problem::not_found("site"))?;
    let address = address_of(&state, peer, &headers);
    let now = state.clock.now();
    // Buckets of their own: a page with many reports may not keep its visitor's choice from being recorded.
    let taken = state.report_limits.take(address, published.id(), now);
    taken.map_err(|seconds| {
        Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many-reports",
            "too many reports",
            format!("wait {seconds} s"),
        )
        .retry_after(seconds)
    })?;
    let media_type = header_text(&headers, header::CONTENT_TYPE).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if !["application/csp-report", "application/reports+json"]
        .iter()
        .any(|known| essence.eq_ignore_ascii_case(known))
    {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "media-type",
            "not a report",
            "send `application/csp-report` or `application/reports+json`",
        )
        .field("Content-Type"));
    }
    let body = whole_within(body, "reports may have 64 KB in one message")?;
    let sightings = reports::read(&body, &published.site).ok_or_else(|| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "report-not-valid",
            "not a report",
            "the body must be `{\"csp-report\":{…}}` or a JSON array of reports",
        )
    })?;
    if !sightings.is_empty() {
        let day = day_of(now.as_millis());
        let added = state.sightings.add_sightings(&site, day, sightings).await;
        added.map_err(|error| {
            tracing::warn!(%error, "reports could not be counted");
            Problem::unavailable("reports-not-counted", "the reports could not be counted")
        })?;
    }
    Ok(StatusCode::NO_CONTENT)
}
