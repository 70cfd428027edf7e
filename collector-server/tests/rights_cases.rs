//! Cases through HTTP: who may ask for whose data, what is said beforehand, what is erased, what the letters tell.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use collector::{Collector, NOW, assertion, read};
use collector_server::staff::Role;
use consent_core::receipt::{Digest, Tombstone, UtcMillis};
use office::{audit, choose, search, setup, token};
use reqwest::Method;
use serde_json::{Value, json};

const DAY_MS: i64 = 24 * 3600 * 1000;

/// The key of person `number`, as the browser keeps it.
fn key(number: u8) -> String {
    URL_SAFE_NO_PAD.encode([number; 16])
}

async fn post(collector: &Collector, token: &str, path: &str, body: Value) -> (u16, Value) {
    let request = collector
        .request(Method::POST, path)
        .bearer_auth(token)
        .json(&body);
    read(request.send().await.unwrap()).await
}

async fn get(collector: &Collector, token: &str, path: &str) -> (u16, Value) {
    read(collector.get(path).bearer_auth(token).send().await.unwrap()).await
}

async fn letter(collector: &Collector, token: &str, path: &str) -> (u16, String) {
    let answer = collector.get(path).bearer_auth(token).send().await.unwrap();
    let status = answer.status().as_u16();
    (status, answer.text().await.unwrap())
}

/// Opens a case by the device's key and gives its path.
async fn open(collector: &Collector, token: &str, number: u8, kind: &str) -> String {
    let body = json!({"consent_key": key(number), "kind": kind, "identity": "device_key"});
    let (status, case) = post(collector, token, "/v1/staff/cases", body).await;
    assert_eq!(status, 201, "{case}");
    format!("/v1/staff/cases/{}", case["number"].as_str().unwrap())
}

