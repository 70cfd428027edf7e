//! What every handler shares. Built once by [`crate::cli::serve`] (or a test) and never changed.

use std::sync::Arc;

use crate::{
    clock::Clock,
    config::Config,
    http::limits::Limits,
    log::Log,
    metrics::Metrics,
    publish::Published,
    staff::Logins,
    storage::{
        ClauseStore, ReceiptStore, RetentionStore, RightsStore, SightingStore, StaffStore,
        StandingStore,
    },
    webhook::Webhooks,
};

/// The parts a handler may use; pass it as [`SharedState`].
pub struct AppState {
    /// The settings as they were at start.
    pub config: Config,
    /// The only source of time.
    pub clock: Arc<dyn Clock>,
    /// Counters; they hold no personal data.
    pub metrics: Metrics,
    /// The sites with everything that is served of them.
    pub published: Published,
    /// How much each address and site may still ask.
    pub limits: Limits,
    /// The same for reports of browsers, so that these never keep a choice out.
    pub report_limits: Limits,
    /// Choices and receipts.
    pub receipts: Arc<dyn ReceiptStore>,
    /// What is decided beside cookies.
    pub clauses: Arc<dyn ClauseStore>,
    /// What tells sites of new receipts.
    pub webhooks: Webhooks,
    /// How things stand for one person.
    pub standing: Arc<dyn StandingStore>,
    /// Staff users, sessions, tokens and the audit log.
    pub staff: Arc<dyn StaffStore>,
    /// What people ask about their own data.
    pub rights: Arc<dyn RightsStore>,
    /// What time takes.
    pub retention: Arc<dyn RetentionStore>,
    /// Third parties that browsers reported.
    pub sightings: Arc<dyn SightingStore>,
    /// Who may try to log in, and how often; `Logins::default()`.
    pub logins: Logins,
    /// The transparency log over what is recorded.
    pub log: Log,
}

/// The state as axum carries it.
pub type SharedState = Arc<AppState>;
