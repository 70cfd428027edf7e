//! The transparency log through HTTP, as an auditor and a visitor see it.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;

use std::{sync::Arc, time::Duration};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use collector::{Collector, Setup, with};
use collector_server::{
    keys::{Purpose, file::rotate},
    log::{Log, LogError, guard::Guard, signer::Signer},
    storage::ReceiptStore as _,
};
use consent_core::{
    log::{
        Checkpoint, KeyUse, LogPublicKey, ProofFile, key_leaf,
        proof::{verify_consistency, verify_inclusion},
        tile::leaves,
        tree::{Frontier, leaf_hash},
    },
    receipt::{Digest, Leaf, LeafKind, SdJwt},
};
use serde_json::{Value, json};
use uuid::Uuid;

async fn log_key(collector: &Collector) -> LogPublicKey {
    let (_, keys) = collector.text("/.well-known/consent-log.json").await;
    let keys: Value = serde_json::from_str(&keys).unwrap();
    assert_eq!(keys["origin"], "consent.localhost:8080/log");
    assert_eq!(keys["receipt_keys"][0]["kty"], "OKP");
    LogPublicKey::parse(keys["log_keys"][0].as_str().unwrap()).unwrap()
}

async fn checkpoint(collector: &Collector, key: &LogPublicKey) -> Checkpoint {
    let (status, note) = collector.text("/log/checkpoint").await;
    assert_eq!(status, 200);
    Checkpoint::open(&note, key).unwrap()
}

/// Records choices of as many visitors who were never here before, and gives the answers.
async fn record(collector: &Collector, count: usize) -> Vec<Value> {
    let mut answers = Vec::new();
    for _ in 0..count {
        let key = URL_SAFE_NO_PAD.encode(Uuid::new_v4().as_bytes());
        let choice = with(collector.choice(), "consent_key", json!(key));
        let (status, answer) = collector.record(&choice).await;
        assert_eq!(status, 201, "{answer}");
        answers.push(answer);
    }
    answers
}

fn leaf_of(answer: &Value) -> Leaf {
    Leaf {
        kind: LeafKind::Receipt,
        commitment: Digest::parse(answer["commitment"].as_str().unwrap()).unwrap(),
    }
}

/// Every leaf of the log, from its bundles.
async fn every_leaf(collector: &Collector, size: u64) -> Vec<Vec<u8>> {
    assert!(size < 256, "one bundle is enough here");
    let path = format!("/log/tile/entries/000.p/{size}");
    let bundle = collector.get(&path).send().await.unwrap();
    assert_eq!(
        bundle.headers()["cache-control"],
        "public, max-age=31536000, immutable"
    );
    let bundle = bundle.bytes().await.unwrap();
    leaves(&bundle)
        .unwrap()
        .into_iter()
        .map(<[u8]>::to_vec)
        .collect()
}

// ACCEPTANCE 50
#[tokio::test]
async fn what_a_receipt_refers_to_was_in_a_signed_checkpoint_before_the_first_choice() {
    let collector = Collector::start().await;
    let key = log_key(&collector).await;
    let size = checkpoint(&collector, &key).await.size;
    let before = every_leaf(&collector, size).await;
    let answer = record(&collector, 1).await.remove(0);
    assert_eq!(answer["leaf_index"], size);

    let receipt = SdJwt::parse(answer["receipt"].as_str().unwrap()).unwrap();
    let claims = receipt
        .verify(&collector.state.log.receipt_keys()[0])
        .unwrap()
        .claims;
    for (kind, hash) in [
        (LeafKind::Notice, claims.notice_hash),
        (LeafKind::Config, claims.config_hash),
        (LeafKind::Build, claims.build_hash),
    ] {
        let leaf = Leaf {
            kind,
            commitment: hash,
        };
        assert!(before.contains(&leaf.to_bytes().to_vec()), "{kind:?}");
    }
    // The build is the very file that is served, by both its names.
    let short = &claims.build_hash.to_string()[..16];
    for path in [
        "/s/shop/consent.js".to_owned(),
        format!("/s/shop/consent.{short}.js"),
    ] {
        let served = collector.get(&path).send().await.unwrap();
        assert_eq!(served.status(), 200, "{path}");
        let served = served.bytes().await.unwrap();
        assert_eq!(Digest::of(&served), claims.build_hash, "{path}");
    }
}