// ACCEPTANCE 70
#[tokio::test]
async fn an_address_alone_authorises_nothing_and_each_rung_reaches_so_far() {
    let collector = setup().start().await;
    let anna = choose(&collector, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    let nameless = choose(&collector, 2, None, "192.0.2.17", (true, false)).await;
    let dpo = token(&collector, Role::Dpo).await;
    let now = collector.state.clock.now().as_millis() / 1000;
    let signed = |sub: &str| {
        assertion::sign(&json!({"aud": "shop", "sub": sub, "iat": now, "exp": now + 300}))
    };
    let case = |more: Value| {
        let mut body = json!({"kind": "access"});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        body
    };
    for (body, status, field) in [
        // Not even beside something else.
        (json!({"ip": "192.0.2.17", "identity": "eid"}), 403, "ip"),
        (
            json!({"ip": "192.0.2.17", "user_id": "anna", "identity": "eid"}),
            403,
            "ip",
        ),
        (json!({"user_id": "anna"}), 400, "identity"),
        (
            json!({"user_id": "anna", "identity": "ip"}),
            400,
            "identity",
        ),
        (json!({"identity": "eid"}), 400, "user_id"),
        (
            json!({"user_id": "anna", "code": anna.code, "identity": "eid"}),
            400,
            "user_id",
        ),
        (
            json!({"user_id": "anna", "identity": "device_key"}),
            403,
            "identity",
        ),
        (
            json!({"user_id": "anna", "identity": "site_login"}),
            403,
            "identity",
        ),
        (
            json!({"user_id": "anna", "identity": "site_login", "site": "shop", "assertion": signed("bo")}),
            403,
            "identity",
        ),
        (
            json!({"user_id": "anna", "identity": "site_login", "site": "shop",
                   "assertion": assertion::sign_with("another secret that is long enough.", &json!({"aud": "shop", "sub": "anna", "iat": now, "exp": now + 300}))}),
            403,
            "assertion",
        ),
        // Nobody knows whose an anonymous record is.
        (
            json!({"code": nameless.code, "identity": "eid"}),
            403,
            "identity",
        ),
        (
            json!({"receipt_id": nameless.receipt_id, "identity": "contact"}),
            403,
            "identity",
        ),
        (
            json!({"code": anna.code, "identity": "eid", "colour": "red"}),
            400,
            "colour",
        ),
        (
            json!({"consent_key": "short", "identity": "device_key"}),
            400,
            "consent_key",
        ),
    ] {
        let (got, answer) = post(&collector, &dpo, "/v1/staff/cases", case(body.clone())).await;
        assert_eq!(
            (got, answer["field"].as_str()),
            (status, Some(field)),
            "{body} {answer}"
        );
        assert!(!answer.to_string().contains("192.0.2.17"), "{answer}");
    }
    for body in [
        json!({"consent_key": key(2), "identity": "device_key"}),
        json!({"user_id": "anna", "identity": "site_login", "site": "shop", "assertion": signed("anna")}),
        json!({"code": anna.code, "identity": "eid"}),
        json!({"user_id": "anna", "identity": "contact"}),
    ] {
        let (status, answer) = post(&collector, &dpo, "/v1/staff/cases", case(body.clone())).await;
        assert_eq!(status, 201, "{body} {answer}");
    }
    let nobody = case(json!({"user_id": "nobody", "identity": "eid"}));
    assert_eq!(
        post(&collector, &dpo, "/v1/staff/cases", nobody).await.0,
        404
    );
    // Every question left its row, and none of them what was asked for.
    let rows = audit(&collector).await;
    assert!(
        rows.iter()
            .any(|row| row.action == "rights-open" && row.filters == ["user_id"])
    );
    assert!(!format!("{rows:?}").contains("anna"));
}

// ACCEPTANCE 78
#[tokio::test]
async fn before_the_button_it_says_what_would_go_what_is_held_and_why() {
    let collector = setup().start().await;
    choose(&collector, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    choose(&collector, 1, Some("anna"), "192.0.2.17", (false, false)).await;
    let dpo = token(&collector, Role::Dpo).await;
    let path = open(&collector, &dpo, 1, "erasure").await;
    let (status, case) = get(&collector, &dpo, &path).await;
    assert_eq!(status, 200);
    let preview = &case["preview"];
    assert_eq!(preview["receipts"], 2);
    assert_eq!(preview["addresses"], 2);
    assert_eq!(preview["user_ids"], 2);
    assert_eq!(preview["rows"], json!([["attempts", 2]]));
    assert_eq!(preview["held"], json!([]));
    assert_eq!(case["subjects"][0]["site"], "shop");
    assert_eq!(case["urgency"], "calm");
    assert_eq!(case["erasure"], Value::Null);

    let hold = json!({"scope": "cookies", "basis": "legal_claims", "until": "2027-06-30"});
    assert_eq!(
        post(&collector, &dpo, &format!("{path}/hold"), hold)
            .await
            .0,
        204
    );
    let (_, case) = get(&collector, &dpo, &path).await;
    assert_eq!(case["preview"]["receipts"], 0);
    let held = &case["preview"]["held"][0];
    assert_eq!(held["scope"], "cookies");
    assert_eq!(held["basis"], "legal_claims");
    assert_eq!(held["receipts"], 2);
    assert_eq!(
        case["subjects"][0]["holds"][0]["until"],
        "2027-07-01T00:00:00.000Z"
    );
}

// ACCEPTANCE 71
#[tokio::test]
async fn an_erasure_through_the_api_takes_the_person_and_tells_what_it_did() {
    let collector = setup().start().await;
    let anna = choose(
        &collector,
        1,
        Some("kund-4711"),
        "192.0.2.17",
        (true, false),
    )
    .await;
    let bo = choose(&collector, 2, Some("bo"), "192.0.2.99", (true, false)).await;
    let dpo = token(&collector, Role::Dpo).await;
    let path = open(&collector, &dpo, 1, "erasure").await;
    let erase = format!("{path}/erase");
    let body = json!({"ground": "because"});
    let (status, answer) = post(&collector, &dpo, &erase, body).await;
    assert_eq!((status, answer["field"].as_str()), (400, Some("ground")));
    let body = json!({"ground": "consent_withdrawn"});
    let (status, erased) = post(&collector, &dpo, &erase, body.clone()).await;
    assert_eq!(status, 200, "{erased}");
    assert_eq!(erased["report"]["receipts"], 1);
    assert_eq!(erased["report"]["is_suppressed"], true);

    // The leaf is in the log and commits to what was said.
    let tombstone: Tombstone = serde_json::from_value(erased["tombstone"].clone()).unwrap();
    let salt = URL_SAFE_NO_PAD
        .decode(erased["salt"].as_str().unwrap())
        .unwrap();
    let commitment = Digest::parse(erased["commitment"].as_str().unwrap()).unwrap();
    assert_eq!(tombstone.commitment(&salt.try_into().unwrap()), commitment);
    collector.state.log.integrate().await.unwrap();
    let proof = format!("/log/proof/{}", erased["leaf_index"]);
    assert_eq!(collector.get(&proof).send().await.unwrap().status(), 200);

    let (_, found) = search(&collector, &dpo, json!({"user_id": "kund-4711"})).await;
    assert_eq!(found["items"], json!([]));
    let (_, found) = search(&collector, &dpo, json!({"user_id": "bo"})).await;
    assert_eq!(found["items"][0]["receipt_id"], bo.receipt_id);
    assert_eq!(post(&collector, &dpo, &erase, body).await.0, 409);

    // Recipients by name: what was granted and what needs no consent, not what was refused.
    let (_, case) = get(&collector, &dpo, &path).await;
    let names: Vec<_> = case["recipients"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["recipient"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Betalningen", "Räknaren"]);
    assert_eq!(case["outcome"], "done");

    // The letter in both languages: what went, what stays, why, and nothing of the person.
    for (lang, words) in [
        (
            "sv",
            [
                "Det här har raderats",
                "1 kvitton",
                "Loggens löv",
                "Räknaren",
                "hej@shop.example",
                "Samtycket återkallat",
            ],
        ),
        (
            "en",
            [
                "What was erased",
                "1 receipts",
                "The leaves of the log",
                "Räknaren",
                "hej@shop.example",
                "Consent withdrawn",
            ],
        ),
    ] {
        let (status, html) = letter(
            &collector,
            &dpo,
            &format!("{path}/letters/erasure?lang={lang}"),
        )
        .await;
        assert_eq!(status, 200);
        for word in words {
            assert!(html.contains(word), "{word} in {html}");
        }
        for trace in [
            "kund-4711",
            "192.0.2",
            anna.receipt_id.as_str(),
            anna.code.as_str(),
        ] {
            assert!(!html.contains(trace), "{trace}");
        }
        // The controller's name of the fixture holds markup.
        assert!(!html.contains("</script>"), "{html}");
    }
    let (status, _) = letter(&collector, &dpo, &format!("{path}/letters/hold")).await;
    assert_eq!(status, 404);
}

// ACCEPTANCE 73
#[tokio::test]
async fn a_hold_blocks_erasure_restricts_reading_is_told_of_and_ends_by_itself() {
    let collector = setup().start().await;
    let anna = choose(&collector, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    choose(&collector, 2, Some("bo"), "192.0.2.99", (true, false)).await;
    let dpo = token(&collector, Role::Dpo).await;
    let support = token(&collector, Role::Support).await;
    let path = open(&collector, &dpo, 1, "erasure").await;
    let hold = |until: &str| json!({"scope": "everything", "basis": "authority", "until": until});
    for until in ["2026-11-22", "soon", ""] {
        let (status, answer) = post(&collector, &dpo, &format!("{path}/hold"), hold(until)).await;
        assert_eq!(
            (status, answer["field"].as_str()),
            (400, Some("until")),
            "{until}"
        );
    }
    let (status, _) = post(
        &collector,
        &dpo,
        &format!("{path}/hold"),
        hold("2026-11-24"),
    )
    .await;
    assert_eq!(status, 204);

    let ground = json!({"ground": "consent_withdrawn"});
    let (status, answer) = post(&collector, &dpo, &format!("{path}/erase"), ground.clone()).await;
    assert_eq!(status, 409);
    assert!(
        answer["detail"].as_str().unwrap().contains("legal hold"),
        "{answer}"
    );

    let one = format!("/v1/staff/receipts/{}", anna.receipt_id);
    let (status, answer) = get(&collector, &support, &one).await;
    assert_eq!(
        (status, answer["type"].as_str()),
        (403, Some("/problems/restricted"))
    );
    let (_, found) = search(&collector, &support, json!({"user_id": "anna"})).await;
    assert_eq!(found["items"], json!([]));
    assert_eq!(get(&collector, &dpo, &one).await.0, 200);
    let auditor = token(&collector, Role::Auditor).await;
    let csv = collector
        .get("/v1/staff/receipts.csv")
        .bearer_auth(&auditor)
        .send()
        .await
        .unwrap();
    let csv = csv.text().await.unwrap();
    assert_eq!(
        csv.trim_end().lines().count(),
        2,
        "the head and the other person: {csv}"
    );

    let (status, html) = letter(&collector, &dpo, &format!("{path}/letters/hold?lang=en")).await;
    assert_eq!(status, 200);
    assert!(
        html.contains("a request from an authority") && html.contains("2026-11-24"),
        "{html}"
    );
    let (_, case) = get(&collector, &dpo, &path).await;
    assert!(case["subjects"][0]["holds"][0]["informed_at"].is_string());

    // Until the end of the day, and no longer.
    let end = UtcMillis::parse("2026-11-25T00:00:00.000Z")
        .unwrap()
        .as_millis();
    collector
        .clock
        .advance(end - 1 - collector.state.clock.now().as_millis());
    assert_eq!(
        post(&collector, &dpo, &format!("{path}/erase"), ground.clone())
            .await
            .0,
        409
    );
    collector.clock.advance(1);
    assert_eq!(get(&collector, &support, &one).await.0, 200);
    assert_eq!(
        post(&collector, &dpo, &format!("{path}/erase"), ground)
            .await
            .0,
        200
    );
}

// ACCEPTANCE 69
#[tokio::test]
async fn a_case_is_due_in_a_month_warned_of_and_extended_with_a_letter() {
    let collector = setup().start().await;
    choose(&collector, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    let dpo = token(&collector, Role::Dpo).await;
    let path = open(&collector, &dpo, 1, "access").await;
    let urgency = || async {
        let (_, list) = get(&collector, &dpo, "/v1/staff/cases").await;
        list["items"][0]["urgency"].clone()
    };
    let (_, case) = get(&collector, &dpo, &path).await;
    assert_eq!(case["due_at"], "2026-12-23T18:00:01.000Z");
    assert_eq!(urgency().await, "calm");
    collector.clock.advance(21 * DAY_MS);
    assert_eq!(urgency().await, "soon");
    let extend = format!("{path}/extend");
    for (body, field) in [
        (json!({"months": 2}), "reason"),
        (json!({"months": 3, "reason": "x"}), "months"),
        (json!({"reason": "x"}), "months"),
    ] {
        let (status, answer) = post(&collector, &dpo, &extend, body).await;
        assert_eq!((status, answer["field"].as_str()), (400, Some(field)));
    }
    assert_eq!(
        letter(&collector, &dpo, &format!("{path}/letters/extension"))
            .await
            .0,
        404
    );
    let body = json!({"months": 2, "reason": "Many requests <at once>"});
    assert_eq!(post(&collector, &dpo, &extend, body.clone()).await.0, 204);
    assert_eq!(post(&collector, &dpo, &extend, body).await.0, 409);
    let (_, case) = get(&collector, &dpo, &path).await;
    assert_eq!(case["due_at"], "2027-02-23T18:00:01.000Z");
    assert_eq!(case["urgency"], "calm");
    let (_, html) = letter(
        &collector,
        &dpo,
        &format!("{path}/letters/extension?lang=sv"),
    )
    .await;
    for word in [
        "2026-12-23",
        "2027-02-23",
        "Many requests &#60;at once&#62;",
        "artikel 12.3",
    ] {
        assert!(html.contains(word), "{word} in {html}");
    }
    collector.clock.advance(100 * DAY_MS);
    assert_eq!(urgency().await, "late");
    let close = format!("{path}/close");
    assert_eq!(
        post(&collector, &dpo, &close, json!({"outcome": "refused"}))
            .await
            .0,
        204
    );
    assert_eq!(urgency().await, Value::Null);
    let (status, html) = letter(&collector, &dpo, &format!("{path}/letters/refusal?lang=en")).await;
    assert_eq!(status, 200);
    assert!(html.contains("Article 79"), "{html}");
    assert!(NOW.as_millis() < collector.state.clock.now().as_millis());
}

// ACCEPTANCE 80 (partly: the routes of cases)
#[tokio::test]
async fn cases_are_for_the_data_protection_officer_alone() {
    let collector = setup().start().await;
    choose(&collector, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    let dpo = token(&collector, Role::Dpo).await;
    let path = open(&collector, &dpo, 1, "erasure").await;
    let body = json!({"user_id": "anna", "kind": "access", "identity": "eid"});
    let routes = [
        (
            Method::POST,
            "/v1/staff/subjects".to_owned(),
            json!({"user_id": "anna"}),
        ),
        (Method::GET, "/v1/staff/cases".to_owned(), Value::Null),
        (Method::POST, "/v1/staff/cases".to_owned(), body),
        (Method::GET, path.clone(), Value::Null),
        (
            Method::POST,
            format!("{path}/erase"),
            json!({"ground": "objection"}),
        ),
        (
            Method::POST,
            format!("{path}/hold"),
            json!({"basis": "authority", "until": "2027-01-01"}),
        ),
        (Method::POST, format!("{path}/release"), json!({})),
        (
            Method::POST,
            format!("{path}/extend"),
            json!({"months": 1, "reason": "x"}),
        ),
        (
            Method::POST,
            format!("{path}/close"),
            json!({"outcome": "done"}),
        ),
        (
            Method::POST,
            format!("{path}/recipients/1"),
            json!({"state": "sent"}),
        ),
        (Method::GET, format!("{path}/letters/refusal"), Value::Null),
    ];
    for role in [Role::Support, Role::Auditor, Role::Admin] {
        let token = token(&collector, role).await;
        for (method, route, body) in &routes {
            let mut request = collector.request(method.clone(), route).bearer_auth(&token);
            if !body.is_null() {
                request = request.json(body);
            }
            assert_eq!(
                request.send().await.unwrap().status(),
                403,
                "{role} {route}"
            );
        }
    }
    for (method, route, _) in &routes {
        let request = collector.request(method.clone(), route).json(&json!({}));
        assert_eq!(request.send().await.unwrap().status(), 401, "{route}");
    }
    let (_, found) = post(
        &collector,
        &dpo,
        "/v1/staff/subjects",
        json!({"user_id": "anna"}),
    )
    .await;
    assert_eq!(found["items"][0]["records"][0]["receipts"], 1);
}
