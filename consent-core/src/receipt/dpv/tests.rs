//! Every mandatory field of TS 27560 follows from a receipt and its site's file, and what does not is said.

use std::collections::BTreeSet;

use super::*;

fn site() -> SiteFile {
    serde_json::from_value(json!({
        "id": "shop", "name": "Fjällboden",
        "origins": ["https://shop.example"], "languages": ["sv", "en"],
        "ip_purpose": "so that a receipt can be tied to a connection",
        "controller": {
            "name": "Fjällboden AB", "country": "SE", "email": "hej@shop.example",
            "address": "Storgatan 1, 831 30 Östersund", "policy_url": "https://shop.example/policy",
            "authority": "Integritetsskyddsmyndigheten", "authority_url": "https://authority.example",
        },
        "purposes": [
            {"id": "cart", "category": "functional", "legal_basis": "contract", "retention": "P1M",
             "title": {"sv": "Varukorg", "en": "Cart"}, "description": {"sv": "Minns varorna.", "en": "Goods."}},
            {"id": "statistics", "category": "statistics", "legal_basis": "consent",
             "dpv": "dpv:ServiceUsageAnalytics", "retention": "P14M",
             "title": {"sv": "Statistik", "en": "Statistics"}, "description": {"sv": "Räknar.", "en": "Counts."}},
        ],
        "services": [
            {"id": "counter", "purpose": "statistics", "name": "Räknaren", "vendor": "Counter Inc.", "country": "US",
             "policy_url": "https://counter.example/privacy", "hosts": ["stats.example"],
             "stores": [{"kind": "cookie", "name": "_st_*", "duration": "P13M"}]},
        ],
        "clauses": [
            {"id": "newsletter", "purpose": "news", "legal_basis": "consent", "dpv": "dpv:DirectMarketing",
             "channels": ["email", "sms_mms"], "title": {"sv": "Nyheter", "en": "News"},
             "text": {"sv": "Ja tack.", "en": "Yes please."}},
        ],
    }))
    .unwrap()
}

fn claims() -> Claims {
    serde_json::from_value(json!({
        "iss": "https://consent.example", "schema": crate::receipt::SCHEMA,
        "receipt_id": "01010101-0101-4101-8101-010101010101", "code": "0000-0000-0000",
        "record_id": "02020202-0202-4202-8202-020202020202", "prev_receipt": "1".repeat(64),
        "site": "shop", "state": "ConsentGiven", "method": "banner.save",
        "event_time": "2026-11-23T18:00:00.000Z", "validity": "P6M",
        "purposes": [
            {"id": "cart", "category": "functional", "version_hash": "0".repeat(64),
             "decision": "not_asked", "legal_basis": "contract"},
            {"id": "statistics", "category": "statistics", "version_hash": "0".repeat(64),
             "decision": "granted", "legal_basis": "consent", "dpv": "dpv:ServiceUsageAnalytics"},
        ],
        "notice_hash": "2".repeat(64), "notice_lang": "sv",
        "config_hash": "3".repeat(64), "build_hash": "0".repeat(64),
        "signals": {"gpc": false}, "blocked": {"statistics": 3},
    }))
    .unwrap()
}

fn of_clause() -> Claims {
    let mut claims = serde_json::to_value(claims()).unwrap();
    claims["purposes"] = json!([]);
    claims["clause"] = json!({
        "id": "newsletter", "purpose": "news", "version_hash": "0".repeat(64),
        "legal_basis": "consent", "dpv": "dpv:DirectMarketing",
    });
    claims["channels"] = json!([{"id": "email", "decision": "granted"}]);
    serde_json::from_value(claims).unwrap()
}

fn disclosed() -> Disclosed {
    Disclosed {
        subject_ref: Some(Digest::of(b"somebody")),
        ip: Some("192.0.2.77".parse().unwrap()),
        user_id: Some("anna".to_owned()),
        ..Disclosed::default()
    }
}

/// What of JSON Schema our own schema uses: who reads it elsewhere has a whole validator.
fn check(value: &Value, schema: &Value, at: &str) {
    if let Some(wanted) = schema.get("const") {
        assert_eq!(value, wanted, "{at}");
    }
    if let Some(choices) = schema.get("enum") {
        assert!(choices.as_array().unwrap().contains(value), "{at}: {value}");
    }
    match schema["type"].as_str() {
        Some("object") => {
            let object = value
                .as_object()
                .unwrap_or_else(|| panic!("{at} is no object"));
            for name in schema["required"].as_array().unwrap() {
                assert!(
                    object.contains_key(name.as_str().unwrap()),
                    "{at} lacks {name}"
                );
            }
            for (name, inner) in object {
                let known = schema["properties"].get(name);
                let known = known.unwrap_or_else(|| panic!("{at}/{name} is not in the schema"));
                check(inner, known, &format!("{at}/{name}"));
            }
        }
        Some("array") => {
            let items = value
                .as_array()
                .unwrap_or_else(|| panic!("{at} is no list"));
            assert!(!items.is_empty(), "{at}");
            for (number, item) in items.iter().enumerate() {
                check(item, &schema["items"], &format!("{at}/{number}"));
            }
        }
        Some("string") => assert!(value.as_str().is_some_and(|text| !text.is_empty()), "{at}"),
        _ => {}
    }
}

