//! Who was erased and asked to be left alone is not taken up again by others, and may choose anew.

mod collector;
mod office;
mod subscriber;

use collector::{assertion, fixture::clauses::with_clauses, with};
use collector_server::staff::Role;
use office::{case::post as staff, setup, token};
use serde_json::json;
use subscriber::{post, sign_up};

// ACCEPTANCE 75 (partly: through HTTP; each method in the store's own suite)
#[tokio::test]
async fn who_was_erased_is_not_added_again_by_staff_or_an_import_and_the_answer_says_so() {
    let collector = with_clauses(setup()).start().await;
    let dpo = token(&collector, Role::Dpo).await;
    let own = sign_up(&collector, json!({"post": true}));
    assert_eq!(post(&collector, &own).await.0, 201);
    let body = json!({"user_id": "kund-1042", "kind": "erasure", "identity": "eid"});
    let (status, case) = staff(&collector, &dpo, "/v1/staff/cases", body).await;
    assert_eq!(status, 201, "{case}");
    let erase = format!("/v1/staff/cases/{}/erase", case["number"].as_str().unwrap());
    let ground = json!({"ground": "consent_withdrawn"});
    assert_eq!(staff(&collector, &dpo, &erase, ground).await.0, 200);
    assert_eq!(collector.receipts().await.len(), 0);

    for method in ["staff", "imported"] {
        let (status, problem) = post(&collector, &with(own.clone(), "method", json!(method))).await;
        assert_eq!(
            (status, &problem["type"]),
            (409, &json!("/problems/choice-not-taken")),
            "{method}: {problem}"
        );
        assert!(problem["detail"].as_str().unwrap().contains("asked not to"));
        assert!(!problem.to_string().contains("kund-1042"));
    }
    let imported = with(collector.choice(), "method", json!("imported"));
    let signed = assertion::sign(&assertion::claims("kund-1042"));
    let imported = with(imported, "assertion", json!(signed));
    assert_eq!(collector.record(&imported).await.0, 409);
    assert_eq!(collector.receipts().await.len(), 0);
    // Nothing has failed, so no alert.
    let metrics = collector.metrics().await;
    assert!(
        metrics.contains("collector_storage_failures_total 0"),
        "{metrics}"
    );

    // The person may, and others are not meant.
    assert_eq!(post(&collector, &own).await.0, 201);
    let other = assertion::sign(&assertion::claims("kund-2000"));
    let other = with(own, "assertion", json!(other));
    let other = with(other, "method", json!("staff"));
    assert_eq!(post(&collector, &other).await.0, 201);
}
