//! `POST /v1/clauses` over HTTP on a real database.

mod collector;
mod subscriber;

use collector::{assertion, fixture::clauses::TOKEN, read};
use consent_core::receipt::{ChannelDecision, Digest, EventState, Method};
use serde_json::json;
use subscriber::{history, post, post_with, sign_up, start};
use uuid::Uuid;

const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAQ";

// ACCEPTANCE 62
#[tokio::test]
async fn a_clause_is_recorded_with_the_text_that_was_shown_and_its_channels() {
    use ChannelDecision::{Denied, Granted};
    let collector = start().await;
    let mut body = sign_up(&collector, json!({"email": false, "post": true}));
    // What the collector knows better is thrown away (ACCEPTANCE 47).
    body["ip"] = json!("203.0.113.9");
    body["user_id"] = json!("somebody else");
    body["event_time"] = json!("2001-01-01T00:00:00.000Z");
    let (status, answer) = post(&collector, &body).await;
    assert_eq!(status, 201, "{answer}");
    assert_eq!(answer["state"], "ConsentGiven");
    assert_eq!(
        answer["channels"],
        json!({"email": "denied", "post": "granted"})
    );
    assert!(answer.get("confirm").is_none() && answer.get("unsubscribe").is_none());
    let [receipt] = &collector.receipts().await[..] else {
        panic!("one receipt")
    };
    let claims = &receipt.claims;
    let site = collector.state.published.site("shop").unwrap();
    assert_eq!(claims.method, Method::ClauseCheckbox);
    assert_eq!(claims.validity, "P24M");
    assert_eq!(claims.notice_hash, site.clauses[0].texts[0].notice_hash);
    assert_eq!(claims.clause.as_ref(), Some(&site.clauses[0].claim));
    assert!(claims.purposes.is_empty());
    assert_eq!(
        history(&collector).await,
        [(EventState::ConsentGiven, vec![Denied, Granted])]
    );
    assert_eq!(receipt.user_id.as_deref(), Some("kund-1042"));
    assert_eq!(
        (receipt.ip, receipt.ip_truncated),
        (None, None),
        "the address is the site's"
    );
    let notice = collector
        .state
        .receipts
        .notice(&claims.notice_hash)
        .await
        .unwrap()
        .unwrap();
    assert!(
        notice
            .text
            .ends_with("Jag kan sluta när som helst.\nE-post\nBrev"),
        "{}",
        notice.text
    );
    assert_eq!(notice.lang, "sv");
}

// ACCEPTANCE 62 (partly: what the form has to show is told, hash included)
#[tokio::test]
async fn the_site_gets_texts_labels_and_hashes_from_one_document() {
    let collector = start().await;
    let (status, document) =
        read(collector.get("/s/shop/clauses.json").send().await.unwrap()).await;
    assert_eq!(status, 200);
    let clause = &document["clauses"][0];
    assert_eq!(
        (&clause["id"], &clause["double_opt_in"]),
        (&json!("newsletter"), &json!(true))
    );
    let swedish = &clause["languages"]["sv"];
    assert_eq!(
        swedish["channels"][1],
        json!({"id": "post", "label": "Brev"})
    );
    let shown = format!(
        "[clause newsletter]\n{}\n{}\nE-post\nBrev",
        swedish["title"].as_str().unwrap(),
        swedish["text"].as_str().unwrap()
    );
    assert_eq!(
        swedish["notice_hash"],
        Digest::of(shown.as_bytes()).to_string()
    );
}

// ACCEPTANCE 62 (partly: an unticked box is no consent)
#[tokio::test]
async fn an_unticked_box_records_nothing_and_withdraws_nothing() {
    let collector = start().await;
    let none = sign_up(&collector, json!({"email": false, "post": false}));
    let (status, answer) = post(&collector, &none).await;
    assert_eq!((status, &answer["recorded"]), (200, &json!(false)));
    assert_eq!(collector.receipts().await.len(), 0);
    let some = sign_up(&collector, json!({"post": true}));
    assert_eq!(post(&collector, &some).await.0, 201);
    let (status, answer) = post(&collector, &none).await;
    assert_eq!((status, &answer["recorded"]), (200, &json!(false)));
    assert_eq!(answer["channels"]["post"], "granted");
    assert_eq!(collector.receipts().await.len(), 1);
}

