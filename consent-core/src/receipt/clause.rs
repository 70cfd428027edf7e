//! A consent clause in a receipt: which one, and what was decided for each channel.

use serde::{Deserialize, Serialize};

use super::{Digest, LegalBasis, text::named_values};

named_values! {
    /// A way to reach a person. Each is a choice of its own: consent to letters is none to calls.
    Channel, "`email`, `post`, `phone` or `sms_mms`", {
        /// E-mail.
        Email = "email",
        /// Letters.
        Post = "post",
        /// Calls.
        Phone = "phone",
        /// Text and picture messages.
        SmsMms = "sms_mms",
    }
}

named_values! {
    /// What was decided about one channel.
    ChannelDecision, "`granted`, `denied`, `pending` or `not_asked`", {
        /// Allowed.
        Granted = "granted",
        /// The box was shown and left unticked, or the consent was withdrawn.
        Denied = "denied",
        /// Ticked, and not yet confirmed by the owner of the mailbox: no consent.
        Pending = "pending",
        /// The box was not shown.
        NotAsked = "not_asked",
    }
}

/// A set of channels; one byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ChannelSet(u8);

impl ChannelSet {
    /// No channel.
    pub const EMPTY: Self = Self(0);

    /// The set with this channel too.
    #[must_use]
    pub const fn with(self, channel: Channel) -> Self {
        Self(self.0 | 1 << channel as u8)
    }

    /// Whether the channel is in the set.
    pub const fn contains(self, channel: Channel) -> bool {
        self.0 & 1 << channel as u8 != 0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// What is in either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in both.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is in this one only.
    #[must_use]
    pub const fn difference(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl FromIterator<Channel> for ChannelSet {
    fn from_iter<I: IntoIterator<Item = Channel>>(channels: I) -> Self {
        channels.into_iter().fold(Self::EMPTY, Self::with)
    }
}

/// The clause that an event is about, as the site had published it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClauseClaim {
    /// The clause's id in the site file.
    pub id: String,
    /// What the consent is for.
    pub purpose: String,
    /// SHA-256 of the clause as the site had published it.
    pub version_hash: Digest,
    /// What it rests on.
    pub legal_basis: LegalBasis,
    /// The purpose in the Data Privacy Vocabulary, for example `dpv:DirectMarketing`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dpv: Option<String>,
}

/// The decision about one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelClaim {
    /// Which.
    pub id: Channel,
    /// What was decided.
    pub decision: ChannelDecision,
}
