//! People's rights: found, held, erased.

use super::{Opened, Store};
use crate::choice::{NOW_MS, SITES, all, choice, granting, key, publish, stored};
use collector_server::{
    privacy::IpMode,
    storage::{
        NewChoice, Search,
        rights::{
            CaseKind, CaseOutcome, EVERYTHING, EraseOrder, Finder, HoldBasis, IdentityProof,
            NewCase, SuppressionKind,
        },
    },
};
use consent_core::receipt::{ErasureGround, LeafKind, Method, SdJwt, UtcMillis, commitment};

const DAY_MS: i64 = 24 * 3600 * 1000;

fn as_user(mut choice: NewChoice, user_id: &str) -> NewChoice {
    choice.user_id = Some(user_id.to_owned());
    choice
}

/// A case about whoever `finder` finds.
pub async fn case_about(store: &dyn Store, finder: &Finder, kind: CaseKind) -> String {
    let subjects = store.find_subjects(finder, None).await.unwrap();
    assert!(!subjects.is_empty(), "somebody is found");
    let case = NewCase {
        kind,
        identity: IdentityProof::Contact,
        subjects: subjects.iter().map(|subject| subject.subject_id).collect(),
        opened_by: "dora".to_owned(),
        opened_at_ms: NOW_MS,
        due_at_ms: NOW_MS + 30 * DAY_MS,
    };
    store.open_case(case).await.unwrap().number
}

pub fn order(case: &str) -> EraseOrder {
    EraseOrder {
        case: case.to_owned(),
        ground: ErasureGround::ConsentWithdrawn,
        operator: "dora".to_owned(),
        at_ms: NOW_MS + DAY_MS,
        suppress: true,
    }
}

pub async fn a_person_is_found_by_user_id_key_record_and_code(open: &dyn Fn() -> Opened) {
    let opened = open();
    let store = opened.store.as_ref();
    publish(store).await;
    // Anna with two browsers and on two sites; Bo with one.
    let first = store
        .record(as_user(granting(1, &["statistics"]), "anna"))
        .await
        .unwrap();
    store.record(choice(1)).await.unwrap();
    store.record(as_user(choice(2), "anna")).await.unwrap();
    let mut on_blog = as_user(choice(1), "anna");
    on_blog.site = SITES[1].to_owned();
    store.record(on_blog).await.unwrap();
    store.record(as_user(choice(3), "bo")).await.unwrap();

    let record_id = stored(store, &first).await.claims.record_id;
    let anna = Finder::UserId("anna".to_owned());
    for (finder, site, sites) in [
        (&anna, None, &["shop", "shop", "blog"][..]),
        (&anna, Some("shop"), &["shop", "shop"]),
        (&Finder::ConsentKey(key(1)), None, &["shop", "blog"]),
        (&Finder::Record(record_id), None, &["shop"]),
        (&Finder::Receipt(first.receipt_id), None, &["shop"]),
        (&Finder::Code(first.code), None, &["shop"]),
        (&Finder::UserId("nobody".to_owned()), None, &[]),
        (&Finder::ConsentKey(key(9)), None, &[]),
    ] {
        let found = store.find_subjects(finder, site).await.unwrap();
        let found: Vec<_> = found.iter().map(|subject| subject.site.as_str()).collect();
        assert_eq!(found, sites, "{}", finder.name());
    }
    let found = store
        .find_subjects(&Finder::Code(first.code), None)
        .await
        .unwrap();
    assert!(found[0].has_user_id);
    let record = &found[0].records[0];
    assert_eq!(record.record_id, record_id);
    assert_eq!((record.receipts, record.addresses), (2, 2));
    assert_eq!((record.networks, record.user_ids), (2, 1));
    assert_eq!(found[0].rows, [("attempts", 2)]);
}

