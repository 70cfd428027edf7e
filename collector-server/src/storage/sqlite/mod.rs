//! The embedded store: SQLite, with nothing to set up.
//!
//! One thread writes (`writer`), in groups: a transaction for whatever waited while the one before
//! was on its way to the disk, acknowledged after its commit. A few connections read (`reader`),
//! beside the writer and undisturbed by it. `append` is what one choice does, `chain` the receipts of a record, `query` what one
//! search does; `checkpoint` keeps SQLite's write-ahead log small. `migrations/sqlite` has the
//! tables and why they are as they are.

mod append;
mod attempts;
pub mod backup;
mod chain;
mod checkpoint;
mod clause;
mod connection;
mod failure;
mod import;
mod ledger;
mod log;
mod mail_link;
mod migrate;
mod options;
mod outbox;
mod query;
mod reader;
mod reference;
mod rekey;
mod restate;
mod retention;
pub mod rights;
mod row;
mod sighting;
mod staff;
mod standing;
mod subjects;
mod writer;

use std::{path::Path, sync::Arc};

use async_trait::async_trait;
use consent_core::receipt::{Digest, ReceiptId, UtcMillis};
use rusqlite::Connection;

use super::{
    Cursor, Journal, NewChoice, Notice, Page, ReceiptStore, Recorded, Search, StoreError,
    StoredReceipt, journal::ErasedSubject, live::LiveVault, rights::ErasedAgain, vault::Vault,
};
use crate::keys::Keys;
pub use connection::OpenError;
use ledger::Ledger;
pub use options::Options;
use reader::Readers;
use rights::replay::{self, ReplayError};
use writer::Writer;

/// The store in one SQLite database. Dropping it writes what still waits, then closes.
pub struct SqliteStore {
    // Before the readers: the writer's last checkpoint empties the write-ahead log.
    writer: Writer,
    readers: Arc<Readers>,
    vault: Arc<LiveVault>,
    search_budget: u32,
    journal: Option<Journal>,
    erased_again: ErasedAgain,
}

impl SqliteStore {
    /// Opens the database at `path`, and makes it if it is not there.
    ///
    /// # Errors
    /// When the file cannot be opened, is no database of ours, was written by a newer version, or
    /// belongs to other keys.
    pub fn open(path: &Path, keys: Keys) -> Result<Self, OpenError> {
        Self::open_with(path, keys, Options::default())
    }

    /// As [`SqliteStore::open`], with limits of the caller's.
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub fn open_with(path: &Path, keys: Keys, options: Options) -> Result<Self, OpenError> {
        let vault = Arc::new(LiveVault::new(keys));
        let connection = connection::prepare(path, vault.latest().keys())?;
        let again = ErasedAgain::default();
        Self::start(path, vault, connection, options, None, again)
    }

    /// As [`SqliteStore::open`]; what the erasure journal knows and the database does not is erased before this
    /// returns, and erasures are written to the journal from then on. `now_ms` is the caller's clock.
    ///
    /// # Errors
    /// As [`SqliteStore::open`], and when the journal cannot be read or written.
    pub fn open_with_journal(
        path: &Path,
        keys: Keys,
        journal: Journal,
        now_ms: i64,
    ) -> Result<Self, OpenError> {
        let vault = Arc::new(LiveVault::new(keys));
        let mut connection = connection::prepare(path, vault.latest().keys())?;
        let mut ledger = Ledger::new(vault.latest());
        let again = replay::run(&mut connection, &mut ledger, &journal, now_ms).map_err(
            |error| match error {
                ReplayError::Journal(error) => OpenError::Journal(error),
                ReplayError::Database(failure) => {
                    OpenError::open(path)(failure.into_error().to_string())
                }
            },
        )?;
        if again.leaf_index.is_some() {
            tracing::warn!(
                subjects = again.subjects,
                receipts = again.receipts,
                leaf_index = again.leaf_index,
                "an older copy of the database was restored: what had been erased since was erased again"
            );
            checkpoint::copy(&connection, "TRUNCATE").map_err(OpenError::open(path))?;
        }
        let options = Options::default();
        Self::start(path, vault, connection, options, Some(journal), again)
    }

