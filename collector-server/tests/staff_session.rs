//! Sessions of the staff API: how they begin, what they are worth and how they end.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use collector::{Collector, read};
use office::{OWN_ORIGIN, PASSWORD, add_user, audit, setup};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

const MINUTE: i64 = 60_000;

fn login(collector: &Collector, name: &str, password: &str) -> RequestBuilder {
    collector
        .request(Method::POST, "/v1/staff/login")
        .json(&json!({"name": name, "password": password}))
}

fn cookie(answer: &Response) -> String {
    let line = answer.headers()["set-cookie"].to_str().unwrap();
    line.split(';').next().unwrap().to_owned()
}

async fn status(collector: &Collector, cookie: &str) -> u16 {
    let request = collector.get("/v1/staff/receipts").header("cookie", cookie);
    request.send().await.unwrap().status().as_u16()
}

// ACCEPTANCE 91 (partly: passkeys and TOTP come later)
#[tokio::test]
async fn a_session_begins_with_the_password_and_ends_after_15_minutes_without_use() {
    let collector = setup().start().await;
    add_user(&collector, "anna", "dpo").await;
    let answer = login(&collector, "anna", PASSWORD).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let line = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    for part in ["samtycke_staff=", "HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(line.contains(part), "{line}");
    }
    let cookie = cookie(&answer);
    let (_, body) = read(answer).await;
    assert_eq!(body["role"], "dpo");
    assert_eq!(body["expires_at"], "2026-11-24T06:00:00.000Z");
    for _ in 0..3 {
        collector.clock.advance(14 * MINUTE);
        assert_eq!(status(&collector, &cookie).await, 200);
    }
    collector.clock.advance(15 * MINUTE + 1);
    assert_eq!(status(&collector, &cookie).await, 401);
}

// ACCEPTANCE 91 (partly)
#[tokio::test]
async fn a_session_in_constant_use_ends_after_12_hours() {
    let collector = setup().start().await;
    add_user(&collector, "anna", "dpo").await;
    let answer = login(&collector, "anna", PASSWORD).send().await.unwrap();
    let cookie = cookie(&answer);
    for _ in 0..71 {
        collector.clock.advance(10 * MINUTE);
        assert_eq!(status(&collector, &cookie).await, 200);
    }
    collector.clock.advance(10 * MINUTE);
    assert_eq!(status(&collector, &cookie).await, 401);
}

#[tokio::test]
async fn wrong_names_and_wrong_passwords_get_the_same_answer() {
    let collector = setup().start().await;
    let user_id = add_user(&collector, "anna", "dpo").await;
    add_user(&collector, "bo", "dpo").await;
    let staff = &collector.state.staff;
    let mut bo = staff.staff_user("bo").await.unwrap().unwrap();
    bo.is_disabled = true;
    staff.update_staff_user(bo).await.unwrap();
    let mut answers = Vec::new();
    for (name, password) in [
        ("anna", "wrong password"),
        ("nobody", PASSWORD),
        ("bo", PASSWORD),
    ] {
        let answer = login(&collector, name, password).send().await.unwrap();
        assert!(answer.headers().get("set-cookie").is_none());
        let (status, mut problem) = read(answer).await;
        problem["instance"] = Value::Null;
        answers.push((status, problem));
    }
    assert_eq!(answers[0].0, 401);
    assert!(
        answers.iter().all(|answer| *answer == answers[0]),
        "{answers:?}"
    );
    assert!(user_id > 0);
}

