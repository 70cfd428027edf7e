//! The steps of a case. Each checks the role, does its part, and leaves a row in the audit log before it is answered.

use axum::http::StatusCode;
use consent_core::{receipt::ErasureGround, site::Controller};

use super::{
    super::{
        body::Pairs,
        look::{self, Look},
        problems,
        who::Who,
    },
    fields::{FINDERS, Fields, USER_ID_MAX, bad},
};
use crate::{
    clock::parse_time,
    http::Problem,
    privacy::rights::{
        Words,
        due::{self, EXTENSION_MAX_MONTHS},
        ladder::{self, IdentityError},
        letter::{self, Facts, LetterKind},
    },
    staff::Permission,
    state::AppState,
    storage::{
        StoreError,
        rights::{
            Case, CaseKind, CaseOutcome, EraseOrder, Erasure, ErasureReport, Finder, HoldBasis,
            IdentityProof, NewCase, NoticeState, RecipientNotice, Subject, parse_scope,
        },
    },
};

/// The most cases that a list holds.
const LIST_MAX: usize = 200;
const DAY_MS: i64 = 24 * 3600 * 1000;

/// Who was found, and by what.
pub struct Found {
    /// By what.
    pub finder: Finder,
    /// Who.
    pub subjects: Vec<Subject>,
}

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
    /// The time that it was looked at.
    pub now_ms: i64,
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
        now_ms,
    })
}

/// Erases what a case asks for and no hold keeps.
///
/// # Errors
/// 403 by role, 404, 409 when it cannot be done, 503.
pub async fn erase(
    state: &AppState,
    who: &Who,
    number: &str,
    pairs: &Pairs,
) -> Result<Erasure, Problem> {
    who.require(Permission::Rights)?;
    let fields = Fields::new(pairs, &["ground", "suppress"])?;
    let ground = fields.word("ground", ErasureGround::ALL, ErasureGround::as_str)?;
    let suppress = fields.get("suppress").is_none_or(|value| value != "no");
    let case = read(state, number).await?.case;
    // Before it is done: what could not be noted is not done.
    note(state, who, "rights-erase", &[], Some(&case.number), 0).await?;
    let order = EraseOrder {
        case: case.number.clone(),
        ground,
        operator: who.name.clone(),
        at_ms: state.clock.now().as_millis(),
        suppress,
    };
    let erasure = state.rights.erase(order).await.map_err(store)?;
    let count = usize::try_from(erasure.report.receipts).unwrap_or(usize::MAX);
    note(state, who, "rights-erased", &[], Some(&case.number), count).await?;
    Ok(erasure)
}

/// Corrects the user id of everyone in a case. Says how many receipts were added.
///
/// # Errors
/// 403 by role, 400, 404, 409, 503.
pub async fn rectify(
    state: &AppState,
    who: &Who,
    number: &str,
    pairs: &Pairs,
) -> Result<u64, Problem> {
    who.require(Permission::Rights)?;
    let fields = Fields::new(pairs, &["user_id"])?;
    let user_id = fields.need("user_id", "the right user id, of at most 128 characters")?;
    if user_id.chars().count() > USER_ID_MAX || user_id.chars().any(char::is_control) {
        return Err(bad(
            "user_id",
            "`user_id` must be one line of at most 128 characters".to_owned(),
        ));
    }
    let case = read(state, number).await?.case.number;
    note(state, who, "rights-rectify", &["user_id"], Some(&case), 0).await?;
    let now = state.clock.now().as_millis();
    state
        .rights
        .rectify(&case, user_id, &who.name, now)
        .await
        .map_err(store)
}

