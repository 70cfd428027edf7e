//! A log that may not grow: choices are recorded all the same, nothing is signed, and whoever asks is told why.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;

use std::{fs, path::Path, sync::Arc};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use collector::{Collector, Setup, read, with};
use collector_server::log::LogError;
use consent_core::{
    log::{Checkpoint, LogPublicKey, proof::verify_consistency},
    receipt::Digest,
};
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

/// A collector over what is in the folder.
async fn start(folder: &Arc<TempDir>) -> Collector {
    Setup {
        folder: folder.clone(),
        ..Setup::default()
    }
    .start()
    .await
}

/// Records choices of as many visitors who were never here before; the key of the last, and its answer.
async fn record(collector: &Collector, count: usize) -> (String, Value) {
    let mut last = (String::new(), Value::Null);
    for _ in 0..count {
        let key = URL_SAFE_NO_PAD.encode(Uuid::new_v4().as_bytes());
        let choice = with(collector.choice(), "consent_key", json!(key));
        let (status, answer) = collector.record(&choice).await;
        assert_eq!(status, 201, "{answer}");
        last = (key, answer);
    }
    last
}

async fn checkpoint(collector: &Collector) -> Checkpoint {
    let (_, keys) = collector.text("/.well-known/consent-log.json").await;
    let keys: Value = serde_json::from_str(&keys).unwrap();
    let key = LogPublicKey::parse(keys["log_keys"][0].as_str().unwrap()).unwrap();
    let (status, note) = collector.text("/log/checkpoint").await;
    assert_eq!(status, 200, "{note}");
    Checkpoint::open(&note, &key).unwrap()
}

/// The health page calls for somebody and says why, in words that fit; a balancer goes on sending visitors.
async fn is_told_why(collector: &Collector, folder: &Path, words: &str) {
    let answer = collector.get("/healthz").send().await.unwrap();
    assert!(answer.headers().contains_key("retry-after"));
    let (status, problem) = read(answer).await;
    assert_eq!(
        (status, &problem["type"]),
        (503, &json!("/problems/log-not-growing"))
    );
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains(words), "{detail}");
    assert!(!detail.contains(folder.to_str().unwrap()), "{detail}");
    assert_eq!(collector.text("/readyz").await, (200, "ready".to_owned()));
    let metrics = collector.metrics().await;
    assert!(metrics.contains("\ncollector_log_failing 1\n"), "{metrics}");
}

/// Puts back what the database was.
fn restore(folder: &Path, backup: &[u8]) {
    let database = folder.join("data/collector.sqlite3");
    fs::write(&database, backup).unwrap();
    for end in ["-wal", "-shm"] {
        let _ = fs::remove_file(folder.join(format!("data/collector.sqlite3{end}")));
    }
}

