//! What a receipt says: the open claims, and the ones that can be withheld (contracts, section 8).
//!
//! Every type refuses members it does not know: a receipt that says more than its schema is not ours.

use std::{collections::BTreeMap, net::IpAddr};

use serde::{Deserialize, Serialize};

use super::{
    ChannelClaim, ClauseClaim, Decision, Digest, EventState, LegalBasis, Method, ReceiptCode,
    ReceiptId, RecordId, Regime, UtcMillis, VendorClaim, text::named_values,
};
use crate::category::Category;

/// The schema of these claims: an IRI (a URN) that ends in its version.
pub const SCHEMA: &str = "urn:samtycke:receipt:1.1.0";
/// What was written before: without `vendors`, `regime`, `jurisdiction` and `ip_hash`.
pub const SCHEMA_1_0: &str = "urn:samtycke:receipt:1.0.0";

/// The open claims of a receipt. They hold no address, no user id and nothing else that names a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// Which collector says so: its base address.
    pub iss: String,
    /// [`SCHEMA`], or the one before.
    pub schema: Schema,
    /// The receipt's own name.
    pub receipt_id: ReceiptId,
    /// The same for people.
    pub code: ReceiptCode,
    /// The history that the receipt is part of.
    pub record_id: RecordId,
    /// SHA-256 of the JWS of the receipt before it in the same record; the first has none.
    pub prev_receipt: Option<Digest>,
    /// Id of the site.
    pub site: String,
    /// What the event left.
    pub state: EventState,
    /// How the event came about.
    pub method: Method,
    /// When the collector recorded it, by the collector's clock.
    pub event_time: UtcMillis,
    /// How long a choice is remembered before the site asks again: an ISO 8601 duration such as `P6M`.
    pub validity: String,
    /// Every purpose of the site with its decision, in the site's order.
    pub purposes: Vec<PurposeClaim>,
    /// The clause that the event is about; a receipt of a clause has no `purposes`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<ClauseClaim>,
    /// Every channel of that clause with its decision, in the site's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<ChannelClaim>,
    /// Every service behind those purposes with its vendor, in the site's order; none where no service is declared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vendors: Vec<VendorClaim>,
    /// The law that the site asks under; told from `jurisdiction`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regime: Option<Regime>,
    /// Whose law it is, by the site's own word: ISO 3166-1 or 3166-2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<String>,
    /// SHA-256 of the canonical text that was shown.
    pub notice_hash: Digest,
    /// The language of that text (BCP 47).
    pub notice_lang: String,
    /// SHA-256 of the site's published configuration.
    pub config_hash: Digest,
    /// SHA-256 of the script that was served.
    pub build_hash: Digest,
    /// Signals the browser sent with the choice.
    pub signals: Signals,
    /// What the gate held back before the choice.
    pub blocked: Blocked,
}

/// The schema claim: reads [`SCHEMA`] and [`SCHEMA_1_0`] and nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Schema {
    /// [`SCHEMA_1_0`].
    V1_0,
    /// [`SCHEMA`].
    #[default]
    V1_1,
}

impl Schema {
    /// Its IRI.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V1_0 => SCHEMA_1_0,
            Self::V1_1 => SCHEMA,
        }
    }
}

impl Serialize for Schema {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Schema {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        [Self::V1_0, Self::V1_1]
            .into_iter()
            .find(|known| known.as_str() == text)
            .ok_or_else(|| serde::de::Error::custom("not a schema this reader knows"))
    }
}

/// The decision about one purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PurposeClaim {
    /// The purpose's id in the site file.
    pub id: String,
    /// The category it belongs to.
    pub category: Category,
    /// SHA-256 of the purpose as the site had published it.
    pub version_hash: Digest,
    /// What was decided.
    pub decision: Decision,
    /// What the purpose rests on.
    pub legal_basis: LegalBasis,
    /// The purpose in the Data Privacy Vocabulary, for example `dpv:ServiceUsageAnalytics`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dpv: Option<String>,
}

/// Signals that came with a choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signals {
    /// Global Privacy Control was on.
    pub gpc: bool,
}

/// How many things the gate held back, by category name or `unknown`.
pub type Blocked = BTreeMap<String, u32>;

named_values! {
    /// A claim that can be withheld from a copy.
    Field, "a claim that can be disclosed", {
        /// The full address.
        Ip = "ip",
        /// The address's network: /24 or /48.
        IpTruncated = "ip_truncated",
        /// A keyed hash of the address, which nobody can read back.
        IpHash = "ip_hash",
        /// The host site's name for the person.
        UserId = "user_id",
        /// Family and major version of the browser.
        UserAgent = "user_agent",
        /// Origin of the page that the choice was made on.
        PageOrigin = "page_origin",
        /// Path of that page.
        PagePath = "page_path",
        /// The browser's own clock.
        ClientTime = "client_time",
        /// SHA-256 of the subject's random name.
        SubjectRef = "subject_ref",
    }
}

/// The claims that can be withheld. In a verified receipt, what is `None` was withheld, erased or never there:
/// a receipt does not tell which.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disclosed {
    /// See [`Field::Ip`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip: Option<IpAddr>,
    /// See [`Field::IpTruncated`]; in CIDR form, for example `192.0.2.0/24`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip_truncated: Option<String>,
    /// See [`Field::IpHash`]; the number of the collector's key, a dot, and HMAC-SHA-256 in base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip_hash: Option<String>,
    /// See [`Field::UserId`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// See [`Field::UserAgent`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// See [`Field::PageOrigin`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_origin: Option<String>,
    /// See [`Field::PagePath`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_path: Option<String>,
    /// See [`Field::ClientTime`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_time: Option<UtcMillis>,
    /// See [`Field::SubjectRef`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject_ref: Option<Digest>,
}

impl Disclosed {
    /// The claim's value as it stands in a disclosure: always a string.
    pub fn text(&self, field: Field) -> Option<String> {
        match field {
            Field::Ip => self.ip.map(|ip| ip.to_string()),
            Field::IpTruncated => self.ip_truncated.clone(),
            Field::IpHash => self.ip_hash.clone(),
            Field::UserId => self.user_id.clone(),
            Field::UserAgent => self.user_agent.clone(),
            Field::PageOrigin => self.page_origin.clone(),
            Field::PagePath => self.page_path.clone(),
            Field::ClientTime => self.client_time.map(|time| time.to_string()),
            Field::SubjectRef => self.subject_ref.map(|digest| digest.to_string()),
        }
    }

    /// Sets the claim from its text. Nothing when the text is not of the claim's type.
    #[cfg(feature = "receipt")]
    pub(crate) fn set(&mut self, field: Field, text: String) -> Option<()> {
        match field {
            Field::Ip => self.ip = Some(text.parse().ok()?),
            Field::IpTruncated => self.ip_truncated = Some(text),
            Field::IpHash => self.ip_hash = Some(text),
            Field::UserId => self.user_id = Some(text),
            Field::UserAgent => self.user_agent = Some(text),
            Field::PageOrigin => self.page_origin = Some(text),
            Field::PagePath => self.page_path = Some(text),
            Field::ClientTime => self.client_time = Some(UtcMillis::parse(&text).ok()?),
            Field::SubjectRef => self.subject_ref = Some(Digest::parse(&text).ok()?),
        }
        Some(())
    }
}
