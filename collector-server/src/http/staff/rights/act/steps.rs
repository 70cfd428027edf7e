//! What is done in a case.

use consent_core::receipt::ErasureGround;

use super::{note, read, store};
use crate::{
    clock::parse_time,
    http::{
        Problem,
        staff::{
            body::Pairs,
            rights::fields::{Fields, USER_ID_MAX, bad},
            who::Who,
        },
    },
    privacy::rights::due::{self, EXTENSION_MAX_MONTHS},
    staff::Permission,
    state::AppState,
    storage::rights::{CaseOutcome, EraseOrder, Erasure, HoldBasis, NoticeState, parse_scope},
};

const DAY_MS: i64 = 24 * 3600 * 1000;

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

/// Closes a case; a refusal with the reason that its letter gives.
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
    let fields = Fields::new(pairs, &["outcome", "reason"])?;
    let outcome = fields.word("outcome", CaseOutcome::ALL, CaseOutcome::as_str)?;
    let reason = match outcome {
        CaseOutcome::Refused => Some(fields.text(
            "reason",
            "why nothing is done; the person is told (GDPR Art. 12(4))",
        )?),
        _ => None,
    };
    let case = read(state, number).await?.case.number;
    let now = state.clock.now().as_millis();
    state
        .rights
        .close_case(&case, outcome, reason.as_deref(), &who.name, now)
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
