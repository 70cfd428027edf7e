//! Each role on each route.

mod collector;
mod office;

use collector_server::staff::Role;
use office::{audit, choose, search, setup, token};
use reqwest::Method;
use serde_json::json;

// ACCEPTANCE 80 (partly: the roles and routes there are)
#[tokio::test]
async fn each_role_gets_what_it_may_on_each_route_and_403_elsewhere() {
    let collector = setup().start().await;
    let anna = choose(&collector, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    let one = format!("/v1/staff/receipts/{}", anna.receipt_id);
    let by_code = format!("/v1/staff/receipts?code={}", anna.code);
    let post = json!({"user_id": "anna"});
    let by_ip = json!({"ip": "192.0.2.17"});
    let by_state = json!({"state": "ConsentGiven"});
    // Columns: dpo, support, auditor, admin.
    let matrix = [
        (
            Method::GET,
            "/v1/staff/receipts",
            None,
            [200, 403, 200, 403],
        ),
        (Method::GET, by_code.as_str(), None, [200, 200, 200, 403]),
        (
            Method::POST,
            "/v1/staff/receipts/search",
            Some(&by_ip),
            [200, 403, 403, 403],
        ),
        (
            Method::POST,
            "/v1/staff/receipts/search",
            Some(&post),
            [200, 200, 403, 403],
        ),
        (Method::GET, one.as_str(), None, [200, 200, 200, 403]),
        (
            Method::GET,
            "/v1/staff/receipts.csv",
            None,
            [200, 403, 200, 403],
        ),
        (
            Method::POST,
            "/v1/staff/receipts.csv",
            Some(&by_state),
            [200, 403, 200, 403],
        ),
        (
            Method::GET,
            "/v1/staff/receipts.ndjson",
            None,
            [200, 403, 200, 403],
        ),
        (
            Method::POST,
            "/v1/staff/receipts.ndjson",
            Some(&post),
            [200, 403, 403, 403],
        ),
        (Method::POST, "/v1/staff/logout", None, [204, 204, 204, 204]),
    ];
    for (at, role) in [Role::Dpo, Role::Support, Role::Auditor, Role::Admin]
        .into_iter()
        .enumerate()
    {
        let token = token(&collector, role).await;
        for (method, path, body, expected) in &matrix {
            let mut request = collector.request(method.clone(), path).bearer_auth(&token);
            if let Some(body) = body {
                request = request.json(body);
            }
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), expected[at], "{role} {method} {path}");
            let text = answer.text().await.unwrap();
            if expected[at] == 403 {
                assert!(!text.contains("192.0.2"), "{role} {path}: {text}");
                assert!(text.contains("\"detail\""), "{text}");
            }
            if role != Role::Dpo {
                assert!(!text.contains("192.0.2.17"), "{role} {path}: {text}");
            }
            if matches!(role, Role::Auditor | Role::Admin) {
                assert!(!text.contains("anna"), "{role} {path}: {text}");
            }
        }
    }
}

