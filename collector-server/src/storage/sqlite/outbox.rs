//! The outbox in SQLite.

use async_trait::async_trait;
use consent_core::receipt::{EventState, ReceiptId, RecordId, UtcMillis};
use rusqlite::{Connection, Row, params};

use super::{
    SqliteStore,
    failure::{Failure, corrupt},
    ledger::Ledger,
};
use crate::storage::{
    Delivery, News, OutboxStore, Settled, StoreError, WebhookRow,
    number::{self, SCOPE_COOKIES},
};

const SELECT: &str = "
    SELECT d.delivery_id, w.site_id, s.site, w.url, d.message_id, d.created_at, d.attempts, d.next_at, d.last_error,
           r.position, r.receipt_id, h.record_id, r.state, r.method, r.scope, r.granted, r.denied, c.clause
    FROM deliveries d
    JOIN webhooks w ON w.webhook_id = d.webhook_id
    JOIN sites s ON s.site_id = w.site_id
    JOIN receipts r ON r.position = d.position
    JOIN records h ON h.subject_id = r.subject_id AND h.scope = r.scope
    LEFT JOIN clauses c ON c.site_id = r.site_id AND c.scope = r.scope";

#[async_trait]
impl OutboxStore for SqliteStore {
    async fn set_webhooks(&self, webhooks: Vec<WebhookRow>) -> Result<(), StoreError> {
        self.writer
            .run(move |db, ledger| {
                ledger.forget_webhooks();
                db.execute("UPDATE webhooks SET is_active = 0", [])?;
                for webhook in &webhooks {
                    let site_id = ledger.site(db, &webhook.site)?;
                    db.execute(
                        "INSERT INTO webhooks (site_id, url, states, is_active) VALUES (?, ?, ?, 1)
                         ON CONFLICT (site_id, url) DO UPDATE SET states = excluded.states, is_active = 1",
                        params![site_id, webhook.url, bits(&webhook.states)],
                    )?;
                }
                db.execute(
                    "DELETE FROM deliveries WHERE webhook_id IN
                         (SELECT webhook_id FROM webhooks WHERE is_active = 0)",
                    [],
                )?;
                Ok(())
            })
            .await
    }

    async fn due(&self, now_ms: i64, limit: usize) -> Result<Vec<Delivery>, StoreError> {
        self.readers
            .run(move |db| {
                let mut due = Vec::new();
                let webhooks: Vec<i64> = db
                    .prepare_cached("SELECT webhook_id FROM webhooks WHERE is_active = 1")?
                    .query_map([], |row| row.get(0))?
                    .collect::<Result<_, _>>()?;
                for webhook_id in webhooks {
                    let sql = format!(
                        "{SELECT} WHERE d.webhook_id = ? AND d.next_at <= ? ORDER BY d.next_at, d.delivery_id LIMIT ?"
                    );
                    due.extend(read(db, &sql, params![webhook_id, now_ms, limit.cast_signed()])?);
                }
                Ok(due)
            })
            .await
    }

    async fn settle(&self, delivery_id: i64, settled: Settled) -> Result<(), StoreError> {
        self.writer
            .run(move |db, _| {
                match &settled {
                    Settled::Delivered => {
                        db.prepare_cached("DELETE FROM deliveries WHERE delivery_id = ?")?
                            .execute([delivery_id])?;
                    }
                    Settled::Failed { next_at_ms, error } => {
                        db.prepare_cached(
                            "UPDATE deliveries SET attempts = attempts + 1, next_at = ?, last_error = ?
                             WHERE delivery_id = ?",
                        )?
                        .execute(params![next_at_ms, error, delivery_id])?;
                    }
                }
                Ok(())
            })
            .await
    }

    async fn troubled(&self, limit: usize) -> Result<Vec<Delivery>, StoreError> {
        self.readers
            .run(move |db| {
                let sql = format!(
                    "{SELECT} WHERE d.attempts > 0 ORDER BY d.created_at, d.delivery_id LIMIT ?"
                );
                read(db, &sql, params![limit.cast_signed()])
            })
            .await
    }