// ACCEPTANCE 71 (partly: rows and searches; the files are looked at in `erasure.rs`)
pub async fn an_erasure_takes_all_of_one_person_and_nothing_of_others(open: &dyn Fn() -> Opened) {
    let opened = open();
    let store = opened.store.as_ref();
    publish(store).await;
    let mut annas = Vec::new();
    for choice in [
        as_user(granting(1, &["statistics"]), "anna"),
        choice(1),
        as_user(choice(2), "anna"),
    ] {
        annas.push(store.record(choice).await.unwrap());
    }
    let bos = store.record(as_user(choice(3), "bo")).await.unwrap();
    let leaves = store.leaf_count().await.unwrap();
    let number = case_about(store, &Finder::UserId("anna".to_owned()), CaseKind::Erasure).await;
    let other = case_about(store, &Finder::ConsentKey(key(1)), CaseKind::Access).await;

    let erasure = store.erase(order(&number)).await.unwrap();
    let report = &erasure.report;
    assert_eq!(
        (report.subjects, report.records, report.receipts),
        (2, 2, 3)
    );
    assert_eq!(
        (report.addresses, report.networks, report.user_ids),
        (3, 3, 2)
    );
    assert!(report.held.is_empty() && report.is_suppressed);
    assert_eq!(store.erasure(&number).await.unwrap(), Some(erasure.clone()));

    // One leaf more, which commits to what the erasure says of itself.
    assert_eq!(store.leaf_count().await.unwrap(), leaves + 1);
    let leaf = store.leaves(erasure.leaf_index, 1).await.unwrap()[0];
    assert_eq!(leaf.kind, LeafKind::Tombstone);
    assert_eq!(leaf.commitment, erasure.tombstone.commitment(&erasure.salt));
    assert_eq!(erasure.tombstone.count, 3);

    for anna in &annas {
        assert!(store.find(anna.receipt_id).await.unwrap().is_none());
        // Their own copy still opens the leaf that stays.
        let jws = SdJwt::parse(&anna.receipt).unwrap().jws().to_owned();
        assert_eq!(commitment(&anna.salt, &jws), anna.commitment);
        let all = store.leaves(0, leaves as usize).await.unwrap();
        assert!(all.iter().any(|leaf| leaf.commitment == anna.commitment));
    }
    for search in [
        Search {
            user_id: Some("anna".to_owned()),
            ..Search::default()
        },
        Search {
            consent_key: Some(key(1)),
            ..Search::default()
        },
        Search {
            code: Some(annas[0].code),
            ..Search::default()
        },
    ] {
        assert!(all(store, &search, 10).await.is_empty());
    }
    let left = all(store, &Search::default(), 10).await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].claims.receipt_id, bos.receipt_id);
    assert_eq!(left[0].user_id.as_deref(), Some("bo"));

    // The case is closed, the other one has nobody left, and nothing can be erased twice.
    let case = store.case(&number).await.unwrap().unwrap();
    assert_eq!(case.closed, Some((NOW_MS + DAY_MS, CaseOutcome::Done)));
    assert_eq!(store.case(&other).await.unwrap().unwrap().subjects, 0);
    assert!(store.erase(order(&number)).await.is_err());
    // The browser goes on as somebody new.
    let again = store.record(choice(1)).await.unwrap();
    assert_eq!(stored(store, &again).await.claims.prev_receipt, None);
}

// ACCEPTANCE 73 (partly: the person is told by letter, see the HTTP tests)
pub async fn a_hold_keeps_its_scope_until_its_time_and_no_longer(open: &dyn Fn() -> Opened) {
    let opened = open();
    let store = opened.store.as_ref();
    publish(store).await;
    store.record(granting(1, &["statistics"])).await.unwrap();
    let finder = Finder::ConsentKey(key(1));
    let number = case_about(store, &finder, CaseKind::Erasure).await;
    let until = NOW_MS + 10 * DAY_MS;
    let hold = |scope, until| {
        store.set_hold(
            &number,
            scope,
            HoldBasis::LegalClaims,
            until,
            "dora",
            NOW_MS,
        )
    };
    // A hold on another scope than there is holds nothing of the cookies.
    hold(2, until).await.unwrap();
    let found = store.find_subjects(&finder, None).await.unwrap();
    assert!(found[0].hold_on(1, NOW_MS).is_none());
    assert!(found[0].hold_on(2, NOW_MS).is_some());
    hold(1, until).await.unwrap();
    let blocked = store.erase(order(&number)).await.unwrap_err().to_string();
    assert!(blocked.contains("legal hold"), "{blocked}");
    assert_eq!(store.find_subjects(&finder, None).await.unwrap().len(), 1);

    // The last millisecond is held, the next is not.
    let at = |at_ms| EraseOrder {
        at_ms,
        ..order(&number)
    };
    assert!(store.erase(at(until - 1)).await.is_err());
    let erasure = store.erase(at(until)).await.unwrap();
    assert_eq!(erasure.report.receipts, 1);
    assert!(store.find_subjects(&finder, None).await.unwrap().is_empty());
}

