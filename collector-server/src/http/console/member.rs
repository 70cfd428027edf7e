//! The member of staff behind a page: signed in with a session, and with the token of our own form where it changes or
//! reveals something.

use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
};
use consent_core::receipt::Digest;

use super::lang::Lang;
use crate::{
    http::{
        Problem,
        staff::{body::Pairs, problems, who::Who},
    },
    staff::Secret,
    state::SharedState,
};

/// Who reads the page, and in which language.
pub struct Member {
    /// Who.
    pub who: Who,
    /// The language.
    pub lang: Lang,
    /// What the page's forms carry.
    pub form_token: String,
    /// The page's own path.
    pub path: String,
}

impl Member {
    /// Refuses a form that did not come from a page of this session: the second half of the protection against
    /// forged requests.
    ///
    /// # Errors
    /// 403.
    pub fn check_form(&self, pairs: &Pairs) -> Result<(), Problem> {
        let shown = pairs
            .iter()
            .find_map(|(name, value)| (name == "form_token").then_some(value.as_str()))
            .unwrap_or_default();
        // Over digests, so that the time tells nothing.
        if Digest::of(shown.as_bytes()) == Digest::of(self.form_token.as_bytes()) {
            Ok(())
        } else {
            Err(Problem::new(
                StatusCode::FORBIDDEN,
                "form-not-valid",
                "the form is not valid",
                "the page is from another session; go back, reload it and try again",
            ))
        }
    }
}

impl FromRequestParts<SharedState> for Member {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &SharedState,
    ) -> Result<Self, Self::Rejection> {
        let who = Who::find(parts, state).await?;
        // A token has no session, and pages are for people.
        let session = who.session.as_deref().ok_or_else(problems::not_signed_in)?;
        Ok(Self {
            lang: Lang::of(&parts.headers),
            form_token: Secret::form_token(session),
            path: parts.uri.path().to_owned(),
            who,
        })
    }
}
