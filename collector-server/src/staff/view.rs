//! What a role sees of a receipt, as JSON.

use std::net::IpAddr;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consent_core::receipt::{ChannelDecision, Claims, Decision, Digest, Field, SdJwt, UtcMillis};
use ipnet::IpNet;
use serde::Serialize;

use super::Sight;
use crate::storage::StoredReceipt;

/// A receipt with its opened fields. Has no `Debug`: personal data.
///
/// What the role may not see is null, exactly like what was never there or was erased.
#[derive(Clone, Serialize)]
pub struct ReceiptView {
    /// The open claims.
    #[serde(flatten)]
    pub claims: Claims,
    /// SHA-256 of the subject's random name.
    pub subject_ref: Option<Digest>,
    /// The full address.
    pub ip: Option<IpAddr>,
    /// The network of the address.
    pub ip_truncated: Option<IpNet>,
    /// A keyed hash of the address.
    pub ip_hash: Option<String>,
    /// The host site's name for the person.
    pub user_id: Option<String>,
    /// Browser family and major version.
    pub user_agent: Option<String>,
    /// Origin of the page.
    pub page_origin: Option<String>,
    /// Path of the page.
    pub page_path: Option<String>,
    /// The browser's clock.
    pub client_time: Option<UtcMillis>,
    /// The SD-JWT with the disclosures that the role may see.
    pub receipt: Option<String>,
    /// The salt of the leaf, base64url.
    pub salt: String,
    /// What the leaf commits to.
    pub commitment: Digest,
    /// Index of the leaf in the log.
    pub leaf_index: u64,
    /// The proof file (C2SP `tlog-proof`), in an export with proofs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
}

impl ReceiptView {
    /// What `sight` leaves of the receipt.
    pub fn new(stored: StoredReceipt, sight: Sight) -> Self {
        let receipt = withheld(&stored.receipt, sight);
        let view = Self {
            claims: stored.claims,
            subject_ref: stored.subject_ref,
            ip: stored.ip,
            ip_truncated: stored.ip_truncated,
            ip_hash: stored.ip_hash,
            user_id: stored.user_id,
            user_agent: stored.user_agent,
            page_origin: stored.page_origin,
            page_path: stored.page_path,
            client_time: stored.client_time,
            receipt,
            salt: URL_SAFE_NO_PAD.encode(stored.salt),
            commitment: stored.commitment,
            leaf_index: stored.leaf_index,
            proof: None,
        };
        match sight {
            Sight::Full => view,
            Sight::Masked => Self {
                ip: None,
                ip_hash: None,
                ..view
            },
            Sight::Bare => Self {
                subject_ref: None,
                ip: None,
                ip_truncated: None,
                ip_hash: None,
                user_id: None,
                user_agent: None,
                page_origin: None,
                page_path: None,
                client_time: None,
                ..view
            },
        }
    }

    /// The purposes with that decision, by id, separated by spaces; of a clause its channels (`newsletter.email`).
    pub fn purposes_with(&self, decision: Decision) -> String {
        let purposes = self
            .claims
            .purposes
            .iter()
            .filter(|purpose| purpose.decision == decision)
            .map(|purpose| purpose.id.clone());
        let clause = self.claims.clause.iter();
        let channels = clause.flat_map(|clause| {
            self.claims
                .channels
                .iter()
                .filter(|channel| decision_of(channel.decision) == decision)
                .map(|channel| format!("{}.{}", clause.id, channel.id))
        });
        let ids: Vec<String> = purposes.chain(channels).collect();
        ids.join(" ")
    }
}

/// A channel's decision among those of purposes: what waits for its confirmation was not decided yet.
pub const fn decision_of(channel: ChannelDecision) -> Decision {
    match channel {
        ChannelDecision::Granted => Decision::Granted,
        ChannelDecision::Denied => Decision::Denied,
        ChannelDecision::Pending | ChannelDecision::NotAsked => Decision::NotAsked,
    }
}

/// The receipt without what may not be seen; nothing when that cannot be told.
fn withheld(receipt: &str, sight: Sight) -> Option<String> {
    let fields = match sight {
        Sight::Full => return Some(receipt.to_owned()),
        Sight::Masked => &[Field::Ip, Field::IpHash],
        Sight::Bare => Field::ALL,
    };
    let copy = SdJwt::parse(receipt).ok()?.withhold(fields).ok()?;
    Some(copy.to_string())
}
