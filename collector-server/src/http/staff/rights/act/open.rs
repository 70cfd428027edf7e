//! Finds a person, and opens a case about whom was found, when what the person showed is enough.

use axum::http::StatusCode;

use super::{identity, note, store};
use crate::{
    http::{
        Problem,
        staff::{
            body::Pairs,
            rights::fields::{FINDERS, Fields, bad},
            who::Who,
        },
    },
    privacy::rights::{
        due,
        ladder::{self, IdentityError},
    },
    staff::Permission,
    state::AppState,
    storage::rights::{Case, CaseKind, Finder, IdentityProof, NewCase, Subject},
};

/// Who was found, and by what.
pub struct Found {
    /// By what.
    pub finder: Finder,
    /// Who.
    pub subjects: Vec<Subject>,
}

/// Finds a person.
///
/// # Errors
/// 403 by role or for an address, 400 for what is not of its form, 503.
pub async fn find(state: &AppState, who: &Who, pairs: &Pairs) -> Result<Found, Problem> {
    who.require(Permission::Rights)?;
    let mut known = FINDERS.to_vec();
    known.extend(["ip", "site"]);
    let fields = Fields::new(pairs, &known)?;
    let found = search(state, &fields).await?;
    note(
        state,
        who,
        "rights-find",
        &[found.finder.name()],
        None,
        found.subjects.len(),
    )
    .await?;
    Ok(found)
}

async fn search(state: &AppState, fields: &Fields<'_>) -> Result<Found, Problem> {
    let finder = fields.finder()?;
    let site = fields.get("site");
    if site.is_some_and(|site| state.published.site(site).is_none()) {
        return Err(bad(
            "site",
            "`site` is not the id of a published site".to_owned(),
        ));
    }
    let subjects = state
        .rights
        .find_subjects(&finder, site)
        .await
        .map_err(store)?;
    Ok(Found { finder, subjects })
}

/// Opens a case about whoever is found, when what the person showed is enough.
///
/// # Errors
/// As [`find`]; 403 `identity-not-enough`; 404 when nobody is found.
pub async fn open(state: &AppState, who: &Who, pairs: &Pairs) -> Result<Case, Problem> {
    who.require(Permission::Rights)?;
    let mut known = FINDERS.to_vec();
    known.extend(["ip", "site", "kind", "identity", "assertion"]);
    let fields = Fields::new(pairs, &known)?;
    let kind = fields.word("kind", CaseKind::ALL, CaseKind::as_str)?;
    let proof = fields.word("identity", IdentityProof::ALL, IdentityProof::as_str)?;
    let found = search(state, &fields).await?;
    if found.subjects.is_empty() {
        note(state, who, "rights-find", &[found.finder.name()], None, 0).await?;
        return Err(Problem::not_found("person"));
    }
    let asserted = asserted(state, &fields)?;
    ladder::check(proof, &found.finder, &found.subjects, asserted.as_deref())
        .map_err(|error| identity(error, "identity"))?;
    let now = state.clock.now().as_millis();
    let case = NewCase {
        kind,
        identity: proof,
        subjects: found
            .subjects
            .iter()
            .map(|subject| subject.subject_id)
            .collect(),
        opened_by: who.name.clone(),
        opened_at_ms: now,
        due_at_ms: due::due_at(now),
    };
    let case = state.rights.open_case(case).await.map_err(store)?;
    let filters = [found.finder.name()];
    note(
        state,
        who,
        "rights-open",
        &filters,
        Some(&case.number),
        found.subjects.len(),
    )
    .await?;
    Ok(case)
}

/// The user id that the site vouches for, if an assertion was given. It holds for one site, so that has to be named.
fn asserted(state: &AppState, fields: &Fields<'_>) -> Result<Option<String>, Problem> {
    let Some(token) = fields.get("assertion") else {
        return Ok(None);
    };
    let site = fields.need("site", "an assertion holds for one site")?;
    let key = state
        .published
        .site(site)
        .and_then(|site| site.assertion_key.as_ref());
    let key = key.ok_or_else(|| identity(IdentityError::NoAssertion, "assertion"))?;
    match key.verify(token, site, state.clock.now()) {
        Ok(user_id) => Ok(Some(user_id)),
        Err(error) => Err(Problem::new(
            StatusCode::FORBIDDEN,
            "identity-not-enough",
            "not shown who asks",
            format!("the assertion is not valid: {error}"),
        )
        .field("assertion")),
    }
}
