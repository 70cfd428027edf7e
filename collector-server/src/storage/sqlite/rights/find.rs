//! From what a person gives to the subjects, and how much there is of each.

use consent_core::receipt::{ReceiptCode, ReceiptId, RecordId};
use rusqlite::{Connection, OptionalExtension as _, Row, params, params_from_iter};

use super::columns::TABLES;
use crate::{
    privacy::blind::BlindValue,
    storage::{
        number,
        rights::{Finder, Hold, HoldBasis, RecordSummary, Subject},
        sqlite::{
            failure::{Failure, corrupt},
            import,
        },
        vault::Vault,
    },
};

/// The subjects that `finder` finds, in the order of their numbers.
pub(in crate::storage::sqlite) fn subjects(
    db: &Connection,
    vault: &Vault,
    finder: &Finder,
    site: Option<&str>,
) -> Result<Vec<Subject>, Failure> {
    let index = &vault.index;
    let mut found = match finder {
        Finder::UserId(user_id) => {
            let values = index.user_ids(user_id);
            let mut found = by_value(
                db,
                "SELECT subject_id FROM receipts WHERE user_index IN",
                &values,
            )?;
            // Linked with a choice that said nothing new, and so made no receipt of its own.
            found.extend(by_value(
                db,
                "SELECT subject_id FROM subjects WHERE user_index IN",
                &values,
            )?);
            found
        }
        Finder::ConsentKey(key) => by_value(
            db,
            "SELECT subject_id FROM subjects WHERE consent_key_index IN",
            &index.consent_keys(key),
        )?,
        Finder::Record(record_id) => by_record(db, vault, *record_id)?,
        Finder::Receipt(id) => by_receipt(db, ReceiptCode::of(*id), Some(*id))?,
        Finder::Code(code) => by_receipt(db, *code, None)?,
    };
    found.sort_unstable();
    found.dedup();
    let mut subjects = Vec::with_capacity(found.len());
    for subject_id in found {
        if let Some(subject) = load(db, subject_id)?
            && site.is_none_or(|site| site == subject.site)
        {
            subjects.push(subject);
        }
    }
    Ok(subjects)
}

fn by_value(db: &Connection, sql: &str, values: &[BlindValue]) -> Result<Vec<i64>, Failure> {
    let marks = vec!["?"; values.len()].join(", ");
    Ok(db
        .prepare_cached(&format!("{sql} ({marks})"))?
        .query_map(params_from_iter(values), |row| row.get(0))?
        .collect::<Result<_, _>>()?)
}

fn by_record(db: &Connection, vault: &Vault, record_id: RecordId) -> Result<Vec<i64>, Failure> {
    let imported = import::record(db, record_id)?;
    let mut found: Vec<i64> = imported
        .map(|(subject_id, _)| subject_id)
        .into_iter()
        .collect();
    for subject_id in vault.index.subjects_of(record_id) {
        let is_its: bool = db
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM records WHERE subject_id = ? AND record_id = ?)",
            )?
            .query_row(params![subject_id, record_id.as_bytes()], |row| row.get(0))?;
        if is_its && !found.contains(&subject_id) {
            found.push(subject_id);
        }
    }
    Ok(found)
}

fn by_receipt(
    db: &Connection,
    code: ReceiptCode,
    id: Option<ReceiptId>,
) -> Result<Vec<i64>, Failure> {
    Ok(db
        .prepare_cached(
            "SELECT subject_id FROM receipts WHERE code = ?1 AND (?2 IS NULL OR receipt_id = ?2)",
        )?
        .query_map(
            params![code.bits().cast_signed(), id.map(|id| *id.as_bytes())],
            |row| row.get(0),
        )?
        .collect::<Result<_, _>>()?)
}

