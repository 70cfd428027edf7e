//! Receipts as rows.

use consent_core::receipt::{
    Digest, EventState, Method, ReceiptCode, ReceiptId, RecordId, UtcMillis,
};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{
    chain::References,
    failure::{Failure, corrupt},
};
use crate::{
    keys::KeyId,
    privacy::blind::BlindValue,
    storage::{
        decide::{Decisions, Head},
        number,
        vault::{SealedRow, SubjectRow},
    },
};

const BY_POSITION: &str = "
    SELECT r.receipt_id, r.state, r.method, r.granted, r.denied, r.validity_seconds,
           r.notice_id, r.config_id, r.leaf, r.user_index, r.envelope,
           s.subject_ref, s.wrap_key_id, s.wrapped_key, h.record_id, f.form, l.commitment
    FROM receipts r
    JOIN subjects s ON s.subject_id = r.subject_id
    JOIN records h ON h.subject_id = r.subject_id AND h.scope = r.scope
    JOIN forms f ON f.form_id = r.form_id
    JOIN leaves l ON l.leaf = r.leaf
    WHERE r.position = ?";

/// A receipt's row, sealed, with what the next receipt of its record has to know.
pub(super) struct ReceiptRow {
    pub(super) sealed: SealedRow,
    pub(super) head: Head,
}

/// A receipt as it is written, new or from another collector.
pub(super) struct NewRow<'a> {
    pub(super) position: i64,
    pub(super) receipt_id: ReceiptId,
    pub(super) code: ReceiptCode,
    pub(super) references: &'a References,
    pub(super) subject_id: i64,
    pub(super) state: EventState,
    pub(super) method: Method,
    pub(super) decisions: Decisions,
    pub(super) validity_seconds: i64,
    pub(super) form_id: i64,
    pub(super) leaf: i64,
    pub(super) index_epoch: KeyId,
    pub(super) user_index: Option<BlindValue>,
    pub(super) ip_prefix_index: Option<BlindValue>,
    pub(super) ip_index: Option<BlindValue>,
    pub(super) envelope: &'a [u8],
}

/// Writes a receipt; its leaf is written already.
pub(super) fn add(db: &Connection, row: &NewRow<'_>) -> Result<(), Failure> {
    db.prepare_cached(
        "INSERT INTO receipts (position, receipt_id, code, site_id, subject_id, scope, state, method,
                               granted, denied, validity_seconds, notice_id, config_id, build_id,
                               form_id, leaf, index_epoch, user_index, ip_prefix_index, ip_index,
                               envelope)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        row.position,
        row.receipt_id.as_bytes(),
        row.code.bits().cast_signed(),
        row.references.site_id,
        row.subject_id,
        row.references.scope,
        number::of_state(row.state),
        number::of_method(row.method),
        row.decisions.granted.cast_signed(),
        row.decisions.denied.cast_signed(),
        row.validity_seconds,
        row.references.notice_id,
        row.references.config_id,
        row.references.build_id,
        row.form_id,
        row.leaf,
        row.index_epoch,
        row.user_index,
        row.ip_prefix_index,
        row.ip_index,
        row.envelope,
    ])?;
    Ok(())
}

/// What SQLite gives, before it is checked.
struct Raw {
    receipt_id: [u8; 16],
    record_id: [u8; 16],
    state: i64,
    method: i64,
    granted: i64,
    denied: i64,
    validity_seconds: i64,
    notice_id: i64,
    config_id: i64,
    leaf: i64,
    user_index: Option<BlindValue>,
    envelope: Vec<u8>,
    subject: SubjectRow,
    form: String,
    commitment: [u8; 32],
}

/// The receipt at `position`, if there is one.
pub(super) fn load(connection: &Connection, position: i64) -> Result<Option<ReceiptRow>, Failure> {
    let raw = connection
        .prepare_cached(BY_POSITION)?
        .query_row([position], |row| {
            Ok(Raw {
                receipt_id: row.get("receipt_id")?,
                record_id: row.get("record_id")?,
                state: row.get("state")?,
                method: row.get("method")?,
                granted: row.get("granted")?,
                denied: row.get("denied")?,
                validity_seconds: row.get("validity_seconds")?,
                notice_id: row.get("notice_id")?,
                config_id: row.get("config_id")?,
                leaf: row.get("leaf")?,
                user_index: row.get("user_index")?,
                envelope: row.get("envelope")?,
                subject: SubjectRow {
                    subject_ref: row.get("subject_ref")?,
                    wrap_key_id: row.get("wrap_key_id")?,
                    wrapped_key: row.get("wrapped_key")?,
                },
                form: row.get("form")?,
                commitment: row.get("commitment")?,
            })
        })
        .optional()?;
    raw.map(|raw| check(raw, position).ok_or_else(|| corrupt("receipts", position)))
        .transpose()
}

fn check(raw: Raw, position: i64) -> Option<ReceiptRow> {
    let event_time_ms = number::time_of(position);
    Some(ReceiptRow {
        head: Head {
            decisions: Decisions {
                granted: raw.granted.cast_unsigned(),
                denied: raw.denied.cast_unsigned(),
            },
            method: number::method(raw.method)?,
            event_time_ms,
            validity_seconds: raw.validity_seconds.try_into().ok()?,
            notice_id: raw.notice_id,
            config_id: raw.config_id,
            user_index: raw.user_index,
        },
        sealed: SealedRow {
            receipt_id: ReceiptId::from_bytes(raw.receipt_id)?,
            record_id: RecordId::from_bytes(raw.record_id)?,
            event_time: UtcMillis::new(event_time_ms),
            state: number::state(raw.state)?,
            subject: raw.subject,
            form: raw.form,
            envelope: raw.envelope,
            commitment: Digest::from_bytes(raw.commitment),
            leaf_index: raw.leaf.try_into().ok()?,
        },
    })
}
