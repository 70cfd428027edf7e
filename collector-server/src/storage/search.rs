//! A question of the staff, and what is found.

use std::{fmt, net::IpAddr};

use consent_core::{
    cookie::ConsentKey,
    receipt::{Claims, Decision, Digest, EventState, ReceiptCode, ReceiptId, RecordId, UtcMillis},
};
use ipnet::IpNet;

use crate::privacy::address::{Reach, normal_network};

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
    /// The receipt's short code.
    pub code: Option<ReceiptCode>,
    /// The receipt's id.
    pub receipt_id: Option<ReceiptId>,
    /// Every receipt of one record.
    pub record_id: Option<RecordId>,
    /// Every receipt of a browser's key.
    pub consent_key: Option<ConsentKey>,
    /// Earliest event time, inclusive.
    pub from: Option<UtcMillis>,
    /// Latest event time, exclusive.
    pub to: Option<UtcMillis>,
    /// A purpose's id and what was decided about it.
    pub decision: Option<(String, Decision)>,
    /// What has happened.
    pub state: Option<EventState>,
    /// The site's id.
    pub site: Option<String>,
    /// Leave out what a legal hold keeps from ordinary reading at this time.
    pub unrestricted_at: Option<UtcMillis>,
}

impl Search {
    /// Whether receipts may match that cannot be found: those that keep only a keyed hash of the address, where the
    /// network has too many addresses to look each up.
    pub fn leaves_out_hashes(&self) -> bool {
        self.ip
            .is_some_and(|network| !Reach::of(normal_network(network)).finds_hashes())
    }

    /// When and on which site holds leave something out of everything: where the question is about one site or all and
    /// about nothing else, so that the number left out tells nothing about a person who was searched for.
    pub fn leaves_out(&self) -> Option<(UtcMillis, Option<&str>)> {
        let Self {
            user_id: None,
            ip: None,
            code: None,
            receipt_id: None,
            record_id: None,
            consent_key: None,
            from: None,
            to: None,
            decision: None,
            state: None,
            site,
            unrestricted_at: Some(at),
        } = self
        else {
            return None;
        };
        Some((*at, site.as_deref()))
    }
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
    /// The open claims: ids, site, state, method, time, purposes, hashes.
    pub claims: Claims,
    /// SHA-256 of the subject's random name, as in the receipt.
    pub subject_ref: Option<Digest>,
    /// The full address, while it is kept.
    pub ip: Option<IpAddr>,
    /// The truncated address.
    pub ip_truncated: Option<IpNet>,
    /// A keyed hash of the address, where the site keeps no more; see [`crate::privacy::blind::BlindIndex::ip_claim`].
    pub ip_hash: Option<String>,
    /// The user id.
    pub user_id: Option<String>,
    /// Browser family and major version.
    pub user_agent: Option<String>,
    /// Scheme, host and port of the page.
    pub page_origin: Option<String>,
    /// Path of the page.
    pub page_path: Option<String>,
    /// The browser's clock.
    pub client_time: Option<UtcMillis>,
    /// The SD-JWT with every disclosure that is still kept.
    pub receipt: String,
    /// The receipt's salt.
    pub salt: [u8; 32],
    /// What the log leaf commits to.
    pub commitment: Digest,
    /// Index of the leaf in the log.
    pub leaf_index: u64,
}

impl fmt::Debug for StoredReceipt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("StoredReceipt")
            .field("receipt_id", &self.claims.receipt_id)
            .field("state", &self.claims.state)
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
