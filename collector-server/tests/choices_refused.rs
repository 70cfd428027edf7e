//! `POST /v1/sites/{site}/choices` when something is wrong: each a clear problem, nothing recorded.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;

use std::sync::atomic::Ordering;

use collector::{Collector, FIREFOX, ORIGIN, Setup, read, with};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

fn problem_type(problem: &Value) -> &str {
    problem["type"].as_str().unwrap_or_default()
}

#[tokio::test]
async fn every_kind_of_bad_body_is_named_by_its_field() {
    let collector = Collector::start().await;
    let good = collector.choice();
    let long = "x".repeat(17 * 1024);
    let mut without = good.clone();
    without.as_object_mut().unwrap().remove("method");
    for (body, status, slug, field) in [
        ("{".to_owned(), 422, "body-not-json", None),
        ("[]".to_owned(), 422, "body-not-json", None),
        (without.to_string(), 422, "choice-not-valid", Some("method")),
        (
            with(good.clone(), "colour", json!("red")).to_string(),
            422,
            "choice-not-valid",
            Some("colour"),
        ),
        (
            with(good.clone(), "purposes", json!("all")).to_string(),
            422,
            "choice-not-valid",
            Some("purposes"),
        ),
        (
            with(good.clone(), "signals", json!({"gpc": "no"})).to_string(),
            422,
            "choice-not-valid",
            Some("signals.gpc"),
        ),
        (
            with(good.clone(), "purposes", json!({"statistics": "granted"})).to_string(),
            422,
            "choice-not-valid",
            Some("purposes.advertising"),
        ),
        (
            with(
                good.clone(),
                "purposes",
                json!({"statistics": "granted", "advertising": "denied", "profiling": "granted"}),
            )
            .to_string(),
            422,
            "purpose-not-declared",
            Some("purposes.profiling"),
        ),
        (
            with(good.clone(), "refused", json!(["radio"])).to_string(),
            422,
            "choice-not-valid",
            Some("refused.radio"),
        ),
        (
            // Its purpose is functional.
            with(good.clone(), "refused", json!(["payments"])).to_string(),
            422,
            "choice-not-valid",
            Some("refused.payments"),
        ),
        (
            with(good.clone(), "consent_key", json!("short")).to_string(),
            422,
            "choice-not-valid",
            Some("consent_key"),
        ),
        (
            with(good.clone(), "notice_hash", json!("0".repeat(64))).to_string(),
            422,
            "notice-not-known",
            Some("notice_hash"),
        ),
        (
            with(good.clone(), "notice_lang", json!("en")).to_string(),
            422,
            "notice-not-known",
            Some("notice_hash"),
        ),
        (
            with(good.clone(), "release", json!("0123456789abcdef")).to_string(),
            422,
            "release-not-known",
            Some("release"),
        ),
        (
            with(good.clone(), "release", json!("../../x")).to_string(),
            422,
            "release-not-known",
            Some("release"),
        ),
        (
            with(good.clone(), "method", json!("dsar")).to_string(),
            422,
            "choice-not-valid",
            Some("method"),
        ),
        (
            with(good.clone(), "page_path", json!(long)).to_string(),
            413,
            "body-too-large",
            None,
        ),
    ] {
        let response = collector
            .post(&good)
            .body(body.clone())
            .send()
            .await
            .unwrap();
        assert_eq!(
            response.headers()["content-type"],
            "application/problem+json"
        );
        assert_eq!(response.headers()["access-control-allow-origin"], ORIGIN);
        let (answered, problem) = read(response).await;
        let shown = &body[..body.len().min(200)];
        assert_eq!(answered, status, "{shown}: {problem}");
        assert_eq!(
            problem_type(&problem),
            format!("/problems/{slug}"),
            "{shown}"
        );
        assert_eq!(problem["field"].as_str(), field, "{shown}");
        assert_eq!(problem["status"], status);
        assert!(problem["instance"].is_string() && problem["title"].is_string());
    }
    assert_eq!(collector.receipts().await.len(), 0);
    let metrics = collector.metrics().await;
    assert!(metrics.contains("collector_refused_total{reason=\"purpose-not-declared\"} 1"));
    assert!(metrics.contains("collector_refused_total{reason=\"body-too-large\"} 1"));
}