#[tokio::test]
async fn a_signed_receipt_is_given_without_what_the_role_may_not_see_and_still_verifies() {
    use consent_core::receipt::SdJwt;
    let collector = setup().start().await;
    let anna = choose(&collector, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    for (role, sees_ip, sees_user) in [
        (Role::Dpo, true, true),
        (Role::Support, false, true),
        (Role::Auditor, false, false),
    ] {
        let token = token(&collector, role).await;
        let (_, page) = search(&collector, &token, json!({"code": anna.code})).await;
        let item = &page["items"][0];
        assert_eq!(item["ip"].is_null(), !sees_ip, "{role}");
        assert_eq!(item["user_id"].is_null(), !sees_user, "{role}");
        assert_eq!(item["ip_truncated"].is_null(), !sees_user, "{role}");
        let receipt = SdJwt::parse(item["receipt"].as_str().unwrap()).unwrap();
        let opened = receipt
            .verify(&collector.state.log.receipt_keys()[0])
            .unwrap();
        assert_eq!(opened.disclosed.ip.is_some(), sees_ip, "{role}");
        assert_eq!(opened.disclosed.user_id.is_some(), sees_user, "{role}");
    }
}

#[tokio::test]
async fn nobody_without_a_valid_token_or_session_gets_in() {
    let collector = setup().start().await;
    let user_id = office::add_user(&collector, "anna", "dpo").await;
    let now = collector.state.clock.now().as_millis();
    let ended = office::token_of(&collector, user_id, Some(now - 1)).await;
    let good = office::token_of(&collector, user_id, Some(now + 1000)).await;
    let path = "/v1/staff/receipts";
    let with = |value: &str| collector.get(path).header("authorization", value);
    for request in [
        collector.get(path),
        with(&format!("Bearer {ended}")),
        with("Bearer smt_"),
        with(&format!("Bearer {}", good.replace("smt_", ""))),
        with(&format!("Basic {good}")),
        collector.get(path).header("cookie", "samtycke_staff=guess"),
        // The secret of a token is no session.
        collector
            .get(path)
            .header("cookie", good.replace("smt_", "samtycke_staff=")),
    ] {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 401);
        assert_eq!(answer.headers()["www-authenticate"], "Bearer");
        let problem = answer.text().await.unwrap();
        assert!(problem.contains("/problems/not-signed-in"), "{problem}");
    }
    assert_eq!(
        with(&format!("Bearer {good}"))
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
    collector.clock.advance(1001);
    assert_eq!(
        with(&format!("Bearer {good}"))
            .send()
            .await
            .unwrap()
            .status(),
        401
    );
}

#[tokio::test]
async fn a_disabled_user_and_a_role_that_does_not_exist_get_nothing() {
    let collector = setup().start().await;
    let staff = &collector.state.staff;
    let user_id = office::add_user(&collector, "anna", "dpo").await;
    let token = office::token_of(&collector, user_id, None).await;
    assert_eq!(search(&collector, &token, json!({})).await.0, 200);
    let mut user = staff.staff_user("anna").await.unwrap().unwrap();
    user.role = "owner".to_owned();
    staff.update_staff_user(user.clone()).await.unwrap();
    assert_eq!(search(&collector, &token, json!({})).await.0, 401);
    user.role = "dpo".to_owned();
    user.is_disabled = true;
    staff.update_staff_user(user).await.unwrap();
    assert_eq!(search(&collector, &token, json!({})).await.0, 401);
}

// ACCEPTANCE 79 (partly: the routes there are)
#[tokio::test]
async fn every_look_leaves_a_row_with_the_names_of_the_filters_and_never_their_values() {
    let collector = setup().start().await;
    let anna = choose(
        &collector,
        1,
        Some("anna-secret"),
        "192.0.2.17",
        (true, false),
    )
    .await;
    let token = token(&collector, Role::Dpo).await;
    let body = json!({"user_id": "anna-secret", "ip": "192.0.2.17", "site": "shop", "limit": 5});
    assert_eq!(search(&collector, &token, body).await.0, 200);
    for path in [
        format!("/v1/staff/receipts/{}", anna.receipt_id),
        format!("/v1/staff/receipts.csv?code={}", anna.code),
    ] {
        let answer = collector
            .get(&path)
            .bearer_auth(&token)
            .send()
            .await
            .unwrap();
        answer.text().await.unwrap();
    }
    let rows = audit(&collector).await;
    let seen: Vec<_> = rows
        .iter()
        .map(|row| (row.action.as_str(), row.filters.join(","), row.count))
        .collect();
    assert_eq!(
        seen,
        [
            ("search", "ip,site,user_id".to_owned(), 1),
            ("read", "receipt_id".to_owned(), 1),
            ("export", "code".to_owned(), 0),
            ("export-done", "code".to_owned(), 1),
        ]
    );
    assert!(
        rows.iter()
            .all(|row| row.role == "dpo" && row.actor.starts_with("dpo-"))
    );
    assert_eq!(rows[0].site.as_deref(), Some("shop"));
    assert!(rows[1].record_id.is_some());
    let all = format!("{rows:?}");
    assert!(
        !all.contains("anna-secret") && !all.contains("192.0.2"),
        "{all}"
    );
}