// ACCEPTANCE 48
#[test]
fn every_mandatory_field_of_ts_27560_follows_from_a_receipt_and_its_sites_file() {
    for claims in [claims(), of_clause()] {
        let document = document(&claims, &disclosed(), &site());
        assert_eq!(document.get("not_stated"), None, "{document:#}");
        for (name, place) in MANDATORY {
            assert!(is_stated(&document, place), "{name} at {place}");
        }
        check(&document, &json_schema(), "");
    }
    // The fields are those that the guide's table has as mandatory: of the header, the processing, the parties and the
    // events.
    assert_eq!(MANDATORY.len(), 25);
    let names: BTreeSet<_> = MANDATORY.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), MANDATORY.len());
}

#[test]
fn what_the_document_says_is_what_the_receipt_and_the_site_say() {
    let document = document(&claims(), &disclosed(), &site());
    assert_eq!(document["schema_version"][0], PROFILE);
    assert_eq!(
        document["previous"],
        format!("urn:sha256:{}", "1".repeat(64))
    );
    let statistics = &document["processing"][1];
    assert_eq!(statistics["decision"], "granted");
    assert_eq!(statistics["purpose"]["type"], "dpv:ServiceUsageAnalytics");
    assert_eq!(statistics["purpose"]["title"], "Statistik");
    assert_eq!(statistics["storage_locations"][0]["country"], "US");
    assert_eq!(statistics["retention_period"][0]["duration"], "P14M");
    assert_eq!(
        statistics["recipient_third_parties"],
        json!(["#service-counter"])
    );
    assert_eq!(document["processing"][0]["lawful_basis"], "dpv:Contract");
    let vendor = &document["parties"][2];
    assert_eq!(vendor["party_name"], "Counter Inc.");
    assert_eq!(document["events"][0]["event_state"], "dpv:ConsentGiven");
    // Neither address nor user id: the person is the digest of a random name.
    let text = document.to_string();
    assert!(
        !text.contains("192.0.2.77") && !text.contains("anna"),
        "{text}"
    );
    assert_eq!(
        document["pii_principal"]["identifier"],
        format!("sha256:{}", Digest::of(b"somebody"))
    );
}

#[test]
fn what_a_site_has_not_stated_is_named_and_not_made_up() {
    let mut site = site();
    site.controller.address.clear();
    site.services[0].country.clear();
    site.purposes[0].retention = None;
    let document = document(&claims(), &disclosed(), &site);
    assert_eq!(
        document["not_stated"],
        json!(["storage_locations", "retention_period", "party_address"])
    );
}

#[test]
fn states_that_dpv_does_not_have_are_ours_by_name() {
    for known in EventState::ALL {
        let name = state(*known);
        let is_ours = matches!(known, EventState::Objection | EventState::OptOut);
        assert_eq!(name.starts_with("samtycke:"), is_ours, "{name}");
    }
}

#[test]
fn the_context_is_frozen_and_knows_every_member() {
    assert_eq!(Digest::of(CONTEXT.as_bytes()).to_string(), CONTEXT_HASH);
    let context: Value = serde_json::from_str(CONTEXT).unwrap();
    let terms = context["@context"].as_object().unwrap();
    fn members(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(object) => {
                for (name, inner) in object {
                    found.insert(name.clone());
                    members(inner, found);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| members(item, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    members(&document(&claims(), &disclosed(), &site()), &mut found);
    members(&document(&of_clause(), &disclosed(), &site()), &mut found);
    found.remove("@context");
    for name in found {
        assert!(terms.contains_key(&name), "`{name}` has no term");
    }
    // Every prefix that a value uses is one of the context's.
    for prefix in ["dpv", "dct", "samtycke", "xsd"] {
        assert!(terms[prefix].is_string(), "{prefix}");
    }
}

/// What the signed receipt says of vendors and law is what the document says of them.
#[test]
fn the_document_agrees_with_the_receipts_own_vendors_and_jurisdiction() {
    let site = site();
    let mut claims = claims();
    claims.jurisdiction = Some("US-CA".to_owned());
    let document = document(&claims, &disclosed(), &site);
    let processing = document["processing"].as_array().unwrap();
    assert!(
        processing
            .iter()
            .all(|process| process["jurisdiction"] == "US-CA")
    );
    assert_eq!(document["schema_version"][1], claims.schema.as_str());
}
