//! Choices for tests, and a store that knows what they refer to.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
};

use collector_server::{
    privacy::IpMode,
    storage::{NewChoice, Notice, Recorded, Search, StoredReceipt},
};
use consent_core::{
    category::Category,
    cookie::ConsentKey,
    receipt::{
        Blocked, Claims, Decision, Digest, Field, LegalBasis, Method, PurposeClaim, SdJwt, Signals,
        UtcMillis,
    },
};
use uuid::Uuid;

use crate::suite::Store;

/// 2026-11-23T18:00:00.000Z.
pub const NOW_MS: i64 = 1_795_456_800_000;
/// The sites that [`publish`] registers.
pub const SITES: [&str; 2] = ["shop", "blog"];
/// Half a year.
pub const VALIDITY_SECONDS: u64 = 15_552_000;

pub const NOTICE: &str = "We use cookies.\nAccept\nReject";
pub const OTHER_NOTICE: &str = "Vi använder kakor.\nTillåt\nNeka";
pub const CONFIG: &str = r#"{"id":"shop","version":1}"#;
pub const BUILD: Digest = Digest::from_bytes([6; 32]);

/// Registers what [`choice`] refers to.
pub async fn publish(store: &dyn Store) {
    for site in SITES {
        for text in [NOTICE, OTHER_NOTICE] {
            let notice = Notice {
                site: site.to_owned(),
                lang: "sv".to_owned(),
                text: text.to_owned(),
            };
            store.register_notice(notice).await.unwrap();
        }
        store.register_config(site, CONFIG).await.unwrap();
        store
            .register_build(site, "0123456789abcdef", BUILD)
            .await
            .unwrap();
    }
}

/// The key of browser `number`.
pub fn key(number: u8) -> ConsentKey {
    ConsentKey::from_bytes([number; 16])
}

/// A new attempt of browser `number`, an hour after the one before it in the same test: nothing but
/// functional cookies granted, from 192.0.2.7.
pub fn choice(number: u8) -> NewChoice {
    static ATTEMPTS: AtomicU64 = AtomicU64::new(1);
    let attempt = ATTEMPTS.fetch_add(1, Ordering::Relaxed);
    NewChoice {
        issuer: "https://consent.example".to_owned(),
        site: "shop".to_owned(),
        idempotency_key: Uuid::from_u128(attempt.into()),
        consent_key: key(number),
        purposes: purposes(&[]),
        vendors: Vec::new(),
        jurisdiction: Some("SE".to_owned()),
        clause: None,
        method: Method::BannerSave,
        notice_hash: Digest::of(NOTICE.as_bytes()),
        notice_lang: "sv".to_owned(),
        config_hash: Digest::of(CONFIG.as_bytes()),
        build_hash: BUILD,
        event_time: UtcMillis::new(NOW_MS),
        client_time: Some(UtcMillis::new(NOW_MS - 1234)),
        ip: Some([192, 0, 2, 7].into()),
        ip_mode: IpMode::Full,
        ip_on_refusal: true,
        user_id: None,
        user_agent: Some("Firefox 153".to_owned()),
        page_origin: Some("https://shop.example".to_owned()),
        page_path: Some("/cart".to_owned()),
        signals: Signals { gpc: false },
        blocked: Blocked::from([("advertising".to_owned(), 2), ("statistics".to_owned(), 1)]),
        validity: "P6M".to_owned(),
        validity_seconds: VALIDITY_SECONDS,
    }
}

/// [`choice`] with these purposes granted.
pub fn granting(number: u8, granted: &[&str]) -> NewChoice {
    NewChoice {
        purposes: purposes(granted),
        ..choice(number)
    }
}

/// The three purposes of the sites, with these granted.
pub fn purposes(granted: &[&str]) -> Vec<PurposeClaim> {
    let asked = |id: &str| {
        if granted.contains(&id) {
            Decision::Granted
        } else {
            Decision::Denied
        }
    };
    let purpose = |id: &str, category, decision, legal_basis| PurposeClaim {
        id: id.to_owned(),
        category,
        version_hash: Digest::of(id.as_bytes()),
        decision,
        legal_basis,
        dpv: Some("dpv:ServiceProvision".to_owned()),
    };
    vec![
        purpose(
            "cart",
            Category::Functional,
            Decision::NotAsked,
            LegalBasis::Contract,
        ),
        purpose(
            "statistics",
            Category::Statistics,
            asked("statistics"),
            LegalBasis::Consent,
        ),
        purpose(
            "advertising",
            Category::Advertising,
            asked("advertising"),
            LegalBasis::Consent,
        ),
    ]
}

/// What a receipt discloses, by field name, and its open claims.
pub fn opened(receipt: &str) -> (Claims, BTreeMap<&'static str, bool>) {
    let opened = SdJwt::parse(receipt).unwrap().open_unverified().unwrap();
    let disclosed = opened.disclosed;
    let shows = |field: Field| match field {
        Field::Ip => disclosed.ip.is_some(),
        Field::IpTruncated => disclosed.ip_truncated.is_some(),
        Field::UserId => disclosed.user_id.is_some(),
        Field::UserAgent => disclosed.user_agent.is_some(),
        Field::PageOrigin => disclosed.page_origin.is_some(),
        Field::IpHash => disclosed.ip_hash.is_some(),
        Field::PagePath => disclosed.page_path.is_some(),
        Field::ClientTime => disclosed.client_time.is_some(),
        Field::SubjectRef => disclosed.subject_ref.is_some(),
    };
    let fields = Field::ALL
        .iter()
        .map(|field| (field.as_str(), shows(*field)))
        .collect();
    (opened.claims, fields)
}

/// SHA-256 of the signed part: what the next receipt of the record names.
pub fn jws_digest(receipt: &str) -> Digest {
    Digest::of(SdJwt::parse(receipt).unwrap().jws().as_bytes())
}

/// The receipt as the store knows it.
pub async fn stored(store: &dyn Store, recorded: &Recorded) -> StoredReceipt {
    store.find(recorded.receipt_id).await.unwrap().unwrap()
}

/// Everything that fits, over as many pages as it takes.
pub async fn all(store: &dyn Store, search: &Search, limit: usize) -> Vec<StoredReceipt> {
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let page = store.search(search, after, limit).await.unwrap();
        assert!(page.items.len() <= limit);
        found.extend(page.items);
        match page.next {
            Some(next) => after = Some(next),
            None => return found,
        }
    }
}
