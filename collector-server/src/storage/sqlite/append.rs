//! What one choice does inside the writer's transaction.

use consent_core::receipt::Method;
use rusqlite::Connection;

use super::{
    attempts,
    chain::{self, References},
    failure::{Failure, corrupt, unreadable_receipt},
    ledger::Ledger,
    restate,
    rights::suppress,
    row::{self, ReceiptRow},
    subjects::{self, Subject},
};
use crate::{
    privacy::blind::BlindValue,
    storage::{
        NewChoice, Outcome, Recorded, StoreError,
        decide::{self, Next},
        number,
        rights::SuppressionKind,
    },
};

/// Records a choice, or finds that it is recorded already.
pub(super) fn record(
    db: &Connection,
    ledger: &mut Ledger,
    choice: &NewChoice,
) -> Result<Recorded, Failure> {
    let event_time_ms = choice.event_time.as_millis();
    if number::position(event_time_ms, 0).is_none() {
        return Err(StoreError::Conflict("the event time is before 1970 or after 2109").into());
    }
    refuse_suppressed(db, ledger, choice)?;
    let references = References::of(db, ledger, choice)?;
    let decisions = references.decisions(db, ledger, choice)?;
    let user_indexes = choice
        .user_id
        .as_deref()
        .map(|user_id| ledger.vault.index.user_ids(user_id))
        .unwrap_or_default();
    let next = references.next(choice, decisions, &user_indexes);

    let subjects = subjects::of_key(db, ledger, references.site_id, &choice.consent_key)?;
    for subject in &subjects {
        if let Some(position) = attempts::receipt_of(db, subject, choice)? {
            return answer(db, ledger, position, Outcome::Replayed);
        }
    }
    match subjects.into_iter().reduce(|best, subject| {
        if fitness(&subject, &user_indexes) > fitness(&best, &user_indexes) {
            subject
        } else {
            best
        }
    }) {
        Some(subject) if fitness(&subject, &user_indexes) > 0 => {
            go_on(db, ledger, choice, &references, &next, &subject)
        }
        _ => begin(db, ledger, choice, &references, &next),
    }
}

/// What staff or an import says of a person who asked not to be taken up again is not recorded; what the person says is.
pub(super) fn refuse_suppressed(
    db: &Connection,
    ledger: &Ledger,
    choice: &NewChoice,
) -> Result<(), Failure> {
    if matches!(choice.method, Method::Staff | Method::Imported)
        && let Some(user_id) = &choice.user_id
        && suppress::is_there(
            db,
            &ledger.vault,
            &choice.site,
            SuppressionKind::UserId,
            user_id,
        )?
    {
        return Err(StoreError::Suppressed.into());
    }
    Ok(())
}

/// How well a subject fits a choice; 0 is not at all, and of equals the newest is taken.
///
/// The same user id fits best. A subject without one fits a new assertion: that links them. A choice
/// without an assertion goes on with whoever used this browser last: the key proves the browser, and
/// a failed assertion must not turn a withdrawal into somebody else's first refusal.
fn fitness(subject: &Subject, user_indexes: &[BlindValue]) -> u8 {
    match subject.user_index {
        _ if user_indexes.is_empty() => 1,
        Some(index) if user_indexes.contains(&index) => 2,
        Some(_) => 0,
        None => 1,
    }
}

pub(super) fn answer(
    db: &Connection,
    ledger: &Ledger,
    position: i64,
    outcome: Outcome,
) -> Result<Recorded, Failure> {
    let row = row::load(db, position)?.ok_or_else(|| corrupt("attempts", position))?;
    ledger
        .vault
        .answer(&row.sealed, outcome)
        .map_err(unreadable_receipt(position))
}

/// The first receipt of a new subject.
fn begin(
    db: &Connection,
    ledger: &mut Ledger,
    choice: &NewChoice,
    references: &References,
    next: &Next<'_>,
) -> Result<Recorded, Failure> {
    let subject = subjects::add(db, ledger, choice, references.site_id)?;
    let state = decide::state_after(None, next);
    chain::first(db, ledger, choice, references, next, &subject, state)
}

/// The next receipt of a subject's record, or the last one again.
fn go_on(
    db: &Connection,
    ledger: &mut Ledger,
    choice: &NewChoice,
    references: &References,
    next: &Next<'_>,
    subject: &Subject,
) -> Result<Recorded, Failure> {
    let Some((head_at, row)) = chain::load_head(db, subject, references.scope)? else {
        // So far the subject has answered clauses only.
        subjects::touch(db, ledger, choice, subject)?;
        let state = decide::state_after(None, next);
        return chain::first(db, ledger, choice, references, next, subject, state);
    };
    let services = chain::service_change(ledger, choice, (head_at, &row))?;
    let next = &Next { services, ..*next };
    if row.head.says_the_same(next) {
        return again(db, ledger, choice, subject, (head_at, &row));
    }
    let mut linked = None;
    if row.head.is_only_linked_by(next) {
        restate::keep_end(&row.head, linked.insert(choice.clone()));
    }
    let choice = linked.as_ref().unwrap_or(choice);
    let state = decide::state_after(Some(&row.head), next);
    let head = (head_at, &row);
    chain::following(db, ledger, choice, references, next, subject, head, state)
}

/// Nothing new was said: the last receipt is the answer.
pub(super) fn again(
    db: &Connection,
    ledger: &Ledger,
    choice: &NewChoice,
    subject: &Subject,
    (head_at, row): (i64, &ReceiptRow),
) -> Result<Recorded, Failure> {
    subjects::touch(db, ledger, choice, subject)?;
    attempts::note(db, choice, subject.subject_id, head_at)?;
    ledger
        .vault
        .answer(&row.sealed, Outcome::Unchanged)
        .map_err(unreadable_receipt(head_at))
}