/// Holds a scope of everyone in a case until a day.
///
/// # Errors
/// 403 by role, 400, 404, 409, 503.
pub async fn hold(state: &AppState, who: &Who, number: &str, pairs: &Pairs) -> Result<(), Problem> {
    who.require(Permission::Rights)?;
    let fields = Fields::new(pairs, &["scope", "basis", "until"])?;
    let basis = fields.word("basis", HoldBasis::ALL, HoldBasis::as_str)?;
    let scope = parse_scope(fields.get("scope").unwrap_or("everything")).ok_or_else(|| {
        bad(
            "scope",
            "`scope` must be everything, cookies or scope-N".to_owned(),
        )
    })?;
    let until = fields.need("until", "the last day, as 2027-06-30")?;
    let now = state.clock.now().as_millis();
    let until_ms = end_of(until).filter(|until| *until > now).ok_or_else(|| {
        bad(
            "until",
            "`until` must be a day, as 2027-06-30, or a time, in the future".to_owned(),
        )
    })?;
    let case = read(state, number).await?.case.number;
    state
        .rights
        .set_hold(&case, scope, basis, until_ms, &who.name, now)
        .await
        .map_err(store)?;
    note(state, who, "rights-hold", &[], Some(&case), 0).await
}

/// A time, or the end of a day.
fn end_of(text: &str) -> Option<i64> {
    match parse_time(&format!("{text}T00:00:00Z")) {
        Some(day) => Some(day.as_millis() + DAY_MS),
        None => parse_time(text).map(|time| time.as_millis()),
    }
}

/// Ends the holds that a case has set.
///
/// # Errors
/// 403 by role, 404, 503.
pub async fn release(state: &AppState, who: &Who, number: &str) -> Result<u64, Problem> {
    who.require(Permission::Rights)?;
    let case = read(state, number).await?.case.number;
    let now = state.clock.now().as_millis();
    let ended = state
        .rights
        .end_holds(&case, &who.name, now)
        .await
        .map_err(store)?;
    note(state, who, "rights-release", &[], Some(&case), 0).await?;
    Ok(ended)
}

/// Extends the time of a case, with the reason that its letter gives.
///
/// # Errors
/// 403 by role, 400, 404, 409, 503.
pub async fn extend(
    state: &AppState,
    who: &Who,
    number: &str,
    pairs: &Pairs,
) -> Result<(), Problem> {
    who.require(Permission::Rights)?;
    let fields = Fields::new(pairs, &["months", "reason"])?;
    let reason = fields.text("reason", "why it takes longer; the person is told")?;
    let months = fields.need("months", "1 or 2")?;
    let case = read(state, number).await?.case;
    let now = state.clock.now().as_millis();
    let due_at = months
        .parse()
        .ok()
        .and_then(|months| due::extended(case.opened_at_ms, months, now));
    let due_at = due_at.ok_or_else(|| {
        let detail = format!(
            "`months` must be 1 to {EXTENSION_MAX_MONTHS}, and the person has to be told within the first month (GDPR Art. 12(3))"
        );
        bad("months", detail)
    })?;
    state
        .rights
        .extend_case(&case.number, due_at, &reason, now)
        .await
        .map_err(store)?;
    note(state, who, "rights-extend", &[], Some(&case.number), 0).await
}

/// Closes a case.
///
/// # Errors
/// 403 by role, 400, 404, 409, 503.
pub async fn close(
    state: &AppState,
    who: &Who,
    number: &str,
    pairs: &Pairs,
) -> Result<(), Problem> {
    who.require(Permission::Rights)?;
    let fields = Fields::new(pairs, &["outcome"])?;
    let outcome = fields.word("outcome", CaseOutcome::ALL, CaseOutcome::as_str)?;
    let case = read(state, number).await?.case.number;
    let now = state.clock.now().as_millis();
    state
        .rights
        .close_case(&case, outcome, &who.name, now)
        .await
        .map_err(store)?;
    note(state, who, "rights-close", &[], Some(&case), 0).await
}

