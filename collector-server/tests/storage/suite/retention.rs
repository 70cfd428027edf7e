//! What time takes, and what it leaves.

use super::{Opened, Store, rights::case_about};
use crate::choice::{
    NOW_MS, VALIDITY_SECONDS, all, choice, granting, jws_digest, key, opened, publish, stored,
};
use collector_server::{
    clock::plus_months,
    privacy::{IpMode, retention::run},
    storage::{
        AuditEntry, Search, StoredReceipt,
        retention::{RetentionClock, RetentionPolicy, RetentionReport},
        rights::{CaseKind, CaseOutcome, Finder, HoldBasis},
    },
};
use consent_core::receipt::{Decision, EventState, LeafKind, Method, SdJwt, UtcMillis, commitment};

const DAY_MS: i64 = 24 * 3600 * 1000;
const DAYS: u32 = 90;

fn at(now_ms: i64) -> RetentionPolicy {
    RetentionPolicy {
        now_ms,
        full_days: [("shop".to_owned(), DAYS), ("blog".to_owned(), 30)].into(),
    }
}

pub async fn retain(store: &dyn Store, now_ms: i64) -> RetentionReport {
    run(store, &at(now_ms), false, |_, _| {}).await.unwrap()
}

pub async fn everything(store: &dyn Store) -> Vec<StoredReceipt> {
    all(store, &Search::default(), 100).await
}

fn by_ip(text: &str) -> Search {
    Search {
        ip: Some(text.parse().unwrap()),
        ..Search::default()
    }
}

// ACCEPTANCE 58
pub async fn a_whole_address_becomes_a_network_and_every_proof_still_holds(
    open: &dyn Fn() -> Opened,
) {
    let opened_store = open();
    let store = opened_store.store.as_ref();
    publish(store).await;
    let old = store.record(granting(1, &["statistics"])).await.unwrap();
    let mut later = granting(2, &["statistics"]);
    later.event_time = UtcMillis::new(NOW_MS + 1);
    later.user_id = Some("anna".to_owned());
    let young = store.record(later).await.unwrap();
    let before = stored(store, &old).await;
    let leaves = store.leaves(0, 1000).await.unwrap();

    // The day before: nothing. On the millisecond: the one, and not the other.
    let due = NOW_MS + i64::from(DAYS) * DAY_MS;
    assert_eq!(retain(store, due - 1).await.addresses_shortened, 0);
    let report = retain(store, due).await;
    assert_eq!(
        (report.addresses_shortened, report.networks_removed),
        (1, 0)
    );

    let after = stored(store, &old).await;
    assert_eq!(after.ip, None);
    assert_eq!(after.ip_truncated, before.ip_truncated);
    assert!(after.ip_truncated.is_some() && after.user_agent.is_some());
    assert_eq!(after.claims, before.claims);
    let (was, is) = (
        SdJwt::parse(&before.receipt).unwrap(),
        SdJwt::parse(&after.receipt).unwrap(),
    );
    // The same signed text and leaf; a disclosure less, with its salt.
    assert_eq!(is.jws(), was.jws());
    assert_eq!(is.disclosures().len() + 1, was.disclosures().len());
    assert_eq!(commitment(&after.salt, is.jws()), after.commitment);
    assert_eq!(store.leaves(0, 1000).await.unwrap(), leaves);
    opened(&after.receipt);

    assert!(
        all(store, &by_ip("192.0.2.7/32"), 10)
            .await
            .iter()
            .all(|r| r.claims.receipt_id == young.receipt_id)
    );
    assert_eq!(all(store, &by_ip("192.0.2.0/24"), 10).await.len(), 2);
    assert_eq!(stored(store, &young).await.user_id.as_deref(), Some("anna"));
    // The record goes on from a shortened receipt.
    let mut next = choice(1);
    next.ip = None;
    let next = store.record(next).await.unwrap();
    assert_eq!(
        opened(&next.receipt).0.prev_receipt,
        Some(jws_digest(&old.receipt))
    );
    assert_eq!(retain(store, due).await.addresses_shortened, 0);
}