/// The subject of that number, if it is there.
pub(in crate::storage::sqlite) fn load(
    db: &Connection,
    subject_id: i64,
) -> Result<Option<Subject>, Failure> {
    let head: Option<(String, bool, i64)> = db
        .prepare_cached(
            "SELECT site, user_index IS NOT NULL, last_activity_at
             FROM subjects JOIN sites USING (site_id) WHERE subject_id = ?",
        )?
        .query_row([subject_id], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let Some((site, has_user_id, last_activity_ms)) = head else {
        return Ok(None);
    };
    Ok(Some(Subject {
        subject_id,
        site,
        has_user_id,
        last_activity_ms,
        records: records(db, subject_id)?,
        rows: rows(db, subject_id)?,
        look_ups: look_ups(db, subject_id)?,
        holds: holds(db, subject_id)?,
    }))
}

fn records(db: &Connection, subject_id: i64) -> Result<Vec<RecordSummary>, Failure> {
    let mut statement = db.prepare_cached(
        "SELECT h.record_id, h.scope, count(r.position) AS receipts, count(r.ip_index) AS addresses,
                count(r.ip_prefix_index) AS networks, count(r.user_index) AS user_ids,
                coalesce(min(r.position), 0) AS first, coalesce(max(r.position), 0) AS last,
                (SELECT clause FROM clauses JOIN subjects USING (site_id)
                 WHERE subject_id = h.subject_id AND clauses.scope = h.scope) AS clause
         FROM records h LEFT JOIN receipts r ON r.subject_id = h.subject_id AND r.scope = h.scope
         WHERE h.subject_id = ? GROUP BY h.scope ORDER BY h.scope",
    )?;
    let mut rows = statement.query([subject_id])?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        records.push(record(row)?.ok_or_else(|| corrupt("records", subject_id))?);
    }
    Ok(records)
}

fn record(row: &Row<'_>) -> rusqlite::Result<Option<RecordSummary>> {
    let Some(record_id) = RecordId::from_bytes(row.get("record_id")?) else {
        return Ok(None);
    };
    Ok(Some(RecordSummary {
        record_id,
        scope: row.get("scope")?,
        clause: row.get("clause")?,
        receipts: row.get::<_, i64>("receipts")?.cast_unsigned(),
        addresses: row.get::<_, i64>("addresses")?.cast_unsigned(),
        networks: row.get::<_, i64>("networks")?.cast_unsigned(),
        user_ids: row.get::<_, i64>("user_ids")?.cast_unsigned(),
        first_ms: number::time_of(row.get("first")?),
        last_ms: number::time_of(row.get("last")?),
    }))
}

/// Rows that go with the subject, beside records and receipts, which are counted by themselves.
fn rows(db: &Connection, subject_id: i64) -> Result<Vec<(&'static str, u64)>, Failure> {
    let mut counts = Vec::new();
    for table in TABLES.iter().filter(|table| table.is_counted) {
        let count: i64 = db
            .prepare_cached(&format!(
                "SELECT count(*) FROM {} WHERE subject_id = ?",
                table.name
            ))?
            .query_row([subject_id], |row| row.get(0))?;
        if count > 0 {
            counts.push((table.name, count.cast_unsigned()));
        }
    }
    Ok(counts)
}

fn look_ups(db: &Connection, subject_id: i64) -> Result<u64, Failure> {
    let count: i64 = db
        .prepare_cached(
            "SELECT (SELECT count(*) FROM audit
                     WHERE record_id IN (SELECT record_id FROM records WHERE subject_id = ?1))
                  + (SELECT count(*) FROM audit_subjects WHERE subject_id = ?1)",
        )?
        .query_row([subject_id], |row| row.get(0))?;
    Ok(count.cast_unsigned())
}

/// Every hold of a subject, the oldest first.
pub(super) fn holds(db: &Connection, subject_id: i64) -> Result<Vec<Hold>, Failure> {
    let mut statement = db.prepare_cached(
        "SELECT h.hold_id, h.scope, h.basis, c.number, h.until, h.set_at, h.set_by, h.informed_at,
                h.ended_at, (SELECT clause FROM clauses JOIN subjects USING (site_id)
                             WHERE subject_id = h.subject_id AND clauses.scope = h.scope) AS clause
         FROM holds h JOIN cases c USING (case_id) WHERE h.subject_id = ? ORDER BY h.hold_id",
    )?;
    let mut rows = statement.query([subject_id])?;
    let mut holds = Vec::new();
    while let Some(row) = rows.next()? {
        let hold_id = row.get("hold_id")?;
        let basis: String = row.get("basis")?;
        holds.push(Hold {
            hold_id,
            scope: row.get("scope")?,
            clause: row.get("clause")?,
            basis: HoldBasis::parse(&basis).ok_or_else(|| corrupt("holds", hold_id))?,
            case: row.get("number")?,
            until_ms: row.get("until")?,
            set_at_ms: row.get("set_at")?,
            set_by: row.get("set_by")?,
            informed_at_ms: row.get("informed_at")?,
            ended_at_ms: row.get("ended_at")?,
        });
    }
    Ok(holds)
}
