//! What is stored about a choice, field by field: type, whether it is personal data, where it is kept and why.
//!
//! One table; the published JSON Schema is made from it, and a test holds it against the claims that are signed.

use serde_json::{Map, Value, json};

use super::{
    Channel, ChannelDecision, Decision, EventState, LegalBasis, Method, Regime, SCHEMA,
    claims::SCHEMA_1_0,
};
use crate::category::Category;

/// Whether a field is personal data (GDPR Art. 4(1)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Personal {
    /// It says nothing about a person.
    No,
    /// It singles out a person's record without saying who.
    Pseudonymous,
    /// It is, as long as the receipt can be tied to its subject.
    WithSubject,
    /// It may be, by what the site puts into it.
    Maybe,
    /// It is.
    Yes,
    /// A secret that ties the log's leaf to the receipt.
    Secret,
}

impl Personal {
    /// The value of `x-personal-data`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Pseudonymous => "pseudonymous",
            Self::WithSubject => "with-subject",
            Self::Maybe => "maybe",
            Self::Yes => "yes",
            Self::Secret => "secret",
        }
    }
}

/// Where a field is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// As a column, and in the sealed receipt.
    Clear,
    /// In the sealed envelope only.
    Envelope,
    /// In the sealed envelope, and findable through a keyed index that cannot be read back.
    EnvelopeAndIndex,
    /// Only as an index that cannot be read back.
    Index,
    /// Once for all receipts, under its hash.
    Reference,
}

impl Kept {
    /// The value of `x-kept`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Envelope => "envelope",
            Self::EnvelopeAndIndex => "envelope+index",
            Self::Index => "index",
            Self::Reference => "reference",
        }
    }
}

/// How a field stands in a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Always open.
    Open,
    /// Open; left out where there is nothing to say, and by [`SCHEMA_1_0`].
    Optional,
    /// Open, in receipts of a clause only.
    Clause,
    /// Can be withheld from a copy.
    Disclosable,
    /// Stored with the receipt and not part of it.
    Beside,
}

/// The type of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// [`SCHEMA`] or [`SCHEMA_1_0`].
    Schema,
    /// Text that has no narrower form.
    Text,
    /// UUID version 4.
    Uuid,
    /// [`super::ReceiptCode`].
    Code,
    /// [`super::Digest`].
    Digest,
    /// A digest, or null for the first of a record.
    DigestOrNull,
    /// [`EventState`].
    State,
    /// [`Method`].
    Method,
    /// [`super::UtcMillis`].
    Time,
    /// ISO 8601 duration in months or days.
    Duration,
    /// List of [`super::PurposeClaim`].
    Purposes,
    /// List of [`super::VendorClaim`].
    Vendors,
    /// [`Regime`].
    Regime,
    /// ISO 3166-1 or 3166-2.
    Jurisdiction,
    /// [`super::ClauseClaim`].
    Clause,
    /// List of [`super::ChannelClaim`].
    Channels,
    /// BCP 47.
    Language,
    /// [`super::Signals`].
    Signals,
    /// [`super::Blocked`].
    Blocked,
    /// IPv4 or IPv6 address.
    Address,
    /// Network in CIDR form.
    Network,
    /// Number of a key, a dot, and 32 bytes in base64url.
    KeyedHash,
    /// So many bytes in base64url without padding.
    Bytes(u8),
}

/// One field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldRule {
    /// Its name in the receipt.
    pub name: &'static str,
    /// Its type.
    pub kind: Type,
    /// Whether it is personal data.
    pub personal: Personal,
    /// Where it is kept.
    pub kept: Kept,
    /// How it stands in the receipt.
    pub standing: Standing,
    /// The rule or standard that asks for it.
    pub source: &'static str,
}

const fn field(
    name: &'static str,
    kind: Type,
    personal: Personal,
    kept: Kept,
    standing: Standing,
    source: &'static str,
) -> FieldRule {
    FieldRule {
        name,
        kind,
        personal,
        kept,
        standing,
        source,
    }
}

