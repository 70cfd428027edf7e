//! The member of staff behind a request: by token, or by session.

use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, header, request::Parts},
    response::{IntoResponse as _, Response},
};

use super::{cookie, origin, problems};
use crate::{
    http::Problem,
    staff::{Permission, Role, SESSION_IDLE_MILLIS, Secret, TOKEN_PREFIX},
    state::{AppState, SharedState},
    storage::StaffUser,
};

/// Who asks. Extracting it refuses everyone else, and requests that a foreign page sent with a session.
pub struct Who {
    /// Login name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// The session's secret; none for a token.
    pub session: Option<String>,
}

impl Who {
    /// Refuses what the role may not do.
    ///
    /// # Errors
    /// 403.
    pub fn require(&self, permission: Permission) -> Result<(), Problem> {
        if self.role.may(permission) {
            Ok(())
        } else {
            Err(problems::not_for_role(self.role))
        }
    }

    /// Finds who a request comes from.
    ///
    /// # Errors
    /// 401 without a valid token or session, 403 for a session used from a foreign page.
    pub async fn find(parts: &Parts, state: &AppState) -> Result<Self, Problem> {
        match parts.headers.get(header::AUTHORIZATION) {
            Some(authorization) => by_token(authorization, state).await,
            None => by_session(parts, state).await,
        }
    }
}

async fn by_token(authorization: &HeaderValue, state: &AppState) -> Result<Who, Problem> {
    let secret = authorization
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .and_then(|(_, token)| token.trim().strip_prefix(TOKEN_PREFIX))
        .ok_or_else(problems::not_signed_in)?;
    let found = state
        .staff
        .token(&Secret::hash_of(secret), state.clock.now().as_millis())
        .await
        .map_err(|error| problems::store(&error))?;
    let (_, user) = found.ok_or_else(problems::not_signed_in)?;
    who(user, None)
}

async fn by_session(parts: &Parts, state: &AppState) -> Result<Who, Problem> {
    let secret = cookie::read(&state.config, &parts.headers).ok_or_else(problems::not_signed_in)?;
    if !parts.method.is_safe() && !origin::is_own(&state.config, &parts.headers) {
        return Err(problems::foreign_origin());
    }
    let now = state.clock.now().as_millis();
    let found = state
        .staff
        .session(&Secret::hash_of(&secret), now, SESSION_IDLE_MILLIS)
        .await
        .map_err(|error| problems::store(&error))?;
    let (_, user) = found.ok_or_else(problems::not_signed_in)?;
    who(user, Some(secret))
}

fn who(user: StaffUser, session: Option<String>) -> Result<Who, Problem> {
    let Some(role) = Role::parse(&user.role) else {
        tracing::error!(
            user.id = user.user_id,
            "a staff user has a role that does not exist"
        );
        return Err(problems::not_signed_in());
    };
    Ok(Who {
        name: user.name,
        role,
        session,
    })
}

impl FromRequestParts<SharedState> for Who {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &SharedState,
    ) -> Result<Self, Self::Rejection> {
        Self::find(parts, state).await.map_err(|problem| {
            let is_unknown = problem.slug == "not-signed-in";
            let mut response = problem.into_response();
            if is_unknown {
                // RFC 9110 §11.6.1: a 401 names a way in.
                response
                    .headers_mut()
                    .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            response
        })
    }
}