// ACCEPTANCE 58 (partly: a hash goes as an address does, and leaves no network behind)
pub async fn a_hash_of_an_address_goes_when_an_address_would(open: &dyn Fn() -> Opened) {
    let opened_store = open();
    let store = opened_store.store.as_ref();
    publish(store).await;
    let mut choice = granting(1, &["statistics"]);
    choice.ip_mode = IpMode::Hash;
    let recorded = store.record(choice).await.unwrap();
    let before = stored(store, &recorded).await;
    assert!(before.ip_hash.is_some());
    for network in ["192.0.2.7/32", "192.0.2.0/24"] {
        assert_eq!(all(store, &by_ip(network), 10).await.len(), 1, "{network}");
    }
    let due = NOW_MS + i64::from(DAYS) * DAY_MS;
    assert_eq!(retain(store, due - 1).await.addresses_shortened, 0);
    assert_eq!(retain(store, due).await.addresses_shortened, 1);
    let after = stored(store, &recorded).await;
    assert_eq!(
        (after.ip_hash, after.ip, after.ip_truncated),
        (None, None, None)
    );
    let [was, is] = [&before.receipt, &after.receipt].map(|text| SdJwt::parse(text).unwrap());
    assert_eq!(is.jws(), was.jws());
    assert_eq!(is.disclosures().len() + 1, was.disclosures().len());
    assert_eq!(commitment(&after.salt, is.jws()), after.commitment);
    for network in ["192.0.2.7/32", "192.0.2.0/24", "0.0.0.0/0"] {
        assert_eq!(all(store, &by_ip(network), 10).await.len(), 0, "{network}");
    }
    assert_eq!(retain(store, due).await.addresses_shortened, 0);
}

// ACCEPTANCE 59
pub async fn a_refusal_loses_address_and_browser_and_then_goes(open: &dyn Fn() -> Opened) {
    let opened_store = open();
    let store = opened_store.store.as_ref();
    publish(store).await;
    // One who only refused, and one who had granted before.
    let only = store.record(choice(1)).await.unwrap();
    let year = plus_months(NOW_MS, 12);
    let mut granted = granting(2, &["statistics"]);
    granted.event_time = UtcMillis::new(NOW_MS - 400 * DAY_MS);
    store.record(granted).await.unwrap();
    let refused = store.record(choice(2)).await.unwrap();
    assert_eq!(
        refused.state,
        EventState::ConsentRefused,
        "the earlier consent had run out"
    );

    let report = retain(store, year - DAY_MS).await;
    assert_eq!((report.refusals_stripped, report.records_erased), (0, 0));
    assert!(stored(store, &only).await.user_agent.is_some());
    let report = retain(store, year).await;
    assert_eq!(report.refusals_stripped, 2);
    assert_eq!((report.records_erased, report.subjects_erased), (1, 1));
    assert!(store.find(only.receipt_id).await.unwrap().is_none());
    let left = stored(store, &refused).await;
    assert_eq!(
        (left.ip, left.ip_truncated, left.user_agent),
        (None, None, None)
    );
    opened(&left.receipt);
}

pub async fn an_ended_consent_is_proved_without_its_address_and_goes_after_five_years(
    open: &dyn Fn() -> Opened,
) {
    let opened_store = open();
    let store = opened_store.store.as_ref();
    publish(store).await;
    let given = store
        .record(granting(1, &["statistics", "advertising"]))
        .await
        .unwrap();
    // Taking back a part is no end.
    let part = store.record(granting(1, &["statistics"])).await.unwrap();
    assert_eq!(part.state, EventState::ConsentWithdrawn);
    let ninety = NOW_MS + i64::from(DAYS) * DAY_MS;
    let report = retain(store, ninety).await;
    assert_eq!(
        (report.addresses_shortened, report.networks_removed),
        (2, 0)
    );
    let ended = store.record(choice(1)).await.unwrap();
    assert_eq!(ended.state, EventState::ConsentWithdrawn);
    let report = retain(store, ninety).await;
    assert_eq!(
        (report.addresses_shortened, report.networks_removed),
        (1, 3)
    );
    assert!(all(store, &by_ip("192.0.2.0/24"), 10).await.is_empty());
    for receipt in [&given, &part, &ended] {
        let kept = stored(store, receipt).await;
        assert_eq!((kept.ip, kept.ip_truncated), (None, None));
        assert!(
            SdJwt::parse(&kept.receipt)
                .unwrap()
                .open_unverified()
                .is_ok()
        );
    }
    let five = plus_months(NOW_MS, 60);
    assert_eq!(retain(store, five - DAY_MS).await.records_erased, 0);
    let report = retain(store, five).await;
    assert_eq!((report.records_erased, report.receipts_erased), (1, 3));
    assert!(everything(store).await.is_empty());
    let count = store.leaf_count().await.unwrap();
    let last = store.leaves(count - 1, 1).await.unwrap()[0];
    assert_eq!(
        last.kind,
        LeafKind::Tombstone,
        "the log says that three are gone"
    );
}

