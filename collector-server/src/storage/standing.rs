//! How things stand now for one person on one site: what the site's server asks before it sends something.

use async_trait::async_trait;
use consent_core::{
    cookie::ConsentKey,
    receipt::{EventState, RecordId, UtcMillis},
};

use super::StoreError;

/// Answers how things stand.
#[async_trait]
pub trait StandingStore: Send + Sync {
    /// What the newest receipts say. Who is not known has none.
    ///
    /// # Errors
    /// When the database cannot be read.
    async fn stands(&self, question: Question) -> Result<Stands, StoreError>;

    /// Signs a statement with the current receipt key (`consent_core::receipt::statement`); no key leaves the store.
    fn sign_statement(&self, kind: &str, payload: &str) -> String;
}

/// About whom. Personal data: has no `Debug`.
#[derive(Clone)]
pub struct Question {
    /// The site's id.
    pub site: String,
    /// A browser's key: decides about what happens in that browser.
    pub consent_key: Option<ConsentKey>,
    /// A user: decides about clauses, and about cookies where no browser is named.
    pub user_id: Option<String>,
    /// The collector's clock.
    pub now: UtcMillis,
}

/// The newest receipt of each matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stands {
    /// The choice about cookies.
    pub cookies: Option<Standing>,
    /// Clauses by id.
    pub clauses: Vec<(String, Standing)>,
}

/// What a newest receipt says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its record.
    pub record_id: RecordId,
    /// What has happened.
    pub state: EventState,
    /// When.
    pub event_time: UtcMillis,
    /// The material version of the configuration that it is about; 0 where that cannot be told.
    pub version: u32,
    /// Whether its time has not run out.
    pub is_valid: bool,
    /// Whether a hold restricts the use of it (GDPR Art. 18).
    pub is_restricted: bool,
    /// Ids of the purposes that are granted; of a clause its channels.
    pub granted: Vec<String>,
}
