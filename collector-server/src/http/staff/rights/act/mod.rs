//! Everything that is done with cases. Each step checks the role, does its part, and leaves a row in the audit log before it
//! is answered. Here are the list and the one case; `open` finds people and begins, `steps` is what follows, `papers` what
//! the person is handed.

mod open;
mod papers;
mod steps;

use axum::http::StatusCode;

use super::super::{
    look::{self, Look},
    problems,
    who::Who,
};
use crate::{
    http::Problem,
    privacy::rights::{ClauseTitles, ladder::IdentityError},
    staff::Permission,
    state::AppState,
    storage::{
        StoreError,
        rights::{Case, Erasure, ErasureReport, RecipientNotice, Subject},
    },
};

pub use open::{Found, find, open};
pub use papers::{extract, extract_beside, letter};
pub use steps::{close, erase, extend, hold, rectify, release, settle};

/// The most cases that a list holds.
const LIST_MAX: usize = 200;

/// A case with all that belongs to it.
pub struct CaseFile {
    /// The case.
    pub case: Case,
    /// Whom it is about, as far as they are still there.
    pub subjects: Vec<Subject>,
    /// What erasing them now would take and leave.
    pub preview: ErasureReport,
    /// The newest erasure.
    pub erasure: Option<Erasure>,
    /// Who has to be told.
    pub notices: Vec<RecipientNotice>,
    /// What the clauses of today's sites are called.
    pub titles: ClauseTitles,
    /// The time that it was looked at.
    pub now_ms: i64,
}

/// Every case, those that are due first first.
///
/// # Errors
/// 403 by role, 503.
pub async fn list(state: &AppState, who: &Who) -> Result<Vec<Case>, Problem> {
    who.require(Permission::Rights)?;
    let cases = state.rights.cases(LIST_MAX).await.map_err(store)?;
    note(state, who, "rights-list", &[], None, cases.len()).await?;
    Ok(cases)
}

/// One case with a preview of what erasing would do.
///
/// # Errors
/// 403 by role, 404, 503.
pub async fn show(state: &AppState, who: &Who, number: &str) -> Result<CaseFile, Problem> {
    who.require(Permission::Rights)?;
    let file = read(state, number).await?;
    note(
        state,
        who,
        "rights-read",
        &[],
        Some(&file.case.number),
        file.subjects.len(),
    )
    .await?;
    Ok(file)
}

async fn read(state: &AppState, number: &str) -> Result<CaseFile, Problem> {
    let case = state.rights.case(number).await.map_err(store)?;
    let case = case.ok_or_else(|| Problem::not_found("case"))?;
    let subjects = state.rights.case_subjects(number).await.map_err(store)?;
    let now_ms = state.clock.now().as_millis();
    Ok(CaseFile {
        preview: ErasureReport::of(&subjects, now_ms),
        erasure: state.rights.erasure(number).await.map_err(store)?,
        notices: state
            .rights
            .recipient_notices(number)
            .await
            .map_err(store)?,
        case,
        subjects,
        titles: ClauseTitles::of(state.published.sites().map(|site| site.site.declared())),
        now_ms,
    })
}

async fn note(
    state: &AppState,
    who: &Who,
    action: &'static str,
    filters: &[&str],
    case: Option<&str>,
    count: usize,
) -> Result<(), Problem> {
    let filters: Vec<String> = filters.iter().map(|name| (*name).to_owned()).collect();
    let look = Look {
        action,
        filters: &filters,
        reason: case,
        count,
        ..Look::default()
    };
    look::note(state, who, look).await
}

/// 403: what the person showed does not show that the data is theirs.
pub fn identity(error: IdentityError, field: &'static str) -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "identity-not-enough",
        "not shown who asks",
        error.to_string(),
    )
    .field(field)
}

/// 409 for what the rules of a case forbid; else as everywhere.
pub fn store(error: StoreError) -> Problem {
    match error {
        StoreError::Conflict(rule) => Problem::new(
            StatusCode::CONFLICT,
            "case-conflict",
            "the case does not allow it",
            rule,
        ),
        other => problems::store(&other),
    }
}
