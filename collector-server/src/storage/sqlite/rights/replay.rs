//! Erasing again what an older copy of the database brought back, before anything is read from it.

use std::collections::{HashMap, HashSet};

use consent_core::receipt::{ErasureGround, Tombstone, UtcMillis};
use rusqlite::{Connection, TransactionBehavior, params};

use super::erase;
use crate::{
    privacy::blind::BlindValue,
    storage::{
        journal::{ErasedSubject, Journal, JournalError},
        rights::{EVERYTHING, ErasedAgain, ErasureReport},
        sqlite::{failure::Failure, ledger::Ledger},
    },
};

/// The name under which a replay stands in tombstones.
const OPERATOR: &str = "replay of the erasure journal";

/// Why it could not be done.
pub(in crate::storage::sqlite) enum ReplayError {
    Journal(JournalError),
    Database(Failure),
}

impl From<JournalError> for ReplayError {
    fn from(error: JournalError) -> Self {
        Self::Journal(error)
    }
}

impl<E: Into<Failure>> From<E> for ReplayError {
    fn from(error: E) -> Self {
        Self::Database(error.into())
    }
}

/// Brings the journal's file and its table to the same lines, and erases what the table did not know of. Says what
/// that was.
pub(in crate::storage::sqlite) fn run(
    db: &mut Connection,
    ledger: &mut Ledger,
    journal: &Journal,
    now_ms: i64,
) -> Result<ErasedAgain, ReplayError> {
    let in_file: HashSet<ErasedSubject> = journal.read()?.into_iter().collect();
    let in_table = table(db)?;
    // The database committed and the file was not reached: a crash came between.
    let unwritten: Vec<_> = in_table.difference(&in_file).copied().collect();
    journal.append(&unwritten)?;
    let missing: Vec<_> = in_file.difference(&in_table).copied().collect();
    if missing.is_empty() {
        return Ok(ErasedAgain::default());
    }
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    ledger.begin();
    let again = erase_again(&transaction, ledger, &missing, now_ms)?;
    transaction.commit()?;
    Ok(again)
}

fn table(db: &Connection) -> Result<HashSet<ErasedSubject>, Failure> {
    Ok(db
        .prepare("SELECT digest, scope, erased_at FROM erased")?
        .query_map([], |row| {
            Ok(ErasedSubject {
                digest: row.get(0)?,
                scope: row.get(1)?,
                erased_at_ms: row.get(2)?,
            })
        })?
        .collect::<Result<_, _>>()?)
}

fn erase_again(
    db: &Connection,
    ledger: &mut Ledger,
    missing: &[ErasedSubject],
    now_ms: i64,
) -> Result<ErasedAgain, Failure> {
    let mut wanted: HashMap<BlindValue, Vec<ErasedSubject>> = HashMap::new();
    for entry in missing {
        wanted.entry(entry.digest).or_default().push(*entry);
    }
    let mut subjects = Vec::new();
    {
        let mut statement = db.prepare("SELECT subject_id, subject_ref FROM subjects")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let subject_ref: [u8; 16] = row.get(1)?;
            let entries: Vec<_> = ledger
                .vault
                .index
                .erased_at_any_time(&subject_ref)
                .iter()
                .filter_map(|digest| wanted.get(digest))
                .flatten()
                .copied()
                .collect();
            if !entries.is_empty() {
                subjects.push((row.get::<_, i64>(0)?, entries));
            }
        }
    }
    let mut report = ErasureReport::default();
    let mut held = HashSet::new();
    for (subject_id, entries) in &subjects {
        let Some(subject) = erase::reload(db, *subject_id)? else {
            continue;
        };
        for entry in entries {
            let only = (entry.scope != EVERYTHING).then_some((entry.scope, entry.erased_at_ms));
            let before = receipts(db, *subject_id)?;
            erase::take(db, &ledger.vault, &subject, now_ms, only)?;
            report.receipts += before - receipts(db, *subject_id)?;
            // A hold in the copy is honoured until it ends; the line is looked at again at the next start.
            if only.map_or(subject.is_held(now_ms), |(scope, _)| {
                subject.hold_on(scope, now_ms).is_some()
            }) {
                held.insert(*entry);
            }
            if erase::reload(db, *subject_id)?.is_none() {
                report.subjects += 1;
                break;
            }
        }
    }
    let done: Vec<_> = missing
        .iter()
        .filter(|entry| !held.contains(entry))
        .copied()
        .collect();
    erase::note(db, &done)?;
    let mut again = ErasedAgain {
        subjects: report.subjects,
        receipts: report.receipts,
        held: held.len() as u64,
        leaf_index: None,
    };
    if !report.is_empty() {
        let tombstone = Tombstone {
            count: report.receipts,
            ground: ErasureGround::LegalObligation,
            operator: OPERATOR.to_owned(),
            time: UtcMillis::new(now_ms),
        };
        let buried = erase::bury(db, ledger, tombstone, report, None)?;
        again.leaf_index = Some(buried.leaf_index);
    }
    Ok(again)
}

fn receipts(db: &Connection, subject_id: i64) -> Result<u64, Failure> {
    let count: i64 = db
        .prepare_cached("SELECT count(*) FROM receipts WHERE subject_id = ?")?
        .query_row(params![subject_id], |row| row.get(0))?;
    Ok(count.cast_unsigned())
}
