//! Attempts of browsers and servers, by their idempotency keys, and the receipt that each has become.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{failure::Failure, subjects::Subject};
use crate::storage::NewChoice;

/// How long an attempt is remembered, in milliseconds: longer than a browser keeps trying.
const ATTEMPT_KEPT_MS: i64 = 30 * 24 * 3600 * 1000;

/// The receipt that an attempt has become.
pub(super) fn receipt_of(
    db: &Connection,
    subject: &Subject,
    choice: &NewChoice,
) -> Result<Option<i64>, Failure> {
    Ok(db
        .prepare_cached("SELECT position FROM attempts WHERE subject_id = ? AND attempt = ?")?
        .query_row(
            params![subject.subject_id, choice.idempotency_key.as_bytes()],
            |row| row.get(0),
        )
        .optional()?)
}

pub(super) fn note(
    db: &Connection,
    choice: &NewChoice,
    subject_id: i64,
    position: i64,
) -> Result<(), Failure> {
    db.prepare_cached(
        "INSERT INTO attempts (subject_id, attempt, position, received_at) VALUES (?, ?, ?, ?)",
    )?
    .execute(params![
        subject_id,
        choice.idempotency_key.as_bytes(),
        position,
        choice.event_time.as_millis()
    ])?;
    Ok(())
}

/// A browser that says the same again and again leaves no more than a month of attempts.
pub(super) fn forget_old(db: &Connection, subject_id: i64, now_ms: i64) -> Result<(), Failure> {
    db.prepare_cached("DELETE FROM attempts WHERE subject_id = ? AND received_at < ?")?
        .execute(params![subject_id, now_ms - ATTEMPT_KEPT_MS])?;
    Ok(())
}