    fn start(
        path: &Path,
        vault: Arc<LiveVault>,
        connection: Connection,
        options: Options,
        journal: Option<Journal>,
        erased_again: ErasedAgain,
    ) -> Result<Self, OpenError> {
        Ok(Self {
            writer: Writer::start(path, connection, Arc::clone(&vault), options)?,
            readers: Arc::new(Readers::new(path, Arc::clone(&vault))),
            vault,
            search_budget: options.search_budget,
            journal,
            erased_again,
        })
    }

    /// What was erased again when this store was opened.
    pub const fn erased_again(&self) -> ErasedAgain {
        self.erased_again
    }

    /// Writes what was erased to the journal's file; a store that was opened without one has only the table.
    async fn keep_in_journal(&self, erased: Vec<ErasedSubject>) -> Result<(), StoreError> {
        let Some(journal) = self.journal.clone() else {
            return Ok(());
        };
        let written = tokio::task::spawn_blocking(move || journal.append(&erased))
            .await
            .map_err(|panicked| StoreError::Unavailable(panicked.into()))?;
        if let Err(error) = written {
            // The erasure stands, and the next start writes the line: only a restore before that would miss it.
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            tracing::error!(%error, cause, "an erasure is not in its journal; mend the file and start again");
        }
        Ok(())
    }

    /// The public keys that verify the store's receipts, and the rest of what only keys can do.
    pub fn vault(&self) -> Arc<Vault> {
        self.vault.latest()
    }
}

#[async_trait]
impl ReceiptStore for SqliteStore {
    async fn record(&self, choice: NewChoice) -> Result<Recorded, StoreError> {
        self.writer
            .run(move |transaction, ledger| append::record(transaction, ledger, &choice))
            .await
    }

    async fn search(
        &self,
        search: &Search,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page, StoreError> {
        let search = search.clone();
        let budget = self.search_budget;
        self.readers
            .run_with_keys(move |connection, vault| {
                query::page(connection, vault, &search, after, limit, budget)
            })
            .await
    }

    async fn find(&self, receipt_id: ReceiptId) -> Result<Option<StoredReceipt>, StoreError> {
        let search = Search {
            receipt_id: Some(receipt_id),
            ..Search::default()
        };
        Ok(self.search(&search, None, 1).await?.items.pop())
    }

    async fn held(
        &self,
        site: Option<&str>,
        at: UtcMillis,
    ) -> Result<Vec<(u64, Digest)>, StoreError> {
        let site = site.map(str::to_owned);
        self.readers
            .run(move |connection| query::held(connection, site.as_deref(), at))
            .await
    }

    async fn register_notice(&self, notice: Notice) -> Result<Digest, StoreError> {
        self.writer
            .run(move |transaction, ledger| reference::add_notice(transaction, ledger, &notice))
            .await
    }

    async fn register_config(&self, site: &str, config: &str) -> Result<Digest, StoreError> {
        let (site, config) = (site.to_owned(), config.to_owned());
        self.writer
            .run(move |transaction, ledger| {
                reference::add_config(transaction, ledger, &site, &config)
            })
            .await
    }

    async fn register_build(
        &self,
        site: &str,
        release: &str,
        build: Digest,
    ) -> Result<(), StoreError> {
        let (site, release) = (site.to_owned(), release.to_owned());
        self.writer
            .run(move |transaction, ledger| {
                reference::add_build(transaction, ledger, &site, &release, build)
            })
            .await
    }

    async fn notice(&self, hash: &Digest) -> Result<Option<Notice>, StoreError> {
        let hash = *hash;
        self.readers
            .run(move |connection| reference::notice(connection, &hash))
            .await
    }

    async fn config(&self, hash: &Digest) -> Result<Option<String>, StoreError> {
        let hash = *hash;
        self.readers
            .run(move |connection| reference::config(connection, &hash))
            .await
    }

    async fn build_for_release(
        &self,
        site: &str,
        release: &str,
    ) -> Result<Option<Digest>, StoreError> {
        let (site, release) = (site.to_owned(), release.to_owned());
        self.readers
            .run(move |connection| reference::build_for_release(connection, &site, &release))
            .await
    }

    async fn check_health(&self) -> Result<(), StoreError> {
        if self.writer.is_failing() {
            // Only a write tells whether the disk takes writes again.
            return self.writer.run(reference::probe).await;
        }
        self.readers
            .run(|connection| {
                Ok(connection.query_row("SELECT count(*) FROM sites", [], |_| Ok(()))?)
            })
            .await
    }
}
