//! What a person may do with their own records, without a login of ours (RECEIPTS section 6): see, download, withdraw,
//! ask for an extract or for erasure.
//!
//! Who asks shows the key that their browser keeps, or an assertion of the site they are logged in to. Both come in the
//! body, never in an address. The key is looked up by its keyed hash, so no comparison tells anything by its time.

use std::net::SocketAddr;

use axum::{
    Json,
    body::Bytes,
    extract::{ConnectInfo, Path, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consent_core::receipt::UtcMillis;
use serde_json::{Value, json};

use super::{
    choice_problem as problems, choices,
    cors::foreign_origin,
    members::{Members, wrong},
    site_server,
};
use crate::{
    evidence,
    http::{Problem, layers::header_text},
    privacy::rights::due,
    publish::PublishedSite,
    state::{AppState, SharedState},
    storage::{
        Search, StoreError, StoredReceipt,
        rights::{CaseKind, Finder, IdentityProof, NewCase, Subject},
    },
};

/// Receipts of one record that are shown; the extract has all.
const SHOWN_MAX: usize = 50;
/// Who stands as the one that opened a case.
const OPENED_BY: &str = "self-service";

type Answer = Result<Response, Problem>;
type Body = Result<Bytes, BytesRejection>;

/// Who asks, what they showed, and what there is of them.
struct Person {
    proof: IdentityProof,
    subjects: Vec<Subject>,
    members: Members,
}

/// `POST /v1/sites/{site}/my/receipts`.
pub async fn receipts(
    State(state): State<SharedState>,
    Path(site): Path<String>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let person = person(&state, &site, peer, &headers, body).await?;
    person.members.end()?;
    let mut items = Vec::new();
    for record in person.subjects.iter().flat_map(|subject| &subject.records) {
        let search = Search {
            record_id: Some(record.record_id),
            ..Search::default()
        };
        let page = state.receipts.search(&search, None, SHOWN_MAX).await;
        for stored in page.map_err(|error| failed(&state, &error))?.items {
            items.push(item(&state, &stored).await?);
        }
    }
    items.sort_by(|one, other| {
        other["event_time"]
            .as_str()
            .cmp(&one["event_time"].as_str())
    });
    Ok(answer(StatusCode::OK, json!({ "items": items })))
}

/// `POST /v1/sites/{site}/my/withdraw`: everything is taken back, cookies and clauses.
pub async fn withdraw(
    State(state): State<SharedState>,
    Path(site): Path<String>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let person = person(&state, &site, peer, &headers, body).await?;
    person.members.end()?;
    let now = state.clock.now().as_millis();
    let ids = person
        .subjects
        .iter()
        .map(|subject| subject.subject_id)
        .collect();
    let withdrawn = state
        .rights
        .withdraw_all(ids, now)
        .await
        .map_err(|error| failed(&state, &error))?;
    Ok(answer(StatusCode::OK, json!({ "withdrawn": withdrawn })))
}

/// `POST /v1/sites/{site}/my/requests`: opens a case for the data protection officer. One that is open already is the
/// answer again.
pub async fn request(
    State(state): State<SharedState>,
    Path(site): Path<String>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let mut person = person(&state, &site, peer, &headers, body).await?;
    let kind = person.members.required("kind")?;
    let kind = CaseKind::parse(&kind).ok_or_else(|| {
        wrong(
            "kind",
            "must be access, rectification, erasure, restriction or objection",
        )
    })?;
    person.members.end()?;
    if person.subjects.is_empty() {
        return Err(Problem::not_found("record"));
    }
    for subject in &person.subjects {
        let cases = state.rights.cases_of(subject.subject_id).await;
        let cases = cases.map_err(|error| failed(&state, &error))?;
        if let Some(open) = cases
            .iter()
            .find(|case| case.kind == kind && case.closed.is_none())
        {
            return Ok(answer(
                StatusCode::OK,
                case_json(&open.number, open.due_at_ms),
            ));
        }
    }
    let now = state.clock.now().as_millis();
    let case = NewCase {
        kind,
        identity: person.proof,
        subjects: person
            .subjects
            .iter()
            .map(|subject| subject.subject_id)
            .collect(),
        opened_by: OPENED_BY.to_owned(),
        opened_at_ms: now,
        due_at_ms: due::due_at(now),
    };
    let case = state
        .rights
        .open_case(case)
        .await
        .map_err(|error| failed(&state, &error))?;
    Ok(answer(
        StatusCode::CREATED,
        case_json(&case.number, case.due_at_ms),
    ))
}

fn case_json(number: &str, due_at_ms: i64) -> Value {
    json!({ "number": number, "due_at": UtcMillis::new(due_at_ms) })
}

/// Finds out who asks. A page of another site gets nothing, whatever key it has.
async fn person(
    state: &AppState,
    site: &str,
    peer: SocketAddr,
    headers: &HeaderMap,
    body: Body,
) -> Result<Person, Problem> {
    let site = state
        .published
        .site(site)
        .ok_or_else(|| Problem::not_found("site"))?;
    let address = choices::address_of(state, peer, headers);
    state
        .limits
        .take(address, site.id(), state.clock.now())
        .map_err(problems::too_many)?;
    if let Some(origin) = header_text(headers, header::ORIGIN)
        && !is_trusted(state, site, origin)
    {
        return Err(foreign_origin());
    }
    let mut members = Members::read(headers, &choices::whole(body)?)?;
    let key = members.consent_key()?;
    let assertion = members.text("assertion")?;
    let (finder, proof) = match (key, assertion) {
        (Some(key), None) => (Finder::ConsentKey(key), IdentityProof::DeviceKey),
        (None, Some(token)) => {
            let user_id = site_server::user_of(state, site, &token)
                .map_err(site_server::assertion_refused)?;
            (Finder::UserId(user_id), IdentityProof::SiteLogin)
        }
        _ => {
            return Err(wrong(
                "consent_key",
                "or `assertion` is needed, one of them",
            ));
        }
    };
    let subjects = state
        .rights
        .find_subjects(&finder, Some(site.id()))
        .await
        .map_err(|error| failed(state, &error))?;
    Ok(Person {
        proof,
        subjects,
        members,
    })
}

/// The site's own pages, and ours.
fn is_trusted(state: &AppState, site: &PublishedSite, origin: &str) -> bool {
    site.site.allows_origin(origin) || origin == state.config.public_url
}

/// A receipt as its person may keep it: without address and user id, which others at the same device could read.
async fn item(state: &AppState, stored: &StoredReceipt) -> Result<Value, Problem> {
    let claims = &stored.claims;
    let notice = state
        .receipts
        .notice(&claims.notice_hash)
        .await
        .map_err(|error| failed(state, &error))?;
    let proof = state.log.prove(stored.leaf_index).await;
    let proof = proof.map_err(|error| failed(state, &error))?;
    Ok(json!({
        "receipt_id": claims.receipt_id,
        "code": claims.code,
        "record_id": claims.record_id,
        "event_time": claims.event_time,
        "state": claims.state,
        "method": claims.method,
        "purposes": claims.purposes,
        "clause": claims.clause,
        "channels": claims.channels,
        "notice": notice.map(|notice| json!({ "lang": notice.lang, "text": notice.text })),
        "receipt": evidence::visitors_copy(&stored.receipt),
        "salt": URL_SAFE_NO_PAD.encode(stored.salt),
        "leaf_index": stored.leaf_index,
        "proof": proof.map(|proof| proof.to_string()),
    }))
}

fn failed(state: &AppState, error: &StoreError) -> Problem {
    problems::not_stored(error, &state.metrics)
}

fn answer(status: StatusCode, body: Value) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
