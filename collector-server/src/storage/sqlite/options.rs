//! What the operator, or a test, may set.

use std::time::Duration;

/// Limits of the store.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Choices that may wait; more are refused with `StoreError::Full`.
    pub waiting_max: usize,
    /// The most that one transaction holds.
    pub group_max: usize,
    /// Pages (of 4 KiB) that the write-ahead log may reach before the writer itself shortens it.
    pub log_pages_max: i64,
    /// How long to wait for another process that writes, for instance a command beside the server.
    pub busy_wait: Duration,
    /// How much one page of a search may cost: 1 for a row that is looked at, 8 more for one that is
    /// opened. Then the page ends, and the next goes on.
    pub search_budget: u32,
    /// Pages that the database may have, or no limit. Past it, writing fails as on a full disk.
    pub database_pages_max: Option<u32>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            waiting_max: 4096,
            group_max: 1024,
            log_pages_max: 16_384,
            busy_wait: Duration::from_secs(5),
            search_budget: 20_000,
            database_pages_max: None,
        }
    }
}
