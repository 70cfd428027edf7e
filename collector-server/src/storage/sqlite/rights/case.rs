//! Cases, their holds, and the recipients that they say have to be told.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::{erase, find};
use crate::{
    clock,
    storage::{
        StoreError,
        rights::{
            Case, CaseKind, CaseOutcome, EVERYTHING, HoldBasis, IdentityProof, NewCase,
            NoticeState, RecipientNotice, Subject,
        },
        sqlite::failure::{Failure, corrupt},
    },
};

const CASE: &str =
    "SELECT case_id, number, kind, identity, opened_at, opened_by, due_at, extended_at,
        extension_reason, closed_at, outcome, refusal_reason,
        (SELECT count(*) FROM case_subjects s WHERE s.case_id = c.case_id) AS subjects,
        (SELECT count(*) FROM recipient_notices n
         WHERE n.case_id = c.case_id AND n.state IN ('pending', 'failed')) AS notices_open
    FROM cases c";

/// Opens a case.
pub(super) fn open(db: &Connection, case: &NewCase) -> Result<Case, Failure> {
    for subject_id in &case.subjects {
        let is_there: bool = db
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM subjects WHERE subject_id = ?)")?
            .query_row([subject_id], |row| row.get(0))?;
        if !is_there {
            return Err(StoreError::Conflict("a subject of the case is no longer there").into());
        }
    }
    let last: i64 = db
        .prepare_cached("SELECT coalesce(max(case_id), 0) FROM cases")?
        .query_row([], |row| row.get(0))?;
    let number = format!("R-{}-{:04}", clock::year(case.opened_at_ms), last + 1);
    let case_id = db
        .prepare_cached(
            "INSERT INTO cases (case_id, number, kind, identity, opened_at, opened_by, due_at)
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )?
        .insert(params![
            last + 1,
            number,
            case.kind.as_str(),
            case.identity.as_str(),
            case.opened_at_ms,
            case.opened_by,
            case.due_at_ms
        ])?;
    let mut add = db.prepare_cached(
        "INSERT INTO case_subjects (case_id, subject_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
    )?;
    for subject_id in &case.subjects {
        add.execute(params![case_id, subject_id])?;
    }
    let (_, case) = find(db, &number)?.ok_or_else(|| corrupt("cases", case_id))?;
    Ok(case)
}

/// The case of that number.
pub(super) fn find(db: &Connection, number: &str) -> Result<Option<(i64, Case)>, Failure> {
    let mut statement = db.prepare_cached(&format!("{CASE} WHERE number = ?"))?;
    let mut rows = statement.query([number])?;
    rows.next()?.map(read).transpose()
}

/// Open ones by the day they are due, then closed ones, the newest first.
pub(super) fn list(db: &Connection, limit: usize) -> Result<Vec<Case>, Failure> {
    let mut statement = db.prepare_cached(&format!(
        "{CASE} ORDER BY closed_at IS NOT NULL, CASE WHEN closed_at IS NULL THEN due_at ELSE -closed_at END
         LIMIT ?"
    ))?;
    let mut rows = statement.query([i64::try_from(limit).unwrap_or(i64::MAX)])?;
    let mut cases = Vec::new();
    while let Some(row) = rows.next()? {
        cases.push(read(row)?.1);
    }
    Ok(cases)
}

/// The cases of a subject, the oldest first.
pub(super) fn of_subject(db: &Connection, subject_id: i64) -> Result<Vec<Case>, Failure> {
    let mut statement = db.prepare_cached(&format!(
        "{CASE} WHERE case_id IN (SELECT case_id FROM case_subjects WHERE subject_id = ?)
         ORDER BY case_id"
    ))?;
    let mut rows = statement.query([subject_id])?;
    let mut cases = Vec::new();
    while let Some(row) = rows.next()? {
        cases.push(read(row)?.1);
    }
    Ok(cases)
}

