//! Somebody without any right tries the doors.

use product_tests::{REJECT, World};
use reqwest::Method;

#[tokio::test]
async fn a_stranger_reads_no_receipt_and_records_no_choice_for_another_site() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.answer(REJECT).await;
    world.owner().waits_for(1).await;

    let stranger = world.stranger();
    for path in [
        "/v1/staff/receipts",
        "/v1/staff/receipts.csv",
        "/v1/staff/receipts.ndjson",
    ] {
        let answer = stranger.get(path).await;
        assert_eq!(answer.status(), 401, "{path}");
        assert!(
            !answer.text().await.unwrap().contains("127.0.0.1"),
            "{path}"
        );
    }
    let recorded = stranger
        .send(Method::POST, "/v1/sites/shop/choices", "{}")
        .await;
    assert!(recorded.status().is_client_error(), "{}", recorded.status());
    assert_eq!(world.owner().receipts().await.len(), 1);
}
