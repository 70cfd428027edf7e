//! Consent clauses as the store keeps them: an event on its way in, what it left, and the two links that a mail holds.

use std::net::IpAddr;

use async_trait::async_trait;
use consent_core::{
    clause::Change,
    cookie::ConsentKey,
    receipt::{Channel, ChannelDecision, Digest, EventState, RecordId, UtcMillis},
};

use super::{NewChoice, Recorded, StoreError};
use crate::privacy::IpMode;

/// Keeps what is decided about clauses. The receipts are [`super::ReceiptStore`]'s, in the same tables.
#[async_trait]
pub trait ClauseStore: Send + Sync {
    /// Records an event, in one transaction with its receipt and its leaf. The record is that of the user, on whatever
    /// device it began; without a user that of the browser's key.
    ///
    /// # Errors
    /// As [`super::ReceiptStore::record`].
    async fn record_clause(&self, event: NewClauseEvent) -> Result<ClauseRecorded, StoreError>;

    /// What a confirmation link is for, whatever the time; `None` when it never was one of ours, or its person was erased.
    async fn confirmation(&self, token: &Digest) -> Result<Option<Confirmation>, StoreError>;

    /// Confirms, once: the e-mail channel of the clause is granted. What became of it says [`Confirmation`].
    async fn confirm(
        &self,
        token: &Digest,
        by: MailboxOwner,
    ) -> Result<Option<Confirmation>, StoreError>;

    /// What an unsubscribe link is for.
    async fn unsubscribe_link(&self, token: &Digest) -> Result<Option<MailLink>, StoreError>;

    /// Withdraws the e-mail channel of the link's clause; nothing more happens when it is withdrawn already.
    async fn unsubscribe(
        &self,
        token: &Digest,
        now: UtcMillis,
    ) -> Result<Option<MailLink>, StoreError>;
}

/// An event about a clause, checked by the HTTP edge. Personal data: has no `Debug`.
#[derive(Clone)]
pub struct NewClauseEvent {
    /// What every receipt has; `clause` names the clause, and its channels' decisions are the store's to fill in.
    /// Without `has_key` its consent key is a random one that nobody knows.
    pub choice: NewChoice,
    /// Whether `choice.consent_key` is a browser's.
    pub has_key: bool,
    /// What the person did.
    pub change: Change,
    /// Whether e-mail waits for its confirmation.
    pub double_opt_in: bool,
    /// The confirmation link, should one be needed.
    pub confirmation: NewConfirmation,
    /// Whether it comes from a link in a mail, which may be followed again and again: then what says nothing new leaves
    /// no row behind.
    pub is_from_link: bool,
}

/// A link that confirms.
#[derive(Clone, Copy)]
pub struct NewConfirmation {
    /// SHA-256 of its secret.
    pub token_hash: Digest,
    /// Milliseconds since 1970.
    pub expires_at_ms: i64,
}

/// What an event left.
pub struct ClauseRecorded {
    /// The receipt; none when there was nothing to record.
    pub receipt: Option<Recorded>,
    /// The record that it is in.
    pub record_id: Option<RecordId>,
    /// How things stand now.
    pub stands: ClauseStands,
    /// Whether the new confirmation link is to be sent.
    pub is_to_confirm: bool,
    /// The secret of the unsubscribe link, where e-mail is granted or waited for.
    pub unsubscribe: Option<[u8; 16]>,
}

impl ClauseRecorded {
    /// There was nothing to record, and no mail is due.
    pub const fn nothing_new(stands: ClauseStands, record_id: Option<RecordId>) -> Self {
        Self {
            receipt: None,
            record_id,
            stands,
            is_to_confirm: false,
            unsubscribe: None,
        }
    }
}

/// How a clause stands for one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClauseStands {
    /// The newest state; none when nothing was ever recorded.
    pub state: Option<EventState>,
    /// Every channel, in the site's order.
    pub channels: Vec<(Channel, ChannelDecision)>,
}

/// Where a link in a mail leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailLink {
    /// The site's id.
    pub site: String,
    /// The clause's id.
    pub clause: String,
}

/// A confirmation link and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// The site's id.
    pub site: String,
    /// The clause's id.
    pub clause: String,
    /// Where it stands.
    pub stage: Stage,
    /// Until when it may be confirmed, milliseconds since 1970.
    pub expires_at_ms: i64,
}

impl Confirmation {
    /// The same at this time: what still waits after its time has ended.
    pub fn at(self, now: UtcMillis) -> Self {
        let is_late = self.stage == Stage::Waiting && now.as_millis() >= self.expires_at_ms;
        Self {
            stage: if is_late { Stage::Ended } else { self.stage },
            ..self
        }
    }
}

/// Stages of a confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It can be confirmed.
    Waiting,
    /// It has just been confirmed.
    Confirmed,
    /// It was confirmed before.
    WasConfirmed,
    /// Too late, or withdrawn meanwhile.
    Ended,
}

/// Who confirms, as the collector sees it. Personal data: has no `Debug`.
#[derive(Clone)]
pub struct MailboxOwner {
    /// The address that the confirmation came from; the store keeps what `ip_mode` allows.
    pub ip: Option<IpAddr>,
    /// How much of it the site keeps.
    pub ip_mode: IpMode,
    /// Browser family and major version.
    pub user_agent: Option<String>,
    /// The collector's clock.
    pub now: UtcMillis,
}

impl NewClauseEvent {
    /// The browser's key, where the event has one.
    pub fn key(&self) -> Option<&ConsentKey> {
        self.has_key.then_some(&self.choice.consent_key)
    }
}
