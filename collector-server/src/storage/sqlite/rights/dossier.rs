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
    // A look at one record, a search that showed it, and exports of many in which it may have been.
    let mut statement = db.prepare_cached(
        "SELECT a.audit_id, a.at, a.role, a.action, a.reason, a.record_id, 0 AS is_of_many FROM audit a
         WHERE a.record_id IN (SELECT record_id FROM records WHERE subject_id = ?1)
            OR a.audit_id IN (SELECT audit_id FROM audit_subjects WHERE subject_id = ?1)
         UNION ALL
         SELECT a.audit_id, a.at, a.role, a.action, a.reason, NULL, 1 FROM audit a
         WHERE a.action = 'export-done' AND a.count > 0 AND a.record_id IS NULL
           AND a.at >= (SELECT min(position) >> 21 FROM receipts WHERE subject_id = ?1)
           AND (a.site IS NULL OR a.site = (SELECT site FROM subjects JOIN sites USING (site_id)
                                            WHERE subject_id = ?1))
         ORDER BY 1",
    )?;
    let mut rows = statement.query([subject_id])?;
    let mut look_ups = Vec::new();
    while let Some(row) = rows.next()? {
        let audit_id: i64 = row.get("audit_id")?;
        let record_id: Option<[u8; 16]> = row.get("record_id")?;
        look_ups.push(LookUp {
            at: UtcMillis::new(row.get("at")?),
            role: row.get("role")?,
            action: row.get("action")?,
            reason: row.get("reason")?,
            record_id: record_id
                .map(|id| RecordId::from_bytes(id).ok_or_else(|| corrupt("audit", audit_id)))
                .transpose()?,
            is_of_many: row.get("is_of_many")?,
        });
    }
    Ok(look_ups)
}
