//! What a document has, as JSON Schema.

use serde_json::{Value, json};

use super::MANDATORY;
use crate::receipt::Decision;

/// The JSON Schema (2020-12) of these documents.
pub fn json_schema() -> Value {
    let text = json!({ "type": "string", "minLength": 1 });
    let list = |items: Value| json!({ "type": "array", "items": items, "minItems": 1 });
    let object = |required: &[&str], properties: Value| {
        json!({
            "type": "object", "required": required, "additionalProperties": false,
            "properties": properties,
        })
    };
    let named = object(
        &["type", "title"],
        json!({ "type": text, "title": text, "description": text }),
    );
    let processing = object(
        &[
            "type",
            "privacy_notice",
            "purpose",
            "lawful_basis",
            "pii_controllers",
            "jurisdiction",
            "recipient_third_parties",
            "withdrawal_method",
        ],
        json!({
            "type": { "const": "dpv:Process" },
            "privacy_notice": object(&["id", "type", "language"], json!({ "id": text, "type": text, "language": text })),
            "purpose": object(&["type", "identifier", "title"], json!({
                "type": text, "identifier": text, "title": text, "description": text,
            })),
            "lawful_basis": text,
            "decision": { "enum": Decision::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>() },
            "channels": list(object(&["channel", "decision"], json!({ "channel": text, "decision": text }))),
            "pii_information": list(named),
            "pii_controllers": list(text.clone()),
            "storage_locations": list(object(&["type", "country"], json!({ "type": text, "country": text }))),
            "retention_period": list(object(&["type", "duration"], json!({
                "type": text, "duration": text, "title": text,
            }))),
            "jurisdiction": text,
            "recipient_third_parties": list(text.clone()),
            "withdrawal_method": object(&["type", "description"], json!({
                "type": text, "description": text, "page": text,
            })),
            "authority_party": text,
        }),
    );
    let party = object(
        &["id", "type", "party_name"],
        json!({
            "id": text, "type": list(text.clone()), "party_name": text, "party_address": text,
            "party_contact": text, "country": text, "page": text,
        }),
    );
    let event = object(
        &[
            "about",
            "event_time",
            "validity_duration",
            "entity_id",
            "event_type",
            "event_state",
            "method",
        ],
        json!({
            "about": text, "event_time": { "type": "string", "format": "date-time" },
            "validity_duration": { "type": "string", "pattern": "^P" }, "entity_id": text,
            "event_type": text, "event_state": text, "method": text,
        }),
    );
    let mut schema = object(
        &[
            "@context",
            "id",
            "type",
            "schema_version",
            "receipt_id",
            "code",
            "record",
            "pii_principal",
            "processing",
            "configuration",
            "parties",
            "events",
        ],
        json!({
            "@context": text,
            "id": text,
            "type": { "const": "dpv:ConsentReceipt" },
            "schema_version": list(text.clone()),
            "receipt_id": text,
            "code": text,
            "record": object(&["id", "type", "identifier"], json!({ "id": text, "type": text, "identifier": text })),
            "previous": text,
            "pii_principal": object(&["id", "type", "identifier"], json!({ "id": text, "type": text, "identifier": text })),
            "processing": list(processing),
            "configuration": text,
            "parties": list(party),
            "events": list(event),
            "not_stated": list(json!({
                "enum": MANDATORY.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
            })),
        }),
    );
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["$id"] = json!("urn:samtycke:dpv-27560:1");
    schema["title"] = json!("A consent receipt in DPV, with the fields of ISO/IEC TS 27560");
    schema
}