// ACCEPTANCE 64 (partly: cookie choices; clauses in `newsletters`)
pub async fn a_choice_whose_validity_has_passed_expires_once(open: &dyn Fn() -> Opened) {
    let opened_store = open();
    let store = opened_store.store.as_ref();
    publish(store).await;
    let mut given = granting(1, &["statistics"]);
    given.user_id = Some("anna".to_owned());
    let given = store.record(given).await.unwrap();
    store.record(choice(2)).await.unwrap();
    let end = NOW_MS + VALIDITY_SECONDS as i64 * 1000;
    assert_eq!(retain(store, end - 1).await.expired, 0);
    assert_eq!(
        retain(store, end).await.expired,
        1,
        "a refusal grants nothing that could expire"
    );
    assert_eq!(retain(store, end + DAY_MS).await.expired, 0);
    let anna = Search {
        user_id: Some("anna".to_owned()),
        ..Search::default()
    };
    let history = all(store, &anna, 10).await;
    assert_eq!(history.len(), 2);
    let claims = &history[0].claims;
    assert_eq!(claims.state, EventState::ConsentExpired);
    assert_eq!(claims.method, Method::Expiry);
    assert_eq!(claims.prev_receipt, Some(jws_digest(&given.receipt)));
    assert_eq!(claims.event_time.as_millis(), end);
    assert!(
        claims
            .purposes
            .iter()
            .all(|purpose| purpose.id != "statistics" || purpose.decision == Decision::NotAsked)
    );
    assert_eq!(history[0].ip_truncated, None);
    // It is no activity of the person's.
    let subjects = store
        .find_subjects(&Finder::ConsentKey(key(1)), None)
        .await
        .unwrap();
    assert_eq!(subjects[0].last_activity_ms, NOW_MS);
    // Whoever chooses afterwards gives consent, not renews it.
    let mut again = granting(1, &["statistics"]);
    again.event_time = UtcMillis::new(end + 2 * DAY_MS);
    assert_eq!(
        store.record(again).await.unwrap().state,
        EventState::ConsentGiven
    );
}

// ACCEPTANCE 74
pub async fn seven_years_count_from_the_last_purchase_or_contact(open: &dyn Fn() -> Opened) {
    let opened_store = open();
    let store = opened_store.store.as_ref();
    publish(store).await;
    // Refusals again and again keep a record going, so that only the cap can take it.
    for number in [1, 2] {
        store
            .record(granting(number, &["statistics"]))
            .await
            .unwrap();
    }
    let purchase = plus_months(NOW_MS, 24);
    let first = Finder::ConsentKey(key(1));
    assert_eq!(
        store.touch(&first, Some("shop"), purchase).await.unwrap(),
        1
    );
    // An older contact that is told of later moves nothing back.
    assert_eq!(store.touch(&first, None, NOW_MS - DAY_MS).await.unwrap(), 1);
    assert_eq!(
        store.touch(&first, Some("blog"), purchase).await.unwrap(),
        0
    );
    assert_eq!(
        store
            .touch(&Finder::ConsentKey(key(9)), None, purchase)
            .await
            .unwrap(),
        0
    );
    let only = |store, clock, now| step(store, clock, now);
    let cap = plus_months(NOW_MS, 84);
    assert_eq!(
        only(store, RetentionClock::Subjects, cap - DAY_MS)
            .await
            .subjects_erased,
        0
    );
    assert_eq!(
        only(store, RetentionClock::Subjects, cap + DAY_MS)
            .await
            .subjects_erased,
        1
    );
    assert_eq!(store.find_subjects(&first, None).await.unwrap().len(), 1);
    let cap = plus_months(purchase, 84);
    assert_eq!(
        only(store, RetentionClock::Subjects, cap - DAY_MS)
            .await
            .subjects_erased,
        0
    );
    assert_eq!(
        only(store, RetentionClock::Subjects, cap + DAY_MS)
            .await
            .subjects_erased,
        1
    );
    assert!(everything(store).await.is_empty());
}

async fn step(store: &dyn Store, clock: RetentionClock, now_ms: i64) -> RetentionReport {
    store
        .retain(clock, &at(now_ms), 0, false)
        .await
        .unwrap()
        .report
}