/// Every field, in the order of the receipt.
#[rustfmt::skip]
pub const FIELDS: &[FieldRule] = {
    use {Kept as K, Personal as P, Standing as S, Type as T};
    &[
        field("iss", T::Text, P::No, K::Envelope, S::Open, "RFC 7519 §4.1.1"),
        field("schema", T::Schema, P::No, K::Clear, S::Open, "ISO/IEC TS 27560 schema_version"),
        field("receipt_id", T::Uuid, P::Pseudonymous, K::Clear, S::Open, "ISO/IEC TS 27560 record_id"),
        field("code", T::Code, P::Pseudonymous, K::Clear, S::Open, "the receipt id, for people"),
        field("record_id", T::Uuid, P::Pseudonymous, K::Clear, S::Open, "ISO/IEC TS 27560 record_id"),
        field("prev_receipt", T::DigestOrNull, P::Pseudonymous, K::Envelope, S::Open, "shows gaps in a record"),
        field("site", T::Text, P::WithSubject, K::Clear, S::Open, "GDPR Art. 7(1)"),
        field("state", T::State, P::WithSubject, K::Clear, S::Open, "W3C DPV consent status"),
        field("method", T::Method, P::WithSubject, K::Clear, S::Open, "GDPR Art. 7(1), how; Kantara collectionMethod"),
        field("event_time", T::Time, P::WithSubject, K::Clear, S::Open, "GDPR Art. 7(1), when"),
        field("validity", T::Duration, P::No, K::Clear, S::Open, "ISO/IEC TS 27560 validity_duration"),
        field("purposes", T::Purposes, P::WithSubject, K::Clear, S::Open, "GDPR Art. 6; ISO/IEC TS 27560 purposes"),
        field("clause", T::Clause, P::WithSubject, K::Clear, S::Clause, "GDPR Art. 6, Art. 7(2); ISO/IEC TS 27560 purposes"),
        field("channels", T::Channels, P::WithSubject, K::Clear, S::Clause, "Directive 2002/58/EC Art. 13, consent by channel"),
        field("vendors", T::Vendors, P::WithSubject, K::Clear, S::Optional, "GDPR Art. 13(1)(e); CJEU C-154/21, recipients by name"),
        field("regime", T::Regime, P::WithSubject, K::Clear, S::Optional, "11 CCR § 7025; GDPR Art. 3"),
        field("jurisdiction", T::Jurisdiction, P::WithSubject, K::Clear, S::Optional, "ISO/IEC TS 27560 jurisdiction"),
        field("notice_hash", T::Digest, P::No, K::Reference, S::Open, "EDPB 05/2020 §108"),
        field("notice_lang", T::Language, P::No, K::Reference, S::Open, "EDPB 05/2020 §108"),
        field("config_hash", T::Digest, P::No, K::Reference, S::Open, "EDPB 05/2020 §108"),
        field("build_hash", T::Digest, P::No, K::Reference, S::Open, "CNIL 2020-092, public hash of the collecting code"),
        field("signals", T::Signals, P::WithSubject, K::Envelope, S::Open, "Global Privacy Control"),
        field("blocked", T::Blocked, P::No, K::Envelope, S::Open, "proof that nothing ran before the choice"),
        field("ip", T::Address, P::Yes, K::EnvelopeAndIndex, S::Disclosable, "EDPB 05/2020 §106"),
        field("ip_truncated", T::Network, P::Yes, K::EnvelopeAndIndex, S::Disclosable, "EDPB 05/2020 §106"),
        field("ip_hash", T::KeyedHash, P::Yes, K::EnvelopeAndIndex, S::Disclosable, "GDPR Art. 4(5), Art. 25(1)"),
        field("user_id", T::Text, P::Yes, K::EnvelopeAndIndex, S::Disclosable, "a signed assertion of the host site"),
        field("user_agent", T::Text, P::Yes, K::Envelope, S::Disclosable, "EDPB 05/2020 §106"),
        field("page_origin", T::Text, P::Maybe, K::Envelope, S::Disclosable, "where the choice was made"),
        field("page_path", T::Text, P::Maybe, K::Envelope, S::Disclosable, "where the choice was made; opt-in"),
        field("client_time", T::Time, P::Yes, K::Envelope, S::Disclosable, "the skew between clocks is evidence"),
        field("subject_ref", T::Digest, P::Yes, K::Clear, S::Disclosable, "ISO/IEC TS 27560 pii_principal_id"),
        field("consent_key", T::Bytes(16), P::Yes, K::Index, S::Beside, "lets a visitor find their own record"),
        field("salt", T::Bytes(32), P::Secret, K::Envelope, S::Beside, "unlinks the leaf once it is deleted"),
    ]
};

/// The JSON Schema (draft 2020-12) of an opened receipt: the signed claims and those disclosed, as one object.
/// `x-personal-data`, `x-kept`, `x-disclosable` and `x-source` carry the rest of the table; `$defs.beside` has what
/// is stored with a receipt without being part of it.
pub fn json_schema() -> Value {
    let (beside, within): (Vec<&FieldRule>, Vec<_>) = FIELDS
        .iter()
        .partition(|rule| rule.standing == Standing::Beside);
    let required: Vec<_> = within
        .iter()
        .filter(|rule| rule.standing == Standing::Open)
        .map(|rule| rule.name)
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        "title": "Consent receipt",
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties(&within),
        "$defs": {
            "beside": {
                "type": "object",
                "additionalProperties": false,
                "properties": properties(&beside),
            },
        },
    })
}

