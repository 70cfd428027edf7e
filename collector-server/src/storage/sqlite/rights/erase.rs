//! Erasing: what one order does inside the writer's transaction.

use std::collections::BTreeSet;

use consent_core::{
    category::Category,
    receipt::{ErasureGround, EventState, LeafKind, Tombstone, UtcMillis},
    site::SiteFile,
};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{case, find, suppress};
use crate::storage::{
    StoreError,
    journal::ErasedSubject,
    number,
    rights::{
        CaseKind, EVERYTHING, EraseOrder, Erasure, ErasureReport, RecordSummary, Subject,
        SuppressionKind,
    },
    sqlite::{
        failure::{Failure, corrupt, unreadable_receipt},
        ledger::Ledger,
        row,
    },
    vault::Vault,
};

/// An act of erasure, and what the journal has to hold of it.
pub(super) struct Done {
    pub(super) erasure: Erasure,
    pub(super) journal: Vec<ErasedSubject>,
}

/// Carries out an order.
pub(super) fn erase(
    db: &Connection,
    ledger: &mut Ledger,
    order: &EraseOrder,
) -> Result<Done, Failure> {
    let (case_id, case) =
        case::find(db, &order.case)?.ok_or(StoreError::Conflict("there is no such case"))?;
    if case.closed.is_some() {
        return Err(StoreError::Conflict("the case is closed").into());
    }
    if case.kind != CaseKind::Erasure {
        return Err(StoreError::Conflict("the case does not ask for erasure").into());
    }
    let subjects = case::subjects(db, case_id)?;
    let mut report = ErasureReport::of(&subjects, order.at_ms);
    if report.is_empty() {
        return Err(StoreError::Conflict(if report.held.is_empty() {
            "nothing of the case is left to erase"
        } else {
            "all of it is under a legal hold"
        })
        .into());
    }
    let mut recipients = BTreeSet::new();
    for subject in &subjects {
        let goes = |scope| subject.hold_on(scope, order.at_ms).is_none();
        add_recipients(db, subject, goes, &mut recipients)?;
        if order.suppress
            && let Some(user_id) = user_id(db, &ledger.vault, subject)?
        {
            let kind = SuppressionKind::UserId;
            suppress::add(
                db,
                &ledger.vault,
                &subject.site,
                kind,
                &user_id,
                order.at_ms,
            )?;
            report.is_suppressed = true;
        }
    }
    let mut journal = Vec::new();
    for subject in &subjects {
        journal.extend(take(db, &ledger.vault, subject, order.at_ms, None)?);
    }
    report.recipients = recipients.into_iter().collect();
    case::add_recipients(db, case_id, report.recipients.clone(), order.at_ms)?;
    let tombstone = Tombstone {
        count: report.receipts,
        ground: order.ground,
        operator: order.operator.clone(),
        time: UtcMillis::new(order.at_ms),
    };
    let erasure = bury(db, ledger, tombstone, report, Some(case_id))?;
    note(db, &journal)?;
    if erasure.report.held.is_empty() {
        case::close_done(db, case_id, &order.operator, order.at_ms)?;
    }
    ledger.is_scrub_due = true;
    Ok(Done { erasure, journal })
}

/// Deletes of a subject what is not held; with `only`, of that scope and up to that time alone. Says what went.
pub(super) fn take(
    db: &Connection,
    vault: &Vault,
    subject: &Subject,
    now_ms: i64,
    only: Option<(i64, i64)>,
) -> Result<Vec<ErasedSubject>, Failure> {
    let subject_id = subject.subject_id;
    let subject_ref: [u8; 16] = db
        .prepare_cached("SELECT subject_ref FROM subjects WHERE subject_id = ?")?
        .query_row([subject_id], |row| row.get(0))?;
    let erased = |scope, erased_at_ms| ErasedSubject {
        digest: vault.index.erased(&subject_ref),
        scope,
        erased_at_ms,
    };
    if only.is_none() && !subject.is_held(now_ms) {
        remove_subject(db, subject)?;
        return Ok(vec![erased(EVERYTHING, now_ms)]);
    }
    let mut gone = Vec::new();
    for record in &subject.records {
        let scope = record.scope;
        if only.is_some_and(|(only, _)| only != scope) || subject.hold_on(scope, now_ms).is_some() {
            continue;
        }
        let up_to_ms = only.map_or(now_ms, |(_, up_to)| up_to);
        let end = number::first_position(up_to_ms.saturating_add(1));
        remove_receipts(db, subject_id, record, end)?;
        gone.push(erased(scope, up_to_ms));
    }
    Ok(gone)
}

