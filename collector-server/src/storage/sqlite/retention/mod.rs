//! Time limits in SQLite. `addresses` takes parts of receipts, `expire` adds what has run out, `purge` takes records and
//! people, `logs` what is kept beside them.

mod addresses;
mod expire;
mod logs;
mod purge;

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{
    SqliteStore,
    failure::{Failure, corrupt},
    ledger::Ledger,
    rights::find,
};
use crate::storage::{
    RetentionStore, StoreError,
    retention::{RetentionClock, RetentionPolicy, RetentionReport, RetentionRun, RetentionStep},
    rights::{Finder, Subject},
};

/// Receipts that one step looks at: few, so that visitors' choices wait no longer than a moment, whatever there is to do.
const RECEIPTS: i64 = 200;
/// Numbers of subjects that one step looks at.
const SUBJECTS: i64 = 500;

/// What a step knows.
struct Step<'a> {
    policy: &'a RetentionPolicy,
    after: i64,
    is_dry: bool,
    report: RetentionReport,
}

impl Step<'_> {
    /// Whether something of the subject that is due has to stay: under a hold, or because a case is open.
    fn is_kept(&mut self, db: &Connection, subject: &Subject, scope: i64) -> Result<bool, Failure> {
        let is_kept = subject.hold_on(scope, self.policy.now_ms).is_some()
            || has_open_case(db, subject.subject_id)?;
        self.report.held += u64::from(is_kept);
        Ok(is_kept)
    }
}

/// Where the next receipts along the time end, and the step after them begins if there is one. None when there is nothing.
fn next_receipts(
    db: &Connection,
    after: i64,
    end: i64,
) -> Result<Option<(i64, Option<i64>)>, Failure> {
    let (count, last): (i64, i64) = db
        .prepare_cached(
            "SELECT count(*), coalesce(max(position), 0) FROM (
                 SELECT position FROM receipts WHERE position > ? AND position < ?
                 ORDER BY position LIMIT ?)",
        )?
        .query_row(params![after, end, RECEIPTS], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    Ok((count > 0).then_some((last, (count == RECEIPTS).then_some(last))))
}

/// The step after the subjects up to `end`, if there is one.
fn next_subjects(db: &Connection, end: i64) -> Result<Option<i64>, Failure> {
    let last: i64 = db
        .prepare_cached("SELECT coalesce(max(subject_id), 0) FROM subjects")?
        .query_row([], |row| row.get(0))?;
    Ok((end < last).then_some(end))
}

/// Whether somebody still waits for an answer about the subject.
fn has_open_case(db: &Connection, subject_id: i64) -> Result<bool, Failure> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM case_subjects s JOIN cases c USING (case_id)
                            WHERE s.subject_id = ? AND c.closed_at IS NULL)",
        )?
        .query_row([subject_id], |row| row.get(0))?)
}

fn step(
    db: &Connection,
    ledger: &mut Ledger,
    clock: RetentionClock,
    policy: &RetentionPolicy,
    after: i64,
    is_dry: bool,
) -> Result<RetentionStep, Failure> {
    let mut step = Step {
        policy,
        after,
        is_dry,
        report: RetentionReport::default(),
    };
    let next = match clock {
        RetentionClock::Expiry => expire::step(db, ledger, &mut step)?,
        RetentionClock::Addresses => addresses::shorten(db, ledger, &mut step)?,
        RetentionClock::Refusals => addresses::strip_refusals(db, ledger, &mut step)?,
        RetentionClock::Records => purge::records(db, ledger, &mut step)?,
        RetentionClock::Subjects => purge::subjects(db, ledger, &mut step)?,
        RetentionClock::Attempts => logs::attempts(db, &mut step)?,
        RetentionClock::Audit => logs::audit(db, &mut step)?,
    };
    if !is_dry && step.report != RetentionReport::default() {
        ledger.is_scrub_due = true;
    }
    Ok(RetentionStep {
        report: step.report,
        next,
    })
}

#[async_trait]
impl RetentionStore for SqliteStore {
    async fn retain(
        &self,
        clock: RetentionClock,
        policy: &RetentionPolicy,
        after: i64,
        is_dry: bool,
    ) -> Result<RetentionStep, StoreError> {
        let policy = policy.clone();
        self.writer
            .run(move |db, ledger| step(db, ledger, clock, &policy, after, is_dry))
            .await
    }

    async fn note_retention_run(&self, run: RetentionRun) -> Result<(), StoreError> {
        self.writer
            .run(move |db, _| {
                let report = serde_json::to_string(&run.report)
                    .map_err(|error| Failure::Storage(error.into()))?;
                db.execute(
                    "INSERT INTO retention_runs (as_of, finished_at, report) VALUES (?, ?, ?)",
                    params![run.as_of_ms, run.finished_at_ms, report],
                )?;
                Ok(())
            })
            .await
    }

    async fn last_retention_run(&self) -> Result<Option<RetentionRun>, StoreError> {
        self.readers
            .run(|db| {
                let found: Option<(i64, i64, i64, String)> = db
                    .prepare_cached(
                        "SELECT run_id, as_of, finished_at, report FROM retention_runs
                         ORDER BY run_id DESC LIMIT 1",
                    )?
                    .query_row([], |row| {
                        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
                    })
                    .optional()?;
                found
                    .map(|(run_id, as_of_ms, finished_at_ms, report)| {
                        let report = serde_json::from_str(&report)
                            .map_err(|_| corrupt("retention_runs", run_id))?;
                        Ok(RetentionRun {
                            as_of_ms,
                            finished_at_ms,
                            report,
                        })
                    })
                    .transpose()
            })
            .await
    }

    async fn touch(
        &self,
        finder: &Finder,
        site: Option<&str>,
        at_ms: i64,
    ) -> Result<u64, StoreError> {
        let (finder, site) = (finder.clone(), site.map(str::to_owned));
        self.writer
            .run(move |db, ledger| {
                let subjects = find::subjects(db, &ledger.vault, &finder, site.as_deref())?;
                let mut touch = db.prepare_cached(
                    "UPDATE subjects SET last_activity_at = max(last_activity_at, ?)
                     WHERE subject_id = ?",
                )?;
                for subject in &subjects {
                    touch.execute(params![at_ms, subject.subject_id])?;
                }
                Ok(subjects.len() as u64)
            })
            .await
    }
}
