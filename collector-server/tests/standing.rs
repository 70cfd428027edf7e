//! `/v1/state`: what the site's server may send, over HTTP on a real database.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
#[path = "../../docs/helpers/samtycke.rs"]
#[expect(
    dead_code,
    reason = "the helper for sites; this test uses a part of it"
)]
mod samtycke;

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{Router, http::StatusCode, routing::post};
use collector::{
    Collector, NOW, Setup, assertion, fixture,
    fixture::clauses::{TOKEN, with_clauses},
    read, with,
};
use consent_core::receipt::statement::{self, CONSENT_STATE};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use uuid::Uuid;

const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAQ";

async fn start() -> Collector {
    with_clauses(Setup::default()).start().await
}

fn asking(collector: &Collector, bearer: &str, body: &Value) -> RequestBuilder {
    collector
        .request(reqwest::Method::POST, "/v1/state")
        .bearer_auth(bearer)
        .json(body)
}

/// What the collector answers about `body`; verified as a site would verify it.
async fn state(collector: &Collector, body: &Value) -> Value {
    let response = asking(collector, TOKEN, body).send().await.unwrap();
    let cache = response.headers()["cache-control"]
        .to_str()
        .unwrap()
        .to_owned();
    let (status, answer) = read(response).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(cache, "private, max-age=60");
    let jws = answer["jws"].as_str().unwrap();
    let key = &collector.state.log.receipt_keys()[0];
    let payload = statement::verify(key, CONSENT_STATE, jws).unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&payload).unwrap(),
        answer["state"]
    );
    answer["state"].clone()
}

async fn clause(collector: &Collector, id: &str, event: &str, channels: Option<Value>) {
    let site = collector.state.published.site("shop").unwrap();
    let published = site
        .clauses
        .iter()
        .find(|clause| clause.claim.id == id)
        .unwrap();
    let now = collector.clock_seconds();
    let claims = json!({"aud": "shop", "sub": "kund-1042", "iat": now, "exp": now + 300});
    let mut body = json!({
        "clause": id, "event": event,
        "notice_hash": published.texts[0].notice_hash, "notice_lang": "sv",
        "assertion": assertion::sign(&claims),
    });
    if let Some(channels) = channels {
        body["channels"] = channels;
    }
    let request = collector
        .request(reqwest::Method::POST, "/v1/clauses")
        .bearer_auth(TOKEN)
        .header("idempotency-key", Uuid::new_v4().to_string())
        .json(&body);
    let (status, answer) = read(request.send().await.unwrap()).await;
    assert!(status == 200 || status == 201, "{answer}");
}

#[tokio::test]
async fn what_was_chosen_in_the_browser_is_told_by_category_and_purpose() {
    let collector = start().await;
    let unknown = state(&collector, &json!({"consent_key": KEY})).await;
    assert_eq!(unknown["known"], false);
    assert_eq!(
        unknown["categories"],
        json!({"functional": true, "statistics": false, "advertising": false})
    );
    collector.record(&collector.choice()).await;
    let known = state(&collector, &json!({"consent_key": KEY, "nonce": "n-1"})).await;
    assert_eq!(
        known["categories"],
        json!({"functional": true, "statistics": true, "advertising": false})
    );
    assert_eq!(
        known["purposes"],
        json!({"cart": true, "statistics": true, "advertising": false})
    );
    assert_eq!(
        (&known["aud"], &known["nonce"]),
        (&json!("shop"), &json!("n-1"))
    );
    let lives = known["exp"].as_i64().unwrap() - known["iat"].as_i64().unwrap();
    assert!((1..=60).contains(&lives));
    assert_eq!(known["records"]["cookies"]["state"], "ConsentGiven");
    // The same by header.
    let by_header = collector
        .get("/v1/state")
        .bearer_auth(TOKEN)
        .header("consent-key", KEY);
    let (status, answer) = read(by_header.send().await.unwrap()).await;
    assert_eq!(
        (status, &answer["state"]["purposes"]),
        (200, &known["purposes"])
    );
}

// ACCEPTANCE 40 (partly: the state that refuses)
#[tokio::test]
async fn a_choice_that_was_withdrawn_ran_out_or_answers_other_terms_is_denied() {
    let collector = start().await;
    let ask = json!({"consent_key": KEY, "ask": ["statistics"]});
    assert_eq!(state(&collector, &ask).await["may"], false);
    collector.record(&collector.choice()).await;
    assert_eq!(state(&collector, &ask).await["may"], true);
    let both = json!({"consent_key": KEY, "ask": ["statistics", "advertising"]});
    assert_eq!(state(&collector, &both).await["may"], false);
    let withdrawn = json!({"statistics": "denied", "advertising": "denied"});
    collector
        .record(&with(collector.choice(), "purposes", withdrawn))
        .await;
    assert_eq!(state(&collector, &ask).await["may"], false);
    collector.record(&collector.choice()).await;
    assert_eq!(state(&collector, &ask).await["may"], true);
    collector.clock.advance(181 * 24 * 3600 * 1000);
    assert_eq!(
        state(&collector, &ask).await["may"],
        false,
        "it has run out"
    );
    collector.record(&collector.choice()).await;
    assert_eq!(state(&collector, &ask).await["may"], true);

    let folder = collector.stop().await;
    let mut setup = with_clauses(Setup {
        folder,
        ..Setup::default()
    });
    setup.site = format!("version = 2\n{}", setup.site);
    let collector = setup.start().await;
    assert_eq!(
        state(&collector, &ask).await["may"],
        false,
        "everybody is asked anew"
    );
}

