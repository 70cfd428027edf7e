//! A receipt as JSON-LD in the words of the W3C Data Privacy Vocabulary, with the fields of ISO/IEC TS 27560.
//!
//! Names of members are those of TS 27560 where it has one; the context gives each its DPV or Dublin Core term as the
//! DPV Community Group's guide to TS 27560 maps them (<https://w3id.org/dpv/guides/consent-27560>, table "ISO 27560, EU
//! GDPR, and DPV", read November 2026). The signed receipt stays the proof; this is a view of it and of the published
//! configuration that it names, for programs that read DPV.
//!
//! What a site has not stated is not made up: its field's name stands in `not_stated`.

use serde_json::{Value, json};

use parties::Parties;
use process::Processed;

use super::{Claims, Digest, Disclosed, EventState};
use crate::site::SiteFile;

mod parties;
mod process;
mod schema;
#[cfg(test)]
mod tests;

pub use schema::json_schema;

/// The profile that the documents follow.
pub const PROFILE: &str = "https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr";
/// The context, byte for byte as it is served. There is no published one.
pub const CONTEXT: &str = include_str!("dpv/context.jsonld");
/// SHA-256 of [`CONTEXT`]: it is frozen, since what it means may not change under documents that name it.
pub const CONTEXT_HASH: &str = "759b2ea199231200f6449a00da14cd2207449ab046ff76bbdc531189efad1aa5";
/// Where a collector serves it, below its base address.
pub const CONTEXT_PATH: &str = "/v1/schema/dpv-27560.v1.jsonld";

/// The mandatory fields of TS 27560 (sections 6.3.3 to 6.3.7), and where a document has each. `*` is every element.
pub const MANDATORY: &[(&str, &str)] = &[
    ("schema_version", "/schema_version"),
    ("receipt_id", "/receipt_id"),
    ("record_id", "/record/identifier"),
    ("pii_principal_id", "/pii_principal/identifier"),
    ("privacy_notice", "/processing/*/privacy_notice/id"),
    ("language", "/processing/*/privacy_notice/language"),
    ("purpose", "/processing/*/purpose/title"),
    ("pii_information", "/processing/*/pii_information"),
    ("pii_type", "/processing/*/pii_information/*/title"),
    ("pii_controllers", "/processing/*/pii_controllers"),
    ("storage_locations", "/processing/*/storage_locations"),
    ("retention_period", "/processing/*/retention_period"),
    ("jurisdiction", "/processing/*/jurisdiction"),
    (
        "recipient_third_parties",
        "/processing/*/recipient_third_parties",
    ),
    ("withdrawal_method", "/processing/*/withdrawal_method"),
    ("party_id", "/parties/*/id"),
    ("party_address", "/parties/*/party_address"),
    ("party_name", "/parties/*/party_name"),
    ("party_contact", "/parties/*/party_contact"),
    ("party_type", "/parties/*/type"),
    ("event_time", "/events/*/event_time"),
    ("validity_duration", "/events/*/validity_duration"),
    ("entity_id", "/events/*/entity_id"),
    ("event_type", "/events/*/event_type"),
    ("event_state", "/events/*/event_state"),
];

/// The controller's place in the document.
const CONTROLLER: &str = "#controller";
/// The person's.
const SUBJECT: &str = "#subject";
/// The supervisory authority's.
const AUTHORITY: &str = "#authority";

/// The document of a receipt under the configuration that its `config_hash` names.
pub fn document(claims: &Claims, disclosed: &Disclosed, site: &SiteFile) -> Value {
    let mut parties = Parties::of(site);
    let processing = match &claims.clause {
        None => claims
            .purposes
            .iter()
            .map(|claim| {
                let declared = site.purposes.iter().find(|known| known.id == claim.id);
                let about = Processed {
                    id: &claim.id,
                    dpv: claim.dpv.as_deref(),
                    basis: claim.legal_basis,
                    decision: Some(claim.decision),
                };
                about.purpose(claims, declared, site, &mut parties)
            })
            .collect(),
        Some(claim) => {
            let declared = site.clauses.iter().find(|known| known.id == claim.id);
            let about = Processed {
                id: &claim.id,
                dpv: claim.dpv.as_deref(),
                basis: claim.legal_basis,
                decision: None,
            };
            vec![about.clause(claims, declared, site, &mut parties)]
        }
    };
    let subject = disclosed.subject_ref.map_or_else(
        || "withheld".to_owned(),
        |digest| format!("sha256:{digest}"),
    );
    let mut document = json!({
        "@context": format!("{}{CONTEXT_PATH}", claims.iss.trim_end_matches('/')),
        "id": format!("urn:uuid:{}", claims.receipt_id),
        "type": "dpv:ConsentReceipt",
        "schema_version": [PROFILE, claims.schema.as_str()],
        "receipt_id": claims.receipt_id,
        "code": claims.code,
        "record": {
            "id": format!("urn:uuid:{}", claims.record_id),
            "type": "dpv:ConsentRecord",
            "identifier": claims.record_id,
        },
        "pii_principal": { "id": SUBJECT, "type": "dpv:DataSubject", "identifier": subject },
        "processing": Value::Array(processing),
        "configuration": urn(&claims.config_hash),
        "parties": parties.list,
        "events": [{
            "about": format!("urn:uuid:{}", claims.receipt_id),
            "event_time": claims.event_time,
            "validity_duration": claims.validity,
            "entity_id": SUBJECT,
            "event_type": "dpv:ExpressedConsent",
            "event_state": state(claims.state),
            "method": claims.method,
        }],
    });
    if let Some(previous) = &claims.prev_receipt {
        document["previous"] = json!(urn(previous));
    }
    let missing: Vec<&str> = MANDATORY
        .iter()
        .filter(|(_, place)| !is_stated(&document, place))
        .map(|(name, _)| *name)
        .collect();
    if !missing.is_empty() {
        document["not_stated"] = json!(missing);
    }
    document
}

/// Whether every element on the way has something at `place`.
fn is_stated(value: &Value, place: &str) -> bool {
    let Some(rest) = place.strip_prefix('/') else {
        return match value {
            Value::Null => false,
            Value::String(text) => !text.is_empty(),
            Value::Array(items) => !items.is_empty(),
            _ => true,
        };
    };
    let (name, after) = rest.find('/').map_or((rest, ""), |end| rest.split_at(end));
    match (name, value) {
        ("*", Value::Array(items)) => items.iter().all(|item| is_stated(item, after)),
        _ => value.get(name).is_some_and(|inner| is_stated(inner, after)),
    }
}

/// A thing that is known by its SHA-256.
fn urn(digest: &Digest) -> String {
    format!("urn:sha256:{digest}")
}

/// DPV's name of a state, or ours where it has none.
fn state(state: EventState) -> String {
    match state {
        EventState::Objection | EventState::OptOut => format!("samtycke:{state}"),
        _ => format!("dpv:{state}"),
    }
}