fn read(row: &Row<'_>) -> Result<(i64, Case), Failure> {
    let case_id: i64 = row.get("case_id")?;
    let word = |name| row.get::<_, String>(name);
    let broken = || corrupt("cases", case_id);
    let extended_at: Option<i64> = row.get("extended_at")?;
    let reason: Option<String> = row.get("extension_reason")?;
    let closed_at: Option<i64> = row.get("closed_at")?;
    let outcome: Option<String> = row.get("outcome")?;
    let closed = match (closed_at, outcome) {
        (Some(at), Some(outcome)) => Some((at, CaseOutcome::parse(&outcome).ok_or_else(broken)?)),
        _ => None,
    };
    let case = Case {
        number: word("number")?,
        kind: CaseKind::parse(&word("kind")?).ok_or_else(broken)?,
        identity: IdentityProof::parse(&word("identity")?).ok_or_else(broken)?,
        opened_at_ms: row.get("opened_at")?,
        opened_by: word("opened_by")?,
        due_at_ms: row.get("due_at")?,
        extension: extended_at.zip(reason),
        closed,
        refusal_reason: row.get("refusal_reason")?,
        subjects: row.get::<_, i64>("subjects")?.cast_unsigned(),
        notices_open: row.get::<_, i64>("notices_open")?.cast_unsigned(),
    };
    Ok((case_id, case))
}

