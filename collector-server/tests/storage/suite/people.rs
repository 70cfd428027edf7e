//! Who a subject is: a browser's key, and at most one user id.

use collector_server::storage::{NewChoice, Outcome, Search};
use consent_core::receipt::EventState;

use super::Opened;
use crate::choice::*;

fn as_user(choice: NewChoice, user_id: &str) -> NewChoice {
    NewChoice {
        user_id: Some(user_id.to_owned()),
        ..choice
    }
}

pub async fn a_login_links_the_browsers_record_and_both_stay_findable(
    open: &(impl Fn() -> Opened + Sync),
) {
    let Opened {
        store,
        guard: _guard,
    } = open();
    publish(&*store).await;
    let anonymous = store.record(granting(1, &["statistics"])).await.unwrap();
    let linked = store
        .record(as_user(granting(1, &["statistics"]), "anna"))
        .await
        .unwrap();
    assert_eq!(linked.outcome, Outcome::New);
    let (first, second) = (opened(&anonymous.receipt).0, opened(&linked.receipt).0);
    assert_eq!(first.record_id, second.record_id);
    assert_eq!(second.prev_receipt, Some(jws_digest(&anonymous.receipt)));
    // The earlier receipt is not rewritten.
    assert_eq!(stored(&*store, &anonymous).await.user_id, None);
    let of_key = Search {
        consent_key: Some(key(1)),
        ..Search::default()
    };
    assert_eq!(all(&*store, &of_key, 10).await.len(), 2);
    let of_user = Search {
        user_id: Some("anna".to_owned()),
        ..Search::default()
    };
    let found = all(&*store, &of_user, 10).await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].claims.receipt_id, linked.receipt_id);
}

pub async fn another_user_of_the_same_browser_is_another_subject(
    open: &(impl Fn() -> Opened + Sync),
) {
    let Opened {
        store,
        guard: _guard,
    } = open();
    publish(&*store).await;
    let anna = store
        .record(as_user(granting(1, &["statistics"]), "anna"))
        .await
        .unwrap();
    let bo = store.record(as_user(choice(1), "bo")).await.unwrap();
    assert_eq!(bo.state, EventState::ConsentRefused);
    assert_ne!(
        opened(&bo.receipt).0.record_id,
        opened(&anna.receipt).0.record_id
    );
    assert_eq!(opened(&bo.receipt).0.prev_receipt, None);
    // Each goes on with their own.
    let anna_again = store.record(as_user(choice(1), "anna")).await.unwrap();
    assert_eq!(anna_again.state, EventState::ConsentWithdrawn);
    assert_eq!(
        opened(&anna_again.receipt).0.record_id,
        opened(&anna.receipt).0.record_id
    );
}

pub async fn a_withdrawal_without_an_assertion_withdraws_what_the_browser_granted(
    open: &(impl Fn() -> Opened + Sync),
) {
    let Opened {
        store,
        guard: _guard,
    } = open();
    publish(&*store).await;
    let given = store
        .record(as_user(granting(1, &["statistics"]), "anna"))
        .await
        .unwrap();
    let withdrawn = store.record(choice(1)).await.unwrap();
    assert_eq!(withdrawn.state, EventState::ConsentWithdrawn);
    assert_eq!(
        opened(&withdrawn.receipt).0.prev_receipt,
        Some(jws_digest(&given.receipt))
    );
    // Nobody said who it was this time, so the receipt does not either.
    assert_eq!(stored(&*store, &withdrawn).await.user_id, None);
}

pub async fn the_same_key_on_two_sites_is_two_subjects(open: &(impl Fn() -> Opened + Sync)) {
    let Opened {
        store,
        guard: _guard,
    } = open();
    publish(&*store).await;
    let shop = store.record(granting(1, &["statistics"])).await.unwrap();
    let blog = NewChoice {
        site: "blog".to_owned(),
        ..choice(1)
    };
    let blog = store.record(blog).await.unwrap();
    assert_eq!(blog.state, EventState::ConsentRefused);
    let (shop, blog) = (stored(&*store, &shop).await, stored(&*store, &blog).await);
    assert_ne!(shop.claims.record_id, blog.claims.record_id);
    assert_ne!(shop.subject_ref, blog.subject_ref);
}
