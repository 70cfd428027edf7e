//! What a receipt promises: nothing in it can be changed, and parts of it can be kept back.

use proptest::prelude::*;

use super::*;
use crate::{
    category::Category,
    receipt::{
        Blocked, Decision, Digest, EventState, LegalBasis, Method, PurposeClaim, ReceiptCode,
        ReceiptId, ReceiptKey, RecordId, Schema, Signals, UtcMillis,
    },
};

fn claims() -> Claims {
    let id = ReceiptId::from_random([1; 16]);
    Claims {
        iss: "https://consent.example".to_owned(),
        schema: Schema::default(),
        receipt_id: id,
        code: ReceiptCode::of(id),
        record_id: RecordId::from_random([2; 16]),
        prev_receipt: None,
        site: "shop".to_owned(),
        state: EventState::ConsentGiven,
        method: Method::BannerSave,
        event_time: UtcMillis::new(1_795_456_800_007),
        validity: "P6M".to_owned(),
        purposes: vec![PurposeClaim {
            id: "statistics".to_owned(),
            category: Category::Statistics,
            version_hash: Digest::from_bytes([3; 32]),
            decision: Decision::Granted,
            legal_basis: LegalBasis::Consent,
            dpv: Some("dpv:ServiceUsageAnalytics".to_owned()),
        }],
        clause: None,
        channels: Vec::new(),
        vendors: Vec::new(),
        regime: None,
        jurisdiction: None,
        notice_hash: Digest::from_bytes([4; 32]),
        notice_lang: "sv".to_owned(),
        config_hash: Digest::from_bytes([5; 32]),
        build_hash: Digest::from_bytes([6; 32]),
        signals: Signals { gpc: false },
        blocked: Blocked::from([("statistics".to_owned(), 3)]),
    }
}

fn disclosed() -> Disclosed {
    Disclosed {
        ip: Some([192, 0, 2, 7].into()),
        ip_truncated: Some("192.0.2.0/24".to_owned()),
        user_id: Some("kund \"42\" åäö".to_owned()),
        client_time: Some(UtcMillis::new(1_795_456_799_000)),
        ..Disclosed::default()
    }
}

const SALTS: DisclosureSalts = [
    [1; 16], [2; 16], [3; 16], [4; 16], [5; 16], [6; 16], [7; 16], [8; 16], [9; 16],
];

fn key() -> ReceiptKey {
    ReceiptKey::from_seed(&[42; 32])
}

fn receipt() -> SdJwt {
    SdJwt::issue(&claims(), &disclosed(), &SALTS, &key())
}

/// A configuration whose hash [`receipt_with`] names.
pub(crate) const CONFIG: &str = "{\"id\":\"shop\"}";

/// One of several receipts of a collector, for the tests of the verifier.
pub(crate) fn receipt_with(key: &ReceiptKey, number: u8, notice: Digest) -> SdJwt {
    let id = ReceiptId::from_random([number; 16]);
    let claims = Claims {
        receipt_id: id,
        code: ReceiptCode::of(id),
        notice_hash: notice,
        config_hash: Digest::of(CONFIG.as_bytes()),
        ..claims()
    };
    let salts = SALTS.map(|salt| salt.map(|byte| byte + 10 * (number + 1)));
    SdJwt::issue(&claims, &disclosed(), &salts, key)
}

#[test]
fn a_receipt_verifies_and_says_what_was_signed() {
    let text = receipt().to_string();
    let read = SdJwt::parse(&text).unwrap();
    assert_eq!(read.to_string(), text);
    let opened = read.verify(key().public()).unwrap();
    assert_eq!(opened.claims, claims());
    assert_eq!(opened.disclosed, disclosed());
}

#[test]
fn a_withheld_claim_is_gone_and_the_copy_still_verifies() {
    let copy = receipt().withhold(&[Field::Ip, Field::UserId]).unwrap();
    let opened = copy.verify(key().public()).unwrap();
    assert_eq!(opened.disclosed.ip, None);
    assert_eq!(opened.disclosed.user_id, None);
    assert_eq!(opened.sealed, 2);
    assert_eq!(opened.disclosed.ip_truncated, disclosed().ip_truncated);
    assert_eq!(copy.jws(), receipt().jws());
    let bare = receipt().withhold(Field::ALL).unwrap();
    assert_eq!(bare.to_string(), format!("{}~", receipt().jws()));
    assert!(bare.verify(key().public()).is_ok());
}

#[test]
fn the_parts_of_an_issued_receipt_are_those_that_are_read_out_of_it() {
    let issued = SdJwt::issue_in_parts(&claims(), &disclosed(), &SALTS, &key());
    let receipt = receipt();
    assert!(issued.receipt == receipt);
    let mut parts = receipt.jws().split('.').skip(1);
    assert_eq!(
        decode(parts.next().unwrap()).unwrap(),
        issued.payload.as_bytes()
    );
    assert_eq!(decode(parts.next().unwrap()).unwrap(), issued.signature);
    assert_eq!(issued.disclosures.len(), 4);
    for (one, text) in issued.disclosures.iter().zip(receipt.disclosures()) {
        assert_eq!(
            read_disclosure(text).unwrap(),
            (one.field, one.value.clone())
        );
        assert_eq!(one.digest, digest(text));
        let json = serde_json::json!([
            URL_SAFE_NO_PAD.encode(one.salt),
            one.field.as_str(),
            one.value
        ]);
        assert_eq!(*text, URL_SAFE_NO_PAD.encode(json.to_string()));
    }
    for fields in [&[][..], &[Field::Ip, Field::UserId], Field::ALL] {
        assert_eq!(
            issued.copy_without(fields),
            receipt.withhold(fields).unwrap().to_string()
        );
    }
}

