//! `POST /v1/staff/login` and `/v1/staff/logout`: sessions for programs that want one; people use the console.

use std::net::{IpAddr, SocketAddr};

use axum::{
    Json,
    body::Bytes,
    extract::{ConnectInfo, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde_json::json;

use super::{
    body::json_pairs,
    cookie,
    look::{self, Look},
    origin, problems,
    who::Who,
};
use crate::{
    http::{Problem, client_address::client_address},
    staff::{Role, SESSION_IDLE_MILLIS, SESSION_MILLIS, Secret},
    state::{AppState, SharedState},
};

/// Begins a session from `{"name": …, "password": …}`.
pub async fn log_in(
    State(state): State<SharedState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    // A program sends no Origin; a page has to be ours, or it could log its reader in as somebody else.
    if headers.contains_key(header::ORIGIN) && !origin::is_own(&state.config, &headers) {
        return Err(problems::foreign_origin());
    }
    let pairs = json_pairs(&headers, body)?;
    let text = |wanted: &str| {
        pairs
            .iter()
            .find_map(|(name, value)| (name == wanted).then(|| value.clone()))
            .ok_or_else(|| problems::bad_body("send `name` and `password`").field(wanted))
    };
    let address = address_of(&state, peer.ip(), &headers);
    let (secret, role) = begin(&state, &text("name")?, text("password")?, address).await?;
    let now = state.clock.now().as_millis();
    let answer = json!({
        "role": role.as_str(),
        "idle_seconds": SESSION_IDLE_MILLIS / 1000,
        "expires_at": consent_core::receipt::UtcMillis::new(now + SESSION_MILLIS),
    });
    let cookie = cookie::begin(&state.config, secret.as_str());
    let headers = [
        (header::SET_COOKIE, cookie),
        (
            header::CACHE_CONTROL,
            axum::http::HeaderValue::from_static("no-store"),
        ),
    ];
    Ok((headers, Json(answer)).into_response())
}

/// Ends the session.
pub async fn log_out(State(state): State<SharedState>, who: Who) -> Result<Response, Problem> {
    end(&state, &who).await?;
    let cookie = cookie::end(&state.config);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// The caller's address, as far as proxies are trusted.
pub fn address_of(state: &AppState, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let config = &state.config;
    client_address(peer, headers, &config.trusted_proxies, config.proxy_header)
}

/// Checks name and password and begins a session, which the audit log learns.
///
/// # Errors
/// 401, 429 or 503.
pub async fn begin(
    state: &AppState,
    name: &str,
    password: String,
    address: IpAddr,
) -> Result<(Secret, Role), Problem> {
    let (secret, user) = state
        .logins
        .attempt(
            state.staff.as_ref(),
            name,
            password,
            address,
            state.clock.now(),
        )
        .await
        .map_err(|error| problems::login(&error))?;
    let role = Role::parse(&user.role).ok_or_else(Problem::internal)?;
    let who = Who {
        name: user.name,
        role,
        session: None,
    };
    let look = Look {
        action: "login",
        ..Look::default()
    };
    look::note(state, &who, look).await?;
    Ok((secret, role))
}

/// Ends the session behind a request, if it came with one.
///
/// # Errors
/// 503.
pub async fn end(state: &AppState, who: &Who) -> Result<(), Problem> {
    if let Some(session) = &who.session {
        state
            .staff
            .end_session(&Secret::hash_of(session))
            .await
            .map_err(|error| problems::store(&error))?;
        let look = Look {
            action: "logout",
            ..Look::default()
        };
        look::note(state, who, look).await?;
    }
    Ok(())
}
