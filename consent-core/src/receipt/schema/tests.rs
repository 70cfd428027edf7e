//! The table, the published schema and the signed claims are held against each other.

use std::collections::BTreeSet;

use super::*;
use crate::receipt::{Claims, Field};

fn example() -> Value {
    json!({
        "iss": "https://consent.example", "schema": SCHEMA,
        "receipt_id": "01010101-0101-4101-8101-010101010101", "code": "0000-0000-0000",
        "record_id": "02020202-0202-4202-8202-020202020202", "prev_receipt": null,
        "site": "shop", "state": "ConsentGiven", "method": "banner.save",
        "event_time": "2026-11-23T18:00:00.000Z", "validity": "P6M",
        "purposes": [{
            "id": "statistics", "category": "statistics", "version_hash": "0".repeat(64),
            "decision": "granted", "legal_basis": "consent", "dpv": "dpv:ServiceUsageAnalytics",
        }],
        "vendors": [{
            "id": "matlada", "purpose": "statistics", "name": "Matlåda AB", "country": "SE",
            "recipients": ["Moln AB"], "version_hash": "0".repeat(64), "decision": "granted",
        }],
        "regime": "eu-gdpr", "jurisdiction": "SE",
        "notice_hash": "0".repeat(64), "notice_lang": "sv",
        "config_hash": "0".repeat(64), "build_hash": "0".repeat(64),
        "signals": {"gpc": false}, "blocked": {"statistics": 3},
    })
}

fn keys(object: &Value) -> BTreeSet<&str> {
    object
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

fn named(standing: Standing) -> BTreeSet<&'static str> {
    FIELDS
        .iter()
        .filter(|rule| rule.standing == standing)
        .map(|rule| rule.name)
        .collect()
}

// ACCEPTANCE 45
#[test]
fn every_claim_has_a_type_and_a_personal_data_flag_in_the_published_schema() {
    let example = example();
    let claims: Claims = serde_json::from_value(example.clone()).unwrap();
    assert_eq!(serde_json::to_value(claims).unwrap(), example);
    let open: BTreeSet<_> = named(Standing::Open)
        .union(&named(Standing::Optional))
        .copied()
        .collect();
    assert_eq!(keys(&example), open);
    let disclosable: BTreeSet<_> = Field::ALL.iter().map(|field| field.as_str()).collect();
    assert_eq!(disclosable, named(Standing::Disclosable));

    let schema = json_schema();
    assert_eq!(schema["additionalProperties"], false);
    for rule in FIELDS {
        let described = match rule.standing {
            Standing::Beside => &schema["$defs"]["beside"]["properties"][rule.name],
            Standing::Open | Standing::Optional | Standing::Clause | Standing::Disclosable => {
                &schema["properties"][rule.name]
            }
        };
        assert_eq!(described["x-personal-data"], rule.personal.as_str());
        assert_eq!(described["x-kept"], rule.kept.as_str());
        let typed = ["type", "enum", "const"];
        assert!(
            typed.iter().any(|key| described.get(key).is_some()),
            "{}",
            rule.name
        );
    }
    let required: BTreeSet<&str> = schema["required"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap())
        .collect();
    assert_eq!(required, named(Standing::Open));
}

/// What the requirements ask to be known of a choice, and what of it is personal data: written down here once more, so
/// that no field goes from the table without somebody noticing.
const ASKED_FOR: &[(&str, Personal)] = &[
    ("schema", Personal::No),
    ("receipt_id", Personal::Pseudonymous),
    ("code", Personal::Pseudonymous),
    ("record_id", Personal::Pseudonymous),
    ("prev_receipt", Personal::Pseudonymous),
    ("subject_ref", Personal::Yes),
    ("consent_key", Personal::Yes),
    ("user_id", Personal::Yes),
    ("ip", Personal::Yes),
    ("ip_truncated", Personal::Yes),
    ("user_agent", Personal::Yes),
    ("site", Personal::WithSubject),
    ("state", Personal::WithSubject),
    ("method", Personal::WithSubject),
    ("event_time", Personal::WithSubject),
    ("client_time", Personal::Yes),
    ("validity", Personal::No),
    ("purposes", Personal::WithSubject),
    ("channels", Personal::WithSubject),
    ("vendors", Personal::WithSubject),
    ("notice_hash", Personal::No),
    ("notice_lang", Personal::No),
    ("config_hash", Personal::No),
    ("build_hash", Personal::No),
    ("page_origin", Personal::Maybe),
    ("page_path", Personal::Maybe),
    ("regime", Personal::WithSubject),
    ("jurisdiction", Personal::WithSubject),
    ("signals", Personal::WithSubject),
    ("blocked", Personal::No),
    ("salt", Personal::Secret),
];