// ACCEPTANCE 53 (partly: after an old backup; any two checkpoints are in `log.rs`)
#[tokio::test]
async fn a_collector_that_was_restored_from_an_old_backup_signs_nothing_and_says_so() {
    let collector = Collector::start().await;
    assert_eq!(collector.text("/healthz").await, (200, "ok".to_owned()));
    record(&collector, 3).await;
    collector.state.log.integrate().await.unwrap();
    let folder = collector.stop().await;
    let at = folder.path();
    let database = at.join("data/collector.sqlite3");
    let backup = fs::read(&database).unwrap();

    let collector = start(&folder).await;
    record(&collector, 9).await;
    collector.state.log.integrate().await.unwrap();
    let signed = checkpoint(&collector).await;
    collector.stop().await;
    let newest = fs::read(&database).unwrap();
    let remembered = fs::read(at.join("data/keys/log.checkpoint")).unwrap();

    restore(at, &backup);
    let collector = start(&folder).await;
    // Before anybody has chosen, too.
    is_told_why(&collector, at, "an old backup was restored").await;
    // Choices are recorded all the same; of their proof nobody is promised what does not come.
    let (key, answer) = record(&collector, 2).await;
    let refused = collector.state.log.integrate().await;
    assert!(
        matches!(refused, Err(LogError::Behind { signed: known, .. }) if known == signed.size),
        "{refused:?}"
    );
    let by_index = format!("/log/proof/{}", answer["leaf_index"]);
    let by_index = collector.get(&by_index).send().await.unwrap();
    let own = json!({"consent_key": key, "receipt_id": answer["receipt_id"]});
    let own = collector
        .request(reqwest::Method::POST, "/v1/sites/shop/proofs")
        .header("origin", collector::ORIGIN)
        .header("content-type", "application/json")
        .body(own.to_string());
    for asked in [by_index, own.send().await.unwrap()] {
        assert_eq!(asked.headers()["retry-after"], "60");
        let (status, problem) = read(asked).await;
        assert_eq!(
            (status, &problem["type"]),
            (503, &json!("/problems/log-not-growing"))
        );
        let detail = problem["detail"].as_str().unwrap();
        assert!(
            detail.contains("receipts are kept") && !detail.contains("within a minute"),
            "{detail}"
        );
    }

    // As many leaves as were signed, but others.
    record(&collector, 12).await;
    let refused = collector.state.log.integrate().await;
    assert!(
        matches!(refused, Err(LogError::Forked { .. })),
        "{refused:?}"
    );
    is_told_why(&collector, at, "are not those that were signed").await;
    assert!(checkpoint(&collector).await.size < signed.size);
    collector.stop().await;
    assert_eq!(
        fs::read(at.join("data/keys/log.checkpoint")).unwrap(),
        remembered
    );

    // With the newest database all is well, and history goes on from what was signed.
    restore(at, &newest);
    let collector = start(&folder).await;
    record(&collector, 1).await;
    collector.state.log.integrate().await.unwrap();
    assert_eq!(collector.text("/healthz").await, (200, "ok".to_owned()));
    let now = checkpoint(&collector).await;
    let path = format!("/log/consistency/{}/{}", signed.size, now.size);
    let (status, lines) = collector.text(&path).await;
    assert_eq!(status, 200);
    let hash = |line: &str| Digest::from_bytes(STANDARD.decode(line).unwrap().try_into().unwrap());
    let path: Vec<Digest> = lines.lines().map(hash).collect();
    verify_consistency(signed.size, &signed.root, now.size, &now.root, &path).unwrap();
}

// ACCEPTANCE 53 (partly: a database of the same size with another history)
#[tokio::test]
async fn another_database_of_the_same_size_is_no_continuation() {
    let (ours, other) = (Collector::start().await, Collector::start().await);
    let mut folders = Vec::new();
    for collector in [ours, other] {
        record(&collector, 4).await;
        folders.push(collector.stop().await);
    }
    let [ours, other] = &folders[..] else {
        panic!("two")
    };
    // The keys of ours, the leaves of the other one.
    let theirs = fs::read(other.path().join("data/collector.sqlite3")).unwrap();
    restore(ours.path(), &theirs);
    for key in fs::read_dir(other.path().join("data/keys")).unwrap() {
        let key = key.unwrap();
        if !key.file_name().to_string_lossy().starts_with("log.") {
            fs::copy(
                key.path(),
                ours.path().join("data/keys").join(key.file_name()),
            )
            .unwrap();
        }
    }
    let collector = start(ours).await;
    let refused = collector.state.log.integrate().await;
    assert!(
        matches!(refused, Err(LogError::Forked { .. })),
        "{refused:?}"
    );
    is_told_why(&collector, ours.path(), "are not those that were signed").await;
}

#[tokio::test]
async fn what_cannot_be_read_is_told_without_its_path() {
    let collector = Collector::start().await;
    record(&collector, 1).await;
    let folder = collector.stop().await;
    let guard = folder.path().join("data/keys/log.checkpoint");
    fs::write(&guard, "something else\n").unwrap();
    let collector = start(&folder).await;
    is_told_why(&collector, folder.path(), "is not of this log").await;
    fs::remove_file(&guard).unwrap();
    fs::create_dir(&guard).unwrap();
    collector.state.log.integrate().await.unwrap_err();
    is_told_why(&collector, folder.path(), "cannot be read or written").await;
}