#[tokio::test]
async fn every_bad_header_is_named_too() {
    let collector = Collector::start().await;
    for (header, value, status, slug) in [
        ("content-type", Some("text/plain"), 415, "media-type"),
        ("content-type", None, 415, "media-type"),
        ("idempotency-key", Some("7"), 422, "idempotency-key"),
        ("idempotency-key", None, 422, "idempotency-key"),
        (
            "origin",
            Some("https://evil.example"),
            403,
            "origin-not-allowed",
        ),
        ("origin", Some("null"), 403, "origin-not-allowed"),
        ("origin", None, 403, "origin-not-allowed"),
    ] {
        let mut request = collector.post(&collector.choice()).build().unwrap();
        match value {
            Some(value) => request.headers_mut().insert(header, value.parse().unwrap()),
            None => request.headers_mut().remove(header),
        };
        let response = reqwest::Client::new().execute(request).await.unwrap();
        let (answered, problem) = read(response).await;
        assert_eq!(answered, status, "{header} {value:?}: {problem}");
        assert_eq!(problem_type(&problem), format!("/problems/{slug}"));
        assert_eq!(problem["field"].as_str().unwrap().to_lowercase(), header);
    }
    let other = collector
        .request(reqwest::Method::POST, "/v1/sites/other/choices")
        .header("origin", ORIGIN)
        .send()
        .await
        .unwrap();
    assert_eq!(read(other).await.0, 404);
    assert_eq!(collector.receipts().await.len(), 0);
}

// ACCEPTANCE 92 (partly: who may post, and what a foreign page may read)
#[tokio::test]
async fn only_pages_of_the_site_may_post_and_read_the_answer() {
    let collector = Collector::start().await;
    let preflight = |origin: &'static str| {
        let request = collector
            .request(reqwest::Method::OPTIONS, "/v1/sites/shop/choices")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header(
                "access-control-request-headers",
                "content-type,idempotency-key",
            );
        async move { request.send().await.unwrap() }
    };
    for origin in [ORIGIN, "http://shop.localhost:4711"] {
        let response = preflight(origin).await;
        assert_eq!(response.status(), 204);
        let headers = response.headers();
        assert_eq!(headers["access-control-allow-origin"], origin);
        assert_eq!(headers["access-control-allow-methods"], "POST");
        assert_eq!(
            headers["access-control-allow-headers"],
            "content-type, idempotency-key"
        );
        assert!(headers.get("access-control-allow-credentials").is_none());
        assert_eq!(headers["vary"], "Origin");
        let post = collector.post(&collector.choice());
        let mut post = post.build().unwrap();
        post.headers_mut().insert("origin", origin.parse().unwrap());
        let response = reqwest::Client::new().execute(post).await.unwrap();
        assert!(response.status().is_success());
        assert_eq!(response.headers()["access-control-allow-origin"], origin);
        assert_eq!(response.headers()["cache-control"], "no-store");
    }
    for origin in ["https://evil.example", "http://shop.example", "null"] {
        let response = preflight(origin).await;
        assert_eq!(response.status(), 403, "{origin}");
        assert!(
            response
                .headers()
                .get("access-control-allow-origin")
                .is_none()
        );
    }
}

// ACCEPTANCE 60 (partly: known crawlers)
#[tokio::test]
async fn a_crawler_makes_no_receipt() {
    let collector = Collector::start().await;
    let mut request = collector.post(&collector.choice()).build().unwrap();
    let bot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    request
        .headers_mut()
        .insert("user-agent", bot.parse().unwrap());
    let response = reqwest::Client::new().execute(request).await.unwrap();
    assert_eq!(response.status(), 202);
    assert_eq!(response.text().await.unwrap(), "");
    assert_eq!(collector.receipts().await.len(), 0);
    let metrics = collector.metrics().await;
    assert!(metrics.contains("collector_refused_total{reason=\"bot\"} 1"));
}

// ACCEPTANCE 60, 97 (partly: rate limits; ten thousand posts are in `choices_pace.rs`)
#[tokio::test]
async fn a_flood_from_one_address_is_refused_with_the_time_to_wait_and_the_table_does_not_grow() {
    let limits = "per_address_per_minute = 5".to_owned();
    let collector = Setup {
        limits,
        ..Setup::default()
    }
    .start()
    .await;
    let mut refused = 0;
    for _ in 0..50 {
        let response = collector.post(&collector.choice()).send().await.unwrap();
        if response.status() == 429 {
            refused += 1;
            assert_eq!(response.headers()["retry-after"], "12");
            assert_eq!(response.headers()["access-control-allow-origin"], ORIGIN);
            let (_, problem) = read(response).await;
            assert_eq!(problem_type(&problem), "/problems/too-many-choices");
        }
    }
    assert_eq!(refused, 45);
    assert_eq!(collector.receipts().await.len(), 1);
    collector.clock.advance(12_000);
    assert_eq!(collector.record(&collector.choice()).await.0, 200);
}

