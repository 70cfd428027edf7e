//! What the collector keeps, said in the product's words.
//!
//! Where to start: [`ReceiptStore`] records choices and finds receipts, [`LogStore`] keeps the log over
//! them, [`ClauseStore`] what is decided beside cookies, [`StandingStore`] tells how things stand, [`StaffStore`] who may ask, [`RightsStore`] what people ask about
//! their own data. [`sqlite`] is the embedded store; PostgreSQL implements the same traits later, and
//! `tests/storage_behaviour.rs` is the suite that either has to pass. Nothing here knows HTTP, and no
//! caller knows SQL, keys or ciphertext: plain values go in and come out.

pub mod choice;
pub mod clause;
pub mod decide;
pub mod export;
pub mod import;
pub mod journal;
pub mod keys;
pub mod live;
pub mod log;
pub mod notice;
pub mod number;
pub mod outbox;
pub mod retention;
pub mod rights;
pub mod search;
pub mod sighting;
pub mod sqlite;
pub mod staff;
pub mod standing;
pub mod vault;

use async_trait::async_trait;
use consent_core::receipt::{Digest, ReceiptId, UtcMillis};

pub use choice::{ClauseDecisions, NewChoice, Outcome, Recorded};
pub use clause::{
    ClauseRecorded, ClauseStands, ClauseStore, Confirmation, MailLink, MailboxOwner,
    NewClauseEvent, NewConfirmation, Stage,
};
pub use export::export;
pub use import::ImportStore;
pub use journal::Journal;
pub use keys::KeyStore;
pub use log::{LogStore, LoggedKey, LoggedTombstone, Predecessor, StoredCheckpoint, StoredNode};
pub use notice::Notice;
pub use outbox::{Delivery, News, OutboxStore, Settled, WebhookRow};
pub use retention::RetentionStore;
pub use rights::RightsStore;
pub use search::{Cursor, Page, Search, StoredReceipt};
pub use sighting::{SightedHost, Sighting, SightingStore};
pub use staff::{AuditEntry, NewStaffUser, StaffSession, StaffStore, StaffToken, StaffUser};
pub use standing::{Question, Standing, StandingStore, Stands};

/// Records choices and finds their receipts.
///
/// Every method may be called from any task; the store orders the writes itself.
#[async_trait]
pub trait ReceiptStore: Send + Sync {
    /// Records a choice and answers with its receipt, after it is on the disk.
    ///
    /// The store finds or makes the subject, decides the event state from the head of the record,
    /// signs, seals, and writes receipt, index values and log leaf in one transaction. A choice that
    /// changes nothing, or was already received under its idempotency key, answers with the earlier
    /// receipt.
    ///
    /// # Errors
    /// [`StoreError::Full`] when too many choices wait, [`StoreError::Unavailable`] when the disk
    /// refused. The same call may always be made again: its idempotency key keeps it from counting twice.
    async fn record(&self, choice: NewChoice) -> Result<Recorded, StoreError>;

    /// One page of the receipts that match, newest first.
    ///
    /// `limit` is at least 1 and at most [`search::LIMIT_MAX`]; it is brought into that range.
    async fn search(
        &self,
        search: &Search,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page, StoreError>;

    /// The receipt of that id, if it is here and was not erased.
    async fn find(&self, receipt_id: ReceiptId) -> Result<Option<StoredReceipt>, StoreError>;

    /// The leaves (index and commitment) of the receipts that a legal hold keeps from ordinary reading at `at`, of one
    /// site or of all: what an export can say of them without saying anything about anyone.
    async fn held(
        &self,
        site: Option<&str>,
        at: UtcMillis,
    ) -> Result<Vec<(u64, Digest)>, StoreError>;

    /// Keeps the canonical text of a notice, and its leaf; known hashes are left as they are.
    async fn register_notice(&self, notice: Notice) -> Result<Digest, StoreError>;

    /// Keeps a published site configuration under its SHA-256, and its leaf.
    async fn register_config(&self, site: &str, config: &str) -> Result<Digest, StoreError>;

    /// Notes that `release` of a site's script is the file with this SHA-256, and its leaf.
    async fn register_build(
        &self,
        site: &str,
        release: &str,
        build: Digest,
    ) -> Result<(), StoreError>;

    /// The notice of that hash, if it was registered.
    async fn notice(&self, hash: &Digest) -> Result<Option<Notice>, StoreError>;

    /// The configuration of that hash, if it was registered.
    async fn config(&self, hash: &Digest) -> Result<Option<String>, StoreError>;

    /// SHA-256 of the script that was served as `release` of `site`.
    async fn build_for_release(
        &self,
        site: &str,
        release: &str,
    ) -> Result<Option<Digest>, StoreError>;

    /// Whether the store takes writes now; for `/healthz`.
    async fn check_health(&self) -> Result<(), StoreError>;
}

/// Why the store could not do it. Texts hold no personal data.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A rule of the store forbids it: a name is taken, a reference is unknown.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// Staff or an import would take up again who asked not to be (suppression). It will be refused for ever.
    #[error("the person asked not to be taken up again")]
    Suppressed,
    /// The database cannot be read or written now; nothing was acknowledged.
    #[error("the database is not available")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Too many choices wait to be written; ask again in a second.
    #[error("too many choices wait to be written")]
    Full,
    /// A stored row does not read back: it was changed from outside, or its key is missing.
    #[error("row {id} of `{table}` cannot be read")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// Primary key of the row, as text.
        id: String,
    },
}
