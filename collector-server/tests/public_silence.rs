//! Nothing personal in logs, metrics, problems or after a panic (ACCEPTANCE 94), nor an address in logs, leaves or files
//! in any `ip_mode` (ACCEPTANCE 55).
//!
//! One test in a file of its own: it listens to everything this process logs.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use std::{
    io,
    sync::{Arc, Mutex, atomic::Ordering},
};

use axum::{Router, routing::get};
use collector::{Setup, assertion, fixture, read, with};
use collector_server::{http::layers, server, staff::Role};
use consent_core::receipt::Digest;
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

const ADDRESS: &str = "203.0.113.77";
const KEY: &str = "Y2FuYXJ5Y2FuYXJ5Y2FuYQ";

// ACCEPTANCE 94
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_canary_sings_in_logs_metrics_problems_or_panics() {
    let log = Log::default();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .init();
    server::silence_panics();

    let collector = Setup {
        site: fixture::SITE.replacen("name =", "record_page_path = true\nname =", 1),
        settings: "trusted_proxies = [\"127.0.0.1/32\"]".to_owned(),
        ..Setup::default()
    }
    .start()
    .await;
    let token = assertion::sign(&assertion::claims("canary-user"));
    let mut choice = collector.choice();
    choice["consent_key"] = json!(KEY);
    choice["page_path"] = json!("/canary-path");
    choice["assertion"] = json!(token);
    let send = |body: serde_json::Value| {
        let request = collector
            .post(&body)
            .header("x-forwarded-for", ADDRESS)
            .header("cookie", "session=canary-cookie")
            .header("referer", "https://shop.example/?q=canary-referer");
        async move { read(request.send().await.unwrap()).await }
    };
    let mut answers = Vec::new();
    assert_eq!(send(choice.clone()).await.0, 201);
    let forged = assertion::sign_with(
        &fixture::SECRET.replace('0', "f"),
        &assertion::claims("canary-user"),
    );
    let refused = send(with(choice.clone(), "assertion", json!(forged))).await;
    assert_eq!(refused.0, 401);
    for (member, value) in [
        ("method", json!("canary-method")),
        ("purposes", json!({"statistics": "canary-decision"})),
        ("page_path", json!("canary-relative")),
        ("notice_hash", json!("canary-hash")),
    ] {
        let (status, problem) = send(with(choice.clone(), member, value)).await;
        assert_eq!(status, 422);
        answers.push(problem.to_string());
    }
    // Staff who search for them, read them and export them.
    let dpo = office::token(&collector, Role::Dpo).await;
    let staff = |path: &str, body: serde_json::Value| {
        let request = collector
            .request(reqwest::Method::POST, path)
            .bearer_auth(&dpo)
            .json(&body);
        async move { request.send().await.unwrap() }
    };
    for filter in [
        json!({"user_id": "canary-user"}),
        json!({"ip": ADDRESS}),
        json!({"ip": "203.0.113.0/24"}),
        json!({"consent_key": KEY}),
    ] {
        let found = staff("/v1/staff/receipts/search", filter.clone()).await;
        let (status, page) = read(found).await;
        assert_eq!(status, 200, "{filter}");
        assert_ne!(
            page["items"],
            json!([]),
            "{filter}: there is something to leak"
        );
        for file in ["/v1/staff/receipts.csv", "/v1/staff/receipts.ndjson"] {
            let file = staff(file, filter.clone()).await;
            assert_eq!(file.status(), 200);
            file.bytes().await.unwrap();
        }
    }
    for bad in [
        json!({"user_id": ["canary-user"]}),
        json!({"ip": "203.0.113.canary"}),
        json!({"code": "canary-code"}),
        json!({"consent_key": "canary-key"}),
        json!({"from": "canary-day"}),
    ] {
        let refused = staff("/v1/staff/receipts/search", bad.clone()).await;
        let (status, problem) = read(refused).await;
        assert_eq!(status, 400, "{bad}");
        answers.push(problem.to_string());
    }
    let in_address = format!("/v1/staff/receipts?user_id=canary-user&ip={ADDRESS}");
    let refused = collector.get(&in_address).bearer_auth(&dpo).send().await;
    let (status, problem) = read(refused.unwrap()).await;
    assert_eq!(status, 400);
    answers.push(problem.to_string());

    collector.store.is_off.store(true, Ordering::SeqCst);
    let (status, problem) = send(with(choice.clone(), "method", json!("prefs.save"))).await;
    assert_eq!(status, 503);
    answers.push(problem.to_string());
    let path = "/s/shop/canary-file?email=canary-query";
    let response = collector.get(path).send().await.unwrap();
    answers.push(read(response).await.1.to_string());

    let boom = || async {
        if true {
            panic!("canary-panic");
        }
    };
    let app = layers::around(Router::new().route("/boom", get(boom)), &collector.state);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!(
        "http://{}/boom?canary-query",
        listener.local_addr().unwrap()
    );
    let serving = tokio::spawn(async move { axum::serve(listener, app).await });
    let response = reqwest::get(url).await.unwrap();
    let id = response.headers()["x-request-id"].clone();
    let (status, problem) = read(response).await;
    assert_eq!(status, 500);
    assert_eq!(problem["instance"], id.to_str().unwrap());
    answers.push(problem.to_string());
    serving.abort();

    for mode in ["none", "truncated", "hash", "full"] {
        no_address_is_stored_in_clear(mode).await;
    }

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(
        log.contains("/v1/sites/{site}/choices"),
        "requests are logged by route"
    );
    assert!(
        log.contains("panicked at"),
        "a panic is logged by its place"
    );
    let metrics = collector.metrics().await;
    assert!(metrics.contains("collector_panics_total 1"));
    for (name, text) in [
        ("log", log),
        ("metrics", metrics),
        ("answers", answers.join("\n")),
    ] {
        for canary in [
            "canary",
            ADDRESS,
            KEY,
            token.as_str(),
            "203.0.113",
            "2001:db8:77",
        ] {
            let line = text.lines().find(|line| line.contains(canary));
            assert_eq!(line, None, "{canary} in {name}");
        }
    }
}

