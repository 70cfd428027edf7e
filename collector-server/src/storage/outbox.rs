//! The outbox: what webhooks are still to be told. A row is written in the transaction of its receipt.

use async_trait::async_trait;
use consent_core::receipt::{EventState, Method, ReceiptId, RecordId, UtcMillis};

use super::StoreError;

/// Keeps what is to be told, and what became of it.
#[async_trait]
pub trait OutboxStore: Send + Sync {
    /// Makes these the webhooks that are told of new receipts. What waits for another is dropped.
    ///
    /// # Errors
    /// When the database cannot be written.
    async fn set_webhooks(&self, webhooks: Vec<WebhookRow>) -> Result<(), StoreError>;

    /// What is due at `now_ms`, the oldest first, at most `limit` for each webhook.
    async fn due(&self, now_ms: i64, limit: usize) -> Result<Vec<Delivery>, StoreError>;

    /// Notes what became of an attempt.
    async fn settle(&self, delivery_id: i64, settled: Settled) -> Result<(), StoreError>;

    /// What has failed at least once, the oldest first; what was given up has no next attempt.
    async fn troubled(&self, limit: usize) -> Result<Vec<Delivery>, StoreError>;

    /// Has everything that was given up or waits tried again from `now_ms` on; says how many there were.
    async fn retry(&self, now_ms: i64) -> Result<u64, StoreError>;
}

/// A webhook of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookRow {
    /// The site's id.
    pub site: String,
    /// Where to post.
    pub url: String,
    /// The states to tell of.
    pub states: Vec<EventState>,
}

/// One message on its way to one webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its number.
    pub delivery_id: i64,
    /// The site's id.
    pub site: String,
    /// Where to.
    pub url: String,
    /// Its name for the receiver, the same in every attempt.
    pub message_id: [u8; 16],
    /// When the receipt was made, milliseconds since 1970.
    pub created_at_ms: i64,
    /// Attempts that failed.
    pub attempts: u32,
    /// When it is tried next; none when it was given up.
    pub next_at_ms: Option<i64>,
    /// What went wrong last.
    pub last_error: Option<String>,
    /// What is told.
    pub news: News,
}

/// What a message tells of a receipt: nothing that names anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// The receipt.
    pub receipt_id: ReceiptId,
    /// Its record, by which the site knows whom it is about.
    pub record_id: RecordId,
    /// What has happened.
    pub state: EventState,
    /// How.
    pub method: Method,
    /// When.
    pub event_time: UtcMillis,
    /// The clause, or none for the choice about cookies.
    pub clause: Option<String>,
    /// Purposes, or channels of the clause, and whether each is granted.
    pub decisions: Vec<(String, bool)>,
}

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The other side has it.
    Delivered,
    /// It failed; try again then.
    Failed {
        /// Milliseconds since 1970; none gives up.
        next_at_ms: Option<i64>,
        /// A status or a fixed word.
        error: String,
    },
}