/// Notes what has become of a notice to a recipient: sent, acknowledged, or with `note` why it failed or is not possible.
///
/// # Errors
/// 403 by role, 400, 404, 409, 503.
pub async fn settle(
    state: &AppState,
    who: &Who,
    number: &str,
    notice: i64,
    pairs: &Pairs,
) -> Result<(), Problem> {
    who.require(Permission::Rights)?;
    let fields = Fields::new(pairs, &["state", "note"])?;
    let known = [
        NoticeState::Sent,
        NoticeState::Acknowledged,
        NoticeState::Failed,
        NoticeState::NotPossible,
    ];
    let next = fields.word("state", &known, NoticeState::as_str)?;
    let why = match next {
        NoticeState::Failed | NoticeState::NotPossible => Some(fields.text(
            "note",
            "why it failed, is not possible or would take too much (GDPR Art. 19)",
        )?),
        _ => None,
    };
    let case = read(state, number).await?.case.number;
    let now = state.clock.now().as_millis();
    state
        .rights
        .settle_recipient_notice(&case, notice, next, why.as_deref(), &who.name, now)
        .await
        .map_err(store)?;
    note(state, who, "rights-recipient", &[], Some(&case), 0).await
}

/// A letter of a case. One about holds notes that the person was told.
///
/// # Errors
/// 403 by role, 404 when the case has nothing of that kind to tell, 503.
pub async fn letter(
    state: &AppState,
    who: &Who,
    number: &str,
    kind: LetterKind,
    lang: &str,
) -> Result<String, Problem> {
    who.require(Permission::Rights)?;
    let file = read(state, number).await?;
    let controllers = controllers(state, &file);
    let facts = Facts {
        case: &file.case,
        erasure: file.erasure.as_ref(),
        preview: &file.preview,
        notices: &file.notices,
        controllers: &controllers,
        now_ms: file.now_ms,
    };
    let html = letter::write(kind, Words::of(lang), &facts).map_err(|error| {
        tracing::error!(%error, "a letter could not be written");
        Problem::internal()
    })?;
    let html = html.ok_or_else(|| Problem::not_found("letter in this case"))?;
    if kind == LetterKind::Hold {
        state
            .rights
            .note_informed(number, file.now_ms)
            .await
            .map_err(store)?;
    }
    note(state, who, "rights-letter", &[], Some(&file.case.number), 0).await?;
    Ok(html)
}

/// Everything that is kept of the people of a case, as a package (GDPR Art. 15).
///
/// # Errors
/// 403 by role, 404, 409 when nobody is left, 503.
pub async fn extract(state: &AppState, who: &Who, number: &str) -> Result<Vec<u8>, Problem> {
    // What was recorded a moment ago gets its proof too.
    if let Err(error) = state.log.integrate().await {
        tracing::warn!(%error, "an extract is made without the newest proofs");
    }
    extract_beside(state, who, number).await
}

/// The same with the proofs that there are, for a command: the server alone signs the log.
///
/// # Errors
/// As of [`extract`].
pub async fn extract_beside(state: &AppState, who: &Who, number: &str) -> Result<Vec<u8>, Problem> {
    who.require(Permission::Rights)?;
    let file = read(state, number).await?;
    if file.subjects.is_empty() {
        return Err(store(StoreError::Conflict(
            "nothing is kept of anyone in the case",
        )));
    }
    // Before it is made, so that it lists itself.
    for record in file.subjects.iter().flat_map(|subject| &subject.records) {
        let look = Look {
            action: "rights-extract",
            reason: Some(&file.case.number),
            record_id: Some(record.record_id),
            count: usize::try_from(record.receipts).unwrap_or(usize::MAX),
            ..Look::default()
        };
        look::note(state, who, look).await?;
    }
    super::extract::package(state, &file.case).await
}

/// The controllers of the sites that a case is or was about; those of every site when nobody is left to tell.
fn controllers<'a>(state: &'a AppState, file: &CaseFile) -> Vec<&'a Controller> {
    let mut sites: Vec<&str> = file
        .subjects
        .iter()
        .map(|subject| subject.site.as_str())
        .collect();
    let erased = file
        .erasure
        .iter()
        .flat_map(|erasure| &erasure.report.sites);
    sites.extend(erased.map(String::as_str));
    let mut controllers: Vec<&Controller> = state
        .published
        .sites()
        .filter(|site| sites.is_empty() || sites.contains(&site.id()))
        .map(|site| &site.site.declared().controller)
        .collect();
    controllers.dedup();
    controllers
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
pub(super) fn store(error: StoreError) -> Problem {
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
