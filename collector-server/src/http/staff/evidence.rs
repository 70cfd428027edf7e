//! Evidence packs: receipts for an authority as one ZIP file.

use std::io::Cursor;

use axum::{
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};

use super::{
    body::{Pairs, filters, json_pairs},
    look::{self, Look},
    problems,
    who::Who,
};
use crate::{
    evidence::{PackError, PackOrder, Sources, write_pack},
    http::{Problem, public::log::not_covered},
    log::Log,
    publish::archive::Archive,
    staff::{Filters, Permission},
    state::{AppState, SharedState},
};

/// Receipts in a pack that is made while somebody waits; the command has no bound.
const RECEIPTS_MAX: u64 = 2000;

/// `POST /v1/staff/evidence`: the filters of a search, `identity` (`withheld` or `shown`) and a `reason`.
pub async fn make_pack(
    State(state): State<SharedState>,
    who: Who,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let mut pairs = json_pairs(&headers, body)?;
    let is_identified = match take(&mut pairs, "identity").as_deref() {
        None | Some("withheld") => false,
        Some("shown") => true,
        Some(_) => {
            return Err(
                problems::bad_body("`identity` is `withheld` (addresses, user ids and the like stay sealed) or `shown`")
                    .field("identity"),
            );
        }
    };
    let reason = take(&mut pairs, "reason").filter(|reason| !reason.trim().is_empty());
    let reason = reason.ok_or_else(|| {
        problems::bad_body(
            "say in `reason` for whom the pack is, without naming the person it is about",
        )
        .field("reason")
    })?;
    answer(&state, &who, &filters(&pairs)?, is_identified, &reason).await
}

fn take(pairs: &mut Pairs, name: &str) -> Option<String> {
    let at = pairs.iter().position(|(known, _)| known == name)?;
    Some(pairs.swap_remove(at).1)
}

/// Makes the pack, notes it, and answers with it.
///
/// # Errors
/// 403 by role, 400 when nothing or too much matches, 503 when the store does not answer or it cannot be noted.
pub async fn answer(
    state: &AppState,
    who: &Who,
    filters: &Filters,
    is_identified: bool,
    reason: &str,
) -> Result<Response, Problem> {
    who.require(Permission::Export)?;
    if is_identified {
        who.require(Permission::Unmask)?;
    }
    filters
        .check_role(who.role)
        .map_err(|error| problems::bad_filter(&error))?;
    let order = PackOrder {
        search: look::restricted(state, who, filters.search.clone()),
        is_identified,
        made_at: state.clock.now(),
        receipts_max: RECEIPTS_MAX,
    };
    let sources = Sources {
        receipts: state.receipts.clone(),
        log: &state.log,
        public_url: &state.config.public_url,
        verifier: state.published.verifier(),
        scripts: Archive::in_data_dir(&state.config.data_dir),
    };
    let (file, packed) = write_pack(&order, &sources, Cursor::new(Vec::new()))
        .await
        .map_err(|error| problem(&error, &state.log))?;
    let look = Look {
        action: if is_identified {
            "evidence-identified"
        } else {
            "evidence"
        },
        filters: &filters.names,
        site: filters.search.site.as_deref(),
        reason: Some(reason),
        record_id: filters.search.record_id,
        count: usize::try_from(packed.receipts).unwrap_or(usize::MAX),
        shown: packed.records,
    };
    look::note(state, who, look).await?;
    let day = order.made_at.to_string();
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"evidence-{}.zip\"", &day[..10]),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, file.into_inner()).into_response())
}

fn problem(error: &PackError, log: &Log) -> Problem {
    match error {
        PackError::Store(error) => problems::store(error),
        PackError::TooMany(_) => Problem::new(
            StatusCode::BAD_REQUEST,
            "too-many-receipts",
            "too many receipts",
            "a pack made here holds 2000 receipts; choose fewer days, or run `collector-server evidence`, which has no bound",
        ),
        PackError::Nothing => Problem::new(
            StatusCode::NOT_FOUND,
            "nothing-matches",
            "nothing matches",
            "no receipt matches; a pack without receipts would show nothing",
        ),
        PackError::NoLog => not_covered(log),
        PackError::Write(_) => {
            tracing::error!(%error, "an evidence pack cannot be made");
            Problem::internal()
        }
    }
}