/// The subjects of a case that are still there.
pub(super) fn subjects(db: &Connection, case_id: i64) -> Result<Vec<Subject>, Failure> {
    let found: Vec<i64> = db
        .prepare_cached(
            "SELECT subject_id FROM case_subjects WHERE case_id = ? ORDER BY subject_id",
        )?
        .query_map([case_id], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut subjects = Vec::with_capacity(found.len());
    for subject_id in found {
        subjects.extend(find::load(db, subject_id)?);
    }
    Ok(subjects)
}

/// Moves the day it is due, once.
pub(super) fn extend(
    db: &Connection,
    number: &str,
    due_at_ms: i64,
    reason: &str,
    now_ms: i64,
) -> Result<(), Failure> {
    let changed = db
        .prepare_cached(
            "UPDATE cases SET due_at = ?, extended_at = ?, extension_reason = ?
             WHERE number = ? AND closed_at IS NULL AND extended_at IS NULL",
        )?
        .execute(params![due_at_ms, now_ms, reason, number])?;
    one(
        changed,
        "there is no such open case that was not extended before",
    )
}

/// Closes a case.
pub(super) fn close(
    db: &Connection,
    number: &str,
    outcome: CaseOutcome,
    reason: Option<&str>,
    operator: &str,
    now_ms: i64,
) -> Result<(), Failure> {
    let changed = db
        .prepare_cached(
            "UPDATE cases SET closed_at = ?, closed_by = ?, outcome = ?, refusal_reason = ?
             WHERE number = ? AND closed_at IS NULL",
        )?
        .execute(params![now_ms, operator, outcome.as_str(), reason, number])?;
    one(changed, "there is no such open case")
}

/// Closes a case whose work is done.
pub(super) fn close_done(
    db: &Connection,
    case_id: i64,
    operator: &str,
    now_ms: i64,
) -> Result<(), Failure> {
    db.prepare_cached(
        "UPDATE cases SET closed_at = ?, closed_by = ?, outcome = ? WHERE case_id = ?",
    )?
    .execute(params![
        now_ms,
        operator,
        CaseOutcome::Done.as_str(),
        case_id
    ])?;
    Ok(())
}

/// Holds a scope of every subject of a case.
pub(super) fn hold(
    db: &Connection,
    number: &str,
    (scope, basis, until_ms): (i64, HoldBasis, i64),
    operator: &str,
    now_ms: i64,
) -> Result<(), Failure> {
    let changed = db
        .prepare_cached(
            "INSERT INTO holds (subject_id, scope, basis, case_id, until, set_at, set_by)
             SELECT s.subject_id, ?, ?, c.case_id, ?, ?, ?
             FROM cases c JOIN case_subjects s USING (case_id) WHERE c.number = ?",
        )?
        .execute(params![
            scope,
            basis.as_str(),
            until_ms,
            now_ms,
            operator,
            number
        ])?;
    if changed == 0 {
        return Err(StoreError::Conflict("nobody is left in the case to hold anything of").into());
    }
    if basis == HoldBasis::Restriction {
        // Recipients are told of a restriction that the person asked for (GDPR Art. 18, 19), not of our own reasons.
        let (case_id, _) = find(db, number)?.ok_or_else(|| corrupt("holds", scope))?;
        let mut recipients = BTreeSet::new();
        for subject in subjects(db, case_id)? {
            let is_held = |other| scope == EVERYTHING || scope == other;
            erase::add_recipients(db, &subject, is_held, &mut recipients)?;
        }
        add_recipients(db, case_id, recipients, now_ms)?;
    }
    Ok(())
}

/// Ends the holds that a case has set.
pub(super) fn end_holds(
    db: &Connection,
    number: &str,
    operator: &str,
    now_ms: i64,
) -> Result<u64, Failure> {
    let changed = db
        .prepare_cached(
            "UPDATE holds SET ended_at = ?1, ended_by = ?2
             WHERE ended_at IS NULL AND until > ?1
               AND case_id = (SELECT case_id FROM cases WHERE number = ?3)",
        )?
        .execute(params![now_ms, operator, number])?;
    Ok(changed as u64)
}

/// Notes that the person was told of the holds that a case has set.
pub(super) fn note_informed(db: &Connection, number: &str, now_ms: i64) -> Result<u64, Failure> {
    let changed = db
        .prepare_cached(
            "UPDATE holds SET informed_at = ?
             WHERE informed_at IS NULL AND case_id = (SELECT case_id FROM cases WHERE number = ?)",
        )?
        .execute(params![now_ms, number])?;
    Ok(changed as u64)
}

/// Notes whom a case says have to be told.
pub(super) fn add_recipients(
    db: &Connection,
    case_id: i64,
    recipients: impl IntoIterator<Item = String>,
    now_ms: i64,
) -> Result<(), Failure> {
    let mut add = db.prepare_cached(
        "INSERT INTO recipient_notices (case_id, recipient, created_at, state)
         VALUES (?, ?, ?, 'pending') ON CONFLICT DO NOTHING",
    )?;
    for recipient in recipients {
        add.execute(params![case_id, recipient, now_ms])?;
    }
    Ok(())
}

/// Whom a case says have to be told.
pub(super) fn recipients(db: &Connection, number: &str) -> Result<Vec<RecipientNotice>, Failure> {
    let mut statement = db.prepare_cached(
        "SELECT n.notice_number, n.recipient, n.created_at, n.state, n.sent_at, n.settled_at, n.settled_by,
                n.note
         FROM recipient_notices n JOIN cases c USING (case_id)
         WHERE c.number = ? ORDER BY n.recipient",
    )?;
    let mut rows = statement.query([number])?;
    let mut notices = Vec::new();
    while let Some(row) = rows.next()? {
        let notice: i64 = row.get("notice_number")?;
        notices.push(RecipientNotice {
            number: notice,
            recipient: row.get("recipient")?,
            created_at_ms: row.get("created_at")?,
            state: notice_state(&row.get::<_, String>("state")?, notice)?,
            sent_at_ms: row.get("sent_at")?,
            settled_at_ms: row.get("settled_at")?,
            settled_by: row.get("settled_by")?,
            note: row.get("note")?,
        });
    }
    Ok(notices)
}

fn notice_state(word: &str, notice: i64) -> Result<NoticeState, Failure> {
    NoticeState::parse(word).ok_or_else(|| corrupt("recipient_notices", notice))
}

/// Notes what has become of a notice, and why.
pub(super) fn settle(
    db: &Connection,
    number: &str,
    notice: i64,
    (next, why): (NoticeState, Option<&str>),
    operator: &str,
    now_ms: i64,
) -> Result<(), Failure> {
    let known: Option<String> = db
        .prepare_cached(
            "SELECT state FROM recipient_notices
             WHERE notice_number = ? AND case_id = (SELECT case_id FROM cases WHERE number = ?)",
        )?
        .query_row(params![notice, number], |row| row.get(0))
        .optional()?;
    let Some(known) = known else {
        return Err(StoreError::Conflict("the case has no such notice").into());
    };
    if !notice_state(&known, notice)?.may_become(next) {
        return Err(StoreError::Conflict(
            "the notice was not sent yet, or it is over: acknowledged, or found not to be possible",
        )
        .into());
    }
    let sent_at = (next == NoticeState::Sent).then_some(now_ms);
    db.prepare_cached(
        "UPDATE recipient_notices
         SET state = ?, settled_at = ?, settled_by = ?, note = ?, sent_at = coalesce(?, sent_at)
         WHERE notice_number = ?",
    )?
    .execute(params![
        next.as_str(),
        now_ms,
        operator,
        why,
        sent_at,
        notice
    ])?;
    Ok(())
}

fn one(changed: usize, otherwise: &'static str) -> Result<(), Failure> {
    if changed == 0 {
        Err(StoreError::Conflict(otherwise).into())
    } else {
        Ok(())
    }
}
