//! What every handler shares. Built once by [`crate::cli::serve`] (or a test) and never changed.

use std::sync::Arc;

use crate::{clock::Clock, config::Config, metrics::Metrics};

/// The parts a handler may use; pass it as [`SharedState`].
pub struct AppState {
    /// The settings as they were at start.
    pub config: Config,
    /// The only source of time.
    pub clock: Arc<dyn Clock>,
    /// Counters; they hold no personal data.
    pub metrics: Metrics,
}

/// The state as axum carries it.
pub type SharedState = Arc<AppState>;