// ACCEPTANCE 61
#[tokio::test]
async fn a_storage_failure_is_an_error_with_a_retry_and_nothing_is_lost() {
    let collector = Collector::start().await;
    let request = || {
        let mut request = collector.post(&collector.choice()).build().unwrap();
        let key = "11111111-1111-4111-8111-111111111111";
        request
            .headers_mut()
            .insert("idempotency-key", key.parse().unwrap());
        reqwest::Client::new().execute(request)
    };
    collector.store.is_off.store(true, Ordering::SeqCst);
    let response = request().await.unwrap();
    assert!(response.headers().contains_key("retry-after"));
    let (status, problem) = read(response).await;
    assert_eq!(
        (status, problem_type(&problem)),
        (503, "/problems/storage-unavailable")
    );
    assert!(!problem.to_string().contains("disk full"));
    let metrics = collector.metrics().await;
    assert!(
        metrics.contains("collector_storage_failures_total 1"),
        "{metrics}"
    );
    let health = read(collector.get("/healthz").send().await.unwrap()).await;
    assert_eq!(health.0, 503);

    collector.store.is_off.store(false, Ordering::SeqCst);
    assert_eq!(read(request().await.unwrap()).await.0, 201);
    assert_eq!(collector.receipts().await.len(), 1);
    let health = collector.get("/healthz").send().await.unwrap();
    assert_eq!(health.text().await.unwrap(), "ok");
    let metrics = collector.metrics().await;
    assert!(metrics.contains("collector_receipts_total{site=\"shop\",outcome=\"new\"} 1"));
    assert!(metrics.contains("collector_queue_depth 0"));
}

// ACCEPTANCE 61 (partly: metric and alert)
#[tokio::test]
async fn a_choice_that_could_not_be_stored_is_counted_where_the_published_alert_looks() {
    let rules = include_str!("../../docs/alerts.yml");
    let expressions: Vec<&str> = rules
        .lines()
        .filter_map(|line| line.trim().strip_prefix("expr: "))
        .collect();
    assert!(expressions.len() >= 5, "{expressions:?}");
    let collector = Collector::start().await;
    let before = collector.metrics().await;
    for expression in &expressions {
        // Every series that a rule asks about is told from the start, with its type.
        for name in expression.split(|letter: char| !letter.is_ascii_lowercase() && letter != '_') {
            if name.starts_with("collector_") {
                assert!(before.contains(&format!("# TYPE {name} ")), "{name}");
            }
        }
    }
    let rule = "increase(collector_storage_failures_total[5m]) > 0";
    assert!(expressions.contains(&rule), "{expressions:?}");
    assert!(before.contains("\ncollector_storage_failures_total 0\n"));
    collector.store.is_off.store(true, Ordering::SeqCst);
    for failures in 1..=3 {
        assert_eq!(collector.record(&collector.choice()).await.0, 503);
        let told = collector.metrics().await;
        let line = format!("\ncollector_storage_failures_total {failures}\n");
        assert!(told.contains(&line), "{told}");
    }
}

/// What a connection is answered that sends `bytes` and then nothing.
async fn after_silence(collector: &Collector, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(collector.address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8(answer).unwrap()
}

// ACCEPTANCE 97 (partly: timeouts)
#[tokio::test]
async fn a_request_that_never_ends_is_given_up() {
    let limits = "request_timeout_seconds = 1".to_owned();
    let setup = Setup {
        limits,
        ..Setup::default()
    };
    let collector = setup.start().await;
    let head = format!(
        "POST /v1/sites/shop/choices HTTP/1.1\r\nhost: x\r\norigin: {ORIGIN}\r\n\
         user-agent: {FIREFOX}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\
         connection: close\r\n\r\n{{"
    );
    let answer = after_silence(&collector, head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert!(answer.contains("/problems/timeout"), "{answer}");
    let answer = after_silence(&collector, b"GET /healthz HTTP/1.1\r\nhost:").await;
    assert!(!answer.contains("200"), "{answer}");
}
