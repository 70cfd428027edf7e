//! A choice on its way in, and the receipt on its way out.

use std::net::IpAddr;

use consent_core::{category::Category, cookie::ConsentKey};
use uuid::Uuid;

use super::{Decision, EventState, Hash, Method};
use crate::privacy::IpMode;

/// A choice that the HTTP edge has checked: every part is of the site's configuration, of the
/// collector's own clock and socket, or of a verified assertion.
#[derive(Clone)]
pub struct NewChoice {
    /// Who issues the receipt: the collector's public base address (`iss`).
    pub issuer: String,
    /// The site's id.
    pub site: String,
    /// The caller's mark of this one attempt; the same mark from the same browser is the same choice.
    pub idempotency_key: Uuid,
    /// The browser's key to its own record.
    pub consent_key: ConsentKey,
    /// Every declared purpose with what was decided, in the site's order; at most 63.
    pub purposes: Vec<PurposeDecision>,
    /// How the choice was made.
    pub method: Method,
    /// The notice that was shown; registered before.
    pub notice_hash: Hash,
    /// Its language, BCP 47.
    pub notice_lang: String,
    /// The published configuration; registered before.
    pub config_hash: Hash,
    /// The script that ran; registered before.
    pub build_hash: Hash,
    /// The collector's clock, milliseconds since 1970.
    pub event_time_ms: i64,
    /// The browser's clock, milliseconds since 1970.
    pub client_time_ms: Option<i64>,
    /// The visitor's address as the collector saw it.
    pub ip: Option<IpAddr>,
    /// How much of the address the site keeps.
    pub ip_mode: IpMode,
    /// Whether the address is also kept where nothing was granted.
    pub ip_on_refusal: bool,
    /// The user id of a verified assertion.
    pub user_id: Option<String>,
    /// Browser family and major version.
    pub user_agent: Option<String>,
    /// Scheme, host and port of the page.
    pub page_origin: Option<String>,
    /// Path of the page, where the site opted in.
    pub page_path: Option<String>,
    /// Whether the browser sent Global Privacy Control.
    pub gpc: bool,
    /// What the gate had held back before the choice.
    pub blocked: Blocked,
    /// How long the choice counts, as ISO 8601 (`P6M`).
    pub validity: String,
    /// The same in milliseconds.
    pub validity_ms: i64,
}

/// What was decided for one purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurposeDecision {
    /// The purpose's id.
    pub id: String,
    /// Its category.
    pub category: Category,
    /// SHA-256 over what the purpose says.
    pub version_hash: Hash,
    /// What was decided.
    pub decision: Decision,
    /// Legal basis, as in the site file.
    pub legal_basis: String,
    /// The purpose in the W3C Data Privacy Vocabulary.
    pub dpv: Option<String>,
}

/// How often the gate held something back, by category.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Blocked {
    /// Functional, which the gate holds only by the site's wish.
    pub functional: u32,
    /// Comfort.
    pub preferences: u32,
    /// Statistics.
    pub statistics: u32,
    /// Advertising.
    pub advertising: u32,
    /// Third parties that nobody classified.
    pub unknown: u32,
}

/// Whether a choice made a receipt of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It did.
    New,
    /// This very choice was recorded before.
    Replayed,
    /// The subject's last receipt says the same.
    Unchanged,
}

/// The answer to a recorded choice. It is the visitor's own copy: personal data, never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Recorded {
    /// New, or which earlier one.
    pub outcome: Outcome,
    /// The receipt's id.
    pub receipt_id: Uuid,
    /// Its short code for people.
    pub code: String,
    /// What the receipt says has happened.
    pub state: EventState,
    /// The time of the receipt, milliseconds since 1970.
    pub event_time_ms: i64,
    /// The SD-JWT with the visitor's disclosures: all but address and user id.
    pub receipt: String,
    /// The receipt's salt, which opens the log leaf.
    pub salt: [u8; 32],
    /// What the log leaf commits to.
    pub commitment: Hash,
}

impl std::fmt::Debug for Recorded {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Recorded")
            .field("outcome", &self.outcome)
            .field("receipt_id", &self.receipt_id)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}