/// A collector in that `ip_mode`: neither the files of its data folder nor what it publishes of its log hold the address.
// ACCEPTANCE 55
async fn no_address_is_stored_in_clear(mode: &str) {
    let line = format!("ip_mode = \"{mode}\"\nname =");
    let collector = Setup {
        site: fixture::SITE.replacen("name =", &line, 1),
        settings: "trusted_proxies = [\"127.0.0.1/32\"]".to_owned(),
        ..Setup::default()
    }
    .start()
    .await;
    let v6 = "2001:db8:77:66:55:44:33:22";
    let mut choice = collector.choice();
    for (key, address) in [(KEY, ADDRESS), ("AAAAAAAAAAAAAAAAAAAAAg", v6)] {
        choice["consent_key"] = json!(key);
        let request = collector.post(&choice).header("x-forwarded-for", address);
        assert_eq!(read(request.send().await.unwrap()).await.0, 201, "{mode}");
    }
    // What the mode lets be kept is kept, and so there was something to leak.
    let kept: Vec<_> = collector.receipts().await;
    assert!(kept.iter().all(|one| one.ip.is_some() == (mode == "full")));
    assert!(
        kept.iter()
            .all(|one| one.ip_truncated.is_some() == matches!(mode, "truncated" | "full"))
    );
    assert!(
        kept.iter()
            .all(|one| one.ip_hash.is_some() == (mode == "hash"))
    );

    collector.state.log.integrate().await.unwrap();
    let size = collector.state.log.head().unwrap().size;
    let mut places = Vec::new();
    for path in ["entries/000", "0/000"] {
        let tile = collector.get(&format!("/log/tile/{path}.p/{size}"));
        let tile = tile.send().await.unwrap();
        assert_eq!(tile.status(), 200, "{path}");
        places.push((path.to_owned(), tile.bytes().await.unwrap().to_vec()));
    }
    let folder = collector.stop().await;
    let mut folders = vec![folder.path().join("data")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                places.push((path.display().to_string(), std::fs::read(&path).unwrap()));
            }
        }
    }
    assert!(
        places
            .iter()
            .any(|(name, bytes)| name.ends_with("sqlite3") && bytes.len() > 4096)
    );
    let octets: std::net::Ipv6Addr = v6.parse().unwrap();
    let wanted = [
        ADDRESS.as_bytes().to_vec(),
        b"203.0.113.0".to_vec(),
        v6.as_bytes().to_vec(),
        b"2001:db8:77::".to_vec(),
        octets.octets().to_vec(),
        // Digests without a key are as good as the address itself: there are four milliards of them.
        Digest::of(ADDRESS.as_bytes()).as_bytes()[..16].to_vec(),
        Digest::of(&[203, 0, 113, 77]).as_bytes()[..16].to_vec(),
    ];
    for (name, bytes) in places {
        for wanted in &wanted {
            let found = bytes.windows(wanted.len()).any(|window| window == wanted);
            assert!(
                !found,
                "{} in {name} with {mode}",
                String::from_utf8_lossy(wanted)
            );
        }
    }
}