// ACCEPTANCE 93 (partly: the keys that sign, over a restart; each kind while serving is in `key_rotation.rs`)
#[tokio::test]
async fn a_new_key_is_in_the_log_before_it_signs_and_the_old_one_stays_published() {
    let collector = Collector::start().await;
    let old = log_key(&collector).await;
    let first = record(&collector, 1).await.remove(0);
    let folder = collector.stop().await;
    let keys = folder.path().join("data/keys");
    for purpose in [Purpose::Receipt, Purpose::Log] {
        assert_eq!(rotate(&keys, purpose).unwrap(), 2);
    }
    let collector = Setup {
        folder: folder.clone(),
        ..Setup::default()
    }
    .start()
    .await;

    let (_, published) = collector.text("/.well-known/consent-log.json").await;
    let published: Value = serde_json::from_str(&published).unwrap();
    let new = LogPublicKey::parse(published["log_keys"][1].as_str().unwrap()).unwrap();
    assert_eq!(published["log_keys"][0], old.to_string());
    assert_eq!(published["receipt_keys"].as_array().unwrap().len(), 2);
    let history = published["keys"].as_array().unwrap();
    assert_eq!(history.len(), 4);
    let entry = |key: &str| history.iter().find(|entry| entry["key"] == key).unwrap();
    assert_eq!(
        entry(&old.to_string())["to"],
        entry(&new.to_string())["from"]
    );
    assert_eq!(entry(&new.to_string())["to"], Value::Null);

    // The checkpoint that covers the new keys' leaves is the old key's alone; the next one has both signatures.
    let (_, note) = collector.text("/log/checkpoint").await;
    let covered = Checkpoint::open(&note, &old).unwrap().size;
    assert!(Checkpoint::open(&note, &new).is_err());
    assert!(entry(&new.to_string())["leaf_index"].as_u64().unwrap() < covered);
    let leaves = every_leaf(&collector, covered).await;
    let publics = [
        (KeyUse::Log, new.to_bytes()),
        (KeyUse::Receipt, {
            collector.state.log.receipt_keys()[1].to_bytes()
        }),
    ];
    for (key_use, key) in publics {
        let leaf = key_leaf(key_use, &key).to_bytes().to_vec();
        assert!(leaves.contains(&leaf), "{key_use:?}");
    }
    let answer = record(&collector, 1).await.remove(0);
    collector.state.log.integrate().await.unwrap();
    let (_, note) = collector.text("/log/checkpoint").await;
    for key in [&old, &new] {
        assert!(Checkpoint::open(&note, key).is_ok());
    }

    // Each receipt verifies under the key that signed it, and under that one alone.
    for (answer, signer, other) in [(&first, 0, 1), (&answer, 1, 0)] {
        let receipt = SdJwt::parse(answer["receipt"].as_str().unwrap()).unwrap();
        let keys = &collector.state.log.receipt_keys();
        assert!(receipt.verify(&keys[signer]).is_ok());
        assert!(receipt.verify(&keys[other]).is_err());
    }
}

