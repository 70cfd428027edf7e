//! The real store, with a switch that makes it fail.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use collector_server::storage::{
    Cursor, NewChoice, Notice, Page, ReceiptStore, Recorded, Search, StoreError, StoredReceipt,
};
use consent_core::receipt::{Digest, ReceiptId, UtcMillis};

/// A store that fails while it is switched off, as a full or broken disk does.
pub struct Switched {
    inner: Arc<dyn ReceiptStore>,
    pub is_off: AtomicBool,
}

impl Switched {
    pub fn new(inner: Arc<dyn ReceiptStore>) -> Self {
        Self {
            inner,
            is_off: AtomicBool::new(false),
        }
    }

    fn check(&self) -> Result<(), StoreError> {
        if self.is_off.load(Ordering::SeqCst) {
            Err(StoreError::Unavailable("disk full".into()))
        } else {
            Ok(())
        }
    }
}

#[async_trait]
impl ReceiptStore for Switched {
    async fn record(&self, choice: NewChoice) -> Result<Recorded, StoreError> {
        self.check()?;
        self.inner.record(choice).await
    }

    async fn search(
        &self,
        search: &Search,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page, StoreError> {
        self.inner.search(search, after, limit).await
    }

    async fn find(&self, receipt_id: ReceiptId) -> Result<Option<StoredReceipt>, StoreError> {
        self.inner.find(receipt_id).await
    }

    async fn held(
        &self,
        site: Option<&str>,
        at: UtcMillis,
    ) -> Result<Vec<(u64, Digest)>, StoreError> {
        self.inner.held(site, at).await
    }

    async fn register_notice(&self, notice: Notice) -> Result<Digest, StoreError> {
        self.inner.register_notice(notice).await
    }

    async fn register_config(&self, site: &str, config: &str) -> Result<Digest, StoreError> {
        self.inner.register_config(site, config).await
    }

    async fn register_build(
        &self,
        site: &str,
        release: &str,
        build: Digest,
    ) -> Result<(), StoreError> {
        self.inner.register_build(site, release, build).await
    }

    async fn notice(&self, hash: &Digest) -> Result<Option<Notice>, StoreError> {
        self.inner.notice(hash).await
    }

    async fn config(&self, hash: &Digest) -> Result<Option<String>, StoreError> {
        self.inner.config(hash).await
    }

    async fn build_for_release(
        &self,
        site: &str,
        release: &str,
    ) -> Result<Option<Digest>, StoreError> {
        self.inner.build_for_release(site, release).await
    }

    async fn check_health(&self) -> Result<(), StoreError> {
        self.check()?;
        self.inner.check_health().await
    }
}
