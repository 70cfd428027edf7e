//! Cases through HTTP: who may ask for whose data, by when it is answered, and for whom they are.

mod collector;
mod office;

use collector::{NOW, assertion};
use collector_server::staff::Role;
use office::{
    audit,
    case::{get, key, letter, open, post},
    choose, setup, token,
};
use reqwest::Method;
use serde_json::{Value, json};

const DAY_MS: i64 = 24 * 3600 * 1000;

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
    // A refusal is told with its reason (Art. 12(4)); before that there is no letter about one.
    let refusal = format!("{path}/letters/refusal?lang=en");
    assert_eq!(letter(&collector, &dpo, &refusal).await.0, 404);
    let close = format!("{path}/close");
    let (status, answer) = post(&collector, &dpo, &close, json!({"outcome": "refused"})).await;
    assert_eq!((status, answer["field"].as_str()), (400, Some("reason")));
    let refused = json!({"outcome": "refused", "reason": "asked for the same <last week>"});
    assert_eq!(post(&collector, &dpo, &close, refused).await.0, 204);
    assert_eq!(urgency().await, Value::Null);
    let (status, html) = letter(&collector, &dpo, &refusal).await;
    assert_eq!(status, 200);
    for word in [
        "Article 79",
        "Reason: asked for the same &#60;last week&#62;",
    ] {
        assert!(html.contains(word), "{word} in {html}");
    }
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