// ACCEPTANCE 63
#[tokio::test]
async fn a_withdrawal_and_an_objection_are_receipts_of_their_own_and_change_no_earlier_one() {
    use ChannelDecision::{Denied, Granted, NotAsked};
    let collector = start().await;
    post(&collector, &sign_up(&collector, json!({"post": true}))).await;
    let given = collector.receipts().await.remove(0);
    let assertion = assertion::sign(&assertion::claims("kund-1042"));
    let about =
        |event: &str| json!({"clause": "newsletter", "event": event, "assertion": assertion});
    collector.clock.advance(1000);
    let (status, answer) = post(&collector, &about("objection")).await;
    assert_eq!((status, &answer["state"]), (201, &json!("Objection")));
    let (status, _) = post(&collector, &about("objection")).await;
    assert_eq!(status, 200, "said already");
    collector.clock.advance(1000);
    let (status, answer) = post(&collector, &about("withdrawal")).await;
    assert_eq!(
        (status, &answer["state"]),
        (201, &json!("ConsentWithdrawn"))
    );
    assert_eq!(
        history(&collector).await,
        [
            (EventState::ConsentWithdrawn, vec![Denied, Denied]),
            (EventState::Objection, vec![NotAsked, Granted]),
            (EventState::ConsentGiven, vec![NotAsked, Granted]),
        ]
    );
    let receipts = collector.receipts().await;
    assert_eq!(receipts[2], given, "the earlier receipt is as it was");
    let jws = given.receipt.split('~').next().unwrap();
    assert_eq!(
        receipts[1].claims.prev_receipt,
        Some(Digest::of(jws.as_bytes()))
    );
    // Another clause is another matter.
    let site = collector.state.published.site("shop").unwrap();
    let offers = &site.clauses[1];
    assert_ne!(offers.claim.purpose, site.clauses[0].claim.purpose);
}

#[tokio::test]
async fn the_account_page_saves_the_whole_grid_and_the_same_twice_is_one_receipt() {
    let collector = start().await;
    let mut body = sign_up(&collector, json!({"email": false, "post": true}));
    body["event"] = json!("save");
    assert_eq!(post(&collector, &body).await.0, 201);
    let (status, answer) = post(&collector, &body).await;
    assert_eq!((status, &answer["recorded"]), (200, &json!(true)));
    body["channels"] = json!({"email": false, "post": false});
    let (status, answer) = post(&collector, &body).await;
    assert_eq!(
        (status, &answer["state"]),
        (201, &json!("ConsentWithdrawn"))
    );
    assert_eq!(collector.receipts().await.len(), 2);
    // The same attempt again is the same receipt.
    let key = Uuid::new_v4().to_string();
    body["channels"] = json!({"email": false, "post": true});
    let send = async || {
        let request = post_with(&collector, TOKEN, &body).header("idempotency-key", &key);
        let request = request.build().unwrap();
        let mut request = request;
        request
            .headers_mut()
            .insert("idempotency-key", key.parse().unwrap());
        read(reqwest::Client::new().execute(request).await.unwrap()).await
    };
    let (first, second) = (send().await, send().await);
    assert_eq!((first.0, second.0), (201, 200));
    assert_eq!(first.1["receipt_id"], second.1["receipt_id"]);
}

