//! What people do with their own records by their browser's key or their login.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use collector::{
    Collector, ORIGIN, assertion,
    fixture::clauses::{TOKEN, with_clauses},
    read,
};
use collector_server::staff::Role;
use consent_core::receipt::{EventState, Method as How, SdJwt};
use office::{choose, setup, token};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

fn key(number: u8) -> String {
    URL_SAFE_NO_PAD.encode([number; 16])
}

fn ask(collector: &Collector, what: &str, body: &Value) -> RequestBuilder {
    collector
        .request(Method::POST, &format!("/v1/sites/shop/my/{what}"))
        .header("origin", ORIGIN)
        .json(body)
}

async fn my(collector: &Collector, what: &str, body: &Value) -> (u16, Value) {
    read(ask(collector, what, body).send().await.unwrap()).await
}

fn signed(collector: &Collector, user_id: &str) -> String {
    let now = collector.state.clock.now().as_millis() / 1000;
    assertion::sign(&json!({"aud": "shop", "sub": user_id, "iat": now, "exp": now + 300}))
}

// ACCEPTANCE 66 (partly: the server's side; the page is the story of `my_consents`)
#[tokio::test]
async fn who_has_the_key_sees_downloads_and_withdraws_without_a_login() {
    let collector = setup().start().await;
    let anna = choose(&collector, 1, Some("kund-4711"), "192.0.2.17", (true, true)).await;
    let other = choose(&collector, 2, None, "192.0.2.18", (true, true)).await;
    let by_key = json!({"consent_key": key(1)});
    collector.state.log.integrate().await.unwrap();
    let (status, answer) = my(&collector, "receipts", &by_key).await;
    assert_eq!(status, 200, "{answer}");
    let items = answer["items"].as_array().unwrap();
    assert_eq!(items.len(), 1);
    assert_eq!(items[0]["receipt_id"], anna.receipt_id);
    assert_eq!(items[0]["purposes"][1]["decision"], "granted");
    assert!(items[0]["notice"]["text"].as_str().unwrap().contains("sv "));
    assert!(
        items[0]["proof"]
            .as_str()
            .unwrap()
            .starts_with("c2sp.org/tlog-proof@v1")
    );
    // The copy verifies, and holds neither address nor user id.
    let receipt = SdJwt::parse(items[0]["receipt"].as_str().unwrap()).unwrap();
    let opened = receipt
        .verify(&collector.state.log.receipt_keys()[0])
        .unwrap();
    assert!(opened.disclosed.ip.is_none() && opened.disclosed.user_id.is_none());
    for trace in ["192.0.2", "kund-4711", other.receipt_id.as_str()] {
        assert!(!answer.to_string().contains(trace), "{trace}");
    }

    collector.clock.advance(1000);
    let (status, answer) = my(&collector, "withdraw", &by_key).await;
    assert_eq!((status, answer), (200, json!({"withdrawn": 1})));
    assert_eq!(
        my(&collector, "withdraw", &by_key).await.1,
        json!({"withdrawn": 0})
    );
    let all = collector.receipts().await;
    assert_eq!(all.len(), 3);
    assert_eq!(all[0].claims.state, EventState::ConsentWithdrawn);
    assert_eq!(all[0].claims.method, How::Dsar);
    // The one before is as it was.
    let before = all
        .iter()
        .find(|stored| stored.claims.receipt_id.to_string() == anna.receipt_id)
        .unwrap();
    assert_eq!(before.claims.state, EventState::ConsentGiven);
}