/// Deletes a subject. Records, receipts with envelopes and index values, attempts and all the rest go with it (`ON
/// DELETE CASCADE`, held by the test over `columns::TABLES`).
pub(in crate::storage::sqlite) fn remove_subject(
    db: &Connection,
    subject: &Subject,
) -> Result<(), Failure> {
    for record in &subject.records {
        unlink(db, record.record_id.as_bytes())?;
    }
    db.prepare_cached("DELETE FROM subjects WHERE subject_id = ?")?
        .execute([subject.subject_id])?;
    Ok(())
}

/// Deletes one record of a subject with its receipts and their attempts.
pub(in crate::storage::sqlite) fn remove_record(
    db: &Connection,
    subject_id: i64,
    record: &RecordSummary,
) -> Result<(), Failure> {
    remove_receipts(db, subject_id, record, i64::MAX)
}

/// Deletes the receipts of a record before a position; the record too when none is left.
fn remove_receipts(
    db: &Connection,
    subject_id: i64,
    record: &RecordSummary,
    end: i64,
) -> Result<(), Failure> {
    let scope = record.scope;
    db.prepare_cached(
        "DELETE FROM attempts WHERE subject_id = ?1 AND position IN (
             SELECT position FROM receipts
             WHERE subject_id = ?1 AND scope = ?2 AND position < ?3)",
    )?
    .execute(params![subject_id, scope, end])?;
    db.prepare_cached("DELETE FROM receipts WHERE subject_id = ? AND scope = ? AND position < ?")?
        .execute(params![subject_id, scope, end])?;
    let removed = db
        .prepare_cached(
            "DELETE FROM records WHERE subject_id = ?1 AND scope = ?2 AND NOT EXISTS (
                 SELECT 1 FROM receipts WHERE subject_id = ?1 AND scope = ?2)",
        )?
        .execute(params![subject_id, scope])?;
    if removed > 0 {
        unlink(db, record.record_id.as_bytes())?;
    }
    Ok(())
}

/// Look-ups stay in the audit log, as acts of staff; whose record it was goes.
fn unlink(db: &Connection, record_id: &[u8; 16]) -> Result<(), Failure> {
    db.prepare_cached("UPDATE audit SET record_id = NULL WHERE record_id = ?")?
        .execute([record_id])?;
    Ok(())
}

/// Appends the tombstone's leaf and keeps what it commits to.
pub(in crate::storage::sqlite) fn bury(
    db: &Connection,
    ledger: &mut Ledger,
    tombstone: Tombstone,
    report: ErasureReport,
    case_id: Option<i64>,
) -> Result<Erasure, Failure> {
    let salt: [u8; 32] = ledger.entropy.draw()?;
    let commitment = tombstone.commitment(&salt);
    let leaf = ledger.add_leaf(db, LeafKind::Tombstone, &commitment)?;
    let text = serde_json::to_string(&report).map_err(|error| Failure::Storage(error.into()))?;
    db.prepare_cached(
        "INSERT INTO erasures (case_id, erased_at, ground, operator, count, salt, leaf, report)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        case_id,
        tombstone.time.as_millis(),
        tombstone.ground.as_str(),
        tombstone.operator,
        tombstone.count.cast_signed(),
        salt,
        leaf,
        text
    ])?;
    Ok(Erasure {
        report,
        tombstone,
        salt,
        commitment,
        leaf_index: leaf.cast_unsigned(),
    })
}

