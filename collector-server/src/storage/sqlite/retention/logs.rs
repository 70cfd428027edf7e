//! What is kept beside receipts: attempts of browsers, and the staff's audit log.

use rusqlite::{Connection, params};

use super::{SUBJECTS, Step, next_subjects};
use crate::{privacy::retention::limits, storage::sqlite::failure::Failure};

/// Rows of the audit log that go in one step.
const ROWS: i64 = 2_000;

/// Takes attempts that no browser repeats any more.
pub(super) fn attempts(db: &Connection, step: &mut Step<'_>) -> Result<Option<i64>, Failure> {
    let end = step.after.saturating_add(SUBJECTS);
    let cutoff = limits::attempt_cutoff(step.policy.now_ms);
    let rows = "FROM attempts WHERE subject_id > ? AND subject_id <= ? AND received_at < ?";
    let range = params![step.after, end, cutoff];
    step.report.attempts_removed += if step.is_dry {
        db.prepare_cached(&format!("SELECT count(*) {rows}"))?
            .query_row(range, |row| row.get::<_, i64>(0))?
            .cast_unsigned()
    } else {
        db.prepare_cached(&format!("DELETE {rows}"))?
            .execute(range)? as u64
    };
    next_subjects(db, end)
}

/// Takes rows of the audit log after twelve months.
pub(super) fn audit(db: &Connection, step: &mut Step<'_>) -> Result<Option<i64>, Failure> {
    let cutoff = limits::audit_cutoff(step.policy.now_ms);
    let found: Vec<i64> = db
        .prepare_cached(
            "SELECT audit_id FROM audit WHERE audit_id > ? AND at < ? ORDER BY audit_id LIMIT ?",
        )?
        .query_map(params![step.after, cutoff, ROWS], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    step.report.audit_removed += found.len() as u64;
    let Some(last) = found.last().copied() else {
        return Ok(None);
    };
    if !step.is_dry {
        db.prepare_cached("DELETE FROM audit WHERE audit_id > ? AND audit_id <= ? AND at < ?")?
            .execute(params![step.after, last, cutoff])?;
    }
    Ok((found.len() as i64 == ROWS).then_some(last))
}