#[tokio::test]
async fn who_is_logged_in_has_all_devices_and_clauses_and_asks_for_more_once() {
    let collector = with_clauses(setup()).start().await;
    choose(&collector, 1, Some("anna"), "192.0.2.17", (true, true)).await;
    choose(&collector, 2, Some("anna"), "192.0.2.18", (true, false)).await;
    choose(&collector, 3, Some("bo"), "192.0.2.19", (true, false)).await;
    let sign_up = json!({
        "clause": "offers", "event": "consent", "channels": {"email": true},
        "assertion": signed(&collector, "anna"),
        "notice_hash": collector.state.published.site("shop").unwrap().clauses[1].texts[0].notice_hash.to_string(),
        "notice_lang": "sv",
    });
    let request = collector
        .request(Method::POST, "/v1/clauses")
        .bearer_auth(TOKEN)
        .header("idempotency-key", uuid::Uuid::new_v4().to_string())
        .json(&sign_up);
    let (status, answer) = read(request.send().await.unwrap()).await;
    assert_eq!(status, 201, "{answer}");

    let login = json!({"assertion": signed(&collector, "anna")});
    let (_, answer) = my(&collector, "receipts", &login).await;
    assert_eq!(answer["items"].as_array().unwrap().len(), 3, "{answer}");
    assert_eq!(
        my(&collector, "withdraw", &login).await.1,
        json!({"withdrawn": 3})
    );
    let (_, answer) = my(&collector, "receipts", &login).await;
    let clause = answer["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| !item["clause"].is_null())
        .unwrap();
    assert_eq!(clause["channels"][0]["decision"], "denied");

    let mut wanted = login.clone();
    wanted["kind"] = json!("erasure");
    let (status, first) = my(&collector, "requests", &wanted).await;
    assert_eq!(status, 201, "{first}");
    let (status, again) = my(&collector, "requests", &wanted).await;
    assert_eq!((status, &again), (200, &first));
    let dpo = token(&collector, Role::Dpo).await;
    let path = format!("/v1/staff/cases/{}", first["number"].as_str().unwrap());
    let (_, case) = read(collector.get(&path).bearer_auth(&dpo).send().await.unwrap()).await;
    assert_eq!(case["identity"], "site_login");
    assert_eq!(case["opened_by"], "self-service");
    assert_eq!(case["subjects"].as_array().unwrap().len(), 2);
}

// ACCEPTANCE 92 (partly: a person's own records)
#[tokio::test]
async fn a_foreign_page_a_wrong_key_and_a_bad_word_get_nothing() {
    let collector = setup().start().await;
    choose(&collector, 1, Some("anna"), "192.0.2.17", (true, true)).await;
    let by_key = json!({"consent_key": key(1)});
    for origin in ["https://evil.example", "null"] {
        let request = ask(&collector, "receipts", &by_key).header("origin", origin);
        let mut request = request.build().unwrap();
        request
            .headers_mut()
            .insert("origin", origin.parse().unwrap());
        let answer = reqwest::Client::new().execute(request).await.unwrap();
        assert_eq!(answer.status(), 403, "{origin}");
        assert!(
            answer
                .headers()
                .get("access-control-allow-origin")
                .is_none()
        );
    }
    let answer = ask(&collector, "receipts", &by_key).send().await.unwrap();
    assert_eq!(answer.headers()["access-control-allow-origin"], ORIGIN);
    assert_eq!(answer.headers()["cache-control"], "no-store");

    let stranger = json!({"consent_key": key(9)});
    assert_eq!(
        my(&collector, "receipts", &stranger).await,
        (200, json!({"items": []}))
    );
    assert_eq!(
        my(&collector, "withdraw", &stranger).await,
        (200, json!({"withdrawn": 0}))
    );
    let asked = json!({"consent_key": key(9), "kind": "access"});
    assert_eq!(my(&collector, "requests", &asked).await.0, 404);
    for (what, body, status, field) in [
        ("receipts", json!({}), 422, "consent_key"),
        (
            "receipts",
            json!({"consent_key": "short"}),
            422,
            "consent_key",
        ),
        (
            "receipts",
            json!({"consent_key": key(1), "assertion": "a.b.c"}),
            422,
            "consent_key",
        ),
        (
            "receipts",
            json!({"consent_key": key(1), "user_id": "anna"}),
            422,
            "user_id",
        ),
        ("receipts", json!({"user_id": "anna"}), 422, "consent_key"),
        ("receipts", json!({"assertion": "a.b.c"}), 401, "assertion"),
        (
            "requests",
            json!({"consent_key": key(1), "kind": "everything"}),
            422,
            "kind",
        ),
    ] {
        let (got, answer) = my(&collector, what, &body).await;
        assert_eq!(
            (got, answer["field"].as_str()),
            (status, Some(field)),
            "{body} {answer}"
        );
    }
    let in_address = format!("/v1/sites/shop/my/receipts?consent_key={}", key(1));
    let answer = collector.get(&in_address).send().await.unwrap();
    assert_eq!(answer.status(), 405);
}
