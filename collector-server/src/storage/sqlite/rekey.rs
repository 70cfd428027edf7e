//! Rows brought under newer keys, in small transactions. What is done is told by `wrap_key_id` and `index_epoch`.

use async_trait::async_trait;
use rusqlite::{Connection, params};

use super::{
    SqliteStore,
    failure::{Failure, corrupt},
    ledger::Ledger,
};
use crate::{
    keys::KeyId,
    privacy::blind::{BlindIndex, BlindValue, IndexField},
    storage::{
        KeyStore, StoreError,
        keys::{KeyedRows, RekeyStep, RowPlace, RowsByKey},
        rights::SuppressionKind,
        vault::SubjectRow,
    },
};

/// Rows of one step.
const ROWS: i64 = 250;

#[async_trait]
impl KeyStore for SqliteStore {
    async fn rows_by_key(&self, rows: KeyedRows) -> Result<RowsByKey, StoreError> {
        let sql = match rows {
            KeyedRows::DataKeys => "SELECT wrap_key_id, count(*) FROM subjects GROUP BY 1",
            KeyedRows::Subjects => "SELECT index_epoch, count(*) FROM subjects GROUP BY 1",
            KeyedRows::Receipts => "SELECT index_epoch, count(*) FROM receipts GROUP BY 1",
            KeyedRows::Suppressions => "SELECT index_epoch, count(*) FROM suppressions GROUP BY 1",
        };
        self.readers
            .run(move |db| {
                let mut counts = db.prepare_cached(sql)?;
                let counts = counts.query_map([], |row| {
                    Ok((row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned()))
                })?;
                Ok(counts.collect::<Result<_, _>>()?)
            })
            .await
    }

    async fn rekey(&self, rows: KeyedRows, after: RowPlace) -> Result<RekeyStep, StoreError> {
        self.writer
            .run(move |db, ledger| {
                let RowPlace(after) = after;
                let step = match rows {
                    KeyedRows::DataKeys => data_keys(db, ledger, after)?,
                    KeyedRows::Subjects => subjects(db, &ledger.vault.index, after)?,
                    KeyedRows::Receipts => receipts(db, &ledger.vault.index, after)?,
                    KeyedRows::Suppressions => suppressions(db, &ledger.vault.index)?,
                };
                // What stood there before is not to be read from the log of the database.
                ledger.is_scrub_due |= step.done > 0 && step.next.is_none();
                Ok(step)
            })
            .await
    }
}

/// Links a user id to a subject, in the epoch that the subject's row is of: a row has one epoch for all its values.
pub(super) fn set_user(
    db: &Connection,
    index: &BlindIndex,
    subject_id: i64,
    user_id: &str,
) -> Result<(), Failure> {
    let epoch: KeyId = db
        .prepare_cached("SELECT index_epoch FROM subjects WHERE subject_id = ?")?
        .query_row([subject_id], |row| row.get(0))?;
    let value = index
        .user_id_in(epoch, user_id)
        .ok_or_else(|| corrupt("subjects", subject_id))?;
    db.prepare_cached("UPDATE subjects SET user_index = ? WHERE subject_id = ?")?
        .execute(params![value, subject_id])?;
    Ok(())
}

/// Where the step after `seen` rows up to `last` begins, if there is one.
fn next(seen: i64, last: i64) -> Option<RowPlace> {
    (seen == ROWS).then_some(RowPlace(last))
}

fn data_keys(db: &Connection, ledger: &mut Ledger, after: i64) -> Result<RekeyStep, Failure> {
    let current = ledger.vault.keys().wrap.current().0;
    let found: Vec<(i64, SubjectRow)> = db
        .prepare_cached(
            "SELECT subject_id, subject_ref, wrap_key_id, wrapped_key FROM subjects
             WHERE subject_id > ? AND wrap_key_id <> ? ORDER BY subject_id LIMIT ?",
        )?
        .query_map(params![after, current, ROWS], |row| {
            let subject = SubjectRow {
                subject_ref: row.get("subject_ref")?,
                wrap_key_id: row.get("wrap_key_id")?,
                wrapped_key: row.get("wrapped_key")?,
            };
            Ok((row.get("subject_id")?, subject))
        })?
        .collect::<Result<_, _>>()?;
    let mut step = RekeyStep::default();
    let mut update = db.prepare_cached(
        "UPDATE subjects SET wrap_key_id = ?, wrapped_key = ? WHERE subject_id = ?",
    )?;
    for (subject_id, row) in &found {
        match ledger.vault.rewrap(row, &mut ledger.entropy)? {
            Some(row) => {
                update.execute(params![row.wrap_key_id, row.wrapped_key, subject_id])?;
                step.done += 1;
            }
            None => step.unreadable += 1,
        }
    }
    let last = found.last().map_or(after, |(subject_id, _)| *subject_id);
    step.next = next(found.len() as i64, last);
    Ok(step)
}

