//! Cookie choices whose validity has passed: a receipt says so, as for every other event.

use consent_core::receipt::EventState;
use rusqlite::{Connection, params};

use super::{SUBJECTS, Step, next_subjects};
use crate::{
    privacy::retention::limits,
    storage::{
        number::{self, SCOPE_COOKIES},
        sqlite::{
            failure::{Failure, corrupt},
            ledger::Ledger,
            restate,
        },
    },
};

/// Adds `ConsentExpired` where a choice granted something and its validity has passed.
pub(super) fn step(
    db: &Connection,
    ledger: &mut Ledger,
    step: &mut Step<'_>,
) -> Result<Option<i64>, Failure> {
    let states = [
        EventState::ConsentGiven,
        EventState::RenewedConsentGiven,
        EventState::ConsentWithdrawn,
        EventState::OptOut,
    ]
    .map(|state| number::of_state(state).to_string())
    .join(", ");
    let end = step.after.saturating_add(SUBJECTS);
    let found: Vec<i64> = db
        .prepare_cached(&format!(
            "SELECT h.subject_id FROM records h JOIN receipts r ON r.position = h.head
             WHERE h.subject_id > ?1 AND h.subject_id <= ?2 AND h.scope = ?3 AND r.state IN ({states})
               AND (r.position >> 21) + r.validity_seconds * 1000 <= ?4
             ORDER BY h.subject_id"
        ))?
        .query_map(
            params![step.after, end, SCOPE_COOKIES, step.policy.now_ms],
            |row| row.get(0),
        )?
        .collect::<Result<_, _>>()?;
    for subject_id in &found {
        expire(db, ledger, step, *subject_id)?;
    }
    next_subjects(db, end)
}

fn expire(
    db: &Connection,
    ledger: &mut Ledger,
    step: &mut Step<'_>,
    subject_id: i64,
) -> Result<(), Failure> {
    let subject = restate::subject(db, subject_id)?;
    let newest = restate::newest(db, ledger, &subject, SCOPE_COOKIES)?
        .ok_or_else(|| corrupt("records", subject_id))?;
    if !limits::grants(&newest.receipt.claims) {
        return Ok(());
    }
    step.report.expired += 1;
    if step.is_dry {
        return Ok(());
    }
    restate::expire(db, ledger, &subject, &newest, step.policy.now_ms)
}