/// Writes the journal's rows.
pub(super) fn note(db: &Connection, journal: &[ErasedSubject]) -> Result<(), Failure> {
    let mut add = db.prepare_cached(
        "INSERT INTO erased (digest, scope, erased_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    )?;
    for entry in journal {
        add.execute(params![entry.digest, entry.scope, entry.erased_at_ms])?;
    }
    Ok(())
}

/// The newest erasure of a case.
pub(super) fn newest(db: &Connection, case: &str) -> Result<Option<Erasure>, Failure> {
    let found = db
        .prepare_cached(
            "SELECT e.erased_at, e.ground, e.operator, e.count, e.salt, e.leaf, e.report
             FROM erasures e JOIN cases c USING (case_id)
             WHERE c.number = ? ORDER BY e.erasure_id DESC LIMIT 1",
        )?
        .query_row([case], |row| {
            Ok((
                row.get::<_, i64>("erased_at")?,
                row.get::<_, String>("ground")?,
                row.get::<_, String>("operator")?,
                row.get::<_, i64>("count")?,
                row.get::<_, [u8; 32]>("salt")?,
                row.get::<_, i64>("leaf")?,
                row.get::<_, String>("report")?,
            ))
        })
        .optional()?;
    let Some((erased_at, ground, operator, count, salt, leaf, report)) = found else {
        return Ok(None);
    };
    let tombstone = Tombstone {
        count: count.cast_unsigned(),
        ground: ErasureGround::parse(&ground).map_err(|_| corrupt("erasures", leaf))?,
        operator,
        time: UtcMillis::new(erased_at),
    };
    Ok(Some(Erasure {
        report: serde_json::from_str(&report).map_err(|_| corrupt("erasures", leaf))?,
        commitment: tombstone.commitment(&salt),
        tombstone,
        salt,
        leaf_index: leaf.cast_unsigned(),
    }))
}

/// The user id of a subject's newest receipt that carries one.
fn user_id(db: &Connection, vault: &Vault, subject: &Subject) -> Result<Option<String>, Failure> {
    let position: Option<i64> = db
        .prepare_cached(
            "SELECT max(position) FROM receipts WHERE subject_id = ? AND user_index IS NOT NULL",
        )?
        .query_row([subject.subject_id], |row| row.get(0))?;
    let Some(position) = position else {
        return Ok(None);
    };
    let row = row::load(db, position)?.ok_or_else(|| corrupt("receipts", position))?;
    let receipt = vault
        .reveal(&row.sealed)
        .map_err(unreadable_receipt(position))?;
    Ok(receipt.user_id)
}

/// Who received data by what was published then, in the scopes that it is about: who served the purposes that a subject
/// granted and those that need no consent, and whom the clauses name that the subject ticked.
pub(super) fn add_recipients(
    db: &Connection,
    subject: &Subject,
    is_about: impl Fn(i64) -> bool,
    recipients: &mut BTreeSet<String>,
) -> Result<(), Failure> {
    let mut statement = db.prepare_cached(
        "SELECT DISTINCT r.scope, r.granted, r.state, r.site_id, c.config, l.clause
         FROM receipts r JOIN configs c USING (config_id)
         LEFT JOIN clauses l ON l.site_id = r.site_id AND l.scope = r.scope
         WHERE r.subject_id = ?",
    )?;
    let mut rows = statement.query([subject.subject_id])?;
    while let Some(row) = rows.next()? {
        let scope = row.get("scope")?;
        if !is_about(scope) {
            continue;
        }
        let granted = row.get::<_, i64>("granted")?.cast_unsigned();
        let site_id: i64 = row.get("site_id")?;
        let config: String = row.get("config")?;
        let Ok(file) = serde_json::from_str::<SiteFile>(&config) else {
            continue;
        };
        if let Some(id) = row.get::<_, Option<String>>("clause")? {
            // Who waits for a confirmation was written to already.
            let is_waiting =
                row.get::<_, i64>("state")? == number::of_state(EventState::ConsentRequested);
            let clause = file.clauses.iter().find(|clause| clause.id == id);
            if let Some(clause) = clause.filter(|_| granted != 0 || is_waiting) {
                recipients.extend(clause.recipients.iter().cloned());
            }
            continue;
        }
        for service in &file.services {
            let purpose = file
                .purposes
                .iter()
                .find(|purpose| purpose.id == service.purpose);
            let needs_no_consent =
                purpose.is_some_and(|purpose| purpose.category == Category::Functional);
            if needs_no_consent || is_granted(db, site_id, &service.purpose, granted)? {
                let name = if service.vendor.is_empty() {
                    &service.name
                } else {
                    &service.vendor
                };
                recipients.insert(name.clone());
                recipients.extend(service.recipients.iter().cloned());
            }
        }
        // What the controller runs itself needs no letter to the controller.
        recipients.remove(&file.controller.name);
    }
    Ok(())
}

fn is_granted(db: &Connection, site_id: i64, purpose: &str, granted: u64) -> Result<bool, Failure> {
    let bit: Option<u8> = db
        .prepare_cached("SELECT bit FROM purposes WHERE site_id = ? AND purpose = ?")?
        .query_row(params![site_id, purpose], |row| row.get(0))
        .optional()?;
    Ok(bit.is_some_and(|bit| granted & (1 << bit) != 0))
}

/// A subject again, as it is now.
pub(super) fn reload(db: &Connection, subject_id: i64) -> Result<Option<Subject>, Failure> {
    find::load(db, subject_id)
}