// ACCEPTANCE 91 (partly: throttling)
#[tokio::test]
async fn after_ten_failures_a_name_has_to_wait_even_with_the_right_password() {
    let collector = setup().start().await;
    add_user(&collector, "anna", "dpo").await;
    add_user(&collector, "bo", "dpo").await;
    for _ in 0..10 {
        let answer = login(&collector, "anna", "wrong password")
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 401);
    }
    let answer = login(&collector, "anna", PASSWORD).send().await.unwrap();
    assert_eq!(answer.headers()["retry-after"], "900");
    let (status, problem) = read(answer).await;
    assert_eq!(
        (status, &problem["type"]),
        (429, &json!("/problems/too-many-logins"))
    );
    let other = login(&collector, "bo", PASSWORD).send().await.unwrap();
    assert_eq!(other.status(), 200);
    collector.clock.advance(15 * MINUTE);
    let later = login(&collector, "anna", PASSWORD).send().await.unwrap();
    assert_eq!(later.status(), 200);
}

#[tokio::test]
async fn many_guesses_at_once_are_counted_before_they_are_checked() {
    let collector = setup().start().await;
    add_user(&collector, "anna", "dpo").await;
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let request = login(&collector, "anna", "wrong password");
        tries.spawn(async move { request.send().await.unwrap().status().as_u16() });
    }
    let answers = tries.join_all().await;
    let checked = answers.iter().filter(|status| **status == 401).count();
    assert_eq!(checked, 10, "{answers:?}");
}

// ACCEPTANCE 91 (partly: forged requests)
#[tokio::test]
async fn a_session_changes_nothing_from_a_foreign_page_and_a_token_needs_no_page() {
    let collector = setup().start().await;
    let user_id = add_user(&collector, "anna", "dpo").await;
    let token = office::token_of(&collector, user_id, None).await;
    let answer = login(&collector, "anna", PASSWORD).send().await.unwrap();
    let cookie = cookie(&answer);
    let search = || {
        collector
            .request(Method::POST, "/v1/staff/receipts/search")
            .json(&json!({}))
    };
    for (request, expected) in [
        (search().header("cookie", &cookie), 403),
        (
            search()
                .header("cookie", &cookie)
                .header("origin", "https://evil.example"),
            403,
        ),
        (
            search().header("cookie", &cookie).header("origin", "null"),
            403,
        ),
        (
            search()
                .header("cookie", &cookie)
                .header("sec-fetch-site", "cross-site"),
            403,
        ),
        (
            search()
                .header("cookie", &cookie)
                .header("origin", OWN_ORIGIN),
            200,
        ),
        (
            search()
                .header("cookie", &cookie)
                .header("sec-fetch-site", "same-origin"),
            200,
        ),
        (search().bearer_auth(&token), 200),
    ] {
        assert_eq!(request.send().await.unwrap().status(), expected);
    }
    let forged = login(&collector, "anna", PASSWORD).header("origin", "https://evil.example");
    assert_eq!(forged.send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn signing_out_ends_the_session_at_once_and_both_are_noted() {
    let collector = setup().start().await;
    add_user(&collector, "anna", "dpo").await;
    let answer = login(&collector, "anna", PASSWORD).send().await.unwrap();
    let cookie = cookie(&answer);
    let out = collector
        .request(Method::POST, "/v1/staff/logout")
        .header("cookie", &cookie)
        .header("origin", OWN_ORIGIN)
        .send()
        .await
        .unwrap();
    assert_eq!(out.status(), 204);
    assert!(
        out.headers()["set-cookie"]
            .to_str()
            .unwrap()
            .contains("Max-Age=0")
    );
    assert_eq!(status(&collector, &cookie).await, 401);
    let rows = audit(&collector).await;
    let actions: Vec<_> = rows.iter().map(|row| row.action.as_str()).collect();
    assert_eq!(actions, ["login", "logout"]);
    assert!(rows.iter().all(|row| row.actor == "anna"));
}

#[tokio::test]
async fn a_login_without_name_or_password_says_what_is_missing() {
    let collector = setup().start().await;
    for (body, field) in [
        (json!({"password": "x"}), "name"),
        (json!({"name": "x"}), "password"),
    ] {
        let request = collector
            .request(Method::POST, "/v1/staff/login")
            .json(&body);
        let (status, problem) = read(request.send().await.unwrap()).await;
        assert_eq!((status, problem["field"].as_str()), (400, Some(field)));
    }
}
