//! The correction of a user id (GDPR Art. 16): an event of its own that changes nothing but the name.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use collector::{
    Collector, assertion,
    fixture::clauses::{TOKEN, with_clauses},
    read,
};
use collector_server::{staff::Role, storage::Search};
use consent_core::receipt::{ChannelDecision, Decision, EventState, Method as How};
use office::{case::post, choose, search, setup, token};
use reqwest::Method;
use serde_json::{Value, json};

const DAY_MS: i64 = 24 * 3600 * 1000;

/// Opens a case about `user_id`, a day later than now, and gives its path.
async fn open(collector: &Collector, dpo: &str, user_id: &str) -> String {
    let body = json!({"user_id": user_id, "kind": "rectification", "identity": "eid"});
    let (_, case) = post(collector, dpo, "/v1/staff/cases", body).await;
    collector.clock.advance(DAY_MS);
    format!("/v1/staff/cases/{}", case["number"].as_str().unwrap())
}

// ACCEPTANCE 76
#[tokio::test]
async fn a_correction_adds_an_event_and_leaves_old_receipts_as_they_were() {
    let collector = setup().start().await;
    let anna = choose(
        &collector,
        1,
        Some("kund-4711"),
        "192.0.2.17",
        (true, false),
    )
    .await;
    let before = collector.receipts().await[0].clone();
    let dpo = token(&collector, Role::Dpo).await;
    let path = open(&collector, &dpo, "kund-4711").await;
    let rectify = format!("{path}/rectify");
    let (status, answer) = post(&collector, &dpo, &rectify, json!({})).await;
    assert_eq!((status, answer["field"].as_str()), (400, Some("user_id")));
    let corrected = json!({"user_id": "kund-4712"});
    let answer = post(&collector, &dpo, &rectify, corrected.clone()).await;
    assert_eq!(answer, (200, json!({"receipts": 1})));
    assert_eq!(post(&collector, &dpo, &rectify, corrected).await.0, 409);

    let all = collector.receipts().await;
    assert_eq!(all.len(), 2);
    assert!(all[1] == before, "the old receipt is as it was");
    let added = &all[0];
    assert_eq!(added.user_id.as_deref(), Some("kund-4712"));
    assert_eq!(added.claims.method, How::Dsar);
    assert_eq!(added.claims.state, before.claims.state);
    assert_eq!(added.claims.purposes, before.claims.purposes);
    assert_eq!(added.claims.record_id, before.claims.record_id);
    assert!(added.claims.prev_receipt.is_some() && added.ip.is_none());
    // It gives the consent no more time: half a year less a day.
    assert_ne!(added.claims.validity, "P6M");
    // Both ids find the record, and the record goes on under the new one.
    for user_id in ["kund-4711", "kund-4712"] {
        let (_, page) = search(&collector, &dpo, json!({"user_id": user_id})).await;
        assert_eq!(page["items"].as_array().unwrap().len(), 1, "{user_id}");
    }
    choose(&collector, 1, Some("kund-4712"), "192.0.2.17", (true, true)).await;
    let record = Search {
        record_id: Some(before.claims.record_id),
        ..Search::default()
    };
    let history = collector
        .state
        .receipts
        .search(&record, None, 10)
        .await
        .unwrap();
    assert_eq!(history.items.len(), 3);
    assert_eq!(anna.receipt_id, before.claims.receipt_id.to_string());
    let (_, case) = read(collector.get(&path).bearer_auth(&dpo).send().await.unwrap()).await;
    assert_eq!(case["outcome"], "done");
    assert_eq!(case["recipients"].as_array().unwrap().len(), 2, "{case}");
}

/// What the site's server is told of a user.
async fn state(collector: &Collector, user_id: &str) -> Value {
    let (status, answer) = post(collector, TOKEN, "/v1/state", json!({"user_id": user_id})).await;
    assert_eq!(status, 200, "{answer}");
    answer["state"].clone()
}

async fn sign_up(collector: &Collector, user_id: &str) {
    let now = collector.clock_seconds();
    let claims = json!({"aud": "shop", "sub": user_id, "iat": now, "exp": now + 300});
    let site = collector.state.published.site("shop").unwrap();
    let body = json!({
        "clause": "newsletter", "event": "consent", "channels": {"email": true, "post": true},
        "notice_hash": site.clauses[0].texts[0].notice_hash, "notice_lang": "sv",
        "assertion": assertion::sign(&claims),
    });
    let request = collector
        .request(Method::POST, "/v1/clauses")
        .bearer_auth(TOKEN)
        .header("idempotency-key", uuid::Uuid::new_v4().to_string())
        .json(&body);
    let (status, answer) = read(request.send().await.unwrap()).await;
    assert_eq!(status, 201, "{answer}");
}

// ACCEPTANCE 76 (partly: what a clause granted stays granted, and what waits goes on waiting)
#[tokio::test]
async fn a_correction_leaves_what_a_clause_granted() {
    let collector = with_clauses(setup()).start().await;
    sign_up(&collector, "kund-4711").await;
    assert_eq!(
        state(&collector, "kund-4711").await["clauses"]["newsletter"],
        json!({"email": false, "post": true})
    );
    let dpo = token(&collector, Role::Dpo).await;
    let path = open(&collector, &dpo, "kund-4711").await;
    let corrected = json!({"user_id": "kund-4712"});
    let answer = post(&collector, &dpo, &format!("{path}/rectify"), corrected).await;
    assert_eq!(answer, (200, json!({"receipts": 1})));
    assert_eq!(
        state(&collector, "kund-4712").await["clauses"]["newsletter"],
        json!({"email": false, "post": true})
    );
    let granted = Search {
        decision: Some(("newsletter.post".to_owned(), Decision::Granted)),
        ..Search::default()
    };
    let page = collector.state.receipts.search(&granted, None, 10).await;
    assert_eq!(page.unwrap().items.len(), 2, "both receipts say so");
    let newest = collector.receipts().await.remove(0);
    assert_eq!(newest.user_id.as_deref(), Some("kund-4712"));
    let decisions: Vec<_> = newest.claims.channels.iter().map(|c| c.decision).collect();
    assert_eq!(
        decisions,
        [ChannelDecision::Pending, ChannelDecision::Granted]
    );
}

// ACCEPTANCE 76 (partly: a consent that has run out does not come back)
#[tokio::test]
async fn a_correction_gives_a_consent_that_has_run_out_no_new_time() {
    let collector = with_clauses(setup()).start().await;
    choose(
        &collector,
        1,
        Some("kund-4711"),
        "192.0.2.17",
        (true, false),
    )
    .await;
    let dpo = token(&collector, Role::Dpo).await;
    collector.clock.advance(181 * DAY_MS);
    let may =
        async |user_id: &str| state(&collector, user_id).await["purposes"]["statistics"].clone();
    assert_eq!(may("kund-4711").await, false);
    let path = open(&collector, &dpo, "kund-4711").await;
    let corrected = json!({"user_id": "kund-4712"});
    let answer = post(&collector, &dpo, &format!("{path}/rectify"), corrected).await;
    assert_eq!(answer.0, 200, "{answer:?}");
    assert_eq!(may("kund-4712").await, false);
    let states: Vec<_> = collector
        .receipts()
        .await
        .iter()
        .map(|r| (r.claims.state, r.claims.method))
        .collect();
    assert_eq!(states[0], (EventState::ConsentExpired, How::Dsar));
    assert_eq!(states[1], (EventState::ConsentExpired, How::Expiry));
}
