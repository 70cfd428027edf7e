//! What an envelope promises: every receipt comes back byte for byte, and the form tells of nobody.

use consent_core::{
    category::Category,
    receipt::{
        Blocked, Claims, Decision, Disclosed, DisclosureSalts, EventState, Field, LegalBasis,
        Method, PurposeClaim, ReceiptCode, ReceiptKey, Regime, Schema, Signals, VendorClaim,
    },
};
use proptest::prelude::*;

use super::*;

fn row(seed: u8) -> RowFacts {
    RowFacts {
        receipt_id: ReceiptId::from_random([seed; 16]),
        record_id: RecordId::from_random([seed ^ 0xff; 16]),
        event_time: UtcMillis::new(1_795_456_800_007 + i64::from(seed)),
        subject_ref: Digest::of(&[seed; 16]),
    }
}

fn claims(row: &RowFacts, previous: Option<Digest>, blocked: Blocked) -> Claims {
    Claims {
        iss: "https://consent.example".to_owned(),
        schema: Schema::default(),
        receipt_id: row.receipt_id,
        code: ReceiptCode::of(row.receipt_id),
        record_id: row.record_id,
        prev_receipt: previous,
        site: "shop".to_owned(),
        state: EventState::ConsentGiven,
        method: Method::BannerSave,
        event_time: row.event_time,
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
        vendors: vec![VendorClaim {
            id: "matlada".to_owned(),
            purpose: "statistics".to_owned(),
            name: "\"signals\":{Matlåda}".to_owned(),
            country: Some("SE".to_owned()),
            recipients: vec!["\"blocked\":{".to_owned()],
            version_hash: Digest::from_bytes([9; 32]),
            decision: Decision::Granted,
        }],
        regime: Some(Regime::EuGdpr),
        jurisdiction: Some("SE".to_owned()),
        notice_hash: Digest::from_bytes([4; 32]),
        notice_lang: "sv".to_owned(),
        config_hash: Digest::from_bytes([5; 32]),
        build_hash: Digest::from_bytes([6; 32]),
        signals: Signals { gpc: false },
        blocked,
    }
}

fn disclosed(row: &RowFacts) -> Disclosed {
    Disclosed {
        ip: Some([192, 0, 2, 7].into()),
        ip_truncated: Some("192.0.2.0/24".to_owned()),
        ip_hash: Some(format!("1.{}", "A".repeat(43))),
        user_id: Some("kund \"42\" åäö".to_owned()),
        user_agent: Some("Firefox 153".to_owned()),
        page_origin: Some("https://shop.example".to_owned()),
        page_path: None,
        client_time: Some(UtcMillis::new(row.event_time.as_millis() - 321)),
        subject_ref: Some(row.subject_ref),
    }
}

fn issue(row: &RowFacts, previous: Option<Digest>, blocked: Blocked) -> SdJwt {
    let salts: DisclosureSalts = std::array::from_fn(|at| [at as u8 + 1; 16]);
    let key = ReceiptKey::from_seed(&[42; 32]);
    SdJwt::issue(
        &claims(row, previous, blocked),
        &disclosed(row),
        &salts,
        &key,
    )
}

fn two_blocked() -> Blocked {
    Blocked::from([
        ("advertising".to_owned(), 5),
        ("statistics".to_owned(), 300),
    ])
}

#[test]
fn a_receipt_comes_back_byte_for_byte_in_a_fraction_of_its_size() {
    let row = row(1);
    let receipt = issue(&row, Some(Digest::of(b"before")), two_blocked());
    let packed = pack(&receipt, &[9; 32], &row);
    assert!(!packed.form.is_empty());
    assert!(
        packed.body.len() * 5 < receipt.to_string().len(),
        "{} of {}",
        packed.body.len(),
        receipt.to_string().len()
    );
    let opened = unpack(&packed.form, &packed.body, &row).unwrap();
    assert!(opened.receipt == receipt && opened.salt == [9; 32]);
}

#[test]
fn receipts_of_the_same_decisions_share_a_form_that_tells_of_nobody() {
    let first = pack(&issue(&row(1), None, two_blocked()), &[1; 32], &row(1));
    let other = Blocked::from([("advertising".to_owned(), 0), ("statistics".to_owned(), 7)]);
    let second = pack(&issue(&row(2), None, other), &[2; 32], &row(2));
    assert_eq!(first.form, second.form);
    let claims = claims(&row(1), None, Blocked::new());
    for value in [
        claims.receipt_id.to_string(),
        claims.code.to_string(),
        claims.record_id.to_string(),
        claims.event_time.to_string(),
        "300".to_owned(),
        "gpc".to_owned(),
    ] {
        assert!(!first.form.contains(&value), "{value}");
    }
}

// ACCEPTANCE 58 (partly: the envelope's side)
#[test]
fn without_an_erased_disclosure_the_receipt_is_still_whole() {
    let row = row(1);
    let receipt = issue(&row, None, two_blocked());
    let erased = receipt.withhold(&[Field::Ip]).unwrap();
    let packed = pack(&erased, &[9; 32], &row);
    assert!(!packed.form.is_empty());
    let opened = unpack(&packed.form, &packed.body, &row).unwrap().receipt;
    assert_eq!(opened.jws(), receipt.jws());
    let key = ReceiptKey::from_seed(&[42; 32]);
    let disclosed = opened.verify(key.public()).unwrap().disclosed;
    assert_eq!(disclosed.ip, None);
    assert_eq!(disclosed.ip_truncated.as_deref(), Some("192.0.2.0/24"));
    let text = String::from_utf8_lossy(&packed.body).into_owned();
    assert!(!text.contains("192.0.2.7"));
}

