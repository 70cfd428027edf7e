//! How long and how slow a body may be, on every route that takes one.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use std::time::Duration;

use collector::{
    Collector, ORIGIN, Setup,
    fixture::clauses::{TOKEN, with_clauses},
    read,
};
use collector_server::staff::Role;
use office::{setup, token};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

const LIMIT: usize = 16 * 1024;
const REPORTS_LIMIT: usize = 64 * 1024;

async fn send(collector: &Collector, path: &str, token: &str, body: String) -> (u16, Value) {
    let kind = match path {
        "/s/shop/reports" => "application/reports+json",
        _ if path.starts_with("/console") => "application/x-www-form-urlencoded",
        _ => "application/json",
    };
    let request = collector
        .request(Method::POST, path)
        .header("content-type", kind)
        .header("idempotency-key", uuid::Uuid::new_v4().to_string());
    // Who may not ask is told that first.
    let request = match path {
        "/v1/clauses" | "/v1/state" | "/v1/activity" => request.bearer_auth(TOKEN),
        _ if path.contains("/staff/") => request.bearer_auth(token),
        _ => request.header("origin", ORIGIN),
    };
    read(request.body(body).send().await.unwrap()).await
}

// ACCEPTANCE 97 (partly: bodies)
#[tokio::test]
async fn a_body_over_16_kb_is_refused_on_every_route_that_reads_one() {
    let collector = with_clauses(setup()).start().await;
    let dpo = token(&collector, Role::Dpo).await;
    let text = |length: usize| format!("{{\"a\":\"{}\"}}", "x".repeat(length - 8));
    assert_eq!(text(LIMIT).len(), LIMIT);
    for path in [
        "/v1/sites/shop/choices",
        "/v1/sites/shop/my/receipts",
        "/v1/sites/shop/my/withdraw",
        "/v1/sites/shop/my/requests",
        "/v1/sites/shop/proofs",
        "/v1/clauses",
        "/v1/state",
        "/v1/activity",
        "/v1/staff/login",
        "/v1/staff/receipts/search",
        "/v1/staff/receipts.csv",
        "/v1/staff/evidence",
        "/v1/staff/subjects",
        "/v1/staff/cases",
    ] {
        let (status, problem) = send(&collector, path, &dpo, text(LIMIT + 1)).await;
        assert_eq!(status, 413, "{path}: {problem}");
        assert_eq!(problem["type"], "/problems/body-too-large", "{path}");
        // The last byte that may be is read, and found wrong for what it says.
        let (status, problem) = send(&collector, path, &dpo, text(LIMIT)).await;
        assert!(
            (400..500).contains(&status) && status != 413,
            "{path}: {problem}"
        );
    }
    assert_eq!(collector.receipts().await.len(), 0);
}

/// Reports as Chromium's Reporting API batches them: a page with so many blocked images, each with the whole policy.
fn batch(reports: usize) -> String {
    let policy = format!(
        "default-src 'self'; img-src 'self' {}; report-uri /s/shop/reports",
        "https://cdn.example ".repeat(40)
    );
    let reports: Vec<Value> = (0..reports)
        .map(|number| {
            json!({
                "age": 1234, "type": "csp-violation", "url": "https://shop.example/list",
                "user_agent": collector::FIREFOX,
                "body": {
                    "documentURL": "https://shop.example/list", "disposition": "report",
                    "blockedURL": format!("https://new-{number}.example/pixel"),
                    "effectiveDirective": "img-src", "originalPolicy": policy, "statusCode": 200,
                },
            })
        })
        .collect();
    Value::Array(reports).to_string()
}

// ACCEPTANCE 97 (partly: reports, which browsers send in batches that 16 KB do not hold; 64 KB at most)
#[tokio::test]
async fn a_batch_of_reports_may_be_longer_and_has_an_end_too() {
    let collector = setup().start().await;
    let dpo = token(&collector, Role::Dpo).await;
    let body = batch(20);
    assert!(
        (LIMIT + 1..REPORTS_LIMIT).contains(&body.len()),
        "{}",
        body.len()
    );
    assert_eq!(send(&collector, "/s/shop/reports", "", body).await.0, 204);
    let listed = collector.get("/v1/staff/unclassified").bearer_auth(&dpo);
    let (_, listed) = read(listed.send().await.unwrap()).await;
    assert_eq!(listed["items"].as_array().unwrap().len(), 20);
    let mut long = batch(20);
    long.push_str(&" ".repeat(REPORTS_LIMIT + 1 - long.len()));
    let (status, problem) = send(&collector, "/s/shop/reports", "", long).await;
    assert_eq!(
        (status, &problem["type"]),
        (413, &json!("/problems/body-too-large"))
    );
    assert!(
        problem["detail"].as_str().unwrap().contains("64 KB"),
        "{problem}"
    );
}

// ACCEPTANCE 97 (partly: a body that comes byte by byte)
#[tokio::test]
async fn a_body_that_drips_is_given_up_however_long_it_would_go_on() {
    let limits = "request_timeout_seconds = 1".to_owned();
    let setup = Setup {
        limits,
        ..Setup::default()
    };
    let collector = setup.start().await;
    for path in ["/v1/sites/shop/choices", "/s/shop/reports"] {
        let stream = TcpStream::connect(collector.address).await.unwrap();
        let (mut answers, mut body) = stream.into_split();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\norigin: {ORIGIN}\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: 10000\r\n\r\n{{"
        );
        body.write_all(head.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let drip = async {
            // Never silent for as long as the limit.
            let mut every = tokio::time::interval(Duration::from_millis(100));
            loop {
                every.tick().await;
                if body.write_all(b" ").await.is_err() {
                    // Closed: what it was answered is read beside.
                    std::future::pending::<()>().await;
                }
            }
        };
        tokio::select! {
            _ = answers.read_to_end(&mut answer) => {}
            () = drip => {}
        }
        let answer = String::from_utf8_lossy(&answer);
        assert!(
            answer.starts_with("HTTP/1.1 503") && answer.contains("/problems/timeout"),
            "{path}: {answer}"
        );
    }
}
