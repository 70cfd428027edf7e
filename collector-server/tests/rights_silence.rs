//! Nothing personal in logs, metrics, problems or database files after everything that may be done with people's data.
//!
//! One test in a file of its own: it listens to everything this process logs.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use std::{
    fs, io,
    sync::{Arc, Mutex},
};

use collector::{
    ORIGIN, assertion,
    fixture::clauses::{TOKEN, with_clauses},
    read,
};
use collector_server::{privacy::retention, staff::Role};
use office::{choose, setup, token};
use reqwest::Method;
use serde_json::{Value, json};
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
const KEY: &str = "AQEBAQEBAQEBAQEBAQEBAQ";

// ACCEPTANCE 94 (partly: people's rights), 55 (partly: the database after them)
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_canary_sings_while_people_use_their_rights() {
    let log = Log::default();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .init();
    let collector = with_clauses(setup()).start().await;
    let anna = choose(&collector, 1, Some("canary-user"), ADDRESS, (true, false)).await;
    let dpo = token(&collector, Role::Dpo).await;
    let now = collector.state.clock.now().as_millis() / 1000;
    let word = assertion::sign(
        &json!({"aud": "shop", "sub": "canary-user", "iat": now, "exp": now + 300}),
    );
    let mut problems = Vec::new();
    let send = |path: String, bearer: Option<&str>, body: Value| {
        let mut request = collector
            .request(Method::POST, &path)
            .header("origin", ORIGIN)
            .header("x-forwarded-for", ADDRESS)
            .json(&body);
        if let Some(bearer) = bearer {
            request = request.bearer_auth(bearer);
        }
        async move { read(request.send().await.unwrap()).await }
    };
    let staff = |path: &str, body: Value| send(path.to_owned(), Some(&dpo), body);
    // What is done.
    assert_eq!(
        staff("/v1/staff/subjects", json!({"user_id": "canary-user"}))
            .await
            .0,
        200
    );
    let open = |kind: &str| json!({"user_id": "canary-user", "kind": kind, "identity": "eid"});
    let (_, access) = staff("/v1/staff/cases", open("access")).await;
    let (_, correct) = staff("/v1/staff/cases", open("rectification")).await;
    let (_, erase) = staff("/v1/staff/cases", open("erasure")).await;
    let path = |case: &Value, step: &str| {
        format!(
            "/v1/staff/cases/{}/{step}",
            case["number"].as_str().unwrap()
        )
    };
    staff(&path(&access, "extract"), json!({})).await;
    assert_eq!(
        staff(
            &path(&correct, "rectify"),
            json!({"user_id": "canary-corrected"})
        )
        .await
        .0,
        200
    );
    for (what, body) in [
        ("receipts", json!({"consent_key": KEY})),
        ("receipts", json!({"assertion": word})),
        ("withdraw", json!({"consent_key": KEY})),
        ("requests", json!({"consent_key": KEY, "kind": "access"})),
    ] {
        let (status, _) = send(format!("/v1/sites/shop/my/{what}"), None, body).await;
        assert!(status < 300, "{what}");
    }
    let activity = json!({"kind": "contact", "user_id": "canary-user"});
    assert_eq!(
        send("/v1/activity".to_owned(), Some(TOKEN), activity)
            .await
            .0,
        200
    );
    retention::run_and_note(&collector.state).await.unwrap();
    // What is refused.
    for (path, body) in [
        ("/v1/staff/subjects", json!({"ip": ADDRESS})),
        ("/v1/staff/subjects", json!({"code": "canary-code"})),
        (
            "/v1/staff/cases",
            json!({"user_id": "canary-user", "kind": "canary-kind", "identity": "eid"}),
        ),
        (
            "/v1/staff/cases",
            json!({"user_id": "canary-user", "kind": "access", "identity": "site_login", "site": "shop", "assertion": format!("{word}x")}),
        ),
        (
            "/v1/staff/cases/canary-number/erase",
            json!({"ground": "objection"}),
        ),
        ("/v1/activity", json!({"kind": "canary-visit"})),
        (
            "/v1/sites/shop/my/receipts",
            json!({"consent_key": "canary-key"}),
        ),
        (
            "/v1/sites/shop/my/receipts",
            json!({"assertion": format!("{word}x")}),
        ),
    ] {
        let (status, problem) = staff(path, body).await;
        assert!(status >= 400, "{path}");
        problems.push(problem.to_string());
    }
    let dump = |when: &str| {
        for file in ["collector.sqlite3", "collector.sqlite3-wal"] {
            let bytes =
                fs::read(collector.folder.path().join("data").join(file)).unwrap_or_default();
            for canary in ["canary", ADDRESS, KEY, word.as_str(), "203.0.113.0"] {
                let is_there = bytes
                    .windows(canary.len())
                    .any(|window| window == canary.as_bytes());
                assert!(!is_there, "{canary} in {file}, {when}");
            }
        }
    };
    dump("before the erasure");
    let (status, _) = staff(&path(&erase, "erase"), json!({"ground": "objection"})).await;
    assert_eq!(status, 200);
    dump("after the erasure");
    let (_, page) = staff("/v1/staff/receipts/search", json!({"code": anna.code})).await;
    assert_eq!(page["items"], json!([]));

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(
        log.contains("/v1/staff/cases/{number}/erase"),
        "requests are logged by route"
    );
    let journal =
        fs::read_to_string(collector.folder.path().join("data/keys/erasures.journal")).unwrap();
    assert_eq!(journal.lines().count(), 1);
    for (name, text) in [
        ("log", log),
        ("metrics", collector.metrics().await),
        ("problems", problems.join("\n")),
        ("journal", journal),
    ] {
        for canary in ["canary", ADDRESS, KEY, word.as_str(), "203.0.113"] {
            let line = text.lines().find(|line| line.contains(canary));
            assert_eq!(line, None, "{canary} in {name}");
        }
    }
}