#[tokio::test]
async fn a_receipt_is_in_a_signed_checkpoint_within_a_minute() {
    let collector = Collector::start().await;
    let key = log_key(&collector).await;
    let before = checkpoint(&collector, &key).await.size;
    record(&collector, 1).await;
    for _ in 0..600 {
        if checkpoint(&collector, &key).await.size > before {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no checkpoint covers the receipt");
}

// ACCEPTANCE 52 (partly: proof files through HTTP; the random cases are in the core's `log_oracle.rs`)
#[tokio::test]
async fn every_receipt_is_proven_by_its_proof_file_and_no_other_leaf_is() {
    let collector = Collector::start().await;
    let key = log_key(&collector).await;
    let first = checkpoint(&collector, &key).await.size;
    let answers = record(&collector, 5).await;
    collector.state.log.integrate().await.unwrap();
    for (answer, index) in answers.iter().zip(first..) {
        assert_eq!(answer["leaf_index"], index);
        let (status, proof) = collector.text(&format!("/log/proof/{index}")).await;
        assert_eq!(status, 200);
        let proof = ProofFile::parse(&proof).unwrap();
        assert!(proof.verify(leaf_of(answer), &key).is_ok());
        let other = Leaf {
            commitment: Digest::of(b"another"),
            ..leaf_of(answer)
        };
        assert!(proof.verify(other, &key).is_err());
    }
    let (status, _) = collector.text(&format!("/log/proof/{}", first + 5)).await;
    assert_eq!(status, 404);
}

// ACCEPTANCE 53 (partly: what is remembered as signed never goes back, however many sign at once)
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_sign_at_once_sign_one_after_the_other() {
    let collector = Collector::start().await;
    let key = log_key(&collector).await;
    let log = &collector.state.log;
    let mut before = log.head().unwrap().size;
    let guard = collector.folder.path().join("data/keys/log.checkpoint");
    for round in 0..20 {
        let signers = (0..8).map(|number| {
            let (state, store) = (collector.state.clone(), collector.store.clone());
            let config = format!("{{\"n\":{number},\"round\":{round}}}");
            tokio::spawn(async move {
                store.register_config("shop", &config).await.unwrap();
                state.log.integrate().await.map(|_| ())
            })
        });
        for signer in signers.collect::<Vec<_>>() {
            signer.await.unwrap().unwrap();
        }
        let remembered = std::fs::read_to_string(&guard).unwrap();
        let remembered = Checkpoint::open(&remembered, &key).unwrap();
        let head = log.head().unwrap();
        assert_eq!(remembered.size, head.size);
        assert_eq!(head.size, before + 8, "every new leaf is covered");
        before = head.size;
    }
}

// ACCEPTANCE 53 (that nothing smaller or forked is signed after an old backup is in `log_stuck.rs`)
#[tokio::test]
async fn any_two_checkpoints_are_consistent_and_the_tiles_lead_to_the_signed_root() {
    let collector = Collector::start().await;
    let key = log_key(&collector).await;
    let mut signed = vec![checkpoint(&collector, &key).await];
    for count in [1, 7, 2, 5, 1, 3] {
        record(&collector, count).await;
        collector.state.log.integrate().await.unwrap();
        let newest = checkpoint(&collector, &key).await;
        let before = signed.last().unwrap();
        assert_eq!(newest.size, before.size + count as u64, "it only grows");
        signed.push(newest);
    }
    for (at, new) in signed.iter().enumerate() {
        for old in &signed[..=at] {
            let address = format!("/log/consistency/{}/{}", old.size, new.size);
            let (status, lines) = collector.text(&address).await;
            assert_eq!(status, 200, "{address}");
            let path: Vec<Digest> = lines
                .lines()
                .map(|line| {
                    let bytes = STANDARD.decode(line).unwrap();
                    Digest::from_bytes(bytes.try_into().unwrap())
                })
                .collect();
            let verdict = verify_consistency(old.size, &old.root, new.size, &new.root, &path);
            assert_eq!(verdict, Ok(()), "{address}");
            // The path fits these two trees and no other.
            let other = Digest::of(b"another history");
            assert!(
                verify_consistency(old.size, &other, new.size, &new.root, &path).is_err(),
                "{address}"
            );
        }
    }
    let (old, new) = (&signed[0], signed.last().unwrap());

    let mut tree = Frontier::default();
    for leaf in every_leaf(&collector, new.size).await {
        tree.append(leaf_hash(&leaf), |_, _, _| {});
    }
    assert_eq!(tree.root(), new.root);
    let (status, _) = collector
        .text(&format!("/log/consistency/{}/{}", new.size, old.size))
        .await;
    assert_eq!(status, 404);
}

/// Everything that a log publishes is a plain path that anyone may keep: for ever what never changes, for a second what
/// grows.
#[tokio::test]
async fn what_is_published_may_be_cached_and_what_is_immutable_stays_as_it_was() {
    const FOR_EVER: &str = "public, max-age=31536000, immutable";
    let collector = Collector::start().await;
    let key = log_key(&collector).await;
    record(&collector, 3).await;
    collector.state.log.integrate().await.unwrap();
    let old = checkpoint(&collector, &key).await.size;
    let lasting = [
        format!("/log/tile/0/000.p/{old}"),
        format!("/log/tile/entries/000.p/{old}"),
        format!("/log/consistency/1/{old}"),
    ];
    let fresh = [
        ("/log/checkpoint".to_owned(), "public, max-age=1"),
        ("/log/proof/0".to_owned(), "public, max-age=1"),
        (
            "/.well-known/consent-log.json".to_owned(),
            "public, max-age=300",
        ),
    ];
    let read = async |path: &str, cache: &str| {
        let answer = collector.get(path).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        let headers = answer.headers();
        assert_eq!(headers["cache-control"], cache, "{path}");
        assert_eq!(headers["access-control-allow-origin"], "*", "{path}");
        assert!(
            headers.get("set-cookie").is_none() && headers.get("vary").is_none(),
            "{path}"
        );
        answer.bytes().await.unwrap()
    };
    let mut kept = Vec::new();
    for path in &lasting {
        kept.push(read(path, FOR_EVER).await);
    }
    let before = read(&fresh[0].0, fresh[0].1).await;
    for (path, cache) in &fresh {
        read(path, cache).await;
    }
    record(&collector, 4).await;
    collector.state.log.integrate().await.unwrap();
    for (path, kept) in lasting.iter().zip(kept) {
        assert_eq!(read(path, FOR_EVER).await, kept, "{path}");
    }
    assert_ne!(read(&fresh[0].0, fresh[0].1).await, before);
}

#[tokio::test]
async fn tiles_that_are_not_full_yet_are_not_served_as_if_they_were() {
    let collector = Collector::start().await;
    for path in [
        "/log/tile/0/000",
        "/log/tile/entries/000",
        "/log/tile/1/000.p/1",
        "/log/tile/0/x000/000",
        "/log/tile/9/000",
    ] {
        assert_eq!(collector.text(path).await.0, 404, "{path}");
    }
}

/// A log over the collector's leaves with the guard and keys of its data folder, as after a restart.
async fn reopened(collector: &Collector, guard: Guard) -> Log {
    let opened = collector_server::startup::open_store(&collector.state.config).unwrap();
    Log::open(opened.log, opened.signer, guard, collector.clock.clone())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_crash_between_signing_and_keeping_is_made_good_at_the_next_start() {
    let collector = Collector::start().await;
    record(&collector, 2).await;
    let folder = collector.folder.path().join("data/keys");
    // The guard is ahead of the database's checkpoints, as after a crash.
    let keys = collector_server::keys::Keys::open(&folder).unwrap();
    let signer = Signer::new(&collector.state.config.public_url, &keys.log).unwrap();
    collector.state.log.integrate().await.unwrap();
    let log = reopened(&collector, Guard::in_folder(&folder)).await;
    record(&collector, 1).await;
    assert_eq!(
        signer.open(&log.head().unwrap().note).unwrap().size,
        log.head().unwrap().size
    );
    log.integrate().await.unwrap();
    let ahead = log.head().unwrap().size;
    // The collector that knows only the older checkpoint goes on from there.
    collector.state.log.integrate().await.unwrap();
    assert_eq!(collector.state.log.head().unwrap().size, ahead);
}

#[tokio::test]
async fn a_guard_of_another_log_stops_the_signing() {
    let collector = Collector::start().await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("log.checkpoint"), "something else\n").unwrap();
    let log = reopened(&collector, Guard::in_folder(folder.path())).await;
    record(&collector, 1).await;
    assert!(matches!(log.integrate().await, Err(LogError::Guard(_))));
}

#[tokio::test]
async fn a_log_of_many_tiles_proves_its_leaves_from_stored_nodes() {
    let collector = Collector::start().await;
    let store: Arc<dyn collector_server::storage::ReceiptStore> = collector.store.clone();
    // Configurations are leaves too, and cheap ones.
    for number in 0..700 {
        store
            .register_config("shop", &format!("{{\"n\":{number}}}"))
            .await
            .unwrap();
    }
    collector.state.log.integrate().await.unwrap();
    let key = log_key(&collector).await;
    let head = checkpoint(&collector, &key).await;
    assert!(head.size > 700);
    assert_eq!(collector.text("/log/tile/1/000.p/2").await.0, 200);
    for index in [0, 255, 256, 511, 512, head.size - 1] {
        let (_, proof) = collector.text(&format!("/log/proof/{index}")).await;
        let proof = ProofFile::parse(&proof).unwrap();
        let tile = format!(
            "/log/tile/entries/{:03}{}",
            index / 256,
            if index / 256 == head.size / 256 {
                format!(".p/{}", head.size % 256)
            } else {
                String::new()
            }
        );
        let bundle = collector
            .get(&tile)
            .send()
            .await
            .unwrap()
            .bytes()
            .await
            .unwrap();
        let leaf = leaves(&bundle).unwrap()[(index % 256) as usize].to_vec();
        assert_eq!(
            verify_inclusion(&leaf_hash(&leaf), index, head.size, &head.root, &proof.path),
            Ok(()),
            "{index}"
        );
    }
}