// ACCEPTANCE 45
#[test]
fn every_field_that_is_asked_for_is_in_the_table_with_its_flag_and_once() {
    let mut names = BTreeSet::new();
    for rule in FIELDS {
        assert!(names.insert(rule.name), "{} twice", rule.name);
        assert!(!rule.source.is_empty(), "{} has no reason", rule.name);
    }
    for (name, personal) in ASKED_FOR {
        let rule = FIELDS.iter().find(|rule| rule.name == *name);
        assert_eq!(rule.map(|rule| rule.personal), Some(*personal), "{name}");
    }
}

// ACCEPTANCE 62 (partly: what a receipt of a clause says)
#[test]
fn a_receipt_of_a_clause_has_the_clause_and_its_channels_and_nothing_beside_them() {
    let mut example = example();
    example["purposes"] = json!([]);
    example["state"] = json!("ConsentRequested");
    example["clause"] = json!({
        "id": "newsletter", "purpose": "newsletter", "version_hash": "0".repeat(64),
        "legal_basis": "consent", "dpv": "dpv:DirectMarketing",
    });
    example["channels"] = json!([
        {"id": "email", "decision": "pending"}, {"id": "sms_mms", "decision": "denied"},
    ]);
    let claims: Claims = serde_json::from_value(example.clone()).unwrap();
    assert_eq!(serde_json::to_value(claims).unwrap(), example);
    let standings = [Standing::Open, Standing::Optional, Standing::Clause];
    let more: BTreeSet<_> = standings.into_iter().flat_map(named).collect();
    assert_eq!(keys(&example), more);
    for place in ["/clause", "/channels/0"] {
        let mut changed = example.clone();
        changed.pointer_mut(place).unwrap()["extra"] = json!(1);
        assert!(
            serde_json::from_value::<Claims>(changed).is_err(),
            "{place}"
        );
    }
}

// ACCEPTANCE 45
#[test]
fn a_claim_outside_the_schema_is_refused() {
    for place in ["", "/signals", "/purposes/0", "/vendors/0"] {
        let mut changed = example();
        changed.pointer_mut(place).unwrap()["extra"] = json!(1);
        assert!(
            serde_json::from_value::<Claims>(changed).is_err(),
            "{place}"
        );
    }
    for (place, wrong) in [
        ("/schema", json!("urn:samtycke:receipt:1.2.0")),
        ("/regime", json!("gdpr")),
        ("/vendors/0/decision", json!("pending")),
    ] {
        let mut changed = example();
        *changed.pointer_mut(place).unwrap() = wrong;
        assert!(
            serde_json::from_value::<Claims>(changed).is_err(),
            "{place}"
        );
    }
    for name in named(Standing::Open) {
        if name == "prev_receipt" {
            continue;
        }
        let mut changed = example();
        changed.as_object_mut().unwrap().remove(name);
        assert!(serde_json::from_value::<Claims>(changed).is_err(), "{name}");
    }
}

#[test]
fn what_names_or_finds_a_person_is_never_an_open_claim() {
    for rule in FIELDS {
        if matches!(
            rule.personal,
            Personal::Yes | Personal::Secret | Personal::Maybe
        ) {
            assert_ne!(rule.standing, Standing::Open, "{}", rule.name);
        }
    }
}

/// Receipts of the first version still say what they said, letter for letter.
#[test]
fn a_receipt_of_the_first_version_is_read_and_comes_back_as_it_was() {
    let mut first = example();
    first["schema"] = json!(SCHEMA_1_0);
    for name in named(Standing::Optional) {
        first.as_object_mut().unwrap().remove(name);
    }
    let claims: Claims = serde_json::from_value(first.clone()).unwrap();
    assert_eq!(serde_json::to_value(claims).unwrap(), first);
    assert_eq!(
        json_schema()["properties"]["schema"]["enum"],
        json!(["urn:samtycke:receipt:1.0.0", "urn:samtycke:receipt:1.1.0"])
    );
}
