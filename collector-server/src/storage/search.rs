//! A question of the staff, and what is found.

use std::net::IpAddr;

use consent_core::cookie::ConsentKey;
use ipnet::IpNet;
use uuid::Uuid;

use super::{Blocked, Decision, EventState, Hash, Method};

/// The most receipts that one page holds.
pub const LIMIT_MAX: usize = 200;

/// What a receipt has to match; a filter that is `None` matches all, and all filters have to match.
#[derive(Clone, Default)]
pub struct Search {
    /// The user id that the receipt carries, exactly.
    pub user_id: Option<String>,
    /// An address (a prefix of full length) or a prefix. A receipt whose address was kept truncated
    /// matches prefixes as short as what was kept, or shorter.
    pub ip: Option<IpNet>,
    /// The receipt's short code, as typed.
    pub code: Option<String>,
    /// The receipt's id.
    pub receipt_id: Option<Uuid>,
    /// Every receipt of one record.
    pub record_id: Option<Uuid>,
    /// Every receipt of a browser's key.
    pub consent_key: Option<ConsentKey>,
    /// Earliest event time, milliseconds since 1970, inclusive.
    pub from_ms: Option<i64>,
    /// Latest event time, milliseconds since 1970, exclusive.
    pub to_ms: Option<i64>,
    /// A purpose's id and what was decided about it.
    pub decision: Option<(String, Decision)>,
    /// What has happened.
    pub state: Option<EventState>,
    /// The site's id.
    pub site: Option<String>,
}

/// Where a page ended. Its text form holds a time, nothing about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor(pub i64);

impl Cursor {
    /// The text that [`Cursor::parse`] reads.
    pub fn to_text(self) -> String {
        format!("{:016x}", self.0)
    }

    /// Reads the text form.
    pub fn parse(text: &str) -> Option<Self> {
        let is_plain = text.len() == 16 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
        is_plain
            .then(|| i64::from_str_radix(text, 16).ok())
            .flatten()
            .map(Self)
    }
}

/// Part of an answer.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Newest first. May be short, even empty, while `next` goes on: a search that has to open
    /// envelopes stops after a bounded number of them.
    pub items: Vec<StoredReceipt>,
    /// Where to go on; `None` when there is no more.
    pub next: Option<Cursor>,
}

/// A receipt as the store knows it, opened. Personal data: shown to who may see it, never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredReceipt {
    /// The receipt's id.
    pub receipt_id: Uuid,
    /// Its short code.
    pub code: String,
    /// The record it belongs to.
    pub record_id: Uuid,
    /// The subject, as a random reference.
    pub subject_ref: Uuid,
    /// The site's id.
    pub site: String,
    /// What has happened.
    pub state: EventState,
    /// How the choice was made.
    pub method: Method,
    /// The collector's clock, milliseconds since 1970.
    pub event_time_ms: i64,
    /// How long it counts, ISO 8601.
    pub validity: String,
    /// Purpose ids with what was decided.
    pub decisions: Vec<(String, Decision)>,
    /// The notice that was shown.
    pub notice_hash: Hash,
    /// Its language.
    pub notice_lang: String,
    /// The configuration.
    pub config_hash: Hash,
    /// The script.
    pub build_hash: Hash,
    /// Whether the browser sent Global Privacy Control.
    pub gpc: bool,
    /// What the gate had held back.
    pub blocked: Blocked,
    /// The full address, while it is kept.
    pub ip: Option<IpAddr>,
    /// The truncated address, in prefix notation.
    pub ip_truncated: Option<IpNet>,
    /// The user id.
    pub user_id: Option<String>,
    /// Browser family and major version.
    pub user_agent: Option<String>,
    /// Scheme, host and port of the page.
    pub page_origin: Option<String>,
    /// Path of the page.
    pub page_path: Option<String>,
    /// The browser's clock, milliseconds since 1970.
    pub client_time_ms: Option<i64>,
    /// The SD-JWT with every disclosure that is still kept.
    pub receipt: String,
    /// The receipt's salt.
    pub salt: [u8; 32],
    /// What the log leaf commits to.
    pub commitment: Hash,
    /// Index of the leaf in the log.
    pub leaf_index: u64,
}

impl std::fmt::Debug for StoredReceipt {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("StoredReceipt")
            .field("receipt_id", &self.receipt_id)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_nothing_else_does() {
        let cursor = Cursor(3_763_000_123_456_789);
        assert_eq!(Cursor::parse(&cursor.to_text()), Some(cursor));
        for text in [
            "",
            "12",
            "zzzzzzzzzzzzzzzz",
            "+123456789abcdef",
            "ffffffffffffffff",
        ] {
            assert_eq!(Cursor::parse(text), None, "{text}");
        }
    }
}
