//! Records whose proof is no longer needed, and people who were not active for seven years.

use consent_core::receipt::{ErasureGround, EventState, Tombstone, UtcMillis};
use rusqlite::{Connection, params};

use super::{SUBJECTS, Step, addresses::is_live, next_subjects};
use crate::{
    privacy::retention::limits,
    storage::{
        number::{self, SCOPE_COOKIES},
        rights::{ErasureReport, RecordSummary, Subject},
        sqlite::{
            failure::Failure,
            ledger::Ledger,
            restate,
            rights::{erase, find},
        },
    },
};

/// The name under which the job stands in tombstones.
const OPERATOR: &str = "retention";

/// Takes records of ended consents after five years and of refusals after twelve months.
pub(super) fn records(
    db: &Connection,
    ledger: &mut Ledger,
    step: &mut Step<'_>,
) -> Result<Option<i64>, Failure> {
    let now_ms = step.policy.now_ms;
    let end = number::first_position(limits::record_cutoff(now_ms));
    let found = subject_ids(
        db,
        "SELECT DISTINCT subject_id FROM records
         WHERE subject_id > ? AND subject_id <= ? AND head < ? ORDER BY subject_id",
        step,
        end,
    )?;
    let mut gone = ErasureReport::default();
    for subject_id in &found {
        let Some(subject) = find::load(db, *subject_id)? else {
            continue;
        };
        let mut left = subject.records.len();
        for record in &subject.records {
            if !is_over(db, ledger, *subject_id, record, now_ms)?
                || step.is_kept(db, &subject, record.scope)?
            {
                continue;
            }
            gone.records += 1;
            gone.receipts += record.receipts;
            left -= 1;
            if !step.is_dry {
                erase::remove_record(db, *subject_id, record)?;
            }
        }
        if left == 0 && !subject.records.is_empty() && !subject.is_held(now_ms) {
            gone.subjects += 1;
            if !step.is_dry {
                erase::remove_subject(db, &subject)?;
            }
        }
    }
    bury(db, ledger, step, gone)?;
    next_subjects(db, step.after.saturating_add(SUBJECTS))
}

/// Takes people past the cap, unless a consent to be reached still stands.
pub(super) fn subjects(
    db: &Connection,
    ledger: &mut Ledger,
    step: &mut Step<'_>,
) -> Result<Option<i64>, Failure> {
    let now_ms = step.policy.now_ms;
    let found = subject_ids(
        db,
        "SELECT subject_id FROM subjects
         WHERE subject_id > ? AND subject_id <= ? AND last_activity_at < ? ORDER BY subject_id",
        step,
        limits::cap_cutoff(now_ms),
    )?;
    let mut gone = ErasureReport::default();
    for subject_id in &found {
        let Some(subject) = find::load(db, *subject_id)? else {
            continue;
        };
        if !limits::is_past_cap(subject.last_activity_ms, now_ms)
            || step.is_dry && are_over(db, ledger, &subject, now_ms)?
        {
            continue;
        }
        if has_live_clause(db, ledger, &subject, now_ms)? {
            step.report.kept_live += 1;
            continue;
        }
        // A hold on any part keeps the subject's key, and so the subject.
        let held = subject
            .records
            .iter()
            .find(|record| subject.hold_on(record.scope, now_ms).is_some());
        let scope = held.map_or(SCOPE_COOKIES, |record| record.scope);
        if step.is_kept(db, &subject, scope)? {
            continue;
        }
        gone.subjects += 1;
        gone.records += subject.records.len() as u64;
        gone.receipts += subject
            .records
            .iter()
            .map(|record| record.receipts)
            .sum::<u64>();
        if !step.is_dry {
            erase::remove_subject(db, &subject)?;
        }
    }
    bury(db, ledger, step, gone)?;
    next_subjects(db, step.after.saturating_add(SUBJECTS))
}

fn subject_ids(db: &Connection, sql: &str, step: &Step<'_>, end: i64) -> Result<Vec<i64>, Failure> {
    Ok(db
        .prepare_cached(sql)?
        .query_map(
            params![step.after, step.after.saturating_add(SUBJECTS), end],
            |row| row.get(0),
        )?
        .collect::<Result<_, _>>()?)
}

/// Whether a record's proof is no longer needed. A consent that has run out is told of first, and its proof counted from
/// then. An objection stays as long as anything of the person: without it, what was objected to could begin again
/// (GDPR Art. 21(3)).
fn is_over(
    db: &Connection,
    ledger: &Ledger,
    subject_id: i64,
    record: &RecordSummary,
    now_ms: i64,
) -> Result<bool, Failure> {
    let has_granted = has_granted(db, subject_id, record.scope)?;
    if !limits::is_proof_over(record.last_ms, has_granted, now_ms) {
        return Ok(false);
    }
    let subject = restate::subject(db, subject_id)?;
    let Some(newest) = restate::newest(db, ledger, &subject, record.scope)? else {
        return Ok(true);
    };
    let is_objection = newest.receipt.claims.state == EventState::Objection;
    Ok(!is_objection && !newest.has_run_out(now_ms) && !newest.is_live(now_ms))
}

/// Whether all records of a subject are over: then a dry run has counted it among records.
fn are_over(
    db: &Connection,
    ledger: &Ledger,
    subject: &Subject,
    now_ms: i64,
) -> Result<bool, Failure> {
    for record in &subject.records {
        if !is_over(db, ledger, subject.subject_id, record, now_ms)? {
            return Ok(false);
        }
    }
    Ok(!subject.records.is_empty())
}

/// Whether a record ever said yes to anything.
fn has_granted(db: &Connection, subject_id: i64, scope: i64) -> Result<bool, Failure> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM receipts
                            WHERE subject_id = ? AND scope = ? AND state IN (?, ?, ?))",
        )?
        .query_row(
            params![
                subject_id,
                scope,
                number::of_state(EventState::ConsentGiven),
                number::of_state(EventState::RenewedConsentGiven),
                number::of_state(EventState::ConsentWithdrawn),
            ],
            |row| row.get(0),
        )?)
}

/// A newsletter that the person still takes: live consents to be reached are never purged (RECEIPTS section 5). One that
/// has run out is told of before this is asked.
fn has_live_clause(
    db: &Connection,
    ledger: &Ledger,
    subject: &Subject,
    now_ms: i64,
) -> Result<bool, Failure> {
    for record in subject
        .records
        .iter()
        .filter(|record| record.scope != SCOPE_COOKIES)
    {
        if is_live(db, ledger, subject.subject_id, record.scope, now_ms)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A tombstone for what a step took, so that the log's leaves without receipts are explained.
fn bury(
    db: &Connection,
    ledger: &mut Ledger,
    step: &mut Step<'_>,
    gone: ErasureReport,
) -> Result<(), Failure> {
    step.report.records_erased += gone.records;
    step.report.receipts_erased += gone.receipts;
    step.report.subjects_erased += gone.subjects;
    if step.is_dry || gone.is_empty() {
        return Ok(());
    }
    let tombstone = Tombstone {
        count: gone.receipts,
        ground: ErasureGround::Retention,
        operator: OPERATOR.to_owned(),
        time: UtcMillis::new(step.policy.now_ms),
    };
    erase::bury(db, ledger, tombstone, gone, None)?;
    Ok(())
}