pub async fn what_is_held_is_not_found_by_ordinary_reading(open: &dyn Fn() -> Opened) {
    let opened = open();
    let store = opened.store.as_ref();
    publish(store).await;
    let held = store.record(choice(1)).await.unwrap();
    store.record(choice(2)).await.unwrap();
    let number = case_about(store, &Finder::ConsentKey(key(1)), CaseKind::Restriction).await;
    let until = NOW_MS + DAY_MS;
    store
        .set_hold(
            &number,
            EVERYTHING,
            HoldBasis::Restriction,
            until,
            "dora",
            NOW_MS,
        )
        .await
        .unwrap();
    let ordinary = |at| Search {
        unrestricted_at: Some(UtcMillis::new(at)),
        ..Search::default()
    };
    let by_code = Search {
        code: Some(held.code),
        ..ordinary(NOW_MS)
    };
    assert_eq!(all(store, &Search::default(), 10).await.len(), 2);
    assert_eq!(all(store, &ordinary(NOW_MS), 10).await.len(), 1);
    assert!(all(store, &by_code, 10).await.is_empty());
    assert_eq!(all(store, &ordinary(until), 10).await.len(), 2);
    assert_eq!(
        store.end_holds(&number, "dora", NOW_MS + 1).await.unwrap(),
        1
    );
    assert_eq!(all(store, &ordinary(NOW_MS), 10).await.len(), 2);
}

// ACCEPTANCE 69 (partly: the store; the days are counted in `privacy::rights`)
pub async fn a_case_is_extended_once_and_closed_once(open: &dyn Fn() -> Opened) {
    let opened = open();
    let store = opened.store.as_ref();
    publish(store).await;
    store.record(choice(1)).await.unwrap();
    let finder = Finder::ConsentKey(key(1));
    let late = case_about(store, &finder, CaseKind::Access).await;
    let early = case_about(store, &finder, CaseKind::Access).await;
    assert_ne!(late, early);
    assert!(late.starts_with("R-2026-"), "{late}");
    let due = NOW_MS + 60 * DAY_MS;
    store
        .extend_case(&late, due, "many requests", NOW_MS + DAY_MS)
        .await
        .unwrap();
    let case = store.case(&late).await.unwrap().unwrap();
    assert_eq!(case.due_at_ms, due);
    assert_eq!(
        case.extension,
        Some((NOW_MS + DAY_MS, "many requests".to_owned()))
    );
    assert!(
        store
            .extend_case(&late, due, "again", NOW_MS)
            .await
            .is_err()
    );
    let numbers = |cases: Vec<collector_server::storage::rights::Case>| -> Vec<String> {
        cases.into_iter().map(|case| case.number).collect()
    };
    assert_eq!(
        numbers(store.cases(10).await.unwrap()),
        [early.clone(), late.clone()]
    );
    store
        .close_case(&early, CaseOutcome::Withdrawn, None, "dora", NOW_MS)
        .await
        .unwrap();
    assert_eq!(
        numbers(store.cases(10).await.unwrap()),
        [late, early.clone()]
    );
    let closed = store.close_case(&early, CaseOutcome::Done, None, "dora", NOW_MS);
    assert!(closed.await.is_err());
    assert!(store.case("R-1999-0001").await.unwrap().is_none());
}

// ACCEPTANCE 75
pub async fn who_is_suppressed_is_not_taken_up_by_others_but_may_choose(open: &dyn Fn() -> Opened) {
    let opened = open();
    let store = opened.store.as_ref();
    publish(store).await;
    store
        .record(as_user(granting(1, &["advertising"]), "anna"))
        .await
        .unwrap();
    let anna = Finder::UserId("anna".to_owned());
    let number = case_about(store, &anna, CaseKind::Erasure).await;
    store.erase(order(&number)).await.unwrap();
    let is_suppressed = |site: &'static str, user_id: &'static str| {
        store.is_suppressed(site, SuppressionKind::UserId, user_id)
    };
    assert!(is_suppressed("shop", "anna").await.unwrap());
    assert!(!is_suppressed("shop", "bo").await.unwrap());
    assert!(!is_suppressed("blog", "anna").await.unwrap());
    for method in [Method::Imported, Method::Staff] {
        let mut again = as_user(granting(5, &["advertising"]), "anna");
        again.method = method;
        let refused = store.record(again.clone()).await.unwrap_err().to_string();
        assert!(refused.contains("asked not to"), "{refused}");
        again.user_id = Some("bo".to_owned());
        again.ip_mode = IpMode::None;
        store.record(again).await.unwrap();
    }
    assert!(store.find_subjects(&anna, None).await.unwrap().is_empty());
    store.record(as_user(choice(6), "anna")).await.unwrap();
    assert_eq!(store.find_subjects(&anna, None).await.unwrap().len(), 1);

    store
        .suppress("shop", SuppressionKind::Email, " Anna@Example.se ", NOW_MS)
        .await
        .unwrap();
    let email = |email| store.is_suppressed("shop", SuppressionKind::Email, email);
    assert!(email("anna@example.se").await.unwrap());
    assert!(!email("bo@example.se").await.unwrap());
}
