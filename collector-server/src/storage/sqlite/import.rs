//! Receipts of another collector in SQLite: one transaction, all or nothing.

use std::collections::{HashMap, hash_map::Entry};

use async_trait::async_trait;
use consent_core::{
    log::KeyUse,
    receipt::{Claims, Digest, Disclosed, EventState, LeafKind, RecordId, commitment},
    site::Period,
};
use ipnet::IpNet;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{
    SqliteStore,
    chain::References,
    failure::Failure,
    ledger::{Ledger, Text},
    log, reference,
    row::{self, NewRow},
};
use crate::storage::{
    ImportStore, Predecessor, StoreError,
    decide::Decisions,
    import::{Import, Imported, ImportedReceipt, NOT_EMPTY},
    number::{self, SCOPE_COOKIES},
    vault::SubjectRow,
};

#[async_trait]
impl ImportStore for SqliteStore {
    async fn import(&self, mut import: Import) -> Result<Imported, StoreError> {
        self.writer
            .run(move |db, ledger| take_over(db, ledger, &mut import))
            .await
    }

    async fn is_empty(&self) -> Result<bool, StoreError> {
        self.readers.run(is_empty).await
    }
}

/// The logs that were taken over, oldest import first.
pub(super) fn predecessors(db: &Connection) -> Result<Vec<Predecessor>, Failure> {
    let mut found = db.prepare_cached("SELECT checkpoint, leaf FROM imports ORDER BY import_id")?;
    let found = found.query_map([], |row| {
        Ok(Predecessor {
            checkpoint: row.get("checkpoint")?,
            leaf_index: row.get::<_, i64>("leaf")?.cast_unsigned(),
        })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The subject that an imported record belongs to, and its scope.
pub(super) fn record(db: &Connection, record_id: RecordId) -> Result<Option<(i64, i64)>, Failure> {
    Ok(db
        .prepare_cached("SELECT subject_id, scope FROM imported_records WHERE record_id = ?")?
        .query_row([record_id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

fn is_empty(db: &Connection) -> Result<bool, Failure> {
    Ok(db.query_row(
        "SELECT NOT EXISTS (SELECT 1 FROM receipts) AND NOT EXISTS (SELECT 1 FROM subjects)",
        [],
        |row| row.get(0),
    )?)
}

fn take_over(
    db: &Connection,
    ledger: &mut Ledger,
    import: &mut Import,
) -> Result<Imported, Failure> {
    if !is_empty(db)? {
        return Err(StoreError::Conflict(NOT_EMPTY).into());
    }
    let checkpoint = Digest::of(import.checkpoint.as_bytes());
    let leaf = ledger.add_leaf(db, LeafKind::Predecessor, &checkpoint)?;
    // Keys and texts before the receipts that they belong to, as when they were made.
    for key in &import.receipt_keys {
        log::log_key(db, ledger, KeyUse::Receipt, key, import.at_ms)?;
    }
    for notice in &import.notices {
        reference::add_notice(db, ledger, notice)?;
    }
    for (site, config) in &import.configs {
        reference::add_config(db, ledger, site, config)?;
    }
    for build in &import.builds {
        reference::add_bare_build(db, ledger, build)?;
    }
    let mut subjects = HashMap::new();
    let count = import.receipts.count();
    for number in 0..count {
        let item = import.receipts.read(number).map_err(|_| {
            StoreError::Conflict("the file was changed while it was imported; import it again")
        })?;
        add(db, ledger, &mut subjects, &item)?;
    }
    db.execute(
        "INSERT INTO imports (imported_at, receipts, checkpoint, leaf) VALUES (?, ?, ?, ?)",
        params![import.at_ms, count.cast_signed(), import.checkpoint, leaf],
    )?;
    Ok(Imported {
        receipts: count,
        subjects: subjects.len() as u64,
        leaf_index: leaf.cast_unsigned(),
    })
}

/// Subjects by their site and what receipts call them.
type Subjects = HashMap<(i64, Digest), Subject>;

struct Subject {
    subject_id: i64,
    row: SubjectRow,
}

fn add(
    db: &Connection,
    ledger: &mut Ledger,
    subjects: &mut Subjects,
    item: &ImportedReceipt,
) -> Result<(), Failure> {
    let unfit = || StoreError::Conflict("a receipt does not read back");
    let read = item.receipt.open_unverified().map_err(|_| unfit())?;
    let (claims, shown) = (&read.claims, &read.disclosed);
    let site_id = ledger.site(db, &claims.site)?;
    let scope = match &claims.clause {
        None => SCOPE_COOKIES,
        Some(clause) => ledger.clause_scope(db, site_id, &clause.id)?,
    };
    let name = shown.subject_ref.ok_or_else(unfit)?;
    let subject = match subjects.entry((site_id, name)) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(place) => place.insert(add_subject(db, ledger, site_id)?),
    };
    let (form, envelope) = seal(ledger, item, claims, &subject.row)?;
    let leaf = ledger.add_leaf(
        db,
        LeafKind::Receipt,
        &commitment(&item.salt, item.receipt.jws()),
    )?;
    let position = number::position(claims.event_time.as_millis(), leaf).ok_or_else(unfit)?;
    let decisions = decisions(db, ledger, site_id, claims)?;
    let validity = Period::parse(&claims.validity).map_or(0, Period::seconds);
    let form_id = ledger.form(db, &form)?;
    let references = References {
        site_id,
        scope,
        notice_id: ledger.text(db, Text::Notice, &claims.notice_hash)?,
        config_id: ledger.text(db, Text::Config, &claims.config_hash)?,
        build_id: ledger.text(db, Text::Build, &claims.build_hash)?,
    };
    let index = &ledger.vault.index;
    let user_index = shown.user_id.as_deref().map(|id| index.user_id(id));
    row::add(
        db,
        &NewRow {
            position,
            receipt_id: claims.receipt_id,
            code: claims.code,
            references: &references,
            subject_id: subject.subject_id,
            state: claims.state,
            method: claims.method,
            decisions,
            validity_seconds: validity.cast_signed(),
            form_id,
            leaf,
            index_epoch: index.epoch(),
            user_index,
            ip_prefix_index: network(shown).map(|prefix| index.ip_prefix(prefix)),
            ip_index: shown.ip.map(|ip| index.ip(ip)),
            envelope: &envelope,
        },
    )?;
    follow(db, subject.subject_id, scope, claims, position)?;
    // What a job wrote is no act of the person's.
    let active_ms = match claims.state {
        EventState::ConsentExpired | EventState::ConsentInvalidated => 0,
        _ => claims.event_time.as_millis(),
    };
    db.prepare_cached(
        "UPDATE subjects SET last_activity_at = max(last_activity_at, ?),
                             user_index = coalesce(?, user_index)
         WHERE subject_id = ?",
    )?
    .execute(params![active_ms, user_index, subject.subject_id])?;
    Ok(())
}

/// A new subject. Of the browser's key the old store had no more than a value under its own index key, so no key finds
/// it: the value is random.
fn add_subject(db: &Connection, ledger: &mut Ledger, site_id: i64) -> Result<Subject, Failure> {
    let (row, _) = ledger.vault.make_subject(&mut ledger.entropy)?;
    let no_key: [u8; 16] = ledger.entropy.draw()?;
    let subject_id = db
        .prepare_cached(
            "INSERT INTO subjects (subject_ref, site_id, consent_key_index, index_epoch, wrap_key_id,
                                   wrapped_key, last_activity_at)
             VALUES (?, ?, ?, ?, ?, ?, 0)",
        )?
        .insert(params![
            row.subject_ref,
            site_id,
            no_key,
            ledger.vault.index.epoch(),
            row.wrap_key_id,
            row.wrapped_key,
        ])?;
    Ok(Subject { subject_id, row })
}

/// Form and envelope under the subject's new key.
fn seal(
    ledger: &mut Ledger,
    item: &ImportedReceipt,
    claims: &Claims,
    subject: &SubjectRow,
) -> Result<(String, Vec<u8>), Failure> {
    let mut entropy = std::mem::take(&mut ledger.entropy);
    let sealed = ledger.vault.adopt(
        &item.receipt,
        &item.salt,
        claims,
        subject,
        |form| ledger.has_room_for(form),
        &mut entropy,
    );
    ledger.entropy = entropy;
    sealed.map_err(|_| Failure::Storage("a receipt cannot be sealed".into()))
}

/// The record's newest receipt is this one; a record that is new is noted under its old id.
fn follow(
    db: &Connection,
    subject_id: i64,
    scope: i64,
    claims: &Claims,
    position: i64,
) -> Result<(), Failure> {
    let record_id = claims.record_id.as_bytes();
    let fits = db
        .prepare_cached(
            "INSERT INTO records (subject_id, scope, record_id, head) VALUES (?, ?, ?, ?)
             ON CONFLICT (subject_id, scope) DO UPDATE SET head = excluded.head
             WHERE record_id = excluded.record_id",
        )?
        .execute(params![subject_id, scope, record_id, position])?;
    if fits == 0 {
        return Err(StoreError::Conflict("a person has two records of one scope").into());
    }
    db.prepare_cached(
        "INSERT INTO imported_records (record_id, subject_id, scope) VALUES (?, ?, ?)
         ON CONFLICT DO NOTHING",
    )?
    .execute(params![record_id, subject_id, scope])?;
    Ok(())
}

/// The bits of a receipt's decisions: of purposes, or of a clause's channels.
fn decisions(
    db: &Connection,
    ledger: &mut Ledger,
    site_id: i64,
    claims: &Claims,
) -> Result<Decisions, Failure> {
    let bit_of = |name: &str| ledger.purpose_bit(db, site_id, name);
    match &claims.clause {
        Some(clause) => Decisions::of_channels(&clause.id, &claims.channels, bit_of),
        None => Decisions::of(&claims.purposes, bit_of),
    }
}

fn network(shown: &Disclosed) -> Option<IpNet> {
    shown.ip_truncated.as_deref()?.parse().ok()
}