// ACCEPTANCE 47
#[tokio::test]
async fn only_the_site_may_post_and_a_bad_assertion_records_nothing() {
    let collector = start().await;
    let body = sign_up(&collector, json!({"post": true}));
    for bearer in ["", "wrong", &TOKEN[1..], "a.b.c"] {
        let (status, problem) =
            read(post_with(&collector, bearer, &body).send().await.unwrap()).await;
        assert_eq!(status, 401, "{bearer}: {problem}");
    }
    let now = collector.clock_seconds();
    for (claims, secret) in [
        (
            json!({"aud": "other", "sub": "a", "iat": now, "exp": now + 300}),
            None,
        ),
        (
            json!({"aud": "shop", "sub": "a", "iat": now - 400, "exp": now - 100}),
            None,
        ),
        (
            assertion::claims("a"),
            Some("another secret of thirty-two bytes"),
        ),
    ] {
        let token = match secret {
            None => assertion::sign(&claims),
            Some(secret) => assertion::sign_with(secret, &claims),
        };
        let mut body = body.clone();
        body["assertion"] = json!(token);
        let (status, problem) = post(&collector, &body).await;
        assert_eq!(
            (status, &problem["type"]),
            (401, &json!("/problems/assertion-refused"))
        );
        let (status, _) = read(post_with(&collector, &token, &body).send().await.unwrap()).await;
        assert_eq!(status, 401, "nor does it open the door");
    }
    assert_eq!(collector.receipts().await.len(), 0);
    // A good assertion is a way in of its own, for the person it names.
    let token = assertion::sign(&assertion::claims("kund-7"));
    let (status, _) = read(post_with(&collector, &token, &body).send().await.unwrap()).await;
    assert_eq!(status, 201);
    assert_eq!(
        collector.receipts().await[0].user_id.as_deref(),
        Some("kund-7")
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_body_is_named_by_its_member() {
    let collector = start().await;
    let good = sign_up(&collector, json!({"post": true}));
    for (member, value, field) in [
        ("clause", json!("nothing"), "clause"),
        ("clause", json!(null), "clause"),
        ("event", json!("given"), "event"),
        ("channels", json!({"phone": true}), "channels.phone"),
        ("channels", json!({"pigeon": true}), "channels"),
        ("channels", json!({"post": 1}), "channels.post"),
        ("channels", json!([]), "channels"),
        ("channels", json!({}), "channels"),
        ("notice_hash", json!("0".repeat(64)), "notice_hash"),
        ("notice_hash", json!("x"), "notice_hash"),
        ("notice_lang", json!("de"), "notice_hash"),
        ("method", json!("banner.save"), "method"),
        ("consent_key", json!("x"), "consent_key"),
        ("email", json!("somebody@shop.example"), "email"),
    ] {
        let mut body = good.clone();
        body[member] = value.clone();
        let (status, problem) = post(&collector, &body).await;
        assert_eq!(
            (status, &problem["field"]),
            (422, &json!(field)),
            "{member} = {value}"
        );
        assert!(!problem.to_string().contains("somebody@"), "{problem}");
    }
    let mut nobody = good.clone();
    nobody.as_object_mut().unwrap().remove("assertion");
    assert_eq!(post(&collector, &nobody).await.1["field"], "assertion");
    // A banner's text is no clause's.
    let mut banner = good;
    let site = collector.state.published.site("shop").unwrap();
    banner["notice_hash"] = json!(site.views[0].notice_hash);
    assert_eq!(post(&collector, &banner).await.1["field"], "notice_hash");
    assert_eq!(collector.receipts().await.len(), 0);
}

#[tokio::test]
async fn a_browsers_key_ties_a_clause_to_its_cookie_choice_in_either_order() {
    let collector = start().await;
    let mut clause = sign_up(&collector, json!({"post": true}));
    clause.as_object_mut().unwrap().remove("assertion");
    clause["consent_key"] = json!(KEY);
    assert_eq!(post(&collector, &clause).await.0, 201);
    // The same browser's choice about cookies comes second, and is a record of its own.
    let (status, choice) = collector.record(&collector.choice()).await;
    assert_eq!((status, &choice["state"]), (201, &json!("ConsentGiven")));
    let receipts = collector.receipts().await;
    assert_eq!(receipts[0].subject_ref, receipts[1].subject_ref);
    assert_ne!(receipts[0].claims.record_id, receipts[1].claims.record_id);
    assert_eq!(collector.record(&collector.choice()).await.0, 200);
}

// ACCEPTANCE 62 (partly: a user has one record of a clause, whatever the device)
#[tokio::test]
async fn a_user_has_one_record_of_a_clause_on_every_device() {
    let collector = start().await;
    let mut body = sign_up(&collector, json!({"post": true}));
    body["consent_key"] = json!(KEY);
    let first = post(&collector, &body).await.1;
    body["consent_key"] = json!("AAAAAAAAAAAAAAAAAAAAAg");
    body["event"] = json!("save");
    body["channels"] = json!({"email": false, "post": false});
    let second = post(&collector, &body).await.1;
    assert_eq!(second["state"], "ConsentWithdrawn");
    assert_eq!(first["record_id"], second["record_id"]);
}