fn properties(rules: &[&FieldRule]) -> Value {
    let described = rules.iter().map(|rule| {
        let mut schema = type_schema(rule.kind);
        schema.extend([
            ("x-personal-data".to_owned(), rule.personal.as_str().into()),
            ("x-kept".to_owned(), rule.kept.as_str().into()),
            (
                "x-disclosable".to_owned(),
                (rule.standing == Standing::Disclosable).into(),
            ),
            ("x-source".to_owned(), rule.source.into()),
        ]);
        (rule.name.to_owned(), Value::Object(schema))
    });
    Value::Object(described.collect())
}

fn type_schema(kind: Type) -> Map<String, Value> {
    const DIGEST: &str = "^[0-9a-f]{64}$";
    let schema = match kind {
        Type::Schema => json!({"enum": [SCHEMA_1_0, SCHEMA]}),
        Type::Text => json!({"type": "string"}),
        Type::Uuid => {
            let pattern = "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$";
            json!({"type": "string", "pattern": pattern})
        }
        Type::Code => {
            json!({"type": "string", "pattern": "^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$"})
        }
        Type::Digest => json!({"type": "string", "pattern": DIGEST}),
        Type::DigestOrNull => json!({"type": ["string", "null"], "pattern": DIGEST}),
        Type::State => json!({"enum": names(EventState::ALL, EventState::as_str)}),
        Type::Method => json!({"enum": names(Method::ALL, Method::as_str)}),
        Type::Time => {
            let pattern = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$";
            json!({"type": "string", "format": "date-time", "pattern": pattern})
        }
        Type::Duration => json!({"type": "string", "format": "duration", "pattern": r"^P\d+[MD]$"}),
        Type::Purposes => json!({"type": "array", "items": purpose_schema()}),
        Type::Vendors => json!({"type": "array", "minItems": 1, "items": vendor_schema()}),
        Type::Regime => json!({"enum": names(Regime::ALL, Regime::as_str)}),
        Type::Jurisdiction => json!({"type": "string", "pattern": "^[A-Z]{2}(-[A-Z0-9]{1,3})?$"}),
        Type::Clause => clause_schema(),
        Type::Channels => json!({"type": "array", "items": channel_schema()}),
        Type::Language => {
            json!({"type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"})
        }
        Type::Signals => json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["gpc"],
            "properties": {"gpc": {"type": "boolean"}},
        }),
        Type::Blocked => json!({
            "type": "object",
            "propertyNames": {"enum": blocked_names()},
            "additionalProperties": {"type": "integer", "minimum": 0, "maximum": u32::MAX},
        }),
        Type::Address => {
            json!({"type": "string", "anyOf": [{"format": "ipv4"}, {"format": "ipv6"}]})
        }
        Type::Network => json!({"type": "string", "pattern": r"^[0-9a-f.:]+/\d{1,3}$"}),
        Type::KeyedHash => {
            json!({"type": "string", "pattern": r"^\d{1,3}\.[A-Za-z0-9_-]{43}$"})
        }
        Type::Bytes(count) => {
            let letters = (usize::from(count) * 8).div_ceil(6);
            json!({"type": "string", "pattern": format!("^[A-Za-z0-9_-]{{{letters}}}$")})
        }
    };
    match schema {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn purpose_schema() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "category", "version_hash", "decision", "legal_basis"],
        "properties": {
            "id": {"type": "string"},
            "category": {"enum": names(&Category::ALL, Category::as_str)},
            "version_hash": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "decision": {"enum": names(Decision::ALL, Decision::as_str)},
            "legal_basis": {"enum": names(LegalBasis::ALL, LegalBasis::as_str)},
            "dpv": {"type": "string"},
        },
    })
}

fn vendor_schema() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "purpose", "name", "version_hash", "decision"],
        "properties": {
            "id": {"type": "string"},
            "purpose": {"type": "string"},
            "name": {"type": "string"},
            "country": {"type": "string", "pattern": "^[A-Z]{2}$"},
            "recipients": {"type": "array", "minItems": 1, "items": {"type": "string"}},
            "version_hash": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "decision": {"enum": names(Decision::ALL, Decision::as_str)},
        },
    })
}

fn clause_schema() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "purpose", "version_hash", "legal_basis"],
        "properties": {
            "id": {"type": "string"},
            "purpose": {"type": "string"},
            "version_hash": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "legal_basis": {"enum": names(LegalBasis::ALL, LegalBasis::as_str)},
            "dpv": {"type": "string"},
        },
    })
}

fn channel_schema() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "decision"],
        "properties": {
            "id": {"enum": names(Channel::ALL, Channel::as_str)},
            "decision": {"enum": names(ChannelDecision::ALL, ChannelDecision::as_str)},
        },
    })
}

/// What a count of held-back things may be filed under.
pub fn blocked_names() -> Vec<&'static str> {
    let mut all = names(&Category::ALL, Category::as_str);
    all.push("unknown");
    all
}

fn names<T: Copy>(all: &[T], name: fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().copied().map(name).collect()
}

#[cfg(test)]
mod tests;