#[test]
fn a_receipt_without_any_disclosure_can_be_issued() {
    let bare = SdJwt::issue(&claims(), &Disclosed::default(), &SALTS, &key());
    let opened = bare.verify(key().public()).unwrap();
    assert_eq!(opened.disclosed, Disclosed::default());
}

#[test]
fn the_signed_part_holds_no_personal_value() {
    let jws = receipt().jws().to_owned();
    let payload = decode(jws.split('.').nth(1).unwrap()).unwrap();
    let payload = String::from_utf8(payload).unwrap();
    for value in ["192.0.2", "kund", "799"] {
        assert!(!payload.contains(value), "{payload}");
    }
}

#[test]
fn another_key_is_told_from_a_bad_signature() {
    let other = ReceiptKey::from_seed(&[43; 32]);
    assert_eq!(
        receipt().verify(other.public()),
        Err(ReceiptError::OtherKey)
    );
}

#[test]
fn a_disclosure_of_another_receipt_does_not_pass() {
    let mut salts = SALTS;
    salts[0] = [9; 16];
    let other = SdJwt::issue(&claims(), &disclosed(), &salts, &key());
    let mut parts = receipt().disclosures().to_vec();
    parts[0] = other.disclosures()[0].clone();
    let swapped = SdJwt::from_parts(receipt().jws().to_owned(), parts).unwrap();
    assert_eq!(
        swapped.verify(key().public()),
        Err(ReceiptError::Disclosure)
    );
}

#[test]
fn the_same_disclosure_twice_does_not_pass() {
    let mut parts = receipt().disclosures().to_vec();
    parts.push(parts[0].clone());
    let doubled = SdJwt::from_parts(receipt().jws().to_owned(), parts).unwrap();
    assert_eq!(
        doubled.verify(key().public()),
        Err(ReceiptError::Disclosure)
    );
}

/// Signs a payload of our own making with the right key.
fn signed(payload: &str) -> SdJwt {
    let key = key();
    let message = format!("{}.{}", key.header(), URL_SAFE_NO_PAD.encode(payload));
    let signature = URL_SAFE_NO_PAD.encode(key.sign(message.as_bytes()));
    SdJwt::parse(&format!("{message}.{signature}~")).unwrap()
}

#[test]
fn claims_outside_the_schema_are_refused_even_when_signed() {
    let payload = decode(receipt().jws().split('.').nth(1).unwrap()).unwrap();
    let payload = String::from_utf8(payload).unwrap();
    assert!(signed(&payload).verify(key().public()).is_ok());
    for (from, to) in [
        ("{\"iss\"", "{\"extra\":1,\"iss\""),
        ("\"gpc\":false", "\"gpc\":false,\"extra\":1"),
        ("\"ConsentGiven\"", "\"ConsentRevoked\""),
        ("receipt:1.1.0", "receipt:2.0.0"),
        ("sha-256", "sha-512"),
        ("{\"iss\"", "{\"ip\":\"192.0.2.7\",\"iss\""),
    ] {
        let changed = payload.replacen(from, to, 1);
        assert_ne!(changed, payload, "{from}");
        assert_eq!(
            signed(&changed).verify(key().public()),
            Err(ReceiptError::Claims),
            "{to}"
        );
    }
}

#[test]
fn two_equal_digests_are_refused() {
    let payload = decode(receipt().jws().split('.').nth(1).unwrap()).unwrap();
    let mut payload: serde_json::Value = serde_json::from_slice(&payload).unwrap();
    let digests = payload["_sd"].as_array_mut().unwrap();
    digests.push(digests[0].clone());
    assert_eq!(
        signed(&payload.to_string()).verify(key().public()),
        Err(ReceiptError::Claims)
    );
}

#[test]
fn texts_that_are_no_receipt_are_refused() {
    let jws = receipt().jws().to_owned();
    for bad in [
        "",
        "~",
        "a.b~",
        "a.b.c",
        "a.b.c~~",
        "a.b.c~d",
        "a..c~",
        "a.b.c~ä~",
        &jws,
    ] {
        assert_eq!(SdJwt::parse(bad), Err(ReceiptError::Malformed), "{bad}");
    }
}

#[test]
fn the_public_key_is_a_jwk_and_read_back() {
    let key = key();
    let public = PublicKey::from_bytes(&key.public().to_bytes()).unwrap();
    assert_eq!(&public, key.public());
    let jwk: serde_json::Value = serde_json::from_str(&public.to_jwk()).unwrap();
    assert_eq!(jwk["kid"], public.kid());
    assert!(!format!("{key:?}").contains("42"));
}

proptest! {
    #[test]
    fn a_changed_byte_never_verifies(at in any::<prop::sample::Index>(), to in 0_u8..128) {
        let text = receipt().to_string();
        let mut changed = text.clone().into_bytes();
        let at = at.index(changed.len());
        changed[at] = to;
        let changed = String::from_utf8(changed).unwrap();
        prop_assume!(changed != text);
        let outcome = SdJwt::parse(&changed).and_then(|read| read.verify(key().public()));
        prop_assert!(outcome.is_err());
    }

    #[test]
    fn every_subset_of_disclosures_in_any_order_verifies(kept in prop::sample::subsequence(vec![0, 1, 2, 3], 0..=4).prop_shuffle()) {
        let all = receipt();
        let parts = kept.iter().map(|at| all.disclosures()[*at].clone()).collect();
        let copy = SdJwt::from_parts(all.jws().to_owned(), parts).unwrap();
        prop_assert!(copy.verify(key().public()).is_ok());
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "[a-zA-Z0-9_.~-]{0,200}") {
        let _ = SdJwt::parse(&text).and_then(|read| read.verify(key().public()));
    }
}