#[tokio::test]
async fn a_user_is_known_by_the_newest_choice_and_a_browser_by_its_own() {
    let collector = start().await;
    let signed_in = |key: &str, statistics: &str| {
        let mut choice = with(collector.choice(), "consent_key", json!(key));
        choice["purposes"]["statistics"] = json!(statistics);
        choice["assertion"] = json!(assertion::sign(&assertion::claims("kund-1042")));
        choice
    };
    collector.record(&signed_in(KEY, "granted")).await;
    collector.clock.advance(1000);
    collector
        .record(&signed_in("AAAAAAAAAAAAAAAAAAAAAg", "denied"))
        .await;
    let by_user = json!({"user_id": "kund-1042"});
    assert_eq!(
        state(&collector, &by_user).await["purposes"]["statistics"],
        false
    );
    let by_browser = json!({"user_id": "kund-1042", "consent_key": KEY});
    assert_eq!(
        state(&collector, &by_browser).await["purposes"]["statistics"],
        true
    );
    // Somebody else in that browser has said nothing.
    let other = json!({"user_id": "kund-7", "consent_key": KEY});
    assert_eq!(
        state(&collector, &other).await["purposes"]["statistics"],
        false
    );
    let nobody = json!({"user_id": "kund-9"});
    assert_eq!(state(&collector, &nobody).await["known"], false);
}

// ACCEPTANCE 62 (partly: pending is no consent), ACCEPTANCE 63 (partly: an objection stops, and is no withdrawal)
#[tokio::test]
async fn clauses_are_told_by_channel_and_an_objection_stops_its_own_clause_only() {
    let collector = start().await;
    let about = json!({"user_id": "kund-1042"});
    clause(
        &collector,
        "newsletter",
        "consent",
        Some(json!({"email": true, "post": true})),
    )
    .await;
    clause(
        &collector,
        "offers",
        "consent",
        Some(json!({"email": true})),
    )
    .await;
    let told = state(&collector, &about).await;
    assert_eq!(
        told["clauses"]["newsletter"],
        json!({"email": false, "post": true}),
        "e-mail waits"
    );
    assert_eq!(
        told["clauses"]["offers"],
        json!({"email": true, "sms_mms": false})
    );
    let ask = json!({"user_id": "kund-1042", "ask": ["newsletter.post", "offers.email"]});
    assert_eq!(state(&collector, &ask).await["may"], true);
    collector.clock.advance(1000);
    clause(&collector, "offers", "objection", None).await;
    let told = state(&collector, &about).await;
    assert_eq!(told["objected"], json!(["offers"]));
    assert_eq!(
        told["clauses"]["offers"],
        json!({"email": false, "sms_mms": false})
    );
    assert_eq!(told["clauses"]["newsletter"]["post"], true);
    assert_eq!(told["records"]["offers"]["state"], "Objection");
    assert_eq!(state(&collector, &ask).await["may"], false);
}

#[tokio::test]
async fn only_the_site_may_ask_and_who_comes_with_an_assertion_asks_for_itself() {
    let collector = start().await;
    collector.record(&collector.choice()).await;
    let body = json!({"consent_key": KEY});
    for bearer in ["", "wrong"] {
        let (status, problem) = read(asking(&collector, bearer, &body).send().await.unwrap()).await;
        assert_eq!(
            (status, &problem["type"]),
            (401, &json!("/problems/not-the-site"))
        );
    }
    let token = assertion::sign(&assertion::claims("kund-1042"));
    let (status, answer) = read(asking(&collector, &token, &json!({})).send().await.unwrap()).await;
    assert_eq!((status, &answer["state"]["known"]), (200, &json!(false)));
    for (body, field) in [
        (json!({}), "consent_key"),
        (json!({"user_id": "a", "ask": ["adverts"]}), "ask[0]"),
        (
            json!({"user_id": "a", "ask": ["newsletter.phone"]}),
            "ask[0]",
        ),
        (json!({"user_id": "a", "ask": []}), "ask"),
        (json!({"user_id": 7}), "user_id"),
        (json!({"user_id": "a", "nonce": "n".repeat(129)}), "nonce"),
        (json!({"user_id": "a", "email": "b@c.example"}), "email"),
    ] {
        let (status, problem) = read(asking(&collector, TOKEN, &body).send().await.unwrap()).await;
        assert_eq!((status, &problem["field"]), (422, &json!(field)), "{body}");
    }
    let body = json!({"user_id": "kund-7"});
    let (status, problem) = read(asking(&collector, &token, &body).send().await.unwrap()).await;
    assert_eq!((status, &problem["field"]), (422, &json!("user_id")));
}

