//! Subjects in the database: by a browser's key, by a user id, and new ones.

use consent_core::cookie::ConsentKey;
use rusqlite::{Connection, params};

use super::{attempts, failure::Failure, ledger::Ledger, rekey};
use crate::{
    privacy::{blind::BlindValue, seal::DataKey},
    storage::{NewChoice, vault::SubjectRow},
};

/// A subject in the database.
pub(super) struct Subject {
    pub(super) subject_id: i64,
    pub(super) row: SubjectRow,
    pub(super) user_index: Option<BlindValue>,
    /// Its data key, where it was made just now; else it is unwrapped when it is needed.
    pub(super) key: Option<DataKey>,
}

/// The subjects of a browser's key on a site, the one that was active last first.
pub(super) fn of_key(
    db: &Connection,
    ledger: &Ledger,
    site_id: i64,
    consent_key: &ConsentKey,
) -> Result<Vec<Subject>, Failure> {
    let mut subjects = Vec::new();
    let mut statement = db.prepare_cached(
        "SELECT subject_id, subject_ref, wrap_key_id, wrapped_key, user_index FROM subjects
         WHERE consent_key_index = ? AND site_id = ?
         ORDER BY last_activity_at DESC, subject_id DESC",
    )?;
    for index in ledger.vault.index.consent_keys(consent_key) {
        for subject in statement.query_map(params![index, site_id], from_row)? {
            subjects.push(subject?);
        }
    }
    Ok(subjects)
}

/// The subjects of a user on a site, the one that was active last first.
pub(super) fn of_user(
    db: &Connection,
    site_id: i64,
    user_indexes: &[BlindValue],
) -> Result<Vec<Subject>, Failure> {
    let mut subjects = Vec::new();
    let mut statement = db.prepare_cached(
        "SELECT subject_id, subject_ref, wrap_key_id, wrapped_key, user_index FROM subjects
         WHERE user_index = ? AND site_id = ?
         ORDER BY last_activity_at DESC, subject_id DESC",
    )?;
    for index in user_indexes {
        for subject in statement.query_map(params![index, site_id], from_row)? {
            subjects.push(subject?);
        }
    }
    Ok(subjects)
}

/// A row of `subjects`.
pub(super) fn from_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Subject> {
    Ok(Subject {
        subject_id: row.get("subject_id")?,
        row: SubjectRow {
            subject_ref: row.get("subject_ref")?,
            wrap_key_id: row.get("wrap_key_id")?,
            wrapped_key: row.get("wrapped_key")?,
        },
        user_index: row.get("user_index")?,
        key: None,
    })
}

/// A new subject with a data key of its own.
pub(super) fn add(
    db: &Connection,
    ledger: &mut Ledger,
    choice: &NewChoice,
    site_id: i64,
) -> Result<Subject, Failure> {
    let (row, key) = ledger.vault.make_subject(&mut ledger.entropy)?;
    let index = &ledger.vault.index;
    let user_index = choice
        .user_id
        .as_deref()
        .map(|user_id| index.user_id(user_id));
    let subject_id = db
        .prepare_cached(
            "INSERT INTO subjects (subject_ref, site_id, consent_key_index, user_index, index_epoch,
                                   wrap_key_id, wrapped_key, last_activity_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .insert(params![
            row.subject_ref,
            site_id,
            index.consent_key(&choice.consent_key),
            user_index,
            index.epoch(),
            row.wrap_key_id,
            row.wrapped_key,
            choice.event_time.as_millis(),
        ])?;
    Ok(Subject {
        subject_id,
        row,
        user_index,
        key: Some(key),
    })
}

/// Moves the subject's last activity, and links a user id that was asserted for the first time.
pub(super) fn touch(
    db: &Connection,
    ledger: &Ledger,
    choice: &NewChoice,
    subject: &Subject,
) -> Result<(), Failure> {
    let event_time_ms = choice.event_time.as_millis();
    db.prepare_cached(
        "UPDATE subjects SET last_activity_at = max(last_activity_at, ?) WHERE subject_id = ?",
    )?
    .execute(params![event_time_ms, subject.subject_id])?;
    if let (Some(user_id), None) = (choice.user_id.as_deref(), subject.user_index) {
        rekey::set_user(db, &ledger.vault.index, subject.subject_id, user_id)?;
    }
    attempts::forget_old(db, subject.subject_id, event_time_ms)?;
    Ok(())
}