#[test]
fn what_the_row_does_not_tell_is_kept_as_text() {
    let receipt = issue(&row(1), None, two_blocked());
    let packed = pack(&receipt, &[9; 32], &row(2));
    assert_eq!(packed.form, "");
    let opened = unpack("", &packed.body, &row(2)).unwrap();
    assert!(opened.receipt == receipt && opened.salt == [9; 32]);
}

#[test]
fn a_payload_that_is_not_as_the_core_writes_it_is_kept_as_text() {
    let row = row(1);
    let receipt = issue(&row, Some(Digest::of(b"before")), two_blocked());
    let mut parts = receipt.jws().split('.');
    let (header, payload) = (parts.next().unwrap(), parts.next().unwrap());
    let signature = parts.next().unwrap();
    let payload = String::from_utf8(URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
    let first = payload.find("\"_sd\":[\"").unwrap() + 8;
    let mut unsorted = payload.clone();
    unsorted.replace_range(first..first + 1, "z");
    for changed in [
        payload.replace(":300", ":0300"),
        payload.replace(":300", ":300 "),
        payload.replace(':', "\n:"),
        payload.replace("\"code\"", "\"kode\""),
        payload.replace("T18", "T19"),
        unsorted,
    ] {
        assert_ne!(changed, payload);
        let jws = [header, &URL_SAFE_NO_PAD.encode(&changed), signature].join(".");
        let odd = SdJwt::from_parts(jws, receipt.disclosures().to_vec()).unwrap();
        let packed = pack(&odd, &[9; 32], &row);
        assert_eq!(packed.form, "", "{changed}");
        let opened = unpack(&packed.form, &packed.body, &row).unwrap();
        assert!(opened.receipt == odd);
    }
}

#[test]
fn a_disclosure_that_is_not_as_the_core_writes_it_is_kept_as_text() {
    let row = row(1);
    let receipt = issue(&row, None, two_blocked());
    let salt = URL_SAFE_NO_PAD.encode([1; 16]);
    let mut disclosures = receipt.disclosures().to_vec();
    disclosures[0] = URL_SAFE_NO_PAD.encode(format!("[\"{salt}\", \"ip\", \"192.0.2.7\"]"));
    let odd = SdJwt::from_parts(receipt.jws().to_owned(), disclosures).unwrap();
    let packed = pack(&odd, &[9; 32], &row);
    assert_eq!(packed.form, "");
    assert!(unpack("", &packed.body, &row).unwrap().receipt == odd);
}

#[test]
fn parts_that_were_cut_are_refused() {
    let row = row(1);
    let packed = pack(&issue(&row, None, two_blocked()), &[9; 32], &row);
    for length in 0..packed.body.len() {
        assert!(
            unpack(&packed.form, &packed.body[..length], &row).is_none(),
            "{length}"
        );
    }
    assert!(unpack("", &packed.body, &row).is_none());
    assert!(unpack(&packed.form, &[7; 300], &row).is_none());
}

proptest! {
    #[test]
    fn every_receipt_comes_back(
        seed: u8, previous: Option<[u8; 32]>, kept in 0_u16..512,
        site in ".{0,20}", user_id in ".{0,40}", skew in any::<i32>(),
        names in prop::collection::btree_map("[a-z,:\"}0-9]{0,8}", any::<u32>(), 0..5),
    ) {
        let row = row(seed);
        let mut claims = claims(&row, previous.map(Digest::from_bytes), names);
        claims.site = site;
        let all = disclosed(&row);
        let keep = |field: Field| kept & 1 << (field as u16) != 0;
        let disclosed = Disclosed {
            ip: all.ip.filter(|_| keep(Field::Ip)),
            ip_truncated: all.ip_truncated.filter(|_| keep(Field::IpTruncated)),
            ip_hash: all.ip_hash.filter(|_| keep(Field::IpHash)),
            user_id: Some(user_id).filter(|_| keep(Field::UserId)),
            client_time: Some(UtcMillis::new(row.event_time.as_millis() + i64::from(skew))),
            subject_ref: all.subject_ref.filter(|_| keep(Field::SubjectRef)),
            ..Disclosed::default()
        };
        let salts = std::array::from_fn(|at| [at as u8 ^ seed; 16]);
        let issued = SdJwt::issue_in_parts(&claims, &disclosed, &salts, &ReceiptKey::from_seed(&[1; 32]));
        let receipt = issued.receipt.clone();
        let packed = pack(&receipt, &[seed; 32], &row);
        let at_once = pack_issued(&issued, &[seed; 32], &row);
        prop_assert!(at_once.form == packed.form && at_once.body == packed.body);
        let opened = unpack(&packed.form, &packed.body, &row);
        prop_assert!(opened.is_some_and(|opened| opened.receipt == receipt && opened.salt == [seed; 32]));
    }

    #[test]
    fn no_bytes_make_the_reader_panic(form in ".{0,60}", body: Vec<u8>) {
        let _ = unpack(&form, &body, &row(1));
        let body = [&[TAKEN_APART][..], &[0; 96], &body].concat();
        let _ = unpack(&form, &body, &row(1));
    }
}
