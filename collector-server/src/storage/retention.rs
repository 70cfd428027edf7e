//! What time takes (RECEIPTS section 5), as the store does it: in small steps, each a transaction of its own, that can be
//! stopped anywhere and taken again.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{StoreError, rights::Finder};

/// One time limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetentionClock {
    /// Cookie choices whose validity has passed get a `ConsentExpired`.
    Expiry,
    /// Whole addresses become networks; the addresses of an ended consent go.
    Addresses,
    /// Refusals lose address and browser.
    Refusals,
    /// Records whose proof is no longer needed go.
    Records,
    /// Whoever was not active for seven years goes.
    Subjects,
    /// Attempts that no browser repeats any more go.
    Attempts,
    /// Rows of the staff's audit log go.
    Audit,
}

impl RetentionClock {
    /// Every clock, in the order of a run: what has expired counts as ended for those after it.
    pub const ALL: [Self; 7] = [
        Self::Expiry,
        Self::Addresses,
        Self::Refusals,
        Self::Records,
        Self::Subjects,
        Self::Attempts,
        Self::Audit,
    ];

    /// The name in progress lines.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Expiry => "expiry",
            Self::Addresses => "addresses",
            Self::Refusals => "refusals",
            Self::Records => "records",
            Self::Subjects => "subjects",
            Self::Attempts => "attempts",
            Self::Audit => "audit",
        }
    }
}

/// To which time limits are counted, and what sites say today.
#[derive(Clone, Debug, Default)]
pub struct RetentionPolicy {
    /// Milliseconds since 1970.
    pub now_ms: i64,
    /// Days until a whole address is shortened, by site, as published now. The shorter of this and of what was
    /// published when the receipt was made counts.
    pub full_days: BTreeMap<String, u32>,
}

/// What was done, or would be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetentionReport {
    /// Choices that expired.
    pub expired: u64,
    /// Whole addresses that became networks.
    pub addresses_shortened: u64,
    /// Receipts of ended consents that lost the network too.
    pub networks_removed: u64,
    /// Refusals that lost address and browser.
    pub refusals_stripped: u64,
    /// Records that went.
    pub records_erased: u64,
    /// Receipts that went with them.
    pub receipts_erased: u64,
    /// Subjects that went.
    pub subjects_erased: u64,
    /// Attempts that went.
    pub attempts_removed: u64,
    /// Rows of the audit log that went.
    pub audit_removed: u64,
    /// What is due and stays, because of a legal hold or an open case.
    pub held: u64,
    /// Subjects past seven years that stay, because a consent to be reached still stands.
    pub kept_live: u64,
}

impl RetentionReport {
    /// Adds another.
    pub const fn add(&mut self, other: &Self) {
        self.expired += other.expired;
        self.addresses_shortened += other.addresses_shortened;
        self.networks_removed += other.networks_removed;
        self.refusals_stripped += other.refusals_stripped;
        self.records_erased += other.records_erased;
        self.receipts_erased += other.receipts_erased;
        self.subjects_erased += other.subjects_erased;
        self.attempts_removed += other.attempts_removed;
        self.audit_removed += other.audit_removed;
        self.held += other.held;
        self.kept_live += other.kept_live;
    }
}

/// One step of a clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct RetentionStep {
    /// What it did.
    pub report: RetentionReport,
    /// Where the next step begins; none when the clock is through.
    pub next: Option<i64>,
}

/// A finished run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetentionRun {
    /// The time that limits were counted to, milliseconds since 1970.
    pub as_of_ms: i64,
    /// When it was through.
    pub finished_at_ms: i64,
    /// What it did.
    pub report: RetentionReport,
}

/// Takes what time takes.
#[async_trait]
pub trait RetentionStore: Send + Sync {
    /// One step of a clock from `after` on (0 at first), in one transaction. With `is_dry` it only counts.
    async fn retain(
        &self,
        clock: RetentionClock,
        policy: &RetentionPolicy,
        after: i64,
        is_dry: bool,
    ) -> Result<RetentionStep, StoreError>;

    /// Keeps what a run did.
    async fn note_retention_run(&self, run: RetentionRun) -> Result<(), StoreError>;

    /// The newest run.
    async fn last_retention_run(&self) -> Result<Option<RetentionRun>, StoreError>;

    /// Notes a purchase or contact: moves the last activity of whoever is found, never back. Says how many were found.
    async fn touch(
        &self,
        finder: &Finder,
        site: Option<&str>,
        at_ms: i64,
    ) -> Result<u64, StoreError>;
}