    async fn retry(&self, now_ms: i64) -> Result<u64, StoreError> {
        self.writer
            .run(move |db, _| {
                // The age is counted anew: somebody has looked at it.
                let count = db.execute(
                    "UPDATE deliveries SET next_at = ?1, created_at = max(created_at, ?1)
                     WHERE attempts > 0",
                    [now_ms],
                )?;
                Ok(count as u64)
            })
            .await
    }
}

/// Writes what is to be told of a receipt.
pub(super) fn add(
    db: &Connection,
    ledger: &mut Ledger,
    site_id: i64,
    position: i64,
    state: EventState,
    now_ms: i64,
) -> Result<(), Failure> {
    if !ledger.has_webhooks(db)? {
        return Ok(());
    }
    db.prepare_cached(
        "INSERT INTO deliveries (webhook_id, message_id, position, created_at, next_at)
         SELECT webhook_id, randomblob(16), ?2, ?3, ?3 FROM webhooks
         WHERE site_id = ?1 AND is_active = 1 AND states & ?4 != 0",
    )?
    .execute(params![site_id, position, now_ms, bits(&[state])])?;
    Ok(())
}

/// One bit for each state; every one when none is named.
fn bits(states: &[EventState]) -> i64 {
    let states = if states.is_empty() {
        EventState::ALL
    } else {
        states
    };
    states
        .iter()
        .fold(0, |bits, state| bits | 1 << number::of_state(*state))
}

/// What SQLite gives, before it is checked.
struct Raw {
    delivery: Delivery,
    site_id: i64,
    scope: i64,
    granted: u64,
    denied: u64,
}

fn read(
    db: &Connection,
    sql: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<Delivery>, Failure> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(values)?;
    let mut deliveries = Vec::new();
    while let Some(row) = rows.next()? {
        let position: i64 = row.get("position")?;
        let raw = raw(row, position)?.ok_or_else(|| corrupt("receipts", position))?;
        deliveries.push(with_decisions(db, raw)?);
    }
    Ok(deliveries)
}

fn raw(row: &Row<'_>, position: i64) -> rusqlite::Result<Option<Raw>> {
    let (Some(receipt_id), Some(record_id), Some(state), Some(method)) = (
        ReceiptId::from_bytes(row.get("receipt_id")?),
        RecordId::from_bytes(row.get("record_id")?),
        number::state(row.get("state")?),
        number::method(row.get("method")?),
    ) else {
        return Ok(None);
    };
    Ok(Some(Raw {
        delivery: Delivery {
            delivery_id: row.get("delivery_id")?,
            site: row.get("site")?,
            url: row.get("url")?,
            message_id: row.get("message_id")?,
            created_at_ms: row.get("created_at")?,
            attempts: row.get("attempts")?,
            next_at_ms: row.get("next_at")?,
            last_error: row.get("last_error")?,
            news: News {
                receipt_id,
                record_id,
                state,
                method,
                event_time: UtcMillis::new(number::time_of(position)),
                clause: row.get("clause")?,
                decisions: Vec::new(),
            },
        },
        site_id: row.get("site_id")?,
        scope: row.get("scope")?,
        granted: row.get::<_, i64>("granted")?.cast_unsigned(),
        denied: row.get::<_, i64>("denied")?.cast_unsigned(),
    }))
}

/// Fills in the names behind the bits; what was not asked is left out.
fn with_decisions(db: &Connection, raw: Raw) -> Result<Delivery, Failure> {
    let mut delivery = raw.delivery;
    let prefix = delivery
        .news
        .clause
        .as_ref()
        .map(|clause| format!("{clause}."));
    let mut statement =
        db.prepare_cached("SELECT purpose, bit FROM purposes WHERE site_id = ? ORDER BY bit")?;
    let mut rows = statement.query([raw.site_id])?;
    while let Some(row) = rows.next()? {
        let bit = 1_u64 << row.get::<_, u8>("bit")?;
        if (raw.granted | raw.denied) & bit == 0 {
            continue;
        }
        let name: String = row.get("purpose")?;
        let name = match &prefix {
            Some(prefix) => name.strip_prefix(prefix).map(str::to_owned),
            None => (raw.scope == SCOPE_COOKIES).then_some(name),
        };
        delivery
            .news
            .decisions
            .extend(name.map(|name| (name, raw.granted & bit != 0)));
    }
    Ok(delivery)
}
