//! A customer who is signed in chooses, and staff find the receipt.

use product_tests::{ACCEPT, World};
use serde_json::json;

#[tokio::test]
async fn the_receipt_of_a_signed_in_customer_is_found_by_customer_number_and_by_address() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/login").await;
    visitor.sign_in("10042").await;
    visitor.quiet().await;
    visitor.answer(ACCEPT).await;

    let owner = world.owner();
    let all = owner.waits_for(1).await;
    let by_user = owner.find(json!({"user_id": "10042"})).await;
    let by_address = owner.find(json!({"ip": "127.0.0.1"})).await;
    let by_prefix = owner.find(json!({"ip": "127.0.0.0/24"})).await;
    assert_eq!(by_user, all);
    assert_eq!(by_address, all);
    assert_eq!(by_prefix, all);
    assert!(owner.find(json!({"user_id": "10043"})).await.is_empty());
    assert!(owner.find(json!({"ip": "127.0.0.2"})).await.is_empty());
}

#[tokio::test]
async fn a_choice_made_before_signing_in_is_linked_by_a_new_event() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/login").await;
    visitor.answer(ACCEPT).await;
    let owner = world.owner();
    let before = owner.waits_for(1).await;
    assert!(owner.find(json!({"user_id": "20001"})).await.is_empty());
    visitor.sign_in("20001").await;
    let after = owner.waits_for(2).await;
    assert_eq!(after[1], before[0], "the earlier receipt is unchanged");
    assert!(!owner.find(json!({"user_id": "20001"})).await.is_empty());
    visitor.open("/account").await;
    visitor.quiet().await;
    assert_eq!(
        owner.receipts().await.len(),
        2,
        "linked once, not on every page"
    );
}

#[tokio::test]
async fn after_a_sign_out_the_browser_is_a_new_person_and_both_are_found() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/login").await;
    visitor.sign_in("30001").await;
    visitor.quiet().await;
    visitor.answer(ACCEPT).await;
    let owner = world.owner();
    let signed_in = owner.waits_for(1).await;
    visitor.open("/account").await;
    visitor.click("#sign-out").await;
    visitor.whole().await;
    let both = owner.waits_for(2).await;
    assert_eq!(both[1], signed_in[0], "the earlier receipt is unchanged");
    assert_ne!(both[0]["record_id"], both[1]["record_id"], "a new subject");
    assert_eq!(both[0]["user_id"], json!(null));
    assert_eq!(owner.find(json!({"user_id": "30001"})).await.len(), 1);
    visitor.open("/").await;
    visitor.quiet().await;
    assert_eq!(owner.receipts().await.len(), 2, "once, not on every page");
    // Who signs in next takes over what nobody's was, by an event; the first customer's record is left alone.
    visitor.open("/login").await;
    visitor.sign_in("30002").await;
    let all = owner.waits_for(3).await;
    assert_eq!(all[0]["record_id"], both[0]["record_id"]);
    assert_eq!(owner.find(json!({"user_id": "30002"})).await.len(), 1);
    assert_eq!(owner.find(json!({"user_id": "30001"})).await.len(), 1);
}

// ACCEPTANCE 94 (partly: the log of this story)
#[tokio::test]
async fn neither_customer_number_nor_address_stands_in_the_collectors_log() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/login").await;
    visitor.sign_in("7070707070").await;
    visitor.quiet().await;
    visitor.answer(ACCEPT).await;
    let owner = world.owner();
    owner.waits_for(1).await;
    assert_eq!(owner.find(json!({"user_id": "7070707070"})).await.len(), 1);
    let log = world.collector.log();
    assert!(!log.contains("7070707070"), "{log}");
    let own = world.collector.addr().to_string();
    assert!(!log.replace(&own, "").contains("127.0.0.1"), "{log}");
}