pub async fn holds_and_open_cases_stop_the_clocks(open: &dyn Fn() -> Opened) {
    let opened_store = open();
    let store = opened_store.store.as_ref();
    publish(store).await;
    store.record(granting(1, &["statistics"])).await.unwrap();
    let finder = Finder::ConsentKey(key(1));
    let late = plus_months(NOW_MS, 100);
    let number = case_about(store, &finder, CaseKind::Access).await;
    let report = retain(store, late).await;
    assert_eq!((report.subjects_erased, report.addresses_shortened), (0, 0));
    assert!(report.held > 0);
    store
        .set_hold(
            &number,
            1,
            HoldBasis::LegalClaims,
            late + DAY_MS,
            "dora",
            NOW_MS,
        )
        .await
        .unwrap();
    store
        .close_case(&number, CaseOutcome::Done, None, "dora", NOW_MS)
        .await
        .unwrap();
    let report = retain(store, late).await;
    assert_eq!((report.subjects_erased, report.addresses_shortened), (0, 0));
    assert!(
        everything(store)
            .await
            .iter()
            .any(|receipt| receipt.ip.is_some())
    );
    let report = retain(store, late + DAY_MS).await;
    assert_eq!(report.held, 0);
    assert!(everything(store).await.is_empty());
}

pub async fn a_dry_run_counts_and_changes_nothing_and_steps_may_be_cut_off(
    open: &dyn Fn() -> Opened,
) {
    let opened_store = open();
    let store = opened_store.store.as_ref();
    publish(store).await;
    // More than one step takes at once.
    const MANY: u64 = 450;
    for number in 0..MANY {
        let mut choice = granting(1, &["statistics"]);
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&number.to_be_bytes());
        choice.consent_key = consent_core::cookie::ConsentKey::from_bytes(bytes);
        choice.event_time = UtcMillis::new(NOW_MS + number as i64);
        store.record(choice).await.unwrap();
    }
    let now = NOW_MS + 100 * DAY_MS;
    let leaves = store.leaf_count().await.unwrap();
    let mut told = Vec::new();
    let counted = run(store, &at(now), true, |clock, total| {
        told.push((clock, total.addresses_shortened))
    })
    .await
    .unwrap();
    assert_eq!(counted.addresses_shortened, MANY);
    let progress: Vec<_> = told
        .iter()
        .filter(|(clock, _)| *clock == RetentionClock::Addresses)
        .map(|(_, count)| *count)
        .collect();
    assert_eq!(progress, [200, 400, 450]);
    assert!(
        everything(store)
            .await
            .iter()
            .all(|receipt| receipt.ip.is_some())
    );
    assert_eq!(store.leaf_count().await.unwrap(), leaves);

    // One step, then a run from the beginning: together all, and nothing twice.
    let first = step(store, RetentionClock::Addresses, now).await;
    assert_eq!(first.addresses_shortened, 200);
    let rest = retain(store, now).await;
    assert_eq!(rest.addresses_shortened, MANY - 200);
    assert!(
        everything(store)
            .await
            .iter()
            .all(|receipt| receipt.ip.is_none())
    );
    assert_eq!(retain(store, now).await, RetentionReport::default());
}

pub async fn the_audit_log_and_attempts_have_their_time(open: &dyn Fn() -> Opened) {
    let opened_store = open();
    let store = opened_store.store.as_ref();
    publish(store).await;
    store.record(granting(1, &["statistics"])).await.unwrap();
    let entry = |at_ms| AuditEntry {
        at_ms,
        actor: "dora".to_owned(),
        role: "dpo".to_owned(),
        action: "search".to_owned(),
        filters: Vec::new(),
        site: None,
        reason: None,
        record_id: None,
        count: 0,
    };
    store.add_audit(entry(NOW_MS)).await.unwrap();
    store.add_audit(entry(NOW_MS + DAY_MS)).await.unwrap();
    let year = plus_months(NOW_MS, 12);
    assert_eq!(
        step(store, RetentionClock::Audit, year).await.audit_removed,
        0
    );
    assert_eq!(
        step(store, RetentionClock::Audit, year + 1)
            .await
            .audit_removed,
        1
    );
    assert_eq!(store.audit(10).await.unwrap(), [entry(NOW_MS + DAY_MS)]);
    let month = NOW_MS + 30 * DAY_MS;
    assert_eq!(
        step(store, RetentionClock::Attempts, month)
            .await
            .attempts_removed,
        0
    );
    assert_eq!(
        step(store, RetentionClock::Attempts, month + 1)
            .await
            .attempts_removed,
        1
    );
    let subjects = store
        .find_subjects(&Finder::ConsentKey(key(1)), None)
        .await
        .unwrap();
    assert!(subjects[0].rows.is_empty());
}