fn subjects(db: &Connection, index: &BlindIndex, after: i64) -> Result<RekeyStep, Failure> {
    let found: Vec<(i64, KeyId, BlindValue, Option<BlindValue>)> = db
        .prepare_cached(
            "SELECT subject_id, index_epoch, consent_key_index, user_index FROM subjects
             WHERE subject_id > ? AND index_epoch < ? ORDER BY subject_id LIMIT ?",
        )?
        .query_map(params![after, index.epoch(), ROWS], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?
        .collect::<Result<_, _>>()?;
    let mut update = db.prepare_cached(
        "UPDATE subjects SET consent_key_index = ?, user_index = ?, index_epoch = ?
         WHERE subject_id = ?",
    )?;
    for (subject_id, epoch, key, user) in &found {
        let user = user.map(|value| index.advance(IndexField::UserId, *epoch, value));
        let key = index.advance(IndexField::ConsentKey, *epoch, *key);
        update.execute(params![key, user, index.epoch(), subject_id])?;
    }
    let last = found.last().map_or(after, |(subject_id, ..)| *subject_id);
    Ok(RekeyStep {
        done: found.len() as u64,
        unreadable: 0,
        next: next(found.len() as i64, last),
    })
}

/// Index values of a receipt's row.
struct ReceiptValues {
    position: i64,
    epoch: KeyId,
    user: Option<BlindValue>,
    prefix: Option<BlindValue>,
    ip: Option<BlindValue>,
}

fn receipts(db: &Connection, index: &BlindIndex, after: i64) -> Result<RekeyStep, Failure> {
    let found: Vec<ReceiptValues> = db
        .prepare_cached(
            "SELECT position, index_epoch, user_index, ip_prefix_index, ip_index FROM receipts
             WHERE position > ? AND index_epoch < ? ORDER BY position LIMIT ?",
        )?
        .query_map(params![after, index.epoch(), ROWS], |row| {
            Ok(ReceiptValues {
                position: row.get(0)?,
                epoch: row.get(1)?,
                user: row.get(2)?,
                prefix: row.get(3)?,
                ip: row.get(4)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    let mut update = db.prepare_cached(
        "UPDATE receipts SET user_index = ?, ip_prefix_index = ?, ip_index = ?, index_epoch = ?
         WHERE position = ?",
    )?;
    for row in &found {
        let advanced = |field, value: Option<BlindValue>| {
            value.map(|value| index.advance(field, row.epoch, value))
        };
        update.execute(params![
            advanced(IndexField::UserId, row.user),
            advanced(IndexField::IpPrefix, row.prefix),
            advanced(IndexField::Ip, row.ip),
            index.epoch(),
            row.position
        ])?;
    }
    let last = found.last().map_or(after, |row| row.position);
    Ok(RekeyStep {
        done: found.len() as u64,
        unreadable: 0,
        next: next(found.len() as i64, last),
    })
}

/// These rows are their value and nothing else, so that there is no place to go on from: each step takes the next that
/// are of an older epoch. There are few.
fn suppressions(db: &Connection, index: &BlindIndex) -> Result<RekeyStep, Failure> {
    let found: Vec<(BlindValue, String, KeyId)> = db
        .prepare_cached(
            "SELECT value, kind, index_epoch FROM suppressions WHERE index_epoch < ? LIMIT ?",
        )?
        .query_map(params![index.epoch(), ROWS], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect::<Result<_, _>>()?;
    // The same person may have been added again under the newer key; one row is enough then.
    let mut update = db.prepare_cached(
        "UPDATE OR REPLACE suppressions SET value = ?, index_epoch = ? WHERE value = ?",
    )?;
    for (value, kind, epoch) in &found {
        let field = match SuppressionKind::parse(kind) {
            Some(SuppressionKind::UserId) => IndexField::SuppressedUser,
            Some(SuppressionKind::Email) => IndexField::SuppressedEmail,
            None => return Err(corrupt("suppressions", kind)),
        };
        let advanced = index.advance(field, *epoch, *value);
        update.execute(params![advanced, index.epoch(), value])?;
    }
    Ok(RekeyStep {
        done: found.len() as u64,
        unreadable: 0,
        next: next(found.len() as i64, 0),
    })
}
