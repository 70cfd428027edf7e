//! Everything of one subject beside its receipts.

use consent_core::receipt::{Digest, RecordId, UtcMillis};
use rusqlite::Connection;
use uuid::Uuid;

use super::case;
use crate::storage::{
    number,
    rights::{Attempt, Dossier, LookUp, Subject},
    sqlite::failure::{Failure, corrupt},
};

/// The dossiers of a case's subjects.
pub(super) fn of_case(db: &Connection, number: &str) -> Result<Vec<Dossier>, Failure> {
    match case::find(db, number)? {
        Some((case_id, _)) => case::subjects(db, case_id)?
            .into_iter()
            .map(|subject| of_subject(db, subject))
            .collect(),
        None => Ok(Vec::new()),
    }
}

/// The dossier of a subject.
pub(super) fn of_subject(db: &Connection, subject: Subject) -> Result<Dossier, Failure> {
    let subject_id = subject.subject_id;
    let subject_ref: [u8; 16] = db
        .prepare_cached("SELECT subject_ref FROM subjects WHERE subject_id = ?")?
        .query_row([subject_id], |row| row.get(0))?;
    let attempts = db
        .prepare_cached(
            "SELECT attempt, received_at, position FROM attempts WHERE subject_id = ?
             ORDER BY received_at",
        )?
        .query_map([subject_id], |row| {
            Ok(Attempt {
                attempt: Uuid::from_bytes(row.get("attempt")?),
                received_at: UtcMillis::new(row.get("received_at")?),
                receipt_at: UtcMillis::new(number::time_of(row.get("position")?)),
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(Dossier {
        subject_ref: Digest::of(&subject_ref),
        attempts,
        look_ups: look_ups(db, subject_id)?,
        cases: case::of_subject(db, subject_id)?,
        subject,
    })
}

fn look_ups(db: &Connection, subject_id: i64) -> Result<Vec<LookUp>, Failure> {
    let mut statement = db.prepare_cached(
        "SELECT audit_id, at, role, action, reason, record_id FROM audit
         WHERE record_id IN (SELECT record_id FROM records WHERE subject_id = ?) ORDER BY audit_id",
    )?;
    let mut rows = statement.query([subject_id])?;
    let mut look_ups = Vec::new();
    while let Some(row) = rows.next()? {
        let audit_id: i64 = row.get("audit_id")?;
        let record_id = RecordId::from_bytes(row.get("record_id")?);
        look_ups.push(LookUp {
            at: UtcMillis::new(row.get("at")?),
            role: row.get("role")?,
            action: row.get("action")?,
            reason: row.get("reason")?,
            record_id: record_id.ok_or_else(|| corrupt("audit", audit_id))?,
        });
    }
    Ok(look_ups)
}
