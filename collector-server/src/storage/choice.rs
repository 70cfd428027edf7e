//! A choice on its way in, and the receipt on its way out.

use std::{fmt, net::IpAddr};

use consent_core::{
    cookie::ConsentKey,
    receipt::{
        Blocked, ChannelClaim, ChannelDecision, ClauseClaim, Digest, EventState, Method,
        PurposeClaim, ReceiptCode, ReceiptId, Signals, UtcMillis, VendorClaim,
    },
};
use uuid::Uuid;

use crate::privacy::IpMode;

/// The most purposes that a site may declare: their decisions are kept as bits of one number.
pub const PURPOSES_MAX: usize = 63;

/// A choice that the HTTP edge has checked: every part is of the site's configuration, of the
/// collector's own clock and socket, or of a verified assertion.
///
/// Personal data: has no `Debug`.
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
    /// Every declared purpose with what was decided, in the site's order; at most [`PURPOSES_MAX`].
    pub purposes: Vec<PurposeClaim>,
    /// Every declared service with its vendor, in the site's order; none for a clause.
    pub vendors: Vec<VendorClaim>,
    /// Whose law the site asks under, ISO 3166-1 or 3166-2; absent where an earlier receipt does not say.
    pub jurisdiction: Option<String>,
    /// What was decided about a clause; then there are no purposes.
    pub clause: Option<ClauseDecisions>,
    /// How the choice was made.
    pub method: Method,
    /// The notice that was shown; registered before.
    pub notice_hash: Digest,
    /// Its language, BCP 47.
    pub notice_lang: String,
    /// The published configuration; registered before.
    pub config_hash: Digest,
    /// The script that ran; registered before.
    pub build_hash: Digest,
    /// The collector's clock.
    pub event_time: UtcMillis,
    /// The browser's clock.
    pub client_time: Option<UtcMillis>,
    /// The visitor's address as the collector saw it; the store keeps of it what the next two allow.
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
    /// Signals that came with the choice.
    pub signals: Signals,
    /// What the gate had held back before the choice.
    pub blocked: Blocked,
    /// How long the choice counts, as ISO 8601 (`P6M`).
    pub validity: String,
    /// The same in seconds.
    pub validity_seconds: u64,
}

impl NewChoice {
    /// Lets it count for so many seconds instead: in whole days, at least one.
    pub fn count_for(&mut self, seconds: u64) {
        const DAY_SECONDS: u64 = 24 * 3600;
        let days = (seconds / DAY_SECONDS).max(1);
        self.validity = format!("P{days}D");
        self.validity_seconds = days * DAY_SECONDS;
    }
}

/// What a receipt of a clause says beside what every receipt says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClauseDecisions {
    /// Which clause, as it was published.
    pub claim: ClauseClaim,
    /// Every channel of it, in the site's order.
    pub channels: Vec<ChannelClaim>,
}

impl ClauseDecisions {
    /// Whether anything is granted, or waits to be.
    pub fn grants(&self) -> bool {
        self.channels.iter().any(|channel| {
            matches!(
                channel.decision,
                ChannelDecision::Granted | ChannelDecision::Pending
            )
        })
    }
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
    pub receipt_id: ReceiptId,
    /// Its short code for people.
    pub code: ReceiptCode,
    /// What the receipt says has happened.
    pub state: EventState,
    /// The time of the receipt.
    pub event_time: UtcMillis,
    /// The SD-JWT with the visitor's disclosures: all but address and user id.
    pub receipt: String,
    /// The receipt's salt, which opens the log leaf.
    pub salt: [u8; 32],
    /// What the log leaf commits to.
    pub commitment: Digest,
    /// Index of that leaf.
    pub leaf_index: u64,
}

impl fmt::Debug for Recorded {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Recorded")
            .field("outcome", &self.outcome)
            .field("receipt_id", &self.receipt_id)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}
