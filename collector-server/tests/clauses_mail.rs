//! The links in the mails, over HTTP on a real database: double opt-in, and unsubscribing by one click (RFC 8058).

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod subscriber;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use collector::{Collector, FIREFOX, assertion, read};
use consent_core::receipt::{ChannelDecision, EventState, Method};
use reqwest::header::CONTENT_SECURITY_POLICY;
use serde_json::{Value, json};
use subscriber::{history, post, sign_up, start};

const DAY_MS: i64 = 24 * 3600 * 1000;

/// The path of a link in an answer.
fn path(answer: &Value, link: &str) -> String {
    let url = answer[link]["url"].as_str().unwrap();
    url.strip_prefix("http://consent.localhost:8080")
        .unwrap()
        .to_owned()
}

async fn follow(collector: &Collector, method: reqwest::Method, path: &str) -> (u16, String) {
    let request = collector
        .request(method, path)
        .header("user-agent", FIREFOX);
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let policy = response.headers()[CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap();
    assert!(policy.contains("form-action 'self'") && policy.contains("frame-ancestors 'none'"));
    (status, response.text().await.unwrap())
}

// ACCEPTANCE 62
#[tokio::test]
async fn e_mail_waits_for_the_owner_of_the_mailbox_and_a_scanner_confirms_nothing() {
    use ChannelDecision::{Granted, NotAsked, Pending};
    let collector = start().await;
    let body = sign_up(&collector, json!({"email": true}));
    let (status, answer) = post(&collector, &body).await;
    assert_eq!(
        (status, &answer["state"]),
        (201, &json!("ConsentRequested"))
    );
    assert_eq!(answer["channels"]["email"], "pending");
    let link = path(&answer, "confirm");
    for method in [
        reqwest::Method::GET,
        reqwest::Method::HEAD,
        reqwest::Method::GET,
    ] {
        assert_eq!(follow(&collector, method, &link).await.0, 200);
    }
    let pending = (EventState::ConsentRequested, vec![Pending, NotAsked]);
    assert_eq!(
        history(&collector).await,
        std::slice::from_ref(&pending).to_vec()
    );

    let (status, page) = follow(&collector, reqwest::Method::GET, &link).await;
    assert!(
        status == 200 && page.contains("<form method=\"post\">") && page.contains("lang=\"sv\"")
    );
    collector.clock.advance(1000);
    let (status, page) = follow(&collector, reqwest::Method::POST, &link).await;
    assert!(
        status == 200 && page.contains("Nyhetsbrev") && page.contains("bekräftat"),
        "{page}"
    );
    let given = (EventState::ConsentGiven, vec![Granted, NotAsked]);
    assert_eq!(history(&collector).await, [given.clone(), pending.clone()]);
    let receipts = collector.receipts().await;
    assert_eq!(
        receipts[0].claims.notice_hash,
        receipts[1].claims.notice_hash
    );
    assert_eq!(receipts[0].claims.record_id, receipts[1].claims.record_id);
    assert_eq!(receipts[0].user_id.as_deref(), Some("kund-1042"));
    assert_eq!(
        receipts[0].ip,
        Some("127.0.0.1".parse().unwrap()),
        "the mailbox owner's own"
    );
    assert_eq!(receipts[0].user_agent.as_deref(), Some("Firefox 140"));

    // Once is enough.
    let (status, page) = follow(&collector, reqwest::Method::POST, &link).await;
    assert!(status == 200 && page.contains("Redan bekräftat"), "{page}");
    assert_eq!(history(&collector).await, [given, pending]);
}

// ACCEPTANCE 62 (partly: a confirmation comes in time, from a known link, and not after a withdrawal)
#[tokio::test]
async fn a_confirmation_that_is_late_unknown_or_taken_back_grants_nothing() {
    let collector = start().await;
    let body = sign_up(&collector, json!({"email": true}));
    let first = path(&post(&collector, &body).await.1, "confirm");
    collector.clock.advance(8 * DAY_MS);
    let (status, page) = follow(&collector, reqwest::Method::POST, &first).await;
    assert!(
        status == 200 && page.contains("gäller inte längre"),
        "{page}"
    );

    let mut again = sign_up(&collector, json!({"email": true}));
    let now = collector.clock_seconds();
    let claims = json!({"aud": "shop", "sub": "kund-1042", "iat": now, "exp": now + 300});
    again["assertion"] = json!(assertion::sign(&claims));
    let second = path(&post(&collector, &again).await.1, "confirm");
    assert_ne!(first, second);
    let withdrawal =
        json!({"clause": "newsletter", "event": "withdrawal", "assertion": again["assertion"]});
    let (status, answer) = post(&collector, &withdrawal).await;
    assert_eq!(
        (status, &answer["channels"]["email"]),
        (201, &json!("denied")),
        "{answer}"
    );
    let (status, _) = follow(&collector, reqwest::Method::POST, &second).await;
    assert_eq!(status, 404);
    for token in ["x", &URL_SAFE_NO_PAD.encode([7; 32])] {
        let (status, page) = follow(
            &collector,
            reqwest::Method::POST,
            &format!("/confirm/en/{token}"),
        )
        .await;
        assert!(status == 404 && page.contains("no longer counts"), "{page}");
    }
    let granted = history(&collector).await;
    assert!(
        granted
            .iter()
            .all(|(_, channels)| !channels.contains(&ChannelDecision::Granted))
    );
}

// ACCEPTANCE 62 (partly: who takes everything back takes a waiting sign-up back too)
#[tokio::test]
async fn a_person_who_withdraws_everything_ends_what_waits_for_a_confirmation() {
    let collector = start().await;
    let body = sign_up(&collector, json!({"email": true}));
    let link = path(&post(&collector, &body).await.1, "confirm");
    let all = collector
        .request(reqwest::Method::POST, "/v1/sites/shop/my/withdraw")
        .header("origin", collector::ORIGIN)
        .json(&json!({"assertion": body["assertion"]}));
    assert_eq!(read(all.send().await.unwrap()).await.0, 200);
    assert_eq!(
        follow(&collector, reqwest::Method::POST, &link).await.0,
        404
    );
    let granted = history(&collector).await;
    assert!(
        granted
            .iter()
            .all(|(_, channels)| !channels.contains(&ChannelDecision::Granted))
    );
}

// ACCEPTANCE 62
#[tokio::test]
async fn one_click_unsubscribes_at_once_without_login_and_again_and_again() {
    use ChannelDecision::{Denied, Granted};
    let collector = start().await;
    let body = sign_up(&collector, json!({"email": true, "post": true}));
    let (_, answer) = post(&collector, &body).await;
    let headers = &answer["unsubscribe"]["headers"];
    assert_eq!(
        headers["List-Unsubscribe-Post"],
        "List-Unsubscribe=One-Click"
    );
    let url = answer["unsubscribe"]["url"].as_str().unwrap();
    assert_eq!(headers["List-Unsubscribe"], format!("<{url}>"));
    let link = path(&answer, "unsubscribe");
    follow(&collector, reqwest::Method::POST, &path(&answer, "confirm")).await;

    // A mail program that looks at the page changes nothing.
    let (status, page) = follow(&collector, reqwest::Method::GET, &link).await;
    assert!(status == 200 && page.contains("<form method=\"post\">"));
    assert_eq!(collector.receipts().await.len(), 2);
    collector.clock.advance(1000);
    // As RFC 8058 section 3.2 has it: no cookie, no session, a form body.
    let one_click = collector
        .request(reqwest::Method::POST, &link)
        .header("content-type", "application/x-www-form-urlencoded")
        .body("List-Unsubscribe=One-Click");
    assert_eq!(one_click.send().await.unwrap().status(), 200);
    let withdrawn = (EventState::ConsentWithdrawn, vec![Denied, Granted]);
    assert_eq!(history(&collector).await[0], withdrawn);
    let receipts = collector.receipts().await;
    assert_eq!(receipts[0].claims.method, Method::LinkUnsubscribe);
    assert_eq!(receipts[0].user_id.as_deref(), Some("kund-1042"));
    for _ in 0..3 {
        assert_eq!(
            follow(&collector, reqwest::Method::POST, &link).await.0,
            200
        );
    }
    assert_eq!(collector.receipts().await.len(), 3, "said already");
    let unknown = format!("/unsubscribe/sv/{}", URL_SAFE_NO_PAD.encode([7; 16]));
    assert_eq!(
        follow(&collector, reqwest::Method::POST, &unknown).await.0,
        404
    );
    // The link names nobody and is the same in every letter.
    assert!(!link.contains("kund") && !link.contains(answer["record_id"].as_str().unwrap()));
    let (_, again) = post(&collector, &sign_up(&collector, json!({"email": true}))).await;
    assert_eq!(path(&again, "unsubscribe"), link);
}

// ACCEPTANCE 62 (partly: RFC 8058 section 3.2: either form of body, no redirect, no cookie, and nothing but POST withdraws)
#[tokio::test]
async fn a_mail_program_posts_either_form_and_only_a_post_withdraws() {
    let multipart = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
    for (content_type, body) in [
        (
            "application/x-www-form-urlencoded",
            "List-Unsubscribe=One-Click",
        ),
        ("multipart/form-data; boundary=x", multipart),
    ] {
        let collector = start().await;
        let (_, answer) = post(&collector, &sign_up(&collector, json!({"email": true}))).await;
        follow(&collector, reqwest::Method::POST, &path(&answer, "confirm")).await;
        let link = path(&answer, "unsubscribe");
        for (method, status) in [
            (reqwest::Method::GET, 200),
            (reqwest::Method::HEAD, 200),
            (reqwest::Method::PUT, 405),
            (reqwest::Method::DELETE, 405),
        ] {
            let request = collector.request(method.clone(), &link);
            assert_eq!(request.send().await.unwrap().status(), status, "{method}");
        }
        assert_eq!(history(&collector).await[0].0, EventState::ConsentGiven);
        let one_click = collector
            .request(reqwest::Method::POST, &link)
            .header("content-type", content_type)
            .body(body);
        let answer = one_click.send().await.unwrap();
        assert_eq!(answer.status(), 200, "{content_type}");
        // A redirect would have been followed, to another address.
        assert_eq!(answer.url().path(), link);
        assert!(answer.headers().get("set-cookie").is_none());
        assert_eq!(history(&collector).await[0].0, EventState::ConsentWithdrawn);
    }
}

#[tokio::test]
async fn secrets_of_links_are_in_no_log_line_metric_or_database_file() {
    let collector = start().await;
    let (_, answer) = post(&collector, &sign_up(&collector, json!({"email": true}))).await;
    let secrets: Vec<String> = ["confirm", "unsubscribe"]
        .map(|link| path(&answer, link).rsplit('/').next().unwrap().to_owned())
        .to_vec();
    follow(&collector, reqwest::Method::POST, &path(&answer, "confirm")).await;
    let metrics = collector.metrics().await;
    let folder = collector.stop().await;
    let mut looked_at = 0;
    for entry in std::fs::read_dir(folder.path().join("data")).unwrap() {
        let path = entry.unwrap().path();
        if !path.is_file() {
            continue;
        }
        looked_at += 1;
        let bytes = std::fs::read(&path).unwrap();
        for secret in &secrets {
            let raw = URL_SAFE_NO_PAD.decode(secret).unwrap();
            for form in [secret.as_bytes(), &raw] {
                assert!(
                    !bytes.windows(form.len()).any(|window| window == form),
                    "{path:?}"
                );
            }
        }
    }
    assert!(looked_at > 0);
    assert!(secrets.iter().all(|secret| !metrics.contains(secret)));
}