/// A conversions API of an advertiser, counting what reaches it.
async fn conversions_api() -> (String, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let seen = count.clone();
    let events = post(move || {
        seen.fetch_add(1, Ordering::SeqCst);
        async { StatusCode::OK }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/events", listener.local_addr().unwrap());
    let app = Router::new().route("/events", events);
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, count)
}

// ACCEPTANCE 40 (partly: server-side events)
#[tokio::test]
async fn a_forwarder_sends_an_event_only_while_the_state_allows_it() {
    let collector = start().await;
    let (url, sent) = conversions_api().await;
    let http = reqwest::Client::new();
    let cookie = format!("cart=1; samtycke=1a.f.t0.1.{KEY}");
    let forward = async |now: i64| {
        let body = json!({"consent_key": samtycke::consent_key(&cookie), "ask": ["advertising"]});
        // No answer is a no as well.
        let answer = match asking(&collector, TOKEN, &body).send().await {
            Ok(response) => read(response).await.1,
            Err(_) => Value::Null,
        };
        if samtycke::may(&answer, now) {
            let event = json!({"event": "purchase"});
            http.post(&url).json(&event).send().await.unwrap();
        }
        sent.load(Ordering::SeqCst)
    };
    let now = collector.clock_seconds();
    assert_eq!(forward(now).await, 0, "nobody has chosen");
    collector.record(&collector.choice()).await;
    assert_eq!(forward(now).await, 0, "advertising was denied");
    let all = json!({"statistics": "granted", "advertising": "granted"});
    collector
        .record(&with(collector.choice(), "purposes", all))
        .await;
    assert_eq!(forward(now).await, 1);
    assert_eq!(forward(now + 61).await, 1, "an answer is good for a minute");
    collector.record(&collector.choice()).await;
    assert_eq!(forward(now).await, 1, "withdrawn");
}

// ACCEPTANCE 47 (partly: what the helper for the host site signs with a key of its own)
#[test]
fn the_helpers_word_signed_with_ed25519_is_taken_and_a_strangers_is_not() {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    use collector_server::assertion::{AssertionError, AssertionKey};
    use consent_core::{receipt::UtcMillis, site::AssertionAlgorithm};
    let now = 1_795_000_000;
    let seed = [7; 32];
    let public = ed25519_dalek::SigningKey::from_bytes(&seed).verifying_key();
    let public = URL_SAFE_NO_PAD.encode(public.as_bytes());
    let key = AssertionKey::parse(AssertionAlgorithm::EdDsa, &public).unwrap();
    let verify = |seed: &[u8; 32]| {
        let token = samtycke::assertion_ed25519(seed, "shop", "kund-1042", now);
        key.verify(&token, "shop", UtcMillis::new(now.cast_signed() * 1000))
    };
    assert_eq!(verify(&seed), Ok("kund-1042".to_owned()));
    assert_eq!(verify(&[8; 32]), Err(AssertionError::Signature));
}

// ACCEPTANCE 47
#[tokio::test]
async fn a_site_with_a_key_of_its_own_names_its_users_and_nobody_else_does() {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    let seed = [7; 32];
    let public = ed25519_dalek::SigningKey::from_bytes(&seed).verifying_key();
    let public = URL_SAFE_NO_PAD.encode(public.as_bytes());
    let now = u64::try_from(NOW.as_millis() / 1000).unwrap();
    let sign = |seed: &[u8; 32], site: &str, now| {
        samtycke::assertion_ed25519(seed, site, "kund-1042", now)
    };
    for (token, is_taken) in [
        (sign(&seed, "shop", now), true),
        (sign(&[8; 32], "shop", now), false),
        (sign(&seed, "other", now), false),
        (sign(&seed, "shop", now - 3600), false),
        // Whoever has read the public key signs with it as if it were a secret (RFC 8725 section 2.1).
        (
            samtycke::assertion(public.as_bytes(), "shop", "kund-1042", now),
            false,
        ),
    ] {
        let setup = Setup {
            site: fixture::SITE.replace(
                "algorithm = \"HS256\"\nsecret_file = \"identity.key\"",
                "algorithm = \"EdDSA\"\nsecret_file = \"public.key\"",
            ),
            ..Setup::default()
        };
        std::fs::write(setup.folder.path().join("public.key"), &public).unwrap();
        let collector = setup.start().await;
        let choice = with(collector.choice(), "assertion", json!(token));
        let (status, answer) = collector.record(&choice).await;
        assert_eq!(status, if is_taken { 201 } else { 401 }, "{answer}");
        let receipts = collector.receipts().await;
        assert_eq!(receipts.len(), 1, "recorded in any case");
        let user = is_taken.then_some("kund-1042");
        assert_eq!(receipts[0].user_id.as_deref(), user, "{answer}");
        assert_eq!(
            answer["receipt_id"],
            receipts[0].claims.receipt_id.to_string()
        );
    }
}
